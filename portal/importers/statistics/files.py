"""Opening a file from outside: its size and kind, archives and spreadsheets taken apart."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from portal.importers.archives import UNREADABLE_ARCHIVE
from portal.importers.statistics.whole_files import MAX_MEGABYTES, fail

_MAX_BYTES = MAX_MEGABYTES * 1_000_000
_MAX_MEMBERS = 10_000
_TOO_MUCH = f"It unpacks to more than {MAX_MEGABYTES} MB; take what you need out of it."
_META = ".meta.csv"
_MAGIC = (
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook; save it as .xlsx or the sheet as CSV"),
    (b"PAR1", "a parquet file; only LAIT’s table comes as one, with its dictionary"),
    (b"%PDF", "a PDF; take the CSV that is published with it"),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of one table, and those of the file of metadata beside it, if there is one."""

    path: Path
    raw: bytes
    meta: bytes = b""


def safe_name(name: str) -> str:
    """A file's name as a browser gives it, made harmless: no folder, plain characters, short."""
    last = re.split(r"[/\\]", name)[-1]
    return re.sub(r"[^A-Za-z0-9._-]+", "_", last)[-80:].lstrip(".") or "file.csv"


def content(path: Path) -> bytes:
    """The bytes of a file that is neither empty nor too large.

    Raises:
        BadCatalogue: if it is, or if it is not there.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise fail(path, "This is not a file.")
        if size == 0:
            raise fail(path, "The file is empty; download it again.")
        if size > _MAX_BYTES:
            remedy = f"The file has {size / 1e6:,.0f} MB; the portal reads at most {MAX_MEGABYTES}."
            raise fail(path, f"{remedy} Split it by year or measure.")
        return path.read_bytes()
    except OSError as error:
        raise fail(path, f"The file cannot be read: {error.strerror}.") from error


def digest(*contents: bytes) -> str:
    """Hash the bytes of one or several files, in their order: SHA-256 in hexadecimal."""
    total = sha256()
    for raw in contents:
        total.update(raw)
    return total.hexdigest()


def sources(path: Path) -> list[Source]:
    """The tables that a file holds: itself, what it compresses, or the tables of a ZIP archive.

    A file `NAME.meta.csv` beside `NAME.csv`, in its folder or archive, describes its columns.

    Raises:
        BadCatalogue: if the file is of a kind that holds no table, or unpacks to too much.
    """
    raw = content(path)
    for magic, kind in _MAGIC:
        if raw.startswith(magic):
            raise fail(path, f"This is {kind}.")
    if raw.startswith(_GZIP):
        return [Source(Path(path.name.removesuffix(".gz")), _gunzipped(path, raw))]
    if raw.startswith(_ZIP):
        return _unzipped(path, raw)
    return [Source(path, raw, _beside(path))]


def _beside(path: Path) -> bytes:
    """The metadata of a file: in its folder, or in the folder `meta` beside, as in archives."""
    name = path.stem + _META
    for place in (path.with_name(name), path.parent.parent / "meta" / name):
        try:
            if place.is_file() and 0 < place.stat().st_size <= _MAX_BYTES:
                return place.read_bytes()
        except OSError:
            continue
    return b""


def _gunzipped(path: Path, raw: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as file:
            unpacked = file.read(_MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise fail(path, f"The file cannot be unpacked ({error}); is it cut off?") from error
    return _bounded(path, unpacked)


def _bounded(path: Path, unpacked: bytes) -> bytes:
    if len(unpacked) > _MAX_BYTES:
        raise fail(path, _TOO_MUCH)
    if unpacked[257:262] == b"ustar":
        raise fail(path, "This is an archive of files (tar); take the table out of it.")
    if not unpacked:
        raise fail(path, "The file is empty; download it again.")
    return unpacked


def _unzipped(path: Path, raw: bytes) -> list[Source]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = [entry for entry in archive.infolist() if not entry.is_dir()]
            total = sum(entry.file_size for entry in members)
            if total > _MAX_BYTES or len(members) > _MAX_MEMBERS:
                raise fail(path, _TOO_MUCH)
            if any(entry.filename == "xl/workbook.xml" for entry in members):
                # Imported here: most imports read no spreadsheet.
                from portal.importers.statistics.spreadsheets import sheet_as_csv

                return [Source(path, sheet_as_csv(path, raw))]
            if any(entry.filename == "content.xml" for entry in members):
                from portal.importers.statistics.spreadsheets import ods_as_csv

                sheet = _member(archive, archive.getinfo("content.xml"))
                return [Source(path, ods_as_csv(path, sheet))]
            by_name = {PurePosixPath(entry.filename).name: entry for entry in members}
            unpacked = [
                Source(
                    Path(name := PurePosixPath(entry.filename).name),
                    _bounded(path, _member(archive, entry)),
                    _member(archive, by_name.get(name.removesuffix(".csv") + _META)),
                )
                for entry in members
                if _is_table(entry.filename)
            ]
    except UNREADABLE_ARCHIVE as error:
        raise fail(path, f"The archive cannot be read ({error}); is it cut off?") from error
    if not unpacked:
        raise fail(path, "This archive holds no CSV file; take the table itself.")
    return unpacked


def _is_table(name: str) -> bool:
    place = PurePosixPath(name)
    hidden = any(part.startswith((".", "__MACOSX")) for part in place.parts)
    return place.suffix.lower() == ".csv" and not hidden and not name.lower().endswith(_META)


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo | None) -> bytes:
    """The bytes of a member, never more than its entry promises: sizes are written by anybody."""
    if entry is None:
        return b""
    with archive.open(entry) as file:
        return file.read(_MAX_BYTES + 1)

"""Unpack catalogue folders that come as a ZIP archive, within limits."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path, PurePosixPath

from portal.importers.archives import UNREADABLE_ARCHIVE
from portal.importers.read import BadCatalogue, Problem
from portal.importers.schema import FOR_REVIEW, SHEETS

MAX_MEGABYTES = 5
_MOST_MEMBERS = 400
# Rules of findings compare figures with figures, each with each.
_MOST_UNPACKED, _MOST_ROWS, _MOST_OF_FILE = 15_000_000, 6_000, 3_000
_NAMES = {name for sheet in SHEETS for name in sheet.filenames} | FOR_REVIEW
# What programs put into archives beside the files.
_BESIDE = re.compile(r"(^|/)(__MACOSX/|\.[^./]|Thumbs\.db$|desktop\.ini$|README\.md$)")


def unpack_folders(archive: Path, name: str, target: Path) -> list[Path]:
    """Unpack the folders of an archive; files at its top are a folder named after it.

    Args:
        archive: the file.
        name: what a person calls it.
        target: an empty folder to unpack to.

    Returns:
        The folders made.

    Raises:
        BadCatalogue: if it is no archive, unpacks to too much, or holds other files.
    """
    if archive.stat().st_size > MAX_MEGABYTES * 1_000_000:
        raise _refused(name, f"It is larger than {MAX_MEGABYTES} MB; send fewer folders at once.")
    try:
        with zipfile.ZipFile(archive) as opened:
            return _unpack(opened, name, target)
    except UNREADABLE_ARCHIVE as error:
        remedy = "This is no ZIP archive, or it is damaged; pack the folder anew."
        raise _refused(name, remedy) from error


def _unpack(opened: zipfile.ZipFile, name: str, target: Path) -> list[Path]:
    everything = opened.infolist()
    members = [m for m in everything if not (m.is_dir() or _BESIDE.search(m.filename))]
    size = sum(member.file_size for member in members)
    if len(everything) > _MOST_MEMBERS or size > _MOST_UNPACKED:
        remedy = (
            f"It unpacks to {size / 1e6:,.0f} MB in {len(everything):,} files; at most "
            f"{_MOST_UNPACKED // 1_000_000} MB in {_MOST_MEMBERS} are taken. Send fewer folders."
        )
        raise _refused(name, remedy)
    if not members:
        raise _refused(name, "It is empty; pack a folder with a document.toml or CSV files.")
    problems = [problem for member in members for problem in _about(member, name)]
    if problems:
        raise BadCatalogue(problems)
    folders: dict[str, Path] = {}
    rows = 0
    for member in members:
        path = PurePosixPath(member.filename)
        folder = path.parts[-2] if len(path.parts) > 1 else _stem(name)
        if folder not in folders:
            folders[folder] = target / folder
            folders[folder].mkdir()
        file = folders[folder] / path.name
        if file.exists():
            remedy = "Two folders of the archive have this name; give each its own."
            raise BadCatalogue([Problem(member.filename, None, "", "", remedy)])
        # An archive may unpack to more than its list says: no more than that is read.
        with opened.open(member) as content:
            raw = content.read(member.file_size + 1)
        if len(raw) > member.file_size:
            raise _refused(name, "This archive is damaged; pack the folder anew.")
        count = max(raw.count(b"\n"), raw.count(b"\r"))  # either ends a row
        rows += count
        if rows > _MOST_ROWS or count > _MOST_OF_FILE:
            remedy = (
                f"A file has at most {_MOST_OF_FILE:,} rows and an archive {_MOST_ROWS:,}; no plan "
                "has more. Send fewer folders at once; official statistics are imported on the "
                "page Imports."
            )
            raise BadCatalogue([Problem(member.filename, None, "", "", remedy)])
        file.write_bytes(raw)
    return list(folders.values())


def _about(member: zipfile.ZipInfo, name: str) -> list[Problem]:
    path = PurePosixPath(member.filename)
    folder = path.parts[-2] if len(path.parts) > 1 else ""
    if member.flag_bits & 1:
        return [Problem(name, None, "", "", "It is locked by a password; pack it without one.")]
    if path.is_absolute() or ".." in path.parts or "\\" in member.filename:
        remedy = "The archive names a place outside itself; pack the folder anew."
    elif len(path.parts) > 3:
        remedy = "The file lies too deep; pack the folders themselves."
    elif folder and not re.fullmatch(r"[\w. -]{1,110}", folder):
        remedy = "Name the folder with letters, digits and hyphens."
    elif path.name not in _NAMES:
        remedy = f"Unknown file; the layout has {', '.join(sorted(_NAMES))}."
    else:
        return []
    return [Problem(member.filename[-120:], None, "", "", remedy)]


def _stem(name: str) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", name.lower().removesuffix(".zip")).strip("-")
    return stem[:80] or "folder"


def _refused(name: str, remedy: str) -> BadCatalogue:
    return BadCatalogue([Problem(name, None, "", "", remedy)])

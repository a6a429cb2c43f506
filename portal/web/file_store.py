"""Files that cost much to make, kept compressed on disk until the data change.

One is made at a time, by whichever process is asked first: nobody can have the portal write the
same table twice, and a second reader waits for the first one's file.
"""

from __future__ import annotations

import fcntl
import gzip
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BufferedReader
from pathlib import Path
from tempfile import gettempdir

from flask import Response, request
from sqlalchemy import URL

# Small files are there within moments; who waits for longer is asked to come back.
PATIENCE, _MOMENT = 5.0, 0.05
# Of nine levels: the last ones take twice as long for a twentieth less.
_LEVEL = 5
_AT_ONCE = 64 * 1024


class StoreBusy(RuntimeError):
    """Another file is being made, and takes its time."""


def folder_of(url: URL) -> Path:
    """Name the folder of a database's files: beside an SQLite file, else among temporary ones."""
    if url.get_backend_name() == "sqlite" and url.database and not url.database.startswith(":"):
        return Path(f"{url.database}.files")
    name = sha256(url.render_as_string(hide_password=False).encode()).hexdigest()[:16]
    return Path(gettempdir()) / f"alongside-{os.getuid()}-{name}"


class FileStore:
    """Gzip files in a folder; those of former versions go when one of a new version is made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def file(self, version: str, name: str, parts: Callable[[], Iterator[bytes]]) -> Path:
        """Give a file, made first where it is not there.

        Args:
            version: of the data, the release and all else that files depend on, as a word.
            name: of the file among those of a version.
            parts: makes its content.

        Raises:
            StoreBusy: if another file is being made for longer than `PATIENCE` seconds.
            OSError: if the folder cannot be written, or the disk is full.
        """
        wanted = self._folder / f"{version}-{name}.gz"
        if wanted.exists():
            return wanted
        self._make_folder()
        with self._turn():
            if wanted.exists():  # another process made it meanwhile
                return wanted
            part = wanted.with_suffix(".part")
            try:
                with part.open("wb") as out, gzip.GzipFile("", "wb", _LEVEL, out, 0) as packed:
                    for piece in parts():
                        packed.write(piece)
                part.replace(wanted)
            finally:
                part.unlink(missing_ok=True)
            self._drop_former(version)
        return wanted

    def _make_folder(self) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        if self._folder.is_symlink() or self._folder.stat().st_uid != os.getuid():
            raise PermissionError(f"{self._folder} belongs to somebody else")

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait until no other file is being made, in this process or another."""
        end = time.monotonic() + PATIENCE
        with (self._folder / "lock").open("w") as lock:
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > end:
                        raise StoreBusy from None
                    time.sleep(_MOMENT)
            yield

    def _drop_former(self, version: str) -> None:
        """Remove files of other versions; who reads one goes on reading it."""
        for file in self._folder.glob("*.gz"):
            if not file.name.startswith(f"{version}-"):
                file.unlink(missing_ok=True)


def answer(file: Path, mimetype: str) -> Response:
    """Answer with a stored file: as it lies there, or unpacked for who takes no gzip."""
    packed = bool(request.accept_encodings.quality("gzip"))
    opened = file.open("rb") if packed else gzip.open(file)  # noqa: SIM115 - closed with the answer
    response = Response(_pieces(opened), mimetype=mimetype)
    response.call_on_close(opened.close)
    response.headers["Vary"] = "Accept-Encoding"
    if packed:
        response.headers["Content-Encoding"] = "gzip"
        response.content_length = os.fstat(opened.fileno()).st_size
    return response


def _pieces(opened: BufferedReader | gzip.GzipFile) -> Iterator[bytes]:
    with opened:
        yield from iter(lambda: opened.read(_AT_ONCE), b"")

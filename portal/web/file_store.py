"""Files that cost much to make, kept compressed on disk until the data change.

One is made at a time, by whichever process is asked first: nobody can have the portal write the
same table twice. Who asks meanwhile waits for moments, and is then asked to come back.
"""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir
from threading import Lock, Thread
from time import sleep, thread_time
from typing import IO, cast

from flask import Response, request
from sqlalchemy import URL
from werkzeug.wsgi import FileWrapper

from portal.web.streams import CHEAP
from portal.web.turns import Busy, Turns

# Of nine levels: the last ones take twice as long for a twentieth less.
_LEVEL = 5
_AT_ONCE = 64 * 1024
# Seconds that who asks waits for a file that is being written.
PATIENCE = 5.0
# Seconds that a thread waits until it may write, for those before it.
_LONGEST = 600.0
# Who writes a file rests as long as a piece took: threads share one interpreter with those who
# answer pages. A piece that took longer is the database's, or was rested after already.
_LEAST_WORK, _LONGEST_REST = 0.005, 0.05


def folder_of(url: URL) -> Path:
    """Name the folder of a database's files: beside an SQLite file, else among temporary ones."""
    if url.get_backend_name() == "sqlite" and url.database and not url.database.startswith(":"):
        return Path(f"{url.database}.files")
    name = sha256(url.render_as_string(hide_password=False).encode()).hexdigest()[:16]
    return Path(gettempdir()) / f"alongside-{os.getuid()}-{name}"


class Rests:
    """The rests of a thread that has much to do, each as long as it worked since the last."""

    def __init__(self) -> None:
        self._since = thread_time()

    def rest(self) -> None:
        """Leave the interpreter to others for a moment, if the work since was more than that."""
        worked = thread_time() - self._since
        if worked > _LEAST_WORK:
            sleep(min(_LONGEST_REST, worked))
            self._since = thread_time()


class BeingWritten(Busy):
    """A file is not there yet, and will be soon; what to say about it."""

    title = "This file is not there yet"
    description = (
        "This file is being written from the newest data, which takes a minute or two. "
        "It is then there for everybody. Try again in half a minute."
    )


class FileStore:
    """Gzip files in a folder; those of former versions go when one of a new version is made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # What costs as much, and is kept nowhere: one at a time in all processes.
        self.turns = Turns(1, shared=folder / "turn")
        self._writing = Turns(1, waiting=7, shared=folder / "lock")
        # Two may wait in a process: its threads are for those who read pages.
        self._waiting = Turns(2, waiting=0)
        self._writers: dict[Path, Future[Path]] = {}
        self._lock = Lock()

    def file(self, version: str, name: str, parts: Callable[[], Iterator[bytes]]) -> Path:
        """Give a file, made first where it is not there.

        Args:
            version: of the data, the release and all else that files depend on, as a word.
            name: of the file among those of a version.
            parts: makes its content.

        Raises:
            BeingWritten: if it takes its time; it is written on, for who asks again.
            Busy: if another file is being made, or many ask at once.
            OSError: if the folder cannot be written, or the disk is full.
        """
        wanted = self._folder / f"{version}-{name}.gz"
        if wanted.exists():
            return wanted
        # Who waits keeps a thread from others.
        with self._waiting.turn(patience=0.0):
            written = self._begun(wanted, partial(self._write, wanted, version, parts))
            try:
                return written.result(PATIENCE)
            except FutureTimeout:
                raise BeingWritten from None
            finally:
                if written.done():
                    self._forget(wanted, written)

    def _begun(self, wanted: Path, write: Callable[[], Path]) -> Future[Path]:
        """Have a file written by a thread of its own, begun now where none is at it."""
        with self._lock:
            if wanted in self._writers:
                return self._writers[wanted]
            written = self._writers[wanted] = Future[Path]()

        def work() -> None:
            try:
                file = write()
            except BaseException as error:  # who waits, or asks next, is told
                written.set_exception(error)
                return
            self._forget(wanted, written)  # who asks from now on finds the file, or that it went
            written.set_result(file)

        Thread(target=work, daemon=True).start()
        return written

    def _forget(self, wanted: Path, written: Future[Path]) -> None:
        with self._lock:
            if self._writers.get(wanted) is written:
                del self._writers[wanted]

    def _write(self, wanted: Path, version: str, parts: Callable[[], Iterator[bytes]]) -> Path:
        self._make_folder()
        with self._writing.turn(patience=_LONGEST):
            if wanted.exists():  # another process made it meanwhile
                return wanted
            part = wanted.with_suffix(".part")
            try:
                with part.open("wb") as out, gzip.GzipFile("", "wb", _LEVEL, out, 0) as packed:
                    rests = Rests()
                    for piece in parts():
                        packed.write(piece)
                        rests.rest()
                part.replace(wanted)
            finally:
                part.unlink(missing_ok=True)
            self._drop_former(version)
        return wanted

    def turns_of(self, name: str, waiting: int = 1, each: int = 0) -> Turns:
        """Make turns of their own at something else, one at a time in all processes.

        The folder is made for the lock's file; where it cannot be, each process is on its own.

        Args:
            name: of what they are for.
            waiting: how many requests of a process may wait.
            each: how many of one address may be at work or wait, 0 for any number.
        """
        with suppress(OSError):
            self._make_folder()
        return Turns(1, waiting, self._folder / f"turn-{name}", each)

    def place(self, prefix: str) -> Path:
        """Give the folder to somebody who makes files in it for a moment.

        What is left there under `prefix`, by a process that was killed, goes; the caller has the
        only turn at it.

        Raises:
            OSError: if the folder cannot be written.
        """
        self._make_folder()
        for left in self._folder.glob(f"{prefix}*"):
            shutil.rmtree(left)
        return self._folder

    def _make_folder(self) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        if self._folder.is_symlink() or self._folder.stat().st_uid != os.getuid():
            raise PermissionError(f"{self._folder} belongs to somebody else")

    def _drop_former(self, version: str) -> None:
        """Remove files of other versions; who reads one goes on reading it."""
        for file in self._folder.glob("*.gz"):
            if not file.name.startswith(f"{version}-"):
                file.unlink(missing_ok=True)


def answer(file: Path, mimetype: str) -> Response:
    """Answer with a stored file: as it lies there, or unpacked for who takes no gzip.

    `conditional` cuts it to the ranges that are asked for.
    """
    packed = bool(request.accept_encodings.quality("gzip"))
    opened = cast(IO[bytes], file.open("rb") if packed else gzip.open(file))  # noqa: SIM115
    response = Response(_Content(opened, _AT_ONCE), mimetype=mimetype)
    response.call_on_close(opened.close)
    response.headers["Vary"] = "Accept-Encoding"
    response.content_length = file.stat().st_size if packed else _unpacked_size(file)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    request.environ[CHEAP] = True
    return response


class _Content(FileWrapper):
    """A file that is closed with the answer, also where nobody closes that."""

    def __del__(self) -> None:
        self.close()


def _unpacked_size(file: Path) -> int:
    """Read how much a file of less than 4 GiB holds, which stands in its last four bytes."""
    with file.open("rb") as opened:
        opened.seek(-4, os.SEEK_END)
        return int.from_bytes(opened.read(), "little")

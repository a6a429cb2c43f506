"""Noticing that an SQLite file is damaged while a portal reads it.

Connections keep what they have read, so pages of a damaged file would go on for a while, some
right and some not. A file that is written to is looked through once, beside the requests.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import SQLAlchemyError

# Seconds between two looks, and how many times as long as the last look took.
_PAUSE, _SHARE = 1.0, 20.0
_DAMAGES = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_PATIENCE = 5  # seconds, for a file in use


def is_damage(error: SQLAlchemyError) -> bool:
    """Tell if SQLite found its file damaged."""
    return getattr(getattr(error, "orig", None), "sqlite_errorcode", None) in _DAMAGES


def damage_of(file: Path) -> str:
    """Name what SQLite finds wrong with a file, "" where it is whole.

    Raises:
        sqlite3.OperationalError: if the file cannot be opened now, or is in use.
    """
    # Other than by its path alone, a file that is not there is not made.
    place = f"{file.absolute().as_uri()}?mode=rw"
    try:
        with closing(sqlite3.connect(place, _PATIENCE, uri=True)) as connection:
            verdict = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as error:
        return str(error)
    return "" if verdict == "ok" else verdict


class FileWatch:
    """The state of a file: when it was last looked through, and what was wrong with it."""

    def __init__(self, file: Path, on_damage: Callable[[], object]) -> None:
        """Take the file for whole as it is now; `on_damage` is called once it is not."""
        self._file, self._on_damage = file, on_damage
        self._seen = self._stamp()
        self._damage = ""
        self._not_before = 0.0
        self._looking = Lock()

    def look(self) -> None:
        """Have a file that was written to looked through, by a thread of its own.

        Raises:
            sqlite3.DatabaseError: if it was damaged when it was last looked through.
        """
        stamp = self._stamp()
        is_new = stamp is not None and stamp != self._seen
        # The thread holds the lock until it is done: one looks at a time.
        if (
            is_new
            and time.monotonic() >= self._not_before
            and self._looking.acquire(blocking=False)
        ):
            Thread(target=self._look_through, args=(stamp,), daemon=True).start()
        if self._damage:
            fault = sqlite3.DatabaseError(f"{self._file} is damaged: {self._damage}")
            fault.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise fault

    def _stamp(self) -> tuple[int, int] | None:
        try:
            state = self._file.stat()
        except OSError:
            return None
        return state.st_mtime_ns, state.st_size

    def _look_through(self, stamp: tuple[int, int]) -> None:
        start = time.monotonic()
        try:
            with suppress(sqlite3.OperationalError):  # the next look tries again
                emptied = "" if stamp[1] else "it is empty"
                damage, before = emptied or damage_of(self._file), self._damage
                self._damage, self._seen = damage, stamp
                if damage and not before:
                    self._on_damage()
        finally:
            end = time.monotonic()
            self._not_before = end + max(_PAUSE, _SHARE * (end - start))
            self._looking.release()


def refuse_damaged(engine: Engine, file: Path, on_damage: Callable[[], object]) -> None:
    """Give no connection to a file that is damaged; `on_damage` drops those that know it whole."""
    watch = FileWatch(file, on_damage)

    def checked(_connection: Any, _record: Any, _proxy: Any) -> None:
        watch.look()

    event.listen(engine, "checkout", checked)

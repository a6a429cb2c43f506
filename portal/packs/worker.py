"""Packs made in a process of their own, so that other users are not held up meanwhile.

The child gets the pickled pack on its standard input and answers on its standard output: lines
of JSON with its progress, a last line with the file's length, then the file.
"""

from __future__ import annotations

import contextlib
import json
import logging
import pickle
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from portal.domain.pack_model import Pack
from portal.packs import PackError

FORMS = ("slides", "words", "sheets")
AT_ONCE = 2
_ROOT = Path(__file__).resolve().parents[2]
_log = logging.getLogger(__name__)
_slots = threading.BoundedSemaphore(AT_ONCE)
_WAITING = "Waiting: other packs are being made"
_TOO_LONG = "Making the pack took too long. Leave out some parts and try again."
_BUSY = "Other packs are being made just now. Please try again in a minute."
_FAILED = "The pack could not be made. Nothing was lost; please try again."


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of work: `done` steps of `of` (0 while unknown), and what comes now."""

    done: int
    of: int
    now: str


@dataclass(frozen=True, slots=True)
class Done:
    """The finished file."""

    data: bytes


def make_pack(pack: Pack, form: str, seconds: float = 60.0) -> Generator[Progress | Done]:
    """Makes a file of the pack; yields progress and, last, the file.

    Closing the iterator early ends the work.

    Args:
        pack: what to write.
        form: slides, words or sheets.
        seconds: how long it may take, waiting included.

    Raises:
        PackError: with a message for the person who asked.
    """
    if form not in FORMS:
        raise ValueError(f"no such form: {form}")
    end = time.monotonic() + seconds
    if not _slots.acquire(blocking=False):
        yield Progress(0, 0, _WAITING)
        while not _slots.acquire(timeout=min(1.0, max(0.0, end - time.monotonic()))):
            if time.monotonic() >= end:
                raise PackError(_BUSY)
            yield Progress(0, 0, _WAITING)
    try:
        yield Progress(0, 0, "Starting")
        yield from _run(pickle.dumps(pack), form, end - time.monotonic())
    finally:
        _slots.release()


def _run(given: bytes, form: str, seconds: float) -> Iterator[Progress | Done]:
    with tempfile.TemporaryFile() as complaints:
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
            [sys.executable, "-m", "portal.packs", form],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            cwd=_ROOT,
            env={"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
        )
        late = threading.Event()
        timer = threading.Timer(max(seconds, 0.0), _stop, (child, late))
        timer.start()
        feeder = threading.Thread(target=_feed, args=(child, given), daemon=True)
        feeder.start()
        done = False
        try:
            if child.stdout is None:
                raise PackError(_FAILED)
            for answer in _answers(child.stdout):
                done = isinstance(answer, Done)
                yield answer
            code = child.wait()
            if late.is_set() and not done:
                raise PackError(_TOO_LONG)
            if not done:
                complaints.seek(0)
                said = complaints.read()[-8000:].decode("utf-8", "replace").splitlines()
                # Places in the code and the failure's kind; its message may quote the pack.
                trace = [line.strip() for line in said if line.startswith("  File ")][-8:]
                kind = said[-1].partition(":")[0] if said else ""
                _log.error("making a pack (%s) failed with %s: %s %s", form, code, kind, trace)
                raise PackError(_FAILED)
        finally:
            timer.cancel()
            child.kill()
            child.wait()
            feeder.join(5)
            if child.stdout is not None:
                child.stdout.close()


def _stop(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    child.kill()


def _feed(child: subprocess.Popen[bytes], given: bytes) -> None:
    # A child that ended early has said so by its exit code.
    with contextlib.suppress(OSError, ValueError):
        if child.stdin is not None:
            with child.stdin as into:
                into.write(given)


def _answers(stream: IO[bytes]) -> Iterator[Progress | Done]:
    for line in stream:
        said = json.loads(line)
        if "bytes" in said:
            data = stream.read(said["bytes"])
            if len(data) == said["bytes"]:
                yield Done(data)
            return
        yield Progress(said["done"], said["of"], said["now"])

"""Packs made in processes of their own, so that other users are not held up meanwhile.

The processes are forked from a server of multiprocessing that has loaded the writers, not from
the portal itself, whose threads and connections a fork would tear. It starts with the first pack.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import threading
import time
import traceback
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection

from portal.domain.pack_model import Pack
from portal.packs import PackError
from portal.packs.fitting import fitted

FORMS = {
    "slides": ("portal.packs.pptx.writer", "write_slides"),
    "words": ("portal.packs.docx.writer", "write_words"),
    "sheets": ("portal.packs.xlsx.writer", "write_sheets"),
}
AT_ONCE = 2
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload([__name__, *(module for module, _name in FORMS.values())])
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


@dataclass(frozen=True, slots=True)
class Failed:
    """An error's kind and places in the code, without its message, which may quote the pack."""

    kind: str
    places: tuple[str, ...]


def make_pack(
    pack: Pack, form: str, seconds: float = 60.0, template: bytes = b""
) -> Generator[Progress | Done]:
    """Make a file of the pack; yield progress and, last, the file.

    Closing the iterator early ends the work.

    Args:
        pack: what to write.
        form: slides, words or sheets.
        seconds: how long it may take, waiting included.
        template: a region's own, b"" for the portal's; sheets have none.

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
        yield from _messages(pack, form, end, template)
    finally:
        _slots.release()


def _messages(pack: Pack, form: str, end: float, template: bytes) -> Iterator[Progress | Done]:
    """Start a process, yield what it sends until the file, and end it, at the latest at `end`."""
    receiver, sender = _processes.Pipe(duplex=False)
    process = _processes.Process(target=_write, args=(pack, form, sender, template), daemon=True)
    with receiver:
        try:
            with sender:
                process.start()
            while receiver.poll(max(0.0, end - time.monotonic())):
                message = receiver.recv()
                if isinstance(message, Failed):
                    places = " ".join(message.places)
                    _log.error("making a pack (%s) failed: %s at %s", form, message.kind, places)
                    raise PackError(_FAILED)
                yield message
                if isinstance(message, Done):
                    return
            raise PackError(_TOO_LONG)
        except (EOFError, OSError) as error:
            # The process ended without a word: killed, or out of memory.
            _log.error("making a pack (%s) failed: %s", form, type(error).__name__)
            raise PackError(_FAILED) from None
        finally:
            if process.pid is not None:
                process.kill()
                process.join()
            process.close()


def _write(pack: Pack, form: str, sender: Connection, template: bytes = b"") -> None:
    """Write a pack in a process of its own; send progress, then the file or what failed."""
    os.nice(10)
    os.environ.clear()  # a writer needs none of the portal's secrets

    def report(done: int, of: int, now: str) -> None:
        sender.send(Progress(done, of, now[:200]))

    module, name = FORMS[form]
    writer: Callable[..., bytes] = getattr(import_module(module), name)
    more = {"template": template} if template and form != "sheets" else {}
    try:
        # The Excel file is the annex: it holds everything.
        pack = pack if form == "sheets" else fitted(pack)
        sender.send(Done(writer(pack, report, **more)))
    except Exception as error:
        steps = traceback.extract_tb(error.__traceback__)[-8:]
        places = tuple(f"{step.filename}:{step.lineno}" for step in steps)
        sender.send(Failed(type(error).__name__, places))

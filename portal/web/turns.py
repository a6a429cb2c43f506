"""Turns at what costs much: only so many requests are at work at once, and the pages go on.

Who finds no turn within moments is told when to come back. Turns at what takes seconds are shared
by all processes of a portal, through a file; those at what takes moments are each process's own.
"""

from __future__ import annotations

import fcntl
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import wraps
from pathlib import Path
from threading import BoundedSemaphore, Lock

from flask import Response
from werkzeug.exceptions import ServiceUnavailable

PATIENCE, _MOMENT = 5.0, 0.02
COME_BACK = 20  # seconds


class Busy(ServiceUnavailable):
    """All turns are taken; what to say about it."""

    title = "The portal is busy just now"
    description = (
        "Several large views are being made just now. They are made one after another, so that "
        "pages stay quick. Try again in half a minute."
    )

    def __init__(self) -> None:
        super().__init__(retry_after=COME_BACK)


class Turns:
    """A number of turns, and of those who may wait for one."""

    def __init__(
        self, at_once: int, waiting: int = 1, shared: Path | None = None, each: int = 0
    ) -> None:
        """Make turns.

        Args:
            at_once: how many requests of a process may be at work.
            waiting: how many may wait for `PATIENCE` seconds; each keeps a thread from others.
            shared: a file whose lock only one of all processes has; without its folder, or where
                it cannot be written, each process looks after itself.
            each: how many of one address may be at work or wait, 0 for any number.
        """
        self._inside = BoundedSemaphore(at_once + waiting)
        self._at_work = BoundedSemaphore(at_once)
        self._shared = shared
        self._each = each
        self._addresses, self._lock = Counter[str](), Lock()

    @contextmanager
    def turn(self, address: str = "", patience: float | None = None) -> Iterator[None]:
        """Take a turn for as long as the block lasts.

        Args:
            address: who asks, for turns that each address has few of.
            patience: how many seconds to wait, else `PATIENCE`.

        Raises:
            Busy: if none is free in time, or others wait already.
        """
        patience = PATIENCE if patience is None else patience
        if not self._inside.acquire(blocking=False):
            raise Busy
        with ExitStack() as stack:
            stack.callback(self._inside.release)
            if self._each:
                stack.enter_context(self._one_of(address))
            if not self._at_work.acquire(timeout=patience):
                raise Busy
            stack.callback(self._at_work.release)
            if self._shared is not None and self._shared.parent.is_dir():
                with suppress(OSError):
                    stack.enter_context(locked(self._shared, patience))
            yield

    def has_more(self, address: str) -> bool:
        """Tell if more than one request of an address is at work or waits."""
        with self._lock:
            return self._addresses[address] > 1

    @contextmanager
    def _one_of(self, address: str) -> Iterator[None]:
        """Count a request among those of its address.

        Raises:
            Busy: if the address has as many already.
        """
        with self._lock:
            if self._addresses[address] >= self._each:
                raise Busy
            self._addresses[address] += 1
        try:
            yield
        finally:
            with self._lock:
                self._addresses[address] -= 1
                if not self._addresses[address]:
                    del self._addresses[address]

    def limited(
        self, view: Callable[..., Response], is_costly: Callable[[], bool] = lambda: True
    ) -> Callable[..., Response]:
        """Make a view that takes a turn for a costly request, until its answer is sent."""

        @wraps(view)
        def answered(**given: str) -> Response:
            if not is_costly():
                return view(**given)
            with ExitStack() as stack:
                stack.enter_context(self.turn())
                response = view(**given)
                if response.is_streamed:
                    held = stack.pop_all()
                    response.response = _until_sent(response.iter_encoded(), held)
                    response.call_on_close(held.close)  # also where nobody reads it
                return response

        return answered


def _until_sent(parts: Iterator[bytes], held: ExitStack) -> Iterator[bytes]:
    with held:
        yield from parts


@contextmanager
def locked(file: Path, patience: float | None = None) -> Iterator[None]:
    """Hold a file's lock, which one of all processes has.

    Raises:
        Busy: if others hold it for longer than so many seconds, or `PATIENCE`.
        OSError: if the file cannot be written.
    """
    end = time.monotonic() + (PATIENCE if patience is None else patience)
    with file.open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    raise Busy from None
                time.sleep(_MOMENT)
        yield

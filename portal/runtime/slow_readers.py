"""Sending answers to clients that read slowly, or much, without a thread.

A thread gives a connection what it takes at once; the rest is queued, and the process's own event
loop sends it as the client takes it. A slow client so costs a file handle and a queue; those who
read large files as fast as they can get so much a second together, and pages are answered between.
"""

from __future__ import annotations

import errno
import select
import time
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from fcntl import ioctl
from socket import MSG_DONTWAIT, socket
from termios import TIOCOUTQ
from typing import Any

from portal.web.streams import CHEAP

# Seconds in which a client that waits for nothing but itself must take something.
UNREAD = 30
# Of an answer whose parts are still being made, as many bytes may wait; then its thread waits too,
# for who takes `_LEAST` bytes in `_WINDOW` seconds at least.
_MOST_AHEAD, _LEAST, _WINDOW = 1024 * 1024, 256 * 1024, 10.0
# Of a file, a thread sends so much itself, and the event loop so much a second to all clients.
_BY_THREAD, _A_SECOND = 256 * 1024, 16 * 1024 * 1024
# How an answer's head begins, and the first part that is sent together with it, at most.
_HEAD, _WITH_HEAD = b"HTTP/1.", 64 * 1024
_LAST_CHUNK = b"0\r\n\r\n"


class Outgoing:
    """Stands for a connection's socket while its request is answered."""

    def __init__(self, sock: socket) -> None:
        self._sock = sock
        self._queue: deque[memoryview] = deque()
        self._rest: Iterator[bytes] = iter(())
        self._end: Callable[[], object] | None = None
        self._unsent = 0
        self._head = b""
        self._taken_at = time.monotonic()
        self.sent = 0  # bytes
        self.size = 0  # bytes in memory
        self.not_before = 0.0  # a time of the monotonic clock
        self.goes_on = False  # whether the connection is kept for further requests

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)

    @property
    def waits(self) -> bool:
        """True if something is left to send."""
        return self.size > 0 or self._end is not None

    def sendall(self, data: bytes) -> None:
        """Send what the client takes at once, and queue the rest.

        Raises:
            OSError: if the client has gone, or takes too little of what is made for it.
        """
        if data.startswith(_HEAD) and not (self.sent or self.size or self._head):
            self._head = data
            return
        ahead = self.size > _MOST_AHEAD and data != _LAST_CHUNK
        self._put_head(data)
        if self.not_before:
            return
        self._send_queued()
        while ahead and self.size > _MOST_AHEAD:
            self._wait()

    def flush_head(self) -> None:
        """Send the head of an answer that has nothing else."""
        if self._head:
            self.sendall(b"")

    def hand_over(self, rest: Iterator[bytes], end: Callable[[], object]) -> None:
        """Leave the rest of an answer to the event loop, which calls `end` at the end."""
        self._rest, self._end = rest, end

    def send_on(self) -> None:
        """Send what the client takes now, up to a piece of the rest.

        Raises:
            OSError: if the client has gone.
        """
        if not self._queue and self._end is not None:
            piece = next(self._rest, None)
            if piece is None:
                self.finish()
                return
            self._put(piece)
        self._send_queued()

    def finish(self) -> None:
        """Let go of what is left, sent or not."""
        self._queue.clear()
        self.size, self._head = 0, b""
        if self._end is not None:
            end, self._end = self._end, None
            end()

    def is_stalled(self, now: float) -> bool:
        """Tell if the client has taken nothing for `UNREAD` seconds."""
        waiting = array("i", [0])
        ioctl(self._sock, TIOCOUTQ, waiting)
        if waiting[0] != self._unsent:  # a system's queue is large: it may move where ours does not
            self._unsent, self._taken_at = waiting[0], now
        return now - self._taken_at > UNREAD

    def _put_head(self, data: bytes) -> None:
        """Queue a part; the first one with the head, so that a client reads and wakes once."""
        head, self._head = self._head, b""
        if head and len(data) <= _WITH_HEAD:
            data = head + data
        else:
            self._put(head)
        self._put(data)

    def _put(self, data: bytes) -> None:
        if data:
            self._queue.append(memoryview(data))
            self.size += len(data)

    def _send_queued(self) -> None:
        while self._queue:
            try:
                sent = self._sock.send(self._queue[0][:_MOST_AHEAD], MSG_DONTWAIT)
            except BlockingIOError:
                return
            self.size -= sent
            self.sent += sent
            self._taken_at = time.monotonic()
            if sent == len(self._queue[0]):
                self._queue.popleft()
            else:
                self._queue[0] = self._queue[0][sent:]

    def _wait(self) -> None:
        """Wait until the client has taken as much as it must within a window."""
        end, goal = time.monotonic() + _WINDOW, max(0, self.size - _LEAST)
        room = select.poll()
        room.register(self._sock, select.POLLOUT)
        while self.size > goal:
            left = end - time.monotonic()
            if left <= 0:
                raise BrokenPipeError(errno.EPIPE, "the client reads too slowly")
            room.poll(left * 1000)
            self._send_queued()


class Allowance:
    """The bytes that an event loop sends in a second, whoever takes them."""

    def __init__(self) -> None:
        self._since, self._sent = 0.0, 0

    def used_until(self, sent: int, now: float) -> float:
        """Count bytes; tell until when it is used up, 0.0 where some of it is left."""
        if now >= self._since + 1:
            self._since, self._sent = now, 0
        self._sent += sent
        return self._since + 1 if self._sent >= _A_SECOND else 0.0


class Parts:
    """An answer's parts; the rest of cheap ones is handed over.

    That is as soon as the client is behind, and where the rest is much.
    """

    def __init__(self, parts: Iterable[bytes], environ: dict[str, Any]) -> None:
        self._parts, self._environ = parts, environ
        self._left = False

    def __iter__(self) -> Iterator[bytes]:
        outgoing: Outgoing = self._environ["gunicorn.socket"]
        parts, sent = iter(self._parts), 0
        for part in parts:
            yield part
            sent += len(part)
            if (outgoing.size or sent >= _BY_THREAD) and CHEAP in self._environ:
                self._left = True
                outgoing.hand_over(parts, self._close)
                return

    def close(self) -> None:
        """End the answer, unless the event loop does."""
        if not self._left:
            self._close()

    def _close(self) -> None:
        close = getattr(self._parts, "close", None)
        if close is not None:
            close()

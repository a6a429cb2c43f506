"""Taking questions from clients that ask slowly, without a thread.

A thread reads what is there of a question, and gives the connection back to the event loop until
more of it comes: only a whole question is answered by a thread. A slow client so costs a file
handle and what it has sent.
"""

from __future__ import annotations

import re
import select
import time
from io import SEEK_END, BytesIO
from socket import MSG_DONTWAIT, socket

# How much of a question is taken before a thread reads on: more than an address, its headers and
# the body of a page's question may have together. Files that are brought in are larger.
MOST = 640 * 1024
# Seconds until a whole question must be there, and for which a new connection is waited for: what
# it asks comes with it, or a moment later.
_LONGEST, _MOMENT = 60, 0.005
_AT_ONCE = 16 * 1024
_END, _LAST_CHUNK = re.compile(rb"\r\n\r\n"), re.compile(rb"0\r\n\r\n")
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nexpect:", re.IGNORECASE)


class Asking:
    """A question that comes in over a connection."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._is_told = False
        self._head, self._body = b"", 0  # where its body begins, once that is known
        self._looked = 0  # bytes that need no second look: they are many, and come by few

    @property
    def is_late(self) -> bool:
        """True if it takes longer than a question may."""
        return time.monotonic() - self._began > _LONGEST

    def is_whole(self, sock: socket, held: BytesIO) -> bool:
        """Take what is there; tell if a thread can go on: all is there, or much, or the end.

        Args:
            sock: what the client sends by.
            held: what was taken before, to which more is added.

        Raises:
            OSError: if the client has gone.
        """
        held.seek(0, SEEK_END)
        if not _take(sock, held):
            return True
        if not held.tell():
            coming = select.poll()
            coming.register(sock, select.POLLIN)
            if coming.poll(1000 * _MOMENT) and not _take(sock, held):
                return True
        with held.getbuffer() as there:
            whole = self._is_there(there) or len(there) >= MOST
        if not whole and not self._is_told and _EXPECTS.search(self._head):
            self._is_told = True
            sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        return whole

    def _is_there(self, there: memoryview) -> bool:
        """Tell if head and body are there."""
        if not self._body:
            end = self._find(_END, there)
            if end is None:
                return False
            self._head, self._body = bytes(there[: end.start()]), end.end()
            self._looked = self._body
        if _CHUNKED.search(self._head):
            return self._find(_LAST_CHUNK, there) is not None
        length = _LENGTH.search(self._head)
        return length is None or len(there) - self._body >= int(length[1])

    def _find(self, mark: re.Pattern[bytes], there: memoryview) -> re.Match[bytes] | None:
        match = mark.search(there, self._looked)
        # A mark may have come but for its last byte.
        self._looked = max(self._looked, len(there) - 4)
        return match


def _take(sock: socket, held: BytesIO) -> bool:
    """Take what is there now; tell if more may come."""
    while held.tell() < MOST:
        try:
            data = sock.recv(_AT_ONCE, MSG_DONTWAIT)
        except BlockingIOError:
            return True
        held.write(data)
        if len(data) < _AT_ONCE:
            return bool(data)
    return True

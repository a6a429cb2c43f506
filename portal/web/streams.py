"""Answers that are written while they are read from the database."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from itertools import islice

from flask import Response

# Where a request's environment says that the rest of its answer is cheap to read, as a file is,
# and that its length is stated: the server may send it on without a thread (portal.runtime).
CHEAP = "portal.cheap"
# Where it says that the answer refuses for now: sent a moment later, it costs who asks without
# pause a second each time, and the portal nothing.
LATER = "portal.later"


def streamed(parts: Generator[bytes], mimetype: str) -> Response:
    """Answer with parts as they are made; the first is made now.

    A fault of the first rows is then answered as an error, not as half a file. The generator is
    closed with the answer, also where nobody reads it.
    """
    first = list(islice(parts, 1))

    def whole() -> Iterator[bytes]:
        yield from first
        yield from parts

    response = Response(whole(), mimetype=mimetype)
    response.call_on_close(parts.close)
    return response

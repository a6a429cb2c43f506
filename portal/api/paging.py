"""Cursors: where a page ends, so that the next begins right after it.

A cursor names a place (`db.queries.tables`) and the version of the data that it was made in: in
one version rows stand still. It is opaque to clients and checked as a whole. It holds no secret
and opens nothing: whoever made one up would read public rows from another place. So a checksum
does, and any process of any machine can read it.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

import orjson

from db.queries.tables import Place
from db.queries.versions import Version
from portal.web.problem_details import Problem

_CHECK = 8
# A new word wherever places come to mean something else: cursors of a former portal are refused.
_MEANING = b"alongside cursor 2 "
LONGEST = 300
_FOREIGN = "The cursor is not one that this request gave out; start without it."


def version_mark(version: Version) -> str:
    """A short name of a version of the data."""
    return sha256(f"{version.number} {version.made_at}".encode()).hexdigest()[:12]


def to_cursor(version: Version, asked: str, place: Place) -> str:
    """The cursor after a place, of the request that `asked` tells from others."""
    payload = orjson.dumps([version_mark(version), asked, *place])
    return urlsafe_b64encode(_sum(payload) + payload).rstrip(b"=").decode()


def from_cursor(cursor: str, version: Version, asked: str) -> Place:
    """The place that a cursor names.

    Raises:
        Problem: 400 if it is none that this request gave out, 409 if the data have changed since.
    """
    made, of, place = _read(cursor)
    if of != asked:
        raise Problem(400, "bad-cursor", _FOREIGN)
    if made != version_mark(version):
        raise Problem(
            409,
            "data-changed",
            "The data have changed since the cursor was made; start again without it.",
        )
    return place


def _read(cursor: str) -> tuple[str, str, Place]:
    try:
        raw = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        if len(cursor) > LONGEST or _sum(raw[_CHECK:]) != raw[:_CHECK]:
            raise ValueError(cursor)
        made, of, *place = orjson.loads(raw[_CHECK:])
        if not all(type(part) is int and 0 <= part < 2**31 for part in place):
            raise ValueError(cursor)
    except (ValueError, TypeError):
        raise Problem(400, "bad-cursor", _FOREIGN) from None
    return str(made), str(of), tuple(place)


def _sum(payload: bytes) -> bytes:
    return sha256(_MEANING + payload).digest()[:_CHECK]

"""Fingerprints: whether a view still shows what it showed when a link to it was written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from portal.domain.table_rows import TableRow

PARAMETER = "seen"
_STAMP = re.compile(r"([0-9]{1,9})-([0-9a-f]{8})(?:-[a-z]+)?")


@dataclass(frozen=True, slots=True)
class Seen:
    """The fingerprint that a link carries of the data it was written from."""

    version: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Since:
    """A comparison: whether a view has changed between two versions of the data."""

    changed: bool
    then: int
    now: int


def fingerprint(rows: Iterable[TableRow]) -> str:
    """Eight hex digits that change when any cell of a view's rows does."""
    digest = sha256()
    for row in rows:
        for name, value in row.items():
            digest.update(f"{name}\x1f{value!s}\x1e".encode("utf-8", "replace"))
        digest.update(b"\x1d")
    return digest.hexdigest()[:8]


def stamp(version: int, rows: Iterable[TableRow], view: str = "") -> str:
    """The value of the parameter `seen`: the data's version, and the view's fingerprint.

    It names the view where one is given, because the address alone was another one's before.
    """
    return f"{version}-{fingerprint(rows)}{f'-{view}' if view else ''}"


def read_stamp(text: str) -> Seen | None:
    """Read the version and the fingerprint of a stamp; None where the text is not one."""
    match = _STAMP.fullmatch(text)
    return Seen(int(match[1]), match[2]) if match else None

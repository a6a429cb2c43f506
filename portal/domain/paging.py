"""The pages of a list that can grow: which one is shown, and what it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from portal.domain.view_state import PAGE_SIZE

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Listed(Generic[Entry]):
    """One page of a list; `number` counts from 1, `total` are the entries of all pages."""

    entries: tuple[Entry, ...]
    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def words(self) -> str:
        """The range of the entries shown: `51 to 100 of 120`; "" where all are."""
        if self.total <= self.size:
            return ""
        first = (self.number - 1) * self.size + 1
        return f"{first:,} to {first + len(self.entries) - 1:,} of {self.total:,}"


def within(number: int, total: int, size: int = PAGE_SIZE) -> int:
    """The page asked for, or the last one where the list ends before it."""
    return min(max(1, number), max(1, -(-total // size)))


def listed(entries: Sequence[Entry], number: int, size: int = PAGE_SIZE) -> Listed[Entry]:
    """The page of a whole list that is asked for, or its last one."""
    number = within(number, len(entries), size)
    part = tuple(entries[(number - 1) * size : number * size])
    return Listed(part, number, total=len(entries), size=size)

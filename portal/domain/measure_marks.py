"""Marks of measures that a data set's newest release begins, revises or no longer holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from portal.domain.formatting import month, plural

NEW, REVISED, ENDED = "New", "Revised", "No longer published"


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last period with figures of an indicator, by the days they end."""

    indicator: int
    document: str
    basis: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class MeasureMark:
    """A mark of an indicator, and what it rests on in a few words."""

    state: str
    reason: str


def marks(spans: Iterable[Span], revised: Mapping[int, int]) -> dict[int, MeasureMark]:
    """Mark the indicators that begin or end beside others of their data set, or were revised.

    A data set whose periods end together tells by its newest one which measures are new and which
    are gone. Where fewer than half reach the newest period, as in a collection of many returns, no
    end means anything.

    Args:
        spans: of every indicator.
        revised: how many figures of an indicator the newest import of its data set changed.
    """
    together: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for span in spans:
        together[span.document, span.basis].append(span)
    marked: dict[int, MeasureMark] = {
        number: MeasureMark(state=REVISED, reason=plural(count, "figure"))
        for number, count in revised.items()
    }
    for group in together.values():
        newest = max(span.last for span in group)
        oldest = min(span.first for span in group)
        if sum(span.last == newest for span in group) * 2 < len(group):
            continue
        for span in group:
            if span.last < newest:
                reason = f"last figures {month(span.last)}, others {month(newest)}"
                marked[span.indicator] = MeasureMark(state=ENDED, reason=reason)
            elif span.first == newest > oldest:
                reason = f"first figures {month(newest)}"
                marked[span.indicator] = MeasureMark(state=NEW, reason=reason)
    return marked

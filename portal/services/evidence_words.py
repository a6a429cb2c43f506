"""The addresses, places and values of evidence, in the words that a visit keeps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

from portal.domain.comparison import ComparedCouncil, Comparison
from portal.domain.formatting import decimals_among, plural, printed_date
from portal.domain.indicators import Indicator, Value
from portal.domain.view_state import IndicatorState
from portal.services.base import NotFound
from portal.urls import indicators_url

MAX_LINK = 4_000


def is_view(link: str) -> bool:
    """Tell if a link is a path of this portal, not another site's address."""
    if not link.startswith("/") or link.startswith(("//", "/\\")) or len(link) > MAX_LINK:
        return False
    return link.isprintable() and not urlsplit(link).netloc


def split_link(link: str) -> tuple[str, str]:
    """Take the link of a view apart: its path and its query."""
    parts = urlsplit(link)
    return parts.path, parts.query


def key_parts(key: str, count: int) -> tuple[str, ...]:
    """Take a key apart into so many parts.

    Raises:
        NotFound: if it has others.
    """
    parts = tuple(key.split("/"))
    if len(parts) != count or not all(parts):
        raise NotFound(key)
    return parts


def place_of(standing: Comparison, row: ComparedCouncil, value: Value) -> list[str]:
    """Say a council's value, and its rank or why there is none."""
    if row.rank:
        band = f", band {row.band}" if row.band else ""
        return [value_text(value), f"Rank {row.rank} of {standing.of} councils{band}."]
    if standing.withheld or row.withheld:
        return [value_text(value), standing.withheld or f"No rank: {row.withheld}."]
    return [value_text(value)]


def of_statistics(indicator: Indicator, value: Value) -> dict[str, str]:
    """Name the source of an official figure, and its document."""
    source = source_text(indicator.document_title, indicator.published, value.place)
    return {"source": source, "document": indicator.document}


def indicators_address(councils: tuple[str, ...], measure: str) -> str:
    """Write the address of the page of one measure of some councils."""
    return indicators_url(query=IndicatorState(councils, measure=measure).query())


def value_of_period(values: Sequence[Value], when: Sequence[str]) -> Value | None:
    """The value of the period that ends on a day, or the newest sure one."""
    if when:
        matches = (v for v in values if str(v.end or "") == when[0] and v.basis == when[1])
        return next(matches, None)
    sure = [v for v in values if v.value is not None and v.end and v.reading != "doubtful"]
    return max(sure, key=lambda v: v.end or date.min, default=None)


def alike(values: Sequence[Value]) -> list[Value]:
    """Values with the decimals of those beside them; what a document prints stays as printed."""
    of: dict[int, list[float | None]] = {}
    for value in values:
        of.setdefault(value.indicator.id, []).append(value.value)
    return [
        value._replace(decimals=decimals_among(value.indicator.decimals, of[value.indicator.id]))
        if value.indicator.official
        else value
        for value in values
    ]


def value_text(value: Value) -> str:
    """Write a value: `78.7% (89 of 113), month to June 2012, a doubtful reading.`"""
    parts = [f"{value.shown} ({value.counts})" if value.counts else value.shown]
    parts += [value.period] if value.period else []
    parts += ["a doubtful reading"] if value.reading == "doubtful" else []
    parts += ["provisional"] if value.provisional else []
    return f"{', '.join(parts)}."


def actions_text(count: int) -> str:
    """Count the actions of an item in a sentence."""
    return f"{plural(count, 'action')}." if count else "The document names no action under it."


def source_text(title: str, published: str, place: str) -> str:
    """Name a document with its date and a place in it."""
    when = f", {printed_date(published[:7])}" if len(published) >= 7 else ""
    return ": ".join(part for part in (f"{title}{when}" if title else "", place) if part)

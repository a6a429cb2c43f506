"""General rules that notice where printed figures contradict themselves or one another.

Each finding names both figures, both places and the arithmetic, and judges nobody. No rule is
written for one known case.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from portal.domain.formatting import number, period, printed_date, with_unit


@dataclass(frozen=True, slots=True)
class PrintedValue:
    """One printed value, and what a rule needs to check it."""

    indicator: str
    name: str
    unit: str
    definition_code: str
    themes: str
    area: str | None
    council: str
    council_name: str
    period_start: date | None
    period_end: date | None
    basis: str
    value: float
    decimals: int
    numerator: float | None
    denominator: float | None
    reading: str
    document: str
    published: str
    place: str

    @property
    def told(self) -> str:
        """`the July 2012 paper: 57.9% (89 of 122)`."""
        counts = ""
        if self.numerator is not None and self.denominator is not None:
            counts = f" ({number(self.numerator)} of {number(self.denominator)})"
        return f"the {printed_date(self.published[:7])} paper: {self.shown}{counts}"

    @property
    def shown(self) -> str:
        """The value with its unit, as exactly as it is printed."""
        return with_unit(self.value, self.decimals, self.unit)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a rule noticed about an indicator, an item of a plan, or a plan.

    `council`, `indicator`, `plan`, `area` and the documents are keys, `item` is a reference
    within its plan; area and themes are those of the indicator or item.
    """

    rule: str
    council: str
    subject: str
    message: str
    value_a: str
    value_b: str
    document_a: str
    place_a: str
    document_b: str
    place_b: str
    indicator: str = ""
    plan: str = ""
    item: str = ""
    period_end: date | None = None
    area: str = ""
    themes: str = ""

    @property
    def key(self) -> str:
        """Tells the finding from all others, and stays while the finding does."""
        told = "\n".join((self.rule, self.council, self.subject, self.message))
        return sha256(told.encode()).hexdigest()[:12]

    def as_row(self) -> dict[str, Any]:
        """The finding under the names of its table's columns."""
        row = asdict(self)
        for name in ("council", "indicator", "plan", "area"):
            row[f"{name}_id"] = row.pop(name)
        return {**row, "item_ref": row.pop("item"), "key": self.key}


def find_all(rows: Iterable[Any]) -> list[Finding]:
    """All findings about the values, in the order of the rules.

    Args:
        rows: rows with the fields of `PrintedValue`.
    """
    values = [PrintedValue(**row._mapping) for row in rows]
    return [*not_reproduced(values), *printed_differently(values)]


def quotient(value: PrintedValue) -> float | None:
    """What numerator and denominator give in the value's unit, where both are printed."""
    if value.numerator is None or not value.denominator:
        return None
    factor = {"percent": 100.0, "per_10k": 10_000.0}.get(value.unit, 1.0)
    return factor * value.numerator / value.denominator


def reproduces(value: float, decimals: int, computed: float) -> bool:
    """Whether `computed` lies within half a unit of the last printed digit (DOMAIN.md, 4)."""
    return abs(computed - value) <= 0.5 * 10.0**-decimals + 1e-9


def not_reproduced(values: Iterable[PrintedValue]) -> Iterator[Finding]:
    """Values that the numerator and denominator printed beside them do not give."""
    for value in values:
        computed = quotient(value)
        if computed is None or value.reading == "doubtful":
            continue
        if reproduces(value.value, value.decimals, computed):
            continue
        of = f"{number(value.numerator)} of {number(value.denominator)}"
        gives = with_unit(computed, max(1, value.decimals), value.unit)
        yield Finding(
            rule="not-reproduced",
            council=value.council,
            indicator=value.indicator,
            period_end=value.period_end,
            area=value.area or "",
            themes=value.themes,
            subject=_subject(value),
            message=f"{of} is {gives}; the paper prints {value.shown}.",
            value_a=number(value.value, value.decimals),
            value_b=number(computed, max(1, value.decimals)),
            document_a=value.document,
            place_a=value.place,
            document_b=value.document,
            place_b=f"{value.place}, numerator and denominator",
        )


def printed_differently(values: Iterable[PrintedValue]) -> Iterator[Finding]:
    """The same definition, area, period and basis with different values in two places.

    Values that agree when rounded to the coarser of the two count as the same.
    """
    groups: dict[tuple[Any, ...], list[PrintedValue]] = defaultdict(list)
    for value in values:
        if value.reading != "doubtful" and value.period_end is not None:
            key = (value.definition_code, value.unit, value.council, value.basis)
            groups[(*key, value.period_start, value.period_end)].append(value)
    for group in groups.values():
        first, *others = group
        for other in others:
            if _agree(first, other):
                continue
            yield Finding(
                rule="printed-differently",
                council=first.council,
                indicator=other.indicator,
                period_end=first.period_end,
                area=other.area or "",
                themes=other.themes,
                subject=_subject(first),
                message=_contrast(first, other),
                value_a=number(first.value, first.decimals),
                value_b=number(other.value, other.decimals),
                document_a=first.document,
                place_a=first.place,
                document_b=other.document,
                place_b=other.place,
            )


def _contrast(first: PrintedValue, other: PrintedValue) -> str:
    if first.document == other.document:
        when = printed_date(first.published[:7])
        return f"the {when} paper prints {first.shown} in one place, {other.shown} in another."
    return f"{first.told}; {other.told}."


def _agree(a: PrintedValue, b: PrintedValue) -> bool:
    return reproduces(a.value, min(a.decimals, b.decimals), b.value)


def _subject(value: PrintedValue) -> str:
    when = period(value.period_start, value.period_end, value.basis)
    return f"{value.name}, {value.council_name}, {when}"

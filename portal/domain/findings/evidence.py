"""The input and output of the rules: evidence in,
findings out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from portal.domain.formatting import number, period, printed_date, with_unit

_PERIOD_IN_BRACKETS = r" ?(?:in )?\([^()]+\)"  # `220 in (2010/11)`, `249 (14/11/11)`


@dataclass(frozen=True, slots=True)
class PrintedValue:
    """One printed value, and what a rule needs to check it.

    `rounded_to` is what its counts are rounded to (5, 10), 0 where they are exact;
    `document_kind` is `statistics` for official statistics.
    """

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
    measure: str = ""
    ref: str = ""
    polarity: str = "none"
    population: str = ""
    definition: str = ""
    note: str = ""
    raw_text: str = ""
    indicator_note: str = ""
    rounded_to: float = 0
    document_kind: str = ""

    @property
    def sure(self) -> bool:
        """Return whether the figure may be held against others."""
        return self.reading != "doubtful"

    @property
    def legible(self) -> bool:
        """Return whether the text prints this figure with its period, even if its meaning is
        doubtful.
        """
        plain = re.escape(number(self.value, self.decimals))
        printed = re.fullmatch(rf"(?:in )?{plain}{_PERIOD_IN_BRACKETS}", self.raw_text)
        return self.sure or printed is not None

    @property
    def paper(self) -> str:
        """Return what prints it: a paper, or a file of official statistics."""
        return "file" if self.document_kind == "statistics" else "paper"

    @property
    def half(self) -> float:
        """Half a unit of the last printed digit."""
        return float(0.5 * 10.0**-self.decimals)

    @property
    def first_day(self) -> date:
        """The first day of its period; the beginning of time where none is printed."""
        return self.period_start or date.min

    @property
    def last_day(self) -> date:
        """The last day of its period; the beginning of time where none is printed."""
        return self.period_end or date.min

    @property
    def when(self) -> str:
        """The period in words."""
        return period(self.period_start, self.period_end, self.basis)

    @property
    def series(self) -> tuple[str, str, str, str]:
        """Return what values of one thing on any basis share: definition, unit, area, document."""
        return self.definition_code, self.unit, self.council, self.document

    @property
    def told(self) -> str:
        """`the July 2012 paper: 57.9% (89 of 122)`."""
        counts = ""
        if self.numerator is not None and self.denominator is not None:
            counts = f" ({number(self.numerator)} of {number(self.denominator)})"
        return f"the {printed_date(self.published[:7])} {self.paper}: {self.shown}{counts}"

    @property
    def shown(self) -> str:
        """The value with its unit, as exactly as it is printed."""
        return with_unit(self.value, self.decimals, self.unit)


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the documents say, as rows with the names of the export contract's columns.

    `values` are the printed values; `official` the figures of official statistics that SQL
    could not prove to agree with their own counts or with another source; the other rows have
    at least the columns that `db.queries.evidence` selects for them.
    """

    values: tuple[PrintedValue, ...] = ()
    targets: tuple[Any, ...] = ()
    documents: tuple[Any, ...] = ()
    inspections: tuple[Any, ...] = ()
    plans: tuple[Any, ...] = ()
    items: tuple[Any, ...] = ()
    actions: tuple[Any, ...] = ()
    milestones: tuple[Any, ...] = ()
    statements: tuple[Any, ...] = ()
    official: tuple[PrintedValue, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Rule:
    """A general rule: its name (the check), what it is called, how it works, and itself.

    `kind` is one of `arithmetic`, `two-places`, `bases`, `words`, `dates`, `plausibility`;
    `explains` says what is compared, with which tolerance or threshold, and by whose rule.
    """

    name: str
    title: str
    kind: str
    explains: str
    finds: Callable[[Evidence], Iterator[Finding]]


def quotient(value: PrintedValue) -> float | None:
    """Return what numerator and denominator give in the value's unit, where both are printed."""
    if value.numerator is None or not value.denominator:
        return None
    return _factor(value) * value.numerator / value.denominator


def fits(value: PrintedValue) -> bool | None:
    """Return whether the counts give the value, None without counts; rounded counts are allowed
    for.

    Any counts that could have been rounded to the printed ones will do, and a value within half a
    unit of the last printed digit of what they give.
    """
    if quotient(value) is None or value.numerator is None or value.denominator is None:
        return None
    top, bottom = (_slack(n, value.rounded_to) for n in (value.numerator, value.denominator))
    if value.denominator <= bottom:
        return True
    lowest = _factor(value) * max(0.0, value.numerator - top) / (value.denominator + bottom)
    highest = _factor(value) * (value.numerator + top) / (value.denominator - bottom)
    return lowest - value.half - 1e-9 <= value.value <= highest + value.half + 1e-9


def _factor(value: PrintedValue) -> float:
    return {"percent": 100.0, "per_10k": 10_000.0}.get(value.unit, 1.0)


def _slack(count: float, rounded_to: float) -> float:
    """Return how far a count may lie from what was counted: 28.6 may be 28.55 to 28.65."""
    _, _, digits = repr(count).partition(".")
    half = 0.0 if count == int(count) else float(0.5 * 10.0 ** -len(digits))
    return max(rounded_to / 2, half)


def reproduces(value: float, decimals: int, computed: float) -> bool:
    """Test if `computed` lies within half a unit of the last printed digit (DOMAIN.md, 4)."""
    return abs(computed - value) <= 0.5 * 10.0**-decimals + 1e-9


def subject_of(value: PrintedValue) -> str:
    """Return what a finding about a value is about: name, council, period."""
    return f"{value.name}, {value.council_name}, {value.when}"


def noticed(
    rule: str,
    value: PrintedValue,
    message: str,
    against: PrintedValue | None = None,
    **changes: Any,
) -> Finding:
    """A finding about a value, and about the value that it is held against, if any."""
    other = against or value
    told: dict[str, Any] = {
        "subject": subject_of(value),
        "value_a": number(value.value, value.decimals),
        "value_b": number(against.value, against.decimals) if against else "",
        "document_a": value.document,
        "place_a": value.place,
        "document_b": other.document,
        "place_b": other.place,
        "indicator": value.indicator,
        "period_end": value.period_end,
        "area": value.area or "",
        "themes": value.themes,
    }
    return Finding(rule=rule, council=value.council, message=message, **{**told, **changes})

"""What the rules look at, and what they give: evidence in, findings out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
class Evidence:
    """All that the documents say, as rows with the names of the export contract's columns.

    `values` are the printed values; the other rows have at least the columns that
    `db.queries.evidence` selects for them.
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
    """What numerator and denominator give in the value's unit, where both are printed."""
    if value.numerator is None or not value.denominator:
        return None
    factor = {"percent": 100.0, "per_10k": 10_000.0}.get(value.unit, 1.0)
    return factor * value.numerator / value.denominator


def reproduces(value: float, decimals: int, computed: float) -> bool:
    """Whether `computed` lies within half a unit of the last printed digit (DOMAIN.md, 4)."""
    return abs(computed - value) <= 0.5 * 10.0**-decimals + 1e-9


def subject_of(value: PrintedValue) -> str:
    """What a finding about a value is about: name, council, period."""
    when = period(value.period_start, value.period_end, value.basis)
    return f"{value.name}, {value.council_name}, {when}"

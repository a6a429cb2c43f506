"""The input and output of the rules: what the documents print and claim, and the findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256

from portal.domain.findings.inspected import Answered, GivenGrade, Recommended, Report
from portal.domain.formatting import number, period, printed_date, with_unit
from portal.domain.progress import ReportLine

_PERIOD_IN_BRACKETS = r" ?(?:in )?\([^()]+\)"  # `220 in (2010/11)`, `249 (14/11/11)`


@dataclass(frozen=True, slots=True)
class PrintedValue:
    """One printed value, and what a rule needs to check it.

    `rounded_to` is what its counts are rounded to (5, 10), 0 where they are exact;
    `document_kind` is `statistics` for official statistics. Of a region or England, `withheld`
    tells that the figure of one of its councils is withheld or marked.
    """

    indicator: str
    name: str
    unit: str
    definition_code: str
    themes: tuple[str, ...]
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
    raw_text: str = ""
    rounded_to: float = 0
    document_kind: str = ""
    withheld: bool = False

    @property
    def sure(self) -> bool:
        """Tell if the figure may be held against others."""
        return self.reading != "doubtful"

    @property
    def legible(self) -> bool:
        """Tell if the text prints this figure with its period, even if its meaning is doubtful."""
        plain = re.escape(number(self.value, self.decimals))
        printed = re.fullmatch(rf"(?:in )?{plain}{_PERIOD_IN_BRACKETS}", self.raw_text)
        return self.sure or printed is not None

    @property
    def paper(self) -> str:
        """Name the kind of its source: a paper, or a file of official statistics."""
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
    def march(self) -> date:
        """The 31 March on which the financial year of its last day ends."""
        return date(self.last_day.year + (self.last_day.month > 3), 3, 31)

    @property
    def when(self) -> str:
        """The period in words."""
        return period(self.period_start, self.period_end, self.basis)

    @property
    def series(self) -> tuple[str, str, str, str]:
        """The key that values of one thing share on any basis."""
        return self.definition_code, self.unit, self.council, self.document

    @property
    def cited(self) -> str:
        """Cite it with its paper and counts: `the July 2012 paper: 57.9% (89 of 122)`."""
        counts = ""
        if self.numerator is not None and self.denominator is not None:
            counts = f" ({number(self.numerator)} of {number(self.denominator)})"
        return f"the {printed_date(self.published[:7])} {self.paper}: {self.shown}{counts}"

    @property
    def shown(self) -> str:
        """The value with its unit, as exactly as it is printed."""
        return with_unit(self.value, self.decimals, self.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTarget:
    """A value that a document sets for an indicator; without a date it is the current target."""

    indicator: str
    name: str
    unit: str
    polarity: str
    themes: tuple[str, ...]
    area: str | None
    council: str
    council_name: str
    document: str
    published: str
    place: str
    due: date | None
    due_text: str
    value: float | None
    decimals: int
    value_upper: float | None

    @property
    def dated(self) -> bool:
        """Tell if the document says by when it is to be reached."""
        return self.due is not None or bool(self.due_text)

    @property
    def shown(self) -> str:
        """The target with its unit, as exactly as it is printed."""
        return with_unit(self.value, self.decimals, self.unit)

    def missed_by(self, value: float) -> bool | None:
        """Tell if a value is on the wrong side; None where no side is wrong."""
        if self.value is None or self.polarity not in ("high", "low"):
            return None
        if self.polarity == "low":
            return value > (self.value_upper or self.value)
        return value < self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """An inspection or review, with the document that gives its date."""

    inspection: str
    inspectorate: str
    title: str
    inspected: str
    document: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan and the key of the inspection that it answers, if any."""

    plan: str
    title: str
    published: str
    status: str
    council: str
    council_name: str
    document: str
    answers: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """An item, action, milestone or statement, with what rules read of any of them.

    `item` is empty for a statement about a whole plan.
    """

    plan: str = ""
    published: str
    council: str
    council_name: str
    document: str
    place: str
    item: str = ""
    item_title: str | None = None
    area: str | None = None
    themes: tuple[str, ...] = ()
    ref: str = ""
    action_ref: str = ""
    parent_ref: str = ""
    item_kind: str = ""
    target_text: str = ""
    target_date: date | None = None
    status: str = ""
    outcome: str = ""
    cost_text: str = ""
    measure: str | None = None

    @property
    def label(self) -> str:
        """Cite it by its reference: `8.1`, `2.8 c`, `P2 b`."""
        ref = self.action_ref or self.ref
        return ref if ref[:1].isdigit() else f"{self.item} {ref}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(PlanRow):
    """Something that a row of a plan, an indicator or a document's description claims.

    The reader of the document wrote it down as data (`claims.csv`), so that rules need not read
    summaries. `ref` is the key of the indicator where an indicator claims it. `dated` and
    `until` are dates as exact as printed, `words` is what findings quote, `about` the step,
    inspection, reference or kind of item that it speaks of, and `instead` what stands there.
    """

    kind: str
    words: str = ""
    subject: str = ""
    dated: str = ""
    until: str = ""
    about: str = ""
    value: float | None = None
    instead: str = ""


@dataclass(frozen=True, slots=True)
class PrintedEvidence:
    """All that the documents print and claim.

    `values` are the printed values; `official` the figures of official statistics that SQL
    could not prove to agree with their own counts or with another source. `reports` are the
    inspections that graded or recommended something, `other_grades` are of sources not shown,
    `reported` what reports of plans say of their actions.
    """

    values: tuple[PrintedValue, ...] = ()
    targets: tuple[PrintedTarget, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    plans: tuple[Plan, ...] = ()
    items: tuple[PlanRow, ...] = ()
    actions: tuple[PlanRow, ...] = ()
    milestones: tuple[PlanRow, ...] = ()
    claims: tuple[Claim, ...] = ()
    official: tuple[PrintedValue, ...] = ()
    reports: tuple[Report, ...] = ()
    grades: tuple[GivenGrade, ...] = ()
    other_grades: tuple[GivenGrade, ...] = ()
    recommendations: tuple[Recommended, ...] = ()
    answered: tuple[Answered, ...] = ()
    reported: tuple[ReportLine, ...] = ()

    def claimed(self, *kinds: str) -> tuple[Claim, ...]:
        """List the claims of some kinds, in the documents' order."""
        return tuple(claim for claim in self.claims if claim.kind in kinds)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a rule noticed about an indicator, an item of a plan, or a plan.

    `council`, `indicator`, `plan`, `area`, `inspection` and the documents are keys, `item` is a
    reference within its plan; area and themes are those of the indicator or item. `inspection` is
    the one that the finding rests on, if any.
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
    themes: tuple[str, ...] = ()
    inspection: str = ""

    @property
    def key(self) -> str:
        """Identify the finding, the same on every load as long as its wording stays."""
        identity = "\n".join((self.rule, self.council, self.subject, self.message))
        return sha256(identity.encode()).hexdigest()[:12]

    def as_row(self) -> dict[str, object]:
        """The finding under the names of its table's columns."""
        row = asdict(self)
        for name in ("council", "indicator", "plan", "area"):
            row[f"{name}_id"] = row.pop(name)
        row |= {"check": row.pop("rule"), "item_ref": row.pop("item"), "key": self.key}
        return {**row, "themes": ";".join(self.themes)}


RuleFunction = Callable[[PrintedEvidence], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A general rule: its name (the check), what it is called, how it works, and itself.

    `rules.toml` holds its words, and says what they mean.
    """

    name: str
    title: str
    kind: str
    explains: str
    finds: RuleFunction


RuleFunctions = Mapping[str, RuleFunction]


def subject_of(value: PrintedValue) -> str:
    """Name the subject of a finding about a value: name, council, period."""
    return f"{value.name}, {value.council_name}, {value.when}"


def noticed(
    rule: str, value: PrintedValue, message: str, against: PrintedValue | None = None
) -> Finding:
    """Make a finding about a value, and about the value that it is held against, if any."""
    other = against or value
    return Finding(
        rule=rule,
        council=value.council,
        message=message,
        subject=subject_of(value),
        value_a=number(value.value, value.decimals),
        value_b=number(against.value, against.decimals) if against else "",
        document_a=value.document,
        place_a=value.place,
        document_b=other.document,
        place_b=other.place,
        indicator=value.indicator,
        period_end=value.period_end,
        area=value.area or "",
        themes=value.themes,
    )


def noticed_in(rule: str, row: PlanRow, message: str, a: str, b: str, subject: str = "") -> Finding:
    """Make a finding about a row of a plan, both of whose sides stand in one place.

    The subject is named by the item; `subject` is for rows that stand under none.
    """
    name = f"{row.item} {row.item_title}" if row.item else subject
    return Finding(
        rule=rule,
        council=row.council,
        plan=row.plan,
        item=row.item,
        area=row.area or "",
        themes=row.themes,
        subject=f"{name}, {row.council_name}",
        message=message,
        value_a=a,
        value_b=b,
        document_a=row.document,
        place_a=row.place,
        document_b=row.document,
        place_b=row.place,
    )


def later(first: str, second: str) -> bool:
    """Test if a date lies wholly after another: ISO 8601, as exact as printed (`2012-07`).

    Dates are compared as exactly as the coarser one; an empty date is never later or earlier.
    """
    length = min(len(first), len(second))
    return first[:length] > second[:length]

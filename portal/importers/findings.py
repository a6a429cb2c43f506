"""Making the findings anew from the data that a transaction sees."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from db.queries import evidence as queries
from db.queries import official_evidence
from db.queries.progress import report_lines
from db.queries.rows import Rows
from db.writes.catalogue import write_findings
from portal.domain.findings import find_all
from portal.domain.findings.evidence import (
    Claim,
    Inspection,
    Plan,
    PlanRow,
    PrintedEvidence,
    PrintedTarget,
    PrintedValue,
)
from portal.domain.findings.inspected import Answered, GivenGrade, Recommended, Report
from portal.domain.progress import ReportLine

_T = TypeVar("_T")


def renew_findings(session: Session) -> bool:
    """Run every rule and store the findings; True if they differ from those that were there."""
    return write_findings(session, [finding.as_row() for finding in find_all(evidence(session))])


def evidence(session: Session) -> PrintedEvidence:
    """Gather all that the rules look at."""
    values = _each(PrintedValue, queries.printed_values(session))
    plans = _each(Plan, queries.plans(session))
    rows = {source: _each(PlanRow, select(session)) for source, select in _ROWS.items()}
    return PrintedEvidence(
        values=values,
        official=tuple(official_figures(session)),
        targets=_each(PrintedTarget, queries.targets(session)),
        inspections=_each(Inspection, queries.inspections(session)),
        plans=plans,
        items=rows["item"],
        actions=rows["action"],
        milestones=rows["milestone"],
        reports=_each(Report, queries.reports(session)),
        grades=_each(GivenGrade, queries.grades(session)),
        other_grades=_each(GivenGrade, queries.other_grades(session)),
        recommendations=_each(Recommended, queries.recommendations(session)),
        answered=_each(Answered, queries.answered(session)),
        reported=_each(ReportLine, report_lines(session)),
        claims=tuple(_claims(queries.claims(session), rows, plans, values)),
    )


def _each(kind: type[_T], rows: Rows) -> tuple[_T, ...]:
    """Make one of each row; the names of the columns are looked up once."""
    if not rows:
        return ()
    names = rows[0]._fields
    return tuple(kind(**dict(zip(names, row, strict=True))) for row in rows)


_ROWS: dict[str, Callable[[Session], Rows]] = {
    "item": queries.items,
    "action": queries.actions,
    "milestone": queries.milestones,
    "statement": queries.statements,
}


def _claims(
    claims: Rows,
    rows: Mapping[str, Iterable[PlanRow]],
    plans: Iterable[Plan],
    values: Iterable[PrintedValue],
) -> Iterator[Claim]:
    """Join each claim with the row that makes it; one whose row is gone is left out."""
    sources = {(s, row.plan, row.item, row.ref): row for s, part in rows.items() for row in part}
    for plan in plans:
        sources["plan", plan.plan, "", ""] = _described(plan, plan=plan.plan)
    for value in values:
        sources["indicator", "", "", value.indicator] = _described(value, ref=value.indicator)
    for row in claims:
        named = dict(row._mapping)
        key = named.pop("source"), row.plan, named.pop("item_ref"), row.ref
        if key in sources:
            yield Claim(**{**asdict(sources[key]), **named})


def _described(described: Plan | PrintedValue, plan: str = "", ref: str = "") -> PlanRow:
    """Stand in for a row of a plan where a plan or an indicator itself claims something."""
    return PlanRow(
        plan=plan,
        ref=ref,
        published=described.published,
        council=described.council,
        council_name=described.council_name,
        document=described.document,
        place="Description of the document",
    )


def official_figures(session: Session) -> Iterator[PrintedValue]:
    """Yield the figures of official statistics that a rule should look at."""
    shares = official_evidence.not_reproducing(session)
    gaps = {
        (row.indicator, row.period_end, row.basis, area)
        for row in official_evidence.withheld(session, {share.indicator for share in shares})
        for area in ("england", *(_LONDON if row.region in _LONDON else (row.region,)))
    }
    for row in shares:
        named = dict(row._mapping)
        rounded = max(_rounding(row.numerator), _rounding(row.denominator))
        withheld = (row.indicator, row.period_end, row.basis, row.council) in gaps
        yield PrintedValue(**named, **_OFFICIAL, rounded_to=rounded, withheld=withheld)
    for row in official_evidence.disagreeing(session):
        both = dict(row._mapping)
        theirs = {name: both.pop(f"other_{name}") for name in _OTHERS}
        # Whether either gives its own counts is told above.
        alone = {**both, "numerator": None, "denominator": None}
        yield PrintedValue(**alone, **_OFFICIAL)
        yield PrintedValue(**{**alone, **theirs}, **_OFFICIAL)


_OFFICIAL: dict[str, Any] = {"reading": "as_printed", "document_kind": "statistics"}
# Files give figures of both parts of London; a council is known to lie in London alone.
_LONDON = frozenset({"london", "inner-london", "outer-london"})
_OTHERS = ("indicator", "name", "value", "decimals", "place", "document", "published")


def _rounding(count: float) -> float:
    """Guess from the number itself what a published count is rounded to: at least to 0.1.

    The department rounds national and regional counts to 10, others to 5, and counts of
    full-time equivalents to one decimal. Taking an exact 40 for a rounded one hides a small
    contradiction; the reverse would accuse wrongly.
    """
    return next((step for step in (10, 5) if count % step == 0), 0.1)

"""Making the findings anew from the data that a transaction sees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from db.queries import evidence as queries
from db.queries import official_evidence
from db.writes.catalogue import write_findings
from portal.domain.findings import Evidence, PrintedValue, find_all


def renew_findings(session: Session) -> bool:
    """Run every rule and store what it finds; whether that differs from what was there."""
    return write_findings(session, [finding.as_row() for finding in find_all(evidence(session))])


def evidence(session: Session) -> Evidence:
    """All that the rules look at."""
    return Evidence(
        values=tuple(PrintedValue(**row._mapping) for row in queries.printed_values(session)),
        official=tuple(official_figures(session)),
        targets=tuple(queries.targets(session)),
        documents=tuple(queries.documents(session)),
        inspections=tuple(queries.inspections(session)),
        plans=tuple(queries.plans(session)),
        items=tuple(queries.items(session)),
        actions=tuple(queries.actions(session)),
        milestones=tuple(queries.milestones(session)),
        statements=tuple(queries.statements(session)),
    )


def official_figures(session: Session) -> Iterator[PrintedValue]:
    """The figures of official statistics that a rule should look at."""
    for row in official_evidence.not_reproducing(session):
        named = dict(row._mapping)
        rounded = max(_rounding(row.numerator), _rounding(row.denominator))
        yield PrintedValue(**named, **_OFFICIAL, rounded_to=rounded)
    for row in official_evidence.disagreeing(session):
        both = dict(row._mapping)
        theirs = {name: both.pop(f"other_{name}") for name in _OTHERS}
        # Whether either gives its own counts is told above.
        alone = {**both, "numerator": None, "denominator": None}
        yield PrintedValue(**alone, **_OFFICIAL)
        yield PrintedValue(**{**alone, **theirs}, **_OFFICIAL)


_OFFICIAL: dict[str, Any] = {"reading": "as_printed", "document_kind": "statistics"}
_OTHERS = ("indicator", "name", "value", "decimals", "place", "document", "published")


def _rounding(count: float) -> float:
    """Return what a published count may be rounded to, judged by the number itself: at least to
    0.1.

    The department rounds national and regional counts to 10, others to 5, and counts of
    full-time equivalents to one decimal. Taking an exact 40 for a rounded one hides a small
    contradiction; the reverse would accuse wrongly.
    """
    return next((step for step in (10, 5) if count % step == 0), 0.1)

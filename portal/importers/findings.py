"""Making the findings anew from the data that a transaction sees."""

from __future__ import annotations

from sqlalchemy.orm import Session

from db.queries import evidence as queries
from db.writes.catalogue import write_findings
from portal.domain.findings import Evidence, PrintedValue, find_all


def renew_findings(session: Session) -> bool:
    """Run every rule and store what it finds; whether that differs from what was there."""
    return write_findings(session, [finding.as_row() for finding in find_all(evidence(session))])


def evidence(session: Session) -> Evidence:
    """All that the rules look at."""
    return Evidence(
        values=tuple(PrintedValue(**row._mapping) for row in queries.printed_values(session)),
        targets=tuple(queries.targets(session)),
        documents=tuple(queries.documents(session)),
        inspections=tuple(queries.inspections(session)),
        plans=tuple(queries.plans(session)),
        items=tuple(queries.items(session)),
        actions=tuple(queries.actions(session)),
        milestones=tuple(queries.milestones(session)),
        statements=tuple(queries.statements(session)),
    )

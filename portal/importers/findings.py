"""Making the findings anew from the data that a transaction sees."""

from __future__ import annotations

from sqlalchemy.orm import Session

from db.queries.catalogue import printed_values
from db.writes.catalogue import write_findings
from portal.domain.findings import find_all


def renew_findings(session: Session) -> bool:
    """Run every rule and store what it finds; whether that differs from what was there."""
    return write_findings(
        session, [finding.as_row() for finding in find_all(printed_values(session))]
    )

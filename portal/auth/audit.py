"""The audit log as administrators read it: a page of it, or all of it as a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from db.queries import accounts as queries
from db.writes import accounts as writes
from portal.domain.access import ADMINISTRATOR, Actor, require
from portal.domain.accounts import MOST_AUDIT, AuditFilter, AuditView
from portal.domain.paging import Listed, within
from portal.domain.view_state import PAGE_SIZE

COLUMNS = ("at", "actor", "action", "subject", "detail")
EVERYTHING = AuditFilter()


class AuditLog:
    """Reads the audit log; most rows are added by what they tell about, in its transaction."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def newest(
        self, actor: Actor | None, wanted: AuditFilter = EVERYTHING, most: int = MOST_AUDIT
    ) -> tuple[AuditView, ...]:
        """The newest of the rows that are wanted."""
        require(actor, ADMINISTRATOR)
        with self._sessions() as session:
            rows = queries.audit(session, *_asked(wanted), most=most)
        return tuple(_view(row) for row in rows)

    def page(self, actor: Actor | None, wanted: AuditFilter, number: int) -> Listed[AuditView]:
        """One page of the rows that are wanted, the newest first."""
        require(actor, ADMINISTRATOR)
        with self._sessions() as session:
            total = queries.audit_total(session, *_asked(wanted))
            number = within(number, total)
            start = (number - 1) * PAGE_SIZE
            rows = queries.audit(session, *_asked(wanted), most=PAGE_SIZE, start=start)
        return Listed(tuple(_view(row) for row in rows), number, total=total)

    def rows(self, actor: Actor | None, wanted: AuditFilter) -> Iterator[dict[str, Any]]:
        """Every row that is wanted, for a file; whether the actor may is asked at once."""
        require(actor, ADMINISTRATOR)
        return self._stream(wanted)

    def actions(self, actor: Actor | None) -> tuple[str, ...]:
        """Every kind of action that the log holds."""
        require(actor, ADMINISTRATOR)
        with self._sessions() as session:
            return tuple(queries.audit_actions(session))

    def record(self, actor: Actor, action: str, detail: str = "") -> None:
        """Add a row about something that is done to the portal as a whole."""
        with self._sessions.begin() as session:
            writes.record(session, actor, action, "the portal", detail)

    def _stream(self, wanted: AuditFilter) -> Iterator[dict[str, Any]]:
        with self._sessions() as session:
            for row in queries.audit_stream(session, *_asked(wanted)):
                fields = {name: getattr(row, name) for name in COLUMNS}
                yield {**fields, "at": f"{row.at:%Y-%m-%dT%H:%M:%SZ}"}


def _asked(wanted: AuditFilter) -> tuple[str, str, datetime | None, datetime | None]:
    """The arguments of the queries: whole days become moments."""
    since = datetime.combine(wanted.since, time()) if wanted.since else None
    last = wanted.until if wanted.until and wanted.until < date.max else None
    until = datetime.combine(last, time()) + timedelta(days=1) if last else None
    return wanted.account.replace("\0", ""), wanted.action.replace("\0", ""), since, until


def _view(row: Any) -> AuditView:
    return AuditView(
        at=row.at, actor=row.actor, action=row.action, subject=row.subject, detail=row.detail
    )

"""The use cases of evidence: gathered where it is read, put under lines, taken away and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session, sessionmaker

from db.queries import visits as queries
from db.queries.versions import Version
from db.writes import visits as writes
from portal.domain.access import Actor, NotAllowed
from portal.domain.visit_fields import WEIGHS
from portal.domain.visits import KINDS, Reference, Statement
from portal.services.base import Data, NotFound
from portal.services.evidence import EvidenceService
from portal.services.link_freshness import SinceService, unstamped
from portal.services.visits.access import Teams, ValidationError, entry_of, now

MAX_EVIDENCE = 1_000


class GatheringService:
    """The evidence of a visit."""

    def __init__(
        self,
        data: Data,
        sessions: sessionmaker[Session],
        evidence: EvidenceService,
        since: SinceService,
    ) -> None:
        self._data = data
        self._teams = Teams(sessions)
        self._evidence = evidence
        self._since = since

    def gather(
        self,
        actor: Actor | None,
        visit_id: str,
        kind: str,
        key: str,
        link: str = "",
        line: int | None = None,
    ) -> str:
        """Keep a piece of evidence as it stands now; gives its title.

        Gathered twice for the same place, it is kept once, and the answer says so, unless it says
        something else now: a chart of other councils, say.

        Raises:
            ValidationError: if there is no such thing in the data, or the visit holds too much.
        """
        with self._teams.reading(actor, visit_id):
            statement = self._say(kind, key, link)
        version = self._data.version()
        with self._teams.writing(actor, visit_id) as (session, person):
            if line is not None:
                entry_of(session, visit_id, line)
            there = [row for row, _by in queries.evidence(session, visit_id) if not row.removed_at]
            if len(there) >= MAX_EVIDENCE:
                raise ValidationError(f"A visit holds at most {MAX_EVIDENCE:,} pieces of evidence.")
            same = (kind, key, line, statement.statement)
            if same in [(r.kind, r.key, r.entry_id, r.statement) for r in there]:
                return f"Already in the visit: {statement.title}"
            keep(session, visit_id, person, statement, version, line)
        return statement.title

    def gathered(self, actor: Actor | None, visit_id: str) -> tuple[tuple[Reference, str], ...]:
        """List the evidence of a visit, each with the view that it was read in, unstamped."""
        with self._teams.reading(actor, visit_id) as (session, _row, _person):
            rows = [row for row, _by in queries.evidence(session, visit_id) if not row.removed_at]
        return tuple((Reference(row.kind, row.key), unstamped(row.link)) for row in rows)

    def _say(self, kind: str, key: str, link: str) -> Statement:
        try:
            if kind not in KINDS or len(key) > 400:
                raise NotFound(kind)
            statement = self._evidence.say(Reference(kind, key), link)
            return replace(statement, link=self._since.stamped(statement.link))
        except NotFound as unknown:
            raise ValidationError(
                "The portal does not have this any more; reload the page and try again."
            ) from unknown

    def assign(self, actor: Actor | None, visit_id: str, evidence: int, line: int | None) -> None:
        """Put a piece of evidence under a line, or back among the unsorted."""
        with self._teams.writing(actor, visit_id) as (session, _person):
            _check_piece(session, visit_id, evidence)
            if line is not None:
                entry_of(session, visit_id, line)
            writes.change_evidence(session, evidence, entry_id=line)

    def weigh(self, actor: Actor | None, visit_id: str, evidence: int, weighs: str) -> None:
        """Say if a piece of evidence speaks for its line or against it.

        Raises:
            ValidationError: if it is to be something else.
        """
        if weighs not in WEIGHS:
            raise ValidationError("Evidence speaks for a line, against it, or neither is said.")
        with self._teams.writing(actor, visit_id) as (session, _person):
            _check_piece(session, visit_id, evidence)
            writes.change_evidence(session, evidence, weighs=weighs)

    def drop(self, actor: Actor | None, visit_id: str, evidence: int) -> None:
        """Take a piece of evidence away; it can be put back."""
        self._switch(actor, visit_id, evidence, now())

    def restore(self, actor: Actor | None, visit_id: str, evidence: int) -> None:
        """Put a piece of evidence back."""
        self._switch(actor, visit_id, evidence, None)

    def _switch(
        self, actor: Actor | None, visit_id: str, evidence: int, removed_at: datetime | None
    ) -> None:
        with self._teams.writing(actor, visit_id) as (session, _person):
            _check_piece(session, visit_id, evidence)
            writes.change_evidence(session, evidence, removed_at=removed_at)


def keep(
    session: Session,
    visit_id: str,
    person: Actor,
    statement: Statement,
    version: Version,
    line: int | None,
) -> None:
    """Keep what the portal says, with the version of the data that it says it from."""
    writes.add_evidence(
        session,
        visit_id=visit_id,
        entry_id=line,
        kind=statement.reference.kind,
        key=statement.reference.key,
        link=statement.link,
        title=statement.title,
        statement=statement.statement,
        source=statement.source,
        document=statement.document,
        data_version=version.number,
        data_made_at=version.made_at,
        added_by=person.id,
        added_at=now(),
    )


def _check_piece(session: Session, visit_id: str, evidence: int) -> None:
    if evidence not in [row.id for row, _by in queries.evidence(session, visit_id)]:
        raise NotAllowed

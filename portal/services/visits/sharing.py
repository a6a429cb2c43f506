"""The use cases of showing a visit to the council for a time, by a link that can be ended."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session, sessionmaker

from db.queries import visits as queries
from db.writes import visits as writes
from db.writes.accounts import record
from portal.domain.access import Actor, NotAllowed
from portal.domain.visit_shares import HOLDS, LONGEST_DAYS, Share, Shown, shown_to_council
from portal.services.visits.access import Teams, ValidationError, now, short, unguessable
from portal.services.visits.visit import VisitService
from portal.urls import council_view_url


class ShareService:
    """Links by which a council reads part of a visit."""

    def __init__(self, sessions: sessionmaker[Session], visits: VisitService) -> None:
        self._sessions = sessions
        self._teams = Teams(sessions)
        self._visits = visits

    def shares(self, actor: Actor | None, visit_id: str) -> tuple[Share, ...]:
        """List the links that still work."""
        with self._teams.reading(actor, visit_id) as (session, _row, _person):
            rows = queries.shares(session, visit_id, _today())
        return tuple(Share(row.id, row.holds, until=row.until, by=by) for row, by in rows)

    def share(
        self, actor: Actor | None, visit_id: str, holds: str, until: str, key: str = ""
    ) -> str:
        """Make a link for the council; gives its path, which is kept nowhere.

        Sent again with the same UUID `key` it is the same link.

        Raises:
            ValidationError: if it is to show something else, or for longer than `LONGEST_DAYS`;
                or if the link of that key has ended.
        """
        last = _day(until)
        if holds not in HOLDS:
            raise ValidationError(f"“{short(holds)}” is nothing that a council is shown.")
        if not _today() <= last <= _today() + timedelta(days=LONGEST_DAYS):
            raise ValidationError(
                f"Choose a last day from today to {LONGEST_DAYS} days from now; a new link can be "
                "made then."
            )
        with self._teams.writing(actor, visit_id) as (session, person):
            secret = unguessable(key, visit_id, str(person.id))
            made = queries.any_share(session, _hashed(secret))
            if made is None:
                writes.add_share(
                    session,
                    visit_id=visit_id,
                    key_hash=_hashed(secret),
                    holds=holds,
                    until=last,
                    made_by=person.id,
                    made_at=now(),
                )
                record(session, person, "visit shared", visit_id, f"{holds} until {last}")
            elif made.removed_at or made.until < _today():
                raise ValidationError("This link has ended meanwhile. Make a new one.")
        return council_view_url(secret)

    def end_share(self, actor: Actor | None, visit_id: str, share: int) -> None:
        """End a link at once."""
        with self._teams.writing(actor, visit_id, archived=True) as (session, person):
            if share not in [row.id for row, _by in queries.shares(session, visit_id, _today())]:
                raise NotAllowed
            writes.end_share(session, share, now())
            record(session, person, "share ended", visit_id)

    def shown(self, key: str) -> Shown | None:
        """Give what a link shows; None where it never was, has ended or was ended."""
        with self._sessions() as session:
            share = queries.share(session, _hashed(key), _today())
            if share is None:
                return None
            visit_id, holds, until = share.visit_id, share.holds, share.until
        return shown_to_council(self._visits.whole(visit_id), holds, until)


def _hashed(key: str) -> str:
    return sha256(key.encode("utf-8", "replace")).hexdigest()


def _today() -> date:
    return datetime.now(UTC).date()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValidationError("Choose the last day on which the council sees it.") from None

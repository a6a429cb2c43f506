"""A plan that waits, given to partners or a group as a draft before it is published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy.orm import Session, sessionmaker

from db.queries import accounts as account_queries
from db.queries import plan_readings as queries
from db.queries import shared as shared_queries
from db.queries.reports import council_names
from db.writes import shared as writes
from db.writes.accounts import record
from db.writes.import_lock import take_turn
from portal.domain.access import EDITOR, EVERYBODY, PARTNERS, Actor, require
from portal.domain.shared import DRAFT, MAX_TITLE, CannotShare, DataSet, day_of, embargo_of
from portal.importers.plan_review.draft import as_json, from_json
from portal.importers.plan_review.publish import loaded_plan, obstacles, publish
from portal.importers.read import BadCatalogue
from portal.importers.statistics.ready import CannotImport

_GONE = "This plan waits no more; somebody may have published it or put it aside."


class PlanSharing:
    """Plans that wait, on their way to an audience: what becomes of them the desk of returns says.

    What is given is the plan as it was saved last; whoever changes it afterwards gives it anew.
    """

    def __init__(
        self,
        sessions: sessionmaker[Session],
        now: Callable[[], datetime] = lambda: datetime.now(UTC).replace(tzinfo=None),
    ) -> None:
        self._sessions, self._now = sessions, now

    def audiences(self, actor: Actor | None) -> tuple[str, ...]:
        """The groups that a plan may be given to, beside all partners."""
        require(actor, EDITOR)
        with self._sessions() as session:
            return tuple(account_queries.every_group(session))

    def stands(self, actor: Actor | None, number: int) -> int | None:
        """The number under which a plan that waits is given to an audience, if it is."""
        require(actor, EDITOR)
        with self._sessions() as session:
            return shared_queries.plan_that_stands(session, number)

    def share(self, actor: Actor | None, number: int, audience: str, embargo: str) -> int:
        """Give a plan that waits to an audience, once a second person has checked it.

        Args:
            actor: an editor.
            number: the reading's.
            audience: `partners`, the name of a group that some account is in, or `public`, which
                is nobody before it is.
            embargo: the day on which it is published by itself, as 2026-09-30; "" for never.

        Returns:
            The number of the draft, under which it is checked, shared, published or withdrawn.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks is not an editor.
            CannotShare: with what stands in the way.
        """
        editor = require(actor, EDITOR)
        day = embargo_of(embargo, day_of(self._now()))
        with self._sessions.begin() as session:
            take_turn(session)
            stored = queries.waiting_plan(session, number)
            if stored is None:
                raise CannotShare(_GONE)
            draft = from_json(stored.draft)
            if audience not in (PARTNERS, EVERYBODY, *account_queries.every_group(session)):
                raise CannotShare("Choose from the list who may see it.")
            if draft.council not in council_names(session):
                raise CannotShare("Say first which council of the portal the paper is of.")
            if not draft.live:
                raise CannotShare("No action is left to share.")
            problems = obstacles(draft, loaded_plan(session, draft)) if day else []
            if problems:
                raise CannotShare(
                    "It cannot be published by itself on a day yet. " + " ".join(problems)
                )
            standing = shared_queries.plan_that_stands(session, number)
            if standing is not None:
                raise CannotShare(f"It is draft {standing} already; withdraw that first.")
            shared = writes.add_plan(
                session,
                {
                    "council": draft.council,
                    "title": draft.title[:MAX_TITLE],
                    "audience": audience,
                    "embargo": day,
                    "state": DRAFT,
                    "file": stored.file,
                    "sha256": stored.sha256,
                    "made_by": editor.id,
                    "made_at": self._now(),
                    "ended_by": "",
                    "reason": "",
                },
                {
                    "reading_id": number,
                    "items": len({action.item for action in draft.live}),
                    "actions": len(draft.live),
                    "completed": sum(a.values["status"] == "completed" for a in draft.live),
                    "report_date": draft.report_date,
                    "draft": as_json(draft),
                },
            )
            detail = f"{draft.council}. plan {number}"
            record(session, editor, "draft plan uploaded", f"return {shared}", detail,
                   at=self._now())  # fmt: skip
            return shared


def publish_shared(session: Session, data_set: DataSet, by: str) -> int | None:
    """Publish a plan as its audience saw it, within a transaction with the turn.

    Returns:
        The number of the import.

    Raises:
        CannotShare: if it waits no more, was changed since, or a load refuses it.
    """
    given = shared_queries.plan_of(session, data_set.id)
    stored = queries.waiting_plan(session, data_set.reading or 0)
    if stored is None or given is None:
        raise CannotShare(_GONE)
    if from_json(stored.draft) != from_json(given.draft):
        raise CannotShare(
            "The plan was changed since it was given to its audience: publish it from its review, "
            "or withdraw this draft and share the plan anew."
        )
    try:
        return publish(session, stored, from_json(given.draft), by).number
    except (BadCatalogue, CannotImport) as refused:
        raise CannotShare(str(refused)) from None


def refuse_shared(session: Session, number: int) -> None:
    """Let no plan be put aside while it is given to an audience.

    Raises:
        CannotImport: if it is; the message says what to do first.
    """
    standing = shared_queries.plan_that_stands(session, number)
    if standing is not None:
        raise CannotImport(f"It is given to others as draft {standing}; withdraw that first.")

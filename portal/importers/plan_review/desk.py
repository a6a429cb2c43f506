"""Councils' own plans for editors: reading a file, what waits, putting it right, publishing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session, sessionmaker

from db.models import PlanReading
from db.queries import plan_readings as queries
from db.queries.reports import area_and_theme_names, council_names, inspections_of
from db.writes import plan_readings as writes
from db.writes.accounts import record
from db.writes.import_lock import take_turn
from portal.domain.access import EDITOR, Actor, require
from portal.domain.progress import Change
from portal.importers.intake.opening import MAX_MEGABYTES
from portal.importers.intake.paper import Paper
from portal.importers.plan_review import reissue
from portal.importers.plan_review.buttons import confirm_shown, press
from portal.importers.plan_review.draft import (
    Draft,
    as_json,
    from_json,
    paper_as_json,
    paper_from_json,
    read_again,
)
from portal.importers.plan_review.form import PlanChoices, reviewed
from portal.importers.plan_review.papers import GONE, PlanPapers, as_report
from portal.importers.plan_review.printed import lines_before
from portal.importers.plan_review.publish import folders_of, loaded_plan, obstacles, publish
from portal.importers.plan_review.sharing import refuse_shared
from portal.importers.statistics.commit import now
from portal.importers.statistics.outcome import Outcome
from portal.importers.statistics.ready import CannotImport, require_loaded
from portal.importers.stored_folder import as_zip

ASIDE = "aside"
COLUMNS, CONFIRM_SHOWN, SAVE = "columns", "confirm-shown", "save"


@dataclass(frozen=True, slots=True)
class WaitingPlan:
    """A plan that waits for a person, as the list shows it."""

    number: int
    title: str
    file: str
    council: str
    items: int
    actions: int
    reviewed_by: str


@dataclass(frozen=True, slots=True)
class ReviewedPlan:
    """A plan on its review page: the draft, what may be chosen, what stands in the way.

    `moves` are the changes against the loaded plan that it is a report of, `former` the actions
    of that plan by their references. `paper` is None where it is not kept any more; `before` is
    what it prints between the rows that gave actions, by the place of the next of those.
    """

    number: int
    file: str
    revision: int
    reviewed_by: str
    draft: Draft
    choices: PlanChoices
    obstacles: tuple[str, ...]
    moves: tuple[Change, ...]
    former: Mapping[str, str]
    paper: Paper | None
    before: Mapping[str, tuple[str, ...]]


class PlanConflict(Exception):
    """Somebody else saved the same plan meanwhile: who; nothing was saved."""


class PlanDesk:
    """Councils' plans for editors."""

    def __init__(self, sessions: sessionmaker[Session], papers: PlanPapers | None = None) -> None:
        self._sessions = sessions
        self._papers = papers or PlanPapers(sessions)

    def waiting(self, actor: Actor | None) -> tuple[WaitingPlan, ...]:
        """Return the plans that wait, the newest first.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks is not an editor.
        """
        require(actor, EDITOR)
        with self._sessions() as session:
            names = council_names(session)
            return tuple(
                WaitingPlan(
                    stored.id,
                    stored.title,
                    stored.file,
                    names.get(stored.council, ""),
                    stored.items,
                    stored.actions,
                    stored.reviewed_by,
                )
                for stored in queries.waiting_plans(session)
            )

    def upload(self, actor: Actor | None, name: str, save: Callable[[Path], object]) -> int:
        """Read a file that a browser sent; return the number under which it waits.

        The file is read in a process of its own and not stored: it names people.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks is not an editor.
            CannotImport: if it is refused (the message says why), or the catalogue is not loaded.
        """
        editor = require(actor, EDITOR)
        with self._sessions() as session:
            require_loaded(session)
            councils = council_names(session)
        with TemporaryDirectory(prefix="portal-plan-") as folder:
            path = Path(folder) / "paper"
            save(path)
            if path.stat().st_size > MAX_MEGABYTES * 1_000_000:
                raise CannotImport(f"The file was not read: it is larger than {MAX_MEGABYTES} MB.")
            raw = path.read_bytes()
        digest = sha256(raw).hexdigest()
        with self._sessions() as session:
            waiting = queries.waiting_by_hash(session, digest)
        if waiting is not None:
            return waiting
        proposal, draft = self._papers.read(raw, name[-200:], councils)
        with self._sessions.begin() as session:
            take_turn(session)
            number = writes.add_plan_reading(
                session,
                sha256=digest,
                file=proposal.name[:200],
                draft=as_json(as_report(session, draft)),
                paper=paper_as_json(proposal.paper),
                made_at=now(),
                made_by=editor.name[:80],
                **_summary(draft),
            )
            record(session, editor, "plan read", str(number), proposal.name[:200])
        return number

    def plan(self, actor: Actor | None, number: int) -> ReviewedPlan | None:
        """Return a plan that waits; None where it does no more."""
        require(actor, EDITOR)
        with self._sessions() as session:
            stored = queries.waiting_plan(session, number, with_paper=True)
            if stored is None:
                return None
            draft = from_json(stored.draft)
            paper = paper_from_json(stored.paper) if stored.paper else None
            loaded = loaded_plan(session, draft)
            former = loaded.former if loaded else ()
            return ReviewedPlan(
                number=number,
                file=stored.file,
                revision=stored.revision,
                reviewed_by=stored.reviewed_by,
                draft=reissue.noted(draft, loaded.rows) if loaded else draft,
                choices=_choices(session, draft.council),
                obstacles=tuple(obstacles(draft, loaded)),
                moves=reissue.all_moved(draft, former) if loaded else (),
                former={other.key: other.text for other in former},
                paper=paper,
                before=lines_before(paper, draft.printed) if paper else {},
            )

    def save(
        self,
        actor: Actor | None,
        number: int,
        revision: int,
        form: Mapping[str, str],
        checked: Mapping[str, Sequence[str]],
        do: tuple[str, int],
        shown: Sequence[int] = (),
    ) -> bool:
        """Save what a person's form says of a plan, then do what its button says.

        Where the form, or the last paper of the council that it names, says that columns are
        something else, the rows are read again and none of their buttons pressed: nobody has seen
        them. Returns if that is so.

        Args:
            actor, number: who asks, and for which plan.
            revision: the one that the form was made from.
            form, checked: fields with one value and with several, as `form.reviewed` takes them.
            do: the button, and the row that it is of.
            shown: positions of the page's actions.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks is not an editor.
            CannotImport: if the plan waits no more, or cannot be read with such columns.
            PlanConflict: if somebody saved it meanwhile.
            ReviewError: if a field holds what it cannot.
        """
        editor = require(actor, EDITOR)
        again = self._papers.read_again(number, form)
        with self._sessions.begin() as session:
            take_turn(session)
            stored = _stored(session, number, revision)
            before = from_json(stored.draft)
            draft = reviewed(before, form, checked, _choices(session, before.council))
            if again is not None:
                draft = read_again(draft, again.proposal, council_names(session))
                draft = replace(draft, chosen=again.chosen, remembered=again.remembered)
            elif do[0] == CONFIRM_SHOWN:
                draft = confirm_shown(draft, shown)
            elif do[0] not in (SAVE, COLUMNS):
                draft = press(draft, *do)
            if draft.council != before.council:
                draft = as_report(session, replace(draft, plan=""))
            elif draft.plan != before.plan or (draft.plan and again is not None):
                loaded = loaded_plan(session, draft)
                draft = reissue.matched(draft, loaded.former if loaded else ())
            _save(session, stored, draft, editor)
            record(session, editor, "plan reviewed", str(number), stored.file)
        return again is not None

    def confirm(self, actor: Actor | None, number: int) -> Outcome:
        """Publish a plan that waits, in one transaction.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks is not an editor.
            CannotImport: if it waits no more, or with what stands in the way.
            BadCatalogue: with the faults that a load finds.
        """
        editor = require(actor, EDITOR)
        with self._sessions.begin() as session:
            take_turn(session)
            stored = queries.waiting_plan(session, number)
            if stored is None:
                raise CannotImport(GONE)
            outcome = publish(session, stored, from_json(stored.draft), editor.name)
            record(session, editor, "import", str(outcome.number), f"plan: {stored.file}")
            return outcome

    def folder(self, actor: Actor | None, number: int) -> bytes | None:
        """Return a plan that waits as a ZIP archive."""
        require(actor, EDITOR)
        with self._sessions() as session:
            stored = queries.waiting_plan(session, number)
            if stored is None:
                return None
            draft = from_json(stored.draft)
            if not draft.council and not draft.new_council:
                draft = replace(draft, new_council=draft.council_printed or "Council")
            return as_zip(folders_of(session, draft))

    def put_aside(self, actor: Actor | None, number: int) -> None:
        """Put a plan aside: it waits no more, and its paper goes.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks is not an editor.
            CannotImport: if it waits no more.
        """
        editor = require(actor, EDITOR)
        with self._sessions.begin() as session:
            take_turn(session)
            stored = queries.waiting_plan(session, number)
            if stored is None:
                raise CannotImport(GONE)
            refuse_shared(session, number)
            writes.settle_plan_reading(session, number, ASIDE)
            record(session, editor, "plan put aside", str(number), stored.file)


def _stored(session: Session, number: int, revision: int) -> PlanReading:
    stored = queries.waiting_plan(session, number)
    if stored is None:
        raise CannotImport(GONE)
    if stored.revision != revision:
        raise PlanConflict(stored.reviewed_by)
    return stored


def _save(session: Session, stored: PlanReading, draft: Draft, editor: Actor) -> None:
    writes.save_plan_review(
        session,
        stored.id,
        draft=as_json(draft),
        **_summary(draft),
        revision=stored.revision + 1,
        reviewed_by=editor.name[:80],
    )


def _summary(draft: Draft) -> dict[str, str | int]:
    """Return what the columns of a reading's row say of it."""
    return {
        "council": draft.council,
        "title": draft.title,
        "items": len(draft.items),
        "actions": len(draft.live),
    }


def _choices(session: Session, council: str) -> PlanChoices:
    areas, themes = area_and_theme_names(session)
    return PlanChoices(
        councils=council_names(session),
        areas=areas,
        themes=themes,
        plans={plan.key: plan.title for plan in queries.plans_of(session, council)},
        inspections={
            i.key: i.inspected for i in inspections_of(session, [council] if council else [])
        },
    )

"""Reading a plan's paper: as it comes, as the council's last one was, with columns put right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session, sessionmaker

from db.queries import plan_readings as queries
from portal.importers.intake.columns import Chosen
from portal.importers.intake.paper import Paper, RefusedPaper
from portal.importers.intake.proposals import Proposal
from portal.importers.intake.reader_process import propose_apart, read_apart
from portal.importers.plan_review import reissue
from portal.importers.plan_review.draft import (
    Draft,
    draft_of,
    from_json,
    paper_from_json,
    read_again,
)
from portal.importers.plan_review.form import columns_chosen
from portal.importers.statistics.ready import CannotImport
from portal.importers.stored_folder import stored_sheets

GONE = "This plan waits no more; somebody may have taken it."


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """A paper as it reads with other columns: what they are, and if the last paper said so."""

    chosen: dict[str, str]
    proposal: Proposal
    remembered: bool


class PlanPapers:
    """Papers of plans; `read` and `propose` read one in a process of its own."""

    def __init__(
        self,
        sessions: sessionmaker[Session],
        read: Callable[[bytes, str], Proposal] = read_apart,
        propose: Callable[[Paper, Chosen], Proposal] = propose_apart,
    ) -> None:
        self._sessions = sessions
        self._read, self._propose = read, propose

    def read(self, raw: bytes, name: str, councils: Mapping[str, str]) -> tuple[Proposal, Draft]:
        """Read a file, as the council's last one was where its columns are called the same.

        Raises:
            CannotImport: if it is refused; the message says why.
        """
        try:
            proposal = self._read(raw, name)
        except RefusedPaper as refused:
            raise _not_read(refused) from refused
        draft = draft_of(proposal, councils)
        with self._sessions() as session:
            layout = queries.layout_of(session, draft.council) if draft.council else {}
        chosen = _otherwise(layout, draft)
        if chosen:
            try:
                again = self._propose(proposal.paper, chosen)
            except RefusedPaper:
                return proposal, draft
            draft = read_again(draft, again, councils)
            draft = replace(draft, chosen=chosen, remembered=True)
        return proposal, draft

    def read_again(self, number: int, form: Mapping[str, str]) -> ReadAgain | None:
        """Propose the rows anew where columns are something else by a form, or by its council.

        The reader has a process of its own, so nobody waits for it with the turn.

        Raises:
            CannotImport: if the plan waits no more, or cannot be read with such columns.
            ReviewError: if a column cannot be what the form says.
        """
        with self._sessions() as session:
            stored = queries.waiting_plan(session, number, with_paper=True)
            if stored is None:
                raise CannotImport(GONE)
            draft, paper = from_json(stored.draft), stored.paper
            council = form.get("council", draft.council)
            layout = queries.layout_of(session, council) if council != draft.council else {}
        by_hand = columns_chosen(draft, form)
        changed = {**(_otherwise(layout, draft) if paper else {}), **by_hand}
        if not changed:
            return None
        if not paper:
            raise CannotImport(
                "The paper is not kept any more, since the plan was published once; "
                "read the file again to change its columns."
            )
        chosen = {**draft.chosen, **changed}
        try:
            proposal = self._propose(paper_from_json(paper), chosen)
        except RefusedPaper as refused:
            raise _not_read(refused) from refused
        return ReadAgain(chosen, proposal, remembered=not by_hand)


def as_report(session: Session, draft: Draft) -> Draft:
    """Propose the loaded plan of the council that a draft is a new report of, if one is."""
    for plan in queries.plans_of(session, draft.council) if draft.council else ():
        former = reissue.former_actions(stored_sheets(session, plan.origin), plan.key)
        if former and reissue.is_report(draft, former):
            return reissue.matched(replace(draft, plan=plan.key), former)
    return draft


def _otherwise(layout: Mapping[str, str], draft: Draft) -> dict[str, str]:
    """Return what a layout says of a draft's columns otherwise than the draft: kinds by header."""
    kinds = {key: kind for table in draft.tables for key, _header, kind in table.columns}
    return {key: kind for key, kind in layout.items() if kinds.get(key, kind) != kind}


def _not_read(refused: RefusedPaper) -> CannotImport:
    return CannotImport(f"The file was not read: {refused}.")

"""Bringing the neighbour model into the database: compare, ask for a reason, write, log."""

from __future__ import annotations

import json
from dataclasses import replace

from sqlalchemy.orm import Session, sessionmaker

from db.queries import statistics as queries
from db.writes import statistics as writes
from db.writes.import_lock import take_turn
from portal.importers.statistics.commit import new_version, now
from portal.importers.statistics.neighbours import Neighbours
from portal.importers.statistics.outcome import Also, Outcome, ReasonNeeded, nothing_else

DOCUMENT = "neighbours"


def bring_neighbours(
    sessions: sessionmaker[Session],
    model: Neighbours,
    *,
    by: str,
    reason: str = "",
    dry_run: bool = False,
    also: Also = nothing_else,
) -> Outcome:
    """Import the neighbour model in place of the one that is there, or say what that would do.

    Raises:
        ReasonNeeded: if it replaces another and no reason is given.
    """
    with sessions.begin() as session:
        take_turn(session)
        outcome = replace_neighbours(session, model, DOCUMENT, by, reason, dry_run)
        if outcome.number:
            new_version(session, DOCUMENT)
            also(session, [outcome])
    return outcome


def replace_neighbours(
    session: Session, model: Neighbours, kind: str, by: str, reason: str, dry_run: bool = False
) -> Outcome:
    """Replace the model within a transaction that has the turn; see `bring_neighbours`."""
    before = queries.neighbour_rows(session)
    wanted = {(c, p): (n, close, model.model) for c, p, n, close in model.rows}
    there = {(c, p): (n, close, year) for c, p, n, close, year, _import in before}
    shared = wanted.keys() & there.keys()
    difference = writes.Difference(
        len(wanted.keys() - there.keys()),
        sum(wanted[key] != there[key] for key in shared),
        len(there.keys() - wanted.keys()),
    )
    held = next((year for *_others, year, _import in before), "")
    notes = (
        (_in_place_of(model.model, held),) if difference and held not in ("", model.model) else ()
    )
    outcome = Outcome(DOCUMENT, None, len(model.rows), difference, notes=notes)
    if not difference or dry_run:
        return outcome
    if difference.replaces and not reason:
        raise ReasonNeeded(outcome)
    number = writes.log_import(
        session,
        made_at=now(),
        made_by=by,
        kind=kind,
        document=DOCUMENT,
        file=model.file,
        sha256=model.sha256,
        rows=len(model.rows),
        added=difference.added,
        changed=difference.changed,
        removed=difference.removed,
        reason=reason,
        former=json.dumps(before),
    )
    rows = [(c, p, n, close, model.model, number) for c, p, n, close in model.rows]
    writes.write_neighbours(session, rows)
    return replace(outcome, number=number)


def _in_place_of(model: str, held: str) -> str:
    """Say which model goes, and that the new one is the older, where it is."""
    older = " It is the older one." if model < held else ""
    return f"The model of {model} takes the place of that of {held}.{older}"

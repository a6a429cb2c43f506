"""Taking an import back: figures, definitions and areas are as they were before it."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from db.models import Base, Council, Document, Import, Indicator, Measure
from db.queries import statistics as queries
from db.writes import statistics as writes
from db.writes.import_lock import take_turn
from db.writes.search import renew_search
from portal.importers import folder_desk
from portal.importers.findings import renew_findings
from portal.importers.inspections import commit as reports
from portal.importers.plan_review import publish as plans
from portal.importers.read import BadCatalogue
from portal.importers.restore import put_back
from portal.importers.statistics.commit import as_json, new_version, now
from portal.importers.statistics.outcome import Also, Outcome, nothing_else
from portal.importers.statistics.ready import require_loaded
from portal.importers.statistics.standings import stand_again

DEFINED: tuple[tuple[str, type[Base]], ...] = (
    ("documents", Document),
    ("measures", Measure),
    ("indicators", Indicator),
    ("councils", Council),
)


# Kinds of imports that change catalogue folders.
_OF_FOLDERS = (plans.KIND, folder_desk.LOADED, folder_desk.REMOVED)


class CannotUndo(RuntimeError):
    """An import that is not there, is undone already, or that a later one builds upon."""


def undo(
    sessions: sessionmaker[Session],
    number: int,
    *,
    by: str,
    reason: str = "",
    also: Also = nothing_else,
) -> Outcome:
    """Take an import back: the figures and definitions are as they were before it.

    Raises:
        CannotUndo: with the reason why.
    """
    with sessions.begin() as session:
        take_turn(session)
        require_loaded(session)
        entry = session.get(Import, number)
        if entry is None or entry.kind == "undo":
            raise CannotUndo(f"There is no import {number}; `portal import log` lists them.")
        if entry.undone_by:
            raise CannotUndo(f"Import {number} is undone already, by {entry.undone_by}.")
        later = queries.later_import(session, number, entry.document)
        if later is not None:
            raise CannotUndo(f"Import {later} came later to the same data; undo that first.")
        former = json.loads(entry.former)
        if entry.kind in _OF_FOLDERS:
            _refuse_later_folders(session, number, former["before"])
        if entry.document == "neighbours":
            writes.write_neighbours(session, [tuple(row) for row in former])
            returned = len(former)
        elif entry.document == reports.DOCUMENT:
            returned = reports.take_back(session, former)
        elif entry.kind in _OF_FOLDERS:
            returned = _restore_folders(session, entry, former)
        else:
            returned = _undo_figures(session, entry, former)
        line = writes.log_import(
            session,
            made_at=now(),
            made_by=by,
            kind="undo",
            document=entry.document,
            file=entry.file,
            sha256=entry.sha256,
            rows=returned,
            added=entry.removed,
            changed=entry.changed,
            removed=entry.added,
            reason=reason or f"Undoes import {number}",
        )
        writes.mark_undone(session, number, line)
        renew_findings(session)
        renew_search(session)
        new_version(session, f"undo of import {number}")
        difference = writes.Difference(entry.removed, entry.changed, entry.added)
        things = "rows" if entry.kind in _OF_FOLDERS else ""
        outcome = Outcome(entry.document, line, returned, difference, things=things)
        also(session, [outcome])
        return outcome


def _refuse_later_folders(session: Session, number: int, folders: Collection[str]) -> None:
    """Refuse where a later import changed one of the same folders, under whichever name.

    Raises:
        CannotUndo: naming that import.
    """
    for later, former in queries.later_of_kinds(session, number, _OF_FOLDERS):
        shared = sorted(set(folders) & set(json.loads(former)["before"]))
        if shared:
            raise CannotUndo(f"Import {later} came later to {shared[0]}; undo that first.")


def _restore_folders(session: Session, entry: Import, former: dict[str, Any]) -> int:
    """Put folders back as they were; return how many.

    Raises:
        CannotUndo: if others refer by now to what would go.
    """
    try:
        if entry.kind == plans.KIND:
            return plans.take_back(session, former)
        put_back(session, former["before"])
    except BadCatalogue as bad:
        raise CannotUndo(f"{bad.problems[0]} Nothing was undone.") from bad
    return len(former["before"])


def _undo_figures(session: Session, entry: Import, former: dict[str, Any]) -> int:
    writes.clear_findings(session)
    writes.restore(session, Indicator, former["gone"])
    for name, model in DEFINED:
        writes.restore(session, model, former["former"].get(name, []))
    indicators = queries.indicator_ids(session, entry.document)
    returned = writes.put_back(session, entry.id, indicators)
    stand_again(session, entry.document, indicators)
    created = former["created"]
    numbers = queries.ids(session, Indicator)
    added = [numbers[key] for key in created["indicators"]]
    writes.write_benchmarks(session, [], added)
    writes.remove(session, Indicator, created["indicators"])
    writes.remove(session, Measure, _unless_used(session, entry, "measures", created["measures"]))
    writes.remove(session, Document, created["documents"])
    writes.remove(session, Council, _unless_used(session, entry, "councils", created["councils"]))
    return returned


def _unless_used(session: Session, entry: Import, name: str, keys: Sequence[str]) -> list[str]:
    """Those of an undone import's measures or councils that nothing else uses.

    A row that another import uses stays, and is from now on that import's own, so that undoing
    both leaves nothing behind, whichever is undone first.
    """
    users = queries.measure_users if name == "measures" else queries.council_users
    used = users(session, keys)
    heirs: dict[int, list[str]] = {}
    for key, imports in used.items():
        heir = next((number for number in imports if number != entry.id), None)
        if heir is not None:
            heirs.setdefault(heir, []).append(key)
    for number, inherited in heirs.items():
        heir_entry = session.get_one(Import, number)
        former = json.loads(heir_entry.former)
        former["created"][name] += inherited
        heir_entry.former = as_json(former)
    session.flush()
    return [key for key in keys if key not in used]

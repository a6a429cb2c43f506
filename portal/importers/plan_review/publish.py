"""Publish a draft through the loader and its checks, and take that back; all or nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from db.models import PlanReading
from db.queries import plan_readings as queries
from db.queries.reports import council_names
from db.writes import plan_readings as writes
from db.writes import shared as shared_writes
from db.writes.catalogue import Changes
from db.writes.statistics import Difference, log_import
from portal.domain.formatting import plural
from portal.importers.load import write_catalogue
from portal.importers.plan_review.draft import Draft
from portal.importers.plan_review.reissue import Former, Rows, former_actions, pair_problems
from portal.importers.plan_review.sheets import document_row, names_of, plan_sheets, report_sheets
from portal.importers.restore import before_load, put_back
from portal.importers.statistics.commit import now
from portal.importers.statistics.outcome import Outcome
from portal.importers.statistics.ready import CannotImport, require_loaded
from portal.importers.stored_folder import Sheets, read_sheets, stored_sheets

# In the log of imports.
KIND = "plan"
PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A loaded plan that a draft is a new report of: its folder's rows and its actions."""

    origin: str
    rows: Rows
    former: Sequence[Former]


def loaded_plan(session: Session, draft: Draft) -> Loaded | None:
    """Return the loaded plan that a draft is a report of, None where it is a new plan."""
    for plan in queries.plans_of(session, draft.council) if draft.plan else ():
        if plan.key == draft.plan:
            rows = stored_sheets(session, plan.origin)
            return Loaded(plan.origin, rows, former_actions(rows, plan.key))
    return None


def obstacles(draft: Draft, loaded: Loaded | None) -> list[str]:
    """List what stands in the way of publishing a draft, in plain words."""
    problems = []
    if not draft.council and not draft.new_council:
        problems.append("Say which council the paper is of.")
    if draft.council and draft.new_council:
        problems.append("Choose a council of the list, or name a new one, not both.")
    if not draft.report_date:
        problems.append("Say on which day the paper reports: a status is that of a day.")
    if not draft.live:
        problems.append("No action is left to publish.")
    actions = sum(not action.confirmed for action in draft.live)
    items = sum(not item.confirmed for item in draft.items)
    if actions or items:
        problems.append(
            f"The summaries of {plural(actions, 'action')} and {plural(items, 'item')} are still "
            "as printed: confirm or rewrite them."
        )
    if loaded is not None:
        problems += pair_problems(draft, loaded.former)
        pairs = sum(action.doubtful_pair for action in draft.live)
        if pairs:
            problems.append(f"{pairs} doubtful pairs with the loaded plan are not confirmed.")
    return problems


def folders_of(session: Session, draft: Draft) -> dict[str, Sheets]:
    """Return the rows of the folders that a draft becomes, by their documents."""
    councils = council_names(session)
    names = names_of(draft, councils, queries.document_keys(session), queries.plan_keys(session))
    loaded = loaded_plan(session, draft)
    if loaded is None:
        return {names.document: plan_sheets(draft, names, names.council not in councils)}
    return {
        loaded.origin: report_sheets(draft, names, loaded.rows, loaded.former),
        names.document: {"document": [document_row(draft, names)]},
    }


def publish(session: Session, stored: PlanReading, draft: Draft, by: str) -> Outcome:
    """Write a draft into the database, log it with what undoes it; the caller ends the turn.

    Raises:
        CannotImport: with what stands in the way.
        BadCatalogue: with the faults that a load would find.
    """
    require_loaded(session)
    problems = obstacles(draft, loaded_plan(session, draft))
    if problems:
        raise CannotImport(" ".join(problems))
    folders = folders_of(session, draft)
    before = before_load(session, list(folders))
    changes = counted_changes(write_catalogue(session, read_sheets(folders)))
    home, document = next(iter(folders)), list(folders)[-1]
    council = folders[document]["document"][0]["council"]
    number = log_import(
        session,
        made_at=now(),
        made_by=by,
        kind=KIND,
        document=home,
        file=stored.file,
        sha256=stored.sha256,
        rows=len(draft.live),
        added=changes.added,
        changed=changes.changed,
        removed=changes.removed,
        reason="",
        former=json.dumps({"reading": stored.id, "before": before}),
    )
    writes.remember_layout(session, council, draft.chosen)
    writes.settle_plan_reading(session, stored.id, PUBLISHED, document)
    shared_writes.end_plan(
        session, stored.id, ended_by=by[:120], ended_at=now(), reason="", import_id=number
    )
    return Outcome(document=home, number=number, rows=len(draft.live), difference=changes)


def counted_changes(changes: Sequence[Changes]) -> Difference:
    """Count what changed among actions and their reports."""
    counted = [change for change in changes if change.table in ("actions", "progress")]
    return Difference(
        sum(change.added for change in counted),
        sum(change.changed for change in counted),
        sum(change.removed for change in counted),
    )


def take_back(session: Session, former: Mapping[str, Any]) -> int:
    """Put folders back as they were before a publication, whose reading waits again.

    Returns:
        How many folders were put back or removed.
    """
    put_back(session, former["before"])
    writes.let_wait_again(session, former["reading"])
    return len(former["before"])

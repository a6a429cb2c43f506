"""The use cases of "Compare plans": the view, one card's details, the rows to download."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from db.queries import plans as queries
from db.queries.rows import Rows
from portal.domain.plans import (
    Action,
    Item,
    drafts,
    matrix,
    summarise,
    theme_counts,
    timeline,
)
from portal.domain.state import CompareState
from portal.domain.views import CompareView
from portal.domain.vocabulary import Council, Vocabulary
from portal.services.base import Data


class CompareService:
    """Plans side by side."""

    def __init__(self, data: Data) -> None:
        self._data = data

    def view(self, state: CompareState) -> CompareView:
        """What the page shows; a part of the state that is not known is told and left out."""
        with self._data.reading() as (session, vocabulary):
            state, problems = known(state, vocabulary)
            councils = vocabulary.chosen(state.councils)
            rows = queries.items(
                session,
                councils=[c.key for c in councils],
                plan=state.plan,
                status=state.status,
                words=state.words.split(),
            )
            found = [row.id for row in rows]
            actions = queries.actions_of(session, found) if found else []
            noticed = self._data.finding_counts(session, vocabulary).by_item
        return _view(state, vocabulary, problems, councils, as_items(rows, actions), noticed)

    def problems(self, state: CompareState) -> tuple[str, ...]:
        """What of an address is not understood, without making the view."""
        return known(state, self._data.vocabulary())[1]

    def rows(self, state: CompareState) -> list[dict[str, Any]]:
        """One row an action (or an item without any), exactly as the page shows them."""
        view = self.view(state)
        return [row for item in view.items for row in _download_rows(item, view.vocabulary)]


def known(state: CompareState, vocabulary: Vocabulary) -> tuple[CompareState, tuple[str, ...]]:
    """The state without keys that the data do not have, and a sentence for each of those."""
    problems = list(state.problems)
    changes: dict[str, Any] = {"problems": ()}
    for key in vocabulary.unknown(state.councils):
        problems.append(f"There is no council “{key}” in the portal; it was left out.")
    changes["councils"] = tuple(c.key for c in vocabulary.with_plans if c.key in state.councils)
    for name, keys in (
        ("theme", vocabulary.themes),
        ("area", vocabulary.areas),
        ("plan", vocabulary.plans),
    ):
        value = getattr(state, name)
        if value and value not in keys:
            problems.append(f"There is no {name} “{value}” in the portal; all are shown.")
            changes[name] = ""
    return replace(state, **changes), tuple(problems)


def as_items(rows: Rows, actions: Rows) -> tuple[Item, ...]:
    """The queried rows as items with their actions."""
    by_item: dict[int, list[Action]] = {}
    for row in actions:
        by_item.setdefault(row.item_id, []).append(
            Action(
                row.ref,
                row.summary,
                row.lead,
                row.target_text,
                row.target_date,
                row.status,
                row.status_evidence,
                row.cost_gbp,
                row.cost_text,
            )
        )
    return tuple(
        Item(
            id=row.id,
            plan=row.plan,
            council=row.council,
            ref=row.ref,
            parent_ref=row.parent_ref,
            kind=row.kind,
            area=row.area,
            themes=tuple(row.themes.split(";")) if row.themes else (),
            title=row.title,
            summary=row.summary,
            status=row.status,
            status_evidence=row.status_evidence,
            actions=tuple(by_item.get(row.id, ())),
        )
        for row in rows
    )


def _view(
    state: CompareState,
    vocabulary: Vocabulary,
    problems: tuple[str, ...],
    councils: tuple[Council, ...],
    items: tuple[Item, ...],
    noticed: Mapping[tuple[str, str], int],
) -> CompareView:
    themed = tuple(i for i in items if not state.theme or state.theme in i.themes)
    shown = tuple(i for i in themed if not state.area or i.area == state.area)
    inspected = {plan.key: plan.inspected for plan in vocabulary.plans.values()}
    early = drafts(vocabulary.plans.values())
    return CompareView(
        state=state,
        vocabulary=vocabulary,
        problems=problems,
        councils=councils,
        items=shown,
        summaries={
            c.key: summarise((i for i in shown if i.council == c.key), early) for c in councils
        },
        plans={
            c.key: tuple(
                p
                for p in vocabulary.plans.values()
                if p.council == c.key and state.plan in ("", p.key)
            )
            for c in councils
        },
        themes=theme_counts(i for i in items if not state.area or i.area == state.area),
        before_theme=sum(1 for i in items if not state.area or i.area == state.area),
        matrix=matrix(themed),
        marks=tuple(timeline(shown, inspected)),
        parts=Counter((i.plan, i.parent_ref) for i in items if i.parent_ref),
        findings=noticed,
    )


DOWNLOAD_COLUMNS = (
    "council",
    "plan",
    "plan_published",
    "item",
    "improvement_area",
    "themes",
    "item_title",
    "item_summary",
    "item_status",
    "action",
    "action_summary",
    "lead",
    "target_text",
    "target_date",
    "action_status",
    "status_evidence",
    "cost_gbp",
    "cost_text",
    "document",
)


def _download_rows(item: Item, vocabulary: Vocabulary) -> list[dict[str, Any]]:
    plan = vocabulary.plans[item.plan]
    shared = {
        "council": vocabulary.councils[item.council].name,
        "plan": plan.title,
        "plan_published": plan.published,
        "item": item.ref,
        "improvement_area": vocabulary.areas[item.area].name,
        "themes": ";".join(vocabulary.themes[key].name for key in item.themes),
        "item_title": item.title,
        "item_summary": item.summary,
        "item_status": item.status,
        "document": plan.document,
    }
    return [
        {
            **shared,
            "action": action.ref,
            "action_summary": action.summary,
            "lead": action.lead,
            "target_text": action.target_text,
            "target_date": action.target_date,
            "action_status": action.status,
            "status_evidence": action.status_evidence,
            "cost_gbp": action.cost_gbp,
            "cost_text": action.cost_text,
        }
        for action in item.actions
    ] or [shared]

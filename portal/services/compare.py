"""The use cases of "Compare plans": side by side, the grid of many, the rows to download."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from db.queries import plans as queries
from db.queries.rows import Reader, Rows
from portal.domain.plans import (
    ACTION_FIELDS,
    Action,
    Item,
    drafts,
    matrix,
    summarise,
    theme_counts,
    timeline,
)
from portal.domain.table_rows import TableRow
from portal.domain.view_models import CompareView, GridView
from portal.domain.view_state import PAGE_SIZE, CompareState, understood
from portal.domain.vocabulary import Council, Vocabulary
from portal.services.base import Data
from portal.services.version_cache import until_data_change

# Columns that are wide enough to read.
SIDE_BY_SIDE = 4


class CompareService:
    """Plans side by side, or by improvement area where there are more councils than fit."""

    def __init__(self, data: Data) -> None:
        self._data = data
        # A document's head describes the page that its callback is then asked for.
        self._pages = until_data_change(self._make_page, results=4)

    def page(self, state: CompareState) -> CompareView | GridView:
        """The view of the page: plans side by side for at most four councils, else the grid."""
        with self._data.reading() as (session, vocabulary):
            return self._pages(session, vocabulary, state)

    def _make_page(
        self, session: Reader, vocabulary: Vocabulary, state: CompareState
    ) -> CompareView | GridView:
        state, problems = understood(state, vocabulary)
        councils, without = _in_view(state, vocabulary)
        if len(councils) <= SIDE_BY_SIDE:
            return self._side_by_side(session, vocabulary, state, problems, councils, without)
        counts = queries.item_counts(session, state.plan, state.status, state.words.split())
        return _grid(state, vocabulary, problems, councils, without, counts)

    def view(self, state: CompareState) -> CompareView:
        """Plans side by side, however many councils; unknown parts of the state are left out."""
        with self._data.reading() as (session, vocabulary):
            state, problems = understood(state, vocabulary)
            councils, without = _in_view(state, vocabulary)
            return self._side_by_side(session, vocabulary, state, problems, councils, without)

    def _side_by_side(
        self,
        session: Reader,
        vocabulary: Vocabulary,
        state: CompareState,
        problems: tuple[str, ...],
        councils: tuple[Council, ...],
        without: tuple[Council, ...],
    ) -> CompareView:
        vocabulary = vocabulary.telling_apart(councils)
        councils = tuple(vocabulary.councils[council.key] for council in councils)
        rows = queries.items(
            session,
            councils=[c.key for c in councils],
            plan=state.plan,
            status=state.status,
            words=state.words.split(),
        )
        ids = [row.id for row in rows]
        actions = queries.actions_of(session, ids) if ids else []
        noticed = self._data.finding_counts(session, vocabulary).by_item
        items = as_items(rows, actions)
        return _view(state, vocabulary, problems, councils, without, items, noticed)

    def fits(self, state: CompareState) -> bool:
        """True if the councils of a state stand side by side, as packs and frames need them."""
        vocabulary = self._data.vocabulary()
        return len(_in_view(understood(state, vocabulary)[0], vocabulary)[0]) <= SIDE_BY_SIDE

    def problems(self, state: CompareState) -> tuple[str, ...]:
        """The parts of an address that are not understood, without making the view."""
        return understood(state, self._data.vocabulary())[1]

    def rows(self, state: CompareState) -> list[TableRow]:
        """One row an action (or an item without any), exactly as the page shows them."""
        view = self.view(state)
        return [row for item in view.items for row in _download_rows(item, view.vocabulary)]


def _in_view(
    state: CompareState, vocabulary: Vocabulary
) -> tuple[tuple[Council, ...], tuple[Council, ...]]:
    """The councils to show, and those chosen that are left out because they have no plan here.

    A plan that is chosen brings its own council. Up to four councils stand side by side with or
    without plans, since a gap is content; of more, only those with plans.
    """
    councils = vocabulary.resolved(state.councils)
    plan = vocabulary.plans.get(state.plan)
    if plan is not None and plan.council not in {c.key for c in councils}:
        councils = (vocabulary.councils[plan.council],)
    if len(councils) <= SIDE_BY_SIDE:
        return councils, ()
    planning = {plan.council for plan in vocabulary.plans.values()}
    with_plans = tuple(c for c in councils if c.key in planning)
    without = tuple(c for c in councils if c.key not in planning)
    return (with_plans, without) if with_plans else (councils[:SIDE_BY_SIDE], ())


def _grid(
    state: CompareState,
    vocabulary: Vocabulary,
    problems: tuple[str, ...],
    councils: tuple[Council, ...],
    without: tuple[Council, ...],
    item_rows: Rows,
) -> GridView:
    chosen = {council.key for council in councils}
    rows = [row for row in item_rows if row.council in chosen]
    within = [row for row in rows if not state.area or row.area == state.area]
    counts: Counter[tuple[str, str]] = Counter()
    themes: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    for row in rows:
        if row.theme == state.theme:
            counts[row.area, row.council] += row.rows
    for row in within:
        themes[row.theme] += row.rows
    before_theme = themes.pop("", 0)
    for (area, council), count in counts.items():
        if not state.area or area == state.area:
            totals[council] += count
    first = frozenset(c.key for name in vocabulary.default_names for c in vocabulary.members(name))
    default = first if len(first) < len(councils) else frozenset()

    def place(council: Council) -> tuple[bool, int, str, str]:
        by_region, by_number = state.order == "region", state.order == "number"
        return (
            council.key not in default,
            -totals[council.key] if by_number else 0,
            region_name(council, vocabulary) if by_region else "",
            council.name,
        )

    ordered = sorted(councils, key=place)
    start = PAGE_SIZE * (min(state.page, -(-len(ordered) // PAGE_SIZE)) - 1)
    return GridView(
        state=state,
        vocabulary=vocabulary,
        problems=problems,
        rows=tuple(ordered[start : start + PAGE_SIZE]),
        total=len(ordered),
        default=default,
        counts=counts,
        most=max(counts.values(), default=1),
        items=totals.total(),
        without=without,
        themes=themes,
        before_theme=before_theme,
    )


def region_name(council: Council, vocabulary: Vocabulary) -> str:
    """The name of a council's region, "" where it has none."""
    region = vocabulary.councils.get(council.region)
    return region.name if region else ""


def as_items(rows: Rows, actions: Rows) -> tuple[Item, ...]:
    """The queried rows as items with their actions."""
    by_item: dict[int, list[Action]] = {}
    names = actions[0]._fields[1:] if actions else ()
    for item, *stated in actions:
        by_item.setdefault(item, []).append(Action(**dict(zip(names, stated, strict=True))))
    names = rows[0]._fields if rows else ()
    return tuple(
        Item(**dict(zip(names, row, strict=True)), actions=tuple(by_item.get(row.id, ())))
        for row in rows
    )


def _view(
    state: CompareState,
    vocabulary: Vocabulary,
    problems: tuple[str, ...],
    councils: tuple[Council, ...],
    without: tuple[Council, ...],
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
        without=without,
    )


# An action's fields under their names in the download, where a row tells of its item too.
_OF_AN_ACTION = {
    name: {"ref": "action", "summary": "action_summary", "status": "action_status"}.get(name, name)
    for name in ACTION_FIELDS
    if name not in ("lead_role", "place", "note")
}
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
    *_OF_AN_ACTION.values(),
    "document",
)


def _download_rows(item: Item, vocabulary: Vocabulary) -> list[TableRow]:
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
        {**shared, **{column: getattr(action, name) for name, column in _OF_AN_ACTION.items()}}
        for action in item.actions
    ] or [shared]

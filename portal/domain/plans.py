"""Rules about plans: what counts as named, dated or reported, and the counts shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from portal.domain.formatting import plural, printed_date, sentence_list
from portal.domain.vocabulary import Plan


class Action(NamedTuple):
    """An action: something to be done under an item.

    A tuple, since a page makes hundreds and a dataclass costs three times as much.
    """

    ref: str
    summary: str
    lead: str
    lead_role: str
    target_text: str
    target_date: date | None
    status: str
    status_evidence: str
    cost_gbp: int | None
    cost_text: str
    place: str
    note: str
    as_printed: str = ""

    @property
    def named(self) -> bool:
        """True if somebody, a post or a body is named as lead."""
        return bool(self.lead) and not to_be_confirmed(self.lead)

    @property
    def dating(self) -> str:
        """The kind of its date, see `dating`."""
        return dating(self.target_text, bool(self.target_date))

    @property
    def open_points(self) -> tuple[str, ...]:
        """The missing or unconfirmed date and lead, in words."""
        return open_points(self.lead, self.dating)


@dataclass(frozen=True, slots=True)
class Item:
    """One unit of a plan with its actions."""

    id: int
    plan: str
    council: str
    ref: str
    parent_ref: str
    kind: str
    section: str
    area: str
    themes: tuple[str, ...]
    title: str
    summary: str
    status: str
    status_evidence: str
    place: str
    note: str
    actions: tuple[Action, ...]
    as_printed: str = ""

    @property
    def dates(self) -> tuple[date, ...]:
        """The actions' target dates, earliest first."""
        return tuple(sorted(a.target_date for a in self.actions if a.target_date))

    @property
    def cost(self) -> int:
        """Pounds that the document prints for its actions together."""
        return sum(a.cost_gbp or 0 for a in self.actions)

    @property
    def to_confirm(self) -> int:
        """Actions whose date is still to be confirmed."""
        return sum(to_be_confirmed(a.target_text) for a in self.actions)

    @property
    def completed(self) -> int:
        """Actions that the document reports as completed."""
        return sum(a.status == "completed" for a in self.actions)


# The columns of items.csv and actions.csv, in their order: downloads, the API and the pages of
# items follow them, and so does every query through the columns of the tables.
ITEM_FIELDS = tuple(f.name for f in fields(Item) if f.name not in ("id", "council", "actions"))
ACTION_FIELDS = Action._fields


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over a council's items; shares are of actions, and None where there is none.

    A draft is written before anything is done, so that its silence on results says nothing:
    `reported` and `completed` count among the `answerable` actions alone, those of no draft.
    """

    items: int
    actions: int
    named: int
    dated: int
    periods: int
    unconfirmed: int
    costed: int
    answerable: int
    reported: int
    completed: int

    @property
    def dates(self) -> str:
        """The kinds of the actions' dates, in words that add up to all of them."""
        return told_dates(self.actions, self.dated, self.periods, self.unconfirmed)

    @property
    def early(self) -> bool:
        """True if there are actions and all are of drafts: too early to ask for results."""
        return bool(self.actions) and not self.answerable

    def share(self, count: int) -> float | None:
        """Percent of the actions."""
        return 100 * count / self.actions if self.actions else None

    def left_out(self, plans: Iterable[Plan]) -> str:
        """`the draft of June 2012 left out: 91 actions`, where results are of other plans alone."""
        drafted = self.actions - self.answerable
        if not drafted or not self.answerable:
            return ""
        names = [f"the draft of {printed_date(p.published)}" for p in plans if is_draft(p)]
        return f"{sentence_list(names)} left out: {plural(drafted, 'action')}"


@lru_cache(maxsize=4096)  # plans name the same few leads and dates over and over
def to_be_confirmed(text: str) -> bool:
    """Tell if a printed date or lead says "TBC" anywhere."""
    lowered = text.lower()
    return "tbc" in lowered or "to be confirmed" in lowered


def dating(target_text: str, dated: bool) -> str:
    """Tell the kind of a date: `date`, `period` (a stage or span only), `tbc`, or `none`."""
    if to_be_confirmed(target_text):
        return "tbc"
    if dated:
        return "date"
    return "period" if target_text else "none"


_NO_DATE = {"tbc": "date to be confirmed", "period": "a period only", "none": "no date"}


@lru_cache(maxsize=4096)  # as above
def open_points(lead: str, dating: str) -> tuple[str, ...]:
    """List what an action lacks, in words: its date or its lead."""
    points = [_NO_DATE[dating]] if dating in _NO_DATE else []
    if to_be_confirmed(lead):
        points.append("lead to be confirmed")
    elif not lead:
        points.append("no lead")
    return tuple(points)


def told_dates(actions: int, dated: int, periods: int, unconfirmed: int) -> str:
    """Write the kinds of actions' dates in words that add up to all of them."""
    undated = actions - dated - periods - unconfirmed
    return (
        f"Of {actions}: {dated} with a calendar date, {periods} with a period "
        f"only, {unconfirmed} to be confirmed, {undated} undated."
    )


class OpenAction(NamedTuple):
    """An action without a date or a lead: its plan, item and reference, and what it lacks."""

    plan: str
    item: str
    ref: str
    summary: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """The plans of a council in short: how much there is of each, and the actions that are open.

    `items` counts by plan, `areas` the same items by improvement area, `datings` the actions by the
    kind of their dates; `unnamed` actions name no lead.
    """

    items: Counter[str]
    areas: Counter[str]
    datings: Counter[str]
    unnamed: int
    open: tuple[OpenAction, ...]

    @property
    def dates(self) -> str:
        """The kinds of the actions' dates, in words that add up to all of them."""
        kinds = self.datings
        return told_dates(kinds.total(), kinds["date"], kinds["period"], kinds["tbc"])


# Plan, item, area; an action's reference, summary, lead, date in words, and if it has a date.
OutlineRow = tuple[str, str, str, str | None, str, str, str, bool]


def outline(rows: Iterable[OutlineRow]) -> Outline:
    """Count what `db.queries.plans.outline` read, and list what is open."""
    items: Counter[str] = Counter()
    areas: Counter[str] = Counter()
    kinds, unnamed, opened, last_plan, last_item = [], 0, [], "", ""
    for plan, item, area, ref, summary, lead, target_text, dated in rows:
        if item != last_item or plan != last_plan:
            last_plan, last_item = plan, item
            items[plan] += 1
            areas[area] += 1
        if ref is None:
            continue  # an item without actions
        kind, points, without_lead = _what_is_open(lead, target_text, dated)
        kinds.append(kind)
        if points:
            unnamed += without_lead
            opened.append(OpenAction(plan, item, ref, summary, points))
    return Outline(
        items=items, areas=areas, datings=Counter(kinds), unnamed=unnamed, open=tuple(opened)
    )


@lru_cache(maxsize=16_384)  # a nation's plans name some thousands of leads with dates
def _what_is_open(lead: str, target_text: str, dated: bool) -> tuple[str, tuple[str, ...], bool]:
    """Tell the kind of an action's date, what the action lacks, and if that is its lead."""
    kind = dating(target_text, dated)
    return kind, open_points(lead, kind), not lead or to_be_confirmed(lead)


def is_draft(plan: Plan) -> bool:
    """Tell if a plan is no more than a draft: too early to be asked for results."""
    return plan.status == "draft"


def drafts(plans: Iterable[Plan]) -> frozenset[str]:
    """The keys of the drafts among some plans."""
    return frozenset(plan.key for plan in plans if is_draft(plan))


def summarise(items: Iterable[Item], early: Collection[str] = ()) -> Summary:
    """Count for one council's summary.

    Args:
        early: the keys of the drafts, whose actions are not asked for results.
    """
    listed = list(items)
    actions = [action for item in listed for action in item.actions]
    answerable = [action for item in listed if item.plan not in early for action in item.actions]
    datings = Counter(action.dating for action in actions)
    return Summary(
        items=len(listed),
        actions=len(actions),
        named=sum(a.named for a in actions),
        dated=datings["date"],
        periods=datings["period"],
        unconfirmed=datings["tbc"],
        costed=sum(a.cost_gbp is not None for a in actions),
        answerable=len(answerable),
        reported=sum(bool(a.status_evidence) or a.status == "completed" for a in answerable),
        completed=sum(a.status == "completed" for a in answerable),
    )


def matrix(items: Iterable[Item]) -> Counter[tuple[str, str]]:
    """Count how many items each improvement area has in each council: (area, council) to count."""
    return Counter((item.area, item.council) for item in items)


def theme_counts(items: Iterable[Item]) -> Counter[str]:
    """Count how many items each theme has; an item counts for each of its themes."""
    return Counter(theme for item in items for theme in item.themes)


@dataclass(frozen=True, slots=True)
class Mark:
    """Actions of one plan due in one month: a point of the timeline."""

    council: str
    plan: str
    month: date
    months_since: int | None
    actions: int
    completed: int
    refs: tuple[str, ...]


def timeline(items: Sequence[Item], inspected: dict[str, str]) -> list[Mark]:
    """Gather the target dates by plan and month, earliest first.

    Args:
        inspected: per plan, when its inspection was, as `YYYY-MM[-DD]` or "".
    """
    grouped: dict[tuple[str, str, date], list[tuple[Item, Action]]] = {}
    for item in items:
        for action in item.actions:
            if action.target_date:
                month = action.target_date.replace(day=1)
                grouped.setdefault((item.council, item.plan, month), []).append((item, action))
    marks = [
        Mark(
            council=council,
            plan=plan,
            month=month,
            months_since=months_between(inspected.get(plan, ""), month),
            actions=len(pairs),
            completed=sum(action.status == "completed" for _, action in pairs),
            refs=tuple(dict.fromkeys(item.ref for item, _ in pairs)),
        )
        for (council, plan, month), pairs in grouped.items()
    ]
    return sorted(marks, key=lambda mark: (mark.month, mark.council, mark.plan))


def months_between(start: str, end: date) -> int | None:
    """Whole months from a printed date to a day; None where the month is not known."""
    if len(start) < 7:
        return None
    return (end.year - int(start[:4])) * 12 + end.month - int(start[5:7])

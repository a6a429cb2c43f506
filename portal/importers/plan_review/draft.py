"""A plan while a person looks it through: rows as files hold them, and what is to be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pydantic import TypeAdapter

from portal.importers.intake.columns import Columns, header_key
from portal.importers.intake.folder import (
    action_rows,
    council_named,
    document_key,
    item_refs,
    item_rows,
)
from portal.importers.intake.paper import Paper
from portal.importers.intake.proposals import Proposal
from portal.importers.intake.stated_shares import StatedShare, stated_shares

# Columns of a row that its item, or the plan, gives.
_PLACED = ("item_ref", "report_date")
_LONGEST_LEFT = 600


@dataclass(frozen=True, slots=True)
class DraftItem:
    """An item: columns of items.csv, and whether a person confirmed its summary and area."""

    values: dict[str, str]
    doubt: str = ""
    confirmed: bool = False

    @property
    def title(self) -> str:
        """Its reference and title."""
        return f"{self.values['ref']} {self.values['title']}"


@dataclass(frozen=True, slots=True)
class DraftAction:
    """An action: columns of actions.csv, and the position of its item.

    `part` counts the actions of one printed row. `edited` are the columns that a person changed,
    `reshaped` where it was split or merged: those stay when the paper is read anew. `earlier` are
    its comments of reports before, by day. `same_as` is the action of the loaded plan that it is
    in a new report, as `line_key` writes it; empty for a new one.
    """

    values: dict[str, str]
    item: int
    part: int = 0
    doubts: tuple[str, ...] = ()
    earlier: tuple[tuple[str, str], ...] = ()
    edited: tuple[str, ...] = ()
    confirmed: bool = False
    dropped: bool = False
    reshaped: bool = False
    same_as: str = ""
    doubtful_pair: bool = False

    @property
    def place(self) -> str:
        """Where it stands in the paper."""
        return self.values["place"]

    def changed(self, **values: str) -> DraftAction:
        """The action with some columns that a person changed."""
        edited = tuple(dict.fromkeys([*self.edited, *values]))
        return replace(self, values={**self.values, **values}, edited=edited)


@dataclass(frozen=True, slots=True)
class DraftTable:
    """The columns of a table: headers with the kinds that they are taken for."""

    place: str
    headers: tuple[str, ...]
    kinds: tuple[str, ...]
    is_plan: bool

    @property
    def columns(self) -> Iterator[tuple[str, str, str]]:
        """Its columns: the key of a header, the header as printed, its kind."""
        for at, (header, kind) in enumerate(zip(self.headers, self.kinds, strict=True)):
            yield header_key(header, at), header, kind


@dataclass(frozen=True, slots=True)
class LeftRow:
    """A row of the paper that gives no action, and why."""

    place: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan that waits. `plan` is the loaded plan that it is a new report of, empty for a new one.

    `council` is a key; where it is empty, `new_council` names one that the portal does not have.
    `chosen` is what a person, or the council's last paper, says of columns; `explained` are the
    printed statuses that the paper's own key tells the meaning of.
    """

    title: str
    council: str
    council_printed: str
    new_council: str
    report_date: str
    document: str
    plan: str = ""
    answers: str = ""
    items: tuple[DraftItem, ...] = ()
    actions: tuple[DraftAction, ...] = ()
    tables: tuple[DraftTable, ...] = ()
    chosen: dict[str, str] = field(default_factory=dict)
    remembered: bool = False
    printed: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    left_out: tuple[LeftRow, ...] = ()
    replaced: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    shares: tuple[StatedShare, ...] = ()
    explained: tuple[str, ...] = ()

    @property
    def live(self) -> tuple[DraftAction, ...]:
        """The actions that were not dropped."""
        return tuple(action for action in self.actions if not action.dropped)


_DRAFT = TypeAdapter(Draft)
_PAPER = TypeAdapter(Paper)


def as_json(draft: Draft) -> str:
    """Return a draft as JSON."""
    return _DRAFT.dump_json(draft).decode()


def from_json(text: str) -> Draft:
    """Return a draft from its JSON."""
    return _DRAFT.validate_json(text)


def paper_as_json(paper: Paper) -> str:
    """Return a paper without people as JSON."""
    return _PAPER.dump_json(paper).decode()


def paper_from_json(text: str) -> Paper:
    """Return a paper from its JSON."""
    return _PAPER.validate_json(text)


def draft_of(proposal: Proposal, councils: Mapping[str, str]) -> Draft:
    """Make the draft of what was read; `councils` are names by key."""
    name = council_named(proposal)
    keys = {text.lower(): key for key, text in councils.items()}
    refs = item_refs(proposal.items)
    items = [_item(row) for row in item_rows(proposal, refs)]
    rows = action_rows(proposal, refs)
    shares = stated_shares(proposal.paper, proposal.printed, proposal.report_date)
    return Draft(
        title=proposal.title,
        council=keys.get(name.lower(), ""),
        council_printed=name,
        new_council="",
        report_date=str(proposal.report_date or ""),
        document=document_key(proposal.name),
        items=tuple(items),
        actions=numbered(
            [
                _action(row, action.item, _earlier(action.comments, proposal.report_date))
                for row, action in zip(rows, proposal.actions, strict=True)
            ]
        ),
        tables=tuple(_table(t.place, t.columns, t.is_plan) for t in proposal.tables),
        printed=proposal.printed,
        left_out=tuple(
            LeftRow(left.place, left.reason, left.text[:_LONGEST_LEFT])
            for left in proposal.left_out
        ),
        replaced=proposal.replaced,
        notes=(
            *proposal.notes,
            *(
                f"The paper says “{share.words}” ({share.place}); Findings hold that against its "
                "rows."
                for share in shares
            ),
        ),
        shares=shares,
        explained=proposal.explained,
    )


def _item(row: dict[str, str]) -> DraftItem:
    # What the note says is for whoever looks it through, not for readers.
    return DraftItem({**row, "note": ""}, row["note"])


def _action(row: dict[str, str], item: int, earlier: tuple[tuple[str, str], ...]) -> DraftAction:
    doubts = tuple(text for text in row["note"].split("; ") if text)
    values = {name: text for name, text in row.items() if name not in _PLACED}
    return DraftAction({**values, "note": ""}, item, doubts=doubts, earlier=earlier)


def _earlier(comments: Sequence[object], day: object) -> tuple[tuple[str, str], ...]:
    dated = ((getattr(c, "day", None), getattr(c, "text", "")) for c in comments)
    return tuple((str(when), text) for when, text in dated if when and text and when != day)


def _table(place: str, columns: Columns, is_plan: bool) -> DraftTable:
    return DraftTable(place, columns.headers, columns.kinds, is_plan)


def numbered(actions: Sequence[DraftAction]) -> tuple[DraftAction, ...]:
    """Count the actions of each printed row anew."""
    counts: dict[str, int] = {}
    parts = []
    for action in actions:
        parts.append(replace(action, part=counts.get(action.place, 0)))
        counts[action.place] = counts.get(action.place, 0) + 1
    return tuple(parts)


def free_ref(ref: str, taken: Iterable[str]) -> str:
    """Return a reference that is not taken yet."""
    used = set(taken)
    candidate, number = ref[:36], 2
    while candidate in used:
        candidate, number = f"{ref[:32]}-{number}", number + 1
    return candidate


def read_again(before: Draft, proposal: Proposal, councils: Mapping[str, str]) -> Draft:
    """Make a draft anew, columns being something else, with all that a person put right.

    Rows are the same where their place is. Those that were split, merged or taken in stay as they
    are.
    """
    fresh = draft_of(proposal, councils)
    by_place: dict[tuple[str, int], DraftAction] = {
        (action.place, action.part): action for action in before.actions
    }
    reshaped = {action.place for action in before.actions if action.reshaped}
    items, now_at = _items_again(fresh.items, before)
    actions: list[DraftAction] = []
    placed: set[str] = set()
    for each in fresh.actions:
        action = replace(each, item=now_at[each.item])
        if action.place in reshaped:
            if action.place not in placed:
                placed.add(action.place)
                mine = [a for a in before.actions if a.place == action.place]
                actions += [replace(a, item=action.item) for a in mine]
            continue
        old = by_place.get((action.place, action.part))
        actions.append(_action_as_before(action, old, before, items) if old else action)
    taken_in = [a for a in before.actions if a.reshaped and a.place not in placed]
    for action in taken_in:
        actions.append(replace(action, item=_item_now(action, before, items, len(items) - 1)))
    places = {action.place for action in taken_in}
    return replace(
        before,
        items=tuple(items),
        actions=numbered(_refs_once(actions)),
        tables=fresh.tables,
        printed=fresh.printed,
        left_out=tuple(left for left in fresh.left_out if left.place not in places),
    )


def _items_again(
    fresh: Sequence[DraftItem], before: Draft
) -> tuple[list[DraftItem], dict[int, int]]:
    """Return items read anew with those that a person made, and where each of the former is now."""
    read = [_item_as_before(item, before.items) for item in fresh]
    items = list(read)
    for at in sorted({action.item for action in before.actions if "item" in action.edited}):
        made = before.items[at]
        if made not in items:
            above = before.items[at - 1] if at else None
            items.insert(items.index(above) + 1 if above in items else len(items), made)
    now_at = {at: items.index(item) for at, item in enumerate(read)}
    # One that is new gives way to those that a person has looked at.
    taken = {item.values["ref"] for item in items if item in before.items}
    for at, item in enumerate(items):
        if item not in before.items:
            ref = free_ref(item.values["ref"], taken)
            taken.add(ref)
            items[at] = replace(item, values={**item.values, "ref": ref})
    return items, now_at


def _item_now(
    action: DraftAction, before: Draft, items: Sequence[DraftItem], otherwise: int
) -> int:
    """Return where the item is that an action had before."""
    wanted = before.items[action.item]
    return next((at for at, other in enumerate(items) if other == wanted), otherwise)


def _refs_once(actions: Sequence[DraftAction]) -> list[DraftAction]:
    """Give those a number of their own that have the one of another action of their item."""
    taken: dict[int, set[str]] = {}
    numbered_once = []
    for action in actions:
        refs = taken.setdefault(action.item, set())
        ref = free_ref(action.values["ref"], refs)
        refs.add(ref)
        numbered_once.append(replace(action, values={**action.values, "ref": ref}))
    return numbered_once


def _item_as_before(item: DraftItem, before: Sequence[DraftItem]) -> DraftItem:
    same = next(
        (
            other
            for other in before
            if other.values["as_printed"] == item.values["as_printed"]
            and other.values["place"] == item.values["place"]
        ),
        None,
    )
    return same or item


def _action_as_before(
    action: DraftAction, old: DraftAction, before: Draft, items: Sequence[DraftItem]
) -> DraftAction:
    values = {**action.values, **{n: old.values[n] for n in old.edited if n in old.values}}
    same_text = old.values["as_printed"] == values["as_printed"]
    item = action.item
    if "item" in old.edited:
        item = _item_now(old, before, items, item)
    return replace(
        action,
        values=values,
        item=item,
        edited=old.edited,
        confirmed=old.confirmed and same_text,
        dropped=old.dropped,
        same_as=old.same_as if same_text else "",
        doubtful_pair=old.doubtful_pair,
    )

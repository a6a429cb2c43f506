"""Do what a button of the review page says: split, merge, drop, move, take a row in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from portal.importers.form_fields import ReviewError
from portal.importers.intake.folder import MOST_TITLE_WORDS, shortened
from portal.importers.plan_review.draft import Draft, DraftAction, DraftItem, free_ref, numbered
from portal.importers.plan_review.form import leads_shown

MOST_ACTIONS = 2_000
_GONE = "That row is not there any more."


def split(draft: Draft, at: int) -> Draft:
    """Make an action several, at the line breaks of its words; each keeps lead, date and status."""
    action = draft.actions[at]
    lines = [line.strip() for line in action.values["as_printed"].split("\n") if line.strip()]
    if len(lines) < 2:
        raise ReviewError(
            f"Action {action.values['ref']} has one line; put a line break where it is to be split."
        )
    if len(draft.actions) + len(lines) > MOST_ACTIONS:
        raise ReviewError(f"A plan has at most {MOST_ACTIONS:,} actions.")
    taken = _refs(draft, action.item) - {action.values["ref"]}
    parts = []
    for number, line in enumerate(lines):
        wanted = action.values["ref"] if number == 0 else f"{action.values['ref']}-{number + 1}"
        ref = free_ref(wanted, taken)
        taken.add(ref)
        values = {"as_printed": line, "summary": shortened(line), "ref": ref}
        part = replace(action.changed(**values), confirmed=False, reshaped=True, same_as="")
        parts.append(replace(part, same_as=action.same_as) if number == 0 else part)
    return _with(draft, [*draft.actions[:at], *parts, *draft.actions[at + 1 :]])


def merge(draft: Draft, at: int) -> Draft:
    """Add the next action to this one, which stands from then on as dropped."""
    following = next((n for n in range(at + 1, len(draft.actions)) if _is_live(draft, n)), None)
    if following is None:
        raise ReviewError("No action follows that it could be merged with.")
    first, second = draft.actions[at], draft.actions[following]
    text = f"{first.values['as_printed']} {second.values['as_printed']}"
    values = {"as_printed": text, "summary": shortened(text)}
    for name in ("target_text", "target_date", "status_printed", "rag", "cost_text", "cost_gbp"):
        values[name] = first.values[name] or second.values[name]
    for name in ("progress", "evidence"):
        texts = (first.values[name], second.values[name])
        values[name] = "\n".join(dict.fromkeys(filter(None, texts)))
    if leads_shown(second.values) != leads_shown(first.values):
        for name in ("lead", "lead_role", "lead_initials", "lead_roles"):
            values[name] = _joined(first.values, second.values, name)
    merged = replace(first.changed(**values), confirmed=False, reshaped=True)
    actions = list(draft.actions)
    actions[at] = merged
    actions[following] = replace(second, dropped=True, reshaped=True)
    return _with(draft, actions)


def _joined(first: dict[str, str], second: dict[str, str], name: str) -> str:
    if not first["lead"] or not second["lead"]:
        return first[name] or second[name]
    if name == "lead_role" and not (first[name] or second[name]):
        return ""
    counts = [len(values["lead"].split(";")) - 1 for values in (first, second)]
    texts = [v[name] or ";" * c for v, c in zip((first, second), counts, strict=True)]
    return ";".join(texts)


def drop(draft: Draft, at: int) -> Draft:
    """Leave an action out; it can be taken back."""
    return _replaced(draft, at, replace(draft.actions[at], dropped=True))


def restore(draft: Draft, at: int) -> Draft:
    """Take an action back that was left out."""
    return _replaced(draft, at, replace(draft.actions[at], dropped=False))


def up(draft: Draft, at: int) -> Draft:
    """Put an action before the one above it within its item."""
    item = draft.actions[at].item
    above = next((n for n in range(at - 1, -1, -1) if draft.actions[n].item == item), None)
    if above is None:
        raise ReviewError("It is the first action of its item.")
    actions = list(draft.actions)
    first, second = actions[above], actions[at]
    if first.place == second.place:
        # Their order within the row is how they are known again.
        first, second = replace(first, reshaped=True), replace(second, reshaped=True)
    actions[above], actions[at] = second, first
    return _with(draft, actions)


def down(draft: Draft, at: int) -> Draft:
    """Put an action after the one below it within its item."""
    item = draft.actions[at].item
    below = next(
        (n for n in range(at + 1, len(draft.actions)) if draft.actions[n].item == item), None
    )
    if below is None:
        raise ReviewError("It is the last action of its item.")
    return up(draft, below)


def new_item(draft: Draft, at: int) -> Draft:
    """Begin an item of its own with an action; the actions of the old item below it follow."""
    action = draft.actions[at]
    old = draft.items[action.item]
    ref = free_ref(f"{old.values['ref']}-2", {item.values["ref"] for item in draft.items})
    title = shortened(action.values["as_printed"], MOST_TITLE_WORDS)
    values = {**old.values, "ref": ref, "title": title, "as_printed": "", "place": action.place}
    item = DraftItem({**values, "summary": shortened(title)}, "Made here; give it its own title.")
    number = action.item + 1
    actions = [
        replace(a, item=number, edited=(*a.edited, "item"))
        if n >= at and a.item == action.item
        else replace(a, item=a.item + (a.item >= number))
        for n, a in enumerate(draft.actions)
    ]
    items = (*draft.items[:number], item, *draft.items[number:])
    return replace(draft, items=items, actions=tuple(actions))


def as_item(draft: Draft, at: int) -> Draft:
    """Make a row an item instead of an action; the actions of the old item below it follow.

    The old item goes where it has no action left.
    """
    action = draft.actions[at]
    begun = new_item(_replaced(draft, at, replace(action, dropped=True, reshaped=True)), at)
    number, text = action.item + 1, " ".join(action.values["as_printed"].split())[:300]
    others = {item.values["ref"] for n, item in enumerate(begun.items) if n != number}
    values = {
        **begun.items[number].values, "title": text, "summary": shortened(text),
        "as_printed": text, "ref": free_ref(action.values["ref"], others),
    }  # fmt: skip
    items = [*begun.items[:number], DraftItem(values), *begun.items[number + 1 :]]
    actions = begun.actions
    if all(a.item != action.item for a in begun.live):
        del items[action.item]
        actions = tuple(replace(a, item=max(a.item - (a.item > action.item), 0)) for a in actions)
    return replace(begun, items=tuple(items), actions=actions)


def join_items(draft: Draft, at: int) -> Draft:
    """Give the actions of an item to the item before it, and drop the item."""
    if at == 0 or at >= len(draft.items):
        raise ReviewError("It is the first item.")
    taken = _refs(draft, at - 1)
    actions = []
    for action in draft.actions:
        moved = action
        if action.item == at:
            ref = free_ref(action.values["ref"], taken)
            taken.add(ref)
            moved = replace(action, item=at - 1, edited=(*action.edited, "item"))
            moved = moved.changed(ref=ref) if ref != action.values["ref"] else moved
        elif action.item > at:
            moved = replace(action, item=action.item - 1)
        actions.append(moved)
    items = [*draft.items[:at], *draft.items[at + 1 :]]
    return replace(draft, items=tuple(items), actions=tuple(actions))


def take_in(draft: Draft, at: int) -> Draft:
    """Make an action of a row that was left out; it goes to the end of the last item."""
    if at >= len(draft.left_out):
        raise ReviewError(_GONE)
    row = draft.left_out[at]
    text = row.text or "Row without words"
    item = len(draft.items) - 1
    ref = free_ref("new", _refs(draft, item))
    blank = dict.fromkeys(draft.actions[0].values, "")
    values = {
        **blank, "ref": ref, "summary": shortened(text), "as_printed": text,
        "status": "not_stated", "place": row.place,
    }  # fmt: skip
    action = DraftAction(values, item, edited=tuple(values), reshaped=True)
    left = (*draft.left_out[:at], *draft.left_out[at + 1 :])
    return replace(draft, actions=(*draft.actions, action), left_out=left)


def confirm_shown(draft: Draft, shown: Sequence[int]) -> Draft:
    """Confirm the summaries of the actions of a page, and of the items that they stand under.

    Raises:
        ReviewError: if there is no such action.
    """
    confirmed = set(shown)
    if any(at >= len(draft.actions) for at in confirmed):
        raise ReviewError(_GONE)
    items = {draft.actions[at].item for at in confirmed}
    return replace(
        draft,
        items=tuple(
            replace(item, confirmed=True) if at in items else item
            for at, item in enumerate(draft.items)
        ),
        actions=tuple(
            replace(action, confirmed=True) if at in confirmed else action
            for at, action in enumerate(draft.actions)
        ),
    )


BUTTONS: dict[str, Callable[[Draft, int], Draft]] = {
    "split": split,
    "merge": merge,
    "drop": drop,
    "restore": restore,
    "up": up,
    "down": down,
    "item": new_item,
    "as-item": as_item,
    "join": join_items,
    "take": take_in,
}


def press(draft: Draft, name: str, at: int) -> Draft:
    """Do what a button says with the action, item or row at a position.

    Raises:
        ReviewError: if that cannot be done.
    """
    most = len(draft.items) if name == "join" else len(draft.left_out) if name == "take" else 0
    if at >= (most or len(draft.actions)):
        raise ReviewError(_GONE)
    return BUTTONS[name](draft, at)


def _is_live(draft: Draft, at: int) -> bool:
    return not draft.actions[at].dropped


def _refs(draft: Draft, item: int) -> set[str]:
    return {action.values["ref"] for action in draft.actions if action.item == item}


def _replaced(draft: Draft, at: int, action: DraftAction) -> Draft:
    return _with(draft, [*draft.actions[:at], action, *draft.actions[at + 1 :]])


def _with(draft: Draft, actions: Sequence[DraftAction]) -> Draft:
    return replace(draft, actions=numbered(actions))

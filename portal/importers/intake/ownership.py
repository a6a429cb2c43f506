"""Tell what numbers own: items or actions, and rows whose number begins those below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from portal.importers.intake.peers import Body
from portal.importers.intake.refs import action_of, bare, item_of


def refs_are_of_items(bodies: Sequence[Body]) -> bool:
    """Tell it by what repeats: cells merged over actions, actions that bring their own number."""
    actions = [body for body in bodies if body.role == "action"]
    if not actions:
        return False
    columns = actions[0].columns
    at = columns.at("ref")
    if at is None or "item_ref" in columns.kinds:
        return False
    item_at, action_at = columns.at("item"), columns.at("action")
    if "action_ref" in columns.kinds:
        return True
    refs = [body.row.cells[at] for body in actions if at < len(body.row.cells)]
    if any(cell.down for cell in refs):
        return True
    texts = [
        body.row.cells[action_at].text
        for body in actions
        if action_at is not None and action_at < len(body.row.cells)
    ]
    numbered = sum(bool(action_of(text)[0]) for text in texts)
    if numbered > len(texts) / 2:
        return True
    if item_at is None:
        return False
    values = [cell.text for cell in refs if cell.text]
    items = [body.row.cells[item_at] for body in actions if item_at < len(body.row.cells)]
    pairs = [(item_of(item.text)[0], ref.text) for item, ref in zip(items, refs, strict=False)]
    if any(number and ref and bare(ref)[0] != number for number, ref in pairs):
        # `1 Supervision` brings its number; that in the other column is of something else.
        return False
    each_its_own = len(actions) > 1 and all(cell.text and not cell.down for cell in items)
    distinct = len({cell.text for cell in items}) == len(items)
    if each_its_own and distinct and at < item_at:
        return not any("." in value for value in values)
    if len(set(values)) < len(values):
        return True
    return len(values) < len(actions) * 0.8 and at < item_at


def under_parents(bodies: Sequence[Body]) -> list[Body]:
    """Put rows below the row that they name as their parent, and take the uppermost for banners.

    So tools for projects export them: a column with the parent's number or name, or a column
    with the level of each row. Rows below nobody stand first.
    """
    rows = [body for body in bodies if body.role == "action"]
    plain = bodies and all(
        body.role == "action" and body.columns is bodies[0].columns for body in bodies
    )
    parents = _parents(rows) if plain else {}
    if not parents:
        return list(bodies)
    tops: dict[int, int] = {}
    for at in range(len(rows)):
        top, passed = at, {at}
        while top in parents and parents[top] not in passed:
            top = parents[top]
            passed.add(top)
        tops[at] = top
    above = {top for at, top in tops.items() if at != top}
    result = [body for at, body in enumerate(rows) if tops[at] not in above]
    for top in sorted(above):
        result.append(_as_banner(rows[top]))
        result += [body for at, body in enumerate(rows) if tops[at] == top and at != top]
    return result


def _parents(rows: Sequence[Body]) -> dict[int, int]:
    """The position of the parent of each row that has one."""
    columns = rows[0].columns

    def texts(kind: str) -> list[str]:
        at = columns.at(kind)
        cells = [body.row.cells for body in rows]
        return [c[at].text.strip() if at is not None and at < len(c) else "" for c in cells]

    levels = texts("outline")
    if all(level.isdigit() for level in levels):
        above: dict[int, int] = {}
        result: dict[int, int] = {}
        for at, level in enumerate(map(int, levels)):
            higher = [other for other in above if other < level]
            if higher:
                result[at] = above[max(higher)]
            above = {other: place for other, place in above.items() if other < level}
            above[level] = at
        return result
    names: dict[str, int] = {}
    for kind in ("action", "ref", "action_ref"):
        names |= {text.lower(): at for at, text in enumerate(texts(kind)) if text}
    return {
        at: names[parent]
        for at, parent in enumerate(text.lower() for text in texts("parent"))
        if parent in names and names[parent] != at
    }


def _as_banner(body: Body) -> Body:
    places = (body.columns.at(kind) for kind in ("action_ref", "ref", "action"))
    cells = tuple(body.row.cells[place] for place in places if place is not None)
    return replace(body, row=replace(body.row, cells=cells), role="banner")


_OF_ACTIONS = ("lead", "status", "rag", "progress")


def with_parents(bodies: Sequence[Body]) -> list[Body]:
    """Take rows such as `1 Assessment` above `1.1` for banners, where nobody leads them.

    Where all rows stand below such ones, these may be led and rated too.
    """
    result = list(bodies)
    is_tree = _is_tree(bodies)
    for at, (body, following) in enumerate(pairwise(bodies)):
        columns, cells = body.columns, body.row.cells
        number = columns.at("ref") if columns.at("action_ref") is None else columns.at("action_ref")
        named = columns.at("action")
        if (
            body.role != "action"
            or following.columns is not columns
            or len(following.row.cells) < len(columns.kinds)  # a parent, of which its name is left
            or number is None
            or named is None
            or {"item", "item_ref"} & set(columns.kinds)
            or not {"lead", "status"} & set(columns.kinds)
        ):
            continue
        ref, below = (row.cells[number].text.strip() for row in (body.row, following.row))
        of_action = not is_tree and any(
            cell.text
            for kind, cell in zip(columns.kinds, cells, strict=False)
            if kind in _OF_ACTIONS
        )
        if ref and below.startswith(f"{ref.rstrip('.')}.") and below != ref and not of_action:
            name = tuple(cells[place] for place in sorted((number, named)))
            result[at] = replace(body, row=replace(body.row, cells=name), role="banner")
    return result


def _is_tree(bodies: Sequence[Body]) -> bool:
    """Tell if the numbers of all rows part them: each begins with that of a row above several."""
    refs: list[str] = []
    for body in bodies:
        columns, cells = body.columns, body.row.cells
        at = columns.at("ref") if columns.at("action_ref") is None else columns.at("action_ref")
        if body.role == "banner" or at is None or at >= len(cells):
            return False
        if body.role == "action":
            refs.append(cells[at].text.strip().rstrip("."))
    above = {ref for ref in refs if ref and any(x.startswith(f"{ref}.") for x in refs)}
    below = [ref for ref in refs if ref not in above]
    return len(below) >= 2 * len(above) > 2 and all(
        any(ref.startswith(f"{top}.") for top in above) for ref in below
    )

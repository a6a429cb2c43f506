"""Tell what a row or header is by others like it: rows below alike headers, rows of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from portal.importers.intake.columns import Columns, is_header
from portal.importers.intake.paper import Cell, Row
from portal.importers.intake.refs import action_of, is_numbered_item

_OF_ACTION = frozenset("lead target status rag progress new_target evidence success".split())
_MOST = 0.8
_FEWEST_PEERS = 2
_MOST_WORDS = 14


@dataclass(frozen=True, slots=True)
class Body:
    """A row of a plan below its header: an action's, a banner's, or more of the row before."""

    row: Row
    columns: Columns
    role: str  # action, banner, more, comment


class Alike:
    """Hold the rows below headers of the same names, wherever in a paper they stand.

    What a column is, is told by all of them: of two sheets with one header one may be short.
    """

    def __init__(self, of_paper: Alike | None = None) -> None:
        self._rows: dict[tuple[str, ...], list[Row]] = {}
        self._of_paper = of_paper

    def below(self, columns: Columns, rows: Sequence[Row]) -> Sequence[Row]:
        """The rows below all such headers, these among them."""
        rows = list(takewhile(lambda row: not is_header(row.texts), rows))
        self._rows.setdefault(columns.keys, []).extend(rows)
        of_paper = self._of_paper or self
        return of_paper._rows.get(columns.keys, rows)


def style(cell: Cell) -> tuple[bool, str]:
    """Give how a cell is set: bold, and on which colour."""
    return cell.bold, cell.fill


def by_peers(bodies: Sequence[Body]) -> list[Body]:
    """Take rows that hold nothing but a text for banners, where nearly all others are led or dated.

    So headings stand between rows where no cells are merged.
    """
    alone = [at for at, body in enumerate(bodies) if body.role == "action" and _is_alone(body)]
    others = [
        at for at, body in enumerate(bodies) if body.role == "action" and at not in set(alone)
    ]
    peers = [bodies[at] for at in others]
    with_more = sum(bool(_kinds(body) & _OF_ACTION) for body in peers)
    if not alone or len(peers) < _FEWEST_PEERS or with_more < _MOST * len(peers):
        return list(bodies)
    result = list(bodies)
    styles = Counter(style(_action(body)) for body in peers)
    numbered = sum(
        bool(action_of(_action(body).text)[0]) or "ref" in _kinds(body) for body in peers
    )
    for at in alone:
        cell = _action(bodies[at])
        text = " ".join(cell.text.split())
        follows = at < others[-1]
        set_apart = style(cell) not in styles
        without_ref = numbered > len(peers) / 2 and not action_of(text)[0]
        short = len(text.split()) <= _MOST_WORDS and not text.endswith((".", ";"))
        is_below = not follows and not action_of(text)[0]  # It ends as text below the table.
        names = set_apart or is_numbered_item(text) or (short and (without_ref or not numbered))
        if is_below or (follows and names):
            row = replace(bodies[at].row, cells=(cell, *_others(bodies[at], cell)))
            result[at] = replace(bodies[at], row=row, role="banner")
    return result


def _action(body: Body) -> Cell:
    at = body.columns.at("action")
    return body.row.cells[at if at is not None else body.columns.at("item") or 0]


def _others(body: Body, cell: Cell) -> tuple[Cell, ...]:
    return tuple(other for other in body.row.cells if other is not cell)


def _is_alone(body: Body) -> bool:
    filled = [cell for cell in body.row.filled if not cell.down]
    return len(filled) == 1 and filled[0] is _action(body) and len(body.row.filled) == 1


def _kinds(body: Body) -> set[str]:
    return {
        kind
        for kind, cell in zip(body.columns.kinds, body.row.cells, strict=False)
        if kind and (cell.text or cell.fill)
    }

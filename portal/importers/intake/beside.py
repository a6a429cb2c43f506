"""Part a plan from what stands beside or below it in its sheet: keys, lists of people, notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from portal.importers.intake.columns import Columns, is_header
from portal.importers.intake.grammar import bids
from portal.importers.intake.holdings import is_ref, is_when
from portal.importers.intake.paper import Row, Table
from portal.importers.intake.statuses import colour_word, statuses_in

KEY = re.compile(r"\W*(?:(?:b?rag )?key|legend|notes?)\W*", re.IGNORECASE)
_WIDEST_BESIDE = 3
_LONGEST_MARK, _MOST_WORDS = 3, 6
_FEWEST_CELLS = 2
_FEWEST_OF_PLAN = 4


def parted(table: Table) -> list[Table]:
    """Part a sheet where an empty column stands between a plan and a short table beside it."""
    width = max((n for row in table.rows for n, c in enumerate(row.cells, 1) if c.text), default=0)
    for at in range(_FEWEST_OF_PLAN, width - 1):
        left, right = _until(table, 0, at), _until(table, at + 1, width)
        has_gap = not any(_held_between(row, at, at + 1) for row in table.rows)
        if not has_gap or width - at - 1 > _WIDEST_BESIDE:
            continue
        heads = [row.texts for row in left.rows if is_header(row.texts)]
        beside = [row for row in right.rows if not row.is_empty]
        rows_left = sum(not row.is_empty for row in left.rows)
        is_key = any(KEY.fullmatch(cell.text) for row in beside[:1] for cell in row.cells)
        if heads and 1 < len(beside) < (rows_left if is_key else rows_left / 2):
            return [left, replace(right, rows=tuple(beside))]
    return [table]


def _until(table: Table, first: int, end: int) -> Table:
    return replace(
        table, rows=tuple(replace(row, cells=row.cells[first:end]) for row in table.rows)
    )


def _held_between(row: Row, first: int, end: int) -> list[str]:
    return [cell.text for cell in row.cells[first:end] if cell.text and not cell.across]


def below_plan(
    rows: Sequence[Row], at: int, columns: Columns, plan: Sequence[Row]
) -> Sequence[Row]:
    """The rows of a narrow table below a plan, as of initials and names: none hold an action.

    Args:
        rows: of the sheet.
        at: of the row where such a table may begin.
        columns: of the plan.
        plan: its rows of actions above.
    """
    block = list(takewhile(lambda row: not row.is_empty and not is_header(row.texts), rows[at:]))
    places = [n for row in block for n, cell in enumerate(row.cells) if cell.text]
    if len(block) < _FEWEST_CELLS or not plan:
        return []
    width = max(places) + 1
    usual = sorted(len(row.filled) for row in plan)[len(plan) // 2]
    is_narrow = width <= _WIDEST_BESIDE and usual >= width + _FEWEST_CELLS
    plain = all(
        len(row.filled) >= _FEWEST_CELLS and not any(c.across or c.down for c in row.cells)
        for row in block
    )
    if not is_narrow or not plain:
        return []
    return block if _is_key(block) or not any(_is_of_plan(row, columns) for row in block) else []


def _is_key(block: Sequence[Row]) -> bool:
    """Tell if rows say what marks mean: `1`, `Not started`; `2`, `Some way to go`; `3`, `Done`."""
    pairs = [[cell.text for cell in row.filled] for row in block]
    marks, words = [texts[0] for texts in pairs], [texts[-1] for texts in pairs]
    short = all(len(mark) <= _LONGEST_MARK or colour_word(mark) for mark in marks)
    plain = all(len(text.split()) <= _MOST_WORDS for text in words)
    stated = {status for text in words for status in statuses_in(text)}
    return short and plain and len(stated) > 1 and len(set(marks)) == len(marks)


def _is_of_plan(row: Row, columns: Columns) -> bool:
    """Tell if a row holds the number, the words or the date of an action where those stand."""
    for kind, cell in zip(columns.kinds, row.cells, strict=False):
        if kind == "action" and bids(cell.text):
            return True
        if kind in {"target", "new_target"} and is_when(cell.text):
            return True
        numbered = is_ref(cell.text) and any(map(str.isdigit, cell.text))
        if kind in {"ref", "action_ref", "item_ref"} and numbered:
            return True
    return False

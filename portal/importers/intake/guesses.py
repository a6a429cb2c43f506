"""Find the header of a table in which no name of a column is known, by what stands below."""

from __future__ import annotations

from collections.abc import Sequence

from portal.importers.intake.assignment import assigned
from portal.importers.intake.columns import Chosen, Columns, header_words, is_foreign, kind_of
from portal.importers.intake.holdings import held, is_value
from portal.importers.intake.paper import Row, Table
from portal.importers.intake.refs import is_numbered_item

_MOST_WORDS = 12
_ROWS_OF_HEADER = 15
_SURE = 0.6
_LEAST_SCORE = 5.0
_OF_ROW = frozenset({"lead", "target", "status", "rag"})


def guesses(table: Table) -> Chosen:
    """Return what headers seem to be, for a table in which no header was recognised."""
    for at, row in enumerate(table.rows[:_ROWS_OF_HEADER]):
        columns = _of_header(row, table.rows[at + 1 :])
        if columns is not None:
            pairs = zip(columns.keys, columns.kinds, strict=True)
            return {key: kind for key, kind in pairs if kind}
    return {}


def _of_header(row: Row, below: Sequence[Row]) -> Columns | None:
    """The columns of a row that is surely a header: short names, an action, and who or when."""
    texts = [cell.text for cell in row.filled]
    if len(texts) < 3 or any(len(text.split()) > _MOST_WORDS for text in texts):
        return None
    if any(is_value(text) for text in texts) or sum(map(is_numbered_item, texts)) > 1:
        return None  # The items of a plan that stands on its side are numbered.
    if not any(row.filled and len(row.filled) > 1 for row in below) or is_foreign(row.texts):
        return None
    if any(cell.down for cell in row.cells):
        return None
    columns, score = assigned(row.texts, below, {})
    action = columns.at("action")
    if (
        action is None or score < _LEAST_SCORE or held(below, action).number > _SURE
    ):  # It counts actions.
        return None
    named = set(columns.kinds) - {""}
    signs = _OF_ROW & named
    worded = {
        kind
        for kind, header in zip(columns.kinds, row.texts, strict=True)
        if kind and (header_words(header).get(kind) or kind_of(header) == kind)
    }
    few = len(signs) > 1 or bool(signs & {"lead", "target"} & worded)
    return columns if few and len(named) >= 3 and "risk" not in named else None

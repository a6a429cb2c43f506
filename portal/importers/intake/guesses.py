"""Guess what columns are whose names nobody listed: by a word in them, by what stands below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from portal.importers.intake.columns import Chosen, Columns, columns_of, kind_within
from portal.importers.intake.dates import day_in
from portal.importers.intake.leads import is_post
from portal.importers.intake.paper import Paper, Row, Table
from portal.importers.intake.statuses import colour_word, status_of

_MOST = 0.6
_LONGEST_DATE = 40
_LONGEST_POST = 60
_LONGEST_STATUS = 30
_MOST_WORDS = 8
_ROWS_OF_HEADER = 12
_FEWEST_TOLD = 3
_WORDS_TOLD = 4


def filled_in(columns: Columns, rows: Sequence[Row]) -> Columns:
    """Give columns without a kind one that no other column of the table is of."""
    kinds = list(columns.kinds)
    for at, header in enumerate(columns.headers):
        if kinds[at] or not header.strip():
            continue
        below = [row.cells[at] for row in rows if at < len(row.cells)]
        texts = [cell.text for cell in below if cell.text and not cell.down and not cell.across]
        for kind in (_by_values(texts), kind_within(header)):
            if kind and kind not in kinds and kind not in {"action", "item"}:
                kinds[at] = kind
                break
    if "progress" not in kinds and "action" in kinds and {"rag", "status"} & set(kinds):
        spoken = [at for at, kind in enumerate(kinds) if not kind and _holds_sentences(rows, at)]
        spoken = [at for at in spoken if at > kinds.index("action")]
        if len(spoken) == 1 and columns.headers[spoken[0]].strip():
            kinds[spoken[0]] = "progress"
    return replace(columns, kinds=tuple(kinds))


def _holds_sentences(rows: Sequence[Row], at: int) -> bool:
    """Tell if a column holds sentences, another in each row, as a commentary does."""
    cells = [row.cells[at] for row in rows if at < len(row.cells)]
    texts = [cell.text for cell in cells if cell.text and not cell.down and not cell.across]
    words = sum(len(text.split()) for text in texts)
    return (
        len(texts) >= _FEWEST_TOLD
        and len(set(texts)) == len(texts)
        and words >= _WORDS_TOLD * len(texts)
    )


def _by_values(texts: Sequence[str]) -> str:
    if len(texts) < 2:
        return ""

    def most(count: int) -> bool:
        return count >= _MOST * len(texts)

    if most(sum(len(x) <= _LONGEST_DATE and day_in(x) is not None for x in texts)):
        return "target"
    if most(sum(len(x) < 8 and bool(colour_word(x)) for x in texts)):
        return "rag"
    if most(sum(len(x) <= _LONGEST_STATUS and bool(status_of(x)) for x in texts)):
        return "status"
    if most(sum(len(x) <= _LONGEST_POST and is_post(x) for x in texts)):
        return "lead"
    return ""


def guesses(paper: Paper) -> Chosen:
    """Return what headers seem to be, for a paper in which no header was recognised."""
    chosen: dict[str, str] = {}
    for block in paper.blocks:
        if not isinstance(block, Table):
            continue
        for at, row in enumerate(block.rows[:_ROWS_OF_HEADER]):
            columns = _of_header(row, block.rows[at + 1 :])
            if columns is not None:
                pairs = zip(columns.keys, columns.kinds, strict=True)
                chosen |= {key: kind for key, kind in pairs if kind}
                break
    return chosen


def _of_header(row: Row, below: Sequence[Row]) -> Columns | None:
    """The columns of a row that is surely a header: short names, an action, and who or when."""
    texts = [cell.text for cell in row.filled]
    if len(texts) < 3 or any(len(text.split()) > _MOST_WORDS for text in texts):
        return None
    columns = columns_of(row.texts)
    kinds = list(columns.kinds)
    for at, text in enumerate(row.texts):
        kind = kinds[at] or kind_within(text)
        kinds[at] = kind if kind == kinds[at] or kind not in kinds else ""
    columns = filled_in(replace(columns, kinds=tuple(kinds)), below)
    named = set(columns.kinds)
    is_plan = "action" in named and named & {"lead", "target"} and len(named - {""}) >= 3
    return columns if is_plan and "risk" not in named else None

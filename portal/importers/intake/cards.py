"""Actions as cards: tables, or paragraphs, of labels and values, one card for each action."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from portal.importers.intake.columns import columns_of, kind_of
from portal.importers.intake.paper import Block, Cell, Row, Table, Text
from portal.importers.intake.paragraphs import AT_LENGTH, with_cards

_FEWEST_LABELS = 3
_MOST_TURNED = 12
_OF_A_CARD = frozenset({"target", "status", "rag", "progress"})
_LABELLED = re.compile(
    r"^\s*(?P<label>[^:\n]{2,40}?)\s*(?::|\t|\s[–-]\s)\s*(?P<value>.*)$", re.DOTALL
)


def laid_out(table: Table) -> Table | None:
    """Return a table of labels and values as one with a header and a row a card, else None.

    Labels stand in the first column, or in every other one; a label that comes again begins the
    next card.
    """
    if sum(map(_has_no_label, table.rows)) >= len(table.rows) / 2:
        return None  # A header and rows below it: every second name would be a label.
    pairs = [
        (*_with_ref_beside_text(label, value), row.place)
        for row in table.rows
        for label, value in _pairs(row)
    ]
    return _as_table(pairs, table)


def is_card_alone(table: Table) -> bool:
    """Tell if all of a table's rows are labels and values, whatever the values look like."""
    pairs = [pair for row in table.rows for pair in _pairs(row)]
    labels = [kind_of(_without_ref(label.text)) for label, _value in pairs]
    # A date is a value that a column may be called by, too.
    values = [kind for _label, value in pairs if (kind := kind_of(value.text))]
    return all(labels) and len(labels) >= _FEWEST_LABELS and 2 * len(values) < len(labels)


def _as_table(pairs: Sequence[tuple[Cell, Cell, str]], table: Table) -> Table | None:
    kinds = columns_of([label.text for label, _value, _place in pairs]).kinds
    named = {kind for kind in kinds if kind}
    recognised = sum(map(bool, kinds))
    if "action" not in named and "item" not in named:
        return None
    if not named & _OF_A_CARD:
        return None  # Labels that say something of an item: who answers for it, what was found.
    if len(named) < _FEWEST_LABELS or recognised < len(kinds) * 0.5:
        return None
    cards: list[dict[str, Cell]] = [{}]
    places: list[str] = []
    for label, value, place in pairs:
        name = " ".join(label.text.split()).rstrip(":")
        if name in cards[-1]:
            cards.append({})
        if not cards[-1]:
            places.append(place)
        cards[-1][name] = value
    labels = list(dict.fromkeys(name for card in cards for name in card))
    if not {"action", "item"} & set(columns_of(labels).kinds):
        return None
    header = Row(tuple(Cell(name) for name in labels), table.place)
    rows = [
        Row(tuple(card.get(name, Cell()) for name in labels), place)
        for card, place in zip(cards, places, strict=False)
    ]
    return Table((header, *rows), table.place, table.title)


def turned(table: Table) -> Table:
    """Return a table with its columns as rows, for one whose labels stand down its first column."""
    width = max((len(row.cells) for row in table.rows), default=0)
    if len(table.rows) < _FEWEST_LABELS or not _FEWEST_LABELS <= width <= _MOST_TURNED:
        return Table((), table.place, table.title)
    columns = [
        tuple(row.cells[at] if at < len(row.cells) else Cell() for row in table.rows)
        for at in range(width)
    ]
    rows = [
        Row(cells, f"{table.place}, column {at}")
        for at, cells in enumerate(columns, start=1)
        if any(cell.text for cell in cells)
    ]
    full = sum(len(row.filled) > len(table.rows) / 2 for row in rows)
    labels = sum(bool(kind_of(text)) for text in rows[0].texts) if rows else 0
    is_turned = full >= _FEWEST_LABELS and labels > 1
    return Table(tuple(rows) if is_turned else (), table.place, table.title)


def _has_no_label(row: Row) -> bool:
    kinds = [kind_of(label.text) for label, _value in _pairs(row)]
    return len(kinds) > 1 and all(not kind or kind.startswith("tick:") for kind in kinds)


def _pairs(row: Row) -> Iterator[tuple[Cell, Cell]]:
    cells = [cell for cell in row.cells if not cell.across]
    if len(cells) in {2, 4, 6}:
        for at in range(0, len(cells), 2):
            if cells[at].text and (not cells[at].down or not cells[at + 1].down):
                yield cells[at], cells[at + 1]
    elif len(cells) == 1 and (match := _LABELLED.match(cells[0].text)):
        yield Cell(match["label"]), Cell(match["value"], cells[0].fill)


def gathered(blocks: Sequence[Block]) -> list[Block]:
    """Put runs of paragraphs such as `Lead: …`, `By when: …` together as tables of cards."""
    result: list[Block] = []
    run: list[Text] = []
    parts = [*with_cards(blocks), None, None]
    for block, following in pairwise(parts):
        if isinstance(block, Text) and _label(block):
            run.append(block)
            continue
        if (
            run
            and isinstance(block, Text)
            and isinstance(following, Text)
            and not block.level
            and _label(following)
            and _label(run[-1]) in AT_LENGTH
        ):
            run[-1] = replace(run[-1], text=f"{run[-1].text}\n{block.text}")
            continue
        if run:
            result += _card_of(run)
            run = []
        if block is not None:
            result.append(block)
    return result


def _label(block: Text) -> str:
    if block.level in range(1, 9):
        return ""
    match = _LABELLED.match(block.text)
    kind = kind_of(_without_ref(match["label"])) if match and match["value"] else ""
    return kind


def _with_ref_beside_text(label: Cell, value: Cell) -> tuple[Cell, Cell]:
    """Put the number of a label such as `Action 1.2` before the text beside it."""
    name = _without_ref(label.text)
    if name == label.text.strip():
        return label, value
    number = label.text.split(maxsplit=1)[1].rstrip(".:")
    return replace(label, text=name), replace(value, text=f"{number} {value.text}")


def _without_ref(label: str) -> str:
    return re.sub(
        r"^(action|task|milestone|step)\s+(?:no\.?\s*)?[\w./-]*\d[\w./-]*\W*$",
        r"\1",
        label.strip(),
        flags=re.IGNORECASE,
    )


def _card_of(run: Sequence[Text]) -> list[Block]:
    kinds = {_label(block) for block in run}
    if "action" not in kinds or not kinds & {"lead", "target"}:
        return list(run)
    rows = []
    for block in run:
        match = _LABELLED.match(block.text)
        if match is None:
            continue
        label, value = match["label"].strip(), match["value"]
        if label != _without_ref(label):
            value = f"{label.split(maxsplit=1)[1]} {value}"
        rows.append(Row((Cell(_without_ref(label)), Cell(value)), block.place))
    return [Table(tuple(rows), run[0].place)]

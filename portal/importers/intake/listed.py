"""Items that a paper lists above its table, and to which the rows point by their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from portal.importers.intake.paper import Paper, Row, Table
from portal.importers.intake.records import Item, Reading, Record
from portal.importers.intake.refs import bare, is_whole_ref, item_of
from portal.importers.intake.statuses import statuses_in

_LONGEST_TITLE = 400
# As many of the rows must point to the list.
_MOST = 0.8
_PAGE = re.compile(r"[.\s…]\d{1,3}$")
# `1.1`, `R1.2`, `AFI 1.3`, `1a`, `P1-2`: the number of an item before that of an action.
_BEFORE = re.compile(r"^(?P<item>[A-Za-z]{0,5}[ -]?\d+)(?:[.\-/]\d+[a-z]?|[a-z])$")


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a list: the item that it names."""

    ref: str
    title: str
    word: str
    place: str


def with_listed_items(paper: Paper, reading: Reading) -> None:
    """Put actions under the items of a list, where the rows name no item but by its number."""
    if len(_titles(reading)) > 1:
        return
    # Pages of a PDF hold several rows of one number: those of actions are told by their words.
    taken: dict[str, set[str]] = {}
    for record in reading.records:
        taken.setdefault(record.place, set()).add(_flat(record.text))
    best: tuple[float, int, Sequence[_Line], list[_Line | None]] | None = None
    for lines in _lists(paper, taken):
        for pointers in (_by_column(reading.records), _by_ref(reading.records)):
            pointed = [_pointed(pointer, lines) for pointer in pointers]
            share = sum(line is not None for line in pointed) / len(pointed)
            used = len({line.ref for line in pointed if line})
            # Where two lists serve, the one that more rows and fewer other lines fit.
            weight = (share, used - len(lines))
            if share >= _MOST and used > 1 and (best is None or weight > best[:2]):
                best = (*weight, lines, pointed)
    if best is not None:
        _put(reading, best[2], best[3])


def _titles(reading: Reading) -> set[str]:
    """The titles of the items of actions that are more than a number."""
    titles = {reading.items[record.item].title for record in reading.records}
    return {title for title in titles if title and not is_whole_ref(title)}


def _lists(paper: Paper, taken: Mapping[str, set[str]]) -> Iterator[list[_Line]]:
    """Runs of lines that each name an item by number and title."""
    for is_item, run in groupby(_lines(paper, taken), key=lambda line: line is not None):
        lines = [line for line in run if line is not None] if is_item else []
        for _word, group in groupby(lines, key=lambda line: line.word):
            alike = list(group)
            distinct = len({line.ref for line in alike}) == len(alike)
            is_key = all(statuses_in(line.title) for line in alike)
            is_contents = all(_PAGE.search(line.title) for line in alike)
            if len(alike) > 1 and distinct and not is_key and not is_contents:
                yield alike


def _lines(paper: Paper, taken: Mapping[str, set[str]]) -> Iterator[_Line | None]:
    for block in paper.blocks:
        if isinstance(block, Table):
            for row in block.rows:
                if not row.is_empty:
                    yield None if _is_action(row, taken) else _of_row(row)
            yield None
        else:
            yield _line(block.text, block.place)


def _is_action(row: Row, taken: Mapping[str, set[str]]) -> bool:
    texts = _flat(" ".join(row.texts))
    return any(words in texts for words in taken.get(row.place, ()))


def _flat(text: str) -> str:
    return " ".join(text.split())


def _of_row(row: Row) -> _Line | None:
    texts = [cell.text for cell in row.filled]
    if len(texts) == 1:
        return _line(texts[0], row.place)
    if len(texts) > 1 and is_whole_ref(texts[0]) and not is_whole_ref(texts[1]):
        ref, word = bare(texts[0])
        return _Line(ref, _flat(texts[1]), word, row.place)
    return None


def _line(text: str, place: str) -> _Line | None:
    if len(text) > _LONGEST_TITLE or "\n" in text.strip():
        return None
    ref, title, word = item_of(text)
    return _Line(ref, title, word, place) if ref and title and not is_whole_ref(title) else None


def _by_column(records: Sequence[Record]) -> list[str]:
    """Give the numbers of a column of items; an empty cell repeats that above."""
    pointers, last = [], ""
    for record in records:
        numbers = [record.text_of(kind).strip() for kind in ("item_ref", "item", "theme")]
        last = next((text for text in numbers if text and is_whole_ref(_first(text))), last)
        pointers.append(_first(last))
    return pointers


def _first(text: str) -> str:
    """Of several numbers in a cell the first."""
    return re.split(r"\s*(?:[,;&\n]|\band\b)\s*", text, maxsplit=1)[0]


def _by_ref(records: Sequence[Record]) -> list[str]:
    matches = [_BEFORE.match(record.ref.strip()) for record in records]
    return [match["item"] if match else "" for match in matches]


def _pointed(pointer: str, lines: Sequence[_Line]) -> _Line | None:
    if not pointer:
        return None
    for form in (_letters_and_digits, _digits):
        wanted = form(bare(pointer)[0])
        fitting = [line for line in lines if wanted and form(line.ref) == wanted]
        if len(fitting) == 1:
            return fitting[0]
    return None


def _letters_and_digits(ref: str) -> str:
    return re.sub(r"\W", "", ref).lower()


def _digits(ref: str) -> str:
    return re.sub(r"\D", "", ref)


def _put(reading: Reading, lines: Sequence[_Line], pointed: Sequence[_Line | None]) -> None:
    used = [line for line in lines if any(line is other for other in pointed)]
    listed = [Item(line.ref, line.title, line.word, "", line.place) for line in used]
    others = sorted(
        {r.item for r, line in zip(reading.records, pointed, strict=True) if line is None}
    )
    places = {old: len(listed) + at for at, old in enumerate(others)}
    for record, line in zip(reading.records, pointed, strict=True):
        record.item = places[record.item] if line is None else used.index(line)
    reading.items = [*listed, *(reading.items[old] for old in others)]
    named = {line.place for line in used}
    reading.left_out = [left for left in reading.left_out if left.place not in named]

"""Leave out actions that a paper tells twice: in its plan, and in a summary of that."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from portal.importers.intake.records import Item, LeftOut, Reading, Record

_SHORTEST = 12
# A table of which more is in another table is a summary of that, or that of it.
_SHARE = 0.5

_Key = tuple[str, str]


def plain_title(text: str) -> str:
    """A text in lower case, of words alone."""
    return re.sub(r"\W+", " ", text.lower()).strip()


def leave_repeats(reading: Reading) -> None:
    """Leave out actions that another table holds with more of their cells.

    The same words under another item are an action of that item, but in a table that repeats.
    """
    fullest: dict[_Key, Record] = {}
    of_table: dict[str, set[_Key]] = defaultdict(set)
    for record in reading.records:
        key = _key(record)
        of_table[record.table].add(key)
        other = fullest.get(key)
        if other is None or (other.table != record.table and _filled(record) > _filled(other)):
            fullest[key] = record
    remaining: list[Record] = []
    for record in reading.records:
        chosen = fullest[_key(record)]
        if (
            chosen.table == record.table
            or len(record.text) < _SHORTEST
            or not _repeats(
                reading.items[record.item],
                reading.items[chosen.item],
                of_table[record.table],
                of_table[chosen.table],
            )
        ):
            remaining.append(record)
        else:
            reason = f"repeats {chosen.place}"
            reading.left_out.append(LeftOut(record.place, reason, record.text))
    reading.records = remaining
    keep_items(reading)


def _key(record: Record) -> _Key:
    return record.ref.lower(), plain_title(record.text)


def _repeats(item: Item, other: Item, actions: set[_Key], others: set[_Key]) -> bool:
    """Tell if an action is of the same item as its like, or of a table that repeats the other."""
    if item == other or plain_title(item.title) == plain_title(other.title):
        return True
    fewest = min(len(actions), len(others))
    if fewest == 1 and item.ref and other.ref and item.ref != other.ref:
        return False
    return len(actions & others) > _SHARE * fewest


def _filled(record: Record) -> int:
    return sum(bool(cell.text) for cells in record.cells.values() for _header, cell in cells)


def keep_items(reading: Reading) -> None:
    """Drop items that only rows left out named, and count the others anew."""
    used = sorted({record.item for record in reading.records})
    numbers: Mapping[int, int] = {old: new for new, old in enumerate(used)}
    for at, item in enumerate(reading.items):
        if at not in numbers:
            reading.left_out.append(LeftOut(item.place, "item without an action", item.title))
    reading.items = [reading.items[at] for at in used]
    for record in reading.records:
        record.item = numbers[record.item]

"""Say where actions may stand under the wrong item, by how many stand under each."""

from __future__ import annotations

from collections import Counter
from statistics import median

from portal.importers.intake.records import Reading

_MANY, _TIMES_MORE = 12, 4
_FEWEST_ALONE = 6
_LONGEST_NAME = 80


def doubts_of_items(reading: Reading) -> list[str]:
    """Lines for the person who looks a reading through, each of which begins alike."""
    counts = Counter(record.item for record in reading.records)
    return [f"Check the items: {doubt}." for doubt in _doubts(reading, counts)]


def _doubts(reading: Reading, counts: Counter[int]) -> list[str]:
    doubts = []
    total = counts.total()
    unnamed = sum(number for at, number in counts.items() if not reading.items[at].title.strip())
    if unnamed and total > 1:
        doubts.append(f"no name of an item was found for {unnamed} of {total} actions")
    if len(counts) == 1 and total >= _MANY:
        doubts.append(f"all {total} actions stand under one item")
    if len(counts) == total >= _FEWEST_ALONE:
        doubts.append(f"each of the {total} actions stands under an item of its own")
    for at, number in counts.items():
        others = [count for other, count in counts.items() if other != at]
        if others and number >= _MANY and number >= _TIMES_MORE * median(others):
            name = reading.items[at].title[:_LONGEST_NAME] or "an item without a name"
            doubts.append(
                f"{number} actions stand under “{name}”, under others {round(median(others))}"
            )
    titles = Counter(" ".join(reading.items[at].title.lower().split()) for at in counts)
    again = sorted(title for title, number in titles.items() if number > 1 and title)
    if again:
        doubts.append(f"several are called “{again[0][:_LONGEST_NAME]}”")
    return doubts

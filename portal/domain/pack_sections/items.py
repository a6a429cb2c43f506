"""Items as rows of a table: reference, what it asks, dates and leads, status, place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from portal.domain.formatting import STATUS_NAMES, day, plural
from portal.domain.pack_model import Table
from portal.domain.pack_sections.ledger import Ledger
from portal.domain.plans import Item
from portal.domain.vocabulary import Plan

# Where each item stands in its document, under its plan and reference.
Places = Mapping[tuple[str, str], str]


def dates(item: Item) -> str:
    """Return how the actions of an item are dated, and who leads them."""
    if not item.actions:
        return "no action"
    found = item.dates
    parts = []
    if found:
        ends = day(found[0]) if found[0] == found[-1] else f"{day(found[0])} to {day(found[-1])}"
        parts.append(f"{len(found)} dated: {ends}")
    for kind, words in (
        ("tbc", "to be confirmed"),
        ("period", "with a period only"),
        ("none", "undated"),
    ):
        count = sum(action.dating == kind for action in item.actions)
        if count:
            parts.append(f"{count} {words}")
    unnamed = sum(not action.named for action in item.actions)
    if unnamed:
        parts.append(f"{unnamed} without a named lead")
    return f"{plural(len(item.actions), 'action')}: {'; '.join(parts)}"


def status(item: Item) -> str:
    """Return what the document says of its state."""
    done = item.completed
    told = STATUS_NAMES[item.status]
    return f"{told}; {done} of {len(item.actions)} actions completed" if done else told


def items_table(
    caption: str,
    plan: Plan,
    items: Sequence[Item],
    places: Places,
    ledger: Ledger,
    summaries: bool = True,
) -> Table:
    """A row an item with its place in the plan's document; `summaries` stand after titles."""
    rows = tuple(
        (
            item.ref,
            f"{item.title}. {item.summary}" if item.summary and summaries else item.title,
            dates(item),
            status(item),
            places.get((item.plan, item.ref), ""),
        )
        for item in items
    )
    source = ledger.source(plan.document)
    for row in rows:
        ledger.source(plan.document, [row[4]])
    head = ("Ref", "What it asks", "Actions and dates", "Status", "Place")
    return Table(caption, head, rows, (0.6, 4.0, 2.7, 1.6, 3.0), (), source)

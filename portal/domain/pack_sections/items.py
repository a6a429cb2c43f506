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
    """Count the actions of an item by their dates, and those without a named lead."""
    if not item.actions:
        return "no action"
    days = item.dates
    parts = []
    if days:
        ends = day(days[0]) if days[0] == days[-1] else f"{day(days[0])} to {day(days[-1])}"
        parts.append(f"{len(days)} dated: {ends}")
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
    """Name the status that the document prints, with the number of actions completed."""
    done = item.completed
    state = STATUS_NAMES[item.status]
    return f"{state}; {done} of {plural(len(item.actions), 'action')} completed" if done else state


def items_table(
    caption: str,
    plan: Plan,
    items: Sequence[Item],
    places: Places,
    ledger: Ledger,
    summaries: bool = True,
) -> Table:
    """Tabulate items, each with its place in the document; `summaries` stand after titles."""
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
    return Table(
        caption, head, rows=rows, widths=(0.6, 4.0, 2.7, 1.6, 3.0), numeric=(), source=source
    )

"""Inspections and plans on one line of time, with what cannot be placed on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.domain.formatting import plural, printed_date, sentence_list
from portal.domain.pack_model import ANNEX, Block, Mark, Page, Part, Table, Text, TimeLine
from portal.domain.pack_sections.ledger import Ledger
from portal.domain.vocabulary import Council, Plan

_KINDS = {
    "inspection": ("inspection or review", "inspections and reviews"),
    "plan": ("plan", "plans"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """An inspection or a plan; `on` is as exact as it is printed, "" where it is not."""

    on: str
    label: str
    description: str
    kind: str
    council: Council
    paper: str
    place: str


def plan_event(plan: Plan, council: Council) -> Event:
    """Make the event of a plan's publication."""
    return Event(
        on=plan.published,
        label=plan.short,
        description=f"{plan.title} ({plan.status})",
        kind="plan",
        council=council,
        paper=plan.document,
        place="",
    )


def day_of(printed: str) -> date | None:
    """Place a printed date on a line: a month on its first day, a year in its middle."""
    if not printed:
        return None
    if len(printed) == 4:
        return date(int(printed), 7, 1)
    return date.fromisoformat(printed if len(printed) > 7 else f"{printed}-01")


def timeline(
    events: Sequence[Event], councils: Sequence[Council], ledger: Ledger, link: str
) -> Part:
    """Build the part: the line, and a table of the same events with sources; undated ones named.

    Args:
        councils: whose events they are, in their order.
    """
    title = "Inspections and plans on one line"
    names = sentence_list([council.name for council in councils])
    kinds = Counter("plan" if event.kind == "plan" else "inspection" for event in events)
    if not events:
        none = Text(f"The portal holds neither an inspection nor a plan of {names}.", "gap")
        return Part(
            "timeline",
            title,
            pages=(Page(title, (none,), link=link, link_text="Open in the portal"),),
        )
    ordered = sorted(events, key=lambda event: (not event.on, event.on, event.kind))
    dated = [(event, on) for event in ordered if (on := day_of(event.on))]
    several = len(councils) > 1
    blocks: list[Block] = []
    beside: list[Block] = []
    if dated:
        marks = tuple(
            Mark(
                on,
                f"{event.label}, {printed_date(event.on)}",
                kind="plan" if event.kind == "plan" else "inspection",
                council=event.council.name,
                colour=event.council.colour,
                when=printed_date(event.on),
            )
            for event, on in dated
        )
        span = f"{dated[0][1].year} to {dated[-1][1].year}"
        labels = [
            f"{event.council.name + ': ' if several else ''}{event.label}, {printed_date(event.on)}"
            for event, _ in dated
        ]
        alt = f"Line of time from {span}. {'; '.join(labels)}."
        blocks.append(
            TimeLine(f"Inspections, reviews and plans of {names}, {span}", marks, alt=alt)
        )
    left = [event for event in ordered if not event.on]
    if left:
        named = "; ".join(f"{event.council.name}: {event.label}" for event in left)
        gap = f"Not on the line, since the documents do not date it: {named}."
        beside.append(Text(gap, "gap"))
    for council in councils:
        if not any(event.council == council for event in events):
            gap = f"The portal holds neither an inspection nor a plan of {council.name}."
            beside.append(Text(gap, "gap"))
    rows = tuple(
        (
            printed_date(event.on),
            *([event.council.name] if several else []),
            event.kind,
            event.description,
            ledger.source(event.paper, [event.place]),
        )
        for event in ordered
    )
    head = ("Date", *(["Council"] if several else []), "Kind", "What", "Source")
    widths = (1.2, *([1.1] if several else []), 0.9, 3.4, 4.4)
    table = Table(f"Inspections, reviews and plans of {names}", head, rows=rows, widths=widths)
    what = [plural(kinds[kind], *words) for kind, words in _KINDS.items() if kinds[kind]]
    since = f" since {dated[0][1].year}" if dated else ""
    worded = f"{names}: {sentence_list(what)}{since}"
    pages = [
        Page(worded, tuple(blocks), link=link, link_text="Open in the portal", weight=1),
        Page(
            "The same events, with their sources",
            (table, *beside),
            link=link,
            link_text="Open in the portal",
            weight=ANNEX,
        ),
    ]
    return Part("timeline", title, pages=tuple(page for page in pages if page.blocks))

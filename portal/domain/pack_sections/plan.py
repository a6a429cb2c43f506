"""The plan on a page: what each plan counts, what it is about, and where it is silent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from portal.domain.formatting import plural, printed_date, sentence_list
from portal.domain.pack_model import ANNEX, Block, Page, Part, Point, Points, Table, Text
from portal.domain.pack_sections.ledger import Ledger, Links
from portal.domain.plans import Item, Summary, is_draft, summarise
from portal.domain.view_state import CompareState
from portal.domain.vocabulary import Council, Plan, Vocabulary

TITLE = "The plan on a page"


def plan_pages(
    council: Council,
    plans: Sequence[Plan],
    items: Sequence[Item],
    vocabulary: Vocabulary,
    ledger: Ledger,
    links: Links,
    themes: Sequence[str] = (),
) -> Part:
    """Build the part: a page a plan, oldest first; `themes` limit the items to a visit's.

    The newest plan always has its page; those before it stand in the annex.
    """
    if not plans:
        none = Text(f"The portal holds no plan of {council.name}.", "gap")
        page = Page(TITLE, (none,), link=links.council(council.key), link_text="The council’s page")
        return Part("plan", TITLE, pages=(page,))
    pages = []
    for plan in plans:
        of_plan = [i for i in items if i.plan == plan.key]
        about = sentence_list([vocabulary.themes[t].name.lower() for t in themes])
        blocks = _blocks(plan, of_plan, vocabulary, ledger, about)
        pages.append(
            Page(
                _titled(council, plan, of_plan),
                blocks,
                link=links.compare(_state(plan)),
                link_text="Its items",
                weight=1 if plan is plans[-1] else ANNEX,
            )
        )
    notes = [
        Point(
            plan.note,
            ledger.source(plan.document),
            link=links.compare(_state(plan)),
            strong=plan.short,
        )
        for plan in plans
        if plan.note
    ]
    if notes:
        title = "How the plans were read" if len(plans) > 1 else "How the plan was read"
        link = links.council(council.key)
        pages.append(
            Page(
                title,
                (Points(tuple(notes)),),
                link=link,
                link_text="The council’s page",
                weight=ANNEX,
            )
        )
    return Part("plan", TITLE, pages=tuple(pages))


def _state(plan: Plan) -> CompareState:
    return CompareState((plan.council,), plan=plan.key)


def _titled(council: Council, plan: Plan, items: Sequence[Item]) -> str:
    """Say what a plan holds and how far it is, for a page's title."""
    named = f"{council.name}, {plan.short[:1].lower()}{plan.short[1:]}"
    summary = summarise(items)
    if summary.completed:
        return f"{named}: {summary.completed} of {plural(summary.actions, 'action')} completed"
    return f"{named}: {plural(summary.items, 'item')}, {plural(summary.actions, 'action')}"


def answering(plan: Plan) -> str:
    """Introduce a plan by title, status, date and the inspection that it answers."""
    text = f"{plan.title}. {plan.status[:1].upper()}{plan.status[1:]}"
    text += f", {printed_date(plan.published)}" if plan.published else ", date not stated"
    if plan.inspectorate or plan.inspection_title:
        who = " ".join(filter(None, (plan.inspectorate, plan.inspection_title)))
        when = printed_date(plan.inspected)
        judged = f"judgement: {plan.judgement}" if plan.judgement else "judgement not printed"
        text += f". It answers the {who}, {when} ({judged})"
    else:
        text += ". It names no inspection that it answers"
    return f"{text}."


def counts(summary: Summary) -> tuple[tuple[str, str], ...]:
    """Pair the name of each count with its number and its whole; words stand for a nought."""
    of = summary.actions
    early = "a draft: too early" if summary.early else "none reported"

    def share(count: int, none: str, of: int = of) -> str:
        return f"{count} of {of} ({100 * count / of:.0f}%)" if count else none

    undated = of - summary.dated - summary.periods - summary.unconfirmed
    return (
        ("Items", str(summary.items) if summary.items else "none"),
        ("Actions", str(of) if of else "none"),
        ("Actions with a named lead", share(summary.named, "none named")),
        ("Actions with a calendar date", share(summary.dated, "none printed")),
        ("Actions with a period only", share(summary.periods, "none")),
        ("Actions with a date to be confirmed", share(summary.unconfirmed, "none")),
        ("Actions undated", share(undated, "none")),
        ("Actions with a cost", share(summary.costed, "none printed")),
        ("Actions with a reported result", share(summary.reported, early, summary.answerable)),
        ("Actions completed", share(summary.completed, early, summary.answerable)),
    )


def _blocks(
    plan: Plan, items: Sequence[Item], vocabulary: Vocabulary, ledger: Ledger, about: str
) -> tuple[Block, ...]:
    source = ledger.source(plan.document)
    draft = is_draft(plan)
    blocks: list[Block] = [Text(answering(plan), "lead")]
    if not items:
        on = f" on {about}" if about else ""
        blocks.append(Text(f"Nothing{on} in this plan.", "gap"))
        return tuple(blocks)
    if about:
        blocks.append(Text(f"Counted here: its items on {about} alone.", "caveat"))
    blocks.append(areas_table(items, vocabulary, source))
    gaps = []
    areas = silent(items, vocabulary)
    if areas:
        gaps.append(f"No item on: {'; '.join(areas)}.")
    bare = [item.ref for item in items if not item.actions]
    if bare:
        shown = ", ".join(bare[:12]) + (f" and {len(bare) - 12} more" if len(bare) > 12 else "")
        gaps.append(f"{plural(len(bare), 'item')} without an action: {shown}.")
    summary = summarise(items)
    missing = [
        statement
        for count, statement in (
            (summary.named, "no lead is named"),
            (summary.dated, "no calendar date is printed"),
            (summary.costed, "no cost is printed"),
            (summary.reported, f"no result is reported{' (a draft: too early)' if draft else ''}"),
        )
        if summary.actions and not count
    ]
    if missing:
        gaps.append(f"In the whole plan {sentence_list(missing)}.")
    if any(item.parent_ref for item in items):
        gaps.append("Work packages count beside their project.")
    if gaps:
        blocks.append(Text(" ".join(gaps), "gap"))
    return tuple(blocks)


def areas_table(items: Sequence[Item], vocabulary: Vocabulary, source: str) -> Table:
    """Tabulate the counts in all and by improvement area; areas without items are left out."""
    groups = [("In all", list(items))]
    groups += [
        (area.name, group)
        for area in vocabulary.areas.values()
        if (group := [item for item in items if item.area == area.key])
    ]
    rows = []
    for name, group in groups:
        summary = summarise(group)
        undated = summary.actions - summary.dated - summary.periods - summary.unconfirmed
        rows.append(
            (name, summary.items, summary.actions, summary.named, summary.dated, summary.periods,
             summary.unconfirmed, undated, summary.costed, summary.reported, summary.completed)
        )  # fmt: skip
    head = ("Improvement area", "Items", "Actions", "Lead named", "Dated", "Period only",
            "To be confirmed", "Undated", "Costed", "Result reported", "Completed")  # fmt: skip
    widths = (3.0, 0.8, 0.9, *([0.95] * 8))
    caption = "Items, and of their actions how many state what"
    return Table(
        caption, head, rows=tuple(rows), widths=widths, numeric=tuple(range(1, 11)), source=source
    )


def silent(items: Sequence[Item], vocabulary: Vocabulary) -> list[str]:
    """Name the improvement areas on which there is no item."""
    there = Counter(item.area for item in items)
    return [area.name for area in vocabulary.areas.values() if not there[area.key]]

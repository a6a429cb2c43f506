"""A comparison of plans: what is filtered, the councils beside each other, their items."""

from __future__ import annotations

from collections.abc import Sequence

from portal.domain import compare_texts
from portal.domain.formatting import day, plural, printed_date, sentence_list
from portal.domain.pack_model import Block, Page, Part, Point, Points, Table, Text
from portal.domain.pack_sections.items import Places, items_table
from portal.domain.pack_sections.ledger import Ledger, Links, first_lower
from portal.domain.pack_sections.plan import answering, counts
from portal.domain.plans import Item, summarise
from portal.domain.view_models import CompareView
from portal.domain.view_state import CompareState, IndicatorState
from portal.domain.vocabulary import Area, Council, Plan

# Items of a plan on an improvement area, unless an area is chosen or few are in view.
MOST_ITEMS = 3
MOST_IN_ALL = 40
_WORDS = (
    ("Item", "One unit of a plan: a recommendation, an area for improvement, a project, a work "
     "package, an issue of concern, under the reference printed in the document."),
    ("Action", "What will be done under an item: lead, target date, status, cost, as far as the "
     "document states them."),
    ("Dated", "With a calendar date. “A period only” names a stage or a span; “to be confirmed” "
     "is what the document says itself."),
    ("Status", "Only what the document says: a plan that reports no progress has none stated, "
     "which does not mean that nothing was done."),
)  # fmt: skip


def beside(view: CompareView, ledger: Ledger, links: Links) -> Part:
    """Set the councils beside each other: each plan with its status and its counts."""
    link = links.compare(view.state)
    councils, blocks = view.councils, list[Block]()
    blocks += [Text(problem, "gap") for problem in view.problems]
    limits = compare_texts.limits(view)
    if limits:
        blocks.append(Text(f"Limited to {limits}.", "note"))
    years = [p.published[:4] for plans in view.plans.values() for p in plans if p.published]
    if years and int(max(years)) - int(min(years)) >= 2:
        apart = f"{min(years)} to {max(years)}: read dates before differences."
        blocks.append(Text(apart, "caveat"))
    columns = []
    sources = []
    notes = []
    for council in councils:
        plans = view.plans[council.key]
        summary = view.summaries[council.key]
        columns.append(counts(summary))
        left_out = summary.left_out(plans)
        if left_out:
            notes.append(f"{council.name}, results and completion: {left_out}.")
        sources += [ledger.source(plan.document) for plan in plans]
    rows = tuple(
        (name, *[column[number][1] for column in columns])
        for number, (name, _) in enumerate(columns[0] if columns else ())
    )
    source = ". ".join(dict.fromkeys(sources))
    head = ("What the plans state", *[council.name for council in councils])
    if rows:
        widths = (2.4, *([2.0] * len(councils)))
        blocks.append(
            Table(
                "The councils beside each other",
                head,
                rows=rows,
                widths=widths,
                numeric=(),
                source=source,
            )
        )
    blocks += [Text(note, "note") for note in notes]
    for council in councils:
        if not view.plans[council.key]:
            blocks.append(Text(f"No plan of {council.name} is in view.", "gap"))
        elif not view.summaries[council.key].items:
            gap = f"Nothing in the plans of {council.name} fits the filters."
            blocks.append(Text(gap, "gap"))
    points = tuple(
        Point(
            answering(plan),
            ledger.source(plan.document),
            link=links.council(council.key),
            strong=f"{council.name}, {plan.short}",
        )
        for council in councils
        for plan in view.plans[council.key]
    )
    pages = [
        Page(
            _titled(councils, view),
            tuple(blocks),
            link=link,
            link_text="This comparison",
        )
    ]
    if points:
        pages.append(
            Page(
                f"{plural(len(points), 'plan')}, and what each answers",
                (Points(points),),
                link=link,
                link_text="This comparison",
                weight=3,
            )
        )
    if view.items:
        pages.append(_matrix(view, source, link))
    return Part("plan", "The plans in view", pages=tuple(pages))


def _titled(councils: Sequence[Council], view: CompareView) -> str:
    """Say how many actions each council's plans hold, for a page's title."""
    counted = [f"{c.name} {view.summaries[c.key].actions or 'none'}" for c in councils]
    return f"Actions planned: {sentence_list(counted) or 'no council is chosen'}"


def _matrix(view: CompareView, source: str, link: str) -> Page:
    """Count items by improvement area, a column a council; the filter by area does not limit it."""
    rows = [
        (area.name, *[view.matrix.get((area.key, c.key), 0) or "none" for c in view.councils])
        for area in view.vocabulary.areas.values()
    ]
    head = ("Improvement area", *[council.name for council in view.councils])
    width = len(view.councils)
    table = Table(
        "Items by improvement area",
        head,
        rows=tuple(rows),
        widths=(3, *([1.4] * width)),
        numeric=tuple(range(1, width + 1)),
        source=source,
    )
    notes = compare_texts.column_notes(view)
    blocks: list[Block] = [table]
    if notes:
        blocks.append(Text(" ".join(notes), "note"))
    return Page(
        _most(view),
        tuple(blocks),
        link=link,
        link_text="This comparison",
        weight=1,
    )


def _most(view: CompareView) -> str:
    """Say for a title what each council's plans have most items on."""
    phrases = []
    for council in view.councils:
        counts = {key: view.matrix.get((key, council.key), 0) for key in view.vocabulary.areas}
        key = max(counts, key=lambda area: counts[area], default="")
        if key and counts[key]:
            name = first_lower(view.vocabulary.areas[key].name)
            phrases.append(f"{council.name} on {name} ({counts[key]})")
    return f"Most items: {sentence_list(phrases)}" if phrases else "No plan in view has an item"


def due(view: CompareView, ledger: Ledger, links: Links) -> Page:
    """Tabulate first and last target dates of the actions, a row a plan, and count undated ones."""
    link = links.compare(view.state)
    actions = sum(summary.actions for summary in view.summaries.values())
    dated = sum(summary.dated for summary in view.summaries.values())
    title = f"When the actions fall due: {dated} of {actions} have a date"
    if not actions:
        return Page(
            title,
            (Text("No item in view has an action.", "gap"),),
            link=link,
            link_text="This comparison",
        )
    rows = []
    for council in view.councils:
        for plan in view.plans[council.key]:
            of_plan = [item for item in view.items if item.plan == plan.key]
            if of_plan:
                rows.append(_due(council, plan, of_plan, ledger))
    head = (
        "Council",
        "Plan",
        "Actions",
        "Dated",
        "First target",
        "Last target",
        "Not dated",
        "Source",
    )
    table = Table(
        "Target dates by plan",
        head,
        rows=tuple(rows),
        widths=(1.3, 1.6, 0.8, 0.8, 1.4, 1.4, 1.8, 2.6),
        numeric=(2, 3),
    )
    return Page(
        title,
        (table,),
        link=link,
        link_text="The line of time in the portal",
        weight=3,
    )


def _due(
    council: Council, plan: Plan, items: Sequence[Item], ledger: Ledger
) -> tuple[str | int, ...]:
    summary = summarise(items)
    dates = sorted(on for item in items for on in item.dates)
    undated = summary.actions - summary.dated - summary.periods - summary.unconfirmed
    kinds = (
        (summary.periods, "with a period only"),
        (summary.unconfirmed, "to be confirmed"),
        (undated, "undated"),
    )
    not_dated = "; ".join(f"{count} {words}" for count, words in kinds if count)
    return (
        council.name,
        f"{plan.short}, {printed_date(plan.published)}",
        summary.actions,
        summary.dated,
        day(dates[0]) if dates else "none",
        day(dates[-1]) if dates else "none",
        not_dated or "none",
        ledger.source(plan.document),
    )


def side_by_side(view: CompareView, places: Places, ledger: Ledger, links: Links) -> Part:
    """Lay out the items by improvement area, with references, dates and places."""
    title = "Items, side by side"
    if not view.items:
        return Part("items", title, pages=(_nothing(view, links),))
    pages = [
        _area(view, area, places, ledger, links)
        for area in view.vocabulary.areas.values()
        if any(item.area == area.key for item in view.items)
    ]
    silent = [
        area.name
        for area in view.vocabulary.areas.values()
        if not any(item.area == area.key for item in view.items)
    ]
    if silent and not view.state.area:
        gap = Text(f"No item in view on: {'; '.join(silent)}.", "gap")
        pages.append(
            Page(
                "Where nothing is in view",
                (gap,),
                link=links.compare(view.state),
                link_text="In the portal",
                weight=7,
            )
        )
    return Part("items", title, pages=tuple(pages))


def _nothing(view: CompareView, links: Links) -> Page:
    return Page(
        compare_texts.NOTHING_FITS,
        (Text(compare_texts.nothing_fits(view), "gap"),),
        link=links.compare(view.state),
        link_text="In the portal",
    )


def _area(view: CompareView, area: Area, places: Places, ledger: Ledger, links: Links) -> Page:
    every = bool(view.state.area) or len(view.items) <= MOST_IN_ALL
    blocks: list[Block] = []
    left = 0
    for council in view.councils:
        in_cell = view.cell(area.key, council.key)
        if not in_cell:
            blocks.append(Text(compare_texts.empty_cell(view, council), "gap"))
            continue
        for plan in view.plans[council.key]:
            of_plan = [item for item in in_cell if item.plan == plan.key]
            shown = of_plan if every else of_plan[:MOST_ITEMS]
            left += len(of_plan) - len(shown)
            if shown:
                caption = f"{council.name}, {plan.short}, {printed_date(plan.published)}"
                blocks.append(items_table(caption, plan, shown, places, ledger))
    if left:
        caveat = (
            f"At most {MOST_ITEMS} items of a plan are shown here, in the order of the document; "
            f"the link opens the other {left}."
        )
        blocks.append(Text(caveat, "note"))
    state = CompareState(
        view.state.councils,
        view.state.theme,
        area=area.key,
        words=view.state.words,
        plan=view.state.plan,
        status=view.state.status,
    )
    # What more than one council has items on is compared before what one alone has.
    shared = sum(bool(view.cell(area.key, council.key)) for council in view.councils) > 1
    return Page(
        f"Plans on {area.name[:1].lower()}{area.name[1:]}",
        tuple(blocks),
        link=links.compare(state),
        link_text="This area, side by side",
        weight=6 if shared else 7,
    )


def definitions(view: CompareView, rules: Sequence[tuple[str, str]], links: Links) -> Part:
    """Explain the words of the comparison, and the rules by which the portal compares."""
    points = tuple(Point(text, strong=name) for name, text in (*_WORDS, *rules))
    state = IndicatorState(view.state.councils, theme=view.state.theme)
    page = Page(
        "Words, and how the portal compares",
        (Points(points),),
        link=links.indicator(state),
        link_text="What the figures say",
        weight=4,
    )
    return Part("definitions", "Definitions, caveats, comparability", pages=(page,))

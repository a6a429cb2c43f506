"""The cells of the overview: what one council has in one row."""

from __future__ import annotations

from collections.abc import Sequence

from layouts.components.benchmark_table import TRAVEL
from layouts.components.council_standing import shown_rank, shown_value
from layouts.components.glossary import explained
from layouts.components.grades import grade, trail
from layouts.components.parts import gap, status_tag, tag
from layouts.components.plan_summaries import COMPLETION, DATE, LEAD, bars
from layouts.figures.small_line import small_line
from layouts.markup import Element, Part, element, link
from portal.domain.formatting import month, plural, printed_date, sentence_list
from portal.domain.inspection_state import InspectionsState, ReturnsState
from portal.domain.inspections import FRAMEWORK_NAMES, GRID, JUDGEMENT_NAMES
from portal.domain.overview import (
    CouncilRecord,
    Lead,
    Planned,
    Subject,
    no_later_plan,
    nothing_asked,
    nothing_planned,
)
from portal.domain.plans import Item
from portal.domain.returns import Cell, Request
from portal.domain.view_state import CompareState
from portal.domain.vocabulary import Council, Plan
from portal.urls import (
    compare_url,
    inspection_url,
    inspections_url,
    item_key,
    item_url,
    returns_url,
)

# Recommendations and items that a cell lists; the others are counted, with a link to them.
_MOST_ASKED, _MOST_ITEMS = 6, 4
# Areas that come back and are named.
_MOST_AREAS = 4
_NOT_READ = "Not known: no recommendations are in the portal."
_NOT_ASKED = "No inspection in the portal asked the council for it."
# Years of a small line.
YEARS = 10


def grades_cell(council: Council, record: CouncilRecord) -> Part:
    """Show the newest grades with their date, and the overall grades before them."""
    newest = record.graded
    if newest is None:
        return gap(f"No inspection of {council.name} is in the portal.")
    kind = FRAMEWORK_NAMES.get(newest.framework, newest.inspectorate)
    date = link(_month(newest.inspected), inspection_url(newest.key), "dated")
    parts: list[Part] = [
        element("P", grade(newest.overall), "grade-now"),
        element("P", [date, *explained(f", {kind}" if kind else "")], "plan-line"),
    ]
    judged: dict[str, list[str]] = {}
    for judgement in GRID:
        if judgement != "overall" and newest.grade(judgement):
            name = JUDGEMENT_NAMES[judgement].lower()
            judged.setdefault(newest.grade(judgement), []).append(name)
    for key, names in judged.items():
        head: Part = "The same for" if key == newest.overall else grade(key)
        parts.append(element("P", [head, f" {sentence_list(names)}"], "grade-parts"))
    earlier = [(i, i.overall) for i in record.inspections if i.overall and i is not newest]
    before = trail(earlier)
    if before:
        parts.append(element("P", ["Before: ", before], "row-note grade-before"))
    return parts


def _month(printed: str) -> str:
    return printed_date(printed[:7])


# What inspectors asked --------------------------------------------------------------------------


def asked_cell(council: Council, record: CouncilRecord, subject: Subject) -> Part:
    """List what inspections asked for on a subject, newest first, and where they asked again."""
    cells = record.asked(subject)
    parts: list[Part] = []
    if record.unread and record.history.read:
        date = _month(record.unread.inspected)
        text = f"The recommendations of {date} have not been read into the portal."
        parts.append(element("P", text, "row-note"))
    if not cells:
        return [gap(nothing_asked(council, record, subject)), *parts]
    before = len(subject.line(record.history).asked)
    rows: list[Part] = []
    hidden = 0
    for cell in cells:
        before -= bool(cell.asked)
        requests = (*cell.asked, *cell.board)
        shown = requests[: _MOST_ASKED - len(rows)]
        hidden += len(requests) - len(shown)
        for number, request in enumerate(shown):
            row = [*([] if number else _stop(cell, before > 0)), *_request(request)]
            rows.append(element("Li", row, "" if number else "first"))
    parts.append(element("Ul", rows, "asked"))
    if hidden:
        address = inspections_url(InspectionsState((council.key,)).query())
        text = f"{hidden} more, of this and earlier inspections"
        parts.append(element("P", link(text, address), "row-note"))
    return parts


def _stop(cell: Cell, before: bool) -> list[Part]:
    """Date what was asked, as a link to its inspection; mark it where it was asked before."""
    stop = cell.stop
    date: Part = f"by {stop.dated[:4]}" if stop.undated else _month(stop.dated)
    if stop.inspection:
        date = link(date, inspection_url(stop.inspection.key), "dated")
    parts: list[Part] = [date, " "]
    if cell.repeats:
        parts += [tag("asked again, says the report"), " "]
    elif before and cell.asked:
        parts += [tag("asked again"), " "]
    if stop.restated:
        parts += [tag("as the council’s paper restates it", "quiet"), " "]
    return parts


def _request(request: Request) -> list[Part]:
    parts: list[Part] = [request.summary, element("Span", f"\u00a0{request.ref}", "quiet")]
    if request.addressee == "board":
        parts += [" ", tag("to the safeguarding board", "quiet")]
    return parts


def comes_back_cell(record: CouncilRecord, subject: Subject) -> Part:
    """Say in a sentence how often inspections asked for a subject, and how it is graded."""
    line = subject.line(record.history)
    if not line.asked:
        return gap(_NOT_ASKED if record.history.read else _NOT_READ)
    sentence = element("Strong", line.sentence) if line.returns() else line.sentence
    return element("P", sentence)


def returning_cell(council: Council, record: CouncilRecord) -> Part:
    """List the areas that come back most often, each with how often and when last."""
    lines = record.history.returning()
    if not lines:
        return gap("No area so far." if record.history.read else _NOT_READ)
    rows = []
    for line in lines[:_MOST_AREAS]:
        last = line.asked[-1].stop.dated[:4]
        text = f": {len(line.asked)} inspections, last in {last}"
        rows.append(element("Li", [element("Strong", line.subject.name), text]))
    if len(lines) > _MOST_AREAS:
        more = plural(len(lines) - _MOST_AREAS, "more area")
        address = returns_url(ReturnsState((council.key,)).query())
        rows.append(element("Li", link(more, address)))
    return element("Ul", rows)


# What was planned -------------------------------------------------------------------------------


def plan_cell(council: Council, record: CouncilRecord) -> Part:
    """Show the newest plan: what of its actions is dated, led and done."""
    newest = record.newest_plan
    if newest is None:
        return gap(f"No plan of {council.name} is in the portal.")
    summary = newest.summary
    counts = f"{plural(summary.items, 'item')} · {plural(summary.actions, 'action')}"
    parts: list[Part] = [
        _plan_line(newest.plan, CompareState((council.key,))),
        element("P", counts, "counts"),
    ]
    if summary.actions:
        parts.append(element("P", "Of the actions, the paper gives", "bars-head"))
        parts.append(bars(summary, LEAD, DATE, COMPLETION))
    earlier = [plan.short for plan in record.plans[1:]]
    if earlier:
        parts.append(element("P", f"Earlier: {sentence_list(earlier)}.", "row-note"))
    return [*parts, *_no_later(record)]


def planned_cell(council: Council, record: CouncilRecord, subject: Subject) -> Part:
    """List the items on a subject under their plans, newest first."""
    planned = record.planned(subject)
    if not planned:
        return [gap(nothing_planned(council, record, subject)), *_no_later(record)]
    state = CompareState((council.key,), theme=subject.theme, area=subject.area)
    parts: list[Part] = []
    room = _MOST_ITEMS
    for each in planned:
        parts += [_plan_line(each.plan, state), element("P", _counts(each), "row-note")]
        shown = each.items[:room]
        room -= len(shown)
        rows = [_item(item) for item in shown]
        left = len(each.items) - len(shown)
        if left and shown:
            address = compare_url(state.query(plan=each.plan.key))
            rows.append(element("Li", link(f"{left} more", address)))
        if rows:
            parts.append(element("Ul", rows))
    return [*parts, *_no_later(record)]


def _plan_line(plan: Plan, state: CompareState) -> Element:
    name = link(plan.short, compare_url(state.query(plan=plan.key)), "dated")
    return element("P", [name, f", {_month(plan.published)}"], "plan-line")


def _counts(planned: Planned) -> str:
    """Sum up: `7 items · 17 actions: 14 dated, 12 led, 6 reported done`."""
    summary = planned.summary
    items = plural(summary.items, "item")
    if not summary.actions:
        return items
    done = f"{summary.completed or 'none'} reported done"
    if summary.early:
        done = "a draft: too early for results"
    return (
        f"{items} · {plural(summary.actions, 'action')}: {summary.dated or 'none'} dated, "
        f"{summary.named or 'none'} led, {done}"
    )


def _item(item: Item) -> Element:
    dates = [d for d in (item.dates[:1], item.dates[-1:]) if d]
    spans = list(dict.fromkeys(month(d[0]) for d in dates))
    parts: list[Part] = [
        element("Span", item.ref, "ref"),
        " ",
        element(
            "A",
            item.title,
            href=item_url(item.plan, item.ref),
            **{"data-item": item_key(item.plan, item.ref)},
        ),
    ]
    if item.status != "not_stated":
        parts += [" ", status_tag(item.status)]
    if spans:
        parts.append(element("Span", f" due {' to '.join(spans)}", "quiet"))
    return element("Li", parts)


def _no_later(record: CouncilRecord) -> list[Part]:
    text = no_later_plan(record)
    return [gap(text)] if text else []


# What the figures say ---------------------------------------------------------------------------


def figure_cell(lead: Lead, place: int, council: Council, region: str) -> Part:
    """Show a council's figure: value, rank, distance to England, region, line and direction."""
    placing, spine = lead.placings[place], lead.spine
    figure, scale = placing.figure, placing.row.scale
    if figure.value is None and not figure.rank:
        return gap(f"{council.name}: {figure.reason}.")
    facts: list[str] = []
    beside = scale.beside(figure.value) if figure.sure else ""
    if beside:
        facts.append(beside if beside.startswith("as ") else f"{beside} than England")
    if placing.region is not None and region and not spine.sized:
        facts.append(f"{region} {scale.shown(placing.region)}")
    if figure.travel:
        facts.append(TRAVEL[figure.travel][0])
    rank = None if spine.withheld else element("Span", shown_rank(placing), "figure-rank")
    return element(
        "Div",
        [
            element("P", [element("Strong", shown_value(placing)), " ", rank], "figure-value"),
            _line(lead, place, council),
            element("P", " · ".join(facts), "row-note"),
        ],
        "figure",
    )


def _line(lead: Lead, place: int, council: Council) -> Part:
    years, values = lead.years[-YEARS:], lead.lines[place]
    drawn = [year for year in years if year in values]
    if len(drawn) < 2:
        return None
    shown = lead.placings[place].row.scale.shown
    first, last = drawn[0], drawn[-1]
    text = f"{council.name}: {shown(values[first])} in {first}, {shown(values[last])} in {last}"
    return small_line(
        years,
        {year: values.get(year) for year in years},
        {year: lead.england.get(year) for year in years},
        (council.colour, council.symbol),
        text,
    )


# One theme in short -----------------------------------------------------------------------------


def short_cell(
    council: Council, record: CouncilRecord, subject: Subject, figure: Part
) -> list[Part]:
    """Say in three lines when inspectors asked, what is planned, and what the figure is."""
    asked: Part = _years(record.asked(subject))
    if not asked:
        asked = "by no inspection here" if record.history.read else "no recommendations here"
    planned = record.planned(subject)
    items: Part = "no plan here"
    if planned:
        plan, count = planned[0].plan, plural(len(planned[0].items), "item")
        state = CompareState((council.key,), theme=subject.theme, plan=plan.key)
        items = [link(count, compare_url(state.query())), f", {plan.short}"]
    elif record.plans:
        items = nothing_planned(council, record, subject)
    pairs = [element("Dt", "Asked"), element("Dd", asked)]
    pairs += [element("Dt", "Planned"), element("Dd", items)]
    return [element("Dl", pairs, "short"), figure]


def _years(cells: Sequence[Cell]) -> list[Part]:
    """Link to the inspections that asked, by their years: `2022, 2018 (2), 2015`."""
    parts: list[Part] = []
    for cell in cells:
        count, stop = len(cell.asked) + len(cell.board), cell.stop
        year: Part = f"{'by ' * stop.undated}{stop.dated[:4]}"
        year = link(year, inspection_url(stop.inspection.key)) if stop.inspection else year
        parts += [", " if parts else "", year, f" ({count})" if count > 1 else ""]
    return parts

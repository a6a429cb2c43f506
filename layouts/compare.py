"""The page "Compare plans": filters, summaries, matrix, timeline, items side by side."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from layouts.components import filters
from layouts.components.cards import cards
from layouts.components.parts import (
    council_name,
    evidence,
    gap,
    lazy,
    notice,
    pack_link,
    page,
    skeleton,
    table,
)
from layouts.figures.template import graph
from layouts.figures.timeline import timeline_figure
from layouts.ids import Compare as ids
from portal.domain.formatting import (
    month,
    plural,
    printed_date,
    sentence_list,
)
from portal.domain.plans import Item, Summary
from portal.domain.state import CompareState, IndicatorState
from portal.domain.views import CompareView
from portal.domain.vocabulary import Area, Council, Plan, Vocabulary
from portal.urls import indicators_url, pack_url

_STATUS_OPTIONS = (
    ("", "Any status"),
    ("completed", "Completed"),
    ("in_progress", "In progress"),
    ("not_started", "Not started"),
    ("not_stated", "No status stated"),
)
_SHOWN_AT_ONCE = 3


def layout(vocabulary: Vocabulary, state: CompareState) -> html.Div:
    """The page's controls, set as the address says, and the places that results go to."""
    chosen = vocabulary.chosen(state.councils)
    plans = [
        ("", "All plans"),
        *(
            (p.key, f"{vocabulary.councils[p.council].name}: {p.short}")
            for p in vocabulary.plans.values()
        ),
    ]
    bar = filters.filter_bar(
        ids.TOGGLE,
        ids.FILTERS,
        ids.CLEAR,
        [
            filters.council_chips(ids.COUNCILS, vocabulary.with_plans, chosen),
            filters.theme_chips(ids.THEME, vocabulary, state.theme),
            filters.area_select(ids.AREA, vocabulary, state.area),
            filters.select(ids.PLAN, "Plan", plans, state.plan),
            filters.select(ids.STATUS, "Status", _STATUS_OPTIONS, state.status),
            filters.words(ids.WORDS, state.words, "e.g. timescales"),
            filters.choice_chips(
                ids.TIME,
                "Timeline runs",
                {"calendar": "by calendar", "months": "from the inspection"},
                state.time,
            ),
        ],
    )
    names = sentence_list([c.name for c in vocabulary.with_plans])
    return page(
        "Improvement plans, side by side",
        f"What {names} promised to improve in children’s services after inspection: "
        "who leads it, by when, and what came of it.",
        dcc.Location(id=ids.URL, refresh=False),
        bar,
        html.Div(id=ids.ANNOUNCE, role="status", className="visually-hidden"),
        html.Div(id=ids.PROBLEMS, className="wrap"),
        html.Div(skeleton(12), id=ids.RESULTS, className="results wrap"),
        tools=filters.toolbar(
            ids.COPY,
            ids.CSV,
            ids.EXCEL,
            ids.API,
            pack_link("Slides", "pptx", pack_url("compare", "pptx", state.query()), id=ids.SLIDES),
            pack_link("Word", "docx", pack_url("compare", "docx", state.query()), id=ids.WORD),
            filters.embed_code(ids.EMBED, ids.EMBED_COPY),
        ),
    )


def problems(view: CompareView) -> html.Div | None:
    """What of the address was not understood."""
    return notice(view.problems, "Part of this address was not understood.")


def results(view: CompareView) -> list[Any]:
    """Everything below the filter bar for one state."""
    if not view.items:
        return [_summaries(view), _nothing(view)]
    return [_summaries(view), _matrix(view), _timeline(view), _side_by_side(view)]


def announcement(view: CompareView) -> str:
    """What a screen reader hears after a filter."""
    names = sentence_list([c.name for c in view.councils])
    return f"{plural(len(view.items), 'item')} of {names} shown."


def _nothing(view: CompareView) -> html.Section:
    state, vocabulary = view.state, view.vocabulary
    asked = []
    if state.theme:
        asked.append(f"the theme “{vocabulary.themes[state.theme].name.lower()}”")
    if state.area:
        asked.append(f"the area “{vocabulary.areas[state.area].name.lower()}”")
    if state.plan:
        asked.append(f"the plan “{vocabulary.plans[state.plan].title}”")
    if state.status:
        asked.append(f"the status “{dict(_STATUS_OPTIONS)[state.status].lower()}”")
    if state.words:
        asked.append(f"the words “{state.words}”")
    names = sentence_list([c.name for c in view.councils])
    why = f" for {sentence_list(asked)}" if asked else ""
    return html.Section(
        [
            html.H2("Nothing fits all of these filters"),
            gap(f"The plans of {names} hold no item{why}."),
            html.P("Take one filter away, or choose “Clear filters” above."),
        ],
        className="block",
    )


# Summaries ------------------------------------------------------------------------------------


def _grid(view: CompareView, label: Any, cells: list[Any], class_name: str = "") -> html.Div:
    """One row: a label, then a column a council, always in the same order."""
    return html.Div(
        [html.Div(label, className="row-label"), *cells],
        className=f"row-grid columns-{min(len(view.councils), 6)} {class_name}".strip(),
    )


def _summaries(view: CompareView) -> html.Section:
    years = [p.published[:4] for plans in view.plans.values() for p in plans]
    apart = ""
    if years and int(max(years)) - int(min(years)) >= 2:
        apart = f"{min(years)} to {max(years)}: read dates before differences."
    label = [html.H2("The plans in view", className="label-head"), html.P(apart)]
    cells = [_summary(view, council) for council in view.councils]
    return html.Section(_grid(view, label, cells), className="block summaries")


def _summary(view: CompareView, council: Council) -> html.Article:
    summary = view.summaries[council.key]
    plans = view.plans[council.key]
    body: list[Any] = [html.H3(council_name(council))]
    body += [_plan_line(plan) for plan in plans] or [gap("No plan of this council is in view.")]
    if summary.items:
        counts = f"{plural(summary.items, 'item')} · {plural(summary.actions, 'action')}"
        body.append(html.P(counts, className="counts"))
    elif plans:
        body.append(gap("Nothing in these plans fits the filters."))
    if summary.actions:
        body.append(html.P("Of the actions, the documents give", className="bars-head"))
        body.append(html.Dl(_bars(summary), className="bars"))
        left_out = summary.left_out(plans)
        if left_out:
            body.append(html.P(f"Results and completion: {left_out}.", className="row-note"))
        body.append(html.P(summary.dates, className="row-note"))
    return html.Article(body, className=f"panel summary {council.css}")


def _plan_line(plan: Plan) -> html.P:
    answered: list[Any] = []
    if plan.inspectorate or plan.inspection_title:
        when = printed_date(plan.inspected) if plan.inspected else "date not stated"
        judged = html.Strong(plan.judgement) if plan.judgement else "judgement not printed"
        who = plan.inspectorate or plan.inspection_title
        answered = [f", answering {who}, {when} (", judged, ")"]
    return html.P(
        [
            html.Span(plan.short, className="plan-short"),
            f", published {printed_date(plan.published)}" if plan.published else "",
            *answered,
        ],
        className="plan-line",
    )


def _bars(summary: Summary) -> list[Any]:
    early = "a draft: too early" if summary.early else "none reported"
    bars: list[Any] = []
    for text, count, of, none in (
        ("a named lead", summary.named, summary.actions, "none named"),
        ("a calendar date", summary.dated, summary.actions, "none printed"),
        ("a cost", summary.costed, summary.actions, "none printed"),
        ("a reported result", summary.reported, summary.answerable, early),
        ("completion", summary.completed, summary.answerable, early),
    ):
        bars += [html.Dt(text), html.Dd(_bar(count, of) if count else _in_words(none))]
    return bars


def _in_words(text: str) -> html.Span:
    return html.Span(text, className="in-words")


def _bar(count: int, of: int) -> list[Any]:
    share = 100 * count / of
    return [
        html.Span(
            html.Span(className="fill", style={"width": f"{share:.1f}%"}),
            className="track",
            **{"aria-hidden": "true"},
        ),
        html.Span(f"{share:.0f}%", className="share"),
        html.Span(f" {count} of {of}", className="of"),
    ]


# Matrix ---------------------------------------------------------------------------------------


def _about(view: CompareView) -> str:
    theme = view.vocabulary.themes.get(view.state.theme)
    return f" about {theme.name.lower()}" if theme else ""


def _matrix(view: CompareView) -> html.Section:
    most = max(view.matrix.values(), default=1)
    rows = []
    for area in view.vocabulary.areas.values():
        counts = [view.matrix.get((area.key, c.key), 0) for c in view.councils]
        if not any(counts) and (view.state.theme or view.state.words or view.state.status):
            continue
        cells = [
            _cell(area.key, area.name, council, count, most, view.state.area == area.key)
            for council, count in zip(view.councils, counts, strict=True)
        ]
        rows.append(_grid(view, area.name, cells, "matrix-row"))
    heads = [html.Div(council_name(c, link=False), className="matrix-head") for c in view.councils]
    return html.Section(
        [
            html.H2("What each council’s plans are about"),
            html.P(
                f"Number of items{_about(view)}, by improvement area. Choose a number to see that "
                f"area side by side.{_added_up(view)}",
                className="sub",
            ),
            _grid(view, "", heads, "matrix-heads"),
            *rows,
        ],
        className="block matrix",
    )


def _added_up(view: CompareView) -> str:
    """What makes one column longer than another by its make-up alone."""
    texts = [
        f" {council.name}’s column adds up {len(view.plans[council.key])} plans."
        for council in view.councils
        if len(view.plans[council.key]) > 1
    ]
    if view.parts:
        texts.append(" Work packages count beside their project.")
    return "".join(texts)


def _cell(area: str, area_name: str, council: Council, count: int, most: int, chosen: bool) -> Any:
    if not count:
        return html.Div("none", className="cell cell-none")
    # At most 56%: dark text stays readable (4.5 to 1) on every council's colour.
    heat = round(8 + 48 * (count / most) ** 0.7)
    return html.Button(
        str(count),
        id=ids.cell(area, council.key),
        type="button",
        className=f"cell {council.css}",
        style={"--heat": f"{heat}%"},
        **{
            "aria-label": f"{plural(count, 'item')} of {council.name} on {area_name}: show area",
            "aria-pressed": "true" if chosen else "false",
        },
    )


# Timeline -------------------------------------------------------------------------------------


def _timeline(view: CompareView) -> html.Section:
    months = view.state.time == "months"
    actions = sum(s.actions for s in view.summaries.values())
    dated = sum(s.dated for s in view.summaries.values())
    unclear = sum(item.to_confirm for item in view.items)
    title = f"{dated} of {plural(actions, 'action')} carry a target date"
    sub = [
        "Target dates by month; the larger the marker, the more actions are due. "
        "Open ring: inspection. Bar: plan published."
    ]
    if unclear:
        sub.append(f" {plural(unclear, 'date')} still “to be confirmed”.")
    plans = view.vocabulary.plans
    left_out = [
        plans[key].short
        for key in dict.fromkeys(mark.plan for mark in view.marks)
        if months and len(plans[key].inspected) < 7
    ]
    marks = [m for m in view.marks if not months or m.months_since is not None]
    if left_out:
        counted = sum(mark.actions for mark in marks)
        title += f"; {counted or 'none'} can be counted from an inspection"
    body: list[Any] = [html.H2(title), html.P(sub, className="sub")]
    if left_out:
        names = sentence_list(left_out)
        body.append(gap(f"Not drawn: {names}; the document does not date its inspection."))
    if not marks:
        body.append(gap("None of the actions shown has a target date that can be drawn."))
        return html.Section(body, className="block timeline")
    figure = timeline_figure(marks, plans, view.vocabulary.councils, months)
    spans = f"from {month(marks[0].month)} to {month(max(m.month for m in marks))}"
    body.append(graph(figure, f"{title}, {spans}; the table below lists them.", ids.TIMELINE))
    body.append(lazy("Show as a table", ids.TABLE_OPEN, ids.TABLE))
    return html.Section(body, className="block timeline", **evidence("chart", "plans"))


def timeline_table(view: CompareView) -> html.Div:
    """Every point of the timeline as a table."""
    plans = view.vocabulary.plans
    rows = [
        (
            month(mark.month),
            view.vocabulary.councils[mark.council].name,
            plans[mark.plan].short,
            "" if mark.months_since is None else str(mark.months_since),
            str(mark.actions),
            str(mark.completed),
        )
        for mark in view.marks
    ]
    head = ("Month", "Council", "Plan", "Months since inspection", "Actions due", "Completed")
    return table(head, rows, "Target dates by month", (3, 4, 5))


# Side by side ---------------------------------------------------------------------------------


def _side_by_side(view: CompareView) -> html.Section:
    rows = []
    for area in view.vocabulary.areas.values():
        cells = [view.cell(area.key, council.key) for council in view.councils]
        count = sum(len(cell) for cell in cells)
        if not count:
            continue
        label = [
            html.H3(area.name, className="label-head"),
            html.P(plural(count, "item")),
            html.P(dcc.Link("What the figures say", href=_figures(view, area))),
        ]
        columns = [
            _column(view, area.name, council, cell)
            for council, cell in zip(view.councils, cells, strict=True)
        ]
        rows.append(_grid(view, label, columns, "area-row"))
    text = (
        f"{plural(len(view.items), 'item')}{_about(view)} in "
        f"{plural(len(rows), 'improvement area')}. Open a card for its actions, dates and source."
    )
    return html.Section(
        [html.H2("Side by side"), html.P(text, className="sub"), *rows],
        className="block side-by-side",
    )


def _figures(view: CompareView, area: Area) -> str:
    """The indicator page for this theme or area, with the councils in view."""
    state = IndicatorState(view.state.councils, theme=view.state.theme)
    return indicators_url(query=state.query(area="" if state.theme else area.key))


def _column(view: CompareView, area: str, council: Council, items: tuple[Item, ...]) -> html.Div:
    name = html.Div(council_name(council, link=False), className="column-name")
    if not items:
        return html.Div([name, gap(_gap_text(view, area, council))])
    hidden = len(items) - _SHOWN_AT_ONCE
    if view.state.area or hidden <= 1:
        return html.Div([name, *cards(view, items)])
    key = (items[0].area, council.key)
    more = lazy(f"{hidden} more of {council.name}", ids.more(*key), ids.rest(*key))
    return html.Div([name, *cards(view, items[:_SHOWN_AT_ONCE]), more])


def rest(view: CompareView, area: str, council: str) -> list[Any]:
    """The cards of an area and council that are not shown at once."""
    return cards(view, view.cell(area, council)[_SHOWN_AT_ONCE:])


def _gap_text(view: CompareView, area: str, council: Council) -> str:
    plans = view.plans[council.key]
    if not plans:
        return f"No plan of {council.name} is in view."
    where = sentence_list(
        [f"{p.published[:4]} {'draft' if p.status == 'draft' else 'plan'}" for p in plans]
    )
    narrowed = view.state.words or view.state.status
    theme = view.vocabulary.themes.get(view.state.theme)
    under = f" under “{theme.name.lower()}”" if theme else ""
    that_fits = " that fits the filters" if narrowed else ""
    return f"Nothing{that_fits} on this in {council.name}’s {where}{under}."

"""The page "Compare plans": filters, summaries, matrix, timeline, items side by side."""

from __future__ import annotations

from dash import dcc, html

from layouts.components import filters
from layouts.components.cards import cards, item_link
from layouts.components.elsewhere import elsewhere_panel
from layouts.components.parts import block, council_name, evidence, folded, gap, pager, table
from layouts.components.plan_grid import grid
from layouts.components.plan_summaries import row, summaries
from layouts.components.plan_timeline import timeline
from layouts.ids import Compare as ids
from layouts.markup import Element, Part, element
from portal.domain import compare_texts
from portal.domain.elsewhere import Elsewhere
from portal.domain.formatting import month, plural, sentence_list
from portal.domain.paging import within
from portal.domain.plans import Item
from portal.domain.view_models import CompareView, GridView
from portal.domain.view_state import PAGE_SIZE, CompareState, IndicatorState
from portal.domain.vocabulary import Area, Council, Vocabulary
from portal.urls import compare_url, indicators_url

_STATUS_OPTIONS = (
    ("", "Any status"),
    ("completed", "Completed"),
    ("in_progress", "In progress"),
    ("not_started", "Not started"),
    ("not_stated", "No status stated"),
)
# Titles that a folded area shows of each council.
_FIRST = 2
# Up to so many items, all areas stand open.
_ALL_OPEN = 30


def layout(vocabulary: Vocabulary, state: CompareState) -> html.Div:
    """Lay out the page's controls, set as the address says, and the place of the results."""
    return filters.filtered_page(
        ids,
        vocabulary,
        state,
        "Improvement plans, side by side",
        "What councils promised to improve in children’s services after inspection: "
        "who leads it, by when, and what came of it.",
        [
            filters.council_picker(ids, vocabulary, state),
            filters.theme_chips(ids.THEME, vocabulary, state.theme),
            filters.area_select(ids.AREA, vocabulary, state.area),
            filters.select(ids.PLAN, "Plan", plan_options(vocabulary, (), state.plan), state.plan),
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


def plan_options(
    vocabulary: Vocabulary, councils: tuple[Council, ...], chosen: str
) -> list[tuple[str, str]]:
    """List keys and names of the plans of the councils side by side, and of the chosen one."""
    shown = {council.key for council in councils}
    return [
        ("", "All plans"),
        *(
            (plan.key, f"{vocabulary.councils[plan.council].name}: {plan.short}")
            for plan in vocabulary.plans.values()
            if plan.council in shown or plan.key == chosen
        ),
    ]


def results(view: CompareView | GridView, elsewhere: Elsewhere | None = None) -> list[Part]:
    """Lay out everything below the filter bar for one state; `elsewhere` is where else to look."""
    if isinstance(view, GridView):
        return [_nothing(view, elsewhere)] if not view.items else [grid(view)]
    if not view.items:
        return [summaries(view), _nothing(view, elsewhere)]
    return [summaries(view), _matrix(view), _timeline(view), _side_by_side(view)]


def announcement(view: CompareView | GridView) -> str:
    """Write the sentence that a screen reader hears after a filter."""
    if isinstance(view, GridView):
        return f"{plural(view.items, 'item')} of {plural(view.total, 'council')} counted."
    names = sentence_list([c.name for c in view.councils])
    return f"{plural(len(view.items), 'item')} of {names} shown."


def _nothing(view: CompareView | GridView, elsewhere: Elsewhere | None) -> Element:
    return block(
        compare_texts.NOTHING_FITS,
        gap(compare_texts.nothing_fits(view)),
        html.P("Remove a filter, or choose “Clear filters” above."),
        elsewhere_panel(elsewhere, "items"),
    )


# Matrix ---------------------------------------------------------------------------------------


def _about(view: CompareView) -> str:
    theme = view.vocabulary.themes.get(view.state.theme)
    return f" about {theme.name.lower()}" if theme else ""


def _matrix(view: CompareView) -> Element:
    most = max(view.matrix.values(), default=1)
    rows = []
    for area in view.vocabulary.areas.values():
        counts = [view.matrix.get((area.key, c.key), 0) for c in view.councils]
        if not any(counts) and (view.state.theme or view.state.words or view.state.status):
            continue
        cells = [
            _cell(view, area, council, count, most)
            for council, count in zip(view.councils, counts, strict=True)
        ]
        rows.append(row(view, area.name, cells, "matrix-row"))
    heads = [
        html.Div(council_name(c, linked=False), className="matrix-head") for c in view.councils
    ]
    return block(
        "What each council’s plans are about",
        html.P(
            f"Number of items{_about(view)}, by improvement area. Choose a number to see that "
            f"area side by side. {' '.join(compare_texts.column_notes(view))}",
            className="sub",
        ),
        row(view, "", heads, "matrix-heads"),
        *rows,
        name="matrix",
    )


def _cell(view: CompareView, area: Area, council: Council, count: int, most: int) -> Part:
    if not count:
        return html.Div("none", className="cell cell-none")
    chosen = view.state.area == area.key
    text = f"{plural(count, 'item')} of {council.name} on {area.name}"
    attributes = {"aria-label": f"{text}: {'show all areas' if chosen else 'show this area'}"}
    if chosen:
        attributes["aria-current"] = "true"
    # The other councils stay: a comparison needs them. A second click lets go of the area.
    return html.A(
        str(count),
        href=compare_url(view.state.query(area="" if chosen else area.key, page=1)),
        className=f"cell {council.css}",
        # At most 56%: dark text stays readable (4.5 to 1) on every council's colour.
        style={"--heat": f"{round(8 + 48 * (count / most) ** 0.7)}%"},
        **{**attributes, "data-focus": f"{area.key}/{council.key}"},
    )


# Timeline -------------------------------------------------------------------------------------


def _timeline(view: CompareView) -> Element:
    months = view.state.time == "months"
    actions = sum(s.actions for s in view.summaries.values())
    dated = sum(s.dated for s in view.summaries.values())
    unclear = sum(item.to_confirm for item in view.items)
    title = f"{dated} of {plural(actions, 'action')} have a target date"
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
    body: list[Part] = [html.P(sub, className="sub")]
    if left_out:
        names = sentence_list(left_out)
        body.append(gap(f"Not drawn: {names}; the document does not date its inspection."))
    if not marks:
        body.append(gap("None of the actions shown has a target date that can be drawn."))
        return block(title, *body, name="timeline")
    spans = f"from {month(marks[0].month)} to {month(max(m.month for m in marks))}"
    body.append(timeline(marks, plans, view.vocabulary.councils, months))
    body.append(html.P(f"{title}, {spans}; the table lists them.", className="visually-hidden"))
    body.append(folded("Show as a table", timeline_table(view)))
    return block(title, *body, name="timeline", **evidence("chart", "plans"))


def timeline_table(view: CompareView) -> Element:
    """Lay out every point of the timeline as a table."""
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
    return table(head, rows, "Target dates by month", (3, 4, 5), stacked=True)


# Side by side ---------------------------------------------------------------------------------


def _side_by_side(view: CompareView) -> Element:
    opened = bool(view.state.area) or len(view.items) <= _ALL_OPEN
    rows = []
    for area in view.vocabulary.areas.values():
        cells = [view.cell(area.key, council.key) for council in view.councils]
        count = sum(len(cell) for cell in cells)
        if not count:
            continue
        pages = None
        if count > PAGE_SIZE and opened:
            cells, pages = _one_page(view, cells)
        columns = [
            _column(view, area, council, cell, opened)
            for council, cell in zip(view.councils, cells, strict=True)
        ]
        name = "area-row" if opened else "area-row folded-area"
        rows.append(row(view, _area_label(view, area, count), columns, name))
        rows += [pages] if pages else []
    text = (
        f"{plural(len(view.items), 'item')}{_about(view)} in "
        f"{plural(len(rows), 'improvement area')}. Choose an item for its actions, dates and "
        "source."
    )
    if not opened:
        text += " Choose an area to see all its items."
    return block("Side by side", html.P(text, className="sub"), *rows, name="side-by-side")


def _one_page(
    view: CompareView, cells: list[tuple[Item, ...]]
) -> tuple[list[tuple[Item, ...]], Element | None]:
    """Cut the same rows out of every column, at most 50 cards, and link to the other pages."""
    size, longest = PAGE_SIZE // len(cells), max(map(len, cells))
    number = within(view.state.page, longest, size)
    part = slice((number - 1) * size, number * size)
    pages = pager(
        number,
        longest,
        size,
        lambda page: compare_url(view.state.query(page=page)),
        of=" items of each council",
    )
    return [cell[part] for cell in cells], pages


def _area_label(view: CompareView, area: Area, count: int) -> list[Part]:
    chosen = view.state.area == area.key
    return [
        html.H3(
            area.name
            if chosen
            else dcc.Link(area.name, href=compare_url(view.state.query(area=area.key, page=1))),
            className="label-head",
        ),
        html.P(plural(count, "item")),
        html.P(dcc.Link("All areas", href=compare_url(view.state.query(area="", page=1))))
        if chosen
        else None,
        html.P(dcc.Link("Indicators on this", href=_figures(view, area))),
    ]


def _figures(view: CompareView, area: Area) -> str:
    """Link to the indicator page for this theme or area, with the councils in view."""
    state = IndicatorState(view.state.councils, theme=view.state.theme)
    return indicators_url(query=state.query(area="" if state.theme else area.key))


def _column(
    view: CompareView, area: Area, council: Council, items: tuple[Item, ...], opened: bool
) -> html.Div:
    name = html.Div(council_name(council, linked=False), className="column-name")
    if not items:
        return html.Div([name, gap(compare_texts.empty_cell(view, council))])
    if opened:
        return html.Div([name, *cards(view, items)])
    first = items if len(items) <= _FIRST + 1 else items[:_FIRST]
    rows = [
        element(
            "Li",
            item_link(item.plan, item.ref, [element("Span", item.ref, "ref"), " ", item.title]),
        )
        for item in first
    ]
    if len(first) < len(items):
        # All areas' links would otherwise read alike.
        whose = html.Span(f" of {council.name} on {area.name}", className="visually-hidden")
        text = [f"Show all {len(items)}", whose]
        address = compare_url(view.state.query(area=area.key, page=1))
        rows.append(html.Li(html.A(text, href=address, className="show-all")))
    return html.Div([name, html.Ul(rows, className=f"titles {council.css}")])

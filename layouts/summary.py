"""The page "Summary": chosen measures for a board, in words and small lines, or as a table."""

from __future__ import annotations

from collections.abc import Mapping

from dash import html

from layouts.components import filters
from layouts.components.council_standing import beside_area, shown_rank, shown_value
from layouts.components.glossary import explained, words_in
from layouts.components.parts import block, council_name, evidence, gap, island, pager, panel, table
from layouts.figures.small_line import small_line
from layouts.ids import Summary as ids
from layouts.markup import Element, Part, element, link
from portal.domain.council_standing import PlacedFigure
from portal.domain.formatting import plural, sentence_list
from portal.domain.indicators import Value
from portal.domain.summary import THEME, SummaryMeasure, SummaryView, in_words
from portal.domain.view_state import IndicatorState, SummaryState
from portal.domain.vocabulary import Council, Vocabulary
from portal.urls import indicators_url, summary_url

_VIEWS = {"summary": "in words and small lines", "table": "as a table of years"}
_YEARS = {"3": "3 years", "5": "5 years", "10": "10 years", "all": "all years"}
_POLARITY = {"high": "high is good", "low": "low is good", "none": "neither is good in itself"}
_NOTE = (
    "Rank 1 is best. Better and worse beside an area’s figure are said of the council. Lines run "
    "over the years chosen, England dashed, each to its own scale. Direction: better or worse "
    "where the newest figure is part of a signal in the council’s own series, which needs seven."
)


def layout(vocabulary: Vocabulary, names: Mapping[str, str], state: SummaryState) -> html.Div:
    """Lay out the page's controls, set as the address says, and the place of the results."""
    usual = [key for key in names if key.startswith(THEME)]
    script = {"own": usual, "names": dict(names), "what": "measure"}
    script |= {"add": ids.MEASURE_ADD, "list": ids.MEASURE_OFFERED}
    return filters.filtered_page(
        ids,
        vocabulary,
        state,
        "Summary of measures",
        "The measures you choose on one page: each council’s newest figure, its trend, and how it "
        "lies beside England, its region and its neighbours.",
        [
            filters.picker(
                "Measures",
                ids.MEASURES,
                (ids.MEASURE_ADD, ids.MEASURE_ADD_TOLD, ids.MEASURE_OFFERED),
                ("Add a measure", "Add a measure, or the lead measures of a theme"),
                names,
                (usual, state.measures),
            ),
            filters.council_picker(ids, vocabulary, state, measures=script),
            filters.comparator_chips(ids.AGAINST, vocabulary, state.against),
            filters.choice_chips(ids.YEARS, "Back over", _YEARS, state.years),
            filters.choice_chips(ids.VIEW, "Shown", _VIEWS, state.view),
        ],
        body=island(ids.RESULTS, "results wrap board", ids.URL),
    )


def announcement(view: SummaryView) -> str:
    """Write the sentence that a screen reader hears after a filter."""
    councils = plural(len(view.councils), "council")
    return f"{plural(view.left, 'measure')} of {councils} summed up."


def results(view: SummaryView) -> list[Part]:
    """Lay out everything below the filter bar for one state, or why there is nothing."""
    if not view.measures:
        return [_nothing(view)]
    heading = f"{plural(view.left, 'measure')}: {view.title}"
    parts = [
        panel(html.H2(heading), _in_short(view)),
        panel(_table(view) if view.state.view == "table" else _summary(view)),
        pager(
            view.state.page,
            view.left,
            view.size,
            lambda page: summary_url(view.state.query(page=page)),
            " measures",
        ),
        html.P(
            [
                *explained(f"Source: {'; '.join(view.sources.values())}."),
                *words_in(measure.spine.indicator.name for measure in view.measures),
            ],
            className="source",
        ),
    ]
    return [part for part in parts if part is not None]


def _nothing(view: SummaryView) -> Element:
    if not view.loaded:
        return block(
            "No official statistics are loaded yet",
            gap("This page sums up the department’s open data, and there is none."),
            html.P("Whoever runs this portal can load them; the page “About” says how."),
        )
    return block(
        "None of these measures has figures",
        gap("The official statistics that are loaded have no newest figures of what is chosen."),
        html.P("Add a measure above, or choose “Clear filters”."),
    )


def _in_short(view: SummaryView) -> Part:
    """Sum up each council in a sentence."""
    items = [
        html.Li([council_name(council), html.Span(in_words(view, place))])
        for place, council in enumerate(view.councils)
    ]
    return html.Ul(items, className="in-short")


def _heading(measure: SummaryMeasure, view: SummaryView) -> list[Part]:
    """Name a measure over its rows: unit, period, which way is good, what limits comparing."""
    spine, indicator = measure.spine, measure.spine.indicator
    councils = view.state.councils
    query = IndicatorState(councils, measure=spine.measure.key, against=view.state.against).query()
    unranked = spine.withheld if indicator.polarity != "none" else ""
    polarity = _POLARITY[indicator.polarity]
    facts = (indicator.unit_name, spine.when, polarity, unranked, measure.caution)
    return [
        link(indicator.name, indicators_url(query=query)),
        element("Span", " · ".join(fact for fact in facts if fact), "row-note"),
    ]


# In words and small lines ---------------------------------------------------------------------


def _summary(view: SummaryView) -> Part:
    beside = _comparators(view)
    head = ["Council", "Newest", "Rank", "Trend", *[name for _key, name in beside]]
    rows, groups, marks = [], [], []
    for measure in view.measures:
        heading = [*_heading(measure, view), _unfolding()]
        for council, placing in zip(view.councils, measure.placings, strict=True):
            rows.append(_row(measure, placing, council, view, [key for key, _name in beside]))
            groups.append(heading)
            marks.append(evidence("standing", measure.spine.measure.key, council.key))
    caption = f"Newest figures of {plural(len(view.measures), 'measure')} by council"
    return [
        table(head, rows, caption, stacked=True, marks=marks, groups=groups),
        html.P(explained(_NOTE), className="chart-note"),
    ]


def _unfolding() -> Part:
    """Make what unfolds the trends and comparators of a measure's rows on a phone."""
    return element(
        "Details",
        [
            element("Summary", "Trend and comparators"),
            element("Span", "They stand under each council’s figure.", "row-note"),
        ],
        "unfolds",
    )


def _comparators(view: SummaryView) -> list[tuple[str, str]]:
    """List the columns of comparators that were asked for, each with its heading."""
    regions = {c.region for c in view.councils if c.region}
    only = view.vocabulary.councils.get(next(iter(regions), "")) if len(regions) == 1 else None
    names = {"region": only.name if only else "Its region", "england": "England"}
    names |= {"neighbours-mean": "Neighbours’ mean", "neighbours-median": "Neighbours’ median"}
    return [(key, names[key]) for key in view.state.against]


def _row(
    measure: SummaryMeasure,
    placing: PlacedFigure,
    council: Council,
    view: SummaryView,
    beside: list[str],
) -> list[Part]:
    figure, decimals = placing.figure, placing.row.scale.decimals
    cells: list[Part] = [council_name(council, linked=False)]
    if figure.value is None:
        cells += [figure.reason, ""]
    else:
        rank = "not ranked" if measure.spine.withheld else shown_rank(placing)
        cells += [html.Strong(shown_value(placing)), rank]
    cells.append(_trend(measure, placing, council, view))
    near = placing.around
    of = len(view.vocabulary.neighbours.get(council.key, ()))
    note = f"of {near.used}: " if 0 < near.used < of else ""
    areas = {
        "england": (measure.spine.england, decimals, ""),
        "region": (placing.region, decimals, ""),
        "neighbours-mean": (near.mean, max(decimals, 1), note),
        "neighbours-median": (near.median, max(decimals, 1), note),
    }
    return [*cells, *(beside_area(placing, *areas[key]) for key in beside)]


def _trend(
    measure: SummaryMeasure, placing: PlacedFigure, council: Council, view: SummaryView
) -> Part:
    """Draw the council's line over the years, with its direction in words."""
    mine = measure.lines.get(council.key, {})
    sure = [value for value in mine.values() if value.value is not None]
    if len(sure) < 2:
        return element("Span", "no earlier figure" if sure else "no figures", "row-note")
    nation = {} if measure.spine.sized else measure.lines.get("england", {})
    first, last = sure[0], sure[-1]
    text = f"{council.name}: {first.shown} in {first.period}, {last.shown} in {last.period}"
    drawn = small_line(
        view.years, _levels(mine), _levels(nation), (council.colour, council.symbol), text
    )
    return element(
        "Span",
        [drawn, element("Span", placing.figure.travel or "not assessed", "row-note")],
        "trend",
    )


def _levels(line: Mapping[int, Value]) -> dict[int, float | None]:
    return {year: value.value for year, value in line.items()}


# As a table of years ----------------------------------------------------------------------------


def _table(view: SummaryView) -> Part:
    head = ["Area", *map(str, view.years)]
    rows, groups = [], []
    for measure in view.measures:
        heading = _heading(measure, view)
        areas = [a for a in view.areas if a.key in measure.lines]
        if measure.spine.sized:  # a town's number says nothing beside a nation's
            areas = [a for a in areas if a.kind == "council"]
        decimals = max(placing.row.scale.decimals for placing in measure.placings)
        for area in areas:
            line = measure.lines[area.key]
            name = council_name(area, linked=False) if area.kind == "council" else area.name
            rows.append([name, *(_cell(line.get(year), decimals) for year in view.years)])
            groups.append(heading)
    names = sentence_list([area.name for area in view.beside])
    caption = f"{plural(len(view.measures), 'measure')} by area and year"
    note = "A year is the one in which the period ends. Empty: no figure is published."
    return [
        table(head, rows, caption, numeric=range(1, len(head)), groups=groups),
        html.P(f"{note} Beside the councils: {names}." if names else note, className="chart-note"),
    ]


def _cell(value: Value | None, decimals: int) -> Part:
    if value is None:
        return ""
    if value.value is None:
        return element("Span", value.shown, "row-note")
    shown = value._replace(decimals=decimals).shown.partition(" ")[0]
    return [shown, element("Span", "provisional", "row-note")] if value.provisional else shown

"""The overview: a column a council, what inspectors asked, what was planned, what figures say."""

from __future__ import annotations

from dash import html

from layouts.components import filters
from layouts.components.glossary import explained, words_in
from layouts.components.overview_cells import (
    YEARS,
    asked_cell,
    comes_back_cell,
    figure_cell,
    grades_cell,
    plan_cell,
    planned_cell,
    returning_cell,
    short_cell,
)
from layouts.components.parts import block, council_name, gap
from layouts.ids import Overview as ids
from layouts.markup import Element, Part, element, link
from portal.domain.formatting import joint_note, plural, sentence_list
from portal.domain.inspection_state import InspectionsState, ReturnsState
from portal.domain.overview import (
    SIDE_BY_SIDE,
    Lead,
    OverviewState,
    OverviewView,
    Subject,
    headline,
)
from portal.domain.region import Region
from portal.domain.returns import LEAST
from portal.domain.summary import THEME
from portal.domain.view_state import (
    SCORECARD,
    BenchmarkState,
    CompareState,
    IndicatorState,
    SummaryState,
)
from portal.domain.vocabulary import Vocabulary
from portal.urls import (
    benchmarks_url,
    compare_url,
    indicators_url,
    inspections_url,
    overview_url,
    returns_url,
    summary_url,
)

_RULE = f"asked of the council by at least {LEAST} inspections"


def layout(vocabulary: Vocabulary, state: OverviewState) -> html.Div:
    """Lay out the page's controls, set as the address says, and the place of the results."""
    return filters.filtered_page(
        ids,
        vocabulary,
        state,
        "Councils side by side",
        "What inspectors asked, what the councils planned, and what the figures say today. "
        "Read the dates before the differences.",
        [
            filters.theme_chips(ids.THEME, vocabulary, state.theme),
            filters.area_select(ids.AREA, vocabulary, state.area),
            filters.council_picker(ids, vocabulary, state),
        ],
        above=_welcome(vocabulary.region),
    )


def _welcome(region: Region) -> list[html.Div]:
    """Lay out what the region says to readers, where it says something."""
    words = html.P(region.welcome, className="welcome")
    return [html.Div(words, className="wrap")] if region.welcome else []


def announcement(view: OverviewView) -> str:
    """Write the sentence that a screen reader hears after a filter."""
    names = sentence_list([council.name for council in view.councils])
    about = f" on {view.subject.in_words}" if view.subject else ""
    return f"{names} side by side{about}." if names else "There are no councils to show."


def results(view: OverviewView) -> list[Part]:
    """Lay out everything below the filter bar for one state, or why there is nothing."""
    if not view.councils:
        return [
            block(
                "No councils are in the portal yet",
                gap("The overview sets councils side by side, and there are none."),
                html.P("Ask whoever runs this portal to load them."),
            )
        ]
    subject = view.subject
    rows = [_grades(view), *(_on(view, subject) if subject else _in_short(view))]
    words = headline(view)
    return [
        _too_many(view),
        element("P", words, "overview-headline") if words else None,
        element("Div", rows, f"overview columns-{len(view.councils)}"),
        _sources(view),
    ]


def _too_many(view: OverviewView) -> Part:
    """Say that more were chosen than fit, and which pages show them all."""
    count, councils = len(view.chosen), view.state.councils
    if count <= SIDE_BY_SIDE:
        return None
    theme, area = view.state.theme, view.state.area
    grid = compare_url(CompareState(councils, theme=theme, area=area).query())
    card = BenchmarkState(councils, theme=theme, area=area, view=SCORECARD)
    listed = inspections_url(InspectionsState(councils).query())
    return element(
        "P",
        [
            f"{count} councils are chosen and {SIDE_BY_SIDE} fit side by side: these are the "
            "first. All of them: ",
            link("grid of plans", grid),
            ", ",
            link("scorecard of measures", benchmarks_url(card.query())),
            ", ",
            link("grades", listed),
            ".",
        ],
        "notice",
    )


def _row(view: OverviewView, label: Part, cells: list[Part], name: str = "") -> Element:
    """Lay out a label and a cell for each council, under its name where that is not in sight."""
    columns = []
    for council, cell in zip(view.councils, cells, strict=True):
        heading = element("H3", council_name(council, linked=name == "overview-heads"), "cell-name")
        columns.append(element("Div", [heading, cell], f"overview-cell {council.css}"))
    parts = [element("Div", label, "row-label"), *columns]
    return element("Section", parts, f"overview-row {name}".strip())


def _head(text: Part, *notes: Part) -> list[Part]:
    """Lay out the label of a row: its heading and what is to be known of it."""
    return [element("H2", text), *(element("P", note) for note in notes if note)]


def _grades(view: OverviewView) -> Element:
    state = InspectionsState(view.state.councils)
    address = inspections_url(state.query()) if state.councils else inspections_url()
    return _row(
        view,
        _head(
            "Grades today",
            "of the newest inspection, and the overall grades before it",
            link("All inspections", address),
        ),
        [grades_cell(council, record) for council, record in view.columns],
        "overview-heads",
    )


# One subject ------------------------------------------------------------------------------------


def _on(view: OverviewView, subject: Subject) -> list[Part]:
    """Lay out the rows of the subject that the filters name."""
    councils, state = view.state.councils, view.state
    plans = CompareState(councils, theme=state.theme, area=state.area)
    return [
        _row(
            view,
            _head("What inspectors asked", "newest first, with the number in the report"),
            [asked_cell(council, record, subject) for council, record in view.columns],
        ),
        _row(
            view,
            _head(
                "What was planned",
                "and what the papers report of it",
                link("Plans side by side", compare_url(plans.query())),
            ),
            [planned_cell(council, record, subject) for council, record in view.columns],
        ),
        *_figures(view, subject),
        _row(
            view,
            _head("What comes back", _RULE, _every_return(view)),
            [comes_back_cell(record, subject) for record in view.records],
        ),
    ]


def _figures(view: OverviewView, subject: Subject) -> list[Part]:
    """Lay out a row for each lead measure, so that figures are read across."""
    head = _head("What the figures say")
    more = _more_figures(view, subject)
    if not subject.leads:
        return [
            _row(
                view,
                [*head, element("P", more) if more else None],
                [gap(_no_figures(view, subject))] * len(view.councils),
            )
        ]
    rows: list[Part] = []
    for number, lead in enumerate(subject.leads):
        label = [*(head if number == 0 else ()), *_measure(view, lead)]
        if number == len(subject.leads) - 1:
            label.append(element("P", more))
        rows.append(_row(view, label, _figure_cells(view, lead), "overview-figures"))
    return rows


def _no_figures(view: OverviewView, subject: Subject) -> str:
    if not view.loaded:
        return "No official statistics are loaded yet."
    if subject.area and not subject.theme:
        return f"No official measure in the portal speaks of {subject.in_words}."
    return "The official statistics in the portal have no lead measure of this."


def _figure_cells(view: OverviewView, lead: Lead) -> list[Part]:
    areas = view.vocabulary.councils
    regions = [areas[c.region].name if c.region in areas else "" for c in view.councils]
    pairs = zip(view.councils, regions, strict=True)
    return [figure_cell(lead, n, council, region) for n, (council, region) in enumerate(pairs)]


def _more_figures(view: OverviewView, subject: Subject) -> Part:
    """Lead to the page that shows every measure of a subject, where it has any."""
    state = view.state
    if not subject.leads and subject.area and not subject.theme:
        return None
    if subject.theme and not subject.area:
        measures = (f"{THEME}{subject.theme}",)
        address = summary_url(SummaryState(state.councils, measures=measures).query())
    else:
        query = BenchmarkState(state.councils, theme=state.theme, area=state.area).query()
        address = benchmarks_url(query)
    again = "Benchmarks of this area" if subject.area else "Summary of these measures"
    more = plural(subject.more, "more measure") if subject.more else again
    return link(more, address)


def _measure(view: OverviewView, lead: Lead) -> list[Part]:
    """Name a measure, its period, England's value, and why councils are not ranked on it."""
    spine, scale = lead.spine, lead.placings[0].row.scale
    query = IndicatorState(view.state.councils, measure=spine.measure.key).query()
    facts = [spine.when, spine.indicator.unit_name if spine.indicator.unit == "per_10k" else ""]
    if spine.england is not None and not spine.sized:
        facts.append(f"England {scale.shown(spine.england)}")
    return [
        element("P", link(spine.indicator.name, indicators_url(query=query)), "measure-name"),
        element("P", " · ".join(filter(None, facts))),
        element("P", spine.withheld) if spine.withheld else None,
    ]


# All themes -------------------------------------------------------------------------------------


def _in_short(view: OverviewView) -> list[Part]:
    """Lay out the newest plan of each council, and a short row for each theme."""
    plans = CompareState(view.state.councils)
    rows: list[Part] = [
        _row(
            view,
            _head("Newest plan", "", link("Plans side by side", compare_url(plans.query()))),
            [plan_cell(council, record) for council, record in view.columns],
        )
    ]
    for subject in view.subjects:
        query = OverviewState(view.state.councils, theme=subject.theme).query()
        label = _head(link(subject.name, overview_url(query)))
        figures: list[Part] = [gap(_no_figures(view, subject))] * len(view.councils)
        if subject.leads:
            label += _measure(view, subject.leads[0])
            figures = _figure_cells(view, subject.leads[0])
        cells: list[Part] = [
            short_cell(council, record, subject, figure)
            for (council, record), figure in zip(view.columns, figures, strict=True)
        ]
        rows.append(_row(view, label, cells, "overview-theme"))
    comes_back: list[Part] = [returning_cell(c, record) for c, record in view.columns]
    return [*rows, _row(view, _head("What comes back", _RULE, _every_return(view)), comes_back)]


def _every_return(view: OverviewView) -> Part:
    """Lead to the line of every area, inspection by inspection."""
    state = view.state
    query = ReturnsState(state.councils, theme=state.theme, area=state.area).query()
    return link("Inspection by inspection", returns_url(query))


def _sources(view: OverviewView) -> Part:
    """Say how to read the figures, how the measures were chosen, and their sources."""
    leads = [lead for subject in view.subjects for lead in subject.leads]
    if not leads:
        return None
    titles = {lead.spine.indicator.document_title for lead in leads}
    joint = joint_note(p.figure.joint for lead in leads for p in lead.placings)
    chosen = ""
    subject, areas = view.subject, view.vocabulary.areas
    if subject and not subject.theme and not areas[subject.area].lead_measures:
        chosen = (
            " The measures are those of the area that rank councils, first those on which a "
            "council here lies furthest behind England."
        )
    text = (
        f"Figures: rank 1 is best; lines run over up to {YEARS} years, each to its own scale, "
        f"England dashed.{chosen} {joint} Source: {'; '.join(sorted(titles))}."
    )
    names = words_in(lead.spine.indicator.name for lead in leads)
    return element("P", [*explained(" ".join(text.split())), *names], "source")

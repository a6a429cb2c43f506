"""The page "Compare indicators": one measure, its charts, verdict, table and definitions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import dash_bootstrap_components as dbc
from dash import dcc, html

from layouts.components import filters
from layouts.components.charts import charts
from layouts.components.definitions import (
    absent,
    definitions,
    in_plans,
    near_duplicates,
    revised,
    targets,
)
from layouts.components.elsewhere import elsewhere_panel
from layouts.components.filters import Option
from layouts.components.parts import (
    block,
    council_name,
    evidence,
    gap,
    island,
    marker,
    notice,
    panel,
    table,
    tag,
)
from layouts.components.signals import signal_section
from layouts.components.standing import spread, standing
from layouts.figures.strip import Strokes
from layouts.ids import Indicators as ids
from layouts.markup import Element, Part, element
from portal.domain.elsewhere import Elsewhere
from portal.domain.formatting import BASIS_NAMES, plural, sentence_list
from portal.domain.indicators import Measure, Value
from portal.domain.view_models import IndicatorMore, IndicatorOptions, IndicatorView, Noticed
from portal.domain.view_state import IndicatorState
from portal.domain.vocabulary import Vocabulary
from portal.urls import document_url

_READINGS = {
    "as_printed": "as printed",
    "repaired": "repaired",
    "derived": "derived",
    "doubtful": "doubtful",
}


def layout(vocabulary: Vocabulary, state: IndicatorState, measure: Measure | None) -> html.Div:
    """Lay out the page's controls, set as the address says, and the places of the results.

    The heading is the measure that is shown; none where no measure fits.
    """
    return filters.filtered_page(
        ids,
        vocabulary,
        state,
        html.Span(heading(measure), id=ids.HEADING),
        "One measure at a time: what each council reported, against its target, its neighbours "
        "and England, and whether the figures may be compared at all.",
        [
            filters.field("Measure", _measure_select(state.measure), ids.MEASURE, "wide"),
            filters.theme_chips(ids.THEME, vocabulary, state.theme),
            filters.area_select(ids.AREA, vocabulary, state.area),
            filters.words(ids.WORDS, state.words, "e.g. caseload, T8"),
            filters.council_picker(ids, vocabulary, state),
            filters.comparator_chips(ids.AGAINST, vocabulary, state.against),
            filters.choice_chips(
                ids.VIEW,
                "Charts",
                {"lines": "together", "multiples": "one per council"},
                state.view,
            ),
            filters.choice_chips(
                ids.TIME,
                "Time runs",
                {"calendar": "by calendar", "months": "from the inspection"},
                state.time,
            ),
        ],
        above=[dcc.Store(id=ids.MEASURE_SHOWN, data=state.measure or None)],
        body=html.Div(
            [
                html.Div(
                    [island(ids.RESULTS, "results", ids.URL), island(ids.BELOW), _table_fold()],
                    className="main-column",
                ),
                html.Aside([island(ids.VERDICT), island(ids.BESIDE)], className="side-column"),
            ],
            className="two-columns wrap",
        ),
    )


def _measure_select(chosen: str) -> dbc.Select:
    options = [{"label": "Loading the measures …", "value": chosen}] if chosen else []
    return dbc.Select(id=ids.MEASURE, options=options, value=chosen or None)


def measure_options(shown: IndicatorOptions) -> list[Option]:
    """List the measures that theme, area and words leave, with the chosen one."""
    areas = shown.vocabulary.areas

    def label(measure: Measure) -> str:
        area = areas[measure.area].short_name if measure.area else "Other"
        return f"{area}: {measure.name}"

    return [{"label": label(measure), "value": measure.key} for measure in shown.choices]


def heading(measure: Measure | None) -> str:
    """Name the page by its measure, so that a picture of it explains itself."""
    return measure.name if measure else "Indicators, side by side"


def problems(view: IndicatorOptions) -> Element | None:
    """List what was not understood of the address, and say if the filters hide the measure."""
    texts = list(view.problems)
    if view.measure and not view.fits:
        texts.append(
            f"The filters hide “{view.measure.name}”; choose another measure, or clear the filters."
        )
    return notice(texts, "Please note.")


def announcement(view: IndicatorView) -> str:
    """Write the sentence that a screen reader hears after a filter."""
    if view.measure is None:
        return "No measure fits."
    return f"{view.measure.name}: {plural(len(view.values), 'value')}. {view.verdict.title}."


def results(
    view: IndicatorView,
    elsewhere: Elsewhere | None = None,
    strips: Mapping[int, Strokes] = MappingProxyType({}),
) -> list[Part]:
    """Lay out the charts of one state, or why there are none.

    Args:
        elsewhere: where else to look.
        strips: the strokes of all councils, by the number of the indicator.
    """
    if view.measure is None:
        return [
            block(
                "No measure fits these filters",
                gap(_why_none(view)),
                html.P("Remove a filter, or choose “Clear filters” above."),
                elsewhere_panel(elsewhere, "measures"),
            )
        ]
    return charts(view, strips) or [_single_figures(view) or _no_figures()]


def _why_none(view: IndicatorView) -> str:
    state, vocabulary = view.state, view.vocabulary
    about = [vocabulary.themes[state.theme].name.lower()] if state.theme else []
    about += [vocabulary.areas[state.area].name.lower()] if state.area else []
    on = f" on {sentence_list(about)}" if about else ""
    if state.words:
        return f"No figure{on} has “{state.words}” in its name, reference or definition."
    return f"The documents print no figure{on}."


def below(more: IndicatorMore) -> html.Div:
    """Lay out the parts below the charts: standings, signals, single figures, findings."""
    view = more.view
    singles = _single_figures(view) if any(p.drawable for p in view.panels) else None
    parts = [
        standing(more),
        signal_section(view),
        spread(more),
        singles,
        _findings(view),
    ]
    return html.Div([part for part in parts if part is not None])


def beside(more: IndicatorMore) -> html.Div:
    """Lay out the parts beside the charts: targets, plans, who has no figures, definitions."""
    view = more.view
    if view.measure is None:
        return html.Div()
    parts = [targets(view), in_plans(more), revised(more), *absent(view)]
    parts += [definitions(view, more.marks), near_duplicates(more)]
    return html.Div([part for part in parts if part is not None])


# Single figures, findings, the table ---------------------------------------------------------


def _single_figures(view: IndicatorView) -> Part:
    """Lay out figures that no line can be drawn of: one value a series, or no date."""
    singles = [
        value
        for shown in view.panels
        for series in shown.series
        for value in series.values
        if not shown.drawable
    ]
    if not singles:
        return None
    cards = [_figure_card(value) for value in singles]
    title = "Single figures" if len(cards) > 1 else "A single figure"
    return block(title, html.Div(cards, className="figure-cards"))


def _no_figures() -> Element:
    text = "The documents define this measure but print no figure; the definition is on this page."
    return block("No figure is printed", gap(text))


def _figure_card(value: Value) -> html.Article:
    indicator = value.indicator
    doubts = [tag("doubtful reading", "look")] if value.reading == "doubtful" else []
    return html.Article(
        [
            html.P([marker(value.council), f"{value.council.name}, {value.period}"]),
            html.P(value.shown, className="figure"),
            html.P([indicator.definition, *doubts], className="card-text"),
            html.P(f"{indicator.ref} {_place(value)}".strip(), className="source"),
        ],
        className=f"panel figure-card {value.council.css}",
        **_gathered(value),
    )


# Beside the charts ----------------------------------------------------------------------------


def verdict(view: IndicatorView) -> Part:
    """Say how far the councils' figures may be compared, and why."""
    if view.measure is None:
        return html.Div()
    verdict = view.verdict
    body = [element("H2", verdict.title), *[element("P", reason) for reason in verdict.reasons]]
    if verdict.level == "not-comparable":
        body.append(element("P", "They are shown side by side, without ranks or differences."))
    return element("Section", body, f"panel verdict verdict-{verdict.level}")


def _findings(view: IndicatorView) -> Part:
    if not view.findings:
        return None
    rows = [
        html.Li(
            [
                html.P([html.Strong(f.subject), f": {f.message}"]),
                html.P(_places(f), className="source"),
            ]
        )
        for f in view.findings
    ]
    return panel(
        html.H2(["Where the papers disagree ", html.Small(plural(len(rows), "finding"))]),
        html.Ol(rows, className="findings"),
        className="look",
    )


def _places(finding: Noticed) -> list[Part]:
    first = [*_document(finding.document_a, finding.title_a), finding.place_a]
    if finding.document_b == finding.document_a:
        return [*first, f"; {finding.place_b}"]
    return [*first, ". ", *_document(finding.document_b, finding.title_b), finding.place_b]


def _document(key: str, title: str | None) -> list[Part]:
    return [dcc.Link(title, href=document_url(key)), ": "] if title else []


def _table_fold() -> html.Details:
    """Make the place of the table of every value, which is fetched when it is opened."""
    return html.Details(
        [
            html.Summary(id=ids.TABLE_OPEN),
            html.Div(island(ids.TABLE), className="details"),
            html.Noscript(html.P("Every value is in the files at the top of this page.")),
        ],
        id=ids.TABLE_FOLD,
        className="panel flush folded",
        hidden=True,
    )


def table_summary(view: IndicatorView) -> str:
    """Write the summary of the fold with the table of every value."""
    return f"Show as a table: {plural(len(view.values), 'value')}"


def values_table(view: IndicatorView) -> html.Div:
    """Lay out every value of the measure with its reading and place; findings mark their cells."""
    noticed = {(f.indicator, f.council, f.period_end) for f in view.findings if f.period_end}

    def shown(value: Value) -> Part:
        if (value.indicator.key, value.council.key, value.end) in noticed:
            return [value.shown, " ", tag("finding", "look")]
        return value.shown

    values = sorted(view.values, key=lambda v: (v.council.number, v.indicator.key))
    rows = [
        (
            council_name(value.council, linked=False),
            value.indicator.ref or value.indicator.name,
            value.period,
            BASIS_NAMES.get(value.basis, "not stated"),
            shown(value),
            value.counts,
            _READINGS[value.reading] + (f", printed “{value.raw_text}”" if value.raw_text else ""),
            _place(value),
            value.note,
        )
        for value in values
    ]
    head = ("Area", "Indicator", "Period", "Basis", "Value", "Counts", "Reading", "Place", "Note")
    name = view.measure.name if view.measure else ""
    marks = [_gathered(value) for value in values]
    return table(head, rows, f"{name}: every value printed", (4,), stacked=True, marks=marks)


def _place(value: Value) -> str:
    # A mean over neighbours says itself how it was made.
    same = value.place == value.indicator.place
    return value.indicator.where if same else value.place


def _gathered(value: Value) -> dict[str, str]:
    """Mark one value as evidence; a mean over neighbours is no figure of any source."""
    if value.council.kind == "neighbours" and not value.council.id:
        return {}
    end = str(value.end or "")
    return evidence("figure", value.indicator.key, value.council.key, end, value.basis)

"""The page "Compare indicators": one measure, its charts, verdict, table and definitions."""

from __future__ import annotations

from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from layouts.components import filters
from layouts.components.definitions import absent, definitions, targets
from layouts.components.parts import (
    council_name,
    gap,
    lazy,
    marker,
    notice,
    page,
    panel,
    skeleton,
    table,
    tag,
)
from layouts.figures.series import panel_figure
from layouts.figures.template import graph
from layouts.ids import Indicators as ids
from portal.domain.formatting import (
    BASIS_NAMES,
    UNIT_NAMES,
    month,
    plural,
    sentence_list,
)
from portal.domain.indicators import Measure, Panel, Value, headline, inspected_before
from portal.domain.state import IndicatorState
from portal.domain.views import IndicatorView
from portal.domain.vocabulary import Vocabulary

_READINGS = {
    "as_printed": "as printed",
    "repaired": "repaired",
    "derived": "derived",
    "doubtful": "doubtful",
}


def layout(vocabulary: Vocabulary, state: IndicatorState) -> html.Div:
    """The page's controls, set as the address says, and the places that results go to."""
    chosen = vocabulary.chosen(state.councils)
    bar = filters.filter_bar(
        ids.TOGGLE,
        ids.FILTERS,
        ids.CLEAR,
        [
            filters.field(
                "Measure",
                _measure_select(state.measure),
                ids.MEASURE,
                "wide",
            ),
            filters.theme_chips(ids.THEME, vocabulary, state.theme),
            filters.area_select(ids.AREA, vocabulary, state.area),
            filters.words(ids.WORDS, state.words, "e.g. caseload, T8"),
            filters.council_chips(ids.COUNCILS, vocabulary.with_plans, chosen),
            filters.choice_chips(
                ids.VIEW,
                "Charts",
                {"lines": "one a definition", "multiples": "one a series"},
                state.view,
            ),
            filters.choice_chips(
                ids.TIME,
                "Time runs",
                {"calendar": "by calendar", "months": "from the inspection"},
                state.time,
            ),
        ],
    )
    return page(
        "Indicators, side by side",
        "One measure at a time: what each council reported, against its target, its neighbours "
        "and England, and whether the figures may be compared at all.",
        dcc.Location(id=ids.URL, refresh=False),
        dcc.Store(id=ids.SHOWN, data=state.measure or None),
        bar,
        html.Div(id=ids.ANNOUNCE, role="status", className="visually-hidden"),
        html.Div(id=ids.PROBLEMS, className="wrap"),
        html.Div(
            [
                html.Div(
                    [
                        html.Div(skeleton(12), id=ids.RESULTS, className="results"),
                        html.Div(id=ids.BELOW),
                    ],
                    className="main-column",
                ),
                html.Aside(
                    [html.Div(id=ids.VERDICT), html.Div(id=ids.BESIDE)], className="side-column"
                ),
            ],
            className="two-columns wrap",
        ),
        tools=filters.toolbar(ids.COPY, ids.CSV, ids.EXCEL),
    )


def _measure_select(chosen: str) -> Any:
    options = [{"label": "Loading the measures …", "value": chosen}] if chosen else []
    return dbc.Select(id=ids.MEASURE, options=options, value=chosen or None)


def measure_options(view: IndicatorView) -> list[dict[str, str]]:
    """The measures that theme and words leave, the chosen one always among them."""
    measures: list[Measure] = list(view.choices)
    if view.measure and view.measure not in measures:
        measures.insert(0, view.measure)
    areas = view.vocabulary.areas
    return [{"label": f"{areas[m.area].short_name}: {m.name}", "value": m.key} for m in measures]


def problems(view: IndicatorView) -> html.Div | None:
    """What of the address was not understood, and whether the filters hide the measure."""
    texts = list(view.problems)
    if view.measure and view.choices and view.measure not in view.choices:
        texts.append(
            f"“{view.measure.name}” is not among the {plural(len(view.choices), 'measure')} that "
            "the filters leave; choose one of those, or clear the filters."
        )
    return notice(texts, "Please note.")


def announcement(view: IndicatorView) -> str:
    """What a screen reader hears after a filter."""
    if view.measure is None:
        return "No measure fits."
    return f"{view.measure.name}: {plural(len(view.values), 'value')}. {view.verdict.title}."


def results(view: IndicatorView) -> list[Any]:
    """The charts of one state, or why there are none."""
    if view.measure is None:
        return [
            html.Section(
                [
                    html.H2("No measure fits these filters"),
                    gap(_why_none(view)),
                    html.P("Take a filter away, or choose “Clear filters” above."),
                ],
                className="block",
            )
        ]
    return _charts(view) or [_single_figures(view) or _no_figures()]


def _why_none(view: IndicatorView) -> str:
    state, vocabulary = view.state, view.vocabulary
    about = [vocabulary.themes[state.theme].name.lower()] if state.theme else []
    about += [vocabulary.areas[state.area].name.lower()] if state.area else []
    on = f" on {sentence_list(about)}" if about else ""
    if state.words:
        return f"No figure{on} has “{state.words}” in its name, reference or definition."
    return f"The documents print no figure{on}."


def below(view: IndicatorView) -> list[Any]:
    """Below the charts: single figures, findings, the table."""
    singles = _single_figures(view) if any(p.drawable for p in view.panels) else None
    parts = [singles, _findings(view), _table(view)]
    return [part for part in parts if part is not None]


def beside(view: IndicatorView) -> list[Any]:
    """Beside the charts: targets, who has no figures, definitions."""
    if view.measure is None:
        return []
    parts = [targets(view), *absent(view), definitions(view)]
    return [part for part in parts if part is not None]


# Charts ---------------------------------------------------------------------------------------


def _subtitle(view: IndicatorView, shown: Panel) -> str:
    ends = sorted(v.end for s in shown.series for v in s.values if v.end)
    names = sentence_list(list(dict.fromkeys(s.council.name for s in shown.series)))
    basis = BASIS_NAMES.get(shown.basis, "basis not stated")
    unit = UNIT_NAMES[shown.unit]
    name = view.measure.name if view.measure else ""
    title = name if "per 10,000" in name else f"{name} ({unit})"
    return f"{title}, {basis}, {names}, {month(ends[0])} to {month(ends[-1])}"


def _charts(view: IndicatorView) -> list[Any]:
    drawable = [shown for shown in view.panels if shown.drawable]
    if not drawable:
        return []
    noticed: dict[tuple[str, date], str] = {
        (f.indicator, f.period_end): f.message for f in view.findings if f.period_end
    }
    inspected = inspected_before(view.values, view.vocabulary.plans.values())
    months = view.state.time == "months"
    charts = []
    for number, shown in enumerate(drawable):
        keys = {series.indicator.key for series in shown.series}
        targets = [(i, t) for i, t in view.targets if i.key in keys]
        figure = panel_figure(
            shown, targets, noticed, inspected, months, 380 if number == 0 else 280
        )
        title, subtitle = headline(shown), _subtitle(view, shown)
        notes = [_comparator_note(shown)] if shown.comparators else []
        if any(t.due and t.value is not None for _, t in targets):
            notes.append("Crosses: targets.")
        if any(
            (i, v.end) in noticed for i in keys for s in shown.series for v in s.values if v.end
        ):
            notes.append("Orange rings: the papers disagree or do not add up, see below.")
        if any(v.reading == "doubtful" for s in shown.series for v in s.values):
            notes.append("Hollow points: doubtful readings.")
        if months and not any(trace["x"] for trace in figure["data"]):
            notes = ["The documents do not date the inspection, so months cannot be counted."]
        charts.append(
            panel(
                html.H2(title, className="chart-title"),
                html.P(subtitle, className="sub"),
                _labels(shown),
                graph(figure, f"{title}. {subtitle}. The table below holds every value."),
                html.P(" ".join(notes), className="chart-note") if notes else None,
            )
        )
    return charts


def _labels(shown: Panel) -> html.Ul:
    """The labels of the lines for a phone, where there is no room beside them."""
    own = [
        html.Li(
            [marker(s.council), f"{s.label} {(s.sure or s.values)[-1].shown}"],
            className=f"label-own {s.council.css}",
        )
        for s in shown.series
    ]
    others = [
        html.Li(f"{v.council.name} {v.shown}, {v.period}", className="label-comparator")
        for v in shown.comparators
    ]
    return html.Ul([*own, *others], className="chart-labels")


def _comparator_note(shown: Panel) -> str:
    parts = []
    for value in shown.comparators:
        if value.basis == shown.basis:
            continue
        basis = BASIS_NAMES.get(value.basis, "basis not stated")
        parts.append(f"{value.council.name} ({value.period}: {basis})")
    if not parts:
        return "Grey lines: comparators as the document prints them."
    return (
        f"Grey lines: {sentence_list(parts)}, on another basis than the series: "
        "compare with caution."
    )


def _single_figures(view: IndicatorView) -> Any:
    """Figures that no line can be drawn of: one value a series, or no date."""
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
    return html.Section(
        [
            html.H2("Single figures" if len(cards) > 1 else "A single figure"),
            html.Div(cards, className="figure-cards"),
        ],
        className="block",
    )


def _no_figures() -> html.Section:
    text = "The documents define this measure; what they say of it stands beside or below this."
    return html.Section([html.H2("No figure is printed"), gap(text)], className="block")


def _figure_card(value: Value) -> html.Article:
    indicator = value.indicator
    doubts = [tag("doubtful reading", "look")] if value.reading == "doubtful" else []
    return html.Article(
        [
            html.P([marker(value.council), f"{value.council.name}, {value.period}"]),
            html.P(value.shown, className="figure"),
            html.P([indicator.definition, *doubts], className="card-text"),
            html.P(f"{indicator.ref} {value.place}".strip(), className="source"),
        ],
        className=f"panel figure-card {value.council.css}",
    )


# Beside the charts ----------------------------------------------------------------------------


def verdict(view: IndicatorView) -> Any:
    """Whether the councils' figures may be compared, and why."""
    if view.measure is None:
        return None
    verdict = view.verdict
    return panel(
        html.H2(verdict.title),
        *[html.P(reason) for reason in verdict.reasons],
        html.P("They stand side by side, without rank or difference.")
        if verdict.level == "not-comparable"
        else None,
        className=f"verdict verdict-{verdict.level}",
    )


def _findings(view: IndicatorView) -> Any:
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
        html.H2(["What the papers disagree on ", html.Small(plural(len(rows), "finding"))]),
        html.Ol(rows, className="findings"),
        className="look",
    )


def _places(finding: Any) -> str:
    if finding.document_a == finding.document_b:
        return f"{finding.document_a}: {finding.place_a}; {finding.place_b}"
    return f"{finding.document_a}: {finding.place_a}. {finding.document_b}: {finding.place_b}"


def _table(view: IndicatorView) -> Any:
    if not view.values:
        return None
    text = f"Show as a table: {plural(len(view.values), 'value')}"
    return panel(lazy(text, ids.TABLE_OPEN, ids.TABLE), className="flush")


def values_table(view: IndicatorView) -> html.Div:
    """Every value of the measure with its reading and place."""
    rows = [
        (
            council_name(value.council, link=False),
            value.indicator.ref or value.indicator.name,
            value.period,
            BASIS_NAMES.get(value.basis, "not stated"),
            value.shown,
            value.counts,
            _READINGS[value.reading] + (f", printed “{value.raw_text}”" if value.raw_text else ""),
            value.place,
            value.note,
        )
        for value in sorted(view.values, key=lambda v: (v.council.number, v.indicator.key))
    ]
    head = ("Area", "Indicator", "Period", "Basis", "Value", "Counts", "Reading", "Place", "Note")
    name = view.measure.name if view.measure else ""
    return table(head, rows, f"{name}: every value printed", (4,))

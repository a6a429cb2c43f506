"""The column beside an indicator's charts: targets, missing figures, definitions."""

from __future__ import annotations

from collections.abc import Mapping

from dash import dcc, html

from layouts.components.glossary import explained
from layouts.components.parts import folded, gap, marker, panel
from layouts.markup import Part
from portal.domain.formatting import (
    SYMBOL_NAMES,
    day,
    decimals_of,
    month,
    plural,
    printed_date,
    with_unit,
)
from portal.domain.indicators import Indicator
from portal.domain.measure_marks import MeasureMark
from portal.domain.view_models import IndicatorMore, IndicatorView
from portal.domain.view_state import IndicatorState
from portal.urls import document_url, indicators_url, item_url

_MOST_REVISED = 20


def absent(view: IndicatorView) -> list[Part]:
    """Name the councils whose documents print nothing on the measure."""
    present = set(view.with_values)
    name = view.measure.name.lower() if view.measure else ""
    official = any(indicator.official for indicator in view.indicators)
    missing = "There is no official figure of" if official else "No document prints a figure of"
    return [
        gap(f"{missing} {council.name} for “{name}”.")
        for council in view.councils
        if council.key not in present
    ]


def targets(view: IndicatorView) -> Part:
    """List the targets that the documents set; nothing without any."""
    if not view.targets:
        return None
    rows = []
    for indicator, target in view.targets:
        council = view.vocabulary.councils[target.council]
        when = target.due_text or (month(target.due) if target.due else "date not stated")
        ref = f" ({indicator.ref})" if indicator.ref else ""
        rows.append(
            html.Li(
                [
                    html.Span([marker(council), f"{council.name}{ref}, {when}"]),
                    html.Strong(target.shown(indicator.unit)),
                    html.Span(target.note, className="row-note") if target.note else None,
                ]
            )
        )
    return panel(html.H2("Targets"), html.Ul(rows, className="pairs"))


def revised(more: IndicatorMore) -> Part:
    """List the published figures that have changed since, and until when each stood."""
    if not more.former:
        return None
    rows = []
    for figure in more.former[:_MOST_REVISED]:
        was = SYMBOL_NAMES.get(figure.symbol, figure.symbol)
        if figure.value is not None:
            # As exact as it was: the newer figures may have fewer decimals.
            decimals = max(figure.indicator.decimals or 0, decimals_of(figure.value))
            was = with_unit(figure.value, decimals, figure.indicator.unit)
        text = f"was {was} until {day(figure.until)}"
        head = html.Span([marker(figure.council), f"{figure.council.name}, {figure.period}"])
        rows.append(html.Li([head, html.Span(text)]))
    left = len(more.former) - len(rows)
    return panel(
        html.H2("Revised figures"),
        html.Ul(rows, className="pairs"),
        html.P(f"and {left:,} more", className="row-note") if left else None,
    )


def in_plans(more: IndicatorMore) -> Part:
    """List the plans that name the measure in an item, or only print figures or targets."""
    view = more.view
    if view.measure is None or not view.vocabulary.plans:
        return None
    keys = {council.key for council in view.councils}
    plans = [plan for plan in view.vocabulary.plans.values() if plan.council in keys]
    measured = {i.document for i in view.indicators if not i.official}
    rows = []
    for plan in plans:
        council = view.vocabulary.councils[plan.council]
        head = html.Span([marker(council), f"{council.name}, {plan.short}"])
        items = [row for row in more.plans if row.plan == plan.key]
        if items:
            links: list[Part] = []
            for row in items:
                due = f", last target {month(row.due)}" if row.due else ""
                links += [
                    dcc.Link(f"{row.ref} {row.title}", href=item_url(plan.key, row.ref)),
                    html.Span(f" ({plural(row.actions, 'action')}{due})", className="row-note"),
                    html.Br(),
                ]
            rows.append(html.Li([head, html.P(links)]))
        elif plan.document in measured:
            text = "Prints figures or targets for this, but no item names it as its measure."
            rows.append(html.Li([head, html.P(text, className="row-note")]))
    silent = len(plans) - len(rows)
    if not plans:
        return None
    others = "No item of their plans names this measure."
    if rows:
        others = f"{plural(silent, 'other plan does', 'other plans do')} not name this measure."
    return panel(
        html.H2("In the plans"),
        html.Ul(rows, className="plain") if rows else None,
        html.P(others, className="row-note") if silent else None,
    )


_POLARITY = {"high": "High is good", "low": "Low is good", "none": "Neither high nor low"}


def definitions(view: IndicatorView, marks: Mapping[int, MeasureMark] | None = None) -> Part:
    """Write the polarity and each council's own definition, marked where it is new or ended."""
    body: list[Part] = [html.H2("Definition")]
    if view.measure:
        reason = _first_lower(view.measure.polarity_reason)
        body.append(html.P(f"{_POLARITY[view.measure.polarity]}: {reason}."))
        themes = [view.vocabulary.themes[key] for key in view.measure.themes]
        body += [html.P([html.Strong(theme.name), f": {theme.holds}."]) for theme in themes]
    body += [_definition(i, view, (marks or {}).get(i.id)) for i in view.indicators]
    return panel(*body, className="definitions")


def near_duplicates(more: IndicatorMore) -> Part:
    """List the measures that say nearly the same, each with its reason; nothing without any."""
    if not more.family:
        return None
    state = more.view.state
    rows = []
    for indicator in more.family:
        url = indicators_url(
            query=IndicatorState(state.councils, measure=indicator.measure).query()
        )
        reason = indicator.family_reason or "stands for all of these where each counts once"
        rows.append(html.Li([dcc.Link(indicator.name, href=url), html.Span(f" ({reason})")]))
    return panel(html.H2("Nearly the same"), html.Ul(rows, className="plain"))


def _first_lower(text: str) -> str:
    if text[1:2].isupper():
        return text.rstrip(".")  # an abbreviation stays as it is
    return f"{text[:1].lower()}{text[1:].rstrip('.')}"


def _definition(
    indicator: Indicator, view: IndicatorView, mark_of_release: MeasureMark | None
) -> html.Div:
    council = view.vocabulary.councils[indicator.council]
    differs = view.measure is not None and indicator.polarity != view.measure.polarity
    reason = _first_lower(indicator.polarity_reason) if differs else ""
    head = f"{council.name}, {indicator.ref}" if indicator.ref else council.name
    mark: Part = marker(council)
    if indicator.official:
        head, mark = f"Official statistics, {indicator.ref}", None
    return html.Div(
        [
            html.H3([mark, f"{head}: {indicator.name}"]),
            html.P([html.Strong(mark_of_release.state), f": {mark_of_release.reason}."])
            if mark_of_release
            else None,
            html.P(explained(indicator.definition)),
            html.P(f"{_POLARITY[indicator.polarity]} here: {reason}.") if reason else None,
            html.P(f"Counted: {indicator.population}.") if indicator.population else None,
            folded("Notes on the transcription", html.P(indicator.note, className="row-note"))
            if indicator.note
            else None,
            html.P(
                [
                    "Source: ",
                    dcc.Link(indicator.document_title, href=document_url(indicator.document)),
                    f", {printed_date(indicator.published)}, {indicator.where}.",
                ],
                className="source",
            ),
            *[
                html.P(explained(pair.sentence), className="source")
                for pair in view.also
                if pair.drawn.id == indicator.id
            ],
        ],
        className="definition",
    )

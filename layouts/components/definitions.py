"""What stands beside an indicator's charts: targets, who has no figures, definitions."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from layouts.components.parts import folded, gap, marker, panel
from portal.domain.formatting import month, printed_date
from portal.domain.indicators import Indicator
from portal.domain.views import IndicatorView
from portal.domain.vocabulary import Vocabulary
from portal.urls import document_url


def absent(view: IndicatorView) -> list[Any]:
    """The councils whose documents print nothing on the measure."""
    present = set(view.with_values)
    name = view.measure.name.lower() if view.measure else ""
    return [
        gap(f"{council.name}’s documents print no figure for “{name}”.")
        for council in view.councils
        if council.key not in present
    ]


def targets(view: IndicatorView) -> Any:
    """The targets that the documents set, or nothing."""
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


def definitions(view: IndicatorView) -> Any:
    """Each council's own definition, and which way is good."""
    body: list[Any] = [html.H2("Definition")]
    if view.measure:
        polarity = {"high": "High is good", "low": "Low is good", "none": "Neither high nor low"}
        body.append(
            html.P(
                f"{polarity[view.measure.polarity]}: {_first_lower(view.measure.polarity_reason)}."
            )
        )
    body += [_definition(indicator, view.vocabulary) for indicator in view.indicators]
    return panel(*body, className="definitions")


def _first_lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:].rstrip('.')}"


def _definition(indicator: Indicator, vocabulary: Vocabulary) -> html.Div:
    council = vocabulary.councils[indicator.council]
    head = f"{council.name}, {indicator.ref}" if indicator.ref else council.name
    return html.Div(
        [
            html.H3([marker(council), f"{head}: {indicator.name}"]),
            html.P(indicator.definition),
            html.P(f"Counted: {indicator.population}.") if indicator.population else None,
            folded("How it was read", html.P(indicator.note, className="row-note"))
            if indicator.note
            else None,
            html.P(
                [
                    "Source: ",
                    dcc.Link(indicator.document_title, href=document_url(indicator.document)),
                    f", {printed_date(indicator.published)}. {indicator.place}.",
                ],
                className="source",
            ),
        ],
        className="definition",
    )

"""Wiring of "Compare indicators"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import orjson
from dash import Dash, Input, Output
from dash.exceptions import PreventUpdate

from callbacks import embed, filter_bar, islands
from layouts import indicators as view
from layouts.components.parts import html_of
from layouts.figures.strip import Strokes, strokes
from layouts.html_writer import write_html
from layouts.ids import Indicators as ids
from portal.domain.chosen import chosen, subject
from portal.domain.view_state import IndicatorState
from portal.services import Services


def register(app: Dash, services: Services) -> None:
    """Connect the page: controls write the address, the address makes the results."""
    filter_bar.register(app, ids, IndicatorState)
    embed.register(app, ids, "indicators")
    islands.register(app, ids.RESULTS, ids.VERDICT, ids.BELOW, ids.BESIDE, ids.TABLE, ids.PACKS)
    app.callback(
        output={
            "results": Output(html_of(ids.RESULTS), "data"),
            "verdict": Output(html_of(ids.VERDICT), "data"),
            "announce": Output(ids.ANNOUNCE, "children"),
        },
        inputs={"search": Input(ids.URL, "search")},
    )(partial(show, services, services.data.until_change(partial(_strips, services), 1)))
    app.callback(
        output={
            "options": Output(ids.MEASURE, "options"),
            "measure": Output(ids.MEASURE, "value"),
            "shown": Output(ids.MEASURE_SHOWN, "data"),
            "heading": Output(ids.HEADING, "children"),
            "chosen": Output(ids.CHOSEN, "children"),
            "subject": Output(ids.CHOSEN, "data-subject"),
            "problems": Output(ids.PROBLEMS, "children"),
            "csv": Output(ids.CSV, "href"),
            "excel": Output(ids.EXCEL, "href"),
            "api": Output(ids.API, "href"),
            "packs": Output(html_of(ids.PACKS), "data"),
        },
        inputs={"search": Input(ids.URL, "search")},
    )(partial(show_options, services))
    app.callback(
        output={
            "below": Output(html_of(ids.BELOW), "data"),
            "beside": Output(html_of(ids.BESIDE), "data"),
            "summary": Output(ids.TABLE_OPEN, "children"),
            "no_table": Output(ids.TABLE_FOLD, "hidden"),
        },
        inputs={"search": Input(ids.URL, "search")},
    )(partial(show_more, services))
    app.callback(
        Output(html_of(ids.TABLE), "data"),
        Input(ids.TABLE_OPEN, "n_clicks"),
        Input(ids.URL, "search"),
        prevent_initial_call=True,
    )(partial(show_table, services))


def _strips(services: Services) -> Mapping[int, Strokes]:
    """Draw all councils on every measure on which they can be compared, by its number."""
    with services.data.reading() as (session, vocabulary):
        indicators = services.data.definitions(session, vocabulary).indicators.values()
        spreads = services.data.spreads()
    # Numbers that grow with a council would only show who is large.
    return {
        i.id: strokes(i, spreads[i.id], vocabulary.by_id)
        for i in indicators
        if i.id in spreads and i.unit not in ("count", "gbp")
    }


def show(
    services: Services, strips: Callable[[], Mapping[int, Strokes]], search: str | None
) -> dict[str, object]:
    """Answer with the charts and the verdict, which a reader looks at first."""
    if search is None:
        raise PreventUpdate
    shown = services.indicators.view(IndicatorState.from_query(search))
    state = shown.state
    empty = shown.measure is None
    around = services.elsewhere.about(state.theme, state.area, state.councils) if empty else None
    return {
        "results": write_html(view.results(shown, around, strips())),
        "verdict": write_html(view.verdict(shown)),
        "announce": view.announcement(shown),
    }


def show_more(services: Services, search: str | None) -> dict[str, object]:
    """Answer with the parts below and beside the charts."""
    if search is None:
        raise PreventUpdate
    more = services.indicators.more(IndicatorState.from_query(search))
    return {
        "below": write_html(view.below(more)),
        "beside": write_html(view.beside(more)),
        "summary": view.table_summary(more.view),
        "no_table": not more.view.values,
    }


def show_options(services: Services, search: str | None) -> dict[str, object]:
    """Answer with the choice of measures and what is chosen, problems, and links to files."""
    if search is None:
        raise PreventUpdate
    shown = services.indicators.options(IndicatorState.from_query(search))
    state, query = shown.state, shown.state.query()
    named = shown.measure.name if shown.measure is not None and state.measure else ""
    return {
        # Hundreds of options: written at once, where Dash would walk through each.
        "options": orjson.Fragment(orjson.dumps(view.measure_options(shown))),
        "measure": state.measure or None,
        "shown": state.measure or None,
        "heading": view.heading(shown.measure),
        "chosen": chosen(state, shown.vocabulary),
        "subject": subject(state, shown.vocabulary, named),
        "problems": view.problems(shown),
        **filter_bar.links("indicators", query),
        **filter_bar.packs("indicators", query),
    }


def show_table(services: Services, clicks: int | None, search: str | None) -> str:
    """Answer with every value as a table while its fold is open: after one click, three, five."""
    if not clicks or clicks % 2 == 0:
        return ""
    shown = services.indicators.view(IndicatorState.from_query(search))
    return write_html(view.values_table(shown))

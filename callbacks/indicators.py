"""Wiring of "Compare indicators"."""

from __future__ import annotations

from functools import partial
from typing import Any

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from callbacks import embed, filter_bar
from layouts import indicators as view
from layouts.ids import Indicators as ids
from layouts.rendering import rendered
from portal.domain.state import IndicatorState
from portal.services import Services
from portal.urls import api_view_url, download_url

CONTROLS = (
    ids.MEASURE,
    ids.THEME,
    ids.AREA,
    ids.WORDS,
    ids.COUNCILS,
    ids.AGAINST,
    ids.VIEW,
    ids.TIME,
)


def register(app: Dash, services: Services) -> None:
    """Connect the page: controls write the address, the address makes the results."""
    filter_bar.register(
        app,
        ids,
        "indicators",
        CONTROLS,
        set_elsewhere=ids.MEASURE,
        shown=[State(ids.SHOWN, "data")],
    )
    embed.register(app, ids, "indicators")
    app.callback(
        output={
            "results": Output(ids.RESULTS, "children"),
            "verdict": Output(ids.VERDICT, "children"),
            "announce": Output(ids.ANNOUNCE, "children"),
        },
        inputs={"search": Input(ids.URL, "search")},
    )(partial(show, services))
    app.callback(
        output={
            "options": Output(ids.MEASURE, "options"),
            "measure": Output(ids.MEASURE, "value"),
            "shown": Output(ids.SHOWN, "data"),
            "problems": Output(ids.PROBLEMS, "children"),
            "csv": Output(ids.CSV, "href"),
            "excel": Output(ids.EXCEL, "href"),
            "api": Output(ids.API, "href"),
        },
        inputs={"search": Input(ids.URL, "search")},
    )(partial(show_options, services))
    app.callback(
        output={
            "below": Output(ids.BELOW, "children"),
            "beside": Output(ids.BESIDE, "children"),
        },
        inputs={"search": Input(ids.URL, "search")},
    )(partial(show_more, services))
    app.callback(
        Output(ids.TABLE, "children"),
        Input(ids.TABLE_OPEN, "n_clicks"),
        State(ids.URL, "search"),
        prevent_initial_call=True,
    )(partial(open_table, services))


def show(services: Services, search: str | None) -> dict[str, Any]:
    """The charts and the verdict: what a reader looks at first."""
    if search is None:
        raise PreventUpdate
    shown = services.indicators.view(IndicatorState.from_query(search))
    state = shown.state
    elsewhere = services.elsewhere.about(state.theme, state.area, state.councils)
    return {
        "results": rendered(view.results(shown, elsewhere)),
        "verdict": rendered(view.verdict(shown)),
        "announce": view.announcement(shown),
    }


def show_more(services: Services, search: str | None) -> dict[str, Any]:
    """What stands below and beside the charts."""
    if search is None:
        raise PreventUpdate
    more = services.indicators.more(IndicatorState.from_query(search))
    return {"below": rendered(view.below(more)), "beside": rendered(view.beside(more))}


def show_options(services: Services, search: str | None) -> dict[str, Any]:
    """What the controls need to know: measures to choose from, what was not understood, files."""
    if search is None:
        raise PreventUpdate
    shown = services.indicators.options(IndicatorState.from_query(search))
    query = shown.state.query()
    return {
        "options": rendered(view.measure_options(shown)),
        "measure": shown.state.measure or None,
        "shown": shown.state.measure or None,
        "problems": view.problems(shown),
        "csv": download_url("indicators", "csv", query),
        "excel": download_url("indicators", "xlsx", query),
        "api": api_view_url("indicators", query),
    }


def open_table(services: Services, clicks: int | None, search: str | None) -> Any:
    """Every value as a table."""
    if clicks != 1:
        raise PreventUpdate
    return rendered(view.values_table(services.indicators.view(IndicatorState.from_query(search))))

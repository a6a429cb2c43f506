"""Wiring of the benchmarks."""

from __future__ import annotations

from functools import partial
from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from callbacks import filter_bar
from layouts import benchmarks as view
from layouts.components.filters import theme_options
from layouts.ids import Benchmarks as ids
from layouts.rendering import rendered
from portal.domain.state import BenchmarkState
from portal.services import Services
from portal.urls import api_view_url, download_url

CONTROLS = (ids.COUNCILS, ids.THEME, ids.AREA, ids.WORDS, ids.SORT, ids.ONLY)


def register(app: Dash, services: Services) -> None:
    """Connect the page: controls write the address, the address makes the results."""
    filter_bar.register_adding(
        app, ids, "benchmarks", CONTROLS, pressed=[Input(ids.more(ALL), "n_clicks")]
    )
    app.callback(
        output={
            "results": Output(ids.RESULTS, "children"),
            "data": Output(ids.DATA, "data"),
            "below": Output(ids.BELOW, "children"),
            "problems": Output(ids.PROBLEMS, "children"),
            "themes": Output(ids.THEME, "options"),
            "csv": Output(ids.CSV, "href"),
            "excel": Output(ids.EXCEL, "href"),
            "api": Output(ids.API, "href"),
        },
        inputs={"search": Input(ids.URL, "search")},
    )(partial(show, services))
    app.clientside_callback(
        ClientsideFunction("benchmarks", "build"),
        Output(ids.ANNOUNCE, "children"),
        Input(ids.DATA, "data"),
        State(ids.TABLE, "id"),
        prevent_initial_call=True,
    )


def show(services: Services, search: str | None) -> dict[str, Any]:
    """Everything that depends on the filters."""
    if search is None:
        raise PreventUpdate
    shown = services.rug.view(BenchmarkState.from_query(search))
    query = shown.state.query()
    return {
        "results": rendered(view.results(shown)),
        "data": rendered(view.data(shown)),
        "below": rendered(view.more(shown)),
        "problems": view.problems(shown),
        "themes": rendered(theme_options(shown.vocabulary, shown.themes, shown.before_theme)),
        "csv": download_url("benchmarks", "csv", query),
        "excel": download_url("benchmarks", "xlsx", query),
        "api": api_view_url("benchmarks", query),
    }

"""Wiring of the search."""

from __future__ import annotations

from functools import partial
from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from callbacks import filter_bar
from layouts import search as view
from layouts.ids import Search as ids
from layouts.rendering import rendered
from portal.domain.state import SearchState
from portal.services import Services
from portal.urls import api_view_url

CONTROLS = (ids.WORDS, ids.COUNCILS, ids.KIND)


def register(app: Dash, services: Services) -> None:
    """Connect the page: controls write the address, the address makes the results."""
    app.clientside_callback(
        ClientsideFunction("search", "writeAddress"),
        Output(ids.URL, "search"),
        *[Input(control, "value") for control in CONTROLS],
        Input(ids.more(ALL), "n_clicks"),
        Input(ids.CLEAR, "n_clicks"),
        State(ids.COUNCILS, "options"),
        State(ids.URL, "search"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("search", "readAddress"),
        *[Output(control, "value") for control in CONTROLS],
        Input(ids.URL, "search"),
        State(ids.COUNCILS, "options"),
        *[State(control, "value") for control in CONTROLS],
        prevent_initial_call=True,
    )
    filter_bar.register(app, ids)
    app.callback(
        output={
            "results": Output(ids.RESULTS, "children"),
            "problems": Output(ids.PROBLEMS, "children"),
            "announce": Output(ids.ANNOUNCE, "children"),
            "kinds": Output(ids.KIND, "options"),
            "api": Output(ids.API, "href"),
        },
        inputs={"search": Input(ids.URL, "search")},
    )(partial(show, services))
    app.clientside_callback(
        ClientsideFunction("search", "goOn"),
        Output(ids.RESULTS, "title"),
        Input(ids.RESULTS, "children"),
    )


def show(services: Services, search: str | None) -> dict[str, Any]:
    """Everything that depends on the words and the filters."""
    if search is None:
        raise PreventUpdate
    shown = services.search.view(SearchState.from_query(search))
    return {
        "results": rendered(view.results(shown)),
        "problems": view.problems(shown),
        "announce": view.announcement(shown),
        "kinds": view.kind_options(shown),
        "api": api_view_url("search", shown.state.query()),
    }

"""Wiring of the search."""

from __future__ import annotations

from functools import partial
from typing import Any

from dash import ALL, Dash, Input, Output
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
    filter_bar.register(app, ids, "search", CONTROLS, pressed=[Input(ids.more(ALL), "n_clicks")])
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
    filter_bar.focus_after(app, "search", ids.RESULTS)


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

"""Wiring of the page of findings."""

from __future__ import annotations

from functools import partial
from typing import Any

from dash import ALL, Dash, Input, Output
from dash.exceptions import PreventUpdate

from callbacks import filter_bar
from layouts import findings as view
from layouts.components.filters import theme_options
from layouts.ids import Findings as ids
from layouts.rendering import rendered
from portal.domain.state import FindingsState
from portal.services import Services
from portal.urls import api_view_url, download_url

CONTROLS = (ids.COUNCILS, ids.THEME, ids.KIND, ids.DOCUMENT, ids.AREA, ids.WORDS)


def register(app: Dash, services: Services) -> None:
    """Connect the page: controls write the address, the address makes the results."""
    filter_bar.register(
        app,
        ids,
        "findings",
        CONTROLS,
        pressed=[Input(ids.cell(ALL, ALL), "n_clicks"), Input(ids.more(ALL), "n_clicks")],
    )
    app.callback(
        output={
            "results": Output(ids.RESULTS, "children"),
            "problems": Output(ids.PROBLEMS, "children"),
            "announce": Output(ids.ANNOUNCE, "children"),
            "themes": Output(ids.THEME, "options"),
            "kinds": Output(ids.KIND, "options"),
            "csv": Output(ids.CSV, "href"),
            "excel": Output(ids.EXCEL, "href"),
            "api": Output(ids.API, "href"),
        },
        inputs={"search": Input(ids.URL, "search")},
    )(partial(show, services))
    filter_bar.focus_after(app, "findings", ids.RESULTS)


def show(services: Services, search: str | None) -> dict[str, Any]:
    """Everything that depends on the filters."""
    if search is None:
        raise PreventUpdate
    shown = services.findings.view(FindingsState.from_query(search))
    query = shown.state.query()
    return {
        "results": rendered(view.results(shown)),
        "problems": view.problems(shown),
        "announce": view.announcement(shown),
        "themes": rendered(theme_options(shown.vocabulary, shown.themes, shown.before_theme)),
        "kinds": view.kind_options(shown),
        "csv": download_url("findings", "csv", query),
        "excel": download_url("findings", "xlsx", query),
        "api": api_view_url("findings", query),
    }

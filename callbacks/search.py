"""Wiring of the search."""

from __future__ import annotations

from functools import partial

from dash import Dash
from dash.exceptions import PreventUpdate

from callbacks import filter_bar
from layouts import search as view
from layouts.components.parts import misread
from layouts.html_writer import write_html
from layouts.ids import Search as ids
from portal.domain.chosen import chosen
from portal.domain.search_state import SearchState
from portal.services import Services
from portal.urls import api_view_url


def register(app: Dash, services: Services) -> None:
    """Connect the page: controls write the address, the address makes the results."""
    filter_bar.connect(app, ids, SearchState, partial(show, services), "kind")


def show(services: Services, search: str | None) -> dict[str, object]:
    """Answer with everything that depends on the words and the filters."""
    if search is None:
        raise PreventUpdate
    shown = services.search.view(SearchState.from_query(search))
    elsewhere = services.elsewhere.about("", "", shown.state.councils)
    return {
        "results": write_html(view.results(shown, elsewhere)),
        "problems": misread(shown.problems),
        "announce": view.announcement(shown),
        "chosen": chosen(shown.state, shown.vocabulary),
        "kind": view.kind_options(shown),
        "api": api_view_url("search", shown.state.query(page=1)),
    }

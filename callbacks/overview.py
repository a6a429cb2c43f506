"""Wiring of the overview."""

from __future__ import annotations

from functools import partial

from dash import Dash
from dash.exceptions import PreventUpdate

from callbacks import filter_bar
from layouts import overview as view
from layouts.components.parts import misread
from layouts.html_writer import write_html
from layouts.ids import Overview as ids
from portal.domain.chosen import chosen
from portal.domain.overview import OverviewState
from portal.services import Services


def register(app: Dash, services: Services) -> None:
    """Connect the page: controls write the address, the address makes the results."""
    filter_bar.connect(app, ids, OverviewState, partial(show, services), "csv", "excel", "packs")


def show(services: Services, search: str | None) -> dict[str, object]:
    """Answer with everything that depends on the filters."""
    if search is None:
        raise PreventUpdate
    shown = services.overview.view(OverviewState.from_query(search))
    return {
        "results": write_html(view.results(shown)),
        "problems": misread(shown.problems),
        "announce": view.announcement(shown),
        "chosen": chosen(shown.state, shown.vocabulary),
        **filter_bar.links("overview", shown.state.query()),
        **filter_bar.packs("overview", shown.state.query()),
    }

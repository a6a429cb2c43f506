"""Wiring of the page of what comes back."""

from __future__ import annotations

from functools import partial

from dash import Dash
from dash.exceptions import PreventUpdate

from callbacks import filter_bar
from layouts import returns as view
from layouts.components.parts import misread
from layouts.html_writer import write_html
from layouts.ids import Returns as ids
from portal.domain.chosen import chosen
from portal.domain.inspection_state import ReturnsState
from portal.services import Services


def register(app: Dash, services: Services) -> None:
    """Connect the page: controls write the address, the address makes the results."""
    filter_bar.connect(app, ids, ReturnsState, partial(show, services), "csv", "excel", "packs")


def show(services: Services, search: str | None) -> dict[str, object]:
    """Answer with everything that depends on the filters."""
    if search is None:
        raise PreventUpdate
    shown = services.returns.view(ReturnsState.from_query(search))
    return {
        "results": write_html(view.results(shown)),
        "problems": misread(shown.problems),
        "announce": view.announcement(shown),
        "chosen": chosen(shown.state, shown.vocabulary),
        **filter_bar.links("returns", shown.state.query(page=1)),
        **filter_bar.packs("returns", shown.state.query(page=1)),
    }

"""Wiring of the page of progress."""

from __future__ import annotations

from functools import partial

from dash import Dash
from dash.exceptions import PreventUpdate

from callbacks import filter_bar
from layouts import progress as view
from layouts.components.parts import misread
from layouts.html_writer import write_html
from layouts.ids import Progress as ids
from portal.domain.chosen import chosen
from portal.domain.progress_state import ProgressState
from portal.services import Services


def register(app: Dash, services: Services) -> None:
    """Connect the page: controls write the address, the address makes the results."""
    filter_bar.connect(app, ids, ProgressState, partial(show, services), "csv", "excel", "packs")


def show(services: Services, search: str | None) -> dict[str, object]:
    """Answer with everything that depends on the filters."""
    if search is None:
        raise PreventUpdate
    shown = services.progress.view(ProgressState.from_query(search))
    return {
        "results": write_html(view.results(shown)),
        "problems": misread(shown.problems),
        "announce": view.announcement(shown),
        "chosen": chosen(shown.state, shown.vocabulary),
        **filter_bar.links("progress", shown.state.query(page=1)),
        **filter_bar.packs("progress", shown.state.query(page=1)),
    }

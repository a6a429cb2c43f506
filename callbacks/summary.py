"""Wiring of the summary."""

from __future__ import annotations

from functools import partial

from dash import Dash
from dash.exceptions import PreventUpdate

from callbacks import filter_bar
from layouts import summary as view
from layouts.components.parts import misread
from layouts.html_writer import write_html
from layouts.ids import Summary as ids
from portal.domain.chosen import chosen
from portal.domain.view_state import SummaryState
from portal.services import Services


def register(app: Dash, services: Services) -> None:
    """Connect the page: controls write the address, the address makes the results."""
    files = ("csv", "excel", "packs")
    filter_bar.connect(app, ids, SummaryState, partial(show, services), *files)


def show(services: Services, search: str | None) -> dict[str, object]:
    """Answer with everything that depends on the filters."""
    if search is None:
        raise PreventUpdate
    shown = services.summary.view(SummaryState.from_query(search))
    query = shown.state.query(page=1)
    return {
        "results": write_html(view.results(shown)),
        "problems": misread(shown.problems),
        "announce": view.announcement(shown),
        "chosen": chosen(shown.state, shown.vocabulary),
        **filter_bar.links("summary", query),
        **filter_bar.packs("summary", query),
    }

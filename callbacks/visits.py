"""Wiring of the list of visits."""

from __future__ import annotations

from functools import partial
from typing import Any

from dash import Dash, Input, Output

from callbacks import islands
from layouts import visits as view
from layouts.components.parts import html_of
from layouts.html_writer import write_html
from layouts.ids import Visits as ids
from portal.services import Services


def register(app: Dash, services: Services) -> None:
    """Fill the page, and again when a visit was made."""
    app.callback(Output(html_of(ids.RESULTS), "data"), Input(ids.CHANGED, "data"))(
        partial(show, services)
    )
    islands.register(app, ids.RESULTS)


def show(services: Services, _changed: int) -> Any:
    """Answer with the visits of the signed-in person."""
    visits = services.visits.mine(services.who())
    return write_html(view.results(visits, services.data.vocabulary()))

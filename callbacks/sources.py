"""Wiring of the sources page."""

from __future__ import annotations

from functools import partial
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output

from layouts import sources as view
from layouts.ids import Sources as ids
from layouts.rendering import rendered
from portal.services import Services


def register(app: Dash, services: Services) -> None:
    """Fill the page once it is there, and go to the place that the address names."""
    app.callback(Output(ids.RESULTS, "children"), Input(ids.RESULTS, "id"))(partial(show, services))
    app.clientside_callback(
        ClientsideFunction("page", "goToPlace"),
        Output(ids.RESULTS, "title"),
        Input(ids.RESULTS, "children"),
    )


def show(services: Services, _there: str) -> Any:
    """The whole page."""
    return rendered(view.results(services.sources.view()))

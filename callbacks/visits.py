"""Wiring of the list of visits."""

from __future__ import annotations

from functools import partial
from typing import Any

from dash import Dash, Input, Output

from layouts import visits as view
from layouts.ids import Visits as ids
from layouts.rendering import rendered
from portal.services import Services


def register(app: Dash, services: Services) -> None:
    """Fill the page, and again when a visit was made."""
    app.callback(Output(ids.RESULTS, "children"), Input(ids.CHANGED, "data"))(
        partial(show, services)
    )


def show(services: Services, _changed: int) -> Any:
    """The visits of whoever asks."""
    found = services.visits.mine(services.who())
    return rendered(view.results(found, services.data.vocabulary()))

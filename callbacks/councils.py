"""Wiring of the list of councils."""

from __future__ import annotations

from functools import partial
from typing import Any

from dash import Dash, Input, Output

from layouts import councils as view
from layouts.ids import Councils as ids
from layouts.rendering import rendered
from portal.services import Services


def register(app: Dash, services: Services) -> None:
    """Fill the page once it is there."""
    app.callback(Output(ids.RESULTS, "children"), Input(ids.RESULTS, "id"))(partial(show, services))


def show(services: Services, _there: str) -> Any:
    """A card a council, and where the others are."""
    return rendered(view.results(services.councils.cards(), services.councils.others()))

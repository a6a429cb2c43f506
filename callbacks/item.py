"""Wiring of an item's page."""

from __future__ import annotations

from functools import partial
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output

from layouts import item as view
from layouts.ids import Item as ids
from layouts.rendering import rendered
from portal.services import Services
from portal.services.base import Unknown


def register(app: Dash, services: Services) -> None:
    """Fill the page once it is there, and go to the place that the address names."""
    app.callback(Output(ids.RESULTS, "children"), Input(ids.KEY, "data"))(partial(show, services))
    app.clientside_callback(
        ClientsideFunction("page", "goToPlace"),
        Output(ids.RESULTS, "title"),
        Input(ids.RESULTS, "children"),
    )


def show(services: Services, key: Any) -> Any:
    """The item's page, or that there is none."""
    named = key if isinstance(key, dict) else {}
    plan, ref = str(named.get("plan", "")), str(named.get("ref", ""))
    try:
        return rendered(view.results(services.items.view(plan, ref)))
    except Unknown:
        return view.missing(plan, ref)

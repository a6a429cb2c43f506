"""Wiring of an item's page."""

from __future__ import annotations

from functools import partial
from typing import Any

from dash import Dash, Input, Output

from callbacks import islands
from layouts import item as view
from layouts.components.parts import html_of
from layouts.html_writer import write_html
from layouts.ids import Item as ids
from portal.services import Services
from portal.services.base import NotFound


def register(app: Dash, services: Services) -> None:
    """Fill the page once it is there."""
    app.callback(Output(html_of(ids.RESULTS), "data"), Input(ids.KEY, "data"))(
        partial(show, services)
    )
    islands.register(app, ids.RESULTS)


def show(services: Services, key: Any) -> Any:
    """Answer with the item's page, or that there is none."""
    named = key if isinstance(key, dict) else {}
    plan, ref = str(named.get("plan", "")), str(named.get("ref", ""))
    try:
        return write_html(view.results(services.items.view(plan, ref)))
    except NotFound:
        return write_html(view.missing(plan, ref))

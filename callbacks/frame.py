"""Wiring of the frame around every page: the item panel, and the links of the header."""

from __future__ import annotations

from functools import partial

from dash import ClientsideFunction, Dash, Input, Output
from dash.exceptions import PreventUpdate
from markupsafe import Markup

from callbacks import islands
from layouts.components.cards import panel_content, panel_missing
from layouts.components.parts import html_of
from layouts.html_writer import write_html
from layouts.ids import App as ids
from portal.services import Services
from portal.services.base import NotFound


def register(app: Dash, services: Services) -> None:
    """Connect the panel with the address, and let the reader's choice travel."""
    islands.register(app, ids.PANEL_CONTENT)
    app.callback(
        Output(html_of(ids.PANEL_CONTENT), "data"),
        Input(ids.ITEM, "data"),
        prevent_initial_call=True,
    )(partial(show_item, services))
    app.clientside_callback(
        ClientsideFunction("panel", "start"),
        Output(ids.ITEM, "data"),
        Input(ids.PANEL, "id"),
    )
    app.clientside_callback(
        ClientsideFunction("travel", "start"),
        Output(ids.NAVIGATION, "title"),
        Input(ids.NAVIGATION, "id"),
    )


def show_item(services: Services, key: object) -> Markup:
    """Show the item that the address names as `plan/reference`."""
    if not isinstance(key, str) or not key:
        raise PreventUpdate
    plan, _, ref = key.partition("/")
    try:
        item = services.items.view(plan, ref, similar=False)
        return write_html(panel_content(item, services.inspections.requests(item)))
    except NotFound:
        return write_html(panel_missing(key))

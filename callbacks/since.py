"""Wiring of the notice to a reader who comes from a pack."""

from __future__ import annotations

from functools import partial

from dash import ClientsideFunction, Dash, Input, Output
from dash.exceptions import PreventUpdate

from layouts import since as view
from layouts.ids import App as ids
from layouts.markup import Part
from portal.services import Services

ROUTER = "_pages_location"


def register(app: Dash, services: Services) -> None:
    """Ask only where the address holds a stamp."""
    app.clientside_callback(
        ClientsideFunction("page", "readStamp"),
        Output(ids.STAMP, "data"),
        Input(ROUTER, "pathname"),
        Input(ROUTER, "search"),
    )
    app.callback(
        Output(ids.SINCE, "children"), Input(ids.STAMP, "data"), prevent_initial_call=True
    )(partial(show, services))


def show(services: Services, stamp: object) -> Part:
    """Answer with a notice if the view has changed since the link was written."""
    if not isinstance(stamp, dict):
        return None
    path, search = stamp.get("path"), stamp.get("search")
    if not isinstance(path, str) or not isinstance(search, str):
        raise PreventUpdate
    return view.notice(services.since.look(path, search))

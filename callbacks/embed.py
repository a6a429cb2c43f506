"""Wiring of the code that shows a view on another site."""

from __future__ import annotations

from typing import Protocol

from dash import ClientsideFunction, Dash, Input, Output, State


class Ids(Protocol):
    """The ids that a page with such code has."""

    URL: str
    EMBED: str
    EMBED_COPY: str


def register(app: Dash, ids: type[Ids], view: str) -> None:
    """Write the code for the address that is open, and copy it."""
    app.clientside_callback(
        ClientsideFunction("embed", view),
        Output(ids.EMBED, "children"),
        Input(ids.URL, "search"),
    )
    app.clientside_callback(
        ClientsideFunction("embed", "copy"),
        Output(ids.EMBED_COPY, "children"),
        Input(ids.EMBED_COPY, "n_clicks"),
        State(ids.EMBED, "children"),
        prevent_initial_call=True,
    )

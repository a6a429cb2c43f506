"""Wiring of the code that shows a view on another site."""

from __future__ import annotations

from dash import ClientsideFunction, Dash, Input, Output, State

from layouts.ids import EmbeddedIds


def register(app: Dash, ids: type[EmbeddedIds], view: str) -> None:
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

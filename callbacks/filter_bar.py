"""Wiring that every page with a filter bar shares."""

from __future__ import annotations

from typing import Protocol

from dash import ClientsideFunction, Dash, Input, Output


class Ids(Protocol):
    """The ids that a page with a filter bar has."""

    TOGGLE: str
    FILTERS: str
    COPY: str


def register(app: Dash, ids: type[Ids]) -> None:
    """Fold the filters on a phone, and copy the link of the view."""
    app.clientside_callback(
        ClientsideFunction("page", "toggleFilters"),
        Output(ids.FILTERS, "className"),
        Output(ids.TOGGLE, "aria-expanded"),
        Input(ids.TOGGLE, "n_clicks"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("page", "copyLink"),
        Output(ids.COPY, "children"),
        Input(ids.COPY, "n_clicks"),
        prevent_initial_call=True,
    )

"""Wiring of islands: HTML that a callback gives is filled into its place."""

from __future__ import annotations

from collections.abc import Callable

from dash import ClientsideFunction, Dash, Input, Output, State
from markupsafe import Markup

from layouts.components.parts import html_of


def register(app: Dash, *places: str) -> None:
    """Fill each place whenever its HTML changes; `places` are ids of islands."""
    for place in places:
        app.clientside_callback(
            ClientsideFunction("island", "fill"),
            Output(place, "title"),
            Input(html_of(place), "data"),
            State(place, "id"),
        )


def answer(app: Dash, place: str, handler: Callable[..., Markup], *inputs: Input) -> None:
    """Fill an island with what a handler writes, at first and whenever an input changes."""
    app.callback(Output(html_of(place), "data"), *inputs)(handler)
    register(app, place)

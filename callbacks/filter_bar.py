"""Wiring that every page with a filter bar shares: its controls and its address are one thing."""

from __future__ import annotations

from collections.abc import Sequence

from dash import ClientsideFunction, Dash, Input, Output, State

from layouts.ids import FilteredIds


def register(
    app: Dash,
    ids: type[FilteredIds],
    page: str,
    controls: Sequence[str],
    *,
    set_elsewhere: str | None = None,
    shown: Sequence[State] = (),
) -> None:
    """Let controls write the address, and the address set the controls (on Back, from a link).

    `page` names the script `assets/js/<page>.js`. Any council of the country can be added.
    `set_elsewhere` is a control that another callback sets, since its options come with its value;
    `shown` is what the script must know besides.
    """
    names = State(ids.COUNCIL_NAMES, "data")
    read = [control for control in controls if control != set_elsewhere]
    app.clientside_callback(
        ClientsideFunction(page, "writeAddress"),
        Output(ids.URL, "search"),
        Output(ids.COUNCIL_ADD, "value"),
        *[Input(control, "value") for control in controls],
        Input(ids.COUNCIL_ADD, "value"),
        Input(ids.CLEAR, "n_clicks"),
        *shown,
        names,
        State(ids.URL, "search"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction(page, "readAddress"),
        *[Output(control, "value") for control in read],
        Output(ids.COUNCILS, "options"),
        Input(ids.URL, "search"),
        names,
        *[State(control, "value") for control in read],
        State(ids.COUNCILS, "options"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("page", "offerNames"),
        Output(ids.COUNCIL_OFFERED, "title"),
        Input(ids.COUNCIL_NAMES, "data"),
        State(ids.COUNCIL_OFFERED, "id"),
    )
    _fold_and_copy(app, ids)


def _fold_and_copy(app: Dash, ids: type[FilteredIds]) -> None:
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

"""Wiring that every page with a filter bar shares: its controls and its address are one thing."""

from __future__ import annotations

from dash import ClientsideFunction, Dash, Input, Output, State

from layouts.components.filters import controls
from layouts.ids import FilteredIds
from portal.domain.view_state import State as ViewState


def register(app: Dash, ids: type[FilteredIds], state: type[ViewState]) -> None:
    """Let controls write the address, and the address set the controls (on Back, from a link).

    The filters of `state` that have an id here have a control (`filters.controls`). What another
    callback chooses, since options and value come together (`FilterSpec.narrowed_by`), is read
    from the store `<control>-shown` and not set here. Any council of the country can be added.
    """
    chosen = [id_ for id_, spec in controls(ids, state) if spec.narrowed_by]
    every = [id_ for id_, _spec in controls(ids, state)]
    set_here = [id_ for id_ in every if id_ not in chosen]
    store = State(ids.COUNCIL_NAMES, "data")
    app.clientside_callback(
        ClientsideFunction("address", "write"),
        Output(ids.URL, "search"),
        Output(ids.COUNCIL_ADD, "value"),
        *[Input(control, "value") for control in every],
        Input(ids.COUNCIL_ADD, "value"),
        Input(ids.CLEAR, "n_clicks"),
        *[State(f"{control}-shown", "data") for control in chosen],
        store,
        State(ids.URL, "search"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("address", "show"),
        *[Output(control, "value") for control in set_here],
        Output(ids.COUNCILS, "options"),
        Input(ids.URL, "search"),
        store,
        *[State(control, "value") for control in set_here],
        State(ids.COUNCILS, "options"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("address", "offerNames"),
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

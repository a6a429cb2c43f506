"""Wiring that every page with a filter bar shares: its controls and its address are one thing."""

from __future__ import annotations

from dash import ClientsideFunction, Dash, Input, Output, State

from layouts.components.filters import controls
from layouts.components.parts import pack_menu
from layouts.html_writer import write_html
from layouts.ids import FilteredIds
from portal.domain.view_state import State as ViewState
from portal.urls import api_view_url, download_url


def links(view: str, query: str) -> dict[str, str]:
    """Write the addresses of a view's data: as files and through the API."""
    return {
        "csv": download_url(view, "csv", query),
        "excel": download_url(view, "xlsx", query),
        "api": api_view_url(view, query),
    }


def packs(view: str, query: str) -> dict[str, object]:
    """Write the links to a view's packs."""
    return {"packs": write_html(pack_menu(view, query))}


def register(app: Dash, ids: type[FilteredIds], state: type[ViewState]) -> None:
    """Let controls write the address, and the address set the controls (on Back, from a link).

    The filters of `state` that have an id here have a control (`filters.controls`). What another
    callback chooses, since options and value come together (`FilterSpec.narrowed_by`), is read
    from the store `<control>-shown` and not set here. Any council of the country can be added.
    """
    chosen = [id_ for id_, spec in controls(ids, state) if spec.narrowed_by]
    every = [id_ for id_, _spec in controls(ids, state)]
    pickers = [id_ for id_, spec in controls(ids, state) if spec.kind == "keys"]
    # `MEASURES` are chosen by chips and by the box `MEASURE_ADD`, as the councils are.
    boxes = [ids.COUNCIL_ADD, *(f"{id_.removesuffix('s')}-add" for id_ in pickers)]
    set_here = [id_ for id_ in every if id_ not in chosen]
    store = State(ids.COUNCIL_NAMES, "data")
    app.clientside_callback(
        ClientsideFunction("address", "write"),
        Output(ids.URL, "search"),
        *[Output(box, "value") for box in boxes],
        *[Input(control, "value") for control in every],
        *[Input(box, "value") for box in boxes],
        Input(ids.CLEAR, "n_clicks"),
        *[State(f"{control}-shown", "data") for control in chosen],
        store,
        State(ids.URL, "search"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("address", "show"),
        *[Output(control, "value") for control in set_here],
        *[Output(picker, "options") for picker in (ids.COUNCILS, *pickers)],
        Input(ids.URL, "search"),
        store,
        *[State(control, "value") for control in set_here],
        *[State(picker, "options") for picker in (ids.COUNCILS, *pickers)],
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("address", "offerNames"),
        Output(ids.COUNCIL_OFFERED, "title"),
        Input(ids.COUNCIL_NAMES, "data"),
        State(ids.COUNCIL_OFFERED, "id"),
    )
    app.clientside_callback(
        ClientsideFunction("page", "nameDocument"),
        Output(ids.CHOSEN, "title"),
        Input(ids.CHOSEN, "data-subject"),
        State("_pages_store", "data"),
    )
    _copy(app, ids)


def _copy(app: Dash, ids: type[FilteredIds]) -> None:
    """Copy the link of the view."""
    app.clientside_callback(
        ClientsideFunction("page", "copyLink"),
        Output(ids.COPY, "children"),
        Input(ids.COPY, "n_clicks"),
        prevent_initial_call=True,
    )

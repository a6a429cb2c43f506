"""Wiring of "Compare plans"."""

from __future__ import annotations

from functools import partial
from typing import Any

from dash import ALL, MATCH, Dash, Input, Output, State, ctx
from dash.exceptions import PreventUpdate

from callbacks import embed, filter_bar
from layouts import compare as view
from layouts.components.cards import details
from layouts.components.filters import theme_options
from layouts.ids import Compare as ids
from layouts.rendering import rendered
from portal.domain.state import CompareState
from portal.services import Services
from portal.services.base import Unknown
from portal.urls import api_view_url, download_url, pack_url

CONTROLS = (ids.COUNCILS, ids.THEME, ids.AREA, ids.PLAN, ids.STATUS, ids.WORDS, ids.TIME)


def register(app: Dash, services: Services) -> None:
    """Connect the page: controls write the address, the address makes the results."""
    filter_bar.register(
        app, ids, "compare", CONTROLS, pressed=[Input(ids.cell(ALL, ALL), "n_clicks")]
    )
    embed.register(app, ids, "compare")
    app.callback(
        output={
            "results": Output(ids.RESULTS, "children"),
            "problems": Output(ids.PROBLEMS, "children"),
            "announce": Output(ids.ANNOUNCE, "children"),
            "themes": Output(ids.THEME, "options"),
            "csv": Output(ids.CSV, "href"),
            "excel": Output(ids.EXCEL, "href"),
            "api": Output(ids.API, "href"),
            "slides": Output(ids.SLIDES, "href"),
            "word": Output(ids.WORD, "href"),
        },
        inputs={"search": Input(ids.URL, "search")},
    )(partial(show, services))
    app.callback(
        Output(ids.rest(MATCH, MATCH), "children"),
        Input(ids.more(MATCH, MATCH), "n_clicks"),
        State(ids.URL, "search"),
        prevent_initial_call=True,
    )(partial(open_more, services))
    app.callback(
        Output(ids.TABLE, "children"),
        Input(ids.TABLE_OPEN, "n_clicks"),
        State(ids.URL, "search"),
        prevent_initial_call=True,
    )(partial(open_table, services))
    app.callback(
        Output(ids.details(MATCH), "children"),
        Input(ids.card(MATCH), "n_clicks"),
        prevent_initial_call=True,
    )(partial(open_card, services))


def show(services: Services, search: str | None) -> dict[str, Any]:
    """Everything that depends on the filters."""
    if search is None:
        raise PreventUpdate
    shown = services.compare.view(CompareState.from_query(search))
    query = shown.state.query()
    return {
        "results": rendered(view.results(shown)),
        "problems": view.problems(shown),
        "announce": view.announcement(shown),
        "themes": rendered(theme_options(shown.vocabulary, shown.themes, shown.before_theme)),
        "csv": download_url("compare", "csv", query),
        "excel": download_url("compare", "xlsx", query),
        "api": api_view_url("compare", query),
        "slides": pack_url("compare", "pptx", query),
        "word": pack_url("compare", "docx", query),
    }


def open_more(services: Services, clicks: int | None, search: str | None) -> Any:
    """The cards of one area and council that were not shown at once."""
    if clicks != 1 or not isinstance(ctx.triggered_id, dict):
        raise PreventUpdate
    shown = services.compare.view(CompareState.from_query(search))
    area, council = ctx.triggered_id.get("area"), ctx.triggered_id.get("council")
    return rendered(view.rest(shown, str(area), str(council)))


def open_table(services: Services, clicks: int | None, search: str | None) -> Any:
    """The timeline as a table."""
    if clicks != 1:
        raise PreventUpdate
    return rendered(view.timeline_table(services.compare.view(CompareState.from_query(search))))


def open_card(services: Services, clicks: int | None) -> Any:
    """What a card opens to."""
    if clicks != 1 or not isinstance(ctx.triggered_id, dict):
        raise PreventUpdate
    plan, _, ref = str(ctx.triggered_id.get("item", "")).partition("/")
    try:
        return rendered(details(services.items.view(plan, ref, similar=False)))
    except Unknown:
        raise PreventUpdate from None

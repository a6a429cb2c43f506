"""Wiring of "Compare plans"."""

from __future__ import annotations

from functools import partial

from dash import Dash
from dash.exceptions import PreventUpdate

from callbacks import embed, filter_bar
from layouts import compare as view
from layouts.components.filters import select_options, theme_options
from layouts.components.parts import misread
from layouts.html_writer import write_html
from layouts.ids import Compare as ids
from portal.domain.chosen import chosen
from portal.domain.view_models import GridView
from portal.domain.view_state import CompareState
from portal.services import Services


def register(app: Dash, services: Services) -> None:
    """Connect the page: controls write the address, the address makes the results."""
    filter_bar.connect(
        app,
        ids,
        CompareState,
        partial(show, services),
        *("theme", "plan", "csv", "excel", "packs"),
    )
    embed.register(app, ids, "compare")


def show(services: Services, search: str | None) -> dict[str, object]:
    """Answer with everything that depends on the filters."""
    if search is None:
        raise PreventUpdate
    shown = services.compare.page(CompareState.from_query(search))
    query = shown.state.query()
    councils = () if isinstance(shown, GridView) else shown.councils
    plans = view.plan_options(shown.vocabulary, councils, shown.state.plan)
    state = shown.state
    empty = not shown.items
    around = services.elsewhere.about(state.theme, state.area, state.councils) if empty else None
    return {
        "results": write_html(view.results(shown, around)),
        "problems": misread(shown.problems),
        "announce": view.announcement(shown),
        "chosen": chosen(shown.state, shown.vocabulary),
        "theme": theme_options(shown.vocabulary, shown.themes, shown.before_theme),
        "plan": select_options(plans),
        **filter_bar.links("compare", query),
        # A pack shows councils side by side; the grid is taken along as a table.
        **({"packs": ""} if isinstance(shown, GridView) else filter_bar.packs("compare", query)),
    }

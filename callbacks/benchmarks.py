"""Wiring of the benchmarks."""

from __future__ import annotations

from functools import partial

from dash import Dash
from dash.exceptions import PreventUpdate

from callbacks import filter_bar
from layouts import benchmarks as view
from layouts.components.filters import theme_options
from layouts.components.parts import misread
from layouts.html_writer import write_html
from layouts.ids import Benchmarks as ids
from portal.domain.chosen import chosen
from portal.domain.view_state import BenchmarkState
from portal.services import Services


def register(app: Dash, services: Services) -> None:
    """Connect the page: controls write the address, the address makes the results."""
    filter_bar.connect(
        app, ids, BenchmarkState, partial(show, services), "theme", "csv", "excel", "packs"
    )


def show(services: Services, search: str | None) -> dict[str, object]:
    """Answer with everything that depends on the filters."""
    if search is None:
        raise PreventUpdate
    shown = services.benchmarks.view(BenchmarkState.from_query(search))
    state, query = shown.state, shown.state.query(page=1)
    elsewhere = services.elsewhere.about(state.theme, state.area, state.councils)
    return {
        "results": write_html(view.results(shown, elsewhere)),
        "problems": misread(shown.problems),
        "announce": view.announcement(shown),
        "chosen": chosen(shown.state, shown.vocabulary),
        "theme": theme_options(shown.vocabulary, shown.themes, shown.before_theme),
        **filter_bar.links("benchmarks", query),
        **filter_bar.packs("benchmarks", query),
    }

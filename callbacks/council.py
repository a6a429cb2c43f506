"""Wiring of a council's page."""

from __future__ import annotations

from functools import partial
from typing import Any

from dash import Dash, Input, Output

from callbacks import islands
from layouts import council as view
from layouts.components.parts import html_of
from layouts.html_writer import write_html
from layouts.ids import Council as ids
from portal.domain.view_state import CouncilState
from portal.services import Services
from portal.services.base import NotFound


def register(app: Dash, services: Services) -> None:
    """Fill the page once it is there, and again for another page of its list."""
    app.callback(
        Output(html_of(ids.RESULTS), "data"), Input(ids.KEY, "data"), Input(ids.URL, "search")
    )(partial(show, services))
    islands.register(app, ids.RESULTS)


def show(services: Services, council: Any, search: str | None) -> Any:
    """Answer with the council's page, or that there is none."""
    number, key = CouncilState.from_query(search).page, str(council)
    try:
        shown, standing = services.councils.view(key), services.benchmarks.standing(key)
        return write_html(view.results(shown, standing, number))
    except NotFound:
        return write_html(view.missing(str(council), services.data.vocabulary().with_plans))

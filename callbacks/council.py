"""Wiring of a council's page."""

from __future__ import annotations

from functools import partial

from dash import Dash, Input
from markupsafe import Markup

from callbacks import islands
from layouts import council as view
from layouts.html_writer import write_html
from layouts.ids import Council as ids
from portal.domain.view_state import CouncilState
from portal.services import Services
from portal.services.base import NotFound


def register(app: Dash, services: Services) -> None:
    """Fill the page once it is there, and again for another page of its list."""
    inputs = Input(ids.KEY, "data"), Input(ids.URL, "search")
    islands.answer(app, ids.RESULTS, partial(show, services), *inputs)


def show(services: Services, council: object, search: str | None) -> Markup:
    """Answer with the council's page, or that there is none."""
    number, key = CouncilState.from_query(search).page, str(council)
    try:
        shown, standing = services.councils.view(key), services.benchmarks.standing(key)
        graded = services.inspections.of_council(key)
        history = services.returns.of_council(key)
        return write_html(view.results(shown, standing, number, graded, history))
    except NotFound:
        return write_html(view.missing(str(council), services.data.vocabulary().with_plans))

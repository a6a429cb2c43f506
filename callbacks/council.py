"""Wiring of a council's page."""

from __future__ import annotations

from collections.abc import Callable
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

# Pages of councils that each process keeps as they are written: some 200 kB each.
_PAGES = 48


def register(app: Dash, services: Services) -> None:
    """Fill the page once it is there, and again for another page of its list."""
    inputs = Input(ids.KEY, "data"), Input(ids.URL, "search")
    written = services.data.until_change(partial(write, services), _PAGES)
    islands.answer(app, ids.RESULTS, partial(show, services, written), *inputs)


def show(
    services: Services,
    written: Callable[[str, int], Markup],
    council: object,
    search: str | None,
) -> Markup:
    """Answer with the council's page, or that there is none."""
    number, key = CouncilState.from_query(search).page, str(council)
    try:
        return written(key, number)
    except NotFound:
        return write_html(view.missing(key, services.data.vocabulary().with_plans))


def write(services: Services, key: str, number: int) -> Markup:
    """Write a council's page with one page of its list.

    Raises:
        NotFound: if there is no such council.
    """
    shown, standing = services.councils.view(key), services.benchmarks.standing(key)
    graded = services.inspections.of_council(key)
    history = services.returns.of_council(key)
    return write_html(view.results(shown, standing, number, graded, history))

"""Wiring of the sources page."""

from __future__ import annotations

from functools import partial

from dash import Dash, Input
from markupsafe import Markup

from callbacks import islands
from layouts import sources as view
from layouts.html_writer import write_html
from layouts.ids import Sources as ids
from portal.domain.view_state import SourcesState
from portal.services import Services


def register(app: Dash, services: Services) -> None:
    """Fill the page once it is there, and again for another page of a list."""
    inputs = Input(ids.URL, "search"), Input(ids.URL, "hash")
    islands.answer(app, ids.RESULTS, partial(show, services), *inputs)


def show(services: Services, search: str | None, place: object) -> Markup:
    """Answer with the whole page; `place` is the part of the address that names a document."""
    key = place.removeprefix("#") if isinstance(place, str) else ""
    state = SourcesState.from_query(search)
    return write_html(view.results(services.sources.view(), state, key))

"""Wiring of the list of councils."""

from __future__ import annotations

from functools import partial

from dash import Dash, Input
from markupsafe import Markup

from callbacks import islands
from layouts import councils as view
from layouts.html_writer import write_html
from layouts.ids import Councils as ids
from portal.domain.view_state import CouncilsState
from portal.services import Services


def register(app: Dash, services: Services) -> None:
    """Fill the page once it is there, and again for another page of its list."""
    islands.answer(app, ids.RESULTS, partial(show, services), Input(ids.URL, "search"))


def show(services: Services, search: str | None) -> Markup:
    """Answer with a card per council, and links to the others."""
    number = CouncilsState.from_query(search).page
    cards, others = services.councils.cards(), services.councils.others()
    return write_html(view.results(cards, others, number))

"""Wiring of the list of councils."""

from __future__ import annotations

from functools import partial
from typing import Any

from dash import Dash, Input, Output

from callbacks import islands
from layouts import councils as view
from layouts.components.parts import html_of
from layouts.html_writer import write_html
from layouts.ids import Councils as ids
from portal.domain.view_state import CouncilsState
from portal.services import Services


def register(app: Dash, services: Services) -> None:
    """Fill the page once it is there, and again for another page of its list."""
    app.callback(Output(html_of(ids.RESULTS), "data"), Input(ids.URL, "search"))(
        partial(show, services)
    )
    islands.register(app, ids.RESULTS)


def show(services: Services, search: str | None) -> Any:
    """Answer with a card per council, and links to the others."""
    number = CouncilsState.from_query(search).page
    cards, others = services.councils.cards(), services.councils.others()
    return write_html(view.results(cards, others, number))

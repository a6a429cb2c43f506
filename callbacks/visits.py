"""Wiring of the list of visits."""

from __future__ import annotations

from functools import partial

from dash import Dash, Input
from markupsafe import Markup

from callbacks import islands
from layouts import visits as view
from layouts.html_writer import write_html
from layouts.ids import Visits as ids
from portal.services import Services


def register(app: Dash, services: Services) -> None:
    """Fill the page, and again when a visit was made."""
    islands.answer(app, ids.RESULTS, partial(show, services), Input(ids.CHANGED, "data"))


def show(services: Services, _changed: int) -> Markup:
    """Answer with the visits of the signed-in person."""
    visits = services.visits.mine(services.who())
    return write_html(view.results(visits, services.data.vocabulary()))

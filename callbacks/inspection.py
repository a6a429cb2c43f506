"""Wiring of the page of one inspection."""

from __future__ import annotations

from functools import partial

from dash import Dash, Input
from markupsafe import Markup

from callbacks import islands
from layouts import inspection as view
from layouts.html_writer import write_html
from layouts.ids import Inspection as ids
from portal.services import Services
from portal.services.base import NotFound


def register(app: Dash, services: Services) -> None:
    """Fill the page of one inspection once it is there."""
    islands.answer(app, ids.RESULTS, partial(show, services), Input(ids.KEY, "data"))


def show(services: Services, inspection: object) -> Markup:
    """Answer with an inspection's page, or that there is none."""
    try:
        shown = services.inspections.inspection(str(inspection))
        return write_html(view.results(shown, services.inspections.follow_up(shown)))
    except NotFound:
        return write_html(view.missing(str(inspection)))

"""Wiring of an item's page."""

from __future__ import annotations

from functools import partial

from dash import Dash, Input
from markupsafe import Markup

from callbacks import islands
from layouts import item as view
from layouts.html_writer import write_html
from layouts.ids import Item as ids
from portal.services import Services
from portal.services.base import NotFound


def register(app: Dash, services: Services) -> None:
    """Fill the page once it is there."""
    islands.answer(app, ids.RESULTS, partial(show, services), Input(ids.KEY, "data"))


def show(services: Services, key: object) -> Markup:
    """Answer with the item's page, or that there is none."""
    named = key if isinstance(key, dict) else {}
    plan, ref = str(named.get("plan", "")), str(named.get("ref", ""))
    try:
        item = services.items.view(plan, ref)
        asked = services.inspections.requests(item)
        return write_html(view.results(item, asked, services.progress.of_item(plan, item.item.ref)))
    except NotFound:
        return write_html(view.missing(plan, ref))

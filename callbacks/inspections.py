"""Wiring of the pages of inspections."""

from __future__ import annotations

from functools import partial

from dash import Dash, Input
from dash.exceptions import PreventUpdate
from markupsafe import Markup

from callbacks import embed, filter_bar, islands
from layouts import inspection as single
from layouts import inspections as view
from layouts.components.parts import misread
from layouts.html_writer import write_html
from layouts.ids import Inspection as single_ids
from layouts.ids import Inspections as ids
from portal.domain.chosen import chosen
from portal.domain.inspection_state import InspectionsState
from portal.services import Services
from portal.services.base import NotFound


def register(app: Dash, services: Services) -> None:
    """Connect the page: controls write the address, the address makes the results."""
    filter_bar.connect(app, ids, InspectionsState, partial(show, services), "csv", "excel")
    embed.register(app, ids, "inspections")


def show(services: Services, search: str | None) -> dict[str, object]:
    """Answer with everything that depends on the filters."""
    if search is None:
        raise PreventUpdate
    shown = services.inspections.view(InspectionsState.from_query(search))
    return {
        "results": write_html(view.results(shown)),
        "problems": misread(shown.problems),
        "announce": view.announcement(shown),
        "chosen": chosen(shown.state, shown.vocabulary),
        **filter_bar.links("inspections", shown.state.query(page=1)),
    }


def register_one(app: Dash, services: Services) -> None:
    """Fill the page of one inspection once it is there."""
    islands.answer(
        app, single_ids.RESULTS, partial(show_one, services), Input(single_ids.KEY, "data")
    )


def show_one(services: Services, inspection: object) -> Markup:
    """Answer with an inspection's page, or that there is none."""
    try:
        shown = services.inspections.inspection(str(inspection))
        return write_html(single.results(shown, services.inspections.follow_up(shown)))
    except NotFound:
        return write_html(single.missing(str(inspection)))

"""Wiring of a council's page."""

from __future__ import annotations

from functools import partial
from typing import Any

from dash import Dash, Input, Output

from layouts import council as view
from layouts.ids import Council as ids
from layouts.rendering import rendered
from portal.services import Services
from portal.services.base import Unknown


def register(app: Dash, services: Services) -> None:
    """Fill the page once it is there."""
    app.callback(Output(ids.RESULTS, "children"), Input(ids.KEY, "data"))(partial(show, services))


def show(services: Services, council: Any) -> Any:
    """The council's page, or that there is none."""
    try:
        return rendered(view.results(services.councils.view(str(council))))
    except Unknown:
        return view.missing(str(council), list(services.data.vocabulary().with_plans))

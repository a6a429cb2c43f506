"""Wiring of one visit's page; what is written goes through `portal.visiting`."""

from __future__ import annotations

from functools import partial
from typing import Any

from dash import Dash, Input, Output

from layouts import visit as view
from layouts.ids import Visit as ids
from layouts.rendering import rendered
from portal.domain.enquiry import RULES
from portal.services import Services


def register(app: Dash, services: Services) -> None:
    """Fill the page, and again whenever anybody of the team changed something."""
    inputs = (Input(ids.KEY, "data"), Input(ids.CHANGED, "data"))
    app.callback(
        output={
            "head": Output(ids.HEAD, "children"),
            "lines": Output(ids.LINES, "children"),
            "evidence": Output(ids.EVIDENCE, "children"),
            "pack": Output(ids.PACK, "children"),
            "settings": Output(ids.SETTINGS, "children"),
        },
        inputs=inputs,
    )(partial(show, services))
    app.callback(Output(ids.SUGGESTIONS, "children"), *inputs)(partial(suggest, services))


def show(services: Services, key: Any, _changed: int) -> dict[str, Any]:
    """The visit as its team has it."""
    visit = services.visits.visit(services.who(), str(key))
    return {
        "head": rendered(view.head(visit)),
        "lines": rendered(view.lines(visit)),
        "evidence": rendered(view.evidence(visit)),
        "pack": rendered(view.pack(visit)),
        "settings": rendered(view.settings(visit, services.data.vocabulary())),
    }


def suggest(services: Services, key: Any, _changed: int) -> Any:
    """The lines that the rules suggest."""
    open_, aside = services.lines.suggested(services.who(), str(key))
    rules = {rule.name: rule.explains for rule in RULES}
    return rendered(view.suggestions(open_, aside, rules))

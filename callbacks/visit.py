"""Wiring of one visit's page; texts are saved through `portal.routes.visits`."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from dash import Dash, Input, Output
from markupsafe import Markup

from callbacks import islands
from layouts import visit as view
from layouts.components.parts import html_of
from layouts.components.visit_activity import activity
from layouts.components.visit_evidence import evidence, suggestions
from layouts.components.visit_feedback import feedback
from layouts.components.visit_lines import lines
from layouts.components.visit_matrix import matrix
from layouts.components.visit_programme import programme
from layouts.html_writer import write_html
from layouts.ids import Visit as ids
from portal.domain.lines_of_enquiry import RULES
from portal.services import Services


def register(app: Dash, services: Services) -> None:
    """Fill the page, and again whenever anybody of the team changed something."""
    places = (
        "head",
        "lines",
        "evidence",
        "programme",
        "matrix",
        "feedback",
        "activity",
        "pack",
        "settings",
    )
    filled = {place: getattr(ids, place.upper()) for place in places}
    inputs = (Input(ids.KEY, "data"), Input(ids.CHANGED, "data"))
    app.callback(
        output={place: Output(html_of(id_), "data") for place, id_ in filled.items()},
        inputs=inputs,
    )(partial(show, services))
    islands.register(app, *filled.values())
    islands.answer(app, ids.SUGGESTIONS, partial(suggest, services), *inputs)


def show(services: Services, key: object, _changed: int) -> dict[str, Markup]:
    """Answer with the visit as its team has it."""
    actor = services.who()
    visit = services.visits.visit(actor, str(key))
    done = services.activity.activity(actor, str(key))
    shares = services.shares.shares(actor, str(key))
    colleagues = services.visits.colleagues(actor, str(key))
    return {
        "head": write_html(view.head(visit, done)),
        "activity": write_html(activity(done)),
        "lines": write_html(lines(visit)),
        "evidence": write_html(evidence(visit)),
        "matrix": write_html(matrix(visit)),
        "programme": write_html(programme(visit)),
        "feedback": write_html(feedback(visit, datetime.now(UTC).date())),
        "pack": write_html(view.pack(visit)),
        "settings": write_html(
            view.settings(visit, colleagues, services.data.vocabulary(), shares)
        ),
    }


def suggest(services: Services, key: object, _changed: int) -> Markup:
    """Answer with the lines that the rules suggest."""
    open_, aside = services.lines.suggested(services.who(), str(key))
    rules = {rule.name: rule.explains for rule in RULES}
    return write_html(suggestions(open_, aside, rules))

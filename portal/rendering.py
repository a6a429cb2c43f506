"""Pages that are made on the server: forms in the portal's look that work without scripts."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, render_template

from portal import auth
from portal.domain.access import ADMINISTRATOR, EDITOR, PARTNER, REVIEWER
from portal.pages import PAGES
from portal.urls import ACCOUNTS, AUDIT, IMPORTS, PARTNERSHIP

# Where a role leads, beyond the public pages.
LEADS_TO = (
    (REVIEWER, "Visits", "/visits"),
    (PARTNER, "Partnership", PARTNERSHIP),
    (EDITOR, "Imports", IMPORTS),
    (ADMINISTRATOR, "Accounts", ACCOUNTS),
    (ADMINISTRATOR, "Audit log", AUDIT),
)


def show(template: str, code: int = 200, **values: Any) -> Response:
    """A page in the frame that all of them share."""
    actor = auth.current_actor()
    roles = actor.roles if actor else frozenset()
    links = [(name, path) for role, name, path in LEADS_TO if role in roles]
    navigation = [(page.navigation, page.path) for page in PAGES if page.navigation]
    body = render_template(template, actor=actor, links=links, navigation=navigation, **values)
    return make_response(body, code)


def go(path: str) -> Response:
    """Lead on after a form was sent."""
    return make_response(redirect(path, 303))


def no_store(response: Response) -> Response:
    """Keep an answer out of every cache."""
    response.headers["Cache-Control"] = "no-store"
    return response

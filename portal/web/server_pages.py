"""Pages that are made on the server: forms in the portal's look that work without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Response, make_response, redirect, render_template

from portal.auth import sessions
from portal.domain.access import ADMINISTRATOR, EDITOR, PARTNER, REVIEWER, ROLES, Actor
from portal.domain.filters import MOST_PAGES
from portal.domain.shared import seen_by
from portal.pages import PAGES
from portal.urls import ACCOUNTS, AUDIT, CHECK, IMPORTS, PARTNERSHIP, REGION, SHARED, WORDS

# Where a role leads, beyond the public pages.
LEADS_TO = (
    (REVIEWER, "Visits", "/visits"),
    (PARTNER, "Partnership", PARTNERSHIP),
    (EDITOR, "Imports", IMPORTS),
    (EDITOR, "Words", WORDS),
    (ADMINISTRATOR, "Accounts", ACCOUNTS),
    (ADMINISTRATOR, "Audit log", AUDIT),
    (ADMINISTRATOR, "Region", REGION),
    (ADMINISTRATOR, "Check and backup", CHECK),
)


def show(template: str, code: int = 200, **values: Any) -> Response:
    """A page in the frame that all of them share."""
    actor = sessions.current_actor()
    links = [(name, path) for name, path, _meaning in ways_of(actor)]
    navigation = [(page.navigation, page.path) for page in PAGES if page.navigation]
    body = render_template(template, actor=actor, links=links, navigation=navigation, **values)
    return make_response(body, code)


def ways_of(actor: Actor | None) -> list[tuple[str, str, str]]:
    """Where somebody's account leads, beyond the public pages: name, address, what it is for."""
    if actor is None:
        return []
    ways = [(name, path, ROLES[role]) for role, name, path in LEADS_TO if role in actor.roles]
    if not seen_by(actor).nothing:
        ways.append(("Returns and draft plans", SHARED, "what councils share before it is public"))
    return ways


def page_asked(query: Mapping[str, str]) -> int:
    """The page of a list that an address asks for; the first where it names none."""
    text = query.get("page", "")
    good = text.isascii() and text.isdigit() and 0 < int(text[:6]) <= MOST_PAGES
    return int(text[:6]) if good else 1


def page_address(path: str, filters: Mapping[str, str]) -> Callable[[int], str]:
    """Make the function that gives each page of a list its address; empty filters are left out."""
    chosen = {name: value for name, value in filters.items() if value}

    def address(number: int) -> str:
        query = urlencode({**chosen, **({"page": str(number)} if number > 1 else {})})
        return f"{path}?{query}" if query else path

    return address


def attachment(
    name: str, content: bytes | str | Iterable[str], mimetype: str = "text/csv"
) -> Response:
    """A file that the browser saves under a name of plain characters."""
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(content, mimetype=mimetype, headers=headers)


def go(path: str) -> Response:
    """Lead on after a form was sent."""
    return make_response(redirect(path, 303))


def no_store(response: Response) -> Response:
    """Keep an answer out of every cache."""
    response.headers["Cache-Control"] = "no-store"
    return response

"""The routes of visits: what teams write and ask between two views of the page.

Texts are saved while they are typed, and must be kept when the connection drops: that is the
browser's work, so these answer in JSON. Who may do what is for the services to say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from flask import Flask, Response, jsonify, request

from portal.domain.access import NotSignedIn, Refused
from portal.domain.visits import Written
from portal.services import Services
from portal.services.visits.teams import Conflict, Mistake
from portal.urls import VISITS, visit_url

MOST_AT_ONCE = 100
_LARGEST = 2**31 - 1


class _Bad(ValueError):
    """A value of a request has the wrong type; the message names it."""


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise _Bad(f"{name} must be a text.")
    return value


def _number(value: Any, name: str) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 11:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LARGEST:
        raise _Bad(f"{name} must be a whole number.")
    return value


def _number_or_none(value: Any, name: str) -> int | None:
    return None if value in (None, "") else _number(value, name)


def _switch(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise _Bad(f"{name} must be true or false.")
    return value


def _texts(value: Any, name: str) -> list[str]:
    if not isinstance(value, list) or len(value) > MOST_AT_ONCE:
        raise _Bad(f"{name} must be a list of texts.")
    return [_text(one, name) for one in value]


Reader = Callable[[Any, str], Any]
# Every action of a visit: the service and its method, and the fields it takes.
ACTIONS: Mapping[str, tuple[str, str, Mapping[str, Reader]]] = {
    "settle": (
        "visits",
        "settle",
        {"title": _text, "starts": _text, "ends": _text, "themes": _texts, "status": _text},
    ),
    "add_member": ("visits", "add_member", {"name": _text}),
    "remove_member": ("visits", "remove_member", {"account": _number}),
    "accept": ("lines", "accept", {"suggestion": _text}),
    "set_aside": ("lines", "set_aside", {"suggestion": _text}),
    "bring_back": ("lines", "bring_back", {"suggestion": _text}),
    "add_line": ("lines", "add_line", {"heading": _text, "wording": _text}),
    "add_question": ("lines", "add_question", {"line": _number}),
    "remove": ("lines", "remove", {"entry": _number}),
    "put_back": ("lines", "put_back", {"entry": _number}),
    "move": ("lines", "move", {"line": _number, "heading": _text, "up": _switch}),
    "write": (
        "lines",
        "write",
        {"entry": _number, "field": _text, "text": _text, "base": _number},
    ),
    "gather": (
        "gathering",
        "gather",
        {"kind": _text, "key": _text, "link": _text, "line": _number_or_none},
    ),
    "assign": ("gathering", "assign", {"evidence": _number, "line": _number_or_none}),
    "drop": ("gathering", "drop", {"evidence": _number}),
    "restore": ("gathering", "restore", {"evidence": _number}),
}
_NEW = {"council": _text, "title": _text, "starts": _text, "ends": _text, "themes": _texts}


def register(server: Flask, services: Services) -> None:
    """Add the routes of visits."""

    @_answering
    def new() -> Any:
        visit = services.visits.create(services.who(), **_fields(_NEW))
        return {"visit": visit, "go": visit_url(visit)}

    @_answering
    def act(visit: str, action: str) -> Any:
        if action not in ACTIONS:
            raise _Bad("There is no such action.")
        service, method, fields = ACTIONS[action]
        actor = services.who()
        services.visits.changed(actor, visit)  # who may not see it learns nothing from its fields
        done = getattr(getattr(services, service), method)(actor, visit, **_fields(fields))
        told = _told(done) if isinstance(done, Written) else {"done": done}
        return {**told, "changed": services.visits.changed(actor, visit)}

    @_answering
    def mine() -> Any:
        """What "Add to visit" offers."""
        actor = services.who()
        return {
            "visits": [
                {"id": visit.id, "title": visit.title, "council": visit.council.name}
                for visit in services.visits.mine(actor)
                if visit.status != "closed"
            ]
        }

    @_answering
    def lines(visit: str) -> Any:
        found = services.visits.visit(services.who(), visit)
        return {"lines": [{"id": line.id, "wording": line.wording.text} for line in found.lines]}

    @_answering
    def changes(visit: str) -> Any:
        return {"changed": services.visits.changed(services.who(), visit)}

    @_answering
    def history(visit: str, entry: str, field: str) -> Any:
        versions = services.lines.history(
            services.who(), visit, _number(entry, "The number"), field
        )
        return {"versions": [_told(one) for one in versions]}

    one = f"{VISITS}/<visit>"
    server.add_url_rule(f"{VISITS}/new", "visit_new", new, methods=["POST"])
    server.add_url_rule(f"{one}/do/<action>", "visit_act", act, methods=["POST"])
    server.add_url_rule(f"{VISITS}/mine.json", "visits_mine", mine)
    server.add_url_rule(f"{one}/lines.json", "visit_lines", lines)
    server.add_url_rule(f"{one}/changes.json", "visit_changes", changes)
    server.add_url_rule(f"{one}/history/<entry>/<field>.json", "visit_history", history)


def _answering(route: Callable[..., Any]) -> Callable[..., Response]:
    """A route's answer, or what went wrong, as JSON that no cache keeps."""

    @wraps(route)
    def answer(**names: str) -> Response:
        status = 200
        try:
            told = route(**names)
        except Conflict as conflict:
            status, told = 409, {"theirs": _told(conflict.theirs)}
        except (Mistake, _Bad) as mistake:
            status, told = 400, {"error": str(mistake)}
        except Refused as refused:
            status, told = refused.status, {"error": _refused(refused)}
        response = jsonify(told)
        response.status_code = status
        response.headers["Cache-Control"] = "no-store"
        return response

    return answer


def _refused(refused: Refused) -> str:
    if isinstance(refused, NotSignedIn):
        return "You are not signed in any more. Sign in again; what you typed is kept here."
    return "This is not one of your visits."


def _fields(readers: Mapping[str, Reader]) -> dict[str, Any]:
    """The fields of a request, each in its type.

    Raises:
        _Bad: if one is missing or of another type; unknown ones are ignored.
    """
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        raise _Bad("The request must be a JSON object.")
    return {name: read(given.get(name), name) for name, read in readers.items()}


def _told(one: Written) -> dict[str, Any]:
    return {
        "text": one.text,
        "version": one.version,
        "by": one.by,
        "at": f"{one.at.isoformat()}Z" if one.at else "",
    }

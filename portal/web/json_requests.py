"""Shared by routes that answer scripts: fields in their types, answers as JSON, refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from typing import Any

from flask import Response, jsonify, request

from portal.domain.access import NotSignedIn, PermissionDenied
from portal.domain.visits import Setting, Written
from portal.services.visits.access import Conflict, EditConflict, ValidationError

MOST_AT_ONCE = 100
_LARGEST = 2**31 - 1


class BadRequest(ValueError):
    """A value of a request has the wrong type; the message names it."""


def text(value: Any, name: str) -> str:
    """A text as it stands."""
    if not isinstance(value, str):
        raise BadRequest(f"{name} must be a text.")
    return value


def text_or_none(value: Any, name: str) -> str:
    """A text as it stands, "" where there is none."""
    return "" if value is None else text(value, name)


def number(value: Any, name: str) -> int:
    """A whole number, perhaps written as text."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 11:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LARGEST:
        raise BadRequest(f"{name} must be a whole number.")
    return value


def number_or_none(value: Any, name: str) -> int | None:
    """A whole number, or nothing."""
    return None if value in (None, "") else number(value, name)


def place(value: Any, name: str) -> int | str | None:
    """A number, or the key of what has none yet for whoever asks; or nothing."""
    if isinstance(value, str) and "-" in value:
        return value
    return number_or_none(value, name)


def switch(value: Any, name: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise BadRequest(f"{name} must be true or false.")
    return value


def texts(value: Any, name: str) -> list[str]:
    """A list of texts."""
    if not isinstance(value, list) or len(value) > MOST_AT_ONCE:
        raise BadRequest(f"{name} must be a list of texts.")
    return [text(item, name) for item in value]


def texts_by_name(value: Any, name: str) -> dict[str, str]:
    """Texts by the names of their fields."""
    if not isinstance(value, dict) or len(value) > MOST_AT_ONCE:
        raise BadRequest(f"{name} must be an object of texts.")
    return {key: text(item, f"{name}.{key}") for key, item in value.items()}


Reader = Callable[[Any, str], Any]


def answering(
    route: Callable[..., Any], not_yours: str = "This is not for your account."
) -> Callable[..., Response]:
    """A route's answer, or what went wrong, as JSON that no cache keeps."""

    @wraps(route)
    def answer(*needed: Any, **names: str) -> Response:
        status = 200
        try:
            body = route(*needed, **names)
        except Conflict as conflict:
            status, body = 409, {"theirs": told_of(conflict.theirs)}
        except EditConflict as differs:
            status, body = 409, {"differs": [_both(*setting) for setting in differs.both]}
        except (ValidationError, BadRequest) as mistake:
            status, body = 400, {"error": str(mistake)}
        except PermissionDenied as refused:
            status, body = refused.status, {"error": _refused(refused, not_yours)}
        response = jsonify(body)
        response.status_code = status
        response.headers["Cache-Control"] = "no-store"
        return response

    return answer


def _both(name: str, theirs: Setting, mine: Setting) -> dict[str, Any]:
    """A setting as it stands, and as somebody wants it; days as a form's field keeps them."""
    both = (str(value) if isinstance(value, date) else value or "" for value in (theirs, mine))
    return {"name": name, **dict(zip(("theirs", "mine"), both, strict=True))}


def _refused(refused: PermissionDenied, not_yours: str) -> str:
    if isinstance(refused, NotSignedIn):
        return "You are not signed in any more. Sign in again; what you typed is kept here."
    return not_yours


def fields(readers: Mapping[str, Reader]) -> dict[str, Any]:
    """The fields of a request, each in its type.

    Raises:
        BadRequest: if one is missing or of another type; unknown ones are ignored.
    """
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        raise BadRequest("The request must be a JSON object.")
    return {name: read(given.get(name), name) for name, read in readers.items()}


def told_of(version: Written) -> dict[str, Any]:
    """A version of a text, for a script."""
    return {
        "text": version.text,
        "version": version.version,
        "by": version.by,
        "at": f"{version.at.isoformat()}Z" if version.at else "",
    }

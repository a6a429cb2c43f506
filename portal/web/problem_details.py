"""Problems of a request to the API: one shape for every error below `/api` (RFC 9457)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from flask import Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, ServiceUnavailable

from portal.urls import API_PAGE
from portal.web.turns import COME_BACK, Busy

MIMETYPE = "application/problem+json"
_BUSY = f"{Busy.description} Retry-After says when."
# How many names of what is known an error lists; the whole list is in the OpenAPI document.
_MOST_NAMED = 60
_DETAILS = {
    404: "There is nothing at this address; /api/v1 lists what there is.",
    405: "The data can be read, not written: GET, HEAD and OPTIONS.",
    406: "The data are given as application/json or text/csv.",
    413: "The request is too large; the data are asked for without a body.",
    414: "The address is too long.",
    429: "Too many requests from one address. Retry-After says when to go on.",
    500: "Something went wrong here. Try again in a moment.",
    503: "The data cannot be read just now. Retry-After says when to try again.",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a request: the parameter, what is wrong, and what could stand there."""

    parameter: str
    detail: str
    allowed: tuple[str, ...] = ()


class Problem(HTTPException):
    """A request that is not answered; `kind` names the problem on the page about the API."""

    def __init__(self, status: int, kind: str, detail: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(detail)
        self.code = status
        self.kind = kind
        self.detail = detail
        self.faults = tuple(faults)


_TITLES = {
    "unknown-parameter": "Unknown parameter",
    "bad-value": "A value that is not known or not understood",
    "bad-cursor": "The cursor is not one of this request",
    "data-changed": "The data have changed",
    "not-found": "There is nothing of that name",
}


def bad(faults: Sequence[Fault]) -> Problem:
    """The refusal of a request with faults."""
    names = {fault.parameter for fault in faults}
    kind = "bad-value"
    if all(fault.detail.startswith("There is no parameter") for fault in faults):
        kind = "unknown-parameter"
    details = " ".join(fault.detail for fault in faults[:3])
    more = f" And {len(faults) - 3} more." if len(faults) > 3 else ""
    return Problem(400, kind, f"{', '.join(sorted(names))}: {details}{more}", faults)


def concerns(path: str) -> bool:
    """Tell if an address is one whose errors have this shape."""
    return path == API_PAGE.rstrip("/") or path.startswith(API_PAGE)


def answer(error: HTTPException) -> Response:
    """The answer to a request that failed."""
    status, busy = error.code or 500, isinstance(error, Busy)
    body: dict[str, object] = {
        "type": "about:blank",
        "title": error.name,
        "status": status,
        "detail": _BUSY if busy else _DETAILS.get(status, error.description or error.name),
        "instance": request.path,
    }
    if isinstance(error, Problem):
        body["type"] = f"{API_PAGE}#{error.kind}"
        body["title"] = _TITLES.get(error.kind, error.name)
        body["detail"] = error.detail
        if error.faults:
            body["errors"] = [
                {
                    "parameter": fault.parameter,
                    "detail": fault.detail,
                    "known": list(fault.allowed[:_MOST_NAMED]),
                }
                for fault in error.faults
            ]
    response = Response(orjson.dumps(body), status, mimetype=MIMETYPE)
    response.headers["Cache-Control"] = "no-store"
    if busy:
        response.headers["Retry-After"] = str(COME_BACK)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def unavailable() -> Response:
    """The answer where the database cannot be asked just now."""
    return answer(ServiceUnavailable())


def failure(number: str) -> Response:
    """The answer where the portal itself failed."""
    error = HTTPException(f"{_DETAILS[500]} If it happens again, tell us the number {number}.")
    error.code = 500
    return answer(error)

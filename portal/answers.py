"""Keeping answers of callbacks until the data change.

The public callbacks are pure: the same request at the same version of the data has the same
answer. The answer is kept as it went out, compressed. A callback that depends on who asks must
not be named in `PURE`.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Any

import orjson
from flask import Flask, Response, g, request

from db.queries.versions import Version
from layouts.ids import Benchmarks, Compare, Council, Councils, Findings, Indicators, Item, Sources
from portal.services import Services

PATH = "/_dash-update-component"
# First outputs of the callbacks whose answer depends on nothing but the request and the data.
PURE = (
    f"..{Compare.RESULTS}.",
    f"..{Indicators.RESULTS}.",
    f"..{Indicators.BELOW}.",
    f"..{Indicators.MEASURE}.options",
    f"..{Findings.RESULTS}.",
    f"..{Benchmarks.RESULTS}.",
    f"{Councils.RESULTS}.",
    f"{Council.RESULTS}.",
    f"{Item.RESULTS}.",
    f"{Sources.RESULTS}.",
)
_MOST, _LARGEST_REQUEST, _LARGEST_ANSWER = 256, 8_192, 2_000_000


@dataclass(frozen=True, slots=True)
class _Answer:
    body: bytes
    mimetype: str
    encoding: str


class Kept:
    """The answers used last, for one version of the data at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: OrderedDict[bytes, _Answer] = OrderedDict()

    def get(self, key: bytes) -> _Answer | None:
        """A kept answer, which then counts as used."""
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
            return found

    def put(self, key: bytes, answer: _Answer) -> None:
        """Keep an answer; the one unused for longest makes room."""
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > _MOST:
                self._answers.popitem(last=False)


def is_pure(body: bytes) -> bool:
    """Whether a request asks for a callback whose answer may be kept."""
    try:
        asked = orjson.loads(body)
    except orjson.JSONDecodeError:
        return False
    output = asked.get("output") if isinstance(asked, dict) else None
    return isinstance(output, str) and output.startswith(PURE)


def register(server: Flask, services: Services) -> None:
    """Answer a repeated request from memory; must be registered before compression."""
    kept = Kept()
    endpoint = next(rule.endpoint for rule in server.url_map.iter_rules() if rule.rule == PATH)
    dispatch = server.view_functions[endpoint]

    def answer() -> Any:
        body = request.get_data(cache=True)
        if len(body) > _LARGEST_REQUEST or not is_pure(body):
            return dispatch()
        with services.data.asking() as version:
            return _answer(body, version)

    def _answer(body: bytes, version: Version) -> Any:
        encodings = request.headers.get("Accept-Encoding", "").encode()
        stamp = b"%d %r %s " % (version.number, version.made_at, encodings)
        g.answer_key = sha256(stamp + body).digest()
        found = kept.get(g.answer_key)
        if found is None:
            return dispatch()
        g.answer_key = None
        response = Response(found.body, mimetype=found.mimetype)
        if found.encoding:
            response.headers["Content-Encoding"] = found.encoding
            response.headers["Vary"] = "Accept-Encoding"
        return response

    def keep(response: Response) -> Response:
        key = g.pop("answer_key", None)
        if key and response.status_code == 200 and not response.is_streamed:
            body = response.get_data()
            if len(body) <= _LARGEST_ANSWER:
                encoding = response.headers.get("Content-Encoding", "")
                kept.put(key, _Answer(body, response.mimetype or "", encoding))
        return response

    server.view_functions[endpoint] = answer
    server.after_request(keep)

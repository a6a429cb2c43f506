"""Answering callbacks: a question is checked, and its answer kept until the data change.

The public callbacks are pure: the same request at the same version of the data has the same
answer. The answer is kept as it went out, compressed. Only pages with a guard (`Page.cacheable`)
may have callbacks that depend on who asks.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from hashlib import sha256
from time import monotonic
from typing import Any

import orjson
from dash import Dash
from flask import Flask, Response, abort, g, request

from db.queries.versions import Version
from portal.pages import PAGES
from portal.services import Services
from portal.services.asked import Outdated, make_sure
from portal.telemetry.logging import REQUEST_ID
from portal.urls import CALLBACKS
from portal.web.byte_cache import ByteCache
from portal.web.callback_validation import InvalidCallback, Questions
from portal.web.compression import plain
from portal.web.dear_views import DearViews
from portal.web.direct_callbacks import DirectCallbacks

# Dash's own callback, which makes the frame of the page that an address leads to.
_ROUTER = ".._pages_content.children."
_GUARDED = tuple(page.path.split("<")[0].strip("/") for page in PAGES if page.guard is not None)
_LARGEST_REQUEST, _LARGEST_ANSWER = 8_192, 2_000_000
_MOMENT, _LONGEST = 0.01, 60  # seconds
MOST_BYTES = 64_000_000  # of all kept answers together, in each process


@dataclass(frozen=True, slots=True)
class _Answer:
    body: bytes
    mimetype: str
    encoding: str


class RecentVersion:
    """The version of the data as the database told it a moment ago.

    A kept answer may be as old as that: of hundreds of questions a second each would ask the
    database for a number that it has just told. What is not kept asks anew.
    """

    def __init__(self) -> None:
        self._seen: tuple[float, Version] | None = None
        self._taken_until = 0.0

    def get(self) -> Version | None:
        """The version, if it was told within the last moment."""
        seen = self._seen
        return seen[1] if seen is not None and monotonic() < seen[0] else None

    @property
    def last(self) -> Version | None:
        """The version that was told last, if it was told whole within the last minute.

        Figures tell its number alone, which other data have too where a backup was put back
        meanwhile and something loaded after it.
        """
        seen = self._seen
        return seen[1] if seen is not None and monotonic() < self._taken_until else None

    def put(self, version: Version, by_number: bool = False) -> None:
        """Remember what the database tells now, the whole version or its number again."""
        now = monotonic()
        self._seen = (now + _MOMENT, version)
        if not by_number:
            self._taken_until = now + _LONGEST


def _digest(body: bytes) -> bytes:
    """Make a short name of a question: its words, and how its answer may be compressed."""
    encodings = request.headers.get("Accept-Encoding", "").encode()
    return sha256(b"%s %s" % (encodings, body)).digest()


def is_pure(asked: Any, cacheable: Set[str]) -> bool:
    """Tell if a question is for a callback whose answer may be kept."""
    output = asked.get("output") if isinstance(asked, dict) else None
    if not isinstance(output, str):
        return False
    if output.startswith(_ROUTER):
        return _shows_all(asked)
    return output in cacheable


def _shows_all(asked: dict[str, Any]) -> bool:
    """Tell if Dash is asked for the frame of a page that everybody sees alike."""
    try:
        path = asked["inputs"][0]["value"].strip("/")
    except (KeyError, IndexError, TypeError, AttributeError):
        return False
    # As Dash reads it: slashes around an address do not count.
    return not path.startswith(_GUARDED)


def _search(asked: dict[str, Any]) -> str:
    """Find the query of the address that a question is about, "" where it is about none."""
    for parts in (asked.get("inputs"), asked.get("state")):
        for part in parts if isinstance(parts, list) else ():
            value = part.get("value") if isinstance(part, dict) else None
            if isinstance(value, str) and value.startswith("?"):
                return value
    return ""


class Unanswered(Exception):
    """A callback that the portal asked of itself failed; the log says why."""


def register(
    server: Flask, app: Dash, services: Services, cacheable: Set[str], views: DearViews
) -> Callable[[bytes], Any]:
    """Check questions and answer repeated ones from memory.

    Must be registered before compression.

    Returns:
        What asks a callback from within a request, as the browser that sent it will: its answer is
        kept for the browser too. It raises `Unanswered` where a browser would be told of a fault.
    """
    direct = DirectCallbacks(app.callback_map, cacheable)
    answers = ByteCache[_Answer](MOST_BYTES, lambda answer: len(answer.body))
    newest, questions = RecentVersion(), Questions(app.callback_map)
    endpoint = next(rule.endpoint for rule in server.url_map.iter_rules() if rule.rule == CALLBACKS)
    dispatch = server.view_functions[endpoint]

    def answer() -> Any:
        if not request.is_json:
            abort(400)
        body = request.get_data(cache=True)
        try:
            asked = orjson.loads(body)
        except orjson.JSONDecodeError:
            abort(400)
        if len(body) > _LARGEST_REQUEST or not is_pure(asked, cacheable):
            return fresh(asked)
        seen, digest = newest.get(), _digest(body)
        if seen is not None:
            cached = answers.get((seen, digest))
            if cached is not None:
                return again(cached)
        made = at_once(asked, digest)
        if made is not None:
            return made
        with services.data.asking() as version:
            newest.put(version)
            g.answer_key = version, digest
            cached = answers.get(g.answer_key)
            if cached is None and not views.needs_turn(_search(asked), services.data.vocabulary()):
                return fresh(asked)
        if cached is None:
            # Who waits for a turn holds no connection.
            with views.making(in_turn=True), services.data.asking() as version:
                g.answer_key = version, digest
                cached = answers.get(g.answer_key)  # it may be made by now
                if cached is None:
                    return fresh(asked)
        g.answer_key = None
        return again(cached)

    def at_once(asked: Any, digest: bytes) -> Any:
        """Answer what is new for the version told last, if it is the newest still; or nothing.

        Figures tell the version by the way, so that it need not be asked for before them.
        """
        version = newest.last
        if version is None or asked["output"] not in direct:
            return None
        if answers.get((version, digest)) is not None:
            return None
        try:
            with services.data.asking(version):
                if views.needs_turn(_search(asked), services.data.vocabulary()):
                    return None
                response = fresh(asked)
                make_sure()
        except Outdated:
            return None
        newest.put(version, by_number=True)
        g.answer_key = version, digest
        return response

    def fresh(asked: Any) -> Any:
        """Ask the callback; what is kept was asked before, and needs no second look."""
        try:
            questions.check(asked)
        except InvalidCallback:
            abort(400)
        with views.making():
            return direct.answer(asked) or dispatch()

    def again(cached: _Answer) -> Response:
        response = Response(cached.body, mimetype=cached.mimetype)
        if cached.encoding:
            response.headers["Content-Encoding"] = cached.encoding
            response.headers["Vary"] = "Accept-Encoding"
        return response

    def keep(response: Response) -> Response:
        key = g.pop("answer_key", None)
        if key and response.status_code == 200 and not response.is_streamed:
            body = response.get_data()
            if len(body) <= _LARGEST_ANSWER:
                encoding = response.headers.get("Content-Encoding", "")
                answers.set(key, _Answer(body, response.mimetype or "", encoding))
        return response

    def ask(body: bytes) -> Any:
        headers = {"Accept-Encoding": request.headers.get("Accept-Encoding", "")}
        asked = server.test_request_context(
            CALLBACKS,
            method="POST",
            data=body,
            content_type="application/json",
            headers=headers,
            environ_overrides={REQUEST_ID: request.environ.get(REQUEST_ID, "none")},
        )
        # A context of its own: nothing that is noted of the one request is of the other.
        with server.app_context(), asked:
            response = server.full_dispatch_request()
        if response.status_code != 200:
            raise Unanswered(response.status_code)
        return orjson.loads(plain(response))

    server.view_functions[endpoint] = answer
    server.after_request(keep)
    return ask

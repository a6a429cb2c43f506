"""Packs to take along: the routes that make them, with progress for whoever can show it."""

from __future__ import annotations

import json
import logging
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from html import escape
from threading import BoundedSemaphore, Lock

from flask import Flask, Response, abort, request
from flask_limiter import Limiter

from portal.domain.pack_model import CONTENTS, FOR_COUNCIL, Pack
from portal.domain.pack_sections.visit_choice import VisitChoice
from portal.domain.view_state import CompareState, SummaryState
from portal.packs import PackError
from portal.packs.fitting import fitted
from portal.packs.html.writer import write_page
from portal.packs.worker import Done, make_pack
from portal.services import Services
from portal.services.base import NotFound
from portal.settings import Settings
from portal.urls import EVERYTHING, VISITS, slug
from portal.web import conditional, rate_limits
from portal.web.error_pages import page
from portal.web.handlers import bound
from portal.web.streams import LATER
from portal.web.turns import Turns

PROGRESS = "application/x-ndjson"
PRINT = "html"
FORMS = {
    "pptx": ("slides", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "docx": ("words", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("sheets", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
# Two are made at once and one may wait: a fourth must not keep a thread from those who read.
_turns = BoundedSemaphore(3)
_BUSY = "Several packs are being made just now. Try again in a minute."
_TOO_MANY = (
    "A pack shows the plans of at most four councils side by side. Choose up to four on the page "
    "of plans, and take the pack from there; the CSV and Excel files hold all of them."
)
log = logging.getLogger("portal")


def register(
    server: Flask, services: Services, settings: Settings, limiter: Limiter, turns: Turns
) -> None:
    """Add the routes; a pack says the same as the pages it is made from."""

    limited = limiter.limit(rate_limits.PACKS)
    # A page to print is made here; files are made by processes of their own, in turns of their own.
    public = turns.limited(bound(_public, services, settings), _is_page)
    answer = conditional.conditional(public, services, settings)
    server.add_url_rule("/pack/<view>.<form>", "pack", limited(answer))


def _is_page() -> bool:
    return (request.view_args or {}).get("form") == PRINT


def _public(services: Services, settings: Settings, view: str, form: str) -> Response:
    _check(form)
    packs, base, every = services.packs, _base(settings), _everything()
    if view == "council":
        council, contents = request.args.get("council", ""), _contents()
        made = partial(packs.council_pack, council, contents, base, everything=every)
        return _answer(services, made, form)
    if view == "summary":
        chosen = SummaryState.from_query(_query())
        if services.summary.problems(chosen):
            abort(400)
        return _answer(services, lambda: packs.summary_pack(chosen, base, everything=every), form)
    if services.view_packs.holds(view):
        return _of_view(services, view, form, base, every)
    if view != "compare":
        abort(404)
    state = CompareState.from_query(_query())
    if services.compare.problems(state):
        abort(400)
    if not services.compare.fits(state):
        return page(400, "Too many councils for a pack", _TOO_MANY)
    return _answer(services, lambda: packs.compare_pack(state, base, everything=every), form)


def _of_view(services: Services, view: str, form: str, base: str, every: bool) -> Response:
    packs, state = services.view_packs, services.view_packs.read(view, _query())
    if packs.problems(view, state):
        abort(400)
    return _answer(services, lambda: packs.pack(view, state, base, everything=every), form)


def register_visits(
    server: Flask, services: Services, settings: Settings, limiter: Limiter
) -> None:
    """Add the route of visits' packs, for their teams."""

    view = bound(_of_visit, services, settings)
    limited = limiter.limit(rate_limits.PACKS)
    server.add_url_rule(f"{VISITS}/<visit>/pack.<form>", "visit_pack", limited(view))


def _of_visit(services: Services, settings: Settings, visit: str, form: str) -> Response:
    actor = services.who()
    visit_view = services.visits.visit(actor, visit)
    _check(form)
    contents, base, every, choice = (
        _contents(FOR_COUNCIL),
        _base(settings),
        _everything(),
        _choice(),
    )
    if not set(choice.lines) <= {line.id for line in visit_view.lines}:
        abort(400)

    def gather() -> Pack:
        pack = services.packs.visit_pack(
            visit_view, contents, base, everything=every, choice=choice
        )
        services.visits.took_pack(actor, visit, form)
        return pack

    response = _answer(services, gather, form)
    response.headers["Cache-Control"] = "no-store"
    return response


def _query() -> str:
    return request.query_string.decode("utf-8", "replace")


def _base(settings: Settings) -> str:
    return settings.base_url or request.host_url.rstrip("/")


def _check(form: str) -> None:
    if form not in (*FORMS, PRINT):
        abort(404)


def _contents(more: Iterable[str] = ()) -> tuple[str, ...]:
    """The parts asked for, perhaps `more`; all of `CONTENTS` where none is named.

    A word that names no part is refused.
    """
    asked = request.args.get("contents")
    if asked is None:
        return tuple(CONTENTS)
    named = {key.strip() for key in asked.split(",")} - {""}
    if not named or not named <= {*CONTENTS, *more}:
        abort(400)
    return tuple(key for key in (*CONTENTS, *more) if key in named)


def _everything() -> bool:
    """Tell if a pack without a limit of slides is asked for; another word than yes is refused."""
    asked = request.args.get(EVERYTHING, "")
    if asked not in ("", "yes"):
        abort(400)
    return bool(asked)


def _choice() -> VisitChoice:
    """The lines of a visit that are asked for, all where none is named, with notes or without."""
    lines, notes = request.args.get("lines", ""), request.args.get("notes", "yes")
    named = [text for text in lines.split(",") if text]
    if notes not in ("yes", "no") or not all(text.isdecimal() for text in named):
        abort(400)
    return VisitChoice(lines=tuple(int(text[:9]) for text in named), notes=notes == "yes")


class _Turn:
    """One of the turns to make a pack; given back once, however often that is asked for."""

    def __init__(self) -> None:
        self._held = Lock()

    @classmethod
    def take(cls) -> _Turn | None:
        """A turn, or none where all are taken."""
        return cls() if _turns.acquire(blocking=False) else None

    def give_back(self) -> None:
        """Leave the turn to the next one."""
        if self._held.acquire(blocking=False):
            _turns.release()


def _answer(services: Services, gather: Callable[[], Pack], form: str) -> Response:
    """Make a pack; the data of a file are gathered only once there is a turn for it."""
    if form == PRINT:
        try:
            return Response(write_page(fitted(_named(services, gather()))), mimetype="text/html")
        except NotFound:
            abort(404)
    turn = _Turn.take()
    if turn is None:
        return _later(_BUSY)
    try:
        pack = _named(services, gather())
        template = services.region.template(form)
    except BaseException as error:
        turn.give_back()
        if isinstance(error, NotFound):
            abort(404)
        raise
    wanted, mimetype = FORMS[form]
    name = f"{slug(pack.title)[:80] or 'pack'}.{form}"
    if PROGRESS in request.headers.get("Accept", ""):
        lines = _progress_lines(pack, wanted, name, mimetype, template)
        response = Response(lines, mimetype=PROGRESS)
        response.headers["Cache-Control"] = "no-store"
        # A client that goes away, even before the first line, leaves the turn to the next one:
        # closing the answer closes the lines, which ends the process that makes the file.
        response.call_on_close(turn.give_back)
        return response
    try:
        with closing(make_pack(pack, wanted, template=template)) as steps:
            data = next(step.data for step in steps if isinstance(step, Done))
    except PackError as error:
        return _later(str(error))
    finally:
        turn.give_back()
    response = Response(data, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-cache"
    return response


def _named(services: Services, pack: Pack) -> Pack:
    """Say on a pack which region's portal it is from."""
    return replace(pack, region=services.region.region().name)


def _later(text: str) -> Response:
    """Not now: what happened and when to come back."""
    request.environ[LATER] = True
    response = page(503, "The pack could not be made just now", escape(text))
    response.headers["Retry-After"] = "60"
    response.headers["Cache-Control"] = "no-store"
    return response


def _progress_lines(
    pack: Pack, wanted: str, name: str, mimetype: str, template: bytes
) -> Iterator[str]:
    """A line of JSON for each step, the last with the file or with what went wrong."""
    try:
        with closing(make_pack(pack, wanted, template=template)) as steps:
            for step in steps:
                if isinstance(step, Done):
                    file = b64encode(step.data).decode()
                    yield json.dumps({"file": file, "name": name, "type": mimetype}) + "\n"
                else:
                    yield json.dumps({"done": step.done, "of": step.of, "now": step.now}) + "\n"
    except PackError as error:
        yield json.dumps({"error": str(error)}) + "\n"

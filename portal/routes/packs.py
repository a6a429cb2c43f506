"""Packs to take along: the routes that make them, with progress for whoever can show it."""

from __future__ import annotations

import json
import time
from base64 import b64encode
from collections.abc import Callable, Generator, Iterable
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from itertools import chain

from flask import Flask, Response, abort, request, stream_with_context
from flask_limiter import Limiter

from portal.auth.addresses import who_asks
from portal.domain.pack_model import CONTENTS, FOR_COUNCIL, Pack
from portal.domain.pack_sections.visit_choice import VisitChoice
from portal.domain.view_state import CompareState, SummaryState
from portal.packs import PackError
from portal.packs.fitting import fitted
from portal.packs.html.writer import write_page
from portal.packs.worker import Done, Progress, make_pack
from portal.services import Services
from portal.services.base import NotFound
from portal.settings import Settings
from portal.urls import EVERYTHING, VISITS, slug
from portal.web import conditional, rate_limits
from portal.web.dear_views import DearViews
from portal.web.error_pages import page
from portal.web.file_store import FileStore
from portal.web.handlers import bound
from portal.web.streams import LATER
from portal.web.turns import Busy, Turns

PROGRESS = "application/x-ndjson"
PRINT = "html"
FORMS = {
    "pptx": ("slides", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "docx": ("words", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("sheets", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
# One is made and two may wait: a fourth must not keep a thread from those who read. An address
# leaves one of these places to others.
_places = Turns(3, waiting=0, each=2)
# How long a pack waits for those of others, a look at a time.
_PATIENCE, _LOOK = 60.0, 1.0
_WAITING = "Waiting: other packs are being made"
_BUSY = "Several packs are being made just now. Try again in a minute."
_TOO_MANY = (
    "A pack shows the plans of at most four councils side by side. Choose up to four on the page "
    "of plans, and take the pack from there; the CSV and Excel files hold all of them."
)
_GONE = "What this pack would show is not there any more."


@dataclass(frozen=True, slots=True)
class _File:
    """The finished file and its name."""

    name: str
    data: bytes


def register(
    server: Flask,
    services: Services,
    settings: Settings,
    limiter: Limiter,
    store: FileStore,
    views: DearViews,
) -> None:
    """Add the routes; a pack says the same as the pages it is made from."""

    limited = limiter.limit(rate_limits.PACKS)
    # A page to print is made here; files are made by processes of their own, in turns of their own.
    handler = bound(_public, services, settings, views, store.turns_of("pack", waiting=2))
    public = store.turns.limited(handler, _is_page)
    answer = conditional.conditional(public, services, settings)
    server.add_url_rule("/pack/<view>.<form>", "pack", limited(answer))


def _is_page() -> bool:
    return (request.view_args or {}).get("form") == PRINT


def _public(
    services: Services, settings: Settings, views: DearViews, line: Turns, view: str, form: str
) -> Response:
    _check(form)
    gather = _asked_for(services, view, _base(settings))
    if isinstance(gather, Response):
        return gather

    def gathered() -> Pack:
        with views.making(views.needs_turn(_query(), services.data.vocabulary())):
            return gather()

    return _answer(services, gathered, form, line)


def _asked_for(services: Services, view: str, base: str) -> Callable[[], Pack] | Response:
    """Find what gathers the pack of a view, or the answer that refuses it."""
    packs, every = services.packs, _everything()
    if view == "council":
        council, contents = request.args.get("council", ""), _contents()
        return partial(packs.council_pack, council, contents, base, everything=every)
    if view == "summary":
        chosen = SummaryState.from_query(_query())
        if services.summary.problems(chosen):
            abort(400)
        return partial(packs.summary_pack, chosen, base, everything=every)
    if services.view_packs.holds(view):
        state = services.view_packs.read(view, _query())
        if services.view_packs.problems(view, state):
            abort(400)
        return partial(services.view_packs.pack, view, state, base, everything=every)
    if view != "compare":
        abort(404)
    plans = CompareState.from_query(_query())
    if services.compare.problems(plans):
        abort(400)
    if not services.compare.fits(plans):
        return page(400, "Too many councils for a pack", _TOO_MANY)
    return partial(packs.compare_pack, plans, base, everything=every)


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


def _answer(
    services: Services, gather: Callable[[], Pack], form: str, line: Turns | None = None
) -> Response:
    """Make a pack; the data of a file are gathered only once its turn has come.

    Args:
        services: say which region's portal it is.
        gather: reads what the pack holds.
        form: of the file, or a page to print.
        line: of those who wait until a file is made, if there is one.
    """
    if form == PRINT:
        try:
            return Response(write_page(fitted(_named(services, gather()))), mimetype="text/html")
        except NotFound:
            abort(404)
    mimetype = FORMS[form][1]
    with ExitStack() as stack:
        try:
            stack.enter_context(_places.turn(who_asks()))
            steps = stack.enter_context(closing(_steps(services, gather, form, line)))
            # Where nobody is before it, it is gathered now, and what is not there refused as such.
            pieces = chain((next(steps),), steps)
            if PROGRESS in request.headers.get("Accept", ""):
                lines = stream_with_context(_progress_lines(pieces, mimetype))
                response = Response(lines, mimetype=PROGRESS)
                response.headers["Cache-Control"] = "no-store"
                # A client that goes away, even before the first line, leaves the place to the next
                # one: closing the answer ends the process that makes the file.
                response.call_on_close(stack.pop_all().close)
                return response
            made = next(step for step in pieces if isinstance(step, _File))
        except NotFound:
            abort(404)
        except Busy:
            return _later(_BUSY)
        except PackError as error:
            return _later(str(error))
    response = Response(made.data, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
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


def _steps(
    services: Services, gather: Callable[[], Pack], form: str, line: Turns | None
) -> Generator[Progress | _File]:
    """Gather and make a file once the packs of others are made; tell meanwhile that it waits.

    Raises:
        NotFound: if there is nothing to gather.
        PackError: if others take too long, or the pack cannot be made.
    """
    end, patience = time.monotonic() + _PATIENCE, 0.0
    with ExitStack() as stack:
        while line is not None:
            try:
                stack.enter_context(line.turn(patience=patience))
                break
            except Busy:
                patience = min(_LOOK, end - time.monotonic())
                if patience < 0:
                    raise PackError(_BUSY) from None
                yield Progress(0, 0, _WAITING)
        pack = _named(services, gather())
        name = f"{slug(pack.title)[:80] or 'pack'}.{form}"
        made = make_pack(pack, FORMS[form][0], template=services.region.template(form))
        for step in stack.enter_context(closing(made)):
            yield _File(name, step.data) if isinstance(step, Done) else step


def _progress_lines(steps: Iterable[Progress | _File], mimetype: str) -> Generator[str]:
    """A line of JSON for each step, the last with the file or with what went wrong."""
    try:
        for step in steps:
            if isinstance(step, _File):
                file = b64encode(step.data).decode()
                yield json.dumps({"file": file, "name": step.name, "type": mimetype}) + "\n"
            else:
                yield json.dumps({"done": step.done, "of": step.of, "now": step.now}) + "\n"
    except PackError as error:
        yield json.dumps({"error": str(error)}) + "\n"
    except Busy:
        yield json.dumps({"error": _BUSY}) + "\n"
    except NotFound:
        yield json.dumps({"error": _GONE}) + "\n"

"""Packs to take along: the routes that make them, with progress for whoever can show it."""

from __future__ import annotations

import json
import logging
from base64 import b64encode
from collections.abc import Iterator
from threading import BoundedSemaphore

from flask import Flask, Response, abort, request

from portal.domain.pack import CONTENTS, Pack
from portal.domain.state import CompareState
from portal.packs import PackError
from portal.packs.making import Done, make_pack
from portal.packs.printed import write_page
from portal.services import Services
from portal.services.base import Unknown
from portal.settings import Settings
from portal.urls import VISITS, slug

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
log = logging.getLogger("portal")


def register(server: Flask, services: Services, settings: Settings) -> None:
    """Add the routes; a pack says the same as the pages it is made from."""

    def base() -> str:
        return settings.base_url or request.host_url.rstrip("/")

    def public(view: str, form: str) -> Response:
        _check(form)
        try:
            if view == "council":
                pack = services.packs.council_pack(
                    request.args.get("council", ""), _contents(), base()
                )
            elif view == "compare":
                state = CompareState.from_query(request.query_string.decode("utf-8", "replace"))
                if services.compare.problems(state):
                    abort(400)
                pack = services.packs.compare_pack(state, base())
            else:
                abort(404)
        except Unknown:
            abort(404)
        return _answer(pack, form)

    def of_visit(visit: str, form: str) -> Response:
        actor = services.who()
        found = services.visits.visit(actor, visit)
        _check(form)
        pack = services.packs.visit_pack(found, _contents(), base())
        services.visits.took_pack(actor, visit, form)
        response = _answer(pack, form)
        response.headers["Cache-Control"] = "no-store"
        return response

    server.add_url_rule("/pack/<view>.<form>", "pack", public)
    server.add_url_rule(f"{VISITS}/<visit>/pack.<form>", "visit_pack", of_visit)


def _check(form: str) -> None:
    if form not in (*FORMS, PRINT):
        abort(404)


def _contents() -> tuple[str, ...]:
    """The parts asked for; all where none is named."""
    asked = request.args.get("contents")
    return tuple(CONTENTS) if asked is None else tuple(asked.split(","))


def _answer(pack: Pack, form: str) -> Response:
    if form == PRINT:
        return Response(write_page(pack), mimetype="text/html")
    if not _turns.acquire(blocking=False):
        abort(503, _BUSY)
    wanted, mimetype = FORMS[form]
    name = f"{slug(pack.title)[:80] or 'pack'}.{form}"
    if PROGRESS in request.headers.get("Accept", ""):
        response = Response(_told(pack, wanted, name, mimetype), mimetype=PROGRESS)
        # A client that goes away before the first line leaves the turn to the next one too.
        response.call_on_close(_turns.release)
        return response
    try:
        data = next(step.data for step in make_pack(pack, wanted) if isinstance(step, Done))
    except PackError as error:
        abort(503, str(error))
    finally:
        _turns.release()
    response = Response(data, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-cache"
    return response


def _told(pack: Pack, wanted: str, name: str, mimetype: str) -> Iterator[str]:
    """A line of JSON for each step, the last with the file or with what went wrong."""
    try:
        for step in make_pack(pack, wanted):
            if isinstance(step, Done):
                file = b64encode(step.data).decode()
                yield json.dumps({"file": file, "name": name, "type": mimetype}) + "\n"
            else:
                yield json.dumps({"done": step.done, "of": step.of, "now": step.now}) + "\n"
    except PackError as error:
        yield json.dumps({"error": str(error)}) + "\n"

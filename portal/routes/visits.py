"""The routes of visits: what teams write and ask between two views of the page.

Texts are saved while they are typed, and must be kept when the connection drops: that is the
browser's work, so these answer in JSON. Who may do what is for the services to say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from io import BytesIO
from typing import Any

from flask import Flask, Response, abort, current_app, request, send_file
from werkzeug.exceptions import RequestEntityTooLarge

from portal.domain.access import REVIEWER, require
from portal.domain.formatting import printed_date
from portal.domain.visit_fields import AGREED_STATUSES, REQUESTED
from portal.domain.visits import ARCHIVED, Written
from portal.services import Services
from portal.services.visits.entries import Upload
from portal.services.visits.files import MAX_FILE, base_name
from portal.settings import ROOT
from portal.urls import COUNCIL_VIEW, VISITS, visit_url
from portal.web.handlers import bound
from portal.web.json_requests import (
    BadRequest,
    Reader,
    answering,
    fields,
    number,
    number_or_none,
    place,
    switch,
    text,
    text_or_none,
    texts,
    texts_by_name,
    told_of,
)
from portal.web.large_forms import exempt
from portal.web.server_pages import show

# The words that come with a file, in bytes.
_MOST_FORM = 256 * 1024
_WORDS: Mapping[str, Any] = {
    "requested": REQUESTED,
    "agreed": AGREED_STATUSES,
    "date": printed_date,
}
_answering = partial(answering, not_yours="This is not one of your visits.")
_SETTINGS: Mapping[str, Reader] = {
    "title": text,
    "starts": text,
    "ends": text,
    "themes": texts,
    "status": text,
}


def _settings(value: Any, name: str) -> dict[str, Any]:
    """Read the settings that a form was opened with."""
    if not isinstance(value, dict):
        raise BadRequest(f"{name} must be an object.")
    return {key: read(value.get(key), f"{name}.{key}") for key, read in _SETTINGS.items()}


# Every action of a visit: the service and its method, and the fields it takes.
ACTIONS: Mapping[str, tuple[str, str, Mapping[str, Reader]]] = {
    "settle": ("visits", "settle", {**_SETTINGS, "base": _settings}),
    "add_member": ("visits", "add_member", {"name": text}),
    "remove_member": ("visits", "remove_member", {"account": number}),
    "accept": ("lines", "accept", {"suggestion": text}),
    "set_aside": ("lines", "set_aside", {"suggestion": text}),
    "bring_back": ("lines", "bring_back", {"suggestion": text}),
    "add_line": ("lines", "add_line", {"heading": text, "wording": text, "key": text_or_none}),
    "add_question": (
        "lines",
        "add_question",
        {
            "line": place,
            "question": text_or_none,
            "who": text_or_none,
            "heard": text_or_none,
            "key": text_or_none,
        },
    ),
    "remove": ("entries", "remove", {"entry": number}),
    "put_back": ("entries", "put_back", {"entry": number}),
    "move": ("lines", "move", {"line": number, "heading": text, "up": switch}),
    "write": (
        "entries",
        "write",
        {"entry": number, "field": text, "text": text, "base": number},
    ),
    "gather": (
        "gathering",
        "gather",
        {"kind": text, "key": text, "link": text, "line": number_or_none},
    ),
    "assign": ("gathering", "assign", {"evidence": number, "line": number_or_none}),
    "drop": ("gathering", "drop", {"evidence": number}),
    "weigh": ("gathering", "weigh", {"evidence": number, "weighs": text}),
    "add_entry": (
        "entries",
        "add_entry",
        {"kind": text, "fields": texts_by_name, "under": place, "key": text_or_none},
    ),
    "archive": ("visits", "archive", {}),
    "reopen": ("visits", "reopen", {}),
    "leave": ("visits", "leave", {}),
    "looked": ("activity", "looked", {}),
    "share": ("shares", "share", {"holds": text, "until": text, "key": text_or_none}),
    "end_share": ("shares", "end_share", {"share": number}),
    "put_under": ("entries", "put_under", {"entry": number, "line": number_or_none}),
    "restore": ("gathering", "restore", {"evidence": number}),
}
_NEW: Mapping[str, Reader] = {
    "council": text,
    "title": text,
    "starts": text,
    "ends": text,
    "themes": texts,
    "key": text_or_none,
}


def register(server: Flask, services: Services) -> None:
    """Add the routes of visits."""

    def answer(handler: Callable[..., Any]) -> Callable[..., Response]:
        return bound(_answering(handler), services)

    address = f"{VISITS}/<visit>"
    worker = bound(_worker, services)
    server.add_url_rule(f"{VISITS}/offline.js", "visit_offline", worker)
    # For people at the council, who have no account: the key of the address is all they need.
    server.add_url_rule(f"{COUNCIL_VIEW}/<key>", "council_view", bound(_council_view, services))
    server.add_url_rule(f"{VISITS}/new", "visit_new", answer(_new), methods=["POST"])
    server.add_url_rule(f"{address}/do/<action>", "visit_act", answer(_act), methods=["POST"])
    server.add_url_rule(f"{VISITS}/mine.json", "visits_mine", answer(_mine))
    server.add_url_rule(f"{address}/lines.json", "visit_lines", answer(_lines))
    server.add_url_rule(f"{address}/gathered.json", "visit_gathered", answer(_gathered))
    server.add_url_rule(f"{address}/changes.json", "visit_changes", answer(_changes))
    # Not for the usual check of tokens, which would read a large file for anybody.
    evidence = answer(_evidence)
    exempt(server, evidence)
    server.add_url_rule(f"{address}/evidence", "visit_evidence", evidence, methods=["POST"])
    file = bound(_file, services)
    server.add_url_rule(f"{address}/files/<int(max=2147483647):number>", "visit_file", file)
    server.add_url_rule(
        f"{address}/history/<entry>/<field>.json", "visit_history", answer(_history)
    )


def _new(services: Services) -> Any:
    actor = require(services.who(), REVIEWER)
    visit = services.visits.create(actor, **fields(_NEW))
    return {"visit": visit, "go": visit_url(visit)}


def _act(services: Services, visit: str, action: str) -> Any:
    actor = services.who()
    services.visits.changed(actor, visit)  # who may not see it learns nothing of its actions
    if action not in ACTIONS:
        raise BadRequest("There is no such action.")
    service, method, taken = ACTIONS[action]
    done = getattr(getattr(services, service), method)(actor, visit, **fields(taken))
    if action == "leave":  # there is nothing more to tell of it
        return {"done": None, "go": VISITS}
    answer = told_of(done) if isinstance(done, Written) else {"done": done}
    return {**answer, "changed": services.visits.changed(actor, visit)}


def _evidence(services: Services, visit: str) -> Any:
    """Keep the team's own evidence, perhaps with a file."""
    actor = services.who()
    services.visits.changed(actor, visit)
    request.max_content_length = MAX_FILE + _MOST_FORM
    request.max_form_memory_size = _MOST_FORM
    try:
        current_app.extensions["csrf"].protect()
        form, file = request.form, request.files.get("file")
        content = file.read() if file else b""
        named = file is not None and bool(file.filename)
        if form.get("file") or (content and not named):
            raise BadRequest("The name of the file cannot be read. Rename it, and choose it again.")
        upload = Upload(base_name(file.filename or ""), content) if file and named else None
    except RequestEntityTooLarge:
        most = MAX_FILE // 1_000_000
        raise BadRequest(
            f"The file is larger than {most} MB. Save it smaller, or give a link."
        ) from None
    under = place(form.get("under"), "under")
    key = form.get("key", "")
    done = services.entries.add_evidence(actor, visit, form, under, upload, key)
    return {"done": done, "changed": services.visits.changed(actor, visit)}


def _file(services: Services, visit: str, number: int) -> Response:
    """Give a file to keep, never to show: what it holds is not the portal's."""
    file, content = services.entries.file(services.who(), visit, number)
    response = send_file(
        BytesIO(content),
        mimetype=file.type,
        as_attachment=True,
        download_name=file.name,
        max_age=0,
        etag=False,
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _worker(services: Services) -> Response:
    """Give the script that opens visits without a connection; of no pages but those of visits."""
    require(services.who(), REVIEWER)
    script = ROOT / "assets" / "js" / "signed-in" / "visit-worker.js"
    response = send_file(script, mimetype="text/javascript", max_age=0)
    # It asks the portal for what pages ask it for.
    response.headers["Content-Security-Policy"] = "default-src 'self'"
    return response


def _council_view(services: Services, key: str) -> Response:
    shown = services.shares.shown(key)
    if shown is None:
        abort(404)
    response = show("visit_for_council.html", shown=shown, words=_WORDS)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _mine(services: Services) -> Any:
    """List the visits that "Add to visit" offers."""
    actor = services.who()
    return {
        "visits": [
            {"id": visit.id, "title": visit.title, "council": visit.council.name}
            for visit in services.visits.mine(actor)
            if visit.status not in ("closed", ARCHIVED)
        ]
    }


def _lines(services: Services, visit: str) -> Any:
    view = services.visits.visit(services.who(), visit)
    return {"lines": [{"id": line.id, "wording": line.wording.text} for line in view.lines]}


def _gathered(services: Services, visit: str) -> Any:
    """List what is gathered, so that pages can show it; of charts the view that they drew."""
    pieces = services.gathering.gathered(services.who(), visit)
    return {"gathered": [{"evidence": f"{r.kind}:{r.key}", "link": link} for r, link in pieces]}


def _changes(services: Services, visit: str) -> Any:
    return {"changed": services.visits.changed(services.who(), visit)}


def _history(services: Services, visit: str, entry: str, field: str) -> Any:
    versions = services.entries.history(services.who(), visit, number(entry, "The number"), field)
    return {"versions": [told_of(version) for version in versions]}

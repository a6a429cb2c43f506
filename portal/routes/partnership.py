"""The page of the partnership, and what its script on public pages asks and writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Response, abort, render_template, request

from portal.domain.access import EDITOR, PARTNER, require
from portal.domain.formatting import month, printed_date
from portal.domain.partnership import Note
from portal.domain.resolutions import STATUSES
from portal.services import Services
from portal.services.visits.access import ValidationError
from portal.urls import FINDINGS, PARTNERSHIP
from portal.web.handlers import bound
from portal.web.json_requests import answering, fields, number, text
from portal.web.server_pages import go, no_store, show

_LONGEST_NUMBER = 2**31 - 1
# Groups, and notes, that stand before the fold.
_AT_ONCE = 10


def register(server: Flask, services: Services) -> None:
    """Add the page and the routes of partners, and those of editors who conclude on findings."""
    pages = Blueprint("partnership", "portal")

    def add(path: str, handler: Callable[..., Any], method: str = "GET") -> None:
        name = handler.__name__.strip("_")
        pages.add_url_rule(path, name, bound(handler, services), methods=[method])

    add(PARTNERSHIP, _page)
    add(f"{PARTNERSHIP}/groups", _add_group, "POST")
    add(f"{PARTNERSHIP}/groups/change", _change_group, "POST")
    add(f"{PARTNERSHIP}/notes", _add_note, "POST")
    add(f"{PARTNERSHIP}/notes/remove", _remove_note, "POST")
    add(f"{PARTNERSHIP}/notes/edit", _edit_note, "POST")
    add(f"{PARTNERSHIP}/notes.json", _notes)
    add(f"{PARTNERSHIP}/agreed.json", _agreed)
    add(f"{PARTNERSHIP}/notes.json", _write_note, "POST")
    add(f"{PARTNERSHIP}/notes/remove.json", _drop_note, "POST")
    add(f"{FINDINGS}/<finding>/resolve", _resolve, "POST")
    add(f"{FINDINGS}/<finding>/history.json", _history)
    pages.after_request(no_store)
    server.register_blueprint(pages)


def _page(services: Services, code: int = 200, problem: str = "", edited: int = 0) -> Response:
    """Show the page; what was typed of the group or note `edited`, or of a new one, stays."""
    given = request.form if problem else {}
    return show(
        "partnership.html",
        code,
        shared=services.partnership.view(services.who()),
        agreed=services.agreed.shared(services.who()),
        printed_date=printed_date,
        month=month,
        problem=problem,
        given={} if edited else given,
        edited=edited,
        typed=given,
        removed=request.args.get("removed", ""),
        at_once=_AT_ONCE,
    )


def _add_group(services: Services) -> Response:
    named = request.form.get("councils", "").splitlines()
    try:
        services.partnership.add_group(services.who(), request.form.get("name", ""), named)
    except ValidationError as mistake:
        return _page(services, 400, str(mistake))
    return go(PARTNERSHIP)


def _change_group(services: Services) -> Response:
    actor, chosen = require(services.who(), PARTNER), _number(request.form.get("group", ""))
    do = request.form.get("do")
    try:
        if do == "remove":
            services.partnership.remove_group(actor, chosen)
            return go(f"{PARTNERSHIP}?removed={chosen}")
        if do == "edit":
            named = request.form.get("councils", "").splitlines()
            name = request.form.get("name", "")
            services.partnership.edit_group(actor, chosen, name, named)
            return go(f"{PARTNERSHIP}#group-{chosen}")
        if do == "put back":
            services.partnership.put_group_back(actor, chosen)
            return go(PARTNERSHIP)
    except ValidationError as mistake:
        return _page(services, 400, str(mistake), chosen)
    abort(400)


def _add_note(services: Services) -> Response:
    link = request.form.get("link", "").strip().removeprefix(request.host_url.rstrip("/"))
    try:
        services.partnership.add_note(services.who(), link, request.form.get("text", ""))
    except ValidationError as mistake:
        return _page(services, 400, str(mistake))
    return go(f"{PARTNERSHIP}#notes")


def _edit_note(services: Services) -> Response:
    actor = require(services.who(), PARTNER)
    chosen = _number(request.form.get("note", ""))
    try:
        services.partnership.edit_note(actor, chosen, request.form.get("text", ""))
    except ValidationError as mistake:
        return _page(services, 400, str(mistake), chosen)
    return go(f"{PARTNERSHIP}#notes")


def _remove_note(services: Services) -> Response:
    actor = require(services.who(), PARTNER)
    services.partnership.remove_note(actor, _number(request.form.get("note", "")))
    return go(f"{PARTNERSHIP}#notes")


@answering
def _notes(services: Services) -> Any:
    seen = services.partnership.notes(services.who(), request.args.get("link", ""))
    return {"notes": [_note_fields(note) for note in seen]}


@answering
def _agreed(services: Services) -> Any:
    """Answer the script of councils' pages and of the plans with what to show beside."""
    path, _, search = request.args.get("page", "").partition("?")
    actions = services.agreed.beside(services.who(), path, search)
    if not actions:
        return {"html": ""}
    words = {"printed_date": printed_date, "month": month}
    return {"html": render_template("agreed_beside.html", actions=actions, **words)}


@answering
def _write_note(services: Services) -> Any:
    actor = require(services.who(), PARTNER)
    return {"note": services.partnership.add_note(actor, **fields({"link": text, "text": text}))}


@answering
def _drop_note(services: Services) -> Any:
    actor = require(services.who(), PARTNER)
    services.partnership.remove_note(actor, fields({"note": number})["note"])
    return {"done": True}


@answering
def _resolve(services: Services, finding: str) -> Any:
    actor = require(services.who(), EDITOR)
    services.resolutions.resolve(actor, finding, **fields({"status": text, "note": text}))
    return {"done": True}


@answering
def _history(services: Services, finding: str) -> Any:
    earlier_resolutions = services.resolutions.history(services.who(), finding)
    earlier = [
        {"status": r.status, "note": r.note, "by": r.by, "at": _time(r.at)}
        for r in earlier_resolutions
    ]
    return {"statuses": list(STATUSES.items()), "resolutions": earlier}


def _note_fields(note: Note) -> dict[str, Any]:
    return {
        "id": note.id,
        "text": note.text,
        "by": note.by,
        "at": _time(note.at),
        "mine": note.mine,
    }


def _time(at: Any) -> str:
    return f"{at.isoformat()}Z"


def _number(given: str) -> int:
    if not (given.isascii() and given.isdigit()) or len(given) > 10:
        abort(400)
    return min(int(given), _LONGEST_NUMBER)

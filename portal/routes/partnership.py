"""The page of the partnership, and what its script on public pages asks and writes."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, abort, request

from portal.domain.access import EDITOR, PARTNER, require
from portal.domain.partnership import Note
from portal.domain.resolutions import STATUSES
from portal.services import Services
from portal.services.visits.access import ValidationError
from portal.urls import FINDINGS, PARTNERSHIP
from portal.web.json_requests import answering, fields, number, text
from portal.web.server_pages import go, no_store, show

_LONGEST_NUMBER = 2**31 - 1


def register(server: Flask, services: Services) -> None:
    """Add the page and the routes of partners, and those of editors who conclude on findings."""
    pages = Blueprint("partnership", "portal")
    partnership, resolutions = services.partnership, services.resolutions

    def page(code: int = 200, problem: str = "") -> Response:
        given = request.form if problem else {}
        return show(
            "partnership.html",
            code,
            shared=partnership.view(services.who()),
            problem=problem,
            given=given,
            removed=request.args.get("removed", ""),
        )

    def add_group() -> Response:
        named = request.form.get("councils", "").splitlines()
        try:
            partnership.add_group(services.who(), request.form.get("name", ""), named)
        except ValidationError as mistake:
            return page(400, str(mistake))
        return go(PARTNERSHIP)

    def change_group() -> Response:
        actor, chosen = require(services.who(), PARTNER), _number(request.form.get("group", ""))
        do = request.form.get("do")
        try:
            if do == "remove":
                partnership.remove_group(actor, chosen)
                return go(f"{PARTNERSHIP}?removed={chosen}")
            if do == "put back":
                partnership.put_group_back(actor, chosen)
                return go(PARTNERSHIP)
        except ValidationError as mistake:
            return page(400, str(mistake))
        abort(400)

    def add_note() -> Response:
        link = request.form.get("link", "").strip().removeprefix(request.host_url.rstrip("/"))
        try:
            partnership.add_note(services.who(), link, request.form.get("text", ""))
        except ValidationError as mistake:
            return page(400, str(mistake))
        return go(f"{PARTNERSHIP}#notes")

    def remove_note() -> Response:
        actor = require(services.who(), PARTNER)
        partnership.remove_note(actor, _number(request.form.get("note", "")))
        return go(f"{PARTNERSHIP}#notes")

    @answering
    def notes() -> Any:
        seen = partnership.notes(services.who(), request.args.get("link", ""))
        return {"notes": [_note_fields(note) for note in seen]}

    @answering
    def write_note() -> Any:
        actor = require(services.who(), PARTNER)
        return {"note": partnership.add_note(actor, **fields({"link": text, "text": text}))}

    @answering
    def drop_note() -> Any:
        actor = require(services.who(), PARTNER)
        partnership.remove_note(actor, fields({"note": number})["note"])
        return {"done": True}

    @answering
    def resolve(finding: str) -> Any:
        actor = require(services.who(), EDITOR)
        resolutions.resolve(actor, finding, **fields({"status": text, "note": text}))
        return {"done": True}

    @answering
    def history(finding: str) -> Any:
        earlier_resolutions = resolutions.history(services.who(), finding)
        earlier = [
            {"status": r.status, "note": r.note, "by": r.by, "at": _time(r.at)}
            for r in earlier_resolutions
        ]
        return {"statuses": list(STATUSES.items()), "resolutions": earlier}

    def post(path: str, name: str, view: Any) -> None:
        pages.add_url_rule(path, name, view, methods=["POST"])

    pages.add_url_rule(PARTNERSHIP, "page", page)
    post(f"{PARTNERSHIP}/groups", "add_group", add_group)
    post(f"{PARTNERSHIP}/groups/change", "change_group", change_group)
    post(f"{PARTNERSHIP}/notes", "add_note", add_note)
    post(f"{PARTNERSHIP}/notes/remove", "remove_note", remove_note)
    pages.add_url_rule(f"{PARTNERSHIP}/notes.json", "notes", notes)
    post(f"{PARTNERSHIP}/notes.json", "write_note", write_note)
    post(f"{PARTNERSHIP}/notes/remove.json", "drop_note", drop_note)
    post(f"{FINDINGS}/<finding>/resolve", "resolve", resolve)
    pages.add_url_rule(f"{FINDINGS}/<finding>/history.json", "history", history)
    pages.after_request(no_store)
    server.register_blueprint(pages)


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

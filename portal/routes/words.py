"""The pages on which editors change words of the catalogue: councils, areas, themes."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, abort, request

from portal.auth import sessions
from portal.domain.access import EDITOR, require
from portal.domain.words import KINDS, MOST_REASON, WordProblem
from portal.importers.words import WordDesk, reason_of
from portal.urls import WORDS
from portal.web import confirming
from portal.web.handlers import bound
from portal.web.server_pages import go, no_store, show

DONE = {
    "change": "The change is made; every page shows it.",
    "undo": "It says again what its file says.",
}


def register(server: Flask, desk: WordDesk) -> None:
    """Add the pages."""
    pages = Blueprint("words", "portal")
    pages.add_url_rule(WORDS, "all", bound(_all, desk))
    address = f"{WORDS}/<kind>/<key>"
    pages.add_url_rule(address, "word", bound(_word, desk))
    pages.add_url_rule(address, "change", bound(_change, desk), methods=["POST"])
    pages.after_request(no_store)
    server.register_blueprint(pages)


def _all(desk: WordDesk) -> Response:
    return show("words.html", words=desk.words(sessions.current_actor()), kinds=KINDS)


def _word(desk: WordDesk, kind: str, key: str, code: int = 200, problem: str = "") -> Response:
    word = desk.word(sessions.current_actor(), kind, key)
    if word is None:
        abort(404)
    return show(
        "word.html",
        code,
        word=word,
        problem=problem,
        message=DONE.get(request.args.get("done", ""), ""),
        given=request.form,
        most_reason=MOST_REASON,
    )


def _change(desk: WordDesk, kind: str, key: str) -> Response:
    """Say what a change or an undo does, then make it."""
    actor, form = require(sessions.current_actor(), EDITOR), request.form
    word, action = desk.word(actor, kind, key), form.get("do", "")
    if word is None:
        abort(404)
    if action not in DONE:
        abort(400)
    here, reason = f"{WORDS}/{kind}/{key}", form.get("reason", "")
    try:
        if not confirming.confirmed():
            reason_of(reason)
            if action == "change":
                effects = desk.effects(actor, word, form)
                return confirming.ask(f"Change {word.name}?", effects, "Make the change", here)
            effects = [f"{e.label} becomes “{e.former}” again." for e in word.edits.values()]
            return confirming.ask(f"Put {word.name} back?", effects, "Put it back", here)
        if action == "change":
            desk.change(actor, word, form, reason)
        else:
            desk.undo(actor, word, reason)
    except WordProblem as problem:
        return _word(desk, kind, key, 400, str(problem))
    return go(f"{here}?done={action}")

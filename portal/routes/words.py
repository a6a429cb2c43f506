"""The pages on which editors change and add words of the catalogue: councils, areas, themes."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Flask, Response, abort, request

from portal.auth import sessions
from portal.domain.access import EDITOR, require
from portal.domain.words import KINDS, MOST_REASON, Word, WordProblem, in_words
from portal.importers.words import WordDesk, reason_of
from portal.urls import WORDS
from portal.web import confirming
from portal.web.handlers import bound
from portal.web.server_pages import go, no_store, show

DONE = {
    "add": "It is added; every page has it.",
    "change": "The change is made; every page shows it.",
    "undo": "It says again what it said first.",
    "remove": "It is removed.",
}
# Of many councils and measures, so many are listed; a search finds the others.
_MOST_LISTED = 60


def register(server: Flask, desk: WordDesk) -> None:
    """Add the pages."""
    pages = Blueprint("words", "portal")
    pages.add_url_rule(WORDS, "all", bound(_all, desk))
    pages.add_url_rule(f"{WORDS}/<kind>", "adding", bound(_adding, desk))
    pages.add_url_rule(f"{WORDS}/<kind>", "add", bound(_add, desk), methods=["POST"])
    address = f"{WORDS}/<kind>/<key>"
    pages.add_url_rule(address, "word", bound(_word, desk))
    pages.add_url_rule(address, "change", bound(_change, desk), methods=["POST"])
    pages.after_request(no_store)
    server.register_blueprint(pages)


def _all(desk: WordDesk) -> Response:
    words = desk.words(sessions.current_actor())
    search = " ".join(request.args.get("q", "").split())[:100]
    matching = {kind: _matching(some, search) for kind, some in words.items()}
    return show(
        "words.html",
        words=words,
        listed={kind: some[:_MOST_LISTED] for kind, some in matching.items()},
        matches={kind: len(some) for kind, some in matching.items()},
        names={word.key: word.name for word in words["measures"]},
        kinds=KINDS,
        search=search,
        message=DONE["remove"] if "removed" in request.args else "",
    )


def _matching(words: Sequence[Word], search: str) -> list[Word]:
    return [word for word in words if search.casefold() in word.name.casefold()]


def _adding(desk: WordDesk, kind: str, code: int = 200, problem: str = "") -> Response:
    choices = desk.choices(sessions.current_actor())
    if kind not in KINDS:
        abort(404)
    return show(
        "word_new.html",
        code,
        kind=KINDS[kind],
        choices=choices,
        problem=problem,
        given=request.form,
    )


def _add(desk: WordDesk, kind: str) -> Response:
    """Say what a new word does, then add it."""
    actor, form = require(sessions.current_actor(), EDITOR), request.form
    if kind not in KINDS:
        abort(404)
    try:
        if not confirming.confirmed():
            effects = desk.addition(actor, KINDS[kind], form)
            title = f"Add {' '.join(form.get('name', '').split())}?"
            return confirming.ask(title, effects, "Add it", f"{WORDS}/{kind}")
        key = desk.add(actor, KINDS[kind], form)
    except WordProblem as problem:
        return _adding(desk, kind, 400, str(problem))
    return go(f"{WORDS}/{kind}/{key}?done=add")


def _word(desk: WordDesk, kind: str, key: str, code: int = 200, problem: str = "") -> Response:
    actor = sessions.current_actor()
    word = desk.word(actor, kind, key)
    if word is None:
        abort(404)
    return show(
        "word.html",
        code,
        word=word,
        choices=desk.choices(actor),
        problem=problem,
        message=DONE.get(request.args.get("done", ""), ""),
        given=request.form,
        in_words=in_words,
        most_reason=MOST_REASON,
    )


def _change(desk: WordDesk, kind: str, key: str) -> Response:
    """Say what a change, an undo or a removal does, then make it."""
    actor, form = require(sessions.current_actor(), EDITOR), request.form
    word, action = desk.word(actor, kind, key), form.get("do", "")
    if word is None:
        abort(404)
    if action not in ("change", "undo", "remove"):
        abort(400)
    here, reason = f"{WORDS}/{kind}/{key}", form.get("reason", "")
    try:
        if not confirming.confirmed():
            if action == "remove":
                effects = desk.removal(actor, word)
                return confirming.ask(f"Remove {word.name}?", effects, "Remove it", here)
            reason_of(reason)
            if action == "change":
                effects = desk.effects(actor, word, form)
                return confirming.ask(f"Change {word.name}?", effects, "Make the change", here)
            effects = desk.undone(actor, word)
            return confirming.ask(f"Put {word.name} back?", effects, "Put it back", here)
        if action == "change":
            desk.change(actor, word, form, reason)
        elif action == "remove":
            desk.remove(actor, word)
            return go(f"{WORDS}?removed")
        else:
            desk.undo(actor, word, reason)
    except WordProblem as problem:
        return _word(desk, kind, key, 400, str(problem))
    return go(f"{here}?done={action}")

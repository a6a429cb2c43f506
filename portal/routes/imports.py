"""The page on which editors import: the log, a file to check and bring in, the undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Flask, Response, abort, request

from portal.auth import sessions
from portal.domain.access import EDITOR, require
from portal.domain.formatting import UNIT_NAMES, plural, printed_date
from portal.domain.paging import listed
from portal.importers.read import BadCatalogue
from portal.importers.statistics.choices import ROLES
from portal.importers.statistics.mapping_desk import chosen
from portal.importers.statistics.outcome import (
    MOST_CHANGES,
    Outcome,
    ReasonNeeded,
    change_lines,
    changes_csv,
    counted,
    outcome_lines,
    period_lines,
    undone_line,
)
from portal.importers.statistics.ready import CannotImport
from portal.importers.statistics.service import KINDS, LAIT, OVERVIEW, STATISTICS, ImportDesk
from portal.importers.statistics.undo import CannotUndo
from portal.urls import IMPORTS, MAPPINGS, past_changes_url
from portal.web.handlers import bound
from portal.web.large_forms import exempt, sender
from portal.web.server_pages import attachment, go, no_store, page_address, page_asked, show

# Of one upload; the importers read files of up to 100 MB.
MOST_BYTES = 150 * 1024 * 1024
MOST_FAULTS = 200
_TOML = "application/toml"


def register(server: Flask, desk: ImportDesk) -> None:
    """Add the page; the check of tokens must be set up before."""
    pages = Blueprint("imports", "portal")
    upload = bound(_upload, desk)
    exempt(server, upload)
    pages.add_url_rule(IMPORTS, "page", bound(_page, desk))
    pages.add_url_rule(IMPORTS, "upload", upload, methods=["POST"])
    pages.add_url_rule(f"{IMPORTS}/undo", "undo", bound(_take_back, desk), methods=["POST"])
    release = bound(_release, desk)
    pages.add_url_rule(f"{IMPORTS}/release", "release", release, methods=["POST"])
    address = f"{MAPPINGS}/<int(max=2147483647):number>"
    pages.add_url_rule(address, "mapping", bound(_mapping, desk))
    pages.add_url_rule(address, "choose", bound(_choose, desk), methods=["POST"])
    pages.after_request(no_store)
    server.register_blueprint(pages)


def _page(desk: ImportDesk, code: int = 200, done: Sequence[str] = (), **values: Any) -> Response:
    given: dict[str, Any] = {"problem": "", "faults": (), "given": {}, "notes": (), **values}
    given["changed"] = [o for o in values.get("outcomes", ()) if o.changes]
    actor = sessions.current_actor()
    log = listed(desk.log(actor), page_asked(request.args))
    given |= {"log": log, "waiting": desk.waiting(actor), "kinds": KINDS}
    given |= {"mappings": desk.mappings.saved(actor), "mapping_address": f"{MAPPINGS}/"}
    given |= {"printed_date": printed_date, "past_changes_url": past_changes_url}
    return show("imports.html", code, address=page_address(IMPORTS, {}), told=done, **given)


def _upload(desk: ImportDesk) -> Response:
    """Not for the usual check of tokens, which would read a large file for anybody."""
    actor = sender(MOST_BYTES, EDITOR)
    form, file = request.form, request.files.get("file")
    if file is None or not file.filename:
        return _page(desk, 400, problem="Choose a file.", given=form)
    checking = form.get("do") != "import"
    listing = form.get("do") == "changes" and form.get("kind") in (STATISTICS, LAIT, OVERVIEW)
    mapping, dictionary = request.files.get("mapping"), request.files.get("dictionary")
    try:
        if form.get("do") == "columns":
            number = desk.mappings.begin(actor, file.filename, file.save)
            return go(f"{MAPPINGS}/{number}")
        if form.get("do") == "draft":
            return attachment(*desk.draft(actor, file.filename, file.save), _TOML)
        outcomes = desk.bring(
            actor,
            form.get("kind", ""),
            file.filename,
            file.save,
            save_mapping=mapping.save if mapping and mapping.filename else None,
            save_dictionary=dictionary.save if dictionary and dictionary.filename else None,
            reason=form.get("reason", ""),
            model=form.get("model", ""),
            dry_run=checking,
            replace_all=form.get("replace") == "yes",
            most_changes=None if listing else MOST_CHANGES,
        )
    except BadCatalogue as bad:
        return _faulty(desk, bad, given=form)
    except ReasonNeeded as needed:
        difference = needed.outcome.difference
        document = needed.outcome.document
        problem = (
            f"{document}: {counted(difference.changed, document, 'published ')} would change "
            f"and {difference.removed:,} would go. Say why under “Reason”, choose the file again "
            "and import it. Nothing was imported."
        )
        notes = period_lines(needed.outcome.periods)
        outcomes = [needed.outcome]
        return _page(desk, 400, problem=problem, given=form, outcomes=outcomes, notes=notes)
    except CannotImport as problem:
        return _page(desk, 400, problem=str(problem), given=form)
    if listing:
        return _changes(outcomes)
    lines = outcome_lines(outcomes, checking, changes=False)
    return _page(desk, done=lines, given=form if checking else {}, outcomes=outcomes)


def _faulty(desk: ImportDesk, bad: BadCatalogue, **values: Any) -> Response:
    problem = f"{plural(len(bad.problems), 'fault')}; nothing was imported."
    return _page(desk, 400, problem=problem, faults=bad.problems[:MOST_FAULTS], **values)


def _changes(outcomes: Sequence[Outcome]) -> Response:
    """Every published figure that changes, in a file that spreadsheets know the encoding of."""
    return attachment("changes.csv", "\ufeff" + changes_csv(outcomes))


def _mapping(
    desk: ImportDesk, number: int, code: int = 200, problem: str = "", **values: Any
) -> Response:
    """Show a mapping in the making, or one that is saved."""
    try:
        view = desk.mappings.view(sessions.current_actor(), number)
    except CannotImport:
        abort(404)
    given: dict[str, Any] = {"faults": (), "samples": (), "lines": (), "reason": "", **values}
    given["faults"] = given["faults"] or view.problems
    return show(
        "mapping.html",
        code,
        view=view,
        action=f"{MAPPINGS}/{number}",
        problem=problem,
        roles=ROLES,
        units=UNIT_NAMES,
        areas=desk.areas(sessions.current_actor()),
        **given,
    )


def _choose(desk: ImportDesk, number: int) -> Response:
    """Take an editor's choices, then show, save, import or remove the mapping."""
    actor, form, mappings = require(sessions.current_actor(), EDITOR), request.form, desk.mappings
    action, reason = form.get("do"), form.get("reason", "")
    try:
        if action == "remove":
            mappings.remove(actor, number)
            return _page(desk, done=["The mapping is removed; figures that came by it stay."])
        view = mappings.view(actor, number)
        if action not in ("look", "save", "import", "toml"):
            abort(400)
        if action != "toml" or not view.saved:
            mappings.choose(actor, number, chosen(lambda name: form.get(name, ""), view.columns))
        if action == "toml":
            return attachment("mapping.toml", mappings.view(actor, number).text, _TOML)
        if action == "save":
            mappings.save(actor, number)
            return go(f"{MAPPINGS}/{number}")
        looking = action == "look"
        outcomes, samples = desk.bring_draft(actor, number, reason=reason, dry_run=looking)
        if not looking:
            mappings.save(actor, number)
    except BadCatalogue as bad:
        faults = bad.problems[:MOST_FAULTS]
        return _mapping(desk, number, 400, "The choices do not fit.", faults=faults, reason=reason)
    except ReasonNeeded as needed:
        lines = [*period_lines(needed.outcome.periods), *change_lines(needed.outcome)]
        problem = f"{needed.outcome.document}: published figures would change. Say why."
        return _mapping(desk, number, 400, problem, lines=lines)
    except CannotImport as problem:
        return _mapping(desk, number, 400, str(problem), reason=reason)
    lines = outcome_lines(outcomes, looking)
    return _mapping(desk, number, lines=lines, samples=samples, reason=reason)


def _release(desk: ImportDesk) -> Response:
    """Show what a release that waits would change, publish it, or put it aside."""
    actor, form = require(sessions.current_actor(), EDITOR), request.form
    document, action = form.get("document", ""), form.get("do")
    looking = action in ("look", "changes")
    try:
        if action == "aside":
            desk.put_aside(actor, document)
            return _page(desk, done=[f"{document}: the new release is put aside."])
        if not looking and action != "publish":
            abort(400)
        outcomes = desk.publish(
            actor,
            document,
            reason=form.get("reason", ""),
            dry_run=looking,
            most_changes=None if action == "changes" else MOST_CHANGES,
        )
    except BadCatalogue as bad:
        return _faulty(desk, bad)
    except CannotImport as problem:
        return _page(desk, 400, problem=str(problem))
    if action == "changes":
        return _changes(outcomes)
    lines = outcome_lines(outcomes, looking, changes=False)
    return _page(desk, done=lines, outcomes=outcomes)


def _take_back(desk: ImportDesk) -> Response:
    actor = require(sessions.current_actor(), EDITOR)
    given = request.form.get("number", "")
    if not (given.isascii() and given.isdigit()) or not 0 < len(given) < 10:
        abort(400)
    try:
        outcome = desk.undo(actor, int(given), request.form.get("reason", ""))
    except (CannotUndo, CannotImport) as problem:
        return _page(desk, 400, problem=str(problem))
    return _page(desk, done=[undone_line(int(given), outcome)])

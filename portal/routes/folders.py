"""The pages of catalogue folders: what is loaded, a ZIP archive to load, two readings compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Flask, Response, abort, request

from portal.auth import sessions
from portal.domain.access import EDITOR, require
from portal.domain.formatting import plural
from portal.domain.paging import listed
from portal.exports.tabular import csv_parts
from portal.importers.compare import Difference
from portal.importers.folder_archive import MAX_MEGABYTES
from portal.importers.folder_desk import FolderDesk
from portal.importers.read import BadCatalogue, Problem
from portal.importers.reasons import MOST_REASON, needed_reason
from portal.importers.statistics.ready import CannotImport
from portal.importers.template import template_archive
from portal.urls import FOLDERS, IMPORTS
from portal.web import confirming
from portal.web.handlers import bound
from portal.web.large_forms import exempt, sender
from portal.web.server_pages import attachment, go, no_store, page_address, page_asked, show

_MOST_BYTES = (2 * MAX_MEGABYTES + 1) * 1_000_000
_MOST_FAULTS, _MOST_DIFFERENCES, _LONGEST_SEARCH = 200, 300, 120
_COLUMNS = ("file", "row", "key", "column", "first", "second")


def register(server: Flask, desk: FolderDesk) -> None:
    """Add the pages; the check of tokens must be set up before."""
    pages = Blueprint("folders", "portal")
    upload, compare = bound(_upload, desk), bound(_compare, desk)
    exempt(server, upload, compare)
    pages.add_url_rule(FOLDERS, "page", bound(_page, desk))
    pages.add_url_rule(FOLDERS, "upload", upload, methods=["POST"])
    pages.add_url_rule(f"{FOLDERS}/new/plan.zip", "template", _template)
    pages.add_url_rule(f"{FOLDERS}/compare", "compare_page", bound(_comparing, desk))
    pages.add_url_rule(f"{FOLDERS}/compare", "compare", compare, methods=["POST"])
    waiting = f"{FOLDERS}/waiting/<int(max=2147483647):number>"
    pages.add_url_rule(waiting, "waiting", bound(_waiting, desk))
    pages.add_url_rule(waiting, "load", bound(_load, desk), methods=["POST"])
    pages.add_url_rule(f"{FOLDERS}/<origin>.zip", "archive", bound(_archive, desk))
    remove = bound(_remove, desk)
    pages.add_url_rule(f"{FOLDERS}/<origin>/remove", "remove_page", bound(_removing, desk))
    pages.add_url_rule(f"{FOLDERS}/<origin>/remove", "remove", remove, methods=["POST"])
    pages.after_request(no_store)
    server.register_blueprint(pages)


def _page(
    desk: FolderDesk,
    code: int = 200,
    done: Sequence[str] = (),
    problem: str = "",
    faults: Sequence[Problem] = (),
) -> Response:
    actor, sought = sessions.current_actor(), request.args.get("q", "").strip()[:_LONGEST_SEARCH]
    return show(
        "folders.html",
        code,
        told=done,
        problem=problem,
        faults=faults[:_MOST_FAULTS],
        folders=listed(desk.folders(actor, sought), page_asked(request.args)),
        search=sought,
        address=page_address(FOLDERS, {"q": sought}),
        waiting=desk.waiting(actor),
        path=FOLDERS,
        most=MAX_MEGABYTES,
    )


def _upload(desk: FolderDesk) -> Response:
    """Not for the usual check of tokens, which would read large files for anybody."""
    actor = sender(_MOST_BYTES, EDITOR)
    file = request.files.get("file")
    if file is None or not file.filename:
        return _page(desk, 400, problem="Choose a file.")
    try:
        number = desk.upload(actor, file.filename, file.save)
    except BadCatalogue as bad:
        return _page(desk, 400, problem=_counted(bad), faults=bad.problems)
    except CannotImport as refused:
        return _page(desk, 400, problem=str(refused))
    return go(f"{FOLDERS}/waiting/{number}")


def _counted(bad: BadCatalogue) -> str:
    return f"{plural(len(bad.problems), 'fault')}; nothing was loaded."


def _waiting(desk: FolderDesk, number: int, code: int = 200, problem: str = "") -> Response:
    try:
        preview = desk.preview(sessions.current_actor(), number)
    except BadCatalogue as bad:
        return _page(desk, 400, problem=_counted(bad), faults=bad.problems)
    if preview is None:
        abort(404)
    return show(
        "folder_waiting.html",
        code,
        preview=preview,
        shown=preview.differences[:_MOST_DIFFERENCES],
        problem=problem,
        path=FOLDERS,
        reason=request.form.get("reason", ""),
        most_reason=MOST_REASON,
    )


def _load(desk: FolderDesk, number: int) -> Response:
    """Load an archive that waits, or put it aside."""
    actor, form = require(sessions.current_actor(), EDITOR), request.form
    if form.get("do") == "aside":
        desk.put_aside(actor)
        return _page(desk, done=["Put aside. Nothing of it was loaded."])
    version = form.get("version", "")
    if form.get("do") != "load" or not (version.isascii() and version.isdigit()):
        abort(400)
    try:
        line = desk.load(actor, number, int(version[:18]), form.get("reason", ""))
    except BadCatalogue as bad:
        return _page(desk, 400, problem=_counted(bad), faults=bad.problems)
    except CannotImport as problem:
        return _waiting(desk, number, 400, str(problem))
    return _page(desk, done=[f"Loaded. Import {line}; the page of imports can undo it."])


def _archive(desk: FolderDesk, origin: str) -> Response:
    content = desk.archive(sessions.current_actor(), origin)
    if content is None:
        abort(404)
    return attachment(f"{origin}.zip", content, "application/zip")


def _template() -> Response:
    """Send an empty folder, as `portal new-plan` makes it."""
    require(sessions.current_actor(), EDITOR)
    return attachment("new-plan.zip", template_archive("new-plan"), "application/zip")


def _removing(desk: FolderDesk, origin: str, code: int = 200, problem: str = "") -> Response:
    removal = desk.removal(sessions.current_actor(), origin)
    if removal is None:
        abort(404)
    return show(
        "folder_remove.html",
        code,
        removal=removal,
        problem=problem,
        path=FOLDERS,
        reason=request.form.get("reason", ""),
        most_reason=MOST_REASON,
    )


def _remove(desk: FolderDesk, origin: str) -> Response:
    """Ask for a reason and once more, then remove a folder."""
    actor, reason = require(sessions.current_actor(), EDITOR), request.form.get("reason", "")
    removal = desk.removal(actor, origin)
    if removal is None:
        abort(404)
    try:
        needed_reason(reason)
        if not removal.obstacles and not confirming.confirmed():
            title = f"Remove {removal.folder.title}?"
            return confirming.ask(title, removal.effects, "Remove it", f"{FOLDERS}/{origin}/remove")
        line = desk.remove(actor, origin, reason)
    except (BadCatalogue, CannotImport) as problem:
        return _removing(desk, origin, 400, str(problem))
    return _page(
        desk, done=[f"{removal.folder.title} is removed. Import {line} on {IMPORTS} can undo it."]
    )


def _comparing(desk: FolderDesk, code: int = 200, **values: Any) -> Response:
    require(sessions.current_actor(), EDITOR)
    given: dict[str, Any] = {"problem": "", "faults": (), "differences": None, **values}
    count = len(given["differences"] or ())
    given["differences"] = given["differences"] and given["differences"][:_MOST_DIFFERENCES]
    return show(
        "folder_compare.html",
        code,
        count=count,
        form=request.form,
        path=FOLDERS,
        most=MAX_MEGABYTES,
        compared=values.get("differences") is not None,
        **given,
    )


def _compare(desk: FolderDesk) -> Response:
    """Not for the usual check of tokens, which would read large files for anybody."""
    actor = sender(_MOST_BYTES, EDITOR)
    first, second = request.files.get("first"), request.files.get("second")
    if first is None or not first.filename:
        return _comparing(desk, 400, problem="Choose a file.")
    other = (second.filename, second.save) if second and second.filename else None
    try:
        differences = desk.compare(
            actor, (first.filename, first.save), other, request.form.get("words") == "yes"
        )
    except BadCatalogue as bad:
        faults = bad.problems[:_MOST_FAULTS]
        problem = f"{len(bad.problems)} faults; nothing was compared."
        return _comparing(desk, 400, problem=problem, faults=faults)
    except CannotImport as problem:
        return _comparing(desk, 400, problem=str(problem))
    if request.form.get("do") == "csv":
        return _differences_file(differences)
    return _comparing(desk, differences=differences, against_loaded=other is None)


def _differences_file(differences: Sequence[Difference]) -> Response:
    rows = ({name: getattr(entry, name) for name in _COLUMNS} for entry in differences)
    return attachment("differences.csv", csv_parts(rows, _COLUMNS))

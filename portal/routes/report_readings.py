"""The pages on which editors look inspection reports through before they are published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, request

from portal.auth import sessions
from portal.domain.access import EDITOR, require
from portal.domain.paging import listed
from portal.importers.inspections.desk import MOST_FILES, ReportDesk
from portal.importers.inspections.records import AMBER, GREEN, RED, TICK
from portal.importers.inspections.wording import described, summary_lines
from portal.importers.statistics.ready import CannotImport
from portal.urls import REPORTS
from portal.web.handlers import bound
from portal.web.server_pages import no_store, page_address, page_asked, show

MOST_BYTES = 150 * 1024 * 1024
_MOST_DIGITS = 9
# A check's colour is never said by colour alone.
SIGNS = {TICK: "✓", AMBER: "!", RED: "✗"}
ACTIONS = ("confirm", "checked", "aside")


def register(server: Flask, desk: ReportDesk) -> None:
    """Add the pages; the check of tokens must be set up before."""
    pages = Blueprint("report_readings", "portal")
    upload = bound(_upload, desk)
    server.extensions["csrf"].exempt(upload)
    pages.add_url_rule(REPORTS, "page", bound(_page, desk))
    pages.add_url_rule(REPORTS, "decide", bound(_decide, desk), methods=["POST"])
    pages.add_url_rule(f"{REPORTS}/upload", "upload", upload, methods=["POST"])
    pages.add_url_rule(f"{REPORTS}/<int:number>", "report", bound(_report, desk))
    pages.after_request(no_store)
    server.register_blueprint(pages)


def _page(
    desk: ReportDesk, code: int = 200, done: Sequence[str] = (), problem: str = ""
) -> Response:
    waiting = desk.waiting(sessions.current_actor())
    return show(
        "report_readings.html",
        code,
        told=done,
        problem=problem,
        reports=listed(waiting, page_asked(request.args)),
        green=sum(item.outcome == GREEN for item in waiting),
        described=described,
        most=MOST_FILES,
        address=page_address(REPORTS, {}),
    )


def _report(desk: ReportDesk, number: int) -> Response:
    waiting = desk.report(sessions.current_actor(), number)
    if waiting is None:
        abort(404)
    return show("report_reading.html", report=waiting, described=described, signs=SIGNS)


def _upload(desk: ReportDesk) -> Response:
    """Not for the usual check of tokens, which would read large files for anybody."""
    actor = require(sessions.current_actor(), EDITOR)
    request.max_content_length = MOST_BYTES
    current_app.extensions["csrf"].protect()
    files = [file for file in request.files.getlist("file") if file.filename]
    if not files:
        return _page(desk, 400, problem="Choose a file.")
    try:
        brought = desk.upload(actor, [(str(file.filename), file.save) for file in files])
    except CannotImport as problem:
        return _page(desk, 400, problem=str(problem))
    return _page(desk, done=list(summary_lines(brought)))


def _decide(desk: ReportDesk) -> Response:
    """Publish the reports chosen, or all that pass every check, or put those chosen aside."""
    actor = require(sessions.current_actor(), EDITOR)
    action, chosen = request.form.get("do"), _numbers(request.form.getlist("report"))
    if action not in ACTIONS:
        abort(400)
    if action != "checked" and not chosen:
        return _page(desk, 400, problem="Choose a report.")
    if action == "aside":
        return _page(desk, done=[f"{_reports(desk.put_aside(actor, chosen))} put aside."])
    try:
        outcome = (
            desk.confirm_checked(actor) if action == "checked" else desk.confirm(actor, chosen)
        )
    except CannotImport as problem:
        return _page(desk, 400, problem=str(problem))
    done: dict[str, Any] = {"added": outcome.difference.added, "n": outcome.number}
    line = f"{_reports(outcome.rows)} published, {done['added']} of inspections that are new."
    return _page(desk, done=[f"{line} Import {done['n']}; the page of imports can undo it."])


def _reports(count: int) -> str:
    return f"{count} report{'' if count == 1 else 's'}"


def _numbers(given: Sequence[str]) -> list[int]:
    if any(not (n.isascii() and n.isdigit()) or len(n) > _MOST_DIGITS for n in given):
        abort(400)
    return [int(number) for number in given]

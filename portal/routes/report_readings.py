"""The pages on which editors look inspection reports through before they are published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, Flask, Response, abort, request

from portal.auth import sessions
from portal.domain.access import EDITOR, Actor, require
from portal.domain.paging import listed
from portal.importers.form_fields import ReviewError
from portal.importers.inspections.desk import MOST_FILES, ReportDesk, ReviewConflict
from portal.importers.inspections.records import AMBER, GREEN, RED, TICK, Reading, Recommendation
from portal.importers.inspections.report_kind import KIND_NAMES
from portal.importers.inspections.review import ACTIONS as REVIEW_ACTIONS
from portal.importers.inspections.review import GRADES, JUDGEMENTS, form_values
from portal.importers.inspections.wording import described, summary_lines
from portal.importers.statistics.outcome import Outcome
from portal.importers.statistics.ready import CannotImport
from portal.urls import REPORTS
from portal.web.handlers import bound
from portal.web.large_forms import exempt, sender
from portal.web.server_pages import go, no_store, page_address, page_asked, show

MOST_BYTES = 150 * 1024 * 1024
_MOST_DIGITS = 9
# A check's colour is never said by colour alone.
SIGNS = {TICK: "✓", AMBER: "!", RED: "✗"}
ACTIONS = ("confirm", "checked", "aside")


def register(server: Flask, desk: ReportDesk) -> None:
    """Add the pages; the check of tokens must be set up before."""
    pages = Blueprint("report_readings", "portal")
    upload = bound(_upload, desk)
    exempt(server, upload)
    pages.add_url_rule(REPORTS, "page", bound(_page, desk))
    pages.add_url_rule(REPORTS, "decide", bound(_decide, desk), methods=["POST"])
    pages.add_url_rule(f"{REPORTS}/upload", "upload", upload, methods=["POST"])
    pages.add_url_rule(f"{REPORTS}/<int:number>", "report", bound(_report, desk))
    pages.add_url_rule(f"{REPORTS}/<int:number>", "save", bound(_save, desk), methods=["POST"])
    pages.add_url_rule(f"{REPORTS}/<int:number>/pages/<int:page>", "picture", bound(_picture, desk))
    pages.after_request(no_store)
    server.register_blueprint(pages)


def _page(
    desk: ReportDesk,
    code: int = 200,
    done: Sequence[str] = (),
    problem: str = "",
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


def _report(
    desk: ReportDesk,
    number: int,
    code: int = 200,
    problem: str = "",
    mine: Sequence[tuple[str, str]] = (),
) -> Response:
    page = desk.report(sessions.current_actor(), number)
    if page is None:
        abort(404)
    reading = page.report.reading
    return show(
        "report_reading.html",
        code,
        report=page.report,
        reading=reading,
        choices=page.choices,
        pictures=page.pictures,
        parts_of=parts_by_page(reading),
        kinds=KIND_NAMES,
        judgements=JUDGEMENTS,
        grades=GRADES,
        described=described,
        signs=SIGNS,
        saved="saved" in request.args,
        problem=problem,
        mine=mine,
    )


def _picture(desk: ReportDesk, number: int, page: int) -> Response:
    picture = desk.picture(sessions.current_actor(), number, page)
    if picture is None:
        abort(404)
    return Response(picture, mimetype="image/png")


def _save(desk: ReportDesk, number: int) -> Response:
    """Save the whole form, then do what its button says: all that is half-done is kept."""
    actor = require(sessions.current_actor(), EDITOR)
    name, _, place = request.form.get("do", "").partition(":")
    revision = _numbers([request.form.get("revision", "")])[0]
    if name not in (*REVIEW_ACTIONS, "save", "confirm"):
        abort(400)
    action = (name, _numbers([place or "0"])[0]) if name in REVIEW_ACTIONS else None
    form = request.form.to_dict()
    checked = {key: request.form.getlist(key) for key in request.form}
    try:
        desk.save(actor, number, revision, form, checked, action)
        if name == "confirm":
            return _page(desk, done=[_published(desk.confirm(actor, [number]))])
    except ReviewConflict as conflict:
        return _report_in_conflict(desk, number, form, str(conflict))
    except (ReviewError, CannotImport) as error:
        return _report(desk, number, 400, str(error), typed(desk, actor, number, form))
    return go(f"{REPORTS}/{number}?saved{f'#recommendation-{place}' if place else ''}")


def _report_in_conflict(
    desk: ReportDesk, number: int, form: Mapping[str, str], somebody: str
) -> Response:
    """Show what somebody else saved, and beside it what was typed here, so that none is lost."""
    problem = (
        f"{somebody} saved this report while you worked on it; nothing of yours was saved. The "
        "form shows theirs; what you had entered differently stands below."
    )
    actor = sessions.current_actor()
    return _report(desk, number, 409, problem, typed(desk, actor, number, form))


def typed(
    desk: ReportDesk, actor: Actor | None, number: int, form: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Return the fields of a form that differ from what is stored: label, value."""
    page = desk.report(actor, number)
    if page is None:
        abort(404)
    stored = form_values(page.report.reading)
    return [
        (key.replace("-", " ").capitalize(), value)
        for key, value in form.items()
        if (key in stored or key.startswith("words-"))
        and "".join(value.split()) != "".join(stored.get(key, "").split())
    ]


def parts_by_page(reading: Reading) -> list[tuple[int, list[tuple[int, Recommendation]]]]:
    """Return the recommendations with their places, by the page on which they stand."""
    pages: dict[int, list[tuple[int, Recommendation]]] = {}
    for place, item in enumerate(reading.recommendations):
        pages.setdefault(item.page, []).append((place, item))
    return sorted(pages.items())


def _upload(desk: ReportDesk) -> Response:
    """Not for the usual check of tokens, which would read large files for anybody."""
    actor = sender(MOST_BYTES, EDITOR)
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
    return _page(desk, done=[_published(outcome)])


def _published(outcome: Outcome) -> str:
    added = outcome.difference.added
    line = f"{_reports(outcome.rows)} published, {added} of inspections that are new."
    return f"{line} Import {outcome.number}; the page of imports can undo it."


def _reports(count: int) -> str:
    return f"{count} report{'' if count == 1 else 's'}"


def _numbers(given: Sequence[str]) -> list[int]:
    if any(not (n.isascii() and n.isdigit()) or len(n) > _MOST_DIGITS for n in given):
        abort(400)
    return [int(number) for number in given]

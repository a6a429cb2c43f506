"""The pages of councils' returns and draft plans: sending, checking, sharing, and who sees them.

Nothing here is kept by a browser or a proxy, and what may not be seen is answered as missing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from time import monotonic
from typing import Any

from flask import Blueprint, Flask, Response, abort, render_template, request
from markupsafe import Markup

from portal.auth import sessions
from portal.domain.access import EDITOR, EVERYBODY, PARTNERS, SUBMITTER, require
from portal.domain.formatting import day, plural, printed_date
from portal.domain.paging import listed
from portal.domain.shared import (
    CHECKED,
    MAX_REASON,
    MAX_TITLE,
    PUBLIC,
    SHARED,
    WITHDRAWN,
    CannotShare,
    Definition,
    Figure,
    SharedMeasure,
)
from portal.drawing.provisional import Course, provisional_charts
from portal.exports.tabular import csv_parts
from portal.importers.council_returns.desk import ReturnDesk
from portal.importers.council_returns.reading import UnknownNames
from portal.importers.council_returns.results import Shown
from portal.importers.council_returns.vocabulary import LEAVE_OUT
from portal.importers.intake.opening import MAX_MEGABYTES
from portal.importers.plan_review.draft import Draft
from portal.importers.plan_review.form import leads_shown
from portal.importers.read import BadCatalogue, Problem
from portal.services import Services
from portal.urls import SHARED as PAGE
from portal.web import confirming
from portal.web.handlers import bound
from portal.web.json_requests import answering
from portal.web.large_forms import exempt, sender
from portal.web.server_pages import attachment, go, no_store, page_address, page_asked, show

log = logging.getLogger("portal")

_MOST_BYTES = (MAX_MEGABYTES + 1) * 1_000_000
_MOST_FAULTS, _MOST_NAMES = 200, 500
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE_COLUMNS = (
    "council", "measure", "name", "period", "period_start", "period_end", "basis", "value", "unit",
    "symbol", "numerator", "denominator", "status", "note", "return",
)  # fmt: skip
PLAN_COLUMNS = (
    "council", "item_ref", "item", "ref", "summary", "shown_as", "lead_initials", "lead_roles",
    "target_text", "target_date", "status", "status_printed", "rag", "progress", "report_date",
    "standing", "plan",
)  # fmt: skip
# No page: scripts and styles, and what asks if the portal is there.
_NO_PAGES = ("_dash_assets.static", "/healthz", "ready")
# Seconds between two looks for returns whose embargo has ended.
LOOK_EACH = 60.0
# What can be done to a return or draft plan: the question, the button, and what was done.
_STEPS = {
    CHECKED: ("Is this {} right?", "Say that it is right", "The {} is checked."),
    SHARED: ("Share this {}?", "Share it", "The {} is shared."),
    PUBLIC: ("Make this {} public?", "Make it public", "The {} is public."),
    WITHDRAWN: ("Withdraw this {}?", "Withdraw it", "The {} is withdrawn."),
}


def register(server: Flask, desk: ReturnDesk, services: Services) -> None:
    """Add the pages; the check of tokens must be set up before."""
    pages = Blueprint("shared", "portal")
    upload = bound(_upload, desk)
    exempt(server, upload)
    pages.add_url_rule(PAGE, "page", bound(_page, desk))
    pages.add_url_rule(PAGE, "upload", upload, methods=["POST"])
    pages.add_url_rule(f"{PAGE}/template.xlsx", "template", bound(_template, desk))
    pages.add_url_rule(f"{PAGE}/beside.json", "beside", bound(_beside, services))
    pages.add_url_rule(f"{PAGE}/plans.json", "plans", bound(_plans, services))
    address = f"{PAGE}/<int(max=2147483647):number>"
    pages.add_url_rule(address, "return_page", bound(_return, desk))
    pages.add_url_rule(f"{address}.csv", "file", bound(_file, desk))
    pages.add_url_rule(address, "step", bound(_step, desk), methods=["POST"])
    pages.after_request(no_store)
    server.register_blueprint(pages)
    server.before_request(_looking(desk))


def _looking(desk: ReturnDesk) -> Callable[[], None]:
    """Make what publishes the returns whose embargo has ended, at the first request after it.

    The public portal's own processes cannot write: there this portal, or `portal shared publish`,
    does it for them.
    """
    next_look = 0.0

    def look() -> None:
        nonlocal next_look
        if monotonic() < next_look or request.endpoint in _NO_PAGES:
            return
        next_look = monotonic() + LOOK_EACH
        try:
            if desk.publish_due(wait=False).problems:
                log.warning("returns are due that cannot be published; the page Returns says which")
        except Exception as error:
            # No trace, which may hold figures.
            log.error("returns due were not published: %s", type(error).__name__)

    return look


def _page(
    desk: ReturnDesk,
    code: int = 200,
    problem: str = "",
    faults: Sequence[Problem] = (),
    names: Mapping[str, str] | None = None,
) -> Response:
    actor = sessions.current_actor()
    listing = desk.listing(actor)
    mine = actor.council if actor and SUBMITTER in actor.roles and EDITOR not in actor.roles else ""
    return show(
        "shared_returns.html",
        code,
        returns=listed(listing.data_sets, page_asked(request.args)),
        address=page_address(PAGE, {}),
        councils=listing.councils,
        groups=listing.groups,
        measures=listing.measures,
        names=names or {},
        leave_out=LEAVE_OUT,
        today=desk.today(),
        given=request.form if problem or faults else {"council": mine},
        problem=problem or (_counted(len(faults)) if faults else ""),
        faults=faults[:_MOST_FAULTS],
        partners=PARTNERS,
        everybody=EVERYBODY,
        most=MAX_MEGABYTES,
        longest=MAX_TITLE,
        path=PAGE,
        printed_date=printed_date,
    )


def _counted(faults: int) -> str:
    return f"{plural(faults, 'fault')}; nothing was kept."


def _upload(desk: ReturnDesk) -> Response:
    """Not for the usual check of tokens, which would read large files for anybody."""
    actor = sender(_MOST_BYTES, SUBMITTER, EDITOR)
    file, form = request.files.get("file"), request.form
    printed, meant = form.getlist("printed"), form.getlist("meant")
    names = dict(zip(printed[:_MOST_NAMES], meant[:_MOST_NAMES], strict=False))
    try:
        if file is None or not file.filename:
            raise CannotShare("Choose a file.")
        done = desk.upload(
            actor,
            form.get("council", ""),
            file.filename,
            file.save,
            title=form.get("title", ""),
            audience=form.get("audience", ""),
            embargo=form.get("embargo", ""),
            names=names,
        )
    except CannotShare as refused:
        return _page(desk, 400, str(refused), names=names)
    except UnknownNames as unknown:
        problem = "Say what these names stand for, and choose the file again; nothing was kept."
        return _page(desk, 400, problem, names={**names, **unknown.names})
    except BadCatalogue as bad:
        return _page(desk, 400, faults=bad.problems)
    return go(f"{PAGE}/{done.number}" + (f"?left={done.left_out}" if done.left_out else ""))


def _template(desk: ReturnDesk) -> Response:
    council = request.args.get("council", "")
    content = desk.template(sessions.current_actor(), council)
    return attachment(f"return-{council}.xlsx", content, _XLSX)


@answering
def _beside(services: Services) -> Any:
    """Answer the script of the indicators' and the benchmarks' page with what to show beside."""
    path, _, search = request.args.get("page", "").partition("?")
    measures = services.shared.beside(services.who(), path, search)
    if not measures:
        return {"html": ""}
    chart = _chart(measures[0])
    return {
        "html": render_template("shared_beside.html", measures=measures, path=PAGE, chart=chart)
    }


def _chart(measure: SharedMeasure) -> Markup:
    """Draw what is shared beside what is official, where the page is of one measure."""
    courses = [
        Course(each.council, each.colour, each.symbol, each.official, each.shared)
        for each in measure.courses
    ]
    text = f"{measure.name}: official figures as lines, shared ones, provisional, as hollow marks"
    return Markup("".join(provisional_charts(courses, text)))  # noqa: S704 - all text is escaped


@answering
def _plans(services: Services) -> Any:
    """Answer the script of the pages of plans with the draft plans to show beside."""
    path, _, search = request.args.get("page", "").partition("?")
    plans = services.shared.plans_beside(services.who(), path, search)
    words = {"plans": plans, "path": PAGE, "printed_date": printed_date, "plural": plural}
    return {"html": render_template("shared_plans_beside.html", **words) if plans else ""}


def _return(desk: ReturnDesk, number: int, code: int = 200, problem: str = "") -> Response:
    actor = require(sessions.current_actor())
    shown = desk.shown(actor, number)
    if shown is None:
        abort(404)
    done, left = _STEPS.get(request.args.get("done", "")), request.args.get("left", "")
    return show(
        "shared_return.html",
        code,
        shown=shown,
        one=shown.data_set,
        steps=shown.data_set.steps(actor),
        buttons={state: words[1] for state, words in _STEPS.items()},
        mine=actor.id == shown.data_set.made_by,
        everybody=EVERYBODY,
        left=int(left) if left.isascii() and left.isdigit() and len(left) < 5 else 0,
        done=done[2].format(shown.data_set.kind)
        if done and request.args.get("done") == shown.data_set.state
        else "",
        problem=problem,
        most=MAX_REASON,
        path=PAGE,
        leads=leads_shown,
        can_review=EDITOR in actor.roles,
        printed_date=printed_date,
        day=day,
    )


def _file(desk: ReturnDesk, number: int) -> Response:
    shown = desk.shown(require(sessions.current_actor()), number)
    if shown is None:
        abort(404)
    if shown.plan is not None:
        content = csv_parts(_actions(shown, shown.plan), PLAN_COLUMNS)
    else:
        rows = (_cells(shown, figure, definition) for figure, definition in shown.rows)
        content = csv_parts(rows, FILE_COLUMNS)
    return attachment(f"return-{number}.csv", content)


def _actions(shown: Shown, plan: Draft) -> Iterator[dict[str, Any]]:
    """The actions of a draft plan as rows of the file; each row says who may see it."""
    for action in plan.live:
        item = plan.items[action.item].values
        yield {
            **{name: action.values.get(name, "") for name in PLAN_COLUMNS},
            "council": shown.data_set.council_name,
            "item_ref": item["ref"],
            "item": item["title"],
            "shown_as": "confirmed" if action.confirmed else "as printed",
            "report_date": plan.report_date,
            "standing": shown.data_set.mark,
            "plan": shown.data_set.title,
        }


def _cells(shown: Shown, figure: Figure, definition: Definition) -> dict[str, Any]:
    """A figure as a row of the file; each row says who may see it."""
    return {
        "council": shown.data_set.council_name,
        "name": definition.name,
        "unit": definition.unit_words,
        "period_start": figure.start,
        "period_end": figure.end,
        "status": shown.data_set.mark,
        "return": shown.data_set.title,
        **{name: getattr(figure, name) for name in FILE_COLUMNS if hasattr(figure, name)},
    }


def _step(desk: ReturnDesk, number: int) -> Response:
    """Say what a step does, then take it."""
    actor, to = require(sessions.current_actor()), request.form.get("do", "")
    shown = desk.shown(actor, number)
    if shown is None:
        abort(404)
    if to not in _STEPS:
        abort(400)
    reason = request.form.get("reason", "")
    if to in shown.data_set.steps(actor) and not confirming.confirmed():
        if to == WITHDRAWN and not reason.strip():
            problem = f"Say why the {shown.data_set.kind} is withdrawn."
            return _return(desk, number, 400, problem)
        question, button, _done = _STEPS[to]
        question = question.format(shown.data_set.kind)
        return confirming.ask(question, _effects(shown, to), button, f"{PAGE}/{number}")
    try:
        desk.step(actor, number, to, reason)
    except CannotShare as refused:
        return _return(desk, number, 400, str(refused))
    return go(f"{PAGE}/{number}?done={to}")


def _effects(shown: Shown, to: str) -> list[str]:
    """Say what a step does, a sentence each."""
    data_set = shown.data_set
    figures = f"{data_set.holds} of {data_set.council_name}"
    if to == CHECKED:
        count = shown.doubts
        doubts = f" {count} of them {'has' if count == 1 else 'have'} a remark." if count else ""
        return [f"You say that you looked at {figures} and that they are right.{doubts}",
                "Your name stands beside them. Nobody else sees them yet."]  # fmt: skip
    if to == SHARED:
        until = "They stay there until an editor makes them public."
        if data_set.embargo:
            until = f"On {day(data_set.embargo)} they become public by themselves."
        if data_set.audience == EVERYBODY:
            return [f"You sign {figures} off: nobody else sees them before they are public.", until]
        return [f"{figures} are shown to {data_set.audience_words}, marked provisional.", until]
    if to == PUBLIC:
        marked = "" if data_set.is_plan else ", marked provisional,"
        return [f"{figures} are shown to everybody{marked} and can be downloaded.",
                "The page Imports can take it back; who downloaded them keeps them."]  # fmt: skip
    return ["What it holds is deleted here; the row stays and says why.",
            "Who has seen them has seen them."]  # fmt: skip

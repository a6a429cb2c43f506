"""The pages on which editors look councils' own plans through before they are published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, Response, abort, request

from portal.auth import sessions
from portal.domain.access import EDITOR, EVERYBODY, PARTNERS
from portal.domain.formatting import plural
from portal.domain.paging import listed
from portal.domain.progress import CHANGE_NAMES
from portal.domain.shared import CannotShare
from portal.importers.form_fields import ReviewError
from portal.importers.intake.folder import MOST_WORDS
from portal.importers.intake.opening import MAX_MEGABYTES
from portal.importers.plan_review.buttons import BUTTONS
from portal.importers.plan_review.desk import (
    COLUMNS,
    CONFIRM_SHOWN,
    SAVE,
    PlanConflict,
    PlanDesk,
    ReviewedPlan,
)
from portal.importers.plan_review.draft import Draft
from portal.importers.plan_review.form import COLUMN_KINDS, RAGS, form_values, leads_shown
from portal.importers.plan_review.printed import anchor_of, printed_blocks
from portal.importers.plan_review.reissue import COMMENT
from portal.importers.plan_review.sharing import PlanSharing
from portal.importers.read import BadCatalogue, Problem
from portal.importers.schema import ITEM_KINDS, STATUSES
from portal.importers.statistics.ready import CannotImport
from portal.urls import PLANS_READ, SHARED
from portal.web.handlers import bound
from portal.web.large_forms import exempt, sender
from portal.web.server_pages import attachment, go, no_store, page_address, page_asked, show

_MOST_BYTES = (MAX_MEGABYTES + 1) * 1_000_000
_MOST_FORM = 4_000_000
ROWS_AT_ONCE = 50
_MOST_WARNINGS, _MOST_LINES = 40, 8
# A doubt of more actions is listed once.
_OFTEN = 5
_CONFIRM, _ASIDE = "confirm", "aside"
_MOVES = {"up": -1, "down": 1}
# What is written in an action's fields, by their names.
_ROW_TEXTS = (
    "ref", "as_printed", "summary", "leads", "target_text", "status_printed", "progress",
    "evidence",
)  # fmt: skip
_READ_AGAIN = (
    "What you entered is saved, and the rows were read again, since columns are something else "
    "now. Look at them, then press the button again."
)


def register(server: Flask, desk: PlanDesk, sharing: PlanSharing) -> None:
    """Add the pages; the check of tokens must be set up before."""
    pages = Blueprint("plan_readings", "portal")
    upload, save = bound(_upload, desk), bound(_save, desk, sharing)
    exempt(server, upload, save)
    pages.add_url_rule(PLANS_READ, "page", bound(_page, desk))
    pages.add_url_rule(PLANS_READ, "upload", upload, methods=["POST"])
    address = f"{PLANS_READ}/<int(max=2147483647):number>"
    pages.add_url_rule(address, "plan", bound(_plan, desk, sharing))
    pages.add_url_rule(f"{address}/share", "share", bound(_share, desk, sharing), methods=["POST"])
    pages.add_url_rule(address, "save", save, methods=["POST"])
    pages.add_url_rule(f"{address}/paper", "paper", bound(_paper, desk))
    pages.add_url_rule(f"{address}/folder.zip", "folder", bound(_folder, desk, sharing))
    pages.after_request(no_store)
    server.register_blueprint(pages)


def _page(desk: PlanDesk, code: int = 200, done: Sequence[str] = (), problem: str = "") -> Response:
    waiting = desk.waiting(sessions.current_actor())
    return show(
        "plan_readings.html",
        code,
        told=done,
        problem=problem,
        plans=listed(waiting, page_asked(request.args)),
        address=page_address(PLANS_READ, {}),
        most=MAX_MEGABYTES,
        path=PLANS_READ,
        plural=plural,
    )


def _upload(desk: PlanDesk) -> Response:
    """Not for the usual check of tokens, which would read large files for anybody."""
    actor = sender(_MOST_BYTES, EDITOR)
    file = request.files.get("file")
    if file is None or not file.filename:
        return _page(desk, 400, problem="Choose a file.")
    try:
        number = desk.upload(actor, file.filename, file.save)
    except CannotImport as refused:
        return _page(desk, 400, problem=f"{file.filename[-100:]}: {refused}")
    return go(f"{PLANS_READ}/{number}")


@dataclass(frozen=True, slots=True)
class _Warning:
    """Something to look at: its words, and the page and row where it stands."""

    words: str
    page: int
    anchor: str


def _plan(
    desk: PlanDesk,
    sharing: PlanSharing,
    number: int,
    code: int = 200,
    problem: str = "",
    faults: Sequence[Problem] = (),
    mine: Sequence[tuple[str, str]] = (),
) -> Response:
    actor = sessions.current_actor()
    plan = desk.plan(actor, number)
    if plan is None:
        abort(404)
    draft = plan.draft
    order = _order(draft)
    rows = listed(order, page_asked(request.args), size=ROWS_AT_ONCE)
    pages = _pages(order)
    last = rows.number * ROWS_AT_ONCE >= len(order)
    used = {draft.actions[at].item for at in order}
    return show(
        "plan_reading.html",
        code,
        plan=plan,
        draft=draft,
        rows=rows,
        first_of=_first_of(draft, order),
        without=[at for at in range(len(draft.items)) if last and at not in used],
        warnings=_warnings(plan, pages),
        most_warnings=_MOST_WARNINGS,
        moves=[(CHANGE_NAMES[m.kind], m) for m in plan.moves if m.kind != COMMENT],
        comments=[("Says something else", m) for m in plan.moves if m.kind == COMMENT],
        action=f"{PLANS_READ}/{number}" + (f"?page={rows.number}" if rows.number > 1 else ""),
        address=page_address(f"{PLANS_READ}/{number}", {}),
        path=PLANS_READ,
        kinds=COLUMN_KINDS,
        item_kinds=ITEM_KINDS,
        statuses=STATUSES,
        rags=RAGS,
        most_words=MOST_WORDS,
        leads_shown=leads_shown,
        anchor_of=anchor_of,
        most_lines=_MOST_LINES,
        named=_named,
        item_choices=[(at, item.title[:80]) for at, item in enumerate(draft.items)],
        unconfirmed=sum(not action.confirmed for action in draft.live),
        given_as=sharing.stands(actor, number),
        groups=sharing.audiences(actor),
        partners=PARTNERS,
        everybody=EVERYBODY,
        shared_path=SHARED,
        saved="saved" in request.args,
        # What was pressed last, where one goes on there: the button that has the focus, or a fold.
        at_hand=request.args.get("at", "") if code == 200 else "",
        plural=plural,
        problem=problem,
        faults=faults,
        mine=mine,
    )


def _named(keys: Sequence[str]) -> list[tuple[str, str]]:
    """Keys with the words that stand for them."""
    return [(key, key.replace("_", " ").capitalize()) for key in keys]


def _order(draft: Draft) -> list[int]:
    """The positions of actions in the order of the page: item by item."""
    return sorted(range(len(draft.actions)), key=lambda at: (draft.actions[at].item, at))


def _pages(order: Sequence[int]) -> dict[int, int]:
    """The pages on which actions stand, by their positions."""
    return {at: place // ROWS_AT_ONCE + 1 for place, at in enumerate(order)}


def _to_confirm(draft: Draft, page: int) -> int:
    """The first page with a summary that nobody confirmed, or else the same page again."""
    pages = _pages(_order(draft)).items()
    open_on = (
        on for at, on in pages if not draft.actions[at].confirmed and not draft.actions[at].dropped
    )
    return min(open_on, default=page)


def _first_of(draft: Draft, order: Sequence[int]) -> dict[int, int]:
    """The items by the actions that they are shown above."""
    first: dict[int, int] = {}
    for at in order:
        first.setdefault(draft.actions[at].item, at)
    return {at: item for item, at in first.items()}


def _warnings(plan: ReviewedPlan, pages: Mapping[int, int]) -> list[_Warning]:
    """List things to look at first: items without an area, doubts of rows, pairs."""
    draft = plan.draft
    shown_at = {item: at for at, item in _first_of(draft, list(pages)).items()}
    warnings = [
        _Warning(f"Item {item.title}: {item.doubt}", pages[shown_at[at]], f"item-{at}")
        for at, item in enumerate(draft.items)
        if item.doubt and not item.confirmed and at in shown_at
    ]
    looked_at = [
        at for at in pages if not (draft.actions[at].dropped or draft.actions[at].confirmed)
    ]
    counts = Counter(doubt for at in looked_at for doubt in draft.actions[at].doubts)
    listed: set[str] = set()
    for at in looked_at:
        action = draft.actions[at]
        doubts = [doubt for doubt in action.doubts if counts[doubt] <= _OFTEN]
        for doubt in action.doubts:
            if counts[doubt] <= _OFTEN or doubt in listed:
                continue
            listed.add(doubt)
            words = f"{counts[doubt]} actions, the first of them {action.place}: {doubt}"
            warnings.append(_Warning(words, pages[at], f"action-{at}"))
        if action.doubtful_pair:
            doubts.append(f"is it {action.same_as} of the loaded plan?")
        if doubts:
            words = f"Action {action.values['ref']}, {action.place}: {'; '.join(doubts)}"
            warnings.append(_Warning(words, pages[at], f"action-{at}"))
    return warnings


def _share(desk: PlanDesk, sharing: PlanSharing, number: int) -> Response:
    """Give a plan to an audience as a draft, and go to where that is checked."""
    audience, embargo = request.form.get("audience", ""), request.form.get("embargo", "")
    try:
        given = sharing.share(sessions.current_actor(), number, audience, embargo)
    except CannotShare as refused:
        return _plan(desk, sharing, number, 400, str(refused))
    return go(f"{SHARED}/{given}")


def _paper(desk: PlanDesk, number: int) -> Response:
    """Show the whole paper, the rows that gave actions with links to them."""
    plan = desk.plan(sessions.current_actor(), number)
    if plan is None or plan.paper is None:
        abort(404)
    back = f"{PLANS_READ}/{number}"
    address = page_address(back, {})
    actions: dict[str, str] = {}
    for at, page in _pages(_order(plan.draft)).items():
        place = plan.draft.actions[at].place
        actions.setdefault(place, f"{address(page)}#action-{at}")
    return show(
        "plan_paper.html",
        title=plan.draft.title,
        blocks=printed_blocks(plan.paper),
        actions=actions,
        back=back,
    )


def _folder(desk: PlanDesk, sharing: PlanSharing, number: int) -> Response:
    try:
        content = desk.folder(sessions.current_actor(), number)
    except CannotImport as refused:
        return _plan(desk, sharing, number, 400, str(refused))
    if content is None:
        abort(404)
    return attachment(f"plan-{number}.zip", content, "application/zip")


def _save(desk: PlanDesk, sharing: PlanSharing, number: int) -> Response:
    """Save the page's form, then do what its button says: all that is half-done is kept.

    Not for the usual check of tokens, which would take a large form from anybody.
    """
    actor = sender(_MOST_FORM, EDITOR, fields=_MOST_FORM)
    name, _, place = request.form.get("do", "").partition(":")
    if name not in (*BUTTONS, SAVE, COLUMNS, CONFIRM_SHOWN, _CONFIRM, _ASIDE):
        abort(400)
    revision, at = _number(request.form.get("revision", "")), _number(place or "0")
    form = request.form.to_dict()
    checked = {key: request.form.getlist(key) for key in request.form}
    shown = [_number(text) for text in request.form.getlist("row")[:ROWS_AT_ONCE]]
    try:
        if name == _ASIDE:
            desk.put_aside(actor, number)
            return _page(desk, done=["Put aside. Nothing of it was published."])
        do = (SAVE if name == _CONFIRM else name, at)
        read_again = desk.save(actor, number, revision, form, checked, do, shown)
        if read_again and name not in (SAVE, COLUMNS):
            return _plan(desk, sharing, number, problem=_READ_AGAIN)
        if name == _CONFIRM:
            outcome = desk.confirm(actor, number)
            return _page(desk, done=[_published(outcome.rows, outcome.number)])
    except PlanConflict as conflict:
        problem = (
            f"{conflict} saved this plan while you worked on it; nothing of yours was saved. The "
            "form shows theirs; what you had entered differently stands below."
        )
        return _plan(desk, sharing, number, 409, problem, mine=_typed(desk, number, form, shown))
    except BadCatalogue as bad:
        faults = plural(len(bad.problems), "fault")
        problem = f"{faults}; nothing was published. What you entered is saved."
        return _plan(desk, sharing, number, 400, problem, bad.problems[:200])
    except ReviewError as error:
        return _plan(desk, sharing, number, 400, str(error), mine=_typed(desk, number, form, shown))
    except CannotImport as error:
        return _plan(desk, sharing, number, 400, str(error))
    page = page_asked(request.args)
    anchor = "columns" if name == COLUMNS else f"action-{at}" if name in BUTTONS else ""
    at_hand = COLUMNS if name == COLUMNS else ""
    if name in (CONFIRM_SHOWN, *_MOVES) and (plan := desk.plan(actor, number)):
        if name == CONFIRM_SHOWN:
            page = _to_confirm(plan.draft, page)
        else:
            moved = _moved(plan.draft, at, _MOVES[name])
            page, anchor, at_hand = _pages(_order(plan.draft))[moved], "", f"{name}:{moved}"
    query = f"?page={page}&saved" if page > 1 else "?saved"
    query += f"&at={at_hand}" if at_hand else ""
    return go(f"{PLANS_READ}/{number}{query}{f'#{anchor}' if anchor else ''}")


def _moved(draft: Draft, at: int, by: int) -> int:
    """The position that an action has by now, which moved within its item."""
    same = [n for n, other in enumerate(draft.actions) if other.item == draft.actions[at].item]
    return same[same.index(at) + by]


def _typed(
    desk: PlanDesk, number: int, form: Mapping[str, str], shown: Sequence[int]
) -> list[tuple[str, str]]:
    """Return the fields of a form that differ from what is stored, and words of rows that are gone.

    Returns:
        Pairs of a label and the value.
    """
    plan = desk.plan(sessions.current_actor(), number)
    if plan is None:
        abort(404)
    there = [at for at in shown if at < len(plan.draft.actions)]
    stored: dict[str, Any] = form_values(plan.draft, there)
    lost = {f"{name}-{at}" for at in shown if at not in there for name in _ROW_TEXTS}
    return [
        (
            key.replace("-", " ").replace("_", " ").capitalize()
            + (" (its row is gone)" if key in lost else ""),
            value,
        )
        for key, value in form.items()
        if (key in lost and value.strip())
        or (key in stored and "".join(value.split()) != "".join(stored[key].split()))
    ]


def _published(rows: int, number: int | None) -> str:
    actions = plural(rows, "action")
    return f"{actions} published. Import {number}; the page of imports can undo it."


def _number(given: str) -> int:
    if not (given.isascii() and given.isdigit()) or len(given) > 9:
        abort(400)
    return int(given)

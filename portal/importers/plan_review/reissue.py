"""A new report of a plan that is loaded: which action is which, and what moved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from portal.domain.progress import Change, Report, ReportLine, changes, plain_status
from portal.importers.plan_review.draft import Draft, DraftAction
from portal.importers.schema import CHOICES

Rows = Mapping[str, Sequence[Mapping[str, str]]]
# A change of the comment alone, which is none of a plan's course.
COMMENT = "comment"
# Words that two actions share, of all that either has.
_SURE, _LIKELY, _SAME_REF = 0.8, 0.45, 0.3
_SHARE_OF_REPORT = 0.5
# Tells the place of a new action from that of a loaded one with the same references.
_NEW = " (new)"
# Words of a printed status that say more than `in_progress`.
_FINER = (
    ("awaiting_sign_off", re.compile(r"sign(?:ed|ing)?[ -]?off")),
    ("overdue", re.compile(r"\b(?:overdue|late|delayed|behind|slipped|off track)\b")),
)


@dataclass(frozen=True, slots=True)
class Former:
    """An action of the loaded plan, as its newest report says."""

    item_ref: str
    ref: str
    text: str
    line: ReportLine

    @property
    def key(self) -> str:
        """The references by which a person names it."""
        return line_key(self.item_ref, self.ref)


def line_key(item_ref: str, ref: str) -> str:
    """Write the references of an action as one text."""
    return f"{item_ref} / {ref}"


def former_actions(rows: Rows, plan: str) -> list[Former]:
    """Return the actions of a plan of a folder, each with what the newest report says of it."""
    newest: dict[tuple[str, str], Mapping[str, str]] = {}
    for report in _of_plan(rows, "progress", plan):
        key = (report["item_ref"], report["action_ref"])
        if key not in newest or report["report_date"] >= newest[key]["report_date"]:
            newest[key] = report
    former = []
    for row in _of_plan(rows, "actions", plan):
        report = newest.get((row["item_ref"], row["ref"]), {})
        text = report.get("as_printed") or row["as_printed"] or row["summary"]
        line = _line(
            row["plan"], row["item_ref"], row["ref"], row["summary"], text,
            {**row, **{name: value for name, value in report.items() if value}},
            report.get("report_date", ""),
        )  # fmt: skip
        former.append(Former(row["item_ref"], row["ref"], text, line))
    return former


def newest_report(rows: Rows, plan: str) -> str:
    """Return the day of the newest report of a plan of a folder, empty where it has none."""
    days = (report["report_date"] for report in _of_plan(rows, "progress", plan))
    return max(days, default="")


def is_reported(draft: Draft, rows: Rows) -> bool:
    """Tell if the loaded plan has a report of the draft's day already."""
    return any(
        report["report_date"] == draft.report_date and report["status"] != "not_stated"
        for report in _of_plan(rows, "progress", draft.plan)
    )


def noted(draft: Draft, rows: Rows) -> Draft:
    """Note on a draft that it corrects a report of the loaded plan, where it does."""
    if not is_reported(draft, rows):
        return draft
    note = (
        "A report of this day is loaded already: where this paper speaks of an action, it takes "
        "the place of what that report says."
    )
    return replace(draft, notes=(*draft.notes, note))


def _of_plan(rows: Rows, sheet: str, plan: str) -> list[Mapping[str, str]]:
    return [row for row in rows[sheet] if row["plan"] == plan]


def _line(
    plan: str,
    item_ref: str,
    ref: str,
    title: str,
    text: str,
    values: Mapping[str, str],
    day: str,
) -> ReportLine:
    return ReportLine(
        plan=plan,
        item_ref=item_ref,
        action_ref=ref,
        report_date=date.fromisoformat(day) if day else date.min,
        area="",
        themes=(),
        title=title,
        status=values["status"],
        status_printed=values.get("status_printed", ""),
        rag=values.get("rag", ""),
        confidence="",
        progress=values.get("progress", ""),
        evidence=values.get("evidence", ""),
        target_text=values["target_text"],
        target_date=_date(values["target_date"]),
        as_printed=text,
        lead="",
        lead_role="",
        planned_text="",
        planned_date=None,
        document="",
        place=values.get("place", ""),
    )


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def target_reported(values: Mapping[str, str]) -> tuple[str, str]:
    """Return the target that a report gives an action, as printed and as a date: the newest."""
    if values["new_target_text"] or values["new_target_date"]:
        return values["new_target_text"], values["new_target_date"]
    return values["target_text"], values["target_date"]


def reported_status(values: Mapping[str, str]) -> str:
    """Return the status that a report gives: late, or waiting for a signature, is in progress."""
    printed = values["status_printed"].lower()
    if values["status"] == "in_progress":
        for status, pattern in _FINER:
            if pattern.search(printed):
                return status
    return values["status"]


def matched(draft: Draft, former: Sequence[Former]) -> Draft:
    """Say of each action which of the loaded plan it is: by reference first, then by likeness.

    A pair that neither tells surely is doubtful; a person confirms it.
    """
    draft = _worded_as_before(draft, former)
    pairs = _pairs(draft, former)
    return replace(
        draft,
        actions=tuple(
            replace(
                action,
                same_as=former[pairs[at][0]].key if at in pairs else "",
                doubtful_pair=at in pairs and pairs[at][1],
            )
            for at, action in enumerate(draft.actions)
        ),
    )


def _worded_as_before(draft: Draft, former: Sequence[Former]) -> Draft:
    """Let a word of a status mean what it meant in the newest report, where both use it in one way.

    A paper may leave its key out; a colour's name says too little.
    """
    meant, means = (
        _one_each((_word(printed), status) for printed, status in pairs)
        for pairs in (
            ((other.line.status_printed, plain_status(other.line.status)) for other in former),
            ((each.values["status_printed"], each.values["status"]) for each in draft.live),
        )
    )
    explained = {_word(printed) for printed in draft.explained}
    others = {word for word, status in means.items() if meant.get(word, status) != status}
    others -= explained

    def mended(action: DraftAction) -> DraftAction:
        printed = action.values["status_printed"]
        word = _word(printed)
        if word not in others or "status" in action.edited:
            return action
        status = meant[word]
        doubt = f"status: “{printed}” was {status.replace('_', ' ')} in the report before, so here"
        values = {**action.values, "status": status}
        return replace(action, values=values, doubts=(*action.doubts, doubt))

    return replace(draft, actions=tuple(map(mended, draft.actions))) if others else draft


def _one_each(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Give the status of each word that stands for one alone; colours and letters are none."""
    statuses: dict[str, set[str]] = {}
    for word, status in pairs:
        if len(word) > 1 and word not in CHOICES["rags"] and status != "not_stated":
            statuses.setdefault(word, set()).add(status)
    return {word: next(iter(each)) for word, each in statuses.items() if len(each) == 1}


def _word(printed: str) -> str:
    return " ".join(printed.casefold().split())


def share_matched(draft: Draft, former: Sequence[Former]) -> float:
    """Return the share of a draft's actions that a loaded plan has."""
    return len(_pairs(draft, former)) / max(1, len(draft.actions))


def is_report(draft: Draft, former: Sequence[Former]) -> bool:
    """Tell if so many of a draft's actions are in a loaded plan that it is a new report of it."""
    return share_matched(draft, former) >= _SHARE_OF_REPORT


def _pairs(draft: Draft, former: Sequence[Former]) -> dict[int, tuple[int, bool]]:
    """Pair positions of a draft's actions with those of a loaded plan; True where doubtful."""
    ours = [_words(action.values["as_printed"]) for action in draft.actions]
    theirs = [_words(other.text) for other in former]
    pairs: dict[int, tuple[int, bool]] = {}
    taken: set[int] = set()
    by_ref: dict[str, list[int]] = {}
    for number, other in enumerate(former):
        by_ref.setdefault(_plain(other.ref), []).append(number)
    for at, action in enumerate(draft.actions):
        ref = _plain(action.values["ref"])
        item = _plain(draft.items[action.item].values["ref"])
        for number in by_ref.get(ref, ()):
            same_item = _plain(former[number].item_ref) == item
            like = _alike(ours[at], theirs[number])
            unlike = like < (_SAME_REF if _is_printed(action) else _LIKELY)
            if number in taken or unlike or not (same_item or len(by_ref[ref]) == 1):
                continue
            pairs[at] = (number, like < _LIKELY)
            taken.add(number)
            break
    likely = sorted(
        (
            (-like, at, number)
            for at in range(len(ours))
            if at not in pairs
            for number in range(len(theirs))
            if number not in taken and (like := _alike(ours[at], theirs[number])) >= _LIKELY
        ),
    )
    for like, at, number in likely:
        if at not in pairs and number not in taken:
            pairs[at] = (number, -like < _SURE)
            taken.add(number)
    return pairs


def _is_printed(action: DraftAction) -> bool:
    return not any("reference" in doubt for doubt in action.doubts)


def _plain(ref: str) -> str:
    return re.sub(r"[\W_]+", "", ref.lower())


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9]{2,}", text.lower()))


def _alike(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first & second) / max(1, len(first | second))


def moved(draft: Draft, former: Sequence[Former]) -> tuple[Change, ...]:
    """List what moved since the newest report of the loaded plan, as its page will show it."""
    by_key = {other.key: other for other in former}
    lines = []
    for action in draft.live:
        other = by_key.get(action.same_as)
        item_ref = draft.items[action.item].values["ref"]
        target, day = target_reported(action.values)
        lines.append(
            _line(
                draft.plan,
                other.item_ref if other else f"{item_ref}{_NEW}",
                other.ref if other else action.values["ref"],
                action.values["summary"],
                action.values["as_printed"],
                {
                    **action.values,
                    "status": reported_status(action.values),
                    "target_text": target,
                    "target_date": day,
                },
                draft.report_date,
            )
        )
    # What was gone from the newest report already is not gone once more; what no report of the
    # plan spoke of, since its status is not stated, is not new.
    newest = max((other.line.report_date for other in former), default=date.min)
    there = {action.same_as for action in draft.live}
    before = Report(
        newest,
        tuple(
            other.line
            for other in former
            if other.line.report_date == newest
            or (other.line.report_date == date.min and other.key in there)
        ),
    )
    moves = changes(before, Report(date.max, tuple(lines)))
    return tuple(
        replace(move, line=replace(move.line, item_ref=move.line.item_ref.removesuffix(_NEW)))
        for move in moves
    )


def all_moved(draft: Draft, former: Sequence[Former]) -> tuple[Change, ...]:
    """List what moved, and after that each action of which this paper says something else."""
    by_key = {other.key: other.line for other in former}
    comments = []
    for action in draft.live:
        before, after = by_key.get(action.same_as), action.values["progress"]
        if before is not None and before.progress.split() != after.split():
            comments.append(Change(COMMENT, before, before=before.progress, after=after))
    return (*moved(draft, former), *comments)


def pair_problems(draft: Draft, former: Sequence[Former]) -> list[str]:
    """List pairs that cannot be: with an action that is not there, or with the same one twice."""
    keys = {other.key for other in former}
    seen: set[str] = set()
    problems = []
    for action in draft.live:
        if not action.same_as:
            continue
        name = f"Action {action.values['ref']} ({action.place})"
        if action.same_as not in keys:
            problems.append(f"{name}: the plan has no action {action.same_as}; choose one of it.")
        elif action.same_as in seen:
            problems.append(f"{name}: another action is {action.same_as} already.")
        seen.add(action.same_as)
    return problems

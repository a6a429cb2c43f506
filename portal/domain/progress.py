"""Rules about progress: what a plan's reports say, and what moved from one to the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from portal.domain.formatting import plural, printed_date
from portal.domain.vocabulary import Council, Plan

# A report's status, as the four that items and actions have: what is late or waits for a
# signature is still being done.
_PLAIN = {"overdue": "in_progress", "awaiting_sign_off": "in_progress"}
STATUS_NAMES = {
    "completed": "Completed",
    "awaiting_sign_off": "Awaiting sign-off",
    "in_progress": "In progress",
    "not_started": "Not started",
    "overdue": "Overdue",
    "not_stated": "Not stated",
}
# From the worst to the best; what is not among them cannot be held against the others.
_STATUS_ORDER = ("overdue", "not_started", "in_progress", "awaiting_sign_off", "completed")
_COLOUR_ORDER = ("red", "amber", "green", "blue")
# The kinds of changes, in the order in which they are shown.
CHANGE_NAMES = {
    "reopened": "Completed before, open now",
    "worse": "Worse",
    "slipped": "Put off to a later date",
    "redated": "Given another target in words",
    "gone": "Gone from the report",
    "new": "New",
    "reworded": "Reworded",
    "earlier": "Brought forward",
    "better": "Better",
    "completed": "Completed since",
}
COUNCILS_AT_ONCE = 10
# Reports further apart are not held against each other without saying so.
DAYS_APART = 45


def plain_status(status: str) -> str:
    """Give the status of an item or action that a report's status stands for."""
    return _PLAIN.get(status, status)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One line of a report: of an action, or of an item where `action_ref` is empty.

    `title` is the portal's own wording, `as_printed` that of the report, `planned_text` and
    `planned_date` the target that the plan itself has.
    """

    plan: str
    item_ref: str
    action_ref: str
    report_date: date
    area: str
    themes: tuple[str, ...]
    title: str
    status: str
    status_printed: str
    rag: str
    confidence: str
    progress: str
    evidence: str
    target_text: str
    target_date: date | None
    as_printed: str
    lead: str
    lead_role: str
    planned_text: str
    planned_date: date | None
    document: str
    place: str

    @property
    def key(self) -> tuple[str, str]:
        """The references that tell it apart within a report."""
        return (self.item_ref, self.action_ref)

    @property
    def ref(self) -> str:
        """The reference that a reader looks for."""
        return self.action_ref or self.item_ref

    @property
    def due(self) -> date | None:
        """The date that counts: the report's, or the plan's where the report has none."""
        return self.target_date or (None if self.target_text else self.planned_date)

    @property
    def due_text(self) -> str:
        """That date as printed."""
        return self.target_text or self.planned_text

    @property
    def open(self) -> bool:
        """True if the report says that it is not completed."""
        return self.status not in ("completed", "not_stated")

    def late_on(self, day: date) -> bool:
        """Tell if it is open after its date, or called overdue."""
        return self.open and (self.status == "overdue" or (self.due is not None and self.due < day))


@dataclass(frozen=True)
class Report:
    """All lines of a plan's report of one day."""

    day: date
    lines: tuple[ReportLine, ...]

    @cached_property
    def actions(self) -> tuple[ReportLine, ...]:
        """The lines of actions; those of items where the report speaks of items alone."""
        return tuple(line for line in self.lines if line.action_ref) or self.lines

    def count(self, status: str) -> int:
        """Count the actions whose status, as one of the four, is this."""
        return sum(plain_status(line.status) == status for line in self.actions)

    @property
    def states(self) -> bool:
        """True if it states a status of any action, so that its counts say something."""
        return self.count("not_stated") < len(self.actions)

    @cached_property
    def comments(self) -> bool:
        """True if it is what a later paper repeats of that day, and no report of its own."""
        return not any(
            line.status != "not_stated" or line.rag or line.target_text for line in self.lines
        )

    @property
    def late(self) -> int:
        """Actions that were late on the day of the report."""
        return sum(line.late_on(self.day) for line in self.actions)

    def late_on(self, day: date) -> int:
        """Actions that are late on another day, if nothing happened since the report."""
        return sum(line.late_on(day) for line in self.actions)


@dataclass(frozen=True, slots=True)
class Change:
    """A line that moved between two reports; `before` and `after` say from what to what."""

    kind: str
    line: ReportLine
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Course:
    """A plan over its reports, the oldest first."""

    plan: Plan
    council: Council
    reports: tuple[Report, ...]

    @property
    def newest(self) -> Report:
        """The newest report."""
        return self.reports[-1]

    def before(self, number: int) -> Report | None:
        """Give the report that another is held against: days of comments alone are none."""
        former = [report for report in self.reports[:number] if not report.comments]
        return former[-1] if former and not self.reports[number].comments else None

    def changes_into(self, number: int) -> tuple[Change, ...]:
        """List what moved from the report before to this one; nothing for the first."""
        before = self.before(number)
        return changes(before, self.reports[number]) if before else ()

    def slips_into(self, number: int) -> tuple[ReportLine, ...]:
        """List the lines whose date is later than before: than the plan's own in the first."""
        if self.before(number):
            return tuple(c.line for c in self.changes_into(number) if c.kind == "slipped")
        first = () if self.reports[number].comments else self.reports[number].actions
        return tuple(
            line
            for line in first
            if line.planned_date and line.target_date and line.target_date > line.planned_date
        )

    @cached_property
    def former(self) -> Report | None:
        """The report that the newest is held against."""
        return self.before(len(self.reports) - 1)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The moves from that report to the newest."""
        return self.changes_into(len(self.reports) - 1)

    @property
    def sentence(self) -> str:
        """Say how far the plan is, and how far it was in the report before."""
        stating = [report for report in self.reports if report.states]
        if not stating:
            return f"{plural(len(self.reports), 'report')}, none of which states a status."
        newest, former = stating[-1], stating[-2:-1]
        parts = [
            f"{newest.count('completed')} of {plural(len(newest.actions), 'action')} completed by "
            f"{printed_date(str(newest.day))}"
        ]
        parts += [
            f"{report.count('completed')} of {len(report.actions)} by "
            f"{printed_date(str(report.day))}"
            for report in former
        ]
        return f"{'; '.join(parts)}."


def courses(
    lines: Iterable[ReportLine], plans: Mapping[str, Plan], councils: Mapping[str, Council]
) -> tuple[Course, ...]:
    """Sort the lines of reports into plans and reports, in the order in which they come."""
    by_plan: dict[str, dict[date, list[ReportLine]]] = {}
    for line in lines:
        by_plan.setdefault(line.plan, {}).setdefault(line.report_date, []).append(line)
    return tuple(
        Course(
            plan=plans[plan],
            council=councils[plans[plan].council],
            reports=tuple(_report(day, days[day]) for day in sorted(days)),
        )
        for plan, days in by_plan.items()
    )


def _report(day: date, lines: Sequence[ReportLine]) -> Report:
    """Make a report of a day's lines, those of its own paper where there is one.

    A later paper may comment on that day too, on an action that the day's paper did not have.
    """
    papers = {line.document for line in lines if line.status != "not_stated"}
    return Report(day, tuple(line for line in lines if not papers or line.document in papers))


def narrowed(every: Iterable[Course], area: str, theme: str) -> tuple[Course, ...]:
    """Narrow plans to the lines of an area and a theme; a plan without any of them is left out."""
    if not (area or theme):
        return tuple(every)
    narrower = []
    for course in every:
        reports = [
            Report(report.day, lines)
            for report in course.reports
            if (
                lines := tuple(
                    line
                    for line in report.lines
                    if area in ("", line.area) and (not theme or theme in line.themes)
                )
            )
        ]
        if reports:
            narrower.append(Course(course.plan, council=course.council, reports=tuple(reports)))
    return tuple(narrower)


def changes(before: Report, after: Report) -> tuple[Change, ...]:
    """List what moved from one report to the next, in the order of `CHANGE_NAMES`.

    A line may move in several ways. A new comment is no change of its own: it stands beside.
    """
    former = {line.key: line for line in before.lines}
    latter = {line.key: line for line in after.lines}
    moved = [
        Change("gone", line, before=_worded(line))
        for key, line in former.items()
        if key not in latter
    ]
    for key, line in latter.items():
        if key not in former:
            moved.append(Change("new", line, after=_worded(line)))
            continue
        moved += _moves(former[key], line)
    order = list(CHANGE_NAMES)
    return tuple(sorted(moved, key=lambda change: order.index(change.kind)))


def _moves(before: ReportLine, after: ReportLine) -> Iterable[Change]:
    kind = _direction(before, after)
    if kind:
        yield Change(kind, after, before=_worded(before), after=_worded(after))
    if before.due and after.due and before.due != after.due:
        kind = "slipped" if after.due > before.due else "earlier"
        yield Change(kind, after, before=before.due_text, after=after.due_text)
    elif not (before.due and after.due) and _differ(before.due_text, after.due_text):
        yield Change("redated", after, before=before.due_text, after=after.due_text)
    if _differ(before.as_printed, after.as_printed):
        yield Change("reworded", after, before=before.as_printed, after=after.as_printed)


def _direction(before: ReportLine, after: ReportLine) -> str:
    """Name the direction by the statuses, and by the colours where those are alike."""
    if before.status == "completed" and after.open:
        return "reopened"
    if after.status == "completed" and before.open:
        return "completed"
    for order, old, new in (
        (_STATUS_ORDER, before.status, after.status),
        (_COLOUR_ORDER, before.rag, after.rag),
    ):
        if old in order and new in order and old != new:
            return "better" if order.index(new) > order.index(old) else "worse"
    return ""


def _worded(line: ReportLine) -> str:
    status = line.status_printed or STATUS_NAMES[line.status]
    return f"{status}, {line.rag}" if line.rag else status


def _differ(before: str, after: str) -> bool:
    """Tell if two reports print something otherwise, but for case and spaces; both print it."""
    first, second = (" ".join(text.casefold().split()) for text in (before, after))
    return bool(first and second) and first != second


def months_apart(courses_: Sequence[Course]) -> str:
    """Say that the newest reports of several councils are months apart; "" where they are not."""
    oldest_first = sorted(courses_, key=lambda course: course.newest.day)
    newest = {course.council.name: course.newest.day for course in oldest_first}
    days = sorted((when, name) for name, when in newest.items())
    if not days or (days[-1][0] - days[0][0]).days <= DAYS_APART:
        return ""
    first, last = (f"{printed_date(str(when))} ({name})" for when, name in (days[0], days[-1]))
    return (
        f"The newest reports of these councils are months apart, from {first} to {last}: hold them "
        "against each other with care."
    )


def gone_from(lines: Iterable[ReportLine]) -> tuple[tuple[str, date], ...]:
    """List the actions of an item that its later reports have no more: reference and first day."""
    last: dict[str, date] = {}
    reports = set()
    for line in lines:
        last[line.action_ref] = max(line.report_date, last.get(line.action_ref, date.min))
        if line.status != "not_stated":
            reports.add(line.report_date)
    later = ((ref, sorted(day for day in reports if day > when)) for ref, when in last.items())
    return tuple((ref, days[0]) for ref, days in later if ref and days)


def newest_words(lines: Sequence[ReportLine], action: str = "") -> str:
    """Say in a sentence what the newest report says of an item, or of one of its actions.

    Args:
        lines: what all reports say of the item and its actions.
        action: the action's reference; "" for the item with all of them.
    """
    mine = [line for line in lines if not action or line.action_ref == action]
    if not mine:
        return ""
    newest = max(line.report_date for line in mine)
    report = Report(newest, tuple(line for line in mine if line.report_date == newest))
    start = f"Report of {printed_date(str(report.day))}: "
    if action:
        line = report.lines[0]
        late = ", late that day" if line.late_on(report.day) else ""
        target = f"; target date {line.due_text}" if line.due_text else ""
        gone = dict(gone_from(lines)).get(action)
        left = f" Gone from that of {printed_date(str(gone))}." if gone else ""
        return f"{start}{_worded(line)}{late}{target}.{left}"
    late = f", {report.late} late that day" if report.late else ""
    done = f"{report.count('completed')} of {plural(len(report.actions), 'action')} completed"
    return f"{start}{done if report.states else 'no status stated'}{late}."

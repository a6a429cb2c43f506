"""The page of progress: how far plans are, report by report, and what moved since the last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from dash import html

from layouts.components import filters
from layouts.components.parts import block, council_name, folded, gap, notice, pager, table, tag
from layouts.figures.burn_up import burn_up_charts
from layouts.ids import Progress as ids
from layouts.markup import Element, Part, element, link
from portal.domain.burn_up import burn_up
from portal.domain.formatting import day, plural, sentence_list
from portal.domain.progress import (
    CHANGE_NAMES,
    COUNCILS_AT_ONCE,
    STATUS_NAMES,
    Change,
    Course,
    Report,
    ReportLine,
    gone_from,
    months_apart,
)
from portal.domain.progress_parts import REPORTS_AT_ONCE, PartOfPlan, by_area, by_lead
from portal.domain.progress_state import ProgressState
from portal.domain.progress_views import PaperStatus, ProgressView
from portal.domain.vocabulary import Council, Vocabulary
from portal.urls import compare_url, item_url, progress_url

_CHANGES_AT_ONCE = 5
# What a reader looks for first stands open.
_OPEN_KINDS = ("reopened", "worse", "slipped")
_MARKS = {"red": "look", "amber": "look"}


def layout(vocabulary: Vocabulary, state: ProgressState) -> html.Div:
    """Lay out the page's controls, set as the address says, and the place of the results."""
    return filters.filtered_page(
        ids,
        vocabulary,
        state,
        "How far plans are, report by report",
        "What each report of a plan says of its actions, how many were late on its day, and what "
        "moved since the report before.",
        [
            filters.council_picker(ids, vocabulary, state),
            filters.theme_chips(ids.THEME, vocabulary, state.theme),
            filters.area_select(ids.AREA, vocabulary, state.area),
        ],
    )


def announcement(view: ProgressView) -> str:
    """Write the sentence that a screen reader hears after a filter."""
    return f"{plural(len(view.courses), 'plan')} with reports."


def results(view: ProgressView) -> list[Part]:
    """Lay out everything below the filter bar for one state."""
    head = element(
        "H2",
        f"{plural(view.total, 'council')}, one by one",
        "visually-hidden",
        tabIndex="-1",
        **{"data-list": ""},
    )
    words = months_apart(view.moved)
    apart = notice([words]) if words else None
    pages = pager(
        view.state.page,
        view.total,
        COUNCILS_AT_ONCE,
        lambda number: progress_url(view.state.query(page=number)),
        " councils",
    )
    moved = _moved(view)
    blocks = [(council, _council(view, council)) for council in view.councils]
    silent = [council.name for council, shown in blocks if shown is None]
    fits = "that fits the filters, of" if view.state.theme or view.state.area else "of"
    none = gap(f"The portal holds no report of a plan {fits} {sentence_list(silent)}.")
    return [head, apart, moved, *(shown for _, shown in blocks), none if silent else None, pages]


def _council(view: ProgressView, council: Council) -> Element | None:
    """Lay out the plans of a council; nothing where neither a report nor a paper says anything."""
    courses = [course for course in view.courses if course.council.key == council.key]
    papers = [paper for paper in view.papers if paper.plan.council == council.key]
    parts: list[Part] = [part for course in courses for part in _course(view, course)]
    if papers:
        parts.append(_papers(papers))
    return block(council_name(council), *parts, name="plan-progress") if parts else None


def _papers(papers: Iterable[PaperStatus]) -> Element:
    """Say of plans without reports what their papers state."""
    lines = [
        element(
            "Li",
            [link(paper.plan.short, compare_url(f"?plan={paper.plan.key}")), ". ", paper.sentence],
        )
        for paper in papers
    ]
    return element("Ul", lines, "paper-statuses")


def _course(view: ProgressView, course: Course) -> list[Part]:
    parts: list[Part] = [
        element("H3", link(course.plan.title, compare_url(f"?plan={course.plan.key}"))),
        element("P", course.sentence, "sub"),
        *_burn_up(course),
        _reports(course),
        *_parts(view, course),
    ]
    parts.append(_late(view, course.newest))
    if course.former:
        parts += _changes(course, course.former)
    return parts


def _late(view: ProgressView, report: Report) -> Part:
    """Say how many actions would be late by now, apart from what the report says.

    Pages are kept until the data change: a script counts up to today (assets/js/island.js).
    """
    if not report.states or view.data_day is None:
        return None
    day_of_data = max(view.data_day, report.day)
    late = report.late_on(day_of_data)
    text = (
        f"By {day(day_of_data)}, when the portal’s data changed last, {plural(late, 'action')} "
        "would be late if nothing had happened since the report. The report cannot say so."
    )
    called = sum(line.open and line.status == "overdue" for line in report.actions)
    due = sorted(
        str(line.due)
        for line in report.actions
        if line.open and line.status != "overdue" and line.due
    )
    shown = {} if late and day_of_data > report.day else {"hidden": "hidden"}
    counted = {"data-report": str(report.day), "data-late": str(called), "data-due": " ".join(due)}
    return element("P", text, "gap", **counted, **shown)


def _burn_up(course: Course) -> list[Part]:
    """Draw actions completed against those due by their dates, day by day."""
    points = burn_up(course)
    if not points:
        return []
    when, done, due = points[-1]
    gap_ = done - due
    stands = "as many as" if not gap_ else "more than" if gap_ > 0 else "fewer than"
    undated = sum(line.due is None for line in course.newest.actions)
    head = f"{done} completed by {day(when)}, {stands} were due by then ({due})"
    how = (
        "Line: actions completed by the day of each report. Dashed: actions due, by the dates of "
        "the newest report; dotted: by those of the first, where dates moved."
    )
    if undated:
        how += f" {plural(undated, 'action')} without a date {_verb(undated)} not in it."
    charts = burn_up_charts(course, f"Burn-up of {course.plan.short}: {head}.")
    return [element("H4", head), element("P", how, "sub"), *charts]


def _moves_of(course: Course) -> Sequence[Part]:
    """Make a row of what moved since the report before."""
    report = course.newest
    moves = "It is the first report."
    if course.former:
        kinds = Counter(change.kind for change in course.changes)
        names = ((kinds[kind], name.lower()) for kind, name in CHANGE_NAMES.items())
        named = [f"{count} {name}" for count, name in names if count]
        moves = f"{'; '.join(named) or 'nothing moved'}, against {day(course.former.day)}"
    return (
        [
            link(course.council.name, progress_url(f"?councils={course.council.key}")),
            ", ",
            link(course.plan.short, compare_url(f"?plan={course.plan.key}")),
        ],
        day(report.day),
        f"{report.count('completed')} of {len(report.actions)}" if report.states else "–",
        str(report.late),
        moves,
    )


def _verb(count: int) -> str:
    return "is" if count == 1 else "are"


def _moved(view: ProgressView) -> Element | None:
    """Lay out what moved since the report before, a row a plan, for all chosen councils."""
    if len(view.moved) < 2:
        return None
    rows = [_moves_of(course) for course in view.moved]
    head = ("Plan", "Newest report", "Completed", "Late that day", "Since the report before")
    shown = table(head, rows, "The newest report of each plan", (2, 3), stacked=True)
    none = view.total - len({course.council.key for course in view.moved})
    silent = (
        element("P", f"{plural(none, 'council')} without a report of a plan.", "sub")
        if none
        else None
    )
    return block("What moved since the last report", silent, shown, name="plan-moves")


def _reports(course: Course) -> Element:
    """Lay out the counts of each report, the newest first."""
    due = {when: count for when, _done, count in burn_up(course)}
    rows: list[Sequence[Part]] = []
    for number in reversed(range(len(course.reports))):
        report = course.reports[number]
        slipped = "–" if report.comments else str(len(course.slips_into(number)))
        of = len(report.actions)
        done = report.count("completed")
        if not report.states:
            silent = "no status stated"
            rows.append((day(report.day), str(of), silent, *["–"] * 5, slipped))
            continue
        rows.append(
            (
                day(report.day),
                str(of),
                f"{done} ({done / of:.0%})",
                str(report.count("in_progress")),
                str(report.count("not_started")),
                str(report.count("not_stated")),
                str(due[report.day]),
                str(report.late),
                slipped,
            )
        )
    head = (
        "Report of",
        "Actions",
        "Completed",
        "In progress",
        "Not started",
        "Not stated",
        "Due by then",
        "Late that day",
        "Put off",
    )
    caption = f"Reports of {course.plan.short}"
    return table(head, rows, caption, range(1, len(head)), stacked=True)


def _parts(view: ProgressView, course: Course) -> list[Part]:
    """Lay out how far the plan is by improvement area, and by who leads."""
    areas = by_area(course)
    if not areas:
        return []
    names = {key: area.name for key, area in view.vocabulary.areas.items()}
    return [
        _by("improvement area", areas, course, {**names, "": "No area"}),
        _by("lead role", by_lead(course), course, {}),
    ]


def _by(what: str, parts: Sequence[PartOfPlan], course: Course, names: Mapping[str, str]) -> Part:
    days = [report.day for report in parts[0].reports]
    rows: list[Sequence[Part]] = [
        (
            names.get(part.key, part.key),
            *(report.words for report in part.reports),
            str(part.slips),
        )
        for part in parts
    ]
    head = (what.capitalize(), *(day(when) for when in days), "Put off, in all reports")
    how = "Actions completed by each report, and how many were late that day"
    if len(days) == REPORTS_AT_ONCE:
        how += f"; the newest {REPORTS_AT_ONCE} reports"
    if what == "lead role":
        how += ". An action that several lead counts with each of them"
    shown = table(head, rows, f"{course.plan.short}, by {what}", range(1, len(head)), stacked=True)
    return folded(f"By {what}: {len(rows)}", html.P(f"{how}.", className="sub"), shown)


def _changes(course: Course, before: Report) -> list[Part]:
    """List what moved between the last two reports, what needs a look first."""
    title = f"What moved since {day(before.day)}"
    if not course.changes:
        return [element("H4", title), gap("No status, date or wording moved.")]
    counts, parts = [], []
    for kind, group in groupby(course.changes, key=lambda change: change.kind):
        rows = list(group)
        counts.append(f"{len(rows)} {CHANGE_NAMES[kind].lower()}")
        parts.append(
            folded(
                f"{CHANGE_NAMES[kind]}: {len(rows)}",
                table(
                    ("Ref", "Action", "Before", "After", "What the report says"),
                    [_change(change) for change in rows],
                    f"{CHANGE_NAMES[kind]}, {course.plan.short}",
                    stacked=True,
                ),
                open=kind in _OPEN_KINDS and len(rows) <= _CHANGES_AT_ONCE,
            )
        )
    return [element("H4", title), element("P", f"{'; '.join(counts)}.", "sub"), *parts]


def _change(change: Change) -> tuple[Part, ...]:
    line = change.line
    return (
        link(line.ref, item_url(line.plan, line.item_ref)),
        line.title,
        change.before,
        change.after,
        line.progress,
    )


def history(lines: Sequence[ReportLine]) -> Element | None:
    """Lay out for an item's page what each report says of it and of its actions."""
    if not lines:
        return None
    rows: list[tuple[str, date, Sequence[Part]]] = [
        (
            line.action_ref,
            line.report_date,
            (
                [
                    line.status_printed or STATUS_NAMES[line.status],
                    " ",
                    tag(line.rag, _MARKS.get(line.rag, "quiet")) if line.rag else None,
                ],
                line.due_text,
                [
                    line.progress,
                    element("P", f"Evidence: {line.evidence}", "sub") if line.evidence else None,
                ],
            ),
        )
        for line in lines
    ]
    gone = ("Gone from this report", "", "")
    rows += [(ref, when, gone) for ref, when in gone_from(lines)]
    ordered = sorted(rows, key=lambda row: row[:2])
    shown = [(day(when), ref or "the item", *cells) for ref, when, cells in ordered]
    head = ("Report of", "Action", "Status as printed", "Date as it then stood", "What it says")
    return block("Report by report", table(head, shown, "Reports of this item", stacked=True))

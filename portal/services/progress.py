"""The use cases of progress: how far plans are by their reports, and what moved."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from db.queries import progress as queries
from db.queries.rows import Reader
from portal.domain.paging import listed
from portal.domain.progress import (
    COUNCILS_AT_ONCE,
    STATUS_NAMES,
    Change,
    Course,
    Report,
    ReportLine,
    courses,
    narrowed,
)
from portal.domain.progress_state import ProgressState
from portal.domain.progress_views import PaperStatus, ProgressView
from portal.domain.table_rows import TableRow, TableValue
from portal.domain.view_state import understood
from portal.domain.vocabulary import Vocabulary
from portal.services.base import Data
from portal.services.version_cache import until_data_change


class ProgressService:
    """The use cases of progress."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._courses = until_data_change(self._read_courses)
        self._papers = until_data_change(self._read_papers)

    def view(self, state: ProgressState, every: bool = False) -> ProgressView:
        """Make the page's view; filter values that the portal does not know become problems.

        With `every` it holds all chosen councils, whatever page is asked for.
        """
        with self._data.reading() as (session, vocabulary):
            state, problems = understood(state, vocabulary)
            all_courses = self._courses(session, vocabulary)
            papers = self._papers(session, vocabulary)
        chosen = vocabulary.resolved(state.councils)
        shown = listed(chosen, state.page, size=max(1, len(chosen)) if every else COUNCILS_AT_ONCE)
        keys = {council.key for council in shown.entries}
        every_key = {council.key for council in chosen}
        moved = tuple(
            course
            for course in narrowed(all_courses, state.area, state.theme)
            if course.council.key in every_key
        )
        with_reports = {course.plan.key for course in all_courses}
        return ProgressView(
            state=replace(state, page=shown.number),
            vocabulary=vocabulary,
            problems=problems,
            councils=tuple(shown.entries),
            courses=tuple(course for course in moved if course.council.key in keys),
            papers=tuple(
                paper
                for paper in papers
                if not (state.area or state.theme)  # they count whole plans
                and paper.plan.council in keys
                and paper.plan.key not in with_reports
            ),
            total=shown.total,
            data_day=vocabulary.made_at.date() if vocabulary.made_at else None,
            moved=moved,
        )

    def problems(self, state: ProgressState) -> tuple[str, ...]:
        """List what of an address is not understood, without making the view."""
        return understood(state, self._data.vocabulary())[1]

    def rows(self, state: ProgressState) -> list[TableRow]:
        """Make one row a line of a report, and what moved since the report before."""
        view = self.view(state, every=True)
        return [row for course in view.courses for row in rows_of(course)]

    def of_item(self, plan: str, ref: str) -> tuple[ReportLine, ...]:
        """List what reports say of an item and its actions."""
        with self._data.reading() as (session, _vocabulary):
            rows = queries.report_lines_of(session, plan, ref)
        return tuple(ReportLine(**row._mapping) for row in rows)

    def by_paper(self, session: Reader, vocabulary: Vocabulary) -> Mapping[str, tuple[Course, int]]:
        """Under each paper that reports progress, the plan and the place of its newest report."""
        papers: dict[str, tuple[Course, int]] = {}
        for course in self._courses(session, vocabulary):
            for number, report in enumerate(course.reports):
                for document in {line.document for line in report.lines}:
                    papers[document] = (course, number)
        return papers

    def _read_courses(self, session: Reader, vocabulary: Vocabulary) -> tuple[Course, ...]:
        lines = (ReportLine(**row._mapping) for row in queries.report_lines(session))
        return courses(lines, vocabulary.plans, vocabulary.councils)

    def _read_papers(self, session: Reader, vocabulary: Vocabulary) -> tuple[PaperStatus, ...]:
        counts: Mapping[str, Counter[str]] = defaultdict(Counter)
        for row in queries.stated_statuses(session):
            counts[row.plan][row.status] += row.actions
        return tuple(PaperStatus(plan, counts[key]) for key, plan in vocabulary.plans.items())


PROGRESS_COLUMNS = tuple(
    (
        "council plan report_date item action improvement_area title status status_printed rag "
        "confidence progress lead lead_role target_text target_date late moved document place "
        "moved_from evidence"
    ).split()
)


def rows_of(course: Course) -> Iterator[TableRow]:
    """Make a row of each line of a plan's reports, and of each that a report has no more."""
    for number, report in enumerate(course.reports):
        moved: Mapping[tuple[str, str], list[Change]] = defaultdict(list)
        for change in course.changes_into(number):
            moved[change.line.key].append(change)
            if change.kind == "gone":
                yield _row(course, report, change.line, [change])
        for line in report.lines:
            yield _row(course, report, line, moved[line.key])


def _row(
    course: Course, report: Report, line: ReportLine, moved: Sequence[Change]
) -> dict[str, TableValue]:
    """Make the row of a line; one that is gone says what it is, and nothing of the report's."""
    row: dict[str, TableValue] = {
        "council": course.council.name,
        "plan": course.plan.title,
        "report_date": report.day,
        "item": line.item_ref,
        "action": line.action_ref,
        "improvement_area": line.area,
        "title": line.title,
        "moved": ";".join(change.kind for change in moved),
        "moved_from": "; ".join(f"{c.kind}: {c.before}" for c in moved if c.before),
    }
    if line in report.lines:
        row |= {
            name: getattr(line, name)
            for name in PROGRESS_COLUMNS
            if name not in row and hasattr(line, name)
        }
        row |= {
            "status": STATUS_NAMES[line.status],
            "target_text": line.due_text,
            "target_date": line.due,
            "late": "yes" if line.late_on(report.day) else "",
        }
    return {name: row.get(name) for name in PROGRESS_COLUMNS}

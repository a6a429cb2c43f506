"""Changes of the data, for readers who follow them, and every address there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from db.queries import feed as queries
from db.queries.rows import AnyRow, Reader
from portal.domain.formatting import plural, printed_date, sentence_list
from portal.domain.progress import CHANGE_NAMES, Course
from portal.domain.resolutions import STATUSES
from portal.services.base import Data
from portal.services.progress import ProgressService
from portal.urls import (
    INSPECTIONS,
    SOURCES,
    council_url,
    findings_url,
    indicators_url,
    inspection_url,
    item_url,
    progress_url,
)

MOST_CHANGES = 50
INSPECTED = "inspections"  # the note of a load, and the document of an import
# What has no title of a document.
_TITLES = {"neighbours": "Statistical neighbours", INSPECTED: "Inspections of councils"}


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the data: its key among all, its UTC time, words, and the page that shows it."""

    key: str
    at: datetime
    title: str
    text: str
    link: str


class FeedService:
    """The changes of the data, and the addresses of all pages about something."""

    def __init__(self, data: Data, progress: ProgressService) -> None:
        self._data = data
        self._progress = progress

    def changes(self, council: str = "") -> tuple[Change, ...]:
        """List the newest changes, newest first; of one council those that concern it.

        Official statistics concern every council.
        """
        with self._data.reading() as (session, vocabulary):
            made = [
                *_loads(session, council, self._progress.by_paper(session, vocabulary)),
                *_imports(session),
                *_conclusions(session, council),
            ]
        made.sort(key=lambda change: change.at, reverse=True)
        return tuple(made[:MOST_CHANGES])

    def addresses(self) -> Iterator[str]:
        """Give the address of every council, item, measure with figures, inspection and finding."""
        with self._data.reading() as (session, vocabulary):
            definitions = self._data.definitions(session, vocabulary)
            items = [item_url(row.plan, row.ref) for row in queries.item_keys(session)]
            inspections = queries.inspection_keys(session)
            findings = queries.finding_keys(session)
        yield from (council_url(c.key) for c in vocabulary.every_council)
        yield from items
        yield from (indicators_url(measure) for measure in sorted(definitions.by_measure))
        yield from (inspection_url(key) for key in inspections)
        yield from (findings_url(finding=key) for key in findings)


def _loads(
    session: Reader, council: str, reports: Mapping[str, tuple[Course, int]]
) -> Iterator[Change]:
    """List the papers that were loaded, and of those that report progress what moved.

    Args:
        reports: under the key of a paper the plan that it reports on, and the report's place.
    """
    papers = {row.key: row for row in queries.papers(session)}
    for load in queries.loads(session, MOST_CHANGES):
        named = [papers[key] for key in load.note.split(", ") if key in papers]
        titles = [row.title for row in named if council in ("", row.council)]
        if titles:
            yield Change(
                key="-".join(["load", str(load.id), *filter(None, [council])]),
                at=load.made_at,
                title="Papers of councils were loaded",
                text=f"Loaded or loaded again: {sentence_list(titles)}.",
                link=council_url(council) if council else SOURCES,
            )
        if load.note == INSPECTED:
            yield Change(
                key=f"load-{load.id}",
                at=load.made_at,
                title=_TITLES[INSPECTED],
                text="The list of inspections with their grades was loaded or loaded again.",
                link=INSPECTIONS,
            )
        for row in named:
            if row.key in reports and council in ("", row.council):
                yield _report(load, *reports[row.key])


def _report(load: AnyRow, course: Course, number: int) -> Change:
    """Say how far a plan is by a report, and what moved since the one before."""
    report = course.reports[number]
    moves = Counter(change.kind for change in course.changes_into(number))
    named = [f"{moves[kind]} {name.lower()}" for kind, name in CHANGE_NAMES.items() if moves[kind]]
    done = f"{report.count('completed')} of {plural(len(report.actions), 'action')} completed"
    text = f"{done if report.states else 'No status is stated'}."
    if before := course.before(number):
        text += f" Since {printed_date(str(before.day))}: {'; '.join(named) or 'nothing moved'}."
    return Change(
        key=f"report-{load.id}-{course.plan.key}-{report.day}",
        at=load.made_at,
        title=f"{course.council.name}: {course.plan.title}, {printed_date(str(report.day))}",
        text=text,
        link=progress_url(f"?councils={course.council.key}"),
    )


def _imports(session: Reader) -> Iterator[Change]:
    for row in queries.imports(session, MOST_CHANGES):
        undone = "An import was undone: " if row.kind == "undo" else ""
        inspected = row.document == INSPECTED
        yield Change(
            key=f"import-{row.id}",
            at=row.made_at,
            title=f"{undone}{row.title or _TITLES.get(row.document, row.document)}",
            text=f"{plural(row.added, 'row' if inspected else 'figure')} added, "
            f"{row.changed:,} changed, {row.removed:,} removed.",
            link=INSPECTIONS if inspected else SOURCES,
        )


def _conclusions(session: Reader, council: str) -> Iterator[Change]:
    for row in queries.conclusions(session, MOST_CHANGES):
        if council in ("", row.council):
            yield Change(
                key=f"conclusion-{row.id}",
                at=row.made_at,
                title=f"{row.name}: a finding about “{row.subject}”",
                text=f"{row.status.capitalize()} ({STATUSES[row.status]}): {row.note}",
                link=findings_url(finding=row.finding),
            )

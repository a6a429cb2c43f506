"""Words that every form of a pack shares."""

from __future__ import annotations

from datetime import date

from portal.domain.pack_model import Chart, Mark, Pack, TimeLine
from portal.packs.common.time_axis import spacing_note

CONFIDENTIAL = "Confidential to the review team"
OPEN = "Open this view in the portal"
SHORT_OPEN = "Open in the portal"


def file_title(pack: Pack) -> str:
    """Name a file: its title, and the region whose portal it is from."""
    return f"{pack.title} · {pack.region}" if pack.region else pack.title


def long_date(on: date) -> str:
    """A date as the portal prints it: 20 November 2026."""
    return f"{on.day} {on:%B %Y}"


def doubt_note(chart: Chart) -> str:
    """Explain a hollow point or bar, where the chart has one."""
    if not any(series.doubtful for series in chart.series):
        return ""
    if chart.kind == "bar":
        return "Hollow bars: uncertain readings."
    return "Hollow points: uncertain readings, which no line joins."


def native_note(chart: Chart) -> str:
    """Explain a native chart's points and the distances between them."""
    return " ".join(filter(None, (doubt_note(chart), spacing_note(chart))))


def when(mark: Mark) -> str:
    """A mark's date, never more exact than the documents print it."""
    return mark.when or f"{mark.on:%B} {mark.on.year}"


def mark_rows(line: TimeLine) -> tuple[tuple[str, str, str, str], ...]:
    """A line of time as rows of date, council, kind and event, in order of time."""
    marks = sorted(line.marks, key=lambda mark: (mark.on, mark.council, mark.label))
    return tuple((when(mark), mark.council, mark.kind, mark.label) for mark in marks)

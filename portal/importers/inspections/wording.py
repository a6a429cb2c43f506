"""Say in lines what was read of reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from portal.importers.inspections.commit import Brought
from portal.importers.inspections.files import ReadFile
from portal.importers.inspections.records import Reading
from portal.importers.inspections.report_kind import Kind
from portal.importers.statistics.outcome import Outcome

_SOURCES = {"text": "", "file_name": " (by the file’s name)", "person": " (by hand)"}
OUTCOMES = ("green", "amber", "red", "refused")


def summary_lines(brought: Brought) -> Iterator[str]:
    """Return a line a file, and what became of them."""
    yield from (f"{item.outcome:<7} {item.file}: {_about(item)}" for item in brought.files)
    counts = Counter(item.outcome for item in brought.files)
    parts = ", ".join(f"{counts[outcome]} {outcome}" for outcome in OUTCOMES)
    names = sum(item.reading.names_removed for item in brought.files if item.reading)
    yield f"{len(brought.files)} files: {parts}. {names} names of inspectors were left out."
    outcome = brought.outcome
    if outcome.number is None:
        yield "Nothing changed; these reports were read before."
        return
    done = outcome.difference
    yield (
        f"{len(brought.published)} published ({done.added} inspections added, {done.changed} "
        f"changed). Import {outcome.number}."
    )


def overview_line(rows: int, differing: int, outcome: Outcome) -> str:
    """Say in a line what an overview table brought."""
    done = outcome.difference
    text = (
        f"{rows} row{'' if rows == 1 else 's'} of an overview table: {done.added} inspections "
        f"added, {done.changed} changed; {differing} grade{'' if differing == 1 else 's'} "
        f"differ{'s' if differing == 1 else ''} from what reports and papers gave (see Findings)."
    )
    if outcome.number is None:
        return f"{text} Nothing changed; this table was read before."
    return f"{text} Import {outcome.number}."


def _about(item: ReadFile) -> str:
    if item.reading is None:
        return item.refused
    text = described(item.reading)
    return f"{text}; {item.reason}" if item.reason else text


def described(reading: Reading) -> str:
    """Say council, kind, dates, overall grade and recommendations in a line."""
    board = len(reading.addressed_to("board"))
    number = len(reading.addressed_to("council"))
    return ", ".join(
        part
        for part in (
            reading.council or f"“{reading.name_printed}”",
            Kind(framework=reading.framework, with_board=reading.with_board).label,
            inspected(reading),
            published(reading),
            reading.grade("overall") or reading.grade("board"),
            f"{number} recommendation{'' if number == 1 else 's'}",
            f"{board} to the board" if board else "",
        )
        if part
    )


def inspected(reading: Reading) -> str:
    """Say the days of an inspection."""
    if reading.inspected_from is None:
        return "no date"
    if reading.inspected_from == reading.inspected_to:
        return str(reading.inspected_from)
    return f"{reading.inspected_from} to {reading.inspected_to}"


def published(reading: Reading) -> str:
    """Say when a report was published, and where that comes from."""
    if reading.published is None:
        return "publication unknown"
    return f"published {reading.published.day}{_SOURCES[reading.published.source]}"

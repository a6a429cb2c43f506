"""Say in lines what was read of reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from portal.domain.formatting import day, plural
from portal.importers.inspections.commit import Brought
from portal.importers.inspections.files import ReadFile
from portal.importers.inspections.records import Reading
from portal.importers.inspections.report_kind import Kind

_SOURCES = {"text": "", "file_name": " (by the file’s name)", "person": " (by hand)"}
OUTCOMES = ("green", "amber", "red", "refused")


def summary_lines(brought: Brought) -> Iterator[str]:
    """Return a line a file, and what became of them."""
    for item in brought.files:
        yield f"{item.outcome:<7} {item.file}: {_about(item, brought.councils)}"
    counts = Counter(item.outcome for item in brought.files)
    parts = ", ".join(f"{counts[outcome]} {outcome}" for outcome in OUTCOMES)
    names = sum(item.reading.names_removed for item in brought.files if item.reading)
    yield (
        f"{plural(len(brought.files), 'file')}: {parts}. {plural(names, 'name')} of inspectors "
        f"{'was' if names == 1 else 'were'} left out."
    )
    outcome = brought.outcome
    if outcome.number is None:
        yield "Nothing changed; these reports were read before."
        return
    done = outcome.difference
    yield (
        f"{len(brought.published)} published ({plural(done.added, 'inspection')} added, "
        f"{done.changed} changed). Import {outcome.number}."
    )


def _about(item: ReadFile, councils: Mapping[str, str]) -> str:
    if item.reading is None:
        return item.refused
    name = councils.get(item.reading.council, "")
    text = f"{titled(item.reading, name)}, {described(item.reading)}"
    return f"{text}; {item.reason}" if item.reason else text


def titled(reading: Reading, council: str) -> str:
    """Say council (its name; empty where none was found), kind and dates in a line."""
    kind = Kind(framework=reading.framework, with_board=reading.with_board)
    return f"{council or f'“{reading.name_printed}”'}, {kind.label}, {inspected(reading)}"


def described(reading: Reading) -> str:
    """Say publication, overall grade and recommendations in a line."""
    grade = reading.grade("overall") or reading.grade("board")
    board = len(reading.addressed_to("board"))
    council = len(reading.addressed_to("council"))
    parts = [published(reading), grade.replace("-", " "), plural(council, "recommendation")]
    parts += [f"{board} to the board"] if board else []
    return ", ".join(filter(None, parts))


def inspected(reading: Reading) -> str:
    """Say the days of an inspection."""
    since, to = reading.inspected_from, reading.inspected_to
    if since is None:
        return "no date"
    return day(since) if since == to else f"{day(since)} to {day(to)}"


def published(reading: Reading) -> str:
    """Say when a report was published, and where that comes from."""
    if reading.published is None:
        return "publication unknown"
    return f"published {day(reading.published.day)}{_SOURCES[reading.published.source]}"

"""The outcome of an import, done or tried: counts, periods, figures that change; and in words."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from db.queries.changes import CHANGE_COLUMNS, STATED, FigureChange, StatedFigure
from db.queries.rows import Rows
from db.writes.statistics import Difference
from portal.domain.periods import UNDATED, Period

# Kinds of imports that bring rows of catalogue folders.
_OF_FOLDERS = ("plan", "folder", "removal")
# Changes that a report lists; a CSV file holds all of them.
MOST_CHANGES = 50


@dataclass(frozen=True, slots=True)
class PeriodChanges:
    """The periods of a file beside those of its data set: labels, the earliest first.

    `left` are the periods that stay as they are (or go, where the whole set is replaced).
    """

    added: tuple[str, ...] = ()
    both: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    older: bool = False
    replaces_all: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of an import; `number` is its line in the log, None where nothing changed.

    `changes` are the first of the published figures that change or go; `same_as` is the import that
    brought the very same file. `things` is what is counted, where the document does not tell it.
    """

    document: str
    number: int | None
    rows: int
    difference: Difference
    new_areas: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    periods: PeriodChanges = PeriodChanges()
    changes: tuple[FigureChange, ...] = ()
    same_as: int | None = None
    things: str = ""


# Writes what else belongs into the transaction of an import, such as a row of the audit log.
Also = Callable[[Session, Sequence[Outcome]], None]


def nothing_else(_session: Session, _outcomes: Sequence[Outcome]) -> None:
    """An import that nothing else belongs to."""


class ReasonNeeded(RuntimeError):
    """Published figures would be replaced, and no reason was given."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        difference = outcome.difference
        super().__init__(
            f"{outcome.document}: {counted(difference.changed, outcome.document, 'published ')} "
            "would change and "
            f"{difference.removed:,} would go. Say why with --reason."
        )


def period_changes(
    stored: Sequence[Period], incoming: Sequence[Period], replaces_all: bool
) -> PeriodChanges:
    """Compare the periods of a file with those of its data set; nothing where there are none."""
    if not stored:
        return PeriodChanges()
    ends = [[period.end for period in periods if period.end] for periods in (stored, incoming)]
    older = all(ends) and max(ends[1]) < max(ends[0])
    return PeriodChanges(
        added=_labels(set(incoming) - set(stored)),
        both=_labels(set(incoming) & set(stored)),
        left=_labels(set(stored) - set(incoming)),
        older=older,
        replaces_all=replaces_all,
    )


def _labels(periods: Iterable[Period]) -> tuple[str, ...]:
    ordered = sorted(periods, key=lambda p: (p.end or date.min, p.label))
    return tuple(dict.fromkeys(period.label for period in ordered))


def outcome_lines(
    outcomes: Sequence[Outcome], dry_run: bool = False, changes: bool = True
) -> list[str]:
    """Tell line by line what imports did, or would do; further lines about one are indented.

    With `changes`, the figures that change follow, for a reader without tables.
    """
    lines = []
    for outcome in outcomes:
        done = outcome.difference
        if not done and (outcome.number is None or dry_run):
            things = things_of(outcome.document)
            lines.append(f"{outcome.document}: nothing changed; these {things} are there already.")
            if outcome.same_as:
                lines.append(f"  The file is the one that import {outcome.same_as} brought.")
        else:
            verbs = ("added", "changed", "removed")
            if dry_run:
                verbs = ("to add", "to change", "to remove")
            line = (
                f"{outcome.document}: {outcome.rows:,} row{'' if outcome.rows == 1 else 's'} read, "
                f"{counted(done.added, outcome.document)} {verbs[0]}, {done.changed:,} {verbs[1]}, "
                f"{done.removed:,} {verbs[2]}."
            )
            lines.append(line if dry_run else f"{line} Import {outcome.number}.")
            if outcome.new_areas:
                names, left = ", ".join(outcome.new_areas[:10]), len(outcome.new_areas) - 10
                more = f" and {left} more" if left > 0 else ""
                lines.append(f"  Areas that the portal did not know: {names}{more}.")
        lines += [f"  {line}" for line in period_lines(outcome.periods)]
        lines += [f"  {note}" for note in outcome.notes]
        lines += [f"  {line}" for line in change_lines(outcome) if changes]
    if dry_run:
        lines.append("Checked only. Nothing was changed.")
    return lines


def period_lines(periods: PeriodChanges) -> list[str]:
    """Say which periods a file adds, renews and leaves, and if it is of an older release."""
    last = "removes" if periods.replaces_all else "leaves"
    named = (("adds", periods.added), ("renews", periods.both), (last, periods.left))
    parts = [f"{verb} {_ranges(labels)}" for verb, labels in named if labels]
    lines = []
    if periods.added or periods.left:
        text = "; ".join(parts)
        lines.append(f"{text[0].upper()}{text[1:]}.")
    if periods.older:
        newest = (*periods.both, *periods.added)[-1]
        lines.append(
            f"This is an older release: its newest period is {newest}, the portal holds "
            f"{periods.left[-1]}."
        )
    return lines


def _ranges(labels: Sequence[str]) -> str:
    dated = [label for label in labels if label != UNDATED]
    parts = [dated[0] if len(dated) == 1 else f"{dated[0]} to {dated[-1]}"] if dated else []
    return " and ".join([*parts, *(["what has no year"] if len(dated) < len(labels) else [])])


def change_lines(outcome: Outcome) -> list[str]:
    """Say which published figures change or go: indicator, area, period, old and new."""
    lines = [
        f"{change.indicator}, {change.area}, {change.period}: {change.old} → "
        f"{'removed' if change.new is None else change.new}"
        for change in outcome.changes[:MOST_CHANGES]
    ]
    left = outcome.difference.changed + outcome.difference.removed - len(lines)
    if lines and left > 0:
        lines.append(f"… and {left:,} more; --changes FILE writes all of them.")
    return lines


def changes_csv(outcomes: Iterable[Outcome]) -> str:
    """Write the changed figures of imports as CSV, a row a figure with its old and new value."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CHANGE_COLUMNS)
    for outcome in outcomes:
        for change in outcome.changes:
            place = (change.indicator, change.name, change.area, change.period)
            verb = "removed" if change.new is None else "changed"
            cells = (*_cells(change.old), *_cells(change.new))
            writer.writerow([outcome.document, *map(_harmless, place), verb, *cells])
    return out.getvalue()


def _cells(figure: StatedFigure | None) -> list[str]:
    if figure is None:
        return [""] * len(STATED)
    numbers = (figure.value, figure.numerator, figure.denominator)
    shown = ["" if number is None else f"{number:.12g}" for number in numbers]
    return [*shown, figure.symbol, figure.status, figure.joint]


def _harmless(text: str) -> str:
    """A text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def undo_line(number: int, log: Rows) -> str:
    """Say in a line which import would be undone, and what it had done."""
    entry = next((row for row in log if row.id == number), None)
    if entry is None:
        return f"There is no import {number}; `portal import log` lists them."
    things = "rows" if entry.kind in _OF_FOLDERS else entry.document
    return (
        f"Import {number} of {entry.document} ({entry.file}, {entry.made_at:%Y-%m-%d}, "
        f"{entry.made_by}): {_things(entry.added, things)} would go, "
        f"{entry.changed + entry.removed:,} would be as they were before."
    )


def undone_line(number: int, outcome: Outcome) -> str:
    """Say in a line how many figures an undo put back or took away."""
    done, things = outcome.difference, outcome.things or outcome.document
    return (
        f"Import {number} of {outcome.document} is undone: {_things(done.removed, things)} went, "
        f"{done.changed + done.added:,} returned. The undo is line {outcome.number} of the log."
    )


def _things(count: int, document: str) -> str:
    return counted(count, document) if count else f"no {things_of(document)}"


def counted(count: int, document: str, about: str = "") -> str:
    """Count what an import brings: `1 figure`, `0 published inspections`."""
    things = things_of(document)
    return f"{count:,} {about}{things.removesuffix('s') if count == 1 else things}"


def things_of(document: str) -> str:
    """Return what an import brings: figures, inspections, or rows of folders."""
    return document if document in ("inspections", "rows") else "figures"

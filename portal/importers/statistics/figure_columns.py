"""Drafting the indicators that a table's columns of figures make: their units, parts and days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from portal.importers.statistics.choices import Choices, Columns
from portal.importers.statistics.doubtful import thousands_by_points
from portal.importers.statistics.drafts import DraftedIndicator
from portal.importers.statistics.frame import Array, CellColumn, Frame
from portal.importers.statistics.hints import (
    SNAPSHOT,
    THREE_YEARS,
    TO_MARCH,
    cell_unit,
    of_averages,
    of_measures,
    split_by,
    unit_beside,
)
from portal.importers.statistics.metadata import ColumnNote, note_on
from portal.importers.statistics.units import (
    Share,
    by_columns_beside,
    column_unit,
    guessed,
    in_pounds,
    in_units,
    is_account,
    ratio_text,
    rounded_to,
    same_everywhere,
    share_of_rows,
    shares,
    unit_of,
    worth_showing,
)

_COUNTED = ("count", "gbp", "days")
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Figures:
    """A table's columns of figures, and what they tell together.

    `units` are those that names, notes and numbers tell, "" where they tell none; `counts` the
    columns of numbers, rounded to `base`; `shares` the parts of the others. `split` is the filter
    whose values are indicators of their own, "" where there is none. `on_day` names the columns
    that are counted on a day, where the years end `to_march`; `pooled` is true of three years.
    """

    frame: Frame
    columns: Columns
    notes: Mapping[str, ColumnNote]
    choices: Choices
    units: Mapping[str, str]
    counts: Sequence[str]
    base: int
    shares: Mapping[str, Share]
    split: str
    on_day: frozenset[str]
    to_march: bool
    pooled: bool


def figures_of(
    stem: str,
    frame: Frame,
    key: Sequence[str],
    columns: Columns,
    notes: Mapping[str, ColumnNote],
    choices: Choices,
    year: str,
) -> Figures:
    """Look at all columns of figures of a table together."""
    units = by_columns_beside(
        {
            name: choices.of(name).unit
            or column_unit(name, c, _decimals(frame, name, c), *note_on(notes, name).words)
            for name, c in columns.values.items()
        }
    )
    counts = [name for name, unit in units.items() if unit in _COUNTED]
    rates = [name for name in units if name not in counts]
    base = rounded_to(columns.values, [name for name in counts if units[name] == "count"])
    explained: dict[str, Share] = {}
    if not columns.wide:
        explained = shares(frame, columns.values, counts, rates, key, columns.filters)
    if is_account(stem):
        units |= {name: "gbp" for name, unit in units.items() if in_pounds(name, unit)}
    identifiers = {text.lower() for text in frame.texts.get("time_identifier", [""])}
    return Figures(
        frame=frame,
        columns=columns,
        notes=notes,
        choices=choices,
        units=units,
        counts=counts,
        base=base,
        shares=explained,
        split=split_by(frame, columns.filters, columns.values),
        on_day=_counted_on_a_day(stem, frame, columns, notes, explained),
        to_march=year == "financial" and identifiers <= TO_MARCH,
        pooled=any(all(map(THREE_YEARS.search, frame.texts[name])) for name in columns.ignored),
    )


def _decimals(frame: Frame, name: str, column: CellColumn) -> int:
    """The decimals of a column, none where its points may part thousands."""
    return 0 if thousands_by_points(frame.texts.get(name, ())) else column.decimals


def _counted_on_a_day(
    stem: str,
    frame: Frame,
    columns: Columns,
    notes: Mapping[str, ColumnNote],
    explained: Mapping[str, Share],
) -> frozenset[str]:
    """Name the columns counted on a day, with the percentages and rates that rest on them."""
    for name in (*columns.filters, *columns.ignored):
        if all(map(SNAPSHOT.search, frame.texts[name])):
            return frozenset(columns.values)
    on_day = {
        name
        for name in columns.values
        if SNAPSHOT.search(f"{name} {note_on(notes, name).label} {stem}")
    }
    for rate, parts in explained.items():
        if parts.denominator in on_day:
            on_day |= {rate, parts.numerator}
    return frozenset(on_day)


def indicators_of(figures: Figures) -> list[DraftedIndicator]:
    """Draft the indicators, column by column; those with a guessed unit are noted as unsure."""
    return [each for name in figures.columns.values for each in _of_column(figures, name)]


def _of_column(figures: Figures, name: str) -> Iterator[DraftedIndicator]:
    """Draft the one indicator of a column, or one for each value of the filter that splits it."""
    frame, columns, split = figures.frame, figures.columns, figures.split
    column, share, unit = columns.values[name], figures.shares.get(name), figures.units[name]
    if share is not None and (not unit or (unit == "percent" and share.factor == 1)):
        unit = share.unit
    tells_unit, is_measure = _tells_unit(figures, column, unit)
    for value in frame.texts[split] if split else ("",):
        where = {split: value} if split else {}
        rows = np.resize(frame.mask(where), len(column.values))
        if value and rows.any() and (column.symbols[rows] == "z").all():
            continue  # a number of children in need has no percentage: not applicable
        fractions = column.decimals if (column.values[rows] % 1 > 0).any() else 0
        part = share
        if is_measure and not (part or columns.wide):
            part = share_of_rows(columns.values, figures.counts, name, rows)
        meant = _unit_of_value(value, fractions, column.values[rows]) if tells_unit else ""
        marked = cell_unit(frame, columns.wide or [name], where)
        # Columns of periods lie under one another in no frame.
        beside, words = (
            ("", "") if columns.wide else unit_beside(frame, name, columns.ignored, rows)
        )
        stated = (
            figures.choices.of(name).unit
            or in_units(marked)
            or (beside if beside != "ratio" else "")
            or (meant if meant != "count" else "")
            or beside
            or unit
            or (part.unit if part is not None else "")
            or (meant if not fractions else "")
        )
        if not stated:
            columns.unsure.append(name)
        decimals = note_on(figures.notes, name).decimals
        if decimals is None:
            decimals = 0 if stated == "count" and not fractions else worth_showing(column)
        is_ratio = in_units(marked) == "ratio"
        yield DraftedIndicator(
            column=name,
            decimals=decimals,
            unit=stated or guessed(name, column),
            unit_text=marked if is_ratio else ratio_text(f"{name} {words}", part),
            basis=_basis(figures, name, value),
            share=part if part and part.explains(stated) else None,
            where=where,
            each=[f for f in columns.filters if f != split],
        )


def _tells_unit(figures: Figures, column: CellColumn, unit: str) -> tuple[bool, bool]:
    """Tell if the values of the splitting filter tell units of a column, and if as measures do."""
    if not figures.split:
        return False, False
    texts = figures.frame.texts[figures.split]
    of_rows = np.resize(figures.frame.codes[figures.split], len(column.values))
    # A cohort that stands beside numbers and percentages alike is a number in both.
    if of_measures(figures.split, texts) and not same_everywhere(column, of_rows):
        return True, True
    # What a percentage's own name says goes before the word average in a filter.
    return of_averages(texts) and unit in ("", "count"), False


def _unit_of_value(value: str, fractions: int, numbers: Array) -> str:
    unit = unit_of(value, fractions)
    # A cohort beside percentages is still a number.
    is_cohort = unit == "percent" and np.nanmin(numbers, initial=np.inf) > _WHOLE
    return "" if is_cohort else unit


def _basis(figures: Figures, name: str, value: str) -> str:
    if figures.to_march and (name in figures.on_day or SNAPSHOT.search(value)):
        return "snapshot"
    return "average_3y" if figures.pooled or THREE_YEARS.search(name) else ""

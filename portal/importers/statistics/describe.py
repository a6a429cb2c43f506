"""Drafting a mapping for a table of statistics that nobody has described yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from portal.importers.statistics.areas import LEVELS, level_of
from portal.importers.statistics.cells import read_cells
from portal.importers.statistics.choices import (
    Choices,
    Columns,
    chosen_layout,
    roles_of,
    take_as_chosen,
)
from portal.importers.statistics.crossed import is_area, read_upright
from portal.importers.statistics.doubtful import looks_like_figures
from portal.importers.statistics.drafts import column_name, source_of, write_draft
from portal.importers.statistics.figure_columns import figures_of, indicators_of
from portal.importers.statistics.files import sources
from portal.importers.statistics.filter_columns import choose_filters
from portal.importers.statistics.frame import Frame, cell_column, read_frame, spell_alike
from portal.importers.statistics.hints import TOPIC, whom, year_of
from portal.importers.statistics.layouts import (
    guess_layout,
    period_columns,
    status_column,
    without_repeats,
    words_of_periods,
)
from portal.importers.statistics.mapping import NEEDED, STANDARD, WIDE_VALUE, Layout
from portal.importers.statistics.metadata import ColumnNote, note_on, read_metadata
from portal.importers.statistics.tables import TextTable
from portal.importers.statistics.units import is_label, is_limit, is_rank, unit_of
from portal.importers.statistics.whole_files import fail

_REPEATED = 3


@dataclass(frozen=True, slots=True)
class Draft:
    """A mapping as TOML, and how many indicators it makes of its file.

    `year`, `publisher` and `licence` are those of the data set; `roles` say what each column is
    taken for, `figures` the words and the unit of each that holds figures, `guessed` those whose
    unit neither names nor numbers tell.
    """

    text: str
    indicators: int
    year: str
    publisher: str
    licence: str
    roles: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    guessed: Sequence[str] = ()


def describe(path: Path, choices: Choices | None = None) -> Draft:
    """A mapping that takes every number of a file, with what an analyst must still say.

    A column of numbers and symbols is an indicator; any other column by which rows differ is a
    filter, and each combination of filters becomes an indicator of its own. What somebody has
    chosen goes before what is guessed.

    Raises:
        BadCatalogue: if the file cannot be read, or no column of areas or of numbers is in it.
    """
    choices = choices or Choices()
    text_table, notes = open_table(path)
    path = text_table.path
    header = text_table.table.column_names
    missing = [name for name in NEEDED if name not in header]
    layout = (chosen_layout(choices) or guess_layout(text_table)) if missing else None
    if missing and layout is None:
        raise fail(
            path,
            f"This is no open-data file: it has no {', '.join(missing)}; and no column of it "
            "holds the codes of areas beside one of periods. Add a column of the areas' codes "
            "(E06000027) and one of periods (2025, 2024/25). The columns are taken from this row.",
            value=", ".join(header[:8]),
            row=text_table.header_row,
        )
    frame = _shown(path, read_frame(text_table), layout)
    frame = frame if layout is None else without_repeats(frame)[0]
    key = list(STANDARD) if layout is None else sorted(layout.columns)
    if layout is not None and not layout.period:
        notes = {**notes, WIDE_VALUE: ColumnNote(label=words_of_periods(header))}
    columns = _sorted_out(path, frame, key, notes, layout, choices)
    braced = [name for name in columns.filters if "{" in name or "}" in name]
    if braced:
        remedy = f"Take the braces out of the name of the column {braced[0]}."
        raise fail(path, remedy, row=text_table.header_row)
    spell_alike([frame], columns.filters)
    return _draft(path.stem, frame, key, columns, notes, layout, choices)


def open_table(path: Path) -> tuple[TextTable, Mapping[str, ColumnNote]]:
    """The one table of a file, and the notes of its metadata.

    Raises:
        BadCatalogue: if the file cannot be read, or holds several tables.
    """
    tables = sources(path)
    if len(tables) > 1:
        names = ", ".join(source.path.name for source in tables[:10])
        raise fail(path, "This archive holds several tables; take one out of it.", value=names)
    text_table = read_upright(tables[0].path, tables[0].raw).checked()
    return text_table, read_metadata(text_table.path, tables[0].meta)


def _shown(path: Path, frame: Frame, layout: Layout | None) -> Frame:
    """The rows of levels that the portal shows."""
    if layout is None:
        column, shown = "geographic_level", [t.lower() in LEVELS for t in
                                             frame.texts["geographic_level"]]  # fmt: skip
    elif layout.area_code:
        column, shown = layout.area_code, [bool(level_of(t)) for t in
                                           frame.texts[layout.area_code]]  # fmt: skip
    else:
        return frame
    rows = np.flatnonzero(np.array(shown)[frame.codes[column]])
    if not len(rows):
        raise fail(path, "No row of this file is of England, a region or a council.")
    return frame if len(rows) == frame.rows else frame.only(rows)


def _sorted_out(
    path: Path,
    frame: Frame,
    key: Sequence[str],
    notes: Mapping[str, ColumnNote],
    layout: Layout | None,
    choices: Choices,
) -> Columns:
    """Tell indicators, filters and other columns of a file apart."""
    columns = Columns()
    texts = {name: values for name, values in frame.texts.items() if name not in key}
    columns.status = status_column(texts)
    wide = list(period_columns(list(texts))) if layout and not layout.period else []
    mixed, text_columns = [], []
    for name, values in texts.items():
        if name == columns.status or name in wide:
            continue
        kind = notes[name].kind if name in notes else ""
        cells = read_cells(values)
        numbers = sum(cell is not None and cell.value is not None for cell in cells)
        good = sum(cell is not None for cell in cells)
        some_text = any(value.strip() for value in values)
        meant = kind == "indicator" or looks_like_figures(values)
        if kind == "filter" or not (numbers or meant or (good == len(cells) and some_text)):
            text_columns.append(name)
        elif is_limit(name) or is_label(name) or is_area(name) or _repeats(frame, name):
            columns.ignored.append(name)
        elif good == len(cells) or kind == "indicator":
            columns.values[name] = cell_column(cells, frame.codes[name])
        elif good * 2 > len(cells) or meant:
            mixed.append(name)  # what cannot be read of it becomes a fault with its row
        else:
            text_columns.append(name)
    choose_filters(frame, key, columns, text_columns, mixed)
    for name in [name for name in columns.values if is_rank(name)]:
        del columns.values[name]
        columns.ignored.append(name)
    columns.whom = whom(frame, columns.ignored)
    columns.topic = whom(frame, columns.ignored, TOPIC)
    take_as_chosen(frame, columns, {n: c.role for n, c in choices.columns.items() if n in texts})
    columns.wide = wide
    if wide:
        cells = [cell for name in wide for cell in read_cells(frame.texts[name])]
        columns.values = {WIDE_VALUE: cell_column(cells, np.arange(len(cells)))}
    if not columns.values:
        last = list(texts)[-1:]
        shown = ", ".join(f"{name}: {text}" for name in last for text in texts[name][:1])
        raise fail(path, "No column of this file holds numbers.", shown)
    return columns


def _repeats(frame: Frame, name: str) -> bool:
    """Tell if a column of few texts repeats an earlier one, as labels of codes do."""
    if unit_of(name, 1):
        return False
    texts = np.array(frame.texts[name])
    names = list(frame.texts)
    return 1 < len(texts) * _REPEATED <= frame.rows and any(
        set(frame.texts[other]) == set(frame.texts[name])
        and (np.array(frame.texts[other])[frame.codes[other]] == texts[frame.codes[name]]).all()
        for other in names[: names.index(name)]
    )


def _draft(
    stem: str,
    frame: Frame,
    key: Sequence[str],
    columns: Columns,
    notes: Mapping[str, ColumnNote],
    layout: Layout | None,
    choices: Choices,
) -> Draft:
    """Write the mapping: a data set, its layout, an indicator for each column of figures."""
    year = choices.year or year_of(stem, frame, layout, columns.values)
    figures = figures_of(stem, frame, key, columns, notes, choices, year)
    indicators = indicators_of(figures)
    combinations = {each: frame.combined(each)[0] for each in {tuple(i.each) for i in indicators}}
    number = sum(
        len(np.unique(combinations[tuple(indicator.each)][frame.mask(indicator.where)]))
        for indicator in indicators
    )
    base = figures.base
    text = write_draft(stem, frame, columns, notes, layout, indicators, base, number, year, choices)
    units = {indicator.column: indicator.unit for indicator in reversed(indicators)}
    publisher, licence = source_of(layout)
    return Draft(
        text=text,
        indicators=number,
        year=year,
        publisher=choices.publisher or publisher,
        licence=choices.licence or licence,
        roles=roles_of(frame, columns, layout),
        figures={n: (column_name(n, note_on(notes, n).label), unit) for n, unit in units.items()},
        guessed=tuple(dict.fromkeys(columns.unsure)),
    )

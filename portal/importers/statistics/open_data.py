"""Reading an open-data file of the department by its mapping."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from portal.domain.periods import STATUSES, Period, UnknownPeriod, from_label, from_open_data
from portal.importers.read import BadCatalogue, Problem
from portal.importers.statistics.areas import AreaReader, Fault, Joint, LeftOut, counted
from portal.importers.statistics.bundle import ParsedDataset, document_row
from portal.importers.statistics.cells import MEANINGS, SIGNS, Cell, cell_remedy, read_cells
from portal.importers.statistics.crossed import read_upright
from portal.importers.statistics.definition_figures import figures_of
from portal.importers.statistics.doubtful import doubtful_cells, remarks
from portal.importers.statistics.duplicates import one_figure_each
from portal.importers.statistics.files import digest, sources
from portal.importers.statistics.frame import (
    Array,
    CellColumn,
    Frame,
    cell_column,
    read_frame,
    spell_alike,
)
from portal.importers.statistics.indicators import IndicatorList
from portal.importers.statistics.layouts import (
    arrange,
    file_column,
    label_statuses,
    status_column,
    without_repeats,
    year_read,
)
from portal.importers.statistics.mapping import STANDARD, WIDE_VALUE, Definition, Mapping
from portal.importers.statistics.matching import UnknownTable, choose, tables_left_out
from portal.importers.statistics.plausible import leaping_periods, misread_units
from portal.importers.statistics.stored_keys import StoredKeys
from portal.importers.statistics.tables import TextTable


def read_open_data(
    paths: Sequence[Path], mappings: Sequence[Mapping], stored: StoredKeys
) -> list[ParsedDataset]:
    """Read files, those of one data set together.

    Raises:
        BadCatalogue: with every fault of every file.
    """
    problems: list[Problem] = []
    by_dataset: dict[str, tuple[Mapping, list[_File]]] = {}
    for path in paths:
        try:
            tables = sources(path)
        except BadCatalogue as error:
            problems += error.problems
            continue
        fitting: list[TextTable] = []
        unknown: list[UnknownTable] = []
        for source in tables:
            try:
                text_table = read_upright(source.path, source.raw)
                mapping = choose(mappings, text_table.table.column_names, source.path.name)
                text_table.rename(mapping.renames(text_table.table.column_names))
                if mapping.layout is not None:
                    arrange(text_table, mapping.layout, stored)
                group = by_dataset.setdefault(mapping.dataset.document, (mapping, []))
                group[1].append(_File(text_table, source.raw))
                fitting.append(text_table)
            except UnknownTable as error:
                unknown.append(error)
            except BadCatalogue as error:
                problems += error.problems
        if fitting and unknown:  # the archive of a whole publication holds tables of every kind
            fitting[0].notes.append(tables_left_out(path.name, unknown))
        else:
            problems += [problem for error in unknown for problem in error.problems]
    bundles = []
    for mapping, files in by_dataset.values():
        try:
            bundles.append(_Reader(mapping, stored).read(files))
        except BadCatalogue as error:
            problems += error.problems
    if problems:
        raise BadCatalogue(problems)
    return bundles


@dataclass(frozen=True, slots=True)
class _File:
    """A file as a table, and its bytes."""

    text_table: TextTable
    raw: bytes


class _Reader:
    """Turns the files of one data set into a bundle, collecting every fault."""

    def __init__(self, mapping: Mapping, stored: StoredKeys) -> None:
        self.mapping, self.stored = mapping, stored
        self.problems: list[Problem] = []
        self.periods: dict[Period, int] = {}
        layout = mapping.layout
        self.areas = AreaReader(
            stored, by_name=layout is not None and not (layout.area_code or layout.area_number)
        )
        self.figures: list[pd.DataFrame] = []
        self.notes: list[str] = []

    def read(self, files: Sequence[_File]) -> ParsedDataset:
        """The bundle of all files of the data set."""
        frames = []
        for file in files:
            self.problems += file.text_table.problems
            self.notes += file.text_table.notes
            frame = read_frame(file.text_table)
            if self.mapping.layout is not None:
                frame, notes = without_repeats(frame)
                self.notes += notes
            frames.append(self._placed(frame))
        templates = sorted({name for d in self.mapping.definitions for name in d.each})
        chosen = [item for d in self.mapping.definitions for item in d.choices]
        spell_alike(frames, {*templates, *(column for column, _ in chosen)}, chosen)
        texts = {c: [text for frame in frames for text in frame.texts[c]] for c in templates}
        self.indicators = IndicatorList(self.stored, texts)
        for number, frame in enumerate(frames):
            self._take(number, frame)
        if self.problems:
            raise BadCatalogue(self.problems)
        if self.mapping.layout is not None:
            self.notes.append(year_read(frames[0].file, self.mapping.dataset.year, self.periods))
        if all(area.kind == "country" for area in self.areas.seen):
            self.notes.append("Every row is of England: they give nothing to compare councils by.")
        if not self.figures:
            remedy = f"No row of this file fits an indicator of {self.mapping.file}."
            raise BadCatalogue([Problem(frames[0].file, None, "", "", remedy)])
        figures = pd.concat(self.figures, ignore_index=True)
        taken = self._taken_columns()
        figures, problems, notes = one_figure_each(
            frames, figures, self.indicators.indicators, self.areas.seen, list(self.periods), taken
        )
        if problems:
            raise BadCatalogue(problems)
        self.notes += notes
        misread = misread_units(figures, self.indicators.indicators) or list(
            leaping_periods(figures, self.indicators.indicators, list(self.periods))
        )
        if misread:
            raise BadCatalogue(
                Problem(frames[0].file, None, indicator["ref"], "", remedy)
                for indicator, remedy in misread
            )
        return ParsedDataset(
            document=document_row(self.mapping.dataset, list(self.periods)),
            measures=list(self.indicators.measures.values()),
            indicators=self.indicators.indicators,
            areas=self.areas.seen,
            periods=list(self.periods),
            figures=figures.drop(columns=["file", "row"]),
            files=[file.text_table.path.name for file in files],
            sha256=digest(*(file.raw for file in files)),
            rows=sum(file.text_table.table.num_rows for file in files),
            notes=self.notes,
        )

    def _problem(self, frame: Frame, row: int, column: str, value: str, remedy: str) -> None:
        period = frame.texts["time_period"][frame.codes["time_period"][row]]
        column = file_column(self.mapping.layout, column, period)
        self.problems.append(Problem(frame.file, frame.row_of(row), column, value, remedy))

    def _take(self, number: int, frame: Frame) -> None:
        cells = {
            name: cell_column(self._cells(frame, name), frame.codes[name])
            for name in sorted({c for d in self.mapping.definitions for c in d.numbers})
        }
        taken: dict[str, Array] = {}
        bases = {d.basis or self.mapping.dataset.basis for d in self.mapping.definitions}
        periods = {basis: self._periods(frame, basis) for basis in sorted(bases)}
        statuses = self._statuses(frame)
        if self.problems:
            return
        for definition in self.mapping.definitions:
            frame.period = periods[definition.basis or self.mapping.dataset.basis]
            before = taken.setdefault(definition.value, np.zeros(frame.rows, dtype=bool))
            mask = frame.mask(definition.where)
            if (mask & before).any():
                row = int(np.argmax(mask & before))
                remedy = (
                    f"The mapping gives this cell to {definition.indicator} and to another "
                    "indicator; make their `where` differ."
                )
                self._problem(frame, row, definition.value, "", remedy)
                continue
            before |= mask
            self._doubts(definition, frame, mask, cells[definition.value])
            self.figures += figures_of(
                definition, frame, mask, cells, statuses, self.indicators, len(self.periods), number
            )
        self._note_left(frame, taken)

    def _taken_columns(self) -> set[str]:
        return {*STANDARD, WIDE_VALUE, *self.mapping.columns, *self.mapping.dataset.ignore}

    def _note_left(self, frame: Frame, taken: Dict[str, Array]) -> None:
        """Say what the mapping leaves lying, so that nobody takes it for imported."""
        spoken_for = {*self._taken_columns(), self._status_column(frame)}
        extra = [name for name in frame.texts if name not in spoken_for]
        if extra:
            self.notes.append(f"{frame.file}: the mapping does not take {', '.join(extra)}.")
        for column, mask in taken.items():
            left = np.flatnonzero(~mask)
            if len(left):
                self.notes.append(
                    f"{frame.file}: {len(left):,} cells of {column} fit no indicator of the "
                    f"mapping, the first in row {frame.row_of(int(left[0]))}."
                )

    def _row(self, frame: Frame, row: int) -> dict[str, str]:
        return {
            name: frame.texts[name][frame.codes[name][row]]
            for name in STANDARD
            if name in frame.codes
        }

    def _placed(self, frame: Frame) -> Frame:
        """The frame with the area of each row, without rows of areas that the portal shows not."""
        codes, first = frame.combined(STANDARD[2:])
        times = np.bincount(codes, minlength=len(first)).tolist()
        places: list[tuple[int, ...]] = []
        joint = np.full(len(first), "", dtype=object)
        left_out: Counter[str] = Counter()
        for combination, row in enumerate(first.tolist()):
            place = self.areas.place(self._row(frame, row))
            if isinstance(place, Fault):
                self._problem(frame, row, place.column, place.value, place.remedy)
                places.append((0,))
            elif isinstance(place, LeftOut):
                left_out[place.reason] += times[combination]
                places.append(())
            elif isinstance(place, Joint):
                joint[combination] = place.names
                places.append(place.places)
            else:
                places.append((place,))
        if left_out:
            self.notes.append(f"{frame.file}: {counted(left_out)}")
            if left_out.total() == frame.rows:
                remedy = "No row of this file is of England, a region or a council."
                self.problems.append(Problem(frame.file, None, "", "", remedy))
        return frame.placed(codes, places, joint)

    def _periods(self, frame: Frame, basis: str) -> Array:
        codes, first = frame.combined(STANDARD[:2])
        places = []
        labelled = self.mapping.layout is not None
        for row in first.tolist():
            text = self._row(frame, row)
            year = self.mapping.dataset.year
            try:
                if labelled:
                    period, _status = from_label(text["time_period"], year, basis)
                    self._written_in_one_way(period)
                else:
                    period = from_open_data(
                        text["time_period"], text["time_identifier"], year, basis
                    )
                places.append(self.periods.setdefault(period, len(self.periods)))
            except UnknownPeriod as error:
                shown = f"{text['time_period']} {text['time_identifier']}".strip()
                column = "time_period" if "time_identifier" not in str(error) else "time_identifier"
                if not any(p.remedy == str(error) and p.value == shown for p in self.problems):
                    self._problem(frame, row, column, shown, str(error))
                places.append(0)
        return np.asarray(places)[codes]

    def _written_in_one_way(self, period: Period) -> None:
        """Refuse `2025` beside `2024/25`: of two labels of one year, councils would part."""
        for other in self.periods:
            same = (other.basis, other.start, other.end) == (period.basis, period.start, period.end)
            if same and other.label != period.label:
                raise UnknownPeriod(
                    f"This is read as the same time as {other.label} in another row. Write it in "
                    "one way in all rows; two different years need labels that say so."
                )

    def _cells(self, frame: Frame, column: str) -> list[Cell | None]:
        """Read each distinct text of a column; those without a meaning become faults."""
        texts, codes = frame.texts[column], frame.codes[column]
        cells = read_cells(texts, {**SIGNS, **self.mapping.dataset.symbols})
        for code, cell in enumerate(cells):
            if cell is not None and not cell.assumed:
                continue
            rows = np.flatnonzero(codes == code)
            if cell is None:
                for row in rows.tolist():
                    self._problem(frame, row, column, texts[code], cell_remedy(texts[code]))
            elif len(rows):
                self.notes.append(
                    f"{frame.file}, column {column}: “{texts[code]}” is read as {cell.symbol} "
                    f"({MEANINGS.get(cell.symbol, cell.symbol)}), {len(rows):,} "
                    f"cell{'s' if len(rows) > 1 else ''}."
                )
        return cells

    def _doubts(
        self, definition: Definition, frame: Frame, mask: Array, column: CellColumn
    ) -> None:
        """Refuse cells that can be read in two ways; say what others are read as."""
        texts, codes = frame.texts[definition.value], frame.codes[definition.value]
        for row, remedy in doubtful_cells(definition, texts, codes, mask, column):
            self._problem(frame, row, definition.value, texts[codes[row]], remedy)
        self.notes += [
            f"{frame.file}, column {definition.value}: {text}."
            for text in remarks(definition, mask, column)
        ]

    def _statuses(self, frame: Frame) -> Array | None:
        column = self._status_column(frame)
        if not column:
            return label_statuses(frame) if self.mapping.layout is not None else None
        statuses_by_text = {"": "", **STATUSES}
        statuses = []
        for code, text in enumerate(frame.texts[column]):
            status = statuses_by_text.get(text.lower().strip("[]"))
            if status is None:
                remedy = f"A status is one of {', '.join(sorted(set(STATUSES.values())))}."
                for row in np.flatnonzero(frame.codes[column] == code).tolist():
                    self._problem(frame, row, column, text, remedy)
            statuses.append(status or "")
        return np.array(statuses, dtype=object)[frame.codes[column]]

    def _status_column(self, frame: Frame) -> str:
        """The column that says how final a row is, by the mapping or else by its own texts."""
        named = self.mapping.dataset.status_column
        return named or status_column(
            {
                name: texts
                for name, texts in frame.texts.items()
                if name not in self._taken_columns()
            }
        )

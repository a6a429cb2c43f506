"""Reading an open-data file of the department (DOMAIN.md, section 5) by its mapping."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from portal.domain.periods import STATUSES, Period, UnknownPeriod, from_open_data
from portal.importers.read import BadCatalogue, Problem
from portal.importers.statistics.areas import AreaReader
from portal.importers.statistics.bundle import ParsedDataset
from portal.importers.statistics.cells import REMEDY, Cell, read_cells
from portal.importers.statistics.files import content, digest, read_table
from portal.importers.statistics.frame import (
    Array,
    CellColumn,
    Frame,
    cell_column,
    grouped,
    read_frame,
)
from portal.importers.statistics.mapping import (
    Dataset,
    Definition,
    Mapping,
    Part,
    choose,
    fill,
    fit,
    keys_apart,
)
from portal.importers.statistics.stored_keys import StoredKeys

# Every open-data file has these; a row for a region or council needs the codes of its level.
STANDARD = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
)
NEEDED = ("time_period", "time_identifier", "geographic_level", "country_code")


def read_open_data(
    paths: Sequence[Path], mappings: Sequence[Mapping], stored: StoredKeys
) -> list[ParsedDataset]:
    """Read files, those of one data set together.

    Raises:
        BadCatalogue: with every fault of every file.
    """
    problems: list[Problem] = []
    by_dataset: dict[str, tuple[Mapping, list[tuple[Path, bytes, pa.Table]]]] = {}
    for path in paths:
        try:
            raw = content(path)
            table = read_table(path, raw)
            _check_header(path, table)
            mapping = choose(mappings, table.column_names, path.name)
            group = by_dataset.setdefault(mapping.dataset.document, (mapping, []))
            group[1].append((path, raw, table))
        except BadCatalogue as error:
            problems += error.problems
    bundles = []
    for mapping, files in by_dataset.values():
        try:
            bundles.append(_Reader(mapping, stored).read(files))
        except BadCatalogue as error:
            problems += error.problems
    if problems:
        raise BadCatalogue(problems)
    return bundles


def _check_header(path: Path, table: pa.Table) -> None:
    missing = [name for name in NEEDED if name not in table.column_names]
    remedy = "Every open-data file has this column; is it another kind of file?"
    if missing:
        raise BadCatalogue(Problem(path.name, 1, name, "", remedy) for name in missing)


class _Reader:
    """Turns the files of one data set into a bundle, collecting every fault."""

    def __init__(self, mapping: Mapping, stored: StoredKeys) -> None:
        self.mapping, self.stored = mapping, stored
        self.problems: list[Problem] = []
        self.periods: dict[Period, int] = {}
        self.areas = AreaReader(stored)
        self.indicators: dict[str, dict[str, Any]] = {}
        self.measures: dict[str, dict[str, Any]] = {}
        self.figures: list[pd.DataFrame] = []
        self.notes: list[str] = []
        self.slugs: dict[str, dict[str, str]] = {}

    def read(self, files: Sequence[tuple[Path, bytes, pa.Table]]) -> ParsedDataset:
        """The bundle of all files of the data set."""
        frames = [read_frame(path, raw, table) for path, raw, table in files]
        for column in sorted({name for d in self.mapping.definitions for name in d.each}):
            self.slugs[column] = keys_apart(
                text for frame in frames for text in frame.texts[column]
            )
        for number, frame in enumerate(frames):
            self._take(number, frame)
        if self.problems:
            raise BadCatalogue(self.problems)
        if not self.figures:
            remedy = f"No row of this file fits an indicator of {self.mapping.file}."
            raise BadCatalogue([Problem(frames[0].file, None, "", "", remedy)])
        figures = pd.concat(self.figures, ignore_index=True)
        self._duplicates(frames, figures)
        if self.problems:
            raise BadCatalogue(self.problems)
        return ParsedDataset(
            document=document_row(self.mapping.dataset),
            measures=list(self.measures.values()),
            indicators=list(self.indicators.values()),
            areas=self.areas.seen,
            periods=list(self.periods),
            figures=figures.drop(columns=["file", "row"]),
            files=[path.name for path, _raw, _table in files],
            sha256=digest(*(raw for _path, raw, _table in files)),
            rows=sum(table.num_rows for _path, _raw, table in files),
            notes=self.notes,
        )

    def _problem(self, frame: Frame, row: int, column: str, value: str, remedy: str) -> None:
        self.problems.append(Problem(frame.file, frame.row_of(row), column, value, remedy))

    def _take(self, number: int, frame: Frame) -> None:
        frame.area = self._areas(frame)
        cells = {
            name: cell_column(self._cells(frame, name), frame.codes[name])
            for name in sorted({c for d in self.mapping.definitions for c in _numbers(d)})
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
            self._indicator(definition, frame, mask, cells, statuses, number)
        self._note_left(frame, taken)

    def _note_left(self, frame: Frame, taken: Dict[str, Array]) -> None:
        """Say what the mapping leaves lying, so that nobody takes it for imported."""
        spoken_for = {*STANDARD, *self.mapping.columns, *self.mapping.dataset.ignore}
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

    def _areas(self, frame: Frame) -> Array:
        codes, first = frame.combined(STANDARD[2:])
        places = []
        for row in first.tolist():
            place, fault = self.areas.place(self._row(frame, row))
            if fault is not None:
                self._problem(frame, row, *fault)
            places.append(place)
        return np.asarray(places)[codes]

    def _periods(self, frame: Frame, basis: str) -> Array:
        codes, first = frame.combined(STANDARD[:2])
        places = []
        for row in first.tolist():
            text = self._row(frame, row)
            try:
                period = from_open_data(
                    text["time_period"],
                    text["time_identifier"],
                    self.mapping.dataset.year,
                    basis,
                )
                places.append(self.periods.setdefault(period, len(self.periods)))
            except UnknownPeriod as error:
                shown = f"{text['time_period']} {text['time_identifier']}".strip()
                column = "time_period" if "time_identifier" not in str(error) else "time_identifier"
                if not any(p.remedy == str(error) and p.value == shown for p in self.problems):
                    self._problem(frame, row, column, shown, str(error))
                places.append(0)
        return np.asarray(places)[codes]

    def _cells(self, frame: Frame, column: str) -> list[Cell | None]:
        """Return what each distinct text of a column says; texts without a meaning are faults."""
        cells = read_cells(frame.texts[column])
        for code, cell in enumerate(cells):
            if cell is None:
                for row in np.flatnonzero(frame.codes[column] == code).tolist():
                    self._problem(frame, row, column, frame.texts[column][code], REMEDY)
        return cells

    def _statuses(self, frame: Frame) -> Array | None:
        column = self.mapping.dataset.status_column
        if not column:
            return None
        statuses_by_text = {"": "", **STATUSES, **{status: status for status in STATUSES.values()}}
        statuses = []
        for code, text in enumerate(frame.texts[column]):
            status = statuses_by_text.get(text.lower().strip("[]"))
            if status is None:
                remedy = f"A status is one of {', '.join(sorted(set(STATUSES.values())))}."
                for row in np.flatnonzero(frame.codes[column] == code).tolist():
                    self._problem(frame, row, column, text, remedy)
            statuses.append(status or "")
        return np.array(statuses, dtype=object)[frame.codes[column]]

    def _indicator(
        self,
        definition: Definition,
        frame: Frame,
        mask: Array,
        cells: Dict[str, CellColumn],
        statuses: Array | None,
        file: int,
    ) -> None:
        rows = np.flatnonzero(mask)
        if not len(rows):
            return
        codes, first = frame.combined(definition.each)
        for combination, members in grouped(rows, codes[rows]):
            filters = {
                column: frame.texts[column][frame.codes[column][first[combination]]]
                for column in definition.each
            }
            number = self._define(definition, filters, cells[definition.value].decimals)
            column = cells[definition.value]
            status = column.statuses[members]
            if statuses is not None:
                status = np.where(status == "", statuses[members], status)
            wanted = {**definition.where, **filters}
            self.figures.append(
                pd.DataFrame(
                    {
                        "indicator": np.full(len(members), number),
                        "area": frame.area[members],
                        "period": frame.period[members],
                        "value": column.values[members],
                        "numerator": self._part(
                            definition.numerator, wanted, frame, cells, members
                        ),
                        "denominator": self._part(
                            definition.denominator, wanted, frame, cells, members
                        ),
                        "symbol": column.symbols[members],
                        "status": status,
                        "file": file,
                        "row": members,
                    }
                )
            )

    def _part(
        self,
        part: Part | None,
        wanted: Dict[str, str],
        frame: Frame,
        cells: Dict[str, CellColumn],
        members: Array,
    ) -> Array:
        """A numerator or denominator for some rows, from the same row or from a related one."""
        if part is None:
            return np.full(len(members), np.nan)
        if not part.where:
            return cells[part.column].values[members]
        others = np.flatnonzero(frame.mask({**wanted, **part.where}))
        numbers = cells[part.column].values[others]
        places = len(self.periods)
        keys = frame.area[others] * places + frame.period[others]
        lookup = pd.Series(numbers, index=keys)
        lookup = lookup[~lookup.index.duplicated()]
        asked = frame.area[members] * places + frame.period[members]
        return lookup.reindex(asked).to_numpy()

    def _define(self, definition: Definition, filters: Dict[str, str], decimals: int) -> int:
        """The place of an indicator among those of the data set, described at first sight."""
        slugs = {column: self.slugs[column][text] for column, text in filters.items()}
        key = fit(fill(definition.indicator, slugs))
        if key in self.indicators:
            return list(self.indicators).index(key)
        measure = fit(fill(definition.measure, slugs))
        name = fill(definition.name, filters)
        shared = self.stored.measures.get(measure, {})
        area = shared.get("area", "") if definition.area is None else definition.area
        themes = shared.get("themes", "") if definition.themes is None else definition.themes
        polarity = definition.polarity or shared.get("polarity", "none")
        reason = definition.polarity_reason or shared.get("polarity_reason", "")
        common = {
            "area": area,
            "themes": themes if isinstance(themes, str) else ";".join(themes),
            "polarity": polarity,
            "polarity_reason": reason,
        }
        if not shared:
            measure_name = fill(definition.measure_name, filters) or name
            self.measures.setdefault(measure, {"key": measure, "name": measure_name, **common})
        code = fill(definition.definition_code, slugs) or key
        where = {**definition.where, **filters}
        rows = ", ".join(f"{column} “{value}”" for column, value in where.items())
        self.indicators[key] = {
            "key": key,
            "ref": (definition.ref or definition.value)[:40],
            "measure": measure,
            "name": name,
            "unit": definition.unit,
            "unit_text": definition.unit_text,
            "decimals": decimals if definition.decimals is None else definition.decimals,
            **common,
            "definition": fill(definition.definition, filters) or name,
            "definition_code": fit(code, 120),
            "population": fill(definition.population, filters),
            "place": f"column {definition.value}" + (f", rows with {rows}" if rows else ""),
            "note": fill(definition.note, filters),
            "breaks": "\n".join(definition.breaks),
        }
        return len(self.indicators) - 1

    def _duplicates(self, frames: Sequence[Frame], figures: pd.DataFrame) -> None:
        again = figures.duplicated(["indicator", "area", "period"])
        keys = list(self.indicators)
        periods = list(self.periods)
        remedy = "The same indicator, area and period stand in another row; keep one of them."
        names = ("file", "indicator", "area", "period", "row")
        columns = [figures[again][name].tolist() for name in names]
        for file, indicator, area, period, row in zip(*columns, strict=True):
            shown = f"{self.areas.seen[area].name}, {periods[period].label}"
            self._problem(frames[file], row, keys[indicator], shown, remedy)


def _numbers(definition: Definition) -> list[str]:
    parts = [part.column for part in (definition.numerator, definition.denominator) if part]
    return [definition.value, *parts]


def document_row(dataset: Dataset) -> dict[str, Any]:
    """The data set as a document of the portal."""
    return {
        "key": dataset.document,
        "title": dataset.title,
        "publisher": dataset.publisher,
        "published": dataset.published,
        "release": dataset.release,
        "status": "final",
        "description": dataset.description,
        "licence": dataset.licence,
        "kind": "statistics",
    }

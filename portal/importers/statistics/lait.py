"""Reading the long table behind the department's Local Authority Interactive Tool (LAIT).

The table is a parquet file of one row a measure, year and area; a second file, the dictionary,
says what the measures are. `db/statistics/lait.toml` adds what neither says: the portal's
improvement areas, themes and harmonised measures, with names and definitions in its own words.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from portal.domain.formatting import sentence_list
from portal.domain.periods import Period, UnknownPeriod, from_label
from portal.importers.read import BadCatalogue, Problem
from portal.importers.schema import BASES, UNITS
from portal.importers.statistics.areas import AreaReader
from portal.importers.statistics.bundle import Area, ParsedDataset
from portal.importers.statistics.cells import Cell, cell_remedy, read_cells
from portal.importers.statistics.files import content, digest
from portal.importers.statistics.frame import spread
from portal.importers.statistics.lait_dictionary import (
    DescribedMeasure,
    foreign_descriptions,
    read_dictionary,
)
from portal.importers.statistics.lait_table import read_long_table
from portal.importers.statistics.mapping import fit, slug
from portal.importers.statistics.review import grouping, judged
from portal.importers.statistics.stored_keys import StoredKeys

_NUMBER = re.compile("[0-9]{3}")
# The department numbers England 970 and its regions from 980 on.
_REGIONS = frozenset(str(number) for number in range(970, 1_000))
_MOST_DECIMALS = 15


def read_lait(table: Path, dictionary: Path, additions: Path, stored: StoredKeys) -> ParsedDataset:
    """The long table with its dictionary.

    Args:
        table: the parquet file.
        dictionary: the CSV file of its measures.
        additions: the portal's own `lait.toml`.
        known: what the database holds.

    Raises:
        BadCatalogue: with every fault of the files.
    """
    added = tomllib.loads(additions.read_text("utf-8"))
    raw = content(table)
    columns = read_long_table(table, raw)
    measures = read_dictionary(dictionary, added)
    return _Reader(table.name, dictionary.name, columns, measures, added, stored).read(
        digest(raw, content(dictionary))
    )


class _Reader:
    def __init__(
        self,
        file: str,
        dictionary: str,
        columns: Mapping[str, Any],
        measures: Mapping[str, dict[str, str]],
        added: Mapping[str, Any],
        stored: StoredKeys,
    ) -> None:
        self.file, self.dictionary = file, dictionary
        self.columns, self.measures, self.added, self.stored = columns, measures, added, stored
        self.problems: list[Problem] = []
        self.new_measures: dict[str, dict[str, Any]] = {}
        self.areas = AreaReader(stored)
        self.foreign = foreign_descriptions(map(self._described, measures))
        self._keys = keys_of(columns["Short Desc"][1])

    def read(self, sha256: str) -> ParsedDataset:
        codes = self.columns["Short Desc"][0]
        indicators = [self._indicator(name) for name in self.columns["Short Desc"][1]]
        used = np.unique(codes)
        for place in used.tolist():
            if indicators[place] is None:
                name = self.columns["Short Desc"][1][place]
                remedy = f"{self.dictionary} does not describe this measure; take its newest issue."
                self._tell("Short Desc", codes == place, name, remedy)
        period, periods, status = self._periods(codes)
        area = self._areas()
        value, symbol, cell_status = self._values()
        if self.problems:
            raise BadCatalogue(self.problems)
        renumbered = np.cumsum(np.isin(np.arange(len(indicators)), used)) - 1
        figures = pd.DataFrame(
            {
                "indicator": renumbered[codes],
                "area": area,
                "period": period,
                "value": value,
                "numerator": np.nan,
                "denominator": np.nan,
                "symbol": symbol,
                "status": np.where(status != "", status, cell_status),
                "joint": "",
            }
        )
        chosen = [indicators[place] for place in used.tolist()]
        described = [indicator for indicator in chosen if indicator is not None]
        self._duplicates(figures, described, periods)
        if self.problems:
            raise BadCatalogue(self.problems)
        names = self.columns["Short Desc"][1]
        self._mark_joint(figures, [self.measures[names[place]]["Topic"] for place in used.tolist()])
        dataset = self.added["dataset"]
        return ParsedDataset(
            document={
                "key": dataset["document"],
                "title": dataset["title"],
                "publisher": dataset["publisher"],
                "published": str(dataset.get("published", "")),
                "status": "final",
                "description": dataset["description"],
                "release": dataset.get("release", ""),
                "licence": dataset["licence"],
                "kind": "statistics",
            },
            measures=list(self.new_measures.values()),
            indicators=described,
            areas=self.areas.seen,
            periods=periods,
            figures=figures,
            files=[self.file, self.dictionary],
            sha256=sha256,
            rows=len(figures),
        )

    def _tell(self, column: str, mask: Any, value: str, remedy: str) -> None:
        for row in np.flatnonzero(mask).tolist():
            self.problems.append(Problem(self.file, row + 1, column, value, remedy))

    def _addition(self, code: str, topic: str) -> dict[str, Any]:
        return {
            **self.added.get("topics", {}).get(topic, {}),
            **self.added.get("measures", {}).get(code, {}),
        }

    def _unit(self, addition: Mapping[str, Any], axis: str) -> str:
        return addition.get("unit") or self.added.get("units", {}).get(axis) or _unit(axis)

    def _described(self, code: str) -> DescribedMeasure:
        texts = self.measures[code]
        addition = self._addition(code, texts["Topic"])
        return DescribedMeasure(
            code=code,
            title=texts["Measure"],
            description=texts["Description"],
            unit=self._unit(addition, texts["y_axis_name"]),
            basis=addition.get("basis", "year"),
        )

    def _indicator(self, code: str) -> dict[str, Any] | None:
        texts = self.measures.get(code)
        if texts is None:
            return None
        addition = self._addition(code, texts["Topic"])
        axis = texts["y_axis_name"]
        unit = self._unit(addition, axis)
        note = self.foreign.get(code, "")
        key = self._keys[code]
        measure = addition.get("measure") or key
        polarity, reason = judged(measure, texts["Polarity"])
        shared = {
            "area": addition.get("area", ""),
            "themes": ";".join(addition.get("themes", [])),
            "polarity": polarity,
            "polarity_reason": reason,
        }
        if measure not in self.stored.measures:
            self.new_measures.setdefault(
                measure,
                {"key": measure, "name": addition.get("name") or texts["Measure"], **shared},
            )
        assert unit in UNITS  # noqa: S101 - the project's own data file, checked by its tests
        return {
            "key": key,
            "ref": code[:40],
            "measure": measure,
            "name": addition.get("name") or texts["Measure"],
            "unit": unit,
            "unit_text": axis,
            "decimals": _decimals(texts["dps"]),
            **shared,
            **grouping(measure),
            "definition": addition.get("definition")
            or ("" if note else texts["Description"])
            or texts["Measure"],
            "definition_code": addition.get("definition_code") or key,
            "population": addition.get("population", ""),
            "place": f"measure {code}",
            "note": note,
            "breaks": "\n".join(addition.get("breaks", [])),
            "banded": texts["No_Quartile"] != "N",
        }

    def _periods(self, codes: Any) -> tuple[Any, list[Period], Any]:
        """Period of each row, the list of periods, and the status that labels gave away."""
        labels, texts = self.columns["Years"]
        kinds = []
        for code in self.columns["Short Desc"][1]:
            measure = self.measures.get(code, {})
            addition = self._addition(code, measure.get("Topic", ""))
            year_type = measure.get("Year_Type", "")
            year = addition.get("year") or self.added["years"].get(year_type, "")
            kinds.append((year or "calendar", addition.get("basis", "year")))
        distinct = sorted(set(kinds))
        assert all(basis in BASES for _year, basis in distinct)  # noqa: S101 - our own data file
        kind = np.array([distinct.index(pair) for pair in kinds])[codes]
        both = labels * len(distinct) + kind
        combinations, first, codes_of = np.unique(both, return_index=True, return_inverse=True)
        periods: dict[Period, int] = {}
        places, statuses = [], []
        for combination, row in zip(combinations.tolist(), first.tolist(), strict=True):
            year, basis = distinct[combination % len(distinct)]
            text = texts[combination // len(distinct)]
            try:
                period, status = from_label(text, year, basis)
                places.append(periods.setdefault(period, len(periods)))
                statuses.append(status)
            except UnknownPeriod as error:
                self.problems.append(Problem(self.file, row + 1, "Years", text, str(error)))
                places.append(0)
                statuses.append("")
        return (
            np.array(places)[codes_of],
            list(periods),
            np.array(statuses, dtype=object)[codes_of],
        )

    def _areas(self) -> Any:
        codes, texts = self.columns["LA Number"]
        name_codes, names = self.columns["LA and Regions"]
        both = codes * len(names) + name_codes
        _values, first = np.unique(both, return_index=True)
        places = np.zeros(len(texts), dtype=np.int64)
        for row in first.tolist():
            number, name = texts[codes[row]], names[name_codes[row]]
            key = self.stored.areas_by_number.get(number, "")
            if not key and not (_NUMBER.fullmatch(number) and name.strip()):
                remedy = "An area needs its three-digit number and its name."
                self._tell(
                    "LA Number",
                    (codes == codes[row]) & (name_codes == name_codes[row]),
                    number,
                    remedy,
                )
                continue
            if key and self.areas.disagreement(key, name):
                remedy = f"{number} is the number of {self.stored.area_names[key]}."
                self._tell(
                    "LA and Regions",
                    (codes == codes[row]) & (name_codes == name_codes[row]),
                    name,
                    remedy,
                )
                continue
            kind = "region" if number in _REGIONS else "council"
            places[codes[row]] = self.areas.add(Area(key, name, kind, "", number))
        return places[codes]

    def _values(self) -> tuple[Any, Any, Any]:
        codes, texts = self.columns["Values"]
        cells = read_cells(texts)
        used = np.isin(np.arange(len(texts)), codes)
        for place, cell in enumerate(cells):
            if cell is None and used[place]:
                self._tell("Values", codes == place, texts[place], cell_remedy(texts[place]))
        read = [cell or Cell(None, "missing") for cell in cells]
        values = np.array([np.nan if c.value is None else c.value for c in read])[codes]
        symbols = spread([c.symbol for c in read], codes)
        return values, symbols, np.array([c.status for c in read], dtype=object)[codes]

    def _mark_joint(self, figures: pd.DataFrame, topics: Sequence[str]) -> None:
        """Mark the figures that the table repeats under each council of a joint service.

        They are those of the service's topic that are equal in every period.
        """
        places = {area.key: place for place, area in enumerate(self.areas.seen)}
        for service in self.added.get("joint", []):
            keys = [self.stored.areas_by_number.get(number, "") for number in service["councils"]]
            topical = [n for n, topic in enumerate(topics) if topic == service["topic"]]
            part = figures[
                figures["indicator"].isin(topical)
                & figures["area"].isin([places.get(key, -1) for key in keys])
                & figures["value"].notna()
            ]
            wide = part.pivot(index=["indicator", "period"], columns="area", values="value")
            if wide.shape[1] < len(keys):
                continue
            wide = wide.dropna()
            equal = wide.eq(wide.iloc[:, 0], axis=0).all(axis=1)
            shared = wide.index[equal.groupby(level="indicator").transform("all")]
            where = pd.MultiIndex.from_frame(part[["indicator", "period"]]).isin(shared)
            councils = sentence_list([self.stored.area_names[key] for key in keys])
            figures.loc[part.index[where], "joint"] = councils

    def _duplicates(
        self, figures: pd.DataFrame, indicators: list[dict[str, Any]], periods: list[Period]
    ) -> None:
        key = figures["indicator"].to_numpy() * len(periods) + figures["period"].to_numpy()
        key = key * len(self.areas.seen) + figures["area"].to_numpy()
        again = pd.Series(key).duplicated().to_numpy()
        for row in np.flatnonzero(again).tolist():
            figure = figures.iloc[row]
            area, period = self.areas.seen[figure["area"]].name, periods[figure["period"]].label
            remedy = "The same measure, area and period stand in another row; keep one of them."
            ref = indicators[figure["indicator"]]["ref"]
            shown = f"{ref}, {area}, {period}"
            self.problems.append(Problem(self.file, row + 1, "Values", shown, remedy))


def keys_of(codes: Sequence[str]) -> dict[str, str]:
    """A key for each measure code; codes that differ only in signs keep apart."""
    slugs = {code: slug(code.replace("%", " pct ").replace("<", " under ")) for code in codes}
    times = Counter(slugs.values())
    return {
        code: fit(
            f"lait-{short}" if times[short] == 1 else f"lait-{short}-{digest(code.encode())[:6]}"
        )
        for code, short in slugs.items()
    }


def _decimals(text: str) -> int | None:
    return int(text) if text.isdecimal() and int(text) <= _MOST_DECIMALS else None


def _unit(axis: str) -> str:
    """The unit of an axis title that the data file does not name."""
    if axis.startswith("%"):
        return "percent"
    return "count" if axis.lower().startswith("number") else "ratio"

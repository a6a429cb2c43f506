"""Tables that are no open-data files: their columns of area and period, as open data has them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import numpy as np
import pyarrow as pa

from portal.domain.formatting import printed_date
from portal.domain.periods import STATUSES, Period, UnknownPeriod, from_label
from portal.importers.read import BadCatalogue, Problem
from portal.importers.statistics.areas import NOWHERE, level_of
from portal.importers.statistics.frame import Array, Frame
from portal.importers.statistics.header_rows import is_period
from portal.importers.statistics.mapping import NEEDED, STANDARD, WIDE_VALUE, Layout
from portal.importers.statistics.stored_keys import StoredKeys
from portal.importers.statistics.tables import TextTable
from portal.importers.statistics.units import is_rank

_LEVELS = {"country": "National", "region": "Regional", "council": "Local authority"}
_COLUMNS = {
    "National": ("country_code", "country_name"),
    "Regional": ("region_code", "region_name"),
    "Local authority": ("new_la_code", "la_name"),
}
_CODE = re.compile(r"[A-Z][0-9]{8}", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{3}(\.0*)?")
# Columns in which a row may differ that says the same of an area as a part of another one.
_OF_PARENT = re.compile(r"parent|compared", re.IGNORECASE)
# What the department's files called their columns until 2018.
_FORMER_NAMES = {"year": "time_period", "level": "geographic_level"}
_BEFORE_YEAR = re.compile(r"(?P<words>.*?[^\W_])[\W_]+(?P<label>(19|20)\d{2}\S*)")
_STATUS_NAMES = re.compile(r"(data_?)?(version|status|release_?(type|status))", re.IGNORECASE)


def arrange(text_table: TextTable, layout: Layout, stored: StoredKeys) -> None:
    """Give a table the columns of area and period that open-data files have.

    Raises:
        BadCatalogue: if it has columns of these names already, or no column of a period.
    """
    header = text_table.table.column_names
    taken = sorted(set(header) & set(STANDARD))
    if taken and not layout.columns >= set(taken):
        remedy = "The layout of the mapping makes this column; is the file open data as it is?"
        raise BadCatalogue(Problem(text_table.path.name, 1, name, "", remedy) for name in taken)
    if not layout.period:
        _stack(text_table, period_columns(header))
    table = text_table.table
    period = table.column(layout.period or "time_period").combine_chunks()
    periods = _mapped(period, lambda text: re.sub(r"\s*([/–-])\s*", r"\1", text.strip()))
    levels, columns = _areas(table, layout, stored)
    new = {
        "time_period": periods,
        "time_identifier": _mapped(period, lambda _text: ""),
        "geographic_level": levels,
        **columns,
    }
    others = {name: table.column(name) for name in table.column_names if name not in new}
    text_table.table = pa.table({**others, **new})


def file_column(layout: Layout | None, column: str, period: str) -> str:
    """The name in the file itself of a column that the layout made, for the report of faults."""
    if layout is None:
        return column
    if column == WIDE_VALUE and not layout.period:
        return period
    names = {
        "time_period": layout.period or period,
        "old_la_code": layout.area_number,
        **{code: layout.area_code for code, _name in _COLUMNS.values()},
        **{name: layout.area_name for _code, name in _COLUMNS.values()},
    }
    return names.get(column, "") or column


def with_names_of_today(text_table: TextTable) -> TextTable:
    """Give a file of the department from before 2018 the columns of today, and say so.

    Its `year` and `level` are named anew, and its years are taken for reporting years.
    """
    header = text_table.table.column_names
    if not {*_FORMER_NAMES, "country_code"} <= set(header) or set(header) & set(NEEDED[:3]):
        return text_table
    text_table.rename(_FORMER_NAMES)
    years = pa.array(["Reporting year"] * text_table.table.num_rows).dictionary_encode()
    text_table.table = text_table.table.append_column("time_identifier", years)
    return text_table


def guess_layout(text_table: TextTable) -> Layout | None:
    """The layout of a table of another kind, by what its columns hold; None where they do not.

    Areas are known by their codes, else by their three-digit numbers beside a name; periods by
    labels such as 2024/25, or by a column for each of them.
    """
    table = text_table.table
    texts = {
        name: [text.strip() for text in table.column(name).combine_chunks().dictionary.to_pylist()]
        for name in table.column_names
    }

    def first(fits: Callable[[str], bool], names: str = "") -> str:
        for name, values in texts.items():
            if "parent" in name.lower():  # the area that another one lies in
                continue
            filled = [value for value in values if value]
            if (
                filled
                and sum(map(fits, filled)) * 10 >= len(filled) * 9
                and (re.search(names, name, re.IGNORECASE))
            ):
                return str(name)
        return ""

    code = first(lambda text: _CODE.fullmatch(text) is not None)
    number = first(lambda text: _NUMBER.fullmatch(text) is not None, r"la|authority|code|number")
    name = first(lambda text: not _CODE.fullmatch(text) and not text[:1].isdigit(),
                 r"area.?name|authority|council|la.?name|geography|^area$|^name$")  # fmt: skip
    wide = period_columns(table.column_names)
    dated = r"period|year|time|quarter|month" + ("" if wide else "|date")
    period = first(lambda text: bool(period_columns([text])), dated)
    wide = {} if period else wide
    if not (code or number or name) or not (period or wide):
        return None
    return Layout(code, "" if code else number, name, period)


def without_repeats(frame: Frame) -> tuple[Frame, list[str]]:
    """Leave out rows that repeat another one for an area's other parent, and say how many."""
    names = [name for name in frame.texts if not _OF_PARENT.search(name)]
    rows = np.sort(frame.combined(names)[1])
    repeats = frame.rows - len(rows)
    if not repeats:
        return frame, []
    left_out = f"{repeats:,} row{'s repeat others' if repeats > 1 else ' repeats another'}"
    return frame.only(rows), [f"{frame.file}: {left_out}, for another area above it."]


def period_columns(header: Sequence[str]) -> dict[str, str]:
    """The columns whose names are periods, each with its label: 2019, 2019/20, 2018 - 20.

    Several columns may also begin with the same words, as “Value for 2023/24” does.
    """
    named = {name: name for name in header if is_period(name)}
    if named:
        return named
    parts = [(name, match) for name in header if (match := _BEFORE_YEAR.fullmatch(name))]
    labelled = {name: match["label"] for name, match in parts if is_period(match["label"])}
    begin = {match["words"] for name, match in parts if name in labelled}
    return labelled if len(begin) == 1 < len(labelled) and not any(map(is_rank, begin)) else {}


def words_of_periods(header: Sequence[str]) -> str:
    """The words that columns of periods begin with, as “Value for 2023/24” does; or ""."""
    for name, label in period_columns(header).items():
        return "" if name == label else name.removesuffix(label).strip(" _-:(")
    return ""


def status_column(texts: Mapping[str, Sequence[str]]) -> str:
    """The column that is named like a status and holds nothing else: Provisional, Revised, Final.

    Args:
        texts: the distinct texts of each column.
    """
    for name, values in texts.items():
        words = [value.strip().lower().strip("[]") for value in values]
        if _STATUS_NAMES.fullmatch(name) and any(words) and set(words) <= {"", *STATUSES}:
            return name
    return ""


def label_statuses(frame: Frame) -> Array | None:
    """The status of each row by the label of its period, as 2025 (p); None where none says it."""
    statuses = []
    for label in frame.texts["time_period"]:
        try:
            statuses.append(from_label(label, "financial")[1])
        except UnknownPeriod:  # is told as a fault of its own
            statuses.append("")
    return np.array(statuses, dtype=object)[frame.codes["time_period"]] if any(statuses) else None


def year_read(file: str, year: str, periods: Iterable[Period]) -> str:
    """Say which year the labels of a table are taken for, since they do not say it themselves."""
    period = max(periods, key=lambda p: p.end or date.min)
    if period.end is None:
        return f"{file}: the period {period.label} says no year."
    first = f"{printed_date(period.start.isoformat())} to " if period.start else ""
    by = "" if re.search("[A-Za-z]", period.label) else f" (`year` of the mapping: {year})"
    return f"{file}: {period.label} is read as {first}{printed_date(period.end.isoformat())}{by}."


def _stack(text_table: TextTable, columns: Mapping[str, str]) -> None:
    """Put columns of one period each under one another."""
    table = text_table.table
    if not columns:
        remedy = "No column of this table is named by a period (2025, 2024/25)."
        raise BadCatalogue([Problem(text_table.path.name, 1, "", "", remedy)])
    others = [name for name in table.column_names if name not in columns]
    parts = []
    for name, label in columns.items():
        period = pa.array([label] * table.num_rows, pa.string()).dictionary_encode()
        cells = {other: table.column(other) for other in others}
        parts.append(pa.table({**cells, "time_period": period, WIDE_VALUE: table.column(name)}))
    rows, row_of = table.num_rows, text_table.row_of
    text_table.table = pa.concat_tables(parts).combine_chunks().unify_dictionaries()
    text_table.row_of = lambda place: row_of(place % rows)


def _areas(
    table: pa.Table, layout: Layout, stored: StoredKeys
) -> tuple[pa.Array, dict[str, pa.Array]]:
    """The level of each row, and the columns of open data that name its area."""
    sources = {
        "code": layout.area_code,
        "number": layout.area_number,
        "name": layout.area_name,
    }
    texts = {
        kind: table.column(name).combine_chunks() if name else None
        for kind, name in sources.items()
    }
    lead = next(column for column in texts.values() if column is not None)
    kinds = dict(stored.area_kinds)
    kind_by_name = {stored.area_names[key].lower(): kind for key, kind in kinds.items()}

    def level(text: str) -> str:
        text = text.strip().upper() if layout.area_code else text.strip()
        if layout.area_code:
            key = stored.areas_by_code.get(text, "")
            return _LEVELS.get(kinds.get(key, ""), "") or level_of(text) or text[:3] or "no code"
        if layout.area_number:
            key = stored.areas_by_number.get(text.split(".")[0], "")
            return _LEVELS.get(kinds.get(key, ""), "Local authority")
        return _LEVELS.get(kind_by_name.get(text.lower(), "council"), "Local authority")

    levels = _mapped(lead, level)
    of_row = np.array(levels.to_pylist(), dtype=object)
    blank = np.ones(len(of_row), dtype=bool)
    for column in texts.values():
        if column is not None:
            blank &= np.array([not text.strip() for text in column.to_pylist()])
    if blank.any():
        of_row[blank] = NOWHERE
        levels = pa.array(of_row, pa.string()).dictionary_encode()
    columns: dict[str, pa.Array] = {}
    for of, (code, name) in _COLUMNS.items():
        here = of_row == of
        columns[code] = _where(texts["code"], here)
        columns[name] = _where(texts["name"], here)
    columns["old_la_code"] = _where(texts["number"], of_row == "Local authority")
    if not layout.area_code:
        columns |= _codes_by(stored, lead, of_row, by_number=bool(layout.area_number))
    return levels, columns


def _codes_by(
    stored: StoredKeys, lead: pa.Array, levels: np.ndarray, by_number: bool
) -> dict[str, pa.Array]:
    """The codes of England and the regions in a table that gives numbers or names alone."""
    code_of = {key: code for code, key in reversed(list(stored.areas_by_code.items()))}
    key_by_name = {name.lower(): key for key, name in stored.area_names.items()}

    def code(text: str) -> str:
        text = text.strip()
        key = (
            stored.areas_by_number.get(text.split(".")[0], "")
            if by_number
            else key_by_name.get(text.lower(), "")
        )
        return code_of.get(key, "")

    codes = _mapped(lead, code)
    return {
        "country_code": _where(codes, levels == "National"),
        "region_code": _where(codes, levels == "Regional"),
    }


def _mapped(column: pa.DictionaryArray, change: Callable[[str], str]) -> pa.DictionaryArray:
    """A column with each of its distinct texts changed."""
    texts = [change(text) for text in column.dictionary.to_pylist()]
    distinct = list(dict.fromkeys(texts))
    places = np.array([distinct.index(text) for text in texts], dtype=np.int32)
    indices = pa.array(places[column.indices.to_numpy()], pa.int32())
    return pa.DictionaryArray.from_arrays(indices, pa.array(distinct, pa.string()))


def _where(column: pa.DictionaryArray | None, here: np.ndarray) -> pa.DictionaryArray:
    """A column with its texts in some rows and no text in the others."""
    if column is None:
        empty = pa.array(np.zeros(len(here), dtype=np.int32))
        return pa.DictionaryArray.from_arrays(empty, pa.array([""], pa.string()))
    texts = ["", *column.dictionary.to_pylist()]
    indices = np.where(here, column.indices.to_numpy() + 1, 0).astype(np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(indices), pa.array(texts, pa.string()))

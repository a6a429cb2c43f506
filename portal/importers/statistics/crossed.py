"""Tables that run across the page: each council a column, or each year over several."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

import pyarrow as pa

from portal.importers.statistics.areas import words
from portal.importers.statistics.header_rows import is_period
from portal.importers.statistics.layouts import with_names_of_today
from portal.importers.statistics.mapping import WIDE_VALUE
from portal.importers.statistics.tables import TextTable, read_table

_CODE = re.compile(r"E[0-9]{8}")
CODE, AREA, PERIOD = "Area code", "Area", "Period"
_FEWEST = 2


def read_upright(path: Path, raw: bytes) -> TextTable:
    """Read a file as a table with a row for each area and period, however it is laid out.

    Raises:
        BadCatalogue: if the file is no table of text.
    """
    return with_names_of_today(upright(read_table(path, raw)))


def upright(text_table: TextTable) -> TextTable:
    """Put columns of one council or one period each under one another, and say so."""
    header = text_table.table.column_names
    split = {name: _parts(text_table.levels.get(name, (name,))) for name in header}
    across = [name for name in header if split[name][CODE] or split[name][AREA]]
    if len(across) >= _FEWEST and not _names_areas(text_table, set(header) - set(across)):
        # What stands right of a council is one too, or is told as an unknown one.
        columns = header[header.index(across[0]) :]
    else:
        columns = [n for n in header if split[n][PERIOD] and len(text_table.levels.get(n, ())) > 1]
        across = []
    keys = [name for name in header if name not in columns]
    made = [kind for kind in (CODE, AREA, PERIOD) if any(split[name][kind] for name in columns)]
    if len(columns) < _FEWEST or set(keys) & set(made):
        return text_table
    if across:
        for name in columns:
            if not (split[name][CODE] or split[name][AREA]):
                split[name] = {**split[name], AREA: split[name][WIDE_VALUE], WIDE_VALUE: ""}
    _stack(text_table, keys, {name: split[name] for name in columns})
    what = "a council" if across else "a year"
    text_table.notes.append(f"{text_table.path.name}: each column of {what} is read as rows of it.")
    return text_table


def _parts(levels: Sequence[str]) -> dict[str, str]:
    """Tell the texts over a column apart: the area, the period, the rest, which is measured."""
    parts = {CODE: "", AREA: "", PERIOD: "", WIDE_VALUE: ""}
    for text in levels:
        kind = (
            CODE
            if _CODE.fullmatch(text)
            else AREA
            if words(text) in _known_areas()
            else PERIOD
            if is_period(text)
            else WIDE_VALUE
        )
        parts[kind] = ", ".join(filter(None, (parts[kind], text)))
    return parts


@cache
def _known_areas() -> frozenset[frozenset[str]]:
    """The names of councils and regions, by the words that tell them apart."""
    text = (files("db") / "catalogue" / "taxonomy" / "councils.csv").read_text("utf-8")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return frozenset(words(row["name"]) for row in rows) - {frozenset()}


def is_area(name: str) -> bool:
    """Tell if a text is the code or the name of a council, a region or England."""
    return _CODE.fullmatch(name) is not None or words(name) in _known_areas()


def _names_areas(text_table: TextTable, columns: set[str]) -> bool:
    """Tell if a column holds areas, so that councils at the top are what they are held against."""
    for name in columns:
        texts = text_table.table.column(name).combine_chunks().dictionary.to_pylist()
        filled = [text.strip() for text in texts if text.strip()]
        if filled and sum(map(is_area, filled)) * 2 >= len(filled):
            return True
    return False


def _stack(
    text_table: TextTable, keys: Sequence[str], split: Mapping[str, Mapping[str, str]]
) -> None:
    table = text_table.table
    made = [kind for kind in (CODE, AREA, PERIOD) if any(part[kind] for part in split.values())]
    measures = list(dict.fromkeys(part[WIDE_VALUE] or WIDE_VALUE for part in split.values()))
    groups: dict[tuple[str, ...], dict[str, str]] = {}
    for name, part in split.items():
        group = groups.setdefault(tuple(part[kind] for kind in made), {})
        group[part[WIDE_VALUE] or WIDE_VALUE] = name

    def filled_with(text: str) -> pa.Array:
        return pa.array([text] * table.num_rows, pa.string()).dictionary_encode()

    parts = [
        pa.table(
            {
                **{key: table.column(key) for key in keys},
                **{kind: filled_with(text) for kind, text in zip(made, group, strict=True)},
                **{
                    measure: table.column(of[measure]) if measure in of else filled_with("")
                    for measure in measures
                },
            }
        )
        for group, of in groups.items()
    ]
    rows, row_of = table.num_rows, text_table.row_of
    text_table.table = pa.concat_tables(parts).combine_chunks().unify_dictionaries()
    text_table.row_of = lambda place: row_of(place % rows)

"""Drafting a mapping for an open-data file that nobody has described yet."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from portal.importers.statistics.cells import read_cells
from portal.importers.statistics.files import content, fail, read_table
from portal.importers.statistics.mapping import fit, keys_apart, slug
from portal.importers.statistics.open_data import NEEDED, STANDARD

# Places of other kinds that the department's files may name; the portal reads none of them.
_PLACES = (
    "pcon_code", "pcon_name", "lad_code", "lad_name", "ward_code", "ward_name", "la_code",
    "sch_urn", "school_name", "local_authority_selection_status",
)  # fmt: skip
_MOST_VALUES = 200


def describe(path: Path) -> str:
    """A mapping that takes every number of the file, with what an analyst must still say.

    A column whose texts are numbers and symbols is taken as an indicator; any other column that
    varies is a filter, and each combination of filters becomes an indicator of its own.

    Raises:
        BadCatalogue: if the file cannot be read, or is no open-data file.
    """
    table = read_table(path, content(path))
    missing = [name for name in NEEDED if name not in table.column_names]
    if missing:
        raise fail(path, f"This is no open-data file: it has no {', '.join(missing)}.")
    values: dict[str, int] = {}
    whole: list[str] = []
    filters: list[str] = []
    ignored: list[str] = []
    for name in table.column_names:
        if name in STANDARD:
            continue
        texts = table.column(name).combine_chunks().dictionary.to_pylist()
        cells = read_cells(texts)
        numbers = sum(cell is not None and cell.value is not None for cell in cells)
        good = sum(cell is not None for cell in cells)
        has_text = any(text.strip() for text in texts)
        if (numbers and good * 2 > len(cells)) or (good == len(cells) and has_text):
            values[name] = max(cell.decimals for cell in cells if cell)
            if numbers == len(cells) <= _MOST_VALUES and not values[name]:
                whole.append(name)
        elif len(texts) == 1 or name in _PLACES or len(texts) > _MOST_VALUES:
            ignored.append(name)
        else:
            filters.append(name)
    if not values:
        raise fail(path, "No column of this file holds numbers.")
    for name in _categories(table, filters, whole):
        del values[name]
        filters.append(name)
    braced = [name for name in filters if "{" in name or "}" in name]
    if braced:
        raise fail(path, f"Take the braces out of the name of the column {braced[0]}.", row=1)
    return _written(path.stem, values, filters, ignored)


def _categories(table: pa.Table, filters: Sequence[str], whole: Sequence[str]) -> list[str]:
    """Columns of whole numbers without which rows cannot be told apart: ages, school years.

    Filters stand before figures in these files, so that the first column that will do is taken.
    """
    key = [name for name in (*STANDARD, *filters) if name in table.column_names]

    def distinct(extra: Sequence[str]) -> int:
        return int(table.group_by([*key, *extra]).aggregate([]).num_rows)

    if not whole or distinct([]) == table.num_rows:
        return []
    alone = [name for name in whole if distinct([name]) == table.num_rows]
    if alone:
        return alone[:1]
    for count in range(2, len(whole)):
        if distinct(whole[:count]) == table.num_rows:
            return list(whole[:count])
    return []


def _written(stem: str, values: dict[str, int], filters: list[str], ignored: list[str]) -> str:
    title = stem.replace("_", " ").capitalize()
    document = fit(slug(stem) or "data", 60)
    keys = keys_apart(values)
    lines = [
        "# A draft by `portal import describe`. It loads as it is; before you publish, say what",
        "# each figure is: title, publisher, name, definition, population, polarity and why.",
        "[dataset]",
        f"document = {_quoted(document)}",
        f"title = {_quoted(title)}",
        'publisher = "Department for Education"',
        'licence = "Open Government Licence v3.0"',
        f"description = {_quoted(title)}",
        'published = ""  # as exact as known: 2025, 2025-11, 2025-11-20',
        f"columns = {_quoted([*values, *filters])}",
        f"ignore = {_quoted(ignored)}",
        'year = "financial"  # what a reporting year ends on: financial, academic, calendar,',
        "# september or january",
        'basis = "year"  # or snapshot, where the figures are of the year\'s last day',
        "counts_rounded_to = 0  # 5 or 10, where the publisher rounds counts",
    ]
    for name, decimals in values.items():
        lines += ["", *_indicator(f"{fit(document, 24)}-{keys[name]}", name, decimals, filters)]
    return "\n".join(lines) + "\n"


def _indicator(key: str, name: str, decimals: int, filters: list[str]) -> list[str]:
    marks = "".join(f"-{{{column}}}" for column in filters)
    shown = re.sub("[_{}]", " ", name).capitalize()
    placeholders = "".join(f", {{{column}}}" for column in filters)
    return [
        "[[indicators]]",
        f"indicator = {_quoted(key + marks)}",
        f"measure = {_quoted(key + marks)}  # or a measure of the portal",
        f"name = {_quoted(shown + placeholders)}",
        f"value = {_quoted(name)}",
        f"each = {_quoted(filters)}",
        f"unit = {_quoted(_unit(name))}  # percent, per_10k, count, days, gbp, ratio",
        f"decimals = {decimals}",
        'numerator = ""  # the column that the share is of, if there is one',
        'denominator = ""',
        f"definition = {_quoted(shown + placeholders)}",
        'population = ""',
        'area = ""  # an improvement area, e.g. looked-after',
        "themes = []",
        'polarity = "none"  # high or low where that is better, with the reason',
        'polarity_reason = "Nobody has said yet whether high or low is better"',
    ]


def _unit(name: str) -> str:
    words = name.lower().replace("-", "_").split("_")
    if {"percent", "percentage", "pct", "perc", "pc"} & set(words):
        return "percent"
    if "10000" in words or "10k" in words:
        return "per_10k"
    if {"rate", "ratio", "average", "mean", "score"} & set(words):
        return "ratio"
    return "count"


def _quoted(value: str | list[str]) -> str:
    """As TOML writes a text or a list of texts; JSON's way is the same."""
    return json.dumps(value, ensure_ascii=False)

"""Drafting a mapping for a table of statistics that nobody has described yet."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from portal.importers.statistics.areas import LEVELS, level_of
from portal.importers.statistics.cells import read_cells
from portal.importers.statistics.files import fail, sources
from portal.importers.statistics.frame import Array, CellColumn, Frame, cell_column, read_frame
from portal.importers.statistics.layouts import guess_layout, period_columns, status_column
from portal.importers.statistics.mapping import (
    NEEDED,
    STANDARD,
    WIDE_VALUE,
    Layout,
    fit,
    keys_apart,
    slug,
)
from portal.importers.statistics.metadata import ColumnNote, read_metadata
from portal.importers.statistics.tables import read_table
from portal.importers.statistics.units import (
    Share,
    guessed,
    in_pounds,
    is_account,
    is_limit,
    rounded_to,
    shares,
    unit_of,
)

_AREA = STANDARD[2:]
_SNAPSHOT = re.compile(
    r"(\b|_)(on|at|as at)[ _]?(the )?31(st)?[ _]?(march|mar)|\bat31|_at31|31[ _]march|snapshot"
    r"|\bon 31\b", re.IGNORECASE,
)  # fmt: skip
# Names of filters whose values are numbers.
_CATEGORY = re.compile(
    r"age|year|cohort|stage|week|month|decile|quintile|group|band", re.IGNORECASE
)
_MOST_CATEGORIES = 200
_MOST_SPLIT = 12
MANY = 1_000


@dataclass(frozen=True, slots=True)
class Draft:
    """A mapping as TOML, and how many indicators it makes of its file."""

    text: str
    indicators: int


@dataclass(slots=True)
class _Columns:
    """The columns of a file by what they hold."""

    values: dict[str, CellColumn] = field(default_factory=dict)
    filters: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    status: str = ""


def describe(path: Path) -> Draft:
    """A mapping that takes every number of a file, with what an analyst must still say.

    A column of numbers and symbols is an indicator; any other column by which rows differ is a
    filter, and each combination of filters becomes an indicator of its own.

    Raises:
        BadCatalogue: if the file cannot be read, or no column of areas or of numbers is in it.
    """
    tables = sources(path)
    if len(tables) > 1:
        names = ", ".join(source.path.name for source in tables[:10])
        raise fail(path, "This archive holds several tables; take one out of it.", value=names)
    text_table = read_table(tables[0].path, tables[0].raw).checked()
    path = text_table.path
    notes = read_metadata(path, tables[0].meta)
    header = text_table.table.column_names
    missing = [name for name in NEEDED if name not in header]
    layout = guess_layout(text_table) if missing else None
    if missing and layout is None:
        raise fail(
            path,
            f"This is no open-data file: it has no {', '.join(missing)}; and no column of it "
            "holds the codes of areas beside one of periods.",
        )
    frame = _shown(path, read_frame(text_table), layout)
    key = list(STANDARD) if layout is None else sorted(layout.columns)
    columns = _sorted_out(path, frame, key, notes, layout)
    braced = [name for name in columns.filters if "{" in name or "}" in name]
    if braced:
        remedy = f"Take the braces out of the name of the column {braced[0]}."
        raise fail(path, remedy, row=text_table.header_row)
    return _draft(path.stem, frame, key, columns, notes, layout)


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
) -> _Columns:
    """Tell indicators, filters and other columns of a file apart."""
    columns = _Columns()
    texts = {name: values for name, values in frame.texts.items() if name not in key}
    columns.status = status_column(texts)
    wide = period_columns(list(texts)) if layout and not layout.period else []
    mixed, text_columns = [], []
    for name, values in texts.items():
        if name == columns.status or name in wide:
            continue
        kind = notes[name].kind if name in notes else ""
        cells = read_cells(values)
        numbers = sum(cell is not None and cell.value is not None for cell in cells)
        good = sum(cell is not None for cell in cells)
        some_text = any(value.strip() for value in values)
        if kind == "filter" or not (numbers or (good == len(cells) and some_text)):
            text_columns.append(name)
        elif is_limit(name):
            columns.ignored.append(name)
        elif good == len(cells) or kind == "indicator":
            columns.values[name] = cell_column(cells, frame.codes[name])
        elif good * 2 > len(cells):
            mixed.append(name)
        else:
            text_columns.append(name)
    _choose_filters(frame, key, columns, text_columns, mixed)
    if wide:
        cells = [cell for name in wide for cell in read_cells(frame.texts[name])]
        columns.values = {WIDE_VALUE: cell_column(cells, np.arange(len(cells)))}
    if not columns.values:
        raise fail(path, "No column of this file holds numbers.")
    return columns


def _choose_filters(
    frame: Frame,
    key: Sequence[str],
    columns: _Columns,
    text_columns: Sequence[str],
    mixed: Sequence[str],
) -> None:
    """Take as filters the columns by which rows of one area and period differ, and no others."""
    apart, _first = frame.combined(key)

    def further(names: Sequence[str]) -> Array:
        codes = apart
        for name in names:
            both = codes * len(frame.texts[name]) + frame.codes[name]
            codes = np.unique(both, return_inverse=True)[1]
        return codes

    def distinct(names: Sequence[str]) -> int:
        return int(further(names).max(initial=-1)) + 1

    count = distinct([])
    for name in (*text_columns, *mixed):
        # A column with one value, or one that goes with the area, tells nothing apart.
        codes = further([name]) if count < frame.rows else apart
        more = int(codes.max(initial=-1)) + 1
        if more > count:
            columns.filters.append(name)
            apart, count = codes, more
        elif name in mixed:
            cells = read_cells(frame.texts[name])
            columns.values[name] = cell_column(cells, frame.codes[name])
        else:
            columns.ignored.append(name)
    if count == frame.rows:
        return
    whole = [
        name
        for name, column in columns.values.items()
        if not column.decimals and len(frame.texts[name]) <= _MOST_CATEGORIES
    ]
    for name in _categories(distinct, frame.rows, whole):
        del columns.values[name]
        columns.filters.append(name)


def _categories(
    distinct: Callable[[Sequence[str]], int], rows: int, whole: Sequence[str]
) -> list[str]:
    """Columns of whole numbers without which rows cannot be told apart: ages, school years.

    Filters stand before figures in these files, so that the first column that will do is taken.
    """
    named = sorted(whole, key=lambda name: not _CATEGORY.search(name))
    alone = [name for name in named if distinct([name]) == rows]
    if alone:
        return alone[:1]
    for count in range(2, len(whole)):
        if distinct(whole[:count]) == rows:
            return list(whole[:count])
    return []


@dataclass(frozen=True, slots=True)
class _Indicator:
    """One `[[indicators]]` table of a draft."""

    column: str
    decimals: int
    unit: str
    basis: str
    share: Share | None
    where: dict[str, str]
    each: list[str]


def _draft(
    stem: str,
    frame: Frame,
    key: Sequence[str],
    columns: _Columns,
    notes: Mapping[str, ColumnNote],
    layout: Layout | None,
) -> Draft:
    """Write the mapping: a data set, its layout, an indicator for each column of figures."""
    units = {
        name: unit_of(name, c.decimals, _note(notes, name).unit)
        for name, c in columns.values.items()
    }
    counts = [name for name, unit in units.items() if unit in ("count", "gbp", "days")]
    rates = [name for name, unit in units.items() if unit not in ("count", "gbp", "days")]
    base = rounded_to(columns.values, [name for name in counts if units[name] == "count"])
    explained: dict[str, Share] = {}
    if layout is None:
        explained = shares(frame, columns.values, counts, rates, key, columns.filters)
    if is_account(stem):
        units |= {name: "gbp" for name, unit in units.items() if in_pounds(name, unit)}
    split = _split_by(frame, columns.filters)
    of_a_day = any(all(map(_SNAPSHOT.search, frame.texts[name])) for name in columns.filters)
    indicators = []
    for name, column in columns.values.items():
        share = explained.get(name)
        unit = units[name]
        if share is not None and (not unit or (unit == "percent" and share.factor == 1)):
            unit = share.unit
        decimals = _note(notes, name).decimals
        for value in frame.texts[split] if split else ("",):
            shown = f"{name} {_note(notes, name).label} {value} {stem}"
            indicators.append(
                _Indicator(
                    column=name,
                    decimals=column.decimals if decimals is None else decimals,
                    unit=unit or guessed(name, column),
                    basis="snapshot" if of_a_day or _SNAPSHOT.search(shown) else "",
                    share=share if share and share.explains(unit) else None,
                    where={split: value} if split else {},
                    each=[f for f in columns.filters if f != split],
                )
            )
    combinations = {each: frame.combined(each)[0] for each in {tuple(i.each) for i in indicators}}
    number = sum(
        len(np.unique(combinations[tuple(indicator.each)][frame.mask(indicator.where)]))
        for indicator in indicators
    )
    return Draft(_written(stem, frame, columns, notes, layout, indicators, base, number), number)


def _note(notes: Mapping[str, ColumnNote], name: str) -> ColumnNote:
    return notes.get(name, ColumnNote())


def _split_by(frame: Frame, filters: Sequence[str]) -> str:
    """The filter of which some values, and not all, are of a year's last day, or ""."""
    for name in filters:
        values = frame.texts[name]
        snapshots = sum(_SNAPSHOT.search(value) is not None for value in values)
        if 0 < snapshots < len(values) <= _MOST_SPLIT:
            return name
    return ""


def _written(
    stem: str,
    frame: Frame,
    columns: _Columns,
    notes: Mapping[str, ColumnNote],
    layout: Layout | None,
    indicators: Sequence[_Indicator],
    base: int,
    number: int,
) -> str:
    title = stem.replace("_", " ").capitalize()
    document = fit(slug(stem) or "data", 60)
    values = [name for name in columns.values if layout is None or name != WIDE_VALUE]
    lines = [
        "# A draft by `portal import describe`. It loads as it is; before you publish, say what",
        "# each figure is: title, publisher, name, definition, population, polarity and why.",
        f"# It makes {number:,} indicator{'' if number == 1 else 's'} of this file.",
    ]
    if number > MANY:
        most = max(columns.filters, key=lambda name: len(frame.texts[name]))
        lines += [
            f"# That is many: the column {_quoted(most)} alone has {len(frame.texts[most]):,} "
            "values. To make fewer, take one value",
            "# of a filter by `where`, and take the filter out of `each` and of the key.",
        ]
    lines += [
        "[dataset]",
        f"document = {_quoted(document)}",
        f"title = {_quoted(title)}",
        'publisher = "Department for Education"',
        'licence = "Open Government Licence v3.0"',
        f"description = {_quoted(title)}",
        'published = ""  # as exact as known: 2025, 2025-11, 2025-11-20',
        f"columns = {_quoted([*values, *columns.filters])}",
        f"ignore = {_quoted(columns.ignored)}",
        f"status_column = {_quoted(columns.status)}",
        'year = "financial"  # what a reporting year ends on: financial, academic, calendar,',
        "# september or january",
        'basis = "year"  # or snapshot, where the figures are of the year\'s last day',
        f"counts_rounded_to = {base}  # 5 or 10, where the publisher rounds counts",
    ]
    if layout is not None:
        lines += ["", "[layout]  # the columns of areas and periods; no period: a column for each"]
        for name in ("area_code", "area_number", "area_name", "period"):
            lines.append(f"{name} = {_quoted(getattr(layout, name))}")
    keys = keys_apart(dict.fromkeys(i.column for i in indicators))
    splits = keys_apart(dict.fromkeys(v for i in indicators for v in i.where.values()))
    for indicator in indicators:
        marks = "".join(f"-{splits[value]}" for value in indicator.where.values())
        key = f"{fit(document, 24)}-{keys[indicator.column]}{marks}"
        label = _note(notes, indicator.column).label
        if layout is not None and indicator.column == WIDE_VALUE:
            label = title
        lines += ["", *_indicator(key, indicator, label)]
    return "\n".join(lines) + "\n"


def _indicator(key: str, indicator: _Indicator, label: str) -> list[str]:
    marks = "".join(f"-{{{column}}}" for column in indicator.each)
    shown = label or re.sub("[_{}]", " ", indicator.column).strip().capitalize()
    shown = re.sub("[{}]", " ", ", ".join([shown, *indicator.where.values()]))
    name = shown + "".join(f", {{{column}}}" for column in indicator.each)
    numerator, denominator = '""', '""'
    if indicator.share is not None:
        numerator, denominator = map(
            _quoted, (indicator.share.numerator, indicator.share.denominator)
        )
        if indicator.share.total is not None:
            column, value = map(_quoted, indicator.share.total)
            denominator = f"{{ column = {denominator}, where = {{ {column} = {value} }} }}"
    where = ", ".join(
        f"{_quoted(name)} = {_quoted(text)}" for name, text in indicator.where.items()
    )
    lines = [
        "[[indicators]]",
        f"indicator = {_quoted(key + marks)}",
        f"measure = {_quoted(key + marks)}  # or a measure of the portal",
        f"name = {_quoted(name)}",
        f"value = {_quoted(indicator.column)}",
        f"each = {_quoted(indicator.each)}",
        f"where = {{ {where} }}",
        f"unit = {_quoted(indicator.unit)}  # percent, per_10k, count, days, gbp, ratio",
        f"decimals = {indicator.decimals}",
        f"numerator = {numerator}  # the column that the share is of, if there is one",
        f"denominator = {denominator}",
        f"definition = {_quoted(name)}",
        'population = ""',
        'area = ""  # an improvement area, e.g. looked-after',
        "themes = []",
        'polarity = "none"  # high or low where that is better, with the reason',
        'polarity_reason = "Nobody has said yet whether high or low is better"',
    ]
    return lines + ([f"basis = {_quoted(indicator.basis)}"] if indicator.basis else [])


def _quoted(value: str | list[str]) -> str:
    """As TOML writes a text or a list of texts; JSON's way is the same."""
    return json.dumps(value, ensure_ascii=False)

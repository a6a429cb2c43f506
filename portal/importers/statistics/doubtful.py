"""Cells that can be read in two ways, or say what their indicator cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from portal.importers.statistics.cells import MONTHS, read_cell
from portal.importers.statistics.frame import Array, CellColumn
from portal.importers.statistics.mapping import Definition

_UNIT_NAMES = {"percent": "percent", "gbp": "pounds", MONTHS: "years and months"}
# What a person means for a figure, though it may be read in two ways or not at all: 12,5 and
# 1 080, a footnote behind the number, a bracket for less than nothing, an error of a spreadsheet.
_FIGURE = re.compile(
    r"[(£$€+-]*\s*(\d{1,3}([ .,\u00a0\u202f']\d{3})+|\d+)([.,]\d+)?\s*(%|k|m|bn|million)?\)?"
    r"\s*(\*+|†|‡|\[[^\]]*\]|\([^)]*\))*"
    r"|#(n/a|div/0!|ref!|value!|name\?|num!|null!)|null|nan",
    re.IGNORECASE | re.ASCII,
)
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(\.\d{3})+", re.ASCII)
_PLAIN = re.compile(r"-?\d{1,3}", re.ASCII)
# Numbers that may lie below nothing.
_SIGNED = re.compile(r"change|differ|\bnet\b|_net|net_|balance|gap|growth|residual|migration", re.I)
# 1.2E+05: a spreadsheet has left out the other digits.
_SHORTENED = re.compile(r"-?\d(\.(?P<decimals>\d+))?[eE]\+?(?P<power>\d+)", re.ASCII)
_GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+", re.ASCII)
# Numbers that people write where there is none.
_FEWEST, _FAR, _ENOUGH = 3, 5, 5
_SENTINEL = re.compile(r"-9{2,5}(\.0*)?", re.ASCII)
_NINES = re.compile(r"9{4,}(\.0*)?", re.ASCII)


def looks_like_figures(texts: Sequence[str]) -> bool:
    """Tell if most texts of a column are meant for figures, though they cannot all be read."""
    filled = [text for text in texts if text.strip()]
    meant = sum(bool(_FIGURE.fullmatch(text)) or read_cell(text) is not None for text in filled)
    return bool(filled) and meant * 2 >= len(filled)


def thousands_by_points(texts: Sequence[str]) -> set[str]:
    """The texts of a column that may be 1,080 written as 1.080.

    They are where every point stands before three digits and no number without one reaches a
    thousand.
    """
    pointed = {text for text in texts if "." in text and read_cell(text) is not None}
    pointed = {text for text in pointed if any(sign.isdigit() for sign in text)}
    plain = {text for text in texts if _PLAIN.fullmatch(text) and text.strip("-0")}
    longer = any(re.fullmatch(r"-?\d{4,}", text, re.ASCII) for text in texts)
    every = all(_THOUSANDS.fullmatch(text) for text in pointed)
    return pointed if pointed and plain and every and not longer else set()


def doubtful_cells(
    definition: Definition, texts: Sequence[str], codes: Array, mask: Array, column: CellColumn
) -> Iterator[tuple[int, str]]:
    """Each row whose cell must not be taken as it stands, and what to do.

    Args:
        definition: the indicator.
        texts: the distinct texts of its column.
        codes: the text of each row.
        mask: its rows.
        column: what the cells say.
    """
    used = np.flatnonzero(mask)
    if column.units is not None:
        yield from _of_another_unit(definition, mask, column, column.units)
    if definition.unit in ("count", "gbp"):
        pointed = thousands_by_points([texts[code] for code in np.unique(codes[used])])
        for row in used[np.isin(codes[used], [texts.index(text) for text in pointed])].tolist():
            shown = texts[codes[row]]
            whole = f"{int(shown.replace('.', '')):,}"
            yield (
                row,
                f"Is this {whole}, or {shown} with decimals? Other cells of the column have no "
                f"point; write {whole.replace(',', '')}.",
            )
    for code in np.unique(codes[used]).tolist():
        remedy = _misprinted(texts[code], definition.unit)
        if remedy:
            yield from ((row, remedy) for row in used[codes[used] == code].tolist())
    yield from _nines(texts, codes, used, column)
    if definition.unit == "percent":
        yield from _no_percentages(used, column)
        yield from _shares_of_one(texts, codes, used, column)
    signed = _SIGNED.search(f"{definition.value} {definition.name}") is not None
    for row in used[column.values[used] < 0].tolist():
        sentinel = _SENTINEL.fullmatch(texts[codes[row]]) is not None and definition.unit != "gbp"
        if sentinel or (definition.unit == "count" and not signed):
            yield (
                row,
                "A number below zero stands where none can be; where there is no figure, write a "
                "symbol (z, x, c) or leave the cell empty.",
            )


def _no_percentages(used: Array, column: CellColumn) -> Iterator[tuple[int, str]]:
    """Each row with a number far above 100 where all others of the column are percentages."""
    values = column.values[used]
    others = values[~(values > 100)]
    largest = np.nanmax(others, initial=0)
    far = used[values > _FAR * 100]
    if len(far) * 10 <= len(values) and largest > 1:
        for row in far.tolist():
            yield (
                row,
                f"No other figure of this column is above {largest:,.10g}%: is this one a number "
                "of another column, or is its point missing?",
            )


def _shares_of_one(
    texts: Sequence[str], codes: Array, used: Array, column: CellColumn
) -> Iterator[tuple[int, str]]:
    """Each row with 0.177 in a column of percentages that are printed as 17.7.

    It has two decimals more than any figure above one, as a share of one has that was rounded
    like a percentage; a small percentage has as many as the others.
    """
    values = column.values[used]
    above = values > 1
    if above.sum() < _ENOUGH or above.sum() * 2 <= (values > 0).sum():
        return
    cells = {code: read_cell(texts[code]) for code in np.unique(codes[used]).tolist()}
    printed = np.array([getattr(cells[code], "decimals", 0) for code in codes[used].tolist()])
    usual = int(printed[above].max())
    for row in used[(values > 0) & (values < 1) & (printed >= usual + 2)].tolist():
        value = float(column.values[row])
        yield (
            row,
            f"The other figures of this column are percentages with {usual} decimals: is this "
            f"{value * 100:.6g}% or {value:.6g}%? Write it like the others.",
        )


def _nines(
    texts: Sequence[str], codes: Array, used: Array, column: CellColumn
) -> Iterator[tuple[int, str]]:
    """Each row with 99999 where no other figure comes near: it stands for none."""
    nines = [code for code in np.unique(codes[used]).tolist() if _NINES.fullmatch(texts[code])]
    if nines:
        others = column.values[used[~np.isin(codes[used], nines)]]
        largest = np.nanmax(others, initial=0)
        for row in used[np.isin(codes[used], nines)].tolist():
            if column.values[row] > _FAR * largest:
                yield (
                    row,
                    f"No other figure is above {largest:,.10g}: where there is no figure, write a "
                    "symbol (z, x, c) or leave the cell empty.",
                )


def remarks(definition: Definition, mask: Array, column: CellColumn) -> Iterator[str]:
    """Each thing that is assumed of an indicator's cells, in words."""
    months = 0 if column.units is None else int((mask & (column.units == MONTHS)).sum())
    if months and definition.unit_text == MONTHS:
        yield f"{months:,} cells such as 01:10 are read as years and months, 22 months"
    values = column.values[mask & (column.values > 0)]
    above = values[values > 100] if definition.unit == "percent" else values[:0]
    if 0 < len(above) * 2 < len(values):
        many = len(above) > 1
        yield (
            f"{len(above):,} figure{'s are' if many else ' is'} above 100%, up to "
            f"{above.max():.5g}%: look whether a point is missing"
        )
    alone = definition.unit == "percent" and definition.numerator is None
    if alone and len(values) >= _FEWEST and values.max() <= 1 and (values < 1).any():
        yield (
            f"no figure is above 1; they are read as percentages, {values.max():.3g}%, not as "
            "shares of one"
        )


def _misprinted(text: str, unit: str) -> str:
    """The remedy for a number that a spreadsheet has shortened, or that no percentage can be."""
    shortened = _SHORTENED.fullmatch(text)
    if shortened and int(shortened["power"]) > len(shortened["decimals"] or ""):
        return "The spreadsheet has shortened this number; show all its digits and save it anew."
    if unit == "percent" and _GROUPED.fullmatch(text):
        shown = text.replace(",", ".", 1)
        return f"No percentage has thousands; if this is {shown}, write a point."
    return ""


def _of_another_unit(
    definition: Definition, mask: Array, column: CellColumn, units: Array
) -> Iterator[tuple[int, str]]:
    unit = definition.unit_text if definition.unit == "ratio" else definition.unit
    for row in np.flatnonzero(mask & (units != "") & (units != unit)).tolist():
        yield (
            row,
            f"The cell is in {_UNIT_NAMES[units[row]]} and its indicator is not; correct "
            "the cell, or the unit in the mapping.",
        )
    if unit != "percent" or not (mask & (units == "percent")).any():
        return
    size = np.abs(column.values)
    for row in np.flatnonzero(mask & (units == "") & (size > 0) & (size <= 1)).tolist():
        value = float(column.values[row])
        yield (
            row,
            f"Other cells of this column have a %, this has none: is it {value * 100:.6g}% or "
            f"{value:.6g}%? Write the sign.",
        )

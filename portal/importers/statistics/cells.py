"""The content of a cell of a statistics file: a number, or a symbol for why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from portal.domain.periods import STATUSES

# DOMAIN.md, section 4; a bare dash or an empty cell gives no reason.
SYMBOLS = {
    "z": "z",
    "x": "x",
    "c": "c",
    "low": "low",
    "k": "k",
    "u": "u",
    "-": "missing",
    "": "missing",
}
_NUMBER = re.compile(
    r"(?P<number>[+-]?(\d{1,3}(,\d{3})+|\d+)(\.(?P<decimals>\d+))?([eE][+-]?\d+)?|-?\.(?P<part>\d+))"
    r"\s*(\[(?P<marked>[per])\]|(?P<status>[per]))?",
    re.ASCII,
)
_IN_BRACKETS = re.compile(r"\[([a-z]+)\]")
REMEDY = (
    "Neither a number nor one of the symbols z, x, c, low, k, u, -; correct the cell, or ask "
    "the publisher."
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's meaning; `value` and `symbol` exclude one another."""

    value: float | None
    symbol: str
    status: str = ""
    decimals: int = 0


def read_cell(text: str) -> Cell | None:
    """The meaning of a cell, or None where it has none."""
    shown = text.strip()
    bare = shown.lower()
    marked = _IN_BRACKETS.fullmatch(bare)  # spreadsheets of the statistical service write [c]
    symbol = SYMBOLS.get(marked[1] if marked else bare)
    if symbol is not None:
        return Cell(None, symbol)
    match = _NUMBER.fullmatch(shown)
    if match is None:
        return None
    value = float(match["number"].replace(",", ""))
    if value in (float("inf"), float("-inf")):
        return None
    status = STATUSES.get(match["marked"] or match["status"] or "", "")
    return Cell(value, "", status, len(match["decimals"] or match["part"] or ""))


def read_cells(texts: Iterable[str]) -> list[Cell | None]:
    """The meaning of every distinct text of a column."""
    return [read_cell(text) for text in texts]

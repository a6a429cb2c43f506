"""The content of a cell of a statistics file: a number, or a symbol for why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.domain.periods import STATUSES

# The symbols of the department; a bare dash or an empty cell gives no reason.
SYMBOLS = {
    "z": "z",
    "x": "x",
    "c": "c",
    "low": "low",
    "k": "k",
    "u": "u",
    "-": "missing",
    "–": "missing",
    "—": "missing",
    "": "missing",
}
# Signs of other publishers, each with the department's symbol that it is taken for.
SIGNS = {
    ":": "x",
    "..": "x",
    "[w]": "x",
    "not available": "x",
    ".": "z",
    "n/a": "z",
    "not applicable": "z",
    "*": "c",
    "suppressed": "c",
    "~": "low",
    "na": "missing",
}
MEANINGS = {
    "z": "not applicable",
    "x": "unavailable",
    "c": "confidential",
    "low": "rounds to zero but is not",
    "missing": "missing without a reason",
}
# A bound stands for a number that is withheld; below one, for a number that rounds to zero.
_BOUND = re.compile(r"([<>≤≥]|(less|fewer) than) ?(?P<number>\d+(\.\d+)?)%?", re.ASCII)
# Years and months, as the department writes the time between stages of adoption: 01:10.
_YEARS_MONTHS = re.compile(r"(?P<years>[0-9]{2}):(?P<months>0[0-9]|1[01])")
MONTHS = "months"
_NUMBER = re.compile(
    r"(?P<pounds>£ ?)?(?P<number>[+-]?(\d{1,3}(,\d{3})+|\d+)(\.(?P<decimals>\d+))?([eE][+-]?\d+)?"
    r"|-?\.(?P<part>\d+))"
    r"(?P<percent> ?%)?\s*(\[(?P<marked>[per])\]|(?P<status>[per]))?",
    re.ASCII,
)
# Most cells by far; a file has tens of thousands of distinct ones.
_PLAIN = re.compile(r"-?[0-9]{1,12}(\.(?P<decimals>[0-9]{1,15}))?")
_IN_BRACKETS = re.compile(r"\[([a-z]+)\]")
_REMEDY = (
    "Neither a number nor one of the symbols z, x, c, low, k, u, -; correct the cell, or ask "
    "the publisher."
)
_DECIMAL_COMMA = re.compile(r"-?\d+,\d+%?", re.ASCII)
_SPACED = re.compile(r"-?\d{1,3}([ \u00a0\u202f']\d{3})+(\.\d+)?%?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's meaning; `value` and `symbol` exclude one another.

    `unit` is the unit that the cell itself names, `assumed` marks a sign that another publisher
    may use otherwise.
    """

    value: float | None
    symbol: str
    status: str = ""
    decimals: int = 0
    unit: str = ""
    assumed: bool = False


def read_cell(text: str, signs: Mapping[str, str] = SIGNS) -> Cell | None:
    """The meaning of a cell, or None where it has none."""
    if text not in signs:
        plain = _PLAIN.fullmatch(text)
        if plain:
            return Cell(float(text), "", "", len(plain["decimals"] or ""))
    # A spreadsheet writes an apostrophe before a number that it keeps as text.
    shown = re.sub(r"^'(?=[0-9£-])", "", text.strip()).replace("−", "-")
    bare = shown.lower()
    if bare in signs:
        return Cell(None, signs[bare], assumed=True)
    marked = _IN_BRACKETS.fullmatch(bare)  # spreadsheets of the statistical service write [c]
    symbol = SYMBOLS.get(marked[1] if marked else bare)
    if symbol is not None:
        return Cell(None, symbol)
    bound = _BOUND.fullmatch(bare)
    if bound is not None:
        below_one = shown[0] not in ">≥" and float(bound["number"]) < 1
        return Cell(None, "low" if below_one else "c", assumed=True)
    time = _YEARS_MONTHS.fullmatch(shown)
    if time is not None:
        return Cell(12.0 * int(time["years"]) + int(time["months"]), "", unit=MONTHS)
    match = _NUMBER.fullmatch(shown)
    if match is None or (match["pounds"] and match["percent"]):
        return None
    value = float(match["number"].replace(",", ""))
    if value in (float("inf"), float("-inf")):
        return None
    status = STATUSES.get(match["marked"] or match["status"] or "", "")
    unit = "gbp" if match["pounds"] else "percent" if match["percent"] else ""
    return Cell(value, "", status, len(match["decimals"] or match["part"] or ""), unit)


def cell_remedy(text: str) -> str:
    """The remedy for a cell that has no meaning."""
    if text.startswith("#"):
        return "The spreadsheet could not work this cell out; leave it empty, or use a symbol."
    if _DECIMAL_COMMA.fullmatch(text):
        shown = text.replace(",", ".")
        return f"If this is {shown}, write a point; else correct the cell, or ask the publisher."
    if _SPACED.fullmatch(text):
        return f"Write the number without spaces: {re.sub('[^0-9.%-]', '', text)}."
    return _REMEDY


def read_cells(texts: Iterable[str], signs: Mapping[str, str] = SIGNS) -> list[Cell | None]:
    """The meaning of every distinct text of a column."""
    return [read_cell(text, signs) for text in texts]

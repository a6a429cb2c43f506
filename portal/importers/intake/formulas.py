"""Find formulas that fetch or start something, and those whose results a workbook does not keep."""

from __future__ import annotations

import re
from html import unescape

from portal.importers.intake.paper import Paper, RefusedPaper, Table

_FORMULA = re.compile(rb"<(?:\w+:)?f(?:\s[^<>]*)?>([^<]+)")
_UNSAVED = re.compile(
    rb"<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>"
)
_WORDS = re.compile(r'"[^"]*"')
# A program that is asked (DDE), a function that fetches, a cell of another workbook.
_ASKS = r"\w['\"]?\|[^!]*!"
_FETCHES = r"\b(?:WEBSERVICE|IMAGE|RTD|CALL|REGISTER(?:\.ID)?|EXEC|IMPORT[A-Z]+)\s*\("
_ELSEWHERE = r"\[[^\[\]]+\.xl\w+\]|(?<![\w\]])\[\d+\][^\[\]!]*!"
_OUTWARD = re.compile(f"{_ASKS}|{_FETCHES}|{_ELSEWHERE}", re.IGNORECASE)
# Text that a spreadsheet would take for a function or for a program to ask.
_TYPED = re.compile(r"\s*(?:=[+\-\s]*[A-Z_.][\w.]*\(|[=@+\-]\s*\w+\|[^!\n]*!\w)", re.IGNORECASE)
_MOST_SHOWN = 60
_AS_VALUES = (
    "select all cells, copy them, choose Paste Special, Values, then save it and give it again"
)
NOT_SAVED = (
    "some cells hold formulas whose results the file does not keep, so they are empty here; open "
    "it in Excel, save it and read it again"
)


def refuse_outward(part: bytes, place: str) -> None:
    """Refuse a part of a sheet's XML where a formula would fetch or start something.

    Raises:
        RefusedPaper: with the first of them.
    """
    for match in _FORMULA.finditer(part):
        formula = unescape(match[1].decode("utf-8", "replace"))
        if _OUTWARD.search(_WORDS.sub('""', formula)):
            raise RefusedPaper(
                f"{place} holds a formula that fetches or starts something outside it "
                f"(={formula[:_MOST_SHOWN]}); {_AS_VALUES}"
            )


def has_unsaved(part: bytes) -> bool:
    """Tell if a part of a sheet's XML has a formula without a result."""
    return _UNSAVED.search(part) is not None


def refuse_typed(paper: Paper) -> None:
    """Refuse a paper where a cell's text would be a formula in the next spreadsheet.

    Raises:
        RefusedPaper: with the first of them.
    """
    for block in paper.blocks:
        for row in block.rows if isinstance(block, Table) else ():
            for text in row.texts:
                if _TYPED.match(text):
                    raise RefusedPaper(
                        f"{row.place} holds a formula as text ({text[:_MOST_SHOWN]}); write there "
                        "what the cell is to say, save it and give it again"
                    )

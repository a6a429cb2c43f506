"""The template of a council's return: a workbook of the portal's lead measures, to be filled in."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date

import xlsxwriter

from portal.domain.shared import Definition
from portal.importers.council_returns.periods import BASES, newest_quarter
from portal.importers.council_returns.rows import TEMPLATE_COLUMNS

_WIDTHS = {"measure": 30, "name": 60, "note": 40, "basis": 24, "unit": 14, "council": 18}
_HELP = (
    ("council", "The council that the return is of. A row of another council is refused."),
    (
        "measure",
        "The portal's key of the measure; leave it as it is. Rows may be added or deleted.",
    ),
    ("unit", "The unit that the value must have."),
    ("period", "A quarter of a financial year, as Q1 2026/27 (April to June 2026)."),
    ("basis", f"How it counts: {', '.join(words[0] for words in BASES.values())}."),
    (
        "value",
        "A number; or c (confidential), x (not available), z (not applicable). A percentage is "
        "written as 61.5 or 61.5%. Rows without a value and counts are left out.",
    ),
    ("numerator", "The count above the line, such as 89 of 122. May stay empty."),
    ("denominator", "The count below the line. May stay empty."),
    ("note", "For your partners; it is not published. Name no people."),
)


def write_template(council: str, definitions: Iterable[Definition], today: date) -> bytes:
    """Write the workbook of a council, for the quarter that ended last."""
    content, quarter = io.BytesIO(), newest_quarter(today)
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False})
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    sheet = book.add_worksheet("Return")
    sheet.write_row(0, 0, TEMPLATE_COLUMNS, bold)
    for at, column in enumerate(TEMPLATE_COLUMNS):
        sheet.set_column(at, at, _WIDTHS.get(column, 12))
    for line, one_of in enumerate(definitions, start=1):
        filled = {
            "council": council,
            "measure": one_of.measure,
            "name": one_of.name,
            "unit": one_of.unit_words,
            "period": quarter,
            "basis": BASES["snapshot" if one_of.basis == "snapshot" else "quarter"][0],
        }
        for at, column in enumerate(TEMPLATE_COLUMNS):
            sheet.write_string(line, at, filled.get(column, ""))
    sheet.freeze_panes(1, 2)
    words = book.add_worksheet("How to fill it in")
    words.set_column(0, 0, 16)
    words.set_column(1, 1, 90)
    for line, (column, text) in enumerate(_HELP):
        words.write_string(line, 0, column, bold)
        words.write_string(line, 1, text, wrap)
    book.close()
    return content.getvalue()

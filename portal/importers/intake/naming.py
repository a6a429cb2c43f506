"""Tell which of the texts above a table's header names the item of its actions."""

from __future__ import annotations

import re

from portal.importers.intake.columns import Columns
from portal.importers.intake.dates import day_in
from portal.importers.intake.peers import style
from portal.importers.intake.refs import is_numbered_item
from portal.importers.intake.tables import TableRows

_SHORT_REF = 8
# Titles of papers and of their parts, which name no item.
GENERIC = re.compile(
    r"^\W*(?:the )?(?:\w+['’]?s? )*(?:plan|actions?|tracker|log|appendix(?: \w+)?|introduction"
    r"|document control|contents|sheet\d*|table|summary|dashboard|progress|report|update|council)\b"
    r"[\s\d:–-]*(?:20\d\d.*)?$",
    re.IGNORECASE,
)


def first_banner(rows: TableRows) -> str:
    """The row right above a header that looks as the banners below do."""
    banners = [body.row.filled[0] for body in rows.bodies if body.role == "banner"]
    last = rows.titles[-1] if rows.titles else None
    if last is None or len(last.filled) != 1 or not banners:
        return ""
    cell = last.filled[0]
    return cell.text if style(cell) == style(banners[0]) and (cell.bold or cell.fill) else ""


def naming(rows: TableRows) -> str:
    """The row above a table's header that names its item: one with a number before others.

    A label with its value beside it (`Accountable officer`, `Head of A`) says something of the
    item, and is not its name.
    """
    names = [
        " ".join(cell.text for cell in row.filled)
        for row in rows.titles
        if len(row.filled) == 1 or (len(row.filled) == 2 and len(row.filled[0].text) < _SHORT_REF)
    ]
    names = [name for name in names if _names_items(name, rows.columns)]
    numbered = [name for name in names if is_numbered_item(name)]
    return (numbered or names or [""])[-1]


def _names_items(title: str, columns: Columns | None) -> bool:
    """Tell if a row above a table's header names the item, or the section, of its actions."""
    if is_numbered_item(title):
        return True
    has_items = columns is not None and {"item", "theme"} & set(columns.kinds)
    about_paper = GENERIC.match(title) or re.search(r"\bcouncil\b|\bposition\b|:", title, re.I)
    return not has_items and not about_paper and day_in(title) is None

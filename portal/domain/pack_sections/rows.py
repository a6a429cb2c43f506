"""Rows of a long list as pages of tables, each named by what stands on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from portal.domain.pack_model import Page, Table

# Rows that stand on a slide, most of them on one line.
A_PAGE = 15


def in_pages(
    what: str, table: Table, link: str, link_text: str, *, a_page: int = A_PAGE
) -> list[Page]:
    """Cut a table into pages; the later ones go to the annex sooner.

    Args:
        what: names the rows, in a page's title: `Councils by rank`.
        table: with all rows; its caption stands on every page.
    """
    rows: Sequence[tuple[object, ...]] = table.rows
    pages = []
    for place, start in enumerate(range(0, len(rows), a_page), start=1):
        shown = table.rows[start : start + a_page]
        title = f"{what} {start + 1} to {start + len(shown)} of {len(rows)}"
        if len(rows) <= a_page:
            title = f"{what}: {len(rows)}"
        cut = replace(table, rows=shown, bare=True)
        pages.append(Page(title, (cut,), link=link, link_text=link_text, weight=place))
    return pages

"""The list of councils as a pack: those with plans, and how many there are in each region."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from portal.domain.formatting import plural
from portal.domain.pack_model import Page, Part, Table
from portal.domain.pack_sections.rows import in_pages
from portal.domain.table_rows import TableRow

TITLE = "Councils in the portal"
_LINK = "The councils in the portal"
_SOURCE = "The plans that are loaded, and the official list of councils"


def every_council(rows: Sequence[TableRow], link: str) -> Part:
    """Build the part.

    Args:
        rows: of the list of councils, those with plans first.
    """
    with_plans = [row for row in rows if row["plans"]]
    regions = Counter(str(row["region"] or "No region") for row in rows)
    table = Table(
        "Councils by region",
        ("Region", "Councils", "With plans"),
        rows=tuple(
            (name, count, sum(str(row["region"] or "No region") == name for row in with_plans))
            for name, count in sorted(regions.items())
        ),
        widths=(4, 1.2, 1.2),
        numeric=(1, 2),
        source=_SOURCE,
    )
    title = f"{plural(len(rows), 'council')}, {len(with_plans)} of them with plans"
    pages = [Page(title, (table,), link=link, link_text=_LINK)]
    listed = Table(
        "Plans, items and actions of each council",
        ("Council", "Region", "Plans", "Items", "Actions"),
        rows=tuple(
            (
                str(row["council"]),
                str(row["region"] or "No region"),
                *(int(str(row[name])) for name in ("plans", "items", "actions")),
            )
            for row in with_plans
        ),
        widths=(4, 3, 1, 1, 1),
        numeric=(2, 3, 4),
        source=_SOURCE,
    )
    pages += in_pages("Councils with plans", listed, link, _LINK) if with_plans else []
    return Part("councils", TITLE, pages=tuple(pages))

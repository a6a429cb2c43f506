"""Counting rows by council, improvement area and theme."""

from __future__ import annotations

from sqlalchemy import func, literal, select, union_all

from db.models import Council, ImprovementArea, Theme, Themed
from db.queries.columns import AREA, COUNCIL
from db.queries.rows import AnySelect, Reader, Rows


def count_by_theme(session: Reader, model: type[Themed], chosen: AnySelect) -> Rows:
    """Count some rows: `council`, `area`, `theme`, `rows`; the theme "" counts all of a place.

    Args:
        chosen: selects their `id`, `council_id` and `area_id`.
    """
    rows, links, number = chosen.cte("chosen"), model.theme_links, func.count().label("rows")
    place = (rows.c.council_id, rows.c.area_id)
    counts = union_all(
        select(*place, literal("").label("theme"), number).group_by(*place),
        select(*place, Theme.key, number)
        .join(links, model.theme_owner() == rows.c.id)
        .join(Theme, links.c.theme_id == Theme.id)
        .group_by(*place, Theme.key),
    ).subquery()
    query = (
        select(
            COUNCIL,
            AREA,
            counts.c.theme,
            counts.c.rows,
        )
        .join(Council, counts.c.council_id == Council.id)
        .outerjoin(ImprovementArea, counts.c.area_id == ImprovementArea.id)
    )
    return session.execute(query).all()

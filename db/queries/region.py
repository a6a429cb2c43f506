"""Questions about the region whose portal it is."""

from __future__ import annotations

from sqlalchemy import select

from db.models import Region
from db.queries.columns import picked
from db.queries.rows import AnyRow, Reader


def region(session: Reader) -> AnyRow | None:
    """Name, welcome, councils and the logo's hash; None where nobody has said anything."""
    query = select(*picked(Region, "name welcome councils logo_hash"))
    return session.execute(query).one_or_none()


def logo(session: Reader) -> bytes | None:
    """The logo, as a PNG picture."""
    return session.execute(select(Region.logo)).scalar_one_or_none()

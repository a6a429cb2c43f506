"""Questions about the region whose portal it is."""

from __future__ import annotations

from sqlalchemy import select

from db.models import PackTemplate, Region
from db.queries.columns import picked
from db.queries.rows import AnyRow, Reader


def region(session: Reader) -> AnyRow | None:
    """Name, welcome, councils and the logo's hash; None where nobody has said anything."""
    query = select(*picked(Region, "name welcome councils logo_hash"))
    return session.execute(query).one_or_none()


def templates(session: Reader) -> list[AnyRow]:
    """The region's own templates of packs, without their content."""
    query = select(*picked(PackTemplate, "kind file set_at")).order_by(PackTemplate.kind)
    return list(session.execute(query))


def template(session: Reader, kind: str) -> bytes | None:
    """The content of a region's template of a kind."""
    query = select(PackTemplate.content).where(PackTemplate.kind == kind)
    return session.execute(query).scalar_one_or_none()


def logo(session: Reader) -> bytes | None:
    """The logo, as a PNG picture."""
    return session.execute(select(Region.logo)).scalar_one_or_none()

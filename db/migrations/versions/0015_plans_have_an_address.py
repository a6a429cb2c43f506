"""Links to the plans lead to their new address; they were the front page before."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_LINKS = ("visit_evidence", "partner_notes")


def upgrade() -> None:
    _move("/", "/plans")


def downgrade() -> None:
    _move("/plans", "/")


def _move(former: str, address: str) -> None:
    """Put one path in the place of another in links, with their query and place on the page."""
    for name in _LINKS:
        table = sa.table(name, sa.column("link", sa.String))
        rest = sa.func.substr(table.c.link, len(former) + 1)
        moved = sa.or_(
            table.c.link == former,
            table.c.link.startswith(f"{former}?", autoescape=True),
            table.c.link.startswith(f"{former}#", autoescape=True),
        )
        op.execute(sa.update(table).where(moved).values(link=sa.literal(address).concat(rest)))

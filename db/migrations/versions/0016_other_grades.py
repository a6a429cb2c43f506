"""Grades of inspections as other sources than the one shown give them, such as overview tables."""

import sqlalchemy as sa
from alembic import op

from db.migrations.tables import drop_tables, make_tables

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# It says how the inspection of 2010 was graded, which rules of findings read from now on.
FOLDER = "torbay-2012-report-card-and-adoption-review"


def upgrade() -> None:
    make_tables(revision)
    documents = sa.table("documents", sa.column("due", sa.Boolean), sa.column("key"))
    op.execute(sa.update(documents).where(documents.c.key == FOLDER).values(due=True))


def downgrade() -> None:
    drop_tables(revision)

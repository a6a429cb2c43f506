"""Which items of plans answer which recommendations; their folder is to be loaded again."""

import sqlalchemy as sa
from alembic import op

from db.migrations.tables import drop_tables, make_tables

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# The folder of the catalogue that says what answers what.
FOLDER = "plymouth-2015-draft-improvement-plan"


def upgrade() -> None:
    make_tables(revision)
    documents = sa.table("documents", sa.column("due", sa.Boolean), sa.column("key"))
    op.execute(sa.update(documents).where(documents.c.key == FOLDER).values(due=True))


def downgrade() -> None:
    drop_tables(revision)

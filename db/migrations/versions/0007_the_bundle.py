"""Lead measures of themes, releases of data sets, and which imports came from the bundle."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TEXTS = (("themes", "lead_measures"), ("documents", "release"))


def upgrade() -> None:
    for table, name in TEXTS:
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column(name, existing_type=sa.Text(), server_default=None)
    op.add_column("imports", sa.Column("edition", sa.SmallInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("imports", "edition")
    for table, name in TEXTS:
        op.drop_column(table, name)

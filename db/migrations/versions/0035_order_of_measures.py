"""A place of a measure among those of its area, for those that come first."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("measures", sa.Column("position", sa.SmallInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("measures", "position")

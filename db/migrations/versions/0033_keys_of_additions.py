"""A key of what is added to a visit, so that an addition sent twice is made once."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_INDEX, _TABLE = "ix_visit_entries_visit_id_key", "visit_entries"


def upgrade() -> None:
    op.add_column(_TABLE, sa.Column("key", sa.String(36), nullable=True))
    op.create_index(op.f(_INDEX), _TABLE, ["visit_id", "key"], unique=True)


def downgrade() -> None:
    op.drop_index(op.f(_INDEX), _TABLE)
    op.drop_column(_TABLE, "key")

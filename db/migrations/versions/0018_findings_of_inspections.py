"""The inspection that a finding rests on, whose page it leads to."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("inspection", sa.String(80), nullable=False, server_default=sa.text("''"))
    op.add_column("findings", column)


def downgrade() -> None:
    op.drop_column("findings", "inspection")

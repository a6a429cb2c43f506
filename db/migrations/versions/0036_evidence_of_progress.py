"""What a report names as evidence of an action, beside what it says of progress."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("evidence", sa.Text(), nullable=False, server_default=sa.text("''"))
    op.add_column("progress", column)


def downgrade() -> None:
    op.drop_column("progress", "evidence")

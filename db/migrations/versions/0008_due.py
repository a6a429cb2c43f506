"""Folders of the catalogue are due after an upgrade, until they are loaded again."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "documents", sa.Column("due", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    documents = sa.table("documents", sa.column("due", sa.Boolean), sa.column("kind"))
    op.execute(sa.update(documents).where(documents.c.kind != "statistics").values(due=True))
    with op.batch_alter_table("documents") as batch_op:
        batch_op.alter_column("due", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    op.drop_column("documents", "due")

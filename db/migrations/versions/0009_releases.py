"""Releases that the publisher of official statistics has, and where an import's file came from."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "releases",
        sa.Column("document", sa.String(120), primary_key=True),
        sa.Column("checked_at", sa.DateTime(), nullable=False),
        sa.Column("release", sa.Text(), nullable=False),
        sa.Column("published", sa.String(10), nullable=False),
        sa.Column("next_expected", sa.String(10), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("faults", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
    )
    with op.batch_alter_table("imports") as batch_op:
        batch_op.add_column(sa.Column("address", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("imports") as batch_op:
        batch_op.alter_column("address", existing_type=sa.Text(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("imports") as batch_op:
        batch_op.drop_column("address")
    op.drop_table("releases")

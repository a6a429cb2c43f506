"""A team's own evidence with its files; whether a piece speaks for or against its line."""

import sqlalchemy as sa
from alembic import op

from db.migrations.tables import drop_tables, make_tables

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = sa.Column("kind", sa.String(12), nullable=False, server_default=sa.text("'line'"))
    op.add_column("visit_entries", kind)
    entries = sa.table("visit_entries", sa.column("parent_id"), sa.column("kind"))
    under = entries.c.parent_id.is_not(None)
    op.execute(sa.update(entries).where(under).values(kind="question"))
    weighs = sa.Column("weighs", sa.String(8), nullable=False, server_default=sa.text("''"))
    op.add_column("visit_evidence", weighs)
    make_tables(revision)


def downgrade() -> None:
    drop_tables(revision)
    op.drop_column("visit_evidence", "weighs")
    # What is neither a line nor a question has no place in the tables before.
    entries = sa.table("visit_entries", sa.column("id"), sa.column("kind"))
    texts = sa.table("visit_texts", sa.column("entry_id"))
    other = sa.select(entries.c.id).where(entries.c.kind.not_in(("line", "question")))
    op.execute(sa.delete(texts).where(texts.c.entry_id.in_(other)))
    op.execute(sa.delete(entries).where(entries.c.kind.not_in(("line", "question"))))
    op.drop_column("visit_entries", "kind")

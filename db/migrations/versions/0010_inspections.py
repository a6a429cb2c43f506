"""Inspections as data: frameworks, dates, grades, recommendations; `portal load` fills them."""

import sqlalchemy as sa
from alembic import op

from db.migrations.tables import drop_tables, make_tables

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TEXTS = {
    "framework": sa.String(20),
    "inspected_from": sa.String(10),
    "published": sa.String(10),
    "published_source": sa.String(10),
    "confidence": sa.String(8),
    "file": sa.Text(),
}
NUMBERS = ("recommendations_council", "recommendations_board")
# The catalogue's only key of an inspection that the national list has too.
FORMER, KEY = "plymouth-ofsted-2014", "plymouth-2014"


def upgrade() -> None:
    with op.batch_alter_table("inspections") as batch_op:
        for name, kind in TEXTS.items():
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=""))
        for name in NUMBERS:
            batch_op.add_column(sa.Column(name, sa.SmallInteger(), nullable=True))
        batch_op.alter_column("document_id", existing_type=sa.Integer(), nullable=True)
        batch_op.create_index(op.f("ix_inspections_council_id"), ["council_id"])
    with op.batch_alter_table("inspections") as batch_op:
        for name, kind in TEXTS.items():
            batch_op.alter_column(name, existing_type=kind, server_default=None)
    make_tables(revision)
    rename(FORMER, KEY)


def downgrade() -> None:
    drop_tables(revision)
    rename(KEY, FORMER)
    inspections, plans = (
        sa.table(name, sa.column("id"), sa.column(column))
        for name, column in (("inspections", "document_id"), ("plans", "inspection_id"))
    )
    # Before this revision an inspection had a document, from which it was known.
    without = sa.select(inspections.c.id).where(inspections.c.document_id.is_(None))
    op.execute(
        sa.update(plans).where(plans.c.inspection_id.in_(without)).values(inspection_id=None)
    )
    op.execute(sa.delete(inspections).where(inspections.c.document_id.is_(None)))
    op.drop_index(op.f("ix_inspections_council_id"), "inspections")
    # `document_id` stays one that may be empty: to change it, SQLite would make the table anew.
    for name in (*TEXTS, *NUMBERS):
        op.drop_column("inspections", name)


def rename(before: str, after: str) -> None:
    """Rename an inspection, also where a team has it as evidence."""
    inspections = sa.table("inspections", sa.column("key"))
    evidence = sa.table("visit_evidence", sa.column("kind"), sa.column("key"))
    op.execute(sa.update(inspections).where(inspections.c.key == before).values(key=after))
    gathered = evidence.c.kind == "inspection", evidence.c.key == f"plymouth/{before}"
    op.execute(sa.update(evidence).where(*gathered).values(key=f"plymouth/{after}"))

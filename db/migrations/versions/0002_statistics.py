"""Official statistics: figures, periods, benchmarks, neighbours, the log of imports.

Findings may now concern an item or a plan. They are emptied here and made anew by `portal load`.
"""

import sqlalchemy as sa
from alembic import op

from db.migrations.tables import drop_tables, make_tables

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


NEW_TEXTS = (
    ("councils", "ended", sa.String(10)),
    ("councils", "successors", sa.Text()),
    ("councils", "former_codes", sa.Text()),
    ("documents", "kind", sa.String(10)),
    ("indicators", "unit_text", sa.Text()),
    ("indicators", "breaks", sa.Text()),
)


def upgrade() -> None:
    make_tables(revision)
    op.execute("DELETE FROM findings")
    for table, column, kind in NEW_TEXTS:
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column(column, kind, nullable=False, server_default=""))
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column(column, existing_type=kind, server_default=None)
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("key", sa.String(length=16), nullable=False))
        batch_op.add_column(sa.Column("plan_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("item_ref", sa.String(length=40), nullable=False))
        batch_op.add_column(sa.Column("area_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("themes", sa.Text(), nullable=False))
        batch_op.alter_column("indicator_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(batch_op.f("ix_findings_check"), ["check"], unique=False)
        batch_op.create_index(batch_op.f("ix_findings_plan_id"), ["plan_id"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_findings_key"), ["key"])
        batch_op.create_foreign_key(
            batch_op.f("fk_findings_area_id"), "improvement_areas", ["area_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_findings_plan_id"), "plans", ["plan_id"], ["id"])
    with op.batch_alter_table("indicators") as batch_op:
        batch_op.add_column(
            sa.Column("banded", sa.Boolean(), nullable=False, server_default=sa.true())
        )
    with op.batch_alter_table("indicators") as batch_op:
        batch_op.alter_column("banded", existing_type=sa.Boolean(), server_default=None)

    with op.batch_alter_table("indicators", schema=None) as batch_op:
        batch_op.add_column(sa.Column("decimals", sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column("latest_period_id", sa.Integer(), nullable=True))
        batch_op.alter_column("area_id", existing_type=sa.INTEGER(), nullable=True)

    with op.batch_alter_table("measures", schema=None) as batch_op:
        batch_op.alter_column("area_id", existing_type=sa.INTEGER(), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM findings")
    with op.batch_alter_table("measures", schema=None) as batch_op:
        batch_op.alter_column("area_id", existing_type=sa.INTEGER(), nullable=False)

    with op.batch_alter_table("indicators", schema=None) as batch_op:
        batch_op.alter_column("area_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("latest_period_id")
        batch_op.drop_column("decimals")
        batch_op.drop_column("unit_text")
        batch_op.drop_column("breaks")
        batch_op.drop_column("banded")

    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_findings_plan_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_findings_area_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_findings_key"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_findings_plan_id"))
        batch_op.drop_index(batch_op.f("ix_findings_check"))
        batch_op.alter_column("indicator_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("themes")
        batch_op.drop_column("area_id")
        batch_op.drop_column("item_ref")
        batch_op.drop_column("plan_id")
        batch_op.drop_column("key")

    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_column("kind")

    with op.batch_alter_table("councils", schema=None) as batch_op:
        batch_op.drop_column("former_codes")
        batch_op.drop_column("successors")
        batch_op.drop_column("ended")

    drop_tables(revision)

"""Official statistics: figures, periods, benchmarks, neighbours, the log of imports.

Findings may now concern an item or a plan. They are emptied here and made anew by `portal load`.
"""

import sqlalchemy as sa
from alembic import op

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
    op.create_table(
        "benchmarks",
        sa.Column("indicator_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("period_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("of", sa.SmallInteger(), nullable=False),
        sa.Column("q1", sa.Float(precision=53), nullable=True),
        sa.Column("q2", sa.Float(precision=53), nullable=True),
        sa.Column("q3", sa.Float(precision=53), nullable=True),
        sa.Column("england", sa.Float(precision=53), nullable=True),
        sa.PrimaryKeyConstraint("indicator_id", "period_id", name=op.f("pk_benchmarks")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "former_statistics",
        sa.Column("replaced_by", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("indicator_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("council_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("period_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Float(precision=53), nullable=True),
        sa.Column("numerator", sa.Float(precision=53), nullable=True),
        sa.Column("denominator", sa.Float(precision=53), nullable=True),
        sa.Column("symbol", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=True),
        sa.Column("band", sa.String(length=1), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "replaced_by",
            "indicator_id",
            "council_id",
            "period_id",
            name=op.f("pk_former_statistics"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("former", sa.Text(), nullable=False),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_table(
        "periods",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=12), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=True),
        sa.Column("period_end", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_periods")),
        sa.UniqueConstraint(
            "label",
            "basis",
            "period_start",
            "period_end",
            name=op.f("uq_periods_label_basis_period_start_period_end"),
        ),
    )
    op.create_table(
        "statistics",
        sa.Column("indicator_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("council_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("period_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Float(precision=53), nullable=True),
        sa.Column("numerator", sa.Float(precision=53), nullable=True),
        sa.Column("denominator", sa.Float(precision=53), nullable=True),
        sa.Column("symbol", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=True),
        sa.Column("band", sa.String(length=1), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "indicator_id", "council_id", "period_id", name=op.f("pk_statistics")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "neighbours",
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("neighbour_id", sa.Integer(), nullable=False),
        sa.Column("closeness", sa.String(length=40), nullable=False),
        sa.Column("model", sa.String(length=10), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["council_id"], ["councils.id"], name=op.f("fk_neighbours_council_id")
        ),
        sa.ForeignKeyConstraint(
            ["neighbour_id"], ["councils.id"], name=op.f("fk_neighbours_neighbour_id")
        ),
        sa.PrimaryKeyConstraint("council_id", "position", name=op.f("pk_neighbours")),
    )
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

    op.drop_table("neighbours")
    op.drop_table("statistics")
    op.drop_table("periods")
    op.drop_table("imports")
    op.drop_table("former_statistics")
    op.drop_table("benchmarks")

"""Figures with an audience, which no public table holds, and whom an account belongs to."""

from alembic import op

from db.migrations.tables import drop_tables, make_tables

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_GUARDED = ("shared_data_sets", "shared_figures")


def upgrade() -> None:
    make_tables(revision)
    if op.get_bind().dialect.name == "postgresql":
        for table in _GUARDED:
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            # By the name, not the role: a backup is restored where there are no roles yet, too.
            op.execute(
                f"CREATE POLICY the_writer_alone ON {table} USING (current_user = 'portal_writer')"
            )


def downgrade() -> None:
    drop_tables(revision)

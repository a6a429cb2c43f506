"""Plans that partners or groups see as drafts, guarded as figures with an audience are."""

from alembic import op

from db.migrations.tables import drop_tables, make_tables

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_GUARDED = "shared_plans"


def upgrade() -> None:
    make_tables(revision)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {_GUARDED} ENABLE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY the_writer_alone ON {_GUARDED} USING (current_user = 'portal_writer')"
        )


def downgrade() -> None:
    drop_tables(revision)

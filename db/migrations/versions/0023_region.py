"""The region whose portal it is: its name, logo, welcome and the councils shown first."""

from db.migrations.tables import drop_tables, make_tables

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_tables(revision)


def downgrade() -> None:
    drop_tables(revision)

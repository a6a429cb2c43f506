"""Claims of the texts as data, for the rules of findings; `portal load` fills them."""

from db.migrations.tables import drop_tables, make_tables

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_tables(revision)


def downgrade() -> None:
    drop_tables(revision)

"""Reviews of readings of reports: how often one was saved, by whom; pictures while it waits."""

import sqlalchemy as sa
from alembic import op

from db.migrations.tables import drop_tables, make_tables

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_NEW = (
    ("revision", sa.Integer(), sa.text("0")),
    ("reviewed_by", sa.String(80), sa.text("''")),
)


def upgrade() -> None:
    for name, kind, default in _NEW:
        column = sa.Column(name, kind, nullable=False, server_default=default)
        op.add_column("report_readings", column)
    make_tables(revision)


def downgrade() -> None:
    drop_tables(revision)
    for name, _kind, _default in reversed(_NEW):
        op.drop_column("report_readings", name)

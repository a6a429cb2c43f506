"""Lead measures of improvement areas, as themes have them."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("lead_measures", sa.Text(), nullable=False, server_default=sa.text("''"))
    op.add_column("improvement_areas", column)


def downgrade() -> None:
    op.drop_column("improvement_areas", "lead_measures")

"""The short number of an inspection, as people type it.

Revision ID: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inspectionrow", sa.Column("short", sa.String(), nullable=False, server_default=""))
    op.execute("UPDATE inspectionrow SET short = substr(id, -8)")
    op.create_index(op.f("ix_inspectionrow_short"), "inspectionrow", ["short"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("a ledger is never taken back to an older schema")

"""By which request records were stored, and what is still to be told outside the house.

Revision ID: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "requestrow",
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("request"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outboxrow",
        sa.Column("event", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("event"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    raise NotImplementedError("a ledger is never taken back to an older schema")

"""Notices that supplement others.

Revision ID: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("documentrow", sa.Column("supplements", sa.String(), nullable=True))
    op.add_column("documentcaserow", sa.Column("leaves", sa.Boolean(), nullable=False, server_default="0"))
    op.add_column("documentcaserow", sa.Column("left_by", sa.String(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("a ledger is never taken back to an older schema")

"""What is kept besides checklists: kinds of documents, sanction lists.

Revision ID: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("definitionrow", sa.Column("kind", sa.String(), nullable=False, server_default="pack"))


def downgrade() -> None:
    raise NotImplementedError("a ledger is never taken back to an older schema")

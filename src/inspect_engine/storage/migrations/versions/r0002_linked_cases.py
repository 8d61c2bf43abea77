"""Cases opened by a case.

Until now no case was, so that the rows at hand need nothing but the empty default.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("caserow", sa.Column("parent", sa.String(), nullable=False, server_default=""))
    op.create_index("caserow_parent", "caserow", ["parent", "opened"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("a ledger is never taken back to an older schema")

"""What an answer says of cases that are open from before, and that its evidence is shared.

Revision ID: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("answerrow", sa.Column("still", sa.String(), nullable=False, server_default=""))
    for name in ("another", "shared"):
        op.add_column("answerrow", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.text("0")))


def downgrade() -> None:
    raise NotImplementedError("a ledger is never taken back to an older schema")

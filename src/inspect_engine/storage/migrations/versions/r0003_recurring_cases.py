"""Where on the subject a hazard is, what it repeats or doubles, how often it was reopened and escalated.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("part", "repeat_of", "duplicate_of"):
        op.add_column("caserow", sa.Column(name, sa.String(), nullable=False, server_default=""))
    for name in ("reopened", "escalated"):
        op.add_column("caserow", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("answerrow", sa.Column("part", sa.String(), nullable=False, server_default=""))
    op.create_index("eventrow_kind", "eventrow", ["kind", "pos"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("a ledger is never taken back to an older schema")

"""Places in places, with a form for each checklist, and their end.

Revision ID: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, default in (("forms", "{}"), ("under", ""), ("closed_on", ""), ("past", "[]")):
        op.add_column("subjectrow", sa.Column(name, sa.String(), nullable=False, server_default=default))
    op.add_column("subjectrow", sa.Column("serial", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("subjectrow_under", "subjectrow", ["under", "name"], sqlite_where=sa.text("under <> ''"))


def downgrade() -> None:
    raise NotImplementedError("a ledger is never taken back to an older schema")

"""Whose signatures are awaited. Records from before await nobody, so that nothing is filled in.

Revision ID: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "countersignrow",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("record", "name")),
        sa.Column("place", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("by", "inspection", "case_id", "state", "settled")),
        sa.PrimaryKeyConstraint("record", "name"),
    )
    op.create_index("countersignrow_name", "countersignrow", ["name", "state"])
    of_one = sa.text("inspection <> ''")
    op.create_index("countersignrow_inspection", "countersignrow", ["inspection", "place"], sqlite_where=of_one)


def downgrade() -> None:
    raise NotImplementedError("a ledger is never taken back to an older schema")

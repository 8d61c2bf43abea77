"""Several findings of one item on one subject.

Revision ID: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("caserow", sa.Column("place", sa.String(), nullable=False, server_default=""))
    _place_answers()


def _place_answers() -> None:
    """An answer is known by its place, too: of older ones there is but one to an item, in the first."""
    columns = ", ".join(row[1] for row in op.get_bind().exec_driver_sql("PRAGMA table_info(answerrow)"))
    op.drop_index("answerrow_subject", "answerrow")
    op.rename_table("answerrow", "answerrow_before")
    op.create_table(
        "answerrow",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("inspection", "subject", "item")),
        sa.Column("place", sa.String(), nullable=False, server_default=""),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("answer", "note", "entries", "files")),
        *(sa.Column(name, sa.String(), nullable=False, server_default="") for name in ("part", "doubts", "event")),
        sa.Column("pos", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("author", sa.String(), nullable=False, server_default=""),
        sa.Column("replaces", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False, server_default=""),
        sa.Column("co_units", sa.String(), nullable=False, server_default="[]"),
        sa.PrimaryKeyConstraint("inspection", "subject", "item", "place"),
    )
    op.execute(f"INSERT INTO answerrow ({columns}) SELECT {columns} FROM answerrow_before")
    op.drop_table("answerrow_before")
    op.create_index("answerrow_subject", "answerrow", ["subject", "inspection"])


def downgrade() -> None:
    raise NotImplementedError("a ledger is never taken back to an older schema")

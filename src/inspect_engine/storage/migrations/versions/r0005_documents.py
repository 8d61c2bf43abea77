"""Numbered documents.

Revision ID: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    texts = ("office", "kind", "title", "party", "issuer", "sha256", "name")
    op.create_table(
        "documentrow",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in texts),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("year", "serial", "size")),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Date(), nullable=True) for name in ("served_on", "voided_on")),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("replaces", "service", "received_by")),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("voided_by", "void_reason")),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("office", "year", "serial"),
    )
    op.create_table(
        "documentcaserow",
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("document", "case_id"),
    )
    op.create_index("ix_documentcaserow_case_id", "documentcaserow", ["case_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("a ledger is never taken back to an older schema")

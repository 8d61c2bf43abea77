"""Feeds of one person on one installation, the Merkle tree over all records, and signatures.

Revision ID: 0009
"""

import sqlalchemy as sa
from alembic import op

from inspect_engine.domain.anchors import Tree, leaf

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.rename_table("feedrow", "feedrow_before")
    op.create_table(
        "feedrow",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("installation", sa.String(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("user", "installation"),
    )
    op.execute('INSERT INTO feedrow (id, "user", seq, head) SELECT id, "user", seq, head FROM feedrow_before')
    op.drop_table("feedrow_before")
    op.create_table(
        "treerow",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("whole", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "signaturerow",
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("feed", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "keyrow",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("installation", sa.String(), nullable=False),
        sa.Column("offered", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=True),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.Column("revoked", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(op.f("ix_keyrow_name"), "keyrow", ["name"], unique=False)
    tree = Tree()
    for row in op.get_bind().execute(sa.text("SELECT hash, recorded_at FROM eventrow ORDER BY pos")):
        tree.add(leaf(row[0], row[1]))
    op.bulk_insert(
        sa.table("treerow", sa.column("id"), sa.column("size"), sa.column("whole")),
        [{"id": 1, "size": tree.size, "whole": " ".join(tree.whole)}],
    )


def downgrade() -> None:
    raise NotImplementedError("a ledger is never taken back to an older schema")

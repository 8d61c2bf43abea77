"""The first ledger.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answerrow",
        sa.Column("inspection", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("entries", sa.String(), nullable=False),
        sa.Column("files", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("inspection", "subject", "item"),
    )
    op.create_table(
        "caserow",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("pack_version", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("inspection", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_name", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_title", sa.String(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_key", sa.Date(), nullable=False),
        sa.Column("late_after", sa.Date(), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("extended", sa.Integer(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_how", sa.String(), nullable=True),
        sa.Column("last_event", sa.String(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
        sa.UniqueConstraint("opened"),
        sa.UniqueConstraint("pack", "year", "serial"),
    )
    op.create_index("caserow_due", "caserow", ["due_key", "opened"], unique=False)
    op.create_index("caserow_inspection", "caserow", ["inspection", "opened"], unique=False)
    op.create_index("caserow_inspection_due", "caserow", ["inspection", "due_key", "opened"], unique=False)
    op.create_index("caserow_open", "caserow", ["is_open", "opened"], unique=False)
    op.create_index("caserow_open_due", "caserow", ["is_open", "due_key", "opened"], unique=False)
    op.create_index("caserow_pack", "caserow", ["pack", "opened"], unique=False)
    op.create_index("caserow_pack_due", "caserow", ["pack", "due_key", "opened"], unique=False)
    op.create_index("caserow_party", "caserow", ["party", "opened"], unique=False)
    op.create_index("caserow_party_due", "caserow", ["party", "due_key", "opened"], unique=False)
    op.create_index("caserow_subject", "caserow", ["subject", "opened"], unique=False)
    op.create_index("caserow_subject_due", "caserow", ["subject", "due_key", "opened"], unique=False)
    op.create_table(
        "definitionrow",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_table(
        "eventrow",
        sa.Column("pos", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("pos"),
        sa.UniqueConstraint("feed", "seq"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("eventrow_case", "eventrow", ["case_id", "pos"], unique=False)
    op.create_table(
        "feedrow",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("user"),
    )
    op.create_table(
        "inspectionrow",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("inspectors", sa.String(), nullable=False),
        sa.Column("subjects", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source"),
    )
    op.create_index(op.f("ix_inspectionrow_day"), "inspectionrow", ["day"], unique=False)
    op.create_table(
        "subjectrow",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("fields", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "userrow",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("roles", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=True),
        sa.Column("os_user", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sa.UniqueConstraint("os_user"),
    )
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER eventrow_no_{verb.lower()} BEFORE {verb} ON eventrow "
            "BEGIN SELECT RAISE(ABORT, 'events are append-only'); END"
        )
    op.execute(
        "CREATE TRIGGER eventrow_no_replace BEFORE INSERT ON eventrow "
        "WHEN EXISTS (SELECT 1 FROM eventrow WHERE pos = NEW.pos OR id = NEW.id "
        "OR (feed = NEW.feed AND seq = NEW.seq)) "
        "BEGIN SELECT RAISE(ABORT, 'events are append-only'); END"
    )


def downgrade() -> None:
    raise NotImplementedError("a ledger is never taken back to an older schema")

"""Who gave the answer that stands, with which event, and what it replaced, so that it can be taken back.

Revision ID: 0007
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("doubts", "event", "author"):
        op.add_column("answerrow", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.add_column("answerrow", sa.Column("pos", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("answerrow", sa.Column("replaces", sa.String(), nullable=True))
    _name_events(op.get_bind())


def _name_events(connection: sa.Connection) -> None:
    """Tell each answer which event gave it: the last one on its item."""
    given = sa.text("SELECT pos, id, body FROM eventrow WHERE kind = 'inspection.answered' ORDER BY pos")
    named = sa.text(
        "UPDATE answerrow SET event = :event, pos = :pos, author = :author, doubts = :doubts, replaces = :replaces"
        " WHERE inspection = :inspection AND subject = :subject AND item = :item"
    )
    for pos, event, body in connection.execute(given).all():
        raw = json.loads(body)
        data = raw["data"]
        key = {name: data[name] for name in ("inspection", "subject", "item")}
        said = {"doubts": ",".join(data.get("doubts", ())), "replaces": data.get("replaces")}
        connection.execute(named, {"event": event, "pos": pos, "author": raw["actor"]["user"], **said, **key})


def downgrade() -> None:
    raise NotImplementedError("a ledger is never taken back to an older schema")

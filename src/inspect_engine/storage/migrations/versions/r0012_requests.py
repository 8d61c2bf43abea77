"""By which request records were stored, and what is still to be told outside the house.

Revision ID: 0012
"""

import sqlalchemy as sa
from alembic import op

from inspect_engine.domain.events import from_body
from inspect_engine.domain.requests import read

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "requestrow",
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("request"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outboxrow",
        sa.Column("event", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("event"),
        sqlite_with_rowid=False,
    )
    _fill()


def _fill() -> None:
    """From what records say already, where a newer program wrote them."""
    found: dict[str, dict[str, object]] = {}
    sql = 'SELECT pos, body FROM eventrow WHERE body LIKE \'%"request":"%\' ORDER BY pos'
    for pos, body in op.get_bind().exec_driver_sql(sql):
        event = from_body(body)
        if event.request:
            asked = read(event.request)
            row = {"request": asked.id, "author": event.actor.user, "digest": asked.digest, "first": pos}
            found.setdefault(asked.id, row)["last"] = pos
    columns: list[sa.Column[str]] = [sa.Column(name) for name in ("request", "author", "digest", "first", "last")]
    op.bulk_insert(sa.table("requestrow", *columns), list(found.values()))


def downgrade() -> None:
    raise NotImplementedError("a ledger is never taken back to an older schema")

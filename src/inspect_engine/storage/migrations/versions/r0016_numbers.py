"""Numbers of documents that were written in by hand.

Revision ID: 0016
"""

import sqlalchemy as sa
from alembic import op

from inspect_engine.domain.documents.numbers import numbers_in
from inspect_engine.domain.events import from_body

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NAMES = ("number", "office", "year", "serial", "case_id", "event")


def upgrade() -> None:
    whole = ("year", "serial")
    op.create_table(
        "numberrow",
        *(sa.Column(name, sa.Integer() if name in whole else sa.String(), nullable=False) for name in NAMES),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("numberrow_office", "numberrow", ["office", "year", "serial"])
    _fill()


def _fill() -> None:
    """From the actions that name one; the first counts."""
    found: dict[str, dict[str, object]] = {}
    sql = "SELECT body FROM eventrow WHERE kind = 'case.moved' ORDER BY pos"
    for (body,) in op.get_bind().exec_driver_sql(sql):
        event = from_body(body)
        for number in numbers_in(event.data["values"]):
            row = {**number._asdict(), "number": number.text, "case_id": event.case, "event": event.id}
            found.setdefault(number.text, row)
    columns: list[sa.Column[str]] = [sa.Column(name) for name in NAMES]
    op.bulk_insert(sa.table("numberrow", *columns), list(found.values()))


def downgrade() -> None:
    raise NotImplementedError("a ledger is never taken back to an older schema")

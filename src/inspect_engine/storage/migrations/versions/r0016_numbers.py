"""Numbers of documents that were written in by hand.

Revision ID: 0016
"""

import sqlalchemy as sa
from alembic import op

from inspect_engine.domain.documents.numbers import numbers_changed
from inspect_engine.domain.events import from_body

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NAMES = ("number", "case_id", "office", "year", "serial")


def upgrade() -> None:
    whole = ("year", "serial")
    op.create_table(
        "numberrow",
        *(sa.Column(name, sa.Integer() if name in whole else sa.String(), nullable=False) for name in NAMES),
        sa.PrimaryKeyConstraint("number", "case_id"),
    )
    op.create_index("numberrow_office", "numberrow", ["office", "year", "serial"])
    _fill()


def _fill() -> None:
    """From the actions that say one, and what was put right in them."""
    found: dict[tuple[str, str | None], dict[str, object]] = {}
    sql = "SELECT body FROM eventrow WHERE kind IN ('case.moved', 'corrected') ORDER BY pos"
    for (body,) in op.get_bind().exec_driver_sql(sql):
        event = from_body(body)
        gone, said = numbers_changed(event)
        for number in gone:
            found.pop((number.text, event.case), None)
        for number in said:
            found[number.text, event.case] = {**number._asdict(), "number": number.text, "case_id": event.case}
    columns: list[sa.Column[str]] = [sa.Column(name) for name in NAMES]
    op.bulk_insert(sa.table("numberrow", *columns), list(found.values()))


def downgrade() -> None:
    raise NotImplementedError("a ledger is never taken back to an older schema")

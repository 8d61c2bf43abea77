"""Inspections that change hands or are discarded, owners of cases, and when a subject was inspected last.

Revision ID: 0015
"""

import sqlalchemy as sa
from alembic import op

from inspect_engine.domain.events import from_body

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inspectionrow", sa.Column("begun", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("inspectionrow", sa.Column("ended", sa.Integer()))
    op.add_column("inspectionrow", sa.Column("discarded", sa.Boolean(), nullable=False, server_default="0"))
    op.create_index("inspectionrow_under_way", "inspectionrow", ["day"], sqlite_where=sa.text("ended IS NULL"))
    _fill()
    op.add_column("caserow", sa.Column("owner", sa.String(), nullable=False, server_default=""))
    owned = sa.text("owner <> ''")
    op.create_index("caserow_owner", "caserow", ["owner", "opened"], sqlite_where=owned)
    op.create_index("caserow_owner_due", "caserow", ["owner", "due_key", "opened"], sqlite_where=owned)
    op.create_index("answerrow_subject", "answerrow", ["subject", "inspection"])


def _fill() -> None:
    """When each inspection began and ended."""
    connection = op.get_bind()
    for kind, column in (("inspection.started", "begun"), ("inspection.finished", "ended")):
        told = connection.exec_driver_sql("SELECT pos, body FROM eventrow WHERE kind = ?", (kind,)).fetchall()
        sql = f"UPDATE inspectionrow SET {column} = ? WHERE id = ?"
        for pos, body in told:
            connection.exec_driver_sql(sql, (pos, from_body(body).data["id"]))


def downgrade() -> None:
    raise NotImplementedError("a ledger is never taken back to an older schema")

"""What each case waits for and since when, and the indexes that today's duties and the stock are counted from.

Revision ID: 0023
"""

import sqlalchemy as sa
from alembic import op

from inspect_engine.domain.cases import fold
from inspect_engine.domain.events import from_body

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

LATE = ["late_after", "opened", "region", "pack", "kind", "parent"]
STOCK = ["region", "pack", "state_title", "closed_how", "severity"]


def upgrade() -> None:
    op.add_column("caserow", sa.Column("waits", sa.String(), nullable=False, server_default=""))
    op.add_column("caserow", sa.Column("entered_on", sa.Date(), nullable=False, server_default="0001-01-01"))
    _fill()
    waiting = ["waits", "entered_on", "opened", "region"]
    op.create_index("caserow_waits", "caserow", waiting, sqlite_where=sa.text("waits <> ''"))
    late = sa.text("is_open = 1 AND late_after IS NOT NULL")
    op.create_index("caserow_late", "caserow", LATE, sqlite_where=late)
    op.create_index("caserow_stock", "caserow", STOCK, sqlite_where=sa.text("parent = '' AND kind = 'hazard'"))


def _fill() -> None:
    """Of each case as its events say."""
    run = op.get_bind().exec_driver_sql
    for (key,) in run("SELECT id FROM caserow").fetchall():
        bodies = run("SELECT body FROM eventrow WHERE case_id = ? ORDER BY pos", (key,)).fetchall()
        case = fold(from_body(body) for (body,) in bodies)
        sql = "UPDATE caserow SET waits = ?, entered_on = ? WHERE id = ?"
        run(sql, (case.waits, case.entered_on.isoformat(), key))


def downgrade() -> None:
    raise NotImplementedError("a ledger is never taken back to an older schema")

"""What the limits of states, and further ones, are counted from, so that lists know what has passed.

Revision ID: 0022
"""

import sqlalchemy as sa
from alembic import op

from inspect_engine.domain.cases import fold
from inspect_engine.domain.events import from_body

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

PINNED = "kind IN ('case.opened', 'case.repinned')"


def upgrade() -> None:
    for name in ("definition", "workflow", "begun"):
        op.add_column("caserow", sa.Column(name, sa.String(), nullable=False, server_default=""))
    _fill()
    columns = ["definition", "workflow", "opened"]
    op.create_index("caserow_flow", "caserow", columns, sqlite_where=sa.text("is_open = 1"))


def _fill() -> None:
    """Of each case as its events say."""
    run = op.get_bind().exec_driver_sql
    for key, is_open in run("SELECT id, is_open FROM caserow").fetchall():
        only = "" if is_open else f"AND {PINNED}"
        bodies = run(f"SELECT body FROM eventrow WHERE case_id = ? {only} ORDER BY pos", (key,)).fetchall()
        case = fold(from_body(body) for (body,) in bodies)
        begun = case.begun if is_open else ""
        sql = "UPDATE caserow SET definition = ?, workflow = ?, begun = ? WHERE id = ?"
        run(sql, (case.definition, case.workflow, begun, key))


def downgrade() -> None:
    raise NotImplementedError("a ledger is never taken back to an older schema")

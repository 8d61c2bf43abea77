"""Cases that somebody is to know of and has not heard of yet, and what was changed in a place.

Revision ID: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("caserow", sa.Column("untold", sa.String(), nullable=False, server_default=""))
    op.create_index("caserow_untold", "caserow", ["untold", "opened"], sqlite_where=sa.text("untold <> ''"))
    changed = sa.text("under <> '' AND past <> '[]'")  # some ledgers got it by an earlier revision for a day
    op.create_index("subjectrow_changed", "subjectrow", ["under"], sqlite_where=changed, if_not_exists=True)


def downgrade() -> None:
    raise NotImplementedError("a ledger is never taken back to an older schema")

"""Whose signatures are awaited. Records of older programs await nobody.

Revision ID: 0013
"""

import sqlalchemy as sa
from alembic import op

from inspect_engine.domain.events import from_body

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "countersignrow",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("record", "name")),
        sa.Column("place", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("by", "inspection", "case_id", "state", "settled")),
        sa.PrimaryKeyConstraint("record", "name"),
    )
    op.create_index("countersignrow_name", "countersignrow", ["name", "state"])
    of_one = sa.text("inspection <> ''")
    op.create_index("countersignrow_inspection", "countersignrow", ["inspection", "place"], sqlite_where=of_one)
    _fill()


def _fill() -> None:
    """From what records say already, where a newer program wrote them."""
    found: dict[tuple[str, str], dict[str, object]] = {}
    told = {"countersign.signed": "signed", "countersign.declined": "declined", "countersign.handed": "handed"}
    sql = "SELECT body FROM eventrow WHERE body LIKE '%\"awaits\":[%' OR kind LIKE 'countersign.%' ORDER BY pos"
    for (body,) in op.get_bind().exec_driver_sql(sql):
        event = from_body(body)
        data = event.data
        if event.kind in told and (old := found.get((data["record"], data["name"]))):
            old |= {"state": told[event.kind], "settled": event.id}
            if event.kind == "countersign.handed":
                found[data["record"], data["to"]] = {**old, "name": data["to"], "state": "waiting", "settled": ""}
        of = {"inspection": "" if event.case else data.get("id", ""), "case_id": event.case or ""}
        for place, name in enumerate(data.get("awaits", ())):
            row = {"record": event.id, "name": name, "place": place, "by": event.actor.user, **of}
            found[event.id, name] = {**row, "state": "waiting", "settled": ""}
    names = ("record", "name", "place", "by", "inspection", "case_id", "state", "settled")
    columns: list[sa.Column[str]] = [sa.Column(name) for name in names]
    op.bulk_insert(sa.table("countersignrow", *columns), list(found.values()))


def downgrade() -> None:
    raise NotImplementedError("a ledger is never taken back to an older schema")

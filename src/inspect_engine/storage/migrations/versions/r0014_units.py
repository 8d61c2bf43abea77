"""Units: what records name becomes known by folding; cases and people are found by the folded name.

Revision ID: 0014
"""

import json

import sqlalchemy as sa
from alembic import op

from inspect_engine.domain.events import from_body
from inspect_engine.domain.units import folded
from inspect_engine.domain.units.near import grams

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _table("unitrow", ("key",), ("name", "code", "kind", "parent", "names"))
    _table("unitnamerow", ("name",), ("unit",))
    _table("unitgramrow", ("gram", "name"), ())
    for table, name, default in (
        *(("caserow", "unit", ""), ("caserow", "co_units", "[]"), ("subjectrow", "units", "{}")),
        *(("answerrow", "unit", ""), ("answerrow", "co_units", "[]")),
    ):
        op.add_column(table, sa.Column(name, sa.String(), nullable=False, server_default=default))
    _fold()
    for old in ("caserow_party", "caserow_party_due"):
        op.drop_index(old, "caserow")
    op.create_index("caserow_unit", "caserow", ["unit", "opened"])
    op.create_index("caserow_unit_due", "caserow", ["unit", "due_key", "opened"])
    _meet()


def _table(name: str, keys: tuple[str, ...], others: tuple[str, ...]) -> None:
    columns = [sa.Column(each, sa.String(), nullable=False) for each in (*keys, *others)]
    flag: list[sa.Column[bool]] = [sa.Column("registered", sa.Boolean(), nullable=False)] if name == "unitrow" else []
    op.create_table(name, *columns, *flag, sa.PrimaryKeyConstraint(*keys), sqlite_with_rowid=False)


def _fold() -> None:
    """Names as they are compared from now on."""
    run = op.get_bind().exec_driver_sql
    for (party,) in run("SELECT DISTINCT party FROM caserow").fetchall():
        run("UPDATE caserow SET unit = ? WHERE party = ?", (folded(party), party))
    for unit, party in run("SELECT DISTINCT unit, party FROM staffrow WHERE party <> ''").fetchall():
        if unit != folded(party):
            run("UPDATE staffrow SET unit = ? WHERE unit = ? AND party = ?", (folded(party), unit, party))


def _meet() -> None:
    """Every unit that a record names, under the first spelling."""
    kinds = "'user.enrolled', 'subject.recorded', 'inspection.answered', 'case.opened'"
    named = f'kind IN ({kinds}) AND body LIKE \'%"party":"%\''
    sql = f"SELECT kind, body FROM eventrow WHERE ({named}) OR kind = 'unit.added' ORDER BY pos"
    found: dict[str, tuple[str, bool]] = {}
    for kind, body in op.get_bind().exec_driver_sql(sql):
        data, registered = from_body(body).data, kind == "unit.added"
        party = data.get("name" if registered else "party")
        if isinstance(party, str) and folded(party):
            first, before = found.get(folded(party), (party.strip(), False))
            found[folded(party)] = first, registered or before
    _put("unitrow", [_unit(key, name, registered=flag) for key, (name, flag) in found.items()])
    _put("unitnamerow", [{"name": key, "unit": key} for key in found])
    _put("unitgramrow", [{"gram": gram, "name": key} for key in found for gram in sorted(grams(key))])


def _unit(key: str, name: str, *, registered: bool) -> dict[str, object]:
    names = json.dumps([{"alias": False, "from": "", "name": name}], ensure_ascii=False)
    row = {"key": key, "name": name, "code": "", "kind": "", "parent": "", "names": names}
    return {**row, "registered": registered}


def _put(table: str, rows: list[dict[str, object]]) -> None:
    if rows:
        op.bulk_insert(sa.table(table, *(sa.column(name) for name in rows[0])), rows)


def downgrade() -> None:
    raise NotImplementedError("a ledger is never taken back to an older schema")

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
    found: dict[str, list[str]] = {}
    kinds = "'user.enrolled', 'subject.recorded', 'inspection.answered', 'case.opened'"
    sql = f'SELECT body FROM eventrow WHERE kind IN ({kinds}) AND body LIKE \'%"party":"%\' ORDER BY pos'
    for (body,) in op.get_bind().exec_driver_sql(sql):
        party = from_body(body).data.get("party")
        if isinstance(party, str) and folded(party):
            found.setdefault(folded(party), [party.strip()])
    rows = [(key, name) for key, (name,) in found.items()]
    fixed = {"code": "", "kind": "", "parent": "", "registered": False}
    told = [json.dumps([{"alias": False, "from": "", "name": name}], ensure_ascii=False) for _, name in rows]
    _put("unitrow", [{"key": k, "name": n, "names": t, **fixed} for (k, n), t in zip(rows, told, strict=True)])
    _put("unitnamerow", [{"name": key, "unit": key} for key in found])
    _put("unitgramrow", [{"gram": gram, "name": key} for key in found for gram in sorted(grams(key))])


def _put(table: str, rows: list[dict[str, object]]) -> None:
    if rows:
        op.bulk_insert(sa.table(table, *(sa.column(name) for name in rows[0])), rows)


def downgrade() -> None:
    raise NotImplementedError("a ledger is never taken back to an older schema")

"""What is asked of one person, one hazard or one case is read by key, whatever the size of the ledger.

The new rows and columns say again what the events say; they are filled here from what the older tables and the events
hold.

Revision ID: 0006
"""

from itertools import groupby

import sqlalchemy as sa
from alembic import op

from inspect_engine.domain.alarms.traces import traces_of
from inspect_engine.domain.cases import OPENED
from inspect_engine.domain.cases.recurrence import likeness
from inspect_engine.domain.events import Event, from_body
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.words.text import same_name
from inspect_engine.errors import StorageError

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None
FOUND = sa.text("parent = '' AND kind = 'hazard'")
HISTORY = "SELECT case_id, body, recorded_at FROM eventrow WHERE case_id IS NOT NULL ORDER BY case_id, pos"


def upgrade() -> None:
    op.drop_index("caserow_parent", "caserow")
    op.create_index("caserow_parent", "caserow", ["parent", "opened"], sqlite_where=sa.text("parent <> ''"))
    for name in ("part_key", "basis_key"):
        op.add_column("caserow", sa.Column(name, sa.String(), nullable=False, server_default=""))
    _table("aliasrow", ("alias", "name"), sa.Column("known", sa.Boolean(), nullable=False))
    people = sa.Column("people", sa.Integer(), nullable=False)
    _table("staffrow", ("unit", "region", "roles", "party"), people)
    _table("tracerow", ("kind", "topic", "case_id"))
    _fill(op.get_bind())
    for name, column in (("item", "item"), ("basis", "basis_key")):
        columns = ["subject", "part_key", column, "closed_on", "opened"]
        op.create_index(f"caserow_same_{name}", "caserow", columns, sqlite_where=FOUND)


def _table(table: str, keys: tuple[str, ...], *others: sa.Column[int] | sa.Column[bool]) -> None:
    columns = [sa.Column(key, sa.String(), nullable=False) for key in keys]
    op.create_table(table, *columns, *others, sa.PrimaryKeyConstraint(*keys), sqlite_with_rowid=False)


def _fill(connection: sa.Connection) -> None:
    run = connection.exec_driver_sql
    for name, title, roles, party, active, region in run(
        "SELECT name, title, roles, party, active, region FROM userrow"
    ).all():
        person = Person(name, title, frozenset(roles.split(",")), party)
        for alias in person.known_as | person.called:
            run("INSERT INTO aliasrow VALUES (?, ?, ?)", (alias, name, alias in person.known_as))
        for unit, of in ((("", ""),) if party is None else ((same_name(party), party), (" ", ""))) if active else ():
            run(
                "INSERT INTO staffrow (unit, region, roles, party, people) VALUES (?, ?, ?, ?, 1) "
                "ON CONFLICT DO UPDATE SET people = people + 1",
                (unit, region, roles, of),
            )
    for case, rows in groupby(run(HISTORY), key=lambda row: str(row[0])):
        try:
            _case(connection, case, [(from_body(body), recorded_at) for _, body, recorded_at in rows])
        except (StorageError, LookupError, ValueError, TypeError):
            continue  # tampered with: ``verify`` tells


def _case(connection: sa.Connection, case: str, history: list[tuple[Event, str]]) -> None:
    run, left = connection.exec_driver_sql, set[tuple[str, str]]()
    for event, traces in traces_of(history):
        left |= traces
        if event.kind == OPENED:
            keys = likeness(event.data.get("part", ""), event.data["basis"])
            run("UPDATE caserow SET part_key = ?, basis_key = ? WHERE id = ?", (*keys, case))
    if left:
        run("INSERT INTO tracerow VALUES (?, ?, ?)", [(*trace, case) for trace in sorted(left)])


def downgrade() -> None:
    raise NotImplementedError("a ledger is never taken back to an older schema")

"""In whose hands an account has been, and people known by one reduced name whatever dots and forms it is written in.

Revision ID: 0011
"""

from collections.abc import Iterable
from itertools import groupby

import sqlalchemy as sa
from alembic import op

from inspect_engine.domain.alarms.traces import traces_of
from inspect_engine.domain.events import Event, from_body
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.people.standing import standings
from inspect_engine.errors import StorageError

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None
PEOPLE = "SELECT body FROM eventrow WHERE kind LIKE 'user.%' ORDER BY pos"
HISTORY = "SELECT case_id, body, recorded_at FROM eventrow WHERE case_id IS NOT NULL ORDER BY case_id, pos"


def upgrade() -> None:
    op.add_column("userrow", sa.Column("makers", sa.String(), nullable=False, server_default=""))
    for name in ("owned", "confirmed"):
        op.add_column("userrow", sa.Column(name, sa.Boolean(), nullable=False, server_default="0"))
    _stand(op.get_bind())
    _call(op.get_bind())
    _trace(op.get_bind())


def _stand(connection: sa.Connection) -> None:
    run = connection.exec_driver_sql
    for name, found in standings(_readable(body for (body,) in run(PEOPLE).all())).items():
        values = ",".join(sorted(found.makers)), found.owned, found.confirmed, name
        run("UPDATE userrow SET makers = ?, owned = ?, confirmed = ? WHERE name = ?", values)


def _readable(bodies: Iterable[str]) -> list[Event]:
    found = []
    for body in bodies:
        try:
            found.append(from_body(body))
        except StorageError:
            continue  # tampered with: ``verify`` tells
    return found


def _call(connection: sa.Connection) -> None:
    run = connection.exec_driver_sql
    run("DELETE FROM aliasrow")
    for name, title in run("SELECT name, title FROM userrow").all():
        person = Person(name, title, frozenset())
        for alias in sorted(person.called):
            run("INSERT INTO aliasrow VALUES (?, ?, ?)", (alias, name, alias in person.known_as))


def _trace(connection: sa.Connection) -> None:
    run = connection.exec_driver_sql
    run("DELETE FROM tracerow")
    for case, rows in groupby(run(HISTORY).all(), key=lambda row: str(row[0])):
        left = set[tuple[str, str]]()
        try:
            for _, traces in traces_of([(from_body(body), recorded_at) for _, body, recorded_at in rows]):
                left |= traces
        except (StorageError, LookupError, ValueError, TypeError):
            continue  # tampered with: ``verify`` tells
        if left:
            run("INSERT INTO tracerow VALUES (?, ?, ?)", [(*trace, case) for trace in sorted(left)])


def downgrade() -> None:
    raise NotImplementedError("a ledger is never taken back to an older schema")

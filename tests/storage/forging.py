"""A tamperer who knows the format: he has the program, and writes whatever he likes past its rules.

He appends through the program's own writer, or rewrites the whole file: bodies, hashes, both chains, feeds, and rows by
the product's own projection. Nothing he leaves is inconsistent in itself.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from inspect_engine.domain.anchors import Tree, leaf
from inspect_engine.domain.events import GENESIS, Actor, canonical, digest, from_body, link
from inspect_engine.ledger import parse_moment
from inspect_engine.storage import sqlite
from inspect_engine.storage.log import writing
from inspect_engine.storage.projection import project
from inspect_engine.storage.tables import PROJECTIONS

Body = dict[str, Any]
Change = Callable[[list[Body]], list[Body]]
"""What becomes of all bodies, in order."""


@dataclass(frozen=True)
class Forger:
    """One ledger in a tamperer's hands."""

    path: Path

    @property
    def bodies(self) -> list[Body]:
        with closing(sqlite3.connect(self.path)) as connection:
            return [json.loads(row[0]) for row in connection.execute("SELECT body FROM eventrow ORDER BY pos")]

    def last(self, kind: str, **data: Any) -> Body:
        """The last event of a kind with these facts."""
        found = [b for b in self.bodies if b["kind"] == kind and data.items() <= b["data"].items()]
        return found[-1]

    def case(self, number: str) -> str:
        """Id of a case."""
        return str(self.last("case.opened", number=number)["case"])

    def append(
        self,
        kind: str,
        data: Mapping[str, Any],
        user: str,
        *,
        case: str | None = None,
        files: Sequence[Mapping[str, Any]] = (),
        via: str = "claimed",
    ) -> None:
        """One more event in somebody's name, a minute after the last, as the program itself would store it."""
        bodies = self.bodies
        now = parse_moment(bodies[-1]["at"]) + timedelta(minutes=1)
        base = next((b["id"] for b in reversed(bodies) if case and b["case"] == case), None)
        with writing(self.path, Actor(user, via), lambda: now) as log:
            log.append(kind, data, case=case, base=base, files=files)

    def rewrite(self, change: Change) -> None:
        """Every body as it is changed, and everything that hangs on the bodies made to fit."""
        changed = change(self.bodies)
        with closing(sqlite3.connect(self.path, isolation_level=None)) as raw:
            raw.execute("BEGIN")
            guards = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in guards:
                raw.execute(f"DROP TRIGGER {name}")
            for table in (
                "eventrow",
                "feedrow",
                "treerow",
                "signaturerow",
                *(table.__tablename__ for table in PROJECTIONS),
            ):
                raw.execute(f"DELETE FROM {table}")
            raw.execute("COMMIT")
            self._write(changed)
            for _, sql in guards:
                raw.execute(sql)

    def _write(self, bodies: Sequence[Body]) -> None:
        engine, feeds, chain = sqlite.make_engine(self.path), dict[str, tuple[str, int, str, str]](), GENESIS
        tree, hashes = Tree(), dict[str, str]()
        with engine.begin() as connection:
            for pos, body in enumerate(bodies, 1):
                _, seq, head, _ = feeds.get(body["feed"], ("", 0, GENESIS, ""))
                data = body["data"]
                if data.get("record") in hashes:  # who signs a record names its hash
                    data = {**data, "hash": hashes[data["record"]]}
                text = canonical({**body, "data": data, "seq": seq + 1, "prev": head})
                hashes[body["id"]] = digest(text)
                event, recorded_at = from_body(text), body["at"]
                at = event.origin.installation if event.origin else ""
                feeds[event.feed] = event.actor.user, seq + 1, digest(text), at
                tree.add(leaf(digest(text), recorded_at))
                chain = link(chain, digest(text), recorded_at)
                row = (pos, event.id, event.feed, seq + 1, event.case, event.kind, event.on.isoformat(), recorded_at)
                marks = ", ".join("?" * 11)
                connection.exec_driver_sql(f"INSERT INTO eventrow VALUES ({marks})", (*row, text, digest(text), chain))
                project(connection, event, pos)
            for feed, (user, seq, head, at) in feeds.items():
                connection.exec_driver_sql("INSERT INTO feedrow VALUES (?, ?, ?, ?, ?)", (feed, user, seq, head, at))
            whole = " ".join(tree.whole)
            connection.exec_driver_sql("INSERT INTO treerow VALUES (1, ?, ?)", (tree.size, whole))
        engine.dispose()

    def sql(self, *statements: str) -> None:
        """Statements behind the program's back, the guards put back afterwards."""
        with closing(sqlite3.connect(self.path)) as raw:
            guards = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in guards:
                raw.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                raw.execute(statement)
            for _, sql in guards:
                raw.execute(sql)
            raw.commit()

    def heads(self) -> list[str]:
        """The chain's value after each event."""
        with closing(sqlite3.connect(self.path)) as connection:
            return [row[0] for row in connection.execute("SELECT chain FROM eventrow ORDER BY pos")]


def where(kind: str, change: Callable[[Body], object], **data: Any) -> Change:
    """Change the first event of a kind with these facts."""

    def changed(bodies: list[Body]) -> list[Body]:
        found = next(b for b in bodies if b["kind"] == kind and data.items() <= b["data"].items())
        change(found)
        return bodies

    return changed


def without(kind: str, **data: Any) -> Change:
    """Leave out the first event of a kind with these facts, as if it had never been; what came after follows on."""

    def changed(bodies: list[Body]) -> list[Body]:
        gone = next(b for b in bodies if b["kind"] == kind and data.items() <= b["data"].items())
        return [{**b, "base": gone["base"] if b["base"] == gone["id"] else b["base"]} for b in bodies if b is not gone]

    return changed


def put(**values: Any) -> Callable[[Body], object]:
    """Other facts in an event's data."""
    return lambda body: body["data"].update(values)

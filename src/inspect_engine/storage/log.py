"""Append events, and their projections with them, in one transaction."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uuid_utils
from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from inspect_engine.domain.anchors import Tree, leaf
from inspect_engine.domain.calendars import CHINA
from inspect_engine.domain.cases.recurrence import GONE, likeness
from inspect_engine.domain.definitions.adoption import Edition
from inspect_engine.domain.events import GENESIS, Actor, Event, Origin, digest, from_body, link
from inspect_engine.errors import InDoubt, StorageError
from inspect_engine.storage import sqlite, turn
from inspect_engine.storage.attempt import Attempt
from inspect_engine.storage.projection import project
from inspect_engine.storage.queries.cases import FOUND
from inspect_engine.storage.signing import Signer, signed_text
from inspect_engine.storage.stored import LOOK
from inspect_engine.storage.tables import CaseRow, DefinitionRow, EventRow, FeedRow, SignatureRow, TreeRow

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine


THE_TREE = col(TreeRow.id) == 1
_LAST = select(col(EventRow.pos), col(EventRow.chain)).where(
    col(EventRow.pos) == select(func.max(EventRow.pos)).scalar_subquery()
)
_STORED = insert(EventRow.__table__)  # type: ignore[attr-defined]
_FEED = select(col(FeedRow.id), col(FeedRow.seq), col(FeedRow.head)).where(
    col(FeedRow.user) == bindparam("user"), col(FeedRow.installation) == bindparam("installation")
)
_MOVED = update(FeedRow.__table__).where(col(FeedRow.id) == bindparam("feed"))  # type: ignore[attr-defined]
_MOVED = _MOVED.values(seq=bindparam("now"), head=bindparam("link"))
"""What every event takes, built once: to build a statement takes longer than to run it."""
_FOUND = f"SELECT opened, id FROM caserow WHERE {FOUND} AND subject = ? AND part_key = ?"
_OPEN = ("closed_on IS NULL",)
_GONE = (f"closed_on BETWEEN ? AND ? AND closed_how IN {GONE}",)


def new_id() -> str:
    """A UUIDv7."""
    return str(uuid_utils.uuid7())


class Writer:
    """One open write transaction: what is read through it cannot change before it commits."""

    def __init__(
        self,
        connection: Connection,
        actor: Actor,
        now: datetime,
        origin: Origin | None = None,
        signer: Signer | None = None,
        request: str | None = None,
    ) -> None:
        self.connection = connection
        self.actor = actor
        self.now = now
        self.origin = origin
        self.request = request
        self.counted = 0
        self.last: str | None = None
        self.appended: list[Event] = []
        self.chain = GENESIS
        self.tree = Tree()
        self._signer = signer
        self._head = GENESIS

    def append(
        self,
        kind: str,
        data: Mapping[str, Any],
        *,
        case: str | None = None,
        base: str | None = None,
        files: Sequence[Mapping[str, Any]] = (),
        counts: bool = True,
    ) -> Event:
        """Store one event at the end of its author's feed and of the ledger, and bring the projections up to it.

        What only records that something was refused does not count as stored when the outcome is told.
        """
        feed = self._feed()
        at = self.connection.execute(_LAST).first()
        pos, chain = (at[0] + 1, at[1]) if at else (1, GENESIS)
        event = Event(
            id=new_id(),
            feed=feed.id,
            seq=feed.seq + 1,
            prev=feed.head,
            case=case,
            base=base,
            kind=kind,
            actor=self.actor,
            at=self.now,
            data=data,
            files=tuple(files),
            origin=self.origin,
            request=self.request,
        )
        body = event.body()
        event = from_body(body)
        event_hash, recorded_at = digest(body), self.now.astimezone(CHINA).isoformat()
        row = {"pos": pos, "id": event.id, "feed": event.feed, "seq": event.seq, "case_id": case, "kind": kind}
        row |= {"day": event.on, "recorded_at": recorded_at, "body": body, "hash": event_hash}
        chain = link(chain, event_hash, recorded_at)
        self.connection.execute(_STORED, row | {"chain": chain})
        self.connection.execute(_MOVED, {"feed": event.feed, "now": event.seq, "link": event_hash})
        project(self.connection, event, pos)
        self._leave(chain, event_hash, recorded_at)
        self.counted, self.last = self.counted + counts, event.id
        self.appended.append(event)
        return event

    def _leave(self, chain: str, event_hash: str, recorded_at: str) -> None:
        """Note where the ledger stands after one more record."""
        if not self.appended:
            size, whole = self.connection.execute(select(col(TreeRow.size), col(TreeRow.whole)).where(THE_TREE)).one()
            self.tree = Tree(size, whole.split())
        self.tree.add(leaf(event_hash, recorded_at))
        self.chain, self._head = chain, event_hash

    @property
    def signer(self) -> Signer | None:
        """By whose key it will be signed."""
        return self._signer

    def sign_with(self, signer: Signer) -> None:
        """Sign this transaction by another key: a new one vouches for itself."""
        self._signer = signer

    def seal(self) -> None:
        """End the transaction: keep the tree as it stands now, and sign what was appended where there is a key."""
        if not self.appended:
            return
        self.connection.execute(
            update(TreeRow).where(THE_TREE).values(size=self.tree.size, whole=" ".join(self.tree.whole))
        )
        if self._signer:
            first, last = self.appended[0].seq, self.appended[-1]
            row = {"feed": last.feed, "seq": last.seq, "first": first, "key": self._signer.key}
            row["signature"] = self._signer.sign(signed_text(last.feed, first, last.seq, self._head))
            self.connection.execute(insert(SignatureRow).values(row))

    def _feed(self) -> FeedRow:
        mine = {"user": self.actor.user, "installation": self.origin.installation if self.origin else ""}
        if found := self.connection.execute(_FEED, mine).first():
            return FeedRow(id=found[0], seq=found[1], head=found[2], **mine)
        feed = FeedRow(id=uuid.uuid4().hex, seq=0, head=GENESIS, **mine)
        self.connection.execute(insert(FeedRow).values(feed.model_dump()))
        return feed

    def last_recorded(self) -> datetime | None:
        """When the last record was made, None where there is none yet."""
        sql = "SELECT recorded_at FROM eventrow WHERE pos = (SELECT max(pos) FROM eventrow)"
        found = self.connection.exec_driver_sql(sql).scalar()
        return datetime.fromisoformat(found) if found else None

    def events(self, case: str) -> list[Event]:
        """All events of a case, in order."""
        bodies = select(col(EventRow.body)).where(col(EventRow.case_id) == case).order_by(col(EventRow.pos))
        return [from_body(body) for body in self.connection.execute(bodies).scalars()]

    def likely(
        self, subject: str, item: str, basis: str, part: str, on: date, days: int | None, *, title: str = ""
    ) -> list[str]:
        """Ids of the hazards among which the one is that a new one repeats or resembles (see ``recurrence``).

        Of each kind only the newest: still open or closed not long ago, of the same item or resting on the same
        articles; with a ``title``, which says what it is where the item does not, of that item under that title.
        """
        part_key, basis_key = likeness(part, "" if title else basis)
        columns = {"item": item, **({"basis_key": basis_key} if basis_key else {})}
        named, titled = (" AND title = ?", (title,)) if title else ("", ())
        since = (on - timedelta(days=days)).isoformat() if days else None
        found: list[tuple[int, str]] = []
        for column, value in columns.items():
            same = (subject, part_key, value)
            for closed, *span in (_OPEN, (*_GONE, since, on.isoformat()))[: 1 + bool(since)]:
                where = f"{_FOUND} AND {column} = ? AND {closed} AND found_on <= ?{named}"
                sql = f"{where} ORDER BY opened DESC LIMIT 1"
                row = self.connection.exec_driver_sql(sql, (*same, *span, on.isoformat(), *titled)).first()
                found += [(row[0], row[1])] if row else []
        return [key for _, key in sorted(set(found))]

    def found_before(self, subject: str, item: str, on: date, days: int) -> list[str]:
        """Ids of the hazards of an item that were found on a subject in so many days, up to that day."""
        since = (on - timedelta(days=days)).isoformat()
        where = f"{FOUND} AND subject = ? AND item = ? AND found_on BETWEEN ? AND ?"
        sql = f"SELECT id FROM caserow WHERE {where} ORDER BY opened"
        return [str(row[0]) for row in self.connection.exec_driver_sql(sql, (subject, item, since, on.isoformat()))]

    def definition(self, content_hash: str) -> str:
        """Canonical JSON of a stored definition."""
        text = select(col(DefinitionRow.text)).where(col(DefinitionRow.hash) == content_hash)
        return str(self.connection.execute(text).scalar_one())

    def keep(self, edition: Edition, text: str) -> None:
        """Keep the text of what is adopted or proposed under its hash, once."""
        known = select(col(DefinitionRow.hash)).where(col(DefinitionRow.hash) == edition.hash)
        if self.connection.execute(known).first() is None:
            row = {"hash": edition.hash, "pack": edition.id, "version": edition.version, "kind": edition.kind}
            self.connection.execute(insert(DefinitionRow).values({**row, "text": text}))

    @property
    def raw(self) -> sqlite3.Connection:
        """The connection of this transaction, for plain SQL."""
        found: Any = self.connection.connection.driver_connection
        assert isinstance(found, sqlite3.Connection)
        return found

    def next_serial(self, pack: str, year: int) -> int:
        """The next free running number of a pack and year; numbers are never reused."""
        last = select(col(CaseRow.serial)).where(col(CaseRow.pack) == pack, col(CaseRow.year) == year)
        found = self.connection.execute(last.order_by(col(CaseRow.serial).desc()).limit(1)).scalar()
        return (found or 0) + 1


UNSPILT = 250_000
"""Pages of a transaction (of 4 KiB: 1 GB) that stay in memory. Once one is written out early nobody can read beside it,
not even the verb that is carried out in it. (OFF has no effect once a transaction has begun.)"""


class _TriedError(Exception):
    """The end of a transaction that was only to be tried out."""


@contextmanager
def writing(
    path: Path,
    actor: Actor,
    clock: Callable[[], datetime],
    tried: list[Event] | None = None,
    *,
    origin: Origin | None = None,
    signer: Signer | None = None,
    request: str | None = None,
    before: Callable[[Writer], None] = lambda _: None,
) -> Iterator[Writer]:
    """One durable transaction: all of it is on disk when this ends without an error, otherwise none of it.

    The clock is read once the writer's turn has come, so that waiting does not disorder the times. Raises
    StorageError when the ledger cannot be written; when the commit itself failed and what it stored is there all the
    same, or cannot be looked up, the error says that this is not certain. ``before`` may raise, once the turn has come.
    With ``tried`` the events go to that list and the transaction is undone.
    """
    sqlite.reader(path).close()
    with turn.queue(path):
        attempt = Attempt(path)
        try:
            with _engine(path.resolve()).begin() as connection:
                connection.exec_driver_sql(f"PRAGMA cache_spill = {UNSPILT}")
                writer = Writer(connection, actor, clock(), origin, signer, request)
                before(writer)
                yield writer
                writer.seal()
                if tried is not None:
                    tried += writer.appended
                    raise _TriedError
                attempt.commits(writer.counted, writer.last)
            attempt.settle(kept=True)
        except _TriedError:
            pass
        except SQLAlchemyError as error:
            reason = sqlite.explain(error)
            if attempt.failed() is False:
                raise StorageError(f"本次操作没有保存：{reason}") from error
            raise InDoubt(f"不能确定本次操作是否已保存：{reason}。{LOOK}") from error
        except BaseException:
            if attempt.failed():
                attempt.settle(kept=True)
            raise


@lru_cache(maxsize=8)
def _engine(path: Path) -> Engine:
    """One engine a file: it keeps compiled statements, but no connection."""
    return sqlite.make_engine(path, mode="rw")

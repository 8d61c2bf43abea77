"""What this account's program has seen of a ledger before: compared whenever it is opened, noted after each record.

And, while a program runs, whether what lies at the path is still the file that it began with (:class:`Same`).
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from inspect_engine.domain.anchors import Anchor, read
from inspect_engine.errors import InputError, StorageError
from inspect_engine.storage import home, queries

SET_ASIDE = "ledger.anchor_set_aside"
"""A supervisor says, on record, why the ledger is not the one that was seen before."""
LOST = "请与备份、以前导出的锚或工作簿核对（verify --anchor）；下次记入时重新记下"
BRING_BACK = "现在什么都存不下；请把它插回、放回原处，放回后接着用，不要另建一本"
PUT_BACK = "没有写进去；请放回原来的文件，放回后接着用；确实要用现在这个的，退出后重新打开"
FIX = "先与备份核对（backup、restore）；确有缘由的，由主管用 anchor accept --reason 说明，之后才能再记"


@dataclass(frozen=True)
class Fault:
    """Why a ledger is not what it was: ``what`` in Chinese, ``excused`` once a supervisor has said why."""

    what: str
    excused: bool = False


class Elsewhere(StorageError):
    """The file that a program has open is not there any more, or another one is in its place."""


class Same:
    """That a path still leads to the file that was first read there: a stick may be pulled out, another file put there.

    Known by the founding record, the last time it was restored, and the last link that was seen.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._began: tuple[str, int] | None = None
        self._seen: tuple[int, str | None] = 0, None

    def require(self, connection: sqlite3.Connection, *, whole: bool = False) -> None:
        """Raises Elsewhere for another ledger, or copy of it; where ``whole``, for an earlier state of it, too."""
        now = _founded(connection), queries.last_of(connection, queries.RESTORED)
        if self._began is None:
            self._began = now
        elif now != self._began:
            raise Elsewhere(f"{self._path} 现在是另一本台账，或另一份副本，不是打开的那一本。{PUT_BACK}")
        if whole:
            self._require_grown(connection)

    def _require_grown(self, connection: sqlite3.Connection) -> None:
        count, link = self._seen
        if queries.link_at(connection, count) != link:
            raise Elsewhere(f"{self._path} 里没有刚才看到的第 {count} 条流转记录：放回了旧的文件。{PUT_BACK}")
        count = queries.changed(connection)
        self._seen = count, queries.link_at(connection, count)

    def wrote(self, count: int, link: str) -> None:
        """There are so many records now, the last with this link; others may have looked since they were stored."""
        self._seen = count, link

    def require_there(self) -> None:
        """Raises Elsewhere where nothing is there any more."""
        try:
            self._path.stat()
        except (FileNotFoundError, NotADirectoryError) as error:
            if self._began:
                what = f"台账文件不见了：{self._path}（U 盘拔了，文件移走了，或改了名）"
                raise Elsewhere(f"{what}。{BRING_BACK}") from error
        except OSError:
            return  # whoever opens it tells why not


def _founded(connection: sqlite3.Connection) -> str:
    """The hash of the founding record; empty before there is one."""
    row = connection.execute("SELECT hash FROM eventrow WHERE pos = 1").fetchone()
    return str(row[0]) if row else ""


def compare(connection: sqlite3.Connection, path: Path) -> Fault | None:
    """Hold a ledger against what was noted of it, and of the place where it lies. None when it has only grown.

    A rehearsal is copied and played over as one likes: nothing is noted of it.
    """
    head = queries.head(connection)
    if head.rehearsal:
        return None
    here = home.noted(_place(path)).get("ledger")
    if here and here != head.ledger:
        return Fault(f"这个位置原来是另一本台账（{here[:8]}…），现在是 {head.ledger[:8]}…", _excused(connection, ""))
    before = _anchor(head.ledger)
    if before is None or before.copy != queries.copy_id(connection):
        return None
    head = queries.head(connection)  # again: others may have recorded, and noted, since it was read first
    then = f"本机 {before.at[:16].replace('T', ' ')}"
    if head.count < before.count:
        what = f"台账只有 {head.count} 条流转记录，{then} 见到 {before.count} 条：末尾被截掉，或放回了旧的文件"
    elif queries.link_at(connection, before.count) != before.chain:
        what = f"第 {before.count} 条流转记录的链值与{then}记下的不符：台账被改写过"
    else:
        return None
    return Fault(what, _excused(connection, before.at))


def lost(connection: sqlite3.Connection, path: Path) -> str:
    """Why a ledger that was seen here before cannot be held against what was noted of it, in Chinese; else empty."""
    head = queries.head(connection)
    if head.rehearsal:
        return ""
    here = home.noted(_place(path)).get("ledger")
    names = [_place(path)] if here is None and home.is_noted(_place(path)) else []
    seen = here == head.ledger or home.is_noted(head.ledger)
    names += [head.ledger] if seen and _anchor(head.ledger) is None else []
    if not names:
        return ""
    file = home.anchor_file(names[0])
    return f"本机记下的这本台账的样子读不出来（{file}），这次没有核对它有没有被换过、截短过、改写过"


def note(path: Path, anchor: Anchor) -> None:
    """Note where a ledger stands, and that it lies here."""
    known = _anchor(anchor.ledger)
    if known is None or known.copy != anchor.copy or known.count != anchor.count or known.chain != anchor.chain:
        home.note(anchor.ledger, anchor.plain())
    if home.noted(_place(path)).get("ledger") != anchor.ledger:
        home.note(_place(path), {"ledger": anchor.ledger, "path": str(path.resolve())})


def standing(connection: sqlite3.Connection, now: datetime) -> Anchor:
    """Where a ledger stands now, unsigned."""
    head, tree = queries.head(connection), queries.tree(connection)
    return Anchor(head.ledger, queries.copy_id(connection), head.count, head.chain, tree.root, now.isoformat())


def _place(path: Path) -> str:
    return f"at {path.resolve()}"


def _anchor(ledger: str) -> Anchor | None:
    try:
        return read(home.noted(ledger))
    except InputError:
        return None


def _excused(connection: sqlite3.Connection, since: str) -> bool:
    """Whether a supervisor has given the reason since then."""
    said = queries.events_of(connection, SET_ASIDE)
    return bool(said) and (not since or datetime.fromisoformat(said[-1].recorded_at) > datetime.fromisoformat(since))

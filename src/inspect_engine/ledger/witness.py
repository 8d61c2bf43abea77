"""What this account's program has seen of a ledger before: compared whenever it is opened, noted after each record."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from inspect_engine.domain.anchors import Anchor, read
from inspect_engine.errors import InputError
from inspect_engine.storage import home, queries

SET_ASIDE = "ledger.anchor_set_aside"
"""A supervisor says, on record, why the ledger is not the one that was seen before."""
LOST = "请与备份、以前导出的锚或工作簿核对（verify --anchor）；下次记入时重新记下"
FIX = "先与备份核对（backup、restore）；确有缘由的，由主管用 anchor accept --reason 说明，之后才能再记"


@dataclass(frozen=True)
class Fault:
    """Why a ledger is not what it was: ``what`` in Chinese, ``excused`` once a supervisor has said why."""

    what: str
    excused: bool = False


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

"""Anchors: where the ledger stands, to be kept elsewhere; and whether it still is what an anchor says."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from inspect_engine.domain.anchors import EXPORTED, Anchor, CaseProof, Exported, Noted, Proven, Tree, path
from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.people.authority import require
from inspect_engine.errors import InputError, InspectError, Problem, Refused
from inspect_engine.ledger import witness
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.once import nothing, once
from inspect_engine.storage import queries
from inspect_engine.storage.queries import Key
from inspect_engine.storage.signing import genuine

ON_RECORD = frozenset({"inspector", "supervisor"})
"""Roles whose exports are noted."""


class Anchors:
    """``ledger.anchors``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def here(self, count: int | None = None) -> Anchor:
        """Where the ledger stands, or stood after so many records; unsigned. Raises InputError for too many."""
        with self._desk.reading() as connection:
            now = witness.standing(connection, self._desk.now())
            if count is None or count == now.count:
                return now
            if not 0 < count < now.count:
                raise InputError.one(f"没有第 {count} 条流转记录", fix=f"可写 1 至 {now.count}")
            at = connection.execute("SELECT recorded_at FROM eventrow WHERE pos = ?", (count,)).fetchone()[0]
            chain = queries.link_at(connection, count)
            return replace(now, count=count, chain=str(chain), root=_tree(connection, count).root, at=str(at))

    def export(self) -> Anchor:
        """Where the ledger stands, said by whoever acts here, and signed where he has a key here."""
        me = self._desk.whoami()
        require(me, "export")
        signer = self._desk.signer(me)
        said = replace(self.here(), by=me.name, key=signer.key if signer else "")
        return replace(said, signature=signer.sign(said.signed)) if signer else said

    def check(self, anchor: Anchor) -> list[Problem]:
        """Everything in which the ledger is not what an anchor says: none, if it has only grown since."""
        with self._desk.reading() as connection:
            return list(self._faults(connection, anchor))

    def _faults(self, connection: sqlite3.Connection, anchor: Anchor) -> Iterator[Problem]:
        head = queries.head(connection)
        if anchor.ledger and anchor.ledger != head.ledger:
            yield Problem("锚", f"是另一本台账的（{anchor.ledger[:8]}…），这本是 {head.ledger[:8]}…")
            return
        if head.count < anchor.count:
            yield Problem(
                "台账", f"只有 {head.count} 条流转记录，锚里有 {anchor.count} 条：末尾被截掉，或放回了旧的文件"
            )
            return
        if queries.link_at(connection, anchor.count) != anchor.chain:
            yield Problem("台账", f"第 {anchor.count} 条流转记录的链值与锚不符：它或它之前的记录被改写过")
        if _tree(connection, anchor.count).root != anchor.root:
            yield Problem("台账", f"前 {anchor.count} 条流转记录的 Merkle 根与锚不符：其中有记录被改写过")
        if anchor.signature and not genuine(anchor.key, anchor.signed, anchor.signature):
            yield Problem("锚", "签名与内容不符，锚文件被改动过")
        elif anchor.signature:
            yield from _stranger(connection, "锚", anchor.by, anchor.key)

    def stranger(self, where: str, name: str, key: str) -> list[Problem]:
        """Whether a key is not that of this person, as far as the ledger knows."""
        with self._desk.reading() as connection:
            return list(_stranger(connection, where, name, key))

    def exported(self, workbook: Exported) -> str:
        """Note on record that this person has exported a workbook; why that is not noted, in Chinese, else empty.

        An account that only looks leaves no trace. Nothing is raised: the workbook is there, whatever becomes of this.
        """
        me = self._desk.whoami()
        if ON_RECORD.isdisjoint(me.roles):
            return "查阅账户只看不记"
        try:
            if self._desk.keyless(me):
                return "确认过的签名钥匙不在本机，记了也没有签名"
            with self._desk.writing(me, asked=False) as log:
                whom = {"acts_for": me.acts_for.name} if me.acts_for else {}
                log.append(EXPORTED, {"on": china_day(log.now).isoformat(), **workbook.plain(), **whom})
        except InspectError as error:
            return str(error).rstrip("。")
        return ""

    def noted(self, root: str) -> Noted | None:
        """What was noted of the export of a workbook with this root; None where nothing was."""
        with self._desk.reading() as connection:
            return queries.exported(connection, root)

    def key(self, key: str) -> Key | None:
        """What the ledger knows of a key; None for nothing."""
        with self._desk.reading() as connection:
            return queries.key(connection, key)

    def prove(self, number: str, against: Anchor | None = None) -> CaseProof:
        """That each record of a case stands under a root: the anchor's, else today's; enough to be checked without the
        ledger, by whoever may see only this case.

        Raises InputError for no such case, Refused where the ledger is not what the anchor says.
        """
        seen = self._desk.scope()
        with self._desk.reading() as connection:
            if against is not None and (faults := list(self._faults(connection, against))):
                raise Refused("证明", [fault.what for fault in faults])
            anchor = against or witness.standing(connection, self._desk.now())
            case = queries.case_id(connection, number, seen)
            leaves = list(queries.leaves(connection, anchor.count))
            entries = queries.case_entries(connection, case)
            bodies = {entry.pos: entry.event.body() for entry in entries}
        proven = [
            Proven(bodies[entry.pos], entry.recorded_at, path(leaves, entry.pos - 1))
            for entry in entries
            if entry.pos <= anchor.count
        ]
        if not proven:
            raise Refused("证明", [f"{number} 是锚之后才有的"])
        later = sum(entry.pos > anchor.count for entry in entries)
        return CaseProof(number, anchor, tuple(proven), later)

    @once(nothing)
    def accept(self, reason: str) -> None:
        """Say, on record, why the ledger is not the one that was seen here before; by a supervisor for all regions.

        Raises Refused where nothing is amiss, or this person may not.
        """
        me = self._desk.whoami()
        require(me, "user", "")
        fault = self._desk.astray
        if fault is None:
            raise Refused("说明锚", ["台账与本机记下的相符，没有要说明的"])
        if not reason.strip():
            raise InputError.one("没有写缘由", fix="加 --reason")
        self._desk.astray = replace(fault, excused=True)
        with self._desk.writing(me) as log:
            data = {"on": china_day(log.now).isoformat(), "what": fault.what, "reason": reason.strip()}
            log.append(witness.SET_ASIDE, data)


def _stranger(connection: sqlite3.Connection, where: str, name: str, key: str) -> Iterator[Problem]:
    known = queries.key(connection, key)
    if known is None or known.name != name:
        yield Problem(where, f"签名用的钥匙 {key[:16]} 不是台账里“{name}”的")


def _tree(connection: sqlite3.Connection, count: int) -> Tree:
    tree = Tree()
    for leaf in islice(queries.leaves(connection, count), count):
        tree.add(leaf)
    return tree

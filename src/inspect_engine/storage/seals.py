"""What is checked of the Merkle tree and of signatures: one pass over the records, no body of which is parsed."""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from inspect_engine.domain.anchors import Tree, leaf
from inspect_engine.domain.events import Event, from_body
from inspect_engine.domain.people.signatures import KEY_CONFIRMED, KEY_OFFERED, KEY_REVOKED
from inspect_engine.errors import Problem, StorageError
from inspect_engine.storage import sqlite
from inspect_engine.storage.signing import genuine, signed_text

BY_ITSELF = (KEY_OFFERED, KEY_REVOKED)
"""Done where the confirmed key is not at hand: a new one is offered, a lost one revoked. Neither lets anybody sign."""
SHOWN = 20
"""So many unsigned or wrongly signed records are told one by one; of the others, how many there are."""


@dataclass
class Seals:
    """What was found: how many records are ``signed`` by a confirmed key, ``vouched`` by one not confirmed yet, and how
    many have no signature where none was due (``unsigned``).
    """

    signed: int = 0
    vouched: int = 0
    unsigned: int = 0
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class _Range:
    """Records ``first`` to ``last`` of a feed, said to be signed by ``key`` over the hash of the last."""

    first: int
    last: int
    key: str
    signature: str


@dataclass
class _Key:
    name: str
    confirmed: int | None = None
    revoked: int | None = None

    def holds(self, pos: int) -> bool:
        """Whether it was not revoked before a record."""
        return self.revoked is None or pos <= self.revoked


def check(path: Path) -> Seals:
    """Check the tree against the records, and every record against the signature that covers it, if any is due.

    A user of whom a key has been confirmed, and not revoked since, signs whatever he records, wherever he is: a record
    of his without signature, or by a key that nobody ever confirmed, is named. Raises StorageError where the ledger
    cannot be read.
    """
    connection = sqlite.reader(path)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    try:
        return _Check(connection).run()
    finally:
        connection.close()


class _Check:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._found = Seals()
        self._keys: dict[str, _Key] = {}
        self._of: dict[str, list[_Key]] = defaultdict(list)
        self._owners = {
            str(row["id"]): str(row["user"]) for row in connection.execute('SELECT id, "user" FROM feedrow')
        }
        self._ranges: dict[str, list[_Range]] = defaultdict(list)
        for row in connection.execute("SELECT feed, first, seq, key, signature FROM signaturerow ORDER BY feed, seq"):
            self._ranges[row["feed"]].append(_Range(row["first"], row["seq"], row["key"], row["signature"]))
        self._untold = 0

    def run(self) -> Seals:
        self._learn()
        tree, used = Tree(), set[tuple[str, int]]()
        sql = "SELECT pos, id, feed, seq, kind, hash, recorded_at FROM eventrow ORDER BY pos"
        for row in self._connection.execute(sql):
            tree.add(leaf(row["hash"], row["recorded_at"]))
            covered = self._range(row["feed"], row["seq"])
            if covered and covered.last == row["seq"]:
                used.add((row["feed"], covered.last))
                self._prove(row, covered)
            self._count(row, covered)
        self._rest(tree, used)
        return self._found

    def _learn(self) -> None:
        """What the records say of keys."""
        sql = "SELECT pos, body FROM eventrow WHERE kind IN (?, ?, ?) ORDER BY pos"
        for pos, body in self._connection.execute(sql, (KEY_OFFERED, KEY_CONFIRMED, KEY_REVOKED)):
            with suppress(StorageError):  # what cannot be read is named by who reads the chain
                self._heed(int(pos), from_body(str(body)))

    def _heed(self, pos: int, event: Event) -> None:
        key, name = (str(event.data.get(part)) for part in ("key", "name"))
        if event.kind == KEY_OFFERED and key not in self._keys:
            self._keys[key] = _Key(name)
            self._of[name].append(self._keys[key])
        elif event.kind == KEY_CONFIRMED and key in self._keys:
            self._keys[key].confirmed = self._keys[key].confirmed or pos
        elif event.kind == KEY_REVOKED and key in self._keys:
            self._keys[key].revoked = self._keys[key].revoked or pos

    def _range(self, feed: str, seq: int) -> _Range | None:
        ranges = self._ranges.get(feed, [])
        at = bisect_left(ranges, seq, key=lambda each: each.last)
        return ranges[at] if at < len(ranges) and ranges[at].first <= seq else None

    def _prove(self, row: sqlite3.Row, covered: _Range) -> None:
        """Whether a signature is one, and by whom."""
        user, key = self._owners.get(row["feed"], ""), self._keys.get(covered.key)
        text = signed_text(row["feed"], covered.first, covered.last, row["hash"])
        if key is None or key.name != user:
            self._tell(row, f"签名用的钥匙 {covered.key[:16]} 不是“{user}”的")
        elif not genuine(covered.key, text, covered.signature):
            self._tell(row, "签名与记录不符，记录或签名被改动过")

    def _count(self, row: sqlite3.Row, covered: _Range | None) -> None:
        user, pos = self._owners.get(row["feed"], ""), int(row["pos"])
        due = row["kind"] not in BY_ITSELF and any(
            key.confirmed and key.confirmed < pos and key.holds(pos) for key in self._of.get(user, ())
        )
        key = self._keys.get(covered.key) if covered else None
        good = key is not None and bool(key.confirmed) and key.holds(pos)
        if due and covered is None:
            self._tell(row, f"没有签名，而“{user}”已有确认过的签名钥匙")
        elif due and not good:
            self._tell(row, f"签名用的钥匙{'没有经过确认' if key and key.holds(pos) else '已经作废'}")
        else:
            self._found.signed += good
            self._found.vouched += covered is not None and not good
            self._found.unsigned += covered is None

    def _rest(self, tree: Tree, used: set[tuple[str, int]]) -> None:
        found = self._found.problems
        kept = self._connection.execute("SELECT size, whole FROM treerow WHERE id = 1").fetchone()
        if kept is None or (kept["size"], kept["whole"]) != (tree.size, " ".join(tree.whole)):
            found.append(Problem("台账", "Merkle 树与流转记录不符，被改动过"))
        stray = [each.key for feed, ranges in self._ranges.items() for each in ranges if (feed, each.last) not in used]
        if stray:
            found.append(Problem("台账", f"有 {len(stray)} 个签名没有对应的流转记录，可能有记录被删"))
        if self._untold:
            found.append(Problem("签名", f"另有 {self._untold} 条没有签名或签名不对，没有逐条列出"))

    def _tell(self, row: sqlite3.Row, what: str) -> None:
        if len(self._found.problems) < SHOWN:
            self._found.problems.append(Problem(f"第 {row['pos']} 条流转记录（{row['id']}，{row['kind']}）", what))
        else:
            self._untold += 1

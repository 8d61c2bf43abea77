"""Proving a ledger, rules and all, against bare hashing of the same bytes; what signatures add to that; and whether
more events take more memory.

The hazards were acted on through the public verbs once, and are repeated as rows (:mod:`bulk`); ``verify`` finds
nothing wrong with either ledger. CPU time, so that a disk that others use does not count.
"""

from __future__ import annotations

import hashlib
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import bulk
from measure import Row, Work, compare, size
from part_growth import inspection, opened

from inspect_engine.ledger import Ledger, create_ledger, verification
from inspect_engine.reading.definitions import load_library
from inspect_engine.storage import seals

DEAREST, FLAT = 40.0, 1.3
WORD = "先用一次的口令，再换"
TEMPLATE = 20
"""Hazards of the inspection that is repeated; half of them are closed."""


def rows() -> Iterator[Row]:
    """So many hazards, about eight events each."""
    few, many = size((1_000, 4_000), (20, 40))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        since = acted(folder / "first.db", folder)
        small, large = (repeated(folder, since, hazards) for hazards in (few, many))
        words = f"照规则重办，{many:,} 件隐患", replays(large), hashes(large), "只算散列"
        row = compare(*words, rounds=7, clock=time.process_time)
        yield row.noted(f"{'达标' if row.middle <= DEAREST else '未达标'}（目标 {DEAREST:.0f} 倍以内），CPU 时间")
        ours, theirs = peak(large), peak(small)
        note = f"{'达标' if ours / theirs <= FLAT else '未达标'}（目标 {FLAT} 倍以内），进程的最大内存"
        shown = f"{ours} MB", f"{few:,} 件隐患", f"{theirs} MB", f"{ours / theirs:.2f}"
        yield Row(f"核验占用的内存，{many:,} 件隐患", *shown, note=note)
        words = f"Merkle 树，没有签名，{few:,} 件隐患", seals_of(small, signed=0), hashes(small), "只算散列"
        yield compare(*words, rounds=7, clock=time.process_time).noted("另计，CPU 时间")
        records = bulk.sign(small)
        words = f"Merkle 树和签名，{records:,} 条各签一次", seals_of(small, signed=records), hashes(small), "只算散列"
        yield compare(*words, rounds=7, clock=time.process_time).noted("另计，CPU 时间")


def acted(path: Path, folder: Path) -> int:
    """A ledger whose hazards went through served and closed; the position before them."""
    library, chief = load_library(), create_ledger(path, "sup1", "主管甲")
    for name, title, role in (("insp1", "甲", "inspector"), ("insp2", "乙", "inspector"), ("sup2", "丙", "supervisor")):
        chief.people.add(name, f"检查人员{title}", [role])
    for word in (WORD, WORD + "。"):  # given to him, then his own
        (chief if word == WORD else opened(path, library, "insp1", WORD)).access.set_passphrase("insp1", word)
    for n in range(TEMPLATE):
        chief.people.add(f"op{n}", f"责任人{n}号", ["responsible"], f"企业first-{n}", new_unit=True)
    since, day = chief.desk.head.count, str(chief.desk.today())
    photo = folder / "photo.jpg"
    photo.write_bytes(b"photo")
    inspector = opened(path, library, "insp1")
    served = {"served_on": day, "service": "direct", "received_by": "某人"}
    for n, line in enumerate(inspector.inspections.run(inspection(inspector, "first", TEMPLATE)).cases):

        def act(user: str, trigger: str, *files: Path, number: str = line.number, **values: str) -> None:
            opened(path, library, user).cases.act(number, trigger, values, files)

        act("sup1", "grade", severity="general", reason="一般")
        act("sup1", "issue", notice_no="1号", requirement="改", days="30")
        act("insp1", "serve", **served)
        if n % 2:
            act(f"op{n}", "start", performed_by=f"op{n}", plan="改")
            act(f"op{n}", "reply", photo, performed_by=f"op{n}", measures="改好了", finished_on=day)
            act("insp2", "pass_reinspection", photo, inspectors="insp1、insp2", conclusion="合格")
            opened(path, library, "insp1").countersigning.confirm(line.number)
            act("sup2", "close", conclusion="销号")
    return since


def repeated(folder: Path, since: int, hazards: int) -> Path:
    """The same ledger with so many hazards, and its evidence."""
    path = Path(tempfile.mkdtemp(dir=folder)) / "ledger.db"
    shutil.copy(folder / "first.db", path)
    shutil.copytree(folder / "first.db.files", path.with_name("ledger.db.files"))
    bulk.repeat(path, since, hazards // TEMPLATE - 1)
    return path


def replays(path: Path) -> Work:
    """All that ``verify`` does but for tree and signatures."""

    def work() -> None:
        assert verification.verify(path).problems == ()

    return work


def seals_of(path: Path, *, signed: int) -> Work:
    """Tree and signatures. The keys were offered and not confirmed, which costs the same."""

    def work() -> None:
        found = seals.check(path)
        assert found.problems == []
        assert found.vouched >= signed  # who confirmed with a passphrase has signed, too

    return work


def hashes(path: Path) -> Work:
    """The floor: each body read and hashed, each link of the chain."""

    def work() -> None:
        chain = "0" * 64
        with closing(sqlite3.connect(path)) as connection:
            for body, recorded_at in connection.execute("SELECT body, recorded_at FROM eventrow ORDER BY pos"):
                own = hashlib.sha256(body.encode()).hexdigest()
                chain = hashlib.sha256(f"{chain}\n{own}\n{recorded_at}".encode()).hexdigest()

    return work


def peak(path: Path) -> int:
    """The most memory, in MB, that a process takes to prove a ledger."""
    done = subprocess.run([sys.executable, __file__, str(path)], check=True, capture_output=True, text=True)
    return int(done.stdout)


if __name__ == "__main__":
    if sys.platform == "win32":
        raise NotImplementedError
    assert Ledger(Path(sys.argv[1])).verify() == []
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)

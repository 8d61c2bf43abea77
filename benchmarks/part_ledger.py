"""The ledger: whole commands, the terminal's imports, and an acknowledged action against one raw durable insert."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from measure import Row, Work, compare, engine, python

ROUNDS = 9


def rows() -> Iterator[Row]:
    """The command's help, the terminal's first screen, and ``act``."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield compare("inspect-engine --help", engine("--help"), python("-c", "import typer"), "import typer")
        first_screen = python("-c", "import inspect_tui.app")
        yield compare("界面：导入", first_screen, python("-c", "import textual.app"), "import textual.app")
        ours, floor = actions(folder), durable_insert(folder / "raw.db")
        yield compare("act（已存盘）", ours, floor, "SQLite 一次落盘插入", rounds=ROUNDS)


def durable_insert(path: Path) -> Work:
    """The floor of an acknowledged action: one row, one durable transaction, same pragmas."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=TRUNCATE", "synchronous=EXTRA"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE event (pos INTEGER PRIMARY KEY, body TEXT)")

    def work() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO event (body) VALUES (?)", ("x" * 800,))
        connection.execute("COMMIT")

    return work


def actions(folder: Path) -> Work:
    """One action on a fresh case each time, through the same verb as every front end."""
    from inspect_engine.imports import inspections
    from inspect_engine.ledger import create_ledger, open_ledger

    path = folder / "act.db"
    supervisor = create_ledger(path, "sup1", "主管甲")
    supervisor.people.add("insp1", "检查员甲", ["inspector"])
    today, count = supervisor.desk.today(), ROUNDS + 1
    subjects = "\n".join(f'  - {{key: op-{n}, kind: operator, name: 企业{n}, region: "530600"}}' for n in range(count))
    answers = "\n".join(f"  - {{subject: op-{n}, item: GAS-MH-4.1, answer: fail, note: 无证}}" for n in range(count))
    text = f"pack: gas\ndate: {today}\ninspectors: [insp1]\nsubjects:\n{subjects}\nanswers:\n{answers}\n"
    (folder / "i.yaml").write_text(text, encoding="utf-8")
    cases = inspections.run(open_ledger(path, "insp1"), folder / "i.yaml").cases
    numbers = iter([case.number for case in cases])
    return lambda: supervisor.cases.act(next(numbers), "grade", {"severity": "general", "reason": "试"})

"""Whole-process and per-call figures as ratios to a raw floor in the same run; run with ``make bench``.

Absolute times depend on the machine and its mood; ratios are what to compare and to quote.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROUNDS = 9


def timed(work: Callable[[], object]) -> float:
    """Seconds one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(name: str, ours: Callable[[], object], floor: Callable[[], object], against: str) -> None:
    """Print the medians of interleaved runs and their ratio."""
    ours(), floor()
    pairs = [(timed(ours), timed(floor)) for _ in range(ROUNDS)]
    mine, theirs = (statistics.median(values) for values in zip(*pairs, strict=True))
    print(f"{name:<28}{mine * 1000:9.1f} ms  {mine / theirs:6.2f} x  {against} ({theirs * 1000:.1f} ms)")


def python(*words: str) -> Callable[[], object]:
    """A whole Python process."""
    return lambda: subprocess.run([sys.executable, *words], check=True, capture_output=True)


def engine(*words: str) -> Callable[[], object]:
    """A whole command."""
    return python("-m", "inspect_engine", *words)


def durable_insert(path: Path) -> Callable[[], object]:
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


def actions(folder: Path) -> Callable[[], object]:
    """One action on a fresh case each time, through the same verb as every front end."""
    from inspect_engine.imports import inspection
    from inspect_engine.ledger import create_ledger, open_ledger

    path = folder / "act.db"
    supervisor = create_ledger(path, "sup1", "主管甲")
    supervisor.add_user("insp1", "检查员甲", ["inspector"])
    today, count = supervisor.today(), ROUNDS + 1
    subjects = "\n".join(f'  - {{key: op-{n}, kind: operator, name: 企业{n}, region: "530600"}}' for n in range(count))
    answers = "\n".join(f"  - {{subject: op-{n}, item: GAS-MH-4.1, answer: fail}}" for n in range(count))
    text = f"pack: gas\ndate: {today}\ninspectors: [insp1]\nsubjects:\n{subjects}\nanswers:\n{answers}\n"
    (folder / "i.yaml").write_text(text, encoding="utf-8")
    cases = inspection.run(open_ledger(path, "insp1"), folder / "i.yaml").cases
    numbers = iter([case.number for case in cases])
    return lambda: supervisor.act(next(numbers), "grade", {"severity": "general", "reason": "试"})


def main() -> None:
    """Measure everything."""
    from inspect_engine.packs import installed_folders, load_library

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "ledger.db"
        os.environ["INSPECT_ENGINE_DB"] = str(path)
        engine("init", "--name", "boss")()
        compare("inspect-engine --help", engine("--help"), python("-c", "import typer"), "import typer")
        compare("case list", engine("case", "list"), python("-c", "import typer, pydantic"), "import typer, pydantic")
        first_screen = python("-c", "import inspect_tui.app")
        compare("terminal, imports", first_screen, python("-c", "import textual.app"), "import textual.app")
        compare("act (acknowledged)", actions(folder), durable_insert(folder / "raw.db"), "one raw durable insert")
        texts = [p.read_text(encoding="utf-8") for f in installed_folders() for p in f.glob("*/*.yaml")]
        compare("load all packs", load_library, lambda: [parse(text) for text in texts], "YAML parser alone")


def parse(text: str) -> int:
    """The YAML parser alone: events, nothing made of them."""
    import yaml

    return sum(1 for _ in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


if __name__ == "__main__":
    main()

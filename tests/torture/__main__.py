"""``python -m tests.torture [ROUNDS]`` (``make torture``): writing commands are killed and their disk fails them.

Every round takes a copy of one ledger, runs one command with a fault at a random change of its files, and looks:
all of it is stored or nothing, what was acknowledged is, the ledger is proved, and the command then works. The seed
is TORTURE_SEED. Ends with 1 if anything was lost, halved or broken, with 2 where there is no C compiler.
"""

from __future__ import annotations

import ctypes
import errno
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

PRELOADED = "TORTURE_LIBRARY"
KINDS = {"kill": (0, 0), "ENOSPC": (errno.ENOSPC, 1), "EIO": (errno.EIO, 0), "EROFS": (errno.EROFS, 1)}
"""What happens: the error (0: killed), and whether it stays so."""
NEVER = 1 << 40


def main(rounds: int) -> int:
    if PRELOADED not in os.environ:
        return again(rounds)
    seed = int(os.environ.get("TORTURE_SEED", "20261129"))
    chance, found = random.Random(seed), Counter[str]()
    with TemporaryDirectory() as name:
        bench = Bench(Path(name))
        for number in range(rounds):
            kind = list(KINDS)[number % len(KINDS)]
            verb = (number // len(KINDS)) % len(bench.verbs)
            for outcome in bench.round(number, kind, verb, chance):
                found[f"{kind}: {outcome}"] += 1
    print(f"{rounds} rounds over {len(bench.whole)} commands, seed {seed}")
    for words, count in sorted(found.items()):
        print(f"  {words}: {count}")
    return int(any("!" in words for words in found))


def again(rounds: int) -> int:
    """The same with the library in front of the system's; it is compiled for that."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        print("no C compiler (cc) on Linux: nothing was tried")
        return 2
    with TemporaryDirectory() as name:
        library = Path(name) / "faults.so"
        source = Path(__file__).with_name("faults.c")
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
        own = {**os.environ, "LD_PRELOAD": str(library), PRELOADED: str(library)}
        line = [sys.executable, "-m", "tests.torture", str(rounds)]
        return subprocess.run(line, env=own, check=False).returncode


@dataclass
class Ended:
    """How a command ended, what it said, and how many changes of files it made or tried."""

    code: int
    words: str


class Bench:
    """One prepared ledger, of which every round has a copy."""

    def __init__(self, root: Path) -> None:
        from tests.torture.verbs import VERBS, prepared

        self.root = root
        (root / "first").mkdir()
        self.desk, self.names = prepared(root / "first")
        self.library = ctypes.CDLL(os.environ[PRELOADED])
        self.verbs = VERBS
        self.whole: dict[str, tuple[int, int]] = {}

    def _undisturbed(self, user: str, words: str) -> tuple[int, int]:
        """Events and changes of files that a command makes if nothing happens."""
        if words in self.whole:
            return self.whole[words]
        folder = self._copy("plain")
        told = folder / "changes"
        before = events(folder)
        ended = self._run(folder, user, words, NEVER, 0, 0, told)
        assert ended.code == 0, f"{words}: {ended.words}"
        made = events(folder) - before
        assert made > 0, f"{words} writes nothing"
        steps = int(told.read_text())
        shutil.rmtree(folder)
        self.whole[words] = made, steps
        return made, steps

    def round(self, number: int, kind: str, verb: int, chance: random.Random) -> Iterator[str]:
        """What came of it; an exclamation mark is what must not be."""
        user, words = self.verbs[verb]
        made, steps = self._undisturbed(user, words)
        folder = self._copy(str(number))
        before = events(folder)
        first = chance.choice((1, max(1, steps - 4)))  # about its commit as often as before it
        ended = self._run(folder, user, words, chance.randint(first, steps), *KINDS[kind])
        stored = events(folder) - before
        yield self._judged(ended, stored, made, words)
        if problems := self._problems(folder):
            yield f"not proved! {words}: {problems[0]}"
        if not stored and (retried := self._run(folder, user, words, NEVER, 0, 0)).code:
            yield f"does not work afterwards! {words}: {retried.words}"
        shutil.rmtree(folder)

    def _judged(self, ended: Ended, stored: int, made: int, words: str) -> str:
        if stored not in (0, made):
            return f"halved! {words}"
        if ended.code == 0 and not stored:
            return f"lost! {words}"
        if stored and ended.code > 0:
            return (
                "stored, and said to be uncertain"
                if "不能确定" in ended.words
                else f"called not stored! {words}: {ended.words}"
            )
        return "stored" if stored else "nothing stored"

    def _problems(self, folder: Path) -> list[str]:
        from inspect_engine.ledger import open_ledger

        return [str(each) for each in open_ledger(folder / "ledger.db", "sup1", self.desk.clock).verify()]

    def _copy(self, name: str) -> Path:
        return Path(shutil.copytree(self.root / "first", self.root / name))

    def _run(
        self, folder: Path, user: str, words: str, at: int, error: int, stays: int, told: Path | None = None
    ) -> Ended:
        """Run a command in a process of its own, with a fault at its ``at``-th change of files."""
        from inspect_engine.cli import main as program

        line = [word.format(**{**self.names, "folder": str(folder)}) for word in words.split()]
        reading, writing = os.pipe()
        if not (child := os.fork()):
            os.dup2(writing, 1)
            os.dup2(writing, 2)
            sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8") for number in (1, 2))
            os.environ["INSPECT_ENGINE_NOW"] = self.desk.moment.isoformat()
            os.environ["INSPECT_ENGINE_HOME"] = str(self.root / f"home-{folder.name}")
            code = 70
            self.library.arm(str(folder).encode(), ctypes.c_long(at), error, stays)
            try:
                program(["--db", str(folder / "ledger.db"), "--user", user, *line])
            except SystemExit as end:
                code = int(end.code or 0)
            seen = self.library.changes()
            self.library.arm(b"", ctypes.c_long(0), 0, 0)
            if told:
                told.write_text(str(seen))
            sys.stdout.flush()
            os._exit(code)
        os.close(writing)
        with os.fdopen(reading, encoding="utf-8") as said:
            spoken = said.read()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert code >= 0 or code == -signal.SIGKILL, (code, spoken)
        return Ended(code, spoken)


def events(folder: Path) -> int:
    """How many are stored. Opening it as SQLite does brings back what a broken-off writing left."""
    with closing(sqlite3.connect(folder / "ledger.db")) as connection:
        return int(connection.execute("SELECT count(*) FROM eventrow").fetchone()[0])


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if sys.argv[1:] else 1000))

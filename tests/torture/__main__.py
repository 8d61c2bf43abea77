"""``python -m tests.torture [ROUNDS]`` (``make torture``): what may happen to whoever records something.

So many times each: a command that writes is killed at a random change of its files; the power is cut, and what a disk
may then hold is played back; its disk fails it. One time in ten eight write at once and some are killed; one in three
the clock jumps. Each time a copy of one prepared ledger is used, command after command, and looked at: all is stored or
nothing, what was acknowledged is, the ledger is proved, and the request, repeated, is stored once.

The seed is TORTURE_SEED. Ends with 1 if anything was lost, halved, doubled or broken, with 2 without a C compiler.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.torture.bench import PRELOADED, Bench
from tests.torture.commands import COMMANDS
from tests.torture.crowd import crowd
from tests.torture.faults import FAILS, KILL, struck
from tests.torture.jumps import jumped
from tests.torture.power import cut

SHARES = {"kill": 1.0, "power": 1.0, "disk": 1.0, "crowd": 0.1, "clock": 0.34}
"""How often each happens, in parts of the rounds."""
Found = Callable[[], Iterator[str]]


def main(rounds: int) -> int:
    if PRELOADED not in os.environ:
        return again(rounds)
    seed = int(os.environ.get("TORTURE_SEED", "20261129"))
    found = Counter[str]()
    print(f"{rounds} rounds over {len(COMMANDS)} commands, seed {seed}", flush=True)
    try:
        with TemporaryDirectory() as name:
            for kind, happens in planned(Path(name), rounds, random.Random(seed)):
                for outcome in happens():
                    found[f"{kind}: {outcome}"] += 1
                    if "!" in outcome:
                        print(f"{kind}: {outcome}", flush=True)
    finally:
        for words, count in sorted(found.items()):
            print(f"  {words}: {count}")
    return int(any("!" in words for words in found))


def planned(folder: Path, rounds: int, chance: random.Random) -> Iterator[tuple[str, Found]]:
    """What happens, one after the other: its name, and what does it."""
    bench, real = Bench(folder / "rehearsals"), Bench(folder / "real", real=True)
    verbs = chance.sample(list(COMMANDS), len(COMMANDS))
    for kind, share in SHARES.items():
        for number in range(max(1, round(share * rounds))):
            verb = verbs[number % len(verbs)]
            name, fault = list(FAILS.items())[number % len(FAILS)]
            where = real if COMMANDS[verb].real else bench
            doing: dict[str, tuple[str, Found]] = {
                "kill": ("kill", partial(struck, where, verb, KILL, chance)),
                "power": ("power cut", partial(cut, where, verb, chance)),
                "disk": (name, partial(struck, where, verb, fault, chance)),
                "crowd": ("eight at once", partial(crowd, bench, chance)),
                "clock": ("clock", partial(jumped, real, verb, chance)),
            }
            yield doing[kind]


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


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if sys.argv[1:] else 250))

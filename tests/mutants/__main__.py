"""``python -m tests.mutants [MODULE…]`` (``make mutants``): are the tests that should notice a wrong rule able to?

Each small change runs in a process of its own, which ends at the first test that fails. Printed are the kill rate of
each module and every change that no test noticed. Ends with 1 below the floor.

What was found out is kept in ``.mutants.json`` for as long as module and tests are the same, so that a run that was
ended goes on where it stopped; with ``MINUTES=10`` it stops by itself, ends with 2, and says how far it came.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import signal
import sys
import time
import types
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from tests.mutants.changes import Mutant, mutants

DOMAIN = "inspect_engine.domain"
JUDGED = tuple(f"tests/domain/test_judgement{name}.py" for name in ("", "_law", "_than", "_sentences"))
GUARDED = ("tests/domain/test_guards.py", "tests/domain/test_workflow_sentences.py", "tests/domain/test_workflow.py")
TARGETS = {
    **{
        f"{DOMAIN}.workflow.guards.{name}": GUARDED
        for name in ("attempt", "who", "filled", "dated", "signing", "linked")
    },
    **{
        f"{DOMAIN}.judgement.{name}": JUDGED
        for name in ("verdicts", "law", "reasons", "explanation", "citing", "asking", "units")
    },
    f"{DOMAIN}.figures.board": ("tests/domain/test_figures.py",),
    f"{DOMAIN}.figures.counting": ("tests/domain/test_figures.py", "tests/domain/test_figures_most.py"),
}
"""Modules, each with the tests that should notice, the quickest first."""
FLOOR = 95
"""Percent of the changes in each group that have to be noticed."""
QUIETLY = ("-x", "-q", "-n0", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning")
KEPT = Path(".mutants.json")
SECONDS = 60
"""A change that makes the tests run longer than this is one that they notice."""


@dataclass
class Count:
    killed: int = 0
    survived: int = 0
    left: int = 0

    @property
    def rate(self) -> float:
        return 100 * self.killed / max(1, self.killed + self.survived)


def main(names: list[str]) -> int:
    os.environ["CI"] = "1"  # properties try the same examples each time
    importlib.import_module("tests.conftest")
    settings.register_profile("mutants", settings.get_profile("ci"), phases=[Phase.explicit, Phase.generate])
    settings.load_profile("mutants")  # that it fails is enough
    until = time.monotonic() + 60 * float(os.environ.get("MINUTES") or 1e6)
    counts = [measure(name, TARGETS[name], until) for name in names or TARGETS]
    if any(count.left for count in counts):
        return 2
    return int(any(count.rate < FLOOR for count in counts))


def measure(name: str, tests: tuple[str, ...], until: float) -> Count:
    """How many changes of a module are noticed; tells of it."""
    module = importlib.import_module(name)
    live = dict(functions(module))
    with redirect_stdout(StringIO()):
        pytest.main([*QUIETLY, "--collect-only", *tests])  # all is imported once
    if os.waitstatus_to_exitcode(os.waitpid(started(None, live, tests), 0)[1]):
        raise SystemExit(f"{name}: its tests fail as it is: {' '.join(tests)}")
    source = Path(str(module.__file__)).read_text("utf-8")
    changes = list(mutants(source))
    known, key = (
        _kept(),
        hashlib.sha256(source.encode() + b"".join(Path(test).read_bytes() for test in tests)).hexdigest(),
    )
    outcomes: dict[str, bool] = known.get(name, {}).get(key, {})
    names = {id(mutant): f"{n} {mutant.function} {mutant.line} {mutant.change}" for n, mutant in enumerate(changes)}
    for mutant, noticed in tried([each for each in changes if names[id(each)] not in outcomes], live, tests, until):
        outcomes[names[id(mutant)]] = noticed
        KEPT.write_text(json.dumps({**known, name: {key: outcomes}}), "utf-8")
    noticed_ = [outcomes[each] for each in names.values() if each in outcomes]
    count = Count(sum(noticed_), len(noticed_) - sum(noticed_), len(changes) - len(noticed_))
    for mutant in changes:
        if outcomes.get(names[id(mutant)]) is False:
            print(f"  survived: {mutant.function}, line {mutant.line}: {mutant.change}", flush=True)
    rest = f", {count.left} not tried yet" if count.left else ""
    print(f"{name}: {count.killed} of {len(noticed_)} killed, {count.rate:.1f} %{rest}", flush=True)
    return count


def _kept() -> dict[str, dict[str, dict[str, bool]]]:
    try:
        found: dict[str, dict[str, dict[str, bool]]] = json.loads(KEPT.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def tried(
    changes: list[Mutant], live: dict[str, types.FunctionType], tests: tuple[str, ...], until: float
) -> Iterator[tuple[Mutant, bool]]:
    """Each change, and whether a test noticed; as many at a time as there are cores, none begun after ``until``."""
    if sys.platform == "win32":
        raise NotImplementedError
    running: dict[int, Mutant] = {}
    while changes or running:
        while changes and len(running) < (os.cpu_count() or 1) and time.monotonic() < until:
            mutant = changes.pop()
            running[started(mutant, live, tests)] = mutant
        if not running:
            return
        process, status = os.wait()
        yield running.pop(process), os.waitstatus_to_exitcode(status) != 0


def started(mutant: Mutant | None, live: dict[str, types.FunctionType], tests: tuple[str, ...]) -> int:
    """A process that runs the tests, with this change: its id. It ends with 0 if all pass."""
    if sys.platform == "win32":
        raise NotImplementedError
    if child := os.fork():
        return child
    signal.alarm(SECONDS)
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    if mutant:
        function = live[mutant.function]
        function.__code__ = code(compile(mutant.tree, function.__code__.co_filename, "exec"), mutant.function)
    os._exit(int(pytest.main([*QUIETLY, *tests])))


def functions(module: types.ModuleType) -> Iterator[tuple[str, types.FunctionType]]:
    """The functions and methods of a module as they live in this process, under their qualified names."""
    for name, value in vars(module).items():
        if isinstance(value, type) and value.__module__ == module.__name__:
            yield from ((f"{name}.{inner}", plain) for inner, each in vars(value).items() if (plain := _plain(each)))
        elif (plain := _plain(value)) and plain.__module__ == module.__name__:
            yield name, plain


def _plain(value: object) -> types.FunctionType | None:
    for wrapped in ("fget", "func", "__func__", "__wrapped__"):
        value = getattr(value, wrapped, value)
    return value if isinstance(value, types.FunctionType) else None


def code(of: types.CodeType, name: str) -> types.CodeType:
    """The code of a function by its qualified name."""
    for inner in of.co_consts:
        if isinstance(inner, types.CodeType):
            if inner.co_qualname == name:
                return inner
            if name.startswith(f"{inner.co_qualname}."):
                return code(inner, name)
    raise LookupError(name)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

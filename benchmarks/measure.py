"""Paired rounds: ours and a raw floor take turns in one run, and the median of their ratios is what counts.

Absolute times depend on the machine and on who else uses it; a ratio of neighbours hardly does.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TypeVar

Work = Callable[[], object]
Clock = Callable[[], float]
Size = TypeVar("Size")


@dataclass
class Limits:
    """How much is measured. ``seconds`` end the rounds of a row, after two at least; a ``smoke`` run only shows that
    everything still runs, on the smallest sizes: its figures mean nothing."""

    seconds: float = 5.0
    smoke: bool = False


LIMITS = Limits()


def size(normal: Size, smallest: Size) -> Size:
    """How large something is made."""
    return smallest if LIMITS.smoke else normal


@dataclass(frozen=True)
class Row:
    """One line of the table; ``mine``, ``best`` and ``floor`` are seconds and ``middle`` is the median of the ratios,
    for notes that judge a target."""

    name: str
    ours: str
    against: str = ""
    other: str = ""
    ratio: str = ""
    note: str = ""
    mine: float = 0.0
    best: float = 0.0
    floor: float = 0.0
    middle: float = 0.0

    def noted(self, note: str) -> Row:
        """The same with a remark."""
        return replace(self, note=note)

    @property
    def cells(self) -> tuple[str, ...]:
        return self.name, self.ours, self.other, self.ratio, self.against, self.note


def timed(work: Work, repeat: int = 1, clock: Clock = time.perf_counter) -> float:
    """Seconds one call takes, as the mean of ``repeat``."""
    start = clock()
    for _ in range(repeat):
        work()
    return (clock() - start) / repeat


def rounds_of(
    ours: Work, floor: Work, rounds: int, repeat: int, clock: Clock = time.perf_counter
) -> Iterator[tuple[float, float]]:
    """Pairs of times; who goes first changes every round."""
    end = time.perf_counter() + LIMITS.seconds
    for n in range(size(rounds, 2)):
        if n >= 2 and time.perf_counter() > end:
            return
        if n % 2:
            theirs, mine = timed(floor, repeat, clock), timed(ours, repeat, clock)
        else:
            mine, theirs = timed(ours, repeat, clock), timed(floor, repeat, clock)
        yield mine, theirs


def compare(
    name: str,
    ours: Work,
    floor: Work,
    against: str,
    *,
    rounds: int = 9,
    repeat: int = 1,
    warm: bool = True,
    clock: Clock = time.perf_counter,
) -> Row:
    """Measure two pieces of work side by side; ``warm`` lets each run once before."""
    if warm:
        ours(), floor()
    return paired(name, rounds_of(ours, floor, rounds, size(repeat, 1), clock), against)


def paired(name: str, pairs: Iterable[tuple[float, float]], against: str) -> Row:
    """A line from pairs of times: medians, and the median and quartiles of the ratios."""
    found = list(pairs)
    mine, theirs = (statistics.median(values) for values in zip(*found, strict=True))
    low, middle, high = statistics.quantiles([one / other for one, other in found], n=4, method="inclusive")
    ratio = f"{digits(middle)}（{digits(low)}–{digits(high)}）"
    best = min(one for one, _ in found)
    return Row(name, span(mine), against, span(theirs), ratio, mine=mine, best=best, floor=theirs, middle=middle)


def digits(ratio: float) -> str:
    """Three digits that count."""
    return f"{ratio:.0f}" if ratio >= 100 else f"{ratio:.3g}"


def span(seconds: float) -> str:
    """Seconds in a unit that reads well."""
    for unit, size in (("秒", 1.0), ("毫秒", 1e-3)):
        if seconds >= size:
            return f"{digits(seconds / size)} {unit}"
    return f"{digits(seconds / 1e-6)} 微秒"


def verdict(seconds: float, target: float) -> str:
    """Whether a target is met, and how much of it is used.

    Of a target in seconds give the fastest round: what slows the others down is the other users of the machine.
    """
    met = "达标" if seconds <= target else "未达标"
    return f"{met}（目标 {span(target)}，用去 {seconds / target:.0%}）"


@cache
def _bytecode() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory()


def environment() -> dict[str, str]:
    """Variables of a process that finds its modules compiled, as in any installation, whatever ours say."""
    unwanted = ("PYTHONDONTWRITEBYTECODE", "INSPECT_ENGINE_DB", "INSPECT_ENGINE_NOW", "INSPECT_ENGINE_USER")
    variables = {name: value for name, value in os.environ.items() if name not in unwanted}
    return variables | {"PYTHONPYCACHEPREFIX": _bytecode().name, "PYTHONUTF8": "1"}


def process(*words: str) -> subprocess.CompletedProcess[str]:
    """Run a Python process."""
    command = [sys.executable, *words]
    here = Path(__file__).parent
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment(), cwd=here)


def python(*words: str) -> Work:
    """A whole Python process."""
    return lambda: process(*words)


def engine(*words: str) -> Work:
    """A whole command."""
    return python("-m", "inspect_engine", *words)

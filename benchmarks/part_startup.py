"""Start-up: ``case list`` on the demo ledger as a whole process, and whether it touches definitions at all.

The terminal on the same ledger, beside the least that a program with Textual does in the same run.
A probe watches the process itself: which ``*.yaml`` it opens (audit hook), how often definitions are checked and
situations explored (profile hook). ``packs check`` goes through the same probe, to show that the probe sees.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import screen
from measure import Row, compare, digits, engine, paired, process, python, size, span

PROBE = """
import json, sys
seen = {"files": 0, "checked": 0, "proved": 0}
CALLS = {("checking.py", "check"): "checked", ("breaches.py", "found_in"): "proved"}
def opened(event, words):
    if event == "open" and str(words[0]).endswith((".yaml", ".yml")):
        seen["files"] += 1
def called(frame, event, _):
    if event == "call":
        file = frame.f_code.co_filename.replace("\\\\", "/").rpartition("/")[2]
        if what := CALLS.get((file, frame.f_code.co_name)):
            seen[what] += 1
sys.addaudithook(opened)
sys.setprofile(called)
from inspect_engine.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    sys.setprofile(None)
    seen["exit"] = end.code
seen["modules"] = sorted(sys.modules)
print(json.dumps(seen), file=sys.stderr)
"""
WATCHED = (
    *(
        "yaml",
        "inspect_engine.reading.strict_yaml",
        "inspect_engine.reading.definitions",
        "inspect_engine.domain.rules",
    ),
    *("inspect_engine.domain.proof", "transitions", "chinese_calendar"),
)
"""Modules that listing cases has no use for."""
NEEDLESS = "导入了，列台账用不着"
REDRAW = 6_000
"""Bytes that a whole screen may take."""


def rows() -> Iterator[Row]:
    """Times first, then what the process did."""
    with tempfile.TemporaryDirectory() as name:
        engine("demo", "--dir", name)()
        listing = ("--db", str(Path(name) / "ledger.db"), "case", "list")
        typer = python("-c", "import typer")
        yield compare("case list（整个进程）", engine(*listing), typer, "python -c 'import typer'", rounds=11)
        floor = python("-c", "import typer, pydantic, sqlite3")
        yield compare("case list（整个进程）", engine(*listing), floor, "import typer, pydantic, sqlite3", rounds=11)
        seen, control = probe(*listing), probe("packs", "check")
        for key, title in (("files", "打开的定义文件"), ("checked", "核对定义的次数"), ("proved", "证明流程的次数")):
            yield _did(title, seen[key], control[key])
        imports = Imports.of(*listing)
        for module in WATCHED:
            yield imports.row(module)
        yield imports.heaviest()
        if sys.platform == "linux":
            yield from terminal(Path(name) / "ledger.db")


def terminal(ledger: Path) -> Iterator[Row]:
    """What the first screen costs, and what it sends: of both, the medians of runs in turn."""
    words = "-m", "inspect_engine", "--db", str(ledger), "--user", "sup1", "tui"
    title, row = "今天", "RQ-"
    runs = [
        (screen.seen(words, (title, row), key="\x1b[B"), screen.seen(("-c", screen.HELLO), ("你好",)))
        for _ in range(size(9, 2))
    ]
    for name, at, other, most in (
        ("第一个字节", "", "", 1.2),
        ("第一屏的字", title, "你好", 1.2),
        ("第一行", row, "你好", 1.6),
    ):
        pairs = [(ours.by[at], floor.by[other]) for ours, floor in runs]
        told = paired(f"终端：{name}（CPU）", pairs, "只有“你好”的 Textual 程序")
        yield told.noted(f"{'达标' if told.middle <= most else '未达标'}（目标 {most} 倍以内）")
    redraw, blank = (max(each.redraw for each in column) for column in zip(*runs, strict=True))
    met = "达标" if redraw <= REDRAW else "未达标"
    where = f"终端：整屏重画（{screen.COLUMNS} × {screen.LINES}）"
    note = f"{met}（目标 {REDRAW / 1000:.0f} kB 以内）"
    yield Row(where, f"{redraw} 字节", "同上", f"{blank} 字节", digits(redraw / blank), note)
    yield Row("终端：往下一行", f"{max(ours.key for ours, _ in runs)} 字节")


def probe(*words: str) -> Mapping[str, Any]:
    """What one command did, as it ran."""
    done = process("-c", PROBE, *words)
    seen: dict[str, Any] = json.loads(done.stderr.splitlines()[-1])
    if seen["exit"]:
        raise RuntimeError(f"{words}: {done.stderr[-500:]}")
    return seen


def _did(title: str, count: int, control: int) -> Row:
    note = "没有" if count == 0 else "本不该有"
    if control == 0:
        note = "探针失灵，不作数"
    return Row(f"　{title}", str(count), "packs check（验证探针）", str(control), note=note)


@dataclass(frozen=True)
class Imports:
    """Microseconds of ``-X importtime``, each module by itself."""

    own: Mapping[str, int]

    @classmethod
    def of(cls, *words: str) -> Imports:
        told = process("-X", "importtime", "-m", "inspect_engine", *words).stderr.splitlines()
        lines = [line.removeprefix("import time:").split("|") for line in told if line.startswith("import time:")]
        return cls({name.strip(): int(own) for own, _, name in lines if own.strip().isdigit()})

    def row(self, module: str) -> Row:
        """A module with those inside it."""
        costs = [own for name, own in self.own.items() if name == module or name.startswith(f"{module}.")]
        if not costs:
            return Row(f"　导入 {module}", "未导入", note="没有")
        cost, total = sum(costs), sum(self.own.values())
        whole = "全部导入（-X importtime）"
        return Row(f"　导入 {module}", span(cost / 1e6), whole, span(total / 1e6), digits(cost / total), NEEDLESS)

    def heaviest(self) -> Row:
        """The packages that cost most."""
        costs: Counter[str] = Counter()
        for name, own in self.own.items():
            costs[name.partition(".")[0]] += own
        told = "、".join(f"{name} {cost / costs.total():.0%}" for name, cost in costs.most_common(6))
        return Row("　导入最费时的", "", note=told)

"""All figures as ratios to a raw floor or a peer in the same run, row by row; run with ``make bench``.

``python benchmarks/run.py proof staffing`` measures only those parts; ``--help`` lists them.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback
from collections.abc import Sequence
from importlib import import_module
from tempfile import TemporaryDirectory

from measure import LIMITS
from rich.cells import cell_len

PARTS = {
    "definitions": "定义：载入、核对、证明",
    "startup": "启动：case list",
    "proof": "证明：随机流程",
    "linked": "证明：几种另立的事项",
    "bombs": "证明：故意写得很难的流程",
    "verdict": "判定：一个检查项",
    "staffing": "人手：可办事项",
    "ledger": "台账：命令、界面、保存",
    "today": "今天：要办的、看板的存量",
    "growth": "台账大小：人、对象、隐患多了以后",
    "import": "旧台账：读表、导入",
    "export": "导出：闭环台账工作簿",
    "verify": "核验：照规则重办",
}
"""Each names a module ``part_NAME`` whose ``rows()`` measures it."""
HEAD = ("项目", "本程序", "对照", "比值（四分位）", "对照的是", "说明")
WIDTHS = (36, 11, 11, 22, 28)
"""Cells of each column but the last; a longer text pushes the others on. A row is printed as soon as it is measured."""


def main(words: Sequence[str] | None = None) -> int:
    """Measure the chosen parts, each row printed as it comes; 1 when a part could not be measured to its end."""
    given = _given(words)
    with TemporaryDirectory() as home:
        os.environ["INSPECT_ENGINE_HOME"] = home
        return _measure(given)


def _measure(given: argparse.Namespace) -> int:
    LIMITS.seconds, LIMITS.smoke = given.seconds, given.smoke
    started, failed = time.perf_counter(), list[str]()
    _line(HEAD)
    for name in given.parts:
        _line((f"【{PARTS[name]}】",))
        begun = time.perf_counter()
        try:
            for row in import_module(f"part_{name}").rows():
                _line(row.cells)
        except Exception:
            traceback.print_exc()
            failed.append(PARTS[name])
        print(f"{PARTS[name]}：{time.perf_counter() - begun:.0f} 秒", file=sys.stderr, flush=True)
    print("比值是逐轮配对之比的中位数；时间也是中位数，随机器而变；按秒定的目标看最快的一轮。")
    if given.smoke:
        print("这是试跑，数字不作数。")
    print(f"共用 {time.perf_counter() - started:.0f} 秒。", file=sys.stderr)
    if failed:
        print(f"没有测完：{'；'.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _line(cells: Sequence[str]) -> None:
    shown = [cell + " " * (size - cell_len(cell)) for cell, size in zip(cells, WIDTHS, strict=False)]
    print("  ".join([*shown, *cells[len(WIDTHS) :]]).rstrip(), flush=True)


def _given(words: Sequence[str] | None) -> argparse.Namespace:
    told = "；".join(f"{name} {title}" for name, title in PARTS.items())
    parser = argparse.ArgumentParser(description="性能对照，只比比值。", epilog=told)
    parser.add_argument("parts", nargs="*", metavar="部分", help="只测这几部分，默认全测")
    parser.add_argument("--seconds", type=float, default=LIMITS.seconds, help="每行至多测多久（秒），至少两轮")
    parser.add_argument("--smoke", action="store_true", help="只试跑一遍，数字不作数")
    given = parser.parse_args(words)
    if unknown := [name for name in given.parts if name not in PARTS]:
        parser.error(f"没有“{'、'.join(unknown)}”，可写：{'、'.join(PARTS)}")
    given.parts = given.parts or list(PARTS)
    return given


if __name__ == "__main__":
    sys.exit(main())

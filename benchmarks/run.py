"""All figures as ratios to a raw floor or a peer in the same run, in one table; run with ``make bench``.

``python benchmarks/run.py proof staffing`` measures only those parts; ``--help`` lists them.
"""

from __future__ import annotations

import argparse
import sys
import time
from importlib import import_module

from inspect_engine.cli.show import table

PARTS = {
    "definitions": "定义：载入、核对、证明",
    "startup": "启动：case list",
    "proof": "证明：随机流程",
    "linked": "证明：几种另立的事项",
    "verdict": "判定：一个检查项",
    "staffing": "人手：可办事项",
    "ledger": "台账：命令、界面、保存",
}
"""Each names a module ``part_NAME`` whose ``rows()`` measures it."""
HEAD = ("项目", "本程序", "对照", "比值（四分位）", "对照的是", "说明")


def main() -> None:
    """Measure the chosen parts and print them as one table."""
    chosen = _chosen()
    started, lines = time.perf_counter(), list[tuple[str, ...]]()
    for name in chosen:
        print(f"正在测：{PARTS[name]} ……", file=sys.stderr, flush=True)
        lines.append((f"【{PARTS[name]}】",) + ("",) * (len(HEAD) - 1))
        lines += [row.cells for row in import_module(f"part_{name}").rows()]
    table(HEAD, lines)
    print("比值是逐轮配对之比的中位数；时间也是中位数，随机器而变；按秒定的目标看最快的一轮。")
    print(f"共用 {time.perf_counter() - started:.0f} 秒。", file=sys.stderr)


def _chosen() -> list[str]:
    told = "；".join(f"{name} {title}" for name, title in PARTS.items())
    parser = argparse.ArgumentParser(description="性能对照，只比比值。", epilog=told)
    parser.add_argument("parts", nargs="*", metavar="部分", help="只测这几部分，默认全测")
    parts: list[str] = parser.parse_args().parts
    if unknown := [name for name in parts if name not in PARTS]:
        parser.error(f"没有“{'、'.join(unknown)}”，可写：{'、'.join(PARTS)}")
    return parts or list(PARTS)


if __name__ == "__main__":
    main()

"""``demo``: the main job on a sample inspection."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from importlib import resources
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_engine.cli.outputs import unwritable
from inspect_engine.cli.show import Answer, say
from inspect_engine.domain.figures import HAZARD
from inspect_engine.domain.words.text import suggest
from inspect_engine.domain.words.wording import kind_title
from inspect_engine.errors import InputError, InspectError, StorageError

if TYPE_CHECKING:
    from inspect_engine.exports.closure.workbook import Summary
    from inspect_engine.ledger import Ledger

SAMPLE = "zhaotong-2022"
LEDGER, WORKBOOK = "ledger.db", "closure.xlsx"
MARK = ".demo"
"""Ending of the file beside a ledger that says that it was made here."""


def sample_folder(name: str = SAMPLE) -> Path:
    """Where a sample lies: inside an installed wheel, or at the top of a checkout. Raises InputError for no sample."""
    with resources.as_file(resources.files("inspect_checklists")) as package:
        stories = [*package.glob("examples/*/story.yaml"), *package.parents[1].glob("examples/*/story.yaml")]
    known = {story.parent.name: story.parent for story in reversed(stories)}
    if not known:
        raise StorageError("找不到样例，请重新安装")
    if name not in known:
        raise InputError.one(f"没有样例“{name}”", fix=suggest(name, known) or f"已有：{'、'.join(sorted(known))}")
    return known[name]


def play(folder: Path, name: str) -> Answer:
    """Play a sample into ``folder``, export the workbook, and say what to try next."""
    from inspect_engine.exports.closure import workbook
    from inspect_engine.imports import story

    sample = sample_folder(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error, "用 --dir 换一个文件夹") from error
    path = folder / LEDGER
    _clear(folder)
    try:
        ledger = story.play(sample, path, say)
        summary = workbook.write(ledger, folder / WORKBOOK)
    finally:
        _sign(path)
    if problems := ledger.verify():
        raise StorageError(f"演练台账核验不通过：{problems[0]}")
    shape = {"ledger": path, "workbook": summary.path, "sheets": dict(summary.sheets)}
    shape |= {"board": summary.board.plain(), "events": ledger.desk.head.count, "chain_head": ledger.desk.head.chain}
    return Answer(shape, lambda: _print(ledger, summary))


def _print(ledger: Ledger, summary: Summary) -> None:
    board, head = summary.board, ledger.desk.head
    print(f"闭环台账：{summary.path}")
    print(f"  截至 {board.as_of}：发现 {board.found} 件，已销号 {board.closed} 件（立行立改 {board.on_the_spot} 件），")
    rate = f"，整改率 {board.closure_rate.percent}%" if board.closure_rate.percent else ""
    print(f"  未销号 {board.open} 件（逾期 {board.overdue} 件），撤销 {board.withdrawn} 件{rate}")
    for kind, each in board.ending.items():
        if kind != HAZARD:
            print(f"  登记{kind_title(kind)} {each.found} 件，已办结 {each.closed} 件")
    print("  工作表：" + "、".join(f"{name}（{rows} 行）" for name, rows in dict(summary.sheets).items()))
    print(f"演练台账：{ledger.desk.path}（{head.count} 条流转记录，核验通过，链头 {head.chain[:16]}…）")
    print("接着可以试：")
    for words in _next_commands(ledger, board.as_of.isoformat()):
        print(f"  {words}")


def _next_commands(ledger: Ledger, today: str) -> list[str]:
    """Lines to paste into this very terminal; a rehearsal's clock may be frozen, so they show the sample's last day."""
    program = _program()
    settings = {"INSPECT_ENGINE_DB": str(ledger.desk.path), "INSPECT_ENGINE_NOW": today}
    word = "set" if os.name == "nt" else "export"
    number, earlier = _interesting(ledger)
    verbs = (
        "board",
        "case list --overdue",
        f"case history {number}",
        "--user insp1 tui",
        f"board --as-of {earlier}",
        "verify",
    )
    return [f"{word} {name}={_quoted(value)}" for name, value in settings.items()] + [
        f"{program} {verb}" for verb in verbs
    ]


def _program() -> str:
    """How this very program is called from here, fit to paste."""
    called = Path(sys.argv[0])
    if called.stem != "inspect-engine":
        return f"{_quoted(sys.executable)} -m inspect_engine"
    found = shutil.which("inspect-engine")
    with suppress(OSError, ValueError):  # a file that is gone; another drive
        if found and Path(found).samefile(called):
            return "inspect-engine"
        called = Path(os.path.relpath(called))
    return _quoted(str(called) if len(called.parts) > 1 else f"{os.curdir}{os.sep}{called}")


def _quoted(word: str) -> str:
    """As a shell takes it for one word."""
    if os.name != "nt":
        return shlex.quote(word)
    return f'"{word}"' if " " in word else word


def _interesting(ledger: Ledger) -> tuple[str, str]:
    """The number of a case that was sent back, or of any, and a day in the middle of its life."""
    lines = ledger.cases.page(limit=1000)
    chosen = next((line for line in lines if line.returned), lines[0])
    days = [entry.event.on for entry in ledger.cases.history(chosen.number)]
    return chosen.number, days[len(days) // 2].isoformat()


def _clear(folder: Path) -> None:
    """Remove what an earlier demo made and nobody has touched since. What was done or put there later is set aside.

    Raises InputError for a ledger that no demo made: it is left alone.
    """
    path = folder / LEDGER
    there = [each for each in (path, folder / WORKBOOK, *map(_beside(path), (".files", ".seeds"))) if each.exists()]
    if path.exists() and _mark(path)[:1] != _state(path)[:1]:
        fix = "用 --dir 换一个文件夹；确实不要了的，请先自己删除"
        raise InputError.one(f"{path} 不是 demo 建的演练台账，没有改动它", fix=fix)
    if not there:
        return
    if path.exists() and _mark(path) == _state(path):
        say(f"重建演练台账 {path}")
    else:
        aside = next(each for n in count(1) if not (each := folder / f"保留-{n}").exists())
        aside.mkdir()
        for each in there:
            each.rename(aside / each.name)
        say(f"这里有演练以后办的事或别的文件，已移到 {aside}：{'、'.join(each.name for each in there)}")
    for each in there:
        shutil.rmtree(each, ignore_errors=True) if each.is_dir() else each.unlink(missing_ok=True)
    for ending in (".lock", "-journal", MARK):
        _beside(path)(ending).unlink(missing_ok=True)


def _beside(path: Path) -> Callable[[str], Path]:
    return lambda ending: path.with_name(path.name + ending)


def _sign(path: Path) -> None:
    """Note beside a ledger what was made here, so that it is known again: also where it was broken off."""
    with suppress(InspectError, OSError):
        _beside(path)(MARK).write_text("\n".join(_state(path)) + "\n", encoding="utf-8")


def _mark(path: Path) -> list[str]:
    try:
        return _beside(path)(MARK).read_text(encoding="utf-8").split("\n")[:-1]
    except (OSError, ValueError):
        return []


def _state(path: Path) -> list[str]:
    """The ledger's own name for itself, where its chain stands, and what the workbook beside it holds."""
    from inspect_engine.ledger import open_ledger

    try:
        head = open_ledger(path).desk.head
    except (InspectError, OSError):
        return [""]
    book = path.with_name(WORKBOOK)
    return [head.ledger, head.chain, sha256(book.read_bytes()).hexdigest() if book.is_file() else ""]

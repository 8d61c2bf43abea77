"""Whole days at the terminal, as people play them: what they do, and how many keys each thing took."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from inspect_engine.ledger import NOW_VARIABLE
from tests.terminal.console import Console
from tests.terminal.town import DAY, PLACES

TYPED = ("gd", "rj", "gg", "dx", "gc", "rjszj", "syrj", "qp", "qy")
"""What is typed to find each hazard of a restaurant that asks for no value: pinyin initials of its name."""
NOTE = "后厨灶台旁，已拍照"


@dataclass
class Line:
    """What was done, how often, with how many keys; ``letters`` are what one had to say in words."""

    what: str
    count: int
    keys: int = 0
    letters: int = 0

    @property
    def each(self) -> float:
        return self.keys / self.count


@dataclass
class Day:
    """One person's terminal, with a count of what he strikes."""

    path: Path
    user: str
    lines: list[Line] = field(default_factory=list)
    console: Console = field(init=False)

    def __enter__(self) -> Day:
        env = {**os.environ, NOW_VARIABLE: DAY, "XDG_STATE_HOME": str(self.path.parent / "state")}
        argv = [sys.executable, "-m", "inspect_engine", "--db", str(self.path), "--user", self.user, "tui"]
        self.console = Console(argv, env, str(self.path.parent), (120, 40))
        self.see("今天", "?帮助")
        self.console.until(lambda: "正在读取" not in self.console.flat)
        return self

    def __exit__(self, *_: object) -> None:
        self.console.close()

    @contextmanager
    def doing(self, what: str, count: int) -> Iterator[None]:
        self.lines.append(Line(what, count))
        yield

    def press(self, *keys: str) -> None:
        self.lines[-1].keys += len(keys)
        self.console.write(*keys)

    def say(self, text: str) -> None:
        """Words: a note, a name, a number."""
        self.lines[-1].letters += len(text)
        self.console.write(*text)

    def see(self, *texts: str) -> None:
        """Wait for each; ``a|b`` is one of them."""
        for text in texts:
            any_of = text.split("|")
            self.console.until(lambda any_of=any_of: any(one in self.console.flat for one in any_of))  # type: ignore[misc]


def inspector(day: Day, first: int, hazards: int, again: int) -> None:
    """Hazards at two places by search, two more by a walk at a third that somebody else is to finish, and
    re-inspections; ``first`` is the number that the next hazard gets."""
    with day.doing("记隐患：拼音首字母找，写情况，存", hazards):
        day.press("a")
        day.see("检查对象")
        for n in range(hazards):
            key, name = PLACES[n // len(TYPED)]
            if n % len(TYPED) == 0:
                day.press("f3")
                day.see("没有登记的按F2登记")
                day.press(key[-1], "enter")
                day.see(f"检查对象{name}")
            day.press(*TYPED[n % len(TYPED)], "enter")
            day.say(NOTE)
            day.press("ctrl+s")
            day.see(f"已保存：{_number(first + n)}")
        day.press("f12")
    with day.doing("走检查表：开始一次检查", 1):
        day.press("n")
        day.see("新检查")
        day.press("enter")
        day.see("全勾上")
        day.press(PLACES[2][0][-1], "enter", "ctrl+s")
        day.see("未作答30")
    with day.doing("走检查表：记一件隐患", 2):
        for n in range(2):
            day.press("2")
            day.say(NOTE)
            day.press("ctrl+s")
            day.see(f"已作答{n + 1}")
        day.press("f12")
    with day.doing("复查合格：从今天打开，写结论，附照片", again):
        for _ in range(again):
            day.see("待复查")
            groups = re.findall(r"\S+ \d+", day.console.screen.splitlines()[1])
            day.press(*["tab"] * [group[:3] for group in groups].index("待复查"), "down", "enter")
            day.see("可办事项")
            day.press("enter")
            day.see("复查结论")
            day.press("end")
            day.say("，insp2")
            day.press("tab")
            day.say("已清洗，现场核实")
            day.press("tab", f"paste:{day.path.parent / '照片.jpg'}", "ctrl+s")
            day.see("insp2会签")
            day.press("enter")
            day.see("待insp2签")
            day.press("f12")
            day.see("下一类")


def colleague(day: Day, first: int) -> None:
    """Take over the inspection that was begun, add a hazard, and finish it."""
    with day.doing("接手同事没查完的检查", 1):
        day.press("v")
        day.see("件事可办")
        day.press(*"yjyc", "enter")
        day.see("选一条", "检查员甲|insp1")
        day.press("enter")
        day.see("接手的", day.user)
        day.press("ctrl+s")
        day.see(f"已保存：{day.user}", "下一类")
    with day.doing("接着查：记一件，完成检查", 1):
        day.press("n")
        day.see("继续")
        day.press("enter")
        day.see("已作答2")
        day.press("3", "2")
        day.say(NOTE)
        day.press("ctrl+s")
        day.see("已作答4")
        day.press("w")
        day.see("完成检查")
        day.press("y", "enter")
        day.see(_number(first))
        day.press("f12")


def supervisor(day: Day, found: int, hazards: int) -> None:
    """All that is new is graded and issued in marks: what two people found on paper with a number, the rest by hand."""
    day.lines.append(Line("", 1))
    day.press("t")
    day.see("隐患台账")
    with day.doing("标记一批，一起定级", found + hazards):
        _all_of(day, "状态=已发现", found + hazards)
        _together(day, "定级")
    with day.doing("标记一批，制发整改通知书（编号、存档、另存 Word）", found):
        _all_of(day, f"状态=已定级 {PLACES[-1][1]}", found)
        day.press("v")
        day.see("标记的RQ")
        day.press("enter")
        day.see("文书：签发")
        day.press("1", "tab", "tab")
        day.say("days=7")
        day.press("ctrl+j")
        day.say("responsible_person=________")
        day.press(*["tab"] * 4)
        day.say("通知书")
        day.press("tab", "tab", "tab", "1", "ctrl+s")
        day.see("已签发并存档")
        day.press("f12", "0")
    with day.doing("登记一份通知书的送达", 1):
        day.press("v")
        day.see("件事可办")
        day.press(*"djsd", "enter")
        day.see("选一条", "示燃改")
        day.press("enter")
        day.see("送达日期")
        day.press("1", "enter", "enter")
        day.say("吴某")
        day.press("ctrl+s")
        day.see("已登记送达")
    with day.doing("标记一批，一起签发（手填文号）", hazards):
        _all_of(day, "状态=已定级", hazards)
        _together(day, "签发整改通知书", {0: "示燃改〔2024〕手1号", 2: "7"})
    with day.doing("认定一个疑点", 1):
        day.press("v")
        day.see("件事可办")
        day.press(*"rd", "enter")
        day.see("选一条", "一人代签")
        day.press(*"代签", "enter")
        day.see("结论", "类别：一人代签")
        day.press("1", "enter")
        day.say("当天都在现场，一台电脑轮流录入")
        day.press("ctrl+s")
        day.see("已认定|有合理解释")
    with day.doing("导出闭环台账", 1):
        day.press("e")
        day.see("导出闭环台账|导出到")
        day.press("ctrl+s")
        day.see("已导出：")


def _all_of(day: Day, text: str, count: int) -> None:
    """Filter, and mark all of it."""
    day.press("/", "ctrl+u")
    day.say(text)
    day.press("enter")
    day.see(f"共{count}条")
    day.press("*")
    day.see(f"已选{count}件")


def _together(day: Day, title: str, typed: Mapping[int, str] = MappingProxyType({})) -> None:
    """Choose what to do with the marked, fill in what is not known, each in its place, look it over, agree, and read
    what became of it."""
    day.press("t")
    day.see("一起办什么")
    day.press("enter")
    day.see(f"一起办：{title}")
    at = 0
    for place, text in typed.items():
        day.press(*["tab"] * (place - at))
        day.say(text)
        at = place
    day.press("ctrl+s")
    day.see("件能办")
    day.press("y", "enter")
    day.see(f"{title}：办成")
    day.press("enter")


def _number(n: int) -> str:
    return f"RQ-2024-{n:04}"


def table(lines: Sequence[Line]) -> str:
    """As the page of keys shows it."""
    rows = [f"| {one.what} | {one.count} | {one.keys} | {one.each:.1f} | {one.letters} |" for one in lines if one.what]
    return "\n".join(["| 办什么 | 几件 | 按键 | 每件 | 另写的字 |", "|---|---:|---:|---:|---:|", *rows])

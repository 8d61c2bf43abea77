"""What YAML makes of Chinese text: lines folded without blanks, comments that were meant as text, slips of the pen."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

import yaml

from inspect_engine.errors import Problem

_CHINESE = re.compile("[\u3400-\u9fff]")
_HASH = re.compile(r"(\s+)#(\s*)(.*)")
_KEY = r"^\s*(?:- +)*[\w.-]+: +"
FULL_WIDTH_COLON = re.compile(r"\s*(- *)?[\w-]+：")
TIGHT_COLON = re.compile(r"\s*(- *)?([a-z_]+):[^\s:/]")
"""``title:甲``; an address or a time is none."""
FULL_WIDTH = re.compile("[，【】｛｝“”]")
SLIPS = (
    (re.compile(r"^\s*\t|\t *[\w-]+:"), "缩进请用空格，不要用制表符"),
    (re.compile(r"[{,\[] *[\w-]+: *[<>]=? *[,}\]]|" + _KEY + r"[<>]=? *$"), '“>”“>=”要加引号，例：op: ">"'),
    (re.compile(_KEY + r"[*&!@%`|>]+(?=[^\s*&!@%`|>])"), "以 * & ! @ % ` > 或竖线开头的文字，整段用双引号括起来"),
    (re.compile(_KEY + r"[\"'].*[\"'] *[^\s,}\]#]"), "文字里有引号的，整段用另一种引号括起来"),
    (re.compile(_KEY + r"[^\"'{\[#].*:( |$)"), "文字里有“: ”（冒号加空格）的，整段用双引号括起来"),
)
"""What a line looks like, and how to mend it; the first that fits is told."""


class Texts:
    """The scalars of a text, as somebody who writes Chinese means them."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._hashed = {n for n, line in enumerate(self._lines) if " #" in line or "\t#" in line}

    def of(self, event: yaml.ScalarEvent) -> str:
        """The text of a scalar; where a line ends and the next begins with Chinese, no blank comes between."""
        start, end = event.start_mark, event.end_mark
        if not start or not end or start.line == end.line or event.style == "|" or " " not in event.value:
            return str(event.value)
        lines = self._lines[start.line + (event.style == ">") : end.line + 1]
        if event.style != ">":
            lines[0] = lines[0][start.column :].lstrip("\"'")
        return _unfolded(str(event.value), [line.strip() for line in lines if line.strip()])

    def cut(self, event: yaml.ScalarEvent) -> str | None:
        """What of a line was taken for a comment and may be text: behind Chinese without quotes, or where no blank
        follows the number sign, as in ``3 #楼``. Two blanks before it and one behind make it a comment for sure."""
        mark = event.end_mark
        if not mark or mark.line not in self._hashed or event.style:
            return None
        found = _HASH.match(self._lines[mark.line], mark.column)
        if found is None or (found[2] and (len(found[1]) > 1 or not _CHINESE.search(event.value))):
            return None
        return found[3]


def _unfolded(value: str, lines: list[str]) -> str:
    """Without the blanks that folding put between wide characters; ``lines`` are those of the source."""
    at, kept = 0, list[str]()
    for line, after in pairwise(lines):
        end = value.find(line, at) + len(line)
        if end < at + len(line):
            break
        kept.append(value[at:end])
        folded = after and value.startswith(f" {after[:1]}", end) and _wide(value[end - 1]) and _wide(after[0])
        at = end + 1 if folded else end
    return "".join([*kept, value[at:]])


def _wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def slip(name: str, text: str, error: yaml.MarkedYAMLError) -> Problem:
    """Where the text stops being YAML, looking first for the slips that Chinese keyboards make."""
    mark, context, lines = error.problem_mark or error.context_mark, error.context_mark, text.splitlines()
    if mark is None:
        return Problem(name, "YAML 写法有误", "请从最后改过的地方查起")
    for number in range(context.line if context else mark.line, min(mark.line + 1, len(lines))):
        if FULL_WIDTH_COLON.match(lines[number]):
            return Problem(f"{name}:{number + 1}:1", "冒号请用半角“:”，后面空一格")
    before = max(mark.line - 1, 0)
    for number, line in enumerate(lines[before : mark.line + 1], before):
        if TIGHT_COLON.match(line):
            return Problem(f"{name}:{number + 1}:1", "冒号后面空一格")
    place = f"{name}:{mark.line + 1}:{mark.column + 1}"
    line = lines[mark.line] if mark.line < len(lines) else ""
    begun = lines[context.line] if context and context.line < mark.line else ""
    return Problem(place, "YAML 写法有误", _unpaired(begun) or _fix(line, lines[before] if before < mark.line else ""))


def _unpaired(line: str) -> str:
    """A quotation mark or bracket that is opened or closed only."""
    if line.count('"') % 2:
        return "双引号不成对"
    pairs = (pair for pair in (("{", "}"), ("[", "]")) if line.count(pair[0]) != line.count(pair[1]))
    return next((f"“{left}”与“{right}”不成对" for left, right in pairs), "")


def _fix(line: str, before: str) -> str:
    """How to mend a line, by what is seen of it and of the one before."""
    if fix := next((fix for pattern, fix in SLIPS if pattern.search(line)), ""):
        return fix
    if odd := FULL_WIDTH.search(line):
        return f"请检查这一行的缩进、引号和括号；有全角的“{odd[0]}”，不是文字的要换成半角"
    if unpaired := _unpaired(line):
        return unpaired
    if before.lstrip().startswith("- ") and not line.lstrip().startswith("- "):
        return "列表里的每一条都以“- ”开头；同一条里的键与第一个键左对齐"
    if before.count('"') % 2:
        return "双引号不成对"
    here, there = (len(each) - len(each.lstrip()) for each in (line, before))
    if line.strip() and before.strip() and here != there:
        return f"缩进有误：这一行空了 {here} 格，上一行 {there} 格；同一级的要左对齐，下一级多空两格"
    return "请检查这一行的缩进、引号和括号"

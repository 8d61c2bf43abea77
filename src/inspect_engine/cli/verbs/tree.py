"""The tree of commands as verbs: titles, groups and parameters from what each command says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

from inspect_tui.views.verbs import Kind, Parameter, Verb

from inspect_engine.cli.app import command_line
from inspect_engine.cli.commands import Storing, Trying, Writing
from inspect_engine.cli.verbs.wording import reworded

OUTSIDE = {
    "demo": "演练另建一本台账，不是这一本上的事",
    "init": "建另一本台账；这一本已经建好",
    "tui": "就是这个界面",
    "serve": "给没有终端的人在浏览器里开这个界面",
    "restore": "从备份恢复成另一本台账，与打开着的这一本无关",
    "upgrade": "旧格式的台账升级以前打不开；打开着的不用升级",
    "packs schema": "给编辑器用的，写定义文件时才要",
    "packs new": "写定义文件的人用编辑器做，不是台账上的事",
    "packs fmt": "写定义文件的人用编辑器做，不是台账上的事",
}
"""Commands that have no place on a screen of an open ledger, and why."""
ACTING = frozenset({"backup", "notify test"})
"""Commands that store nothing and still do something, beside those that write a file by default."""
ALONE = "台账"
"""The group of commands that stand by themselves."""
AMONG = {
    **dict.fromkeys(("explain", "params", "deadline"), "说明"),
    **dict.fromkeys(("act", "case"), "事项"),
    **dict.fromkeys(("inspect", "score"), "检查"),
    **dict.fromkeys(("tick", "clock"), "逾期督办、时钟"),
    "notice": "文书",
    "filter": "筛选",
    "sign": "会签",
    "override": "紧急越权",
    "proposal": "我提出的",
    "packs": "检查表包",
    "user": "人员",
    "board": "统计",
}
"""Groups by the first word of their commands, where that is not the group's own word."""
DAILY = (
    *("文书", "事项", "检查", "导出", "导入", "疑点", "逾期督办、时钟", "惩戒", "线索", "检查计划", "双随机抽查"),
    *("检查对象", "单位", "人员", "代办", "会签", "我提出的", "紧急越权", "统计", "说明", "台账"),
)
"""Groups in the order they are needed in; the others follow."""
ASKED = frozenset({"json", "dry_run", "request_id", "yes", "from_stdin"})
"""Parameters that a screen has other ways for."""
VAGUE = frozenset(
    {"文字", "日期", "时间", "文件", "文件夹", "姓名", "名称", "用户名", "编号", "号码", "单位", "条款", "字段=值"}
    | {"位置", "份数", "天数", "月数", "小时", "对象编号", "件数"}
)
"""Words for what a parameter is, of which its help says better what it is for."""
HEAD = re.compile(r"[^：。；，（]+")
WORDED = re.compile(r"([a-z_]+) ([^a-z、；，]+)")
FREE = "写名称也行"
ELSEWHERE = re.compile(r"见 |例 |可写|.*[a-z-]")
"""Help that says how a parameter is written, or where to look it up, rather than what it is."""


def verbs() -> list[Verb]:
    """Every command that has a place on a screen: groups as they are needed in a day, then in the order of the help."""
    found = [verb_of(path, command) for path, command in leaves(command_line) if path not in OUTSIDE]
    return sorted(reworded(found), key=lambda verb: DAILY.index(verb.group) if verb.group in DAILY else len(DAILY))


def leaves(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Commands with their paths, whatever group they are in."""
    if (within := getattr(command, "commands", None)) is None:
        yield " ".join(path), command
        return
    for name, each in within.items():
        yield from leaves(each, (*path, name))


def verb_of(path: str, command: Any) -> Verb:
    """A command as a verb."""
    params = [_parameter(each) for each in command.params if each.name not in ASKED]
    told = " ".join((command.help or "").split())
    title = _first(told)
    first, _, second = path.partition(" ")
    return Verb(
        path,
        _group(first, grouped=bool(second)),
        title,
        command.help or "",
        sorted(params, key=lambda each: (bool(each.option), bool(each.option) and not each.required)),
        writes=isinstance(command, Storing),
        once=isinstance(command, Writing),
        tries=isinstance(command, Trying),
        acts=isinstance(command, Storing) or path in ACTING or any(p.kind == "file" and p.default for p in params),
    )


def _group(first: str, *, grouped: bool) -> str:
    if first in AMONG:
        return AMONG[first]
    return _first(command_line.commands[first].help or "") if grouped else ALONE  # type: ignore[attr-defined]


def _first(text: str) -> str:
    """What a text says first."""
    found = HEAD.match(text)
    return found.group() if found else text


def _parameter(param: Any) -> Parameter:
    place = param.param_type_name == "argument"
    option = "" if place else max(param.opts, key=len)
    said, choices = param.help or "", _choices(param)
    return Parameter(
        param.name,
        _title(param, said),
        said,
        _kind(param, choices),
        param.required,
        _default(param.default),
        choices,
        option,
    )


def _title(param: Any, said: str) -> str:
    word = (param.metavar or "").strip("…[]").partition("[")[0]
    told = _first(said)
    return told if not word or (word in VAGUE and not ELSEWHERE.match(told)) or "|" in word else word


def _kind(param: Any, choices: dict[str, str]) -> Kind:
    kind, several = param.type_descriptor.annotation, param.multiple if hasattr(param, "multiple") else False
    if getattr(param, "is_flag", False):
        return "flag"
    if several or param.nargs == -1:
        return "choices" if choices else "files" if kind == list[Path] else "many"
    if choices:
        return "choice"
    if kind is Path:
        return "file"
    if kind is int:
        return "whole"
    return "date" if param.metavar == "日期" else "text"


def _choices(param: Any) -> dict[str, str]:
    """What may be chosen: as its type says, or as its help lists all words there are (``mail 邮寄、left 留置``)."""
    if known := param.type_descriptor.choices:
        titles = dict(re.findall("([a-z_]+) ([^、；，。（]+)", param.help or ""))
        return {word: titles.get(word, word) for word in (str(each.value) for each in known)}
    said = param.help or ""
    parts = re.split("[、，]", said.partition("；")[0])
    found = [WORDED.fullmatch(part.strip()) for part in parts]
    if len(found) < 2 or FREE in said:
        return {}
    return {each[1]: each[2] for each in found if each} if all(found) else {}


def _default(value: Any) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    return "" if value is None or value is False else str(value)

"""Chinese for what the command-line library says in English: help pages by pattern, faults by what they carry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from typer._click.exceptions import BadOptionUsage, BadParameter, MissingParameter, NoSuchOption, UsageError

from inspect_engine.domain.words.text import display

HELP = (
    (r"^Usage: ", "用法："),
    (r"\[OPTIONS\]", "[选项]"),
    (r"COMMAND \[ARGS\]\.\.\.", "命令 [参数]…"),
    (r"^Options:", "选项："),
    (r"^Commands:", "命令："),
    (r"^Arguments:", "参数："),
    (r"Show this message and exit\.", "显示本帮助"),
    (r"\[default:\s+([^\]]*)\]", r"[默认：\1]"),
    (r"\[required\]", "[必填]"),
    (r" <(?:str|int|float|path|list\[\w+\])>", ""),
    (r"(\d+)<=x<=(\d+)\]", r"\1 至 \2]"),
    (r"x>=(\d+)\]", r"不小于 \1]"),
)
NUMBERS = {int: "整数", float: "数字"}


class Misused(Exception):
    """A command line that our own commands find wrong; ``ctx`` is the command it was for."""

    def __init__(self, told: str, ctx: Any) -> None:
        super().__init__(told)
        self.ctx = ctx


def in_chinese(text: str) -> str:
    """A help page with the library's own words translated."""
    for pattern, words in HELP:
        text = re.sub(pattern, words, text, flags=re.MULTILINE)
    return text


OVERRIDING = frozenset({"--sure", "--force", "--yes"})
"""Options that pass over a question: never suggested for another word."""


def near(word: str, known: Iterable[str]) -> str:
    """“是否想写 a 或 b？”, or nothing."""
    found = get_close_matches(word, list(known))
    return f"是否想写 {' 或 '.join(found)}？" if found else ""


def usage_error(error: Exception) -> str | None:
    """What is wrong with a command line, in Chinese; None for an exception that is no usage error."""
    if not isinstance(error, (Misused, UsageError)):
        return None
    path = error.ctx.command_path if error.ctx else "inspect-engine"
    return f"{display(_told(error))}。用法见 {path} --help"


def _told(error: Misused | UsageError) -> str:
    match error:
        case MissingParameter(param=param) if param:
            return f"缺少{_name(param)}{_aside(getattr(param, 'help', ''))}"
        case NoSuchOption():
            return f"没有选项 {error.option_name}{_aside(_possible(error.possibilities))}"
        case BadOptionUsage():
            return _bad_option(error)
        case BadParameter(param=param) if param:
            return f"{_name(param)}不能是“{_given(error)}”：{_expected(param)}"
        case Misused():
            return str(error)
    return "命令写得不对"


def _possible(options: Sequence[str] | None) -> str:
    meant = sorted(set(options or ()) - OVERRIDING)
    return f"是否想写 {' 或 '.join(meant)}？" if meant else ""


def _bad_option(error: BadOptionUsage) -> str:
    """Only these two faults are told so by the parser: a value too few, a value too many."""
    params = error.ctx.command.params if error.ctx else []
    param = next((each for each in params if error.option_name in each.opts), None)
    if param is not None and getattr(param, "is_flag", False):
        return f"选项 {error.option_name} 后面不写值"
    return f"选项 {error.option_name} 后面要写值{_aside(param.help if param else '')}"  # type: ignore[attr-defined]


def _name(param: Any) -> str:
    if param.param_type_name == "argument":
        return f"参数“{param.metavar or param.name}”"
    return f"选项 {max(param.opts, key=len)} "


def _aside(text: str | None) -> str:
    return f"（{text}）" if text else ""


def _given(error: BadParameter) -> str:
    """The word that was typed, which the checking library keeps."""
    cause: Any = error.__cause__
    return str(cause.errors()[0]["input"]) if hasattr(cause, "errors") else ""


def _expected(param: Any) -> str:
    """What a parameter takes, from its own type and limits."""
    kind, limits = param.type_descriptor, param.type_descriptor.parameter_info
    if kind.choices:
        return f"可写 {'、'.join(str(getattr(each, 'value', each)) for each in kind.choices)}"
    return "应是" + _between(limits.min, limits.max) + NUMBERS.get(kind.annotation, "文字")


def _between(least: float | None, most: float | None) -> str:
    if least is not None and most is not None:
        return f" {least} 至 {most} 的"
    return f"不小于 {least} 的" if least is not None else f"不大于 {most} 的" if most is not None else ""

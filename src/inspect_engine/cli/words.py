"""Chinese for what the command-line library says in English."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

from inspect_engine.cli.session import session

HELP = (
    (r"^Usage: ", "用法："),
    (r"\[OPTIONS\]", "[选项]"),
    (r"COMMAND \[ARGS\]\.\.\.", "命令 [参数]…"),
    (r"^Options:", "选项："),
    (r"^Commands:", "命令："),
    (r"^Arguments:", "参数："),
    (r"Show this message and exit\.", "显示本帮助"),
    (r"\[default: ([^\]]*)\]", r"[默认：\1]"),
    (r"\[required\]", "[必填]"),
)


def in_chinese(text: str) -> str:
    """A help page with the library's own words translated."""
    for pattern, words in HELP:
        text = re.sub(pattern, words, text, flags=re.MULTILINE)
    return text


class Command(TyperCommand):
    """A command whose help page is all Chinese."""

    def get_help(self, ctx: Any) -> str:
        return in_chinese(super().get_help(ctx))


class Writing(Command):
    """A command that stores something in the ledger."""

    def invoke(self, ctx: Any) -> Any:
        session.writes = True
        return super().invoke(ctx)


class Group(TyperGroup):
    """A group of commands whose help page is all Chinese, in the order they were written; it stands for no command."""

    def get_help(self, ctx: Any) -> str:
        return in_chinese(super().get_help(ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        rest: list[str] = super().parse_args(ctx, args)
        if not ctx._protected_args and not ctx.resilient_parsing:
            print(ctx.get_help())
            ctx.exit()
        return rest


def usage_error(error: Exception) -> str | None:
    """What is wrong with a command line, in Chinese; None for an exception that is no usage error."""
    if not hasattr(error, "format_message"):
        return None
    text = str(error.format_message())
    for pattern, words in (
        (r"Missing argument '?([^'.]*)'?\.?.*", r"缺少参数“\1”"),
        (r"Missing option '?([^'.]*)'?\.?.*", r"缺少选项 \1"),
        (r"No such option: (\S+).*", r"没有选项 \1"),
        (r"No such command '([^']*)'.*", r"没有命令“\1”"),
        (r"Missing command\.", "缺少命令"),
        (r"Got unexpected extra arguments?\s*\(?s?\)?\s*\((.*)\)", r"多余的参数：\1"),
        (r"Option '([^']*)' requires an argument\.?", r"选项 \1 后面要写值"),
        (r"Invalid value for '?([^':]*)'?: .*", r"\1 的值不对"),
    ):
        found, count = re.subn(pattern, words, text, count=1, flags=re.DOTALL)
        if count:
            text = found
            break
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "inspect-engine"
    return f"{text}。用法见 {command} --help" if text else f"用法见 {command} --help"

"""What every command and group has: a Chinese help page, ``--json``, an answer that is told, faults at their place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import Any

from typer._click.formatting import HelpFormatter
from typer._coercion import bool_flag_type_descriptor, resolve_type_descriptor
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.models import OptionInfo

from inspect_engine.cli.outputs import confine, refuse_ledger
from inspect_engine.cli.requests import requested
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, tried
from inspect_engine.cli.words import NUMBERS, Misused, in_chinese, near

FLAGS = {
    "json": "输出 JSON，供程序读取",
    "dry_run": "试办：照样核对，说明会存下什么，但不保存",
}
REQUEST = "这次请求的编号（默认自动编一个）：用同一编号重办同一步，不会再存一次"


class Page(HelpFormatter):
    """A help page whose columns are aligned by cells: the library counts characters, and breaks lines by them.

    Lines are left to the terminal to break; those of one paragraph are joined as Chinese is, without a blank, but for
    one that begins with a ``\\b`` of its own.
    """

    def write_text(self, text: str) -> None:
        for part in re.split(r"\n\s*\n", text.strip()):
            if part.startswith("\b\n"):
                self.write("".join(f"{'':>{self.current_indent}}{line}\n" for line in part.splitlines()[1:]) + "\n")
                continue
            joined = re.sub(r"(?<=[^\x00-\xff])\s*\n\s*(?=[^\x00-\xff])", "", part)
            self.write(f"{'':>{self.current_indent}}{' '.join(joined.split())}\n\n")
        self.buffer[-1] = self.buffer[-1][:-1]

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        from rich.cells import cell_len

        column = min(max(cell_len(first) for first, _ in rows), col_max) + col_spacing
        for first, second in rows:
            room = column - cell_len(first)
            gap = " " * room if room >= col_spacing else "\n" + " " * (self.current_indent + column)
            self.write(f"{'':>{self.current_indent}}{first}{gap}{' '.join(second.split())}".rstrip() + "\n")


class Command(TyperCommand):
    """A command whose function gives back an :class:`~inspect_engine.cli.show.Answer`."""

    flags: tuple[str, ...] = ("json",)
    brief = True
    """Whether it is over soon, and looks at the ledger on one connection meanwhile."""

    def __init__(self, *given: Any, params: Sequence[Any] | None = None, **named: Any) -> None:
        super().__init__(*given, params=[*(params or ()), *map(_flag, self.flags)], **named)

    def get_help(self, ctx: Any) -> str:
        ctx.formatter_class = Page
        return in_chinese(super().get_help(ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        ctx.allow_extra_args = True
        with _placed(ctx):
            params: list[Any] = self.params
            asked = {name for each in params if each.type_descriptor.annotation in NUMBERS for name in each.opts}
            words = list(_halved(args, asked)) if asked else args
            rest: list[str] = super().parse_args(ctx, words)
        if rest and not ctx.resilient_parsing:
            raise Misused(f"多余的参数：{' '.join(rest)}", ctx)
        return rest

    def invoke(self, ctx: Any) -> int:
        session.json = ctx.params.pop("json", False)
        with session.looking() if self.brief else nullcontext():
            answer = self.answered(ctx)
            session.answer = tried(answer, session.tried) if session.dry_run else answer
            return session.answer.tell(json=session.json)

    def answered(self, ctx: Any) -> Answer:
        """What the function of this command gives back."""
        confine(ctx)
        refuse_ledger(self.params, ctx.params)
        answer: Answer = super().invoke(ctx)
        return answer


class Storing(Command):
    """A command that stores something."""

    def invoke(self, ctx: Any) -> int:
        session.writes = True
        return super().invoke(ctx)

    def answered(self, ctx: Any) -> Answer:
        answer = super().answered(ctx)
        return replace(answer, notes=[*answer.notes, *session.doubts]) if session.doubts else answer


class Writing(Storing):
    """A command that stores something in the ledger: once, however often the same request is made."""

    def __init__(self, *given: Any, params: Sequence[Any] | None = None, **named: Any) -> None:
        super().__init__(*given, params=[*(params or ()), _request()], **named)

    def invoke(self, ctx: Any) -> int:
        session.request = requested(ctx.command_path, ctx.params)
        return super().invoke(ctx)

    def answered(self, ctx: Any) -> Answer:
        from inspect_engine.ledger.desk import Repeated

        try:
            answer = super().answered(ctx)
        except Repeated as found:
            answer = Answer({"items": [event.plain() for event in found.events]})
        done = "这一步以前已办过，没有再存一次；以上是当时存下的。"
        return replace(answer, notes=[*answer.notes, *([done] if session.repeated else [])])


class Trying(Writing):
    """A command that may be tried out first: it does all it would do, and then nothing of it is stored."""

    flags = ("json", "dry_run")

    def invoke(self, ctx: Any) -> int:
        session.dry_run = ctx.params.pop("dry_run")
        return super().invoke(ctx)


class Screens(Command):
    """A command that takes over the terminal: it has nothing to print."""

    flags = ()
    brief = False


class Group(TyperGroup):
    """A group of commands in the order they were written; it stands for no command."""

    def get_help(self, ctx: Any) -> str:
        ctx.formatter_class = Page
        return in_chinese(super().get_help(ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        with _placed(ctx):
            rest: list[str] = super().parse_args(ctx, args)
        if not ctx._protected_args and not ctx.resilient_parsing:
            print(ctx.get_help())
            ctx.exit()
        return rest

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in self.commands:
            told = near(args[0], self.commands) or f"可写：{'、'.join(self.commands)}"
            raise Misused(f"没有命令“{args[0]}”（{told}）", ctx)
        return super().resolve_command(ctx, args)


def _halved(args: Sequence[str], asked: Collection[str]) -> Iterator[str]:
    """The words of a command line, each number that an option ``asked`` for in half width: ６, as Chinese keyboards
    have it, is 6."""
    from inspect_engine.domain.calendars import HALF_WIDTH

    before = ""
    for word in args:
        name, equals, value = word.partition("=")
        if before in asked:
            yield word.translate(HALF_WIDTH)
        else:
            yield f"{name}={value.translate(HALF_WIDTH)}" if equals and name in asked else word
        before = word


def _flag(name: str) -> TyperOption:
    words = [f"--{name.replace('_', '-')}"]
    kind = bool_flag_type_descriptor()
    return TyperOption(param_decls=words, type_descriptor=kind, is_flag=True, default=False, help=FLAGS[name])


def _request() -> TyperOption:
    kind = resolve_type_descriptor(annotation=str, parameter_info=OptionInfo())
    return TyperOption(param_decls=["--request-id"], type_descriptor=kind, metavar="编号", help=REQUEST)


@contextmanager
def _placed(ctx: Any) -> Iterator[None]:
    """What is wrong with these words is wrong with this command, though the parser does not always say so."""
    try:
        yield
    except Exception as error:
        if getattr(error, "ctx", ctx) is None:
            error.ctx = ctx  # type: ignore[attr-defined]
        raise

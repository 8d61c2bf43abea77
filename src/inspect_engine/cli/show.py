"""Telling: JSON for programs, aligned Chinese text for people, narration for both."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeVar

from inspect_engine.cli.encodings import fitting
from inspect_engine.cli.session import session
from inspect_engine.cli.streams import in_place
from inspect_engine.domain.words.masking import COVERED
from inspect_engine.domain.words.text import display, escaped

if TYPE_CHECKING:
    from inspect_engine.domain.events import Event

__all__ = [
    "Answer",
    "Table",
    "as_json",
    "counting",
    "display",
    "document",
    "fields_of",
    "listing",
    "paired",
    "pairs",
    "printed",
    "say",
    "table",
    "told",
    "tried",
]

RowT = TypeVar("RowT")
WHOSE = "只有检查员、主管看全号"
WIDE = 1 << 20
"""Cells of a line: nothing is cut or wrapped, whatever the terminal."""


@dataclasses.dataclass(frozen=True)
class Table:
    """Rows under a head, each for one of the items of an answer's shape, and lines below them."""

    head: Sequence[str]
    rows: Sequence[Sequence[object]]
    below: Sequence[str] = ()

    def show(self) -> None:
        table(self.head, self.rows)
        for line in self.below:
            print(display(line))


@dataclasses.dataclass(frozen=True)
class Answer:
    """What a command found or stored.

    ``shape`` is for programs; ``words``, a text or what prints it, for people; both go to stdout. ``told``, what was
    stored, and ``notes``, what else to know, go to stderr. ``code`` is the exit code. Of a list ``table`` makes the
    rows.
    """

    shape: object
    words: Callable[[], object] | str = ""
    told: Sequence[str] = ()
    notes: Sequence[str] = ()
    code: int = 0
    table: Callable[[], Table] | None = None

    def tell(self, *, json: bool) -> int:
        """Print it, and give back the exit code."""
        if json:
            as_json(self.shape)
        elif callable(self.words):
            self.words()
        elif self.words:
            print(display(self.words, lines=True))
        for line in (*self.told, *self.notes, *([f"{COVERED}：{WHOSE}。"] if session.covered else ())):
            say(line)
        return self.code


@contextmanager
def counting(what: str) -> Iterator[Callable[[int, int], None]]:
    """Tell on a terminal's stderr how far something long has come, ``核验 1500 / 20000``; gone when it is done."""

    def told(done: int, of: int) -> None:
        in_place(f"{what} {done} / {of}")

    try:
        yield told
    finally:
        in_place("")


def listing(
    what: str,
    items: Iterable[RowT],
    head: Sequence[str],
    row: Callable[[RowT], Sequence[object]],
    below: Sequence[str] = (),
    **beside: object,
) -> Answer:
    """A list: ``{"items": […]}``, or a table with a ``row`` for each and lines ``below`` it; of none, that there is
    none of ``what``."""
    found = list(items)

    def made() -> Table:
        return Table(head, list(map(row, found)), below)

    def words() -> None:
        if found:
            made().show()
        else:
            say(f"没有{what}。")

    return Answer({**beside, "items": found}, words, table=made)


def tried(answer: Answer, events: Sequence[Event]) -> Answer:
    """What is told of a command that was only tried out, and the events that it would have stored."""
    would = {"dry_run": True, "would_store": [event.plain() for event in events]}
    would |= (
        {"results": answer.shape["results"]} if isinstance(answer.shape, dict) and "results" in answer.shape else {}
    )
    ending = "什么都没有保存；编号到正式办理时再定。" if events else "照此办理，也没有什么要保存。"
    told = [*(line.replace("已保存", "会保存") for line in answer.told), f"这是试办，{ending}"]
    return dataclasses.replace(answer, shape=would, told=told)


def as_json(value: object) -> None:
    """Print one JSON document, as its reader may see it."""
    print(fitting(document(_covered(json.loads(document(value)))), sys.stdout.encoding))


def document(value: object, indent: int = 2) -> str:
    """One JSON document as text that is safe to print, whatever is in it."""
    return escaped(json.dumps(value, ensure_ascii=False, indent=indent, default=_plain))


def _covered(value: object) -> object:
    """Plain data with its texts as their reader may see them; numbers are none that identify people."""
    if isinstance(value, str):
        return session.cover(value)
    if isinstance(value, dict):
        return {key: _covered(each) for key, each in value.items()}
    return list(map(_covered, value)) if isinstance(value, list) else value


def printed(text: str) -> str:
    """What goes to stdout: nothing acts on a terminal, and numbers are covered, in JSON already."""
    safe = display(text, lines=True)
    return safe if session.json else session.cover(safe)


def told(text: str) -> str:
    """What goes to stderr."""
    return session.cover(display(text, lines=True))


def fields_of(value: object) -> dict[str, object]:
    """A dataclass as a mapping, its values as they are."""
    assert dataclasses.is_dataclass(value)
    return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}


def _plain(value: object) -> object:
    if callable(plain := getattr(value, "plain", None)):
        return plain()
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return fields_of(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset, tuple)):
        return sorted(value) if isinstance(value, (set, frozenset)) else list(value)
    if isinstance(value, PurePath):
        return str(value)
    raise TypeError(f"cannot print {type(value).__name__}")


def say(text: str) -> None:
    """Narration: to stderr, so that stdout stays data."""
    print(display(text, lines=True), file=sys.stderr)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Columns aligned by cells under a head; nothing is cut."""
    print(_columns([head, *([display("" if cell is None else cell) for cell in row] for row in rows)]))


def pairs(rows: Iterable[tuple[str, object]]) -> None:
    """“名称  值” lines; empty values are left out."""
    if text := paired(rows):
        print(text)


def paired(rows: Iterable[tuple[str, object]]) -> str:
    """As :func:`pairs` prints them."""
    kept = [(name, display(value, lines=True)) for name, value in rows if value not in (None, "", ())]
    return _columns(kept) if kept else ""


def _columns(lines: Sequence[Sequence[str]]) -> str:
    from io import StringIO

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2, 0, 0))
    for _ in lines[0]:
        grid.add_column(no_wrap=True, overflow="ignore")
    for line in lines:
        grid.add_row(*map(Text, line))
    paper = Console(file=StringIO(), width=WIDE, color_system=None, force_terminal=False, legacy_windows=False)
    paper.print(grid, soft_wrap=True)
    return "\n".join(line.rstrip() for line in paper.file.getvalue().splitlines())  # type: ignore[attr-defined]

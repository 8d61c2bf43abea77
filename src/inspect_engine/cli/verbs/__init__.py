"""The commands as verbs of the terminal: carried out in its process, on a thread, by the same code."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from inspect_tui.views.verbs import Asked, Done, Order, Rows, Verb

from inspect_engine.cli.asking import AT_TERMINAL
from inspect_engine.cli.session import session
from inspect_engine.cli.show import display, printed, told
from inspect_engine.cli.streams import Stream, own
from inspect_engine.cli.verbs.line import words_of


@dataclass(frozen=True)
class Commands:
    """The commands on one ledger, as one person, perhaps standing in for another."""

    path: Path
    user: str | None
    acts_for: str | None

    @cached_property
    def all(self) -> tuple[Verb, ...]:
        """Put together when first asked for: that imports every command."""
        from inspect_engine.cli.verbs.tree import verbs

        return tuple(verbs())

    def of(self, user: str) -> Commands:
        return replace(self, user=user)

    def run(self, order: Order, asked: Asked) -> Done:
        """Carry out a verb and tell of it; what is printed goes nowhere else."""
        from inspect_engine.cli import run
        from inspect_engine.cli.verbs.faults import faults_of
        from inspect_engine.cli.verbs.wording import in_words

        out, err = Caught(printed, None), Caught(told, asked)
        with own(out, err), _asking(asked):
            code = run([*self._front(), *words_of(order)])
            fault, answer = session.fault, session.answer
            faults = faults_of(fault, order.verb) if fault else {}
            faults = {name: in_words(each, order.verb, self.all) for name, each in faults.items()}
            rows = _rows() if answer and answer.table and code == 0 else None
        return Done(code, out.text, in_words(err.text, order.verb, self.all), faults, rows)

    def _front(self) -> Iterator[str]:
        given = {"--db": str(self.path), "--user": self.user, "--for": self.acts_for}
        for name, value in given.items():
            if value:
                yield f"{name}={value}"


class Caught(Stream):
    """Keeps what is printed; a line that stands in place of the one before is told to who waits."""

    def __init__(self, shown: object, asked: Asked | None) -> None:
        self._kept = io.StringIO()
        super().__init__(self._kept, shown)  # type: ignore[arg-type]
        self._asked = asked

    @property
    def text(self) -> str:
        return self._kept.getvalue()

    def isatty(self) -> bool:
        return self._asked is not None

    def replace(self, text: str) -> None:
        if self._asked:
            self._asked.progress(told(text))


@dataclass(frozen=True)
class Asking:
    """Whoever sits at the screen is there, and can answer."""

    asked: Asked
    hears: bool = True
    here: bool = True

    def sure(self, question: str) -> bool:
        return self.asked.sure(display(f"{question}：这一步不能撤回", lines=True))

    def which(self, question: str, words: tuple[str, str]) -> int | None:
        return self.asked.which(display(question, lines=True), words)

    def secret(self, question: str) -> str:
        return self.asked.secret(question)


@contextmanager
def _asking(asked: Asked) -> Iterator[None]:
    session.asker = Asking(asked)
    try:
        yield
    finally:
        session.asker = AT_TERMINAL


def _rows() -> Rows:
    assert session.answer
    assert session.answer.table
    made = session.answer.table()
    keys = [["" if cell is None else str(cell) for cell in row] for row in made.rows]
    cells = [[printed(display(cell)) for cell in row] for row in keys]
    return Rows(made.head, cells, keys, [printed(line) for line in made.below])

"""Who is asked where a command must know more: whoever sits at the terminal, or at the screen it was begun from."""

from __future__ import annotations

import sys
import unicodedata
from typing import Protocol

from inspect_engine.domain.words.text import display
from inspect_engine.errors import InputError

YES = frozenset({"y", "yes", "是"})


class Asker(Protocol):
    """Puts questions to a person, and waits for the answer."""

    @property
    def hears(self) -> bool:
        """Whether somebody can type."""
        ...

    @property
    def here(self) -> bool:
        """Whether somebody can read a question, and answer."""
        ...

    def sure(self, question: str) -> bool:
        """Whether he says yes to what cannot be undone."""
        ...

    def which(self, question: str, words: tuple[str, str]) -> int | None:
        """Which of two he means, 0 or 1; None for neither."""
        ...

    def secret(self, question: str) -> str:
        """What he types without its being shown. Raises InputError where nobody can."""
        ...


class AtTerminal:
    """Asks on standard error and reads standard input."""

    @property
    def hears(self) -> bool:
        return sys.stdin.isatty()

    @property
    def here(self) -> bool:
        return sys.stdin.isatty() and sys.stderr.isatty()

    def sure(self, question: str) -> bool:
        return _line(f"{question}：这一步不能撤回。要办请输入 y：").lower() in YES

    def which(self, question: str, words: tuple[str, str]) -> int | None:
        first, second = words
        said = unicodedata.normalize("NFKC", _line(f"{question}\n{first}的输入 1，{second}的输入 2："))
        return int(said) - 1 if said in ("1", "2") else None

    def secret(self, question: str) -> str:
        from getpass import getpass

        if not self.hears:
            raise InputError.one("这里没有终端，不能输入口令", fix="请在终端里运行，或者加 --stdin 从标准输入给")
        try:
            return getpass(question, sys.stderr)
        except UnicodeDecodeError:
            raise InputError.one("输入的不是 UTF-8 文字", fix="请用 UTF-8 的终端") from None


AT_TERMINAL: Asker = AtTerminal()


def _line(question: str) -> str:
    print(display(question, lines=True), end="", file=sys.stderr, flush=True)
    try:
        return sys.stdin.readline().strip()
    except UnicodeDecodeError:
        return ""

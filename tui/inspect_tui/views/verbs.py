"""Verbs of the command line as the terminal knows them: what each takes, and how it is carried out.

Whoever opens the terminal hands them over (:class:`Verbs`): here nothing is known of the command line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

Kind = Literal["text", "flag", "choice", "choices", "date", "whole", "file", "files", "many"]
"""How a parameter is filled in: ``many`` and ``files`` hold one a line; ``choices`` several of its choices, parted by
commas."""


@dataclass(frozen=True)
class Parameter:
    """One thing a verb takes. ``option`` is how the command line spells it, empty for what has a place of its own."""

    name: str
    title: str
    hint: str
    kind: Kind
    required: bool
    default: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    option: str = ""


@dataclass(frozen=True)
class Verb:
    """``path`` is its command, as ``notice issue``; ``once`` whether it knows a request again, ``tries`` whether it may
    be tried out first; ``acts`` whether it does something, if only to write a file or send a line."""

    path: str
    group: str
    title: str
    help: str
    parameters: Sequence[Parameter]
    writes: bool
    once: bool = False
    tries: bool = False
    acts: bool = False

    @property
    def named(self) -> str:
        return f"{self.group}：{self.title}"

    def said(self, given: Mapping[str, str]) -> str:
        """What was given, in words; what is as it is by itself is left out."""
        kept = [
            (p, given[p.name]) for p in self.parameters if given.get(p.name, p.default) not in ("", "false", p.default)
        ]
        return "；".join(p.title if p.kind == "flag" else f"{p.title} {p.choices.get(v, v)}" for p, v in kept)

    def lacks(self, given: Mapping[str, str]) -> list[Parameter]:
        """What must be given, and is not."""
        return [each for each in self.parameters if each.required and not given.get(each.name, each.default).strip()]


@dataclass(frozen=True)
class Rows:
    """A list: ``keys`` are the rows as they were before they were made safe to show."""

    head: Sequence[str]
    cells: Sequence[Sequence[str]]
    keys: Sequence[Sequence[str]]
    below: Sequence[str] = ()


@dataclass(frozen=True)
class Done:
    """How a verb went: its exit code, what it printed, what it told besides, and what is wrong by parameter."""

    code: int
    out: str
    told: str
    faults: Mapping[str, str] = field(default_factory=dict)
    rows: Rows | None = None

    @property
    def well(self) -> bool:
        return self.code == 0

    @property
    def text(self) -> str:
        """All that is told of it."""
        return "\n".join(part.strip("\n") for part in (self.out, self.told) if part.strip())


class Asked(Protocol):
    """Who is asked while a verb is carried out, and told how far it is; called on the verb's thread."""

    def sure(self, question: str) -> bool: ...
    def which(self, question: str, words: tuple[str, str]) -> int | None: ...
    def secret(self, question: str) -> str: ...
    def progress(self, text: str) -> None:
        """Raises KeyboardInterrupt where nobody waits for it any more."""


@dataclass(frozen=True)
class Order:
    """A verb to carry out, with what was filled in by parameter; ``request`` makes it one, however often it is given.

    ``tried`` asks what it would do.
    """

    verb: Verb
    values: Mapping[str, str]
    request: str = ""
    tried: bool = False


class Verbs(Protocol):
    """All there are, and how they are carried out."""

    @property
    def all(self) -> Sequence[Verb]: ...
    def of(self, user: str) -> Verbs:
        """The same for another person."""
        ...

    def run(self, order: Order, asked: Asked) -> Done:
        """Carry it out and tell of it; to be called on a thread. Never raises, never ends the program."""
        ...

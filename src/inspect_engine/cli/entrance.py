"""The entrance of the command line: what comes in is text, or it is told so before anything else happens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from inspect_engine.domain.words.text import display, is_text, spelled
from inspect_engine.errors import InputError, Problem

ANYWHERE = ("--db", "--user", "--for")
"""Options that belong to every command and may stand anywhere on the line."""
FILES = ("--evidence",)
"""Options whose values are files to be stored, whatever their names: those are kept as text."""
VARIABLES, SECRET = "INSPECT_ENGINE_", "INSPECT_ENGINE_PASSPHRASE"
FIX = "请用 UTF-8 的终端和系统语言设置；文件、文件夹的名字先改成 UTF-8"


def require_text(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """Raises InputError for every word and variable of ours whose bytes are not UTF-8; a passphrase may be anything."""
    problems = [*_words(arguments), *_variables(environment)]
    if problems:
        raise InputError(problems)


def _words(arguments: Sequence[str]) -> Iterator[Problem]:
    for number, word in enumerate(arguments, 1):
        option = word.partition("=")[0] if word.startswith("--") else (["", *arguments])[number - 1]
        if not is_text(word) and option not in FILES:
            yield Problem(f"第 {number} 个参数", f"不是 UTF-8 文字，看上去是“{display(spelled(word))}”", FIX)


def _variables(environment: Mapping[str, str]) -> Iterator[Problem]:
    """By name only: what is in them may be secret."""
    for name, text in environment.items():
        if name.startswith(VARIABLES) and name != SECRET and not is_text(text):
            yield Problem(f"环境变量 {display(name)}", "不是 UTF-8 文字", FIX)


def hoisted(arguments: Sequence[str]) -> list[str]:
    """With the options of :data:`ANYWHERE` moved to the front, up to a bare ``--``."""
    front: list[str] = []
    rest: list[str] = []
    words = list(arguments)
    while words:
        word = words.pop(0)
        if word == "--":
            return [*front, *rest, word, *words]
        if word in ANYWHERE and words:
            front += [word, words.pop(0)]
        elif word.startswith(tuple(f"{name}=" for name in ANYWHERE)):
            front.append(word)
        else:
            rest.append(word)
    return [*front, *rest]

"""Which parameter a refusal is about, by what the refusal itself says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inspect_tui.views.verbs import Verb

from inspect_engine.cli.words import usage_error
from inspect_engine.domain.words.text import display
from inspect_engine.errors import InspectError, Problem

USAGE = "。用法见"
OPTION = re.compile(r"--[a-z-]+")


def faults_of(fault: Exception, verb: Verb) -> dict[str, str]:
    """What is wrong, by the name of the parameter it is wrong with; nothing for what is about none of them."""
    found: dict[str, str] = {}
    for name, text in _told(fault, verb):
        found[name] = f"{found[name]}；{text}" if name in found else text
    return found


def _told(fault: Exception, verb: Verb) -> Iterator[tuple[str, str]]:
    if isinstance(fault, InspectError):
        for problem in getattr(fault, "problems", ()):
            if name := _meant(problem, verb):
                yield name, display(f"{problem.what}（{problem.fix}）" if problem.fix else problem.what)
    elif (param := getattr(fault, "param", None)) is not None and (said := usage_error(fault)):
        yield param.name, said.partition(USAGE)[0]


def _meant(problem: Problem, verb: Verb) -> str:
    """The parameter whose option a problem's place begins with."""
    option = OPTION.match(problem.where or "")
    return next((p.name for p in verb.parameters if option and p.option == option.group()), "")

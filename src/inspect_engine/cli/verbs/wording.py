"""What a command says of itself, for who fills in its form: fields by their titles, commands by what they do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from inspect_tui.views.verbs import Parameter, Verb

LINE = "inspect-engine "
OPTION = re.compile(r"(?<![\w-])(--[a-z][a-z-]*|-[a-z])(?![\w-])\s*")
GIVEN = re.compile(r"(?<=”)(?=[\w@-]+=)")
QUOTED = re.compile(r"加 ?(--[a-z][a-z-]*) (?=“)")
WORDS = {"--dry-run": "试办（F6）", "--user": "用户名", "--for": "代谁办", "--yes": "确认", "--json": "JSON"}
WORDS |= {"--request-id": "请求编号", "--db": "台账"}
"""Options that are no field of any form."""
ENDED = re.compile(
    r"（退出码 ?\d）|[，；]?(但|才)?退出(码|码是)? ?\d(?=[，。；（）]|$)|[，；：]?脚本里用 INSPECT_[A-Z_]+"
)
"""What matters to scripts alone."""


def reworded(verbs: Sequence[Verb]) -> list[Verb]:
    """The same verbs, in the words of screens. Command lines given as examples are left out."""
    verbs = [replace(verb, title=_plain_title(verb)) for verb in verbs]
    named = {verb.path: verb.named for verb in verbs}
    elsewhere = {each.option: each.title for verb in verbs for each in verb.parameters if each.option} | WORDS
    return [_reworded(verb, named, elsewhere) for verb in verbs]


def in_words(text: str, verb: Verb, verbs: Sequence[Verb]) -> str:
    """What a verb answered at its form, a refusal with what to do say, in the words of screens."""
    named = {each.path: each.named for each in verbs}
    meant = [one for one in verbs if " " in one.path and one.path in text]
    elsewhere = {each.option: each.title for one in (*verbs, *meant) for each in one.parameters if each.option} | WORDS
    return ENDED.sub("", _commands(_options(text, _titles(verb, elsewhere)), named))


def _titles(verb: Verb, elsewhere: Mapping[str, str]) -> dict[str, str]:
    own = {each.option: _without_options(each.title) for each in verb.parameters if each.option}
    short = {"-o": own["--output"]} if "--output" in own else {}
    return {**elsewhere, **own, **short}


def _reworded(verb: Verb, named: Mapping[str, str], elsewhere: Mapping[str, str]) -> Verb:
    titles = _titles(verb, elsewhere)

    def said(text: str) -> str:
        return _commands(_options(text, titles), named)

    parameters = [replace(each, title=_without_options(each.title), hint=said(_hint(each))) for each in verb.parameters]
    return replace(verb, help=said("\n\n".join(_paragraphs(verb.help))), parameters=parameters)


def _plain_title(verb: Verb) -> str:
    return _without_options(verb.title).strip()


def _paragraphs(text: str) -> Iterator[str]:
    return (ENDED.sub("", part) for part in text.split("\n\n") if LINE not in part)


def _hint(parameter: Parameter) -> str:
    """What the words of a choice mean stands in the choice, and what a field is called above it."""
    told = parameter.hint.partition("；")[2] if parameter.choices else parameter.hint
    rest = told.removeprefix(parameter.title)
    return ENDED.sub("", rest[1:] if rest != told and rest[:1] in "，；：" else told if rest else "")


def _without_options(text: str) -> str:
    return OPTION.sub("", text)


def _options(text: str, titles: Mapping[str, str]) -> str:
    text = QUOTED.sub(lambda found: f"“{titles[found[1]]}”填" if found[1] in titles else found[0], text)
    told = OPTION.sub(lambda found: f"“{titles[found[1]]}”" if found[1] in titles else found[0], text)
    return GIVEN.sub("里写 ", told)


def _commands(text: str, named: Mapping[str, str]) -> str:
    """``见 packs show`` is ``见“检查表包：看一张”``."""
    for path in sorted(named, key=len, reverse=True):
        if path in text:
            text = re.sub(rf"\s?(?<![\w./\\-]){path}(?![\w./\\-])\s?", f"“{named[path]}”", text, flags=re.ASCII)
    return text

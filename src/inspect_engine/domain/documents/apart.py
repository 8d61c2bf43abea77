"""What a document says of one of its cases only: a deadline of its own, given as ``days@RQ-2026-0001``, or the duties
that it breaches."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from inspect_engine.domain.calendars import FORM_TITLES
from inspect_engine.domain.cases import Case
from inspect_engine.domain.documents.citations import unusable
from inspect_engine.domain.documents.kinds import BREACHED, DocumentField, DocumentKind
from inspect_engine.domain.documents.material import CaseMaterial, Desk
from inspect_engine.domain.words import forms
from inspect_engine.errors import InputError, Problem

AT = "@"
OPEN = re.compile(r"[_＿\s]+")
"""A line to write on by hand: the same for everybody."""


def parted(said: Mapping[str, str]) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """What was said of the whole document, and what of one case, by field and the number of that."""
    whole = {name: text for name, text in said.items() if AT not in name}
    own = {(name.partition(AT)[0], _number(name)): text for name, text in said.items() if AT in name}
    return whole, own


def said_of(said: Mapping[str, str], cases: Sequence[Case], groups: Sequence[Sequence[Case]]) -> dict[str, str]:
    """What was said of a document about ``cases``, or of no case of any of the ``groups``; not what was said of the
    cases of another."""
    others = {case.number for each in groups for case in each} - {case.number for case in cases}
    return {name: text for name, text in said.items() if AT not in name or _number(name) not in others}


def of_unit(kind: DocumentKind, said: Mapping[str, str], cases: Sequence[Case]) -> dict[str, str]:
    """The same, where what was said of one of a unit's ``cases`` and cannot differ by case is said of its document.
    Raises InputError where two of them are said to have another."""
    mine, numbers = dict(said), {case.number for case in cases}
    whole = {spec.id: spec for spec in kind.given if not _by_case(spec)}
    given: dict[str, set[str]] = {}
    for place in said:
        name, at, _ = place.partition(AT)
        if at and name in whole and _number(place) in numbers:
            given.setdefault(name, set()).add(mine.pop(place))
    if twice := [name for name, texts in given.items() if len(texts) > 1]:
        what = f"{cases[0].party}的“{whole[twice[0]].title}”写了两个：{'、'.join(sorted(given[twice[0]]))}"
        raise InputError.one(what, where=f"--set {twice[0]}", fix="一家只写一个")
    return mine | {name: texts.pop() for name, texts in given.items()}


def one_for_several(kind: DocumentKind, said: Mapping[str, str], groups: Sequence[Sequence[Case]]) -> Iterator[Problem]:
    """What differs by unit (``groups`` of cases) and was said once of more units than one."""
    _, own = parted(said)
    for spec in kind.given:
        rest = [cases for cases in groups if not any((spec.id, case.number) in own for case in cases)]
        if spec.of_unit and spec.id in said and len(rest) > 1 and not OPEN.fullmatch(said[spec.id]):
            each = "；".join(f"--set {spec.id}{AT}{cases[0].number}={cases[0].party}的" for cases in rest)
            what = f"“{spec.title}”一家一个样，不能给 {len(rest)} 家都写“{said[spec.id]}”"
            yield Problem(
                f"--set {spec.id}",
                what,
                f"逐家写：{each}；还不知道的写“________”，当面填；都不知道的，--set {spec.id}=________ 一次写完",
            )


def _by_case(spec: DocumentField) -> bool:
    """Whether a field may be another for each case of one document."""
    return spec.type == "period" or spec.id == BREACHED


def read_apart(
    own: Mapping[tuple[str, str], str], fields: Sequence[DocumentField], found: Sequence[CaseMaterial], desk: Desk
) -> dict[str, str]:
    """Canonical values, by ``field@number``. Raises InputError for what cannot differ by case, or no case of the
    document."""
    specs = {spec.id: spec for spec in fields if spec.source is None and _by_case(spec)}
    by_number = {one.case.number: one for one in found}
    typed: dict[str, str] = {}
    problems = []
    for (name, number), text in own.items():
        place = f"{name}{AT}{number}"
        if name not in specs:
            problems.append(Problem(place, f"只有期限和违反的条款可以逐件写，“{name}”不行", _can(specs)))
        elif number not in by_number:
            problems.append(Problem(place, f"{number} 不在这份文书里"))
        else:
            entry = forms.read([specs[name]], {name: text}, desk.today)
            problems += [Problem(place, fault) for _, fault in entry.faults]
            if specs[name].citation:
                on = by_number[number].origin.found_on
                problems += [Problem(place, fault) for fault in unusable(text, desk.references, on, desk.read)]
            typed |= {f"{each}{AT}{number}": value for each, value in entry.values.items()}
    if problems:
        raise InputError(problems)
    return typed


def _can(specs: Mapping[str, DocumentField]) -> str:
    examples = {name: "依据编号:条款" if spec.citation else FORM_TITLES["by"] for name, spec in specs.items()}
    return "；".join(f"可写 {name}{AT}编号={example}" for name, example in examples.items()) or "这种文书没有逐件写的"


def _number(name: str) -> str:
    return unicodedata.normalize("NFKC", name.partition(AT)[2]).strip().upper()


def of_case(typed: Mapping[str, str], number: str) -> dict[str, str]:
    """The values of a document as they are for one of its cases."""
    whole = {name: value for name, value in typed.items() if AT not in name}
    return whole | dict(_own(typed, number))


def told(typed: Mapping[str, str], fields: Sequence[DocumentField], number: str) -> str:
    """What a row says of a case's own deadline; empty without one. Its duties stand in a row of their own."""
    specs = {spec.id: spec for spec in fields if not spec.citation}
    own = ((name, value) for name, value in _own(typed, number) if name in specs)
    return "；".join(f"{specs[name].title}：{forms.shown(specs[name], value)}" for name, value in own)


def _own(typed: Mapping[str, str], number: str) -> Iterator[tuple[str, str]]:
    for name, value in typed.items():
        field, at, which = name.partition(AT)
        if at and which == number:
            yield field, value

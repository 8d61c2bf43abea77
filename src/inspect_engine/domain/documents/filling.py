"""The fields of a document that may be filled in: what was given, and what stands in where nothing was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from inspect_engine.domain.calendars import parse_date
from inspect_engine.domain.documents import facts
from inspect_engine.domain.documents.citations import given, told, unusable
from inspect_engine.domain.documents.kinds import BREACHED, DocumentField, DocumentKind
from inspect_engine.domain.documents.material import CaseMaterial, Desk
from inspect_engine.domain.documents.numbers import normal_number
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.text import suggest
from inspect_engine.errors import InputError, Problem


def applies(spec: DocumentField, found: Sequence[CaseMaterial]) -> bool:
    """Whether a field is asked for of these subjects, or of what they lie in."""
    return not spec.only_for or any(one.kinds & set(spec.only_for) for one in found)


def check_names(kind: DocumentKind, fields: Sequence[DocumentField], said: Mapping[str, str]) -> None:
    """Raises InputError for fields that a kind does not have, or that the ledger gives."""
    specs, problems = {spec.id: spec for spec in fields}, []
    can = [spec.id for spec in fields if spec.source is None]
    for name in said:
        if name not in specs:
            fix = suggest(name, can) or f"可填：{'、'.join(can)}"
            problems.append(Problem(name, f"{kind.title}没有“{name}”这一栏", fix))
        elif specs[name].source:
            problems.append(Problem(name, f"“{specs[name].title}”由台账给出，不能另填"))
    if problems:
        raise InputError(problems)


def _said(spec: DocumentField, raw: str, today: date) -> Mapping[str, str]:
    return forms.dated([spec], {spec.id: raw}, today, yearless=False)


def typed_values(
    fields: Sequence[DocumentField], found: Sequence[CaseMaterial], desk: Desk, said: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    """Canonical values of the fields that may be filled in, and which are lacking. Raises InputError."""
    typed: dict[str, str] = {}
    lacking, problems = list[str](), list[Problem]()
    for spec in fields:
        for raw, own in _offered(spec, found, desk, said):
            entry = forms.read([spec], _said(spec, raw, desk.today), date.max, desk.today)
            fault = next((text for _, text in entry.faults), "") or _misfit(
                spec, entry.values.get(spec.id, ""), found, desk
            )
            if fault and own:
                problems.append(Problem(spec.id, fault))
            if fault or spec.id not in entry.values:
                continue
            typed[spec.id] = entry.values[spec.id]
            break
        else:
            if spec.required and not any(problem.where == spec.id for problem in problems):
                hint = f"，{spec.hint}" if spec.hint else ""
                lacking.append(f"缺少“{spec.label}”（{spec.id}{hint}）")
    if problems:
        raise InputError(problems)
    return typed, lacking


def _offered(
    spec: DocumentField, found: Sequence[CaseMaterial], desk: Desk, said: Mapping[str, str]
) -> Iterator[tuple[str, bool]]:
    """What a field may hold, the first that fits: as given, in the cases, on the subject's form, usual in the office,
    default.

    The flag says that a person gave it here, so that a fault in it is told rather than passed over.
    """
    if spec.id in said:
        yield normal_number(said[spec.id]) if spec.refers else said[spec.id], True
        return
    yield from (("\n".join(filter(None, (entered(one, name) for one in found))), False) for name in spec.from_case)
    yield facts.distinct(one.registered(spec.id) for one in found), False
    if spec.refers:
        latest = [each.number for each in reversed(found[0].valid(*spec.refers))]
        yield from ((number, False) for number in latest if _covers(number, spec, found))
    yield desk.office.values.get(spec.id, ""), False
    yield spec.default or "", False


def entered(one: CaseMaterial, name: str) -> str:
    """What a case says under a name; of an accident ``toll`` is what it has cost."""
    return facts.toll(one) if name == "toll" else one.case.values.get(name, "")


def _misfit(spec: DocumentField, value: str, found: Sequence[CaseMaterial], desk: Desk) -> str:
    """What is wrong with a value that can be read: a day gone by, an article or a document that cannot be named."""
    if not value:
        return ""
    if spec.type == "date" and parse_date(value) < desk.today:
        return f"{spec.title} {value} 在签发日（{desk.today}）之前"
    if spec.refers and not _covers(value, spec, found):
        return f"{spec.title}：台账里没有覆盖全部事项、未作废的“{value}”"
    if spec.citation:
        days = sorted({one.origin.found_on for one in found}) if spec.id == BREACHED else [desk.today]
        bad = dict.fromkeys(text for on in days for text in unusable(value, desk.references, on, desk.read))
        return "；".join(f"{spec.title}：{text}" for text in bad)
    return ""


def _covers(number: str, spec: DocumentField, found: Sequence[CaseMaterial]) -> bool:
    """Whether a document of the kinds that a field refers to stands, and is about all of these cases."""
    return all(number in {each.number for each in one.valid(*spec.refers)} for one in found)


def shown(spec: DocumentField, value: str, desk: Desk) -> str:
    """A canonical value as it is printed."""
    if not value:
        return ""
    if spec.citation:
        return told(given(value, desk.references, desk.today, desk.read))
    if spec.type == "date":
        return facts.day(value)
    if spec.type == "moment":
        return f"{facts.day(value[:10])}{int(value[11:13])}时{value[14:16]}分"
    return forms.shown(spec, value)

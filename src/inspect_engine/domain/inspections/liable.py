"""Whose a finding is: the unit in the role that its item holds liable, unless the inspector says another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from inspect_engine.domain.definitions import Item, Pack
from inspect_engine.domain.inspections.given import AnswerInput, Setting, SubjectInput
from inspect_engine.domain.subjects import PARTY, renamed_since, seen_by
from inspect_engine.domain.units import folded
from inspect_engine.domain.units.register import NOT_ONE, name_faults, names_none, near
from inspect_engine.domain.words.meaning import entries_meant, item_meant, kind_meant
from inspect_engine.errors import Fault

Path = tuple[str | int, ...]
LATER = frozenset({"unit", "co_units", "units", "under", "still", "another", "shared"})
"""What earlier editions did not ask for."""
_ENDINGS = ("单位", "机构", "方")


def role_of(pack: Pack, kind: str, word: str) -> str | None:
    """The role that a word means, of those that a subject of a kind has: ``contractor``, 施工单位 or 施工."""
    wanted = {folded(word), *(folded(word + end) for end in _ENDINGS)}
    found = [role for role in roles_of(pack, kind) if folded(role) in wanted or folded(pack.parties[role]) in wanted]
    return found[0] if found else None


def roles_of(pack: Pack, kind: str) -> tuple[str, ...]:
    """The roles in which a subject of a kind has units: those that its form names, else all of the pack."""
    return (pack.kinds[kind].units if kind in pack.kinds else ()) or tuple(pack.parties)


def unit_of(pack: Pack, subject: SubjectInput, role: str) -> str:
    """The subject's unit in a role; whoever it is recorded under where that is its first one; empty for none."""
    named = pack.kinds[subject.kind].units[:1] if subject.kind in pack.kinds else ()
    return subject.units.get(role) or (subject.party if role in named else "")


def party_of(pack: Pack, item: Item, subject: SubjectInput, said: str) -> str:
    """The unit that a finding belongs to; ``said`` is the one that the inspector has named, if any."""
    return said or (unit_of(pack, subject, item.liable) if item.liable else "") or subject.party


def beside(co_units: tuple[str, ...], party: str) -> list[str]:
    """Who is liable beside the unit that leads."""
    others = {folded(name): name for name in reversed(co_units) if folded(name) != folded(party)}
    return list(reversed(others.values()))


def subject_unit_faults(path: Path, subject: SubjectInput, pack: Pack, setting: Setting) -> Iterator[Fault]:
    """What is wrong with the units of a subject, of a kind that there is."""
    titles = "、".join(pack.parties[role] for role in roles_of(pack, subject.kind))
    for word, name in subject.units.items():
        above = bool(subject.under) and word in pack.parties  # a role of the place that it lies in
        if role_of(pack, subject.kind, word) is None and not above:
            fix = f"可写：{titles}" if titles else "这个检查表包没有写明参建各方（parties）"
            yield Fault((*path, "units", word), f"没有“{word}”这一方", fix)
        yield from _name_faults((*path, "units", word), name, setting)
    if text := subject.fields.get(PARTY, "").strip():
        yield from _near_faults((*path, "fields", PARTY), text, setting)
    known = setting.subjects.get(subject.key)
    if names_none(subject.party) and not (known and names_none(known.party)):
        yield Fault((*path, "fields", PARTY), NOT_ONE, "写明是哪一家")


def past_unit_faults(path: Path, subject: SubjectInput, on: date, setting: Setting) -> Iterator[Fault]:
    """A visit of a day before a place was called otherwise cannot say anew who was liable for it then."""
    text = subject.fields.get(PARTY, "").strip()
    if text and _renamed(subject, on, setting):
        known = setting.subjects[subject.key].party
        if folded(setting.meant(text).name) != folded(setting.meant(known).name):
            what = f"“{subject.key}”在 {on} 的责任单位是{known}，以后才改名"
            yield Fault((*path, "fields", PARTY), what, "删去；这一项另有责任人的，写在作答的 unit 里")


def answer_unit_faults(
    path: Path, answer: AnswerInput, subject: SubjectInput, pack: Pack, setting: Setting
) -> Iterator[Fault]:
    """What is wrong with the units that an answer names, by role or by name."""
    for label, word in (("unit", answer.unit), *(("co_units", each) for each in answer.co_units)):
        role = role_of(pack, subject.kind, word) if word.strip() else None
        if role and not unit_of(pack, subject, role):
            title = pack.parties[role]
            fix = f"写明单位名称，或先给对象登记：subject add … --unit {title}=名称"
            yield Fault((*path, label), f"“{subject.key}”没有登记{title}", fix)
        elif role is None and (word.strip() or label == "co_units"):
            yield from _name_faults((*path, label), word, setting)


def _name_faults(path: Path, text: str, setting: Setting) -> Iterator[Fault]:
    if folded(setting.meant(text).name) == folded(text):
        yield from (Fault(path, what) for what in name_faults(text))
    yield from _near_faults(path, text, setting)


def _near_faults(path: Path, text: str, setting: Setting) -> Iterator[Fault]:
    meant = setting.meant(text)
    if meant.near:
        yield Fault(path, *near(text, meant))


def subject_spelled(subject: SubjectInput, pack: Pack) -> SubjectInput:
    """The same, with its kind by code, whatever word for it was written."""
    kind = kind_meant(pack, subject.kind)
    return subject if kind == subject.kind else subject.model_copy(update={"kind": kind})


def answer_spelled(answer: AnswerInput, pack: Pack) -> AnswerInput:
    """The same, with its item and its values by the codes that the pack writes."""
    code = item_meant(pack, answer.item)
    item = pack.item(code)
    values = entries_meant(item.values, answer.values) if item else answer.values
    same = (code, values) == (answer.item, answer.values)
    return answer if same else answer.model_copy(update={"item": code, "values": values})


def subject_as_known(subject: SubjectInput, pack: Pack, setting: Setting) -> SubjectInput:
    """The same under the name that it has, with its units under the names that they go by, by the pack's word for each
    role, and besides these those that it is known to have; so is whoever is liable for it, where it says nothing."""
    known = setting.subjects.get(subject.key)
    said = ((role_of(pack, subject.kind, word) or word, name) for word, name in subject.units.items())
    units = {role: setting.meant(name).name for role, name in said}
    fields, kind = dict(subject.fields), pack.kinds[subject.kind]
    name = known.name if known else subject.name  # an older program may have stored blanks around it
    if text := fields.get(PARTY, "").strip():
        fields[PARTY] = setting.meant(text).name
    elif (first := units.get(next(iter(kind.units), ""))) and any(spec.id == PARTY for spec in kind.fields):
        fields[PARTY] = first
    elif known and (held := _held(known, pack, setting)) != name:
        fields[PARTY] = held
    units = {**(known.units if known else {}), **units}
    return subject.model_copy(update={"name": name, "units": units, "fields": fields})


def _held(known: SubjectInput, pack: Pack, setting: Setting) -> str:
    """Who is liable for a recorded subject, as a pack sees it: recorded beside its first form, part of any other."""
    place = setting.place(known.key)
    first = place if place and seen_by(place, pack.id, pack.kinds) is place else None
    return str(first[PARTY]) if first else known.party


def subject_of_day(subject: SubjectInput, on: date, setting: Setting) -> SubjectInput:
    """The same with whoever was liable on the day of a visit, where it was called otherwise since."""
    if not _renamed(subject, on, setting):
        return subject
    party = setting.subjects[subject.key].party
    return subject.model_copy(update={"fields": {**subject.fields, PARTY: party}})


def _renamed(subject: SubjectInput, on: date, setting: Setting) -> bool:
    place = setting.place(subject.key)
    return place is not None and renamed_since(place, on)


def answer_as_known(answer: AnswerInput, subject: SubjectInput, pack: Pack, setting: Setting) -> AnswerInput:
    """The same, with the units that it names under the names that they go by."""

    def named(word: str) -> str:
        role = role_of(pack, subject.kind, word)
        return unit_of(pack, subject, role) if role else setting.meant(word).name

    unit = named(answer.unit) if answer.unit.strip() else ""
    return answer.model_copy(update={"unit": unit, "co_units": tuple(dict.fromkeys(map(named, answer.co_units)))})


def unsaid(data: Mapping[str, Any]) -> dict[str, Any]:
    """What is handed in, without what a later edition asks for and nobody has said."""
    return {key: value for key, value in data.items() if value or key not in LATER}

"""Why a document cannot be issued for these cases: everything at once, in Chinese."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from inspect_engine.domain.cases import Case, case_grade
from inspect_engine.domain.definitions import FREE, TAKEN_BACK
from inspect_engine.domain.documents import facts
from inspect_engine.domain.documents.citations import Cited, given
from inspect_engine.domain.documents.kinds import BREACHED, DocumentField, DocumentKind
from inspect_engine.domain.documents.material import CaseMaterial, Desk

MIN_INSPECTORS = 2


def by_unit(cases: Iterable[Case], unit_of: Callable[[str], str]) -> list[list[Case]]:
    """Cases parted by the unit that answers for them, in the order given."""
    found: dict[str, list[Case]] = {}
    for case in cases:
        found.setdefault(unit_of(case.party), []).append(case)
    return list(found.values())


def unfit(kind: DocumentKind, found: Sequence[CaseMaterial], desk: Desk) -> Iterator[str]:
    """Cases that a document of this kind is not for."""
    if kind.also:
        yield from _not_told(found, desk)
    split = by_unit([one.case for one in found], desk.unit_of)
    if len(split) > 1 and not kind.also:
        told = "；".join(f"{each[0].party}：{'、'.join(case.number for case in each)}" for each in split)
        yield f"一份文书只能发给一个责任单位，这些事项的责任单位有：{told}（逐家各发一份，加 --per-unit）"
    for one in found:
        case = one.case
        if kind.cases and case.kind not in kind.cases:
            yield f"{case.number}（{case.title}）不适用{kind.title}"
        if case.closed_how == TAKEN_BACK or not (case.is_open or kind.closed):
            yield f"{case.number} 现为“{case.state_title}”，已办结"
        if kind.major and case.severity != "major":
            yield f"{case.number} 不是重大隐患"
        if kind.overdue and not case.overdue(desk.today):
            yield f"{case.number} 没有逾期，不必催办"
        if kind.after and one.reported(kind) is None:
            yield f"{case.number} 还没有复查，没有可记录的"


def _not_told(found: Sequence[CaseMaterial], desk: Desk) -> Iterator[str]:
    """Cases of subjects without a unit that is told beside whoever is liable, or of several such units."""
    for one in found:
        if not one.also_told:
            told = one.definition.pack.also_told
            role = one.definition.pack.parties.get(told.role, told.role) if told else ""
            fix = f"“{one.case.subject}”没有登记{role}" if role else f"{one.case.pack} 没有写明另行告知哪一方"
            yield f"{one.case.number} 没有另行告知的单位：{fix}"
    names = {desk.unit_of(one.also_told): one.also_told for one in found if one.also_told}
    if len(names) > 1:
        yield f"一份文书只能发给一家，这些事项要告知的有：{'、'.join(names.values())}"


def groundless(
    fields: Iterable[DocumentField], found: Sequence[CaseMaterial], desk: Desk, typed: Mapping[str, str]
) -> Iterator[str]:
    """Cases that are not 重大, in a document that rests on an article that bears on 重大 alone."""
    for spec in fields:
        for each in given(typed[spec.id], desk.references, desk.today) if spec.only_major and spec.id in typed else ():
            for one in found if f"{each.ref}:{each.article}" in spec.only_major else ():
                if not one.major:
                    fix = f"先把 {one.origin.number} 改定为重大，或者写明另一条依据：--set {spec.id}=依据编号:条款"
                    yield f"{one.case.number} 定为{case_grade(one.graded)}，{each.text}只适用于重大隐患（{fix}）"


def uncitable(
    kind: DocumentKind, found: Sequence[CaseMaterial], cited: Sequence[Cited], omit: Sequence[str]
) -> Iterator[str]:
    """Articles that no document may cite, with their cases; and cases left without any article, unless they are on no
    checklist: these have none, and the document says so."""
    for one, sifted in zip(found, cited, strict=True):
        number = one.case.number
        for each in sifted.refused:
            first = f"核对原文后 references confirm {each.ref} {each.article}" if each.unread else "核实后登记"
            fix = f"{first}；不引用这一条的，加 --omit “{each.article}”"
            yield f"{number} 依据的{each.text} {each.fault}，不能引用（{fix}）"
        if kind.cites and not (sifted.kept or sifted.refused or one.origin.item == FREE):
            what = f"没有可以引用的义务条款（发现日 {one.origin.found_on} 已施行并经核实的）"
            yield f"{number} {what}，判定标准、罚则不是违反的条款，请写明：--set {BREACHED}@{number}=依据编号:条款"
            yield from (f"{number} 没有引用{each}" for each in one.undecided)
    known = {name for one in found for each in one.citations for name in each.known_as}
    yield from (f"要求不引用的“{each}”不在这些事项的依据里" for each in omit if each not in known)


def unweighed(kind: DocumentKind, found: Iterable[CaseMaterial]) -> Iterator[str]:
    """Articles that a document would cite if what was left blank were known, each with its case."""
    if kind.cites:
        yield from (f"{one.case.number} 没有引用{each}" for one in found for each in one.undecided)


def misaddressed(found: Sequence[CaseMaterial], desk: Desk) -> Iterator[str]:
    """Cases that are with whom the subject is recorded under, because nobody is known in the role that is liable."""
    for one in found:
        pack = one.law.pack
        item, form = pack.item(one.origin.item), pack.kinds.get(one.subject_kind)
        role = item.liable if item else None
        if role is None or form is None or role not in form.units[1:] or role in one.units:
            continue
        if desk.unit_of(one.case.party) == desk.unit_of(one.recorded or one.case.party):
            told = f"是{pack.parties[role]}的义务，检查对象没有登记{pack.parties[role]}，现发给{one.case.party}"
            yield f"{one.case.number}（{one.case.title}）{told}；更正：case correct {one.case.number} --set party=名称"


def unsigned(kind: DocumentKind, found: Sequence[CaseMaterial], desk: Desk) -> Iterator[str]:
    """Inspectors too few, without a certificate, or who have not signed."""
    yield from (f"{one.case.number} 的{text}" for one in found for text in one.unsigned(kind))
    for names in facts.people_of(kind, found).values():
        if len(names) < MIN_INSPECTORS:
            yield f"检查（复查）人员须不少于 {MIN_INSPECTORS} 人，现为 {len(names)} 人"
        for name in names:
            if name not in desk.office.certificates:
                yield f"没有登记“{name}”的证号（notice office add --certificate {name}=证号）"

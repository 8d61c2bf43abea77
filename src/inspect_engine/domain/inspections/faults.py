"""Everything that can be wrong with an inspection, each fault with its path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from inspect_engine.domain.definitions import ANSWER_TITLES, FREE, AnswerWord, Definition, Item, Pack
from inspect_engine.domain.inspections.doubts import doubts_of, says_something
from inspect_engine.domain.inspections.given import EARLIEST, AnswerInput, InspectionInput, Setting, SubjectInput
from inspect_engine.domain.inspections.liable import (
    answer_spelled,
    answer_unit_faults,
    past_unit_faults,
    subject_as_known,
    subject_spelled,
    subject_unit_faults,
)
from inspect_engine.domain.inspections.places import Standing, beside, nowhere, where
from inspect_engine.domain.judgement import Judgement, judge
from inspect_engine.domain.judgement.agreeing import item_contradictions, subject_contradictions
from inspect_engine.domain.judgement.asking import unasked
from inspect_engine.domain.judgement.deriving import with_derived
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.judgement.needed import form_faults, lacking
from inspect_engine.domain.scores import score_faults
from inspect_engine.domain.subjects import Place, above_faults, closed, closed_by, on_day, upward, with_those_before
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.identifiers import NOTHING, Overlay
from inspect_engine.domain.words.places import region_code
from inspect_engine.domain.words.text import fault_in, is_blank
from inspect_engine.errors import Fault

SURE = "请补写或更正；确实如此的，在这一答里写 sure: true（命令行加 --sure），照此保存并注明"

ABOVE = "先用 subject add 登记，见 subject list；写在同一份检查文件里的，写在它前面"


def faults(given: InspectionInput, definition: Definition, setting: Setting) -> Iterator[Fault]:
    """Everything wrong with an inspection, with its path."""
    pack = definition.pack
    if given.date > setting.today:
        yield Fault(("date",), f"检查日期 {given.date} 在今天（{setting.today}）之后")
    if given.date < EARLIEST:
        yield Fault(("date",), f"检查日期 {given.date} 太早，请核对")
    for i, name in enumerate(given.inspectors):
        yield from inspector_faults(("inspectors", i), name, setting)
        if name in given.inspectors[:i]:
            yield Fault(("inspectors", i), f"检查员“{name}”写了两次")
    seen: dict[str, SubjectInput] = {}
    above: dict[str, Place] = {}
    filed = replace(setting, place=with_those_before(setting.place, above))
    for i, subject in enumerate(subject_spelled(each, pack) for each in given.subjects):
        called = subject.key or subject.name
        if called in seen:
            yield Fault(("subjects", i, "key"), f"检查对象“{called}”写了两次")
        seen[called] = subject_as_known(subject, pack, setting) if subject.kind in pack.kinds else subject
        yield from subject_faults(("subjects", i), subject, pack, given.date, filed)
        above.setdefault(subject.key, subject.as_place(pack.id))
    asked: dict[tuple[str, str], list[Standing]] = {}
    answers = [answer_spelled(each, pack) for each in given.answers]
    for i, answer in enumerate(answers):
        path = ("answers", i)
        found = seen.get(answer.subject)
        if found is None:
            fix = setting.suggest(answer.subject, list(seen))
            yield Fault((*path, "subject"), f"检查对象“{answer.subject}”不在 subjects 里", fix)
        yield from _again(path, answer, pack.item(answer.item), asked.setdefault((answer.subject, answer.item), []))
        law = Law(definition, given.date, found.region if found else "")
        yield from answer_faults(path, answer, found, law, setting)
        words = {each.item: each.answer for each in answers if each.subject == answer.subject}
        yield from unasked_faults(path, answer, found, words, law)


def _again(
    path: tuple[str | int, ...], answer: AnswerInput, item: Item | None, standing: list[Standing]
) -> Iterator[Fault]:
    """What is wrong with one more answer to an item, which is added to those before it."""
    if item:
        here = where(item, answer.part, answer.values)
        standing.append(Standing("", answer.answer, here, answer.still))
        found = list(beside(item, standing)) or nowhere(item, standing)
        yield from (Fault((*path, "item"), f"“{answer.subject}”的{what}") for what in found)


def inspector_faults(path: tuple[str | int, ...], name: str, setting: Setting) -> Iterator[Fault]:
    person = setting.roster.get(name)
    if person is None and len(forms.people(name)) > 1:
        yield Fault(path, f"检查员“{name}”没有登记", "名字之间请用半角逗号“,”分开")
    elif person is None:
        yield Fault(path, f"检查员“{name}”没有登记", setting.suggest(name, list(setting.roster)))
    elif not person.inspects:
        yield Fault(path, f"“{name}”不是在册的检查员")


def subject_faults(
    path: tuple[str | int, ...], subject: SubjectInput, pack: Pack, on: date, setting: Setting
) -> Iterator[Fault]:
    """What is wrong with a subject; one already in the ledger must be the same thing, and be there still."""
    if not subject.key and not subject.under:
        yield Fault((*path, "key"), "没有写编号", "写一个，例 op-01；在另一个对象之下的写 under，自动编号")
    if fault := fault_in(subject.name):
        yield Fault((*path, "name"), f"名称{fault}")
    if subject.region or not subject.under:
        yield from _region_faults((*path, "region"), subject.region, on, setting)
    kind = pack.kinds.get(subject.kind)
    if kind is None:
        fix = setting.suggest(subject.kind, list(pack.kinds)) or f"可写：{'、'.join(pack.kinds)}"
        yield Fault((*path, "kind"), f"对象类型“{subject.kind}”不存在", fix)
        return
    yield from subject_unit_faults(path, subject, pack, setting)
    yield from past_unit_faults(path, subject, on, setting)
    entry = forms.read(kind.fields, subject.fields, setting.today, over=setting.regions)
    yield from (Fault((*path, "fields", name), what) for name, what in form_faults(kind.fields, entry))
    absent = lacking(kind.fields, entry)
    if not entry.faults:
        told = subject_contradictions(kind, entry.values, setting.today)
        yield from (Fault((*path, "fields"), what) for what in told)
    yield from (Fault((*path, "fields"), f"缺少“{spec.title}”（{spec.id}）") for spec in absent)
    known = setting.subjects.get(subject.key)
    same_kind = known is None or known.kind not in pack.kinds or known.kind == subject.kind
    if known and not (same_kind and (known.name.strip(), known.region) == (subject.name, subject.region)):
        text = f"“{subject.key}”已登记为 {known.name}（{known.kind}，{known.region}）"
        yield Fault(
            (*path, "key"), text, "同一编号不能是两个对象，请换一个编号；名称、区划登记错的，用 subject correct 更正"
        )
    yield from _place_faults(path, subject, on, setting)


def _place_faults(path: tuple[str | int, ...], subject: SubjectInput, on: date, setting: Setting) -> Iterator[Fault]:
    """It lies where it is said to lie, and is not closed on that day."""
    place = setting.place(subject.key)
    if place and closed_by(place, on):
        yield Fault((*path, "key"), *closed(place, on))
    if place and subject.under and (under := on_day(place, on)["under"]) != subject.under:
        what = f"“{subject.key}”登记在“{under or '（没有上级）'}”之下"
        yield Fault((*path, "under"), what, "移到别处的，用 subject move")
    elif place is None and subject.under:
        above = upward(setting.place, subject.under)
        if not above:
            yield Fault((*path, "under"), f"上级“{subject.under}”没有登记", ABOVE)
        yield from (Fault((*path, "under"), what) for what in above_faults(subject.key, above))


def _region_faults(path: tuple[str | int, ...], region: str, on: date, setting: Setting) -> Iterator[Fault]:
    """It is the code of a region of that day."""
    try:
        code = region_code(region, on, setting.regions)
    except ValueError as error:
        yield Fault(path, str(error))
        return
    if code != region:
        yield Fault(path, f"区划“{region}”不是代码", f"请写 {code}")


def answer_faults(
    path: tuple[str | int, ...],
    answer: AnswerInput,
    subject: SubjectInput | None,
    law: Law,
    setting: Setting,
) -> Iterator[Fault]:
    """What is wrong with one answer: item, values, agreement of values and answer, evidence; else what is doubtful."""
    wrong = list(_wrong(path, answer, subject, law, setting))
    yield from wrong
    item = law.definition.pack.item(answer.item)
    if item and not wrong and not answer.sure:
        for told in doubts_of(item, answer, law).values():
            yield Fault(path, f"“{item.id}”{told}", SURE)


def _wrong(
    path: tuple[str | int, ...],
    answer: AnswerInput,
    subject: SubjectInput | None,
    law: Law,
    setting: Setting,
) -> Iterator[Fault]:
    pack = law.definition.pack
    if not is_blank(answer.note) and (fault := fault_in(answer.note)):
        yield Fault((*path, "note"), f"备注{fault}")
    if not is_blank(answer.part) and (fault := fault_in(answer.part)):
        yield Fault((*path, "part"), f"部位{fault}")
    for k, name in enumerate(answer.evidence):
        if problem := setting.evidence_fault(name):
            yield Fault((*path, "evidence", k), problem.what, problem.fix)
    item = pack.item(answer.item)
    if item is None:
        fix = setting.suggest(answer.item, [known.id for known in pack.items])
        yield Fault((*path, "item"), f"检查表“{pack.id}”没有检查项“{answer.item}”", fix)
        return
    if subject and subject.kind in pack.kinds and subject.kind not in item.kinds:
        title = pack.kinds[subject.kind].title
        yield Fault((*path, "item"), f"“{item.id}”不适用于{title}（{subject.kind}）")
    if subject:
        yield from answer_unit_faults(path, answer, subject, pack, setting)
    yield from value_faults((*path, "values"), item, answer, law, setting.regions)


def unasked_faults(
    path: tuple[str | int, ...],
    answer: AnswerInput,
    subject: SubjectInput | None,
    words: Mapping[str, str],
    law: Law,
) -> Iterator[Fault]:
    """An item that is not asked of this subject on this day takes no answer but 不适用. ``words`` are all answers."""
    if subject is None or subject.kind not in law.definition.pack.kinds or answer.answer == "na":
        return
    skipped = unasked(law.definition, subject.kind, subject.fields, words, law.on)
    if why := skipped.get(answer.item):
        yield Fault((*path, "item"), f"“{answer.item}”这次不查：{why}", "请删去，或作答不适用")


def word_faults(item: Item, word: AnswerWord) -> Iterator[str]:
    """Register items are registered or not; all others pass or fail."""
    if item.id == FREE and word != "fail":
        yield "清单外的隐患只记不合格"
    elif item.record and word in ("pass", "fail", "register"):
        yield f"“{item.id}”是记录项，不分合格不合格，应答已记、不适用、待补参或测不了"
    elif not item.record and word == "noted":
        yield f"“{item.id}”不是记录项，要分合格不合格（或登记）"
    elif item.register_ and word in ("pass", "fail"):
        yield f"“{item.id}”是登记项，不分合格不合格，应答登记、不适用、待补参或测不了"
    elif not item.register_ and word == "register":
        yield f"“{item.id}”不是登记项，应答合格、不合格、不适用、待补参或测不了"


def value_faults(
    path: tuple[str | int, ...], item: Item, answer: AnswerInput, law: Law, regions: Overlay = NOTHING
) -> Iterator[Fault]:
    """What is wrong with the measured values of an answer. A failed item needs its required ones."""
    entry = forms.read(item.values, answer.values, law.on, over=regions)
    yield from (Fault(path[:-1], what) for what in word_faults(item, answer.answer))
    if answer.answer == "unable" and not says_something(answer.note):
        yield Fault((*path[:-1], "note"), f"“{item.id}”作答为测不了，备注里要写明为什么测不了")
    computed = {each.id: f"“{each.title}”由程序计算，不要填" for each in item.derived}
    for name, what in form_faults(item.values, entry, item.derived, law.on):
        yield Fault((*path, name), computed.get(name, what))
    opens, title = answer.answer == item.filled_on, ANSWER_TITLES[item.filled_on]
    if opens:
        for spec in lacking(item.values, entry, item.derived, law.on):
            yield Fault(path, f"“{item.id}”{title}时须填“{spec.label}”（{spec.id}）")
    if not entry.faults:
        yield from (Fault(path, f"“{item.id}”{what}") for what in item_contradictions(item, entry.values, law))
        yield from (Fault(path, what) for what in score_faults(item, answer.answer, entry.values, answer.note))
    if item.fails_when and not entry.faults:
        judged = judge(item, entry.values, law)
        verdict = judged.fails
        if verdict is True and answer.answer in ("pass", "na", "unable"):
            already = "属于要登记的" if item.register_ else "已构成不合格"
            text = f"“{item.id}”作答为{ANSWER_TITLES[answer.answer]}，但所填的值{already}"
            yield Fault(path, text, "请核对作答和数值")
        if verdict is False and opens:
            text = "不属于要登记的" if item.register_ else "并不构成不合格"
            yield Fault(path, f"“{item.id}”作答为{title}，但所填的值{text}", "请核对作答和数值")
        clean = answer.answer == ("na" if item.register_ else "pass")
        if entry.values and verdict is None and (clean or (opens and judged.underivable and not judged.missing)):
            yield from (Fault(path, f"“{item.id}”{what}", fix) for what, fix in _unproved(judged, answer.answer))


def _unproved(judged: Judgement, word: AnswerWord) -> Iterator[tuple[str, str]]:
    """Why the values given do not show what the answer says, and what to do about it."""
    said = ANSWER_TITLES[word]
    if judged.missing:
        lacking = "、".join(f"“{spec.label}”（{spec.id}）" for spec in judged.missing)
        yield f"作答为{said}，但还缺{lacking}，判不了{said}", "请补齐，或作答待补参"
    elif judged.underivable:
        told = "；".join(f"“{one.spec.title}”算不出：{one.why}" for one in judged.underivable)
        yield f"作答为{said}，但{told}，判不了{said}", "请核对所填的值，或作答待补参"
    else:
        what = f"作答为{said}，但检查日没有有效的限值，所填的值判不了{said}"
        yield what, "请作答待补参；凭经验判断的，不填这些值，写在备注里"


def measured(item: Item, values: Mapping[str, str], on: date) -> str:
    """The measured values of an answer, and what is computed of them, in one line of the reader's words."""
    if item.id == FREE:  # what it is and what it rests on are facts of the case itself
        return ""
    known = with_derived(item, values, on)
    return "；".join(f"{spec.title}：{forms.shown(spec, known[spec.id])}" for spec in item.facts if spec.id in known)

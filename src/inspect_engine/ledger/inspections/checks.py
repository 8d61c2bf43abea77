"""What speaks against beginning, answering or ending an inspection, and what an answer comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from inspect_engine.domain import inspections
from inspect_engine.domain.definitions import ANSWER_TITLES, FREE, FREE_TITLE, Item, Pack
from inspect_engine.domain.events import VERSION
from inspect_engine.domain.inspections import AnswerInput, Setting, SubjectInput, hands, places
from inspect_engine.domain.inspections.doubts import doubts_of
from inspect_engine.domain.judgement.asking import unasked
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.people.authority import Person, knows, outside, require
from inspect_engine.domain.subjects import closed, closed_by
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.identifiers import NOTHING, Overlay, region_fault
from inspect_engine.domain.words.text import is_blank, suggest
from inspect_engine.errors import InputError, Problem, Refused
from inspect_engine.ledger.inspections.shapes import Answer, Inspection, Progress, before_of

START = "开展检查"


def not_ended(pack: Pack) -> None:
    """Raises Refused where a checklist is used no more."""
    if pack.ended:
        raise Refused(START, [f"“{pack.title}”已经结束：{pack.ended}"])


def one_of(me: Person, inspectors: Sequence[str]) -> None:
    """Raises Refused unless this person is among those who inspect."""
    if me.name not in inspectors:
        raise Refused(START, [f"检查员名单里没有办理人本人（{me.name}）"])


def place_in(of: Inspection, pack: Pack) -> Callable[[Answer], tuple[int, int, int]]:
    """The order in which what was found becomes cases: by subject, item and place, what is on no checklist last."""
    order = {item.id: n for n, item in enumerate(pack.items)}
    return lambda each: (of.subjects.index(each.subject), order.get(each.item, len(order)), int(each.place or 1))


def start_problems(
    pack: Pack, day: date, subjects: Sequence[str], inspectors: Sequence[str], setting: Setting
) -> Iterator[Problem]:
    """Why recorded subjects cannot be inspected by these people on a day."""
    if day > setting.today:
        yield Problem("检查日期", f"{day} 在今天（{setting.today}）之后")
    if day < inspections.EARLIEST:
        yield Problem("检查日期", f"{day} 太早，请核对")
    for name in inspectors:
        for fault in inspections.inspector_faults((), name, setting):
            yield Problem("检查员", fault.what, fault.fix)
    for key in subjects:
        known = setting.subjects.get(key)
        if known is None:
            fix = suggest(key, setting.subjects) or "先用 subject add 登记"
            yield Problem("检查对象", f"“{key}”没有登记", fix)
        elif wrong := region_fault(known.region, day, setting.regions):
            yield Problem("检查对象", f"“{key}”：{wrong}")
        elif known.kind not in pack.kinds:
            fix = f"也要用它查的，先填它的表单：subject form {key} --pack {pack.id}"
            yield Problem("检查对象", f"“{key}”是 {known.kind}，“{pack.id}”不检查这一类", fix)
        elif (place := setting.place(key)) and closed_by(place, day):
            yield Problem("检查对象", *closed(place, day))
    if not subjects:
        yield Problem("检查对象", "至少要有一个")


def out_of_reach(
    me: Person, inspectors: Sequence[str], regions: Iterable[str], roster: Mapping[str, Person]
) -> Iterator[tuple[int, str, str]]:
    """Which of those who are to inspect (by place) would not see all of it, as nobody is brought in later either: what
    is wrong, and the fix. Of whom this person does not hear he is told that there is nobody."""
    theirs = sorted(set(regions))
    for n, person in ((n, roster[name]) for n, name in enumerate(inspectors) if name in roster):
        if not knows(me, person):
            yield n, f"检查员“{person.name}”没有登记", ""
        elif far := [region for region in theirs if list(outside(person, region))]:
            what = f"“{person.name}”的区划是 {person.region}，管不到对象的区划 {'、'.join(far)}"
            yield n, what, "写管得到全部对象的在册检查员"


def all_in_reach(me: Person, inspectors: Sequence[str], subjects: Sequence[str], setting: Setting) -> None:
    """Raises InputError with those who would not see all that they are to inspect."""
    regions = [setting.subjects[key].region for key in subjects]
    if found := list(out_of_reach(me, inspectors, regions, setting.roster)):
        raise InputError([Problem("检查员", what, fix) for _, what, fix in found])


def under_way(of: Inspection) -> None:
    """Raises Refused where an inspection has ended."""
    if of.finished:
        raise Refused("检查作答", ["这次检查已经完成，不能再改；隐患的后续请用 act 办理"])
    if of.discarded:
        raise Refused("检查作答", ["这次检查已经丢弃，不能再改；要查请重新开始"])


def may_answer(me: Person, of: Inspection, regions: Iterable[str], v: int = VERSION) -> None:
    """Raises Refused unless it is under way and this person may go on with it; ``regions`` are its subjects', ``v`` the
    version of the event that says he did."""
    under_way(of)
    if v < hands.SINCE and me.name not in of.inspectors:
        raise Refused("检查作答", [f"这次检查的检查员是 {'、'.join(of.inspectors)}"])
    hands.may_go_on(me, of.inspectors, regions)


def may_end(me: Person, of: Inspection, regions: Iterable[str], v: int = VERSION) -> None:
    """The same of who ends it: a supervisor may, too."""
    under_way(of)
    if v < hands.SINCE:
        require(me, "inspect")
        may_answer(me, of, regions, v)
    hands.may_conclude(me, of.inspectors, regions)


def may_join(me: Person, of: Inspection, regions: Iterable[str], theirs: Iterable[str], keys: Sequence[str]) -> None:
    """Raises Refused unless this person may go on with it, and inspect in the regions of what joins it (``theirs``),
    none of which is in it yet."""
    may_answer(me, of, regions)
    require(me, "inspect", *theirs)
    twice = [key for n, key in enumerate(keys) if key in of.subjects or key in keys[:n]]
    if twice or not keys:
        raise Refused("加入检查", [f"“{key}”已经在这次检查里" for key in twice] or ["没有写加入哪一个对象"])


def answered(given: AnswerInput, law: Law, files: Sequence[Mapping[str, Any]], regions: Overlay = NOTHING) -> Answer:
    """An answer as it is stored; ``files`` are in place already."""
    item = law.definition.pack.item(given.item)
    assert item is not None
    part = "" if is_blank(given.part) else given.part.strip()
    note = "" if is_blank(given.note) else given.note
    entries = dict(forms.read(item.values, given.values, law.on, over=regions).values)
    doubts = tuple(doubts_of(item, given, law))
    said = given.subject, given.item, given.answer, part, note, entries, list(files), doubts
    return Answer(*said, unit=given.unit, co_units=given.co_units, **before_of(given))


def of_item(answers: Iterable[Answer], subject: str, item: str) -> list[Answer]:
    """Those of one item of one subject."""
    return [each for each in answers if (each.subject, each.item) == (subject, item)]


def placed(item: Item, answer: Answer, stand: Sequence[Answer], place: str | None) -> Answer:
    """An answer in the place that it is meant for, among those that stand to its item; ``place`` where that is said.

    Raises Refused where they cannot stand side by side.
    """
    if place is None:
        place = places.place_for(item, answer.stands(item), [each.stands(item) for each in stand])
    answer = replace(answer, place=place)
    may_stand(item, answer, stand)
    return answer


def may_stand(item: Item | None, answer: Answer, stand: Iterable[Answer]) -> None:
    """Raises Refused where an answer cannot take its place beside the others to its item."""
    assert item is not None
    others = [each for each in of_item(stand, answer.subject, answer.item) if each.key != answer.key]
    if found := list(places.beside(item, [each.stands(item) for each in (*others, answer)])):
        raise Refused(places.TITLE, found)


def dropped(item: Item | None, stand: Sequence[Answer], part: str, title: str, still: str | None = None) -> Answer:
    """The one finding, of those of an item, that is to be none any more: on this part, and ``still`` this case (its
    id, empty for none) where that is said. Raises InputError, Refused."""
    here = places.where(item, part, {FREE_TITLE: title}) if item else ""
    found = [each for each in stand if item and still in (None, each.still)]
    found = [each for each in found if (still and not part) or (item and each.stands(item).where == here)]
    if len(found) != 1:
        known = "、".join(each.entries.get(FREE_TITLE, each.part) or "没有写部位" for each in stand)
        what = "这一项答在这一处的不止一处" if found else "这一项没有答在这一处的"
        fix = "仍未改的写 --still 编号" if found else f"已答的：{known}" if known else "见 inspect show"
        raise InputError.one(what, where="--still" if found else "--part", fix=fix)
    if len(stand) == 1 and stand[0].item != FREE:
        raise Refused("撤回作答", ["这一项只有这一个作答：改了主意的直接改答；刚答的用 inspect take-back 编号"])
    return found[0]


def side_by_side(answers: Sequence[Answer]) -> list[Answer]:
    """Answers as handed in, several to one item each in a place of its own, in their order."""
    seen: dict[tuple[str, str], list[str]] = {}
    made = []
    for each in answers:
        taken = seen.setdefault((each.subject, each.item), [])
        taken.append(places.following(taken) if taken else "")
        made.append(replace(each, place=taken[-1]))
    return made


def answered_by_another(now: Answer | None) -> str:
    """What somebody is told whose answer was not stored, because another stands by now."""
    if now is None:
        return "这一项的作答刚被撤回，现在没有作答。你填的没有保存；请看清现在的情况，再决定是否照此保存"
    told = ANSWER_TITLES[now.answer]
    return f"这一项刚被“{now.author}”答为{told}。你填的没有保存；请看清他答了什么，再决定是否照此改答"


def skipped(of: Progress, subject: SubjectInput) -> dict[str, str]:
    """Items that are not asked of a subject, each with the reason."""
    return _skipped(of, subject, {each.item: each.answer for each in of.answers if each.subject == subject.key})


def _skipped(of: Progress, subject: SubjectInput, words: Mapping[str, str]) -> dict[str, str]:
    return unasked(of.definition, subject.kind, subject.fields, words, of.inspection.day)


def still_asked(of: Progress, subjects: Mapping[str, SubjectInput]) -> None:
    """Raises Refused where a later answer made an earlier one pointless."""
    words: dict[str, dict[str, str]] = {}
    for each in of.answers:
        words.setdefault(each.subject, {})[each.item] = each.answer
    why = {key: _skipped(of, subjects[key], words.get(key, {})) for key in of.inspection.subjects}
    stale = [each for each in of.answers if each.answer != "na" and each.item in why[each.subject]]
    if stale:
        told = ((each.subject, each.item, why[each.subject][each.item]) for each in stale)
        raise Refused("完成检查", [f"“{key}”的 {item} 这次不查：{word}，请改答不适用" for key, item, word in told])

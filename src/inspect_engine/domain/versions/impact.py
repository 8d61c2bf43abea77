"""What another version would change for what the ledger holds: past answers judged again, open cases looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from inspect_engine.domain.cases import Case
from inspect_engine.domain.definitions import CALENDAR_TITLES, Definition, FieldSpec, Item, Workflow
from inspect_engine.domain.judgement import Judgement, judge
from inspect_engine.domain.judgement.asking import unasked
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.scores import Reply, Subject, score
from inspect_engine.domain.scores.wording import points
from inspect_engine.domain.versions.prospects import Outlook, ahead
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.wording import grade_title

ANSWERS = (
    "regraded",
    "newly_failing",
    "no_longer_failing",
    "reclassified",
    "recoded",
    "newly_asked",
    "no_longer_asked",
    "item_gone",
    "rescored",
)
CASES = ("workflow_gone", "state_unknown", "promise_broken", "time_limit")
KINDS = (*ANSWERS, *CASES)
"""Kinds of findings, in order."""
Place = tuple[str, str]
"""Keys of a subject and an item."""


@dataclass(frozen=True)
class Answered:
    """A past answer, with what is needed to judge it again."""

    subject_name: str
    region: str
    item: str
    answer: str
    values: Mapping[str, str]
    on: date


@dataclass(frozen=True)
class Visit:
    """One subject in one past inspection: its form, and the answer words by item."""

    subject_name: str
    kind: str
    form: Mapping[str, str]
    answers: Mapping[str, str]
    on: date

    def unasked(self, definition: Definition) -> dict[str, str]:
        known = self.kind in definition.pack.kinds
        return unasked(definition, self.kind, self.form, self.answers, self.on) if known else {}


@dataclass
class Finding:
    """One kind of change, and what it concerns: case numbers, or subject and item."""

    kind: str
    text: str
    numbers: list[str] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        return {"kind": self.kind, "text": self.text, "count": len(self.numbers), "numbers": self.numbers}


class Impact:
    """Looks at each answer and case as it passes; keeps only what would change."""

    def __init__(self, target: Definition, roster: Mapping[str, Person], today: date) -> None:
        self.target = target
        self.roster = roster
        self.today = today
        self._outlooks = {name: Outlook(flow) for name, flow in target.workflows.items()}
        self.answers = self.failed = self.open = 0
        self._found: dict[tuple[str, str], Finding] = {}

    @property
    def findings(self) -> list[Finding]:
        """By kind; of one kind, the most frequent first; each with its numbers in order."""
        for found in self._found.values():
            found.numbers.sort()
        return sorted(self._found.values(), key=lambda f: (KINDS.index(f.kind), -len(f.numbers), f.text))

    def see_answer(self, given: Answered, old: Definition | None, number: Callable[[], str | None]) -> None:
        """Judge one answer again; without ``old`` it was given under this very version.

        ``number`` finds the case it led to, and is asked only when something changes.
        """
        self.answers += 1
        self.failed += given.answer == "fail"
        for kind, text in _answer_changes(given, old, self.target) if old else ():
            self._note(kind, text, number() or f"{given.subject_name} {given.item}")

    def see_visit(self, seen: Visit, old: Definition, number: Callable[[str], str | None]) -> None:
        """What would be asked of a subject that was not, and the other way round; ``number`` as above, of an item."""
        before, after = seen.unasked(old), seen.unasked(self.target)
        for item in self.target.pack.items:
            unanswered = seen.answers.get(item.id, "na") == "na"
            if item.id in after and item.id not in before and not unanswered:
                text = f"{item.id} {item.title}：新版不查（{after[item.id]}）"
                self._note("no_longer_asked", text, number(item.id) or f"{seen.subject_name} {item.id}")
            elif item.id in before and item.id not in after and seen.kind in item.kinds and unanswered:
                self._note(
                    "newly_asked", f"{item.id} {item.title}：新版要查，当时没有查", f"{seen.subject_name} {item.id}"
                )

    def see_whole(
        self, on: date, old: Definition, subjects: Sequence[Subject], given: Mapping[Place, Answered]
    ) -> None:
        """What a whole scored inspection would come to; ``given`` are its answers by subject and item."""
        if old.pack.scoring and self.target.pack.scoring:
            was, now = (_scored(each, on, subjects, given) for each in (old, self.target))
            if was != now:
                self._note("rescored", f"总分由 {was} 变为 {now}", f"{subjects[0].name} {on}")

    def see_case(self, case: Case, old: Workflow | None) -> None:
        """Look at one open case; without ``old`` it is under this very version."""
        self.open += 1
        for kind, text in self._case_changes(case, old) if old else ():
            self._note(kind, text, case.number)

    def _case_changes(self, case: Case, old: Workflow) -> Iterator[tuple[str, str]]:
        item = self.target.pack.item(case.item)
        names = [case.workflow, *([item.workflow] if item else [])]
        outlook = next((self._outlooks[name] for name in names if name in self._outlooks), None)
        if outlook is None:
            yield "workflow_gone", f"新版没有流程“{old.title}”（{case.workflow}）"
            return
        new = outlook.flow
        if case.state not in new.states:
            yield "state_unknown", f"新流程没有状态“{case.state_title}”（{case.state}），需要决定改到哪个状态"
            return
        for promise, _ in outlook.unkept(case, case.state, self.today, self.roster):
            yield "promise_broken", f"守不住新流程的承诺“{promise.title}”"
        yield from (("time_limit", text) for text in (*_waits(case, old, new), *_periods(case, old, new)))

    def _note(self, kind: str, text: str, number: str) -> None:
        self._found.setdefault((kind, text), Finding(kind, text)).numbers.append(number)


def _scored(definition: Definition, on: date, subjects: Sequence[Subject], given: Mapping[Place, Answered]) -> str:
    """``82.99 优良``."""
    items = {item.id: item for item in definition.pack.items}
    readable = ((place, items[place[1]], one) for place, one in given.items() if place[1] in items)
    replies = {
        place: Reply(one.answer, forms.read(item.values, one.values, on, over=None).values)
        for place, item, one in readable
    }
    found = score(definition, subjects, replies, on)
    return f"{points(found.total)} {found.grade or '未定'}"


# --- answers ----------------------------------------------------------------------------------------------------


def _judged(definition: Definition, item: Item, given: Answered) -> Judgement:
    """The one place where the past is judged: by what of its values the version can read."""
    values = forms.read(item.values, given.values, given.on, over=None).values
    return judge(item, values, Law(definition, given.on, given.region))


def _answer_changes(given: Answered, old: Definition, new: Definition) -> Iterator[tuple[str, str]]:
    before, after = old.pack.item(given.item), new.pack.item(given.item)
    if before is None:
        return
    if after is None:
        yield "item_gone", f"新版没有检查项 {before.id} {before.title}"
        return
    yield from (("recoded", text) for text in _recoded(before, after, given.values))
    was, now = _judged(old, before, given), _judged(new, after, given)
    opened, which = given.answer == before.opens_on, f"{after.id} {after.title}"
    if opened and before.register_ != after.register_:
        was_one, is_one = ("登记项", "隐患项") if before.register_ else ("隐患项", "登记项")
        yield "reclassified", f"{which}：由{was_one}改为{is_one}"
    elif opened and now.fails is False:
        yield "no_longer_failing", f"{which}：按所填的值{'不必登记' if after.register_ else '不再是不合格'}"
    elif opened and was.verdict.severity != now.verdict.severity:
        kind = new.workflows[after.workflow].kind
        grades = [grade_title(kind, judged.verdict.severity) for judged in (was, now)]
        yield "regraded", f"{f'{which}：' if after.register_ else ''}由{grades[0]}变为{grades[1]}"
    elif not opened and now.fails and not was.fails:
        yield "newly_failing", f"{which}：按所填的值{'要登记' if after.register_ else '成为不合格'}"


def _recoded(before: Item, after: Item, values: Mapping[str, str]) -> Iterator[str]:
    """Choices that were taken and now have another code, another title or none."""
    specs = {spec.id: spec for spec in after.values}
    for old in before.values:
        new, code = specs.get(old.id), values.get(old.id, "")
        if new is None or code not in old.choices or new.choices.get(code) == old.choices[code]:
            continue
        title = old.choices[code]
        moved = next((key for key, text in new.choices.items() if text == title), None)
        now = f"改为“{new.choices[code]}”" if code in new.choices else "不在了"
        told = f"“{title}”的代号改为 {moved}" if moved else f"“{title}”（{code}）{now}"
        lost = "" if code in new.choices else "，所填的读不出"
        yield f"{after.id} {after.title}：“{new.title}”的选项{told}{lost}"


# --- cases ------------------------------------------------------------------------------------------------------


def _waits(case: Case, old: Workflow, new: Workflow) -> Iterator[str]:
    """The time limit of the state the case stands in."""
    was, now = old.states[case.state].within, new.states[case.state].within
    if (was and (was.days, was.calendar)) == (now and (now.days, now.calendar)):
        return
    told = [f"{x.days} {CALENDAR_TITLES[x.calendar]}" if x else "不限" for x in (was, now)]
    alike = was is None or now is None or was.calendar == now.calendar
    trend = _trend(was.days if was else None, now.days if now else None) if alike else "换了算法"
    yield f"状态“{case.state_title}”的时限 {told[0]} → {told[1]}（{trend}）"


def _periods(case: Case, old: Workflow, new: Workflow) -> Iterator[str]:
    """The longest period that an action still ahead may give."""
    reach = ahead(new, case.state)
    coming = [spec for step in new.transitions if reach & set(step.from_) for spec in step.needs]
    before, names = _day_fields(old), {step.deadline.days or "" for step in new.transitions if step.deadline}
    for spec in {spec.id: spec for spec in coming if spec.id in names and spec.id in before}.values():
        was = before[spec.id].max
        if was != spec.max:
            told = ["不限" if most is None else f"{most} {spec.unit or '日'}" for most in (was, spec.max)]
            trend = _trend(None if was is None else int(was), None if spec.max is None else int(spec.max))
            yield f"“{spec.title}”最长 {told[0]} → {told[1]}（{trend}）"


def _day_fields(flow: Workflow) -> dict[str, FieldSpec]:
    return {spec.id: spec for step in flow.transitions for spec in step.needs}


def _trend(was: int | None, now: int | None) -> str:
    """No limit counts as the longest."""
    if was is None or now is None:
        return "新设" if was is None else "取消"
    return "缩短" if now < was else "延长"

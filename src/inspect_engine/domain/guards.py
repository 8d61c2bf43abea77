"""What must hold before an action is taken: who may, and with what. Each guard yields what is missing, in Chinese."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from inspect_engine.domain import forms
from inspect_engine.domain.authority import Person, named_in
from inspect_engine.domain.calendar import parse_date
from inspect_engine.domain.case import Case, facts_of
from inspect_engine.domain.definitions import ROLE_TITLES, Transition, Workflow
from inspect_engine.domain.judgement import holds
from inspect_engine.domain.text import same_name


@dataclass(frozen=True)
class Attempt:
    """One person trying one action on one case on one day.

    ``roster`` maps every enrolled name to its person; ``related`` are the cases this one opened, and its opener.
    """

    case: Case
    person: Person
    today: date
    values: Mapping[str, str]
    files: int
    roster: Mapping[str, Person]
    related: Sequence[Case] = ()

    def persons(self, step: Transition) -> frozenset[str]:
        """Everyone who takes part: who records it, and whoever the person fields name.

        An enrolled person's name inside a longer text (“李某（检查员乙）”, “某甲/zhao”) names that person.
        """
        texts = [self.values[spec.id] for spec in step.needs if spec.type in forms.JOINED and spec.id in self.values]
        named = [name for text in texts for name in forms.people(text)]
        inside = [name for text in texts for name in named_in(text, self.roster)]
        return frozenset([self.person.name, *named, *inside])

    def known_as(self, step: Transition) -> frozenset[str]:
        """The reduced names under which those persons may stand in earlier events."""
        known: set[str] = set(self.person.known_as)
        for name in self.persons(step):
            known |= self.roster[name].known_as if name in self.roster else {same_name(name)}
        return frozenset(known)


def role_fits(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    person = attempt.person
    if not person.active:
        yield f"用户“{person.name}”已停用"
    if not person.roles & set(step.by):
        allowed = "、".join(ROLE_TITLES[role] for role in ROLE_TITLES if role in step.by)
        yield f"须由{allowed}办理，你是{person.role_titles}"


def own_party_only(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """A responsible unit acts on its own cases only."""
    person = attempt.person
    acts_as_party = "responsible" in person.roles and not (person.roles - {"responsible"}) & set(step.by)
    if acts_as_party and person.party != attempt.case.party:
        yield f"责任单位是“{attempt.case.party}”，你属于“{person.party or '（未登记单位）'}”"


def outsiders_only(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """Whoever belongs to the responsible unit does there only what the unit does, whatever his other roles."""
    person = attempt.person
    of_the_unit = person.party is not None and person.party == attempt.case.party
    if of_the_unit and "responsible" not in step.by and person.roles & set(step.by):
        yield f"你属于责任单位“{person.party}”，这一步须由外单位的人办理"


def duties_apart(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """Nobody who took part in an ``unlike`` action, in any round, takes part in this one."""
    opening = "立案" if attempt.case.parent else "发现"
    titles = {"open": opening, **{t.trigger: t.title for t in flow.transitions}}
    now = attempt.known_as(step)
    for trigger in step.unlike:
        for name in sorted(attempt.case.persons.get(trigger, frozenset())):
            if now & known_by(name, attempt.roster):
                yield f"“{name}”参与过本隐患的“{titles[trigger]}”，须换人办理"


def known_by(name: str, roster: Mapping[str, Person]) -> frozenset[str]:
    """The reduced names of whoever an earlier event names, people enrolled since then included."""
    if name in roster:
        return roster[name].known_as
    return frozenset({same_name(name)}).union(*(roster[each].known_as for each in named_in(name, roster)))


def clock_runs_forward(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    if attempt.today < attempt.case.last_on:
        yield f"今天（{attempt.today}）早于上一步的日期（{attempt.case.last_on}），请核对系统时间"


def conditions_hold(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    facts = facts_of(flow, attempt.case, attempt.today)
    for guard in step.when:
        if holds(guard.if_, facts) is not True:
            yield guard.refused


def gates_passed(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    for name in step.gates:
        if name not in attempt.case.gates:
            yield f"“{flow.gates[name].title}”还没有落实"


def joint_conditions(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """Linked cases stand where they must, and no second one is opened beside an open one."""
    for other in attempt.related:
        for link in step.links:
            if other.workflow == link.workflow and other.state not in link.in_:
                yield f"{link.refused}（{other.number} 现为“{other.state_title}”）"
        if other.workflow == step.opens and other.parent == attempt.case.id and other.is_open:
            yield f"{other.number}（{other.title}）还没有办结，不能再开一件"


def nothing_missing(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    for spec in step.needs:
        if spec.required and spec.id not in attempt.values:
            yield f"缺少“{spec.label}”（{spec.id}）"


def enough_evidence(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    if attempt.files < step.evidence:
        yield f"须附佐证材料至少 {step.evidence} 份（照片或文件），现有 {attempt.files} 份"


def enough_inspectors(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """Named inspectors are enrolled, distinct, enough, and include who records it."""
    for spec in step.needs:
        if spec.type != "inspectors" or spec.id not in attempt.values:
            continue
        names = forms.people(attempt.values[spec.id])
        for name in names:
            person = attempt.roster.get(name)
            if person is None or not person.active or "inspector" not in person.roles:
                yield f"“{name}”不是在册的检查员"
        if len(set(names)) < int(spec.min or 1):
            yield f"{spec.title}须不少于 {spec.min} 人，现为 {len(set(names))} 人"
        if attempt.person.name not in names:
            yield f"{spec.title}须包含办理人本人（{attempt.person.name}）"


def deadline_known(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """The days and the start from which this action sets the deadline have been given, now or before."""
    if step.deadline is None:
        return
    given = {**attempt.case.values, **attempt.values}
    if step.deadline.days not in given:
        titles = {spec.id: spec.title for each in flow.transitions for spec in each.needs}
        yield f"还没有填过“{titles.get(step.deadline.days, step.deadline.days)}”，定不了期限"
    if step.deadline.start == "due_on" and attempt.case.due_on is None:
        yield "还没有期限，谈不上从原期限起算"


def dates_in_order(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    case = attempt.case
    for spec in step.needs:
        if spec.type == "date" and (text := attempt.values.get(spec.id)):
            floor, name = (case.last_on, "上一步") if spec.id == step.dated_by else (case.found_on, "发现")
            if parse_date(text) < floor:
                yield f"{spec.title} {text} 不能早于{name}（{floor}）"


Guard = Callable[[Workflow, Transition, Attempt], Iterator[str]]
WHO: tuple[Guard, ...] = (
    role_fits,
    own_party_only,
    outsiders_only,
    duties_apart,
    conditions_hold,
    gates_passed,
    joint_conditions,
    clock_runs_forward,
)
WHAT: tuple[Guard, ...] = (
    nothing_missing,
    enough_evidence,
    enough_inspectors,
    duties_apart,
    deadline_known,
    dates_in_order,
)

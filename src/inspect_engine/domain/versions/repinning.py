"""Moving an open case to another version of its definition: what stands against it, and the fact it becomes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from inspect_engine.domain.calendars import MAX_DAYS
from inspect_engine.domain.cases import Case
from inspect_engine.domain.definitions import FINAL, Definition, Transition, Workflow
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.versions.prospects import Outlook, ahead, known_as, lies_behind
from inspect_engine.domain.words.text import fault_in
from inspect_engine.domain.words.wording import action, state
from inspect_engine.errors import InputError, Problem, Refused

TITLE = "改依新版检查表"


@dataclass(frozen=True)
class Repinning:
    """One person moving one case, on one day, into ``state`` of another version of its workflow."""

    case: Case
    old: Workflow
    new: Workflow
    state: str
    person: Person
    today: date
    roster: Mapping[str, Person]


# --- guards: each yields what stands against it, in Chinese ------------------------------------------------------


def outsiders_only(move: Repinning) -> Iterator[str]:
    if move.person.belongs_to(*move.case.units):
        yield f"你属于责任单位“{move.person.party}”，这一步须由外单位的人办理"


def rectifying(flow: Workflow) -> dict[str, str]:
    """Actions whose persons may not close a case of this workflow, with their titles."""
    named = {step.trigger for step in flow.transitions if "responsible" in step.by}
    closing = [step for step in flow.transitions if flow.states[step.to].closing in FINAL]
    named |= {trigger for step in closing for trigger in step.unlike}
    return {trigger: action(flow, trigger) for trigger in sorted(named)}


def duties_apart(move: Repinning) -> Iterator[str]:
    """Whoever may not close the case, under either version, does not choose the rules it is closed by."""
    for trigger, title in {**rectifying(move.new), **rectifying(move.old)}.items():
        known = known_as(move.case.persons.get(trigger, frozenset()), move.roster)
        for name in sorted({known[alias] for alias in move.person.known_as if alias in known}):
            yield f"“{name}”参与过本隐患的{title}，须换人办理"


def clock_runs_forward(move: Repinning) -> Iterator[str]:
    if move.today < move.case.last_on:
        what = f"今天（{move.today}）早于上一步的日期（{move.case.last_on}），请核对系统时间"
        yield f"{what}；那时的钟错了的，请主管用 clock excuse 说明"


def never_closes(move: Repinning) -> Iterator[str]:
    if move.new.states[move.state].terminal:
        yield f"{state(move.new, move.state)}是办结状态，办结须由动作办理，不能改到那里"


def can_be_reached(move: Repinning) -> Iterator[str]:
    if move.state not in ahead(move.new, move.new.initial):
        yield f"{state(move.new, move.state)}从新流程的起始状态到不了"


def overdue_stays_in_sight(move: Repinning) -> Iterator[str]:
    if move.case.clock and move.case.overdue(move.today) and not move.new.states[move.state].clock:
        yield f"本隐患已逾期，{state(move.new, move.state)}不计整改期限，逾期就看不见了"


def pause_goes_on(move: Repinning) -> Iterator[str]:
    """What the deadline stood still for would be lost: it is counted again only when the case leaves the pause."""
    if move.case.paused and not move.new.states[move.state].paused:
        yield f"期限正在停计（{move.case.paused}），{state(move.new, move.state)}不停计，请先恢复计时再改"


def promises_kept(move: Repinning) -> Iterator[str]:
    for promise, why in Outlook(move.new).unkept(move.case, move.state, move.today, move.roster):
        yield f"新流程承诺“{promise.title}”，而本隐患{why}"


def duties_still_known(move: Repinning) -> Iterator[str]:
    """An action that keeps duties apart must still be known by its name, or its persons could not be kept away."""
    named = {name for step in move.old.transitions for name in step.unlike}
    named |= {name for promise in move.old.invariants for name in promise.different_person or ()}
    known = {step.trigger for step in move.new.transitions} | {"open"}
    for trigger in sorted(named & set(move.case.persons) - known):
        yield f"新流程没有{action(move.old, trigger)}（{trigger}）这个动作，办过它的人就不能再回避"


def goes_back_only(move: Repinning) -> Iterator[str]:
    """A state that the new version knows too may be exchanged only for one that the case has passed on its way."""
    here, there = move.case.state, move.state
    if here in move.new.states and there != here and not lies_behind(move.new, there, here):
        now, then = state(move.new, here), state(move.new, there)
        yield f"新流程也有{now}，只能改到它或到它必经的状态，{then}不是"


def deadlines_can_be_set(move: Repinning) -> Iterator[str]:
    """What later actions reckon a due date from is in the history, or still to be asked for."""
    for step in move.new.transitions:
        rule = step.deadline
        if rule and rule.days and _days_may_lack(move, step, rule.days):
            yield f"“{step.title}”要用的天数（{rule.days}）以前没有填过，以后也可能不填"
        if rule and rule.start == "due_on" and _due_date_may_lack(move, step):
            yield f"“{step.title}”要从原期限起算，而本隐患还没有期限"


def _days_may_lack(move: Repinning, step: Transition, days: str) -> bool:
    given = move.case.values.get(days)
    known = given is not None and given.isascii() and given.isdecimal() and 1 <= int(given) <= MAX_DAYS
    giving = [each for each in move.new.transitions if any(spec.id == days and spec.required for spec in each.needs)]
    return not known and step not in giving and bool(set(step.from_) & ahead(move.new, move.state, without=giving))


def _due_date_may_lack(move: Repinning, step: Transition) -> bool:
    setting = [each for each in move.new.transitions if each.deadline and each.deadline.start != "due_on"]
    return move.case.due_on is None and bool(set(step.from_) & ahead(move.new, move.state, without=setting))


Guard = Callable[[Repinning], Iterator[str]]
WHO: tuple[Guard, ...] = (outsiders_only, duties_apart, clock_runs_forward)
WHERE: tuple[Guard, ...] = (
    never_closes,
    can_be_reached,
    goes_back_only,
    overdue_stays_in_sight,
    pause_goes_on,
    promises_kept,
    duties_still_known,
    deadlines_can_be_set,
)


def against(move: Repinning, guards: tuple[Guard, ...]) -> list[str]:
    return list(dict.fromkeys(text for guard in guards for text in guard(move)))


# --- the decision -----------------------------------------------------------------------------------------------


def successor(case: Case, target: Definition) -> Workflow:
    """The workflow of the target that the case goes on in. Raises Refused when there is none."""
    item = target.pack.item(case.item)
    names = [case.workflow, *([item.workflow] if item else [])]
    flow = next((target.workflows[name] for name in names if name in target.workflows), None)
    if flow is None:
        raise Refused(TITLE, [f"新版里没有流程“{case.workflow}”，也没有检查项“{case.item}”"])
    if flow.kind != case.kind:
        raise Refused(TITLE, [f"新版流程“{flow.title}”办的是另一种事项（{flow.kind}）"])
    return flow


def check_mapping(old: Workflow, new: Workflow, mapping: Mapping[str, str]) -> None:
    """Raises InputError for states that neither version knows."""
    problems = []
    for before, after in mapping.items():
        if before not in old.states:
            problems.append(Problem(f"--map {before}={after}", f"现行流程没有状态“{before}”", _known(old)))
        if after not in new.states:
            problems.append(Problem(f"--map {before}={after}", f"新流程没有状态“{after}”", _known(new)))
    if problems:
        raise InputError(problems)


def _known(flow: Workflow) -> str:
    return "可写：" + _listed(flow, flow.states)


def _listed(flow: Workflow, names: Collection[str]) -> str:
    return "、".join(f"{name}（{flow.states[name].title}）" for name in names)


def decide(
    move: Repinning, target: Definition, content_hash: str, mapping: Mapping[str, str], reason: str
) -> dict[str, Any]:
    """The data of the ``case.repinned`` event; ``move.state`` is ignored.

    Raises Refused with everything that stands against it, InputError for a mapping or reason that cannot be read.
    """
    case, new = move.case, move.new
    if not case.is_open:
        raise Refused(TITLE, [f"{case.number} 已办结（{case.state_title}），办结的照当时的定义存档"])
    check_mapping(move.old, new, mapping)
    if fault := fault_in(reason):
        raise InputError.one(f"理由{fault}", where="--reason")
    if who := against(move, WHO):
        raise Refused(TITLE, who)
    at = mapping.get(case.state, case.state)
    if at not in new.states:
        raise Refused(TITLE, [_undecided(move)])
    if where := against(replace(move, state=at), WHERE):
        raise Refused(TITLE, where)
    return _data(replace(move, state=at), target, content_hash, reason)


def _undecided(move: Repinning) -> str:
    possible = [name for name in move.new.states if not against(replace(move, state=name), WHERE)]
    text = f"新流程没有状态“{move.case.state}”（{move.case.state_title}）"
    if not possible:
        return f"{text}，也没有可以改到的状态"
    return f"{text}，请用 --map {move.case.state}=新状态 指明，可改到：{_listed(move.new, possible)}"


def _data(move: Repinning, target: Definition, content_hash: str, reason: str) -> dict[str, Any]:
    case, new = move.case, move.new.states[move.state]
    goes_back = move.state != case.state and case.state in move.new.states
    return {
        "on": move.today.isoformat(),
        "title": TITLE,
        "from_definition": case.definition,
        "definition": content_hash,
        "from_version": case.pack_version,
        "pack_version": target.pack.version,
        "from_workflow": case.workflow,
        "workflow": move.new.id,
        "from": case.state,
        "from_title": case.state_title,
        "to": move.state,
        "to_title": new.title,
        "clock": new.clock,
        **({"paused": new.paused} if new.paused else {}),
        "entered_on": (move.today if goes_back else case.entered_on).isoformat(),
        "reason": reason.strip(),
        "persons": [move.person.name],
    }


def told(data: Mapping[str, Any]) -> str:
    """What a ``case.repinned`` event says, in one line."""
    versions = [(data["from_version"], data["from_definition"]), (data["pack_version"], data["definition"])]
    if versions[0][0] == versions[1][0]:
        names = [f"{version}（{str(content_hash)[:8]}）" for version, content_hash in versions]
    else:
        names = [version for version, _ in versions]
    same = data["from"] == data["to"] and data["from_title"] == data["to_title"]
    place = f"“{data['to_title']}”不变" if same else f"“{data['from_title']}”→“{data['to_title']}”"
    return f"{' → '.join(names)}，状态{place}，理由：{data['reason']}"

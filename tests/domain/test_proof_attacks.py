"""Attempts to get a broken workflow past its rules and its proof. Each failing one is a hole still open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from inspect_engine.domain.cases import Case, audit
from inspect_engine.domain.definitions import FieldSpec, Workflow
from inspect_engine.domain.inspections import AnswerInput, value_faults
from inspect_engine.domain.judgement import judge
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.proof import breaches
from inspect_engine.domain.rules import WORKFLOW_RULES, flow_citations
from inspect_engine.domain.words import forms
from inspect_engine.domain.workflow.guards import Attempt, duties_apart
from inspect_engine.domain.workflow.lifecycle import Lifecycle
from inspect_engine.errors import InputError, Refused
from inspect_engine.imports.inspections import run
from inspect_engine.reading.definitions import load_library
from inspect_engine.trial.stage import Play, Stage
from tests.conftest import Desk

Raw = dict[str, Any]
NUMBER = {"id": "points", "title": "得分", "type": "integer"}
GRADES = {"general": "一般", "major": "重大"}
PERIOD = {"id": "days", "title": "天数", "type": "integer", "min": "1", "max": "30"}
DAY = {"id": "day", "title": "日期", "type": "date"}


def step(trigger: str, start: str, to: str, **more: Any) -> Raw:
    by = more.pop("by", ["inspector"])
    return {"trigger": trigger, "title": trigger, "from": start.split("|"), "to": to, "by": by, **more}


def flow(*steps: Raw, name: str = "flow", promises: tuple[Raw, ...] = (), **more: Any) -> Workflow:
    """A workflow that begins in ``a``; ``done`` and ``dropped`` are closed, ``clock…`` states run the clock."""
    names = dict.fromkeys(["a", *(n for s in steps for n in (*s["from"], s["to"]))])
    closing = {"done": "rectified", "dropped": "withdrawn"}
    kinds = {n: {"closing": closing[n]} if n in closing else _waiting(n) for n in names}
    return Workflow.model_validate(
        {
            "id": name,
            "title": name,
            "version": "1",
            "kind": "task",
            "initial": "a",
            "states": {n: {"title": n, **kind} for n, kind in kinds.items()},
            "transitions": list(steps),
            "invariants": [{"title": f"承诺{n}", **promise} for n, promise in enumerate(promises)],
            **more,
        }
    )


def _waiting(name: str) -> Raw:
    return {"clock": True} if name.startswith("clock") else {"untimed": "试"}


def link(other: str, *states: str) -> list[Raw]:
    return [{"workflow": other, "in": list(states), "refused": f"须等 {other}"}]


def objections(*flows: Workflow) -> list[str]:
    """All that ``packs check`` would say, of every workflow."""
    around = {each.id: each for each in flows}
    found = [fault.what for each in flows for rule in WORKFLOW_RULES for fault in rule(each)]
    found += [fault.what for each in flows for fault in flow_citations(each, {}, around)]
    return found or [breach.told for each in flows for breach in breaches(each, around)]


def played(stage: Stage, *path: Any, severity: str = "general") -> Play:
    """A path of triggers of the first workflow, or (workflow, trigger, values)."""
    play = stage.begin(severity)
    for move in path:
        name, trigger, values = move if isinstance(move, tuple) else (stage.flow.id, move, {})
        play = stage.take(play, name, trigger, values)
    return play


def stage_of(*flows: Workflow) -> Stage:
    return Stage(flows[0], {each.id: each for each in flows[1:]})


def crash(flow: Workflow, *path: Any, severity: str = "general") -> str:
    """Name of what the engine raises on a path besides a refusal in the reader's words; empty when nothing."""
    try:
        played(stage_of(flow), *path, severity=severity)
    except (Refused, InputError):
        return ""
    except Exception as error:  # whatever it is, it is what the test is about
        return type(error).__name__
    return ""


def hole(reason: str) -> pytest.MarkDecorator:
    """A confirmed defect: the test fails until it is mended, and then says so."""
    return pytest.mark.xfail(strict=True, reason=reason)


# An action that ends in a traceback, on a path nobody objected to.

DUE = {"days": "days", "start": "day"}
CRASHES = {
    "days of an action that the path left out": (
        (
            step("plan", "a", "b", needs=[PERIOD]),
            step("skip", "a", "b"),
            step("issue", "b", "clock", needs=[DAY], deadline=DUE),
            step("finish", "clock", "done"),
        ),
        ("skip", "issue"),
    ),
    "due_on before any deadline": (
        (
            step("extend", "a", "b", needs=[PERIOD], deadline={"days": "days", "start": "due_on"}),
            step("finish", "b", "done"),
        ),
        ("extend",),
    ),
    "days is a text in an earlier action, a number in the last": (
        (
            step("plan", "a", "b", needs=[{"id": "days", "title": "打算"}]),
            step("issue", "b", "clock", needs=[DAY], deadline=DUE),
            step("again", "clock", "clock", needs=[PERIOD]),
            step("finish", "clock", "done"),
        ),
        ("plan", "issue"),
    ),
    "days is out of range in an earlier action": (
        (
            step("plan", "a", "b", needs=[{**PERIOD, "min": "-5", "max": "-5"}]),
            step("issue", "b", "clock", needs=[DAY], deadline=DUE),
            step("again", "clock", "clock", needs=[PERIOD]),
            step("finish", "clock", "done"),
        ),
        ("plan", "issue"),
    ),
    "a trigger called state": ((step("state", "a", "done"),), ("state",)),
}


@pytest.mark.parametrize("name", CRASHES)
def test_no_accepted_action_crashes(name: str) -> None:
    """Either somebody objects, or the engine takes it or refuses it in words."""
    steps, path = CRASHES[name]
    tried = flow(*steps)
    assert objections(tried) or not crash(tried, *path)


# An action that leads nowhere, or where nobody said.

GRADE = {"id": "severity", "title": "等级", "type": "choice", "choices": GRADES}
SHADOWED = flow(
    step("grade", "a", "mild", needs=[GRADE], **{"if": {"fact": "severity", "is": "general"}}),
    step("grade", "a", "grave", needs=[GRADE], **{"if": {"fact": "severity", "is": "major"}}),
    step("settle", "a", "mild"),
    step("finish", "mild|grave", "done"),
)


def test_a_field_named_like_a_fact_chooses_the_way_that_was_filled_in() -> None:
    """Found as general, filled in as major: the engine takes the way of a general one."""
    if not objections(SHADOWED):
        play = played(stage_of(SHADOWED), ("flow", "grade", {"severity": "major"}))
        assert play.cases["flow"].state == "grave"


def test_a_field_named_like_a_fact_always_leads_somewhere() -> None:
    """Pending is no choice of the field, so the rule does not try it; the engine finds no way at all."""
    if not objections(SHADOWED):
        play = played(stage_of(SHADOWED), ("flow", "grade", {"severity": "major"}), severity="pending")
        assert play.cases["flow"].state == "grave"


@pytest.mark.parametrize("choices", [{"x": "甲", "y": "甲"}, {"x": "y", "y": "z"}], ids=["same title", "crossed"])
def test_a_choice_typed_by_its_title_is_that_choice(choices: Raw) -> None:
    """Forms take titles as well as keys; each title must name one choice."""
    spec = {"id": "kind", "title": "种类", "type": "choice", "choices": choices}
    tried = flow(
        step("go", "a", "b", needs=[spec], **{"if": {"fact": "kind", "is": "x"}}),
        step("go", "a", "done", needs=[spec], **{"if": {"fact": "kind", "is": "y"}}),
        step("finish", "b", "done"),
    )
    if not objections(tried):
        assert played(stage_of(tried), ("flow", "go", {"kind": choices["x"]})).cases["flow"].state == "b"


def test_a_date_field_called_due_on_counts() -> None:
    """Filled in as the start of a second, shorter period: the old due date is taken instead."""
    named = {**DAY, "id": "due_on"}
    deadline = {"days": "days", "start": "due_on"}
    tried = flow(
        step("plan", "a|clock", "clock", needs=[PERIOD, named], deadline=deadline),
        step("finish", "clock", "done"),
    )
    if not objections(tried):
        play = played(stage_of(tried), "plan", ("flow", "plan", {"due_on": "2026-03-02", "days": "1"}))
        assert play.cases["flow"].due_on == date(2026, 3, 3)


# A case that nobody can ever close.


@pytest.mark.parametrize(
    "spec",
    [
        {"id": "n", "title": "数", "type": "integer", "min": "0.2", "max": "0.8"},
        {"id": "n", "title": "类", "type": "choice", "choices": {" x": "甲 "}},
    ],
    ids=["no whole number in the range", "a choice that is stripped away"],
)
def test_every_required_field_can_be_filled_in(spec: Raw) -> None:
    """An entry that no text satisfies shuts the only way to the close."""
    tried = flow(step("go", "a", "done", needs=[spec]))
    offered = [*spec.get("choices", {}), *spec.get("choices", {}).values(), "0", "0.5", "1"]
    assert objections(tried) or any(_fits(tried.transitions[0].needs[0], text) for text in offered)


def _fits(spec: FieldSpec, text: str) -> bool:
    try:
        return bool(forms.canonical(spec, text, date(2026, 3, 2)))
    except ValueError:
        return False


def locked(*flows: Workflow, path: tuple[Any, ...]) -> bool:
    """Whether nobody objected, and yet the path leads to where nothing can be closed."""
    stage = stage_of(*flows)
    return not objections(*flows) and stage.closable(played(stage, *path)) is False


def test_a_case_and_one_of_its_own_kind_do_not_lock_each_other() -> None:
    """Each waits for the other to be closed: neither may take the only action left."""
    tried = flow(
        step("go", "a", "b", opens="flow"),
        step("finish", "a|b", "done", links=link("flow", "done")),
    )
    opener = replace(played(stage_of(tried), "go").cases["flow"], id="1", state="b", parent="")
    child = replace(opener, id="2", state="a", parent="1")
    assert objections(tried) or not (_barred(tried, opener, child) and _barred(tried, child, opener))


def _barred(flow: Workflow, case: Case, other: Case) -> bool:
    """Whether somebody who has done nothing yet may take no action at all, beside the other case."""
    offers = Lifecycle(flow).offers(case, ZHAO, DAY_ONE, {"zhao": ZHAO}, (other,))
    return not any(offer.allowed and offer.trigger == "finish" for offer in offers)


def test_three_cases_do_not_lock_each_other() -> None:
    """The middle one may close by way of the outer or of the inner; together neither is left."""
    outer = flow(
        step("go", "a", "b", opens="mid"), step("finish", "b", "done", links=link("mid", "done")), name="outer"
    )
    mid = flow(
        step("go", "a", "b", opens="inner"),
        step("up", "b", "done", links=link("outer", "a", "done")),
        step("down", "b", "done", links=link("inner", "done")),
        name="mid",
    )
    inner = flow(step("finish", "a", "done", links=link("mid", "done")), name="inner")
    assert not locked(outer, mid, inner, path=("go", ("mid", "go", {})))


def test_a_case_that_was_opened_keeps_its_own_promise_of_closing() -> None:
    """Alone it can be rectified; beside its opener, which has moved on, only withdrawal is left."""
    opener = flow(step("go", "a", "b", opens="side"), step("finish", "b", "done"), name="opener")
    side = flow(
        step("mend", "a", "done", links=link("opener", "a")),
        step("drop", "a", "dropped"),
        name="side",
        promises=({"always_closable": True},),
    )
    stage = stage_of(opener, side)
    ends = {
        after.cases["side"].closed_how for after in stage.onward(played(stage, "go")) if not after.cases["side"].is_open
    }
    assert objections(opener, side) or "rectified" in ends


# A promise that is proved, and broken.


def test_an_action_called_overdue_is_not_the_passing_of_time() -> None:
    """Closed once the deadline has passed, without the action that must stand before it."""
    passed = [{"if": {"fact": "overdue", "is": "true"}, "refused": "还没有逾期"}]
    tried = flow(
        step("issue", "a", "clock", needs=[PERIOD, DAY], deadline=DUE),
        step("overdue", "clock", "clock"),
        step("finish", "clock", "done", when=passed),
        promises=({"before": "overdue", "reach": ["done"]},),
    )
    stage = stage_of(tried)
    play = stage.take(stage.wait(played(stage, "issue"), "flow"), "flow", "finish", {})
    assert objections(tried) or not list(audit.broken(tried, play.cases["flow"], play.today))


# Promises that say nothing, or are denied though kept.


def test_a_promise_about_being_overdue_where_nothing_runs_is_refused() -> None:
    """“逾期的不得销号” is accepted, and an overdue case is closed."""
    never = {"never": {"state": "done", "when": {"fact": "overdue", "is": "true"}}}
    tried = flow(
        step("issue", "a", "clock", needs=[PERIOD, DAY], deadline=DUE),
        step("finish", "clock", "done"),
        promises=(never,),
    )
    stage = stage_of(tried)
    late = stage.wait(played(stage, "issue"), "flow")
    closed = stage.take(late, "flow", "finish", {}).cases["flow"]
    assert closed.closed_how == "rectified"
    assert late.cases["flow"].overdue(late.today)
    assert objections(tried)


def test_waiting_for_a_case_that_nobody_opens_is_refused() -> None:
    """A slip of the name takes the joint condition away without a word."""
    waits = flow(step("finish", "a", "done", links=link("other", "done")), name="waits")
    other = flow(step("finish", "a", "done"), name="other")
    assert objections(waits, other)


def test_proof_and_audit_agree_on_one_duty_named_twice() -> None:
    """Nobody can be a person different from himself."""
    tried = flow(step("go", "a", "done"), promises=({"different_person": ["go", "go"]},))
    play = played(stage_of(tried), "go")
    assert objections(tried) or not list(audit.broken(tried, play.cases["flow"], play.today))


def test_the_discovery_stands_before_everything() -> None:
    """Every case was found first."""
    tried = flow(step("go", "a", "done"), promises=({"before": "open", "reach": ["done"]},))
    play = played(stage_of(tried), "go")
    told = [what for what in objections(tried) if "守不住" in what]
    assert not told or list(audit.broken(tried, play.cases["flow"], play.today))


@pytest.mark.parametrize(
    ("spec", "branches"),
    [
        ({"type": "integer", "min": "0.5", "max": "9"}, [(">=", "1", "done")]),
        ({"type": "decimal"}, [("<=", "0.000001", "done"), (">=", "0.000002", "b")]),
    ],
    ids=["half a point", "seven decimals"],
)
def test_a_gap_is_shown_by_a_number_that_can_be_filled_in(spec: Raw, branches: list[tuple[str, str, str]]) -> None:
    """Between two numbers that stand next to each other in a form there is nothing."""
    field = {"id": "n", "title": "数", **spec}
    steps = [
        step("go", "a", to, needs=[field], **{"if": {"fact": "n", "op": op, "value": value}})
        for op, value, to in branches
    ]
    more = [step("finish", "b", "done")] if len(branches) > 1 else []
    assert not objections(flow(*steps, *more))


# One person in two duties.

APART = flow(
    step("mend", "a", "b", needs=[{"id": "who", "title": "谁", "type": "person"}]),
    step("verify", "b", "done", unlike=["mend"]),
    promises=({"different_person": ["mend", "verify"]},),
)
ZHAO = Person("zhao", "赵某", frozenset({"inspector"}))
CLERK = Person("clerk", "办事员", frozenset({"inspector"}))
DAY_ONE = date(2026, 3, 2)


def verified_by(person: Person, written: str, before: Mapping[str, Person]) -> list[str]:
    """What is said when somebody verifies what the written name mended; ``before`` was the roster when it was."""
    mend, verify = APART.transitions
    case: Case = stage_of(APART).begin("general").cases["flow"]
    values = {"who": forms.canonical(mend.needs[0], written, DAY_ONE)}
    took = Attempt(case, CLERK, DAY_ONE, values, 0, before).persons(mend)
    after = Attempt(_after(case, took), person, DAY_ONE, {}, 0, {CLERK.name: CLERK, person.name: person})
    return list(duties_apart(APART, verify, after))


def _after(case: Case, took: frozenset[str]) -> Case:
    return replace(case, persons={**case.persons, "mend": took})


@pytest.mark.parametrize("written", ["zhao", "赵某", "赵 某", "赵某（厂长）", "经办zhao", "某甲/zhao"])
def test_a_name_written_about_is_recognised(written: str) -> None:
    """These are: the tricks below are those that are not."""
    assert not objections(APART)
    assert verified_by(ZHAO, written, {"clerk": CLERK, "zhao": ZHAO})


@pytest.mark.parametrize("written", ["某甲-zhao", "zhao.", "（zhao-厂长）", "_zhao_"])
def test_a_name_between_strokes_is_recognised(written: str) -> None:
    """A stroke or stop beside a Latin name belongs to the sentence."""
    assert verified_by(ZHAO, written, {"clerk": CLERK, "zhao": ZHAO})


@pytest.mark.parametrize(
    ("name", "title", "written"),
    [
        ("w", "王", "王（厂长）"),
        ("lw", "Li Wei", "Li Wei（厂长）"),
    ],
    ids=["one character", "Latin with a space"],
)
def test_whoever_may_be_enrolled_can_be_recognised(name: str, title: str, written: str) -> None:
    """Enrolment takes these titles, so naming them must name the person; it refuses titles with commas."""
    person = Person(name, title, frozenset({"inspector"}))
    assert verified_by(person, written, {"clerk": CLERK, name: person})


def test_whoever_is_enrolled_later_is_recognised_in_earlier_events() -> None:
    """He mended it while nobody knew him, was enrolled, and verifies his own work."""
    assert verified_by(ZHAO, "赵某（厂长）", {"clerk": CLERK})


def test_a_pass_is_not_taken_where_the_limit_was_not_in_force() -> None:
    """Every value is given, nothing decides: the verdict is open, and only 待补参 or a note would be the truth."""
    definition = load_library().definition("gas")
    item, law = definition.pack.item("GAS-MH-9.1"), Law(definition, date(2022, 1, 1))
    assert item is not None
    values = {"density": "0.9", "location": "basement", "found": "true", "notified": "false"}
    assert judge(item, values, law).fails is None
    answer = AnswerInput(subject="x", item=item.id, answer="pass", values=values)
    assert list(value_faults((), item, answer, law))


@pytest.mark.parametrize("written", ["某甲-zhao", "赵某（厂长）"])
def test_nobody_confirms_in_a_ledger_what_he_mended(desk: Desk, inspection_file: Path, written: str) -> None:
    """Promise of the shipped workflow: 立行立改 and 现场核实销号 are different people's."""
    desk.as_("sup1").people.add("zhao", "赵某", ["inspector"])
    run(desk.as_("insp1"), inspection_file)
    number = next(case.number for case in desk.as_("insp1").cases.page() if case.severity == "general")
    mended = {"performed_by": written, "measures": "已改"}
    desk.as_("insp1").cases.act(number, "fix_on_spot", mended, [inspection_file.parent / "photo.txt"])
    with pytest.raises(Refused):
        desk.as_("zhao").cases.act(number, "confirm_spot", {"conclusion": "属实"})


# Attacks that are beaten off, and that no other test tries: each ends a mutation that survived.

LATE = [{"if": {"fact": "overdue", "is": "false"}, "refused": "已逾期"}]


def test_whoever_is_named_by_the_unit_may_be_an_outsider() -> None:
    """Only the unit records the mending, yet whom it names may come from anywhere, and verify."""
    who = {"id": "who", "title": "谁", "type": "person"}
    tried = flow(
        step("mend", "a", "b", by=["responsible"], needs=[who]),
        step("verify", "b", "done"),
        promises=({"different_person": ["mend", "verify"]},),
    )
    assert objections(tried)


def test_an_action_of_another_case_is_not_the_one_that_was_promised() -> None:
    """The case that was opened has an action of the same name; the opener's own is left out."""
    opener = flow(
        step("go", "a", "b", opens="side"),
        step("finish", "b", "done", links=link("side", "done")),
        step("check", "b", "done"),
        name="opener",
        promises=({"before": "check", "reach": ["done"]},),
    )
    side = flow(step("check", "a", "done"), name="side")
    assert any("守不住" in what for what in objections(opener, side))


def test_a_withdrawn_case_leaves_no_case_behind_that_cannot_be_closed() -> None:
    """Once the opener is withdrawn, the case it opened waits for it in vain."""
    opener = flow(
        step("go", "a", "b", opens="side"),
        step("finish", "b", "done"),
        step("drop", "b", "dropped"),
        name="opener",
    )
    side = flow(step("mend", "a", "done", links=link("opener", "b", "done")), name="side")
    assert any("互相等待" in what for what in objections(opener, side))


def test_a_deadline_does_not_pass_where_no_clock_runs() -> None:
    """Overdue in a state with a clock, no longer in the next: closing asks there."""
    tried = flow(
        step("issue", "a", "clock", needs=[PERIOD, DAY], deadline=DUE),
        step("park", "clock", "b"),
        step("finish", "b", "done", when=LATE),
    )
    stage = stage_of(tried)
    late = stage.take(stage.wait(played(stage, "issue"), "flow"), "flow", "park", {})
    assert not objections(tried)
    assert stage.take(late, "flow", "finish", {}).cases["flow"].closed_how == "rectified"


def test_a_gap_in_one_of_several_states_is_found() -> None:
    """Two ways from the first state, only one of them from the second."""
    needs = [NUMBER]
    tried = flow(
        step("go", "a|b", "done", needs=needs, **{"if": {"fact": "points", "op": ">=", "value": "5"}}),
        step("go", "a", "b", needs=needs, **{"if": {"fact": "points", "op": "<", "value": "5"}}),
    )
    assert any("缺口" in what for what in objections(tried))


@pytest.mark.parametrize("op", [">=", "<="])
def test_a_gap_beyond_all_limits_is_found(op: str) -> None:
    """A number without a range goes on in both directions."""
    needs = [{**NUMBER, "type": "decimal"}]
    tried = flow(step("go", "a", "done", needs=needs, **{"if": {"fact": "points", "op": op, "value": "5"}}))
    assert any("缺口" in what for what in objections(tried))


def test_the_ways_of_one_action_agree_on_when_it_happened() -> None:
    """They are one form: the day cannot be asked of one way and not of the other."""
    needs = [NUMBER, DAY]
    tried = flow(
        step("go", "a", "b", needs=needs, dated_by="day", **{"if": {"fact": "points", "op": "<", "value": "5"}}),
        step("go", "a", "done", needs=needs, **{"if": {"fact": "points", "op": ">=", "value": "5"}}),
        step("finish", "b", "done"),
    )
    assert any("dated_by" in what for what in objections(tried))


def test_counters_go_past_the_number_that_is_asked_for() -> None:
    """“More than twice” comes about the third time."""
    more = {"fact": "returned", "op": ">", "value": "2"}
    tried = flow(
        step("back", "a", "a", mark="returned"),
        step("finish", "a", "done"),
        promises=({"never": {"state": "done", "when": more}},),
    )
    assert any("守不住" in what for what in objections(tried))


def test_an_extension_ends_being_overdue() -> None:
    """Late, extended, closed in time: nothing is stuck."""
    tried = flow(
        step("issue", "a", "clock", needs=[PERIOD, DAY], deadline=DUE),
        step("extend", "clock", "clock", needs=[PERIOD], deadline={"days": "days", "start": "due_on"}),
        step("finish", "clock", "done", when=LATE),
    )
    stage = stage_of(tried)
    late = stage.wait(played(stage, "issue"), "flow")
    assert not objections(tried)
    assert stage.closable(late)


KIND = {"id": "kind", "title": "情形", "type": "choice", "choices": {"x": "甲", "y": "乙"}}


def only(value: str) -> list[Raw]:
    return [{"if": {"fact": "kind", "is": value}, "refused": f"只能是{value}"}]


def test_what_an_action_refuses_is_not_filled_in_for_a_later_one() -> None:
    """Only 甲 may be filled in, however often, and the close asks for 乙: no such case is ever closed."""
    tried = flow(
        step("go", "a", "b", needs=[KIND], when=only("x")),
        step("back", "b", "a"),
        step("finish", "b", "done", when=only("y")),
    )
    assert any("销不了号" in what for what in objections(tried))


def test_what_is_filled_in_now_goes_before_what_was_filled_in() -> None:
    """甲 at first, then 乙 in a field of the same name: the condition asks for the new one, and the case closes."""
    tried = flow(
        step("go", "a", "b", needs=[KIND], when=only("x")),
        step("change", "b", "b", needs=[KIND], when=only("y")),
        step("finish", "b", "done", when=only("y")),
    )
    assert not objections(tried)
    stage = stage_of(tried)
    changed = stage.take(played(stage, "go"), "flow", "change", {})
    assert stage.take(changed, "flow", "finish", {}).cases["flow"].closed_how == "rectified"

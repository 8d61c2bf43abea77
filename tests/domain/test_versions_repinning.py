"""Whatever a supervisor decides, a case moved to another version keeps that version's promises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.cases import REPINNED, Case, apply, fold
from inspect_engine.domain.definitions import Definition, Gate, Invariant, Workflow
from inspect_engine.domain.versions.repinning import WHERE, Repinning, against, decide, told
from inspect_engine.errors import InspectError, Refused
from inspect_engine.reading.definitions import load_library
from tests.domain.conftest import ROSTER, TODAY, event, hazard_workflow, opened
from tests.storage.yard_lists import BRIEFED, NUMBERED, RENAMED, YARD, definition

OLD = load_library([YARD]).definition("yard")
FLOW = OLD.workflows["round"]
TRIGGERS = ("issue", "ask", "allow", "reply", "back", "brief")
PERSONS = ("insp1", "insp2", "sup1", "both")


@pytest.fixture(scope="session")
def news(tmp_path_factory: pytest.TempPathFactory) -> tuple[Definition, ...]:
    """Versions to move to: a renamed state, a new necessary step."""

    def make(*edits: tuple[str, str, str]) -> Definition:
        return definition(tmp_path_factory.mktemp("news") / "lists", *NUMBERED, *edits)

    return make(*RENAMED), make(*BRIEFED)


def case_at(state: str, persons: dict[str, frozenset[str]], **facts: Any) -> Case:
    """A case of the yard with any history."""
    found = fold([opened(definition="old", workflow="round", state=state, pack="yard", item="S-1")])
    kept = FLOW.states[state]
    facts = {"values": {"days": "7"}, "state_title": kept.title, "clock": kept.clock, **facts}
    return replace(found, persons={"open": frozenset({"insp1"}), **persons}, **facts)


def moved(case: Case, new: Definition, state: str, who: str = "sup1") -> Case:
    """The case after the decision. Raises as :func:`decide` does."""
    move = Repinning(case, FLOW, new.workflows["round"], case.state, ROSTER[who], TODAY, ROSTER)
    data = decide(move, new, "new", {} if state == case.state else {case.state: state}, "修订")
    return apply(case, event(REPINNED, data, 2))


def broken(flow: Workflow, case: Case) -> set[str]:
    """Promises that some way on from here breaks, by walking every way with everything that has been done."""
    found, todo = {(case.state, frozenset(case.persons))}, [(case.state, frozenset(case.persons))]
    while todo:
        state, done = todo.pop()
        for step in flow.from_state(state):
            after = step.to, done | {step.trigger}
            if after not in found:
                found.add(after)
                todo.append(after)
    promises = [promise for promise in flow.invariants if promise.before]
    return {p.title for p in promises for state, done in found if state in p.reach and p.before not in done}


histories = st.dictionaries(st.sampled_from(TRIGGERS), st.frozensets(st.sampled_from(PERSONS), min_size=1))


@given(
    state=st.sampled_from([name for name, kept in FLOW.states.items() if not kept.terminal]),
    target=st.sampled_from([*FLOW.states, "paused", "told"]),
    persons=histories,
    which=st.integers(0, 1),
)
def test_no_move_leads_round_a_promise(
    news: tuple[Definition, ...], state: str, target: str, persons: dict[str, frozenset[str]], which: int
) -> None:
    """Any history, any state, any target: what is allowed closes nothing, and leaves no way round a necessary step."""
    new, case = news[which], case_at(state, persons)
    try:
        after = moved(case, new, target)
    except InspectError:
        return

    flow = new.workflows["round"]
    assert after.is_open
    assert not flow.states[after.state].terminal
    assert broken(flow, after) == set()
    assert after.persons == case.persons
    assert all("sup1" not in persons.get(trigger, frozenset()) for trigger in ("reply", "ask"))
    assert (after.definition, after.pack_version, after.state_title) == ("new", "2", flow.states[after.state].title)


def test_moves_that_keep_the_promises_are_allowed(news: tuple[Definition, ...]) -> None:
    """Refusing is not the easy way out: of a plain history every state that is known goes on as it is."""
    renamed, briefed = news
    histories = {
        "found": (),
        "fixing": ("issue",),
        "waiting": ("issue", "ask"),
        "replied": ("issue", "reply"),
    }
    for state, done in histories.items():
        persons = {trigger: frozenset({"insp2"}) for trigger in done}
        target = {"waiting": "paused"}.get(state, state)
        assert moved(case_at(state, persons), renamed, target).state == target
        assert moved(case_at(state, {**persons, "brief": frozenset({"both"})}), briefed, state).state == state


@pytest.mark.parametrize("size", range(3))
def test_every_reason_is_given_at_once(news: tuple[Definition, ...], size: int) -> None:
    """A person who may not, for several reasons, hears all of them."""
    reasons: dict[str, Callable[[Case], Case]] = {
        "参与过本隐患的“回复”": lambda case: replace(case, persons={**case.persons, "reply": frozenset({"sup1"})}),
        "请核对系统时间": lambda case: replace(case, last_on=TODAY + timedelta(days=1)),
    }
    for chosen in combinations(reasons, size):
        case = case_at("fixing", {"issue": frozenset({"both"})})
        for reason in chosen:
            case = reasons[reason](case)
        if not chosen:
            assert moved(case, news[0], "fixing").state == "fixing"
            continue
        with pytest.raises(Refused) as refused:
            moved(case, news[0], "fixing")
        assert all(reason in refused.value.reason for reason in chosen)
        assert len(refused.value.missing) == size


def test_how_long_a_case_has_waited_is_not_forgotten(news: tuple[Definition, ...]) -> None:
    """Under another name of its state it has waited as long as before; sent back to an earlier state it begins anew."""
    long_ago = TODAY - timedelta(days=40)
    waiting = case_at("waiting", {"issue": frozenset({"both"})}, entered_on=long_ago)
    fixing = case_at("fixing", {"issue": frozenset({"both"})}, entered_on=long_ago)

    assert moved(waiting, news[0], "paused").entered_on == long_ago
    assert moved(fixing, news[0], "fixing").entered_on == long_ago
    assert moved(fixing, news[1], "found").entered_on == TODAY


def test_versions_of_one_number_are_told_apart(news: tuple[Definition, ...]) -> None:
    """By their hashes."""
    case = case_at("found", {}, definition="a" * 64, pack_version="2")
    move = Repinning(case, FLOW, news[0].workflows["round"], "found", ROSTER["sup1"], TODAY, ROSTER)

    data = decide(move, news[0], "b" * 64, {}, "[/]=1+1")

    assert told(data) == "2（aaaaaaaa） → 2（bbbbbbbb），状态“已发现”不变，理由：[/]=1+1"


# --- the life cycle that ships ----------------------------------------------------------------------------------


def shipped(case: Case, flow: Workflow, state: str) -> list[str]:
    """What stands against moving a case of the shipped workflow to a state of another one."""
    return against(Repinning(case, hazard_workflow(), flow, state, ROSTER["sup1"], TODAY, ROSTER), WHERE)


def hazard_case(state: str, *done: str, severity: str = "general") -> Case:
    found = fold([opened(state=state, severity=severity)])
    persons = {trigger: frozenset({"fresh1"}) for trigger in done}
    return replace(found, persons={**found.persons, **persons}, values={"days": "7"})


def renamed(old: str, new: str) -> Workflow:
    """The shipped workflow with one state under another name."""
    flow = hazard_workflow()

    def name(state: str) -> str:
        return new if state == old else state

    steps = (
        step.model_copy(update={"from_": tuple(map(name, step.from_)), "to": name(step.to)})
        for step in flow.transitions
    )
    states = {name(key): kept for key, kept in flow.states.items()}
    return flow.model_copy(update={"states": states, "transitions": tuple(steps)})


def test_no_way_sideways() -> None:
    """A fix on the spot that was rejected once is no excuse for being put behind a second one."""
    case = hazard_case("issued", "grade", "issue", "fix_on_spot", "reject_spot")

    assert any("不是" in text for text in shipped(case, hazard_workflow(), "spot_fixed"))
    assert shipped(case, hazard_workflow(), "found") == []
    assert shipped(case, hazard_workflow(), "issued") == []


def test_what_may_never_be_is_looked_for_ahead() -> None:
    """A major hazard is not put where the next action closes it as fixed on the spot."""
    flow = renamed("issued", "written")
    done = ("grade", "issue", "fix_on_spot", "reject_spot")

    assert shipped(hazard_case("issued", *done, severity="major"), flow, "written") == []
    against_it = shipped(hazard_case("issued", *done, severity="major"), flow, "spot_fixed")
    assert any("重大隐患不得按立行立改销号" in text for text in against_it)


def test_gates_are_passed_before_closing() -> None:
    """A gate that nobody passed and nobody will ask for keeps the case where it is."""
    flow = hazard_workflow()
    asked = [s.model_copy(update={"passes": ("known",)} if s.trigger == "serve" else {}) for s in flow.transitions]
    promise = Invariant(title="关口都要过", all_gates=True)
    gated = flow.model_copy(
        update={
            "gates": {"known": Gate(title="原因已查清")},
            "transitions": tuple(asked),
            "invariants": (*flow.invariants, promise),
        }
    )
    late = replace(hazard_case("rectifying", "grade", "issue", "serve", "start"), due_on=TODAY)

    assert shipped(late, flow, "rectifying") == []
    assert any("不过关口“原因已查清”" in text for text in shipped(late, gated, "rectifying"))
    assert shipped(replace(late, gates=frozenset({"known"})), gated, "rectifying") == []

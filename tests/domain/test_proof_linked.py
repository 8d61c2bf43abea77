"""Several workflows that one case opens: what they may wait for, and what is proved of them together."""

from __future__ import annotations

from typing import Any

import pytest

from inspect_engine.domain.definitions import Invariant, Workflow
from inspect_engine.domain.proof import Breach, breaches
from inspect_engine.reading.definitions import load_library
from tests.domain.test_proof_attacks import DAY, DUE, PERIOD, flow, link, objections, step
from tests.trial.replay import replayed

FLOWS = load_library().workflows
HAZARD = FLOWS["hazard"]
CLOSED = ("closed", "withdrawn", "merged")


def side(name: str, *waits: str) -> Workflow:
    """One that is opened, and is finished once its opener stands where it must."""
    more: dict[str, Any] = {"links": link("case", *waits)} if waits else {}
    return flow(step("finish", "a", "done", **more), name=name)


def opener(*steps: dict[str, Any], **more: Any) -> Workflow:
    """A case that opens ``one`` and ``two`` at any time before it is checked."""
    begin = [step("open-one", "a", "a", opens="one"), step("open-two", "a", "a", opens="two")]
    return flow(*begin, *steps, name="case", **more)


def found(*flows: Workflow) -> list[Breach]:
    return list(breaches(flows[0], {each.id: each for each in flows[1:]}))


def proved(*flows: Workflow) -> bool:
    """Whether nothing goes wrong."""
    return not found(*flows)


BOTH = [*link("one", "done"), *link("two", "done")]


def test_cases_that_wait_for_a_state_on_the_way_are_proved() -> None:
    """Each waits until the case is checked; the case waits for both before it closes."""
    case = opener(step("check", "a", "b"), step("finish", "b", "done", links=BOTH))
    assert proved(case, side("one", "b", "done"), side("two", "b", "done"))


def test_the_one_that_blocks_is_told() -> None:
    """The second is finished after the check, which waits for the second; the first is nobody's trouble."""
    check = step("check", "a", "b", links=link("two", "done"))
    case = opener(check, step("finish", "b", "done", links=link("one", "done")))
    flows = case, side("one", "b", "done"), side("two", "b", "done")
    assert [(breach.kind, breach.title) for breach in found(*flows)] == [("deadlock", "与“two”互相等待，谁也办不结")]
    stage, play = replayed(case, found(*flows)[0], *flows[1:])
    assert stage.closable(play) is False


def test_a_circle_of_two_that_no_pair_shows_is_found() -> None:
    """Beside each alone the case goes on; with both open, each way on waits for the other."""
    case = opener(
        step("left", "a", "b", links=link("two", "done")),
        step("right", "a", "c", links=link("one", "done")),
        step("finish", "b|c", "done"),
    )
    flows = case, side("one", "b", "done"), side("two", "c", "done")
    assert "与“one”“two”互相等待，谁也办不结" in [breach.title for breach in found(*flows)]
    stage, play = replayed(case, found(*flows)[0], *flows[1:])
    assert stage.closable(play) is False


def test_one_that_waits_for_what_waits_for_another_is_proved() -> None:
    """The second is finished after the check, which waits for the first, which waits for nothing."""
    check = step("check", "a", "b", links=link("one", "done"))
    case = opener(check, step("finish", "b", "done", links=link("two", "done")))
    assert proved(case, side("one"), side("two", "b", "done"))


def test_what_must_be_opened_on_the_way_is_proved() -> None:
    """Every way to the close opens one; it becomes quiet again, and the case is nearer."""
    case = flow(
        step("report", "a", "b", opens="one"),
        step("open-two", "b", "b", opens="two"),
        step("finish", "b", "done", links=BOTH),
        name="case",
    )
    assert proved(case, side("one", "b"), side("two", "b"))


def test_what_becomes_quiet_by_itself_may_be_opened_anywhere() -> None:
    """The second is finished after the check, which opens the first, which waits for nothing."""
    case = opener(step("check", "a", "b", opens="one"), step("finish", "b", "done", links=BOTH))
    assert proved(case, side("one"), side("two", "b"))


def test_a_close_that_nobody_accepts_keeps_the_case_open() -> None:
    """One was dropped; the case waits for its good end, and cannot open another."""
    ending = step("finish", "b", "done", links=link("one", "done"))
    dropped = flow(step("finish", "a", "done"), step("drop", "a", "dropped"), name="one")
    strict = opener(step("check", "a", "b"), ending), dropped, side("two")
    assert [breach.kind for breach in found(*strict)] == ["deadlock"]
    again = opener(step("check", "a", "b"), step("again", "b", "b", opens="one"), ending)
    assert proved(again, dropped, side("two"))


def test_a_case_opened_by_a_rung_is_waited_for() -> None:
    """Left alone past its limit, the case is listed until it has been checked, and checking waits for that."""
    steps = [
        step("issue", "a", "clock", needs=[PERIOD, DAY], deadline=DUE),
        step("check", "clock", "b", links=link("two", "done")),
        step("finish", "b", "done", links=link("one", "done")),
        step("open-one", "a", "a", opens="one"),
    ]
    ladder = {"late": {"title": "提请挂牌", "after": "3", "opens": "two"}}
    raw = flow(*steps, name="case", escalations=ladder).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    raw["states"]["clock"]["overdue"] = "late"
    flows = Workflow.model_validate(raw), side("one"), side("two", "b", "done")
    breach = found(*flows)[0]
    assert breach.words.endswith("逾期 → 逾期，提请挂牌")
    stage, play = replayed(flows[0], breach, *flows[1:])
    assert play.cases["two"].is_open
    assert stage.closable(play) is False


def test_reopening_is_no_way_to_the_close_but_a_way_to_a_breach() -> None:
    """Withdrawn and opened again counts neither as closing nor as new: the shortcut is found."""
    back = step("reopen", "dropped", "b", mark="reopened")
    trap = flow(step("go", "a", "c"), step("drop", "a|c", "dropped"), back, step("end", "a|b", "done"), name="trap")
    assert any("走不到销号" in what for what in objections(trap))
    skipped = flow(
        step("drop", "a", "dropped"),
        step("check", "a", "b"),
        back,
        step("finish", "b", "done"),
        promises=({"before": "check", "reach": ["done"]},),
    )
    assert "drop → reopen → finish" in objections(skipped)[0]


def test_a_pause_does_not_make_what_was_late_timely() -> None:
    """Closing asks that the case is not overdue; paused and resumed, it still is."""
    late = [{"if": {"fact": "overdue", "is": "false"}, "refused": "已逾期"}]
    raw = flow(
        step("issue", "a", "clock", needs=[PERIOD, DAY], deadline=DUE),
        step("pause", "clock", "b"),
        step("resume", "b", "clock"),
        step("finish", "clock", "done", when=late),
    ).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    raw["states"]["b"] = {"title": "b", "paused": "鉴定"}
    paused = Workflow.model_validate(raw)
    breach = found(paused)[0]
    assert breach.kind == "stuck"
    stage, play = replayed(paused, breach)
    assert stage.closable(play) is False


def test_a_promise_about_a_case_that_was_opened_is_kept_or_broken() -> None:
    """Open or closed can be asked of it in a promise, of one workflow at a time."""
    never = [{"never": {"state": "done", "when": {"fact": name, "is": "open"}}} for name in ("one", "two")]
    check, sides = step("check", "a", "b"), (side("one"), side("two"))
    assert proved(opener(check, step("finish", "b", "done", links=BOTH), promises=tuple(never)), *sides)
    loose = opener(check, step("finish", "b", "done", links=BOTH[:1]), promises=tuple(never)), *sides
    assert [breach.title for breach in found(*loose)] == ["承诺1"]
    mixed = {"never": {"state": "done", "when": {"any": [each["never"]["when"] for each in never]}}}
    wrong = {"never": {"state": "done", "when": {"fact": "one", "is": "ajar"}}}
    told = objections(opener(check, step("finish", "b", "done"), promises=(mixed, wrong)), *sides)
    assert ["只能说一种" in what for what in told] == [True, False]
    assert "只能用 is 比较" in told[1]


# The hazard that ships, with the cases it opens.


def nothing_open(*pairs: tuple[str, str]) -> tuple[Invariant, ...]:
    """Promises that none of these cases is open where the hazard is closed."""
    return tuple(
        Invariant.model_validate(
            {"title": f"{at} {name}", "never": {"state": at, "when": {"fact": name, "is": "open"}}}
        )
        for at, name in pairs
    )


def test_the_shipped_workflows_are_proved_together() -> None:
    """All at once they are too many situations; beside each of them nothing goes wrong. A penalty that was paid is
    opened again where its decision falls, whatever has become of the hazard: what was paid is given back."""
    assert len(HAZARD.opened) >= 5
    waits = {(one.to, each.workflow) for one in HAZARD.transitions if one.to in CLOSED for each in one.links}
    pairs = sorted(pair for pair in waits if pair[1] != "filing")
    assert {name for at, name in pairs if at == "closed"} == {"stop-work", "listing"}
    assert {name for at, name in pairs if at == "withdrawn"} == HAZARD.opened - {"filing"}
    guarded = HAZARD.model_copy(update={"invariants": (*HAZARD.invariants, *nothing_open(*pairs))})
    assert found(guarded, *(FLOWS[name] for name in HAZARD.opened)) == []


def joint_conditions() -> list[tuple[str, int, str]]:
    """(action, place of a link, workflow waited for) of every action that closes the hazard."""
    closing = [one for one in HAZARD.transitions if one.to in CLOSED]
    return [(one.trigger, n, waited.workflow) for one in closing for n, waited in enumerate(one.links)]


@pytest.mark.parametrize(("trigger", "n", "waited"), joint_conditions())
def test_each_joint_condition_is_needed(trigger: str, n: int, waited: str) -> None:
    """Without it, the hazard closes while that case is open, and the path shows it."""
    to = next(one.to for one in HAZARD.transitions if one.trigger == trigger)
    steps = tuple(
        each.model_copy(update={"links": (*each.links[:n], *each.links[n + 1 :])}) if each.trigger == trigger else each
        for each in HAZARD.transitions
    )
    loose = HAZARD.model_copy(update={"transitions": steps, "invariants": nothing_open((to, waited))})
    broken = [breach for breach in found(loose, FLOWS[waited]) if breach.kind == "promise"]
    assert len(broken) == 1
    stage, play = replayed(loose, broken[0], *FLOWS.values())
    assert stage.broken(play) == [broken[0].promise]


def test_the_same_person_is_told_by_what_names_him() -> None:
    """Where one of two duties is the unit's alone, and the other is not, the field that may name the same person."""
    who = {"id": "who", "title": "实际整改人", "type": "person"}
    fix: dict[str, Any] = {"by": ["responsible"], "needs": [who]}
    steps = step("find", "a", "b"), step("recheck", "b", "c"), step("fix", "c", "b", **fix), step("end", "c", "done")
    (breach,) = found(flow(*steps, promises=({"different_person": ["recheck", "fix"]},)))
    assert breach.words.endswith("recheck → fix（“实际整改人”填了同一人）")
    two = step("fix", "a", "b", **fix), step("end", "b", "done")
    (breach,) = found(flow(*two, promises=({"different_person": ["fix", "end"]},)))
    assert breach.words.endswith("fix → end（“fix”的“实际整改人”填了同一人）")

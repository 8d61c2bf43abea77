"""The shipped hazard workflow under random people doing random things."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inspect_engine.domain.cases import MOVED
from inspect_engine.domain.definitions import Transition, Workflow
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.workflow.guards import WHO, Attempt, role_fits
from inspect_engine.domain.workflow.lifecycle import Lifecycle
from inspect_engine.errors import InputError, Refused
from tests.domain.conftest import PARTY, ROSTER, TODAY, Walk, hazard_workflow, opened

LIFE = Lifecycle(hazard_workflow())
RECTIFYING = ("fix_on_spot", "start", "reply", "request_extension", "request_major_extension")
JUDGING = ("confirm_spot", "reject_spot", "pass_reinspection", "return", "close")
ACTORS = [name for name in ROSTER if not name.startswith("fresh")]
NAMED = [*ACTORS, *(ROSTER[name].title for name in ACTORS), "临时工", "ＩＮＳＰ２", " 检查员 丙 "]
STEPS = st.lists(st.tuples(st.integers(0, 9), st.sampled_from(ACTORS), st.sampled_from(NAMED)), max_size=25)


def people_of(names: list[str]) -> set[str]:
    """Enrolled names for whatever was recorded: the oracle's own reduction."""
    titles = {person.title: name for name, person in ROSTER.items()}
    return {titles.get(name, name) for name in names}


def allowed(walk: Walk, step: Transition, who: str) -> bool:
    attempt = Attempt(walk.case, ROSTER[who], walk.today, {}, 0, ROSTER)
    return not any(reason for guard in WHO for reason in guard(LIFE.workflow, step, attempt))


def wander(severity: str, finder: str, steps: list[tuple[int, str, str]]) -> Walk:
    """Random people try random actions, mostly such as they may; what is refused is simply not done."""
    walk = Walk(LIFE, [opened((finder,), severity)])
    rectified: set[str] = set()
    for choice, who, third in steps:
        offered = [
            step for step in LIFE.workflow.from_state(walk.case.state) if step.trigger != "withdraw" or choice == 9
        ]
        if not offered:
            break
        step = offered[choice % len(offered)]
        able = [name for name in ACTORS if allowed(walk, step, name)]
        actor = able[choice % len(able)] if able and choice < 8 else who
        try:
            moved = walk.act(actor, step.trigger, walk.filled(actor, step.needs, third))
        except Refused:
            continue
        taking_part = people_of(moved.data["persons"])
        if step.trigger in JUDGING:
            assert not taking_part & rectified, f"{taking_part & rectified} rectified and took part in {step.trigger}"
        if step.trigger in RECTIFYING:
            rectified |= taking_part
        walk.today += timedelta(days=choice % 3)
    return walk


@settings(max_examples=300)
@given(st.sampled_from(["general", "major", "pending"]), st.sampled_from(ACTORS), STEPS)
def test_nobody_judges_what_he_rectified_and_nothing_closes_unseen(
    severity: str, finder: str, steps: list[tuple[int, str, str]]
) -> None:
    """Whoever fixed, started or replied in any round takes no part in 复查, 核实 or 销号; closing leaves a record."""
    walk = wander(severity, finder, steps)
    steps_on = [
        event.data for event in walk.events[1:] if event.kind == MOVED and event.data["to"] != event.data["from"]
    ]
    done = [data["trigger"] for data in steps_on]
    if walk.case.closed_how == "rectified":
        assert done[-2:] == ["pass_reinspection", "close"]
        assert len(walk.case.persons["pass_reinspection"]) >= 2
    if walk.case.closed_how == "on_the_spot":
        assert done[-2:] == ["fix_on_spot", "confirm_spot"]
        assert walk.case.severity == "general"
    if walk.case.closed_how == "withdrawn":
        assert not people_of(list(walk.case.persons["withdraw"])) & people_of(list(walk.case.persons["open"]))


TO_CLOSED = {
    "found": ("grade", "fresh3"),
    "graded": ("issue", "fresh3"),
    "issued": ("serve", "fresh3"),
    "served": ("start", "fresh4"),
    "rectifying": ("reply", "fresh4"),
    "extension_requested": ("reject_extension", "fresh3"),
    "major_extension_requested": ("reject_major_extension", "fresh3"),
    "replied": ("pass_reinspection", "fresh1"),
    "reinspected": ("close", "fresh3"),
    "spot_fixed": ("confirm_spot", "fresh1"),
    "suspended": ("resume", "fresh3"),
}


@settings(max_examples=100)
@given(st.sampled_from(["general", "major", "pending"]), st.sampled_from(ACTORS), STEPS)
@example("major", "insp1", [(n, "insp1", "insp1") for n in (2, 2, 2, 3)])
def test_whatever_happened_enough_new_people_can_close_it(
    severity: str, finder: str, steps: list[tuple[int, str, str]]
) -> None:
    """No history leaves a case stuck: two inspectors, a supervisor and a responsible person can always finish it."""
    walk = wander(severity, finder, steps)
    for _ in range(len(TO_CLOSED)):
        if not walk.case.is_open:
            break
        trigger, who = TO_CLOSED[walk.case.state]
        step = LIFE.workflow.transition(trigger, walk.case.state)
        assert step is not None
        third = "fresh2" if trigger == "pass_reinspection" else "路人"
        walk.act(who, trigger, walk.filled(who, step.needs, third))
    assert not walk.case.is_open


@settings(max_examples=100)
@given(st.sampled_from(["general", "major", "pending"]), st.sampled_from(ACTORS), STEPS, st.sampled_from(ACTORS))
def test_an_offer_says_what_the_action_would_say(
    severity: str, finder: str, steps: list[tuple[int, str, str]], who: str
) -> None:
    """An action offered as allowed goes through once it is filled in; one that is not is refused for that reason."""
    walk = wander(severity, finder, steps)
    for offer in LIFE.offers(walk.case, ROSTER[who], walk.today, ROSTER):
        trial = Walk(LIFE, list(walk.events[:1]), today=walk.today)
        trial.case = walk.case
        values = offer.values or trial.filled(who, offer.needs, "fresh2")
        if offer.allowed:
            trial.act(who, offer.trigger, values, files=3)
            proposes = offer.second and not offer.proposed
            assert trial.case.state == (walk.case.state if proposes else offer.to)
            assert (trial.case.proposal is not None) == proposes
        else:
            with pytest.raises(Refused) as refused:
                trial.act(who, offer.trigger, values, files=3)
            assert refused.value.reason == offer.reason


def test_who_fixed_on_the_spot_in_an_earlier_round_does_not_reinspect() -> None:
    """Fixed on the spot, sent back, then rectified by another: the first fixer still rectified this hazard."""
    walk = Walk(LIFE, [opened(("insp1",))])
    walk.act("insp2", "fix_on_spot", {"performed_by": "insp2", "measures": "拧紧"})
    walk.act("insp3", "reject_spot", {"reason": "仍漏气"})
    for trigger, who in (("grade", "sup1"), ("issue", "sup1"), ("serve", "sup1"), ("start", "op1"), ("reply", "op1")):
        step = LIFE.workflow.transition(trigger, walk.case.state)
        assert step is not None
        walk.act(who, trigger, walk.filled(who, step.needs))
    with pytest.raises(Refused, match="须换人"):
        walk.act("insp3", "pass_reinspection", {"inspectors": "insp3,insp2", "conclusion": "合格"})
    with pytest.raises(Refused, match="须换人"):
        walk.act("insp3", "return", {"inspectors": "insp3,insp2", "reason": "未改"})


@pytest.mark.parametrize("third", ["责任人、检查员乙", "责任人，insp2", "责任人;insp2", "检查员乙\u200b"])
def test_two_names_in_one_field_do_not_hide_the_second(third: str) -> None:
    """Someone named as rectifier together with another, or with an invisible character, cannot reinspect."""
    walk = to_replied("op1", third)
    if walk is not None:
        with pytest.raises(Refused, match="须换人"):
            walk.act("insp3", "pass_reinspection", {"inspectors": "insp3,insp2", "conclusion": "合格"})


def to_replied(who: str, third: str) -> Walk | None:
    """A replied case whose rectifier is ``third``; None when naming him so is refused."""
    walk = Walk(LIFE, [opened(("insp1",))])
    for trigger, actor in (("grade", "sup1"), ("issue", "sup1"), ("serve", "sup1"), ("start", "op1")):
        step = LIFE.workflow.transition(trigger, walk.case.state)
        assert step is not None
        walk.act(actor, trigger, walk.filled(actor, step.needs))
    try:
        walk.act(who, "reply", {"performed_by": third, "measures": "改", "finished_on": walk.today.isoformat()})
    except (Refused, InputError):
        return None
    return walk


@pytest.mark.parametrize("third", ["insp2", "检查员乙", "ＩＮＳＰ２", " 检查员 乙 ", "INSP2"])
def test_a_rectifier_is_known_by_name_and_title_in_any_spelling(third: str) -> None:
    """Naming the rectifier by his title or in full width still bars him."""
    walk = to_replied("op1", third)
    assert walk is not None
    assert "insp2" in walk.case.persons["reply"]
    with pytest.raises(Refused, match="“insp2”参与过本隐患的“提交整改回复”，须换人办理"):
        walk.act("insp3", "pass_reinspection", {"inspectors": "insp3,insp2", "conclusion": "合格"})


def test_a_rectifier_enrolled_later_is_still_barred() -> None:
    """A worker named in the reply before he had an account cannot reinspect once he has one."""
    walk = to_replied("op1", "新来的")
    assert walk is not None
    roster = {**ROSTER, "newbie": Person("newbie", "新来的", frozenset({"inspector"}))}
    offers = LIFE.offers(walk.case, roster["newbie"], walk.today, roster)
    assert {offer.trigger: offer.allowed for offer in offers}["pass_reinspection"] is False


@pytest.mark.parametrize(
    ("who", "trigger", "values", "files", "words"),
    [
        ("insp1", "grade", {}, 0, "须由主管办理，你是检查员"),
        ("gone", "grade", {}, 0, "用户“gone”已停用"),
        ("view", "fix_on_spot", {}, 0, "须由检查员、主管办理，你是只读"),
        ("sup1", "grade", {}, 0, "缺少“等级”（severity）；缺少“定级理由”（reason）"),
        ("insp2", "fix_on_spot", {"performed_by": "路人", "measures": "x"}, 0, "佐证材料至少 1 份"),
        ("insp1", "serve", {}, 0, "现为“已发现”，这一步不能办"),
    ],
)
def test_a_refusal_names_what_is_missing(
    who: str, trigger: str, values: dict[str, str], files: int, words: str
) -> None:
    """A refusal says in Chinese each fact that would have to hold."""
    walk = Walk(LIFE, [opened(("insp1",))])
    with pytest.raises(Refused) as caught:
        walk.act(who, trigger, values, files)
    assert words in str(caught.value)
    assert walk.case.state == "found"


def test_who_may_be_asked_again_is_told_at_once_what_the_form_lacks() -> None:
    """Also where something else stands in the way; not one whose part it never is, nor where nothing is lacking."""
    walk = to_replied("insp2", "insp2")
    assert walk is not None
    lacks = "另外，缺少“复查人"
    told = []
    for who, values, files in (
        ("insp2", {}, 0),
        ("sup1", {}, 0),
        ("insp2", {"inspectors": "insp1,insp3", "conclusion": "合格"}, 1),
    ):
        with pytest.raises(Refused) as caught:
            walk.act(who, "pass_reinspection", values, files)
        told.append(caught.value)
    assert "须换人办理" in told[0].reason
    assert "缺少" not in told[0].reason
    assert lacks in str(told[0])
    assert "须附佐证材料至少 1 份" in str(told[0])
    assert not any("另外" in str(each) for each in told[1:])


def test_another_unit_cannot_act_for_the_responsible_one() -> None:
    """A responsible unit acts on its own cases only."""
    walk = Walk(LIFE, [opened(state="served")])
    with pytest.raises(Refused, match=f"责任单位是“{PARTY}”，你属于“别的企业”"):
        walk.act("other", "start", {"performed_by": "路人", "plan": "y"})


def test_unreadable_values_and_unknown_actions_are_input_errors() -> None:
    """Every unreadable value is named; an unknown action lists what can be done."""
    walk = Walk(LIFE, [opened(state="issued")])
    with pytest.raises(InputError) as caught:
        walk.act("sup1", "serve", {"served_on": "2026-02-30", "service": "飞鸽", "zz": "1"})
    assert [problem.where for problem in caught.value.problems] == ["serve.served_on", "serve.service", "serve.zz"]
    with pytest.raises(InputError, match=r"没有动作“fly”.*serve（送达）"):
        walk.act("sup1", "fly", {})
    steps = LIFE.workflow.transitions
    branched = Lifecycle(LIFE.workflow.model_copy(update={"transitions": (*steps, *steps)}))
    with pytest.raises(InputError, match="没有动作“fly”") as caught:
        Walk(branched, [opened(state="issued")]).act("sup1", "fly", {})
    assert str(caught.value).count("serve（送达）") == 1
    for attack in ("__init__", "to_closed", "state", "", "trigger", "os.getcwd"):
        with pytest.raises(InputError, match="没有动作"):
            walk.act("sup1", attack, {})


@pytest.mark.parametrize("days", ["3650", "3651", "99999", "999999999999"])
def test_a_notice_that_was_issued_can_be_served(days: str) -> None:
    """A number of days that cannot become a deadline is refused when it is given, not when it is too late."""
    walk = Walk(LIFE, [opened(state="graded")])
    try:
        walk.act("sup1", "issue", {"notice_no": "1号", "requirement": "改", "days": days})
    except (InputError, Refused):
        assert int(days) > 3650
        return
    walk.act("sup1", "serve", {"served_on": TODAY.isoformat(), "service": "direct", "received_by": "某"})
    assert walk.case.due_on is not None


def test_a_new_deadline_out_of_range_is_refused_in_words() -> None:
    """A deadline beyond ten years is an input error or a refusal, never a traceback."""
    walk = to_replied("op1", "吴某")
    assert walk is not None
    walk.act("insp2", "return", {"inspectors": "insp2,insp3", "reason": "未改"})
    values = {"approval_no": "1号", "approved_on": walk.today.isoformat(), "new_days": "99999", "reason": "x"}
    with pytest.raises((InputError, Refused)):
        walk.act("sup1", "reset_deadline", values)


def test_dates_cannot_run_backwards() -> None:
    """A day before the last step, or a clock set back, is refused."""
    walk = Walk(LIFE, [opened(state="issued")])
    walk.case = walk.case.__class__(**{**vars(walk.case), "values": {"days": "5"}})
    early = (TODAY - timedelta(days=1)).isoformat()
    with pytest.raises(Refused, match="不能早于上一步"):
        walk.act("sup1", "serve", {"served_on": early, "service": "direct", "received_by": "某"})
    walk.today = TODAY - timedelta(days=1)
    with pytest.raises(Refused, match="请核对系统时间"):
        walk.act("sup1", "serve", {"served_on": early, "service": "direct", "received_by": "某"})


@pytest.mark.parametrize(
    ("inspectors", "words"),
    [
        ("insp2", "不少于 2 人"),
        ("insp2,insp2,检查员乙", "不少于 2 人"),
        ("insp2,没有此人", "“没有此人”不是在册的检查员"),
        ("insp2,gone", "“gone”不是在册的检查员"),
        ("insp2,view", "“view”不是在册的检查员"),
        ("insp3,both", "须包含办理人本人（insp2）"),
    ],
)
def test_reinspection_takes_two_enrolled_inspectors_and_the_one_who_records(inspectors: str, words: str) -> None:
    """Two distinct inspectors in office, one of them the recorder; a title is not a second person."""
    walk = to_replied("op1", "吴某")
    assert walk is not None
    with pytest.raises(Refused) as caught:
        walk.act("insp2", "pass_reinspection", {"inspectors": inspectors, "conclusion": "合格"})
    assert words in str(caught.value)


def test_one_machine_serves_every_case_and_keeps_none(hazard: Workflow) -> None:
    """The machine holds no case: two cases in different states do not disturb each other, and no to_x exists."""
    life = Lifecycle(hazard)
    first, second = Walk(life, [opened()]), Walk(life, [opened(state="graded")])
    grading: dict[str, Any] = {"severity": "major", "reason": "认定"}
    first.act("sup1", "grade", grading)
    with pytest.raises(Refused):
        second.act("sup1", "grade", grading)
    assert (first.case.state, second.case.state) == ("graded", "graded")
    assert not [name for name in life.machine.events if name.startswith("to_")]
    assert life.machine.models == []


def test_the_deadline_counts_from_service() -> None:
    """期限 runs from the day after 送达, with its derivation on the case; 延期 from the old due date on."""
    walk = Walk(LIFE, [opened(state="graded")])
    walk.act("sup1", "issue", {"notice_no": "1号", "requirement": "改", "days": "7"})
    assert walk.case.due_on is None
    walk.act("sup1", "serve", {"served_on": "2026-03-02", "service": "直接送达", "received_by": "某"})
    assert walk.case.due_on is not None
    assert walk.case.due_on.isoformat() == "2026-03-09"
    assert "2026-03-02 次日起 7 日" in walk.case.due_why
    walk.act("op1", "start", {"performed_by": "op1", "plan": "改"})
    walk.act("op1", "request_extension", {"reason": "缺件", "interim": "停气", "extension_days": "10"})
    walk.today += timedelta(days=1)
    walk.act("sup1", "approve_extension", {"approval_no": "2号", "approved_on": "2026-03-03"})
    assert walk.case.due_on.isoformat() == "2026-03-19"
    assert walk.case.extended == 1


def test_an_override_never_does_what_only_the_unit_does() -> None:
    """An official who did the unit's part could then judge his own work."""
    step = LIFE.workflow.transition("start", "served")
    assert step is not None
    walk = Walk(LIFE, [opened(("insp1",))])
    attempt = Attempt(walk.case, ROSTER["insp2"], walk.today, {}, 0, ROSTER, override="情况紧急")
    assert list(role_fits(LIFE.workflow, step, attempt)) == []
    of_the_unit = step.model_copy(update={"by": ("responsible",)})
    assert "不能越权" in "；".join(role_fits(LIFE.workflow, of_the_unit, attempt))

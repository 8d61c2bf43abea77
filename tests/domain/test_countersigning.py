"""Whose signatures an action awaits, what waits for them, and what becomes of a case by each answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.cases import Case, apply, as_signed
from inspect_engine.domain.countersigning import (
    DECLINED,
    HANDED,
    SIGNED,
    WAITING,
    Signing,
    awaited,
    may_hand,
    may_sign,
    may_sit_beside,
    sends_notice,
    signing_of,
)
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.workflow.guards import barred, unsigned
from inspect_engine.domain.workflow.lifecycle import Lifecycle
from inspect_engine.errors import Refused
from inspect_engine.reading.definitions import load_library
from tests.domain.conftest import PARTY, ROSTER, Walk, event, hazard_workflow, opened

FLOW = hazard_workflow()
CLOSE = FLOW.transition("close", "reinspected")
ISSUE = FLOW.transition("issue", "graded")
WITHDRAW = FLOW.transition("withdraw", "reinspected")
MADE = Signing("r", "insp1", {"insp2": WAITING})


def walked(*steps: str) -> Walk:
    """A hazard on its way to a re-inspection that nobody has signed yet."""
    walk = Walk(Lifecycle(FLOW), [opened(("insp1",), state="replied")], signs=False)
    walk.case = replace(walk.case, state="replied", values={"days": "7", "new_days": "7"})
    for trigger in steps:
        conclusion = "reason" if trigger == "return" else "conclusion"
        walk.act("insp1", trigger, {"inspectors": "insp1,insp2", conclusion: "写明"})
    return walk


def answered(case: Case, kind: str, **data: Any) -> Case:
    *_, record = case.joint
    return apply(case, event(kind, {"record": record, "name": "insp2", "reason": "没去", **data}, 9))


def stops(case: Case, step: Any = CLOSE, found: Signing | None = None) -> str:
    return "\n".join(unsigned(FLOW, step, case, found))


def test_an_action_awaits_all_whom_it_names_but_whoever_records_it() -> None:
    walk = walked("pass_reinspection")
    assert walk.events[-1].data["awaits"] == ["insp2"]
    assert walk.events[-1].data["least"] == 2
    assert awaited(["a", "b", "a", "c"], "b") == ["a", "c"]


def test_a_closing_waits_and_a_withdrawal_does_not() -> None:
    case = walked("pass_reinspection").case
    assert "“复查合格”待“insp2”签" in stops(case)
    assert stops(case, WITHDRAW) == ""
    assert stops(answered(case, SIGNED)) == ""


def test_a_notice_waits_for_the_inspection_and_a_closing_does_not() -> None:
    case = walked().case
    assert "检查待“insp2”签" in stops(case, ISSUE, MADE)
    assert stops(case, CLOSE, MADE) == ""
    assert stops(case, ISSUE, replace(MADE, states={"insp2": "signed"})) == ""
    assert stops(case, ISSUE) == ""


def test_what_was_sent_back_holds_up_nothing_once_it_is_answered() -> None:
    """The case stands again where the return was made: a new re-inspection is what counts."""
    walk = walked("return")
    [joint] = walk.case.joint.values()
    assert (joint.past, walk.case.state) == (False, "rectifying")
    moved = {"trigger": "reply", "title": "提交", "from": "rectifying", "to": "replied", "to_title": "已回复"}
    more: dict[str, Any] = {
        "clock": False,
        "closing": None,
        "values": {},
        "sets": {},
        "mark": "replied",
        "persons": ["op1"],
    }
    case = apply(walk.case, event("case.moved", {"on": "2026-03-03", **moved, **more}, 5))
    assert [each.past for each in case.joint.values()] == [True]
    assert stops(case) == ""
    assert [each.signing.waiting for each in case.joint.values()] == [("insp2",)]


def test_who_declined_did_not_take_part_and_who_was_named_instead_did() -> None:
    case = walked("pass_reinspection").case
    gone = answered(case, DECLINED)
    assert gone.persons["pass_reinspection"] == {"insp1"}
    assert "他说没有参加，只算一人办的" in stops(gone)
    handed = answered(gone, HANDED, to="insp3")
    assert handed.persons["pass_reinspection"] == {"insp1", "insp3"}
    assert "待“insp3”签" in stops(handed)
    assert stops(answered(handed, SIGNED, name="insp3")) == ""


def test_who_took_part_before_stays_whatever_he_says_of_this_time() -> None:
    case = walked().case
    case = replace(case, persons={**case.persons, "pass_reinspection": frozenset({"insp2"})})
    walk = Walk(Lifecycle(FLOW), [opened(("insp1",), state="replied")], signs=False)
    walk.case = case
    walk.act("insp1", "pass_reinspection", {"inspectors": "insp1,insp2", "conclusion": "写明"})
    assert answered(walk.case, DECLINED).persons["pass_reinspection"] == {"insp1", "insp2"}


def test_to_sign_is_no_step_and_holds_up_no_date() -> None:
    case = walked("pass_reinspection").case
    later = {"record": next(iter(case.joint)), "name": "insp2", "on": "2026-09-01"}
    signed = apply(case, event(SIGNED, later, 9))
    assert (signed.last_on, signed.state, signed.last_event) == (case.last_on, case.state, "e9")


def test_who_declined_an_inspection_is_no_finder() -> None:
    case = apply(None, opened(("insp1", "insp2")))
    found = Signing("r", "insp1", {"insp2": "declined"})
    assert as_signed(case, found).persons["open"] == {"insp1"}
    assert as_signed(case, replace(found, states={"insp2": "handed", "insp3": WAITING})).persons["open"] == {
        "insp1",
        "insp3",
    }
    assert as_signed(case, None) is case
    assert as_signed(replace(case, parent="x"), found).persons["open"] == {"insp1", "insp2"}


@given(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from([WAITING, "signed", "declined", "handed"])))
def test_two_are_two_whoever_else_is_named(states: dict[str, str]) -> None:
    """With one beside the first it does; without him whatever is missing is told, and it says so for each."""
    signing = Signing("r", "x", states)
    told = list(signing.against())
    enough = "signed" in states.values()
    assert told == [] if enough else len(told) == len(signing.waiting) + len(signing.declined)
    assert set(signing.counted(["x", *states])) == {"x"} | {n for n, s in states.items() if s in (WAITING, "signed")}


def test_rows_of_nobody_make_no_signing() -> None:
    assert signing_of([]) is None
    assert signing_of([{"record": "r", "by": "a", "name": "b", "state": WAITING}]) == Signing("r", "a", {"b": WAITING})


def proved(name: str, **changes: Any) -> Person:
    return replace(ROSTER[name], **{"via": "passphrase", **changes})


@pytest.mark.parametrize(
    ("me", "told"),
    [
        (proved("insp2", via="claimed"), "自报了名字"),
        (proved("insp1"), "没有写“insp1”"),
        (proved("insp2", region="5307"), "不在你的区划"),
        (proved("insp2", active=False), "已停用"),
        (proved("insp2", roles=frozenset({"viewer"})), "须由检查员、主管办理"),
    ],
)
def test_who_may_not_sign(me: Person, told: str) -> None:
    with pytest.raises(Refused, match=told):
        may_sign(me, MADE, ROSTER, "530602")


def test_who_may() -> None:
    may_sign(proved("insp2", via="os"), MADE, ROSTER, "530602")
    other = Person("new", "新人", frozenset({"inspector"}))
    may_hand(ROSTER["insp1"], MADE, "insp2", other, ROSTER, "53")
    with pytest.raises(Refused, match="已经写在这一步里"):
        may_hand(ROSTER["insp1"], MADE, "insp2", ROSTER["insp1"], ROSTER, "53")
    with pytest.raises(Refused, match="不是管得到这里的在册检查员"):
        may_hand(ROSTER["insp1"], MADE, "insp2", replace(other, region="5307"), ROSTER, "53")


def held(*hands: tuple[str, str]) -> dict[str, Person]:
    """The roster, in which each first one's account is still held by the second."""
    return {**ROSTER, **{name: replace(proved(name), held_by=frozenset({by})) for name, by in hands}}


BOSS = {"boss": Person("boss", "主管", frozenset({"supervisor"}))}
VOUCHER = {"other": Person("other", "另一主管", frozenset({"supervisor"}))}
PUPPETS = {**held(("insp1", "boss"), ("insp2", "boss")), **BOSS, **VOUCHER}


@pytest.mark.parametrize(
    ("roster", "signing", "told"),
    [
        (held(("insp2", "insp1")), MADE, "“insp2”的账户是“insp1”开的"),
        (held(("insp1", "insp2")), MADE, "“insp1”的账户是“insp2”开的"),
        (PUPPETS, MADE, "“insp2”与“insp1”的账户出自同一人之手"),
        (
            held(("insp3", "insp2")),
            Signing("r", "insp1", {"insp2": WAITING, "insp3": "signed"}, 3),
            "“insp3”的账户是“insp2”开的",
        ),
    ],
)
def test_one_hand_signs_once(roster: dict[str, Person], signing: Signing, told: str) -> None:
    """The maker of the record, and who has signed already; neither way, nor through a common maker."""
    me = roster.get("insp2", ROSTER["insp2"])
    with pytest.raises(Refused, match=told):
        may_sign(replace(me, via="passphrase"), signing, roster, "530602")
    with pytest.raises(Refused, match=told):
        may_sit_beside(me, signing.made_by, roster)
    states = {name: state for name, state in signing.states.items() if name != "insp2"}
    with pytest.raises(Refused, match=told):
        may_hand(ROSTER["insp1"], replace(signing, states={**states, "a": WAITING}), "a", me, roster, "530602")


def test_a_small_office_goes_on() -> None:
    """One supervisor has made both accounts, and there is nobody to vouch for either; or one was vouched for."""
    lone = {name: each for name, each in PUPPETS.items() if "supervisor" not in each.roles} | BOSS
    may_sign(proved("insp2", held_by=frozenset({"boss"})), MADE, lone, "530602")
    may_sign(proved("insp2"), MADE, {**PUPPETS, "insp2": ROSTER["insp2"]}, "530602")


def test_what_sends_out_a_paper_is_told_by_its_number() -> None:
    out = (
        "通知书文号",
        "告知书文号",
        "决定书文号",
        "整改通知书文号（编号）",
        "告知文号",
        "解除管控通知文号",
        "文书编号",
    )
    inside = ("交办文号", "下达文号", "移送函文号", "批准文号", "资质证书编号", "委托书编号", "停止使用通知文号")
    assert [title for title in (*out, *inside) if sends_notice(title)] == [*out]


@pytest.mark.parametrize("number", ["notice_no", "decision_no"])
def test_a_penalty_is_announced_and_decided_on_a_signed_inspection_only(number: str) -> None:
    filing, case = load_library().workflows["filing"], walked().case
    steps = [each for each in filing.transitions if any(spec.id == number for spec in each.needs)]
    assert steps
    for step in steps:
        assert "检查待“insp2”签" in "\n".join(unsigned(filing, step, case, MADE))
        assert not list(unsigned(filing, step, case, replace(MADE, states={"insp2": "signed"})))


def test_a_paper_waits_for_an_action_by_two_that_is_not_signed() -> None:
    case = replace(walked("pass_reinspection").case, state="graded")
    assert "“复查合格”待“insp2”签" in stops(case, ISSUE)


def test_a_step_says_who_of_its_people_did_not_take_part() -> None:
    case = walked("pass_reinspection").case
    handed = answered(answered(case, DECLINED), HANDED, to="insp3")
    [joint] = answered(handed, SIGNED, name="insp3").joint.values()
    assert joint.signing.corrected == "insp3已签（insp2 没有参加）"
    [joint] = answered(case, HANDED, to="insp3").joint.values()
    assert joint.signing.corrected == "待insp3签（insp2 不再算在内）"
    [joint] = case.joint.values()
    assert joint.signing.corrected == "待insp2签"


def test_nobody_of_the_unit_is_named_in_anothers_place() -> None:
    walk = walked("pass_reinspection")
    made: Event = walk.events[-1]
    mine = replace(ROSTER["insp2"], party=PARTY)
    told = list(barred(FLOW, walk.case, made, mine, {**ROSTER, "insp2": mine}))
    assert told == [f"“insp2”属于责任单位“{PARTY}”，这一步须由外单位的人办理"]
    assert list(barred(FLOW, walk.case, made, ROSTER["insp2"], ROSTER)) == []

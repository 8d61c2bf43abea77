"""Guards by themselves: who belongs to the unit does there what the unit does, and nobody else does that."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from inspect_engine.domain.cases import Case, Proposal, apply
from inspect_engine.domain.definitions import Transition
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.workflow import guards
from inspect_engine.domain.workflow.guards import Attempt, Guard
from tests.domain.conftest import PARTY, ROSTER, TODAY, hazard_workflow, opened, person

FLOW = hazard_workflow()


def step_of(trigger: str, **changes: Any) -> Transition:
    found = next(each for each in FLOW.transitions if each.trigger == trigger)
    return found.model_copy(update=changes)


def case_of(**changes: Any) -> Case:
    return replace(apply(None, opened(("insp1",))), **changes)


def said(
    guard: Guard,
    step: Transition,
    who: Person,
    case: Case | None = None,
    values: Mapping[str, str] | None = None,
    related: Sequence[Case] = (),
    today: date = TODAY,
    override: str = "",
) -> str:
    """What a guard has against it."""
    attempt = Attempt(
        case or case_of(),
        who,
        today,
        values or {},
        0,
        {**ROSTER, who.name: who},
        related=related,
        override=override,
    )
    return "；".join(guard(FLOW, step, attempt))


# --- own_party_only ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("roles", "party", "by", "words"),
    [
        (("responsible",), PARTY, ("responsible",), ""),
        (("responsible",), "别的企业", ("responsible",), f"责任单位是“{PARTY}”，你属于“别的企业”"),
        (("responsible",), None, ("responsible",), f"责任单位是“{PARTY}”，你属于“（未登记单位）”"),
        (("responsible",), "别的企业", ("inspector", "responsible"), "你属于“别的企业”"),
        # who also has another role by which it is done acts by that one
        (("responsible", "inspector"), "别的企业", ("inspector", "responsible"), ""),
        (("responsible", "inspector"), "别的企业", ("responsible",), "你属于“别的企业”"),
        (("responsible", "viewer"), "别的企业", ("inspector", "responsible"), "你属于“别的企业”"),
        (("inspector",), None, ("inspector", "responsible"), ""),
        (("inspector",), "别的企业", ("inspector",), ""),
    ],
)
def test_a_unit_acts_on_its_own_cases_only(
    roles: tuple[str, ...], party: str | None, by: tuple[str, ...], words: str
) -> None:
    told = said(guards.own_party_only, step_of("start", by=by), person("x", "某", *roles, party=party))
    assert (words in told) if words else told == ""


# --- outsiders_only ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("party", [PARTY, "燃气经营企业０１", f" {PARTY} "])
@pytest.mark.parametrize("trigger", ["grade", "close", "withdraw"])
def test_whoever_belongs_to_the_unit_decides_nothing_about_it(party: str, trigger: str) -> None:
    """A supervisor of the unit, in whatever width or spacing it is written; one of no unit or another one may."""
    step = step_of(trigger)
    insider = person("x", "某", "supervisor", party=party)
    assert said(guards.outsiders_only, step, insider) == f"你属于责任单位“{party}”，这一步须由外单位的人办理"
    for elsewhere in (None, "别的企业"):
        assert said(guards.outsiders_only, step, person("x", "某", "supervisor", party=elsewhere)) == ""


def test_the_unit_does_what_is_the_units() -> None:
    both = person("x", "某", "responsible", "supervisor", party=PARTY)
    assert said(guards.outsiders_only, step_of("start", by=("responsible",)), both) == ""
    assert said(guards.outsiders_only, step_of("start", by=("responsible", "supervisor")), both) == ""
    assert "须由外单位" in said(guards.outsiders_only, step_of("close"), both)


def test_who_may_not_for_another_reason_is_told_that_one_only() -> None:
    """No role for it: that is what he is told, unless he would override."""
    insider = person("x", "某", "responsible", party=PARTY)
    assert said(guards.outsiders_only, step_of("close"), insider) == ""
    assert "须由外单位" in said(guards.outsiders_only, step_of("close"), insider, override="情况紧急")


# --- what else ------------------------------------------------------------------------------------------------------


def test_an_override_lifts_the_region_of_who_proposes_it_only() -> None:
    county = replace(ROSTER["insp2"], region="5301")
    step = step_of("grade")
    proposed = case_of(proposal=proposal("grade", "insp1", override="急"))
    assert "不在你的区划" in said(guards.region_fits, step, county)
    assert said(guards.region_fits, step, county, override="急") == ""
    assert "不在你的区划" in said(guards.region_fits, step, county, proposed, override="急")
    assert said(guards.region_fits, step, ROSTER["insp2"], proposed, override="急") == ""


def proposal(trigger: str, *persons: str, override: str = "") -> Proposal:
    return Proposal("e", trigger, "某事", TODAY, TODAY, {}, frozenset(persons), override=override)


def test_an_override_is_confirmed_by_a_supervisor_in_person() -> None:
    step = step_of("grade")
    proposed = case_of(proposal=proposal("grade", "insp1", override="急"))
    assert said(guards.role_fits, step, ROSTER["insp2"], override="急") == ""
    assert "须由主管办理" in said(guards.role_fits, step, ROSTER["insp2"], proposed, override="急")
    assert said(guards.role_fits, step, ROSTER["sup1"], proposed, override="急") == ""
    stands_in = replace(ROSTER["sup1"], acts_for=ROSTER["sup2"])
    assert "不能代主管乙办理" in said(guards.role_fits, step, stands_in, override="急")
    assert said(guards.role_fits, step, stands_in) == ""


def test_nobody_confirms_what_he_proposed_or_was_named_in() -> None:
    proposed = case_of(proposal=proposal("withdraw", "sup1", "insp3"))
    step = step_of("withdraw")
    for name in ("sup1", "insp3"):
        assert f"“{name}”已于 2026-03-02 提出，须由另一人确认" in said(
            guards.another_confirms, step, ROSTER[name], proposed
        )
    assert said(guards.another_confirms, step, ROSTER["sup2"], proposed) == ""
    assert said(guards.another_confirms, step_of("grade"), ROSTER["sup1"], proposed) == ""
    assert said(guards.another_confirms, step, ROSTER["sup1"]) == ""


def test_linked_cases_stand_where_they_must() -> None:
    link = next(each.links[0] for each in FLOW.transitions if each.links)
    step = step_of("close", links=(link,), opens="stop_work")
    mine = case_of()
    bad = replace(mine, id="other", workflow=link.workflow, state="nowhere", number="T-1", parent="c")
    good = replace(bad, state=link.in_[0])
    other = replace(bad, workflow="unrelated")
    assert link.refused in said(guards.joint_conditions, step, ROSTER["sup1"], mine, related=[bad])
    for fine in (good, other):
        assert link.refused not in said(guards.joint_conditions, step, ROSTER["sup1"], mine, related=[fine])
    opened_already = replace(mine, id="o", workflow="stop_work", parent=mine.id, number="T-2")
    told = said(guards.joint_conditions, step, ROSTER["sup1"], mine, related=[opened_already])
    assert "T-2" in told
    assert "不能再开一件" in told
    for fine in (replace(opened_already, parent="x"), replace(opened_already, workflow="y")):
        assert "不能再开" not in said(guards.joint_conditions, step, ROSTER["sup1"], mine, related=[fine])


def test_the_same_day_is_not_before_it() -> None:
    """A day is early only if it lies before the last step."""
    step = step_of("serve")
    assert said(guards.clock_runs_forward, step, ROSTER["sup1"]) == ""
    assert "请核对系统时间" in said(guards.clock_runs_forward, step, ROSTER["sup1"], today=TODAY - timedelta(days=1))
    assert said(guards.dates_in_order, step, ROSTER["sup1"], values={"served_on": TODAY.isoformat()}) == ""


def test_a_deadline_needs_its_days_and_its_start() -> None:
    serve = step_of("serve")
    assert serve.deadline is not None
    days = serve.deadline.days or ""
    assert "定不了期限" in said(guards.deadline_known, serve, ROSTER["sup1"])
    assert said(guards.deadline_known, serve, ROSTER["sup1"], values={days: "7"}) == ""
    assert said(guards.deadline_known, serve, ROSTER["sup1"], case_of(values={days: "7"})) == ""
    later = step_of("serve", deadline=serve.deadline.model_copy(update={"start": "due_on"}))
    assert said(guards.deadline_known, later, ROSTER["sup1"], values={days: "7"}) == "还没有期限，谈不上从原期限起算"
    assert said(guards.deadline_known, later, ROSTER["sup1"], case_of(due_on=TODAY), values={days: "7"}) == ""
    assert said(guards.deadline_known, step_of("serve", deadline=None), ROSTER["sup1"]) == ""


def test_evidence_is_counted() -> None:
    for needed, files, enough in ((1, 0, False), (1, 1, True), (2, 1, False), (2, 3, True), (0, 0, True)):
        attempt = Attempt(case_of(), ROSTER["sup1"], TODAY, {}, files, ROSTER)
        assert (not list(guards.enough_evidence(FLOW, step_of("close", evidence=needed), attempt))) == enough


def test_a_second_person_confirms_what_the_first_and_his_colleague_did() -> None:
    """The inspectors named then include who proposed it; they need not include who confirms."""
    step = step_of("pass_reinspection")
    named = {"inspectors": "insp1、insp3"}
    assert "须包含办理人本人（insp2）" in said(guards.enough_inspectors, step, ROSTER["insp2"], values=named)
    proposed = case_of(proposal=proposal("pass_reinspection", "insp1", "insp3"))
    assert said(guards.enough_inspectors, step, ROSTER["insp2"], proposed, values=named) == ""


def test_a_moment_counts_for_the_day_it_is_here() -> None:
    assert guards.day_of("2026-03-02") == TODAY
    assert guards.day_of("2026-03-01T16:00:00+00:00") == TODAY
    assert guards.day_of("2026-03-01T15:59:59+00:00") == TODAY - timedelta(days=1)


# --- day_of --------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows sets no time zone for a process")
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Shanghai"])
def test_a_day_is_the_same_wherever_the_machine_stands(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform == "win32":
        raise NotImplementedError
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        assert guards.day_of("2026-03-02") == date(2026, 3, 2)
        assert guards.day_of("2026-03-02T23:30:00-11:00") == date(2026, 3, 3)
        assert guards.day_of("2026-03-02T00:30:00+14:00") == date(2026, 3, 1)
    time.tzset()

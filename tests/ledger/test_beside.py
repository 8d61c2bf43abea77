"""Notes and owners stand beside a case: whatever is noted, and whoever sees to it, the case is as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.cases import ASSIGNED, NOTED, Case, apply, fold
from inspect_engine.domain.events import Actor, Event
from inspect_engine.domain.inspections import hands
from inspect_engine.errors import Refused
from inspect_engine.imports import inspections
from inspect_engine.ledger import parse_moment
from tests.conftest import Desk, enrol, make_desk, write_inspection

NUMBER = "RQ-2022-0001"
NOW = parse_moment("2022-02-17T09:00:00+08:00")
NAMES = st.sampled_from(["", "insp1", "insp2", "sup1"])
BESIDE = st.tuples(st.sampled_from([NOTED, ASSIGNED]), NAMES)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A hazard that was found and graded."""
    desk = make_desk(tmp_path_factory.mktemp("beside"))
    enrol(desk.as_("sup1"), "sup2", "主管乙", ["supervisor"])
    inspections.run(desk.as_("insp1"), write_inspection(desk.path.parent))
    desk.as_("sup1").cases.act(NUMBER, "grade", {"severity": "general", "reason": "一般"})
    desk.as_("sup1").notes.add(NUMBER, "电话催办")
    return desk


def plain(case: Case) -> Case:
    """Without what may differ: whose it is, and how many events there are."""
    done = {key: replace(one, nth=0) for key, one in case.done.items()}
    taken = case.taken and replace(case.taken, before=plain(case.taken.before))
    return replace(case, owner="", events=0, done=done, taken=taken)


def beside(event: Event, kind: str, to: str) -> Event:
    data = {"on": "2030-01-01", "text": "记一笔"} if kind == NOTED else {"on": "2030-01-01", "from": "", "to": to}
    return replace(event, id=f"{event.id}-beside", kind=kind, actor=Actor(to or "insp1", "os"), data=data)


@given(st.data())
def test_whatever_stands_beside_a_case_leaves_it_as_it_is(desk: Desk, data: st.DataObject) -> None:
    steps = [entry.event for entry in desk.as_("sup1").cases.history(NUMBER) if entry.event.kind != NOTED]
    mixed, owner = [], ""
    for event in steps:
        mixed.append(event)
        for kind, to in data.draw(st.lists(BESIDE, max_size=3)):
            mixed.append(beside(event, kind, to))
            owner = to if kind == ASSIGNED else owner
    case = fold(mixed)
    assert plain(case) == plain(fold(steps))
    assert (case.owner, case.events) == (owner, len(mixed))


def test_who_has_not_seen_a_note_may_act_and_is_proved(desk: Desk) -> None:
    seen = desk.as_("sup1").cases.get(NUMBER)
    desk.as_("insp2").notes.add(NUMBER, "又打了一次电话")
    desk.as_("sup1").owners.assign([NUMBER], "insp2")
    values = {"notice_no": "示建燃改〔2022〕1号", "requirement": "装好", "days": "7"}
    files = [Path(__file__)]
    desk.sign()
    event = desk.as_("sup1").cases.act(NUMBER, "issue", values, files, base=seen.last_event)
    assert event.base == seen.last_event
    assert apply(seen, event).state == desk.as_("sup1").cases.get(NUMBER).state
    assert desk.as_("sup1").verify() == []


@given(st.lists(st.tuples(st.sampled_from("ahb"), st.sampled_from("ABCD"), st.sampled_from("ABCD")), max_size=12))
def test_an_inspection_never_stands_without_an_inspector_nor_has_one_twice(steps: list[tuple[str, str, str]]) -> None:
    """Whatever is answered, handed over or joined: only who handed on is gone."""
    names: tuple[str, ...] = ("A",)
    for what, one, other in steps:
        data = {"from": one, "to": other} if what == "h" else {"from": "", "to": other}
        lawful = what == "a" or (one in names and one != other if what == "h" else other not in names)
        if lawful:
            before, kind = names, hands.ANSWERED if what == "a" else hands.HANDED
            names = hands.inspectors_after(names, Event("", "", 1, "", None, None, kind, Actor(one, "os"), NOW, data))
            gone = {one} if what == "h" else set()
            assert set(before) - gone <= set(names)
            assert {one if what == "a" else other} <= set(names)
        assert names
        assert len(set(names)) == len(names)
        assert not (what == "h" and lawful and one in names)


def test_nobody_drops_another_who_was_there(desk: Desk) -> None:
    """Else he would not have to sign."""
    people = desk.as_("sup1").desk.roster()
    data = {"from": "insp2", "to": "insp1"}
    with pytest.raises(Refused, match="须由主管办理"):
        hands.may_hand_over(people["insp1"], ("insp1", "insp2"), data, people, ["530602"])
    hands.may_hand_over(people["sup1"], ("insp1", "insp2"), data, people, ["530602"])
    left = {**people, "insp2": replace(people["insp2"], active=False)}
    hands.may_hand_over(people["insp1"], ("insp1", "insp2"), data, left, ["530602"])

"""Whatever is done and put right, in whatever order: duties stay apart, figures add up, the ledger is proved."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspect_engine.domain.calendars import count
from inspect_engine.domain.cases import Case, fold
from inspect_engine.domain.corrections import CORRECTED, changes_of
from inspect_engine.errors import Conflict, InputError, Refused
from inspect_engine.imports import inspections
from inspect_engine.ledger import Ledger
from inspect_engine.ledger.inspections import ItemKey
from tests.conftest import Desk, countersign, enrol, make_desk, settle, write_inspection

CASE = "RQ-2022-0002"
"""The hazard of the shop, whose unit is resp2's."""
KEY = ItemKey("shop-01", "CAT-01")
STEPS: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("sup1", "grade", {"severity": "general", "reason": "未列入"}),
    ("sup1", "issue", {"notice_no": "示建燃改〔2022〕1号", "requirement": "装好", "days": "3"}),
    ("insp1", "serve", {"served_on": "{day}", "service": "direct", "received_by": "吴某"}),
    ("resp2", "start", {"performed_by": "吴某", "plan": "购置"}),
    ("resp2", "reply", {"performed_by": "{who}", "measures": "已装", "finished_on": "{day}"}),
    ("insp1", "pass_reinspection", {"inspectors": "insp1、insp2", "conclusion": "有效"}),
    ("sup2", "close", {"conclusion": "同意"}),
)
"""The usual course of a hazard: who, what, with what."""
RECTIFYING = ("fix_on_spot", "start", "reply", "request_extension")
DECIDING = ("pass_reinspection", "return", "close", "withdraw")
PEOPLE = ("sup1", "sup2", "insp1", "insp2", "resp2")
USERS = st.sampled_from(PEOPLE)
SETS = st.sampled_from(
    [
        {"note": "后厨"},
        {"part": "二楼"},
        {"severity": "major"},
        {"severity": "general"},
        {"days": "30"},
        {"served_on": "2022-02-18"},
        {"on": "2022-02-18"},
        {"finished_on": "2022-02-17"},
        {"performed_by": "insp2"},
        {"performed_by": "吴某"},
        {"conclusion": "改过的"},
    ]
)
ANSWERS = st.sampled_from(
    [{"note": "没有报警器"}, {"state": "faulty"}, {"answer": "pass", "state": ""}, {"answer": "fail"}]
)
OPS = st.one_of(
    st.tuples(st.just("go on"), st.sampled_from(["吴某", "insp1", "insp2", "sup2"])),
    st.tuples(st.just("go on"), st.just("吴某")),
    st.tuples(st.just("correct"), USERS, SETS),
    st.tuples(st.just("correct"), USERS, SETS, st.sampled_from([trigger for _, trigger, _ in STEPS])),
    st.tuples(st.just("confirm"), USERS),
    st.tuples(st.just("take back"), USERS),
    st.tuples(st.just("withdraw"), USERS),
    st.tuples(st.just("answer"), USERS, ANSWERS),
    st.tuples(st.just("rename"), USERS, st.sampled_from(["熟食店01号", "熟食店甲"])),
    st.tuples(st.just("retitle"), st.sampled_from(["sup1", "sup2"])),
    st.tuples(st.just("later"), st.integers(1, 3)),
)


@pytest.fixture(scope="module")
def begun() -> Iterator[Desk]:
    """A ledger with two independent supervisors, in which an inspection has found two hazards, signed by both."""
    with TemporaryDirectory() as folder:
        desk = make_desk(Path(folder))
        founder = desk.as_("sup1")
        enrol(founder, "sup2", "主管乙", ["supervisor"])
        settle(founder, "sup2", "insp1", "insp2")
        inspections.run(desk.as_("insp1"), write_inspection(Path(folder)))
        countersign(founder)
        yield desk


class Office:
    """What one example does, on a copy of that ledger."""

    def __init__(self, begun: Desk, folder: Path) -> None:
        shutil.copytree(begun.path.parent, folder, dirs_exist_ok=True)
        self.desk = Desk(folder / "ledger.db", begun.moment)
        self.photo = folder / "photo.txt"
        self.done = 0

    def as_(self, user: str) -> Ledger:
        return self.desk.as_(user)

    @property
    def today(self) -> date:
        return self.desk.moment.date()

    def try_(self, op: tuple[Any, ...]) -> None:
        with suppress(Refused, InputError, Conflict):
            self.do(*op)

    def do(self, what: str, *given: Any) -> None:
        room = self.as_(given[0] if given[0] in PEOPLE else "sup1").corrections
        match what:
            case "go on":
                self.go_on(given[0])
            case "later":
                self.desk.on(str(self.today + timedelta(days=given[0])))
            case "correct":
                room.cases.correct(CASE, given[1], "写错", action=given[2] if len(given) > 2 else "")
            case "confirm":
                room.cases.confirm(CASE)
            case "take back":
                room.cases.take_back(CASE, "附错")
            case "withdraw":
                self.as_(given[0]).cases.act(CASE, "withdraw", {"reason": "重复"})
            case "answer":
                [inspection] = self.as_("sup1").inspections.all()
                room.inspections.correct(inspection.id, KEY, given[1], "看错")
            case "rename":
                room.subjects.correct("shop-01", {"name": given[1]}, "漏字")
            case "retitle":
                room.people.correct("insp2", {"title": "李某某"}, "写错")

    def go_on(self, who: str) -> None:
        """The next usual step, whoever is named in it."""
        case = self.as_("sup1").cases.get(CASE)
        states = ["found", "graded", "issued", "served", "rectifying", "replied", "reinspected"]
        user, trigger, values = STEPS[states.index(case.state)] if case.state in states else STEPS[-1]
        filled = {name: text.format(day=self.today, who=who) for name, text in values.items()}
        evidence = [self.photo] if trigger in ("reply", "pass_reinspection") else []
        self.as_(user).cases.act(CASE, trigger, filled, evidence)
        countersign(self.as_("sup1"))


def follow(event: Any) -> list[Any]:
    """What later actions say since an earlier one was put right."""
    return [each["data"] for each in event.data.get("again", ())]


def named_ever(events: list[Any], triggers: tuple[str, ...]) -> set[str]:
    """Everybody who ever stood in a record of these actions, put right since or not."""
    steps = [event.data for event in events if event.data.get("trigger") in triggers]
    anew = [data for event in events for data in (event.data.get("redone"), *follow(event)) if data]
    steps += [data for data in anew if data.get("trigger") in triggers]
    return {name for step in steps for name in step["persons"]}


def holds(office: Office) -> None:
    """What must be true of the ledger, whatever was done."""
    ledger = office.as_("sup1")
    assert ledger.verify() == []
    assert ledger.keeping.rebuild() == []
    cases: list[Case] = []
    for line in ledger.cases.iterate():
        history = [entry.event for entry in ledger.cases.history(line.id)]
        case = fold(history)
        cases.append(case)
        assert case.rectified_by >= named_ever(history, ("reply",))
        assert not named_ever(history, RECTIFYING) & named_ever(history, DECIDING)
        assert case.closed_how != "on_the_spot" or case.severity == "general"
        assert case.closed_how != "rectified" or (case.replied_on and case.severity != "pending")
        if case.due_rule:
            assert case.due_on == count(case.due_rule, ledger.calendars.current(), case.pauses).due_on
        corrections = [event for event in history if event.kind == CORRECTED]
        assert case.corrected == len(corrections)
        assert all(changes_of(event.data) and event.data["why"] for event in corrections)
    board = ledger.figures.board()
    hazards = [case for case in cases if case.is_hazard]
    assert board.found == len(hazards)
    assert board.corrected == sum(case.corrected for case in cases)
    assert board.in_time == sum(case.closed_how == "rectified" and bool(case.in_time) for case in hazards)


def play(begun: Desk, ops: list[tuple[Any, ...]]) -> None:
    with TemporaryDirectory() as folder:
        office = Office(begun, Path(folder))
        for op in ops:
            office.try_(op)
        holds(office)


@settings(max_examples=12)
@given(ops=st.lists(OPS, min_size=4, max_size=14))
def test_whatever_is_put_right_the_promises_hold(begun: Desk, ops: list[tuple[Any, ...]]) -> None:
    play(begun, ops)


@pytest.mark.long
@settings(max_examples=150)
@given(ops=st.lists(OPS, min_size=8, max_size=30))
def test_the_same_for_long_courses(begun: Desk, ops: list[tuple[Any, ...]]) -> None:
    play(begun, ops)

"""The clock: what runs back is refused until a supervisor has said which span was wrong; then nothing is frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.calendars import CHINA
from inspect_engine.domain.timekeeping import BACK, Span, setbacks
from inspect_engine.errors import InputError, Refused
from inspect_engine.imports import inspections
from inspect_engine.ledger import Ledger, create_ledger, open_ledger, parse_moment
from tests.conftest import countersign, enrol, write_inspection

CASE = "RQ-2022-0001"


@dataclass
class Office:
    """A real ledger (no rehearsal), on a clock that the test sets."""

    folder: Path
    moment: datetime = field(default_factory=lambda: parse_moment("2022-02-17T09:00:00+08:00"))

    @property
    def path(self) -> Path:
        return self.folder / "ledger.db"

    def clock(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment

    def at(self, moment: str) -> Office:
        self.moment = parse_moment(moment)
        return self

    def as_(self, name: str) -> Ledger:
        return open_ledger(self.path, name, self.clock)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path)
    founder = create_ledger(made.path, "sup1", "主管甲", clock=made.clock)
    founder.people.add("insp1", "检查员甲", ["inspector"])
    founder.people.add("insp2", "检查员乙", ["inspector"])
    founder.people.add("resp1", "责任人甲", ["responsible"], "燃气经营企业01", new_unit=True)
    enrol(founder, "sup2", "主管乙", ["supervisor"])
    return made


def served(office: Office) -> None:
    """One hazard, graded and served, due on 2022-02-24."""
    inspections.run(office.as_("insp1"), write_inspection(office.folder))
    countersign(office.as_("sup1"))
    office.as_("sup1").cases.act(CASE, "grade", {"severity": "major", "reason": "无证经营"})
    values = {"notice_no": "示建燃改〔2022〕1号", "requirement": "停止无证经营", "days": "5"}
    office.as_("sup1").cases.act(CASE, "issue", values)
    served = {"served_on": "2022-02-17", "service": "direct", "received_by": "张三"}
    office.as_("insp1").cases.act(CASE, "serve", served)


def start(office: Office) -> None:
    office.as_("resp1").cases.act(CASE, "start", {"performed_by": "张三", "plan": "停业"})


def test_a_clock_a_year_ahead_freezes_nothing_once_that_is_told(office: Office) -> None:
    served(office)
    office.at("2023-02-18T09:00").as_("sup1").escalation.tick()
    office.at("2022-02-20T09:00")
    with pytest.raises(Refused, match=r"2022-02-20.*2023-02-18.*clock excuse"):
        start(office)
    with pytest.raises(Refused, match="clock excuse"):
        office.as_("sup1").people.add("new", "新来的", ["viewer"])
    excused = office.as_("sup1").timekeeping.excuse("主板电池没电，快了一年")
    assert excused.cases == 2
    start(office)
    office.as_("sup1").people.add("new", "新来的", ["viewer"])
    assert office.as_("sup1").cases.get(CASE).last_on.isoformat() == "2022-02-20"
    told = office.as_("sup1").timekeeping.setbacks()
    assert [each.excused for each in told] == [True]
    (alarm,) = [each for each in office.as_("sup2").alarms.all() if each.alarm.kind == "clock"]
    assert "已由主管说明时钟有误" in alarm.alarm.text
    office.as_("sup2").alarms.decide(alarm.alarm.key, "confirmed", "电池已换")
    assert alarm.alarm.last_on.isoformat() == "2022-02-20"
    assert office.as_("sup1").verify() == []


def test_a_state_entered_under_a_wrong_clock_was_entered_by_the_time_that_was_told(office: Office) -> None:
    served(office)
    office.at("2023-02-18T09:00")
    start(office)
    office.at("2022-02-20T09:00").as_("sup1").timekeeping.excuse("快了一年")
    case = office.as_("sup1").cases.get(CASE)
    assert case.entered_on.isoformat() == "2022-02-20"
    assert case.entered_at < parse_moment("2022-02-20T09:01")
    reply = {"performed_by": "张三", "measures": "已停业", "finished_on": "2022-02-20"}
    office.as_("resp1").cases.act(CASE, "reply", reply, [office.folder / "photo.txt"])
    assert office.as_("sup1").verify() == []


@pytest.mark.parametrize(("late", "allowed"), [(9, True), (11, False)])
def test_ten_minutes_are_forgiven(office: Office, late: int, allowed: bool) -> None:
    office.at("2022-02-18T09:00").as_("sup1").people.add("one", "一", ["viewer"])
    office.moment -= timedelta(minutes=late)
    if allowed:
        office.as_("sup1").people.add("two", "二", ["viewer"])
    else:
        with pytest.raises(Refused, match="早于最后一条流转记录"):
            office.as_("sup1").people.add("two", "二", ["viewer"])


def test_only_a_supervisor_says_so_and_only_of_what_there_is(office: Office) -> None:
    with pytest.raises(Refused, match="须由主管办理"):
        office.as_("insp1").timekeeping.excuse("快了")
    with pytest.raises(Refused, match="没有比现在晚的记录"):
        office.as_("sup1").timekeeping.excuse("快了")
    with pytest.raises(InputError, match="理由"):
        office.as_("sup1").timekeeping.excuse(" ")
    span = parse_moment("2021-01-01"), parse_moment("2021-01-02")
    with pytest.raises(Refused, match="没有流转记录"):
        office.as_("sup1").timekeeping.excuse("快了", *span)
    with pytest.raises(InputError, match="早于"):
        office.as_("sup1").timekeeping.excuse("快了", *reversed(span))


def test_a_span_that_does_not_reach_far_enough_explains_nothing(office: Office) -> None:
    office.at("2023-01-01T13:00").as_("sup1").people.add("one", "一", ["viewer"])
    office.at("2023-02-01T09:00").as_("sup1").people.add("two", "二", ["viewer"])
    office.at("2022-02-20T09:00")
    with pytest.raises(Refused, match=r"2023-02-01 09.*也比现在"):
        office.as_("sup1").timekeeping.excuse("快了", parse_moment("2023-01-01"), parse_moment("2023-01-02"))
    with pytest.raises(Refused, match="早于最后一条"):
        office.as_("sup1").people.add("three", "三", ["viewer"])


def test_the_same_span_counts_once_the_right_clock_gets_there(office: Office) -> None:
    office.at("2023-02-18T09:00").as_("sup1").people.add("one", "一", ["viewer"])
    office.at("2022-02-20T09:00").as_("sup1").timekeeping.excuse("快了一年")
    office.at("2023-02-18T09:00:01").as_("sup1").people.add("two", "二", ["viewer"])
    office.at("2022-06-01T09:00")
    with pytest.raises(Refused, match="早于最后一条"):
        office.as_("sup1").people.add("three", "三", ["viewer"])


def test_a_wrong_guess_is_recorded_whatever_the_clock_says(office: Office) -> None:
    office.at("2023-02-18T09:00").as_("sup1").people.add("one", "一", ["viewer"])
    office.at("2022-02-20T09:00").as_("nobody")
    assert office.as_("sup1").access.attempts()[-1].at.year == 2022


def test_a_sanction_dated_by_a_wrong_clock_can_be_revoked_today(office: Office) -> None:
    grounds = {"authority_kind": "gas", "authority": "某局", "grounds": "逾期", "basis": "某市约谈办法"}
    office.at("2023-02-18T09:00").as_("sup1").sanctions.impose("interview", "店一", grounds)
    office.at("2022-02-20T09:00").as_("sup1").timekeeping.excuse("快了一年")
    office.as_("sup1").sanctions.revoke("CJ-2023-0001", "日期记错")
    revoked = office.as_("sup2").sanctions.revoke("CJ-2023-0001")
    assert str(revoked.revoked_on) == "2022-02-20"
    assert office.as_("sup1").verify() == []


def test_what_a_wrong_clock_has_raised_is_annulled_by_two(office: Office) -> None:
    """Counts, rungs and the proposed listing are gone; the record stays; in its time it is all raised again."""
    served(office)
    raised = office.at("2023-02-18T09:00").as_("sup1").escalation.tick()
    opened = [one.opened for one in raised if one.opened]
    assert len(raised) == 2, "the highest notice, and the listing"
    assert opened
    office.at("2022-02-20T09:00")
    with pytest.raises(Refused, match="早于"):
        office.as_("sup1").annulling.annul(CASE, "钟快了一年")
    office.as_("sup1").timekeeping.excuse("快了一年")
    with pytest.raises(Refused, match="须由主管办理"):
        office.as_("insp1").annulling.annul(CASE, "钟快了一年")
    assert not office.as_("sup1").annulling.annul(CASE, "钟快了一年").confirmed
    with pytest.raises(Refused, match="须由另一位主管确认"):
        office.as_("sup1").annulling.annul(CASE, "钟快了一年")
    assert office.as_("sup1").cases.get(CASE).escalated == len(raised)

    done = office.as_("sup2").annulling.annul(CASE, "同意")
    case, child = office.as_("sup1").cases.get(CASE), office.as_("sup1").cases.get(str(opened[0]))
    assert (done.confirmed, list(done.withdrawn), done.left) == (True, opened, ())
    assert (case.escalated, sum(case.sent.values()), child.is_open, child.closed_how) == (0, 0, False, "withdrawn")
    with pytest.raises(Refused, match="没有在有误的时钟下"):
        office.as_("sup1").annulling.annul(CASE, "再来")
    kinds = [entry.event.kind for entry in office.as_("sup1").cases.history(CASE)]
    assert kinds.count("case.escalated") == len(raised)
    assert office.as_("sup1").verify() == []
    again = office.at("2023-02-20T09:00").as_("sup1").escalation.tick()
    assert [(one.rung, one.nth) for one in again] == [(one.rung, one.nth) for one in raised]


def test_what_was_worked_on_is_not_withdrawn(office: Office) -> None:
    served(office)
    raised = office.at("2023-02-18T09:00").as_("sup1").escalation.tick()
    opened = next(str(one.opened) for one in raised if one.opened)
    office.as_("sup2").cases.act(opened, "reject", {"reason": "再看看"})
    office.at("2022-02-20T09:00").as_("sup1").timekeeping.excuse("快了一年")
    office.as_("sup1").annulling.annul(CASE, "钟快了一年")
    assert office.as_("sup2").annulling.annul(CASE, "同意").left == (opened,)


MOMENT = datetime(2022, 1, 1, tzinfo=CHINA)


@given(st.lists(st.integers(-3000, 3000), max_size=12))
def test_time_that_never_runs_back_by_more_is_told_of_never(steps: list[int]) -> None:
    """And where it does, somewhere it is told."""
    records, now = [], MOMENT
    for pos, step in enumerate(steps, 1):
        now += timedelta(seconds=step)
        records.append((pos, now))
    runs_back = any(earlier - later > BACK for n, (_, later) in enumerate(records) for _, earlier in records[:n])
    assert bool(list(setbacks(records, []))) is runs_back


def test_a_setback_is_told_once_and_as_it_was_explained() -> None:
    hours = [0, 1, 2, 9000, 9001, 3, 4, 5]
    records = [(pos, MOMENT + timedelta(hours=hour)) for pos, hour in enumerate(hours, 1)]
    assert [(each.pos, each.excused) for each in setbacks(records, [])] == [(6, False)]
    span = Span(records[3][1], records[4][1], before=6)
    assert [(each.pos, each.excused) for each in setbacks(records, [span])] == [(6, True)]


def test_a_setback_that_was_explained_is_no_notice_of_verify(office: Office) -> None:
    office.at("2023-02-18T09:00").as_("sup1").people.add("one", "一", ["viewer"])
    office.at("2022-02-20T09:00").as_("nobody")  # a wrong guess is recorded whatever the clock says
    told = [notice for notice in office.as_("sup1").verification().notices if "时钟倒退" in notice.what]
    assert len(told) == 1
    year = [parse_moment(f"2023-02-{day}T00:00:00+08:00") for day in ("18", "19")]
    office.as_("sup1").timekeeping.excuse("快了一年", *year)
    assert not [notice for notice in office.as_("sup1").verification().notices if "时钟倒退" in notice.what]

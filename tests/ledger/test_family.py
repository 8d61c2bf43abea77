"""Cases that open several, one below the other, and wait for their siblings; and hazards below the floor."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from inspect_engine.domain.inspections import AnswerInput, SubjectInput
from inspect_engine.errors import Refused
from inspect_engine.exports.closure import workbook
from inspect_engine.reading.definitions import Library, load_library
from inspect_engine.storage.queries import CaseFilter
from tests.storage.conftest import SqliteWorld

LISTS = Path(__file__).parent / "family"


class Office(SqliteWorld):
    """A ledger over the definitions in ``family``."""

    lists: Library = load_library([LISTS])

    def begin(self, *items: str) -> list[str]:
        """Numbers of what was found or registered at one office."""
        shop = SubjectInput(key="o-1", kind="office", name="甲单位", region="530600", fields={"party": "甲单位"})
        word = {"L-1": "fail"}
        answers = tuple(AnswerInput(subject="o-1", item=i, answer=word.get(i, "register"), sure=True) for i in items)
        found = self.inspect(pack="family", subjects=(shop,), answers=answers, date=self.now.date())
        return [line.number for line in found.cases]

    def act(self, number: str, trigger: str, user: str = "sup1", **values: str) -> list[str]:
        """Take an action; numbers of the cases that this one has opened."""
        room = self.open(user).cases
        room.act(number, trigger, values)
        return [line.number for line in room.linked(room.get(number))]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path)
    made.settle()
    return made


def refused(office: Office, number: str, trigger: str) -> str:
    with pytest.raises(Refused) as caught:
        office.act(number, trigger)
    return "；".join(caught.value.missing)


def test_several_cases_of_one_workflow_are_all_waited_for(office: Office) -> None:
    """None is not enough where one must exist; each that is open holds it up; then it waits its two days."""
    (case,) = office.begin("D-1")
    assert refused(office, case, "start") == "还没有分解（还没有另立过）"
    office.act(case, "hand-out")
    first, second = office.act(case, "hand-out")
    office.act(case, "start")
    office.act(second, "answer", "insp1")
    office.pass_days(2)
    assert refused(office, case, "finish").startswith(f"还有单位没有回复（{first} 现为“办理中”）；自 ")
    office.act(first, "answer", "insp1")
    office.pass_days(1)
    sheet = office.open("sup1").cases
    wait = sheet.waiting(sheet.get(case))
    assert wait is not None
    assert [each.title for each in wait.further] == ["答复"]
    office.act(case, "finish")
    assert sheet.get(case).closed_how == "rectified"
    assert office.open("sup1").verify() == []


def test_a_further_limit_climbs_its_own_ladder(office: Office) -> None:
    """Nothing on the last day; then each rung once, whatever state the case is in, and none after what ends it."""
    (case,) = office.begin("D-1")
    office.pass_days(15)
    assert office.open("sup1").escalation.tick() == []
    office.pass_days(1)
    (urged,) = office.open("sup1").escalation.tick()
    assert (urged.number, urged.rung_title, urged.days_overdue) == (case, "催办答复", 1)
    assert office.open("sup1").escalation.tick() == []
    (part,) = office.act(case, "hand-out")
    office.act(case, "start")
    office.pass_days(4)
    assert [each.rung_title for each in office.open("sup1").escalation.tick()] == ["督办答复"]
    office.act(part, "answer", "insp1")
    office.act(case, "finish")
    office.pass_days(9)
    ledger = office.open("sup1")
    assert ledger.escalation.tick() == []
    assert ledger.verify() == []


def test_a_pause_beyond_its_bound_is_overdue_everywhere(office: Office) -> None:
    """In the list, on the board and for ``tick``, while nobody resumes; and still so once resumed."""
    (case,) = office.begin("P-1")
    begun = office.now.date()
    office.act(case, "order", days="10", day=begun.isoformat())
    office.act(case, "pause")
    last = office.open("sup1").cases.get(case).late_after
    assert last is not None
    assert (last - begun).days == 39  # the day of the order is paused, and would not have been counted anyway
    office.pass_days((last - begun).days)
    ledger = office.open("sup1")
    assert list(ledger.cases.iterate(CaseFilter(overdue_on=office.now.date()))) == []
    assert ledger.figures.board().registered["task"]["overdue"] == 0
    assert ledger.escalation.tick() == []
    office.pass_days(1)
    ledger = office.open("sup1")
    assert [line.number for line in ledger.cases.iterate(CaseFilter(overdue_on=office.now.date()))] == [case]
    assert ledger.figures.board().registered["task"]["overdue"] == 1
    assert [each.rung_title for each in ledger.escalation.tick()] == ["催办"]
    office.act(case, "resume")
    ledger = office.open("sup1")
    found = ledger.cases.get(case)
    assert (found.due_on, found.late_after) == (last, last)
    assert ledger.verify() == []


def test_what_was_opened_waits_for_its_siblings_and_opens_its_own(office: Office) -> None:
    """The report waits for the anchor beside it, and for the query below it; the anchor is taken up again once."""
    (case,) = office.begin("S-1")
    (report,) = office.act(case, "report")
    anchor = next(number for number in office.act(case, "anchor") if number != report)
    (query,) = office.act(report, "ask")
    assert refused(office, report, "send") == (
        f"停航还没有解除（{anchor} 现为“已停航”）；征询还没有答复（{query} 现为“已征询”）"
    )
    office.act(query, "reply-query", "insp1")
    office.act(anchor, "sail")
    office.act(anchor, "stop-again")
    assert "停航还没有解除" in refused(office, report, "send")
    office.act(anchor, "sail")
    office.act(report, "send")
    again = next(number for number in office.act(case, "anchor") if number not in (report, anchor))
    assert refused(office, anchor, "stop-again") == f"后来又另立了 {again}，这一件不再重新打开"
    assert refused(office, case, "free").startswith(f"还在停航（{again} 现为“已停航”）")
    office.act(again, "sail")
    office.act(case, "free")
    assert office.open("sup1").verify() == []


def test_a_hazard_below_the_floor_is_an_alarm_and_in_no_rate(office: Office) -> None:
    """It is found and closed, and counted as that; the rates are of what keeps the floor, the workbook's too."""
    closed = office.begin("L-1")
    office.act(closed[0], "shut", "insp1")
    office.pass_days(1)
    untrue = office.begin("L-1")
    office.act(untrue[0], "untrue")
    ledger = office.open("sup1")
    board = ledger.figures.board()
    assert (board.found, board.closed, board.dismissed, board.below) == (2, 1, 1, 2)
    assert (board.closure_rate.part, board.closure_rate.whole) == (0, 0)
    told = [judged.alarm.text for judged in ledger.alarms.all() if judged.alarm.kind == "floor"]
    assert told == [
        f"{number} 所依的流程不守底线：没有整改回复不得销号；撤销、并案和没有整改的终结须由两人办理"
        for number in (*untrue, *closed)
    ]
    naming = ledger.alarms.naming(closed[0])
    assert naming is not None
    assert [judged.alarm.kind for judged in naming.judged] == ["floor"]
    file = office.folder / "台账.xlsx"
    workbook.write(ledger, file)
    book = load_workbook(file, data_only=True)
    rows = list(book["台账"].values)
    assert [dict(zip(rows[0], row, strict=True))["是否守底线"] for row in rows[1:]] == ["否", "否"]
    notes = [str(cell) for row in book["说明"].values for cell in row]
    assert any(
        "不守隐患流程的底线：没有整改回复不得销号（没有写明理由，依它办理的不计入任何比率）" in text for text in notes
    )

"""The life of a hazard, told with nothing but what the package exports."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

import inspect_engine
from inspect_engine import (
    AnswerInput,
    CaseFilter,
    InspectionInput,
    Ledger,
    Refused,
    SubjectInput,
    create_ledger,
    open_ledger,
    parse_moment,
)
from tests.conftest import countersign

STEPS = (
    ("sup1", "grade", {"severity": "major", "reason": "无证经营，按重大隐患督办"}),
    ("sup1", "issue", {"notice_no": "示建燃改〔2022〕1号", "requirement": "停止无证经营", "days": "30"}),
    ("insp1", "serve", {"served_on": "2022-02-18", "service": "direct", "received_by": "张三"}),
    ("boss", "start", {"performed_by": "负责人甲", "plan": "停业，申办许可"}),
    ("boss", "reply", {"performed_by": "负责人甲", "measures": "已取得许可", "finished_on": "2022-02-18"}),
    ("insp2", "pass_reinspection", {"inspectors": "insp2、insp1", "conclusion": "许可证在有效期内"}),
    ("sup1", "close", {"conclusion": "同意销号"}),
)
"""Who does what, with what is filled in."""
EVIDENCED = ("reply", "pass_reinspection")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


class Office:
    """A ledger with five people; half a minute passes at each look at the clock."""

    def __init__(self, folder: Path) -> None:
        self.path = str(folder / "台账.db")
        self.photo = folder / "照片.txt"
        self.photo.write_text("照片", encoding="utf-8")
        self._now = parse_moment("2022-02-18T09:00:00+08:00")
        founder = create_ledger(self.path, "sup1", "主管甲", rehearsal=True, clock=self.clock)
        founder.people.add("insp1", "检查员甲", ["inspector"])
        founder.people.add("insp2", "检查员乙", ["inspector"])
        founder.people.add("boss", "负责人甲", ["responsible"], "燃气企业01", new_unit=True)
        founder.people.add("other", "负责人乙", ["responsible"], "燃气企业02", new_unit=True)

    def clock(self) -> datetime:
        self._now += timedelta(seconds=30)
        return self._now

    def as_(self, user: str) -> Ledger:
        return open_ledger(self.path, user, self.clock)

    def inspect(self, count: int = 1) -> list[str]:
        """Numbers of the hazards found at so many operators."""
        operators = [
            SubjectInput(key=f"op-{n:02d}", kind="operator", name=f"燃气企业{n:02d}", region="530600")
            for n in range(1, count + 1)
        ]
        answers = [
            AnswerInput(subject=each.key, item="GAS-MH-4.1", answer="fail", note="不能出示许可证") for each in operators
        ]
        given = InspectionInput(
            pack="gas",
            date=date(2022, 2, 17),
            inspectors=("insp1", "insp2"),
            subjects=tuple(operators),
            answers=tuple(answers),
        )
        done = self.as_("insp1").inspections.run(given)
        countersign(self.as_("sup1"))
        return [line.number for line in done.cases]


def test_from_finding_to_closure(office: Office) -> None:
    (number,) = office.inspect()
    for user, trigger, values in STEPS:
        office.as_(user).cases.act(number, trigger, values, [office.photo] if trigger in EVIDENCED else [])
        countersign(office.as_("sup1"))
    ledger = office.as_("sup1")
    case = ledger.cases.get(number)
    assert (case.state_title, case.is_open, case.severity) == ("已销号", False, "major")
    told = [entry.event.data["title"] for entry in ledger.cases.history(number) if "title" in entry.event.data]
    assert told[-1] == "销号"
    assert [line.number for line in ledger.cases.iterate(CaseFilter(open=False))] == [number]
    board = ledger.figures.board()
    assert (board.found, board.closed, board.open) == (1, 1, 0)
    assert ledger.verify() == []


def test_who_put_it_right_does_not_close_it(office: Office) -> None:
    (number,) = office.inspect()
    for user, trigger, values in STEPS[:4]:
        office.as_(user).cases.act(number, trigger, values)
    reply = {**STEPS[4][2], "performed_by": "insp2"}
    office.as_("insp2").cases.act(number, "reply", reply, [office.photo])
    offered = office.as_("insp2").cases.offers(number)
    assert offered.case.state == "replied"
    with pytest.raises(Refused, match="参与过"):
        office.as_("insp2").cases.act(number, "pass_reinspection", STEPS[5][2], [office.photo])


def test_whoever_iterates_sees_his_own_cases_all_of_them(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Page by page, in order of discovery; what is found meanwhile comes at the end."""
    monkeypatch.setattr("inspect_engine.ledger.paging.PAGE", 2)
    numbers = office.inspect(5)
    assert [line.number for line in office.as_("other").cases.iterate()] == numbers[1:2]
    going = office.as_("sup1").cases.iterate(CaseFilter(open=True))
    seen = [next(going).number]
    office.as_("sup1").cases.act(numbers[4], "grade", STEPS[0][2])
    assert seen + [line.number for line in going] == numbers


def test_what_the_package_exports_is_there() -> None:
    for name in inspect_engine.__all__:
        assert getattr(inspect_engine, name).__doc__ or name == "Entry"
    with pytest.raises(AttributeError, match="nonsense"):
        getattr(inspect_engine, "nonsense")  # noqa: B009 -- mypy knows that it is not there


def test_the_package_itself_loads_nothing() -> None:
    code = "import inspect_engine, sys; print([m for m in sys.modules if m.startswith('inspect_engine.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

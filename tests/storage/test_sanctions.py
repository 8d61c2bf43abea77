"""The register of sanctions in a real ledger: numbers, rights, past days, two processes, proof, exports."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from inspect_engine.domain.definitions import AnswerWord
from inspect_engine.domain.inspections import AnswerInput
from inspect_engine.domain.sanctions.catalogue import Catalogue
from inspect_engine.domain.sanctions.register import Sanction
from inspect_engine.errors import InputError, Refused
from inspect_engine.exports.closure import workbook
from inspect_engine.ledger import parse_moment
from inspect_engine.reading.definitions import load_library
from inspect_engine.reading.sanctions import load_catalogue
from tests.conftest import enrol
from tests.storage.conftest import SqliteWorld, in_child, wait

LISTS = Path(__file__).parent / "accidents"
PARTY = "商铺0"
HEAD = {"authority_kind": "housing", "authority": "某市住建局", "grounds": "逾期不整改"}
FINE = {**HEAD, "rule": "axz-20", "amount": "50000", "notified_on": "2026-03-01", "authority_kind": "housing"}


@cache
def law() -> Catalogue:
    return load_catalogue()


class Register(SqliteWorld):
    """A ledger over a checklist of accidents and major hazards."""

    lists = load_library([LISTS])

    def report(self, item: str = "S-1") -> str:
        """One case of 商铺0; returns its number."""
        given = self.given(1, pack="accidents")
        word: AnswerWord = "register" if item == "S-1" else "fail"
        answers = (AnswerInput(subject="shop-0", item=item, answer=word, sure=True),)
        return (
            self.open("insp1")
            .inspections.run(given.model_copy(update={"answers": answers}), self.folder)
            .cases[0]
            .number
        )

    def fine(self, doc_no: str = "1号", user: str = "sup1", **more: Any) -> Sanction:
        values = {**FINE, "doc_no": doc_no, **more.pop("values", {})}
        return self.open(user).sanctions.impose("fine", more.pop("party", PARTY), values, **more).sanction

    def end(self, verb: str, reason: str, on: date | None = None) -> Sanction:
        """Revoke or lift the first sanction, as two people do it."""
        getattr(self.open("sup1").sanctions, verb)("CJ-2026-0001", reason, on)
        ended: Sanction = getattr(self.open("sup2").sanctions, verb)("CJ-2026-0001", on=on)
        return ended

    def numbers(self, user: str = "sup1", **more: Any) -> list[str]:
        return [one.number for one in self.open(user).sanctions.all(**more)]


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Register:
    made = Register(tmp_path_factory.mktemp("sanctions"))
    made.settle()
    return made


@pytest.fixture
def register(first: Register, tmp_path: Path) -> Register:
    made = Register(tmp_path)
    shutil.copy(first.path, made.path)
    return made


def test_numbers_have_no_gaps_and_go_by_the_year_of_the_decision(register: Register) -> None:
    register.fine("1号")
    with pytest.raises(Refused):
        register.fine("1号")
    register.fine("2号")
    register.fine("3号", on=date(2025, 12, 31), values={"notified_on": "2025-12-01"})
    assert register.numbers() == ["CJ-2026-0001", "CJ-2026-0002", "CJ-2025-0001"]
    assert register.open("sup1").verify() == []


def test_a_refusal_stores_nothing(register: Register) -> None:
    before = register.snapshot()
    for values, error in (({"amount": "1"}, Refused), ({"rule": "?"}, InputError)):
        with pytest.raises(error):
            register.fine(values=values)
    assert register.snapshot() == before


@pytest.mark.parametrize("user", ["insp1", "op1"])
def test_only_supervisors_record(register: Register, user: str) -> None:
    register.fine()
    ledger = register.open(user)
    attempts: list[Callable[[], object]] = [
        lambda: register.fine("2号", user=user),
        lambda: ledger.sanctions.publish("CJ-2026-0001"),
        lambda: ledger.sanctions.withdraw("CJ-2026-0001"),
        lambda: ledger.sanctions.revoke("CJ-2026-0001", "理由"),
        lambda: ledger.sanctions.lift("CJ-2026-0001", "理由"),
    ]
    before = register.snapshot()
    for attempt in attempts:
        with pytest.raises(Refused, match="主管"):
            attempt()
    assert register.snapshot() == before


def test_a_responsible_unit_sees_its_own(register: Register) -> None:
    register.fine("1号")
    register.fine("2号", party="别家")
    assert register.numbers("op1") == ["CJ-2026-0001"]
    assert register.numbers("insp1") == ["CJ-2026-0001", "CJ-2026-0002"]
    with pytest.raises(InputError, match="输入有误"):
        register.open("op1").sanctions.get("CJ-2026-0002")
    with pytest.raises(Refused):
        register.open("op1").sanctions.missing()


def test_cases_named_must_exist(register: Register) -> None:
    number = register.report()
    one = register.fine(cases=[number])
    assert [case["number"] for case in one.cases] == [number]
    with pytest.raises(InputError):
        register.fine("2号", cases=["SG-2026-0009"])
    with pytest.raises(Refused, match="罚过款"):
        register.fine("2号", cases=[number.lower()])


def test_nothing_is_recorded_before_it_happened(register: Register) -> None:
    with pytest.raises(Refused, match="之后"):
        register.fine(on=date(2026, 3, 3))
    register.fine()
    ledger = register.open("sup1")
    with pytest.raises(Refused, match="之后"):
        ledger.sanctions.publish("CJ-2026-0001", date(2026, 3, 3))
    with pytest.raises(Refused, match="之前"):
        ledger.sanctions.publish("CJ-2026-0001", date(2026, 3, 1))


def test_published_revoked_taken_down(register: Register) -> None:
    register.fine()
    ledger = register.open("sup1")
    with pytest.raises(Refused, match="没有公开"):
        ledger.sanctions.withdraw("CJ-2026-0001")
    ledger.sanctions.publish("ＣＪ-2026-0001", url="https://example.cn/[/]")
    with pytest.raises(Refused, match="已登记公开"):
        ledger.sanctions.publish("CJ-2026-0001")
    register.pass_days(10)
    revoked = register.end("revoke", "=1+1")
    assert (revoked.revoked_why, revoked.late(date(2026, 3, 31))) == ("=1+1", "逾期未撤下")
    with pytest.raises(Refused, match="已经撤销"):
        ledger.sanctions.revoke("CJ-2026-0001", "再撤")
    with pytest.raises(Refused, match="不在执行期内"):
        ledger.sanctions.lift("CJ-2026-0001", "解除")
    with pytest.raises(Refused, match="之前"):
        ledger.sanctions.withdraw("CJ-2026-0001", date(2026, 3, 1))
    assert ledger.sanctions.withdraw("CJ-2026-0001").late(date(2026, 3, 31)) == ""
    assert register.open("sup1").verify() == []


def test_a_revoked_decision_may_be_taken_anew(register: Register) -> None:
    register.fine()
    register.end("revoke", "程序有误")
    assert register.fine().number == "CJ-2026-0002"


def test_the_register_of_a_past_day_and_as_known_then(register: Register) -> None:
    register.fine()
    register.pass_days(5)
    ledger = register.open("sup1")
    register.end("revoke", "错案", date(2026, 3, 5))
    states = {
        day: [one.state(day) for one in ledger.sanctions.all(day)] for day in (date(2026, 3, n) for n in (1, 4, 5))
    }
    assert list(states.values()) == [[], ["在册"], ["已撤销"]]
    [known] = ledger.sanctions.all(date(2026, 3, 7), parse_moment("2026-03-06T09:00:00+08:00"))
    assert known.state(date(2026, 3, 7)) == "在册"


def test_flags_go_with_the_day(register: Register) -> None:
    values = {**HEAD, "doc_no": "扣1号", "notified_on": "2026-03-01", "outcome": "suspended"}
    values |= {"cause": "scheme", "days": "30"}
    register.open("sup1").sanctions.impose("licence-decision", PARTY, values)
    assert register.open("op1").sanctions.flags().of(PARTY) == ()
    register.pass_days(1)
    assert [one.number for one in register.open("op1").sanctions.flags().of(" 商铺０ ")] == ["CJ-2026-0001"]
    register.pass_days(30)
    assert register.open("op1").sanctions.flags().of(PARTY) == ()


def test_a_year_without_a_calendar_is_refused_and_does_not_spoil_the_register(register: Register) -> None:
    """What cannot be counted is never recorded: the register has to be read afterwards."""
    old = date(2005, 6, 1)
    with pytest.raises(Refused, match="2005 年的放假安排没有收录"):
        register.fine(on=old, values={"notified_on": "2005-05-01"})
    with pytest.raises(Refused, match="2005 年的放假安排没有收录"):
        register.fine(values={"filed_on": "2005-05-01"})
    assert register.numbers() == []


def test_days_to_publish_go_by_what_the_ledger_adopted(register: Register) -> None:
    """Decided on 3 February 2027: seven working days by the week, or by a notice with a long 春节 in between."""
    register.now = parse_moment("2027-02-03T09:00:00+08:00")
    number = register.fine(values={"notified_on": "2027-02-01"}).number

    def due() -> tuple[date, bool]:
        found = register.open("sup1").sanctions.get(number).publish_by
        assert found is not None
        return found.due_on, found.provisional

    assert due() == (date(2027, 2, 12), True)
    register.open("sup1").calendars.adopt(Path(__file__).parent / "made_up" / "2027.yaml")
    assert due() == (date(2027, 2, 12), True), "a second supervisor has to confirm"
    register.open("sup2").calendars.confirm(2027)
    assert due() == (date(2027, 2, 20), False)
    assert register.open("sup1").sanctions.all()[0].late(date(2027, 2, 15)) == ""


def test_what_was_lifted_or_revoked_is_not_lifted_again(register: Register) -> None:
    """Not even for an earlier day, when it was still in force."""
    register.fine("1号", values={"other_act": "另"})
    register.now += timedelta(days=5)
    day = register.now.date()
    register.end("lift", "到此为止", day)
    with pytest.raises(Refused, match="不在执行期内（已解除）"):
        register.open("sup1").sanctions.lift("CJ-2026-0001", "再早一点", day - timedelta(days=3))
    register.end("revoke", "错案", day)
    with pytest.raises(Refused, match="不在执行期内（已撤销）"):
        register.open("sup1").sanctions.lift("CJ-2026-0001", "再早一点", day - timedelta(days=3))
    assert register.open("sup1").sanctions.get("CJ-2026-0001").lifted_on == day


def test_a_case_tells_of_sanctions_on_its_party_and_from_itself(register: Register) -> None:
    case = register.open("sup1").cases.get(register.report())
    register.fine("1号", party="项目经理", cases=[case.number])
    register.fine("2号")
    register.fine("3号", party="别家")
    register.end("revoke", "错案")
    assert [one.number for one in register.open("sup1").sanctions.beside(case)] == ["CJ-2026-0001", "CJ-2026-0002"]


def test_a_fatal_accident_is_missed_until_somebody_decides(register: Register) -> None:
    number = register.report()
    ledger = register.open("sup1")
    assert ledger.sanctions.missing() == []
    ledger.cases.act(number, "count", {"deaths": "1"})
    [missing] = ledger.sanctions.missing()
    assert (missing.what, missing.party, missing.since) == ("licence-decision", PARTY, date(2026, 3, 2))
    assert missing.numbers == (number,)
    decision = {**HEAD, "doc_no": "不扣1号", "outcome": "not_suspended", "reason": "安全生产条件未降低"}
    ledger.sanctions.impose("licence-decision", PARTY, decision, cases=[number])
    assert ledger.sanctions.missing() == []
    register.end("revoke", "上级责令重作")
    assert len(ledger.sanctions.missing()) == 1
    ledger.cases.act(number, "drop")
    assert ledger.sanctions.missing() == []


def test_nobody_died_nothing_is_missing(register: Register) -> None:
    number = register.report()
    register.open("sup1").cases.act(number, "count", {"deaths": "0"})
    assert register.open("insp1").sanctions.missing() == []


def test_three_penalties_and_a_major_hazard_call_for_closure(register: Register) -> None:
    law = {"rule": "aq-102", "amount": "50000", "authority_kind": "emergency"}
    for n in range(3):
        register.fine(f"{n}号", values=law)
    assert register.open("sup1").sanctions.missing() == []
    hazard = register.report("S-2")
    [missing] = register.open("sup1").sanctions.missing()
    assert (missing.what, missing.party) == ("closure", PARTY)
    assert missing.numbers == ("CJ-2026-0001", "CJ-2026-0002", "CJ-2026-0003")
    register.open("sup1").cases.act(hazard, "close")
    assert register.open("sup1").sanctions.missing() == []


def test_two_processes_leave_no_gap_and_record_a_document_once(register: Register) -> None:
    """Both try the same ten documents at once: ten sanctions, numbered through."""

    def work() -> None:
        for n in range(10):
            with suppress(Refused):
                register.fine(f"{n}号")

    children = [in_child(work), in_child(work)]
    assert [wait(child) for child in children] == [0, 0]
    assert register.numbers() == [f"CJ-2026-{n:04d}" for n in range(1, 11)]
    assert {one.doc_no for one in register.open("sup1").sanctions.all()} == {f"{n}号" for n in range(10)}
    assert register.open("sup1").verify() == []


def test_who_lost_his_rights_meanwhile_records_nothing(register: Register) -> None:
    ledger = register.open("sup2")
    ledger.sanctions.all()
    register.open("sup1").people.disable("sup2")
    with pytest.raises(Refused):
        ledger.sanctions.impose("circular", PARTY, {**HEAD, "basis": "工作需要"})


def test_the_workbook_lists_sanctions_as_text(register: Register, tmp_path: Path) -> None:
    register.report()
    register.fine("=1+1", party="=1+1[/]")
    plain = workbook.write(register.open("insp1"), tmp_path / "早.xlsx", as_of=date(2026, 3, 1))
    assert "惩戒" not in plain.sheets
    register.pass_days(20)
    summary = workbook.write(register.open("insp1"), tmp_path / "晚.xlsx")
    assert summary.sheets["惩戒"] == 1
    sheet = openpyxl.load_workbook(tmp_path / "晚.xlsx")["惩戒"]
    head, row = ([cell.value for cell in line] for line in sheet.iter_rows())
    shown = dict(zip(head, row, strict=True))
    assert (shown["对象"], shown["文号"], shown["罚款数额（元）"], shown["是否按时"]) == (
        "=1+1[/]",
        "=1+1",
        50000,
        "否",
    )
    assert not [cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]


def test_many_hostile_parties(register: Register) -> None:
    names = ["[/]", "=1+1", "\x1b[31m甲", "甲\u202e乙", "a' OR 1=1 --", "甲" * 4000]
    for n, name in enumerate(names):
        register.fine(f"{n}号", party=name)
    assert [one.party for one in register.open("sup1").sanctions.all()] == names
    assert register.open("sup1").verify() == []


# --- two people, of the place ----------------------------------------------------------------------------------------


@pytest.fixture
def counties(register: Register) -> Register:
    """A supervisor of one county, and two of another; the circular is imposed by one of the latter."""
    for name, region in (("near", "530602"), ("near2", "530602"), ("far", "530721")):
        enrol(register.open("sup1"), name, f"主管{name}", ["supervisor"], region=region)
    register.fine(user="near")
    return register


@pytest.mark.parametrize("verb", ["publish", "withdraw", "revoke", "lift"])
def test_nobody_changes_what_was_imposed_elsewhere(counties: Register, verb: str) -> None:
    before = counties.snapshot()
    given = {} if verb in ("publish", "withdraw") else {"reason": "不认"}
    with pytest.raises(Refused, match="区划"):
        getattr(counties.open("far").sanctions, verb)("CJ-2026-0001", **given)
    assert counties.snapshot() == before


@pytest.mark.parametrize("verb", ["revoke", "lift"])
def test_it_takes_a_second_person_to_end_one(counties: Register, verb: str) -> None:
    """Of the place or above; who confirms changes nothing, and nothing is ended before."""
    end = {user: getattr(counties.open(user).sanctions, verb) for user in ("near", "near2", "sup1", "far")}
    waiting = end["near"]("CJ-2026-0001", "复议撤销")
    assert (waiting.pending.by, waiting.state(counties.now.date())) == ("near", "在册")
    assert end["near"]("CJ-2026-0001", "理由改一改").pending.reason == "理由改一改"
    with pytest.raises(Refused, match="区划"):
        end["far"]("CJ-2026-0001")
    with pytest.raises(Refused, match="照原样确认"):
        end["near2"]("CJ-2026-0001", "另一个理由")
    ended = end["near2"]("CJ-2026-0001")
    assert ended.pending is None
    assert (ended.revoked_why or ended.lifted_why) == "理由改一改"
    assert counties.open("sup1").verify() == []


def test_a_puppet_is_no_second_person(counties: Register) -> None:
    counties.open("sup1").access.set_passphrase("near2", "重设 的 口令 一个")
    counties.open("near").sanctions.lift("CJ-2026-0001", "到此为止")
    counties.open("near").access.set_passphrase("near2", "又一个 重设 口令")
    with pytest.raises(Refused):
        counties.open("near2").sanctions.lift("CJ-2026-0001")

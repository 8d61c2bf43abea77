"""Two-person actions, merging, reopening, standing deadlines, repeated hazards: stored whole and verified."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from inspect_engine.domain.cases import SEEN, Case
from inspect_engine.domain.inspections import AnswerInput
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger.inspections import ItemKey
from inspect_engine.reading.definitions import Library, load_library
from tests.storage.conftest import SqliteWorld

LISTS = Path(__file__).parent / "recurring"
WHO = {"issue": "sup1", "suspend": "sup1", "resume": "sup2", "reply": "op1", "close": "insp1", "reopen": "sup1"}


class Office(SqliteWorld):
    """A ledger over the definitions in ``recurring``."""

    lists: Library = load_library([LISTS])

    def given(self, count: int = 1, start: int = 0, **changes: Any) -> Any:
        return super().given(count, start, **{"pack": "site", **changes})

    def hazard(self, part: str = "") -> str:
        """The number of a new hazard of shop 0."""
        note = f"第 {len(self.open('sup1').cases.page()) + 1} 次检查"
        answers = (AnswerInput(subject="shop-0", item="S-1", answer="fail", part=part, note=note, sure=True),)
        return self.inspect(answers=answers).cases[0].number

    def act(self, number: str, trigger: str, user: str = "", files: int = 0, **values: str) -> Any:
        usual: dict[str, dict[str, str]] = {
            "issue": {"days": "5", "served_at": self.now.isoformat()},
            "reply": {"performed_by": "路人"},
            "reopen": {"new_days": "10", "reopened_on": self.now.date().isoformat()},
        }
        given = {**usual.get(trigger, {}), **values}
        return self.open(user or WHO[trigger]).cases.act(number, trigger, given, [self.evidence] * files)

    def closed(self, number: str) -> str:
        for trigger in ("issue", "reply", "close"):
            self.act(number, trigger)
        return number

    def case(self, number: str) -> Case:
        return self.open("sup1").cases.get(number)

    def whole(self) -> None:
        assert self.open("sup1").verify() == []


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path)
    made.settle()
    return made


# --- two people --------------------------------------------------------------------------------------------------


def test_what_one_proposes_a_second_confirms(office: Office) -> None:
    """The case stays where it is until somebody else confirms; both have then taken part, with what was proposed."""
    number = office.hazard()
    proposed = office.act(number, "drop", "sup1", reason="误报")
    assert (proposed.kind, office.case(number).state) == ("case.proposed", "found")
    confirmed = office.act(number, "drop", "sup2")
    case = office.case(number)
    assert (confirmed.kind, confirmed.data["proposed"], confirmed.data["values"]) == (
        "case.moved",
        proposed.id,
        {"reason": "误报"},
    )
    assert (case.state, case.persons["drop"], case.proposal) == ("dropped", frozenset({"sup1", "sup2"}), None)
    office.whole()


def test_nobody_confirms_his_own_proposal(office: Office) -> None:
    number = office.hazard()
    office.act(number, "drop", "sup1", reason="误报")
    before = office.snapshot()
    with pytest.raises(Refused, match="“sup1”已于 2026-03-02 提出，须由另一人确认"):
        office.act(number, "drop", "sup1")
    assert office.snapshot() == before


def test_a_proposal_is_confirmed_as_it_is_or_not_at_all(office: Office) -> None:
    number = office.hazard()
    office.act(number, "drop", "sup1", reason="误报")
    with pytest.raises(Refused, match="照原样确认"):
        office.act(number, "drop", "sup2", reason="另有理由")
    assert office.case(number).state == "found"


def test_whoever_proposed_may_propose_otherwise(office: Office) -> None:
    """The later proposal counts; it still takes another person."""
    number = office.hazard()
    office.act(number, "drop", "sup1", reason="误报")
    office.act(number, "drop", "sup1", reason="重复立案")
    office.act(number, "drop", "sup2")
    assert office.case(number).values["reason"] == "重复立案"
    office.whole()


def test_a_proposal_is_void_once_the_case_moves_on(office: Office) -> None:
    number = office.hazard()
    office.act(number, "drop", "sup1", reason="误报")
    office.act(number, "issue")
    assert office.case(number).proposal is None
    again = office.act(number, "drop", "sup2", reason="误报")
    assert again.kind == "case.proposed"


def test_only_who_may_do_it_may_confirm_it(office: Office) -> None:
    number = office.hazard()
    office.act(number, "drop", "sup1", reason="误报")
    with pytest.raises(Refused, match="须由主管办理"):
        office.act(number, "drop", "insp2")


def test_the_offer_tells_who_has_proposed(office: Office) -> None:
    number = office.hazard()
    office.act(number, "drop", "sup1", reason="误报")
    told = {
        user: next(o for o in office.open(user).cases.offers(number).offers if o.trigger == "drop")
        for user in ("sup1", "sup2")
    }
    assert [told[user].allowed for user in ("sup1", "sup2")] == [False, True]
    assert told["sup2"].second
    assert told["sup2"].proposed == "sup1 于 2026-03-02 提出，待另一人确认"


# --- duplicates --------------------------------------------------------------------------------------------------


def test_merging_keeps_both_trails(office: Office) -> None:
    """The duplicate is closed as merged; what was done there counts in the other one; neither loses an event."""
    kept, double = office.hazard(), office.hazard()
    office.act(double, "issue")
    office.act(double, "merge", "insp1", files=1, into=kept)
    office.act(double, "merge", "sup1")
    one, other = office.case(kept), office.case(double)
    assert (other.state, other.closed_how, other.duplicate_of) == ("doubled", "merged", one.id)
    assert (one.absorbed, one.is_open, one.persons["issue"]) == ((other.id,), True, frozenset({"sup1"}))
    ledger = office.open("sup1")
    assert [len(ledger.cases.history(number)) for number in (kept, double)] == [2, 4]
    assert ledger.cases.history(kept)[-1].event.data["from_number"] == double
    assert ledger.cases.history(double)[-1].event.files == ledger.cases.history(double)[-2].event.files != ()
    office.whole()


def test_a_merged_duplicate_is_not_counted_as_found_twice(office: Office) -> None:
    kept, double = office.hazard(), office.hazard()
    office.act(double, "merge", "insp1", files=1, into=kept)
    office.act(double, "merge", "sup1")
    board = office.open("sup1").figures.board()
    assert (board.found, board.open, board.merged, board.closure_rate.whole) == (2, 1, 1, 1)


@pytest.mark.parametrize("into", ["itself", "closed", "other shop", "nothing"])
def test_what_cannot_be_merged_is_refused(office: Office, into: str) -> None:
    double = office.hazard()
    targets = {"itself": double, "nothing": "GD-2026-0999"}
    if into == "closed":
        targets[into] = office.closed(office.hazard())
    if into == "other shop":
        targets[into] = office.inspect(start=5).cases[0].number
    before = office.snapshot()
    with pytest.raises((Refused, InputError), match=r"不能并入|没有"):
        office.act(double, "merge", "insp1", files=1, into=targets[into])
    assert office.snapshot() == before


def test_a_target_that_closed_meanwhile_is_not_merged_into(office: Office) -> None:
    kept, double = office.hazard(), office.hazard()
    office.act(double, "merge", "insp1", files=1, into=kept)
    office.closed(kept)
    with pytest.raises(Refused, match="已办结"):
        office.act(double, "merge", "sup1")
    assert office.case(double).is_open


# --- again -------------------------------------------------------------------------------------------------------


def test_reopening_keeps_history_and_past_reports(office: Office) -> None:
    """Reopened, it is open with a new deadline and unanswered; a report as of the day before still shows it closed."""
    number = office.closed(office.hazard())
    closed_on = office.now.date()
    office.pass_days(30)
    office.act(number, "reopen")
    case, ledger = office.case(number), office.open("sup1")
    assert (case.is_open, case.closed_on, case.replied_on, case.reopened) == (True, None, None, 1)
    assert case.due_on == date(2026, 4, 13)  # 2026-04-01 + 10 = 04-11, a Saturday
    assert (ledger.figures.board(closed_on).closed, ledger.figures.board().closed, ledger.figures.board().reopened) == (
        1,
        0,
        1,
    )
    assert [entry.event.data.get("trigger") for entry in ledger.cases.history(number)][-2:] == ["close", "reopen"]
    office.whole()


@pytest.mark.parametrize(
    ("part", "days", "repeats"),
    [("二楼厨房", 1, True), ("二楼 厨房", 90, True), ("二楼厨房", 91, False), ("三楼厨房", 1, False), ("", 1, False)],
)
def test_the_same_on_the_same_part_within_the_days_repeats(office: Office, part: str, days: int, repeats: bool) -> None:
    first = office.closed(office.hazard("二楼厨房"))
    office.pass_days(days)
    again = office.case(office.hazard(part))
    assert again.repeat_of == (office.case(first).id if repeats else "")
    assert again.part == part
    office.whole()


def test_another_subject_repeats_nothing(office: Office) -> None:
    office.closed(office.hazard())
    other = office.inspect(start=3).cases[0].number
    assert office.case(other).repeat_of == ""


def test_one_that_is_still_open_is_told_as_a_possible_duplicate(office: Office) -> None:
    first, second = office.hazard("二楼"), office.hazard("二楼")
    case = office.case(second)
    assert (case.resembles, case.repeat_of) == (office.case(first).id, "")


def test_a_withdrawn_one_is_not_repeated(office: Office) -> None:
    number = office.hazard()
    office.act(number, "drop", "sup1", reason="误报")
    office.act(number, "drop", "sup2")
    again = office.case(office.hazard())
    assert (again.repeat_of, again.resembles) == ("", "")


def test_the_same_file_logged_again_changes_nothing(office: Office) -> None:
    """A part that is not given leaves the digest of an inspection as it was before parts existed."""
    given = office.given()
    first = office.open("insp1").inspections.run(given, office.folder)
    again = office.open("insp1").inspections.run(given, office.folder)
    assert (first.inspection, again.repeated) == (again.inspection, True)


# --- deadlines ---------------------------------------------------------------------------------------------------


def test_a_standing_deadline_moves_by_the_days_it_stood_still(office: Office) -> None:
    """While the deadline stands still nothing is overdue; afterwards the days between are not counted."""
    number = office.hazard()
    office.act(number, "issue")
    assert office.case(number).due_on == date(2026, 3, 9)
    office.pass_days(2)
    office.act(number, "suspend")
    office.pass_days(14)
    case = office.case(number)
    assert (case.paused, case.overdue(office.now.date()), case.late_after) == ("技术鉴定", False, None)
    office.act(number, "resume")
    case = office.case(number)
    assert case.due_on == date(2026, 3, 23)
    assert "技术鉴定" in case.due_why
    assert (case.paused, len(case.pauses)) == ("", 1)
    office.whole()


def test_a_second_pause_adds_to_the_first(office: Office) -> None:
    number = office.hazard()
    office.act(number, "issue", days="10")
    for _ in range(2):
        office.pass_days(1)
        office.act(number, "suspend")
        office.pass_days(7)
        office.act(number, "resume")
    assert (office.case(number).due_on, len(office.case(number).pauses)) == (date(2026, 3, 30), 2)
    office.whole()


def test_a_limit_of_hours_passes_at_its_moment(office: Office) -> None:
    number = office.hazard()
    ledger = office.open("sup1")
    office.now += timedelta(hours=2)
    wait = ledger.cases.waiting(ledger.cases.get(number))
    assert wait is not None
    assert (wait.reached, "还没有到时" in wait.words) == ((), True)
    office.now += timedelta(minutes=1)
    wait = ledger.cases.waiting(ledger.cases.get(number))
    assert wait is not None
    assert [rung.id for rung in wait.reached] == ["hurry"]
    assert "2026-03-02 11:00 前办理（2026-03-02 09:00 起连续 2 小时），已超时" in wait.words


def test_merging_breaks_no_promise(office: Office) -> None:
    """Who replied under one number and sent back under the other would have judged himself."""
    kept, double = office.hazard(), office.hazard()
    office.act(kept, "issue")
    office.act(kept, "reply", "insp2")
    office.act(kept, "back", "insp1")
    office.act(double, "issue")
    office.act(double, "reply", "insp1")
    office.act(double, "back", "insp2")
    with pytest.raises(Refused, match="守不住“谁回复谁不能退回”"):
        office.act(double, "merge", "insp1", files=1, into=kept)


def test_a_pause_is_not_lost_by_another_version(office: Office) -> None:
    """The days it stood still are counted when the case leaves the pause, so it leaves it first."""
    number = office.hazard()
    office.act(number, "issue")
    office.act(number, "suspend")
    pack = office.lists.packs["site"].model_copy(update={"version": "2"})
    office.install(replace(office.lists, packs={**office.lists.packs, "site": pack}))
    ledger = office.open("sup2")
    with pytest.raises(Refused, match="期限正在停计"):
        ledger.cases.repin(number, "installed", {"suspended": "fixing"}, "新版")
    assert ledger.cases.repin(number, "installed", {}, "新版") is not None
    assert office.case(number).paused == "技术鉴定"
    office.whole()


def test_a_part_put_right_later_leaves_what_was_found_since(office: Office) -> None:
    first = office.hazard()
    office.pass_days(1)
    second = office.case(office.hazard())
    assert second.resembles == office.case(first).id
    office.open("sup1").corrections.cases.correct(first, {"part": "东侧"}, "漏写部位")
    office.whole()
    assert office.case(office.hazard("东侧")).resembles == office.case(first).id
    assert office.case(office.hazard()).resembles == second.id
    office.open("sup1").corrections.cases.correct(first, {"part": ""}, "部位写错")
    office.whole()


def test_a_part_put_right_after_it_was_repeated(office: Office) -> None:
    first = office.closed(office.hazard("厨房"))
    office.pass_days(3)
    again = office.inspect(
        answers=(AnswerInput(subject="shop-0", item="S-1", answer="fail", part="厨房", note="又查", sure=True),)
    )
    assert office.case(again.cases[0].number).repeat_of == office.case(first).id
    office.pass_days(1)
    key = ItemKey("shop-0", "S-1")
    office.open("sup2").corrections.inspections.correct(office.case(first).inspection, key, {"part": "东侧"}, "写错")
    assert office.case(first).part == "东侧"
    office.whole()


# --- put right ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sets",
    [
        {"days": "5", "note": "补写"},
        {"days": "05", "part": "东侧"},
        {"served_at": "2026-03-04T09:00", "note": "补写"},
        {"served_at": "2026-03-03T08:00"},
        {"served_at": "2026-03-03T08:00", "on": "2026-03-03", "days": "5"},
    ],
)
def test_what_is_named_and_not_changed_is_no_part_of_the_record(office: Office, sets: dict[str, str]) -> None:
    number = office.hazard()
    office.pass_days(2)
    office.act(number, "issue")
    done = office.open("sup1").corrections.cases.correct(number, sets, "写错")
    moved = sets.get("served_at", "").startswith("2026-03-03")
    assert ("redone" in done.data) is moved
    assert "days" not in {each["field"] for each in done.data["changes"]}
    assert office.case(number).due_on == date(2026, 3, 10 if moved else 11)
    office.whole()


# --- the third time in a year --------------------------------------------------------------------------------------


def blocked(office: Office, *parts: str, shop: str = "shop-0", **changes: Any) -> list[Case]:
    """The cases of an inspection that finds the way blocked, at these places."""
    note = f"第 {len(office.open('sup1').cases.page()) + 1} 次检查"
    answers = tuple(
        AnswerInput(subject=shop, item="S-2", answer="fail", part=part, note=f"{note}{part}", sure=True, another=True)
        for part in (parts or ("",))
    )
    found = office.inspect(2, answers=answers, **changes).cases
    return [office.case(one.number) for one in found]


def test_the_third_time_in_a_year_is_graded_higher(office: Office) -> None:
    """Counted by subject and item, wherever on it and whether or not the earlier ones have been closed."""
    first = blocked(office, "东门")[0]
    office.closed(first.number)
    second, third = blocked(office, "西门")[0], blocked(office, "东门")[0]
    assert [(one.nth, one.severity) for one in (first, second, third)] == [(1, "general"), (2, "general"), (3, "major")]
    opened = office.open("sup1").cases.history(third.number)[0].event
    assert opened.data["severity_why"] == "365 日内第 3 次发现，检查表列为重大"
    told = office.open("sup1").judgement.explain(third.number)
    assert (told.why.judgement.verdict.severity, told.opened.nth) == ("major", 3)
    office.whole()


def test_what_was_no_time_of_its_own_is_not_counted(office: Office) -> None:
    """Withdrawn ones, several places of one inspection, another subject, another item, more than a year ago."""
    gone = blocked(office)[0]
    office.act(gone.number, "drop", "sup1", reason="误报")
    office.act(gone.number, "drop", "sup2")
    office.hazard()
    assert [one.nth for one in blocked(office, shop="shop-1")] == [1]
    assert [one.nth for one in blocked(office, "一层", "二层", "三层")] == [1, 1, 1]
    assert [(one.nth, one.severity) for one in blocked(office)] == [(2, "general")]
    office.now += timedelta(days=366)
    assert [one.nth for one in blocked(office)] == [1]
    office.whole()


def test_which_time_it_is_cannot_be_made_up(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What counts otherwise is named by verify."""
    from inspect_engine.ledger.inspections import opening

    blocked(office)
    with monkeypatch.context() as patch:
        patch.setattr(opening, "nth", lambda *_: 3)
        assert blocked(office)[0].severity == "major"
    assert any("nth" in str(each) or "等级" in str(each) for each in office.open("sup1").verify())


def test_what_is_seen_again_has_the_grade_of_the_time_that_it_was_found(office: Office) -> None:
    """The third time is major, and so is it when the fourth visit finds it not put right yet."""
    found = [_another(office, another=True).cases[0].number for _ in range(3)]
    assert _another(office, still=found[-1]).cases == ()
    seen = office.open("sup1").cases.history(found[-1])[-1].event
    assert (office.case(found[-1]).nth, seen.kind, seen.data["severity"]) == (3, SEEN, "major")
    office.whole()


def _another(office: Office, **said: Any) -> Any:
    """The same hazard of shop 0, some days after the last."""
    office.now += timedelta(days=3)
    note = f"{office.now:%m-%d} 看见"
    answer = AnswerInput(subject="shop-0", item="S-2", answer="fail", note=note, sure=True, **said)
    return office.inspect(answers=(answer,))

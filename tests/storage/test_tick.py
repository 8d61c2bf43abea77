"""Escalation: each rung is raised once, whoever runs ``tick``, however often, from how many processes at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from inspect_tui.words.columns import due_text

from inspect_engine.errors import Refused
from inspect_engine.ledger import CaseFilter
from tests.storage.conftest import in_child, wait
from tests.storage.recording import recording
from tests.storage.test_recurring import Office

LAST = ["press", "propose"]
"""Of the ladder, what a first look gives that comes when all of it is due: the highest notice, and the proposal."""


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path)
    made.settle()
    return made


def raised(office: Office, number: str) -> list[tuple[str, str, int]]:
    """(rung, due date, days overdue) of each escalation of a case, in order."""
    events = [entry.event for entry in office.open("sup1").cases.history(number)]
    found = [event.data for event in events if event.kind == "case.escalated"]
    return [(data["rung"], data["due_on"], data["days_overdue"]) for data in found]


def children(office: Office, number: str) -> list[str]:
    ledger = office.open("sup1")
    return [line.state for line in ledger.cases.linked(ledger.cases.get(number))]


def test_left_alone_for_sixty_days_it_climbs_the_ladder_once(office: Office) -> None:
    """Every six hours, from two processes at once. The notice is due on 2026-03-09."""
    number = office.hazard()
    office.act(number, "issue")

    def again_and_again() -> None:
        ledger = office.open("sup1")
        for _ in range(60 * 4):
            office.now += timedelta(hours=6)
            ledger.escalation.tick()

    assert [wait(child) for child in (in_child(again_and_again), in_child(again_and_again))] == [0, 0]
    assert raised(office, number) == [
        ("remind", "2026-03-09", 1),
        ("again", "2026-03-09", 5),
        ("press", "2026-03-09", 10),
        ("propose", "2026-03-09", 20),
    ]
    assert children(office, number) == ["proposed"]
    office.whole()


def test_a_late_first_run_gives_the_highest_notice_and_what_opens_a_case(office: Office) -> None:
    number = office.hazard()
    office.act(number, "issue")
    office.pass_days(60)
    told = office.open("sup1").escalation.tick()
    assert [one.rung for one in told] == LAST
    assert [(one.document, one.nth) for one in told] == [("supervision", 1), (None, 1)]
    assert (told[-1].opened, office.open("sup1").escalation.tick()) == ("GD-2026-0002", [])


def test_a_new_due_date_starts_the_ladder_anew(office: Office) -> None:
    number = office.hazard()
    office.act(number, "issue")
    office.pass_days(9)
    office.open("sup1").escalation.tick()
    for trigger in ("reply", "close", "reopen"):
        office.act(number, trigger)
    office.pass_days(18)
    office.open("sup1").escalation.tick()
    found = raised(office, number)
    assert Counter(rung for rung, _, _ in found) == {"remind": 1, "again": 1}
    assert len({due for _, due, _ in found}) == 2
    office.whole()


def test_nothing_is_raised_while_nothing_is_due(office: Office) -> None:
    """Not on the due date itself, not while the deadline stands still, not once the case is closed."""
    on_time, standing, done = (office.hazard() for _ in range(3))
    for number in (on_time, standing, done):
        office.act(number, "issue")
    office.act(standing, "suspend")
    for trigger in ("reply", "close"):
        office.act(done, trigger)
    office.pass_days(7)
    assert office.now.date() == date(2026, 3, 9)
    assert office.open("sup1").escalation.tick() == []
    office.pass_days(1)
    assert [one.number for one in office.open("sup1").escalation.tick()] == [on_time]


def test_an_open_listing_is_not_proposed_a_second_time(office: Office) -> None:
    number = office.hazard()
    office.act(number, "issue")
    office.pass_days(60)
    office.open("sup1").escalation.tick()
    for trigger in ("reply", "close", "reopen"):
        office.act(number, trigger)
    office.pass_days(60)
    told = office.open("sup1").escalation.tick()
    assert (told[-1].rung, told[-1].opened, len(children(office, number))) == ("propose", None, 1)


def test_whoever_runs_it_has_taken_no_part(office: Office) -> None:
    """The clock proposed the listing, so the supervisor whose machine it ran on may decide on it."""
    number = office.hazard()
    office.act(number, "issue")
    office.pass_days(60)
    office.open("sup1").escalation.tick()
    event = office.act("GD-2026-0002", "approve", "sup1")
    assert event.data["to"] == "listed"


def test_only_a_supervisor_runs_it(office: Office) -> None:
    with pytest.raises(Refused, match="须由主管办理"):
        office.open("insp1").escalation.tick()


def test_overdue_cases_without_a_ladder_are_told(office: Office) -> None:
    """An older workflow may have none; silence would look as if nothing were overdue."""
    number = office.hazard()
    office.act(number, "issue")
    bare = office.lists.workflows["flow"].model_copy(update={"escalations": {}})
    states = {name: state.model_copy(update={"overdue": None}) for name, state in bare.states.items()}
    flows = {**office.lists.workflows, "flow": bare.model_copy(update={"states": states})}
    office.install(replace(office.lists, workflows=flows))
    ledger = office.open("sup1")
    assert ledger.cases.repin(number, "installed", {}, "不设台阶") is not None
    office.pass_days(60)
    assert (ledger.escalation.tick(), ledger.escalation.beyond_reach()) == ([], 1)


def test_lists_and_the_board_show_what_a_state_itself_allows(office: Office) -> None:
    """Found, a case may wait for two hours; replied to, for three working days; between the two its own deadline
    counts. The list, the line and the board know of each what ``tick`` knows, as soon as that does."""

    def late() -> tuple[list[str], int]:
        ledger, today = office.open("sup1"), office.now.date()
        chosen = CaseFilter(overdue_on=today)
        page = ledger.cases.page(chosen)
        assert [line.number for line in ledger.cases.page() if line.overdue(today)] == [line.number for line in page]
        assert list(ledger.cases.iterate(chosen)) == page
        assert ledger.cases.count(chosen) == ledger.figures.board().overdue == len(page)
        return [due_text(line, today) for line in page], len(ledger.escalation.tick())

    number = office.hazard()
    assert late() == ([], 0)
    office.now += timedelta(hours=2, minutes=1)
    assert late() == (["已超时"], 1)
    office.pass_days(2)
    assert late() == (["逾期 2 天"], 0)
    office.act(number, "issue")
    assert late() == ([], 0)
    office.act(number, "reply")
    office.pass_days(3)
    due = office.case(number)
    assert due.late_after is None
    assert late() == ([], 0)
    office.pass_days(4)
    found, raised_now = late()
    wait_now = office.open("sup1").cases.waiting(due)
    assert wait_now is not None
    assert (found, raised_now > 0) == ([f"逾期 {wait_now.days_overdue} 天"], True)
    office.whole()


def test_a_page_of_lines_reads_no_records(office: Office) -> None:
    """However many cases are timed by their states, what a page asks of the ledger stays the same."""
    counts = list[int]()
    for _ in range(2):
        office.hazard()
        office.pass_days(1)
        ledger = office.open("sup1")
        with recording() as asked:
            assert ledger.cases.page(CaseFilter(overdue_on=office.now.date()))
        counts.append(len(asked.statements))
        assert not [each for each in asked.statements if "FROM eventrow WHERE case_id" in each]
    assert counts[0] == counts[1]

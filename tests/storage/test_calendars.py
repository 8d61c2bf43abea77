"""A year's arrangement adopted in a ledger: what waited for it is counted again, in the same transaction."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from inspect_engine.domain.calendars import Arrangement
from inspect_engine.domain.cases import REDATED, Case
from inspect_engine.domain.definitions import DeadlineRule, FieldSpec, State
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger import calendars, paging, parse_moment
from inspect_engine.reading.calendars import read_calendar
from inspect_engine.reading.definitions import Library
from inspect_engine.storage import queries
from tests.storage.conftest import SqliteWorld, in_child, small_library, wait

D = date
FILE = Path(__file__).parent / "made_up" / "2027.yaml"
ADOPTED = calendars.ADOPTED
WHY = "采用 2027 年放假安排（虚构〔2026〕0号）"


def worded(folder: Path, *changes: tuple[str, str], source: Path = FILE) -> Path:
    """The made-up file with some words changed."""
    text = source.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "changed.yaml"
    path.write_text(text, encoding="utf-8")
    return path


CORRECTED = ("虚构〔2026〕0号", "虚构〔2027〕更正"), ("last: 2027-02-12", "last: 2027-02-11")


def by_work() -> Library:
    """The small workflow, but its periods are in working days, and it can be halted."""
    library = small_library()
    flow = library.workflows["flow"]
    steps = [
        step.model_copy(update={"deadline": step.deadline and step.deadline.model_copy(update={"calendar": "work"})})
        for step in flow.transitions
    ]
    changed = flow.model_copy(update={"transitions": tuple(steps)})
    return haltable(replace(library, workflows={**library.workflows, "flow": changed}))


def haltable(library: Library) -> Library:
    """The small workflow, but its periods can be extended from their end on, and stand still while it is halted."""
    flow = library.workflows["flow"]
    note = next(step for step in flow.transitions if step.trigger == "note")
    days = FieldSpec(id="more", title="延长", type="integer", min=1, max=3650)
    rule = DeadlineRule(days="more", start="due_on")
    extend = note.model_copy(update={"trigger": "extend", "title": "延期", "needs": (days,), "deadline": rule})
    halt = note.model_copy(update={"trigger": "halt", "title": "停工", "to": "halted", "needs": ()})
    resume = halt.model_copy(update={"trigger": "resume", "title": "复工", "from_": ("halted",), "to": "fixing"})
    states = {**flow.states, "halted": State(title="停工", paused="停工")}
    changed = flow.model_copy(update={"states": states, "transitions": (*flow.transitions, extend, halt, resume)})
    return replace(library, workflows={**library.workflows, "flow": changed})


class Year(SqliteWorld):
    """A ledger in November 2026."""

    def hazards(self, *days: int, start: int = 0) -> list[str]:
        """Numbers of new cases with these periods from today on."""
        numbers = [line.number for line in self.inspect(len(days), start).cases]
        for number, period in zip(numbers, days, strict=True):
            self.issue(number, period)
        return numbers

    def adopt(self, path: Path = FILE, user: str = "sup1", **how: object) -> calendars.Adoption | None:
        """Proposed by one supervisor, confirmed by the other."""
        found = self.open(user).calendars.adopt(path, **how)  # type: ignore[arg-type]
        if isinstance(found, calendars.Proposed):
            return self.open("sup2" if user == "sup1" else "sup1").calendars.confirm(found.year)
        return found

    def case(self, number: str) -> Case:
        return self.open("sup1").cases.get(number)

    def kinds(self) -> list[str]:
        with self.raw() as connection:
            return [row[0] for row in connection.execute("SELECT kind FROM eventrow ORDER BY pos")]

    def due(self, numbers: list[str]) -> list[tuple[date | None, bool]]:
        return [(case.due_on, case.due_provisional) for case in map(self.case, numbers)]

    def proved(self) -> None:
        assert self.open("sup1").verify() == []


@pytest.fixture
def year(file: SqliteWorld) -> Year:
    return Year(file.folder, parse_moment("2026-11-20T09:00:00+08:00"))


@pytest.fixture
def alone(year: Year) -> Year:
    """With one supervisor only: what he does needs no second."""
    year.open("sup1").people.disable("sup2")
    return year


def test_where_there_are_two_one_proposes_and_another_confirms(year: Year) -> None:
    """Until then nothing is counted again; his own proposal nobody confirms, and none is made twice."""
    numbers = year.hazards(80)
    before = year.due(numbers)
    proposed = year.open("sup1").calendars.adopt(FILE)
    assert isinstance(proposed, calendars.Proposed)
    assert proposed.waits_for == "sup2（主管乙）"
    assert (year.due(numbers), year.open("insp1").calendars.adoptions()) == (before, [])
    with pytest.raises(Refused, match="是同一个人"):
        year.open("sup1").calendars.confirm(2027)
    with pytest.raises(Refused, match="已由“sup1”提议"):
        year.open("sup2").calendars.adopt(FILE)
    for user in ("insp1", "op1"):
        with pytest.raises(Refused, match="须由主管办理"):
            year.open(user).calendars.confirm(2027)
    with pytest.raises(InputError, match="2028 年没有待确认的放假安排"):
        year.open("sup2").calendars.confirm(2028)
    assert year.open("sup2").calendars.confirm(2027).redated != ()
    assert year.due(numbers) != before
    with pytest.raises(InputError, match="2027 年没有待确认的放假安排"):
        year.open("sup2").calendars.confirm(2027)
    year.proved()


def test_one_supervisor_adopts_alone(alone: Year) -> None:
    assert isinstance(alone.open("sup1").calendars.adopt(FILE), calendars.Adoption)
    alone.proved()


def test_only_what_depends_on_the_year_is_counted_again(year: Year) -> None:
    """Civil days: long before, at the year's end, in it, at its end, after it."""
    numbers = year.hazards(10, 40, 42, 80, 400, 405, 600)
    assert year.due(numbers) == [
        (D(2026, 11, 30), False),
        (D(2026, 12, 30), True),
        (D(2027, 1, 1), True),
        (D(2027, 2, 8), True),
        (D(2027, 12, 25), True),
        (D(2027, 12, 30), True),
        (D(2028, 7, 12), True),
    ]
    late = year.case(numbers[-1]).due_why

    done = year.adopt()

    assert year.due(numbers) == [
        (D(2026, 11, 30), False),
        (D(2026, 12, 30), False),
        (D(2027, 1, 4), False),
        (D(2027, 2, 15), False),
        (D(2027, 12, 27), False),
        (D(2027, 12, 30), True),
        (D(2028, 7, 12), True),
    ]
    assert done is not None
    assert [one.number for one in done.redated] == numbers[1:6]
    assert (done.redated[2].was, done.redated[2].due_on) == (D(2027, 2, 8), D(2027, 2, 15))
    assert year.kinds().count(REDATED) == 5
    assert year.case(numbers[5]).due_why.endswith("；2028 年放假安排未公布，元旦调休可能动到年末，暂定")
    assert year.case(numbers[-1]).due_why == late
    year.proved()


def test_the_event_says_why_and_holds_all_that_counting_takes(year: Year) -> None:
    (number,) = year.hazards(80)
    year.adopt()
    event = year.open("sup1").cases.history(number)[-1].event
    assert event.kind == REDATED
    assert event.data == {
        "on": "2026-11-20",
        "why": WHY,
        "deadline": {
            "start": "2026-11-20",
            "days": 80,
            "calendar": "civil",
            "rolls": True,
            "due_on": "2027-02-15",
            "derivation": "2026-11-20 次日起 80 日，至 2027-02-08；末日遇休息日，顺延至 2027-02-15",
            "provisional": False,
        },
    }
    case = year.case(number)
    assert (case.due_on, case.due_why) == (D(2027, 2, 15), event.data["deadline"]["derivation"])
    assert case.state == "fixing"


def test_what_was_true_and_what_was_known_before_stays_so(year: Year) -> None:
    """As of the day before, and as known before the import, the date is the provisional one."""
    year.hazards(80)
    before, known = year.now.date(), year.now + timedelta(hours=1)
    year.pass_days(7)
    year.adopt()
    ledger = year.open("sup1")

    def due(as_of: date, known_at: datetime | None = None) -> date | None:
        (one,) = ledger.figures.histories(as_of, known_at)
        return one.line.due_on

    assert due(before) == due(before + timedelta(days=6)) == D(2027, 2, 8)
    assert due(year.now.date()) == D(2027, 2, 15)
    assert due(year.now.date(), known) == D(2027, 2, 8)
    assert ledger.figures.board(D(2026, 11, 27)).overdue == 0


def test_overdue_follows_the_new_date(year: Year) -> None:
    (number,) = year.hazards(80)
    year.adopt()
    year.pass_days(85)
    assert not year.case(number).overdue(D(2027, 2, 15))
    assert year.case(number).overdue(D(2027, 2, 16))
    assert year.open("sup1").figures.board().overdue == 0


def test_closed_and_undated_cases_are_left_as_they_are(year: Year) -> None:
    first, dropped = year.hazards(80, 80)
    year.inspect(1, start=2)
    year.open("sup1").cases.act(dropped, "drop")
    done = year.adopt()
    assert done is not None
    assert [one.number for one in done.redated] == [first]
    assert year.due([dropped]) == [(D(2027, 2, 8), True)]


def test_working_days_and_pauses_are_counted_again_by_the_new_calendar(year: Year) -> None:
    """60 working days from Friday, 20 November are 12 weeks. By the notice 7 of them are off, and 2 Saturdays worked.

    One case is halted from 30 November until 7 December (5 working days), one until 14 December (10).
    """
    year.install(by_work())
    running, halted, still = year.hazards(60, 60, 60)
    year.now = parse_moment("2026-11-30T09:00:00+08:00")
    for number in (halted, still):
        year.open("sup1").cases.act(number, "halt")
    year.now = parse_moment("2026-12-07T09:00:00+08:00")
    year.open("sup1").cases.act(halted, "resume")
    assert year.due([running, halted, still]) == [
        (D(2027, 2, 12), True),
        (D(2027, 2, 19), True),
        (D(2027, 2, 12), True),
    ]

    year.adopt()

    assert year.due([running, halted, still]) == [
        (D(2027, 2, 20), False),
        (D(2027, 2, 26), False),
        (D(2027, 2, 20), False),
    ]
    told = year.case(halted).due_why
    assert "暂停 7 日不计（2026-11-30 至 2026-12-06，停工）" in told
    assert "调休上班照计（2027-01-30、2027-02-20）" in told
    year.pass_days(7)
    year.open("sup1").cases.act(still, "resume")
    assert year.case(still).due_on == D(2027, 3, 5)
    year.proved()


def test_an_extension_is_counted_again_from_the_new_end_of_what_it_extends(year: Year) -> None:
    """Twice extended: 8 February, 15 days, 10 days. By the notice the first ends on the 15th, the second on 2 March."""
    year.install(haltable(small_library()))
    (number,) = year.hazards(80)
    for days in ("15", "10"):
        year.open("sup1").cases.act(number, "extend", {"more": days})
    assert year.due([number]) == [(D(2027, 3, 5), True)]

    year.adopt()

    assert year.due([number]) == [(D(2027, 3, 12), False)]
    assert year.case(number).due_why == (
        "2026-11-20 次日起 80 日，至 2027-02-08；末日遇休息日，顺延至 2027-02-15；"
        "延期自 2027-02-15 次日起 15 日，至 2027-03-02；延期自 2027-03-02 次日起 10 日，至 2027-03-12"
    )
    assert year.open("sup1").cases.history(number)[-1].event.data["deadline"]["start"] == "2027-03-02"
    year.proved()


def test_a_pause_before_the_extended_period_begins_moves_its_beginning(year: Year) -> None:
    """Due on 30 November, extended on the 20th by 6 days, halted from the 23rd to the 25th: two days more."""
    year.install(haltable(small_library()))
    (number,) = year.hazards(10)
    year.open("sup1").cases.act(number, "extend", {"more": "6"})
    assert year.due([number]) == [(D(2026, 12, 7), False)]
    year.now = parse_moment("2026-11-23T09:00:00+08:00")
    year.open("sup1").cases.act(number, "halt")
    year.now = parse_moment("2026-11-25T09:00:00+08:00")
    year.open("sup1").cases.act(number, "resume")
    assert year.due([number]) == [(D(2026, 12, 8), False)]
    assert year.case(number).due_why == (
        "2026-11-20 次日起 10 日，至 2026-12-02；暂停 2 日不计（2026-11-23 至 2026-11-24，停工）；"
        "延期自 2026-12-02 次日起 6 日，至 2026-12-08"
    )
    year.proved()


def test_from_then_on_every_deadline_goes_by_it(year: Year) -> None:
    year.adopt()
    (number,) = year.hazards(80)
    assert year.due([number]) == [(D(2027, 2, 15), False)]
    assert year.open("insp1").calendars.current().of(2027) is not None


def test_an_open_desk_sees_what_another_adopts(year: Year) -> None:
    """What is known is looked up by the ledger's position, not once and for all."""
    desk = year.open("insp1")
    assert desk.calendars.current().of(2027) is None
    year.adopt()
    assert desk.calendars.current().of(2027) is not None
    assert desk.calendars.current() is desk.calendars.current()


def test_the_same_again_changes_nothing(year: Year) -> None:
    year.hazards(80)
    year.adopt()
    before = year.snapshot()
    assert year.adopt() is None
    assert year.adopt(replace=True, reason="再来一次") is None
    assert year.snapshot() == before


def test_another_arrangement_for_an_adopted_year_needs_a_reason(year: Year, tmp_path: Path) -> None:
    """It is refused naming the day; with a reason it goes on record beside the first and counts from then on."""
    (number,) = year.hazards(84)
    year.adopt()
    other, before = worded(tmp_path, *CORRECTED), year.snapshot()
    with pytest.raises(Refused, match=r"2027-02-12 已知放假，共 1 天.*--replace --reason"):
        year.adopt(other)
    for reason in ("", "  "):
        with pytest.raises(InputError, match="不能为空"):
            year.adopt(other, replace=True, reason=reason)
    assert year.snapshot() == before
    assert year.due([number]) == [(D(2027, 2, 15), False)]

    done = year.adopt(other, replace=True, reason="国务院办公厅发了更正通知（虚构）")

    assert done is not None
    assert year.due([number]) == [(D(2027, 2, 12), False)]
    assert year.open("sup1").cases.history(number)[-1].event.data["why"] == "改用 2027 年放假安排（虚构〔2027〕更正）"
    listed = year.open("insp1").calendars.adoptions()
    assert [(one.arrangement.notice, one.in_force, one.reason) for one in listed] == [
        ("虚构〔2026〕0号", False, None),
        ("虚构〔2027〕更正", True, "国务院办公厅发了更正通知（虚构）"),
    ]
    year.proved()


def test_the_same_days_under_another_number_are_another_arrangement(year: Year, tmp_path: Path) -> None:
    year.adopt()
    with pytest.raises(Refused, match="2027 年已采用“虚构〔2026〕0号”"):
        year.adopt(worded(tmp_path, CORRECTED[0]))


def test_what_contradicts_the_built_in_years_is_refused_day_by_day(year: Year, tmp_path: Path) -> None:
    """One day forgotten, one weekend too many: both are named, nothing is stored."""
    shipped = Path(calendars.__file__).parents[3] / "checklists" / "inspect_checklists" / "calendars" / "2026.yaml"
    wrong = worded(
        tmp_path, ("last: 2026-10-07", "last: 2026-10-06"), ("  - 2026-10-10", "  - 2026-10-11"), source=shipped
    )
    before = year.snapshot()
    with pytest.raises(Refused) as refused:
        year.adopt(wrong)
    assert "2026-10-07 已知放假、2026-10-10 已知上班、2026-10-11 已知放假，共 3 天" in str(refused.value)
    assert year.snapshot() == before
    assert year.adopt(shipped) is not None
    assert [one.arrangement.notice for one in year.open("sup1").calendars.adoptions()] == ["国办发明电〔2025〕7号"]


def test_a_year_that_nobody_can_have_arranged_yet_is_refused(year: Year, tmp_path: Path) -> None:
    text = FILE.read_text(encoding="utf-8").replace("2027-", "2028-").replace("year: 2027", "year: 2028")
    path = tmp_path / "2028.yaml"
    path.write_text(text[: text.index("worked")] + "worked: []\n", encoding="utf-8")
    with pytest.raises(Refused, match="2028 年的放假安排要到 2027 年底才公布"):
        year.adopt(path)
    year.now = parse_moment("2027-11-20T09:00:00+08:00")
    assert year.adopt(path) is not None


@pytest.mark.parametrize("user", ["insp1", "op1"])
def test_only_supervisors_adopt(year: Year, user: str) -> None:
    before = year.snapshot()
    with pytest.raises(Refused, match=r"不能办理“采用放假安排”：.*主管"):
        year.adopt(user=user)
    assert year.snapshot() == before


def test_who_was_disabled_meanwhile_adopts_nothing(year: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    """The person is looked up again once the writer's turn has come."""

    def reading(path: Path) -> Arrangement:
        year.open("sup1").people.disable("sup2")
        return read_calendar(path)

    monkeypatch.setattr("inspect_engine.reading.calendars.read_calendar", reading)
    with pytest.raises(Refused, match=r"sup2.*已停用"):
        year.adopt(user="sup2")
    assert ADOPTED not in year.kinds()


def test_all_or_nothing(alone: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the second of three cases cannot be written, neither the first nor the adoption is."""
    alone.hazards(80, 81, 82)
    before, real, seen = alone.snapshot(), calendars._redate, list[str]()

    def failing(log: object, case: Case, *rest: object) -> object:
        seen.append(case.number)
        if len(seen) == 2:
            raise RuntimeError("power cut")
        return real(log, case, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(calendars, "_redate", failing)
    with pytest.raises(RuntimeError):
        alone.adopt()
    assert alone.snapshot() == before
    monkeypatch.setattr(calendars, "_redate", real)
    assert alone.adopt() is not None


def test_many_cases_are_read_page_by_page(year: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven cases, some due on one day, three at a time: each is counted again just once."""
    monkeypatch.setattr(paging, "PAGE", 3)
    numbers = year.hazards(80, 80, 80, 80, 81, 82, 10)
    year.inspect(2, start=7)
    done = year.adopt()
    assert done is not None
    assert sorted(one.number for one in done.redated) == numbers[:6]


def test_the_open_cases_are_found_by_an_index(year: Year) -> None:
    where, _ = queries.CaseFilter(open=True).where()
    with year.raw() as connection:
        plan = connection.execute(
            f"EXPLAIN QUERY PLAN SELECT id FROM caserow WHERE {where} AND (due_key, opened) > ('2026-12-29', 0) "
            "ORDER BY due_key, opened LIMIT 500"
        ).fetchall()
    assert any("USING INDEX" in row[3] or "USING COVERING INDEX" in row[3] for row in plan), plan
    assert not any("TEMP B-TREE" in row[3] for row in plan), plan


def test_old_records_that_do_not_say_how_to_count_are_named(year: Year) -> None:
    """As an earlier version of the program wrote them: due date and derivation only."""
    old, new = year.hazards(80, 80)
    with year.raw() as connection:
        (body,) = [
            row[0]
            for row in connection.execute("SELECT body FROM eventrow WHERE kind = 'case.moved' ORDER BY pos LIMIT 1")
        ]
    data = json.loads(body)
    for key in ("start", "days", "calendar", "rolls"):
        del data["data"]["deadline"][key]
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).replace("'", "''")
    year.tamper(f"UPDATE eventrow SET body = '{text}' WHERE id = '{data['id']}'")
    done = year.adopt()
    assert done is not None
    assert (done.left, [one.number for one in done.redated]) == ((old,), [new])


def in_two(*work: Callable[[], object]) -> list[int]:
    """Exit codes of processes that do their work at the same time."""
    return [wait(child) for child in [in_child(each) for each in work]]


def test_two_processes_adopt_the_same_at_once(alone: Year) -> None:
    """One does it, the other finds it done; every case is counted again once."""
    numbers = alone.hazards(*range(60, 80))
    assert in_two(alone.adopt, alone.adopt) == [0, 0]
    kinds = alone.kinds()
    assert kinds.count(ADOPTED) == 1
    changed = [n for n in numbers if alone.open("sup1").cases.history(n)[-1].event.kind == REDATED]
    assert kinds.count(REDATED) == len(changed) == 20
    alone.proved()


def test_two_processes_adopt_different_arrangements_at_once(alone: Year, tmp_path: Path) -> None:
    """The second one is told of the first, whichever that is."""
    other = worded(tmp_path, *CORRECTED)

    def refused(path: Path) -> int:
        try:
            alone.adopt(path)
        except Refused:
            (tmp_path / f"refused-{path.name}").touch()
        return 0

    assert in_two(lambda: refused(FILE), lambda: refused(other)) == [0, 0]
    assert alone.kinds().count(ADOPTED) == 1
    assert len(list(tmp_path.glob("refused-*"))) == 1
    alone.proved()


def test_a_case_acted_on_meanwhile_is_not_lost(year: Year) -> None:
    """An action and the adoption at once: the case ends with both, in some order."""
    (number,) = year.hazards(80)
    act = lambda: year.open("sup1").cases.act(number, "note", {"text": "记一笔"})  # noqa: E731
    assert in_two(act, year.adopt) == [0, 0]
    assert {entry.event.kind for entry in year.open("sup1").cases.history(number)[-2:]} == {"case.moved", REDATED}
    assert year.due([number]) == [(D(2027, 2, 15), False)]
    year.proved()


def test_hostile_names_are_kept_as_they_are(year: Year, tmp_path: Path) -> None:
    path = worded(tmp_path, ("虚构〔2026〕0号", "'=1+1 [/] [red]'"))
    year.hazards(80)
    year.adopt(path)
    (listed,) = year.open("sup1").calendars.adoptions()
    assert listed.arrangement.notice == "=1+1 [/] [red]"
    year.proved()

"""Numbers of documents: gapless for each office and year, never used again, whatever happens."""

from __future__ import annotations

import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from inspect_engine.domain.documents.composing import Content
from inspect_engine.domain.documents.service import Service
from inspect_engine.domain.inspections import AnswerInput, InspectionInput, SubjectInput
from inspect_engine.errors import InputError, Refused
from inspect_engine.storage import documents, sqlite
from inspect_engine.storage.documents import Issued
from tests.exports.papers import CODE, GIVEN, Office, copy_of, open_office, plainly
from tests.storage.conftest import SqliteWorld, in_child, kill, wait
from tests.storage.forging import Forger, put, where

FIRST, SECOND = "RQ-2022-0001", "RQ-2022-0002"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with two graded hazards, to be copied."""
    return open_office(tmp_path_factory.mktemp("kept")).folder


@pytest.fixture
def office(kept: Path, tmp_path: Path) -> Office:
    return copy_of(kept, tmp_path / "office")


def issue(
    office: Office,
    kind: str = "supervision",
    *cases: str,
    render: Callable[[Content], bytes] = plainly,
    user: str = "sup1",
    code: str = CODE,
    **changes: str,
) -> Issued:
    """Issue a document whose look does not matter."""
    values = {"address": "某路 1 号", **GIVEN[kind], **changes}
    return office.ledger(user).documents.issue(kind, cases or (FIRST,), values, render, office=code)


@pytest.fixture
def with_source(office: Office) -> Office:
    """A hazard with its notice, so that it can be supervised again and again."""
    issue(office, "rectification", FIRST)
    return office


def test_each_office_and_year_counts_for_itself(with_source: Office) -> None:
    """Serials go up by one, start again with the year, and one office's do not disturb another's."""
    with_source.ledger("sup1").offices.add("示城管", "某市城市管理局", {"inspection_type": "routine"})

    given = [issue(with_source).number, issue(with_source, code="示城管").number, issue(with_source).number]
    with_source.desk.on("2023-01-03")
    for code in (CODE, "示城管"):
        given.append(issue(with_source, code=code, due_by="2023-03-31").number)

    wanted = [
        "示建燃改〔2022〕2号",
        "示城管〔2022〕1号",
        "示建燃改〔2022〕3号",
        "示建燃改〔2023〕1号",
        "示城管〔2023〕1号",
    ]
    assert given == wanted


def test_a_voided_number_stays_used(office: Office) -> None:
    """Void or not, the next document takes the next number."""
    first = issue(office, "rectification")
    office.ledger("sup2").documents.void(first.number, "整改期限写错")

    second = issue(office, "rectification")

    assert second.number == "示建燃改〔2022〕2号"
    assert second.replaces == first.number
    assert [each.state for each in office.ledger("sup1").documents.all()] == ["已作废", "未送达"]
    assert office.ledger("sup1").verify() == []


def test_two_processes_never_share_or_skip_a_number(with_source: Office) -> None:
    """Both issue as fast as they can; together their numbers are 2 to 9."""
    children = [in_child(lambda: [issue(with_source) for _ in range(4)]) for _ in range(2)]

    assert [wait(child) for child in children] == [0, 0]
    serials = [each.serial for each in with_source.ledger("sup1").documents.all()]
    assert serials == list(range(1, 10))


def test_a_kill_while_the_document_is_made_uses_no_number(office: Office, tmp_path: Path) -> None:
    """Killed under the lock, number and action are as if nothing had been tried; the next one takes the number."""
    if sys.platform == "win32":
        raise NotImplementedError
    reached = tmp_path / "reached"

    def slow(_content: Content) -> bytes:
        reached.touch()
        signal.pause()
        return b""

    child = in_child(lambda: issue(office, "rectification", render=slow))
    while not reached.exists():
        time.sleep(0.01)
    kill(child)

    assert office.ledger("sup1").documents.all() == []
    assert office.ledger("sup1").cases.get(FIRST).state == "graded"
    assert issue(office, "rectification").number == "示建燃改〔2022〕1号"


def test_a_template_that_fails_uses_no_number(office: Office) -> None:
    def broken(_content: Content) -> bytes:
        raise RuntimeError("no paper")

    with pytest.raises(RuntimeError):
        issue(office, "rectification", render=broken)

    assert office.ledger("sup1").cases.get(FIRST).state == "graded"
    assert issue(office, "rectification").number == "示建燃改〔2022〕1号"


def test_number_action_and_file_are_one(office: Office) -> None:
    """The case carries the number that was printed, its file is in the ledger, and the deadline waits for service."""
    issued = issue(office, "rectification", FIRST, SECOND)
    ledger = office.ledger("sup1")

    cases = [ledger.cases.get(number) for number in (FIRST, SECOND)]
    assert [case.state for case in cases] == ["issued", "issued"]
    assert [case.values["notice_no"] for case in cases] == [issued.number] * 2
    assert [case.requirement for case in cases] == [case.values["requirement"] for case in cases]
    assert cases[0].requirement != cases[1].requirement
    assert ledger.desk.evidence_path(issued.file).read_text() == issued.number
    assert cases[0].due_on is None


def test_service_starts_every_deadline(office: Office) -> None:
    """Served once, for all cases at once; from the day of service, not the day of issue."""
    issued = issue(office, "rectification", FIRST, SECOND)
    office.desk.on("2022-02-23")
    day = office.ledger("insp1").desk.today()

    office.ledger("insp1").documents.serve(
        issued.number, Service(day, "left", "吴某", refused=True, witnesses=("张某",))
    )

    ledger = office.ledger("sup1")
    for number in (FIRST, SECOND):
        case = ledger.cases.get(number)
        assert (case.state, str(case.due_on)) == ("served", "2022-03-02")
        assert case.values["received_by"] == "吴某拒签；见证人：张某"
    found = ledger.documents.get(issued.number)
    assert (found.state, found.refused, found.service) == ("已送达", True, "left")


def test_one_case_that_cannot_follow_stops_all(office: Office) -> None:
    """Of two cases one has moved on: no number, no document, and the other stays where it was."""
    office.act("sup1", SECOND, "issue", notice_no="手写〔2022〕9号", requirement="改", days="3")

    with pytest.raises(Refused, match="RQ-2022-0002 现为“已签发”"):
        issue(office, "rectification", FIRST, SECOND)

    assert office.ledger("sup1").documents.all() == []
    assert office.ledger("sup1").cases.get(FIRST).state == "graded"


def test_one_notice_at_a_time(office: Office) -> None:
    """A stop-work order that has not been served yet is not issued a second time beside itself."""
    office.act("insp1", FIRST, "halt", halt_reason="有泄漏危险")
    office.act("sup1", "RQ-2022-0003", "approve", opinion="同意停工")
    issued = issue(office, "stop_work", "RQ-2022-0003")

    with pytest.raises(Refused, match="RQ-2022-0003 已有 示建燃改〔2022〕1号 还没有送达"):
        issue(office, "stop_work", "RQ-2022-0003")

    office.ledger("sup2").documents.void(issued.number, "范围写错")
    assert issue(office, "stop_work", "RQ-2022-0003").number == "示建燃改〔2022〕2号"


def test_void_takes_another_person_and_an_unserved_document(office: Office) -> None:
    issued = issue(office, "rectification")
    with pytest.raises(Refused, match="由 sup1 签发，作废须由另一人办理"):
        office.ledger("sup1").documents.void(issued.number, "写错")
    office.ledger("sup1").documents.serve(issued.number, Service(office.ledger("sup1").desk.today(), "direct", "吴某"))

    with pytest.raises(Refused, match="已送达的文书不能作废"):
        office.ledger("sup2").documents.void(issued.number, "写错")
    with pytest.raises(Refused, match="已于 2022-02-21 送达"):
        office.ledger("sup1").documents.serve(
            issued.number, Service(office.ledger("sup1").desk.today(), "direct", "吴某")
        )


def test_a_voided_document_is_not_served_and_its_replacement_is(office: Office) -> None:
    """The case waits where the voided one brought it, and goes on with the new one."""
    first = issue(office, "rectification")
    office.ledger("sup2").documents.void(first.number, "写错")
    today = office.ledger("sup1").desk.today()
    with pytest.raises(Refused, match="已于 2022-02-21 作废（写错）"):
        office.ledger("sup1").documents.serve(first.number, Service(today, "direct", "吴某"))
    second = issue(office, "rectification", days="9")

    office.ledger("sup1").documents.serve(second.number, Service(today, "direct", "吴某"))

    assert office.ledger("sup1").cases.get(FIRST).state == "served"


def test_the_nth_reminder_counts_those_that_stand(office: Office) -> None:
    issued = issue(office, "rectification")
    office.ledger("sup1").documents.serve(issued.number, Service(office.ledger("sup1").desk.today(), "direct", "吴某"))
    office.desk.on("2022-03-15")

    numbers = [issue(office, "reminder").number for _ in range(3)]
    office.ledger("sup2").documents.void(numbers[2], "重复")
    numbers.append(issue(office, "reminder").number)

    ledger = office.ledger("sup1")
    assert [ledger.documents.contents(number)["values"]["nth"] for number in numbers] == [
        "第 1 次",
        "第 2 次",
        "第 3 次",
        "第 3 次",
    ]
    assert ledger.documents.contents(numbers[0])["values"]["overdue_days"] == "15 日"


def test_a_reminder_speaks_the_words_of_the_workflow(office: Office) -> None:
    """A hazard lacks its 整改回复; a task, that was never to be put right, its 报送."""
    notice = issue(office, "rectification")
    office.ledger("sup1").documents.serve(notice.number, Service(office.ledger("sup1").desk.today(), "direct", "吴某"))
    office.desk.on("2024-09-10")
    form, plan = {"year": "2024", "level": "county"}, {"content": "三场宣讲", "manager": "吴某"}
    shop = SubjectInput(key="b-1", kind="bureau", name="某县住建局", region="530602", fields=form)
    answer = AnswerInput(subject="b-1", item="QM-1", answer="register", values=plan)
    given = InspectionInput(
        pack="quality-month", date=date(2024, 9, 10), inspectors=("insp1",), subjects=(shop,), answers=(answer,)
    )
    (task,) = office.ledger("insp1").inspections.run(given, office.folder).cases
    said = {"notice_no": "某办〔2024〕1号", "unit": "某科", "manager": "吴某", "requirement": "办完"}
    office.act("sup1", task.number, "assign", **said, assigned_on="2024-09-10", start_on="2024-09-10", days="5")
    office.desk.on("2024-09-20")

    numbers = [issue(office, "reminder", case, due_by="2024-10-30").number for case in (FIRST, task.number)]

    awaited = [office.ledger("sup1").documents.contents(number)["values"]["awaited"] for number in numbers]
    assert awaited == ["仍为“已送达”，没有“提交整改回复”", "仍为“办理中”，没有“报送”"]


def test_service_is_recorded_on_the_document_that_stands(office: Office) -> None:
    """Taken by hand it would start the clock of a notice that counts as not served, or as void."""
    day = office.ledger("sup1").desk.today().isoformat()
    by_hand = {"served_on": day, "service": "direct", "received_by": "吴某"}
    first = issue(office, "rectification")
    with pytest.raises(Refused, match=f"{first.number} 还没有登记送达，请用 notice serve"):
        office.act("sup1", FIRST, "serve", **by_hand)
    office.ledger("sup1").people.add("far", "外县检查员", ["inspector"], region="530621")
    with pytest.raises(Refused, match="请用 notice serve"):
        office.ledger("far").overrides.propose(FIRST, "serve", "等不及", by_hand)
    office.ledger("sup2").documents.void(first.number, "写错")
    with pytest.raises(Refused, match=f"{first.number} 已于 .* 作废，请重新签发"):
        office.act("sup1", FIRST, "serve", **by_hand)
    assert office.ledger("sup1").cases.get(FIRST).due_on is None


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (f"{CODE}[2022]2", "不能自填；请用 notice issue"),
        (f"{CODE}〔2022〕99号", "不能自填；请用 notice issue"),
        (f"{CODE}〔2021〕99号", ""),
        ("别局〔2022〕99号", ""),
        (f"{CODE}〔2022〕九号", ""),
    ],
)
def test_a_number_that_the_ledger_will_give_is_not_typed_in(office: Office, typed: str, told: str) -> None:
    """Otherwise it would be used twice."""
    issue(office, "recommendation", FIRST)
    act = partial(office.act, "sup1", SECOND, "issue", notice_no=typed, requirement="改", days="7")
    if told:
        with pytest.raises(Refused, match=told):
            act()
        assert issue(office, "rectification", SECOND).number == f"{CODE}〔2022〕2号"
    else:
        act()
        assert office.ledger("sup1").cases.get(SECOND).state == "issued"


def test_a_number_is_one_papers_whoever_wrote_it(office: Office) -> None:
    """Forged past the rules it is told: written in by hand, about another case, after it was given."""
    number = issue(office, "rectification", FIRST).number
    with office.ledger("sup1").desk.reading() as connection:
        assert documents.is_written(connection, number)
    forger, ledger = Forger(office.desk.path), office.ledger("sup1")
    said = forger.last("case.moved", trigger="issue")
    forger.append("case.moved", said["data"], "sup1", case=forger.case(SECOND))
    (problem,) = ledger.verify()
    assert f"文号 {number} 是本台账签发的，不是这件事项的文书" in str(problem)


def test_a_number_that_was_written_in_is_not_given(office: Office) -> None:
    """Of a year that has begun it is passed over: it may have been written in before this was asked about."""
    issue(office, "rectification", FIRST)
    forger, ledger = Forger(office.desk.path), office.ledger("sup1")
    values = {**forger.last("case.moved", trigger="issue")["data"]["values"], "notice_no": "示建燃改〔2022〕2号"}
    said = {**forger.last("case.moved", trigger="issue")["data"], "values": values}
    forger.append("case.moved", said, "sup1", case=forger.case(SECOND))
    assert ledger.verify() == []

    given = issue(office)

    assert given.number == "示建燃改〔2022〕3号"
    assert ledger.verify() == []
    forger.rewrite(where("document.issued", put(number="示建燃改〔2022〕2号", serial=2), number=given.number))
    assert "文号应为 示建燃改〔2022〕3号" in str(ledger.verify()[0])


def test_numbers_of_older_ledgers_are_in_the_register(office: Office) -> None:
    """A ledger of the revision before comes to the same rows: those put right do not count."""
    by_hand = {"requirement": "改", "days": "7"}
    office.act("sup1", FIRST, "issue", notice_no="示建燃改[2022]12", **by_hand)
    office.act("sup1", SECOND, "issue", notice_no="示建燃改〔2022〕130号", **by_hand)
    ledger = office.ledger("sup1")
    ledger.corrections.cases.correct(SECOND, {"notice_no": "示建燃改〔2022〕13号"}, "多写了一个零")
    old, everything = office.desk.path.with_name("old.db"), "SELECT * FROM numberrow ORDER BY 1, 2"
    migrate(old, "0015")
    with closing(sqlite3.connect(old)) as raw, raw:
        raw.execute("ATTACH ? AS new", (str(office.desk.path),))
        raw.execute("INSERT INTO main.eventrow SELECT * FROM new.eventrow")
        rows = raw.execute(everything.replace("numberrow", "new.numberrow")).fetchall()
    assert [row[0] for row in rows] == ["示建燃改〔2022〕12号", "示建燃改〔2022〕13号"]

    migrate(old, "0016")

    with closing(sqlite3.connect(old)) as raw:
        assert raw.execute(everything).fetchall() == rows


def migrate(path: Path, to: str) -> None:
    """Bring a file to a revision."""
    engine, config = sqlite.make_engine(path), Config()
    config.set_main_option("script_location", "inspect_engine.storage:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)
    engine.dispose()


def test_where_a_year_begins_is_said_before_its_first_number(office: Office) -> None:
    ledger, forger = office.ledger("sup1"), Forger(office.desk.path)
    ledger.offices.add(CODE, first=18)
    assert issue(office, "rectification", FIRST).number == "示建燃改〔2022〕18号"
    assert ledger.verify() == []
    with pytest.raises(Refused, match="已经编到 示建燃改〔2022〕18号"):
        ledger.offices.add(CODE, first=30)
    forger.append("office.registered", {**forger.last("office.registered")["data"], "starts": {"2022": 30}}, "sup1")
    assert "2022 年的文号当时不能从 30 号编起" in str(ledger.verify()[0])


def test_who_sees_a_document(office: Office) -> None:
    """Documents are seen with their cases: by the unit they are about, not by another."""
    issued = issue(office, "rectification")

    assert [each.number for each in office.ledger("firm").documents.all()] == [issued.number]
    assert office.ledger("resp2").documents.all() == []
    with pytest.raises(InputError, match="没有文书"):
        office.ledger("resp2").documents.get(issued.number)


@pytest.mark.parametrize(
    ("user", "kind"), [("insp1", "supervision"), ("viewer1", "reinspection"), ("firm", "rectification")]
)
def test_who_may_issue(office: Office, user: str, kind: str) -> None:
    with pytest.raises(Refused, match="须由"):
        issue(office, kind, user=user)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documentrow SET serial = 7",
        "UPDATE documentrow SET voided_on = '2022-02-21'",
        "DELETE FROM documentrow",
        "DELETE FROM documentcaserow",
    ],
)
def test_a_changed_row_is_found(office: Office, statement: str) -> None:
    issue(office, "rectification")
    SqliteWorld.tamper(_raw(office), statement)

    assert any("document" in problem.where for problem in office.ledger("sup1").verify())


def test_a_changed_file_is_found(office: Office) -> None:
    issued = issue(office, "rectification")
    office.ledger("sup1").desk.evidence_path(issued.file).write_bytes(b"other")

    assert any("被改动过" in problem.what for problem in office.ledger("sup1").verify())


def _raw(office: Office) -> SqliteWorld:
    class Raw(SqliteWorld):
        path = office.desk.path

    return Raw(office.folder)


def test_what_replaces_a_void_notice_is_what_the_deadline_counts_by(office: Office) -> None:
    """The action on the case says what is printed: number, requirement and days of the new paper, not of the old."""
    first = issue(office, "rectification", days="7", requirement="旧要求")
    office.ledger("sup2").documents.void(first.number, "期限写错")
    second = issue(office, "rectification", days="30")

    office.ledger("sup1").documents.serve(second.number, Service(date(2022, 2, 21), "direct", "吴某"))

    case = office.ledger("sup1").cases.get(FIRST)
    assert (case.due_on, case.values["days"], case.values["notice_no"]) == (date(2022, 3, 23), "30", second.number)
    assert "旧要求" not in case.requirement
    assert office.ledger("sup1").verify() == []


def test_reissued_in_one_step_or_not_at_all(office: Office) -> None:
    """The old one is void and the new one is there, each naming the other; what is lacking leaves both undone."""
    apart: dict[str, str] = {**GIVEN["rectification"], "address": "某路 1 号", f"days@{SECOND}": "立即"}
    old = office.ledger("sup1").documents.issue("rectification", [FIRST, SECOND], apart, plainly)
    room = office.ledger("sup2").documents

    with pytest.raises(InputError, match="days"):
        room.reissue(old.number, "期限写错", {"days": "很久"}, plainly)
    assert room.get(old.number).state == "未送达"
    with pytest.raises(Refused, match="作废须由另一人办理"):
        office.ledger("sup1").documents.reissue(old.number, "期限写错", {"days": "30"}, plainly)

    new = room.get(room.reissue(old.number, "期限写错", {"days": "30"}, plainly))

    printed = room.contents(new.number)
    assert (new.replaces, new.cases, room.get(old.number).state) == (old.number, (FIRST, SECOND), "已作废")
    assert [each.number for each in room.successors(old.number)] == [new.number]
    assert printed["typed"]["days"] == "30"
    assert printed["typed"]["days@RQ-2022-0002"] == "立即"
    assert printed["values"]["address"] == "某路 1 号"
    room.serve(new.number, Service(date(2022, 2, 21), "direct", "吴某"))
    cases = [office.ledger("sup1").cases.get(each) for each in (FIRST, SECOND)]
    assert [case.due_on for case in cases] == [date(2022, 3, 23), date(2022, 2, 21)]
    with pytest.raises(Refused, match="已送达的文书不能作废"):
        office.ledger("sup1").documents.reissue(new.number, "又错", {}, plainly)
    assert office.ledger("sup1").verify() == []


def test_a_stop_is_reissued_too(office: Office) -> None:
    """A kind that acts on its cases by service alone is replaced all the same."""
    office.act("insp1", FIRST, "halt", halt_reason="有泄漏危险")
    office.act("sup1", "RQ-2022-0003", "approve", opinion="同意停工")
    old = issue(office, "stop_work", "RQ-2022-0003")
    room = office.ledger("sup2").documents

    new = room.get(room.reissue(old.number, "范围写错", {"scope": "全部罐区"}, plainly))

    assert (new.replaces, room.contents(new.number)["values"]["scope"]) == (old.number, "全部罐区")
    assert office.ledger("sup1").verify() == []


def test_a_stop_is_ordered_on_a_ground_that_its_grade_bears_and_says_why(office: Office) -> None:
    """Article 65(3) bears on 重大 alone; once the hazard was found to be so, the paper says that, too."""
    office.act("insp1", SECOND, "halt", halt_reason="坑壁出现裂缝")
    office.act("sup1", "RQ-2022-0003", "approve", opinion="同意")
    with pytest.raises(Refused) as refused:
        issue(office, "stop_work", "RQ-2022-0003")
    assert "定为一般" in str(refused.value)
    assert "只适用于重大隐患" in str(refused.value)
    other = issue(office, "stop_work", "RQ-2022-0003", legal_basis="jsgcaq-393:第23条")
    office.ledger("sup2").documents.void(other.number, "改定级")

    issue(office, "rectification", SECOND)
    office.act("sup1", SECOND, "grade", severity="major", reason="裂缝扩大")
    made: list[Content] = []

    def kept(content: Content) -> bytes:
        made.append(content)
        return plainly(content)

    issue(office, "stop_work", "RQ-2022-0003", render=kept)
    assert "停工理由：坑壁出现裂缝" in made[0].rows[0]["facts"]
    assert "重大" in made[0].rows[0]["severity"]


def test_a_notice_names_the_site_above_and_takes_what_is_registered_there(office: Office) -> None:
    """A work has no permit of its own; nobody types the site's again."""
    chief = office.ledger("sup1")
    form = {"address": "滨河路8号", "permit_no": "530602202002200101", "owner_unit": "滨河置业，钱某"}
    parties = {"builder": "宏达建筑，吴某", "supervising_unit": "正信监理，郑某", "party": "宏达建筑有限公司"}
    site = SubjectInput(key="site-01", kind="site", name="滨河花园一期", region="530602", fields={**form, **parties})
    chief.subjects.add("hazardous-works", site)
    pit = {"site_name": "滨河花园一期", "category": "pit", "party": "宏达建筑有限公司"}
    chief.subjects.add(
        "hazardous-works", SubjectInput(key="", kind="works", name="2号楼基坑", region="", fields=pit, under="site-01")
    )
    mine = office.ledger("insp1").inspections
    of = mine.start("hazardous-works", ["site-01-01"], ["insp1", "insp2"])
    failed = {"subject": "site-01-01", "item": "WD-S11", "answer": "fail", "note": "没有细则", "sure": True}
    mine.answer(of, AnswerInput.model_validate(failed))
    (line,) = mine.finish(of).cases

    content = office.ledger("sup1").documents.draft("rectification", [line.number], GIVEN["rectification"])

    assert content.values["project"] == "滨河花园一期 2号楼基坑"
    assert {name: content.values[name] for name in form} == form
    assert "第18条" not in content.rows[0]["violated"]
    assert any("第18条" in each and "有监理实施细则" in each for each in content.doubts)

"""Imports of paper ledgers in a real ledger: once, whole, by two, provable; and what a forger may try with them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inspect_engine.domain.cases import IMPORTED, OPENED, UNDONE
from inspect_engine.domain.inspections import SubjectInput
from inspect_engine.domain.paper.act import PROPOSED, TAKEN
from inspect_engine.domain.paper.undoing import BACK
from inspect_engine.errors import Conflict, InputError, Refused
from inspect_engine.exports.documents import renderer
from inspect_engine.ledger import CaseFilter, Ledger
from inspect_engine.ledger.paper import Plan
from tests.conftest import Desk, enrol, make_desk
from tests.storage.forging import Body, Forger

HEAD = "检查日期,检查对象,检查区域,隐患描述,隐患级别,责任单位,整改期限,整改责任人,整改完成日期,复查日期,复查情况"
ROWS = (
    "2025-03-03,滨江花园,3号楼,灭火器过期,一般,甲公司,3日内,吴某,2025-03-05,2025-03-06,复查合格",
    "2025-03-04,滨江花园,基坑,边坡堆载,重大,甲公司,2025-03-20,吴某,2025-03-18,,",
    "2025-03-05,滨江花园,塔吊,未设标志,一般,甲公司 ,5个工作日,吴某,,,",
    "2025-04-01,第三中学,屋面,漏水,,乙（集团）公司,,,,,",
)


NOTICE = {
    **{"days": "7", "responsible_person": "吴某", "address": "某路1号", "requirement": "改好"},
    **{"review_authority": "某市政府", "court": "某区法院", "inspection_type": "routine"},
}


def paper(folder: Path, *rows: str, name: str = "旧.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([HEAD, *(rows or ROWS)]), encoding="utf-8")
    return path


def weighed(ledger: Ledger, path: Path) -> Plan:
    return ledger.paper.weigh(path, pack="gas", defaults={"区划": "530602"})


def take(ledger: Ledger, path: Path) -> Any:
    return ledger.paper.take(weighed(ledger, path), path)


def without(kind: str, which: int = -1) -> Callable[[list[Body]], list[Body]]:
    def change(bodies: list[Body]) -> list[Body]:
        gone = [body for body in bodies if body["kind"] == kind][which]
        return [body for body in bodies if body is not gone]

    return change


def with_data(kind: str, change: Callable[[Body], None], which: int = -1) -> Callable[[list[Body]], list[Body]]:
    def changed(bodies: list[Body]) -> list[Body]:
        change([body for body in bodies if body["kind"] == kind][which]["data"])
        return bodies

    return changed


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The four rows, taken over; to be copied (:func:`copied`)."""
    desk = make_desk(tmp_path_factory.mktemp("imported")).on("2025-04-10")
    assert take(desk.as_("sup1"), paper(desk.path.parent)).cases == 4
    return desk


@pytest.fixture
def copied(imported: Desk, tmp_path: Path) -> Desk:
    shutil.copytree(imported.path.parent, tmp_path / "copy")
    return Desk(tmp_path / "copy" / "ledger.db", imported.moment)


def problems(desk: Desk) -> list[str]:
    return [problem.what for problem in Ledger(desk.path).verify()]


# --- what is stored ------------------------------------------------------------------------------------------------


def test_the_ledger_is_whole_and_rebuilt_it_is_the_same(copied: Desk) -> None:
    assert problems(copied) == []
    before = [copied.as_("sup1").cases.get(line.id) for line in copied.as_("sup1").cases.iterate()]
    copied.as_("sup1").keeping.rebuild()
    assert [copied.as_("sup1").cases.get(line.id) for line in copied.as_("sup1").cases.iterate()] == before
    assert problems(copied) == []


def test_the_file_itself_is_kept_as_evidence(copied: Desk) -> None:
    act = Forger(copied.path).last(TAKEN)
    (file,) = act["files"]
    kept = copied.as_("sup1").desk.evidence_path(file)
    assert kept.read_bytes() == (copied.path.parent / "旧.csv").read_bytes()
    kept.write_bytes(b"")
    assert any("被改动过" in what for what in problems(copied))


def test_what_was_so_on_a_day_is_so_as_of_that_day(copied: Desk) -> None:
    """Each fact is of its day on paper, though all of them were stored on one day."""
    ledger, day = copied.as_("sup1"), copied.moment.date().replace
    told = {}
    for month, on in ((3, 2), (3, 4), (3, 5), (3, 6), (3, 21), (4, 10)):
        board = ledger.figures.board(day(month=month, day=on))
        told[month, on] = board.found, board.open, board.imported, board.overdue
    assert told == {
        (3, 2): (0, 0, 0, 0),
        (3, 4): (2, 2, 0, 0),
        (3, 5): (3, 3, 0, 0),
        (3, 6): (3, 2, 1, 0),
        (3, 21): (3, 2, 1, 1),
        (4, 10): (4, 3, 1, 1),
    }


def test_units_are_one_however_they_are_spelled_and_people_go_by_their_accounts(tmp_path: Path) -> None:
    desk = make_desk(tmp_path).on("2025-04-10")
    rows = [
        "2025-03-03,甲,a,甲处,一般,乙（集团）公司,3日内,责任人甲,2025-03-04,,",
        "2025-03-03,甲,b,乙处,一般,乙(集团) 公司,3日内,张三,,,",
    ]
    take(desk.as_("sup1"), paper(tmp_path, *rows))
    cases = [desk.as_("sup1").cases.get(line.id) for line in desk.as_("sup1").cases.iterate()]
    assert {case.party for case in cases} == {"乙（集团）公司"}
    assert {case.subject for case in cases} == {cases[0].subject}
    assert cases[0].rectified_by == {"resp1"}


def test_where_a_row_names_no_unit_that_of_its_registered_subject_is_liable(tmp_path: Path) -> None:
    """Before who was inspected; what the row itself names goes before both."""
    desk = make_desk(tmp_path).on("2025-04-10")
    shop = SubjectInput(key="s-1", kind="site", name="熟食店01", region="530602", fields={"party": "某餐饮公司"})
    desk.as_("sup1").subjects.add("gas", shop)
    path = tmp_path / "被检.csv"
    path.write_text("检查日期,受检单位,隐患描述\n2025-03-03,熟食店01,漏气\n2025-03-04,面馆02,漏水\n", "utf-8")
    plan = weighed(desk.as_("sup1"), path)
    assert [row.told[-1][1] for row in plan.rows] == [
        "没有写责任单位，按登记的检查对象“熟食店01”的单位“某餐饮公司”立案",
        "没有写责任单位，按受检单位“面馆02”立案",
    ]
    ledger = desk.as_("sup1")
    ledger.paper.take(plan, path)
    assert [ledger.cases.get(line.id).party for line in ledger.cases.iterate()] == ["某餐饮公司", "面馆02"]
    assert problems(desk) == []


def test_a_hazard_from_paper_goes_on_to_its_end_and_counts_then(copied: Desk) -> None:
    number = next(line.number for line in copied.as_("sup1").cases.iterate() if line.title == "边坡堆载")
    evidence = copied.path.with_name("复查.txt")
    evidence.write_text("已卸载")
    values = {"inspectors": "insp1,insp2", "conclusion": "已改"}
    with pytest.raises(Refused, match="吴某"):
        copied.as_("insp1").cases.act(number, "pass_reinspection", {**values, "inspectors": "insp1,吴某"}, [evidence])
    copied.as_("insp1").cases.act(number, "pass_reinspection", values, [evidence])
    copied.sign()
    copied.as_("sup1").cases.act(number, "close", {"conclusion": "同意"})
    board = copied.as_("sup1").figures.board()
    assert (board.rectified, board.in_time, board.in_time_backdated, board.imported) == (1, 1, 1, 1)
    assert (board.closure_rate.part, board.closure_rate.whole) == (1, 3)
    assert problems(copied) == []


def test_what_was_closed_on_paper_can_be_opened_again(copied: Desk) -> None:
    """By two; and closed anew it is closed as seen, by then."""
    enrol(copied.as_("sup1"), "sup2", "主管乙", ["supervisor"])
    closed = next(line for line in copied.as_("sup1").cases.iterate() if line.closed_how)
    values = {"reason": "又过期", "approval_no": "1号", "approved_on": "2025-04-10", "new_days": "5"}
    copied.as_("sup1").cases.act(closed.number, "reopen", values)
    copied.as_("sup2").cases.act(closed.number, "reopen", {})
    case = copied.as_("sup1").cases.get(closed.number)
    assert (case.state, case.closed_how, case.reopened) == ("rectifying", None, 1)
    assert copied.as_("sup1").figures.board().imported == 0
    assert problems(copied) == []


def test_overdue_ones_are_escalated_and_others_graded_and_given_notice(copied: Desk) -> None:
    ledger = copied.as_("sup1")
    assert {each.number for each in ledger.escalation.tick()} == {"RQ-2025-0003"}
    ledger.offices.add("示建燃改", "示范区住建局", {}, {"insp1": "A1", "insp2": "A2"})
    ledger.cases.act("RQ-2025-0004", "grade", {"severity": "general", "reason": "一般"})
    render = renderer(ledger.desk.document_kinds)
    with pytest.raises(Refused, match="没有可以引用的义务条款"):  # paper cites no article that is on record
        ledger.documents.issue("rectification", ["RQ-2025-0004"], NOTICE, render)
    assert problems(copied) == []


# --- once, whole, by two -------------------------------------------------------------------------------------------


def test_again_and_again_nothing_is_doubled(copied: Desk) -> None:
    ledger, path = copied.as_("sup1"), copied.path.parent / "旧.csv"
    before = ledger.desk.head.count
    for _ in range(2):
        assert take(ledger, path).cases == 0
    again = paper(copied.path.parent, *reversed(ROWS), name="换了次序.csv")
    assert take(ledger, again).cases == 0
    assert ledger.desk.head.count == before


def test_what_an_imported_case_has_opened_is_no_row(copied: Desk) -> None:
    """A stop of work opened by a case from paper hinders no later import."""
    copied.as_("sup1").cases.act("RQ-2025-0003", "halt", {"halt_reason": "漏气"})
    ledger, path = copied.as_("sup1"), copied.path.parent / "旧.csv"
    assert take(ledger, path).cases == 0
    assert (
        take(ledger, paper(copied.path.parent, "2025-04-03,别处,地下室,积水,一般,甲公司,,,,,", name="又.csv")).cases
        == 1
    )
    assert problems(copied) == []


def test_of_a_changed_file_only_new_rows_come_and_changed_ones_are_told(copied: Desk) -> None:
    changed = ROWS[2].replace(",,,", ",2025-04-02,,", 1)
    path = paper(copied.path.parent, ROWS[0], changed, "2025-04-03,滨江花园,地下室,积水,一般,甲公司,,,,,")
    plan = weighed(copied.as_("sup1"), path)
    assert [row.outcome for row in plan.rows] == ["known", "changed", "doubtful" if plan.rows[2].told else "taken"]
    assert [(row.number, row.told) for row in plan.rows[1:2]] == [
        ("RQ-2025-0003", (("旧!3", "回复日期由“”改为“2025-04-02”"),))
    ]
    assert copied.as_("sup1").paper.take(plan, path).cases == 1
    assert problems(copied) == []


def test_two_rows_that_say_the_same_are_two_and_stay_two(tmp_path: Path) -> None:
    desk = make_desk(tmp_path).on("2025-04-10")
    path = paper(tmp_path, ROWS[2], ROWS[2])
    plan = weighed(desk.as_("sup1"), path)
    assert "说的相同" in plan.rows[1].told[0][1]
    assert desk.as_("sup1").paper.take(plan, path).cases == 2
    assert take(desk.as_("sup1"), path).cases == 0


def test_what_was_weighed_before_another_imported_is_not_stored(copied: Desk) -> None:
    ledger = copied.as_("sup1")
    path = paper(copied.path.parent, ROWS[2].replace("塔吊", "电梯"), name="新.csv")
    plan = weighed(ledger, path)
    take(ledger, path)
    before = ledger.desk.head.count
    with pytest.raises(Conflict, match="刚有别人导入或撤回过"):
        ledger.paper.take(plan, path)
    assert ledger.desk.head.count == before


def test_tried_out_nothing_is_stored_and_no_file_kept(tmp_path: Path) -> None:
    desk = make_desk(tmp_path).on("2025-04-10")
    ledger = desk.as_("sup1")
    before = ledger.desk.head.count
    ledger.desk.tried = []
    assert take(ledger, paper(tmp_path)).cases == 4
    assert len(ledger.desk.tried) == 1 + 4 + 6
    assert ledger.desk.head.count == before
    assert not list(tmp_path.glob("*.files/*/*"))


def test_two_supervisors_and_what_one_proposed_is_what_the_other_confirms(tmp_path: Path) -> None:
    desk = make_desk(tmp_path).on("2025-04-10")
    enrol(desk.as_("sup1"), "sup2", "主管乙", ["supervisor"])
    path = paper(tmp_path)
    assert "sup2" in take(desk.as_("sup1"), path).waits_for
    assert desk.as_("sup1").cases.count(CaseFilter()) == 0
    with pytest.raises(Refused, match="同一个人"):
        desk.as_("sup1").paper.confirm()
    path.write_text("改掉")
    desk.on("2025-04-20")
    assert desk.as_("sup2").paper.confirm().cases == 4
    assert [(act.by, act.waits) for act in desk.as_("viewer1").paper.acts()] == [("sup2", False)]
    assert problems(desk) == []
    with pytest.raises(InputError, match="没有待确认的导入"):
        desk.as_("sup2").paper.confirm()


def test_a_proposal_that_others_overtook_is_not_confirmed(tmp_path: Path) -> None:
    desk = make_desk(tmp_path).on("2025-04-10")
    enrol(desk.as_("sup1"), "sup2", "主管乙", ["supervisor"])
    for one, other in (("sup1", "旧.csv"), ("sup2", "也.csv")):
        take(desk.as_(one), paper(tmp_path, name=other))
    waiting = {act.by: act.short for act in desk.as_("sup1").paper.acts()}
    with pytest.raises(InputError, match="请写明哪一份"):
        desk.as_("sup1").paper.confirm()
    assert desk.as_("sup1").paper.confirm(waiting["sup2"]).cases == 4
    with pytest.raises(Refused, match="请提议人重新导入"):
        desk.as_("sup2").paper.confirm(waiting["sup1"])
    assert problems(desk) == []


def test_a_supervisor_of_one_county_takes_over_no_other(tmp_path: Path) -> None:
    desk = make_desk(tmp_path).on("2025-04-10")
    enrol(desk.as_("sup1"), "near", "县主管", ["supervisor"], region="530602")
    path = tmp_path / "区划.csv"
    path.write_text(f"{HEAD},区划\n{ROWS[2]},530621\n", "utf-8")
    plan = desk.as_("near").paper.weigh(path, pack="gas")
    assert "不在你的区划" in plan.refused[0].told[0][1]
    with pytest.raises(Refused, match="不在你的区划"):
        desk.as_("near").paper.weigh(path, pack="gas", defaults={"区划": "530621"})
    far = desk.as_("sup1").paper.weigh(path, pack="gas")
    with pytest.raises(Refused, match="不在你的区划"):
        desk.as_("near").paper.take(far, path)


def test_it_must_be_said_by_which_checklist_they_go(tmp_path: Path) -> None:
    desk = make_desk(tmp_path).on("2025-04-10")
    with pytest.raises(InputError, match="没有写依哪个检查表包的流程办理"):
        desk.as_("sup1").paper.weigh(paper(tmp_path))
    with pytest.raises(InputError, match="没有检查表包“gass”"):
        desk.as_("sup1").paper.weigh(paper(tmp_path), pack="gass")


# --- taken back ----------------------------------------------------------------------------------------------------


def undo(desk: Desk, user: str = "sup1") -> Any:
    ledger = desk.as_(user)
    return ledger.taking_back.take_back(ledger.paper.acts()[0].short, "认反了")


def test_what_was_taken_back_is_as_of_no_day_but_was_known_until_then(copied: Desk) -> None:
    """Its numbers stay, its rows come anew under others; the ledger is whole, and rebuilt it is the same."""
    known = copied.as_("sup1").desk.now()
    copied.on("2025-04-12")
    assert undo(copied).cases == 4
    ledger, day = copied.as_("sup1"), copied.moment.date().replace
    assert [ledger.figures.board(day(month=m, day=d)).found for m, d in ((3, 4), (3, 21), (4, 12))] == [0, 0, 0]
    assert ledger.figures.board(day(month=3, day=21), known).found == 3
    assert {(line.closed_how, line.closed_on) for line in ledger.cases.iterate()} == {
        ("taken_back", day(month=4, day=12))
    }
    assert ledger.escalation.tick() == []
    assert take(ledger, copied.path.parent / "旧.csv").cases == 4
    assert [line.number for line in ledger.cases.iterate() if line.is_open] == [f"RQ-2025-000{n}" for n in (6, 7, 8)]
    with pytest.raises(InputError, match="没有导入"):
        undo(copied)
    before = [ledger.cases.get(line.id) for line in ledger.cases.iterate()]
    ledger.keeping.rebuild()
    assert [copied.as_("sup1").cases.get(line.id) for line in copied.as_("sup1").cases.iterate()] == before
    assert problems(copied) == []


def test_who_proposed_an_import_for_his_region_hears_of_it_and_is_the_second_who_takes_it_back(tmp_path: Path) -> None:
    """Confirmed by one of the whole ledger, it no longer waits; and neither takes it back alone."""
    desk = make_desk(tmp_path).on("2025-04-10")
    enrol(desk.as_("sup1"), "near", "近", ["supervisor"], region="530602")
    enrol(desk.as_("sup1"), "far", "远", ["supervisor"], region="530621")
    path = paper(tmp_path)
    assert take(desk.as_("near"), path).waits_for
    desk.as_("sup1").paper.confirm()
    assert [act.waits for act in desk.as_("near").paper.acts() if act.by == "sup1"] == [False]
    assert not [act for act in desk.as_("near").paper.acts() if act.waits]
    assert desk.as_("far").paper.acts() == []
    (act,) = desk.as_("sup1").paper.acts()
    assert desk.as_("sup1").taking_back.take_back(act.short, "认反了").waits_for == "near（近）"
    with pytest.raises(InputError, match="没有导入"):
        desk.as_("far").taking_back.take_back(act.short)
    assert desk.as_("near").taking_back.take_back(act.short).waits_for == ""
    assert problems(desk) == []


def test_an_escalation_alone_hinders_nobody_from_taking_it_back(copied: Desk) -> None:
    assert copied.as_("sup1").escalation.tick()
    assert undo(copied).cases == 4
    assert problems(copied) == []


def test_what_was_weighed_before_one_was_taken_back_is_not_stored(copied: Desk) -> None:
    ledger, path = copied.as_("sup1"), paper(copied.path.parent, ROWS[2].replace("塔吊", "电梯"), name="新.csv")
    plan = weighed(ledger, path)
    undo(copied)
    with pytest.raises(Conflict, match="导入或撤回过"):
        ledger.paper.take(plan, path)


def test_nothing_more_is_done_about_what_was_taken_back(copied: Desk) -> None:
    undo(copied)
    ledger = copied.as_("sup1")
    for number in ("RQ-2025-0001", "RQ-2025-0003"):
        assert not any(offer.allowed for offer in ledger.cases.offers(number).offers)
        with pytest.raises(Refused, match="已随导入撤回"):
            ledger.corrections.cases.correct(number, {"note": "别的"}, "看错")


UNDONE_FORGED: dict[str, tuple[Callable[[list[Body]], list[Body]], str]] = {
    "no act": (without(BACK), "没有撤回它所属的导入"),
    "one left": (without(UNDONE), "所导入的事项没有随之撤回"),
    "fewer counted": (with_data(BACK, lambda d: d.update(cases=3)), "撤回的应为 4 件"),
    "another import": (with_data(BACK, lambda d: d.update(act="x")), "没有这份导入"),
    "another reason": (with_data(UNDONE, lambda d: d.update(why="别的")), "按规则应为"),
    "of another day": (with_data(UNDONE, lambda d: d.update(on="2025-04-10")), "按规则应为"),
    "no reason": (with_data(BACK, lambda d: d.update(why="")), "内容不合格式：“why”写得不对"),
}


@pytest.mark.parametrize("how", UNDONE_FORGED)
def test_what_was_not_taken_back_as_it_says_is_told(copied: Desk, how: str) -> None:
    change, told = UNDONE_FORGED[how]
    undo(copied)
    Forger(copied.path).rewrite(change)
    assert any(told in what for what in problems(copied)), problems(copied)


def test_taken_back_by_one_where_there_are_two_or_after_somebody_acted_is_told(copied: Desk) -> None:
    forger = Forger(copied.path)
    act = forger.last(TAKEN)
    enrol(copied.as_("sup1"), "sup2", "主管乙", ["supervisor"])
    copied.as_("sup1").cases.act("RQ-2025-0004", "grade", {"severity": "general", "reason": "一般"})
    data = {"on": "2025-04-10", "act": act["id"], "cases": 4, "why": "认反了"}
    Forger(copied.path).append(BACK, data, "sup1", via="os")
    told = "\n".join(problems(copied))
    assert "一个人不能撤回导入" in told
    assert "RQ-2025-0004" in told


# --- what a forger may try -----------------------------------------------------------------------------------------


FORGED: dict[str, tuple[Callable[[list[Body]], list[Body]], str]] = {
    "no act": (without(TAKEN), "没有检查或办理使它立案"),
    "a row less": (without(OPENED), "应随之立案的事项没有立案"),
    "a step less": (without(IMPORTED), "纸面上的步骤没有随之记下"),
    "fewer counted": (with_data(TAKEN, lambda d: d["counts"].update(cases=3)), "没有检查或办理使它立案"),
    "other words": (
        with_data(OPENED, lambda d: d["paper"]["read"].update(隐患描述="没事")),
        "与导入记录所记的各行不符",
    ),
    "closed by hand": (with_data(IMPORTED, lambda d: d.update(closing="rectified", to="closed")), "按规则应为"),
    "another due date": (with_data(IMPORTED, lambda d: d["deadline"].update(due_on="2026-01-01")), "期限记为"),
    "a later finding": (with_data(OPENED, lambda d: d.update(on="2025-04-11"), 1), "日期前后颠倒"),
    "a graver one made light": (with_data(OPENED, lambda d: d.update(severity="slight")), "等级或发现人"),
    "a definition nobody adopted": (with_data(TAKEN, lambda d: d.update(definition="0" * 64)), ""),
}


@pytest.mark.parametrize("how", FORGED)
def test_what_is_not_as_the_act_says_is_told(copied: Desk, how: str) -> None:
    change, told = FORGED[how]
    Forger(copied.path).rewrite(change)
    assert any(told in what for what in problems(copied)), problems(copied)


def test_a_case_that_says_it_is_from_paper_without_an_act_is_told(copied: Desk) -> None:
    forger = Forger(copied.path)
    data = {**forger.last(OPENED)["data"], "number": "RQ-2025-0009"}
    forger.append(OPENED, data, "sup1", case="0195f000-0000-7000-8000-000000000001", via="os")
    assert any("没有检查或办理使它立案" in what for what in problems(copied))


def test_a_step_on_paper_after_the_import_is_told(copied: Desk) -> None:
    forger = Forger(copied.path)
    case = forger.case("RQ-2025-0002")
    step = {**forger.last(IMPORTED)["data"], "from": "replied", "to": "closed", "closing": "imported", "taken": []}
    forger.append(IMPORTED, step, "sup1", case=case, via="os")
    assert any("没有导入使它到这一步" in what for what in problems(copied))


def test_one_alone_where_two_are_there_is_told(tmp_path: Path) -> None:
    desk = make_desk(tmp_path).on("2025-04-10")
    enrol(desk.as_("sup1"), "sup2", "主管乙", ["supervisor"])
    take(desk.as_("sup1"), paper(tmp_path))
    first = Forger(desk.path).last(PROPOSED)
    forger = Forger(desk.path)
    forger.append(
        TAKEN,
        {**first["data"], "counts": {**first["data"]["counts"], "cases": 0}},
        "sup1",
        files=first["files"],
        via="os",
    )
    assert any("另有主管可以确认" in what for what in problems(desk))

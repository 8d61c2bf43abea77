"""Open cases move to another version by decision only, and what another version would change is known before."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from inspect_engine.cli.demo import sample_folder
from inspect_engine.domain.cases import REPINNED, Case
from inspect_engine.domain.definitions import Definition, Item
from inspect_engine.domain.definitions.adoption import PROPOSED
from inspect_engine.domain.inspections import AnswerInput, InspectionInput, SubjectInput
from inspect_engine.domain.versions.impact import Impact
from inspect_engine.errors import Conflict, InputError, Refused
from inspect_engine.exports.closure import workbook
from inspect_engine.imports import story
from inspect_engine.ledger import CaseFilter
from inspect_engine.ledger.definitions.adopting import record
from inspect_engine.reading.definitions import Library, definition_text, load_library
from inspect_engine.reading.offers import pack_offer
from tests.conftest import enrol
from tests.storage.conftest import SqliteWorld
from tests.storage.yard_lists import BRIEFED, FASTER, NUMBERED, PACK, RENAMED, STRICTER, Edit, definition, library

FLOW_FILE = "workflows/round.yaml"
BACK = "    to: fixing\n    by: [inspector]\n"
HOSTILE = ("[/]", "=1+1", "标准修订\x1b[31m")


@dataclass
class Yard(SqliteWorld):
    """A ledger over the yard checklist, whose installed version a test can exchange."""

    lists: Library = field(init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.lists = library(self.folder / "v1")

    def edit(self, *edits: Edit) -> Definition:
        """Another version is installed, and adopted."""
        n = len(list(self.folder.iterdir()))
        numbered = any(new.startswith("version") for _, _, new in edits)
        raised: tuple[Edit, ...] = () if numbered else ((PACK, 'version: "1"', f'version: "1.{n}"'),)
        self.install(library(self.folder / f"lists-{n}", *edits, *raised))
        return self.lists.definition("yard")

    def hazards(self, *answers: tuple[str, dict[str, str]], start: int = 0) -> list[str]:
        """One shop for each failed answer; the numbers of the cases."""
        shops = [
            SubjectInput(key=f"shop-{n}", kind="shop", name=f"商铺{n}", region="530600")
            for n in range(start, start + len(answers))
        ]
        given = [
            AnswerInput(subject=shop.key, item=item, answer="fail", values=values, sure=True)
            for shop, (item, values) in zip(shops, answers, strict=True)
        ]
        whole = InspectionInput(
            pack="yard",
            date=self.now.date(),
            inspectors=("insp1",),
            subjects=tuple(shops),
            answers=tuple(given),
        )
        return [line.number for line in self.open("insp1").inspections.run(whole, self.folder).cases]

    def take(self, number: str, *steps: tuple[str, str]) -> None:
        """Take actions, each a minute after the last."""
        values = {
            "issue": {"days": "7", "served_on": self.now.date().isoformat()},
            "reply": {"performed_by": "吴某"},
        }
        for user, trigger in steps:
            self.now += timedelta(minutes=1)
            self.open(user).cases.act(number, trigger, values.get(trigger, {}))

    def waiting(self) -> str:
        """A case that waits for its extension."""
        (number,) = self.hazards(("S-1", {}))
        self.take(number, ("sup1", "issue"), ("insp1", "ask"))
        return number

    def case(self, number: str) -> Case:
        return self.open("sup1").cases.get(number)


@pytest.fixture
def yard(tmp_path: Path) -> Yard:
    made = Yard(tmp_path)
    made.settle()
    return made


def whole(yard: Yard) -> None:
    assert yard.open("sup1").verify() == []


# --- moving -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", HOSTILE)
def test_a_case_moves_by_a_mapped_decision(yard: Yard, reason: str) -> None:
    """The event says from where to where and why; the case goes on under the new version; the ledger is whole."""
    number = yard.waiting()
    before = yard.case(number)
    new = yard.edit(*NUMBERED, *RENAMED)

    event = yard.open("sup2").cases.repin(number, "installed", {"waiting": "paused"}, reason)

    assert event is not None
    assert event.kind == REPINNED
    assert event.base == before.last_event
    facts = ("from", "to", "to_title", "from_version", "pack_version", "workflow", "clock", "reason", "persons")
    expected = ("waiting", "paused", "暂缓", "1", "2", "round", True, reason, ["sup2"])
    assert tuple(event.data[name] for name in facts) == expected
    assert (event.data["from_definition"], event.data["definition"]) == (before.definition, definition_text(new)[0])
    after = yard.case(number)
    assert (after.state, after.state_title, after.pack_version) == ("paused", "暂缓", "2")
    assert (after.due_on, after.persons, after.entered_on) == (before.due_on, before.persons, before.entered_on)
    line = yard.open("sup1").cases.page(CaseFilter())[0]
    assert (line.state, line.state_title, line.pack_version) == ("paused", "暂缓", "2")
    whole(yard)


def test_later_actions_follow_the_new_version(yard: Yard) -> None:
    """What the old version offered is gone, what the new one asks for is asked for."""
    number = yard.waiting()
    yard.edit(
        *NUMBERED,
        *RENAMED,
        (FLOW_FILE, "    unlike: [ask]\n", "    unlike: [ask]\n    needs: [{id: why, title: 缘由}]\n"),
    )
    yard.open("sup1").cases.repin(number, "installed", {"waiting": "paused"}, "修订")

    with pytest.raises(Refused, match="缺少“缘由”"):
        yard.open("sup2").cases.act(number, "allow", {})
    yard.open("sup2").cases.act(number, "allow", {"why": "属实"})

    assert yard.case(number).state == "fixing"
    whole(yard)


def test_who_did_what_before_the_move_still_counts(yard: Yard) -> None:
    """Whoever replied under the old version may not close under the new one."""
    (number,) = yard.hazards(("S-1", {}))
    yard.take(number, ("sup1", "issue"), ("insp2", "reply"))
    yard.edit(*NUMBERED)
    yard.open("sup2").cases.repin(number, "installed", {}, "修订")

    with pytest.raises(Refused, match="参与过本隐患的“回复”"):
        yard.open("insp2").cases.act(number, "close")


def test_as_of_a_day_before_the_move_shows_the_old_state(yard: Yard) -> None:
    """Reports of the past do not change."""
    number = yard.waiting()
    day = yard.now.date()
    before = yard.open("sup1").figures.board(day).by_state
    yard.edit(*NUMBERED, *RENAMED)
    yard.pass_days(2)
    yard.open("sup1").cases.repin(number, "installed", {"waiting": "paused"}, "修订")

    assert yard.open("sup1").figures.board(day).by_state == before == {"延期待批": 1}
    assert yard.open("sup1").figures.board().by_state == {"暂缓": 1}


def test_without_a_mapping_the_message_names_what_is_possible(yard: Yard) -> None:
    """Closing states are not among them, nor those that hide what is running."""
    number = yard.waiting()
    yard.edit(*NUMBERED, *RENAMED)
    before = yard.snapshot()

    with pytest.raises(Refused) as refused:
        yard.open("sup1").cases.repin(number, "installed", {}, "修订")

    assert "新流程没有状态“waiting”（延期待批），请用 --map waiting=新状态 指明" in refused.value.reason
    assert "paused（暂缓）" in refused.value.reason
    assert "已销号" not in refused.value.reason
    assert "已回复" not in refused.value.reason, "closure could be reached without a reply"
    assert yard.snapshot() == before


@pytest.mark.parametrize(
    ("mapping", "why"),
    [
        ({"waiting": "closed"}, "“已销号”是办结状态"),
        ({"waiting": "dropped"}, "“已撤销”是办结状态"),
        ({"waiting": "replied"}, "没有回复不得销号"),
    ],
)
def test_a_mapping_neither_closes_nor_skips(yard: Yard, mapping: dict[str, str], why: str) -> None:
    number = yard.waiting()
    yard.edit(*NUMBERED, *RENAMED)
    before = yard.snapshot()

    with pytest.raises(Refused, match=why):
        yard.open("sup1").cases.repin(number, "installed", mapping, "修订")

    assert yard.snapshot() == before


def test_work_done_in_an_earlier_round_is_not_credited_twice(yard: Yard) -> None:
    """After a reply and its return, a mapping may not put the case behind the next reply."""
    (number,) = yard.hazards(("S-1", {}))
    yard.take(number, ("sup1", "issue"), ("insp2", "reply"), ("insp1", "back"))
    yard.edit(*NUMBERED)

    with pytest.raises(Refused, match="只能改到它或到它必经的状态"):
        yard.open("sup1").cases.repin(number, "installed", {"fixing": "replied"}, "修订")


@pytest.mark.parametrize(
    ("mapping", "what"),
    [({"waitng": "paused"}, "现行流程没有状态“waitng”"), ({"waiting": "pausd"}, "新流程没有状态“pausd”")],
)
def test_states_nobody_knows_are_bad_input(yard: Yard, mapping: dict[str, str], what: str) -> None:
    number = yard.waiting()
    yard.edit(*NUMBERED, *RENAMED)

    with pytest.raises(InputError) as wrong:
        yard.open("sup1").cases.repin(number, "installed", mapping, "修订")

    assert what in str(wrong.value)


def test_a_step_the_history_lacks_must_still_lie_ahead(yard: Yard) -> None:
    """A promise of the new workflow holds: from the present state it could be passed by, from an earlier one not."""
    (number,) = yard.hazards(("S-1", {}))
    yard.take(number, ("sup1", "issue"))
    yard.edit(*NUMBERED, *BRIEFED)

    with pytest.raises(Refused, match="没有交底不得销号"):
        yard.open("sup1").cases.repin(number, "installed", {}, "修订")
    yard.now += timedelta(days=1)
    yard.open("sup1").cases.repin(number, "installed", {"fixing": "found"}, "补交底")

    case = yard.case(number)
    assert (case.state, case.entered_on) == ("found", yard.now.date())
    assert {offer.trigger for offer in yard.open("sup1").cases.offers(number).offers} == {"brief", "drop"}
    whole(yard)


def test_an_overdue_case_is_not_mapped_out_of_sight(yard: Yard) -> None:
    """What is overdue stays so."""
    (number,) = yard.hazards(("S-1", {}))
    yard.take(number, ("sup1", "issue"))
    yard.pass_days(30)
    assert yard.case(number).overdue(yard.now.date())
    yard.edit(*NUMBERED, *BRIEFED)

    with pytest.raises(Refused, match="本隐患已逾期"):
        yard.open("sup1").cases.repin(number, "installed", {"fixing": "found"}, "补交底")


def test_duties_that_one_person_held_stay_refused(yard: Yard) -> None:
    """A new promise that two duties are apart is not broken on the day it is made."""
    (number,) = yard.hazards(("S-1", {}))
    yard.take(number, ("sup1", "issue"), ("insp2", "reply"), ("insp2", "back"))
    apart = "invariants:\n  - {title: 谁整改谁不能退回, different_person: [reply, back]}\n"
    yard.edit(*NUMBERED, (FLOW_FILE, "invariants:\n", apart), (FLOW_FILE, BACK, BACK + "    unlike: [reply]\n"))

    with pytest.raises(Refused, match=r"谁整改谁不能退回.*“insp2”参与"):
        yard.open("sup1").cases.repin(number, "installed", {}, "修订")


def test_duties_must_stay_known_by_name(yard: Yard) -> None:
    """If the action of those who rectified were renamed, nobody could keep them away from closing."""
    (number,) = yard.hazards(("S-1", {}))
    yard.take(number, ("sup1", "issue"), ("insp2", "reply"))
    edits = (
        (FLOW_FILE, "trigger: reply", "trigger: answer"),
        (FLOW_FILE, "unlike: [reply]", "unlike: [answer]"),
        (FLOW_FILE, "before: reply", "before: answer"),
        (FLOW_FILE, "[reply, close]", "[answer, close]"),
    )
    yard.edit(*NUMBERED, *edits)

    with pytest.raises(Refused, match=r"新流程没有“回复”（reply）这个动作"):
        yard.open("sup1").cases.repin(number, "installed", {}, "修订")


def test_later_deadlines_can_be_reckoned(yard: Yard) -> None:
    """An action that needs a number nobody was asked for would fail for ever; the move says so instead."""
    (number,) = yard.hazards(("S-1", {}))
    yard.take(number, ("sup1", "issue"), ("insp1", "ask"))
    wanted = "    unlike: [ask]\n    deadline: {days: more, start: due_on}\n"
    asked = "    to: waiting\n    by: [responsible, inspector]\n"
    more = asked + '    needs: [{id: more, title: 申请天数, type: integer, min: "1", max: "30"}]\n'
    yard.edit(*NUMBERED, (FLOW_FILE, "    unlike: [ask]\n", wanted), (FLOW_FILE, asked, more))

    with pytest.raises(Refused, match="“批准延期”要用的天数（more）以前没有填过"):
        yard.open("sup1").cases.repin(number, "installed", {}, "修订")
    yard.open("sup1").cases.repin(number, "installed", {"waiting": "fixing"}, "修订")

    assert yard.case(number).state == "fixing"


# --- who --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("user", ["insp1", "op1"])
def test_only_supervisors_move(yard: Yard, user: str) -> None:
    (number,) = yard.hazards(("S-1", {}))
    yard.edit(*NUMBERED)

    with pytest.raises(Refused, match="须由主管办理"):
        yard.open(user).cases.repin(number, "installed", {}, "修订")


@pytest.mark.parametrize("named", [False, True])
def test_whoever_rectified_does_not_move(yard: Yard, named: bool) -> None:
    """Neither who recorded the reply nor who was named in it, under whatever name."""
    enrol(yard.open("sup1"), "dual", "双岗某", ["inspector", "supervisor"])
    (number,) = yard.hazards(("S-1", {}))
    yard.take(number, ("sup1", "issue"))
    yard.open("insp2" if named else "dual").cases.act(number, "reply", {"performed_by": "双岗 某" if named else "吴某"})
    yard.edit(*NUMBERED)

    with pytest.raises(Refused, match="参与过本隐患的“回复”，须换人办理"):
        yard.open("dual").cases.repin(number, "installed", {}, "修订")
    assert yard.open("sup2").cases.repin(number, "installed", {}, "修订") is not None


def test_the_unit_s_own_supervisor_does_not_move(yard: Yard) -> None:
    enrol(yard.open("sup1"), "own", "自家主管", ["supervisor", "responsible"], "商铺0")
    (number,) = yard.hazards(("S-1", {}))
    yard.edit(*NUMBERED)

    with pytest.raises(Refused, match="你属于责任单位“商铺0”"):
        yard.open("own").cases.repin(number, "installed", {}, "修订")


def test_a_closed_case_keeps_its_version(yard: Yard) -> None:
    (number,) = yard.hazards(("S-1", {}))
    yard.take(number, ("sup1", "drop"))
    yard.edit(*NUMBERED)

    with pytest.raises(Refused, match="已办结"):
        yard.open("sup1").cases.repin(number, "installed", {}, "修订")


def test_a_reason_must_be_read(yard: Yard) -> None:
    (number,) = yard.hazards(("S-1", {}))
    yard.edit(*NUMBERED)

    with pytest.raises(InputError, match="输入有误"):
        yard.open("sup1").cases.repin(number, "installed", {}, " \u200b")


# --- once, and in turn ------------------------------------------------------------------------------------------


def test_the_same_version_again_is_nothing(yard: Yard) -> None:
    """No event, however the version is named."""
    (number,) = yard.hazards(("S-1", {}))
    before, key = yard.snapshot(), yard.case(number).definition

    for word in ("installed", "1", key[:6], key.upper()):
        assert yard.open("sup1").cases.repin(number, word, {}, "修订") is None
    assert yard.snapshot() == before


def test_there_and_back_keeps_one_copy_of_each(yard: Yard) -> None:
    """A stored version is found by number or hash; definitions are stored once."""
    (number,) = yard.hazards(("S-1", {}))
    old = yard.case(number).definition
    yard.edit(*NUMBERED)
    ledger = yard.open("sup1")

    assert ledger.cases.repin(number, "2", {}, "修订") is not None
    assert ledger.cases.repin(number, old[:8], {}, "改回") is not None
    assert ledger.cases.repin(number, "installed", {}, "再改") is not None

    assert len(yard.snapshot()["definitionrow"]) == 2
    whole(yard)


@pytest.mark.parametrize("word", ["3", "abcdef", "12345", "", "%"])
def test_unknown_versions_are_bad_input(yard: Yard, word: str) -> None:
    (number,) = yard.hazards(("S-1", {}))

    with pytest.raises(InputError) as wrong:
        yard.open("sup1").cases.repin(number, word, {}, "修订")
    assert f"没有定义“{word}”" in str(wrong.value)


def test_a_version_number_given_twice_is_ambiguous(yard: Yard) -> None:
    """Two stored definitions of one number are told apart by hash only; what was only proposed is no law."""
    (number,) = yard.hazards(("S-1", {}))
    offer = pack_offer(library(yard.folder / "strict", *STRICTER).definition("yard"))
    ledger = yard.open("sup1")
    with ledger.desk.writing(ledger.desk.whoami()) as log:
        record(log, [offer], PROPOSED)

    with pytest.raises(InputError) as wrong:
        yard.open("sup1").cases.repin(number, "1", {}, "修订")

    assert "“1”对应 2 个存档的定义" in str(wrong.value)
    key = offer.edition.hash
    assert key[:12] in str(wrong.value)
    with pytest.raises(Refused, match="由“sup1”提议采用，还须由另一位主管"):
        yard.open("sup1").cases.repin(number, key[:12], {}, "修订")


def test_a_stale_view_is_a_conflict(yard: Yard) -> None:
    (number,) = yard.hazards(("S-1", {}))
    seen = yard.case(number).last_event
    yard.take(number, ("sup1", "issue"))
    yard.edit(*NUMBERED)

    with pytest.raises(Conflict):
        yard.open("sup1").cases.repin(number, "installed", {}, "修订", base=seen)
    assert yard.open("sup1").cases.repin(number, "installed", {}, "修订", base=yard.case(number).last_event) is not None


def test_of_two_movers_one_is_late(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    """What happens between looking and writing is seen under the lock."""
    (number,) = yard.hazards(("S-1", {}))
    yard.edit(*NUMBERED)
    slow = yard.open("sup1")
    writing = slow.desk.writing

    def late(person: Any) -> Any:
        yard.take(number, ("sup2", "drop"))
        return writing(person)

    monkeypatch.setattr(slow.desk, "writing", late)
    with pytest.raises(Refused, match="已办结"):
        slow.cases.repin(number, "installed", {}, "修订")
    whole(yard)


# --- proof ------------------------------------------------------------------------------------------------------


def test_a_line_that_hides_the_move_is_found(yard: Yard) -> None:
    number = yard.waiting()
    yard.edit(*NUMBERED, *RENAMED)
    yard.open("sup1").cases.repin(number, "installed", {"waiting": "paused"}, "修订")

    yard.tamper("UPDATE caserow SET state = 'waiting', state_title = '延期待批', pack_version = '1'")

    assert any("pack_version" in problem.what for problem in yard.open("sup1").verify())


def test_a_pinned_definition_nobody_adopted_is_found(yard: Yard) -> None:
    """Every version a case stands under is kept."""
    (number,) = yard.hazards(("S-1", {}))
    yard.edit(*NUMBERED)
    yard.open("sup1").cases.repin(number, "installed", {}, "修订")
    key = yard.case(number).definition

    yard.tamper(
        f"DELETE FROM definitionrow WHERE hash = '{key}'",
        f"DELETE FROM eventrow WHERE kind LIKE 'definition.%' AND body LIKE '%{key}%'",
    )

    assert any(f"隐患所依的定义 {key[:12]} 没有存档" in problem.what for problem in yard.open("sup1").verify())


@pytest.mark.parametrize("reason", HOSTILE[:2])
def test_the_workbook_tells_the_move(yard: Yard, reason: str) -> None:
    """In Chinese, as text; steps before it keep the field titles of their own version."""
    import openpyxl

    number = yard.waiting()
    yard.edit(*NUMBERED, *RENAMED, (FLOW_FILE, "title: 整改期限", "title: 限期"))
    yard.open("sup1").cases.repin(number, "installed", {"waiting": "paused"}, reason)

    path = workbook.write(yard.open("sup1"), yard.folder / "台账.xlsx").path

    sheet = openpyxl.load_workbook(path)["流转记录"]
    head, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    at = next(n for n, row in enumerate([head, *rows]) if "动作" in row)
    titles = [head, *rows][at]
    steps = [dict(zip(titles, row, strict=True)) for row in rows[at:]]
    moved = next(step for step in steps if step["动作"] == "改依新版检查表")
    assert moved["填写内容"] == f"1 → 2，状态“延期待批”→“暂缓”，理由：{reason}"
    assert (moved["从状态"], moved["到状态"]) == ("延期待批", "暂缓")
    issued = next(step for step in steps if step["动作"] == "签发")
    assert "整改期限：7 日" in str(issued["填写内容"])


# --- impact -----------------------------------------------------------------------------------------------------


def found(impact: Impact) -> dict[tuple[str, str], list[str]]:
    return {(finding.kind, finding.text): sorted(finding.numbers) for finding in impact.findings}


def test_what_another_version_would_change(yard: Yard) -> None:
    """Grades, failures and items that change, states to be decided, promises, waiting times; and nothing is stored."""
    deep, mid, shallow, pile = yard.hazards(
        ("S-2", {"depth": "6"}), ("S-2", {"depth": "4"}), ("S-2", {"depth": "1.8", "shored": "true"}), ("S-3", {})
    )
    yard.take(deep, ("sup1", "issue"), ("insp1", "ask"))
    yard.take(mid, ("sup1", "issue"), ("insp2", "reply"))
    yard.take(shallow, ("sup1", "issue"))
    yard.take(pile, ("sup1", "drop"))
    before = yard.snapshot()

    seen = yard.open("insp1").definitions.impact(
        definition(yard.folder / "new", *NUMBERED, *STRICTER, *RENAMED, *FASTER)
    )

    assert (seen.answers, seen.failed, seen.open) == (4, 4, 3)
    assert found(seen) == {
        ("regraded", "由一般变为重大"): [mid],
        ("no_longer_failing", "S-2 基坑过深：按所填的值不再是不合格"): [shallow],
        ("item_gone", "新版没有检查项 S-3 堆料过高"): [pile],
        ("state_unknown", "新流程没有状态“延期待批”（waiting），需要决定改到哪个状态"): [deep],
        ("time_limit", "状态“已回复”的时限 10 日 → 5 日（缩短）"): [mid],
    }
    assert yard.snapshot() == before


def test_periods_and_promises_of_open_cases(yard: Yard) -> None:
    """A shorter longest period concerns those still to be ordered; a new step those already past it."""
    early, late = yard.hazards(("S-1", {}), ("S-1", {}))
    yard.take(late, ("sup1", "issue"))

    faster = yard.open("sup1").definitions.impact(definition(yard.folder / "faster", *NUMBERED, *FASTER))
    briefed = yard.open("sup1").definitions.impact(definition(yard.folder / "briefed", *NUMBERED, *BRIEFED))

    assert found(faster) == {("time_limit", "“整改期限”最长 30 日 → 15 日（缩短）"): [early]}
    assert found(briefed) == {("promise_broken", "守不住新流程的承诺“没有交底不得销号”"): [late]}


def test_passed_answers_that_would_fail(yard: Yard) -> None:
    """A stricter limit shows in what was passed; an answer without a case is named by its subject."""
    shop = SubjectInput(key="shop-9", kind="shop", name="[/]=1+1", region="530600")
    passed = AnswerInput(subject="shop-9", item="S-2", answer="pass", values={"depth": "1.4", "shored": "true"})
    given = yard.given(subjects=(shop,), answers=(passed,), pack="yard")
    yard.open("insp1").inspections.run(given, yard.folder)

    seen = yard.open("sup1").definitions.impact(
        definition(yard.folder / "new", *NUMBERED, ("packs/yard.yaml", 'value: "1.5"', 'value: "1.2"'))
    )

    assert found(seen) == {("newly_failing", "S-2 基坑过深：按所填的值成为不合格"): ["[/]=1+1 S-2"]}


def test_the_same_version_has_no_impact(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted all the same, page by page."""
    from inspect_engine.ledger import paging
    from inspect_engine.ledger.definitions import impact

    monkeypatch.setattr(paging, "PAGE", 2)
    monkeypatch.setattr(impact, "PAGE", 2)
    yard.hazards(*[("S-1", {})] * 5)

    seen = yard.open("sup1").definitions.impact(yard.lists.definition("yard"))

    assert (seen.answers, seen.failed, seen.open, seen.findings) == (5, 5, 5, [])


def test_impact_is_not_for_the_units(yard: Yard) -> None:
    with pytest.raises(Refused, match="须由"):
        yard.open("op1").definitions.impact(yard.lists.definition("yard"))


@pytest.mark.long
def test_the_demo_under_a_changed_gas_checklist(tmp_path: Path) -> None:
    """Counts over the sample ledger agree with counting its events by hand."""
    ledger = story.play(sample_folder(), tmp_path / "ledger.db", lambda text: None)
    new = changed_gas(load_library())
    opened = [ledger.cases.history(line.id)[0].event.data for line in ledger.cases.page(CaseFilter(), limit=1000)]
    gone = {item.id for item in load_library().definition("gas").pack.items} - {item.id for item in new.pack.items}
    regraded = Counter(data["severity"] for data in opened if data["item"] not in gone)
    open_in = Counter(line.state for line in ledger.cases.page(CaseFilter(open=True), limit=1000))

    seen = ledger.definitions.impact(new)

    counts = Counter({finding.kind: 0 for finding in seen.findings})
    for finding in seen.findings:
        counts[finding.kind] += len(finding.numbers)
    rows = [answer for row in ledger.inspections.all() for answer in ledger.inspections.get(row.id).answers]
    assert seen.answers == len(rows)
    assert seen.failed == len(opened) == sum(answer.answer == "fail" for answer in rows)
    assert seen.open == open_in.total()
    assert counts["item_gone"] == sum(answer.item in gone for answer in rows) > 0
    assert counts["regraded"] == regraded["general"] + regraded["pending"] > 0
    assert counts["state_unknown"] == open_in["rectifying"] > 0
    assert ledger.verify() == []


def changed_gas(lists: Library) -> Definition:
    """The gas checklist with every failure major, its first item of the sample gone, and 整改中 under another name."""
    old = lists.definition("gas")

    def item(one: Item) -> Item:
        return one.model_copy(update={"severity": (one.severity[-1].model_copy(update={"is_": "major", "by": None}),)})

    sections = [
        section.model_copy(update={"items": tuple(item(one) for one in section.items if one.id != "GAS-MH-4.1")})
        for section in old.pack.sections
    ]
    flow = old.workflows["hazard"]
    states = {("improving" if name == "rectifying" else name): state for name, state in flow.states.items()}
    steps = [
        step.model_copy(
            update={
                "from_": tuple("improving" if name == "rectifying" else name for name in step.from_),
                "to": "improving" if step.to == "rectifying" else step.to,
            }
        )
        for step in flow.transitions
    ]
    changed = flow.model_copy(update={"states": states, "transitions": tuple(steps)})
    pack = old.pack.model_copy(update={"sections": tuple(sections), "version": "next"})
    return old.model_copy(update={"pack": pack, "workflows": {**old.workflows, "hazard": changed}})

"""The register of units over a real ledger: who sees what, and what is derived of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inspect_engine.domain.inspections import AnswerInput, InspectionInput, SubjectInput
from inspect_engine.domain.units.register import UNSAID
from inspect_engine.domain.workflow.guards import Attempt, own_party_only
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger import CaseFilter, Ledger
from inspect_engine.ledger.inspections import ItemKey
from inspect_engine.storage import queries
from tests.conftest import Desk
from tests.storage.forging import Forger

SPELLINGS = "甲燃气（集团）公司", "甲燃气(集团)公司", "甲燃气 （集团） 公司", "甲燃氣（集團）公司"


@pytest.fixture
def spelled(desk: Desk) -> Desk:
    """Four shops of one unit, each under another spelling, a failed item at each; and the unit's account."""
    desk.as_("sup1").people.add("firm", "甲负责人", ["responsible"], "甲燃气(集团) 公司", new_unit=True)
    _inspect(desk, dict(enumerate(SPELLINGS)))
    return desk


def _inspect(desk: Desk, parties: dict[int, str], **answer: object) -> None:
    subjects = tuple(
        SubjectInput(key=f"s-{n}", kind="catering", name=f"店{n}", region="530602", fields={"party": party})
        for n, party in parties.items()
    )
    answers = tuple(
        AnswerInput.model_validate(
            {"subject": each.key, "item": "CAT-01", "answer": "fail", "values": {"state": "none"}, **answer}
        )
        for each in subjects
    )
    given = InspectionInput(
        pack="gas", date=desk.moment.date(), inspectors=("insp1",), subjects=subjects, answers=answers
    )
    desk.as_("insp1").inspections.run(given)


def _numbers(ledger: Ledger, chosen: CaseFilter | None = None) -> list[str]:
    return [line.number for line in ledger.cases.iterate(chosen)]


def test_a_unit_sees_all_that_is_its_own_however_it_is_spelled(spelled: Desk) -> None:
    """Lists, counts, filters and single cases say the same; another unit sees nothing."""
    mine, every = spelled.as_("firm").cases, _numbers(spelled.as_("sup1"))
    assert _numbers(spelled.as_("firm")) == every
    assert mine.count() == len(every) == 4
    assert [mine.get(number).number for number in every] == every
    for order in ("opened", "due"):
        assert [line.number for line in mine.page(order=order, limit=3)] == every[:3]
        assert [line.number for line in mine.page(order=order, limit=3, offset=3)] == every[3:]
    for party in SPELLINGS:
        assert _numbers(spelled.as_("sup1"), CaseFilter(party=party)) == every
    assert _numbers(spelled.as_("resp1")) == []
    with pytest.raises(InputError):
        spelled.as_("resp1").cases.get(every[0])


def test_what_paper_does_not_name_is_no_unit_to_be_merged(spelled: Desk) -> None:
    """Several units may stand behind it: merged with one, their hazards would be its."""
    boss = spelled.as_("sup1")
    Forger(spelled.path).append("unit.added", {"on": "2022-02-17", "name": UNSAID}, "sup1")
    with pytest.raises(Refused, match="纸面上没有写的"):
        boss.units.merge(UNSAID, SPELLINGS[0])


def test_merged_units_see_what_is_of_either_and_it_can_be_rebuilt(spelled: Desk) -> None:
    """Rows are a function of the events: rebuild finds nothing to change, verify nothing amiss."""
    _inspect(spelled, {7: "乙石油公司"})
    boss = spelled.as_("sup1")
    assert len(_numbers(spelled.as_("firm"))) == 4
    boss.units.merge("乙石油公司", SPELLINGS[0])
    assert len(_numbers(spelled.as_("firm"))) == 5
    assert [line.number for line in spelled.as_("firm").cases.page(order="due", limit=9)] == _numbers(boss)
    boss.units.alias(SPELLINGS[1], "甲气")
    boss.units.rename("甲气", "甲能源公司")
    assert boss.units.show("乙石油公司").unit.name == "甲能源公司"
    assert boss.verify() == []
    assert boss.keeping.rebuild() == []


def test_who_is_liable_beside_another_sees_and_does_not_answer(desk: Desk) -> None:
    """The lead answers; nobody of either decides."""
    boss = desk.as_("sup1")
    boss.people.add("lead", "牵头的", ["responsible"], "甲燃气公司", new_unit=True)
    boss.people.add("beside", "一起的", ["responsible", "supervisor"], "乙石油公司", new_unit=True)
    boss.people.add("other", "旁人", ["responsible"], "丙物业公司", new_unit=True)
    _inspect(desk, {1: "甲燃气公司"}, co_units=("乙石油公司", "甲燃气公司"))
    number = _numbers(boss)[0]
    case = boss.cases.get(number)
    assert (case.party, case.co_units) == ("甲燃气公司", ("乙石油公司",))
    assert _numbers(desk.as_("lead")) == [number]
    assert _numbers(desk.as_("other")) == []
    with pytest.raises(Refused, match="外单位"):
        desk.as_("beside").cases.act(number, "grade", {"severity": "general", "reason": "一般"})
    assert boss.verify() == []


def test_an_account_of_one_beside_reads_it(desk: Desk) -> None:
    boss = desk.as_("sup1")
    boss.people.add("beside", "一起的", ["responsible"], "乙石油公司", new_unit=True)
    _inspect(desk, {1: "甲燃气公司"}, co_units=("乙石油 公司",))
    number = _numbers(boss)[0]
    assert _numbers(desk.as_("beside")) == [number]
    assert desk.as_("beside").cases.get(number).number == number
    case = desk.as_("beside").cases.get(number)
    flow = boss.definitions.lifecycle(case).workflow
    reply = next(step for step in flow.transitions if step.mark == "replied")
    attempt = Attempt(case, desk.as_("beside").desk.whoami(), desk.moment.date(), {}, 0, {})
    assert [*own_party_only(flow, reply, attempt)] == ["责任单位是“甲燃气公司”，你属于“乙石油公司”"]


def test_a_unit_nobody_knows_has_no_account(spelled: Desk) -> None:
    boss, before = spelled.as_("sup1"), spelled.as_("sup1").desk.head.count
    for party, told in (("没有的公司", "没有单位"), ("甲燃汽（集团）公司", "相近")):
        with pytest.raises(InputError, match=told):
            boss.people.add("new", "新人", ["responsible"], party)
    with pytest.raises(Refused, match="相近"):
        boss.people.add("new", "新人", ["responsible"], "甲燃汽（集团）公司", new_unit=True)
    assert boss.desk.head.count == before


def test_a_case_keeps_the_unit_that_it_was_opened_with(spelled: Desk) -> None:
    """The subject changes hands; what was found before stays where it was."""
    before = _numbers(spelled.as_("firm"))
    subject = SubjectInput(key="s-0", kind="catering", name="店0", region="530602", fields={"party": "丁公司"})
    spelled.as_("sup1").subjects.add("gas", subject)
    assert _numbers(spelled.as_("firm")) == before


def test_asking_about_a_unit_costs_the_same_among_thousands(desk: Desk, tmp_path: Path) -> None:
    """Statements and rows are counted for one question among 20 units and among 2,000."""
    boss = desk.as_("sup1")
    told = {few: list(_asked(boss, few)) for few in (20, 2000)}
    assert told[20][0] == told[2000][0]
    assert told[2000][1] <= 128 * len("云南玖玖建没工程有限公司")


def _asked(boss: Ledger, count: int) -> Iterator[int]:
    """Statements that a near miss takes, and the rows that they give, with so many units there."""
    import sqlite3

    from inspect_engine.domain.units import folded
    from inspect_engine.domain.units.near import grams, nearest

    memory = sqlite3.connect(":memory:")
    memory.execute("CREATE TABLE unitgramrow (gram, name, PRIMARY KEY (gram, name)) WITHOUT ROWID")
    for n in range(count):
        name = folded(f"云南{chr(0x4E00 + n % 97 * 7)}{chr(0x5E00 + n // 97 * 11)}建设工程有限公司")
        memory.executemany("INSERT OR IGNORE INTO unitgramrow VALUES (?, ?)", [(gram, name) for gram in grams(name)])
    statements: list[str] = []
    memory.set_trace_callback(statements.append)
    rows: list[int] = []

    def read(gram: str, most: int) -> list[str]:
        sql = "SELECT name FROM unitgramrow WHERE gram = ? ORDER BY name LIMIT ?"
        found = [row[0] for row in memory.execute(sql, (gram, most))]
        rows.append(len(found))
        return found

    nearest("云南玖玖建没工程有限公司", read)
    yield len(statements)
    yield sum(rows)


def test_a_list_of_one_unit_is_read_from_an_index(spelled: Desk) -> None:
    """Neither a page of one unit nor of one under several names is sorted, or gone through as a whole."""
    boss = spelled.as_("sup1")
    seen = boss.desk.seen(CaseFilter(party=SPELLINGS[0]))
    with boss.desk.reading() as connection:
        plans: list[str] = []
        statements: list[str] = []
        connection.set_trace_callback(statements.append)
        queries.case_lines(connection, seen, order="due", limit=5)
        connection.set_trace_callback(None)
        for each in statements:
            plans += [str(row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {each}")]
    assert any("caserow_unit_due" in plan for plan in plans)
    assert not any(plan.startswith("SCAN caserow") for plan in plans)


def test_the_unit_that_an_inspector_chose_wrongly_is_put_right(desk: Desk) -> None:
    """On record, by another; the case follows, and so does who sees it."""
    boss = desk.as_("sup1")
    boss.people.add("right", "该管的", ["responsible"], "乙石油公司", new_unit=True)
    boss.people.add("wrong", "不该管的", ["responsible"], "丙物业公司", new_unit=True)
    _inspect(desk, {9: "乙石油公司"}, unit="丙物业公司")
    (line,) = boss.cases.iterate()
    assert (_numbers(desk.as_("wrong")), _numbers(desk.as_("right"))) == ([line.number], [])
    key = ItemKey("s-9", "CAT-01")
    boss.corrections.inspections.correct(line.inspection, key, {"unit": " 乙石油公司 "}, "选错了单位")
    assert boss.cases.get(line.number).party == "乙石油公司"
    assert (_numbers(desk.as_("wrong")), _numbers(desk.as_("right"))) == ([], [line.number])
    assert boss.verify() == []
    assert boss.keeping.rebuild() == []


CODE = "91350100M000100Y43"


def test_by_code_and_alias_an_inspector_takes_nobodys_hazards(desk: Desk) -> None:
    """They decide who sees what everywhere, as ``unit alias`` does; a code can be given to a registered unit later."""
    boss, inspector = desk.as_("sup1"), desk.as_("insp1")
    for more in ({"aliases": ["蓝天集团"]}, {"code": CODE}):
        with pytest.raises(Refused, match="变更单位"):
            inspector.units.add("红星物业", **more)
    inspector.units.add("红星物业", kind="物业")
    with pytest.raises(Refused, match="变更单位"):
        inspector.units.add("红星物业", code=CODE)
    with pytest.raises(Refused, match="已登记"):
        boss.units.add("红星物业", code=CODE, aliases=["红星"])
    unit = boss.units.add("红星物业", code=CODE)
    assert (unit.code, unit.kind, boss.units.show(CODE).unit) == (CODE, "物业", unit)
    with pytest.raises(Refused, match="已登记"):
        boss.units.add("红星物业", code=CODE)
    assert boss.verify() == []
    assert boss.keeping.rebuild() == []
    Forger(desk.path).append("unit.added", {"on": "2022-02-17", "name": "绿地物业", "aliases": ["蓝天集团"]}, "insp1")
    assert "须由主管办理" in "\n".join(map(str, boss.verify()))


def test_a_unit_and_one_above_it_are_never_one(desk: Desk) -> None:
    """Not when the one above has been merged, nor over several, nor in a circle."""
    units = desk.as_("sup1").units
    units.add("甲甲集团")
    units.add("乙乙集团", parent="甲甲集团")
    units.add("丙丙集团", parent="乙乙集团")
    units.add("丁丁集团")
    units.add("戊戊集团", parent="丁丁集团")
    units.add("己己集团")
    units.merge("丁丁集团", "甲甲集团")
    units.merge("丙丙集团", "己己集团")
    for pair in (
        ("戊戊集团", "甲甲集团"),
        ("甲甲集团", "戊戊集团"),
        ("甲甲集团", "己己集团"),
        ("己己集团", "乙乙集团"),
    ):
        with pytest.raises(Refused, match="上下级"):
            units.merge(*pair)
    assert units.show("丙丙集团").parent == units.show("乙乙集团").unit
    assert desk.as_("sup1").verify() == []
    assert desk.as_("sup1").keeping.rebuild() == []


def test_a_unit_met_is_not_registered_below_its_own(desk: Desk) -> None:
    boss = desk.as_("sup1")
    _inspect(desk, {1: "庚庚物业"})
    boss.units.add("辛辛物业", parent="庚庚物业")
    with pytest.raises(Refused, match="它的下级"):
        boss.units.add("庚庚物业", parent="辛辛物业")


@pytest.mark.parametrize("name", ["坏\u202e公司", "坏\u200b公司", "坏\x1b[31m公司"])
def test_a_name_has_nothing_unseen_in_it(desk: Desk, name: str) -> None:
    boss = desk.as_("sup1")
    with pytest.raises(Refused, match="看不见的字符：坏‹U"):
        boss.units.add(name)
    boss.units.add("好公司")
    for act in (boss.units.rename, boss.units.alias):
        with pytest.raises(Refused, match="看不见"):
            act("好公司", name)
    with pytest.raises(Refused, match="看不见"):
        boss.people.add("new", "新人", ["responsible"], name, new_unit=True)


def test_an_answer_put_right_names_its_units_as_they_were_written(desk: Desk) -> None:
    """They have other names by now: what else the answer says is put right, and they are not."""
    _inspect(desk, {0: "甲处"}, unit="丙处", co_units=("乙处",))
    boss = desk.as_("sup1")
    for name in ("甲处", "乙处", "丙处"):
        boss.units.rename(name, f"{name}二公司")
    number = _numbers(boss)[0]
    inspections, key = boss.corrections.inspections, ItemKey("s-0", "CAT-01")
    case = boss.cases.get(number)
    inspections.correct(case.inspection, key, {"note": "补写"}, "漏写")
    case = boss.cases.get(number)
    assert (case.note, case.party, case.co_units) == ("补写", "丙处", ("乙处",))
    answer = next(each for each in boss.inspections.get(case.inspection).answers if each.key == key)
    assert (answer.unit, answer.co_units) == ("丙处", ("乙处",))
    inspections.correct(case.inspection, key, {"unit": "甲处"}, "写错")
    assert boss.cases.get(number).party == "甲处二公司"
    assert boss.verify() == []


def test_what_paper_left_unsaid_is_typed_nowhere_as_a_unit(desk: Desk) -> None:
    """Not at a place, in a role, of a finding, of a person, in the register: who was put there would have them all."""
    boss, inspector = desk.as_("sup1"), desk.as_("insp1")
    shop = {"kind": "catering", "region": "530602"}
    inspector.subjects.add("gas", SubjectInput(key="s", name="店", fields={"party": "甲处"}, **shop))
    typed: list[Callable[[str], object]] = [
        lambda text: inspector.subjects.add("gas", SubjectInput(key="t", name="店二", fields={"party": text}, **shop)),
        lambda text: inspector.subjects.add("gas", SubjectInput(key="t", name=text, **shop)),
        lambda text: inspector.subjects.add("gas", SubjectInput(key="s", name="店", fields={"party": text}, **shop)),
        lambda text: inspector.places.rename("s", "新店", party=text),
        lambda text: boss.corrections.subjects.correct("s", {"party": text}, "录错"),
        lambda text: boss.people.add("new", "新人", ["responsible"], text, new_unit=True),
        boss.units.add,
        lambda text: boss.units.add("甲处", aliases=[text]),
        lambda text: _inspect(desk, {3: "甲处"}, unit=text),
        lambda text: _inspect(desk, {3: "甲处"}, co_units=(text,)),
    ]
    for act in typed:
        for text in (UNSAID, "(纸面 未写)"):
            with pytest.raises((InputError, Refused), match="不是一个单位"):
                act(text)
    assert [each.key for each in inspector.subjects.find()] == ["s"]
    assert boss.verify() == []


def test_a_placeholder_forged_as_a_places_unit(desk: Desk) -> None:
    desk.as_("insp1").subjects.add("gas", SubjectInput(key="s", kind="catering", name="店", region="530602"))
    said = {"on": "2022-02-17", "key": "s", "was": "店", "name": "新店", "party": UNSAID}
    Forger(desk.path).append("subject.renamed", said, "insp1")
    assert "不是一个单位" in "\n".join(map(str, desk.as_("sup1").verify()))


def test_a_place_keeps_its_unit_where_a_file_says_none(desk: Desk) -> None:
    """What differs from its name was said before, or is the one that it had when it was called otherwise."""
    ledger, shop = desk.as_("insp1"), {"kind": "catering", "region": "530602"}
    ledger.subjects.add("gas", SubjectInput(key="s", name="店", fields={"party": "甲处"}, **shop))
    ledger.subjects.add("gas", SubjectInput(key="t", name="老店", **shop))
    ledger.places.rename("t", "新店")
    subjects = SubjectInput(key="s", name="店", **shop), SubjectInput(key="t", name="新店", **shop)
    answers = tuple(
        AnswerInput(subject=each.key, item="CAT-01", answer="fail", values={"state": "none"}, sure=True)
        for each in subjects
    )
    given = {"pack": "gas", "date": desk.moment.date(), "inspectors": ("insp1",), "subjects": subjects}
    ledger.inspections.run(InspectionInput(**given, answers=answers))
    assert [ledger.subjects.named(key).party for key in "st"] == ["甲处", "老店"]
    assert sorted(line.party for line in ledger.cases.iterate()) == ["甲处", "老店"]
    ledger.subjects.add("gas", subjects[0].model_copy(update={"fields": {"party": "乙处"}}))
    ledger.subjects.add("gas", subjects[0])
    assert ledger.subjects.named("s").party == "乙处"
    assert ledger.verify() == []
    assert desk.as_("sup1").keeping.rebuild() == []

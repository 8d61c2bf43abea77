"""Whose hand puts right what: no rectifier's, no liable unit's; two for offices, due dates and replies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspect_engine.domain.cases import fold
from inspect_engine.domain.corrections import CORRECTED, PROPOSED, Change, record
from inspect_engine.domain.inspections import AnswerInput, SubjectInput
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger.inspections import ItemKey
from tests.conftest import enrol
from tests.storage.forging import Forger

if TYPE_CHECKING:
    from inspect_engine.domain.cases import Case
    from tests.storage.conftest import SqliteWorld

BARRED = "参与过本事项的整改|须由外单位的人更正"


def told(world: SqliteWorld) -> str:
    return "\n".join(str(each) for each in world.open("sup1").verify())


def case(world: SqliteWorld, number: str) -> Case:
    return world.open("sup1").cases.get(number)


def late_sup(world: SqliteWorld, name: str, party: str | None = None) -> None:
    """One more supervisor, who inspects as well, and answers for a unit where one is named."""
    roles = ["supervisor", "inspector", *(["responsible"] if party else [])]
    enrol(world.open("sup1"), name, f"兼任{name}", roles, party)


def shared(world: SqliteWorld) -> str:
    """A new case for which 甲处 is liable, and 乙处 beside it."""
    shop = SubjectInput(key="co", kind="shop", name="共责店", region="530602", fields={"party": "甲处"})
    answer = AnswerInput(subject="co", item="S-1", answer="fail", sure=True, co_units=("乙处",))
    done = world.open("insp1").inspections.run(world.given(subjects=(shop,), answers=(answer,)))
    world.sign()
    return done.cases[0].number


class TestRectifiersAndLiableUnits:
    """6: who answers for a hazard, or has rectified it, does not say what was found."""

    def test_a_finder_who_replied_puts_right_his_reply_and_not_his_finding(self, file: SqliteWorld) -> None:
        [number] = file.fixing()
        insp1 = file.open("insp1")
        insp1.cases.act(number, "reply", {"performed_by": "insp1"})
        for sets in ({"note": "其实没有问题"}, {"part": "别处"}, {"note": "没有", "performed_by": "王某"}):
            with pytest.raises(Refused, match=BARRED):
                insp1.corrections.cases.correct(number, sets, "写错")
        key, inspection = ItemKey("shop-0", "S-1"), case(file, number).inspection
        with pytest.raises(Refused, match=BARRED):
            insp1.corrections.inspections.correct(inspection, key, {"note": "没问题"}, "写错")
        assert insp1.corrections.cases.correct(number, {"performed_by": "王某"}, "写错").kind == CORRECTED
        assert told(file) == ""

    def test_a_supervisor_of_the_unit_who_replied_for_it(self, file: SqliteWorld) -> None:
        late_sup(file, "sup4", "商铺0")
        [number] = file.fixing()
        file.open("sup4").cases.act(number, "reply", {"performed_by": "sup4"})
        file.pass_days(1)
        with pytest.raises(Refused, match=BARRED):
            file.open("sup4").corrections.cases.correct(number, {"note": "没有问题"}, "写错")

    @pytest.mark.parametrize("party", [None, "商铺0"])
    def test_nor_confirms_what_another_proposed(self, file: SqliteWorld, party: str | None) -> None:
        late_sup(file, "sup4", party)
        [number] = file.fixing()
        file.open("sup4").cases.act(number, "reply", {"performed_by": "sup4"})
        assert file.open("sup1").corrections.cases.take_back(number, "附错").kind == PROPOSED
        with pytest.raises(Refused, match=BARRED):
            file.open("sup4").corrections.cases.confirm(number)

    def test_a_rectifier_by_way_of_the_subject(self, file: SqliteWorld) -> None:
        late_sup(file, "sup5")
        [number] = file.fixing()
        file.open("sup5").cases.act(number, "reply", {"performed_by": "sup5"})
        file.pass_days(1)
        room = file.open("sup5").corrections.subjects
        with pytest.raises(Refused, match=f"{number}.*参与过本事项的整改"):
            room.correct("shop-0", {"name": "无关店", "party": "无关单位"}, "录错")
        assert case(file, number).party == "商铺0"
        root, copy = file.open("sup2").corrections.subjects.correct("shop-0", {"region": "530602"}, "录错")
        assert (root.kind, copy.case) == (CORRECTED, case(file, number).id)
        assert told(file) == ""

    def test_a_co_liable_unit_by_way_of_the_subject(self, file: SqliteWorld) -> None:
        number = shared(file)
        enrol(file.open("sup1"), "supU", "主管乙处", ["supervisor"], "乙处")
        with pytest.raises(Refused, match="须由外单位的人更正"):
            file.open("supU").corrections.subjects.correct("co", {"name": "改名店", "party": "丙处"}, "录错")
        assert case(file, number).units == ("甲处", "乙处")

    def test_verify_names_what_was_forged(self, file: SqliteWorld) -> None:
        late_sup(file, "sup5")
        [number] = file.fixing()
        file.open("sup5").cases.act(number, "reply", {"performed_by": "sup5"})
        today, subject = file.now.date(), file.open("sup1").subjects.find(keys=["shop-0"])[0]
        change = Change("name", "名称", "商铺0", "无关店"), Change("party", "责任单位", "商铺0", "无关店")
        now = {**subject.plain(), "name": "无关店", "party": "无关店"}
        made = {**record("subject", "shop-0", change, "录错", today, ["sup5"]), "subject": now}
        Forger(file.path).append(CORRECTED, made, "sup5", via="passphrase")
        assert "参与过本事项的整改" in told(file)

    def test_verify_names_a_forged_note(self, file: SqliteWorld) -> None:
        late_sup(file, "sup5")
        [number] = file.fixing()
        file.open("sup5").cases.act(number, "reply", {"performed_by": "sup5"})
        made = record("case", number, [Change("note", "备注", "", "没有问题")], "写错", file.now.date(), ["sup5"])
        forger = Forger(file.path)
        forger.append(CORRECTED, made, "sup5", case=forger.case(number), via="passphrase")
        assert "参与过本事项的整改" in told(file)


class TestOfficials:
    """9: what an official is, and of which unit, takes two, one step at a time as well."""

    def roles_and_party(self, world: SqliteWorld, name: str) -> tuple[list[str], str | None]:
        [found] = [user for user in world.open("sup1").people.all() if user.name == name]
        return sorted(found.roles), found.party

    @pytest.mark.parametrize(
        "sets", [{"roles": "responsible"}, {"party": "别的单位"}, {"party": ""}, {"roles": "inspector,supervisor"}]
    )
    def test_an_official_by_one_hand(self, file: SqliteWorld, sets: dict[str, str]) -> None:
        sup1 = file.open("sup1")
        sup1.people.add("i7", "借调", ["inspector"], "商铺0")
        sup1.units.add("别的单位")
        before = self.roles_and_party(file, "i7")
        assert sup1.corrections.people.correct("i7", sets, "录错").kind == PROPOSED
        assert self.roles_and_party(file, "i7") == before
        file.open("sup2").corrections.people.confirm("i7")
        assert self.roles_and_party(file, "i7") != before
        assert told(file) == ""

    def test_a_units_account_becomes_an_inspector_by_two(self, file: SqliteWorld) -> None:
        room = file.open("sup1").corrections.people
        file.open("sup1").units.add("别的单位")
        assert room.correct("op1", {"party": "别的单位"}, "录错").kind == CORRECTED
        assert room.correct("op1", {"roles": "inspector"}, "录错").kind == PROPOSED

    def test_a_name_takes_one_and_who_is_concerned_is_no_second(self, file: SqliteWorld) -> None:
        """Where the only other supervisor is the one who is put right, nobody could confirm it."""
        room = file.open("sup1").corrections.people
        assert room.correct("insp1", {"title": "检查员丙"}, "录错").kind == CORRECTED
        assert room.correct("sup2", {"roles": "inspector"}, "录错").kind == CORRECTED
        assert told(file) == ""

    @pytest.mark.parametrize(("second", "was", "comes"), [("5306", "5306", "5303"), ("5303", "5306", "5303")])
    def test_another_region_leaves_no_second_behind(self, file: SqliteWorld, second: str, was: str, comes: str) -> None:
        """The second is asked for where he was and where he comes to: who is there for one of them confirms."""
        sup1 = file.open("sup1")
        enrol(sup1, "supR", "主管丁", ["supervisor"], region=second)
        sup1.people.add("i7", "借调", ["inspector"], region=was)
        sup1.people.disable("sup2")
        sets = {"roles": "supervisor", "region": comes}
        assert sup1.corrections.people.correct("i7", sets, "录错").kind == PROPOSED
        assert self.roles_and_party(file, "i7")[0] == ["inspector"]
        assert file.open("supR").corrections.people.confirm("i7").kind == CORRECTED
        assert self.roles_and_party(file, "i7")[0] == ["supervisor"]
        assert told(file) == ""

    def test_who_is_there_for_neither_region_confirms_nothing(self, file: SqliteWorld) -> None:
        sup1 = file.open("sup1")
        enrol(sup1, "supR", "主管丁", ["supervisor"], region="5301")
        sup1.people.add("i7", "借调", ["inspector"], region="5306")
        assert sup1.corrections.people.correct("i7", {"roles": "supervisor", "region": "5303"}, "录错").kind == PROPOSED
        with pytest.raises(InputError, match="没有登记"):
            file.open("supR").corrections.people.confirm("i7")

    def test_verify_names_one_hand(self, file: SqliteWorld) -> None:
        user = {"title": "检查员甲", "roles": "responsible", "party": "商铺0", "region": "", "active": True}
        changes = [Change("roles", "角色", "inspector", "responsible"), Change("party", "单位", "", "商铺0")]
        made = {**record("user", "insp1", changes, "录错", file.now.date(), ["sup1"]), "user": user}
        Forger(file.path).append(CORRECTED, made, "sup1", via="os")
        assert "须由另一人确认才能更正" in told(file)


class TestTime:
    """10 and 11: what is late, and what came in time, is not one person's to say."""

    def test_a_later_due_date_takes_two(self, file: SqliteWorld) -> None:
        [number] = file.fixing()
        due = case(file, number).due_on
        file.pass_days(7)
        sup1 = file.open("sup1").corrections.cases
        assert sup1.correct(number, {"days": "60"}, "写错").kind == PROPOSED
        assert case(file, number).due_on == due
        file.open("sup2").corrections.cases.confirm(number)
        assert case(file, number).due_on != due
        assert told(file) == ""

    def test_an_earlier_one_takes_one(self, file: SqliteWorld) -> None:
        [number] = file.fixing()
        assert file.open("sup1").corrections.cases.correct(number, {"days": "5"}, "写错").kind == CORRECTED

    def test_verify_names_a_later_one_by_one(self, file: SqliteWorld) -> None:
        [number] = file.fixing()
        file.open("sup1").corrections.cases.correct(number, {"days": "60"}, "写错")
        forger = Forger(file.path)
        forger.append(CORRECTED, forger.last(PROPOSED)["data"], "sup1", case=forger.case(number))
        assert "须由另一人确认才能更正" in told(file)

    def replied(self, world: SqliteWorld) -> str:
        [number] = world.fixing()
        world.pass_days(3)
        world.open("op1").cases.act(number, "reply", {"performed_by": "op1"})
        world.pass_days(10)
        return number

    def test_a_reply_in_time_is_taken_back_by_two(self, file: SqliteWorld) -> None:
        number = self.replied(file)
        assert file.open("sup1").corrections.cases.take_back(number, "不认").kind == PROPOSED
        assert case(file, number).replied_in_time
        with pytest.raises(Refused, match="同一个人"):
            file.open("sup1").corrections.cases.confirm(number)
        file.open("sup2").corrections.cases.confirm(number)
        assert case(file, number).replied_in_time is None
        assert case(file, number).overdue(file.now.date())
        assert told(file) == ""

    def test_the_unit_takes_back_its_own_alone(self, file: SqliteWorld) -> None:
        number = self.replied(file)
        assert file.open("op1").corrections.cases.take_back(number, "附错").kind == CORRECTED
        assert told(file) == ""

    def test_verify_names_a_taking_back_by_one(self, file: SqliteWorld) -> None:
        number = self.replied(file)
        file.open("sup1").corrections.cases.take_back(number, "不认")
        forger = Forger(file.path)
        forger.append(CORRECTED, forger.last(PROPOSED)["data"], "sup1", case=forger.case(number))
        assert fold([entry.event for entry in file.open("sup1").cases.history(number)]).replied_in_time is None
        assert "须由另一人确认才能更正" in told(file)

"""One person is enrolled once, however his name is written; two of one name are told apart by a number."""

from __future__ import annotations

import pytest

from inspect_engine.errors import InputError, Refused
from tests.storage.conftest import SqliteWorld


@pytest.fixture
def office(world: SqliteWorld) -> SqliteWorld:
    founder = world.open("sup1")
    founder.people.add("li", "李四", ["inspector"])
    founder.people.add("wang", "王五（科长）", ["inspector"])
    founder.people.add("ali", "阿卜杜拉·买买提", ["inspector"])
    founder.people.add("zw", "张伟", ["inspector"])
    return world


@pytest.mark.parametrize(
    ("title", "who"),
    [
        ("李四（科长）", "li（李四）"),
        ("李四科长", "li（李四）"),
        ("副局长李四", "li（李四）"),
        ("某甲（李四）", "li（李四）"),
        ("王五", "wang（王五（科长））"),
        ("阿卜杜拉.买买提", "ali（阿卜杜拉·买买提）"),
        ("阿卜杜拉买买提", "ali（阿卜杜拉·买买提）"),
        ("張偉", "zw（张伟）"),
        ("Ｌｉ", "li（李四）"),
    ],
)
def test_somebody_enrolled_is_not_enrolled_again(office: SqliteWorld, title: str, who: str) -> None:
    before = office.snapshot()
    with pytest.raises(Refused, match="重名") as caught:
        office.open("sup1").people.add("second", title, ["supervisor"])
    assert who in str(caught.value)
    assert office.snapshot() == before


@pytest.mark.parametrize("title", ["李四光", "张伟民", "王伍", "阿卜杜拉·热合曼"])
def test_a_name_that_contains_another_is_another(office: SqliteWorld, title: str) -> None:
    assert office.open("sup1").people.add("second", title, ["inspector"]).title == title


@pytest.mark.parametrize(("name", "title"), [("x", "·"), ("x", "．•"), ("·", "张三丰")])
def test_nobody_is_called_by_stops_alone(office: SqliteWorld, name: str, title: str) -> None:
    """A text without a name would name him."""
    with pytest.raises(InputError, match="只有标点，不是名字"):
        office.open("sup1").people.add(name, title, ["viewer"])


def test_two_of_one_name_are_shown_with_a_number_and_asked_about(office: SqliteWorld) -> None:
    """Wherever the name alone is written, it is asked which of them is meant."""
    founder = office.open("sup1")
    assert founder.people.add("zw2", "张伟", ["inspector"], distinct="0412").title == "张伟（0412）"
    number = office.fixing()[0]
    with pytest.raises(InputError, match=r"“張偉”有 2 位：张伟（用户名 zw）、张伟（0412）（用户名 zw2）"):
        office.open("op1").cases.act(number, "reply", {"performed_by": "張偉"})
    event = office.open("op1").cases.act(number, "reply", {"performed_by": "张伟(0412)"})
    assert (event.data["values"]["performed_by"], event.data["persons"]) == ("zw2", ["op1", "zw2"])
    assert founder.verify() == []


def test_a_number_does_not_make_two_where_only_the_account_name_is_left(office: SqliteWorld) -> None:
    """Whose only name is the shared one has to get a number first: else nobody could name him any more."""
    founder = office.open("sup1")
    founder.people.add("孙悟", "孙悟", ["inspector"])
    with pytest.raises(Refused, match="user distinguish 孙悟"):
        founder.people.add("sw2", "孙悟", ["inspector"], distinct="77")
    assert founder.people.distinguish("孙悟", "12").title == "孙悟（12）"
    founder.people.add("sw2", "孙悟", ["inspector"], distinct="77")
    assert founder.verify() == []


@pytest.mark.parametrize("number", ["", "1", "零四", "a b", "()"])
def test_what_is_no_number_is_refused(office: SqliteWorld, number: str) -> None:
    with pytest.raises((InputError, Refused)):
        office.open("sup1").people.add("zw2", "张伟", ["inspector"], distinct=number)


@pytest.mark.parametrize("nobody", ["本单位", "商铺0", "商铺0负责人", "店主", "老王", "某某"])
def test_a_person_is_asked_for_not_an_office(office: SqliteWorld, nobody: str) -> None:
    number = office.fixing()[0]
    with pytest.raises(InputError, match=f"“{nobody}”没有说是谁"):
        office.open("op1").cases.act(number, "reply", {"performed_by": nobody})

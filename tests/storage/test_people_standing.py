"""A second person is a second person: puppets, who confirms whom, supervisors by two."""

from __future__ import annotations

from datetime import datetime

import pytest

from inspect_engine.domain.calendars import CHINA
from inspect_engine.domain.events import GENESIS, Actor, Event
from inspect_engine.domain.people.standing import Standing, after, standings
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger import Ledger, create_ledger, parse_moment
from tests.conftest import settle, take_over
from tests.law import law_of
from tests.storage.conftest import SqliteWorld

WORD = "各人 自己 的 口令"


@pytest.fixture
def alone(file: SqliteWorld) -> SqliteWorld:
    """A ledger with one supervisor, who enrols everybody else."""
    file.path.unlink()
    create_ledger(file.path, "sup1", "主管甲", clock=file.clock, law=law_of(file.lists))
    founder = file.open("sup1")
    founder.people.add("zz", "新主管", ["supervisor"])
    founder.people.add("insp1", "检查员甲", ["inspector"])
    founder.people.add("insp2", "检查员乙", ["inspector"])
    founder.people.add("op1", "责任人", ["responsible"], "商铺0", new_unit=True)
    return file


def unconfirmed(ledger: Ledger) -> list[str]:
    return [user.name for user in ledger.people.all() if not user.confirmed]


ISSUE = {"days": "5", "served_on": "2026-03-02"}


def glass(world: SqliteWorld) -> str:
    """A hazard on which ``insp1`` has proposed, in break-glass, what is a supervisor's to do."""
    number = world.inspect().cases[0].number
    world.open("insp1").overrides.propose(number, "issue", "燃气泄漏，主管联系不上", ISSUE)
    return number


@pytest.mark.parametrize("user", ["sup1", "zz", "zzz"])
def test_accounts_of_one_maker_confirm_nothing_of_one_another(alone: SqliteWorld, user: str) -> None:
    """Neither he himself, nor another of his accounts, nor a third."""
    alone.open("sup1").people.add("zzz", "再一个", ["supervisor"])
    number = glass(alone)
    before = alone.open("sup1").cases.get(number).state
    with pytest.raises(Refused, match=r"出自同一人之手.*user passphrase.*user confirm"):
        alone.open(user).overrides.confirm(number, "issue")
    assert alone.open("sup1").cases.get(number).state == before


def test_who_is_not_independent_does_not_close_what_his_maker_rectified(alone: SqliteWorld) -> None:
    number = alone.fixing()[0]
    alone.open("op1").cases.act(number, "reply", {"performed_by": "sup1"})
    with pytest.raises(Refused, match="“sup1”参与过前面的办理"):
        alone.open("insp2").cases.act(number, "close", {}, [alone.evidence])
    reasons = {offer.trigger: offer.reason for offer in alone.open("insp2").cases.offers(number).offers}
    assert "user confirm" in reasons["close"]
    settle(alone.open("sup1"), "zz", "insp2")
    assert alone.open("insp2").cases.act(number, "close", {}, [alone.evidence]).kind == "case.moved"


def test_the_second_supervisor_is_one_once_he_has_his_own_passphrase(alone: SqliteWorld) -> None:
    """There is nobody else to confirm him: that is on record, and who was enrolled alone is his to confirm."""
    take_over(alone.open("sup1"), "zz", WORD)
    assert alone.open("zz").overrides.confirm(glass(alone), "issue").kind == "case.moved"
    assert unconfirmed(alone.open("zz")) == ["insp1", "insp2", "op1"]
    assert alone.open("zz").vouching.confirm("insp1").data["name"] == "insp1"
    assert unconfirmed(alone.open("zz")) == ["insp2", "op1"]
    with alone.raw() as connection:
        body = "SELECT body ->> '$.data.alone' FROM eventrow WHERE kind = 'user.confirmed' ORDER BY pos"
        assert [row[0] for row in connection.execute(body)] == [1, None]
    assert alone.open("sup1").verify() == []


def test_a_passphrase_set_again_by_another_takes_it_back(alone: SqliteWorld) -> None:
    take_over(alone.open("sup1"), "zz", WORD)
    assert alone.open("zz").desk.whoami().held_by == frozenset()
    alone.open("sup1").access.set_passphrase("zz", "重设 的 口令 一个")
    assert alone.open("sup1").desk.roster()["zz"].held_by == {"sup1"}


def test_who_enrolled_somebody_does_not_confirm_him(alone: SqliteWorld) -> None:
    for user, why in (("sup1", "须由另一位主管"), ("zz", "出自同一人之手")):
        with pytest.raises(Refused, match=why):
            alone.open(user).vouching.confirm("insp1")
    with pytest.raises(Refused, match="须由主管"):
        alone.open("insp2").vouching.confirm("insp1")
    with pytest.raises(InputError, match="没有登记"):
        alone.open("sup1").vouching.confirm("insp9")


def test_where_the_level_above_can_confirm_nobody_confirms_himself(alone: SqliteWorld) -> None:
    settle(alone.open("sup1"), "zz")
    alone.open("zz").people.set_region("sup1", "530602")
    county = alone.open("sup1")
    county.people.add("clerk", "县检查员", ["inspector"], region="530602")
    assert alone.open("zz").vouching.confirm("clerk").kind == "user.confirmed"


# --- a supervisor is enrolled by two -------------------------------------------------------------------------------


@pytest.fixture
def two(alone: SqliteWorld) -> SqliteWorld:
    settle(alone.open("sup1"), "zz")
    return alone


def test_a_supervisor_is_enrolled_by_two(two: SqliteWorld) -> None:
    told = two.open("sup1").people.add("third", "第三位", ["supervisor"], region="5306")
    assert (told.proposed, told.active) == ("sup1", False)
    with pytest.raises(Refused, match="没有登记"):
        two.open("third").desk.whoami()
    assert [(user.name, user.proposed) for user in two.open("zz").people.proposed()] == [("third", "sup1")]
    with pytest.raises(Refused, match="须由另一位主管"):
        two.open("sup1").vouching.confirm("third")
    with pytest.raises(Refused, match="须由主管"):
        two.open("insp1").vouching.confirm("third")
    two.open("zz").vouching.confirm("third")
    third = next(user for user in two.open("sup1").people.all() if user.name == "third")
    assert (third.region, third.confirmed, third.held_by) == ("5306", True, ("sup1",))
    assert two.open("sup1").people.proposed() == []
    assert two.open("sup1").verify() == []


def test_a_name_taken_since_the_proposal_is_not_taken_again(two: SqliteWorld) -> None:
    two.open("sup1").people.add("third", "孙悟空", ["supervisor"])
    two.open("zz").people.add("other", "孙悟空", ["inspector"])
    with pytest.raises(Refused, match="重名"):
        two.open("zz").vouching.confirm("third")


def test_whoever_is_no_supervisor_is_enrolled_by_one(two: SqliteWorld) -> None:
    assert two.open("sup1").people.add("clerk", "新检查员", ["inspector"]).active


# --- ledgers from before -------------------------------------------------------------------------------------------


def test_people_enrolled_before_go_on_as_before() -> None:
    """Records that do not say where they were made make nobody's maker; they can be confirmed all the same."""

    def enrolled(name: str, v: int) -> Event:
        at = datetime(2022, 2, 17, 9, tzinfo=CHINA)
        data = {"name": name, "title": name, "roles": ["inspector"], "party": None, "os_user": None}
        return Event(f"e-{name}", "f", 1, "", None, None, "user.enrolled", Actor("sup1", "os"), at, data, v=v)

    found = standings([enrolled("old", 1), enrolled("new", 2), enrolled("sup1", 1)])
    assert found["old"] == Standing()
    assert found["old"].held_by == frozenset()
    assert found["new"].held_by == {"sup1"}
    assert found["sup1"].confirmed
    assert after(found["old"], enrolled("old", 2)).held_by == {"sup1"}


def test_who_is_only_named_does_nothing_to_a_supervisor(alone: SqliteWorld) -> None:
    """Else anybody at the keyboard could shut the office out of its own ledger."""
    room = alone.open("zz").people
    for verb in (
        lambda: room.disable("sup1"),
        lambda: room.set_region("sup1", "530602"),
        lambda: room.add("neo", "新人", ["supervisor"], os_user="neo"),
    ):
        with pytest.raises(Refused, match="只是自报了名字"):
            verb()
    assert alone.open("sup1").desk.whoami().active


def test_a_passphrase_reset_of_who_had_taken_his_account_over_ends_his_confirmation() -> None:
    """Whoever resets it may be acting through it, until somebody else has confirmed the owner again."""
    owned = Standing(frozenset({"wang"}), owned=True, confirmed=True)
    reset = after(owned, event("user.passphrase_set", "chen", by="wang"))
    again = after(reset, event("user.passphrase_set", "chen", by="chen"))
    assert (reset.held_by, again.held_by, again.confirmed) == (frozenset({"wang"}), frozenset({"wang"}), False)
    assert after(again, event("user.confirmed", "chen", by="third")).held_by == frozenset()


def event(kind: str, name: str, *, by: str) -> Event:
    moment = parse_moment("2026-03-02T09:00:00+08:00")
    return Event("e", "f", 1, GENESIS, None, None, kind, Actor(by, "os"), moment, {"name": name})

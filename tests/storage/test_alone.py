"""A supervisor who keeps the other one away and does alone what takes two: on record, and asked about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inspect_engine.domain.alarms import Judged
from inspect_engine.errors import Refused
from tests.conftest import ISSUED, Desk, enrol, take_over

CALENDAR = Path(__file__).parent / "made_up" / "2027.yaml"


@pytest.fixture
def two(desk: Desk) -> Desk:
    """Two independent supervisors, there for everything."""
    enrol(desk.as_("sup1"), "sup2", "主管乙", ["supervisor"])
    return desk.on("2026-11-20")


def asked(desk: Desk, who: str = "sup1") -> list[Judged]:
    return [each for each in desk.as_(who).alarms.all() if each.alarm.kind == "alone"]


def moved(desk: Desk) -> None:
    desk.as_("sup1").people.set_region("sup2", "5306")


def disabled(desk: Desk) -> None:
    desk.as_("sup1").people.disable("sup2")


def reset(desk: Desk) -> None:
    desk.as_("sup1").access.set_passphrase("sup2", ISSUED)


@pytest.mark.parametrize(
    ("away", "how"),
    [(moved, "改派到别的区划"), (disabled, "停用"), (reset, "重设了口令")],
    ids=["moved", "disabled", "reset"],
)
def test_what_was_done_alone_meanwhile_is_asked_about(two: Desk, away: Callable[[Desk], None], how: str) -> None:
    away(two)
    assert asked(two) == []
    two.as_("sup1").people.add("sup3", "主管丙", ["supervisor"])
    two.as_("sup1").calendars.adopt(CALENDAR)
    (found,) = asked(two)
    assert f"主管甲（sup1）于 2026-11-20 把另一位主管主管乙（sup2）{how}" in found.alarm.text
    assert "登记主管 sup3、2026-11-20 采用 2027 年放假安排" in found.alarm.text
    assert (found.alarm.numbers, len(found.alarm.events), found.alarm.last_on.isoformat()) == ((), 3, "2026-11-20")
    assert two.as_("sup1").verify() == []


def test_moving_him_back_hides_nothing_and_another_decides(two: Desk) -> None:
    moved(two)
    two.as_("sup1").people.add("sup3", "主管丙", ["supervisor"])
    two.as_("sup1").people.set_region("sup2", "")
    (found,) = asked(two)
    for puppet in ("sup1", "sup3"):
        with pytest.raises(Refused, match="参与过"):
            two.as_(puppet).alarms.decide(found.alarm.key, "explained", "没事")
    two.as_("sup2").alarms.decide(found.alarm.key, "confirmed", "没有商量过")
    assert [each.status for each in asked(two)] == ["confirmed"]
    assert two.as_("sup1").verify() == []
    moved(two)
    two.as_("sup1").calendars.adopt(CALENDAR)
    assert sorted(each.status for each in asked(two)) == ["confirmed", "open"]


def test_what_goes_by_the_rules_is_not_asked_about(two: Desk) -> None:
    """By two; alone before there was a second one; kept away by somebody else; of one who was there for less."""
    enrol(two.as_("sup1"), "sup3", "主管丙", ["supervisor"])
    two.as_("sup3").people.set_region("sup2", "5306")
    two.as_("sup1").people.set_region("sup2", "530602")
    two.as_("sup3").people.disable("sup2")
    two.as_("sup1").calendars.adopt(CALENDAR)
    two.as_("sup3").calendars.confirm(2027)
    assert asked(two) == []


def test_who_sees_a_part_is_told_of_people_there(two: Desk) -> None:
    take_over(two.as_("sup1"), "viewer1", "自己 的 口令 不告诉人")
    moved(two)
    two.as_("sup1").people.set_region("insp2", "5303")
    two.as_("sup1").people.add("sup3", "主管丙", ["supervisor"])
    assert asked(two, "insp1")
    assert asked(two, "insp2") == []

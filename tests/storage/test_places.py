"""Places in places, and a place on an earlier day: what is refused, and that a ledger tells who did it nevertheless."""

from __future__ import annotations

from typing import Any

import pytest

from inspect_engine.domain.inspections import SubjectInput
from inspect_engine.domain.subjects import DEPTH
from inspect_engine.errors import Refused
from inspect_engine.ledger import Ledger
from tests.conftest import Desk
from tests.storage.forging import Forger


def add(ledger: Ledger, key: str, under: str = "", **said: Any) -> None:
    given = SubjectInput(key=key, kind="catering", name=f"店{key}", region="530602", under=under, **said)
    ledger.subjects.add("gas", given)


def chain(ledger: Ledger, *keys: str) -> None:
    """Places, each in the one before."""
    for above, key in zip(("", *keys), keys, strict=False):
        add(ledger, key, above)


def told(desk: Desk) -> str:
    return "\n".join(str(each) for each in desk.as_("sup1").verify())


def test_what_lies_in_a_place_that_is_moved_counts_too(desk: Desk) -> None:
    """Under one or two more it goes; with the third there would be five."""
    ledger = desk.as_("insp1")
    chain(ledger, "w", "x", "y")
    chain(ledger, "a", "b")
    add(ledger, "b2", "a")
    ledger.places.move("a", "x")
    with pytest.raises(Refused, match="上下级至多 4 层，连同它的下级是 5 层"):
        ledger.places.move("a", "y")
    add(ledger, "c")
    ledger.places.move("c", "a")
    assert max(each.depth for each in ledger.subjects.below("w")) == DEPTH - 2
    assert told(desk) == ""
    Forger(desk.path).append(
        "subject.moved", {"on": str(desk.moment.date()), "key": "a", "from": "x", "to": "y"}, "insp1"
    )
    assert "上下级至多 4 层" in told(desk)


def test_a_forged_circle_is_told_and_ends(desk: Desk) -> None:
    chain(desk.as_("insp1"), "w", "x")
    forger, on = Forger(desk.path), str(desk.moment.date())
    for said in ({"key": "w", "from": "", "to": "x"}, {"key": "x", "from": "w", "to": "w"}):
        forger.append("subject.moved", {"on": on, **said}, "insp1")
    assert "不能在它自己的下级之下" in told(desk)


def test_what_has_left_a_place_does_not_count(desk: Desk) -> None:
    ledger = desk.as_("insp1")
    chain(ledger, "w", "x", "y")
    chain(ledger, "a", "b")
    ledger.places.move("b", "")
    ledger.places.move("a", "y")
    assert told(desk) == ""

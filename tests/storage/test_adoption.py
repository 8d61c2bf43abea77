"""Adoption in a real ledger: proved as it is verified, once by two at once, and as it was under older programs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inspect_engine.domain.definitions.adoption import ADOPTED, PROPOSED, REGIONS
from inspect_engine.errors import Refused
from inspect_engine.ledger import Ledger
from inspect_engine.ledger.definitions import adopting
from inspect_engine.ledger.definitions.adopting import record
from inspect_engine.reading.definitions import Library
from inspect_engine.reading.offers import Offer, shipped
from tests.law import law_of
from tests.storage.conftest import SqliteWorld, in_child, wait
from tests.storage.forging import Forger


def next_one(world: SqliteWorld) -> Library:
    pack = world.lists.packs["small"].model_copy(update={"version": "2"})
    return replace(world.lists, packs={"small": pack})


def offers(world: SqliteWorld) -> list[Offer]:
    return law_of(next_one(world))


def whole(world: SqliteWorld) -> bool:
    return world.open("sup1").verify() == []


def in_force(ledger: Ledger) -> str:
    return ledger.definitions.adopted()["small"].definition.pack.version


def test_two_supervisors_make_law(file: SqliteWorld) -> None:
    proposed = adopting.adopt(file.open("sup1").desk, offers(file))
    assert [each.named for each in proposed.editions] == ["small@2"]
    assert proposed.waits_for == ("sup2（主管乙）",)
    assert in_force(file.open("insp1")) == "1"
    assert file.open("sup2").definitions.confirm("small@2").waits_for == ()
    assert in_force(file.open("insp1")) == "2"
    assert whole(file)


def test_an_open_desk_sees_what_others_adopt(file: SqliteWorld) -> None:
    open_desk = file.open("insp1")
    assert in_force(open_desk) == "1"
    file.install(next_one(file))
    assert in_force(open_desk) == "2"


def test_a_confirmation_of_ones_own_that_was_forged_is_named(file: SqliteWorld) -> None:
    """Every hash is right; no rule would have allowed it."""
    ledger = file.open("sup1")
    with ledger.desk.writing(ledger.desk.whoami()) as log:
        first = record(log, offers(file), PROPOSED)
        log.append(ADOPTED, {"items": first.data["items"], "proposed": first.id})
    assert any("本人提议" in problem.what for problem in ledger.verify())


def test_two_processes_confirm_once(file: SqliteWorld) -> None:
    adopting.adopt(file.open("sup1").desk, offers(file))
    file.open("sup1").people.add("sup3", "主管丙", ["supervisor"])
    third, second = file.open("sup3"), file.open("sup2")
    children = [in_child(ledger.definitions.confirm) for ledger in (second, third)]
    codes = sorted(map(wait, children))
    assert codes == [0, 1]
    assert whole(file)


def test_who_was_disabled_meanwhile_confirms_nothing(file: SqliteWorld) -> None:
    adopting.adopt(file.open("sup1").desk, offers(file))
    second = file.open("sup2")
    file.open("sup1").people.disable("sup2")
    with pytest.raises(Refused):
        second.definitions.confirm()
    assert in_force(file.open("insp1")) == "1"


def test_a_trial_keeps_nothing(file: SqliteWorld) -> None:
    before = file.snapshot()
    ledger = file.open("sup1")
    ledger.desk.tried = []
    adopting.adopt(ledger.desk, offers(file))
    assert [event.kind for event in ledger.desk.tried] == [PROPOSED]
    assert file.snapshot() == before


def test_texts_and_register_stand_together(file: SqliteWorld) -> None:
    """A text that no event names, or whose kind was changed, is found."""
    file.install(next_one(file))
    file.tamper("UPDATE definitionrow SET kind = 'document' WHERE version = '2'")
    assert any("不符" in problem.what for problem in file.open("sup1").verify())


def test_a_region_is_judged_by_the_table_that_was_in_force_then(file: SqliteWorld) -> None:
    """What nobody knew when it was recorded is told, whatever was adopted since; what was known stays so."""
    (table,) = (each for each in shipped().offers() if each.edition.kind == REGIONS)
    file.inspect(1)
    forger = Forger(file.path)
    like = forger.last("subject.recorded")["data"]
    forger.append("subject.recorded", {**like, "key": "early", "region": "330113"}, "insp1", via="passphrase")
    (problem,) = file.open("sup1").verify()
    assert "没有区划代码“330113”" in problem.what

    adopting.adopt(file.open("sup1").desk, [table])
    forger.append("subject.recorded", {**like, "key": "between", "region": "330114"}, "insp1", via="passphrase")
    file.open("sup2").definitions.confirm("regions:codes")
    forger.append("subject.recorded", {**like, "key": "late", "region": "330114"}, "insp1", via="passphrase")
    assert [each.what.rpartition("没有区划代码")[2][:8] for each in file.open("sup1").verify()] == [
        "“330113”",
        "“330114”",
    ]

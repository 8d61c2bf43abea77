"""Signatures of those who are named: by whom, under what, once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inspect_engine.domain.events import digest
from inspect_engine.errors import InputError, Refused, StorageError
from inspect_engine.imports import inspections
from inspect_engine.ledger import Ledger, open_ledger
from tests.conftest import Desk, forget, make_desk, settle_in, take_over, write_inspection
from tests.storage.forging import Forger

WORD = "检查员乙 自己的 口令"


@pytest.fixture
def two(tmp_path: Path) -> tuple[Desk, str]:
    """A ledger with an inspection by two, the second with a passphrase of his own; the record that awaits him."""
    desk = make_desk(tmp_path)
    take_over(desk.as_("sup1"), "insp2", WORD)
    done = inspections.run(desk.as_("insp1"), write_inspection(tmp_path))
    assert done.signing is not None
    return desk, done.signing.record


def owed(ledger: Ledger) -> list[str]:
    return [each.record for each in ledger.countersigning.mine()]


def test_on_one_device_each_signs_in_his_own_name(two: tuple[Desk, str]) -> None:
    """What is signed is what is stored; where both sat is on record, and that only the second has proved himself."""
    desk, record = two
    event = desk.as_("insp1").countersigning.cosigner("insp2", lambda _: WORD).confirm(record)
    signed = next(body for body in Forger(desk.path).bodies if body["id"] == record)
    text = json.dumps(signed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert (event.actor.user, event.actor.via, event.data["hash"]) == ("insp2", "passphrase", digest(text))
    assert event.origin is not None
    assert vars(event.origin) == signed["origin"]
    assert desk.as_("sup1").verify() == []


def test_the_passphrase_is_asked_for_each_time(two: tuple[Desk, str]) -> None:
    """However often it was given before: it says that he is here, now. Who gives none is told how."""
    desk, record = two
    room = desk.as_("insp1").countersigning
    room.cosigner("insp2", lambda _: WORD)
    with pytest.raises(Refused, match="没有给出“insp2”的口令"):
        room.cosigner("insp2", lambda _: None)
    with pytest.raises(Refused, match="口令不对"):
        room.cosigner("insp2", lambda _: WORD + "。")
    assert [(each.name, each.count) for each in desk.as_("sup1").access.attempts()] == [("insp2", 1)]
    assert owed(desk.as_("insp2")) == [record]


def test_guesses_beside_another_are_made_to_wait_like_all_others(two: tuple[Desk, str]) -> None:
    desk, _ = two
    room = open_ledger(desk.path, "insp1", lambda: desk.moment).countersigning
    for _ in range(5):
        with pytest.raises(Refused, match="口令不对"):
            room.cosigner("insp2", lambda _: "猜一个 试试看")
    with pytest.raises(Refused, match="连续不对"):
        room.cosigner("insp2", lambda _: WORD)


def test_who_has_no_passphrase_of_his_own_signs_nowhere(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    done = inspections.run(desk.as_("insp1"), write_inspection(tmp_path))
    assert done.signing is not None
    with pytest.raises(Refused, match="还没有自己的口令"):
        desk.as_("insp1").countersigning.cosigner("insp2", lambda _: WORD)
    with pytest.raises(Refused, match="自报了名字"):
        desk.as_("insp2").countersigning.confirm(done.signing.record)
    desk.as_("sup1").access.set_passphrase("insp2", "主管 发的 口令 一个")
    with pytest.raises(Refused, match="还没有自己的口令"):
        desk.as_("insp1").countersigning.cosigner("insp2", lambda _: "主管 发的 口令 一个")


def test_later_on_his_own_machine_he_signs_under_his_own_key(two: tuple[Desk, str], tmp_path: Path) -> None:
    """Another home, another installation: his feed and key there, the record the same."""
    desk, record = two
    settle_in(tmp_path / "home of insp2")
    forget()
    his = open_ledger(desk.path, "insp2", desk.clock, ask=lambda _: WORD)
    event = his.countersigning.confirm(record[-8:])
    assert event.data["record"] == record
    assert owed(desk.as_("insp2")) == []
    seals = desk.as_("sup1").seals()
    assert seals.problems == []
    assert desk.as_("sup1").verify() == []


def test_one_signs_once_and_a_repeated_request_signs_nothing_more(two: tuple[Desk, str]) -> None:
    from inspect_engine.domain.requests import Request

    desk, record = two
    asked = desk.as_("insp2").asking(Request("r-1", "0" * 32))
    first = asked.countersigning.confirm(record)
    again = desk.as_("insp2").asking(Request("r-1", "0" * 32)).countersigning.confirm(record)
    assert again.id == first.id
    with pytest.raises(InputError, match="没有待“insp2”签的"):
        desk.as_("insp2").countersigning.confirm(record)
    assert sum(body["kind"] == "countersign.signed" for body in Forger(desk.path).bodies) == 1


def test_what_is_not_there_to_be_signed_is_said(two: tuple[Desk, str]) -> None:
    desk, _ = two
    with pytest.raises(InputError, match="见 sign list"):
        desk.as_("insp2").countersigning.confirm("RQ-2022-0009")
    with pytest.raises(InputError, match="就是办理人本人"):
        desk.as_("insp1").countersigning.cosigner("insp1", lambda _: WORD)
    with pytest.raises(InputError, match="没有登记"):
        desk.as_("insp1").countersigning.cosigner("ghost", lambda _: WORD)
    with pytest.raises(InputError, match="理由"):
        desk.as_("insp2").countersigning.decline("123456", "  ")


def test_who_declined_may_do_what_the_finders_may_not(two: tuple[Desk, str]) -> None:
    """He did not take part: as of the discovery of each hazard, whatever its opening event says."""
    desk, record = two
    desk.as_("insp2").countersigning.decline(record, "那天不在")
    shown = desk.as_("insp1").inspections.get(desk.as_("insp1").inspections.all()[0].id).inspection
    assert (shown.inspectors, shown.signing and shown.signing.declined) == (("insp1",), ("insp2",))
    told = [each.alarm for each in desk.as_("sup1").alarms.all() if each.alarm.kind == "absent"]
    assert [each.text for each in told] == [f"检查 {shown.short} 写着与“insp2”一起，本人说没有参加：那天不在"]
    assert desk.as_("sup1").verify() == []


def test_the_maker_is_no_second_of_his_puppet(tmp_path: Path) -> None:
    """Nor does he sit down beside it: that is refused before anything is stored."""
    from inspect_engine.ledger import create_ledger

    desk = Desk(tmp_path / "own.db")
    create_ledger(desk.path, "boss", "主管", rehearsal=True, clock=desk.clock)
    boss = desk.as_("boss")
    boss.people.add("both", "检查员兼主管", ["inspector", "supervisor"])
    take_over(boss, "both", WORD)
    desk.as_("both").people.add("puppet", "检查员乙", ["inspector"])
    text = write_inspection(tmp_path).read_text("utf-8").replace("insp1", "puppet").replace("insp2", "both")
    (tmp_path / "own.yaml").write_text(text, "utf-8")
    with pytest.raises(Refused, match="“puppet”的账户是“both”开的"):
        desk.as_("puppet").countersigning.cosigner("both", lambda _: WORD)
    done = inspections.run(desk.as_("puppet"), tmp_path / "own.yaml")
    assert done.signing is not None
    with pytest.raises(Refused, match="“puppet”的账户是“both”开的"):
        desk.as_("both").countersigning.confirm(done.signing.record)


def test_who_has_no_office_to_sign_is_told_so_before_anything_is_stored(two: tuple[Desk, str]) -> None:
    desk, _ = two
    with pytest.raises(Refused, match="须由检查员、主管办理"):
        desk.as_("insp1").countersigning.cosigner("viewer1", lambda _: WORD)


def test_whoever_holds_his_account_is_not_his_second(tmp_path: Path) -> None:
    """An inspector whom the first one has enrolled, and whose account he may still act through."""
    from inspect_engine.ledger import create_ledger

    desk = Desk(tmp_path / "own.db")
    founder = create_ledger(desk.path, "boss", "主管兼检查员", rehearsal=True, clock=desk.clock)
    founder.people.add("both", "检查员兼主管", ["inspector", "supervisor"])
    take_over(founder, "both", "自己 的 口令 两个")
    both = open_ledger(desk.path, "both", desk.clock)
    both.people.add("insp2", "检查员乙", ["inspector"])
    take_over(both, "insp2", WORD)
    text = write_inspection(tmp_path).read_text("utf-8").replace("insp1", "both")
    (tmp_path / "both.yaml").write_text(text, "utf-8")
    done = inspections.run(open_ledger(desk.path, "both", desk.clock), tmp_path / "both.yaml")
    assert done.signing is not None
    with pytest.raises(Refused, match="“insp2”的账户是“both”开的"):
        open_ledger(desk.path, "insp2", desk.clock).countersigning.confirm(done.signing.record)


def test_a_row_that_names_a_record_that_is_not_there_is_told(two: tuple[Desk, str]) -> None:
    """Spoilt derived rows are no traceback: what lists them says how they are put right."""
    desk, record = two
    forger = Forger(desk.path)
    forger.sql(f"UPDATE countersignrow SET record = 'x' WHERE record = '{record}'")
    with pytest.raises(StorageError, match="inspect-engine rebuild"):
        owed(desk.as_("insp2"))

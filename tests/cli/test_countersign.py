"""``--cosign`` and ``sign``: on one device, later, not at all; and where the machine stops between the two."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inspect_engine.ledger.countersigning import Countersigning
from tests.conftest import Command, Desk, Outcome, take_over, write_inspection
from tests.storage.forging import Forger

WORD = "检查员乙 自己的 口令"
COSIGN = "INSPECT_ENGINE_COSIGN_PASSPHRASE"


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture
def run(command: Command, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Command lines on a ledger whose second inspector has a passphrase, which scripts have too."""
    take_over(desk.as_("sup1"), "insp2", WORD)
    monkeypatch.setenv(COSIGN, WORD)
    monkeypatch.setenv("INSPECT_ENGINE_PASSPHRASE", WORD)
    return command


def logged(run: Command, folder: Path, *more: str) -> Outcome:
    return run("inspect", "run", str(write_inspection(folder)), *more, user="insp1")


def signatures(desk: Desk) -> int:
    return sum(body["kind"] == "countersign.signed" for body in Forger(desk.path).bodies)


def test_on_one_device(run: Command, desk: Desk) -> None:
    done = logged(run, desk.path.parent, "--cosign", "insp2")
    assert (done.code, "insp2 已当面签。" in done.err, "待insp2签" in done.err) == (0, True, False)
    assert signatures(desk) == 1
    assert "没有待你签的" in run("sign", "list", user="insp2").err


def test_a_wrong_passphrase_stores_nothing_of_the_inspection(
    run: Command, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(COSIGN, WORD + "？")
    done = logged(run, desk.path.parent, "--cosign", "insp2")
    assert (done.code, "口令不对" in done.err) == (1, True)
    assert desk.as_("sup1").inspections.all() == []
    monkeypatch.delenv(COSIGN)
    done = logged(run, desk.path.parent, "--cosign", "insp2")
    assert (done.code, COSIGN in done.err) == (1, True)


def test_later_by_himself_and_read_first(run: Command, desk: Desk) -> None:
    done = logged(run, desk.path.parent)
    assert "待insp2签：由本人用 sign confirm 签，见 sign list。" in done.err
    (item,) = json.loads(run("sign", "list", "--json", user="insp2").out)["items"]
    asked = run("sign", "confirm", item["number"], user="insp2")
    assert (asked.code, "--yes" in asked.err, signatures(desk)) == (2, True, 0)
    signed = run("sign", "confirm", item["number"], "--yes", "--json", user="insp2")
    assert json.loads(signed.out)["data"]["record"] == item["record"]
    assert signatures(desk) == 1


def test_declined_and_put_right(run: Command, desk: Desk) -> None:
    logged(run, desk.path.parent)
    desk.as_("sup1").people.add("insp3", "检查员丙", ["inspector"])
    number = json.loads(run("sign", "list", "--json", user="insp2").out)["items"][0]["number"]
    declined = run("sign", "decline", number, "--reason", "那天休假", "--yes", user="insp2")
    assert declined.code == 0
    assert "insp2说没有参加" in run("inspect", "list").out
    assert "写了名字的人说没有参加" in run("alarm", "list").out
    handed = run("sign", "hand-over", number, "--from", "insp2", "--to", "insp3", user="insp1")
    assert (handed.code, f"{number} 不再待 insp2 签，待 insp3 签" in handed.err) == (0, True)
    assert "待insp3签" in run("inspect", "list").out
    assert run("verify").code == 0


def test_stopped_between_the_two_and_repeated_each_is_there_once(
    run: Command, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first is stored, and says whom it awaits; the same request again signs, and stores nothing else."""

    def killed(*_: object) -> None:
        raise Killed

    line = ("--cosign", "insp2", "--request-id", "r-1")
    with monkeypatch.context() as patch:
        patch.setattr(Countersigning, "confirm", killed)
        with pytest.raises(Killed):
            logged(run, desk.path.parent, *line)
    (left,) = desk.as_("insp2").countersigning.mine()
    assert left.by == "insp1"
    count = desk.as_("sup1").desk.head.count
    again = logged(run, desk.path.parent, *line)
    assert (again.code, "insp2 已当面签。" in again.err) == (0, True)
    assert (signatures(desk), desk.as_("sup1").desk.head.count) == (1, count + 1)
    once_more = logged(run, desk.path.parent, *line)
    assert (once_more.code, signatures(desk), desk.as_("sup1").desk.head.count) == (0, 1, count + 1)


def test_tried_out_nobody_signs(run: Command, desk: Desk) -> None:
    done = logged(run, desk.path.parent, "--cosign", "insp2", "--dry-run")
    assert (done.code, "正式办理时由 insp2 当面签。" in done.err, signatures(desk)) == (0, True, 0)


def test_repeated_what_is_signed_or_declined_is_answered(run: Command, desk: Desk) -> None:
    logged(run, desk.path.parent)
    number = json.loads(run("sign", "list", "--json", user="insp2").out)["items"][0]["number"]
    lines = ("sign", "confirm", number, "--yes", "--request-id", "s-1", "--json")
    first, again = run(*lines, user="insp2"), run(*lines, user="insp2")
    assert (again.code, json.loads(again.out)["id"]) == (0, json.loads(first.out)["id"])
    assert "这一步以前已办过" in again.err
    assert signatures(desk) == 1

"""The outbox: what was raised is told at least once, whatever happens to the process or the network in between."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspect_engine.imports import inspections
from inspect_engine.ledger.notify import Outbox
from tests.cli.test_notify import SECRETS, Receiver
from tests.conftest import Command, Desk, write_inspection

CASE = "RQ-2022-0001"


class Killed(BaseException):
    """The process is gone."""


def killed(*_: object, **__: object) -> None:
    raise Killed


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.stop()


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inspect_engine.notify.delivery.SECONDS", 600.0)
    for name in ("INSPECT_ENGINE_NOTIFY", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name in ("XDG_CONFIG_HOME", "HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))


@pytest.fixture
def late(command: Command, desk: Desk) -> Command:
    """The command line, on a ledger with one case that is long overdue."""
    inspections.run(desk.as_("insp1"), write_inspection(desk.path.parent))
    desk.sign()
    served = {"served_on": "2022-02-17", "service": "direct", "received_by": "某甲"}
    for user, trigger, values in (
        ("sup1", "grade", {"severity": "general", "reason": "轻微"}),
        ("sup1", "issue", {"notice_no": "1号", "requirement": "改", "days": "7"}),
        ("insp1", "serve", served),
    ):
        desk.as_(user).cases.act(CASE, trigger, values)
    desk.on("2022-06-01")
    return command


@pytest.fixture
def on(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Receiver:
    monkeypatch.setenv("INSPECT_ENGINE_NOTIFY", receiver.address)
    return receiver


def pending(command: Command) -> int:
    return len(json.loads(command("notify", "pending", "--json").out)["items"])


def test_what_could_not_be_sent_is_sent_by_the_next_tick_and_then_no_more(
    late: Command, on: Receiver, desk: Desk
) -> None:
    on.status = 500
    first = late("tick", "--json")
    raised = len(json.loads(first.out)["items"])
    assert (first.code, f"还有 {raised} 项没有通知出去" in first.err) == (0, True)
    assert pending(late) == raised > 0
    assert late("notify", "send").code == 4

    on.status, on.got[:] = 200, []
    second = late("tick")
    assert ("没有新的逾期事项" in second.err, "没有通知出去" in second.err) == (True, False)
    assert [message["message"].count(CASE) for message in on.got] == [raised]
    assert pending(late) == 0
    late("tick")
    assert "没有要发的通知" in late("notify", "send").err
    assert len(on.got) == 1
    assert desk.as_("sup1").verify() == []
    assert not any(secret.encode() in desk.path.read_bytes() for secret in SECRETS)


@pytest.mark.parametrize(("place", "messages"), [("unsent", 1), ("settle", 2)])
def test_whoever_is_killed_before_or_after_sending_has_it_sent_next_time(
    late: Command, on: Receiver, monkeypatch: pytest.MonkeyPatch, place: str, messages: int
) -> None:
    """Killed once it is on its way, before that is noted, it is sent once more: at least once, never less."""
    with monkeypatch.context() as patch:
        patch.setattr(Outbox, place, killed)
        if place == "settle":
            patch.setattr(Outbox, "took", lambda *_: None)
        with pytest.raises(Killed):
            late("tick")
    assert pending(late) > 0
    assert late("tick").code == 0
    assert (pending(late), len(on.got)) == (0, messages)


def test_of_two_targets_only_the_one_that_has_not_taken_it_is_told_again(
    late: Command, on: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Receiver()
    try:
        other.status = 500
        monkeypatch.setenv("INSPECT_ENGINE_NOTIFY", f"{on.address} {other.address}")
        late("tick")
        assert pending(late) > 0
        late("tick")
        assert len(on.got) == 1
        other.status = 200
        assert late("notify", "send").code == 0
        assert (pending(late), len(on.got), len(other.got)) == (0, 1, 3)
    finally:
        other.stop()


def test_where_nobody_is_to_be_told_nothing_piles_up(late: Command, receiver: Receiver) -> None:
    assert "没有通知出去" not in late("tick").err
    assert pending(late) == 0
    assert late("notify", "send").code == 0


def test_settings_that_cannot_be_read_lose_nothing(
    late: Command, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "bad.txt").write_text("no address\n")
    monkeypatch.setenv("INSPECT_ENGINE_NOTIFY", str(tmp_path / "bad.txt"))
    outcome = late("tick")
    assert (outcome.code, "没有通知出去" in outcome.err) == (0, True)
    monkeypatch.setenv("INSPECT_ENGINE_NOTIFY", receiver.address)
    assert late("notify", "send").code == 0
    assert (pending(late), len(receiver.got)) == (0, 1)


@pytest.mark.parametrize("line", ["pending", "send"])
def test_it_is_a_supervisors(late: Command, line: str) -> None:
    assert late("notify", line, user="insp1").code == 1

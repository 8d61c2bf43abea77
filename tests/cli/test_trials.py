"""``--dry-run``: all that would be done is tried, and nothing of it is stored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Command, Desk, forget
from tests.law import go_by

CASE = "RQ-2022-0001"
GRADE = ("act", CASE, "grade", "--set", "severity=general", "--set", "reason=轻微")
SAID = "这是试办，什么都没有保存；编号到正式办理时再定。"


def untouched(desk: Desk, before: bytes) -> bool:
    """Not a byte of the ledger has changed, and no file was kept beside it."""
    return desk.path.read_bytes() == before and not (desk.path.parent / "ledger.db.files").exists()


def tried(command: Command, *words: str, user: str = "sup1") -> list[Any]:
    """The events that would have been stored."""
    outcome = command(*words, "--dry-run", "--json", user=user)
    assert outcome.code == 0, outcome.err
    assert SAID in outcome.err
    assert "已保存" not in outcome.err
    printed = json.loads(outcome.out)
    assert printed["dry_run"] is True
    would: list[Any] = printed["would_store"]
    return would


def test_an_inspection_is_tried_out(command: Command, desk: Desk, inspection_file: Path) -> None:
    before = desk.path.read_bytes()
    line = ("inspect", "run", str(inspection_file))

    shown = command(*line, "--dry-run", user="insp1")
    would = tried(command, *line, user="insp1")

    assert untouched(desk, before)
    assert "RQ-2022-0001  GAS-MH-4.1" in shown.out
    assert "立隐患 2 件，作答待补参 1 项" in shown.err
    assert "待补参：shop-01 CAT-02" in shown.err
    done = command(*line, user="insp1")
    assert done.out == shown.out
    assert [event["kind"] for event in would].count("case.opened") == 2
    assert "已录入过" not in done.err


def test_an_action_is_tried_out(command: Command, desk: Desk, inspection_file: Path) -> None:
    command("inspect", "run", str(inspection_file), user="insp1")
    before = desk.path.read_bytes()

    (would,) = tried(command, *GRADE)

    assert desk.path.read_bytes() == before
    stored = json.loads(command(*GRADE, "--json").out)
    same = ("kind", "case", "base", "seq", "prev", "feed", "actor")
    assert [would[name] for name in same] == [stored[name] for name in same]
    assert would["data"] == stored["data"]


def test_evidence_of_a_trial_is_not_kept(command: Command, desk: Desk, tmp_path: Path, inspection_file: Path) -> None:
    command("inspect", "run", str(inspection_file), user="insp1")
    photo = tmp_path / "另一张.jpg"
    photo.write_bytes(b"another")
    kept = sorted((desk.path.parent / "ledger.db.files").rglob("*"))
    (would,) = tried(command, *GRADE, "--evidence", str(photo))
    assert [file["name"] for file in would["files"]] == ["另一张.jpg"]
    assert sorted((desk.path.parent / "ledger.db.files").rglob("*")) == kept


def test_what_is_refused_is_refused_in_a_trial_too(command: Command, desk: Desk, inspection_file: Path) -> None:
    command("inspect", "run", str(inspection_file), user="insp1")
    alone, trial = (command(*GRADE, *more, user="insp1") for more in ((), ("--dry-run",)))
    assert (trial.code, trial.out, trial.err) == (alone.code, alone.out, alone.err)
    assert trial.code == 1


def overdue(command: Command, desk: Desk, inspection_file: Path) -> None:
    command("inspect", "run", str(inspection_file), user="insp1")
    desk.sign()
    for line, user in (
        (GRADE, "sup1"),
        (("act", CASE, "issue", "--set", "notice_no=1号", "--set", "requirement=改", "--set", "days=7"), "sup1"),
        (("act", CASE, "serve", "--set", "served_on=2022-02-17", "--set", "service=direct"), "insp1"),
    ):
        more = ("--set", "received_by=某甲") if "serve" in line else ()
        assert command(*line, *more, user=user).code == 0
    desk.on("2022-06-01")


def test_what_is_overdue_is_tried_out_and_nobody_is_notified(
    command: Command, desk: Desk, inspection_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    overdue(command, desk, inspection_file)
    before, sent = desk.path.read_bytes(), list[str]()
    monkeypatch.setenv("INSPECT_ENGINE_NOTIFY", "json://127.0.0.1:9/x")

    def send(lines: list[str], *_: object) -> list[object]:
        sent.extend(lines)
        return []

    monkeypatch.setattr("inspect_engine.notify.send", send)

    shown = command("tick", "--dry-run")
    would = tried(command, "tick")

    assert (desk.path.read_bytes(), sent) == (before, [])
    done = command("tick")
    assert done.out == shown.out != ""
    assert len(sent) == len([event for event in would if event["kind"] == "case.escalated"]) > 0


def test_a_move_is_tried_out(
    command: Command, desk: Desk, inspection_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inspect_engine.reading import definitions as packs

    command("inspect", "run", str(inspection_file), user="insp1")
    now = packs.load_library()
    newer = {**now.packs, "gas": now.packs["gas"].model_copy(update={"version": "2099.1"})}
    library = type(now)(newer, now.workflows, now.references, now.regions)
    monkeypatch.setattr(packs, "load_library", lambda folders=None: library)
    go_by(type(now)({"gas": newer["gas"]}, now.workflows, now.references, now.regions), desk.as_("sup1"))
    before = desk.path.read_bytes()

    would = tried(command, "case", "move", CASE, "--to", "installed", "--reason", "修订")

    assert desk.path.read_bytes() == before
    assert [event["data"]["pack_version"] for event in would if event["kind"] == "case.repinned"] == ["2099.1"]


def test_a_wrong_passphrase_counts_in_a_trial_too(
    command: Command, desk: Desk, inspection_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A trial is no way to guess."""
    command("inspect", "run", str(inspection_file), user="insp1")
    desk.as_("sup1").access.set_passphrase("insp1", "correct horse battery")
    forget()  # as in a process that begins
    monkeypatch.setenv("INSPECT_ENGINE_PASSPHRASE", "wrong horse battery")
    assert "口令不对" in command(*GRADE, "--dry-run", user="insp1").err
    monkeypatch.delenv("INSPECT_ENGINE_PASSPHRASE")
    assert [row["name"] for row in json.loads(command("user", "attempts", "--json").out)["items"]] == ["insp1"]


def test_the_next_command_of_the_process_stores_again(command: Command, desk: Desk, inspection_file: Path) -> None:
    command("inspect", "run", str(inspection_file), "--dry-run", user="insp1")
    command("inspect", "run", str(inspection_file), user="insp1")
    assert desk.as_("sup1").cases.count() == 2
    assert desk.as_("sup1").verify() == []


def test_where_nothing_would_be_stored_it_is_said(command: Command, desk: Desk) -> None:
    told = command("tick", "--dry-run").err
    assert "没有新的逾期事项。" in told
    assert "照此办理，也没有什么要保存" in told
    assert SAID not in told


def test_a_trial_is_over_when_it_ends(command: Command, desk: Desk) -> None:
    """Whoever calls the command line from a program goes on storing what he stores."""
    command("tick", "--dry-run")
    desk.as_("sup1").people.add("late", "后来的人", ["viewer"])
    assert "late" in desk.as_("sup1").desk.roster()


def test_what_would_be_done_is_told_in_full(command: Command, desk: Desk, inspection_file: Path) -> None:
    """Also what it would open; but no number of an event that will never be."""
    command("inspect", "run", str(inspection_file), user="insp1")
    command(*GRADE)
    shown = command("act", CASE, "halt", "--set", "halt_reason=有泄漏危险", "--dry-run")
    assert shown.code == 0, shown.err
    assert "会保存：责令停工" in shown.err
    assert "同时立案：" in shown.err
    assert "事件号" not in shown.out
    assert "已保存" not in shown.err


def test_what_a_file_leaves_unanswered_is_said_once(command: Command, inspection_file: Path) -> None:
    """A question without an answer is no pass: said as ``inspect finish`` says it, and not of what is not stored."""
    told = "项没有作答，不算合格"
    assert told not in command("inspect", "run", str(inspection_file), "--dry-run", user="insp1").err
    assert told in command("inspect", "run", str(inspection_file), user="insp1").err
    assert told not in command("inspect", "run", str(inspection_file), user="insp1").err

"""The workbook says of each step whose signature it awaits, as of its day."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from inspect_engine.domain.cases import fold
from inspect_engine.domain.countersigning import Signing
from tests.domain.conftest import event, opened
from tests.exports.sheets import CASE, DAY, record

MOVED: dict[str, Any] = {
    "on": DAY.isoformat(),
    "trigger": "pass_reinspection",
    "title": "复查合格",
    "from": "replied",
    "mark": None,
}
MOVED |= {"to": "reinspected", "to_title": "复查合格", "clock": False, "closing": None, "sets": {}, "values": {}}
MOVED |= {"persons": ["insp1", "insp2"], "awaits": ["insp2"], "least": 2}


def test_a_step_says_whom_it_awaits_and_a_discovery_who_has_signed() -> None:
    entries = opened(), event("case.moved", MOVED, 2)
    found = replace(
        record(replace(CASE, joint=fold(entries).joint), *entries), found=Signing("r", "a", {"b": "signed"})
    )
    first, step = found.steps
    assert first.filled_in.endswith("会签：b已签")
    assert step.filled_in == "会签：待insp2签"


def test_a_step_says_who_of_its_people_was_replaced() -> None:
    of = {"record": "e2", "name": "insp2", "on": DAY.isoformat()}
    told = ("declined", {**of, "reason": "没去"}), ("handed", {**of, "to": "x1"}), ("signed", {**of, "name": "x1"})
    later = [event(f"countersign.{kind}", data, number) for number, (kind, data) in enumerate(told, 3)]
    entries = opened(), event("case.moved", MOVED, 2), *later
    _, step, *_ = record(replace(CASE, joint=fold(entries).joint), *entries).steps
    assert step.filled_in == "会签：x1已签（insp2 没有参加）"


def test_readers_know_people_by_their_names() -> None:
    entries = opened(), event("case.moved", MOVED, 2)
    plain = record(replace(CASE, joint=fold(entries).joint), *entries)
    _, step = replace(plain, frame=replace(plain.frame, names={"insp2": "检查员乙"})).steps
    assert step.filled_in == "会签：待检查员乙（insp2）签"

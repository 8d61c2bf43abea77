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

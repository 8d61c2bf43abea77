"""The line of stages of a case: what it came through, where it stands, what lies ahead."""

from __future__ import annotations

from datetime import date, timedelta

from inspect_engine.domain.events import Event
from inspect_engine.domain.workflow.stages import Stage, stages
from inspect_engine.reading.definitions import load_library
from inspect_engine.reading.installed import shipped_folder
from tests.domain.conftest import TODAY, opened
from tests.domain.test_cases import moved

SHIPPED = load_library([shipped_folder()])
HAZARD = SHIPPED.workflows["hazard"]


def line(*came: tuple[int, str]) -> tuple[Stage, ...]:
    """Of a hazard that came to states so many days after it was found; 30 days after that."""
    return stages(HAZARD, trail(*came), TODAY + timedelta(days=30))


def trail(*came: tuple[int, str]) -> list[Event]:
    steps = [
        moved(
            number + 2,
            on=(TODAY + timedelta(days=day)).isoformat(),
            to=state,
            to_title=HAZARD.states[state].title,
            closing=HAZARD.states[state].closing,
        )
        for number, (day, state) in enumerate(came)
    ]
    return [opened(("insp1",)), *steps]


def told(found: tuple[Stage, ...]) -> str:
    marks = {"done": "●", "now": "◐", "ahead": "○"}
    return " ".join(f"{one.short}{marks[one.at]}{'' if one.days is None else one.days}" for one in found)


def test_what_is_past_has_its_days_and_what_is_ahead_is_the_workflows_own_way() -> None:
    assert told(line()) == "发现◐30 定级○ 签发○ 送达○ 整改○ 回复○ 复查合格○ 销号○"
    on = line((1, "graded"), (3, "issued"), (4, "served"), (5, "rectifying"))
    assert told(on) == "发现●1 定级●2 签发●1 送达●1 整改◐25 回复○ 复查合格○ 销号○"
    assert [one.since for one in on[:2]] == [TODAY, TODAY + timedelta(days=1)]


def test_a_detour_belongs_to_the_stage_it_left_and_what_was_sent_back_is_gone_over_again() -> None:
    way = (1, "issued"), (2, "served"), (3, "rectifying")
    paused = line(*way, (10, "suspended"))
    assert told(paused) == "发现●1 签发●1 送达●1 整改◐27 回复○ 复查合格○ 销号○"
    assert paused[3].aside == "中止计期"
    back = line(*way, (10, "replied"), (12, "rectifying"))
    assert told(back) == "发现●1 签发●1 送达●1 整改◐25 回复○ 复查合格○ 销号○"


def test_an_end_has_nothing_ahead_of_it() -> None:
    assert told(line((2, "withdrawn"))) == "发现●2 撤销●0"
    closed = line((1, "issued"), (2, "served"), (3, "rectifying"), (9, "replied"), (10, "reinspected"), (11, "closed"))
    assert told(closed).endswith("回复●1 复查合格●1 销号●0")


def test_every_workflow_that_ships_has_a_line_to_its_end() -> None:
    for flow in SHIPPED.workflows.values():
        first = opened(("insp1",), state=flow.initial)
        found = stages(flow, [first], date(2026, 4, 1))
        assert found[0].at == "now"
        assert flow.states[found[-1].state].terminal, (flow.id, [one.title for one in found])

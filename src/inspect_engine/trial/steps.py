"""Steps of the scenarios that ``packs check --scenario`` writes. A refused action ends the path: it was barred."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from pytest_bdd import given, parsers, then, when

from inspect_engine.domain.definitions import SEVERITY_TITLES, Workflow
from inspect_engine.errors import InputError, Refused
from inspect_engine.reading.definitions import check_library
from inspect_engine.trial.stage import SAME, Play, Stage


@dataclass
class Stand:
    """What a scenario is playing."""

    stage: Any = None
    play: Any = None
    barred: list[str] = field(default_factory=list)
    flows: dict[str, Workflow] = field(default_factory=dict)
    begun: tuple[str, str] = ("general", "")

    def begin(self, *, of_unit: bool = False) -> None:
        self.stage = Stage(self.stage.flow, self.flows, of_unit=of_unit)
        self.play = self.stage.begin(*self.begun)

    def try_(self, move: Any) -> None:
        """Make a move, unless the path was barred before."""
        if self.barred:
            return
        try:
            self.play = move(self.play)
        except (Refused, InputError) as error:
            self.barred.append(str(error))


def _red(reason: str) -> None:
    """Fail with the reason alone: whoever reads it knows the law, not the program."""
    pytest.fail(reason, pytrace=False)


@pytest.fixture
def stand() -> Stand:
    return Stand()


@given(parsers.parse("流程文件“{source}”里的“{flow}”"))
def flow_step(stand: Stand, request: pytest.FixtureRequest, source: str, flow: str) -> None:
    folder = (request.path.parent / source).resolve().parent.parent
    library, problems = check_library([folder])
    if flow not in library.workflows:
        _red("\n".join(map(str, problems)) or f"{folder} 里没有流程“{flow}”")
    stand.flows = dict(library.workflows)
    stand.stage = Stage(stand.flows[flow], stand.flows)


@given(parsers.re(r"(?P<who>由同一人)?发现一件“(?P<grade>.+)”隐患"))
def find_step(stand: Stand, who: str | None, grade: str) -> None:
    stand.begun = next(name for name, title in SEVERITY_TITLES.items() if title == grade), SAME if who else "外人000"
    stand.begin()


@given("那个人是责任单位的人")
def of_unit_step(stand: Stand) -> None:
    stand.begin(of_unit=True)


@when(parsers.re(r"(?P<who>由同一人)?在“(?P<flow>[^”]+)”办理“(?P<trigger>[^”]+)”（[^）]*）(，填“(?P<filled>.*)”)?$"))
def take_step(stand: Stand, who: str | None, flow: str, trigger: str, filled: str | None) -> None:
    values = dict(part.split("=", 1) for part in filled.split("；")) if filled else {}
    stand.try_(lambda play: stand.stage.take(play, flow, trigger, values, same=bool(who)))


@when(parsers.parse("“{flow}”的期限过去"))
def wait_step(stand: Stand, flow: str) -> None:
    stand.try_(lambda play: stand.stage.wait(play, flow))


@when(parsers.re(r"“(?P<flow>[^”]+)”逾期到了“(?P<rung>[^”]+)”（[^）]*）$"))
def escalate_step(stand: Stand, flow: str, rung: str) -> None:
    stand.try_(lambda play: stand.stage.escalate(play, flow, rung))


@then(parsers.re(r"承诺“(?P<title>.+)”没有被打破$"))
def kept_step(stand: Stand, title: str) -> None:
    play: Play = stand.play
    if title in [promise.title for promise in stand.stage.broken(play)]:
        _red(f"走完这条路，承诺“{title}”被打破了，现为“{play.cases[stand.stage.flow.id].state_title}”")


@then("仍然走得到销号")
def closable_step(stand: Stand) -> None:
    stage, play = stand.stage, stand.play
    if stage.closable(play) is False:
        _red("走到这里，怎么办都销不了号")


@then("每一步都办得成")
def taken_step(stand: Stand) -> None:
    if stand.barred:
        _red(stand.barred[0])


@then("在计时的状态里已定过期限")
def deadline_step(stand: Stand) -> None:
    case = stand.play.cases[stand.stage.flow.id]
    if case.clock and case.due_on is None:
        _red(f"“{case.state_title}”在计时，却没有期限")

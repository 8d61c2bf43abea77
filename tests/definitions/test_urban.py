"""City facilities and the closed campaign of the two venues: limits, and no flooded spot closed without its rain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest

from inspect_engine.domain.definitions import Definition, Transition, Workflow
from inspect_engine.domain.judgement import Judgement, holds, judge
from inspect_engine.domain.judgement.asking import unasked
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.proof import breaches
from inspect_engine.reading.definitions import load_library
from inspect_engine.reading.library import Library

TODAY = "2026-11-20"
VERDICTS = {"是": True, "否": False, "缺": None}


@cache
def library() -> Library:
    return load_library()


@cache
def urban() -> Definition:
    return library().definition("urban-facilities")


def rain() -> Workflow:
    return urban().workflows["waterlogging"]


def judged(definition: Definition, item_id: str, given: str, on: str = TODAY) -> Judgement:
    item = definition.pack.item(item_id)
    assert item is not None, item_id
    values = dict(part.split("=", 1) for part in given.split(",") if part)
    return judge(item, values, Law(definition, date.fromisoformat(on), ""))


# item, the other values, the measured one, the day, what each number gives
LIMITS = [
    ("WL-4", "size=super", "years", TODAY, "99 是 100 否"),
    ("WL-4", "size=mega", "years", TODAY, "49 是 50 否"),
    ("WL-4", "size=large", "years", TODAY, "29 是 30 否"),
    ("WL-4", "size=small", "years", TODAY, "19 是 20 否"),
    ("WL-4", "size=small", "years", "2017-06-30", "19 缺"),
    ("WL-5", "within=true,entered=false", "depth", TODAY, "14.9 否 15 否 15.1 是"),
    ("WL-5", "within=false,entered=true", "depth", TODAY, "80 否"),
    ("LF-1", "place=face", "methane", "2024-08-31", "0.09 否 0.1 否 0.11 是"),
    ("LF-1", "place=vent", "methane", "2024-08-31", "5 否 5.1 是"),
    ("LF-1", "place=face", "methane", "2024-09-01", "0.09 缺 9 缺"),
    ("LF-1", "place=vent", "methane", TODAY, "9 缺"),
    ("LF-1", "place=building,alarm=true", "methane", TODAY, "1.25 否 1.26 是"),
    ("LF-1", "place=building,alarm=false", "methane", TODAY, "0 是"),
    ("LF-2", "monitored=false", "distance", TODAY, "49.9 是 50 是 50.1 否"),
    ("LF-5", "missing=防洪", "covered", TODAY, "7 是 8 否"),
    ("GS-3", "planned=true,approved=true", "notified_hours", TODAY, "23.9 是 24 否"),
    ("GS-3", "planned=false,told_at_once=true", "notified_hours", TODAY, "0 否"),
    ("ZT-3", "monitored=true,warning=30", "displacement", TODAY, "29.9 缺 30 是"),
    ("ZT-3", "monitored=true,warning=50,level=1,level_warning=2", "displacement", TODAY, "49 否 50 是"),
    ("ZT-1", "licensed=true,slope=20,design_slope=25,drained=true,compacted=true,design_height=40", "height", TODAY,
     "40 否 40.1 是"),
    ("WL-1", "checked=true,dredged=true", "left", TODAY, "0 否 1 是"),
    ("GL-2", "majors=2", "reported", TODAY, "1 是 2 否"),
]  # fmt: skip


@pytest.mark.parametrize(("item", "rest", "fact", "on", "numbers"), LIMITS)
def test_a_limit_is_exact_on_its_day(item: str, rest: str, fact: str, on: str, numbers: str) -> None:
    """What no document in force says is not decided: methane since the edition of 2024, whose figures are not known."""
    words = numbers.split()
    for number, verdict in zip(words[::2], words[1::2], strict=True):
        assert judged(urban(), item, f"{rest},{fact}={number}", on).fails is VERDICTS[verdict], number


def test_a_spot_is_late_by_the_day_of_its_own_plan() -> None:
    """On the last day of the plan it is not late yet; once closed, or never serious, it is never."""
    late = "historic=true,due=2025-12-31,eliminated=false"
    assert judged(urban(), "WL-3", late, "2025-12-31").fails is False
    assert judged(urban(), "WL-3", late, "2026-01-01").fails is True
    assert judged(urban(), "WL-3", late.replace("eliminated=false", "eliminated=true")).fails is False
    assert judged(urban(), "WL-3", late.replace("historic=true", "historic=false")).fails is False


def test_a_working_landfill_is_not_asked_about_its_closing() -> None:
    day = date.fromisoformat(TODAY)
    assert set(unasked(urban(), "landfill", {"status": "operating"}, {}, day)) == {"LF-5"}
    assert not unasked(urban(), "landfill", {"status": "closing"}, {}, day)


def test_what_is_not_confirmed_judges_nothing() -> None:
    """How fast the water must drain off is 待核: it is asked for and kept, and no condition looks at it."""
    for item in urban().pack.items:
        assert "receded" not in {leaf.fact for leaf in (item.fails_when.leaves if item.fails_when else ())}
    cited = {(limit.ref, limit.article) for parameter in urban().pack.parameters for limit in parameter.limits}
    assert {urban().references[ref].articles[article] for ref, article in cited} <= {"C", "M"}


# --- 内涝点位 -----------------------------------------------------------------------------------------------------


def test_a_spot_is_registered_and_starts_the_workflow() -> None:
    item = urban().pack.item("WL-7")
    assert item is not None
    assert (item.register_, item.workflow, rain().kind) == (True, "waterlogging", "waterlogging")


@pytest.mark.parametrize(
    ("qualifies", "flooded", "to", "passed"),
    [("true", "false", "verified", True), ("false", "false", "completed", False)]
    + [(qualifies, "true", "registered", False) for qualifies in ("true", "false")],
)
def test_only_a_qualifying_rain_without_flooding_verifies(qualifies: str, flooded: str, to: str, passed: bool) -> None:
    """Too little rain leaves the spot waiting; any flooding, even in little rain, sends it back to be planned anew."""
    facts = {"qualifies": qualifies, "flooded": flooded}
    [step] = [t for t in rain().branches("record_rain", "completed") if t.if_ and holds(t.if_, facts) is True]
    assert (step.to, "qualified" in step.passes) == (to, passed)
    assert step.mark == ("returned" if flooded == "true" else None)


def test_flooding_again_takes_the_verification_back() -> None:
    """Before closure and after it: the spot is planned anew, and needs another qualifying rain."""
    for trigger, state, mark in (("relapse", "verified", "returned"), ("recur", "closed", "reopened")):
        step = rain().transition(trigger, state)
        assert step is not None
        assert (step.to, step.revokes, step.mark) == ("registered", ("qualified",), mark)


def changed(flow: Workflow, trigger: str, **what: Any) -> Workflow:
    """The workflow with other keys for every transition of one trigger."""
    steps: list[Transition] = []
    for step in flow.transitions:
        steps.append(step.model_copy(update=what) if step.trigger == trigger else step)
    return flow.model_copy(update={"transitions": tuple(steps)})


def test_the_workflow_keeps_its_promises() -> None:
    assert not list(broken(rain()))


def broken(flow: Workflow) -> Iterator[str]:
    yield from (breach.told for breach in breaches(flow, {**urban().workflows, flow.id: flow}))


@pytest.mark.parametrize(
    ("trigger", "what", "promise"),
    [
        ("close", {"from_": ("completed",), "gates": ()}, "没有经历达标降雨不得销号"),
        ("complete", {"to": "verified"}, "没有登记过降雨不得销号"),
        ("approve", {"to": "completed"}, "没有完工不得销号"),
        ("complete", {"unlike": ("close", "relapse")}, "谁整治谁不能验证"),
        ("record_rain", {"unlike": ("complete",)}, "谁编一点一策谁不能验证"),
        ("close", {"unlike": ("plan",)}, "谁整治谁不能销号"),
        ("approve", {"unlike": ()}, "谁编一点一策谁不能批准"),
        ("withdraw", {"unlike": ("plan", "complete")}, "谁建点谁不能撤点"),
    ],
)
def test_each_promise_holds_something(trigger: str, what: dict[str, Any], promise: str) -> None:
    """Without the rule it rests on, the promise is broken, and the proof says which."""
    assert any(promise in told for told in broken(changed(rain(), trigger, **what)))


# --- 两类场所 -----------------------------------------------------------------------------------------------------


def test_the_two_venues_are_closed_but_can_be_read() -> None:
    """The campaign says why it ended, what it looked at, and that its four numbers do not add up."""
    definition = library().definition("two-venues")
    assert definition.pack.ended
    assert set(definition.pack.kinds) == {"isolation", "living", "prefab", "project", "district"}
    assert "不能相加" in definition.pack.summary
    assert all(kind.fields for kind in definition.pack.kinds.values())
    assert {item.workflow for item in definition.pack.items} == {"hazard"}


@pytest.mark.parametrize(
    ("item", "given", "verdict"),
    [
        ("LC-5", "serious=true,stopped=true,evacuated=true,reported=true", "否"),
        ("LC-5", "serious=true,stopped=true,evacuated=false,reported=true", "是"),
        ("LC-5", "serious=false,stopped=false,evacuated=false", "否"),
        ("LC-5", "serious=true,stopped=true,evacuated=true", "缺"),
        ("LC-6", "isolation=1858,prefab=2724,living=1031,rectified=362,evacuated=7", "否"),
        ("LC-6", "isolation=1858,prefab=2724,living=1031,rectified=6,evacuated=7", "是"),
        ("LC-6", "isolation=300,prefab=0,living=0,rectified=362,evacuated=7", "是"),
    ],
)
def test_a_serious_venue_is_emptied_at_once(item: str, given: str, verdict: str) -> None:
    assert judged(library().definition("two-venues"), item, given, "2022-01-01").fails is VERDICTS[verdict]

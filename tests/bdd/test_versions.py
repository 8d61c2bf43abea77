"""A checklist gets a new version: what differs, what it would change, and moving a hazard to it."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.domain.definitions import Ground, Invariant, Pack, State, Transition, Workflow
from inspect_engine.domain.documents.citations import Found, violated
from inspect_engine.domain.documents.composing import Content
from inspect_engine.domain.versions.repinning import told
from inspect_engine.reading.definitions import Library, load_library
from tests.bdd.world import World, code_of, definition

scenarios("versions.feature")
OLD = load_library()


@pytest.fixture
def install(world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Install the gas checklist under a new number, with another workflow, or itself another, and adopt it."""

    def put(version: str, flow: Workflow, pack: Pack = OLD.packs["gas"]) -> None:
        pack = pack.model_copy(update={"version": version})
        new: Library = replace(OLD, packs={**OLD.packs, "gas": pack}, workflows={**OLD.workflows, flow.id: flow})
        monkeypatch.setattr("inspect_engine.reading.definitions.load_library", lambda folders=None: new)
        world.go_by(replace(new, packs={"gas": pack}))

    return put


def flow_now() -> Workflow:
    return OLD.workflows["hazard"]


@given(parsers.parse("检查表出了新版 {version}，“{old}”改称“{new}”"))
def _(install: Callable[..., None], version: str, old: str, new: str) -> None:
    """A state under another name and title."""
    flow = flow_now()
    gone = code_of({name: state.title for name, state in flow.states.items()}, old)

    def name(state: str) -> str:
        return "improving" if state == gone else state

    states = {
        name(key): state.model_copy(update={"title": new} if key == gone else {}) for key, state in flow.states.items()
    }
    steps = [
        step.model_copy(update={"from_": tuple(map(name, step.from_)), "to": name(step.to)})
        for step in flow.transitions
    ]
    install(version, flow.model_copy(update={"states": states, "transitions": tuple(steps)}))


@given(parsers.parse("检查表出了新版 {version}，“{step}”之前要先“{new}”"))
def _(install: Callable[..., None], version: str, step: str, new: str) -> None:
    """A step put before another, which is taken from nowhere else then, nor is what leads where it leads; and the
    promise that nothing is closed without it."""
    flow = flow_now()
    later = next(one for one in flow.transitions if one.title == step)
    talk = Transition.model_validate(
        {"trigger": "talk", "title": new, "from": later.from_, "to": "talked", "by": ["supervisor"]}
    )
    states = {**flow.states, "talked": State(title=f"已{new}", untimed="试用")}
    kept = [one for one in flow.transitions if one is later or one.title != step]
    leads = [one.to == later.to and later.to not in one.from_ for one in kept]
    steps = [
        one.model_copy(update={"from_": ("talked",)}) if thither else one
        for one, thither in zip(kept, leads, strict=True)
    ]
    promise = Invariant(title=f"没有{new}不得销号", before="talk", reach=("closed",))
    changes = {"states": states, "transitions": (*steps, talk), "invariants": (*flow.invariants, promise)}
    install(version, flow.model_copy(update=changes))


@given(parsers.parse("检查表出了新版 {version}，“{item}”改引“{ref} {article}”"))
def _(install: Callable[..., None], version: str, item: str, ref: str, article: str) -> None:
    """An item that rests on another article, and on nothing else."""
    pack, duty = OLD.packs["gas"], Ground(ref=ref, article=article)
    sections = tuple(
        section.model_copy(
            update={
                "items": tuple(
                    one.model_copy(update={"basis": (duty,)}) if one.id == item else one for one in section.items
                )
            }
        )
        for section in pack.sections
    )
    install(version, flow_now(), pack.model_copy(update={"sections": sections}))


def drafted(world: World) -> Content:
    """What a notice would say, by an office that is registered for it."""
    desk, values = world.desk("主管甲"), {"days": "7", "address": "某街 1 号", "responsible_person": "吴某"}
    if not desk.offices.all():
        desk.offices.add("示建燃改", "某市住房和城乡建设局", {}, {})
    return desk.documents.draft("rectification", [world.number], values)


@then("整改通知书引的是发现那天所依的条款")
def _(world: World) -> None:
    case = world.case()
    none_fitted = Found(OLD.definition("gas"), case.item, case.found_on, {"state": "none"})
    assert case.measured == "报警装置状态：未安装"
    assert list(drafted(world).cited) == [each.text for each in violated(none_fitted) if not each.past]
    assert all(OLD.references[ref].name in case.basis for ref in ("aqscf-2021", "gb55009-2021"))


@then(parsers.parse("整改通知书里没有“{text}”"))
def _(world: World, text: str) -> None:
    assert not any(text in each for each in drafted(world).cited)


def move(world: World, who: str, mapping: Mapping[str, str] | None = None, base: str | None = None) -> None:
    world.attempt(lambda: world.desk(who).cases.repin(world.number, "installed", mapping, "标准修订", base=base))


@when(parsers.parse("{who}让隐患改依新版"))
def _(world: World, who: str) -> None:
    move(world, who)


@when(parsers.parse("{who}照先前看到的改依新版"))
def _(world: World, who: str) -> None:
    move(world, who, base=world.seen)


@when(parsers.parse("{who}让隐患改依新版，状态“{old}”改为“{new}”"))
def _(world: World, who: str, old: str, new: str) -> None:
    names = {name: state.title for name, state in flow_now().states.items()}
    coming = {name: state.title for name, state in world.desk(who).desk.library.workflows["hazard"].states.items()}
    move(world, who, {code_of(names, old): code_of(coming, new)})


@given(parsers.parse("{who}看过这件隐患"))
def _(world: World, who: str) -> None:
    world.seen = world.desk(who).cases.get(world.number).last_event


@when(parsers.parse("{who}在命令行输入“packs diff gas@旧版 {new}”"))
def _(world: World, command: Callable[[Sequence[str]], None], who: str, new: str) -> None:
    command([*shlex.split(f"packs diff gas@{definition().pack.version} {new}"), "--user", who])


@then(parsers.parse("隐患依的是 {version} 版"))
def _(world: World, version: str) -> None:
    world.settle()
    assert world.case().pack_version == version


@then("隐患依的是旧版")
def _(world: World) -> None:
    assert world.case().pack_version == definition().pack.version


@then(parsers.parse("最后一条流转记录说“{text}”"))
def _(world: World, text: str) -> None:
    event = world.desk().cases.history(world.number)[-1].event
    assert event.data["title"] == "改依新版检查表"
    assert text in told(event.data)


@then(parsers.parse("{day} 的看板上，“{state}”有 {count:d} 件"))
def _(world: World, day: str, state: str, count: int) -> None:
    world.settle()
    assert world.desk().figures.board(date.fromisoformat(day)).by_state == {state: count}

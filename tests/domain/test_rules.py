"""Every rule catches the definition it was written against, at the place that is wrong."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inspect_engine.domain import rules
from inspect_engine.domain.definitions import Pack, Workflow
from inspect_engine.reading.definitions import Library, load_library

SMALL = Path(__file__).parents[1] / "definitions" / "small"
Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library([SMALL])


def broken_flow(library: Library, change: Change) -> list[tuple[str, str]]:
    """Place and words of each fault in the small workflow after one change."""
    data = copy.deepcopy(library.workflows["flow"].model_dump(mode="json", by_alias=True, exclude_defaults=True))
    change(data)
    flow = Workflow.model_validate(data)
    return [(where(f.path), f.what) for rule in rules.WORKFLOW_RULES for f in rule(flow)]


def broken_pack(library: Library, change: Change) -> list[tuple[str, str]]:
    """Place and words of each fault in the small pack after one change."""
    data = copy.deepcopy(library.packs["small"].model_dump(mode="json", by_alias=True, exclude_defaults=True))
    change(data)
    pack = Pack.model_validate(data)
    found = [f for rule in rules.PACK_RULES for f in rule(pack)]
    found += rules.pack_citations(pack, library.references, library.workflows)
    return [(where(f.path), f.what) for f in found]


def where(path: tuple[str | int, ...]) -> str:
    return ".".join(map(str, path))


def step(data: dict[str, Any], trigger: str) -> dict[str, Any]:
    found: dict[str, Any] = next(t for t in data["transitions"] if t["trigger"] == trigger)
    return found


def item(data: dict[str, Any], number: int) -> dict[str, Any]:
    found: dict[str, Any] = data["sections"][0]["items"][number]
    return found


def test_the_small_definitions_are_sound(library: Library) -> None:
    """The base that the broken ones are made from has no fault."""
    assert broken_flow(library, lambda data: None) == []
    assert broken_pack(library, lambda data: None) == []


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        (lambda d: d.update(initial="start"), "initial", "起始状态“start”不存在"),
        (lambda d: step(d, "note")["from"].append("nowhere"), "transitions.1.from.1", "状态“nowhere”不存在"),
        (lambda d: step(d, "note")["from"].append("closed"), "transitions.1.from.1", "“closed”是终态"),
        (lambda d: step(d, "note").update(to="nowhere"), "transitions.1.to", "状态“nowhere”不存在"),
        (lambda d: step(d, "close").update(unlike=["repli"]), "transitions.4.unlike.0", "动作“repli”不存在"),
        (
            lambda d: step(d, "note").update(when=[{"if": {"fact": "age", "is": "1"}, "refused": "x"}]),
            "transitions.1.when.0",
            "条件里的“age”不存在",
        ),
        (
            lambda d: step(d, "note")["needs"].append({"id": "text", "title": "又一次"}),
            "transitions.1.needs",
            "字段重名",
        ),
        (
            lambda d: step(d, "note").update(sets={"severity": "grade"}),
            "transitions.1.sets.severity",
            "应是 needs 里的必填字段",
        ),
        (
            lambda d: step(d, "issue").update(
                by=["supervisor"],
                needs=[*step(d, "issue")["needs"], {"id": "who", "title": "组员", "type": "inspectors"}],
            ),
            "transitions.0.needs.2",
            "“组员”只能填检查员，须包含办理人本人，而检查员不能办理",
        ),
        (lambda d: step(d, "note").update(dated_by="text"), "transitions.1.dated_by", "应是 needs 里的必填日期字段"),
        (
            lambda d: step(d, "note").update(dated_by="served_on"),
            "transitions.1.dated_by",
            "应是 needs 里的必填日期字段",
        ),
        (
            lambda d: step(d, "issue").update(deadline={"days": "dayz", "start": "served_on"}),
            "transitions.0.deadline",
            "“dayz”不论在哪个动作里，都应是必填整数字段",
        ),
        (
            lambda d: step(d, "issue").update(deadline={"days": "days", "start": "days"}),
            "transitions.0.deadline",
            "“days”应是本动作的必填日期字段",
        ),
        (
            lambda d: d["transitions"].append({**step(d, "note"), "to": "replied"}),
            "transitions.6.trigger",
            "从“fixing”出发的动作“note”写了两次",
        ),
        (lambda d: d["states"].update(island={"title": "孤岛"}), "states.island", "从起始状态到不了"),
        (
            lambda d: (d["states"].update(trap={"title": "陷阱"}), step(d, "note").update(to="trap")),
            "states.trap",
            "走不到销号",
        ),
        (lambda d: step(d, "close").update(to="dropped"), "states.replied", "走不到销号"),
    ],
)
def test_a_broken_workflow_is_caught(library: Library, change: Change, place: str, words: str) -> None:
    """Each fault of a workflow is found at its place and said in words."""
    found = broken_flow(library, change)
    assert place in [at for at, what in found if words in what], found


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda d: step(d, "note").update(sets={"colour": "text"}), "transitions.1.sets.colour"),
        (lambda d: step(d, "note").update(sets={"state": "text"}), "transitions.1.sets.state"),
        (lambda d: step(d, "note").update(sets={"closed_how": "text"}), "transitions.1.sets.closed_how"),
        (lambda d: step(d, "note").update(sets={"severity": "text"}), "transitions.1.sets.severity"),
    ],
)
def test_sets_may_only_change_a_fact_that_workflows_own(library: Library, change: Change, place: str) -> None:
    """``sets`` cannot reach state, closing or a fact that does not exist, nor give a grade that is none."""
    assert place in [at for at, _ in broken_flow(library, change)]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda d: step(d, "issue")["needs"][1].update(required="false"), "transitions.0"),
        (lambda d: step(d, "issue")["needs"][0].update(required="false"), "transitions.0"),
        (
            lambda d: (
                step(d, "note")["needs"].append(
                    {"id": "grade", "title": "级", "type": "choice", "required": "false", "choices": {"major": "重大"}}
                ),
                step(d, "note").update(sets={"severity": "grade"}),
            ),
            "transitions.1",
        ),
    ],
    ids=["dated_by", "deadline", "sets"],
)
def test_what_an_action_builds_on_is_required(library: Library, change: Change, place: str) -> None:
    """A field that a deadline, date or fact is taken from cannot be optional: without it the action would crash."""
    assert [at for at, _ in broken_flow(library, change) if at.startswith(place)]


@pytest.mark.parametrize(
    "guard",
    [
        {"fact": "severity", "op": ">=", "value": "1"},
        {"fact": "severity", "is": "terrible"},
        {"fact": "overdue", "is": "yes"},
        {"fact": "overdue", "op": ">", "value": "0"},
        {"fact": "returned", "is": "twice"},
        {"fact": "returned", "is": "２"},
        {"fact": "returned", "is": "02"},
        {"fact": "returned", "op": "<", "value": "100"},
        {"fact": "extended", "op": ">=", "value": "-1"},
        {"fact": "extended", "op": "=", "value": "1.5"},
        {"fact": "extended", "op": ">", "value": "1E+999999999"},
    ],
)
def test_a_guard_compares_like_with_like(library: Library, guard: dict[str, str]) -> None:
    """A condition that can never hold, or that compares a word with a number, is found when it is loaded."""
    change: Change = lambda d: step(d, "note").update(when=[{"if": guard, "refused": "不行"}])  # noqa: E731
    assert [at for at, _ in broken_flow(library, change) if at.startswith("transitions.1.when.0")]


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        (lambda d: item(d, 1).update(id="S-1"), "sections.0.items.1.id", "检查项编号“S-1”重复"),
        (lambda d: item(d, 0)["kinds"].append("ship"), "sections.0.items.0.kinds.2", "对象类型“ship”不存在"),
        (lambda d: d["kinds"].update(ship={"title": "船"}), "kinds.ship", "没有任何检查项"),
        (
            lambda d: item(d, 1).update(fails_when={"fact": "height", "op": ">", "value": "1"}),
            "sections.0.items.1.fails_when",
            "条件里的“height”不是本项的值",
        ),
        (
            lambda d: item(d, 1).update(fails_when={"not": {"any": [{"fact": "shored", "op": ">", "value": "1"}]}}),
            "sections.0.items.1.fails_when",
            "“shored”不是数字，不能比大小",
        ),
        (
            lambda d: item(d, 1).update(fails_when={"fact": "soil", "is": "rock"}),
            "sections.0.items.1.fails_when",
            "“soil”没有选项“rock”",
        ),
        (
            lambda d: item(d, 1)["severity"][0].update(when={"fact": "shored", "is": "否"}),
            "sections.0.items.1.severity.0.when",
            "只能是 true 或 false",
        ),
        (
            lambda d: item(d, 0)["severity"][0].update(when={"fact": "depth", "op": ">", "value": "1"}),
            "sections.0.items.0.severity",
            "最后一条定级规则不能带 when",
        ),
        (lambda d: item(d, 0).pop("source"), "sections.0.items.0", "既没有 basis 也没有 source"),
        (lambda d: item(d, 1)["basis"][0].update(ref="no-law"), "sections.0.items.1.basis.0.ref", "“no-law”没有登记"),
        (
            lambda d: item(d, 1)["basis"][0].update(article="第9条"),
            "sections.0.items.1.basis.0.article",
            "没有登记条款“第9条”",
        ),
        (lambda d: item(d, 1)["severity"][0].update(by="no-law"), "sections.0.items.1.severity.0.by", "没有登记"),
        (lambda d: item(d, 0).update(workflow="flwo"), "sections.0.items.0.workflow", "流程“flwo”不存在"),
    ],
)
def test_a_broken_pack_is_caught(library: Library, change: Change, place: str, words: str) -> None:
    """Each fault of a pack is found at its place and said in words."""
    found = broken_pack(library, change)
    assert place in [at for at, what in found if words in what], found


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda d: item(d, 1)["values"].append({"id": "depth", "title": "又一个深度"}), "sections.0.items.1.values"),
        (lambda d: d["kinds"]["shop"]["fields"].append({"id": "area", "title": "又一个面积"}), "kinds.shop.fields"),
        (lambda d: d["sections"].append({**d["sections"][0], "items": [{**item(d, 0), "id": "S-9"}]}), "sections.1"),
        (lambda d: item(d, 1).update(fails_when={"fact": "depth", "is": "3"}), "sections.0.items.1.fails_when"),
    ],
    ids=["value ids", "form ids", "section ids", "number compared as text"],
)
def test_a_pack_cannot_say_two_things_at_once(library: Library, change: Change, place: str) -> None:
    """Doubled fields or sections, of which one would silently win, and numbers compared as words are found."""
    assert [at for at, _ in broken_pack(library, change) if at.startswith(place)]


def test_every_fault_is_reported_at_once(library: Library) -> None:
    """Two mistakes in one pack are two faults in one run."""
    change: Change = lambda d: (item(d, 0).pop("source"), item(d, 1)["kinds"].append("ship"))  # noqa: E731
    assert len(broken_pack(library, change)) == 2


# --- closing, reopening, merging, standing still ------------------------------------------------------------------

REOPEN = {"trigger": "reopen", "title": "重新打开", "from": ["closed"], "to": "fixing", "by": ["supervisor"]}
MERGE = {"trigger": "merge", "title": "并案", "from": ["fixing"], "to": "merged", "by": ["supervisor"]}
INTO = {"merges": "into", "needs": [{"id": "into", "title": "并入"}]}
MERGED = {"title": "已并案", "closing": "merged"}


def merging(**more: Any) -> Change:
    """A state for duplicates, and an action that leads there."""
    return lambda d: (d["states"].update(merged=MERGED), d["transitions"].append({**MERGE, **INTO, **more}))


def reopening(**more: Any) -> Change:
    return lambda d: d["transitions"].append({**REOPEN, "mark": "reopened", **more})


def standing(**more: Any) -> Change:
    return lambda d: d["states"]["fixing"].update(more)


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        (reopening(mark="returned"), "transitions.6.from.0", "“closed”是终态，不能再有动作"),
        (reopening(**{"from": ["closed", "fixing"]}), "transitions.6.from.1", "“fixing”没有办结，谈不上重新打开"),
        (reopening(to="dropped"), "transitions.6.to", "重新打开要回到没有办结的状态"),
        (merging(merges="number"), "transitions.6.merges", "应是 needs 里的必填文字字段"),
        (
            merging(needs=[{"id": "into", "title": "并入", "required": "false"}]),
            "transitions.6.merges",
            "应是 needs 里的必填文字字段",
        ),
        (merging(to="closed"), "transitions.6.merges", "并案的动作要到并案的终态"),
        (lambda d: d["states"]["closed"].update(closing="merged"), "transitions.4.to", "没有说并入哪一件"),
        (standing(paused="鉴定", clock="true"), "states.fixing.paused", "不能又计期限"),
        (standing(paused="鉴定", within={"days": "3"}), "states.fixing.paused", "不能又计期限"),
        (lambda d: d["states"]["closed"].update(paused="鉴定"), "states.closed", "是终态，不再等人办理"),
    ],
)
def test_a_slip_about_the_end_is_caught(library: Library, change: Change, place: str, words: str) -> None:
    """Only marked actions lead on from the end; duplicates are merged into something; no clock runs in a pause."""
    found = broken_flow(library, change)
    assert place in [at for at, what in found if words in what], found


@pytest.mark.parametrize("change", [reopening(), merging(), standing(paused="鉴定", clock="false", within=None)])
def test_reopening_merging_and_pausing_are_no_faults(library: Library, change: Change) -> None:
    assert broken_flow(library, change) == []


def test_reopening_is_no_way_to_the_close(library: Library) -> None:
    """A state that only leads to withdrawal, and from there back, is a trap."""
    back: Change = lambda d: (  # noqa: E731
        d["states"].update(trap={"title": "陷阱", "untimed": "试"}),
        d["transitions"].append({**REOPEN, "trigger": "fall", "from": ["fixing"], "to": "trap"}),
        d["transitions"].append({**REOPEN, "trigger": "drop2", "from": ["trap"], "to": "dropped"}),
        d["transitions"].append({**REOPEN, "from": ["dropped"], "mark": "reopened"}),
    )
    assert broken_flow(library, back) == [("states.trap", "状态“trap”（陷阱）走不到销号")]


def linked(library: Library, opens: bool, **other: Any) -> list[tuple[str, str]]:
    """Faults of the small workflow when it waits for another, that it opens or not."""
    data = library.workflows["flow"].model_dump(mode="json", by_alias=True, exclude_defaults=True)
    side = Workflow.model_validate({**copy.deepcopy(data), "id": "side", **other})
    step(data, "close")["links"] = [{"workflow": "side", "in": ["closed", "nowhere"], "refused": "等"}]
    if opens:
        step(data, "note")["opens"] = "side"
    flow = Workflow.model_validate(data)
    return [
        (where(f.path), f.what) for f in rules.flow_citations(flow, library.references, {"side": side, "flow": flow})
    ]


def test_waiting_is_for_what_can_be_there(library: Library) -> None:
    """A link to a workflow that neither opens this one nor is opened by it says nothing; nor does an unknown state."""
    nowhere = ("transitions.4.links.0.in.1", "流程“side”没有状态“nowhere”")
    assert linked(library, opens=True) == [nowhere]
    stranger = ("transitions.4.links.0.workflow", "流程“side”不由本流程开，也不开本流程，这里永远等不到它")
    assert linked(library, opens=False) == [stranger, nowhere]


def test_nothing_opens_itself_by_way_of_others(library: Library) -> None:
    """A case opened by a case opened by … has no end."""
    flow = library.workflows["flow"]
    first, *others = flow.transitions
    there = flow.model_copy(update={"transitions": (first.model_copy(update={"opens": "round"}), *others)})
    steps = (first.model_copy(update={"opens": "flow"}), *others)
    back = flow.model_copy(update={"id": "round", "transitions": steps})
    found = [fault.what for fault in rules.flow_citations(there, {}, {"flow": there, "round": back})]
    assert "流程“round”又会开出“flow”自己，没有尽头" in found


# --- values ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["1e12", "-1e12", "0.0000001", "1E+999999999", "1E-999999999", "0E+999999999"])
def test_a_number_that_no_form_takes_is_caught_wherever_it_stands(library: Library, number: str) -> None:
    """Limits of items, bounds of fields and values of branches are all looked at, and none is computed with."""
    tree = {"any": [{"not": {"fact": "depth", "op": ">", "value": number}}]}
    found = broken_pack(library, lambda d: item(d, 1).update(fails_when=tree))
    assert [at for at, what in found if "太大或太细" in what] == ["sections.0.items.1.fails_when.any.0.not.value"]
    found = broken_flow(library, lambda d: step(d, "issue")["needs"][0].update(min=number))
    assert "transitions.0.needs.0.min" in [at for at, what in found if "太大或太细" in what]
    guard = {"fact": "days", "op": "<", "value": number}
    found = broken_flow(library, lambda d: step(d, "issue").update({"if": guard}))
    assert [at for at, _ in found] == ["transitions.0.if.value"]


@pytest.mark.parametrize("number", ["999999999999.999999", "-999999999999", "0.000001", "0", "1e3", "1.50"])
def test_a_number_that_a_form_takes_is_none_too_many(library: Library, number: str) -> None:
    """The bounds themselves, and other ways of writing, are no faults."""
    tree = {"fact": "depth", "op": ">", "value": number}
    assert broken_pack(library, lambda d: item(d, 1).update(fails_when=tree)) == []


def test_a_field_that_nothing_can_fill_is_caught(library: Library) -> None:
    """``min`` above ``max`` would leave an action that nobody can take; equal ones leave one number."""
    found = broken_flow(library, lambda d: step(d, "issue")["needs"][0].update(min="9", max="8"))
    assert found == [("transitions.0.needs.0.max", "“days”的 max 小于 min，填什么都不对")]
    assert broken_flow(library, lambda d: step(d, "issue")["needs"][0].update(min="8", max="8")) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("甲\u200b乙", "“甲‹U+200B›乙”"),
        ("\u202e甲", "“‹U+202E›甲”"),
        ("甲\x1b[2J", "“甲‹U+001B›[2J”"),
        ("\ufeff甲", "“‹U+FEFF›甲”"),
        ("甲\x7f", "“甲‹U+007F›”"),
        (" \u3000\n", "“title”不能全是空白"),
        ("\u200b", "“title”不能全是空白"),
    ],
)
def test_a_text_nobody_can_see_is_caught(library: Library, text: str, words: str) -> None:
    """Control, bidirectional and zero-width characters in a title are named by their codes; blank titles are none."""
    for found in (
        broken_pack(library, lambda d: item(d, 1).update(title=text)),
        broken_flow(library, lambda d: step(d, "issue").update(title=text)),
    ):
        assert len(found) == 1
        assert found[0][0].endswith(".title")
        assert words in found[0][1]


@pytest.mark.parametrize(
    "text", ["甲 乙", "甲\u3000乙", "甲\n乙\n", "甲\t乙", "m²≥1½", "👨\u200d👩\u200d👧", "甲\u00a0乙"]
)
def test_ordinary_texts_are_no_faults(library: Library, text: str) -> None:
    """Spaces of any width inside, lines, tabs, signs and joined pictures stay."""
    assert broken_pack(library, lambda d: item(d, 1).update(title=text)) == []


# --- branches and ladders ---------------------------------------------------------------------------------------


def rungs(then: dict[str, str | None]) -> Callable[[dict[str, Any]], object]:
    """Rungs of these names, each later than the one before, and the rung that follows each."""
    made = {
        name: {"title": name, "after": n, **({"then": after} if after else {})}
        for n, (name, after) in enumerate(then.items())
    }
    return lambda d: d.update(escalations=made)


@pytest.mark.parametrize(
    ("then", "told"),
    [
        ({"a": "b", "b": "c", "c": None}, []),
        ({"a": "a"}, ["a → a"]),
        ({"c": "b", "b": "a", "a": "c"}, ["a → c → b → a"]),
        ({"x": "a", "a": "b", "b": "a", "y": "b"}, ["a → b → a"]),
        ({"a": "b", "b": "a", "c": "d", "d": "c"}, ["a → b → a", "c → d → c"]),
    ],
)
def test_each_circle_of_rungs_is_told_once(library: Library, then: dict[str, str | None], told: list[str]) -> None:
    """However many rungs lead into a circle, from wherever it is entered."""
    found = [what for _, what in broken_flow(library, rungs(then)) if "成了环" in what]
    assert found == [f"督办台阶成了环：{circle}" for circle in told]


def test_comparisons_are_bounded_for_the_whole_workflow(library: Library) -> None:
    """Many actions, each just simple enough alone, are together too much to check."""

    def change(data: dict[str, Any]) -> None:
        fields = [{"id": f"b{n}", "title": "问", "type": "boolean"} for n in range(12)]
        asked = [{"fact": f"b{n}", "is": value} for n in range(12) for value in ("true", "false")]
        note = step(data, "note")
        for n in range(12):
            data["transitions"].append({**note, "trigger": f"note{n}", "needs": fields, "if": {"any": asked}})

    assert [what for _, what in broken_flow(library, change)] == ["条件的组合太多，无法逐一核对"]

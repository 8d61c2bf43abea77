"""What differs between two versions, told in words; and what one may not move a case to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.definitions import (
    Condition,
    Constraint,
    Definition,
    Derived,
    Earliest,
    Escalation,
    FieldSpec,
    Gate,
    Ground,
    Guard,
    Invariant,
    Item,
    Limit,
    Link,
    Overlay,
    Parameter,
    Policy,
    Reference,
    Region,
    SeverityRule,
    Source,
    State,
    SubjectKind,
    TimeLimit,
    Transition,
    Within,
    Workflow,
)
from inspect_engine.domain.definitions.workflow import Lowering, Surcharge
from inspect_engine.domain.versions.diff import CONTEXT, LONG, Change, diff
from inspect_engine.domain.versions.impact import Answered, Impact
from inspect_engine.domain.words.wording import condition
from inspect_engine.reading.definitions import load_library
from tests.storage.yard_lists import BRIEFED, FASTER, NUMBERED, RENAMED, STRICTER, YARD, Edit, definition

BASE = load_library([YARD]).definition("yard")
EDITS = (NUMBERED, STRICTER, RENAMED, FASTER)


def lines(old: Definition, new: Definition) -> list[str]:
    return [f"{change.group} {change.line}" for change in diff(old, new)]


def test_every_change_says_what_was_and_what_is(tmp_path: Path) -> None:
    """One line for each difference, conditions in words, with titles and units."""
    new = definition(tmp_path / "new", *STRICTER, *FASTER)

    assert lines(BASE, new) == [
        "item S-2 基坑过深｜不合格条件：深度 > 1.5 m 或 有支护 否 → 深度 > 2 m 或 有支护 否",
        "item S-2 基坑过深｜定级：重大：深度 ≥ 5 m（依《场院标准》）；其余：一般 → "
        "重大：深度 ≥ 3 m（依《场院标准》）；其余：一般",
        "item 删去 S-3 堆料过高｜定级：一般；看什么：看堆料。",
        "item 新增 S-4 堆料超高｜定级：一般；看什么：看堆料。",
        "state round.replied 已回复｜时限：10 日 → 5 日",
        "step round.issue 签发｜填写项 days：整改期限（日），整数，必填，1 至 30 → 整改期限（日），整数，必填，1 至 15",
    ]


def test_a_new_step_and_its_promise_are_told(tmp_path: Path) -> None:
    told = lines(BASE, definition(tmp_path / "new", *BRIEFED))

    assert "state 新增 round.told 已交底" in told
    assert "step 新增 round.brief 交底｜从：“已发现”；到：“已交底”；谁办：主管" in told
    assert "step round.issue 签发｜从：“已发现” → “已交底”" in told
    assert "promise 新增 round：没有交底不得销号｜内容：到“已销号”之前必经“交底”" in told


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"fact": "length", "op": ">", "value": "2.0"}, "软管长度 > 2.0 m"),
        ({"fact": "length", "limit": "hose"}, "软管长度 达到限值“软管上限”"),
        ({"fact": "joint", "is": "true"}, "有接头 是"),
        ({"fact": "gas", "is": "lpg"}, "气种 液化气"),
        ({"not": {"fact": "joint", "is": "true"}}, "并非（有接头 是）"),
        (
            {"any": [{"fact": "length", "op": ">", "value": "2.0"}, {"fact": "joint", "is": "true"}]},
            "软管长度 > 2.0 m 或 有接头 是",
        ),
        (
            {
                "all": [
                    {"fact": "gas", "is": "lpg"},
                    {"any": [{"fact": "joint", "is": "true"}, {"fact": "x", "is": "y"}]},
                ]
            },
            "气种 液化气 且 （有接头 是 或 x y）",
        ),
    ],
)
def test_conditions_are_told_in_words(written: dict[str, Any], told: str) -> None:
    """Titles, units and choices instead of names; brackets where “且” and “或” meet."""
    fields = {
        "length": FieldSpec(id="length", title="软管长度", type="decimal", unit="m"),
        "joint": FieldSpec(id="joint", title="有接头", type="boolean"),
        "gas": FieldSpec(id="gas", title="气种", type="choice", choices={"lpg": "液化气"}),
    }

    assert condition(Condition.model_validate(written), fields, {"hose": "软管上限"}) == told


# --- nothing is passed over -------------------------------------------------------------------------------------

DEPTH = Condition(fact="depth", op=">", value=Decimal(9))
ITEM: dict[str, Any] = {
    "id": "S-9",
    "title": "别的",
    "check": "另看。",
    "kinds": ("house",),
    "values": (FieldSpec(id="depth", title="深度", type="decimal"),),
    "derived": (Derived(id="double", title="两倍", sum=("depth", "depth")),),
    "constraints": (Constraint(id="sane", holds=DEPTH, message="太浅"),),
    "fails_when": DEPTH,
    "severity": (SeverityRule.model_validate({"is": "major"}),),
    "evidence": "录像。",
    "requirement": "拆除。",
    "basis": (Ground(ref="new-law", article="第3条"),),
    "source": Source(document="002", section="三"),
    "note": "注意。",
    "workflow": "other",
    "asked_if": Condition.model_validate({"fact": "S-1", "is": "fail"}),
    "register_": True,
    "points": Decimal(10),
    "assured": True,
    "record": True,
    "finding": "别的毛病",
    "liable": "owner",
    "repeats_within": 365,
}
STEP: dict[str, Any] = {
    "trigger": "other",
    "title": "别的",
    "from_": ("fixing",),
    "to": "replied",
    "if_": Condition.model_validate({"fact": "severity", "is": "major"}),
    "by": ("viewer",),
    "needs": (),
    "evidence": 3,
    "unlike": ("open",),
    "when": (Guard.model_validate({"if": {"fact": "overdue", "is": "false"}, "refused": "已逾期"}),),
    "gates": ("known",),
    "passes": ("known",),
    "revokes": ("known",),
    "links": (Link.model_validate({"workflow": "stop", "in": ["lifted"], "refused": "停工未解除"}),),
    "opens": "stop",
    "sets": {"severity": "days"},
    "deadline": None,
    "dated_by": None,
    "mark": "extended",
    "second": True,
    "merges": "days",
    "several": True,
    "earliest": Earliest(days=5),
    "distinct": ("days", "who"),
    "keeps": {"known": "不必再查"},
    "verdict": "failed",
}
STATE: dict[str, Any] = {
    "title": "别的",
    "clock": True,
    "closing": "withdrawn",
    "within": Within(days=3),
    "untimed": "另有缘故",
    "paused": "等鉴定",
    "overdue": "urge",
    "paused_at_most": 30,
    "tells": "supervisor",
}
REFERENCE: dict[str, Any] = {
    "id": "yard-law-2",
    "title": "别的标准",
    "number": "别号",
    "edition": "2030版",
    "issuer": "别处",
    "effective_from": None,
    "effective_to": "2031-01-01",
    "superseded_by": "new-law",
    "status": "repealed",
    "verified_until": "2030-01-01",
    "note": "注意。",
    "articles": {"第1条": "M", "第2条": "U"},
}
FLOW: dict[str, Any] = {
    "id": "other",
    "title": "别的",
    "version": "9",
    "kind": "works",
    "initial": "fixing",
    "states": {},
    "gates": {"known": Gate(title="原因已查清")},
    "escalations": {"urge": Escalation(title="催办", after=0)},
    "transitions": (),
    "invariants": (),
    "limits": {"answer": TimeLimit.model_validate({"title": "答复", "days": 15, "from": ["open"], "until": ["issue"]})},
    "lowering": Lowering(numbers=(("days",),)),
    "surcharge": Surcharge(fine="days", paid="days", percent=Decimal(3), due=("fixing",), runs=("fixing",)),
    "waives": {"reply": "试行"},
    "policies": {"close": Policy(title="谁销号", since=date(2026, 11, 29), why="本地惯例", actions=("close",))},
}
FIELD: dict[str, Any] = {
    "id": "other",
    "title": "别的",
    "type": "text",
    "unit": "t",
    "choices": {"a": "甲"},
    "required": False,
    "min": Decimal(2),
    "max": Decimal(99),
    "hint": "提示",
    "format": "uscc",
    "future": True,
    "forms": ("days",),
    "deducts": Decimal(2),
    "part_of": "whole",
    "times": "places",
    "asked_if": DEPTH,
}
PROMISES: tuple[dict[str, Any], ...] = (
    {"before": "issue", "reach": ["closed"]},
    {"before": "reply", "reach": ["replied", "closed"]},
    {"different_person": ["reply", "back"]},
    {"never": {"state": "closed", "when": {"fact": "severity", "is": "pending"}}},
    {"before": {"trigger": "reply", "to": "replied"}, "since": ["back"], "reach": ["closed"]},
    {"before": ["issue", "reply"], "reach": ["closed"]},
    {"only_by": ["supervisor"], "reach": ["closed"]},
    {"not_by": ["responsible"], "triggers": ["back"]},
    {"all_gates": True},
    {"always_closable": True},
)


def with_item(change: dict[str, Any]) -> Definition:
    section = BASE.pack.sections[0]
    items = (section.items[0].model_copy(update=change), *section.items[1:])
    return with_pack({"sections": (section.model_copy(update={"items": items}),)})


def with_pack(change: dict[str, Any]) -> Definition:
    return BASE.model_copy(update={"pack": BASE.pack.model_copy(update=change)})


def with_flow(change: dict[str, Any]) -> Definition:
    return BASE.model_copy(update={"workflows": {"round": BASE.workflows["round"].model_copy(update=change)}})


def with_step(change: dict[str, Any]) -> Definition:
    first, *others = BASE.workflows["round"].transitions
    return with_flow({"transitions": (first.model_copy(update=change), *others)})


def with_field(change: dict[str, Any]) -> Definition:
    first = BASE.workflows["round"].transitions[0]
    return with_step({"needs": (first.needs[0].model_copy(update=change), *first.needs[1:])})


def with_state(change: dict[str, Any]) -> Definition:
    states = BASE.workflows["round"].states
    return with_flow({"states": {**states, "found": states["found"].model_copy(update=change)}})


def with_reference(change: dict[str, Any]) -> Definition:
    changed = BASE.references["yard-law"].model_copy(update=change)
    return BASE.model_copy(update={"references": {**BASE.references, changed.id: changed}})


@pytest.mark.parametrize(
    ("shape", "make", "changes"),
    [
        (Item, with_item, ITEM),
        (Transition, with_step, STEP),
        (State, with_state, STATE),
        (Reference, with_reference, REFERENCE),
        (Workflow, with_flow, FLOW),
        (FieldSpec, with_field, FIELD),
    ],
)
def test_no_field_is_passed_over(
    shape: type[Any], make: Callable[[dict[str, Any]], Definition], changes: dict[str, Any]
) -> None:
    """A change of any one field of any shape shows; a new field needs an example here."""
    assert set(changes) == set(shape.model_fields)
    for name, value in changes.items():
        found = diff(BASE, make({name: value}))
        assert found, f"{shape.__name__}.{name}"
        assert all("写法" not in change.field for change in found), f"{shape.__name__}.{name}"


def test_by_whose_days_limits_live_shows() -> None:
    """A definition stored before that was said, beside one of today."""
    (line,) = lines(BASE.model_copy(update={"periods": "own"}), BASE)
    assert line == "pack yard 场院｜限值的时段：各写各的 → 不超出文件的施行期"


def test_what_a_basis_is_shows() -> None:
    """The same article, cited as a duty before and as a penalty now."""
    duty, penalty = (
        Ground.model_validate({"ref": "new-law", "article": "第3条", "as": use}) for use in ("duty", "penalty")
    )
    (line,) = lines(with_item({"basis": (duty,)}), with_item({"basis": (penalty,)}))
    assert line == "item S-1 未设标识｜依据：《new-law》第3条 → 罚则：《new-law》第3条"


def test_what_an_article_is_cited_for_shows() -> None:
    """For all that the item may find before, for one of it now."""
    only = {"ref": "new-law", "article": "第3条", "as": "penalty", "when": {"fact": "depth", "op": ">", "value": "2"}}
    every = {name: text for name, text in only.items() if name != "when"}
    before, after = ((Ground.model_validate(each),) for each in (every, only))
    (line,) = lines(with_item({"basis": before}), with_item({"basis": after}))
    assert line.endswith("｜依据：罚则：《new-law》第3条 → 罚则：《new-law》第3条（限 depth > 2）")


def test_a_state_of_another_code_and_the_same_title_shows() -> None:
    """The state, and each action that leads from it or to it."""
    states = {("new" if name == "found" else name): state for name, state in BASE.workflows["round"].states.items()}
    steps = tuple(
        step.model_copy(update={"from_": tuple("new" if name == "found" else name for name in step.from_)})
        for step in BASE.workflows["round"].transitions
    )
    told = lines(BASE, with_flow({"states": states, "initial": "new", "transitions": steps}))
    assert any(line.startswith("flow round") and "（found） → " in line and "（new）" in line for line in told)
    leaving = [step for step in BASE.workflows["round"].transitions if "found" in step.from_]
    assert sum("｜从：" in line and "found" in line and "new" in line for line in told) == len(leaving) > 0


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        ({"sandy": "砂土", "clay": "粘土"}, "选项“砂土”的代号改为 sandy，所填的读不出"),
        ({"sand": "粉土", "clay": "粘土"}, "选项“砂土”（sand）改为“粉土”"),
        ({"clay": "粘土"}, "选项“砂土”（sand）不在了，所填的读不出"),
        ({"clay": "砂土", "sand": "粘土"}, "选项“砂土”的代号改为 clay"),
        ({"sand": "砂土", "clay": "粘土", "rock": "岩石"}, ""),
        ({"clay": "粘质土", "sand": "砂土"}, ""),
    ],
)
def test_choices_that_were_recoded_have_an_impact(choices: dict[str, str], told: str) -> None:
    """What an inspector chose has another code, another title or none now; what he did not choose may change."""

    def soil(found: dict[str, str]) -> Definition:
        return with_item({"values": (FieldSpec(id="soil", title="土质", type="choice", choices=found),)})

    seen = Impact(soil(choices), {}, date(2024, 12, 1))
    given = Answered("商铺", "530600", "S-1", "fail", {"soil": "sand"}, date(2024, 11, 1))
    seen.see_answer(given, soil({"sand": "砂土", "clay": "粘土"}), lambda: "A-1")
    found = [(one.kind, one.text, one.numbers) for one in seen.findings]
    assert found == ([("recoded", f"S-1 未设标识：“土质”的{told}", ["A-1"])] if told else [])


def test_packs_kinds_limits_and_regions_are_compared() -> None:
    """Limits change by period and region, with unit, dates and article."""

    def limit(value: str, start: str | None = None, end: str | None = None) -> Limit:
        days = {"from": start, "to": end}
        return Limit.model_validate({**days, "op": ">", "value": value, "ref": "yard-law", "article": "第1条"})

    def limited(*limits: Limit, region: Limit) -> Definition:
        parameter = Parameter(id="depth-max", title="深度上限", unit="m", limits=limits)
        made = with_pack({"parameters": (parameter,)})
        overlay = Overlay(pack="yard", parameter="depth-max", limits=(region,))
        return made.model_copy(update={"regions": (Region(region="530600", title="昭通市", overlays=(overlay,)),)})

    old = limited(limit("2.0"), region=limit("1.8", "2024-01-01"))
    new = limited(limit("2.0", None, "2025-12-31"), limit("1.5", "2026-01-01"), region=limit("1.6", "2024-01-01"))

    assert lines(old, new) == [
        "limit depth-max 深度上限｜起初："
        "> 2.0 m，不限起止，《场院标准》第1条 → > 2.0 m，至 2025-12-31，《场院标准》第1条",
        "limit depth-max 深度上限｜2026-01-01 起：（无） → > 1.5 m，2026-01-01 起，《场院标准》第1条",
        "limit depth-max@530600 深度上限（昭通市）｜2024-01-01 起："
        "> 1.8 m，2024-01-01 起，《场院标准》第1条 → > 1.6 m，2024-01-01 起，《场院标准》第1条",
    ]
    assert lines(BASE, with_pack({"kinds": {"shop": SubjectKind(title="店铺")}}))[0].startswith(
        "kind shop 店铺｜名称：商铺 → 店铺"
    )


def test_every_kind_of_promise_is_told_apart() -> None:
    """Invariants of the same title but another content differ."""
    flows = [with_flow({"invariants": (Invariant(title="同名", **kind),)}) for kind in PROMISES]

    for i, old in enumerate(flows):
        for j, new in enumerate(flows):
            assert bool(diff(old, new)) == (i != j)


def test_another_order_alone_is_said() -> None:
    """The same items in another order are not the same definition."""
    section = BASE.pack.sections[0]
    other = with_pack({"sections": (section.model_copy(update={"items": section.items[::-1]}),)})

    assert [change.field for change in diff(BASE, other)] == ["写法或排列次序"]


# --- properties -------------------------------------------------------------------------------------------------

subsets = st.sets(st.sampled_from(range(len(EDITS))))
VERSIONS: dict[frozenset[int], Definition] = {}


@pytest.fixture(scope="session")
def version(tmp_path_factory: pytest.TempPathFactory) -> Callable[[set[int]], Definition]:
    """The checklist with any choice of the edits, each made once."""

    def make(chosen: set[int]) -> Definition:
        key = frozenset(chosen)
        if key not in VERSIONS:
            edits: list[Edit] = [edit for n in sorted(key) for edit in EDITS[n]]
            VERSIONS[key] = definition(tmp_path_factory.mktemp("versions") / "lists", *edits)
        return VERSIONS[key]

    return make


@given(old=subsets, new=subsets)
def test_diff_is_empty_for_the_same_and_symmetric(
    version: Callable[[set[int]], Definition], old: set[int], new: set[int]
) -> None:
    """Nothing differs from itself; the other way round, added is removed and old is new."""
    there = diff(version(old), version(new))
    back = diff(version(new), version(old))

    assert (there == []) == (old == new)
    swapped = {"added": "removed", "removed": "added", "changed": "changed"}
    assert {(c.group, c.id, c.change, c.field, c.old, c.new) for c in there} == {
        (c.group, c.id, swapped[c.change], c.field, c.new, c.old) for c in back
    }


def test_a_text_of_several_lines_is_told_on_one() -> None:
    change = Change("item", "S-1", "名", "changed", "看什么", "一\n二", "三")

    assert change.line == "S-1 名｜看什么：一 二 → 三"


@given(
    head=st.text("甲乙丙", max_size=150),
    one=st.text("甲乙丙", min_size=1, max_size=5),
    other=st.text("甲乙丙", min_size=1, max_size=5),
    tail=st.text("甲乙丁", max_size=150),
)
def test_long_texts_are_shown_by_what_differs(head: str, one: str, other: str, tail: str) -> None:
    """Putting what is shown of the new text in the place of what is shown of the old gives the new one."""
    old, new = head + one + tail, head + other + tail

    line = Change("item", "S-1", "S-1", "changed", "看什么", old, new).line

    before, after = (text.strip("…") for text in line.removeprefix("S-1｜看什么：").split(" → "))
    places = [n for n in range(len(old)) if old[n:].startswith(before)]
    assert any(old[:n] + after + old[n + len(before) :] == new for n in places)
    assert len(before) <= 5 + 2 * CONTEXT or len(old) <= LONG or len(new) <= LONG


def test_gates_in_conditions_go_by_their_title() -> None:
    guard = Guard.model_validate({"if": {"fact": "known", "is": "true"}, "refused": "原因未查清"})
    flow = BASE.workflows["round"].model_copy(update={"gates": {"known": Gate(title="原因已查清")}})
    first, *others = flow.transitions
    guarded = flow.model_copy(update={"transitions": (first.model_copy(update={"when": (guard,)}), *others)})
    old, new = (BASE.model_copy(update={"workflows": {"round": one}}) for one in (flow, guarded))

    assert lines(old, new) == [
        "step round.issue 签发｜前提：（无） → 原因已查清 是",
        "step round.issue 签发｜不许时说：（无） → 原因未查清",
    ]

"""``case diagram``: nothing of a workflow is missing from its picture, and no title breaks it."""

from __future__ import annotations

import json
import re
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from inspect_engine.authoring import diagram
from inspect_engine.domain.definitions import Workflow
from inspect_engine.reading.definitions import load_library
from tests.conftest import Command

SMALL = Path(__file__).parent / "small"
HOSTILE = "".join(map(chr, range(33, 127))) + " end note --> [*] %% &lt; #quot; <br/> \\n\n下一行"
ARROW = re.compile(r"  (\w+) --> (\w+) : (.*)")
BOX = re.compile(r'  state "(.*)" as (\w+)')
needs_graphviz = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz 的 dot 没有安装")


def flows() -> list[Workflow]:
    return [*load_library().workflows.values(), *load_library([SMALL]).workflows.values()]


def flow_of(*steps: dict[str, Any], **more: Any) -> Workflow:
    """A small workflow around the given steps, each by default from ``a`` to ``z`` by an inspector."""
    plain = {"trigger": "t", "title": "办", "from": ["a"], "to": "z", "by": ["inspector"]}
    states = {"a": {"title": "甲"}, "z": {"title": "乙", "closing": "rectified"}}
    data = {"id": "f", "title": "小", "version": "1", "kind": "hazard", "initial": "a", "states": states}
    return Workflow.model_validate({**data, "transitions": [{**plain, **step} for step in steps], **more})


def solid(text: str) -> str:
    """A text without the gaps at which lines may be broken."""
    return "".join(text.split())


def shown(label: str) -> str:
    """What Mermaid shows for a label."""
    return re.sub(r"#(\d+);", lambda c: chr(int(c[1])), label.replace("<br/>", "\n"))


@pytest.mark.parametrize("flow", flows(), ids=lambda flow: flow.id)
def test_mermaid_has_every_state_and_every_arrow(flow: Workflow) -> None:
    """One box a state, one arrow for each state an action starts from; start and ends are marked."""
    text = diagram.mermaid(flow)
    lines = text.splitlines()
    assert lines[3] == "stateDiagram-v2"
    boxes = {name: shown(label).split("\n")[0] for label, name in BOX.findall(text)}
    assert list(boxes.values()) == [state.title for state in flow.states.values()]
    ids = dict(zip(flow.states, boxes, strict=True))
    steps = [(name, step) for step in flow.transitions for name in step.from_]
    for (start, end, label), (name, step) in zip(ARROW.findall(text), steps, strict=True):
        assert (start, end) == (ids[name], ids[step.to])
        assert shown(label).startswith(step.title)
    assert f"  [*] --> {ids[flow.initial]}" in lines
    ends = {ids[name] for name, state in flow.states.items() if state.terminal}
    assert {line.split()[0] for line in lines if line.endswith("--> [*]")} == ends
    clocks = {ids[name] for name, state in flow.states.items() if state.clock}
    assert {line.split()[1] for line in lines if line.endswith(" clock")} == clocks


def test_an_arrow_says_who_and_on_what_terms() -> None:
    """Roles, conditions, evidence, gates, other cases and what is started stand at the arrow."""
    guarded = {
        "by": ["inspector", "supervisor"],
        "if": {"fact": "severity", "is": "general"},
        "when": [{"if": {"fact": "severity", "is": "major"}, "refused": "不许"}],
        "unlike": ["open"],
        "evidence": 2,
        "gates": ["cause"],
        "passes": ["blame"],
        "revokes": ["cause"],
        "links": [{"workflow": "stop-work", "in": ["over"], "refused": "停工未解除"}],
        "opens": "transfer",
    }
    gates = {"cause": {"title": "原因已查清"}, "blame": {"title": "责任已追究"}}
    found = ARROW.findall(diagram.mermaid(flow_of(guarded, gates=gates)))
    assert shown(found[0][2]).split("\n") == [
        "办（检查员、主管）",
        *("须回避·佐证≥2", "若：等级 一般", "前提：等级 重大"),
        *("须过关口：原因已查清", "通过：责任已追究", "撤回：原因已查清"),
        *("联办：stop-work", "启动：transfer"),
    ]


def test_a_box_says_how_long() -> None:
    """Clock states and waiting times are told in words, not by colour alone."""
    states = {
        "a": {"title": "甲", "clock": "true"},
        "b": {"title": "乙", "within": {"days": "3", "calendar": "work"}},
        "z": {"title": "丙", "closing": "rectified"},
    }
    text = diagram.mermaid(flow_of({"to": "b"}, {"from": ["b"]}, states=states))
    assert [shown(label) for label, _ in BOX.findall(text)] == ["甲\n计整改期限", "乙\n限 3 个工作日", "丙"]


def test_long_titles_are_broken_into_lines() -> None:
    """A title of a hundred characters stays readable: no line is longer than a label is wide, nothing is lost."""
    title = "整改" * 50
    text = diagram.mermaid(flow_of({"title": title}, states={"a": {"title": title}, "z": {"title": "乙"}}))
    for label in (BOX.findall(text)[0][0], ARROW.findall(text)[0][2]):
        lines = shown(label).split("\n")
        assert solid("".join(lines)).startswith(title)
        assert max(map(len, lines)) <= 24


def test_titles_cannot_break_mermaid() -> None:
    """Whatever stands in a title is one line of plain letters and entities, and reads as it was written."""
    flow = flow_of({"title": HOSTILE}, title=HOSTILE, states={"a": {"title": HOSTILE}, "z": {"title": "乙"}})
    text = diagram.mermaid(flow)
    (label, _), (_, _, arrow) = BOX.findall(text)[0], ARROW.findall(text)[0]
    for part in (label, arrow):
        assert not re.search(r'["#;:<>&{}\\`%*\[\]]', re.sub(r"#\d+;|<br/>", "", part))
    written = " ".join(HOSTILE.split())
    assert (solid(shown(label)), solid(shown(arrow))) == (solid(written), solid(f"{written}（检查员）"))
    assert json.loads(text.splitlines()[1].removeprefix("title: ")) == f"{written}（f 1）"


def test_names_that_mean_something_to_mermaid_are_kept_apart() -> None:
    """``end``, ``state`` and names with dashes are ids like any other, each its own."""
    names = ("end", "state", "note", "a-b", "a_b", "adb")
    states = {name: {"title": name} for name in names}
    text = diagram.mermaid(flow_of({"from": list(names), "to": "end"}, initial="end", states=states))
    ids = [name for _, name in BOX.findall(text)]
    assert len(set(ids)) == len(names)
    assert all(re.fullmatch(r"\w+", name) for name in ids)
    assert not {*names} & {*ids}


@pytest.mark.parametrize("flow", flows(), ids=lambda flow: flow.id)
def test_graphviz_text_leads_from_and_to_every_state(flow: Workflow) -> None:
    """Arrows that are joined at a point on their way still lead where the actions do."""
    lines = re.findall(r"^  (\w+) -> (\w+)", diagram.dot(flow), re.MULTILINE)
    joins = {start: end for start, end in lines if re.fullmatch(r"j\d+", start)}
    found = sorted((start, joins.get(end, end)) for start, end in lines if start not in joins)
    steps = [(f"s_{name}", f"s_{step.to}") for step in flow.transitions for name in step.from_]
    assert found == sorted([*steps, ("start", f"s_{flow.initial}")])


@needs_graphviz
@pytest.mark.parametrize("flow", flows(), ids=lambda flow: flow.id)
def test_the_picture_shows_every_title(flow: Workflow) -> None:
    """Graphviz lays out the workflow; every state and every action can be read in the SVG."""
    texts = texts_of(diagram.svg(flow))
    assert {state.title for state in flow.states.values()} <= set(texts)
    assert all(any(text.startswith(step.title) for text in texts) for step in flow.transitions)


@needs_graphviz
def test_titles_cannot_break_the_picture() -> None:
    """Quotation marks, backslashes, entities and angle brackets are shown as written."""
    flow = flow_of({"title": HOSTILE}, title=HOSTILE, states={"a": {"title": HOSTILE}, "z": {"title": "乙"}})
    read = solid("".join(texts_of(diagram.svg(flow))))
    assert read.count(solid(HOSTILE)) == 3
    assert solid(f"{HOSTILE}（检查员）") in read


def texts_of(picture: str) -> list[str]:
    nodes = ET.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")
    return [(node.text or "").strip("\u00a0 ") for node in nodes]


# --- the command ----------------------------------------------------------------------------------------------


def test_an_installed_workflow_is_printed(command: Command) -> None:
    """Mermaid on stdout is the default; nothing else is printed there."""
    outcome = command("case", "diagram", "hazard")
    assert (outcome.code, outcome.out) == (0, diagram.mermaid(load_library().workflows["hazard"]))
    assert command("case", "diagram", "hazard", "--format", "dot").out.startswith('digraph "hazard" {')


def test_without_graphviz_the_fix_is_told(command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """SVG without ``dot`` writes nothing and names the way out; the text formats do without it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    outcome = command("case", "diagram", "hazard", "--format", "svg", "--output", str(tmp_path / "a.svg"))
    assert (outcome.code, outcome.out) == (2, "")
    assert "没有找到 Graphviz 的 dot 程序" in outcome.err
    assert "--format mermaid" in outcome.err
    assert not (tmp_path / "a.svg").exists()
    assert command("case", "diagram", "hazard", "--format", "dot").code == 0


def test_a_file_is_drawn_before_it_is_finished(command: Command, tmp_path: Path) -> None:
    """A draft whose actions lead to a state not yet written is drawn, and the gap is named."""
    draft = tmp_path / "draft.yaml"
    text = (SMALL / "workflows" / "flow.yaml").read_text("utf-8")
    draft.write_text(text.replace("to: replied", "to: answered"), "utf-8")
    outcome = command("case", "diagram", str(draft))
    assert outcome.code == 0
    assert "answered（没有定义）" in outcome.out


def test_a_file_with_faults_names_each_place(command: Command, tmp_path: Path) -> None:
    """What cannot be read as a workflow is refused with file:line:column."""
    draft = tmp_path / "draft.yaml"
    text = (SMALL / "workflows" / "flow.yaml").read_text("utf-8")
    draft.write_text("titel: 乙\n" + text.replace("[supervisor]", "[boss]", 1), "utf-8")
    outcome = command("case", "diagram", str(draft))
    assert (outcome.code, outcome.out) == (2, "")
    assert f"{draft}:1:1：不认识的键“titel”" in outcome.err
    assert "“by[1]”不能是“boss”" in outcome.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["hazrd"], "是否想写“hazard”"),
        (["zzz"], "已有：accident-supervision"),
        (["nowhere.yaml"], "没有这个文件或文件夹"),
        (["hazard", "--format", "png"], "可写：mermaid、dot、svg"),
    ],
)
def test_what_cannot_be_drawn_is_said(command: Command, words: list[str], said: str) -> None:
    """A mistyped name, a missing file or an unknown format ends in one sentence with a way out."""
    outcome = command("case", "diagram", *words)
    assert (outcome.code, outcome.out) == (2, "")
    assert said in outcome.err


def test_a_file_is_not_overwritten_unasked(command: Command, tmp_path: Path) -> None:
    """The second run with the same output is refused; with --force it is redone."""
    target = tmp_path / "图.mmd"
    assert command("case", "diagram", "hazard", "--output", str(target)).code == 0
    target.write_text("改过", "utf-8")
    outcome = command("case", "diagram", "hazard", "--output", str(target))
    assert outcome.code == 2
    assert "--force" in outcome.err
    assert target.read_text("utf-8") == "改过"
    assert command("case", "diagram", "hazard", "--output", str(target), "--force").code == 0
    assert target.read_text("utf-8").startswith("---\ntitle:")

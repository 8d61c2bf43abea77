"""Whatever bytes a definition file holds: problems, never a traceback, for work in proportion to the file."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspect_engine.domain.definitions import Pack, Region, Workflow
from inspect_engine.domain.inspections import InspectionInput
from inspect_engine.domain.rules import PACK_RULES, WORKFLOW_RULES
from inspect_engine.domain.words.text import display
from inspect_engine.errors import Problem
from inspect_engine.reading.definitions import check_library
from inspect_engine.reading.installed import installed_folders
from inspect_engine.reading.models import typed
from inspect_engine.reading.references import ReferenceFile
from inspect_engine.reading.strict_yaml import parse
from tests.work import at_most

SHIPPED = installed_folders()[0]
GAS = (SHIPPED / "packs" / "gas.yaml").read_text(encoding="utf-8")
SMALL = Path(__file__).parent / "small"
PACK = (SMALL / "packs" / "small.yaml").read_text(encoding="utf-8")
FLOW = (SMALL / "workflows" / "flow.yaml").read_text(encoding="utf-8")
BESIDE = Path(__file__).parent / "broken" / "beside"
MODELS = (Pack, Workflow, Region, ReferenceFile, InspectionInput)
CALLS, CALLS_A_BYTE = 50_000, 30
"""Twice as many and more as any text takes, in proportion to its length."""
PIECES = st.one_of(
    st.text(max_size=12),
    st.text(":-[]{}#&*!|>'\"%@`, \n\t", max_size=12),
    st.sampled_from(
        ["<<: ", "&a ", "*a", "!!str ", "---\n", "...\n", "? ", "~", "：", "\ufeff", "\x00", "\x85", "\u2028"]
    ),
    st.sampled_from(
        ["is: ", "op: ", "value: NaN", "value: -1e9", "min: ١", "fact: x", "when: {}", "- - - ", "[]", "{}"]
    ),
)


def check(raw: bytes) -> list[Problem]:
    """Parse and type as every kind of file; also run the rules over whatever is accepted."""
    with at_most(CALLS + CALLS_A_BYTE * len(raw)):
        problems = answered(raw)
    for problem in problems:
        assert re.fullmatch(r"f\.yaml(:\d+:\d+)?", problem.where)
        assert re.search(r"[\u4e00-\u9fff]", problem.what), problem
    return problems


def answered(raw: bytes) -> list[Problem]:
    """What is wrong with a file, whichever kind it is taken for."""
    problems: list[Problem] = []
    for model in MODELS:
        document = parse(raw, "f.yaml")
        found = typed(document, model)
        assert (found is None) == bool(document.problems)
        if isinstance(found, Pack):
            problems += [document.problem(f.path, f.what, f.fix) for rule in PACK_RULES for f in rule(found)]
        if isinstance(found, Workflow):
            problems += [document.problem(f.path, f.what, f.fix) for rule in WORKFLOW_RULES for f in rule(found)]
        problems += document.problems
    return problems


def places_exist(raw: bytes, problems: list[Problem]) -> None:
    """Every line and column named lies in the text, whichever characters are taken to end a line."""
    text = raw.decode("utf-8-sig", "replace")
    readings = [text.split("\n"), re.split(r"\r\n|[\n\r\x85\u2028\u2029]", text)]
    for problem in problems:
        if ":" in problem.where:
            line, column = map(int, problem.where.split(":")[1:])
            assert any(lies_in(lines, line, column) for lines in readings), (problem, text)


def lies_in(lines: list[str], line: int, column: int) -> bool:
    """The end of a text without a last line feed counts as one line on."""
    return (line, column) == (len(lines) + 1, 1) or (line <= len(lines) and column <= len(lines[line - 1]) + 1)


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_any_bytes(raw: bytes) -> None:
    """Random bytes give problems."""
    assert check(raw)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_any_text(text: str) -> None:
    """Random text, rich in YAML's own signs, gives problems whose places exist."""
    raw = text.encode("utf-8", "surrogatepass")
    problems = check(raw)
    assert problems
    places_exist(raw, problems)


@settings(max_examples=300)
@given(
    st.sampled_from([PACK, FLOW]),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 20), PIECES), min_size=1, max_size=4),
)
def test_any_mutation_of_a_small_definition(text: str, edits: list[tuple[float, int, str]]) -> None:
    """Cutting and inserting anywhere in a sound file never makes a traceback; named places exist."""
    for at, cut, piece in edits:
        start = int(at * len(text))
        text = text[:start] + piece + text[start + cut :]
    raw = text.encode("utf-8", "surrogatepass")
    places_exist(raw, check(raw))


@settings(max_examples=25)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 200), PIECES), min_size=1, max_size=3))
def test_any_mutation_of_the_gas_pack(edits: list[tuple[float, int, str]]) -> None:
    """The same with the real pack, 82 items long."""
    text = GAS
    for at, cut, piece in edits:
        start = int(at * len(text))
        text = text[:start] + piece + text[start + cut :]
    raw = text.encode("utf-8", "surrogatepass")
    places_exist(raw, check(raw))


@settings(max_examples=25)
@given(st.data())
def test_any_line_of_the_gas_pack_deleted_or_moved(data: st.DataObject) -> None:
    """Deleting, doubling or swapping lines of the real pack never makes a traceback."""
    lines = GAS.splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 3))):
        a, b = data.draw(st.integers(0, len(lines) - 1)), data.draw(st.integers(0, len(lines) - 1))
        kind = data.draw(st.sampled_from(["delete", "double", "swap", "indent"]))
        if kind == "delete":
            del lines[a]
        elif kind == "double":
            lines.insert(b, lines[a])
        elif kind == "swap":
            lines[a], lines[b] = lines[b], lines[a]
        else:
            lines[a] = "  " + lines[a]
    raw = "".join(lines).encode()
    places_exist(raw, check(raw))


RICH = """id: flow
title: 大流程
version: "1"
kind: hazard
initial: found
states:
  found: {title: 已发现, within: {days: 5, calendar: work, basis: {ref: new-law, article: 第1条}}, overdue: remind}
  fixing: {title: 整改中, clock: true, overdue: remind}
  replied: {title: 已回复, untimed: 试用}
  closed: {title: 已销号, closing: rectified}
gates:
  cause: {title: 原因查清}
escalations:
  remind: {title: 催办, after: 0, then: list}
  list: {title: 挂牌, after: 9, opens: stop}
transitions:
  - {trigger: judge, title: 定级, from: [found], to: fixing, by: [supervisor], evidence: 1, dated_by: on, opens: stop,
     needs: [{id: cost, title: 造价, type: integer, min: 1, max: 90}, {id: on, title: 日期, type: date}],
     if: {fact: cost, op: ">=", value: 50}, deadline: {days: cost, start: on}}
  - {trigger: judge, title: 定级, from: [found], to: replied, by: [supervisor], evidence: 1, dated_by: on,
     needs: [{id: cost, title: 造价, type: integer, min: 1, max: 90}, {id: on, title: 日期, type: date}],
     if: {not: {fact: cost, op: ">=", value: 50}}}
  - {trigger: reply, title: 回复, from: [fixing], to: replied, by: [responsible], mark: replied, passes: [cause]}
  - {trigger: back, title: 退回, from: [replied], to: replied, by: [inspector], mark: returned, passes: [cause],
     when: [{if: {fact: returned, op: "<", value: 2}, refused: 退回已满}]}
  - {trigger: close, title: 销号, from: [replied], to: closed, by: [inspector], unlike: [reply], gates: [cause],
     links: [{workflow: stop, in: [stopped, lifted], refused: 停工未解除}]}
invariants:
  - {title: 关口全过, all_gates: true}
  - {title: 不复查不销号, before: close, reach: [closed]}
  - {title: 不同人, different_person: [reply, close]}
  - {title: 不逾期, never: {state: found, when: {fact: returned, op: ">=", value: 1}}}
  - {title: 总能销号, always_closable: true}
waives: {reply: 试用流程, reinspect: 试用流程, evidence: 试用流程, void: 试用流程}
"""
REGION = """region: 370100
title: 济南
overlays:
  - pack: pits
    parameter: deep
    limits:
      - {to: 2022-12-31, op: ">", value: 3, ref: old-law, article: 第1条}
      - {from: 2023-01-01, op: ">=", value: 2.5, ref: new-law, article: 第2条}
"""
WHOLE = {
    "packs/small.yaml": PACK,
    "packs/pits.yaml": (BESIDE / "packs" / "pits.yaml").read_text(encoding="utf-8"),
    "references/docs.yaml": (SMALL / "references" / "docs.yaml").read_text(encoding="utf-8"),
    "regions/here.yaml": REGION,
    "workflows/flow.yaml": RICH,
    "workflows/stop.yaml": (BESIDE / "workflows" / "stop.yaml").read_text(encoding="utf-8"),
}
SCALAR = re.compile(r"(?<=: )[\w.-]+|(?<=[\[ ])[\w.-]+(?=[\],])")
WORDS = st.sampled_from(
    [
        *sorted({word for text in WHOLE.values() for word in SCALAR.findall(text)}),
        *("0", "-1", "1e5", "1e999999", "NaN", "１", "1_000", "yes", "~", "''", "{}", "[]", "9" * 400, "x" * 5000),
        *("2026-02-30", "9999-12-31", "0001-01-01", "open", "state", "'\u3000'", '"\\x1b"', "\u200b", "甲"),
    ]
)
EDITS = st.tuples(
    st.sampled_from(["drop", "double", "move", "swap", "word", "word", "word", "insert"]),
    st.floats(0, 1),
    st.floats(0, 1),
    WORDS,
)


def edited(text: str, kind: str, at: float, to: float, word: str) -> str:
    """One slip of the pen: a line dropped, doubled or moved, two values swapped, a value replaced, a sign put in."""
    if kind in ("drop", "double", "move"):
        lines = text.splitlines(keepends=True) or [""]
        start, end = round(at * (len(lines) - 1)), round(to * (len(lines) - 1))
        line = lines[start] if kind == "double" else lines.pop(start)
        return "".join(lines if kind == "drop" else [*lines[:end], line, *lines[end:]])
    spots = list(SCALAR.finditer(text))
    if kind == "insert" or not spots:
        return text[: round(at * len(text))] + word[:3] + text[round(at * len(text)) :]
    one, other = sorted((spots[round(x * (len(spots) - 1))] for x in (at, to)), key=lambda spot: spot.start())
    if kind == "word" or one == other:
        return text[: one.start()] + word + text[one.end() :]
    return text[: one.start()] + other[0] + text[one.end() : other.start()] + one[0] + text[other.end() :]


def checked(files: dict[str, str]) -> list[Problem]:
    """Every problem of a folder of these files, promises proved."""
    with tempfile.TemporaryDirectory() as root:
        for name, text in files.items():
            (Path(root) / name).parent.mkdir(exist_ok=True)
            (Path(root) / name).write_text(text, encoding="utf-8")
        library, problems = check_library([Path(root)], prove=True)
    if not problems:
        for name in library.packs:
            library.definition(name)
    return problems


def test_the_whole_library_is_sound() -> None:
    """What the slips below are made in has none."""
    assert checked(WHOLE) == []


def test_an_unsound_workflow_that_another_opens() -> None:
    """Its own fault is told; the workflow that opens it is not proved with it."""
    stop = WHOLE["workflows/stop.yaml"]
    for slip in (stop.replace("initial: stopped", "initial: stoped"), stop.replace("to: lifted", "to: lited")):
        assert checked({**WHOLE, "workflows/stop.yaml": slip})


@pytest.mark.long
@settings(max_examples=400)
@given(st.sampled_from(sorted(WHOLE)), st.lists(EDITS, min_size=1, max_size=3))
def test_any_slip_in_a_whole_library(name: str, edits: list[tuple[str, float, float, str]]) -> None:
    """Gates, branches, limits, regions, links, promises: a slip gives problems or a library, never a traceback."""
    text = WHOLE[name]
    for edit in edits:
        text = edited(text, *edit)
    with at_most(10 * CALLS):
        problems = checked({**WHOLE, name: text})
    for problem in problems:
        assert re.match(r"(packs|references|regions|workflows)/\w+\.yaml", problem.where)
        assert re.search(r"[\u4e00-\u9fff]", problem.what), problem
        assert display(problem) == str(problem)

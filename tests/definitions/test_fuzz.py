"""Whatever bytes a definition file holds: problems, never a traceback, in bounded time."""

from __future__ import annotations

import re
import time
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from inspect_engine.domain.definitions import Pack, Workflow
from inspect_engine.domain.inspection import InspectionInput
from inspect_engine.domain.rules import PACK_RULES, WORKFLOW_RULES
from inspect_engine.errors import Problem
from inspect_engine.packs import ReferenceFile, installed_folders
from inspect_engine.yamltext import parse, typed

SHIPPED = installed_folders()[0]
GAS = (SHIPPED / "packs" / "gas.yaml").read_text(encoding="utf-8")
SMALL = Path(__file__).parent / "small"
PACK = (SMALL / "packs" / "small.yaml").read_text(encoding="utf-8")
FLOW = (SMALL / "workflows" / "flow.yaml").read_text(encoding="utf-8")
MODELS = (Pack, Workflow, ReferenceFile, InspectionInput)
SECONDS = 5.0
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
    started = time.perf_counter()
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
    assert time.perf_counter() - started < SECONDS
    for problem in problems:
        assert re.fullmatch(r"f\.yaml(:\d+:\d+)?", problem.where)
        assert re.search(r"[\u4e00-\u9fff]", problem.what), problem
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


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=200))
def test_any_bytes(raw: bytes) -> None:
    """Random bytes give problems."""
    assert check(raw)


@settings(deadline=None, max_examples=300)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_any_text(text: str) -> None:
    """Random text, rich in YAML's own signs, gives problems whose places exist."""
    raw = text.encode("utf-8", "surrogatepass")
    problems = check(raw)
    assert problems
    places_exist(raw, problems)


@settings(deadline=None, max_examples=300)
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


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 200), PIECES), min_size=1, max_size=3))
def test_any_mutation_of_the_gas_pack(edits: list[tuple[float, int, str]]) -> None:
    """The same with the real pack, 68 items long."""
    text = GAS
    for at, cut, piece in edits:
        start = int(at * len(text))
        text = text[:start] + piece + text[start + cut :]
    raw = text.encode("utf-8", "surrogatepass")
    places_exist(raw, check(raw))


@settings(deadline=None, max_examples=25)
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

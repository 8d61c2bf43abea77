"""One broken file per kind of fault: all its problems in one run, each at its place, in words a supervisor understands.

A file under ``broken/`` begins with what must be found in it: ``# packs``, ``# workflows``, ``# regions`` or
``# references`` says which file of the small library it replaces (``proved``: the promises are proved too), and each
``# line:column words`` is one problem, word for word. Nothing else may be found. ``broken/beside`` lies beside
it, and the folder of its own name, if there is one.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from inspect_engine.reading.definitions import check_library

BROKEN = Path(__file__).parent / "broken"
REPLACES = {"packs": "small.yaml", "workflows": "flow.yaml", "references": "docs.yaml", "regions": "here.yaml"}
SLIP = re.compile(r"# (\d+:\d+) (.+)")
NAMES = sorted(path.stem for path in BROKEN.glob("*.yaml"))


def expected(text: str) -> tuple[str, bool, list[str]]:
    """Kind of file, whether it is proved, and ``line:column：words`` of each problem."""
    lines = text.splitlines()
    head = lines[: next(i for i, line in enumerate(lines) if not line.startswith("# "))]
    slips = [SLIP.fullmatch(line) for line in head[1:]]
    kind, _, proved = head[0].removeprefix("# ").partition(" ")
    assert proved in ("", "proved")
    assert all(slips), "a comment that is no expectation"
    return kind, bool(proved), [f"{slip[1]}：{slip[2]}" for slip in slips if slip]


@pytest.mark.parametrize("name", NAMES)
def test_every_problem_is_found_at_its_place(folder: Path, name: str) -> None:
    """Each problem of a broken file is reported once, with file:line:column and the words that explain it."""
    raw = (BROKEN / f"{name}.yaml").read_bytes()
    kind, proved, wanted = expected(raw.decode())
    assert wanted
    shutil.copytree(BROKEN / "beside", folder, dirs_exist_ok=True)
    if (BROKEN / name).is_dir():
        shutil.copytree(BROKEN / name, folder, dirs_exist_ok=True)
    path = folder / kind / REPLACES[kind]
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(raw)
    _, problems = check_library([folder], prove=proved)
    label = f"{kind}/{REPLACES[kind]}"
    own = [str(problem).removeprefix(f"{label}:") for problem in problems if problem.where.startswith(label)]
    assert sorted(own) == sorted(wanted)


@pytest.mark.parametrize("prove", [False, True])
def test_what_lies_beside_the_broken_files_is_sound(folder: Path, prove: bool) -> None:
    """Nothing but the broken file itself can be the cause of a problem."""
    shutil.copytree(BROKEN / "beside", folder, dirs_exist_ok=True)
    assert check_library([folder], prove=prove)[1] == []


def test_there_is_a_file_for_every_kind() -> None:
    """Packs, workflows, references, regions and proofs each have broken examples."""
    found = [expected((BROKEN / f"{name}.yaml").read_text(encoding="utf-8")) for name in NAMES]
    assert {kind for kind, *_ in found} == set(REPLACES)
    assert any(proved for _, proved, _ in found)


SOUND: dict[str, tuple[str, Callable[[str], str]]] = {
    "gap": ("workflow_gap_integer", lambda text: text.replace('op: "<", value: 10', 'op: "<=", value: 10')),
    "overlap": ("workflow_overlap_decimal", lambda text: text.replace('op: ">=", value: 3', 'op: ">", value: 3')),
    "below min": ("workflow_gap_below_min", lambda text: text.replace('op: "<", value: 0', 'op: "<=", value: 0')),
    "choice": ("workflow_gap_choice", lambda text: text.replace("{fact: kind, is: b}", "{not: {fact: kind, is: a}}")),
    "counter": ("workflow_gap_counter", lambda text: text.replace('op: "<", value: 2', 'op: "<=", value: 2')),
    "highest count": ("workflow_counter_out_of_range", lambda text: text.replace("100", "99")),
    "periods": (
        "pack_parameter_periods_overlap",
        lambda text: text.replace("from: 2022-12-31", "from: 2023-01-01").replace("to: 2023-12-31", "to: 2023-05-31"),
    ),
    "rungs": ("workflow_rungs_not_increasing", lambda text: text.replace("督办, after: 5", "督办, after: 6")),
    "largest number": (
        "pack_numbers_out_of_reach",
        lambda text: text.replace("value: 1e12", "value: 999999999999.999999"),
    ),
    "region code": ("region_code_unknown", lambda text: text.replace("999999", "370100")),
    "withdrawn region": (
        "region_code_unknown",
        lambda text: text.replace("999999", "310103").replace("{value", "{from: 2005-01-01, to: 2009-12-31, value"),
    ),
}


@pytest.mark.parametrize("case", SOUND)
def test_the_nearest_sound_file_has_one_problem_less(folder: Path, case: str) -> None:
    """The rule stops exactly where it should: with the one slip mended, its problem is gone and no other comes."""
    name, mend = SOUND[case]
    text = (BROKEN / f"{name}.yaml").read_text(encoding="utf-8")
    kind, proved, wanted = expected(text)
    body = "\n".join(line for line in text.splitlines() if not line.startswith("# "))
    assert mend(body) != body
    shutil.copytree(BROKEN / "beside", folder, dirs_exist_ok=True)
    path = folder / kind / REPLACES[kind]
    path.parent.mkdir(exist_ok=True)
    path.write_text(mend(body), encoding="utf-8")
    found = [problem.what for problem in check_library([folder], prove=proved)[1]]
    assert len(found) < len(wanted)
    assert all(any(what in slip for slip in wanted) for what in found)

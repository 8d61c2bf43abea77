"""One broken file per kind of fault: all its problems in one run, each at its place, in words a supervisor understands.

A file under ``broken/`` begins with what must be found in it: ``# packs``, ``# workflows`` or ``# references`` says
which file of the small library it replaces, and each ``# line:column words`` is one problem. Nothing else may be found.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from inspect_engine.packs import check_library

BROKEN = Path(__file__).parent / "broken"
REPLACES = {"packs": "small.yaml", "workflows": "flow.yaml", "references": "docs.yaml"}


def expected(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Kind of file, and (line:column, words) of each problem."""
    head = [line[2:] for line in text.splitlines() if line.startswith("# ")]
    wanted = [found.groups() for line in head[1:] if (found := re.fullmatch(r"(\d+:\d+) (.+)", line))]
    assert len(wanted) == len(head) - 1, "a comment that is no expectation"
    return head[0], [(where, words) for where, words in wanted]


@pytest.mark.parametrize("name", sorted(path.stem for path in BROKEN.glob("*.yaml")))
def test_every_problem_is_found_at_its_place(folder: Path, name: str) -> None:
    """Each problem of a broken file is reported once, with file:line:column and the words that explain it."""
    raw = (BROKEN / f"{name}.yaml").read_bytes()
    kind, wanted = expected(raw.decode())
    (folder / kind / REPLACES[kind]).write_bytes(raw)
    _, problems = check_library([folder])
    label = f"{kind}/{REPLACES[kind]}"
    own = [problem for problem in problems if problem.where.startswith(label)]
    places = sorted((problem.where.removeprefix(f"{label}:"), str(problem)) for problem in own)
    for where, words in wanted:
        assert any(at == where and words in text for at, text in places), f"{where} {words} not in {places}"
    assert len(places) == len(wanted), places


def test_there_is_a_file_for_every_kind() -> None:
    """Packs, workflows and references each have broken examples."""
    kinds = {expected(path.read_text(encoding="utf-8"))[0] for path in BROKEN.glob("*.yaml")}
    assert kinds == set(REPLACES)

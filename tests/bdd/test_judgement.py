"""Why a finding was judged as it was: the limits of the day and place, before and after the law and the checklist
changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_bdd import given, parsers, scenarios, when

from inspect_engine.reading.definitions import load_library
from tests.bdd.world import World

scenarios("law.feature")
PITS = Path(__file__).parents[1] / "cli/pits"


@given("另装了基坑检查表")
def _(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.install(PITS, monkeypatch)


@when(parsers.parse("基坑检查表出了新版 {version}，“{old}”改为“{new}”"))
def _(world: World, version: str, old: str, new: str) -> None:
    path = world.folder / "检查表/packs/pits.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new).replace('version: "1"', f'version: "{version}"'), encoding="utf-8")
    world.go_by(load_library())

"""Whose duty each item of the packs that ship is: every one says it, and what rests on its pack's default is listed
with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspect_engine.domain.definitions import Pack
from inspect_engine.reading.definitions import load_library
from inspect_engine.reading.installed import shipped_folder
from inspect_engine.reading.packs import joined, pack_files, section_files
from inspect_engine.reading.strict_yaml import read_file

PACKS = load_library().packs
LISTED = Path(__file__).with_name("liable.yaml")
MORE_CLOSELY = {"authority", "occupant", "contractor", "unit", "proprietor", "subcontractor", "enterprise"}


def resting(name: str) -> Iterator[str]:
    """The items of a pack of which neither they nor their section say who is liable."""
    path = next(each for each in pack_files(shipped_folder()) if name in (each.stem, each.parent.name))
    written = joined(read_file(path), [read_file(each) for each in section_files(path)]).data
    assert "liable" in written["defaults"], name
    for section in written["sections"]:
        if "liable" not in section.get("defaults", {}):
            yield from (item["id"] for item in section["items"] if "liable" not in item)


@pytest.mark.parametrize("pack", PACKS.values(), ids=lambda pack: pack.id)
def test_every_item_names_its_liable_role(pack: Pack) -> None:
    assert [item.id for item in pack.items if item.liable is None] == []


@pytest.mark.parametrize("name", PACKS)
def test_what_rests_on_the_default_is_listed_with_the_reason(name: str) -> None:
    listed = read_file(LISTED).data[name]
    assert len(listed["because"]) > 10
    assert list(resting(name)) == listed["items"]


@pytest.mark.parametrize(
    ("pack", "item", "party"),
    [
        ("hazardous-works", "WD-S03", "建设单位"),
        ("hazardous-works", "WD-S02", "建设单位"),
        ("hazardous-works", "WD-S01", "勘察单位"),
        ("hazardous-works", "WD-S01.2", "设计单位"),
        ("hazardous-works", "WD-S12", "建设单位"),
        ("hazardous-works", "WD-S12.2", "监测单位"),
        ("hazardous-works", "WD-S11", "监理单位"),
        ("hazardous-works", "WD-S17.2", "监理单位"),
        ("hazardous-works", "M24-5-3", "建设单位"),
        ("hazardous-works", "M24-4-4", "施工单位"),
        ("personnel", "RY-10", "监理单位"),
        ("accident", "ACC-05", "建设单位"),
        ("gas", "DIG-01", "建设单位"),
        ("gas", "VISIT-01", "燃气经营者"),
        ("gas", "CAT-03", "用户"),
        ("testing-bodies", "TS-4", "检测机构"),
    ],
)
def test_the_law_says_whose_it_is(pack: str, item: str, party: str) -> None:
    found = PACKS[pack].item(item)
    assert found is not None
    assert found.liable is not None
    assert PACKS[pack].parties[found.liable] == party


def test_one_role_has_one_name_in_all_packs() -> None:
    """Except where a pack says it more closely: a subject may be inspected under several."""
    names: dict[str, set[str]] = {}
    for pack in PACKS.values():
        for role, title in pack.parties.items():
            names.setdefault(role, set()).add(title)
    assert {role for role, titles in names.items() if len(titles) > 1} <= MORE_CLOSELY

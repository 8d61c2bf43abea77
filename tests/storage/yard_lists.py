"""A small checklist that changes: folders of its versions, made by editing its text."""

from __future__ import annotations

import shutil
from pathlib import Path

from inspect_engine.domain.definitions import Definition
from inspect_engine.reading.definitions import Library, load_library

YARD = Path(__file__).parent / "yard"
PACK, FLOW = "packs/yard.yaml", "workflows/round.yaml"
Edit = tuple[str, str, str]

NUMBERED: tuple[Edit, ...] = ((PACK, 'version: "1"', 'version: "2"'), (FLOW, 'version: "1"', 'version: "2"'))
STRICTER: tuple[Edit, ...] = (
    (PACK, 'op: ">", value: "1.5"', 'op: ">", value: "2"'),
    (PACK, 'op: ">=", value: "5"', 'op: ">=", value: "3"'),
    (PACK, "id: S-3\n        title: 堆料过高", "id: S-4\n        title: 堆料超高"),
)
RENAMED: tuple[Edit, ...] = (
    (FLOW, "waiting: {title: 延期待批", "paused: {title: 暂缓"),
    (FLOW, "to: waiting", "to: paused"),
    (FLOW, "from: [waiting]", "from: [paused]"),
    (FLOW, "[found, fixing, waiting, replied]", "[found, fixing, paused, replied]"),
)
FASTER: tuple[Edit, ...] = ((FLOW, "within: {days: 10}", "within: {days: 5}"), (FLOW, 'max: "30"', 'max: "15"'))
BRIEFED: tuple[Edit, ...] = (
    (FLOW, "  fixing: {title: 整改中", "  told: {title: 已交底, untimed: 即办}\n  fixing: {title: 整改中"),
    (
        FLOW,
        "    from: [found]\n    to: fixing\n",
        "    from: [told]\n    to: fixing\n",
    ),
    (
        FLOW,
        "transitions:\n",
        "transitions:\n  - {trigger: brief, title: 交底, from: [found], to: told, by: [supervisor]}\n",
    ),
    (FLOW, "[found, fixing, waiting, replied]", "[found, told, fixing, waiting, replied]"),
    (FLOW, "invariants:\n", "invariants:\n  - {title: 没有交底不得销号, before: brief, reach: [closed]}\n"),
)
"""A new step before rectification, without which nothing may be closed."""


def folder_of(place: Path, *edits: Edit) -> Path:
    """The checklist as a folder of its own, edited."""
    folder = shutil.copytree(YARD, place)
    for file, old, new in edits:
        text = (folder / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{file} 里有 {text.count(old)} 处 {old}"
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return folder


def library(place: Path, *edits: Edit) -> Library:
    return load_library([folder_of(place, *edits)])


def definition(place: Path, *edits: Edit) -> Definition:
    return library(place, *edits).definition("yard")

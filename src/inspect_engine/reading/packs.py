"""Where the packs of a folder lie: each in a file of its own, or in a folder with its sections in files beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from inspect_engine.reading.document import Document

PACKS, MAIN, SECTIONS = "packs", "pack.yaml", "sections"


def pack_files(folder: Path) -> list[Path]:
    """The files that packs begin in: ``packs/ID.yaml``, or ``packs/ID/pack.yaml`` of one in several files."""
    return sorted([*folder.glob(f"{PACKS}/*.yaml"), *folder.glob(f"{PACKS}/*/{MAIN}")])


def section_files(main: Path) -> list[Path]:
    """The sections of a pack in several files, in the order of their names: ``packs/ID/sections/*.yaml``."""
    several = main.name == MAIN and main.parent.parent.name == PACKS
    return sorted((main.parent / SECTIONS).glob("*.yaml")) if several else []


def joined(main: Document, parts: Sequence[Document]) -> Document:
    """A pack with its sections from other files; places and problems stay with their files."""
    if not parts or not isinstance(main.data, dict):
        return main
    if main.data.get("sections"):
        main.report(("sections",), "分组已写在 sections 文件夹里，这里不能再写", "把这里的分组移到 sections 里的文件")
        return main
    main.data["sections"] = [part.data for part in parts]
    for n, part in enumerate(parts):
        main.take(part, ("sections", n))
    main.whole = main.whole and all(part.whole for part in parts)
    return main

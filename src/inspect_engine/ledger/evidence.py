"""Files on their way into the ledger: those handed in as evidence, and those that are made here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from inspect_engine.domain.words.pictures import doubts
from inspect_engine.domain.words.text import spelled
from inspect_engine.errors import InputError
from inspect_engine.ledger.desk import Desk
from inspect_engine.storage import files


def keep(desk: Desk, evidence: Sequence[Path]) -> list[dict[str, Any]]:
    """Store each of these files beside the ledger; returns how events name them.

    All are looked at before the first is stored. Raises InputError for what cannot be evidence or is there twice.
    """
    evidence = [Path(path) for path in evidence]
    described = [files.describe(path) for path in evidence]
    if len({file["sha256"] for file in described}) < len(described):
        raise InputError.one("同一份佐证材料附了两次", fix="请去掉重复的一份")
    return [desk.keep(path) for path in evidence]


def doubted(evidence: Sequence[Path]) -> str:
    """What is doubtful about these files, as a sentence; empty for nothing. Raises InputError."""
    return doubts((spelled(path.name), what) for path in evidence if (what := files.doubt(path)))


def keep_made(desk: Desk, name: str, content: bytes) -> dict[str, Any]:
    """Store a file that was made here, beside the evidence; returns how events name it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        return desk.keep(path)

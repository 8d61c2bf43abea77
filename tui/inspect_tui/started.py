"""Inspections as lists show them: the day, the checklist and the subjects by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.content import Content

from inspect_engine.errors import InspectError
from inspect_tui.text import MUTED, one_line, plain

if TYPE_CHECKING:
    from inspect_engine.ledger import Ledger

NAMED = 3


@dataclass(frozen=True)
class Started:
    """One inspection, under way or finished; ``pack`` is the checklist's title where it is known, else its id."""

    id: str
    day: str
    pack: str
    subjects: tuple[str, ...]
    finished: bool


def read_started(ledger: Ledger, wanted: Callable[[Mapping[str, Any]], bool]) -> list[Started]:
    """Inspections in this person's sight, newest first."""
    rows = [row for row in ledger.inspections() if wanted(row)]
    keys = [key for row in rows for key in row["subjects"]]
    names = {subject["key"]: subject["name"] for subject in ledger.subjects(keys=keys)}
    try:
        titles = {key: pack.title for key, pack in ledger.library.packs.items()}
    except InspectError:
        titles = {}
    return [
        Started(
            row["id"],
            row["day"],
            titles.get(row["pack"], row["pack"]),
            tuple(names[key] for key in row["subjects"] if key in names),
            row["finished"],
        )
        for row in rows
    ]


def started_text(one: Started) -> Content:
    """``2024-06-18  施工安全检查评分：甲工地、乙外架等 5 个对象``."""
    shown = one_line("、".join(one.subjects[:NAMED]))
    more = f"等 {len(one.subjects)} 个对象" if len(one.subjects) > NAMED else ""
    return Content.assemble(plain(f"{one.day}  ", MUTED), plain(f"{one.pack}：", "bold"), plain(shown + more))

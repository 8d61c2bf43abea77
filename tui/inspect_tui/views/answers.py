"""The answer to one item: typed and not saved, stored, and stored again with the evidence it had before."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspect_engine.domain.inspections import AnswerInput
    from inspect_engine.ledger import Ledger
    from inspect_engine.ledger.inspections import Answer


@dataclass(frozen=True)
class Draft:
    """What was typed for an item and not saved; ``base`` is the event of the answer that stood when it was begun."""

    answer: str
    note: str
    evidence: str
    part: str = ""
    unit: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    base: str = ""


def event_of(saved: Answer | None) -> str:
    """The event of the answer that stands; empty where none does."""
    return str(saved.event) if saved else ""


def save_answer(
    ledger: Ledger, inspection: str, given: AnswerInput, kept: list[tuple[str, Path]], base: str, place: str
) -> Answer:
    """Store an answer in its place; gives back what the ledger now holds of it.

    A later answer replaces an earlier one with its files, so the files to be kept are handed in again, under their
    own names. Raises Conflict when ``base`` is not the answer that stands.
    """
    with tempfile.TemporaryDirectory() as folder:
        again = [_copy(name, stored, Path(folder) / str(n)) for n, (name, stored) in enumerate(kept)]
        paths = tuple(dict.fromkeys([*map(str, again), *given.evidence]))
        given = given.model_copy(update={"evidence": paths})
        return ledger.inspections.answer(inspection, given, base=base, place=place)


def _copy(name: str, stored: Path, folder: Path) -> Path:
    folder.mkdir()
    return Path(shutil.copyfile(stored, folder / Path(name).name))

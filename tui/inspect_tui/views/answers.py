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
    """What was typed for an item and not saved; ``base`` is the event of the answer that stood when it was begun.

    ``kept`` tells, in words, when it was kept by a program that was ended since.
    """

    answer: str
    note: str
    evidence: str
    part: str = ""
    unit: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    base: str = ""
    kept: str = field(default="", compare=False)

    @property
    def fields(self) -> dict[str, str]:
        """As it is kept on disk: texts by field, measured values under ``values.``."""
        own = {name: getattr(self, name) for name in OWN}
        return own | {f"{VALUES}{name}": text for name, text in self.values.items()}

    @classmethod
    def of(cls, fields: Mapping[str, str], kept: str) -> Draft:
        """What was kept on disk."""
        own = {name: fields.get(name, "") for name in OWN}
        values = {name.removeprefix(VALUES): text for name, text in fields.items() if name.startswith(VALUES)}
        return cls(**own, values=values, kept=kept)

    def stands(self, saved: Answer | None) -> bool:
        """Whether the ledger holds it, stored by a program that ended before it could forget this."""
        if saved is None or event_of(saved) == self.base:
            return False
        texts = str(saved.answer), str(saved.note), str(saved.part), str(saved.unit)
        typed = self.answer, self.note.strip(), self.part.strip(), self.unit.strip()
        held = {name: text for name, text in self.values.items() if text.strip()}
        return tuple(map(str.strip, texts)) == typed and held.keys() == saved.entries.keys()


OWN = "answer", "note", "evidence", "part", "unit", "base"
VALUES = "values."


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

"""The act of importing, and how a case from paper begins: what both say, to be recorded and to be checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inspect_engine.domain.definitions import SEVERITY_TITLES, Pack, Workflow
from inspect_engine.domain.events import canonical, digest
from inspect_engine.domain.paper.entry import Entry
from inspect_engine.domain.units.register import UNSAID
from inspect_engine.domain.words.text import same_name

TAKEN, PROPOSED = "ledger.imported", "ledger.import_proposed"
VERB = "import"
ITEM = "纸面"
"""In the place of an item's code: no checklist has asked for it."""
NAMED = ("inspectors", "rectifiers", "recheckers")


@dataclass(frozen=True)
class Terms:
    """Under what a file is imported: the act (an event's id), the checklist, its definition's hash, the workflow."""

    act: str
    pack: Pack
    definition: str
    flow: Workflow

    def begun(self, number: str) -> dict[str, Any]:
        """What the opening event of every case of the act says alike, and its number."""
        first = self.flow.states[self.flow.initial]
        return {
            "number": number,
            "kind": self.flow.kind,
            "pack": self.pack.id,
            "pack_version": self.pack.version,
            "definition": self.definition,
            "workflow": self.flow.id,
            "item": ITEM,
            "inspection": self.act,
            "state": self.flow.initial,
            "state_title": first.title,
            "clock": first.clock,
            "measured": "",
        }


@dataclass(frozen=True)
class Known:
    """As what the ledger knows who and what a row names: the key of its subject, its unit, its persons by field."""

    subject: str
    party: str
    names: Mapping[str, Sequence[str]]


def subject_key(name: str) -> str:
    """The key of a subject that only paper names: the same for every row that names it."""
    return f"{ITEM}-{digest(same_name(name))[:10]}"


def opening(terms: Terms, number: str, entry: Entry, key: str, known: Known) -> dict[str, Any]:
    """The data of the opening event of a case from paper; ``key`` is by what its row is known again."""
    said = entry.text("severity")
    why = f"纸面台账记为“{said}”" if said else "纸面台账没有写级别"
    doubts = list(dict.fromkeys(text for _, text in entry.doubts))
    names = {name: list(people) for name, people in known.names.items() if people}
    paper = {"sheet": entry.line.sheet, "row": entry.line.row, "key": key, "place": entry.place}
    return {
        **terms.begun(number),
        "on": entry.days["found_on"].isoformat(),
        "title": entry.text("description"),
        "subject": known.subject,
        "subject_name": entry.text("subject") or UNSAID,
        "region": entry.text("region"),
        "party": known.party,
        "part": entry.text("part"),
        "severity": entry.severity,
        "severity_why": f"{why}，按{SEVERITY_TITLES[entry.severity]}导入",
        "requirement": entry.text("requirement"),
        "basis": entry.text("basis"),
        "note": entry.note(),
        "persons": names.get("inspectors", []),
        "paper": {**paper, "facts": entry.plain(), "names": names, "read": entry.line.read, "doubts": doubts},
    }


def keys_of(rows: Iterable[tuple[str, Mapping[str, str]]]) -> str:
    """A digest of which rows an act takes, in order: by what each is known again, and all that it says."""
    return digest(canonical([[key, dict(read)] for key, read in rows]))

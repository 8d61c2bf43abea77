"""What the ledger knows already of what a paper ledger says: rows imported before, subjects, units, persons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from inspect_engine.domain.events import Event
from inspect_engine.domain.paper import UNSAID, Entry
from inspect_engine.domain.paper.act import NAMED, TAKEN, Known, subject_key
from inspect_engine.domain.paper.undoing import BACK
from inspect_engine.domain.people.roster import Roster, as_roster
from inspect_engine.domain.words.names import same_person
from inspect_engine.domain.words.text import same_name
from inspect_engine.ledger.desk import Desk
from inspect_engine.storage import queries


@dataclass(frozen=True)
class Before:
    """A row that was imported before: the number of its case, and what it said then."""

    number: str
    read: Mapping[str, str]


@dataclass
class Register:
    """Rows of earlier imports, by what they are known again and by the line where they stood; ``acts`` counts imports
    and those taken back."""

    keys: dict[str, Before] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    acts: int = 0

    @classmethod
    def of(cls, desk: Desk) -> Register:
        """All of a ledger, whoever looks: what was imported and not taken back is not imported again."""
        found = cls()
        with desk.reading() as connection:
            events = [entry.event for entry in queries.events_of(connection, TAKEN, BACK)]
            gone = {event.data["act"] for event in events if event.kind == BACK}
            for act in (event.id for event in events if event.kind == TAKEN and event.id not in gone):
                for number, event in queries.from_paper(connection, act):
                    found.add(number, event)
        found.acts = len(events)
        return found

    def add(self, number: str, event: Event) -> None:
        paper = event.data["paper"]
        self.keys[paper["key"]] = Before(number, paper["read"])
        if paper["place"]:
            self.places[paper["place"]] = paper["key"]


class Names:
    """Who and what rows name: one spelling for each unit and subject, enrolled people by their names."""

    def __init__(self, desk: Desk) -> None:
        with desk.reading() as connection:
            rows = queries.subjects(connection)
        self._subjects: dict[tuple[str, str], str] = {
            (same_name(row["name"]), row["region"]): row["key"] for row in rows
        }
        self._parties = {same_name(row["party"]): row["party"] for row in rows}
        self._units = {row["key"]: str(row["party"]) for row in rows}
        self._people: Roster = as_roster(desk.roster())
        self._persons: dict[str, str] = {}

    def of(self, entry: Entry) -> Known:
        """What a row names; of several units the first, which the paper puts first."""
        key, (party, _) = self._subject(entry) or subject_key(entry.text("subject") or UNSAID), self.unit_of(entry)
        named = {name: list(dict.fromkeys(map(self._person, entry.names(name)))) for name in NAMED}
        return Known(key, self._parties.setdefault(same_name(party), party), named)

    def unit_of(self, entry: Entry) -> tuple[str, str]:
        """The unit that a row is put down to, and what is doubtful about that: where it names none, that of the subject
        as it is registered, or who was inspected."""
        text = entry.text("party").strip()
        if text:
            first = _first(text)
            return first or UNSAID, f"责任单位“{text}”不止一家，按第一家立案" if first != text else ""
        subject = entry.text("subject").strip()
        if unit := self._units.get(self._subject(entry), ""):
            return unit, f"没有写责任单位，按登记的检查对象“{subject}”的单位“{unit}”立案"
        if subject and entry.line.inspected:
            return subject, f"没有写责任单位，按{entry.line.inspected}“{subject}”立案"
        return UNSAID, f"没有写责任单位，记为“{UNSAID}”"

    def _subject(self, entry: Entry) -> str:
        """The key of the registered subject of a row; empty for none."""
        return self._subjects.get((same_name(entry.text("subject")), entry.text("region")), "")

    def _person(self, name: str) -> str:
        if name not in self._persons:
            self._persons[name] = self._people.named(same_person(name)) or name
        return self._persons[name]


def _first(text: str) -> str:
    return text.replace("；", "/").replace(";", "/").replace("、", "/").replace("\n", "/").split("/")[0].strip()


def changes(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """In which cells a row says something else than when it was imported."""
    for name in dict.fromkeys((*before, *now)):
        if (old := before.get(name, "")) != (new := now.get(name, "")):
            yield f"{name}由“{old}”改为“{new}”"

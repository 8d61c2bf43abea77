"""What the ledger knows about the cases of a document, before it becomes text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from inspect_engine.domain.calendars import Calendar
from inspect_engine.domain.cases import MOVED, Case
from inspect_engine.domain.countersigning import Signing
from inspect_engine.domain.definitions import Definition, Reference, Workflow
from inspect_engine.domain.documents.citations import Citation, Found, grading, punished, undecided, unread, violated
from inspect_engine.domain.documents.kinds import DocumentKind
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.references import Register
from inspect_engine.domain.units import folded
from inspect_engine.domain.words import forms


@dataclass(frozen=True)
class Office:
    """An issuing authority: its code, its name, what it usually writes, its people's certificates by user name, and
    the first number of years in which it does not begin at 1."""

    code: str
    title: str
    values: Mapping[str, str] = field(default_factory=dict)
    certificates: Mapping[str, str] = field(default_factory=dict)
    starts: Mapping[str, int] = field(default_factory=dict)

    def first(self, year: int) -> int:
        """The first number of a year."""
        return self.starts.get(str(year), 1)


@dataclass(frozen=True)
class Earlier:
    """A document issued before about a case."""

    number: str
    kind: str
    title: str
    void: bool
    served: bool


@dataclass(frozen=True)
class Attached:
    """A file of a case: of which case, event and step, its name and digest; ``path`` for a picture, ``told`` what a
    document calls it that prints it."""

    case: str
    event: str
    step: str
    name: str
    sha256: str
    picture: bool
    path: str
    told: str = ""

    @property
    def caption(self) -> str:
        return self.told or f"{self.case} {self.step}：{self.name}"


@dataclass(frozen=True)
class Place:
    """A place that a subject lies in: of which kind, its name, its form."""

    kind: str
    name: str
    form: Mapping[str, str]


@dataclass(frozen=True)
class CaseMaterial:
    """One case: folded, its events, its definition, the subject's form, who inspected, its files, its documents.

    ``origin`` is the hazard that it goes back to: itself, unless another case opened it; ``found_by`` is the event by
    which that was found, ``law`` the definition under which it was, whatever edition it goes on by since: what was
    found was judged by that. ``units`` are the subject's by role, ``signings`` are those of the inspection, and of an
    answer that was put right since.
    """

    case: Case
    origin: Case
    events: Sequence[Event]
    definition: Definition
    law: Definition
    subject_kind: str
    form: Mapping[str, str]
    inspectors: Sequence[str]
    found_by: str
    files: Sequence[Attached]
    earlier: Sequence[Earlier]
    signings: Sequence[Signing] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    read: Register = field(default_factory=dict)
    """Articles that somebody has read against their text."""
    recorded: str = ""
    """Whom the subject is recorded under."""
    entries: Mapping[str, str] = field(default_factory=dict)
    """What was measured when the hazard was found."""
    opened_for: Sequence[str] = ()
    """Of a case that another opened: why, each entry under its title."""
    above: Sequence[Place] = ()
    """The places that the subject lies in, the nearest first."""

    @property
    def kinds(self) -> set[str]:
        """What its subject is, and what that lies in."""
        return {self.subject_kind, *(place.kind for place in self.above)}

    @property
    def project(self) -> str:
        """The name of its subject, after those of the places that it lies in."""
        return " ".join((*(place.name for place in reversed(self.above)), self.case.subject_name))

    def registered(self, name: str) -> str:
        """What a field of its subject's form says, or of the nearest place above that says it; empty for nothing."""
        return next(
            (text for each in (self.form, *(place.form for place in self.above)) if (text := each.get(name))), ""
        )

    @property
    def also_told(self) -> str:
        """The unit that is told beside whoever is liable; empty for none."""
        return also_told(self.definition, self.units)

    @property
    def flow(self) -> Workflow:
        return self.definition.workflows[self.case.workflow]

    @property
    def waived(self) -> tuple[str, ...]:
        """What of the floor for hazards its workflow does not keep, each with the reason."""
        if not self.flow.waives:
            return ()
        from inspect_engine.domain.proof.floor import waivers  # all of the proof, which listing cases does without

        return waivers(self.flow)

    @property
    def found(self) -> Found:
        """What the documents on it cite."""
        return Found(self.law, self.origin.item, self.origin.found_on, self.entries, self.read)

    @property
    def citations(self) -> tuple[Citation, ...]:
        return violated(self.found)

    @property
    def major(self) -> bool:
        return self.graded.severity == "major"

    @property
    def graded(self) -> Case:
        """Whose grade it goes by: that of the hazard it goes back to, where this was found 重大 since."""
        return self.origin if self.origin.severity == "major" else self.case

    @property
    def graded_by(self) -> tuple[Citation, ...]:
        """What makes it 重大; nothing for any other."""
        return grading(self.found) if self.major else ()

    @property
    def punished_by(self) -> tuple[Citation, ...]:
        """What punishes whoever does not put it right."""
        return punished(self.found)

    @property
    def left_out(self) -> tuple[Citation, ...]:
        """What grades or punishes it, and is not printed because nobody has read it."""
        return unread(self.found)

    @property
    def undecided(self) -> tuple[str, ...]:
        """What it may be a case of, and is not cited under because what was measured does not say so."""
        return undecided(self.found)

    def valid(self, *kinds: str) -> list[Earlier]:
        """Its documents that stand, of these kinds (any, without one), in the order they were issued."""
        return [each for each in self.earlier if not each.void and (not kinds or each.kind in kinds)]

    @property
    def source(self) -> str:
        """Number of the document that the case goes back to: the first that stands, else the one written down."""
        standing = [each.number for each in self.valid() if each.kind not in ("supervision", "reminder", "organizer")]
        written = self.case.values.get("notice_no", "")
        void = {each.number for each in self.earlier if each.void}
        return standing[-1] if standing else written if written not in void else ""

    def times(self, kind: str) -> int:
        """How often a document of this kind has gone out about the case."""
        return len(self.valid(kind))

    def reported(self, kind: DocumentKind) -> Event | None:
        """The last action that this kind of document reports on."""
        found = [e for e in self.events if e.kind == MOVED and e.data["trigger"] in kind.after]
        return found[-1] if found else None

    def reinspectors(self, kind: DocumentKind) -> tuple[str, ...]:
        """Who has taken the action that this kind of document reports on, but who declined, and who was named since."""
        event = self.reported(kind)
        names = forms.people(event.data["values"].get("inspectors", "")) if event else []
        joint = self.case.joint.get(event.id) if event else None
        return joint.signing.counted(names) if joint else tuple(names)

    def unsigned(self, kind: DocumentKind) -> Iterator[str]:
        """Signatures that a document of this kind waits for: of those whom it names."""
        ids, event = {spec.id for spec in kind.fields}, self.reported(kind)
        if "inspectors" in ids:
            yield from (text for each in self.signings for text in each.against())
        if "reinspectors" in ids and event and event.id in self.case.joint:
            yield from self.case.joint[event.id].signing.against()

    def pictures(self, kind: DocumentKind) -> list[Attached]:
        """Pictures to be printed: of the reported step, or of the finding."""
        event = self.reported(kind)
        of = self.found_by if not kind.after else event.id if event else ""
        return [each for each in self.files if each.picture and each.event == of]


def also_told(definition: Definition, units: Mapping[str, str]) -> str:
    """Of a subject's units by role the one that a pack tells beside whoever is liable; empty for none."""
    told = definition.pack.also_told
    return units.get(told.role, "") if told else ""


@dataclass(frozen=True)
class Desk:
    """What all cases of one document share: who issues it, when, in whose name, by which calendar and registry."""

    office: Office
    today: date
    person: Person
    roster: Mapping[str, Person]
    calendar: Calendar
    references: Mapping[str, Reference]
    unit_of: Callable[[str], str] = folded
    """The same text for every name of one unit."""
    read: Register = field(default_factory=dict)
    """Articles that somebody has read against their text."""

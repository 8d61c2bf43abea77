"""What the workbook is made from: each case as of a day with its events, read once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from inspect_engine.domain.anchors import Anchor
from inspect_engine.domain.calendars import CHINA
from inspect_engine.domain.cases import (
    MOVED,
    OPENED,
    PROPOSED,
    REPINNED,
    Case,
    CaseLine,
    Casualties,
    corrections,
    pins,
    remarks,
)
from inspect_engine.domain.countersigning import Signing
from inspect_engine.domain.definitions import ROLE_TITLES, FieldSpec, Workflow
from inspect_engine.domain.events import Event, Origin
from inspect_engine.domain.figures import Counted
from inspect_engine.domain.people.authority import Person, covered
from inspect_engine.domain.versions import repinning
from inspect_engine.domain.words import forms
from inspect_engine.errors import InspectError
from inspect_engine.ledger import Entry, Head, Ledger, Selection
from inspect_engine.ledger.figures import EVERYTHING
from inspect_engine.ledger.overrides import Override
from inspect_engine.ledger.paper import Gone

ARCHIVE = "备查版"
"""The print set of everything there is; the others are definitions."""
VIA_TITLES = {"os": "本机账户", "passphrase": "口令", "claimed": "自报", "issued": "别人设的口令"}


@dataclass(frozen=True)
class Frame:
    """The terms of one export: the day, what was known, who asks, and where the chain stood before reading began.

    ``scope`` says in words what he sees of the ledger; ``overrides`` are the break-glass actions among that. ``anchor``
    is the ledger at its ``head``, as it is kept elsewhere. ``covered`` says whether numbers that identify people are
    shown in part only, ``origin`` where he sits. ``gone`` are imports that were taken back, ``form`` names the print
    set. ``selection`` says which of the cases it is about, ``filtered`` the same in words, empty for all; ``pictured``
    says that photographs are shown, ``evidence`` names the folder beside it in which the files lie, ``since`` is the
    earlier day with which all is compared. ``office`` reports it, where there is just one, about ``place``, where all
    is in one region.
    """

    as_of: date
    known_at: datetime | None
    moment: datetime
    person: Person
    head: Head
    names: Mapping[str, str]
    scope: str
    overrides: tuple[Override, ...]
    anchor: Anchor
    covered: bool
    origin: Origin
    gone: tuple[Gone, ...] = ()
    form: str = ARCHIVE
    selection: Selection = EVERYTHING
    filtered: str = ""
    pictured: bool = False
    since: date | None = None
    evidence: str = ""
    office: str = ""
    place: str = ""

    @property
    def exporter(self) -> str:
        return self.who(self.person.name)

    def who(self, user: str) -> str:
        """A person as ``姓名（用户名）``, or the name as given when he is not enrolled."""
        title = self.names.get(user, user)
        return title if title == user else f"{title}（{user}）"


@dataclass(frozen=True)
class Record:
    """One case of the export. ``flow`` is the workflow it stands in, ``below`` what of the floor for hazards that does
    not keep, ``flows`` those its events were recorded under.

    None stands for a workflow that the ledger lacks. ``counted`` is what every figure counts of it.
    ``found`` are the signatures of the inspection.
    """

    case: Case
    counted: Counted
    entries: tuple[Entry, ...]
    frame: Frame
    region: str
    pack_title: str
    flow: Workflow | None
    below: tuple[str, ...]
    flows: Mapping[str, Workflow | None]
    found: Signing | None = None

    @property
    def wanted(self) -> bool:
        """Whether it is among the cases that the export is about."""
        return self.counted.chosen

    @property
    def line(self) -> CaseLine:
        """Timed by its limits."""
        return self.counted.line

    @property
    def toll(self) -> Casualties | None:
        """What an accident has cost."""
        return self.counted.toll

    @property
    def turn(self) -> str:
        """Whose turn it is on an open case."""
        return ROLE_TITLES.get(self.counted.holder, self.counted.holder)

    @property
    def opened(self) -> int:
        return self.line.opened

    @property
    def late(self) -> bool:
        """Whether a limit has passed, of the party or of a state."""
        return self.line.overdue(self.frame.as_of)

    @property
    def limit(self) -> date | None:
        """The day that belongs beside ``late``."""
        return self.line.limit(self.frame.as_of)

    @cached_property
    def days_overdue(self) -> int:
        """Days since the first of its limits passed, 0 when none has, or only today."""
        late = self.line.late_after
        return max(0, (self.frame.as_of - late).days) if late else 0

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The events of the case, numbered from 1, each with the state it started from."""
        found, before = [], ""
        for number, entry in enumerate(self.entries, 1):
            found.append(Step(self, number, entry, before))
            data = entry.event.data
            before = str(data.get("to_title") or data.get("state_title") or before)
        return tuple(found)

    def countersigned(self, event: Event) -> str:
        """Whose signature of an event is missing; of a discovery, which no row tells of, also who has signed."""
        joint = self.case.joint.get(event.id)
        found = self.found if event.kind == OPENED and not self.case.parent else None
        signing = joint.signing if joint else found
        if signing is None:
            return ""
        named = signing.shown(self.frame.who)
        return named.told if event.kind == OPENED else named.corrected

    def without_history(self) -> Record:
        """The same case without its events, to be kept."""
        return replace(self, entries=(), flows={})

    def field(self, event: Event, name: str) -> FieldSpec | None:
        """The definition of a field that was filled in by an event."""
        return next((spec for spec in self.fields(event) if spec.id == name), None)

    def fields(self, event: Event) -> tuple[FieldSpec, ...]:
        """What an action asked for, in the order of its form; nothing when the workflow is not at hand."""
        flow = self.flows.get(event.id)
        if flow is None or event.kind not in (MOVED, PROPOSED):
            return ()
        step = flow.transition(event.data["trigger"], event.data["from"])
        return step.needs if step else ()


@dataclass(frozen=True)
class Step:
    """One event of a case, with the state it started from."""

    record: Record
    number: int
    entry: Entry
    before: str

    @property
    def event(self) -> Event:
        return self.entry.event

    @property
    def filled_in(self) -> str:
        """Everything typed in this step, by field title."""
        data = self.event.data
        if self.event.kind == OPENED:
            given = {
                **dict(remarks(self.event)),
                "隐患" if self.record.case.is_hazard else "事项": data["title"],
                "定级说明": data["severity_why"],
                "备注": data["note"],
                "实测": data["measured"],
                "会签": self.record.countersigned(self.event),
            }
            return "；".join(f"{title}：{text}" for title, text in given.items() if text)
        if self.event.kind == REPINNED:
            return repinning.told(data)
        values = data.get("values", {})
        order = [spec.id for spec in self.record.fields(self.event) if spec.id in values]
        filled = [self._entry(name, values[name]) for name in dict.fromkeys([*order, *values])]
        told = [*remarks(self.event), ("会签", self.record.countersigned(self.event))]
        filled += [f"{each.title}：{each.shown[1]}" for each in corrections(self.event)]
        return "；".join([*filled, *(f"{heading}：{text}" for heading, text in told if text)])

    @property
    def struck(self) -> str:
        """What was put right in this step, as it was before."""
        return "；".join(f"{each.title}：{each.shown[0]}" for each in corrections(self.event))

    def _entry(self, name: str, value: str) -> str:
        spec, who = self.record.field(self.event, name), self.record.frame.who
        if spec is None:
            return f"{name}：{value}"
        if spec.type in ("person", "inspectors"):
            people = value.split(",") if spec.type == "inspectors" else [value]
            return f"{spec.title}：{'、'.join(who(name) for name in people)}"
        return f"{spec.title}：{forms.shown(spec, value)}"

    @property
    def deadline(self) -> str:
        given = self.event.data.get("deadline")
        return str(given["derivation"]) if given else ""

    @property
    def evidence(self) -> str:
        return "\n".join(f"{file['name']}（{str(file['sha256'])[:12]}）" for file in self.event.files)


def frame(
    ledger: Ledger,
    as_of: date | None,
    known_at: datetime | None,
    until: int | None = None,
    *,
    redact: bool = False,
    form: str = ARCHIVE,
    selection: Selection = EVERYTHING,
    since: date | None = None,
) -> Frame:
    """The terms of an export made now by whoever sits at the ledger, ``until`` some position or to its end."""
    names = {name: person.title for name, person in ledger.desk.roster().items()}
    anchor, me = ledger.anchors.here(until), ledger.desk.whoami()
    taken = tuple(ledger.overrides.all(as_of, known_at, anchor.count))
    head = replace(ledger.desk.head, count=anchor.count, chain=anchor.chain)
    terms = as_of or ledger.desk.today(), known_at, ledger.desk.now(), me, head
    gone = tuple(ledger.taking_back.done(anchor.count, known_at))
    beside = taken, anchor, redact or covered(me), ledger.desk.origin, gone
    wanted = selection, ledger.choosing.words(selection)
    shape = Frame(*terms, names, ledger.desk.scope_words(), *beside, form, *wanted, since=since)
    offices = list(ledger.offices.all(anchor.count).values())
    return replace(shape, office=offices[0].title if len(offices) == 1 else "", place=_place(ledger, selection))


def _place(ledger: Ledger, selection: Selection) -> str:
    """The region that all is in, by what is asked for, or by what he sees; empty for no single one."""
    asked = {each.region or "" for each in selection.filters}
    code = (asked.pop() if len(asked) == 1 else "") or ledger.desk.scope().region
    return ledger.desk.region_name(f"{code:0<6}") if code else ""


def records(ledger: Ledger, terms: Frame) -> Iterator[Record]:
    """Every visible case that the export is about, streamed in order of discovery. What was stored after the frame was
    drawn stays out."""
    return (record for record in passing(ledger, terms) if record.wanted)


def passing(ledger: Ledger, terms: Frame) -> Iterator[Record]:
    """The same among all visible ones: what stands out is seen only beside the others."""
    with ledger.countersigning.looked_up(terms.as_of) as signing:
        yield from _passing(ledger, terms, signing)


def _passing(ledger: Ledger, terms: Frame, signing: Callable[[str], Signing | None]) -> Iterator[Record]:
    fits = ledger.choosing.fits(terms.selection, terms.as_of)
    regions: dict[str, str] = {}
    titles: dict[str, str] = {}
    flows: dict[tuple[str, str], Workflow | None] = {}
    for history in ledger.figures.histories(terms.as_of, terms.known_at, terms.head.count):
        kept = tuple(history.entries)
        case = history.case
        under = list(pins(entry.event for entry in kept))
        for key in set(under) - flows.keys():
            flows[key] = _flow(ledger, replace(case, definition=key[0], workflow=key[1]))
        if case.region not in regions:
            regions[case.region] = ledger.desk.region_name(case.region)
        events = {entry.event.id: flows[key] for entry, key in zip(kept, under, strict=True)}
        if case.definition not in titles:
            titles[case.definition] = _pack_title(ledger, case)
        named = regions[case.region], titles[case.definition]
        counted = history.counted if fits(history.line) else replace(history.counted, chosen=False)
        shape = case, counted, kept, terms, *named, flows[under[-1]], history.below, events
        yield Record(*shape, signing(case.inspection))


def _pack_title(ledger: Ledger, case: Case) -> str:
    try:
        return ledger.definitions.pack_title(case)
    except (InspectError, KeyError, ValueError):
        return case.pack


def _flow(ledger: Ledger, case: Case) -> Workflow | None:
    try:
        return ledger.definitions.lifecycle(case).workflow
    except (InspectError, KeyError, ValueError):
        return None


def china(moment: datetime) -> datetime:
    """A moment as Chinese wall-clock time without an offset, to the second, as a cell holds it."""
    return moment.astimezone(CHINA).replace(tzinfo=None, microsecond=0)

"""Stories: a rehearsal as data. People, then steps on past days, played through the same verbs as real work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from pydantic import Field

from inspect_engine.domain.cases import CaseLine
from inspect_engine.domain.definitions import Day, Model, Role, Slug, Text
from inspect_engine.domain.inspections import Entries
from inspect_engine.domain.people.standing import behind, may_confirm
from inspect_engine.errors import Fault, InputError, Problem
from inspect_engine.imports import inspections
from inspect_engine.ledger import CaseFilter, Ledger, create_ledger, open_ledger, parse_moment
from inspect_engine.reading.models import typed
from inspect_engine.reading.strict_yaml import read_file
from inspect_engine.storage import files

RESPONSIBLE = "responsible"
"""As a step's ``user``, or what it sets: whoever is enrolled for the case's responsible unit."""


WORD = "演练用的口令，人人知道"
"""What second supervisors and inspectors of a rehearsal sign with, told to whoever plays it."""


class PersonInput(Model):
    """Someone to enrol."""

    name: Text
    title: Text
    roles: tuple[Role, ...] = Field(min_length=1)
    party: Text | None = None


class Choice(Model):
    """Which cases a step is done on: those that match every given list."""

    items: tuple[Text, ...] = ()
    subjects: tuple[Text, ...] = ()
    kinds: tuple[Text, ...] = ()

    def matches(self, line: CaseLine) -> bool:
        asked = (self.items, line.item), (self.subjects, line.subject), (self.kinds, line.kind)
        return all(not wanted or found in wanted for wanted, found in asked)


class Step(Model):
    """One action, on one day, by one person, on each chosen case."""

    on: Day
    user: Text
    trigger: Slug
    cases: Choice
    set: Entries = Field(default_factory=dict)
    evidence: tuple[Text, ...] = ()


class Story(Model):
    """A whole rehearsal: founder, people, the inspection file, steps (played by day), and the day it ends on."""

    title: Text
    founder: PersonInput
    people: tuple[PersonInput, ...]
    inspection: Annotated[str, Field(min_length=1)]
    logged_by: Text
    logged_on: Day
    steps: tuple[Step, ...]
    ends_on: Day


class _Clock:
    """A rehearsal's clock: on each day it starts at nine and moves on a second at every reading."""

    def __init__(self) -> None:
        self.moment = datetime.min

    def set(self, day: str) -> None:
        start = parse_moment(f"{day}T09:00:00+08:00")
        if self.moment.tzinfo is None or start > self.moment:
            self.moment = start

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


def load(path: Path) -> Story:
    """Read a story. Raises InputError with every bad place."""
    document = read_file(path)
    story = typed(document, Story)
    for number, step in enumerate(story.steps if story else ()):
        for n, name in enumerate(step.evidence):
            try:
                files.describe(files.inside(path.parent, name))
            except InputError as error:
                place = ("steps", number, "evidence", n)
                document.report_all(Fault(place, each.what, each.fix) for each in error.problems)
    return document.sound(story, f"演练文件 {path} 有误")


def play(folder: Path, ledger_path: Path, say: Callable[[str], None]) -> Ledger:
    """Play ``folder/story.yaml`` into a new rehearsal ledger, a line of narration for each step.

    Returns the ledger as seen by its founder on the last day. Raises InputError when a step chooses no case.
    """
    story, clock = load(folder / "story.yaml"), _Clock()
    clock.set(story.logged_on.isoformat())
    founder = story.founder
    ledger = create_ledger(ledger_path, founder.name, founder.title, rehearsal=True, clock=clock)
    for person in story.people:
        ledger.people.add(person.name, person.title, person.roles, person.party, new_unit=bool(person.party))
    seconds = [person.name for person in story.people if {"supervisor", "inspector"} & {*person.roles}]
    for name in seconds:
        _take_over(ledger, name, clock)
    for name in seconds:
        _vouch(ledger, name, clock)
    word = f"，{'、'.join(seconds)} 的口令是“{WORD}”" if seconds else ""
    say(f"{story.logged_on}  登记 {len(story.people) + 1} 人{word}")
    parties = {person.party: person.name for person in story.people if person.party}
    found = inspections.run(_as(story.logged_by, ledger_path, clock), folder / story.inspection)
    if found.signing:
        _sign(found.signing.record, ledger, clock)
    say(f"{story.logged_on}  录入检查，{found.told}，作答待补参 {len(found.todo)} 项")
    for number, step in sorted(enumerate(story.steps), key=lambda pair: pair[1].on):
        clock.set(step.on.isoformat())
        done = _take(step, ledger_path, ledger, parties, folder, clock)
        if not done:
            raise InputError([Problem(f"story.yaml steps.{number}", f"“{step.trigger}”没有选中任何隐患")])
        say(f"{step.on}  {done[0]}：{len(done)} 件")
    clock.set(story.ends_on.isoformat())
    return ledger


def _take_over(ledger: Ledger, name: str, clock: Callable[[], datetime]) -> None:
    """Let somebody set his own passphrase, in place of the founder's: before that he confirms and signs nothing."""
    ledger.access.set_passphrase(name, f"先用这个：{WORD}")
    path = ledger.desk.path
    open_ledger(path, name, clock, ask=lambda _: f"先用这个：{WORD}").access.set_passphrase(name, WORD)


def _vouch(ledger: Ledger, name: str, clock: Callable[[], datetime]) -> None:
    """Where there is a supervisor who can, he confirms that somebody is another person than who made his account."""
    roster = ledger.desk.roster()
    held = roster[name].held_by
    able = (each for each in roster if not behind(each, roster) & held and may_confirm(roster[each], roster[name]))
    if held and (voucher := next(able, None)):
        _as(voucher, ledger.desk.path, clock).vouching.confirm(name)


def _as(name: str, path: Path, clock: Callable[[], datetime]) -> Ledger:
    return open_ledger(path, name, clock, ask=lambda _: WORD)


def _sign(record: str, ledger: Ledger, clock: Callable[[], datetime]) -> None:
    """Everybody whom a record awaits signs at once."""
    for name in ledger.countersigning.waiting(record):
        _as(name, ledger.desk.path, clock).countersigning.confirm(record)


def _take(step: Step, path: Path, ledger: Ledger, parties: dict[str, str], folder: Path, clock: _Clock) -> list[str]:
    titles = []
    for line in ledger.cases.page(CaseFilter(open=True), limit=1000):
        if step.cases.matches(line):
            owner = parties.get(line.party, "")
            name = owner if step.user == RESPONSIBLE else step.user
            given = {field: owner if value == RESPONSIBLE else value for field, value in step.set.items()}
            with TemporaryDirectory() as own:
                kept = [_own_copy(files.inside(folder, file).path, Path(own), line, step) for file in step.evidence]
                event = _as(name, path, clock).cases.act(line.id, step.trigger, given, kept)
            _sign(event.id, ledger, clock)
            titles.append(str(event.data["title"]))
    return titles


def _own_copy(sample: Path, own: Path, line: CaseLine, step: Step) -> Path:
    """Evidence of this case and this day: one sample file would otherwise stand in for many photographs."""
    copy = own / sample.name
    head = f"{line.number} {line.subject_name} {step.on}\n"
    copy.write_bytes(head.encode() + sample.read_bytes())
    return copy

"""Inspections as lists show them: the day, the checklist and the subjects by name; and what one may begin with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from inspect_engine.domain.definitions import ROLE_TITLES
from inspect_engine.domain.words.wording import WAITING
from inspect_engine.domain.workflow.holding import onward
from inspect_engine.errors import InspectError
from inspect_tui.views.walk import read_round

if TYPE_CHECKING:
    from datetime import date

    from inspect_engine.domain.cases import CaseLine
    from inspect_engine.domain.definitions import Pack
    from inspect_engine.domain.people.authority import Person
    from inspect_engine.ledger import Ledger
    from inspect_engine.ledger.inspections import Inspection
    from inspect_engine.ledger.subjects import Subject

T = TypeVar("T")


@dataclass(frozen=True)
class Started:
    """One inspection, under way or finished; ``pack`` is the checklist's title where it is known, else its id."""

    id: str
    day: date
    pack: str
    subjects: tuple[str, ...]
    finished: bool
    inspectors: tuple[str, ...] = ()
    done: int | None = None
    asked: int = 0


def read_started(ledger: Ledger, wanted: Callable[[Inspection], bool]) -> list[Started]:
    """Inspections in this person's sight, newest first."""
    rows = [row for row in ledger.inspections.all() if wanted(row)]
    keys = [key for row in rows for key in row.subjects]
    names = {subject.key: subject.name for subject in ledger.subjects.find(keys=keys)}
    titles = {key: pack.title for key, pack in ledger.definitions.packs().items()}
    known = [tuple(names[key] for key in row.subjects if key in names) for row in rows]
    return [
        Started(row.id, row.day, titles.get(row.pack, row.pack), subjects, row.finished, row.inspectors)
        for row, subjects in zip(rows, known, strict=True)
    ]


def read_scored(ledger: Ledger) -> list[Started]:
    scoring = {key for key, pack in ledger.definitions.packs().items() if pack.scoring}
    return read_started(ledger, lambda row: row.pack in scoring and not row.logged)


def read_next(ledger: Ledger, lines: Sequence[CaseLine]) -> list[tuple[str, int]]:
    """What is to be done next about cases, and of how many: what they wait for, as 今天 calls it (``待签发``), or the
    step that comes next and by whom."""
    found: Counter[str] = Counter()
    for line in lines:
        if line.waits:
            found[WAITING[line.waits]] += 1
            continue
        step = onward(ledger.definitions.flow(line.definition, line.workflow), line.state)
        if step and line.is_open:
            found[f"{'或'.join(ROLE_TITLES[role] for role in step.by)}{step.title}"] += 1
    return found.most_common()


@dataclass(frozen=True)
class Beginnings:
    """Unfinished inspections, one's own first, and the checklists as they are in force; those in ``unadopted`` cannot
    be begun yet, each with the reason. ``fault`` says what is wrong with the files of those that are installed."""

    unfinished: list[Started]
    packs: list[Pack]
    unadopted: dict[str, str]
    fault: str = ""


def read_beginnings(ledger: Ledger, person: Person) -> Beginnings:
    running = read_started(ledger, lambda row: row.under_way)
    mine = [_begun(ledger, one) for one in sorted(running, key=lambda one: person.name not in one.inspectors)]
    packs, fault = _last_used(ledger), ""
    unadopted = {
        name: ledger.definitions.unadopted(name) for name in packs.keys() - ledger.definitions.adopted().keys()
    }
    try:
        _ = ledger.desk.library
    except InspectError as error:
        fault = str(error)
    return Beginnings(mine, list(packs.values()), unadopted, fault)


def _last_used(ledger: Ledger) -> dict[str, Pack]:
    """The checklists, those that this person used last first."""
    packs = dict(ledger.definitions.packs())
    used = dict.fromkeys(row.pack for row in ledger.inspections.lately())
    return {name: packs[name] for name in (*(name for name in used if name in packs), *packs)}


@dataclass(frozen=True)
class Prepared:
    """What can be inspected with a checklist, and by whom: where this person was last, and with whom, first."""

    subjects: list[Subject]
    people: list[Person]


def read_prepared(ledger: Ledger, pack: Pack) -> Prepared:
    lately = ledger.inspections.lately()
    where = list(dict.fromkeys(key for one in lately for key in one.subjects))
    whom = list(dict.fromkeys(name for one in lately for name in one.inspectors))
    seen = (one.seen_by(pack.id, pack.kinds) for one in ledger.subjects.find() if not one.closed_on)
    people = [one for one in ledger.desk.roster().values() if one.inspects]
    return Prepared(
        _first(where, [one for one in seen if one], lambda one: one.key),
        _first([ledger.desk.whoami().name, *whom], people, lambda one: one.name),
    )


def _first(order: Sequence[str], rows: Iterable[T], key: Callable[[T], str]) -> list[T]:
    """The rows of these keys first, in this order; the others stay as they are."""
    place = {name: n for n, name in reversed([*enumerate(order)])}
    return sorted(rows, key=lambda row: place.get(key(row), len(order)))


def _begun(ledger: Ledger, one: Started) -> Started:
    """With how much of it is done; without where its definition cannot be read."""
    try:
        counts = read_round(ledger, one.id).counts()
    except InspectError:
        return one
    asked = counts.total() - counts["skipped"]
    return replace(one, done=asked - counts[""], asked=asked)

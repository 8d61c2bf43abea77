"""更正: what was typed is put right by a further record; the old stays beside the new, and nothing is deleted.

A record says ``what`` is put right (:data:`WHAT`), ``which`` one of those, the ``changes`` and ``why``; its ``persons``
are who made it and, where it took two, who proposed it (``proposed`` is that event). Where a case keeps a copy of what
is put right elsewhere, its own record names that one as ``of``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from inspect_engine.domain.definitions import ANSWER_TITLES, ROLE_TITLES, SEVERITY_TITLES
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.people.second import same
from inspect_engine.domain.words.text import fault_in

CORRECTED, PROPOSED = "corrected", "correction.proposed"
KINDS = (CORRECTED, PROPOSED)
TITLE = "更正"
WHAT = {"case": "事项", "reply": "回复", "answer": "作答", "subject": "检查对象", "user": "用户", "notice": "文书"}
NOTHING = "（无）"
_WORDS: Mapping[str, Mapping[str, str]] = {"severity": SEVERITY_TITLES, "answer": ANSWER_TITLES, "roles": ROLE_TITLES}


@dataclass(frozen=True)
class Change:
    """One field that is put right: its key, what its reader calls it, the old text and the new one."""

    field: str
    title: str
    old: str
    new: str

    @property
    def shown(self) -> tuple[str, str]:
        """Old and new as they are read."""
        return _shown(self.field, self.old), _shown(self.field, self.new)


def _shown(field: str, text: str) -> str:
    words = _WORDS.get(field, {})
    return "、".join(words.get(part, part) for part in text.split(",")) if words and text else text or NOTHING


def changes_of(data: Mapping[str, Any]) -> tuple[Change, ...]:
    """The changes that a record tells of; none where it is of another kind."""
    return tuple(Change(**each) for each in data.get("changes", ()))


def changed_only(changes: Iterable[Change]) -> list[Change]:
    """Those in which anything differs."""
    return [each for each in changes if each.old != each.new]


def told(changes: Iterable[Change]) -> str:
    """``等级：一般 → 重大；备注：…``"""
    return "；".join(f"{each.title}：{' → '.join(each.shown)}" for each in changes)


def record(
    what: str, which: str, changes: Sequence[Change], why: str, on: date, persons: Collection[str]
) -> dict[str, Any]:
    """The data of a record, of either kind."""
    said = {"on": on.isoformat(), "what": what, "which": which, "why": why, "persons": sorted(persons)}
    return {**said, "changes": [asdict(each) for each in changes]}


def confirming(proposal: Mapping[str, Any], event: str, me: Person, on: date) -> dict[str, Any]:
    """The data by which ``me`` confirms what another has proposed in ``event``."""
    persons = sorted({*proposal["persons"], *me.names})
    return {**proposal, "on": on.isoformat(), "persons": persons, "proposed": event}


def as_proposed(proposal: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Whether what is to be confirmed still comes to what was proposed."""
    apart = ("on", "persons", "proposed")
    first, now = ({name: value for name, value in data.items() if name not in apart} for data in (proposal, found))
    return first == now


def reason_faults(why: str, changes: Sequence[Change]) -> Iterator[str]:
    """Nothing is put right without a reason, or where nothing differs."""
    if fault := fault_in(why):
        yield f"更正的理由{fault}"
    if not changes:
        yield "与已存的一样，没有要更正的"


def not_alone(me: Person, authors: Collection[str], recorded: date, today: date) -> Iterator[str]:
    """Why this person does not put something right by himself: its author does on the day it was recorded, later on a
    supervisor does."""
    if "supervisor" in me.roles or (me.names & set(authors) and recorded == today):
        return
    named = "、".join(sorted(authors)) or "记录它的人"
    day = "记录当天" if recorded == date.min else f"记录当天（{recorded}）"
    yield f"{day}可由 {named} 本人更正，此外须由主管更正"


def not_second(me: Person, proposers: Iterable[str], roster: Mapping[str, Person]) -> Iterator[str]:
    """Why this person does not confirm what others have proposed."""
    if "supervisor" not in me.roles or me.acts_for:
        yield "须由另一位主管本人确认"
    for name in sorted(proposers):
        if why := same(me, name, roster):
            yield why.replace("须由另一位主管确认", "须由另一位主管确认这处更正")

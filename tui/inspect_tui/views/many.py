"""What can be done with several cases at once, without any screen: its form, what it would come to, and the doing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import uuid_utils

from inspect_engine.domain.cases import outcome
from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.requests import Request, digest_of
from inspect_engine.errors import InspectError, Refused
from inspect_engine.ledger.many import Foreseen, Outcome, apart
from inspect_engine.ledger.notes import sound

if TYPE_CHECKING:
    from inspect_engine.domain.cases import CaseLine
    from inspect_engine.ledger import Ledger
    from inspect_engine.ledger.many import Own, Step

OWNER = FieldSpec(id="owner", title="承办人", type="text", required=False, hint="用户名或姓名；空着就是谁也不指派")
NOTE = FieldSpec(id="text", title="备注", hint="每一件都记这一条；不算办理，状态、期限都不变")
EXPORT = "export"


@dataclass(frozen=True)
class Given:
    """What a form holds: values for all, those of single cases, files, and when it happened if not today."""

    values: Mapping[str, str]
    own: Own = field(default_factory=dict)
    files: Sequence[Path] = ()
    on: date | None = None


@dataclass(frozen=True)
class Result:
    """What became of it for one case; ``why`` it was not done, if it was not."""

    id: str
    number: str
    told: str
    why: str = ""


class Deed(Protocol):
    """One thing to do with several cases."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def lines(self) -> Sequence[CaseLine]: ...
    @property
    def needs(self) -> Sequence[FieldSpec]: ...
    @property
    def evidence(self) -> int | None:
        """How many files it needs; None where it takes none."""

    @property
    def dated(self) -> bool:
        """Whether it may be said to have happened before."""

    @property
    def ends(self) -> bool:
        """Whether it is the end of some of them."""

    def known(self, ledger: Ledger) -> Own: ...
    def foresee(self, ledger: Ledger, given: Given) -> list[Foreseen]: ...
    def do(self, ledger: Ledger, keys: Sequence[str], given: Given) -> list[Result]: ...


@dataclass(frozen=True)
class Acting:
    """An action of their workflows; ``beside`` are the marked cases that do not offer it."""

    step: Step
    lines: Sequence[CaseLine]
    request: str = field(default_factory=lambda: str(uuid_utils.uuid7()))

    @property
    def key(self) -> str:
        return f"act {self.step.trigger}"

    @property
    def title(self) -> str:
        return self.step.title

    @property
    def needs(self) -> Sequence[FieldSpec]:
        return self.step.needs

    @property
    def evidence(self) -> int | None:
        return self.step.evidence

    @property
    def dated(self) -> bool:
        return not self.step.dated_by

    @property
    def ends(self) -> bool:
        return self.step.ends

    def known(self, ledger: Ledger) -> Own:
        return ledger.many.known(self.step)

    def foresee(self, ledger: Ledger, given: Given) -> list[Foreseen]:
        keys = [line.id for line in self.lines]
        own = apart(self.step, given.own, given.values)
        return ledger.many.foresee(keys, self.step.trigger, given.values, len(given.files), on=given.on, own=own)

    def do(self, ledger: Ledger, keys: Sequence[str], given: Given) -> list[Result]:
        what = self.step.trigger, given.values, given.files
        asked = Request(self.request, digest_of("act many", {"given": [sorted(keys), *what, str(given.on), given.own]}))
        own = apart(self.step, given.own, given.values)
        found = ledger.asking(asked).many.act(keys, *what, on=given.on, own=own)
        ids = {line.number: line.id for line in self.lines}
        return [Result(ids.get(one.number, one.number), one.number, _told(one), one.why) for one in found]


def _told(one: Outcome) -> str:
    if one.event is None:
        return ""
    awaited = one.event.data.get("awaits")
    return outcome(one.event) + (f"待 {'、'.join(awaited)} 签。" if awaited else "")


class _Beside:
    """What takes no step: one case after the other, each asked for once."""

    evidence: int | None = None
    dated = ends = False

    def __init__(self, lines: Sequence[CaseLine]) -> None:
        self.lines = lines
        self._asked: dict[tuple[str, str], Request] = {}

    def known(self, _: Ledger) -> Own:
        return {}

    def asking(self, ledger: Ledger, line: CaseLine, what: str) -> Ledger:
        given = digest_of(type(self).__name__, {"given": [line.id, what]})
        return ledger.asking(self._asked.setdefault((line.id, what), Request(str(uuid_utils.uuid7()), given)))

    def foresee(self, ledger: Ledger, given: Given) -> list[Foreseen]:
        return [self._foreseen(ledger, line, given) for line in self.lines]

    def _foreseen(self, ledger: Ledger, line: CaseLine, given: Given) -> Foreseen:
        try:
            return Foreseen(line.id, line.number, line.title, self.ask(ledger, line, given))
        except InspectError as error:
            return Foreseen(line.id, line.number, line.title, why=Outcome(line.number, error=error).why)

    def ask(self, ledger: Ledger, line: CaseLine, given: Given) -> str:
        """What it would come to for one, by the rules that :meth:`one` keeps to; raises what they refuse."""
        raise NotImplementedError

    def do(self, ledger: Ledger, keys: Sequence[str], given: Given) -> list[Result]:
        return [self._result(ledger, line, given) for line in self.lines if line.id in set(keys)]

    def _result(self, ledger: Ledger, line: CaseLine, given: Given) -> Result:
        try:
            return Result(line.id, line.number, self.one(ledger, line, given))
        except InspectError as error:
            return Result(line.id, line.number, "", str(error))

    def one(self, ledger: Ledger, line: CaseLine, given: Given) -> str:
        """Do it with one; tells what was done."""
        raise NotImplementedError


class Assigning(_Beside):
    """Somebody is to see to them."""

    key, title, needs = "assign", "指派承办人", (OWNER,)

    def foresee(self, ledger: Ledger, given: Given) -> list[Foreseen]:
        """Raises InputError for somebody unknown: he is put right in the form, once for all."""
        if to := ledger.desk.named(given.values.get("owner", "")):
            ledger.desk.acquaintance(to)
        return super().foresee(ledger, given)

    def ask(self, ledger: Ledger, line: CaseLine, given: Given) -> str:
        to = ledger.desk.named(given.values.get("owner", ""))
        ledger.owners.foresee(line.id, to)
        return f"{line.owner or '无人'} → {to or '无人'}"

    def one(self, ledger: Ledger, line: CaseLine, given: Given) -> str:
        to = ledger.desk.named(given.values.get("owner", ""))
        done = self.asking(ledger, line, to).owners.assign([line.id], to)
        return f"由 {to or '无人'} 承办" if done else "本来就是"


class Noting(_Beside):
    """The same note of each."""

    key, title, needs, evidence = "note", "备注", (NOTE,), 0

    def foresee(self, ledger: Ledger, given: Given) -> list[Foreseen]:
        """Raises InputError for a text that cannot be kept: it is put right in the form, once for all."""
        sound(given.values["text"])
        return super().foresee(ledger, given)

    def ask(self, ledger: Ledger, line: CaseLine, given: Given) -> str:
        ledger.notes.foresee(line.id, given.values["text"])
        return "记一条备注，状态不变"

    def one(self, ledger: Ledger, line: CaseLine, given: Given) -> str:
        text = given.values["text"]
        self.asking(ledger, line, f"{text} {list(map(str, given.files))}").notes.add(line.id, text, given.files)
        return "已记备注"


def deeds(ledger: Ledger, marked: Sequence[str]) -> list[Deed]:
    """What may be done with the marked cases: what their workflows offer this person, then what takes no step, as far
    as his part is to do it."""
    lines = ledger.many.lines(marked)
    by_id = {line.id: line for line in lines}
    acts: list[Deed] = [Acting(step, [by_id[key] for key in step.cases]) for step in ledger.many.steps(lines)]
    me = ledger.desk.whoami()
    return [*acts, *(each for each in (Assigning(lines), Noting(lines)) if _may(me, each.key))]


def _may(me: Person, verb: str) -> bool:
    try:
        require(me, verb)
    except Refused:
        return False
    return True


def same(spec: FieldSpec, own: Own, keys: Sequence[str]) -> str | None:
    """What the ledger knows of a field where that is the same of all cases; None where it differs."""
    found = {own.get(key, {}).get(spec.id, "") for key in keys}
    return found.pop() if len(found) == 1 else None


def differing(spec: FieldSpec, own: Own, keys: Sequence[str]) -> str:
    """How it differs: ``一般 20 件、重大 10 件``."""
    values = [own.get(key, {}).get(spec.id, "") for key in keys]
    known = dict.fromkeys(values)
    if len(known) > FEW:
        return f"共 {len(known)} 种"
    titles = spec.choices or {}
    told = (f"{(titles.get(value, value) or '没有')[:SHORT]} {values.count(value)} 件" for value in known)
    return "、".join(told)


FEW = 4
SHORT = 20

"""Which cases a report is about: the filters of lists, asked of cases as they stood on a day."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from inspect_engine.domain.cases import CaseLine
from inspect_engine.domain.cases.asking import Vocabulary, told
from inspect_engine.domain.cases.wanted import Clause, met, settled
from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.units import folded
from inspect_engine.domain.words.wording import WAITING, grade_title, kind_title
from inspect_engine.errors import InputError, InspectError
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.storage import queries
from inspect_engine.storage.queries import CaseFilter

ASKED = ("region", "kind", "pack", "severity", "state", "waits", "open", "owner", "party", "subject", "within", "text")
DAYS = ("found_from", "found_to", "due_from", "due_to")
SAME = ("severity", "state", "waits", "pack", "subject", "kind", "owner")
"""What a case has to be the same in."""
SOUGHT = ("number", "title", "subject_name", "party", "item", "state_title")
PLACES = 9
"""Regions that are named where a few characters may mean several."""
Fits = Callable[[CaseLine], bool]


@dataclass(frozen=True)
class Selection:
    """The cases that one of these filters chooses; without any, all of them."""

    filters: tuple[CaseFilter, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.filters)

    def plain(self) -> Any:
        """For programs, and to be read again: what is asked for, by name; a list of that where there are several."""
        found = [_plain(each) for each in self.filters]
        return (found[0] if found else {}) if len(found) < 2 else found

    def period(self, on: date) -> tuple[date, date] | None:
        """The days from which and to which it asks for cases, cut where a day ends it; None where it names no first
        one, where filters name several, or where there is no day before."""
        asked = {(each.found_from, each.found_to) for each in self.filters}
        first, last = asked.pop() if len(asked) == 1 else (None, None)
        if first is None or first.year < 2 or on < first:
            return None
        return first, min(last or on, on)

    def of_any_day(self, on: date) -> Selection:
        """What else it asks for, of cases as they stand on a day, whenever found."""
        filters = (
            replace(each, found_from=None, found_to=None, overdue_on=each.overdue_on and on) for each in self.filters
        )
        return Selection(tuple(each for each in filters if each != CaseFilter()))

    @property
    def text(self) -> str:
        """:meth:`plain` in one line, to be kept."""
        return json.dumps(self.plain(), ensure_ascii=False, sort_keys=True)

    @classmethod
    def read(cls, text: str, on: date) -> Selection:
        """From :attr:`text`, of a day. Raises InputError for anything else."""
        try:
            plain = json.loads(text)
            return cls(tuple(_read(each, on) for each in (plain if isinstance(plain, list) else [plain]) if each))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise InputError.one("筛选条件看不懂", fix="应是 export closure 写下的，没有改过") from error


def only(chosen: CaseFilter) -> Selection:
    """What one filter chooses: all, where it asks for nothing."""
    return Selection((chosen,)) if chosen != CaseFilter() else Selection()


class Choosing:
    """``ledger.choosing``."""

    def __init__(self, desk: Desk, *, definitions: Definitions) -> None:
        self._desk = desk
        self._definitions = definitions

    def fits(self, selection: Selection, on: date) -> Fits:
        """Whether a case, as its line stands on a day, is chosen; none is looked at that this person may not see."""
        asked = [self._desk.seen(each) for each in selection.filters]
        places: dict[str | None, frozenset[str]]
        with self._desk.reading() as connection:
            places = {
                each.within: frozenset(queries.keys_within(connection, each.within))
                for each in asked
                if each.within is not None
            }
        return lambda line: not asked or any(_fits(each, line, on, places) for each in asked)

    def parties(self) -> frozenset[str]:
        """The units that are responsible for subjects which this person sees, of which a filter may name one."""
        seen = self._desk.scope()
        with self._desk.reading() as connection:
            found = queries.parties(connection, seen.region)
        return frozenset(name for name in found if seen.covers(seen.region, name))

    def vocabulary(self) -> Vocabulary:
        """What may be written of the fields of cases in this ledger; no states where workflows cannot be loaded."""
        people = {name: person.title for name, person in self._desk.seen_people().items()}
        flows: list[Workflow] = []
        with suppress(InspectError):
            flows = list(self._desk.library.workflows.values())
        states = tuple({state.title: None for flow in flows for state in flow.states.values()})
        desk = self._desk
        places = partial(desk.regions_like, most=PLACES)
        return Vocabulary(desk.today(), states, self._packs(), people, desk.region_sought, places)

    def words(self, selection: Selection) -> str:
        """As reports tell it: ``区划 昭通市（5306）；未销号``; empty where nothing is asked for."""
        filters = list(dict.fromkeys(selection.filters))
        rest = {replace(each, state=None, kind=None) for each in filters}
        if len(filters) > 1 and len(rest) == 1 and all(each.state for each in filters):
            states = "、".join(dict.fromkeys(self._state(each) for each in filters))
            return "；".join([*self._told(rest.pop()), f"状态 {states}"])
        return "；或者 ".join("；".join(self._told(each)) for each in filters)

    def _told(self, asked: CaseFilter) -> Iterator[str]:
        if asked.region:
            yield f"区划 {self._desk.region_name(f'{asked.region:0<6}')}（{asked.region}）"
        if asked.kind:
            yield f"种类 {kind_title(asked.kind)}"
        if asked.pack:
            pack = self._definitions.packs().get(asked.pack)
            yield f"专项 {pack.title}（{asked.pack}）" if pack else f"专项 {asked.pack}"
        if asked.severity:
            yield f"等级 {grade_title(asked.kind or 'hazard', asked.severity)}"
        if asked.state is not None:
            yield f"状态 {self._state(asked)}"
        yield from _others(asked)
        for clause in asked.clauses:
            yield told(clause, {"pack": self._packs(), "region": self._regions(clause)})

    def _packs(self) -> dict[str, str]:
        return {key: pack.title for key, pack in self._definitions.packs().items()}

    def _regions(self, clause: Clause) -> dict[str, str]:
        codes = clause.values if clause.field == "region" else ()
        return {code: f"{self._desk.region_name(f'{code:0<6}')}（{code}）" for code in codes}

    def _state(self, asked: CaseFilter) -> str:
        flows = [flow for flow in self._desk.library.workflows.values() if asked.kind in (None, flow.kind)]
        titles = [flow.states[asked.state].title for flow in flows if asked.state in flow.states]
        return titles[0] if titles else asked.state or "（没有这样的状态）"


def _others(asked: CaseFilter) -> Iterator[str]:
    if asked.open is not None:
        yield "未销号（未办结）" if asked.open else "已办结"
    if asked.overdue_on:
        yield "逾期"
    if asked.waits:
        yield WAITING[asked.waits]
    if asked.due_from or asked.due_to:
        yield f"期限在 {asked.due_from or '最早'} 至 {asked.due_to or '以后'}"
    if asked.owner is not None:
        yield f"承办人 {asked.owner}" if asked.owner else "没有承办人"
    for name, value in (("责任单位", asked.party), ("检查对象", asked.subject), ("对象及其之下", asked.within)):
        if value is not None:
            yield f"{name} {value}"
    if asked.ids is not None:
        yield f"挑出来的 {len(asked.ids)} 件"
    if asked.text:
        yield f"含“{asked.text}”"
    if asked.found_from or asked.found_to:
        yield f"发现（登记）于 {asked.found_from or '最早'} 至 {asked.found_to or '截止日期'}"


def _plain(asked: CaseFilter) -> dict[str, Any]:
    found = {name: value for name in ASKED if (value := getattr(asked, name)) is not None}
    days: dict[str, Any] = {name: value.isoformat() for name in DAYS if (value := getattr(asked, name))}
    days |= {} if asked.ids is None else {"ids": sorted(asked.ids)}
    clauses = {"clauses": [each.plain() for each in asked.clauses]} if asked.clauses else {}
    return {**found, **days, **({"overdue": True} if asked.overdue_on else {}), **clauses}


def _read(plain: Mapping[str, Any], on: date) -> CaseFilter:
    given: dict[str, Any] = dict(plain)
    late = given.pop("overdue", False)
    clauses = tuple(Clause.read(each, on) for each in given.pop("clauses", ()))
    given |= {"ids": frozenset(given["ids"])} if "ids" in given else {}
    if unknown := given.keys() - {*ASKED, *DAYS, "ids"}:
        raise ValueError(unknown)
    given |= {name: date.fromisoformat(given[name]) for name in DAYS if name in given}
    return CaseFilter(**given, overdue_on=on if late else None, clauses=clauses)


def _fits(asked: CaseFilter, line: CaseLine, on: date, places: Mapping[str | None, frozenset[str]]) -> bool:
    names = asked.party_names or {folded(asked.party or "")}
    return (
        asked.open in (None, line.is_open)
        and (not asked.overdue_on or (line.is_open and line.overdue(on)))
        and all(getattr(asked, name) in (None, getattr(line, name)) for name in SAME)
        and (not (asked.due_from or asked.due_to) or _due(asked, line, on))
        and line.region.startswith(asked.region or "")
        and (asked.found_from or date.min) <= line.found_on <= (asked.found_to or date.max)
        and (asked.within is None or line.subject in places[asked.within])
        and (asked.party is None or any(folded(unit) in names for unit in line.units))
        and (asked.ids is None or line.id in asked.ids)
        and (not asked.text or any(asked.text in getattr(line, name) for name in SOUGHT))
        and all(met(settled(clause, on), line) for clause in asked.clauses)
    )


def _due(asked: CaseFilter, line: CaseLine, on: date) -> bool:
    """Whether its first limit passes within the days asked for, and has not passed yet."""
    late = line.late_after if line.is_open and not line.overdue(on) else None
    return late is not None and (asked.due_from or date.min) <= late <= (asked.due_to or date.max)


def legs(filters: Sequence[CaseFilter]) -> Selection:
    """What the legs of a list show together. Raises InputError for what only today's list can tell."""
    if any(each.untold for each in filters):
        raise InputError.one("待知悉的只有今天的列表里看得到，不能按它导出", fix="先去掉“待知悉”这个条件")
    return Selection(tuple(filters)) if any(each != CaseFilter() for each in filters) else Selection()

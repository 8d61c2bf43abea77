"""一人代签: one person in the place of several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise

from inspect_engine.domain.alarms.acts import Act
from inspect_engine.domain.alarms.shape import Alarm, Who, listed, numbers_of
from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.domain.events import Event, digest
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.people.roster import as_roster, named_in
from inspect_engine.domain.words.names import is_name, same_person

MANY_PARTIES = 3
"""One person may stand for a chain of two; for so many units it is worth asking. Ours, not the law's."""
SAME_MINUTE = timedelta(minutes=1)
"""Two sides that act on one case within this time sit at one keyboard. Ours, not the law's."""
SAME_DESK = timedelta(minutes=10)
"""Two who propose and confirm within this time, under one account of one machine, may be one. Ours, not the law's."""
SIGNED = re.compile("签收|签名|签字")
"""What the title of a field says in which someone signs for a paper."""
LONGEST_NAME = 60
"""Letters beyond which nothing is a name of somebody in particular."""


class Signers:
    """Watches for names that stand for many units, and for people on both sides of the table."""

    def __init__(self, roster: Mapping[str, Person], who: Who) -> None:
        self._roster, self._who = as_roster(roster), who
        self._signed: dict[str, list[Act]] = {}
        self._performed: dict[str, list[Act]] = {}
        self._filed: dict[str, list[Act]] = {}
        self._own: dict[str, list[Act]] = {}
        self._hats: dict[tuple[str, str], list[Act]] = {}
        self._seconds: list[tuple[Event, Act]] = []

    def see(self, acts: Sequence[Act]) -> None:
        for act in acts:
            for spec, text in act.entries:
                if _signs(spec):
                    self._see_signer(text, act)
            if act.by_unit:
                self._see_unit(act)
            if act.first and _one_desk(act.first, act):
                self._seconds.append((act.first, act))
        for first, second in pairwise(acts):
            if self._one_keyboard(first, second):
                pair = min(first.actor, second.actor), max(first.actor, second.actor)
                self._hats.setdefault(pair, []).extend((first, second))

    def _see_signer(self, text: str, act: Act) -> None:
        """Who signs for a paper: a name, or an inspector or supervisor, who cannot be served his own papers."""
        self._stands(self._signed, text, act)
        for name in self._named_in(text):
            if not self._of_unit(name, act) and self._roster[name].roles & {"inspector", "supervisor"}:
                self._own.setdefault(name, []).append(act)

    def _see_unit(self, act: Act) -> None:
        """Who does what is the unit's to do, and who files it."""
        for name in act.names("person"):
            self._stands(self._performed, name, act)
        if act.mark == "replied" and not self._of_unit(act.actor, act):
            self._filed.setdefault(act.actor, []).append(act)

    def _one_keyboard(self, first: Act, second: Act) -> bool:
        sides = self._of_unit(first.actor, first), self._of_unit(second.actor, second)
        return second.at - first.at < SAME_MINUTE and sides[0] != sides[1] and "claimed" in (first.via, second.via)

    def _of_unit(self, name: str, act: Act) -> bool:
        person = self._roster.get(name)
        return person is not None and person.belongs_to(act.case.party)

    def _stands(self, found: dict[str, list[Act]], text: str, act: Act) -> None:
        """Note who is named, under one spelling: the enrolled name where there is one."""
        name = self._roster.named(same_person(text))
        if name or is_name(text):
            found.setdefault(name or same_person(text), []).append(act)

    def _named_in(self, text: str) -> list[str]:
        """As :func:`named_in`, of those one of whose full names stands in it."""
        near = {name for alias in self._roster.aliases_in(same_person(text)) for name in self._roster.known(alias)}
        return named_in(text, {name: self._roster[name] for name in sorted(near)}) if near else []

    def traces(self) -> Iterator[tuple[str, str]]:
        """Under all the names of who is enrolled; of an inspector every text that has one of them in it."""
        for name in (*self._signed, *self._performed):
            yield from (("name", topic_of(alias)) for alias in self._names(name))
        yield from (("filed", name) for name in self._filed)
        yield from (("naming", alias) for name in self._own for alias in self._names(name))
        yield from (("pair", pair_of(*pair)) for pair in self._hats)

    def _names(self, name: str) -> frozenset[str]:
        return self._roster[name].known_as if name in self._roster else frozenset({name})

    def alarms(self) -> Iterator[Alarm]:
        yield from self._many("signed", self._signed, "签收文书")
        yield from self._many("performed", self._performed, "整改")
        yield from self._many("filed", self._filed, "填报整改回复")
        for name, acts in self._own.items():
            cases = len({act.case.id for act in acts})
            text = f"在册检查人员{self._who(name)}被写成 {cases} 件的文书的签收人：{numbers_of(acts)}"
            yield Alarm("proxy", f"own {name}", text, tuple(acts))
        for pair, acts in self._hats.items():
            steps = listed((f"{act.case.number} {act.at:%Y-%m-%d %H:%M} {act.title}" for act in acts), "步")
            both = f"{self._who(pair[0])}与{self._who(pair[1])}"
            text = f"{both}分属监管部门和责任单位，却在一分钟之内先后办理同一件，且身份为自报：{steps}"
            yield Alarm("proxy", f"hats {pair[0]} {pair[1]}", text, tuple(acts))

        for proposal, act in self._seconds:
            both = f"{self._who(proposal.actor.user)}提出、{self._who(act.actor)}确认"
            text = f"{act.case.number} 的“{act.title}”由{both}，前后不到十分钟，出自同一台电脑的同一个系统账户"
            yield Alarm("proxy", f"desk {act.event}", text, (act,))

    def _many(self, sort: str, found: Mapping[str, list[Act]], does: str) -> Iterator[Alarm]:
        """One alarm for each name that stands for many units."""
        for name, acts in found.items():
            parties = dict.fromkeys(act.case.party for act in acts)
            if len(parties) >= MANY_PARTIES:
                units = f"{len(parties)} 家责任单位（{listed(parties, '家')}）"
                text = f"{self._who(name)}替 {units}{does}：{numbers_of(acts)}"
                yield Alarm("proxy", f"{sort} {name}", text, tuple(acts))


def topic_of(name: str) -> str:
    """A reduced name as traces keep it: as it is, to be searched for others in it; a very long one as a digest."""
    return name if len(name) <= LONGEST_NAME else digest(name)


def pair_of(one: str, other: str) -> str:
    """Two people, whoever comes first."""
    return " ".join(sorted((one, other)))


def _one_desk(proposal: Event, act: Act) -> bool:
    """Whether a proposal and its confirmation were made so close together, and under one account of one machine."""
    mine, theirs = act.origin, proposal.origin
    near = act.at - proposal.at < SAME_DESK
    return (
        near and mine is not None and theirs is not None and (mine.account, mine.host) == (theirs.account, theirs.host)
    )


def _signs(spec: FieldSpec) -> bool:
    return spec.type in ("text", "person") and bool(SIGNED.search(spec.title))

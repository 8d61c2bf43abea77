"""会签: who is named as having done it together with whoever records it signs too, or says that he did not take part.

A record names whom it awaits (``awaits``). Until enough of them have signed, what was done counts as done by those who
have: a notice does not go out on it, and no case is closed on it. Records from before version 3 await nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.people.standing import HOW, behind, may_confirm, one_hand
from inspect_engine.errors import Refused

SIGNED, DECLINED, HANDED = "countersign.signed", "countersign.declined", "countersign.handed"
KINDS = (SIGNED, DECLINED, HANDED)
"""That one who is named signs; that he did not take part; that another is named in his place."""
SINCE = 3
"""The version of events since which records say whom they await."""
TWO = 2
"""How many make an inspection one by two."""
_NOTICE = re.compile("(?<![证托])书(?!面).*(文号|编号)|(?<!停止使用)(?<!停用)(?<!限用)(告知|通知|决定)文号")
TITLE = "会签"
WAITING, SIGNED_STATE, DECLINED_STATE, HANDED_STATE = "waiting", "signed", "declined", "handed"
STATES = {SIGNED: SIGNED_STATE, DECLINED: DECLINED_STATE, HANDED: HANDED_STATE}


@dataclass(frozen=True)
class Signing:
    """The signatures of one record (by id), made by ``by``, which takes ``least``: each name that it awaits, with where
    that stands. ``what`` says in Chinese what was done; ``absent`` are those who said that they did not take part,
    others named in their places or not.
    """

    record: str
    by: str
    states: Mapping[str, str]
    least: int = TWO
    what: str = "检查"
    absent: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def waiting(self) -> tuple[str, ...]:
        """Who has neither signed nor said that he did not take part."""
        return self._in(WAITING)

    @property
    def declined(self) -> tuple[str, ...]:
        """Who said that he did not take part, and nobody was named in his place."""
        return self._in(DECLINED_STATE)

    @property
    def made_by(self) -> tuple[str, ...]:
        """Whose word it has: who made the record, and who has signed."""
        return self.by, *self._in(SIGNED_STATE)

    @property
    def gone(self) -> frozenset[str]:
        """Who is not named any more."""
        return frozenset((*self.declined, *self._in(HANDED_STATE)))

    @property
    def short(self) -> bool:
        """Whether too few have signed."""
        return 1 + len(self._in(SIGNED_STATE)) < self.least

    @property
    def words(self) -> str:
        """``待insp2签``; empty where nothing is to be told."""
        told = [f"待{name}签" for name in self.waiting]
        return "，".join([*told, *(f"{name}说没有参加" for name in self.declined)])

    @property
    def told(self) -> str:
        """The same, and who has signed."""
        return "，".join([*(f"{name}已签" for name in self._in(SIGNED_STATE)), *filter(None, [self.words])])

    @property
    def corrected(self) -> str:
        """What a step must say of itself that names its people: what is missing, and who of them does not count."""
        out = [f"{name} {'没有参加' if name in self.absent else '不再算在内'}" for name in self._in(HANDED_STATE)]
        return f"{self.told}（{'，'.join(out)}）" if out else self.words

    def shown(self, who: Callable[[str], str]) -> Signing:
        """The same with everybody as readers know him, to be told."""
        states = {who(name): state for name, state in self.states.items()}
        return replace(self, by=who(self.by), states=states, absent=frozenset(map(who, self.absent)))

    def after(self, event: Event) -> Signing:
        """Once an event of :data:`KINDS` has told of it."""
        data = event.data
        states = {**self.states, data["name"]: STATES[event.kind]}
        states |= {data["to"]: WAITING} if event.kind == HANDED else {}
        return replace(self, states=states, absent=self.absent | ({data["name"]} if event.kind == DECLINED else set()))

    def counted(self, named: Sequence[str]) -> tuple[str, ...]:
        """Of those whom the record names the ones who are named still, and those named since."""
        return tuple(dict.fromkeys([each for each in (*named, *self.states) if each not in self.gone]))

    def against(self) -> Iterator[str]:
        """What must wait for a signature, and how to get it."""
        if not self.short:
            return
        for name in self.waiting:
            how = f"请他本人用 sign confirm 签；签不了的，由“{self.by}”用 sign hand-over 另指一人"
            yield f"{self.what}待“{name}”签（{how}）"
        for name in self.declined:
            how = f"请“{self.by}”用 sign hand-over 另指确实一起办的人，由他签"
            yield f"{self.what}记“{name}”一起办，他说没有参加，只算一人办的（{how}）"

    def _in(self, state: str) -> tuple[str, ...]:
        return tuple(name for name, each in self.states.items() if each == state)


def signing_of(rows: Sequence[Mapping[str, str]]) -> Signing | None:
    """The signatures of an inspection, from its rows; None where it awaits nobody."""
    states = {row["name"]: row["state"] for row in rows}
    return Signing(rows[0]["record"], rows[0]["by"], states) if rows else None


def sends_notice(title: str) -> bool:
    """Whether a field of this title takes the number of a paper that goes out to the unit: 通知书, 告知书, 决定书.

    Internal ones are none (交办, 下达, 移送函), nor are certificates and commissions, nor what wards off danger at once
    (停止使用通知文号, 限用告知文号).
    """
    return _NOTICE.search(title) is not None


def awaited(named: Iterable[str], *by: str) -> list[str]:
    """Whom a record awaits that names these, and is made by some of them."""
    return [name for name in dict.fromkeys(named) if name not in by]


def asked_again(named: Sequence[str], persons: Collection[str]) -> dict[str, Any]:
    """What a record says by which ``persons`` put an answer right of an inspection that these people are named in: whom
    of them it awaits, and how many it takes: as many of them as the inspection took, whoever else put it right.
    """
    names = awaited(named, *persons)
    lacking = min(TWO, len(named)) - len(set(named) & set(persons))
    return {"awaits": names, "least": 1 + max(0, lacking)} if names else {}


def may_sign(me: Person, signing: Signing | None, roster: Mapping[str, Person], *regions: str) -> None:
    """Raises Refused unless this person may sign, or say that he did not take part: himself, proved, once."""
    state = signing.states.get(me.name) if signing else None
    if signing is None or state != WAITING:
        done = {SIGNED_STATE: "你已经签过", DECLINED_STATE: "你已说过没有参加", HANDED_STATE: "已另指一人签"}
        _refuse(done.get(str(state), f"这一步没有写“{me.name}”，不待他签"))
    _proved(me, *regions)
    if same := list(not_apart(me, signing.made_by, roster)):
        raise Refused(TITLE, same)


def may_sit_beside(other: Person, others: Iterable[str], roster: Mapping[str, Person]) -> None:
    """Raises Refused for whom nothing lets sign beside these, whatever it is that they do."""
    require(other, "countersign")
    if same := list(not_apart(other, others, roster)):
        raise Refused(TITLE, same)


def not_apart(person: Person, others: Iterable[str], roster: Mapping[str, Person]) -> Iterator[str]:
    """Those of the others with whom somebody makes no two persons: one may act through the other's account, or a third
    through both. Of the third nothing is made where there is nobody who could vouch for either of them.
    """
    mine = behind(person.name, roster)
    for other in one_hand(person.name, [each for each in others if each != person.name], roster):
        theirs = behind(other, roster)
        if other in mine:
            yield f"“{person.name}”的账户是“{other}”开的，还不算另一个人：{HOW}"
        elif person.name in theirs:
            yield f"“{other}”的账户是“{person.name}”开的，还不算另一个人：{HOW}"
        elif _could_be_vouched_for((person, roster[other]), mine & theirs, roster):
            yield f"“{person.name}”与“{other}”的账户出自同一人之手，还不算两个人：{HOW}"


def _could_be_vouched_for(both: tuple[Person, Person], hands: frozenset[str], roster: Mapping[str, Person]) -> bool:
    """Whether there is a supervisor for one of them who is in none of these hands."""
    one, other = both
    able = [each.name for each in roster.values() if may_confirm(each, one) or may_confirm(each, other)]
    return any(not behind(name, roster) & hands for name in able)


def may_hand(
    me: Person, signing: Signing | None, name: str, to: Person, roster: Mapping[str, Person], *regions: str
) -> None:
    """Raises Refused unless this person, who made the record, may name another in the place of who has not signed."""
    if signing is None or signing.states.get(name) not in (WAITING, DECLINED_STATE):
        _refuse(f"这一步不待“{name}”签")
    require(me, "hand_signature", *regions)
    if me.name != signing.by:
        _refuse(f"须由办理的“{signing.by}”另指")
    if to.name == me.name or to.name in signing.states:
        _refuse(f"“{to.name}”已经写在这一步里")
    if not to.inspects or not all(each.startswith(to.region) for each in regions):
        _refuse(f"“{to.name}”不是管得到这里的在册检查员")
    if same := list(not_apart(to, signing.made_by, roster)):
        raise Refused(TITLE, same)


def _proved(me: Person, *regions: str) -> None:
    require(me, "countersign", *regions)
    if me.via == "claimed":
        _refuse("你只是自报了名字，签字须凭本人的口令或操作系统账户（用 user passphrase 设口令）")


def _refuse(why: str) -> NoReturn:
    raise Refused(TITLE, [why])

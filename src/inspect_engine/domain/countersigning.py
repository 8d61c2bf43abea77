"""会签: who is named as having done it together with whoever records it signs too, or says that he did not take part.

A record names whom it awaits (``awaits``). Until enough of them have signed, what was done counts as done by those who
have: a notice does not go out on it, and no case is closed on it. Records from before version 3 await nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NoReturn

from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.people.standing import HOW, behind
from inspect_engine.errors import Refused

SIGNED, DECLINED, HANDED = "countersign.signed", "countersign.declined", "countersign.handed"
KINDS = (SIGNED, DECLINED, HANDED)
"""That one who is named signs; that he did not take part; that another is named in his place."""
SINCE = 3
"""The version of events since which records say whom they await."""
TWO = 2
"""How many make an inspection one by two."""
NOTICE = "通知书文号"
"""With what the title of a field ends whose action sends out a notice."""
TITLE = "会签"
WAITING, SIGNED_STATE, DECLINED_STATE, HANDED_STATE = "waiting", "signed", "declined", "handed"
STATES = {SIGNED: SIGNED_STATE, DECLINED: DECLINED_STATE, HANDED: HANDED_STATE}


@dataclass(frozen=True)
class Signing:
    """The signatures of one record (by id), made by ``by``, which takes ``least``: each name that it awaits, with where
    that stands. ``what`` says in Chinese what was done.
    """

    record: str
    by: str
    states: Mapping[str, str]
    least: int = TWO
    what: str = "检查"

    @property
    def waiting(self) -> tuple[str, ...]:
        """Who has neither signed nor said that he did not take part."""
        return self._in(WAITING)

    @property
    def declined(self) -> tuple[str, ...]:
        """Who said that he did not take part, and nobody was named in his place."""
        return self._in(DECLINED_STATE)

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

    def after(self, event: Event) -> Signing:
        """Once an event of :data:`KINDS` has told of it."""
        data = event.data
        states = {**self.states, data["name"]: STATES[event.kind]}
        return replace(self, states=states | ({data["to"]: WAITING} if event.kind == HANDED else {}))

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


def awaited(named: Iterable[str], *by: str) -> list[str]:
    """Whom a record awaits that names these, and is made by some of them."""
    return [name for name in dict.fromkeys(named) if name not in by]


def may_sign(me: Person, signing: Signing | None, roster: Mapping[str, Person], *regions: str) -> None:
    """Raises Refused unless this person may sign, or say that he did not take part: himself, proved, once."""
    state = signing.states.get(me.name) if signing else None
    if signing is None or state != WAITING:
        done = {SIGNED_STATE: "你已经签过", DECLINED_STATE: "你已说过没有参加", HANDED_STATE: "已另指一人签"}
        _refuse(done.get(str(state), f"这一步没有写“{me.name}”，不待他签"))
    _proved(me, *regions)
    if signing.by in behind(me.name, roster) - {me.name}:
        _refuse(f"你的账户是“{signing.by}”开的，还不算另一个人：{HOW}")


def may_hand(me: Person, signing: Signing | None, name: str, to: Person, *regions: str) -> None:
    """Raises Refused unless this person, who made the record, may name another in the place of who has not signed."""
    if signing is None or signing.states.get(name) not in (WAITING, DECLINED_STATE):
        _refuse(f"这一步不待“{name}”签")
    require(me, "countersign", *regions)
    if me.name != signing.by:
        _refuse(f"须由办理的“{signing.by}”另指")
    if to.name == me.name or to.name in signing.states:
        _refuse(f"“{to.name}”已经写在这一步里")
    if not to.active or "inspector" not in to.roles or not all(each.startswith(to.region) for each in regions):
        _refuse(f"“{to.name}”不是管得到这里的在册检查员")


def _proved(me: Person, *regions: str) -> None:
    require(me, "countersign", *regions)
    if me.via == "claimed":
        _refuse("你只是自报了名字，签字须凭本人的口令或操作系统账户（用 user passphrase 设口令）")


def _refuse(why: str) -> NoReturn:
    raise Refused(TITLE, [why])

"""Keys by which people sign what they record: made by their owner, confirmed by a supervisor, revoked when lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.people.second import seconds
from inspect_engine.domain.people.signatures import KEY_CONFIRMED, KEY_REVOKED
from inspect_engine.domain.people.standing import CONFIRMED as OWNER_CONFIRMED
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.once import once
from inspect_engine.ledger.people.vouching import vouches
from inspect_engine.storage import queries, signing
from inspect_engine.storage.queries import Enrolled, Key

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer

SHORTEST = 8
"""Digits by which a key is named at least."""


@dataclass(frozen=True)
class Signing:
    """A key as people see it: its fingerprint is what two people compare; ``here`` tells whether it is kept here."""

    name: str
    key: str
    status: str
    confirmed_by: str | None
    here: bool

    @property
    def fingerprint(self) -> str:
        """The first 16 digits, in fours."""
        return " ".join(self.key[at : at + 4] for at in range(0, 16, 4))

    def plain(self) -> dict[str, Any]:
        """As ``user keys --json`` prints it."""
        return {**vars(self), "fingerprint": self.fingerprint}


class Keys:
    """``ledger.keys``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def all(self) -> list[Signing]:
        """The keys of everyone of whom this person knows, in the order they were offered."""
        known = self._desk.seen_people()
        with self._desk.reading() as connection:
            return [self._shown(each) for each in queries.keys(connection) if each.name in known]

    @once(lambda self, events: self._named(events[0].data["key"]))
    def confirm(self, name: str, words: str) -> Signing:
        """Vouch for a key, whose fingerprint (at least 8 digits) its owner has told; by another supervisor.

        One who may confirm the owner, too (:meth:`Vouching.confirm`), does so with it.
        A supervisor without a colleague confirms his own, and the record says so. Raises Refused, InputError.
        """
        me, owner = self._over(name, "确认签名钥匙")
        alone = name == me.name
        if alone and self._others(me):
            raise Refused("确认签名钥匙", [f"自己的钥匙须由另一位主管确认（{'、'.join(self._others(me))}）"])
        key = self._one(owner, words)
        if key.confirmed is not None or key.revoked is not None:
            raise Refused("确认签名钥匙", [f"这把钥匙已经{'作废' if key.revoked is not None else '确认过'}"])
        with self._desk.writing(me) as log:
            data = {"on": _day(log), "name": name, "key": key.key}
            log.append(KEY_CONFIRMED, {**data, "alone": True} if alone else data)
            with self._desk.reading() as connection:
                vouched = vouches(me, owner, queries.standing(connection, name), Enrolled(connection))
            if vouched:
                log.append(OWNER_CONFIRMED, {"on": _day(log), "name": name})
        return self._named(key.key)

    @once(lambda self, events: self._named(events[0].data["key"]))
    def revoke(self, name: str, words: str, reason: str) -> Signing:
        """From now on a key proves nothing (lost laptop, forgotten passphrase): by its owner or a supervisor."""
        me, owner = self._over(name, "作废签名钥匙")
        if not reason.strip():
            raise InputError.one("没有写作废的原因", fix="加 --reason")
        key = self._one(owner, words)
        if key.revoked is not None:
            raise Refused("作废签名钥匙", ["这把钥匙已经作废"])
        with self._desk.writing(me, keyless=name == me.name) as log:
            self.end(log, key, reason.strip())
        return self._named(key.key)

    def end(self, log: Writer, key: Key, reason: str) -> None:
        """The same in an open transaction."""
        log.append(KEY_REVOKED, {"on": _day(log), "name": key.name, "key": key.key, "reason": reason})

    def live(self, name: str) -> list[Key]:
        """Somebody's keys that were not revoked."""
        with self._desk.reading() as connection:
            return [each for each in queries.keys(connection, name) if each.revoked is None]

    def _over(self, name: str, title: str) -> tuple[Person, Person]:
        """I, who am not merely claimed by name, and the owner of a key over which I have a say."""
        me = self._desk.whoami()
        if me.via == "claimed":
            raise Refused(title, ["你只是自报了名字，须由操作系统账户或口令认定的人办理"])
        with self._desk.reading() as connection:
            owner, _ = queries.person(connection, name)
        if owner is None or (name != me.name and name not in self._desk.seen_people()):
            raise Refused(title, [f"用户“{name}”没有登记，见 user list"])
        if name != me.name or me.acts_for or title.startswith("确认"):
            require(me, "user", owner.region)
        return me, owner

    def _others(self, me: Person) -> list[str]:
        """Active supervisors besides this one, who could do it."""
        return [each.name for each in seconds(me, self._desk.roster(), "user", me.region)]

    def _one(self, owner: Person, words: str) -> Key:
        digits = "".join(words.split()).lower()
        with self._desk.reading() as connection:
            mine = queries.keys(connection, owner.name)
        fitting = [each for each in mine if each.key.startswith(digits)]
        if len(digits) < SHORTEST or len(fitting) != 1:
            listed = "、".join(self._shown(each).fingerprint for each in mine) or "（无）"
            what = f"“{owner.name}”没有指纹是“{words}”的钥匙"
            raise InputError.one(what, fix=f"请与本人核对后写至少 {SHORTEST} 位；登记的有：{listed}")
        return fitting[0]

    def _named(self, key: str) -> Signing:
        with self._desk.reading() as connection:
            found = queries.key(connection, key)
        assert found is not None
        return self._shown(found)

    def _shown(self, key: Key) -> Signing:
        status = "已作废" if key.revoked is not None else "已确认" if key.confirmed is not None else "待确认"
        here = signing.kept(self._desk.ledger_id, key.name) == key.key
        return Signing(key.name, key.key, status, key.confirmed_by, here)


def _day(log: Writer) -> str:
    return china_day(log.now).isoformat()

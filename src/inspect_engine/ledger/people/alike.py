"""Whether somebody who is to be enrolled is enrolled already, under another name or in another spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from inspect_engine.domain.people.authority import Person, knows
from inspect_engine.domain.people.roster import Roster
from inspect_engine.domain.words.names import same_person, spellings
from inspect_engine.errors import InputError, Refused

ENROL, DISTINGUISH = "登记用户", "区别同名"
_NUMBER = re.compile(r"[0-9A-Za-z]{2,20}")


@dataclass(frozen=True)
class Naming:
    """How somebody is to be called: his user name, his own name, and the number by which he is told apart, if any."""

    name: str
    title: str
    distinct: str = ""

    @cached_property
    def shown(self) -> str:
        """“张伟（0412）”. Raises InputError for a number that cannot be shown so."""
        return distinguished(self.title, self.distinct) if self.distinct else self.title


def distinguished(title: str, distinct: str) -> str:
    """“张伟（0412）”. Raises InputError for a number that cannot be shown so."""
    if not _NUMBER.fullmatch(distinct):
        raise InputError.one(f"区别同名的号码“{distinct}”不行", where="--distinct", fix="2 至 20 个字母或数字，如工号")
    return f"{title}（{distinct}）"


def not_taken(people: Roster, me: Person, new: Naming, mapped: Person | None, os_user: str | None) -> None:
    """Raises Refused where somebody cannot be enrolled like this beside those who are; ``mapped`` is whose the OS
    account is, if anyone's. One of elsewhere is named to nobody who does not know of him."""
    faults = list(_alike(people, me, new))
    if mapped:
        whose = f"已对应“{mapped.name}”" if knows(me, mapped) else "不能用，请核对"
        faults.append(f"操作系统账户“{os_user}”{whose}")
    if faults:
        raise Refused(ENROL, faults)


def not_shared(people: Roster, me: Person, name: str, title: str) -> None:
    """Raises Refused where a title is another's, too."""
    if others := sorted(set(people.called(same_person(title))) - {name}):
        seen = [each for each in others if knows(me, people[each])]
        raise Refused(DISTINGUISH, [f"“{title}”已有人用{'：' if seen else ''}{'、'.join(seen)}"])


def _alike(people: Roster, me: Person, new: Naming) -> Iterator[str]:
    """Why somebody must not be enrolled like this: who is enrolled already may be the same person.

    Where he is told apart by a number it is enough that each of them can still be named without the other.
    """
    name, shown = new.name, new.shown
    if name in people:
        taken = f"用户名“{name}”已登记（{people[name].title}），见 user list；区划可用 user region 改"
        yield taken if knows(me, people[name]) else _unseen(new)
        return
    own = {same_person(name), same_person(shown)}
    found = {alias: people.called(alias) for alias in {*spellings(name), *spellings(shown), *own} if alias}
    for other in sorted({each for names in found.values() for each in names}):
        person = people[other]
        who = f"“{name}（{shown}）”与已登记的“{person.name}（{person.title}）”"
        if not new.distinct or own & person.known_as:
            same = f"{who}重名：一个人只登记一次，真是两个人就加 --distinct 工号"
        elif same_person(person.name) in found and person.known_as <= found.keys():
            same = f"{who}会分不清，请先用 user distinguish {person.name} 给原来那位加上号码"
        else:
            continue
        yield same if knows(me, person) else _unseen(new)


def _unseen(new: Naming) -> str:
    """A name means one person in the whole ledger, even to who does not hear of him."""
    other = f"请换一个写法，例 {new.name}2、{new.title}（单位简称），或加 --distinct 工号"
    return f"用户名“{new.name}”或姓名“{new.title}”不能用，{other}"

"""Whether somebody who is to be enrolled is enrolled already, under another name or in another spelling."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

from inspect_engine.domain.words.names import same_person, spellings
from inspect_engine.errors import InputError
from inspect_engine.storage import queries
from inspect_engine.storage.queries import Enrolled

_NUMBER = re.compile(r"[0-9A-Za-z]{2,20}")


def taken(connection: sqlite3.Connection, name: str, title: str, shown: str, os_user: str | None) -> list[str]:
    """Why somebody cannot be enrolled like this beside those who are: :func:`alike`, or his OS account is another's."""
    mapped = queries.person_at(connection, os_user) if os_user else None
    account = [f"操作系统账户“{os_user}”已对应“{mapped.name}”"] if mapped else []
    return [*alike(name, title, shown, Enrolled(connection)), *account]


def distinguished(title: str, distinct: str) -> str:
    """“张伟（0412）”. Raises InputError for a number that cannot be shown so."""
    if not _NUMBER.fullmatch(distinct):
        raise InputError.one(f"区别同名的号码“{distinct}”不行", where="--distinct", fix="2 至 20 个字母或数字，如工号")
    return f"{title}（{distinct}）"


def alike(name: str, title: str, shown: str, people: Enrolled) -> Iterator[str]:
    """Why somebody must not be enrolled like this: who is enrolled already may be the same person.

    Where he is told apart by a number it is enough that each of them can still be named without the other.
    """
    if name in people:
        yield f"用户名“{name}”已登记（{people[name].title}），见 user list；区划可用 user region 改"
        return
    told_apart = shown != title
    own = {same_person(name), same_person(shown)}
    found = {alias: people.called(alias) for alias in {*spellings(name), *spellings(shown), *own} if alias}
    for other in sorted({each for names in found.values() for each in names}):
        person = people[other]
        who = f"“{name}（{shown}）”与已登记的“{person.name}（{person.title}）”"
        if not told_apart or own & person.known_as:
            yield f"{who}重名：一个人只登记一次，真是两个人就加 --distinct 工号"
        elif same_person(person.name) in found and person.known_as <= found.keys():
            yield f"{who}会分不清，请先用 user distinguish {person.name} 给原来那位加上号码"

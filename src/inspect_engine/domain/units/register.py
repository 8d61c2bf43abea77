"""What may be recorded of units: the register as far as one is asked about, and why something cannot be so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from inspect_engine.domain.units.names import code_of, folded, is_code
from inspect_engine.domain.words.text import display, fault_in

UNSAID = "（纸面未写）"
"""What stands where a paper ledger names no unit: several may be meant."""
NOT_ONE = f"“{UNSAID}”不是一个单位，是纸面上没有写的，里面可能有几家"

ADDED, RENAMED, ALIASED, MERGED = "unit.added", "unit.renamed", "unit.aliased", "unit.merged"
KINDS = (ADDED, RENAMED, ALIASED, MERGED)
LONGEST = 200
"""Characters of a unit's name."""


@dataclass(frozen=True)
class Name:
    """A name of a unit, from a day on if that is known; an ``alias`` was never its official one."""

    name: str
    since: str = ""
    alias: bool = False


@dataclass(frozen=True)
class Unit:
    """A unit as the register has it. ``key`` never changes; ``parent`` is another's key, empty for none.

    One that was not ``registered`` is known because a subject, a person or a case names it.
    """

    key: str
    name: str
    code: str
    kind: str
    parent: str
    names: tuple[Name, ...]
    registered: bool

    @property
    def folded(self) -> frozenset[str]:
        """Every name it goes by, folded."""
        return frozenset(folded(each.name) for each in self.names) | {self.key}

    def plain(self) -> dict[str, Any]:
        """As ``unit list --json`` prints it."""
        names = [{"name": each.name, "from": each.since, "alias": each.alias} for each in self.names]
        return {**vars(self), "names": names}


@dataclass(frozen=True)
class Meant:
    """What a text says of a unit: the name that the unit goes by, or this one where nobody knows it; then ``near`` are
    the names it may have been meant for."""

    name: str
    near: tuple[str, ...] = ()


def near(text: str, meant: Meant) -> tuple[str, str]:
    """What to say of a new name that looks like known ones, and the way on."""
    fix = f"是同一家的，照已有的写；确是另一家的，先登记：unit add {text} --another"
    return f"单位“{text}”与已有的{told(meant.near)}相近", fix


Find = Callable[[str], Unit | None]
"""The unit that goes by a name or code, however it is spelled; None where nobody knows it."""


def names_none(text: str) -> bool:
    """Whether a text only says that paper names no unit."""
    return folded(text) == folded(UNSAID)


def name_faults(text: str) -> Iterator[str]:
    """Why a text is no name of a unit."""
    if fault := fault_in(text):
        yield f"单位名称{fault}"
    elif len(text) > LONGEST:
        yield f"单位名称太长（{len(text)} 字），至多 {LONGEST} 字"
    elif names_none(text):
        yield NOT_ONE
    elif not any(char.isalnum() for char in folded(text)):
        yield "单位名称里没有字"
    elif (shown := display(text)) != text:
        yield f"单位名称里有看不见的字符：{shown}，请去掉"
    elif is_code(text) and any(char.isdigit() for char in text):
        yield f"“{text}”是统一社会信用代码，请写名称，代码写进 --code"


def added(data: dict[str, Any], find: Find) -> Iterator[str]:
    """Why a unit cannot be registered so: its names and its code are nobody else's. One that is registered without a
    code can be given it."""
    yield from name_faults(data["name"])
    own = find(data["name"])
    if own and own.registered and (own.code or data.keys() - {"on", "name", "code"} or not data.get("code")):
        yield f"“{data['name']}”已登记为“{own.name}”"
    if code := data.get("code"):
        yield from code_faults(code)
    for text in filter(None, (code, *data.get("aliases", ()))):
        if (other := find(text)) and (own is None or other.key != own.key):
            yield f"“{text}”是“{other.name}”的；确是一家的，用 unit merge"
    for alias in data.get("aliases", ()):
        yield from name_faults(alias)
    if parent := data.get("parent"):
        above = find(parent)
        if names_none(parent):
            yield NOT_ONE
        elif above is None or (own and own.key in (above.key, *keys_above(above, find))):
            yield "上级单位没有登记，或者就是它自己、它的下级"


def keys_above(unit: Unit, find: Find) -> list[str]:
    """The keys of the units above one, the nearest first, as they are after all mergers."""
    keys: list[str] = []
    while unit.parent and (found := find(unit.parent)) and found.key not in keys:
        keys.append(found.key)
        unit = found
    return keys


def code_faults(code: str) -> Iterator[str]:
    """Why a text is no 统一社会信用代码 as it is written."""
    try:
        if code_of(code) != code:
            yield f"统一社会信用代码应写作 {code_of(code)}"
    except ValueError as error:
        yield str(error)


def named_anew(unit: Unit | None, name: str, on: date, today: date, find: Find) -> Iterator[str]:
    """Why a unit cannot be called so, as its name or another one, from a day on."""
    if unit is None:
        yield "没有这个单位"
        return
    if names_none(unit.name):
        yield NOT_ONE
    yield from name_faults(name)
    if (other := find(name)) and other.key != unit.key:
        yield f"“{name}”是另一个已知的单位“{other.name}”；确是一家的，用 unit merge"
    if on > today:
        yield f"日期 {on} 在今天（{today}）之后"


def merged(unit: Unit | None, into: Unit | None, find: Find) -> Iterator[str]:
    """Why two cannot be one."""
    if unit is None or into is None:
        yield "没有这个单位"
    elif UNSAID in (unit.name, into.name):
        yield NOT_ONE
    elif unit.key == into.key:
        yield f"“{unit.name}”和“{into.name}”已是一个单位"
    elif unit.code and into.code and unit.code != into.code:
        yield f"两家的统一社会信用代码不同（{unit.code}、{into.code}），不是一个单位"
    elif unit.key in keys_above(into, find) or into.key in keys_above(unit, find):
        yield f"“{unit.name}”和“{into.name}”是上下级，不是一个单位"


def told(names: Sequence[str]) -> str:
    """Names as a question tells them: “甲”、“乙”."""
    return "、".join(f"“{name}”" for name in names)

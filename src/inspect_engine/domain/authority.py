"""Who may do what. Default deny."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from inspect_engine.domain.definitions import ROLE_TITLES
from inspect_engine.domain.text import same_name
from inspect_engine.errors import Refused

PERMISSIONS: dict[str, tuple[str, frozenset[str]]] = {
    "user": ("登记用户", frozenset({"supervisor"})),
    "subject": ("登记检查对象", frozenset({"inspector", "supervisor"})),
    "inspect": ("开展检查", frozenset({"inspector"})),
    "survey": ("查看检查和登记情况", frozenset({"inspector", "supervisor", "viewer"})),
    "repin": ("改依新版检查表", frozenset({"supervisor"})),
    "export": ("导出台账", frozenset({"inspector", "supervisor", "viewer"})),
}
"""Verb → (Chinese title, roles). Actions on cases are ruled by their workflow's ``by`` instead."""


@dataclass(frozen=True)
class Person:
    """An enrolled user. ``via`` says how he is known in this session: ``os`` account or ``claimed`` by name."""

    name: str
    title: str
    roles: frozenset[str]
    party: str | None = None
    active: bool = True
    via: str = "os"

    @property
    def role_titles(self) -> str:
        return "、".join(title for role, title in ROLE_TITLES.items() if role in self.roles)

    @cached_property
    def known_as(self) -> frozenset[str]:
        """Every name under which an act of his may have been recorded, reduced for comparison."""
        return frozenset({same_name(self.name), same_name(self.title)})


def named_in(text: str, roster: Mapping[str, Person]) -> list[str]:
    """Enrolled people whose name stands in a longer text.

    Of names that contain one another the longest is meant: “张三丰” does not name 张三. A Latin name, or a name of one
    character, must stand by itself, between strokes, stops or letters of the other script.
    """
    found: list[str] = []
    told = [unicodedata.normalize("NFKC", text).casefold(), same_name(text)]
    for alias in sorted({alias for person in roster.values() for alias in person.known_as}, key=len, reverse=True):
        pattern = re.compile(_bounded(alias))
        if alias and any(pattern.search(each) for each in told):
            found += [name for name, person in roster.items() if alias in person.known_as]
            told = [pattern.sub("\n", each) for each in told]
    return found


def _bounded(alias: str) -> str:
    if alias.isascii():
        return rf"(?<![0-9a-z]){re.escape(alias)}(?![0-9a-z])"
    return re.escape(alias) if len(alias) > 1 else rf"(?<!\w){re.escape(alias)}(?!\w)"


def require(person: Person, verb: str) -> None:
    """Raises Refused unless the person's role allows the verb."""
    title, roles = PERMISSIONS[verb]
    if not person.active:
        raise Refused(title, [f"用户“{person.name}”已停用"])
    if not person.roles & roles:
        allowed = "、".join(ROLE_TITLES[role] for role in ROLE_TITLES if role in roles)
        raise Refused(title, [f"须由{allowed}办理，“{person.title}”是{person.role_titles}"])

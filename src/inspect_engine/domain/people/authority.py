"""Who may see and do what: role × region × state, decided here and nowhere else. Default deny.

Roles and states of a case come from its workflow's ``by`` (:func:`lacks_role`), everything else from
:data:`PERMISSIONS`; regions are prefixes of GB/T 2260 codes (:class:`Scope`, :func:`outside`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from inspect_engine.domain.definitions import ROLE_TITLES
from inspect_engine.domain.units import folded
from inspect_engine.domain.words.names import bare, same_person
from inspect_engine.errors import Refused

PERMISSIONS: dict[str, tuple[str, frozenset[str]]] = {
    "user": ("管理用户", frozenset({"supervisor"})),
    "delegate": ("授权代办", frozenset({"supervisor"})),
    "subject": ("登记检查对象", frozenset({"inspector", "supervisor"})),
    "unit": ("登记单位", frozenset({"inspector", "supervisor"})),
    "unit_change": ("变更单位", frozenset({"supervisor"})),
    "inspect": ("开展检查", frozenset({"inspector", "supervisor"})),
    "conclude": ("接手检查", frozenset({"inspector", "supervisor"})),
    "note": ("记备注", frozenset({"inspector", "supervisor", "responsible"})),
    "plan": ("定检查计划", frozenset({"supervisor"})),
    "report": ("登记线索", frozenset({"inspector", "supervisor"})),
    "triage": ("处置线索", frozenset({"supervisor"})),
    "assign": ("指定承办人", frozenset({"inspector", "supervisor"})),
    "correct": ("更正", frozenset({"inspector", "supervisor", "responsible"})),
    "countersign": ("会签", frozenset({"inspector", "supervisor"})),
    "hand_signature": ("会签", frozenset({"inspector", "supervisor"})),
    "survey": ("查看检查和登记情况", frozenset({"inspector", "supervisor", "viewer"})),
    "repin": ("改依新版检查表", frozenset({"supervisor"})),
    "adopt": ("采用检查表", frozenset({"supervisor"})),
    "import": ("导入纸面台账", frozenset({"supervisor"})),
    "reference": ("核对条文", frozenset({"supervisor"})),
    "calendar": ("采用放假安排", frozenset({"supervisor"})),
    "alarm": ("处理疑点", frozenset({"supervisor"})),
    "clock": ("说明时钟", frozenset({"supervisor"})),
    "tick": ("逾期督办", frozenset({"supervisor"})),
    "sanction": ("登记惩戒", frozenset({"supervisor"})),
    "export": ("导出台账", frozenset({"inspector", "supervisor", "viewer"})),
    "numbers": ("看身份证号、电话号码的全号", frozenset({"inspector", "supervisor"})),
    "draw": ("双随机抽取", frozenset({"supervisor"})),
    "draw_result": ("录入双随机检查结果", frozenset({"inspector", "supervisor"})),
    "document": ("制发文书", frozenset({"supervisor"})),
    "notice": ("签发整改通知书", frozenset({"inspector", "supervisor"})),
    "record": ("起草、送达文书，制作复查记录", frozenset({"inspector", "supervisor"})),
    "rebuild": ("重建派生表", frozenset({"supervisor"})),
    "override": ("紧急越权", frozenset({"inspector", "supervisor"})),
}
"""Verb → (Chinese title, roles). Actions on cases are ruled by their workflow's ``by`` instead."""
FOR_ANOTHER = frozenset({"subject", "survey", "export", "numbers"})
"""Verbs that one may do for another, besides actions on cases; everything else is done in person."""
CONFIRMS_OVERRIDE = frozenset({"supervisor"})
"""Roles one of which must confirm what somebody did outside his own role or region."""


@dataclass(frozen=True)
class Person:
    """An enrolled user.

    ``region`` is the prefix of the region codes he is there for, empty for all. ``via`` says how he is known in this
    session: by his ``os`` account, his ``passphrase``, one ``issued`` by another, or ``claimed`` by name. Who
    ``acts_for`` another has that person's roles and region, under his own name. ``held_by`` are those who may still be
    acting through his account (:mod:`inspect_engine.domain.people.standing`). ``unit_names`` are all names of his
    ``party``, folded, where they were asked for: see :attr:`units`.
    """

    name: str
    title: str
    roles: frozenset[str]
    party: str | None = None
    active: bool = True
    via: str = "os"
    region: str = ""
    acts_for: Person | None = None
    held_by: frozenset[str] = frozenset()
    unit_names: frozenset[str] = field(default=frozenset(), compare=False)

    @cached_property
    def units(self) -> frozenset[str]:
        """The names, folded, by which his unit goes; none for who belongs to none."""
        own = frozenset[str]() if self.party is None else frozenset({folded(self.party)})
        return self.unit_names | own

    def belongs_to(self, *parties: str) -> bool:
        """Whether his unit is one of these, however its name is spelled."""
        return any(folded(party) in self.units for party in parties)

    @property
    def inspects(self) -> bool:
        """Whether he may inspect, and be named as one who did."""
        return self.active and not self.roles.isdisjoint(PERMISSIONS["inspect"][1])

    @property
    def role_titles(self) -> str:
        titles = "、".join(title for role, title in ROLE_TITLES.items() if role in self.roles)
        return f"{titles}（代{self.acts_for.title}）" if self.acts_for else titles

    @property
    def names(self) -> frozenset[str]:
        """Who takes part when he acts: he himself, and whom he acts for."""
        return frozenset({self.name, self.acts_for.name} if self.acts_for else {self.name})

    @cached_property
    def known_as(self) -> frozenset[str]:
        """Every name under which an act of his may have been recorded, reduced for comparison."""
        own = frozenset({same_person(self.name), same_person(self.title)} - {""})
        return own | self.acts_for.known_as if self.acts_for else own

    @cached_property
    def called(self) -> frozenset[str]:
        """What others write who mean him: his names, and his title without his office, 赵六（科长）."""
        return self.known_as | ({bare(self.title)} - {""})


@dataclass(frozen=True)
class Scope:
    """What somebody sees of a ledger: a region (a prefix; empty: every one), and of one responsible unit only.

    ``unit_names`` are all names of that unit, folded.
    """

    region: str = ""
    party: str | None = None
    unit_names: frozenset[str] = frozenset()

    @property
    def units(self) -> frozenset[str]:
        """The names, folded, by which the unit goes."""
        return self.unit_names or frozenset({folded(self.party or "")})

    def covers(self, region: str, *parties: str) -> bool:
        """Whether something in this region, of these responsible units, is within."""
        mine = self.party is None or any(folded(party) in self.units for party in parties)
        return region.startswith(self.region) and mine

    @property
    def words(self) -> str:
        """As reports and refusals name it."""
        parts = [f"区划 {self.region}"] if self.region else []
        parts += [f"责任单位“{self.party}”"] if self.party is not None else []
        return "、".join(parts) or "整本台账"


EVERYTHING = Scope()


def scope(person: Person) -> Scope:
    """What this person sees. Whoever is there for a responsible unit only, sees that unit's alone."""
    if not person.roles <= {"responsible"}:
        return Scope(person.region)
    return Scope(person.region, person.party or "", person.units)


def lacks_role(person: Person, by: Collection[str]) -> Iterator[str]:
    """Why this person is none of those by whom something is done."""
    if not person.active:
        yield f"用户“{person.name}”已停用"
    if person.roles.isdisjoint(by):
        yield f"须由{_titles(by)}办理，你是{person.role_titles}"


def outside(person: Person, region: str) -> Iterator[str]:
    """Why this person does nothing in a region (a code, or a prefix; empty for the whole ledger)."""
    if not region.startswith(person.region):
        whole = f"须由不限区划的人办理，你的区划是 {person.region}（写明其内的区划则可）"
        yield f"区划 {region} 不在你的区划（{person.region}）以内" if region else whole


def knows(person: Person, other: Person) -> bool:
    """Whether he hears of another at all: the region of one of them lies within the other's."""
    return other.region.startswith(person.region) or person.region.startswith(other.region)


def require(person: Person, verb: str, *regions: str) -> None:
    """Raises Refused unless the person's role allows the verb, in each of these regions."""
    title, roles = PERMISSIONS[verb]
    if not person.active:
        raise Refused(title, [f"用户“{person.name}”已停用"])
    if not person.roles & roles:
        raise Refused(title, [f"须由{_titles(roles)}办理，“{person.title}”是{person.role_titles}"])
    if person.acts_for and verb not in FOR_ANOTHER:
        raise Refused(title, [f"须由本人办理，不能代{person.acts_for.title}办理"])
    if far := [text for region in dict.fromkeys(regions) for text in outside(person, region)]:
        raise Refused(title, far)


def covered(person: Person) -> bool:
    """Whether he is shown resident ids and telephone numbers only in part."""
    return not person.active or not person.roles & PERMISSIONS["numbers"][1]


def _titles(roles: Collection[str]) -> str:
    return "、".join(ROLE_TITLES[role] for role in ROLE_TITLES if role in roles)

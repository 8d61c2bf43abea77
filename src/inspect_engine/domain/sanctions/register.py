"""Sanctions imposed, folded from their events. What a day makes of them is worked out when they are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from inspect_engine.domain.calendars import PUBLISHED as BUILT_IN
from inspect_engine.domain.calendars import Calendar, Deadline, parse_date, working_deadline
from inspect_engine.domain.events import Event
from inspect_engine.domain.proposals import RETRACTED
from inspect_engine.domain.units import folded
from inspect_engine.domain.words.text import same_name

IMPOSED, PUBLISHED, REVOKED = "sanction.imposed", "sanction.published", "sanction.revoked"
WITHDRAWN, LIFTED = "sanction.withdrawn", "sanction.lifted"
PROPOSED = "sanction.proposed"
EVENTS = (IMPOSED, PUBLISHED, WITHDRAWN, REVOKED, LIFTED, PROPOSED)


@dataclass(frozen=True)
class Pending:
    """What one person has proposed to record of a sanction, and a second one is to confirm as it is.

    ``does`` is the kind of event it would be; any other record of the sanction makes it void.
    """

    event: str
    does: str
    by: str
    on: date
    reason: str


@dataclass(frozen=True)
class Sanction:
    """One sanction as its events leave it.

    ``starts_on`` to ``ends_on`` (both included; None: until lifted) is when it is in force. ``cases`` are (id, number).
    ``basis`` are {ref, article, confidence, text}; a basis outside the registry has only a text. The days to publish
    and to withdraw are counted by ``calendar``. ``region`` is that of who recorded it (None in records from before),
    ``pending`` what waits for a second person. ``unit_names`` are all names of the party, folded, where the register of
    units was asked.
    """

    number: str
    kind: str
    title: str
    penalty: bool
    public: bool
    spared: bool
    party: str
    party_kind: str
    uscc: str
    authority: str
    authority_kind: str
    authority_title: str
    doc_no: str
    decided_on: date
    starts_on: date
    ends_on: date | None
    grounds: str
    basis: tuple[Mapping[str, Any], ...]
    cases: tuple[Mapping[str, str], ...]
    values: Mapping[str, str]
    told: tuple[tuple[str, str], ...]
    publish_within: int
    withdraw_within: int
    recorded_by: str = ""
    region: str | None = None
    pending: Pending | None = None
    published_on: date | None = None
    url: str = ""
    withdrawn_on: date | None = None
    revoked_on: date | None = None
    revoked_why: str = ""
    lifted_on: date | None = None
    lifted_why: str = ""
    calendar: Calendar = field(default=BUILT_IN, repr=False, compare=False)
    unit_names: frozenset[str] = field(default=frozenset(), repr=False, compare=False)

    def same_as(self, data: Mapping[str, Any]) -> bool:
        """Whether a decision about to be recorded may be this one: of a day apart at most, alike in everything else."""
        alike = ("party", "authority", "grounds", "doc_no")
        near = abs(parse_date(data["on"]) - self.decided_on) <= timedelta(days=1)
        same = all(same_name(str(data[name])) == same_name(getattr(self, name)) for name in alike)
        return self.revoked_on is None and near and same and data["kind"] == self.kind

    def in_force(self, on: date) -> bool:
        """Whether it counts against the party on a day: up to its last day, and until it is revoked or lifted."""
        if self.spared or on < self.starts_on or (self.ends_on and self.ends_on < on):
            return False
        gone = self.revoked_on or self.lifted_on
        return gone is None or on < gone

    def state(self, on: date) -> str:
        """One word for how it stands on a day."""
        if self.revoked_on:
            return "已撤销"
        if self.spared:
            return "不予暂扣"
        if self.lifted_on:
            return "已解除"
        if on < self.starts_on:
            return "未起算"
        return "在册" if self.in_force(on) else "已到期"

    @property
    def publish_by(self) -> Deadline | None:
        """When the decision has to be public; None where it need not be, or no longer."""
        if not self.public or self.spared or (self.revoked_on and not self.published_on):
            return None
        return working_deadline(self.decided_on, self.publish_within, self.calendar)

    @property
    def withdraw_by(self) -> Deadline | None:
        """When a published decision has to be taken down, once it is revoked."""
        if not (self.revoked_on and self.published_on):
            return None
        return working_deadline(self.revoked_on, self.withdraw_within, self.calendar)

    def late(self, on: date) -> str:
        """Which of the two is overdue, or was done late; empty when neither."""
        if (due := self.publish_by) and due.due_on < (self.published_on or on):
            return "逾期公开" if self.published_on else "逾期未公开"
        if (due := self.withdraw_by) and due.due_on < (self.withdrawn_on or on):
            return "逾期撤下" if self.withdrawn_on else "逾期未撤下"
        return ""

    @property
    def units(self) -> frozenset[str]:
        """Every name, folded, by which the party goes."""
        return self.unit_names | {folded(self.party)}

    def concerns(self, party: str, uscc: str = "") -> bool:
        """Whether it is about this party: by code where both have one, otherwise by any of its names."""
        if uscc and self.uscc:
            return uscc == self.uscc
        return folded(party) in self.units

    @property
    def brief(self) -> str:
        """``CJ-2026-0001 罚款（住房城乡建设，至 2029-03-02）``."""
        until = f"，至 {self.ends_on}" if self.ends_on else ""
        return f"{self.number} {self.title}（{self.authority}{until}）"


def against(kind: str, one: Sanction, on: date, *, misdated: bool = False) -> list[str]:
    """What stands against recording such an event of a sanction on a day; ``misdated``: recorded by a wrong clock."""
    check = {PUBLISHED: _unpublishable, WITHDRAWN: _not_out, REVOKED: _revoked, LIFTED: _not_running}[kind]
    early = [f"{on} 在决定日期 {one.decided_on} 之前"] if on < one.decided_on and not misdated else []
    return [*early, *([found] if (found := check(one, on)) else [])]


def by_two(kind: str, one: Sanction) -> bool:
    """Whether one person proposes such an event of a sanction and another confirms it: what ends it does."""
    return kind in (REVOKED, LIFTED) or (kind == WITHDRAWN and not one.revoked_on)


def waiting_for(name: str, kind: str, one: Sanction) -> Pending | None:
    """What somebody would confirm by recording such an event: what another has proposed."""
    waits = one.pending
    return waits if waits and waits.does == kind and waits.by != name else None


def _unpublishable(one: Sanction, _: date) -> str:
    if not one.public:
        return f"{one.title}不必公开"
    if one.published_on and not one.withdrawn_on:
        return f"{one.published_on} 已登记公开"
    return "决定已撤销，不再公开" if one.revoked_on else ""


def _not_out(one: Sanction, on: date) -> str:
    if not one.published_on or one.withdrawn_on:
        return "没有公开，或者已经撤下"
    return f"{on} 在公开日期 {one.published_on} 之前" if on < one.published_on else ""


def _revoked(one: Sanction, _: date) -> str:
    return f"{one.revoked_on} 已经撤销" if one.revoked_on else ""


def _not_running(one: Sanction, on: date) -> str:
    gone = one.revoked_on or one.lifted_on
    return "" if one.in_force(on) and not gone else f"{on} 不在执行期内（{one.state(on)}）"


_DATES = ("starts_on", "ends_on")
_COPIED = (
    *("number", "kind", "title", "penalty", "public", "spared", "party", "party_kind", "uscc", "authority"),
    *("authority_kind", "authority_title", "doc_no", "grounds", "values", "publish_within", "withdraw_within"),
)


def fold(events: Iterable[Event], calendar: Calendar = BUILT_IN) -> dict[str, Sanction]:
    """Sanctions by number, in the order they were recorded. Give it the events up to a day to see that day."""
    found: dict[str, Sanction] = {}
    for event in events:
        follow(found, event, calendar)
    return found


def follow(found: dict[str, Sanction], event: Event, calendar: Calendar = BUILT_IN) -> None:
    """Bring a register up to one more event."""
    if event.kind == RETRACTED:
        gone = event.data["proposed"]
        found |= {
            number: replace(one, pending=None)
            for number, one in found.items()
            if one.pending and one.pending.event == gone
        }
        return
    number = event.data["number"]
    if event.kind == IMPOSED:
        found[number] = _imposed(event, calendar)
    elif number in found:
        found[number] = _changed(found[number], event)


def _imposed(event: Event, calendar: Calendar) -> Sanction:
    data = event.data
    same = {name: data[name] for name in _COPIED}
    days = {name: parse_date(data[name]) if data[name] else None for name in _DATES}
    assert days["starts_on"]
    told = tuple((title, text) for title, text in data["told"])
    lists = {"basis": tuple(data["basis"]), "cases": tuple(data["cases"]), "told": told}
    own = {"decided_on": event.on, "recorded_by": event.actor.user, "calendar": calendar}
    own["region"] = data.get("region")
    return Sanction(**{**same, **days, **lists, **own})


def _changed(sanction: Sanction, event: Event) -> Sanction:
    data = event.data
    if event.kind == PROPOSED:
        return replace(sanction, pending=Pending(event.id, data["does"], event.actor.user, event.on, data["reason"]))
    sanction = replace(sanction, pending=None)
    if event.kind == PUBLISHED:
        return replace(sanction, published_on=event.on, url=event.data["url"], withdrawn_on=None)
    if event.kind == WITHDRAWN:
        return replace(sanction, withdrawn_on=event.on)
    if event.kind == REVOKED:
        return replace(sanction, revoked_on=event.on, revoked_why=event.data["reason"])
    return replace(sanction, lifted_on=event.on, lifted_why=event.data["reason"])

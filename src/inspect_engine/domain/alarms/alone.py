"""独任主管: what one supervisor did alone, though it takes two, while he himself kept the second one away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from inspect_engine.domain.alarms.shape import Alarm, Who, listed
from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.corrections import CORRECTED
from inspect_engine.domain.definitions.adoption import ADOPTED, told
from inspect_engine.domain.events import Event
from inspect_engine.domain.paper.act import TAKEN
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.people.second import may, same
from inspect_engine.domain.people.signatures import KEY_CONFIRMED
from inspect_engine.domain.people.standing import KINDS as STANDING
from inspect_engine.domain.people.standing import PASSPHRASE_SET, Standing, after

CALENDAR = "calendar.adopted"
KEPT_AWAY = {
    "user.disabled": "停用",
    "user.region_set": "改派到别的区划",
    PASSPHRASE_SET: "重设了口令",
    CORRECTED: "更正了登记",
}
"""How one supervisor makes that another can be no second to him."""
RECORDS = (*STANDING, "user.disabled", "user.region_set", ADOPTED, CALENDAR, KEY_CONFIRMED, CORRECTED, TAKEN)
"""The kinds of events that tell of it."""


def alone(events: Iterable[Event], who: Who, seen: str = "") -> list[Alarm]:
    """One alarm for each time a second was kept away, from the events of :data:`RECORDS`, the newest first.

    ``seen`` is the region of who looks: what is about people elsewhere is left out.
    """
    watch = _Watch()
    for event in events:
        watch.see(event)
    found = [
        _told(kept, other, acts, who) for kept, other, acts in watch.found if acts and other.region.startswith(seen)
    ]
    return sorted(found, key=lambda alarm: alarm.on, reverse=True)


def _told(kept: Event, other: Person, acts: list[Event], who: Who) -> Alarm:
    did = listed((f"{china_day(act.at)} {_does(act)}" for act in acts), "项")
    text = (
        f"{who(kept.actor.user)}于 {china_day(kept.at)} 把另一位主管{who(other.name)}{KEPT_AWAY[kept.kind]}，"
        f"其间独自办了平时要两人的事：{did}"
    )
    return Alarm("alone", kept.id, text, (), china_day(acts[-1].at), records=(kept, *acts))


def _does(event: Event) -> str:
    """What somebody did alone, in a few words."""
    match event.kind:
        case "user.enrolled":
            return f"登记主管 {event.data['name']}"
        case "calendar.adopted":
            return f"采用 {event.data['year']} 年放假安排"
        case "corrected":
            return f"更正用户 {event.data['which']}"
        case "ledger.imported":
            return "导入旧台账"
        case "user.confirmed" | "user.key_confirmed":
            return "确认自己"
    return f"采用 {listed((each.named for each in told(event)), '项')}"


class _Watch:
    """The people as the events up to now leave them, and who has kept away whom."""

    def __init__(self) -> None:
        self.found: list[tuple[Event, Person, list[Event]]] = []
        self._people: dict[str, Person] = {}
        self._standings: dict[str, Standing] = {}

    def see(self, event: Event) -> None:
        name = _user(event)
        other = self._people.get(name)
        if takes_two := _takes_two(event, other):
            self._done_alone(event, *takes_two)
        if other and event.kind in KEPT_AWAY and event.actor.user != name and self._second(event.actor.user, other):
            self.found.append((event, other, []))
        self._follow(event, name)

    def _second(self, one: str, other: Person) -> bool:
        """Whether a supervisor was a second one to another."""
        me = self._people.get(one)
        return (
            me is not None and "supervisor" in other.roles and other.active and not same(me, other.name, self._people)
        )

    def _done_alone(self, event: Event, verb: str, region: str) -> None:
        """Add it to the last that was kept away, still is, and could have been the second."""
        by = event.actor.user
        for kept, other, acts in reversed(self.found):
            if kept.actor.user == by and may(other, verb, region) and not self._could(by, other.name, verb, region):
                acts.append(event)
                return

    def _could(self, one: str, other: str, verb: str, region: str) -> bool:
        return self._second(one, self._people[other]) and may(self._people[other], verb, region)

    def _follow(self, event: Event, name: str) -> None:
        data = event.data
        match event.kind:
            case "user.enrolled":
                roles, region = frozenset(data["roles"]), data.get("region", "")
                self._people[name] = Person(name, data["title"], roles, data["party"], region=region)
            case "user.disabled":
                self._change(name, active=False)
            case "user.region_set":
                self._change(name, region=data["region"])
            case "corrected" if name:
                now = data["user"]
                roles = frozenset(filter(None, now["roles"].split(",")))
                told = {key: now[key] for key in ("title", "party", "region", "active")}
                self._change(name, roles=roles, **told)
        if event.kind in STANDING:
            self._standings[name] = after(self._standings.get(name, Standing()), event)
            self._change(name, held_by=self._standings[name].held_by)

    def _change(self, name: str, **values: object) -> None:
        if name in self._people:
            self._people[name] = replace(self._people[name], **values)  # type: ignore[arg-type]


def _user(event: Event) -> str:
    """The user whom an event is about."""
    if event.kind == CORRECTED:
        return str(event.data["which"]) if event.data["what"] == "user" else ""
    return str(event.data.get("name", ""))


def _takes_two(event: Event, user: Person | None) -> tuple[str, str] | None:
    """The right, and the region, that a second one must have to what was recorded by one; None where none need be.

    ``user`` is whom it is about, as he was before.
    """
    data = event.data
    match event.kind:
        case "user.enrolled" if "supervisor" in data["roles"] and "proposed_by" not in data:
            return "user", data.get("region", "")
        case "definition.adopted" if "items" in data and "proposed" not in data:
            return "adopt", ""
        case "calendar.adopted" if "proposed" not in data:
            return "calendar", ""
        case "corrected" if user and "proposed" not in data and _raises(user, data["user"]):
            return "user", str(data["user"]["region"])
        case "ledger.imported" if "proposed" not in data:
            return "import", ""
        case "user.confirmed" | "user.key_confirmed" if data.get("alone"):
            return "user", ""
    return None


def _raises(user: Person, now: Mapping[str, Any]) -> bool:
    """Whether a correction makes somebody a supervisor who may act."""
    supervised = "supervisor" in user.roles and user.active
    return bool(now["active"]) and "supervisor" in now["roles"].split(",") and not supervised

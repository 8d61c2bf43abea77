"""In whose hands an account has been: who made it, whether its owner has taken it over, whether another vouched for it.

Until both have happened its maker may still be acting through it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.people.signatures import KEY_OFFERED

HOW = "请他用 user passphrase 设自己的口令，再请另一位主管用 user confirm 确认"
"""What makes an account independent."""
ENROLLED, PROPOSED = "user.enrolled", "user.proposed"
CONFIRMED, PASSPHRASE_SET = "user.confirmed", "user.passphrase_set"
KINDS = (ENROLLED, PASSPHRASE_SET, KEY_OFFERED, CONFIRMED)
"""Events by which it changes; each names its user as ``name``."""


@dataclass(frozen=True)
class Standing:
    """``makers`` enrolled him or gave him a passphrase; it is ``owned`` once he has set his own; ``confirmed`` by one
    who is not his maker. Records that do not say where they were made (before version 2) make nobody's maker."""

    makers: frozenset[str] = frozenset()
    owned: bool = False
    confirmed: bool = False

    @property
    def held_by(self) -> frozenset[str]:
        """Who may still be acting through it."""
        return frozenset() if self.owned and self.confirmed else self.makers


def after(standing: Standing, event: Event) -> Standing:
    """Where an account stands once an event of :data:`KINDS` has told of it."""
    name, actor = event.data["name"], event.actor.user
    hands = standing.makers | {actor} if event.v > 1 else standing.makers
    match event.kind:
        case "user.enrolled":
            by = {event.data.get("proposed_by", actor)} - {name}
            seconded = "proposed_by" in event.data or actor == name
            return Standing(frozenset(by) if event.v > 1 else frozenset(), confirmed=seconded)
        case "user.passphrase_set" if actor != name:
            return Standing(
                hands, confirmed=standing.confirmed and not standing.owned
            )  # taken over: nobody vouches for that
        case "user.passphrase_set" | "user.key_offered":
            return replace(standing, owned=True)
    return replace(standing, confirmed=True)


def standings(events: Iterable[Event]) -> dict[str, Standing]:
    """Of everybody whom these events name."""
    found: dict[str, Standing] = {}
    for event in events:
        if event.kind in KINDS:
            name = event.data["name"]
            found[name] = after(found.get(name, Standing()), event)
    return found


def behind(name: str, roster: Mapping[str, Person]) -> frozenset[str]:
    """Who may be acting when this account does: its owner, and whoever it is still held by, and who holds those."""
    found, todo = {name}, [name]
    while todo:
        one = todo.pop()
        if one in roster and (new := roster[one].held_by - found):
            found |= new
            todo += new
    return frozenset(found)


def one_hand(name: str, others: Iterable[str], roster: Mapping[str, Person]) -> Iterator[str]:
    """Of these others the ones who may be the same person as this account, all the same."""
    mine = behind(name, roster)
    yield from (other for other in others if mine & behind(other, roster))


def unvouched(person: Person, makers: frozenset[str], roster: Mapping[str, Person]) -> bool:
    """Whether this is a supervisor whom nobody could confirm: there is none but him and who made his account."""
    if "supervisor" not in person.roles:
        return False
    hands = makers.union(*(behind(name, roster) for name in makers))
    others = (name for name, each in roster.items() if name != person.name and may_confirm(each, person))
    return all(behind(name, roster) & hands for name in others)


def may_confirm(person: Person, other: Person) -> bool:
    """Whether somebody has the office to confirm another: a supervisor there for his region, or for what covers it."""
    return person.active and "supervisor" in person.roles and other.region.startswith(person.region)

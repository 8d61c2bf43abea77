"""Who is named as having been there, and says that he was not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inspect_engine.domain.alarms.acts import Act
from inspect_engine.domain.alarms.shape import Alarm, Who
from inspect_engine.domain.events import Event


class Absent:
    """Watches for actions that several are said to have taken, one of whom says that he did not."""

    def __init__(self, who: Who) -> None:
        self._who = who
        self._acts: list[Act] = []

    def see(self, acts: Sequence[Act]) -> None:
        self._acts += [act for act in acts if act.declined]

    def traces(self) -> Iterator[tuple[str, str]]:
        yield from ()

    def alarms(self) -> Iterator[Alarm]:
        for act in self._acts:
            for name, reason in act.declined:
                made = f"{act.case.number} 的“{act.title}”由{self._who(act.actor)}办理，写着与{self._who(name)}一起"
                yield Alarm("absent", f"{act.event} {name}", f"{made}，本人说没有参加：{reason}", (act,))


def at_inspection(event: Event, number: str) -> Alarm:
    """The same of an inspection, from the event that says so."""
    name, reason = event.data["name"], event.data["reason"]
    text = f"检查 {number} 写着与“{name}”一起，本人说没有参加：{reason}"
    return Alarm("absent", f"{event.data['record']} {name}", text, (), event.on)

"""One pass over all cases; at its end, everything that stands out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from inspect_engine.domain.alarms.absence import Absent
from inspect_engine.domain.alarms.acts import AGAIN, acts_of
from inspect_engine.domain.alarms.closures import Fast, Sunk, Unseen
from inspect_engine.domain.alarms.floor import Below
from inspect_engine.domain.alarms.photos import Photos
from inspect_engine.domain.alarms.records import Batch, Late
from inspect_engine.domain.alarms.shape import KINDS, Alarm, titled
from inspect_engine.domain.alarms.signers import Signers
from inspect_engine.domain.alarms.texts import Texts
from inspect_engine.domain.calendars import PUBLISHED, Calendar
from inspect_engine.domain.cases import CaseLine
from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person


class Watch:
    """Looks at each case as it passes. What it keeps grows with the number of files, replies and signatures."""

    def __init__(self, roster: Mapping[str, Person], calendar: Calendar = PUBLISHED) -> None:
        who = titled(roster)
        self._below = Below()
        self._photos = Photos()
        self._steps = (
            Unseen(),
            Fast(),
            Batch(who, calendar),
            Texts(),
            Signers(roster, who),
            Absent(who),
            Sunk(),
            Late(who),
        )

    def see(
        self, case: CaseLine, history: Iterable[tuple[Event, str, Workflow | None]], below: Sequence[str] = ()
    ) -> None:
        """One case with its events, when each was recorded, and the workflow each was recorded under; ``below`` names
        what of the floor for hazards its workflow does not keep."""
        acts = tuple(acts_of(case, history))
        steps = tuple(act for act in acts if act.trigger != AGAIN)
        self._photos.see(acts)
        self._below.see(steps, below)
        for watcher in self._steps:
            watcher.see(steps)

    def traces(self) -> set[tuple[str, str]]:
        """Which further cases alarms may name together with those seen so far: whoever has left one of these.

        Beside what ``traces`` leaves there are ``naming``: every ``name`` with this one in it, and ``merged``: whatever
        goes back, by ``into``, to the case that this one was merged into at last.
        """
        return {trace for watcher in (self._photos, *self._steps) for trace in watcher.traces()}

    def alarms(self) -> list[Alarm]:
        """Everything that stands out, by kind, the newest first."""
        order = list(KINDS)
        found = [alarm for watcher in (self._photos, *self._steps, self._below) for alarm in watcher.alarms()]
        return sorted(found, key=lambda a: (order.index(a.kind), -a.last_on.toordinal(), a.numbers, a.key))

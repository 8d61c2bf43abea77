"""Hazards that go by a workflow that neither keeps the floor nor says why: they are in no rate of closure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inspect_engine.domain.alarms.acts import Act
from inspect_engine.domain.alarms.shape import Alarm


class Below:
    """Keeps the discovery of each such hazard."""

    def __init__(self) -> None:
        self._found: list[tuple[Act, Sequence[str]]] = []

    def see(self, acts: Sequence[Act], below: Sequence[str]) -> None:
        """One case, and what of the floor its workflow does not keep."""
        if acts and below:
            self._found.append((acts[0], below))

    def alarms(self) -> Iterator[Alarm]:
        from inspect_engine.domain.proof.floor import FLOOR

        for act, below in self._found:
            told = "；".join(FLOOR[name] for name in below)
            text = f"{act.case.number} 所依的流程不守底线：{told}"
            yield Alarm("floor", f"{act.case.id}：{'、'.join(below)}", text, (act,))

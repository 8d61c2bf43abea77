"""Which cases are marked: they stay so whatever is listed, and the last marking can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

KEPT = 100
"""Markings that can be taken back."""


class Marks:
    """Numbers of the marked cases by id, in the order in which they were marked; ``why`` says of some what kept them
    from being done."""

    def __init__(self) -> None:
        self.numbers: dict[str, str] = {}
        self.why: dict[str, str] = {}
        self._before: list[tuple[dict[str, str], dict[str, str]]] = []

    def __len__(self) -> int:
        return len(self.numbers)

    def __contains__(self, case: str) -> bool:
        return case in self.numbers

    def __iter__(self) -> Iterator[str]:
        return iter(self.numbers)

    def turn(self, case: str, number: str) -> None:
        """Mark a case that is not, and the other way round."""
        if case in self.numbers:
            self._become({key: each for key, each in self.numbers.items() if key != case})
        else:
            self.add({case: number})

    def add(self, found: Mapping[str, str]) -> None:
        """Mark these as well."""
        self._become({**self.numbers, **found})

    def invert(self, found: Mapping[str, str]) -> None:
        """Of these, mark those that are not marked and no others; what is marked besides stays so."""
        kept = {case: number for case, number in self.numbers.items() if case not in found}
        self._become({**kept, **{case: number for case, number in found.items() if case not in self.numbers}})

    def clear(self) -> None:
        self._become({})

    def leave(self, why: Mapping[str, str]) -> None:
        """Keep marked only what was not done, with the reason."""
        self._become({case: number for case, number in self.numbers.items() if case in why}, why)

    def drop(self, cases: Iterable[str]) -> None:
        """Some are marked no more."""
        gone = set(cases)
        self._become({case: number for case, number in self.numbers.items() if case not in gone})

    def undo(self) -> bool:
        """Take the last marking back; False where there is none."""
        if not self._before:
            return False
        self.numbers, self.why = self._before.pop()
        return True

    def _become(self, numbers: dict[str, str], why: Mapping[str, str] | None = None) -> None:
        if numbers == self.numbers and why is None:
            return
        self._before = [*self._before[1 - KEPT :], (self.numbers, self.why)]
        reasons = self.why if why is None else why
        self.numbers, self.why = numbers, {case: reason for case, reason in reasons.items() if case in numbers}

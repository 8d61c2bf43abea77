"""A window on a ledger of any size: blocks of lines, fetched when wanted, few of them kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from inspect_engine.domain.cases import CaseLine
    from inspect_engine.ledger import CaseFilter, Ledger, Order

VIEWS = ("全部", "未销号", "逾期", "我能办的", "我承办的")
OPEN, OVERDUE, MINE, OWN = 1, 2, 3, 4
BLOCK = 128
KEPT = 16


class WindowSource(Protocol):
    """What a table needs: how many lines, and any block of :data:`BLOCK` of them; both may take their time."""

    def count(self) -> int: ...
    def block(self, number: int) -> Sequence[CaseLine]: ...


class Blocks:
    """The blocks at hand, at most :data:`KEPT`, the longest unused dropped first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, Sequence[CaseLine]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, number: int) -> bool:
        return number in self._kept

    def keep(self, number: int, lines: Sequence[CaseLine]) -> None:
        self._kept[number] = lines
        self._kept.move_to_end(number)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def line(self, row: int) -> CaseLine | None:
        """The line at a row; None when its block is not at hand."""
        number, offset = divmod(row, BLOCK)
        lines = self._kept.get(number)
        if lines is None:
            return None
        self._kept.move_to_end(number)
        return lines[offset] if offset < len(lines) else None

    def row_of(self, case: str) -> int | None:
        """The row a case stands at, if its block is at hand."""
        for number, lines in self._kept.items():
            for offset, line in enumerate(lines):
                if line.id == case:
                    return number * BLOCK + offset
        return None


@dataclass(frozen=True)
class Sorting:
    """By what lines are sorted, and which way."""

    order: Order = "opened"
    descending: bool = False


class CaseWindow:
    """Lines of a ledger under one or more filters, one after the other, each in the same order.

    Reads go on from the last line known before them (keyset) and fall back to an offset only for a far jump.
    """

    def __init__(self, ledger: Ledger, legs: Sequence[CaseFilter], sorting: Sorting | None = None) -> None:
        self._ledger = ledger
        self._legs = tuple(legs)
        self._sorting = sorting or Sorting()
        self._sizes: list[int] | None = None
        self._before: dict[tuple[int, int], tuple[str | int, int]] = {}

    def count(self) -> int:
        self._sizes = [self._ledger.cases.count(leg) for leg in self._legs]
        return sum(self._sizes)

    def block(self, number: int) -> Sequence[CaseLine]:
        skip = number * BLOCK
        lines: list[CaseLine] = []
        for index, size in enumerate(self._leg_sizes()):
            if size is None or skip < size:
                lines += self._read(index, skip, BLOCK - len(lines))
            if len(lines) >= BLOCK:
                break
            skip = max(0, skip - (size or 0))
        return lines

    def _leg_sizes(self) -> Sequence[int | None]:
        """Sizes are needed only where one leg follows another."""
        if len(self._legs) <= 1:
            return [None] * len(self._legs)
        if self._sizes is None:
            self.count()
        return self._sizes or []

    def _read(self, leg: int, skip: int, limit: int) -> list[CaseLine]:
        after, cases, order = self._before.get((leg, skip)), self._ledger.cases, self._sorting.order
        lines = cases.page(
            self._legs[leg],
            order=order,
            descending=self._sorting.descending,
            after=after,
            offset=0 if after else skip,
            limit=limit,
        )
        if lines:
            self._before[leg, skip + len(lines)] = cases.place(lines[-1], order)
        return lines

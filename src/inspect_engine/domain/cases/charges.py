"""What a fine comes to: what was decided and paid, and what it has grown by while it was overdue. Worked out of the
days, never typed (行政处罚法 第72、73条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import DAY, parse_date

if TYPE_CHECKING:
    from inspect_engine.domain.definitions.workflow import Surcharge

CENT = Decimal("0.01")
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Late:
    """Days, first and last included, for which a fine was overdue, and what had been ``paid`` by then."""

    first: date
    last: date
    paid: Decimal

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Charge:
    """A fine in yuan as of the last step: what was ``paid`` and ``waived``, the day it is ``due``, and ``since`` when
    lateness counts that no ``late`` holds yet."""

    fine: Decimal
    paid: Decimal = NOTHING
    waived: Decimal = NOTHING
    due: date | None = None
    since: date = date.min
    late: tuple[Late, ...] = ()

    def plain(self) -> dict[str, Any]:
        """As events hold it."""
        amounts = {name: told(getattr(self, name)) for name in ("fine", "paid", "waived")}
        late = [[each.first.isoformat(), each.last.isoformat(), told(each.paid)] for each in self.late]
        return {**amounts, "due": self.due and self.due.isoformat(), "since": self.since.isoformat(), "late": late}

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Charge:
        """From what :meth:`plain` gave."""
        fine, paid, waived = (Decimal(data[name]) for name in ("fine", "paid", "waived"))
        late = tuple(Late(parse_date(a), parse_date(b), Decimal(paid)) for a, b, paid in data["late"])
        return cls(fine, paid, waived, data["due"] and parse_date(data["due"]), parse_date(data["since"]), late)

    def overdue(self, until: date) -> Late | None:
        """The days that no ``late`` holds yet, up to a day, if it is overdue by then."""
        if self.due is None:
            return None
        first = max(self.since, self.due + DAY)
        return Late(first, until, self.paid) if first <= until else None

    def counted(self, until: date) -> Charge:
        """With the days up to one among those it was late."""
        more = self.overdue(until)
        return replace(self, late=(*self.late, more), since=until + DAY) if more else self


@dataclass(frozen=True)
class Owing:
    """What is owed on a day, in yuan, and how it comes about: ``surcharge`` is what the ``days`` amount to, waived or
    not, ``capped`` whether it would be more; ``excess`` is what was paid too much. ``ended`` is the state in which the
    case was closed: what was not paid is not demanded any more."""

    fine: Decimal
    paid: Decimal
    waived: Decimal
    surcharge: Decimal
    days: int
    capped: bool
    percent: Decimal
    on: date
    ended: str = ""

    @property
    def grown(self) -> Decimal:
        """The surcharge that was not remitted."""
        return max(NOTHING, self.surcharge - self.waived)

    @property
    def balance(self) -> Decimal:
        return self.fine + self.grown - self.paid

    @property
    def total(self) -> Decimal:
        return max(NOTHING, self.balance)

    @property
    def excess(self) -> Decimal:
        return max(NOTHING, -self.balance)

    @property
    def words(self) -> str:
        """In one line."""
        grown = f"加处罚款 {told(self.surcharge)} 元（逾期 {self.days} 日，每日 {told(self.percent)}%"
        grown += "，已到罚款数额为止）" if self.capped else "）"
        parts = [f"罚款 {told(self.fine)} 元", *([grown] if self.days else [])]
        parts += [f"减免 {told(self.waived)} 元"] if self.waived else []
        parts += [f"已缴 {told(self.paid)} 元"] if self.paid else []
        if self.ended and self.total:
            return f"{'，'.join(parts)}；没有缴 {told(self.total)} 元，{self.ended}，不再缴"
        left = f"多缴 {told(self.excess)} 元，应退还" if self.excess else f"还应缴 {told(self.total)} 元"
        return f"{'，'.join(parts)}；至 {self.on} {left}"

    def plain(self) -> dict[str, Any]:
        """As ``case show --json`` prints it."""
        names = ("fine", "surcharge", "waived", "paid", "total", "excess")
        beside = {"days": self.days, "on": self.on.isoformat(), "ended": self.ended or None}
        return {**{name: told(getattr(self, name)) for name in names}, **beside}


def owing(rule: Surcharge, charge: Charge, runs: bool, on: date) -> Owing:
    """What is owed on a day; ``runs`` is whether it grows where the case stands. The day itself counts."""
    now = charge.counted(on) if runs else charge
    grown, most = _grown(rule, now.fine, now.late), now.fine * rule.most / 100
    surcharge = min(grown, most).quantize(CENT, ROUND_HALF_UP)
    days = sum(each.days for each in now.late)
    return Owing(now.fine, now.paid, now.waived, surcharge, days, grown > most, rule.percent, on)


def _grown(rule: Surcharge, fine: Decimal, late: Sequence[Late]) -> Decimal:
    """So much for each day, of what was not paid by then."""
    return sum((each.days * max(NOTHING, fine - each.paid) for each in late), NOTHING) * rule.percent / 100


def told(amount: Decimal) -> str:
    """An amount without idle zeros."""
    return f"{amount.normalize() + 0:f}"

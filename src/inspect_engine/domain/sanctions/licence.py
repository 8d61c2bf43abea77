"""How long a construction safety licence is suspended: by grade of the accident, repetition and concealment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from inspect_engine.domain.calendars import months_later, parse_date
from inspect_engine.domain.sanctions.catalogue import Catalogue, Licence
from inspect_engine.domain.sanctions.fines import Remark
from inspect_engine.domain.sanctions.register import Sanction


@dataclass(frozen=True)
class Earlier:
    """An accident already decided on: its day, and for how many days the licence was suspended (0: not)."""

    on: date
    days: int


@dataclass(frozen=True)
class Term:
    """Least and most days of suspension; with ``revoke`` (the reason) the licence is to be revoked instead."""

    low: int
    high: int
    why: str
    revoke: str = ""

    @property
    def told(self) -> str:
        return f"{self.low} 日" if self.low == self.high else f"{self.low}–{self.high} 日"


def term(rule: Licence, grade: str, concealed: bool, on: date, earlier: Iterable[Earlier]) -> Term | None:
    """The suspension for an accident on a day, given those decided before; None for a grade without a tier.

    Basis: 建质〔2008〕121号. The limit applies to this suspension with everything added to it.
    """
    tier = rule.grades.get(grade)
    if tier is None:
        return None
    recent = _recent(rule, on, earlier)
    last = next((each.days for each in recent if each.days), 0)
    low, high, why = tier.low, tier.high, f"{tier.low}–{tier.high} 日"
    if last and tier.again:
        low = high = last + tier.again
        why = f"{rule.window} 个月内再次发生事故，上次 {last} 日，增加 {tier.again} 日"
    if concealed:
        low, high = low + rule.concealed.low, high + rule.concealed.high
        why += f"；瞒报、谎报、迟报或者漏报，增加 {rule.concealed.low}–{rule.concealed.high} 日"
    return Term(low, min(high, rule.limit), why, _revoked(rule, recent, repeats=tier.again is not None, low=low))


def _recent(rule: Licence, on: date, earlier: Iterable[Earlier]) -> list[Earlier]:
    """One for each other accident within the window before, the newest first."""
    by_day: dict[date, Earlier] = {}
    for each in earlier:
        if each.on < on <= months_later(each.on, rule.window) and each.days >= by_day.get(each.on, each).days:
            by_day[each.on] = each
    return [by_day[day] for day in sorted(by_day, reverse=True)]


def _revoked(rule: Licence, recent: Sequence[Earlier], *, repeats: bool, low: int) -> str:
    if len(recent) + 1 >= rule.times:
        return f"{rule.window} 个月内第 {len(recent) + 1} 次发生事故"
    if recent and not repeats:
        return f"{rule.window} 个月内再次发生重大事故"
    return f"累加后 {low} 日，超过 {rule.limit} 日" if low > rule.limit else ""


def remarks(values: Mapping[str, str], earlier: Sequence[Sanction], catalogue: Catalogue) -> Iterator[Remark]:
    """Everything wrong or doubtful about a licence decision. ``earlier`` are those about the same party."""
    yield from _complete(values)
    rule, outcome, days = catalogue.licence, values["outcome"], int(values.get("days", 0))
    if outcome == "suspended" and values.get("cause") == "scheme" and days and days != rule.scheme.days:
        yield Remark(f"危大工程专项方案违法的，暂扣 {rule.scheme.days} 日，不是 {days} 日", True)
    if values.get("cause") != "accident" or not {"grade", "accident_on"} <= values.keys():
        return
    on = parse_date(values["accident_on"])
    if (found := term(rule, values["grade"], values.get("concealed") == "true", on, decided(earlier))) is None:
        yield Remark("这一事故等级没有登记暂扣档次，待核，程序不核对天数", False)
        return
    blocks = catalogue.mark(rule.basis) == "C"
    yield from (Remark(text, blocks and outcome == "suspended") for text in _against(found, outcome, days, rule))


def _against(found: Term, outcome: str, days: int, rule: Licence) -> Iterator[str]:
    if found.revoke and outcome != "revoked":
        yield f"{found.revoke}，应当吊销安全生产许可证"
    elif outcome == "revoked" and not found.revoke:
        yield f"按档次应当暂扣 {found.told}（{found.why}），吊销须另有依据"
    elif outcome == "suspended" and days > rule.limit:
        yield f"暂扣 {days} 日，超过 {rule.limit} 日的应当吊销"
    elif outcome == "suspended" and days and not found.low <= days <= found.high:
        yield f"暂扣 {days} 日，应当暂扣 {found.told}（{found.why}）"


def _complete(values: Mapping[str, str]) -> Iterator[Remark]:
    """What the form cannot ask for by itself, because it depends on the outcome and the cause."""
    needed = {"not_suspended": ("reason",), "suspended": ("cause", "days"), "revoked": ("cause",)}[values["outcome"]]
    if values.get("cause") == "accident":
        needed = (*needed, "grade", "accident_on")
    titles = {
        "reason": "不予暂扣的理由",
        "cause": "原因",
        "days": "暂扣天数",
        "grade": "事故等级",
        "accident_on": "事故日期",
    }
    yield from (Remark(f"须填“{titles[name]}”（{name}）", True) for name in needed if name not in values)


def decided(earlier: Iterable[Sanction]) -> Iterator[Earlier]:
    """The accidents that licence decisions still standing were about."""
    for old in earlier:
        if old.kind == "licence-decision" and old.revoked_on is None and "accident_on" in old.values:
            days = int(old.values.get("days", 0)) if old.values["outcome"] == "suspended" else 0
            yield Earlier(parse_date(old.values["accident_on"]), days)

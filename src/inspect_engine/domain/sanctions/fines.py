"""Whether a fine keeps to the law: its range, whom it may hit, and once for one act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from inspect_engine.domain.sanctions.catalogue import MARK_TITLES, WHO_TITLES, Catalogue, FineRange, plain
from inspect_engine.domain.sanctions.form import Reading
from inspect_engine.domain.sanctions.register import Sanction

UNCHECKED = "没有登记罚款幅度，程序没有核对数额和权限"
MONEY = {"amount": "罚款数额", "base": "计算罚款的基数"}


class Remark(NamedTuple):
    """What is to be said about a decision; with ``blocks`` it cannot be recorded."""

    text: str
    blocks: bool


def remarks(reading: Reading, catalogue: Catalogue) -> Iterator[Remark]:
    """Everything wrong or doubtful about a fine. A range that nobody has confirmed only warns."""
    values, fine = reading.values, reading.fine
    for name, title in MONEY.items():
        if name in values and Decimal(values[name]) != round(Decimal(values[name]), 2):
            yield Remark(f"{title} {values[name]} 元的小数多于两位", True)
    if fine is None:
        yield Remark(UNCHECKED, False)
    elif fine.instead:
        yield Remark(f"{fine.ref} {fine.article}：{fine.instead}", True)
    elif fine.of and "base" not in values:
        yield Remark(f"这一条按{fine.of}的百分比计算，须填“计算罚款的基数”（base）", True)
    elif not fine.of and "base" in values:
        yield Remark("这一条直接规定了数额，不按基数计算，请去掉“计算罚款的基数”", True)
    else:
        yield from _against(fine, values, catalogue.mark(fine))


def _against(fine: FineRange, values: Mapping[str, str], mark: str) -> Iterator[Remark]:
    sure = mark == "C"
    unsure = "" if sure else f"（幅度{MARK_TITLES[mark]}，只提醒）"
    if fine.who not in ("any", values["party_kind"]):
        yield Remark(f"这一条罚的是{WHO_TITLES[fine.who]}{unsure}", sure)
    for text in _amount(fine, values):
        yield Remark(text + unsure, sure)
    if fine.first:
        yield Remark(f"先行动作：{fine.first}。请核对已经做到", False)


def _amount(fine: FineRange, values: Mapping[str, str]) -> Iterator[str]:
    amount, base = Decimal(values["amount"]), values.get("base")
    low, high = fine.limits(Decimal(base) if base else None)
    mitigated = values.get("mitigated") == "true"
    if high is not None and amount > high:
        yield f"罚款 {plain(amount)} 元高于法定上限 {plain(high)} 元（{fine.told}）"
    if low is not None and amount < low:
        if not mitigated or "mitigation_reason" not in values:
            told = f"罚款 {plain(amount)} 元低于法定下限 {plain(low)} 元（{fine.told}）"
            yield f"{told}，须选“减轻处罚”并写明理由（mitigated=是、mitigation_reason，行政处罚法第32条）"
    elif mitigated:
        yield "数额不低于法定下限，不是减轻处罚，请去掉“减轻处罚”"


def twice(reading: Reading, mine: Sequence[Sanction]) -> Iterator[Remark]:
    """A party is not fined twice for one act (行政处罚法 第29条): one case is taken for one act."""
    if "other_act" in reading.values:
        return
    for old in mine:
        shared = [case["number"] for case in old.cases if case["id"] in reading.about.cases]
        if shared and old.kind == "fine" and old.revoked_on is None:
            told = f"{old.number} 已就 {'、'.join(shared)} 罚过款，同一违法行为不得两次罚款（行政处罚法第29条）"
            yield Remark(f"{told}；确是另一行为的，写明“与已罚行为不同的另一行为”（other_act）", True)

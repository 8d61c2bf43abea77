"""One sanction in print and in JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from inspect_engine.cli import show
from inspect_engine.domain.calendars import Deadline
from inspect_engine.domain.sanctions.catalogue import MARK_TITLES
from inspect_engine.domain.sanctions.register import Sanction
from inspect_engine.domain.sanctions.tally import Tally


def print_one(one: Sanction, today: date) -> None:
    """Everything about it."""
    late = one.late(today)
    show.pairs(
        [
            ("编号", one.number),
            ("种类", f"{one.title}{'（行政处罚）' if one.penalty else ''}"),
            ("对象", f"{one.party}{f'（{one.uscc}）' if one.uscc else ''}"),
            ("机关", f"{one.authority}（{one.authority_title}）"),
            ("文号", one.doc_no),
            ("决定日期", one.decided_on),
            ("状态", f"{one.state(today)}{f'，{late}' if late else ''}"),
            ("事由", one.grounds),
            *_basis_lines(one),
            ("因", "、".join(case["number"] for case in one.cases)),
            *one.told,
            ("期限", f"{one.starts_on} 至 {one.ends_on or '解除为止'}" if not one.spared else None),
            ("应公开", _due(one.publish_by)),
            ("公开", f"{one.published_on} {one.url}" if one.published_on else None),
            ("撤销", f"{one.revoked_on} {one.revoked_why}" if one.revoked_on else None),
            ("应撤下", _due(one.withdraw_by)),
            ("撤下", one.withdrawn_on),
            ("解除", f"{one.lifted_on} {one.lifted_why}" if one.lifted_on else None),
            ("登记人", one.recorded_by),
        ]
    )


def tally_line(one: Tally) -> str:
    """``合计 罚款：3 项，2 家单位，1 名个人，150000 元``."""
    words = {"unit": "家单位", "person": "名个人", "authority": "个主管部门"}
    parts = [f"{one.count} 项", *(f"{one.parties[kind]} {word}" for kind, word in words.items() if kind in one.parties)]
    return f"合计 {one.title}：{'，'.join([*parts, *([f'{one.amount:f} 元'] if one.amount is not None else [])])}"


def tally_plain(one: Tally) -> dict[str, Any]:
    """A sum in JSON; the fines as text, in 元."""
    amount = None if one.amount is None else f"{one.amount:f}"
    return {**show.fields_of(one), "parties": dict(one.parties), "amount": amount}


def _basis_lines(one: Sanction) -> list[tuple[str, object]]:
    marks = [MARK_TITLES.get(basis["confidence"], "") for basis in one.basis]
    texts = [f"{b['text']}{f'（{mark}）' if mark else ''}" for b, mark in zip(one.basis, marks, strict=True)]
    return [("依据" if n == 0 else "", text) for n, text in enumerate(texts)]


def _due(deadline: Deadline | None) -> str | None:
    return f"{deadline.due_on} 前（{deadline.derivation}）" if deadline else None


def plain(one: Sanction, on: date) -> dict[str, Any]:
    """A sanction in JSON: what was recorded, and what a day makes of it."""
    publish_by, withdraw_by = one.publish_by, one.withdraw_by
    return {
        **{
            name: value for name, value in show.fields_of(one).items() if name not in ("told", "calendar", "unit_names")
        },
        "in_force": one.in_force(on),
        "state": one.state(on),
        "publish_by": publish_by.due_on if publish_by else None,
        "withdraw_by": withdraw_by.due_on if withdraw_by else None,
        "late": one.late(on) or None,
    }

"""What may be done about a case now, for a person to read: first what he may do, then what is refused and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from inspect_engine.cli import show
from inspect_engine.domain.calendars import FORM_TITLES

if TYPE_CHECKING:
    from inspect_engine.domain.cases import Case
    from inspect_engine.domain.definitions import FieldSpec, Transition, Workflow
    from inspect_engine.domain.workflow.lifecycle import Offer

BLANKS = {
    "date": "写成 2026-03-01",
    "moment": "写成 2026-03-01 10:30",
    "boolean": "true 是，false 否",
    "inspectors": "用户名，顿号隔开",
    "person": "姓名或用户名",
    "period": f"如 {'、'.join(FORM_TITLES.values())}",
}
"""How a value is typed after ``--set``."""
SECOND = "一人提出，另一人确认；只有一名主管的，由管得到这里的上一级主管确认"
"""How an action that takes two is taken."""


def plain(case: Case, found: Sequence[Offer]) -> dict[str, Any]:
    """As ``case offers --json`` prints it."""
    same = ("trigger", "title", "to", "to_title", "allowed")
    items = [
        {
            **{name: getattr(offer, name) for name in same},
            "reason": offer.reason or None,
            "needs": [spec.model_dump(mode="json", exclude_defaults=True) for spec in offer.needs],
            "evidence": offer.evidence,
            "warning": offer.warning or None,
            "second": offer.second,
            "proposed": offer.proposed or None,
        }
        for offer in found
    ]
    return {"id": case.id, "number": case.number, "state": case.state, "items": items}


def print_offers(case: Case, found: Sequence[Offer], flow: Workflow) -> None:
    """Every action, with what it needs or why it is refused."""
    print(f"{case.number} {show.display(case.title)}：{case.state_title}")
    if not found:
        show.say("没有可办的事项，这件已经办结。")
    for offer in found:
        if offer.allowed:
            _print_offer(offer, flow.transition(offer.trigger, case.state), case.state)
    refused = [offer for offer in found if not offer.allowed]
    if refused:
        print(f"现在不能办的 {len(refused)} 项：")
        show.pairs((f"{offer.trigger}  {offer.title}", offer.reason) for offer in refused)
    if len(refused) < len(found):
        show.say(f"办理：inspect-engine act {case.number} 动作 --set 字段=值 --evidence 文件")


def _print_offer(offer: Offer, step: Transition | None, state: str) -> None:
    """An action this person may take: where it leads, what to fill in, what to know before."""
    stays = bool(step and step.opens and step.to == state)
    beside = "，另立一件" if step and step.opens else ""
    print(f"{offer.trigger}  {offer.title} → {'另立一件，这件状态不变' if stays else offer.to_title + beside}")
    two = offer.proposed and f"{offer.proposed}。内容见 case show；同意就照原样确认，--set 不必写"
    show.pairs(
        [
            ("    填写", None if two else "；".join(map(_blank, offer.needs))),
            ("    佐证", f"至少 {offer.evidence} 份" if offer.evidence else None),
            ("    两人", two or (SECOND if offer.second else None)),
            ("    留意", offer.warning),
        ]
    )


def _blank(spec: FieldSpec) -> str:
    """One field to fill in, and how."""
    if spec.forms:
        return f"{spec.id}={spec.label}［如 {'、'.join(FORM_TITLES[form] for form in spec.forms)}］"
    choices = "／".join(f"{value} {title}" for value, title in spec.choices.items())
    told = [choices or BLANKS.get(spec.type, ""), "" if spec.required else "可不填"]
    how = "，".join(filter(None, told))
    return f"{spec.id}={spec.label}" + (f"［{how}］" if how else "")

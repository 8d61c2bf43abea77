"""``act``: the step that was taken."""

from __future__ import annotations

from collections.abc import Sequence

from inspect_engine.cli.cases.sheets import told
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, pairs
from inspect_engine.domain.cases import PROPOSED, Case, CaseLine, outcome
from inspect_engine.domain.events import Event
from inspect_engine.ledger import Ledger


def seconds(ledger: Ledger, event: Event) -> list[str]:
    """Who can confirm what was proposed just now, or what to do where nobody can."""
    if event.kind != PROPOSED or session.dry_run:
        return []
    return [f"{ledger.seconding.of(str(event.case))}。"]


def taken(event: Event, before: Case, opened: CaseLine | None, linked: Sequence[CaseLine] = ()) -> Answer:
    """The stored event; what it led to, what it made void, what it opened beside, and what of that runs on."""
    deadline = event.data.get("deadline")
    rows = [
        ("编号", before.number),
        ("动作", event.data["title"]),
        ("状态", event.data.get("to_title", f"{before.state_title}，等另一人确认")),
        ("期限", deadline and deadline["derivation"]),
        ("事件号", None if session.dry_run else event.id),
    ]
    notes = []
    if (void := before.proposal) and void.trigger != event.data["trigger"]:
        who = "、".join(sorted(void.persons))
        notes.append(f"留意：{who} 提出、尚未确认的“{void.title}”随之作废，要办须重新提出。")
    if opened:
        notes.append(f"同时立案：{told(opened)}。")
    if event.data.get("closing") and (running := [told(line) for line in linked if line.is_open]):
        notes.append(f"另立的还没有办结，照旧办理和催办：{'；'.join(running)}。")
    return Answer(event.plain(), lambda: pairs(rows), [outcome(event)], notes)

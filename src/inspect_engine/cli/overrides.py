"""``override``: break-glass (紧急越权), by two people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from inspect_engine.cli import typed
from inspect_engine.cli.commands import Command, Group, Writing
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, listing, say

app = typer.Typer(
    cls=Group, help="紧急越权：办理本来不归你的角色或区划的一步，由另一位主管确认后才生效，永远列在报表里。"
)


@app.command("propose", cls=Writing)
def propose(
    reference: typed.Case,
    trigger: typed.Trigger,
    reason: Annotated[str, typer.Option("--reason", metavar="文字", help="怎样紧急，为何等不到有权的人")],
    entries: typed.Entries = None,
    evidence: typed.Evidence = None,
    on: typed.On = None,
) -> Answer:
    """提出：办理本来不归你的角色或区划的一步；须写理由，由另一位主管确认后才生效。

    只放宽角色和区划；职责分离、条件、关口、关联事项、应填内容和佐证材料一样也不能少。被拒绝的也记录在案。

    例：inspect-engine override propose RQ-2022-0001 issue --reason 夜间燃气泄漏，主管联系不上 --set days=1 …
    """
    ledger, values = session.ledger(), typed.assignments(entries)
    ledger.desk.whoami()
    with _recorded():
        event = ledger.overrides.propose(reference, trigger, reason, values, evidence or [], typed.happened(on, ledger))
    fix = f"override confirm {reference} {trigger}"
    notes = [] if session.dry_run else [f"{ledger.seconding.of(str(event.case))}。"]
    return Answer(
        event.plain(), told=[f"已提出越权办理“{event.data['title']}”，须由另一位主管确认：{fix}"], notes=notes
    )


@app.command("confirm", cls=Writing)
def confirm(reference: typed.Case, trigger: typed.Trigger) -> Answer:
    """确认：由另一位主管照原样办理已提出的越权一步，不能改填，也不能另附材料。

    例：inspect-engine --user sup2 override confirm RQ-2022-0001 issue
    """
    ledger = session.ledger()
    ledger.desk.whoami()
    with _recorded():
        event = ledger.overrides.confirm(reference, trigger)
    return Answer(event.plain(), told=[f"已确认并办理：{event.data['title']} → {event.data['to_title']}。"])


@contextmanager
def _recorded() -> Iterator[None]:
    """A record is kept of what is refused here."""
    from inspect_engine.errors import InspectError, Refused

    try:
        yield
    except InspectError as error:
        session.writes = False
        if isinstance(error, Refused):
            say("被拒绝的越权也记录在案。")
        raise


@app.command("list", cls=Command)
def list_overrides(as_of: typed.AsOf = None, known_at: typed.KnownAt = None) -> Answer:
    """紧急越权一览：谁提出、为什么、谁确认；待确认和已作废的也在内，任意日期都可重看。"""
    keys = ("number", "title", "proposed_on", "proposed_by", "state", "confirmed_by", "reason")
    head = ("编号", "事项", "提出", "提出人", "确认", "确认人", "理由")
    ledger = session.ledger()
    found = ledger.overrides.all(typed.as_of_day(as_of, ledger), typed.moment(known_at, ledger))
    return listing("紧急越权", found, head, lambda row: [getattr(row, key) for key in keys])

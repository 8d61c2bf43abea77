"""``case note`` and ``case assign``: what is no step."""

from __future__ import annotations

from typing import Annotated

import typer

from inspect_engine.cli import typed
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer

NOBODY = "-"
"""No user is called so."""


def note(
    reference: typed.Case,
    text: Annotated[str, typer.Argument(metavar="文字", help="要记的事：电话、现场情况、补拍的照片是什么")],
    evidence: typed.Evidence = None,
) -> Answer:
    """给一件记一条备注，可以附照片、录音等；什么状态都可以记，办结了的也可以。

    备注不是办理：状态、期限、谁办过什么都不变，附的材料也不算哪一步的佐证。责任单位可以给自己的记，也看得到。

    例：inspect-engine case note RQ-2022-0001 3月2日电话催办，店主说周五前装好
    """
    event = session.ledger().notes.add(reference, text, evidence or [])
    files = f"，附 {len(event.files)} 份材料" if event.files else ""
    return Answer(event.plain(), told=[f"已保存备注{files}；状态不变。"])


def assign(
    references: Annotated[list[str], typer.Argument(metavar="隐患", help="编号（RQ-2022-0001）或 id，可写几件")],
    to: Annotated[
        str, typer.Argument(metavar="用户名", help="承办人（写姓名也行）：检查员或主管；写 - 是不再有承办人")
    ],
) -> Answer:
    """指定承办人：这件归谁盯着。主管可以指定；检查员可以认领没有人承办的，或把自己的转给别人。

    要么全部指定，要么都不指定。承办人不是权限：该谁办的仍由谁办。看自己的：case list --mine。

    例：inspect-engine case assign RQ-2022-0001 RQ-2022-0002 insp1
    """
    ledger = session.ledger()
    to = "" if to == NOBODY else ledger.desk.named(to)
    events = ledger.owners.assign(references, to)
    same = len(references) - len(events)
    told = f"已保存：{len(events)} 件{f'由 {to} 承办' if to else '不再有承办人'}" + (
        f"，{same} 件本来就是" if same else ""
    )
    return Answer({"items": [event.plain() for event in events]}, told=[f"{told}。"])

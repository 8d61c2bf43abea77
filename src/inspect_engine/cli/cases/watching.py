"""``case watch`` and ``case unwatch``: cases that I keep an eye on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, say, table

if TYPE_CHECKING:
    from inspect_engine.ledger.watching import Watched

References = Annotated[list[str] | None, typer.Argument(metavar="隐患", help="编号（RQ-2022-0001）或 id，可写几件")]
TOLD = 3
"""Records of one case that are told; the others are counted."""


def watch(
    references: References = None,
    seen: Annotated[bool, typer.Option("--seen", help="看过了：下次只说这以后的")] = False,
) -> Answer:
    """关注几件隐患；不写编号，就列出我关注的，和上次看过（--seen）以后别人办了什么。

    只存给你自己：在这台电脑你的用户文件夹里，不写进台账，别人看不到，不影响办理。只列出来看的写 case list --watched。

    例：inspect-engine case watch RQ-2022-0001 RQ-2022-0002

    例：inspect-engine case watch --seen
    """
    room = session.ledger().watching
    added = room.watch(references) if references else []
    told = [f"已关注 {len(added)} 件{_rest(references, len(added), '已在关注')}。"] if references else []
    found = [] if references else room.all()
    if seen:
        room.look(found or room.all())
        told.append("已记下：这以前的都看过了。")
    items = [{"number": each.case.number, "news": [entry.event.plain() for entry in each.news]} for each in found]
    return Answer({"added": [case.number for case in added], "items": items}, lambda: _print(found, references), told)


def unwatch(references: Annotated[list[str], typer.Argument(metavar="隐患", help="编号或 id，可写几件")]) -> Answer:
    """不再关注几件隐患；台账不受影响。"""
    gone = session.ledger().watching.unwatch(references)
    rest = _rest(references, len(gone), "本来就没有关注")
    return Answer({"removed": [case.number for case in gone]}, told=[f"不再关注 {len(gone)} 件{rest}。"])


def _rest(references: Sequence[str] | None, done: int, why: str) -> str:
    left = len(references or ()) - done
    return f"，{left} 件{why}" if left else ""


def _print(found: Sequence[Watched], asked: Sequence[str] | None) -> None:
    if asked:
        return
    if not found:
        say("没有关注的隐患；用 case watch 编号 关注。")
        return
    table(
        ("编号", "隐患", "状态", "上次看过以后"),
        [(each.case.number, each.case.title, each.case.state_title, _news(each)) for each in found],
    )


def _news(each: Watched) -> str:
    from inspect_engine.domain.cases import event_title

    last = [f"{entry.event.on} {event_title(entry.event)}（{entry.event.actor.user}）" for entry in each.news[-TOLD:]]
    more = len(each.news) - len(last)
    return "；".join([*([f"另有 {more} 条"] if more else []), *last]) or "没有变动"

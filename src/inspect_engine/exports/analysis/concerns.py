"""八、需要关注的: what the figures themselves call for; a sentence for each that is not nought."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_engine.domain.words.wording import WAITING, beside
from inspect_engine.exports.analysis.blocks import Block, Text
from inspect_engine.exports.analysis.told import Told, against, rate

LONG = "91-"
"""The oldest band of ages."""


def concerns(told: Told) -> Iterator[Block]:
    """One paragraph for each, numbered."""
    found = list(_sentences(told))
    for nth, text in enumerate(found, 1):
        yield Text(f"{nth}. {text}")
    if not found:
        yield Text("从数字上看，没有需要特别关注的。")


def _sentences(told: Told) -> Iterator[str]:
    now, then = told.now.board, told.start
    late = [each for each in told.now.running if each.line.severity == "major" and each.line.overdue(now.as_of)]
    if late:
        yield f"重大隐患逾期 {len(late)} 起。"
    if now.overdue:
        yield f"逾期 {now.overdue} 起，比期初{against(now.overdue, then.overdue)}。"
    if now.due and now.done_in_time < now.due:
        yield f"期限已到的 {now.due_rate.whole} 起里按期完成 {now.due_rate.part} 起，按期完成率 {rate(now.due_rate)}。"
    if now.ages.get(LONG):
        yield f"发现 90 天以上仍未销号的 {now.ages[LONG]} 起。"
    for name, each in now.waiting.items():
        yield f"{WAITING[name]} {each['count']} 起，最久的已等 {each['longest']} 天。"
    yield from _quality(told)


def _quality(told: Told) -> Iterator[str]:
    """How far the closing can be relied upon."""
    now = told.now.board
    if now.returned:
        yield f"复查退回过 {now.returned} 起，复查退回率 {rate(now.return_rate)}。"
    if now.repeated or now.reopened:
        yield f"反复隐患 {now.repeated} 起，重新立案 {now.reopened} 起。"
    if now.extended:
        many = f"{now.extended} 起（重大 {now.major_extended} 起）"
        yield f"延期或者重定过期限的 {many}，其中延期后才算按期的 {now.in_time_extended} 起。"
    if now.in_time_backdated:
        yield f"因补录的日期才算按期的 {now.in_time_backdated} 起。"
    if now.lapsed:
        yield f"没有整改就终结（失效、吊销）的 {now.lapsed} 起，其中重大 {now.major_lapsed} 起。"
    if now.below:
        yield f"所依流程低于底线的 {now.below} 起，没有计入比率。"
    if now.seen_again:
        yield f"复查以前又被查到仍未改的 {now.seen_again} 起。"
    if now.beside:
        yield f"另立、还没有办结的：{beside(now.beside)}。"

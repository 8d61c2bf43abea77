"""``alarm``: what looks like closure on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspect_engine.cli import typed
from inspect_engine.cli.commands import Command, Group, Writing
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, Table, display, pairs, say, table

if TYPE_CHECKING:
    from inspect_engine.domain.alarms import Decision, Judged

app = typer.Typer(
    cls=Group,
    help="疑点：像“纸面闭环”的记录。程序只指出事实，由人核实认定；认定不改变隐患本身。",
)
Key = Annotated[str, typer.Argument(metavar="疑点编号", help="见 alarm list，例 photo-3f9a1c0b27de")]


@app.command("list", cls=Command)
def list_alarms(
    only_open: Annotated[bool, typer.Option("--open", help="只列待核实的")] = False,
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="类别",
            help="photo 佐证重复、unseen 未见复查、fast 快得不合常理、batch 到期前集中办理、text 文字雷同、"
            "proxy 一人代签、late 事后补录",
        ),
    ] = None,
    case: Annotated[str | None, typer.Option(metavar="编号", help="只列涉及这件隐患的")] = None,
    as_of: typed.AsOf = None,
    known_at: typed.KnownAt = None,
) -> Answer:
    """列出疑点：同一张照片重复用、未见复查就销号、文字雷同、一人代签等，连同认定结果。

    每次都从流转记录重新推算。涉及的记录有增加，疑点编号随之改变，须重新核实。

    例：inspect-engine alarm list --open
    """
    kind = _known_kind(kind)
    ledger = session.ledger()
    number = ledger.cases.get(case).number if case else None
    found = [
        each
        for each in ledger.alarms.all(typed.as_of_day(as_of, ledger), typed.moment(known_at, ledger))
        if (not only_open or each.status == "open")
        and kind in (None, each.alarm.kind)
        and (number is None or number in each.alarm.numbers)
    ]
    return Answer({"items": [_plain(each) for each in found]}, lambda: _print(found), table=lambda: _table(found))


def _table(found: list[Judged]) -> Table:
    """For where there is a screen: one line each."""
    from inspect_engine.domain.alarms import STATUSES

    rows = [(one.alarm.key, one.alarm.title, STATUSES[one.status], one.alarm.last_on, one.alarm.text) for one in found]
    return Table(("疑点编号", "类别", "状态", "最近", "情况"), rows)


def _print(found: list[Judged]) -> None:
    from inspect_engine.domain.alarms import STATUSES

    if not found:
        say("没有疑点。")
    for each in found:
        print(display(f"{each.alarm.key}  {each.alarm.title}  {STATUSES[each.status]}"))
        pairs((f"  {name}", value) for name, value in (("情况", each.alarm.text), *_told(each)))


def _known_kind(word: str | None) -> str | None:
    """The kind that a word means, by code or title."""
    from inspect_engine.domain.alarms import KINDS
    from inspect_engine.domain.words.text import meant, suggest
    from inspect_engine.errors import InputError

    kind = word and meant(word, {name: title for name, (title, _) in KINDS.items()})
    if kind is not None and kind not in KINDS:
        fix = suggest(kind, KINDS) or f"可写：{'、'.join(f'{name}（{title}）' for name, (title, _) in KINDS.items())}"
        raise InputError.one(f"没有疑点类别“{kind}”", fix=fix)
    return kind


def _told(each: Judged) -> list[tuple[str, object]]:
    """The decision, and earlier ones on part of the facts, as lines."""
    earlier = [("先前认定", f"{_line(decision)}（其后又有新记录）") for decision in each.earlier]
    return [("认定", each.decision and _line(each.decision)), *earlier]


def _line(decision: Decision) -> str:
    from inspect_engine.domain.alarms import VERDICTS

    return f"{VERDICTS[decision.verdict]}：{decision.reason}（{decision.by}，{decision.on}）"


def _plain(each: Judged) -> dict[str, Any]:
    alarm = each.alarm
    return {
        "key": alarm.key,
        "kind": alarm.kind,
        "title": alarm.title,
        "status": each.status,
        "text": alarm.text,
        "numbers": list(alarm.numbers),
        "events": list(alarm.events),
        "people": sorted(alarm.people),
        "last_on": alarm.last_on,
        "decision": each.decision and each.decision.plain(),
        "earlier": [decision.plain() for decision in each.earlier],
    }


@app.command("show", cls=Command)
def show_alarm(key: Key) -> Answer:
    """一个疑点的全部情况：涉及哪些隐患的哪些记录、何人办理、怎样认定。"""
    each = session.ledger().alarms.get(key)
    return Answer(_plain(each), lambda: _print_one(each))


def _print_one(each: Judged) -> None:
    from inspect_engine.domain.alarms import KINDS, STATUSES

    alarm = each.alarm
    pairs(
        [
            ("疑点编号", alarm.key),
            ("类别", alarm.title),
            ("口径", KINDS[alarm.kind][1]),
            ("情况", alarm.text),
            ("涉及隐患", "、".join(alarm.numbers)),
            ("参与人", "、".join(sorted(alarm.people))),
            ("状态", STATUSES[each.status]),
            *_told(each),
        ]
    )
    print()
    acts = {act.event: act for act in alarm.acts}.values()
    rows = [(act.case.number, act.on, act.title, act.actor, f"{act.at:%Y-%m-%d %H:%M:%S}", act.event) for act in acts]
    table(("编号", "业务日期", "动作", "办理人", "记录时间", "事件号"), rows)


@app.command("decide", cls=Writing)
def decide(
    key: Key,
    verdict: Annotated[str, typer.Option(metavar="结论", help="explained 有合理解释，confirmed 属实")],
    reason: Annotated[str, typer.Option(metavar="理由", help="查了什么、凭什么这样认定")],
) -> Answer:
    """认定一个疑点（主管办理，参与过其中办理的人不得认定）。

    认定只管当时的事实：其后又有新记录，疑点换新编号，重新待核实。隐患本身不因认定而改变；属实的，另行退回或重新立案。

    例：inspect-engine alarm decide photo-3f9a1c0b27de --verdict explained --reason 同一处两件隐患，一张照片都拍到
    """
    from inspect_engine.domain.alarms import VERDICTS
    from inspect_engine.domain.words.text import meant

    verdict = meant(verdict, VERDICTS)
    event = session.ledger().alarms.decide(key, verdict, reason)
    return Answer(event.plain(), told=[f"已保存：疑点 {key} {VERDICTS[verdict]}。"])

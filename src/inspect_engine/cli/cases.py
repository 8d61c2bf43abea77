"""``case`` and ``act``: follow hazards to closure."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspect_engine.cli.session import session
from inspect_engine.cli.words import Command, Group

if TYPE_CHECKING:
    from datetime import date

    from inspect_engine.domain.cases import Case, CaseLine
    from inspect_engine.ledger import Entry, Ledger
    from inspect_engine.ledger.alarms import Doubts

Json = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取")]
Reference = Annotated[str, typer.Argument(metavar="隐患", help="编号（RQ-2022-0001）或 id")]
app = typer.Typer(cls=Group, help="隐患：台账、详情、流转记录、可办事项。")

LINE = (
    *("id", "number", "kind", "pack", "pack_version", "state", "state_title", "severity", "title", "region", "subject"),
    *("party", "found_on", "due_on", "overdue", "closed_on", "closed_how"),
)
"""Keys of one item of ``case list --json``."""
ABSENT = ("part", "repeat_of", "resembles", "duplicate_of", "paused")
"""Facts of a case that most cases do not have."""


@app.command("list", cls=Command)
def list_cases(
    only_open: Annotated[bool, typer.Option("--open", help="只看未销号的")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="只看超期的")] = False,
    severity: Annotated[
        str | None, typer.Option(metavar="等级", help="general 一般、major 重大、pending 待定级；写名称也行，如 超规模")
    ] = None,
    state: Annotated[str | None, typer.Option(metavar="状态", help="如 rectifying 或 整改中")] = None,
    pack: Annotated[str | None, typer.Option(metavar="检查表包", help="编号或名称，如 gas 或 城镇燃气")] = None,
    party: Annotated[str | None, typer.Option(metavar="责任单位", help="全名")] = None,
    subject: Annotated[str | None, typer.Option(metavar="对象编号")] = None,
    kind: Annotated[
        str | None,
        typer.Option(metavar="种类", help="hazard 隐患；登记事项如 works 危大工程、building 房屋、task 任务"),
    ] = None,
    region: Annotated[str | None, typer.Option(metavar="区划", help="代码或开头几位，如 5306")] = None,
    text: Annotated[str | None, typer.Option("--find", metavar="文字", help="编号、隐患、对象、单位里的字")] = None,
    by_due: Annotated[bool, typer.Option("--by-due", help="按整改期限排序（默认按发现先后）")] = False,
    limit: Annotated[int, typer.Option(metavar="件数", help="一页多少件", min=1, max=1000)] = 100,
    cursor: Annotated[str | None, typer.Option(metavar="游标", help="上一页 JSON 里的 next")] = None,
    json: Json = False,
) -> None:
    """隐患台账，一页一页地看。"""
    from inspect_engine.cli import filters, show
    from inspect_engine.domain.words.wording import grade_title, kind_word
    from inspect_engine.ledger import CaseFilter

    severity, kind = filters.grade(severity, filters.kind(kind))
    region = filters.region(region)
    ledger = session.ledger()
    today = ledger.today()
    chosen = CaseFilter(
        open=True if only_open else None,
        overdue_on=today if overdue else None,
        severity=severity,
        state=filters.state(state, kind, ledger),
        pack=filters.pack(pack, ledger),
        party=party,
        subject=subject,
        kind=kind,
        region=region,
        text=text,
    )
    found = ledger.cases(chosen, order="due" if by_due else "opened", after=_after(cursor), limit=limit + 1)
    more = len(found) > limit
    found = found[:limit]
    following = _cursor(found[-1]) if more else None
    if json:
        show.as_json({"items": [_line(case, today) for case in found], "next": following})
        return
    show.missing(len(found), "符合条件的隐患或登记事项")
    if found:
        flags = ledger.flags()
        rows = [
            (
                c.number,
                grade_title(c.kind, c.severity),
                c.title,
                c.subject_name,
                c.state_title,
                c.due_on,
                "、".join(["超期"] * c.overdue(today) + ["受惩戒"] * bool(flags.of(c.party))),
            )
            for c in found
        ]
        word = kind_word(c.kind for c in found)
        due = "整改期限" if word == "隐患" else "期限"
        show.table(("编号", "等级", word, "检查对象", "状态", due, ""), rows)
    if following:
        show.say(f"还有更多，下一页加 --cursor {following}")


def _cursor(line: CaseLine) -> str:
    return f"{line.due_on.isoformat() if line.due_on else '9999-12-31'}/{line.opened}"


def _after(cursor: str | None) -> tuple[str, int] | None:
    from inspect_engine.errors import InputError

    if cursor is None:
        return None
    due, _, opened = cursor.partition("/")
    if not opened.isascii() or not opened.isdigit():
        raise InputError.one(f"游标“{cursor}”不对", fix="用上一页 JSON 里的 next")
    return due, int(opened)


def _line(line: CaseLine, today: Any) -> dict[str, Any]:
    values = {name: getattr(line, name) for name in LINE if name != "overdue"}
    return {name: line.overdue(today) if name == "overdue" else values[name] for name in LINE}


@app.command("show", cls=Command)
def show_case(reference: Reference, json: Json = False) -> None:
    """一件隐患的全部情况。"""
    from inspect_engine.cli import show
    from inspect_engine.domain.words.wording import closing_title, grade_title

    ledger = session.ledger()
    case, today = ledger.case(reference), ledger.today()
    wait, opener, linked = ledger.waiting(case), ledger.opener(case), ledger.linked(case)
    sanctions = ledger.sanctions_on(case)
    doubts, papers = ledger.alarms_naming(case.number), ledger.documents(case.id)
    if json:
        none = {name: getattr(case, name) or None for name in ABSENT}
        facts = {**show.fields_of(case), **none, "is_open": case.is_open, "overdue": case.overdue(today)}
        others: dict[str, Any] = {"parent": opener and _other(opener), "linked": [_other(line) for line in linked]}
        others |= {"sanctions": [s.number for s in sanctions], **_doubts(doubts)}
        others["documents"] = [paper.number for paper in papers]
        show.as_json({**facts, **others, "waiting": wait and wait.plain()})
        return
    due = f"{case.due_on}{_running(case, today)}  {case.due_why}" if case.due_on else None
    closed = f"{case.closed_on}（{closing_title(case.closed_how, hazard=case.is_hazard)}）" if case.closed_how else None
    region = f"{case.region} {ledger.region_name(case.region)}"
    show.pairs(
        [
            ("编号", case.number),
            ("隐患" if case.is_hazard else "事项", f"{case.title}（{case.item}）"),
            ("检查对象", f"{case.subject_name}（{case.subject}）"),
            ("责任单位", case.party),
            *(("惩戒" if n == 0 else "", f"{one.brief}，{one.state(today)}") for n, one in enumerate(sanctions)),
            ("区划", region),
            ("等级", f"{grade_title(case.kind, case.severity)}（{case.severity_why}）"),
            ("状态", case.state_title),
            ("本步时限", wait and wait.words),
            ("部位", case.part),
            *((label, _told(one)) for label, key in _others(case) for one in ledger.related(key)),
            *(("待确认" if n == 0 else "", text) for n, text in enumerate(_proposal(ledger, case))),
            ("来自", opener and _told(opener)),
            *(("关联事项" if n == 0 else "", _told(line)) for n, line in enumerate(linked)),
            *(("文书" if n == 0 else "", f"{one.number} {one.title}（{one.state}）") for n, one in enumerate(papers)),
            ("发现日期" if case.is_hazard else "立案日期", case.found_on),
            ("整改期限" if case.is_hazard else "期限", due),
            ("回复日期", case.replied_on),
            ("退回次数", case.returned or None),
            ("重新立案", f"{case.reopened} 次" if case.reopened else None),
            ("已督办", f"{case.escalated} 级" if case.escalated else None),
            ("销号" if case.is_hazard else "办结", closed),
            ("数据疑点", doubts and doubts.words),
            ("实测" if case.is_hazard else "所填", case.measured),
            ("备注", case.note),
            ("整改要求" if case.is_hazard else "要求", case.requirement),
            ("依据", case.basis),
        ]
    )


def _running(case: Case, today: date) -> str:
    """What a reader must know of the due date before he relies on it."""
    return "（已超期）" if case.overdue(today) else "（已中止计期，恢复后重新推算）" if case.paused else ""


def _doubts(found: Doubts | None) -> dict[str, Any]:
    """``alarms_untold`` names the kinds that were not worked out here."""
    from inspect_engine.domain.alarms import count

    return {"alarms": found and count(found.judged), "alarms_untold": list(found.untold) if found else []}


def _other(case: Case | CaseLine) -> dict[str, Any]:
    """A linked case in ``case show --json``."""
    names = ("id", "number", "kind", "title", "state", "state_title", "is_open")
    return {name: getattr(case, name) for name in names}


def _others(case: Case) -> list[tuple[str, str]]:
    """Cases this one has to do with, by what they are to it."""
    found = [("反复隐患，上次是", case.repeat_of), ("疑似重复", case.resembles), ("并入", case.duplicate_of)]
    return [(label, key) for label, key in [*found, *(("并入的有", key) for key in case.absorbed)] if key]


def _proposal(ledger: Ledger, case: Case) -> list[str]:
    """Who has proposed what, and word for word what a second person would confirm."""
    from inspect_engine.domain.words import forms

    if (proposal := case.proposal) is None:
        return []
    step = ledger.lifecycle(case).workflow.transition(proposal.trigger, case.state)
    filled = [(spec, proposal.values.get(spec.id)) for spec in (step.needs if step else ())]
    who = f"{proposal.title}：{'、'.join(sorted(proposal.persons))} 于 {proposal.on} 提出，等另一人确认"
    return [who, *(f"{spec.title}：{forms.shown(spec, value)}" for spec, value in filled if value)]


def _told(case: Case | CaseLine) -> str:
    return f"{case.number} {case.title}（{case.state_title}）"


@app.command("history", cls=Command)
def history(reference: Reference, json: Json = False) -> None:
    """流转记录：每一步何时、何人、办了什么、附了什么；并入的事项，各步接着列出。"""
    from inspect_engine.cli import show

    ledger = session.ledger()
    entries, case = ledger.history(reference), ledger.case(reference)
    others = [(one, ledger.history(one.id)) for one in ledger.related(*case.absorbed)]
    if json:
        merged = [{"number": one.number, "items": [_entry(entry) for entry in trail]} for one, trail in others]
        show.as_json({"items": [_entry(entry) for entry in entries], "merged": merged})
        return
    _trail(ledger, entries)
    for one, trail in others:
        print(f"\n并入的 {one.number} {show.display(one.title)}：")
        _trail(ledger, trail)


def _trail(ledger: Ledger, entries: Sequence[Entry]) -> None:
    """One line for each event, and below it what was filled in."""
    from inspect_engine.cli import show
    from inspect_engine.domain.cases import MOVED, PROPOSED, REPINNED, event_title, remarks
    from inspect_engine.domain.versions.repinning import told
    from inspect_engine.domain.words import forms

    for number, (entry, flow) in enumerate(zip(entries, ledger.flows_of(entries), strict=True), 1):
        event = entry.event
        how = "（自报）" if event.actor.via == "claimed" else ""
        to = f" → {state}" if (state := _state(entry)) else ""
        print(show.display(f"{number}. {event.on}  {event_title(event)}{to}  {event.actor.user}{how}"))
        step = flow.transition(event.data.get("trigger", ""), event.data.get("from", ""))
        values = event.data.get("values", {}) if event.kind in (MOVED, PROPOSED) else {}
        detail = [
            (f"   {spec.title}", forms.shown(spec, values[spec.id]))
            for spec in (step.needs if step else ())
            if spec.id in values
        ]
        detail += [(f"   {heading}", text) for heading, text in remarks(event)]
        if event.kind == REPINNED:
            detail.append(("   改依", told(event.data)))
        deadline = event.data.get("deadline")
        files = "、".join(f"{f['name']}（{f['sha256'][:12]}）" for f in event.files)
        show.pairs([*detail, ("   期限", deadline and deadline["derivation"]), ("   佐证", files)])


def _state(entry: Entry) -> str:
    return str(entry.event.data.get("to_title") or entry.event.data.get("state_title") or "")


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        **entry.event.plain(),
        "on": entry.event.on,
        "pos": entry.pos,
        "recorded_at": entry.recorded_at,
        "hash": entry.hash,
    }


@app.command("offers", cls=Command)
def offers(reference: Reference, json: Json = False) -> None:
    """现在可办什么，各要填什么；不能办的列在后面，说明原因。

    例：inspect-engine --user insp1 case offers RQ-2022-0001
    """
    from inspect_engine.cli import show
    from inspect_engine.cli.offers import print_offers

    ledger = session.ledger()
    case, found = ledger.offers(reference)
    if json:
        items = [
            {
                "trigger": offer.trigger,
                "title": offer.title,
                "to": offer.to,
                "to_title": offer.to_title,
                "allowed": offer.allowed,
                "reason": offer.reason or None,
                "needs": [spec.model_dump(mode="json", exclude_defaults=True) for spec in offer.needs],
                "evidence": offer.evidence,
                "warning": offer.warning or None,
                "second": offer.second,
                "proposed": offer.proposed or None,
            }
            for offer in found
        ]
        show.as_json({"id": case.id, "number": case.number, "state": case.state, "items": items})
        return
    print_offers(case, found, ledger.lifecycle(case).workflow)


def act(
    reference: Reference,
    trigger: Annotated[str, typer.Argument(metavar="动作", help="见 case offers")],
    entries: Annotated[list[str] | None, typer.Option("--set", metavar="字段=值", help="要填的内容，可写几次")] = None,
    evidence: Annotated[list[Path] | None, typer.Option(metavar="文件", help="佐证材料，可写几次")] = None,
    base: Annotated[
        str | None, typer.Option(metavar="事件号", help="你看到的最后一条记录；之后有变动则不办（退出码 3）")
    ] = None,
) -> None:
    """办理一步，打印存下的流转记录（JSON）。规则不许时说明缺什么，退出码 1，不保存。

    须两人办理的（撤销、并案、重新立案等），第一人提出，第二人办理同一动作即为确认，不必再写 --set；
    其间隐患又办了别的，提出的就作废，要重新提出。

    例：inspect-engine act RQ-2022-0001 grade --set severity=major --set reason=无证经营

    例：inspect-engine act RQ-2022-0001 reply --set performed_by=张三 --set measures=已换管
    --set finished_on=2022-03-01 --evidence 照片.jpg
    """
    from inspect_engine.cli import show
    from inspect_engine.cli.reports import assignments
    from inspect_engine.domain.cases import outcome

    ledger = session.ledger()
    values, before = assignments(entries), ledger.case(reference).proposal
    event = ledger.act(reference, trigger, values, evidence or [], base=base)
    show.as_json(event.plain())
    show.say(outcome(event))
    if before and before.trigger != trigger:
        who = "、".join(sorted(before.persons))
        show.say(f"留意：{who} 提出、尚未确认的“{before.title}”随之作废，要办须重新提出。")
    if opened := ledger.opened_by(event):
        show.say(f"同时立案：{_told(opened)}。")

"""Cases and events as text to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from textual.content import Content

from inspect_engine.domain.cases import NOTED, CaseLine, case_grade, corrections, entered, event_title, remarks, told_on
from inspect_engine.domain.cases.casualties import casualty_lines
from inspect_engine.domain.definitions import FILED, ROLE_TITLES
from inspect_engine.domain.inspections.doubts import marks_text
from inspect_engine.domain.people.telling import called, filled
from inspect_engine.domain.versions.repinning import told as moved
from inspect_engine.domain.words.wording import closing_title, grade_title
from inspect_tui.words.columns import due_text
from inspect_tui.words.text import BAD, MUTED, STRONG, STRUCK, WARN, heading, pair, plain, stack

if TYPE_CHECKING:
    from pathlib import Path

    from inspect_engine.domain.cases import Case, Casualties, Owing, Proposal
    from inspect_engine.domain.countersigning import Signing
    from inspect_engine.domain.definitions import Transition, Workflow
    from inspect_engine.domain.people.authority import Person
    from inspect_engine.domain.sanctions.register import Sanction
    from inspect_engine.domain.workflow.lifecycle import Offer
    from inspect_engine.domain.workflow.waiting import Wait
    from inspect_engine.ledger import Entry
    from inspect_tui.views.cases import Glance

LONGEST = 60
"""Characters of a refusal in the list of actions."""


def severity(one: Case | CaseLine) -> Content:
    style = {"major": BAD, "pending": WARN}.get(one.severity, "")
    return plain(grade_title(one.kind, one.severity) if isinstance(one, CaseLine) else case_grade(one), style)


def glance_text(line: CaseLine, glance: Glance, today: date, why: str = "") -> Content:
    """What the pane beside the ledger says of a line that the line itself does not; ``why`` it was not done the last
    time, if it was not."""
    case, due = glance.case, line.limit(today) or "（未定）"
    return stack(
        [
            *([pair("上次没办成", why, BAD), plain("")] if why else []),
            plain(line.told, STRONG),
            Content.assemble(severity(line), "  ", plain(line.state_title, STRONG)),
            plain(""),
            *([pair("下一步", f"{glance.next.title}（{_whose(glance.next)}）", STRONG)] if glance.next else []),
            *_ending(line),
            Content.assemble(pair("期限", due), "  ", plain(due_text(line, today), BAD if line.overdue(today) else "")),
            pair("最近", f"{told_on(glance.event)} {event_title(glance.event)}"),
            plain(""),
            *([pair("情况", case.note)] if case.note else []),
            *([pair("实测", case.measured)] if case.measured else []),
            *([pair("备注", f"{told_on(glance.note)} {glance.note.data['text']}")] if glance.note else []),
            *([pair("整改要求", case.requirement)] if case.requirement else []),
            *([pair("依据", case.basis)] if case.basis else []),
            pair("照片", f"{glance.photos} 张" if glance.photos else "没有"),
            plain(""),
            pair("检查对象", line.subject_name),
            pair("责任单位", line.party),
            *([pair("承办人", line.owner)] if line.owner else []),
            pair("区划", glance.region),
            pair("发现日期" if line.is_hazard else "登记日期", f"{line.found_on}（{line.item}）"),
            *([pair("退回", f"{line.returned} 次")] if line.returned else []),
            *([pair("延期", f"{line.extended} 次")] if line.extended else []),
        ]
    )


def _whose(step: Transition) -> str:
    return "、".join(ROLE_TITLES[role] for role in step.by)


def _ending(case: Case | CaseLine) -> list[Content]:
    how = closing_title(case.closed_how, hazard=case.is_hazard)
    return [pair("办结", f"{case.closed_on}（{how}）")] if case.closed_on else []


def case_text(
    case: Case,
    region: str,
    today: date,
    wait: Wait | None = None,
    opener: Case | None = None,
    linked: Sequence[CaseLine] = (),
    sanctions: Sequence[Sanction] = (),
    related: Sequence[tuple[str, Case]] = (),
    unsigned: Sequence[Signing] = (),
    owing: Owing | None = None,
    toll: Casualties | None = None,
    files: Sequence[str] = (),
    pack: str = "",
) -> Content:
    """The facts of a case: how long it may wait in its state, cases it is linked with, sanctions around it, and
    ``related``: cases it repeats, resembles or was merged with, each with what it is to this one; ``unsigned`` is
    what waits for somebody's signature, ``owing`` what its fine comes to, ``toll`` what an accident has cost, ``files``
    the evidence, ``pack`` what its checklist is called. Its state and until when are told by ``words.stages``."""
    lines = [
        plain(case.title, STRONG),
        *([pair("情况", case.note)] if case.note else []),
        *([pair("实测" if case.is_hazard else "所填", case.measured)] if case.measured else []),
        *([pair("部位", case.part)] if case.part else []),
        pair("依据", case.basis or "（定义里没有写）"),
        Content.assemble(("等级：", MUTED), severity(case), plain(f"（{case.severity_why}）", MUTED)),
        pair("整改要求" if case.is_hazard else "要求", case.requirement),
        *([_files(files)] if files else []),
        *([pair("本步时限", wait.words, BAD if wait.days_overdue else "")] if wait else []),
        *([pair("待确认", _proposed(case.proposal), WARN)] if case.proposal else []),
        *(pair("会签", f"{each.what}：{each.words}", WARN) for each in unsigned),
        *([pair("存疑", marks_text(case.doubts), WARN)] if case.doubts else []),
        *([pair("罚款", owing.words)] if owing else []),
        *([pair("来自", _other(opener))] if opener else []),
        *(pair("关联事项", f"{_other(line)}{'，没有办结' if line.is_open else ''}") for line in linked),
        *(pair(label, _other(line), WARN) for label, line in related),
        *(pair(label, text) for label, text in (casualty_lines(toll) if toll else ())),
        *(pair("惩戒", f"{one.brief}，{one.state(today)}", BAD) for one in sanctions),
        plain(""),
        pair("检查对象", f"{case.subject_name}（{case.subject}）"),
        pair("责任单位", case.party),
        *([pair("共同责任", "、".join(case.co_units))] if case.co_units else []),
        *([pair("承办人", case.owner)] if case.owner else []),
        pair("区划", f"{region}（{case.region}）"),
        pair("检查项", f"{case.item}，{pack or case.pack} {case.pack_version} 版"),
        pair("发现日期" if case.is_hazard else "登记日期", case.found_on),
        *([pair("立案日期", case.values[FILED])] if FILED in case.values else []),
        *([] if case.due_on and case.is_open else [pair("期限", case.due_on or _undated(case))]),
        *([pair("期限由来", case.due_why)] if case.due_why else []),
        *([pair("回复日期", case.replied_on)] if case.replied_on else []),
        *([pair("补录", _backdated(case), WARN if case.saved else "")] if case.backdated else []),
        *([pair("仍未改", f"复查前又见 {case.seen} 次", WARN)] if case.seen else []),
        *([pair("退回", f"{case.returned} 次", WARN)] if case.returned else []),
        *([pair("延期", f"{case.extended} 次")] if case.extended else []),
        *([pair("重新立案", f"{case.reopened} 次", WARN)] if case.reopened else []),
        *([pair("已督办", f"{case.escalated} 级", WARN)] if case.escalated else []),
        *_ending(case),
    ]
    return stack(lines)


FILES = 2
"""Files of evidence named on one line."""


def _files(files: Sequence[str]) -> Content:
    """``佐证：照片.jpg 2.1 MB、…``."""
    rest = f" 等 {len(files)} 份" if len(files) > FILES else ""
    return pair("佐证", f"{'、'.join(files[:FILES])}{rest}")


def _undated(case: Case) -> str:
    return "未定（送达后起算）" if case.is_hazard else "未定"


def _backdated(case: Case) -> str:
    return f"{case.backdated} 步{'；因补录的日期才算按期' if case.saved else ''}"


def _proposed(proposal: Proposal) -> str:
    return f"{proposal.title}，{proposal.told}，等另一人确认；提出的人可以收回（x）"


def _other(case: Case | CaseLine) -> str:
    return f"{case.number} {case.title}（{case.state_title}）"


def history_text(
    entries: list[Entry],
    flows: Sequence[Workflow],
    roster: dict[str, Person],
    place: Callable[[Any], Path],
    *,
    whole: bool = True,
) -> Content:
    """流转记录: each event with day, person, values and evidence; the last one where it is not ``whole``."""
    folded = not whole and len(entries) > 1
    title = f"最近一条流转（共 {len(entries)} 条，h 全部）" if folded else f"流转记录（{len(entries)}）"
    lines = [heading(title)]
    for entry, flow in list(zip(entries, flows, strict=True))[-1 if folded else 0 :]:
        lines += _event(entry, flow, roster, place)
    return stack(lines)


def since_text(entries: Sequence[Entry], roster: dict[str, Person]) -> Content:
    """What others did while a form was filled in: when, who, which step."""
    lines = [plain("你打开以后，这一件有人办过；你填的还没有保存，按 F5 照现在的情况接着办", WARN)]
    for entry in entries:
        event = entry.event
        state = event.data.get("to_title") or event.data.get("state_title") or ""
        when, who = entry.recorded_at[:16].replace("T", " "), called(event.actor.user, roster)
        lines.append(plain(f"  {when} {who}：{event_title(event)}{f'，现为“{state}”' if state else ''}"))
    return stack(lines)


def _event(entry: Entry, flow: Workflow, roster: dict[str, Person], place: Callable[[Any], Path]) -> Iterator[Content]:
    event, data = entry.event, entry.event.data
    title = event_title(event)
    state = data.get("to_title") or data.get("state_title") or ""
    yield Content.assemble(
        plain(f"{told_on(event)} ", STRONG),
        plain(f"{entered(event)} ", WARN),
        plain(title, STRONG),
        plain(f"，现为“{state}”" if state else ""),
    )
    who = "、".join(called(name, roster) for name in data.get("persons", [event.actor.user]))
    yield plain(
        f"  参与：{who}；记录：{called(event.actor.user, roster)}，{entry.recorded_at[:16].replace('T', ' ')}", MUTED
    )
    for change in corrections(event):
        old, new = change.shown
        yield Content.assemble("  ", pair(change.title, ""), plain(old, STRUCK), plain(f" → {new}"))
    for label, text in remarks(event):
        yield Content.assemble("  ", pair(label, text))
    if event.kind == "case.repinned":
        yield Content.assemble("  ", pair("改依", moved(data)))
    step = flow.transition(data.get("trigger", ""), data.get("from", ""))
    for spec in step.needs if step else ():
        if spec.id in data.get("values", {}):
            yield Content.assemble("  ", pair(spec.title, filled(spec, data["values"][spec.id], roster)))
    if deadline := data.get("deadline"):
        note = "（暂定）" if deadline.get("provisional") else ""
        yield Content.assemble("  ", pair("期限", f"{deadline['due_on']}{note}，{deadline['derivation']}"))
    for file in event.files:
        label = "附件" if event.kind == NOTED else "佐证"
        yield Content.assemble("  ", pair(label, f"{file['name']}（{file['size']} 字节）"))
        yield plain(f"    {place(file)}", MUTED)


def offer_text(offer: Offer, opens: bool = False) -> Content:
    """One action: what it leads to, or briefly why not; every reason is told when it is chosen.

    ``opens`` says that it opens a case beside this one, which stays as it is.
    """
    if offer.allowed:
        told = plain("".join(f"  {text}" for text in _notes(offer)), WARN)
        after = "另立一件，这件不变" if opens else f"办后为“{offer.to_title}”"
        return Content.assemble(plain(offer.title, STRONG), plain(f"  {after}", MUTED), told)
    return Content.assemble(plain(offer.title, MUTED), plain("  不能办：", BAD), plain(_briefly(offer.reason), MUTED))


def folded_text(title: str, offers: Sequence[Offer], *, unfolded: bool) -> Content:
    """``其他 3 项 ▸ 责令停工、移交、撤销``: the names, until the lines below tell more."""
    names = "" if unfolded else "、".join(offer.title for offer in offers)
    return Content.assemble(
        plain(f"{title} {len(offers)} 项 {'▾' if unfolded else '▸'} ", "bold $text-accent"), plain(names, MUTED)
    )


def _briefly(reason: str) -> str:
    """As many of the reasons as three narrow lines hold, one at least, and how many more there are."""
    told, *rest = reason.split("；")
    while rest and len(told) + len(rest[0]) < LONGEST:
        told += f"；{rest.pop(0)}"
    return told + (f"（另有 {len(rest)} 条，按 Enter 看）" if rest else "")


def _notes(offer: Offer) -> Iterator[str]:
    if offer.second:
        yield offer.proposed or "须两人办理：一人提出，另一人确认"
    if offer.warning:
        yield f"留意：{offer.warning}"

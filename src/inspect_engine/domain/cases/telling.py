"""What an event of a case is called, and what it says beyond its form: the same words wherever it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from inspect_engine.domain.cases.folding import (
    ABSORBED,
    ASSIGNED,
    ESCALATED,
    IMPORTED,
    NOTED,
    OPENED,
    PROPOSED,
    REDATED,
    SEEN,
    UNDONE,
)
from inspect_engine.domain.corrections import CORRECTED, WHAT, Change, changes_of
from inspect_engine.domain.corrections import KINDS as CORRECTIONS
from inspect_engine.domain.countersigning import DECLINED, HANDED, SIGNED
from inspect_engine.domain.definitions import SEVERITY_TITLES
from inspect_engine.domain.events import Event

OTHERWISE = {REDATED: "重新推算期限", NOTED: "备注", ASSIGNED: "指定承办人", SEEN: "又查到，仍未改"}
COUNTERSIGNING = {SIGNED: "会签", DECLINED: "说明没有参加", HANDED: "另指会签人"}


def event_title(event: Event) -> str:
    """What happened, in a few words."""
    title = str(event.data.get("title", ""))
    if event.kind == OPENED:
        return "立案" if event.data.get("parent") or event.data["kind"] != "hazard" else "发现"
    if event.kind == PROPOSED:
        return f"提出{title}，待另一人确认"
    if event.kind in COUNTERSIGNING:
        return COUNTERSIGNING[event.kind]
    if event.kind in CORRECTIONS:
        return _correcting(event)
    return title or OTHERWISE.get(event.kind, event.kind)


def _correcting(event: Event) -> str:
    what = "撤回回复" if event.data.get("undone") else f"更正{WHAT[event.data['what']]}"
    return what if event.kind == CORRECTED else f"提出{what}，待另一人确认"


def corrections(event: Event) -> tuple[Change, ...]:
    """What an event puts right, or proposes to: old and new, to be shown side by side."""
    return changes_of(event.data) if event.kind in CORRECTIONS else ()


def entered(event: Event) -> str:
    """That it was entered later than it happened, and when; empty for what was entered that day, and for what is of an
    earlier day without having happened on it: an import taken back, from the day of the finding."""
    return f"{event.typed_on} 补录" if event.backdated and event.kind != UNDONE else ""


def told_on(event: Event) -> date:
    """The day under which it is shown: that of what happened."""
    return event.typed_on if event.kind == UNDONE else event.on


def outcome(event: Event, number: str = "") -> str:
    """What whoever acted is told once it is stored."""
    data, which = event.data, f"{number} " if number else ""
    if event.kind == PROPOSED:
        why = "补录的日期使逾期变成按期，或使加处罚款变少，" if "saved" in data else ""
        why += "所填的比现在登记的低，" if "lowered" in data else ""
        return f"已提出：{which}{data['title']}。{why}须由另一个有权的人办理同一事项来确认，在此之前状态不变。"
    if data["to"] == data["from"]:
        return f"已保存：{which}{data['title']}，状态不变（{data['to_title']}）。"
    return f"已保存：{which}{data['title']} → {data['to_title']}。"


def remarks(event: Event) -> Iterator[tuple[str, str]]:
    """(heading, text) of what an event says that no form asked for."""
    data = event.data
    for key, heading in (
        ("parent_number", "来自"),
        ("part", "部位"),
        ("nth", "第几次发现"),
        ("repeat_of_number", "反复隐患，上次是"),
        ("resembles_number", "疑似重复"),
        ("merged_into_number", "并入"),
        ("notice", "摘出的通知书"),
        ("supplement", "依补充通知书"),
        ("acts_for", "代办，代"),
        ("override", "紧急越权"),
        ("why", "原因"),
    ):
        if data.get(key):
            yield heading, str(data[key])
    if sheet := data.get("sheet"):
        whose = "" if sheet["unit"] else "，由录入的人读入，不算责任单位签字"
        yield "读自回复表", f"{sheet['file']}（{sheet['sha256'][:12]}）{whose}"
    if data.get("shared"):
        yield "佐证", "几个对象合用，录入时已说明"
    if doubts := data.get("doubts"):
        from inspect_engine.domain.inspections.doubts import marks_text

        yield "存疑", marks_text(doubts)
    if paper := data.get("paper"):
        yield "来自纸面台账", f"{paper['sheet']} 第 {paper['row']} 行"
        if finders := paper["names"].get("inspectors"):
            yield "检查人", "、".join(finders)
        if paper["doubts"]:
            yield "导入存疑", "；".join(paper["doubts"])
    if event.kind == IMPORTED and data["persons"]:
        yield "纸面上的人", "、".join(data["persons"])
    if event.kind == ABSORBED:
        yield "并入的是", str(data["from_number"])
    if event.kind == NOTED:
        yield "备注", str(data["text"])
    if event.kind == SEEN:
        yield from _seen(event)
    if event.kind == ASSIGNED:
        yield "承办人", f"{data['from'] or '（无）'} → {data['to'] or '（无）'}"
    if data.get("saved"):
        yield "补录", "这个日期使逾期变成按期，须两人办理，在按期里另外数出来；或使加处罚款变少，也须两人办理"
    if event.kind == HANDED:
        yield "改由", f"{data['to']}签，不再待{data['name']}"
    if event.kind == DECLINED:
        yield "理由", str(data["reason"])
    if event.kind == ESCALATED:
        yield "逾期", f"应于 {data['due_on']} 前办理，已超 {data['days_overdue']} 日"


def _seen(event: Event) -> Iterator[tuple[str, str]]:
    """What an inspection has found again; or what it says of that, put right since."""
    from inspect_engine.domain.inspections import short

    data = event.data
    if "of" in data:
        yield "更正", "这次检查的作答更正了" + ("：不算又查到" if data["times"] < 0 else "")
    yield from ((title, data[name]) for name, title in (("note", "查到"), ("measured", "实测")) if data[name])
    if grade := SEVERITY_TITLES.get(data.get("severity", "")):
        yield "这次所见的等级", grade
    yield "检查编号", short(data["inspection"])

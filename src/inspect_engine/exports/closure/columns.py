"""Which columns the lists have."""

from __future__ import annotations

from datetime import datetime

from inspect_engine.domain.cases import Case, case_grade, event_title
from inspect_engine.domain.cases.casualties import ONLY_REGISTERED
from inspect_engine.domain.cases.clocks import age, stay, was_due
from inspect_engine.domain.inspections.doubts import marks_text
from inspect_engine.domain.words.identifiers import county
from inspect_engine.domain.words.wording import WAITING, closing_title, kind_title
from inspect_engine.exports.closure.records import VIA_TITLES, Record, Step, china
from inspect_engine.exports.sheets.cells import Value
from inspect_engine.exports.sheets.tables import Column

YES, NO = "是", "否"


def truth(value: bool) -> str:
    return YES if value else NO


def closing(case: Case) -> str:
    return closing_title(case.closed_how, hazard=case.is_hazard)


def _in_time(record: Record) -> Value:
    return None if record.case.in_time is None else truth(record.case.in_time)


def _seen(record: Record) -> Value:
    """What was noted and measured; of what is registered what is in force first, what was filled in then after it."""
    case = record.case
    word = "实测" if case.is_hazard else "登记时所填"
    first = f"{word}：{case.measured}" if case.measured else ""
    return "\n".join(text for text in (*_toll(record), case.note, first, marks_text(case.doubts)) if text)


def _toll(record: Record) -> tuple[str, ...]:
    """What an accident has cost, by what is in force, and by the first report where that was another."""
    toll = record.toll
    if toll is None or toll.now is None:
        return (f"{toll.registered.told}（{ONLY_REGISTERED}）",) if toll and toll.registered else ()
    told = (f"现为（{toll.now.on}）：{toll.now.told}",)
    return (*told, f"首次报告（{toll.first.on}）：{toll.first.told}") if toll.first and toll.changed else told


def _finders(record: Record) -> Value:
    return "、".join(map(record.frame.who, sorted(record.case.finders))) or None


LEDGER: tuple[Column[Record], ...] = (
    Column("编号", 14.5, lambda r: r.case.number, "lead"),
    Column("隐患", 15, lambda r: r.case.title),
    Column("专项", 6, lambda r: r.case.pack, "code"),
    Column("专项名称", 9, lambda r: r.pack_title),
    Column("检查项", 11, lambda r: r.case.item, "code"),
    Column("检查对象", 11, lambda r: r.case.subject_name),
    Column("部位", 8, lambda r: r.case.part or None),
    Column("责任单位", 11, lambda r: "、".join(r.case.units)),
    Column("区划", 7.5, lambda r: county(r.case.region), "code"),
    Column("区划名称", 7, lambda r: r.region, "code"),
    Column("等级", 6, lambda r: case_grade(r.case), "code", "重大"),
    Column("定级说明", 15, lambda r: r.case.severity_why),
    Column("状态", 7.5, lambda r: r.case.state_title, "code"),
    Column("是否未销号", 4.5, lambda r: truth(r.case.is_open), "code"),
    Column("发现日期", 11, lambda r: r.case.found_on, "date"),
    Column("检查员", 9, _finders),
    Column("整改期限", 11, lambda r: r.case.due_on, "date"),
    Column("是否逾期", 4.5, lambda r: truth(r.late), "code", YES),
    Column("逾期天数", 4.5, lambda r: r.days_overdue or None, "number"),
    Column("回复日期", 11, lambda r: r.case.answered_on, "date"),
    Column("是否复查过", 4.5, lambda r: truth(r.counted.rechecked), "code"),
    Column("退回次数", 4.5, lambda r: r.case.returned, "number"),
    Column("延期次数", 4.5, lambda r: r.case.extended, "number"),
    Column("重新立案次数", 4.5, lambda r: r.case.reopened, "number"),
    Column("是否反复", 4.5, lambda r: truth(bool(r.case.repeat_of)), "code", YES),
    Column("销号日期", 11, lambda r: r.case.closed_on, "date"),
    Column("销号方式", 7, lambda r: closing(r.case), "code"),
    Column("是否按期", 4.5, _in_time, "code", NO),
    Column("是否补录按期", 4.5, lambda r: truth(bool(r.case.in_time and r.case.saved)), "code", YES),
    Column("是否应完成", 4.5, lambda r: truth(was_due(r.case, r.frame.as_of)), "code"),
    Column("是否逾期回复", 4.5, lambda r: truth(r.counted.clocks.replied_late), "code", YES),
    Column("是否逾期销号", 4.5, lambda r: truth(r.counted.clocks.closed_late), "code", YES),
    Column("在谁手里", 6, lambda r: r.turn, "code"),
    Column("账龄天数", 4.5, lambda r: age(r.case, r.frame.as_of), "number"),
    Column("停留天数", 4.5, lambda r: stay(r.case, r.frame.as_of), "number"),
    Column("等着办的", 6, lambda r: WAITING.get(r.case.waits), "code"),
    Column("补录步数", 4.5, lambda r: r.case.backdated or None, "number"),
    Column("是否守底线", 4.5, lambda r: truth(not r.below), "code", NO),
    Column("依据", 50, lambda r: r.case.basis),
    Column("整改要求", 17, lambda r: r.case.requirement),
    Column("备注/实测", 24.5, _seen),
    Column("定义版本", 9, lambda r: f"{r.case.pack} {r.case.pack_version}", "code"),
)

REGISTERED: tuple[Column[Record], ...] = (
    Column("编号", 14.5, lambda r: r.case.number, "lead"),
    Column("种类", 8, lambda r: kind_title(r.case.kind), "code"),
    Column("事项", 24, lambda r: r.case.title),
    Column("等级", 8, lambda r: case_grade(r.case), "code"),
    Column("定级说明", 24, lambda r: r.case.severity_why),
    Column("检查项", 11, lambda r: r.case.item, "code"),
    Column("检查对象", 16, lambda r: r.case.subject_name),
    Column("部位", 8, lambda r: r.case.part or None),
    Column("责任单位", 16, lambda r: "、".join(r.case.units)),
    Column("区划", 7.5, lambda r: county(r.case.region), "code"),
    Column("区划名称", 8, lambda r: r.region, "code"),
    Column("状态", 12, lambda r: r.case.state_title, "code"),
    Column("是否未办结", 7, lambda r: truth(r.case.is_open), "code"),
    Column("在谁手里", 9, lambda r: r.turn, "code"),
    Column("账龄天数", 6, lambda r: r.counted.clocks.age, "number"),
    Column("停留天数", 6, lambda r: r.counted.clocks.stay, "number"),
    Column("登记日期", 11.5, lambda r: r.case.found_on, "date"),
    Column("期限", 11.5, lambda r: r.limit, "date"),
    Column("是否逾期", 5, lambda r: truth(r.late), "code", YES),
    Column("逾期天数", 5, lambda r: r.days_overdue or None, "number"),
    Column("补录步数", 5, lambda r: r.case.backdated or None, "number"),
    Column("办结日期", 11.5, lambda r: r.case.closed_on, "date"),
    Column("办结方式", 8, lambda r: closing(r.case), "code"),
    Column("依据", 56, lambda r: r.case.basis),
    Column("要求", 30, lambda r: r.case.requirement),
    Column("登记情况", 40, _seen),
    Column("定义版本", 8.5, lambda r: f"{r.case.pack} {r.case.pack_version}", "code"),
)
"""Cases that were registered and are no hazards: works, buildings, accidents, tasks."""

OVERDUE: tuple[Column[Record], ...] = (
    Column("编号", 14.5, lambda r: r.case.number, "lead"),
    Column("逾期天数", 8, lambda r: r.days_overdue, "alarm"),
    Column("隐患", 30, lambda r: r.case.title),
    Column("等级", 8, lambda r: case_grade(r.case), "code", "重大"),
    Column("检查对象", 18, lambda r: r.case.subject_name),
    Column("责任单位", 18, lambda r: "、".join(r.case.units)),
    Column("区划名称", 10, lambda r: r.region, "code"),
    Column("状态", 10, lambda r: r.case.state_title, "code"),
    Column("发现日期", 11.5, lambda r: r.case.found_on, "date"),
    Column("整改期限", 11.5, lambda r: r.case.due_on, "date"),
    Column("期限推算", 34, lambda r: r.case.due_why),
    Column("退回次数", 6, lambda r: r.case.returned, "number"),
    Column("延期次数", 6, lambda r: r.case.extended, "number"),
)


def _action(step: Step) -> Value:
    return event_title(step.event)


def _persons(step: Step) -> Value:
    return "、".join(step.record.frame.who(name) for name in step.event.data.get("persons", []))


def _after(step: Step) -> Value:
    data = step.event.data
    return str(data.get("to_title") or data.get("state_title") or step.before)


STEPS: tuple[Column[Step], ...] = (
    Column("编号", 14.5, lambda s: s.record.case.number, "lead"),
    Column("序号", 5, lambda s: s.number, "number"),
    Column("业务日期", 11.5, lambda s: s.event.on, "date"),
    Column("是否补录", 5, lambda s: YES if s.event.backdated else None, "code", YES),
    Column("记录时间", 18.5, lambda s: china(s.event.at), "moment"),
    Column("入账时间", 18.5, lambda s: china(datetime.fromisoformat(s.entry.recorded_at)), "moment"),
    Column("动作", 10, _action, "code"),
    Column("从状态", 8, lambda s: s.before, "code"),
    Column("到状态", 8, _after, "code"),
    Column("办理人", 12, lambda s: s.record.frame.who(s.event.actor.user), "code"),
    Column("身份确认", 9, lambda s: VIA_TITLES.get(s.event.actor.via, s.event.actor.via), "code"),
    Column("参与人", 17, _persons),
    Column("填写内容", 52, lambda s: s.filled_in),
    Column("更正前", 18, lambda s: s.struck, "struck"),
    Column("期限推算", 30, lambda s: s.deadline),
    Column("佐证材料", 18, lambda s: s.evidence),
    Column("事件号", 24, lambda s: s.event.id, "hash"),
    Column("SHA-256", 54, lambda s: s.entry.hash, "hash"),
)

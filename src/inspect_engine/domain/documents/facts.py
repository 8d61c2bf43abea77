"""What a document says that nobody has to type: the fields and rows that the ledger gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date

from inspect_engine.domain.calendars import Period, count, in_chinese, parse_date, read_period
from inspect_engine.domain.cases import Case, case_grade, casualties
from inspect_engine.domain.cases.casualties import casualty_lines
from inspect_engine.domain.definitions import CALENDAR_TITLES, FREE, Item
from inspect_engine.domain.documents.apart import told as told_apart
from inspect_engine.domain.documents.citations import Cited, told
from inspect_engine.domain.documents.failing import failed
from inspect_engine.domain.documents.kinds import DocumentKind
from inspect_engine.domain.documents.material import Attached, CaseMaterial, Desk
from inspect_engine.domain.documents.supplementing import ADDED, LEAVING, Supplemented
from inspect_engine.domain.words import forms

NONE, DASH = "无", "——"
BEYOND = "清单外"
NO_LONGER = "自本通知书送达之日起，原通知书对本项的要求不再适用"
UNCITED = f"{BEYOND}，未引用条款"


def day(on: date | str | None) -> str:
    """``2022年2月17日``."""
    found = parse_date(on) if isinstance(on, str) else on
    return in_chinese(found) if found else ""


def facts(kind: DocumentKind, found: Sequence[CaseMaterial], desk: Desk, days: str = "") -> dict[str, str]:
    """Every field that the ledger gives, by id; empty where it has none. ``number`` is given later."""
    dues = [each.case.due_on for each in found if each.case.due_on]
    events = [event for each in found if (event := each.reported(kind))]
    again = sorted({name for each in found for name in each.reinspectors(kind)})
    papers = [f"{each.number}（{each.title}）" for one in found for each in one.valid()]
    files = {(each.event, each.sha256, each.name): each.caption for one in found for each in one.files}
    return {
        "office": desk.office.title,
        "issued_on": day(desk.today),
        "party": _addressed(kind, found),
        "project": distinct(each.project for each in found),
        "inspected_on": distinct(day(each.origin.found_on) for each in found),
        "inspectors": signed((name for each in found for name in each.inspectors), desk),
        "photo_list": "\n".join(each.told for each in photographs(kind, found)) or NONE,
        "evidence_list": numbered([*dict.fromkeys(papers), *files.values()]),
        "source_number": distinct(each.source for each in found if each.source),
        "deadline": _deadline(kind, found[0], desk, days) if days else "",
        "content": "\n".join(found_facts(each) for each in found),
        "due_on": distinct(day(each) for each in dues),
        "overdue_days": distinct(f"{(desk.today - due).days} 日" for due in dues),
        "awaited": "；".join(dict.fromkeys(_awaited(each) for each in found)),
        "nth": f"第 {max(each.times(kind.id) for each in found) + 1} 次",
        "handed_on": day(desk.today),
        "toll": "\n".join(toll(each) for each in found),
        "reinspected_on": distinct(day(event.on) for event in events),
        "reinspectors": signed(again, desk),
    }


def photographs(kind: DocumentKind, found: Sequence[CaseMaterial]) -> tuple[Attached, ...]:
    """The pictures to be printed, each told by the row of its case and what that is: whoever gets the document knows
    neither our files nor their names."""
    taken = [(n, one, each) for n, one in enumerate(found, 1) for each in one.pictures(kind)]
    return tuple(
        replace(each, told=f"照片{k}　第{n}项　{one.case.title}（{each.step}）")
        for k, (n, one, each) in enumerate(taken, 1)
    )


def toll(one: CaseMaterial) -> str:
    """What the ledger says that an accident has cost, and how it was reported; empty for any other case."""
    found = casualties(one.case, one.events)
    if found is None:
        return ""
    told = [("事故等级", case_grade(one.case)), *casualty_lines(found)]
    return "；".join(f"{label}：{text}" for label, text in told)


def _addressed(kind: DocumentKind, found: Sequence[CaseMaterial]) -> str:
    if kind.also:
        return found[0].also_told
    return addressee(found[0].case.party, (name for each in found for name in each.case.co_units))


def addressee(party: str, beside: Iterable[str]) -> str:
    """Whom a document is for: the unit that answers, and those that are liable beside it."""
    others = distinct(beside)
    return f"{party}（共同责任单位：{others}）" if others else party


def row(
    n: int, kind: DocumentKind, one: CaseMaterial, desk: Desk, cited: Cited, values: Mapping[str, str]
) -> dict[str, str]:
    """One case in the table: every column, of which a kind prints some."""
    case = one.case
    result, finding, conclusion = _reinspected(kind, one, values)
    graded, apart = told(one.graded_by), "grade" in kind.rows
    return {
        "no": str(n),
        "case_number": case.number,
        "subject": case.subject_name,
        "liable": addressee(case.party, case.co_units),
        "change": ADDED,
        "part": one.origin.part or case.subject_name,
        "title": case.title,
        "facts": found_facts(one),
        "violated": told(cited.kept) or (UNCITED if one.origin.item == FREE else ""),
        "severity": "，依".join(filter(None, (case_grade(one.graded), "" if apart else graded))),
        "grade": graded,
        "penalty": told(one.punished_by),
        "requirement": "\n".join(
            filter(None, (values.get("requirement") or case.requirement, told_apart(values, kind.fields, case.number)))
        ),
        "state": case.state_title,
        "source": one.source,
        "due_on": _due(one, desk) if kind.also else day(case.due_on),
        "overdue_days": _overdue_days(case, desk.today),
        "result": result,
        "finding": finding,
        "conclusion": conclusion,
    }


def row_out(n: int, kind: DocumentKind, one: CaseMaterial, desk: Desk) -> dict[str, str]:
    """One case that a supplementary notice takes out of the one that it supplements."""
    given = row(n, kind, one, desk, Cited((), (), ()), {})
    none = {"violated": DASH, "grade": "", "penalty": ""}
    return {**given, **none, "change": LEAVING, "requirement": NO_LONGER}


def of_supplement(of: Supplemented, found: Sequence[CaseMaterial], leaving: Sequence[CaseMaterial]) -> dict[str, str]:
    """What a supplementary notice says of the one that it supplements, and to the unit of that."""
    return {
        "supplemented": f"{of.number}（{of.title}，{day(of.day)}签发）",
        "party": addressee(of.party, (name for each in found for name in each.case.co_units)),
        "project": distinct(each.project for each in (*found, *leaving)),
        "added": distinct(each.case.number for each in found) or NONE,
        "removed": distinct(each.case.number for each in leaving) or NONE,
    }


def found_facts(one: CaseMaterial) -> str:
    """What was found: the failed item, how it fails, what was measured, what the inspectors wrote, and why it was gone
    on from."""
    case = one.origin
    found = (
        _labelled("不合格的是", failed(one.found)),
        _labelled("实测", in_prose(case.measured, one.law.pack.item(case.item))),
        _labelled("记录", case.note),
    )
    parts = (case.title, *found, *one.opened_for)
    return "\n".join(part for part in parts if part)


def in_prose(measured: str, item: Item | None) -> str:
    """What was measured: what was answered with 是 is said by its title alone, as people write and forms do not."""
    titles = [spec.title for spec in item.facts if spec.type == "boolean"] if item else []
    plain = {f"{title}：是": title for title in titles}
    return "；".join(plain.get(part, part) for part in measured.split("；"))


def _labelled(label: str, text: str) -> str:
    return f"{label}：{text}" if text else ""


def _awaited(one: CaseMaterial) -> str:
    """What the responsible unit still owes, in the words of the case's own workflow."""
    replies = [step for step in one.flow.transitions if step.mark == "replied"]
    here = [step for step in replies if one.case.state in step.from_] or replies
    titles = "或".join(dict.fromkeys(f"“{step.title}”" for step in here))
    return f"仍为“{one.case.state_title}”，{f'没有{titles}' if titles else '没有办结'}"


def _reinspected(kind: DocumentKind, one: CaseMaterial, values: Mapping[str, str]) -> tuple[str, str, str]:
    """Result, finding and conclusion of the reported action; a return may leave a hazard partly put right."""
    event = one.reported(kind)
    if event is None:
        return "", "", ""
    partly = one.case.number in forms.people(values.get("partly", "").upper()) and event.data["mark"] == "returned"
    written = [text for name, text in event.data["values"].items() if name != "inspectors"]
    result = "部分改" if partly else kind.after[event.data["trigger"]]
    return result, "\n".join(written), f"{event.data['title']}，转“{event.data['to_title']}”"


def distinct(texts: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(text for text in texts if text))


def numbered(texts: Iterable[str]) -> str:
    """One a line, numbered; says so when there is none."""
    return "\n".join(f"{n}. {text}" for n, text in enumerate(texts, 1)) or NONE


def signed(names: Iterable[str], desk: Desk) -> str:
    """People with their certificates; one without is named without, and :func:`uncertified` says so."""
    return "、".join(_signed(name, desk) for name in dict.fromkeys(names))


def _signed(name: str, desk: Desk) -> str:
    title = desk.roster[name].title if name in desk.roster else name
    certificate = desk.office.certificates.get(name)
    return f"{title}（证号 {certificate}）" if certificate else title


def people_of(kind: DocumentKind, found: Sequence[CaseMaterial]) -> dict[str, list[str]]:
    """Who is named with a certificate in a document of this kind, by field."""
    ids = {spec.id for spec in kind.fields}
    named = {}
    if "inspectors" in ids:
        named["inspectors"] = sorted({name for each in found for name in each.inspectors})
    if "reinspectors" in ids:
        named["reinspectors"] = sorted({name for each in found for name in each.reinspectors(kind)})
    return named


def _deadline(kind: DocumentKind, one: CaseMaterial, desk: Desk, days: str) -> str:
    """The deadline runs from service; the date is what it comes to when served on the day of issue."""
    trigger = kind.serves.trigger if kind.serves else ""
    rule = next((step.deadline for step in one.flow.transitions if step.trigger == trigger), None)
    calendar, rolls = (rule.calendar, rule.rolls) if rule else ("civil", True)
    period = read_period(days, desk.today)
    if period.until or period.form in ("now", "hours"):
        return _length(period)
    counted = period.rule(desk.today, calendar, rolls=rolls)
    found = count(counted, desk.calendar)
    unsure = "（暂定，当年放假安排尚未公布）" if found.provisional else ""
    length = f"{period.number} {CALENDAR_TITLES[counted.calendar]}"
    return f"自送达次日起 {length}内；签发当日送达的，至{day(found.due_on)}{unsure}止"


def _due(one: CaseMaterial, desk: Desk) -> str:
    """By when a case is to be put right, and the notice that says so; before service, how long."""
    case, days = one.case, one.case.values.get("days", "")
    until = day(case.due_on) or days
    with suppress(ValueError):  # a workflow of one's own may ask otherwise
        until = day(case.due_on) or _length(read_period(days, desk.today))
    return "\n".join(filter(None, (until, one.source and f"（{one.source}）")))


def _length(period: Period) -> str:
    if period.until:
        return f"限于{day(period.until)}前"
    return f"自送达起{period.text}" if period.form in ("now", "hours") else f"自送达次日起 {period.told}内"


def _overdue_days(case: Case, today: date) -> str:
    return f"{(today - case.late_after).days} 日" if case.late_after and case.overdue(today) else ""

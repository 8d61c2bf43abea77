"""``case show``: one case with everything that has to do with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from inspect_engine.cli import show
from inspect_engine.domain.alarms import count
from inspect_engine.domain.cases import Case, CaseLine, Casualties, Owing, case_grade, casualties, fold
from inspect_engine.domain.cases.casualties import casualty_lines
from inspect_engine.domain.corrections import changes_of
from inspect_engine.domain.corrections import told as corrected
from inspect_engine.domain.countersigning import Signing
from inspect_engine.domain.definitions import FILED
from inspect_engine.domain.people.telling import filled
from inspect_engine.domain.sanctions.register import Sanction
from inspect_engine.domain.words.wording import closing_title
from inspect_engine.domain.workflow.stages import Stage
from inspect_engine.domain.workflow.waiting import Wait
from inspect_engine.ledger import Ledger
from inspect_engine.ledger.alarms import Doubts
from inspect_engine.ledger.documents import Issued
from inspect_engine.ledger.standing import NOW, Then

ABSENT = ("part", "repeat_of", "resembles", "duplicate_of", "paused")
"""Facts of a case that most cases do not have."""
OTHER = ("id", "number", "kind", "title", "state", "state_title", "is_open")
"""Keys of a linked case."""


@dataclass(frozen=True)
class Sheet:
    """What is fetched of one case, on one day."""

    ledger: Ledger
    case: Case
    today: date
    wait: Wait | None
    opener: Case | None
    linked: Sequence[CaseLine]
    sanctions: Sequence[Sanction]
    doubts: Doubts | None
    papers: Sequence[Issued]
    unsigned: Sequence[Signing]
    owing: Owing | None = None
    casualties: Casualties | None = None
    then: Then = NOW
    line: Sequence[Stage] = ()

    def related(self, *keys: str) -> list[Case]:
        """Other cases, by id, as they stood."""
        cases, standing = self.ledger.cases, self.ledger.standing
        return standing.related(self.then, *keys) if self.then else cases.related(*keys)

    @property
    def toll(self) -> Iterator[tuple[str, object]]:
        """What an accident has cost; nothing for any other case."""
        return iter(casualty_lines(self.casualties)) if self.casualties else iter(())

    @classmethod
    def of(cls, ledger: Ledger, reference: str, then: Then) -> Sheet:
        """Raises InputError for a case that this person does not see, or that there was not yet."""
        if then:
            return cls._earlier(ledger, reference, then)
        case = ledger.cases.get(reference)
        beside = (
            ledger.cases.waiting(case),
            ledger.cases.opener(case),
            ledger.cases.linked(case),
            ledger.sanctions.beside(case),
        )
        doubts, papers = ledger.alarms.naming(case.number), ledger.documents.all(case.id)
        unsigned = ledger.countersigning.unsigned(case)
        toll = ledger.cases.casualties(case)
        line = ledger.cases.stages(case, (entry.event for entry in ledger.cases.history(reference)))
        owing = ledger.cases.owing(case)
        found = cls(ledger, case, ledger.desk.today(), *beside, doubts, papers, unsigned, owing, toll)
        return replace(found, line=line)

    @classmethod
    def _earlier(cls, ledger: Ledger, reference: str, then: Then) -> Sheet:
        room = ledger.standing
        entries = room.history(reference, then)
        case = fold(entry.event for entry in entries)
        opener = next(iter(room.related(then, case.parent)), None)
        register = ledger.sanctions.all(then.as_of, then.known_at)
        sanctions = [one for one in register if any(each["id"] == case.id for each in one.cases)]
        day, toll = then.as_of or ledger.desk.today(), casualties(case, (entry.event for entry in entries))
        beside = None, opener, room.linked(case, then), sanctions, None, room.papers(then, case.id), ()
        line = ledger.cases.stages(case, (entry.event for entry in entries), day)
        return cls(ledger, case, day, *beside, None, toll, then, line)

    def plain(self) -> dict[str, Any]:
        """As ``case show --json`` prints it; ``alarms_untold`` names the kinds that were not worked out here."""
        case, doubts = self.case, self.doubts
        return {
            **{name: value for name, value in show.fields_of(case).items() if name not in ("done", "taken")},
            **{name: getattr(case, name) or None for name in ABSENT},
            "correction": case.correction and case.correction.plain(),
            "joint": [
                {"record": each.record, "what": each.what, "awaits": each.waiting, "declined": each.declined}
                for each in self.unsigned
            ],
            "stages": [stage.plain() for stage in self.line],
            "is_open": case.is_open,
            "overdue": case.overdue(self.today),
            "parent": self.opener and _other(self.opener),
            "linked": [_other(line) for line in self.linked],
            "sanctions": [one.number for one in self.sanctions],
            "alarms": doubts and count(doubts.judged),
            "alarms_untold": list(doubts.untold) if doubts else [],
            "documents": [paper.number for paper in self.papers],
            "waiting": self.wait and self.wait.plain(),
            "owing": self.owing and self.owing.plain(),
            "casualties": self.casualties and self.casualties.plain(),
            **({"as_of": self.today, "known_at": self.then.known_at} if self.then else {}),
        }


def _other(case: Case | CaseLine) -> dict[str, Any]:
    return {name: getattr(case, name) for name in OTHER}


def told(case: Case | CaseLine) -> str:
    """A case in one line."""
    return f"{case.number} {case.title}（{case.state_title}）"


def _running_on(sheet: Sheet, line: CaseLine) -> str:
    """A case that this one has opened; while it runs, how long it may, also once this one is closed."""
    cases = sheet.ledger.cases
    today = line.is_open and not sheet.then
    wait = next((cases.waiting(case) for case in cases.related(line.id)), None) if today else None
    return f"{told(line)}{f'，没有办结，{wait.words}' if wait else ''}"


def print_sheet(sheet: Sheet) -> None:
    """All of it, for people."""
    show.pairs([*_what(sheet), *_beside(sheet), *_dates(sheet), *_grounds(sheet.case, sheet.doubts)])


def _what(sheet: Sheet) -> Iterator[tuple[str, object]]:
    case = sheet.case
    yield "编号", case.number
    yield "隐患" if case.is_hazard else "事项", f"{case.title}（{case.item}）"
    yield "检查对象", f"{case.subject_name}（{case.subject}）"
    yield "责任单位", case.party
    if case.co_units:
        yield "共同责任", "、".join(case.co_units)
    yield from sheet.toll
    yield from _under("惩戒", [f"{one.brief}，{one.state(sheet.today)}" for one in sheet.sanctions])
    yield "区划", f"{case.region} {sheet.ledger.desk.region_name(case.region)}"
    yield "等级", f"{case_grade(case)}（{case.severity_why}）"
    yield "状态", case.state_title
    yield "经过", "  ".join(stage.told for stage in sheet.line)
    yield "承办人", case.owner
    yield "本步时限", sheet.wait and sheet.wait.words
    yield "罚款", sheet.owing and sheet.owing.words
    yield "部位", case.part


def _beside(sheet: Sheet) -> Iterator[tuple[str, object]]:
    """Other cases, what waits for a second person, papers."""
    case, related = sheet.case, sheet.related
    found = [("反复隐患，上次是", case.repeat_of), ("疑似重复", case.resembles), ("并入", case.duplicate_of)]
    for label, key in [*found, *(("并入的有", key) for key in case.absorbed)]:
        yield from ((label, told(one)) for one in related(*([key] if key else [])))
    yield from _under("待确认", _proposal(sheet.ledger, case))
    yield from _under("待确认的更正", _correction(case))
    yield from _under("会签", [f"{each.what}：{each.words}" for each in sheet.unsigned])
    yield "来自", sheet.opener and told(sheet.opener)
    yield from _under("关联事项", [_running_on(sheet, line) for line in sheet.linked])
    yield from _under("文书", [_paper(one, sheet.case) for one in sheet.papers])


def _dates(sheet: Sheet) -> Iterator[tuple[str, object]]:
    case = sheet.case
    closed = f"{case.closed_on}（{closing_title(case.closed_how, hazard=case.is_hazard)}）" if case.closed_how else None
    yield "发现日期" if case.is_hazard else "登记日期", case.found_on
    yield "立案日期", case.values.get(FILED)
    yield "整改期限" if case.is_hazard else "期限", case.due_on and f"{case.due_on}{_running(sheet)}  {case.due_why}"
    yield "回复日期", case.replied_on and f"{case.replied_on}{'' if case.answered_on else '（已退回）'}"
    yield "补录", _backdated(case)
    yield "仍未改", f"复查前又见 {case.seen} 次" if case.seen else None
    yield "退回次数", case.returned or None
    yield "重新立案", f"{case.reopened} 次" if case.reopened else None
    yield "更正", f"{case.corrected} 处" if case.corrected else None
    yield "已督办", f"{case.escalated} 级" if case.escalated else None
    yield "销号" if case.is_hazard else "办结", closed


def _backdated(case: Case) -> str | None:
    """How many steps were entered later than they happened, and whether it is in time because of that alone."""
    saved = "；因补录的日期才算按期" if case.saved else ""
    return f"{case.backdated} 步，见 case history{saved}" if case.backdated else None


def _grounds(case: Case, doubts: Doubts | None) -> Iterator[tuple[str, object]]:
    yield "数据疑点", doubts and doubts.words
    yield "实测" if case.is_hazard else "所填", case.measured
    yield "备注", case.note
    yield "整改要求" if case.is_hazard else "要求", case.requirement
    yield "依据", case.basis


def _under(label: str, texts: Any) -> Iterator[tuple[str, object]]:
    """Several lines under one label."""
    yield from ((label if n == 0 else "", text) for n, text in enumerate(texts))


def _running(sheet: Sheet) -> str:
    """What a reader must know of the due date before he relies on it."""
    paused = "（已中止计期，恢复后重新推算）" if sheet.case.paused else ""
    return "（已逾期）" if sheet.case.overdue(sheet.today) else paused


def _correction(case: Case) -> Iterator[str]:
    if proposal := case.correction:
        data = proposal.data
        yield f"{'、'.join(data['persons'])} 于 {proposal.on} 提出，等另一位主管确认（原因：{data['why']}）"
        yield corrected(changes_of(data))


def _proposal(ledger: Ledger, case: Case) -> Iterator[str]:
    """Who has proposed what, and word for word what a second person would confirm."""
    if (proposal := case.proposal) is None:
        return
    step = ledger.definitions.lifecycle(case).workflow.transition(proposal.trigger, case.state)
    yield f"{proposal.title}：{proposal.told}，等另一人确认；提出的人可以用 proposal retract 收回"
    yield ledger.seconding.words(case)
    people = ledger.desk.roster()
    for spec in step.needs if step else ():
        if value := proposal.values.get(spec.id):
            yield f"{spec.title}：{filled(spec, value, people)}"


def _paper(one: Issued, case: Case) -> str:
    """A document about a case, and whether it demands anything of it."""
    out = "，本件摘出" if case.number in one.leaving else "，本件已摘出" if case.number in one.left else ""
    return f"{one.number} {one.title}（{one.state}{out}）"

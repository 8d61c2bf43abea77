"""``board``: totals in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from inspect_engine.cli import show
from inspect_engine.cli.figures.most import print_most
from inspect_engine.domain.alarms import count
from inspect_engine.domain.figures import HAZARD, Board, Ending, Place, Rate
from inspect_engine.domain.words.wording import aged, beside, kind_title, waited
from inspect_engine.ledger import Inspection, Ledger, Selection
from inspect_engine.ledger.figures import EVERYTHING
from inspect_engine.ledger.plans import Due
from inspect_engine.ledger.reports import Waiting


def board_of(
    ledger: Ledger, as_of: date | None, known_at: datetime | None, selection: Selection = EVERYTHING
) -> tuple[Board, dict[str, int] | None]:
    """The board, and how many alarms stand how; None for a responsible unit, which is shown none."""
    if ledger.desk.whoami().roles <= {"responsible"}:
        return ledger.figures.board(as_of, known_at, selection), None
    survey = ledger.alarms.survey(as_of, known_at, selection)
    board, judged = survey.board, survey.judged
    return board, count(judged)


def print_board(
    ledger: Ledger,
    board: Board,
    alarms: dict[str, int] | None,
    running: Sequence[Inspection] = (),
    due: Due | None = None,
    told: Waiting | None = None,
    untold: int | None = None,
    filtered: str = "",
) -> None:
    """The board as text, ``filtered`` telling what it is about; visits that are ``due``, reports (``told``) and what
    nobody has heard of yet are today's."""
    mark = "（演练）" if ledger.desk.rehearsal else ""
    print(f"隐患整改情况{mark}，截至 {board.as_of}，范围：{show.display(ledger.desk.scope_words())}")
    print(f"筛选：{show.display(filtered)}\n" if filtered else "")
    if board.ending:
        show.table(ENDINGS, [_ending(kind, each) for kind, each in board.ending.items()])
        print()
    doubts = ("数据疑点", alarms and _doubts(alarms))
    show.pairs([*_counts(board), *_rates(board), doubts, _running(running), _visits(due), _told(told), _untold(untold)])
    print()
    show.table(("状态", "件数"), board.by_state.items())
    print()
    rows = [(each.code, _placed(ledger, each), *each.counts.values()) for each in board.places]
    show.table(("区划", "名称", "发现", "未销号", "已销号", "逾期"), rows)
    if board.months:
        print()
        rows = [(each.named, each.found, each.closed, each.open) for each in board.months]
        show.table(("月份", "发现", "已销号", "月末未销号"), rows)
    roster = ledger.desk.roster()
    print_most(board.most, lambda name: f"{roster[name].title}（{name}）" if name in roster else name)
    if board.accidents.found:
        print(f"\n事故：{board.accidents.told}")
    if stuck := list(_stuck(board)):
        print()
        show.table(("未办结的事项", "状态", "件数", "停留最久（天）"), stuck)


def _placed(ledger: Ledger, place: Place) -> str:
    """The name of a region, as far in as it lies in the tree."""
    return "　" * place.depth + place.named(ledger.desk.region_name(place.code))


ENDINGS = ("必须办结的", "登记", "未办结", "逾期", "已办结", "其他终结", "最早的（天）", "在谁手里（停留最久）")


def _ending(kind: str, each: Ending) -> tuple[object, ...]:
    ages = each.found, each.open, each.overdue, each.closed, each.other, each.oldest if each.open else "—"
    return kind_title(kind), *ages, each.held or "—"


def _stuck(board: Board) -> Iterator[tuple[object, ...]]:
    """In which states others than hazards, whose states are told by themselves, are open."""
    for kind, ending in board.ending.items():
        for state, each in ending.states.items() if kind != HAZARD else ():
            yield kind_title(kind), state, each.count, each.longest


def _running(found: Sequence[Inspection]) -> tuple[str, object]:
    """What no figure has yet: failed answers become hazards when the inspection ends."""
    oldest = min((one.day for one in found), default=None)
    told = f"{len(found)} 次，最早的是 {oldest}（见 inspect list --unfinished）"
    return "未完成的检查", told if found else None


def _visits(due: Due | None) -> tuple[str, object]:
    told = f"到期应查 {due.due} 个（其中从未检查 {due.never} 个，见 plan due）" if due and due.due else None
    return "检查计划", told


def _told(waiting: Waiting | None) -> tuple[str, object]:
    text = f"{waiting.open} 条还没有定去向（其中逾期 {waiting.late} 条，见 report list --open）" if waiting else None
    return "线索", text if waiting and waiting.open else None


def _untold(cases: int | None) -> tuple[str, object]:
    return "待主管知悉", f"{cases} 件，检查员已签发或已口头停工（见 case list --untold）" if cases else None


def _counts(board: Board) -> list[tuple[str, object]]:
    parts = {"补录而按期": board.in_time_backdated, "延期后按期": board.in_time_extended}
    told = "，".join(f"{title} {number}" for title, number in parts.items() if number)
    saved = f"（其中{told}）" if told else ""
    how = f"整改销号 {board.rectified}，其中按期回复 {board.in_time}{saved}；立行立改 {board.on_the_spot}"
    return [
        ("发现", board.found),
        ("已销号", f"{board.closed}（{how}）"),
        ("未销号", f"{board.open}（其中逾期 {board.overdue}，待定级 {board.pending}）"),
        ("账龄", aged(board.ages) or None),
        ("等着办的", waited(board.waiting) or None),
        ("撤销", board.withdrawn),
        ("并案", board.merged or None),
        ("不成立", board.dismissed or None),
        ("失效、吊销", board.lapsed or None),
        ("导入时已办结", f"{board.imported}（未经本台账核实，不计入任何比率）" if board.imported else None),
        ("不守的底线", "；".join(f"{told}，{count} 件" for told, count in board.waived.items()) or None),
        ("低于底线", f"{board.below}（不计入任何比率）" if board.below else None),
        ("重大隐患", f"{board.major}（未销号 {board.major_open}）"),
        ("清单外", board.beyond or None),
        ("逾期回复", board.replied_late or None),
        ("逾期销号", f"{board.closed_late}（按销号日算，按期回复的也可能在内）" if board.closed_late else None),
        ("曾退回", board.returned),
        ("曾延期", f"{board.extended}（其中重大 {board.major_extended}）" if board.extended else None),
        ("重新立案", board.reopened or None),
        ("反复隐患", board.repeated or None),
        ("复查前又见", f"{board.seen_again} 件（未销号的，后来的检查又查到仍未改）" if board.seen_again else None),
        ("另立的在办", beside(board.beside) or None),
        ("更正", f"{board.corrected} 处" if board.corrected else None),
    ]


def _rates(board: Board) -> list[tuple[str, object]]:
    return [
        ("整改率", _rate(board.closure_rate)),
        ("按期整改率", f"{_rate(board.in_time_rate)}（按期回复 ÷ 整改销号）"),
        ("按期完成率", f"{_rate(board.due_rate)}（按期完成 ÷ 应完成，期限已到）"),
        ("重大隐患整改率", _rate(board.major_closure_rate)),
        ("复查退回率", f"{_rate(board.return_rate)}（曾退回 ÷ 复查过）"),
        ("立行立改率", f"{_rate(board.on_the_spot_rate)}（立行立改 ÷ 已销号）"),
        ("平均整改天数", f"{board.average_days} 天（从发现到整改销号）" if board.average_days else None),
    ]


def _rate(value: Rate) -> str:
    return f"{value.part} / {value.whole} = {value.percent or '—'}{'%' if value.percent else ''}"


def _doubts(alarms: dict[str, int]) -> str:
    shown = f"待核实 {alarms['open']}，属实 {alarms['confirmed']}，有合理解释 {alarms['explained']}"
    return shown if not alarms["open"] else f"{shown}（见 alarm list --open）"

"""Totals as text: numbers beside bars, rates with their denominators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from inspect_engine.domain.cases.wanted import Clause
from inspect_engine.domain.figures.quantities import told_of
from inspect_engine.domain.paper.undoing import TITLE
from inspect_engine.domain.words.wording import aged, beside, kind_title, waited
from inspect_engine.ledger import CaseFilter
from inspect_tui.words.most import most_text
from inspect_tui.words.text import BAD, MUTED, WARN, fit, heading, one_line, plain, stack

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from inspect_engine.domain.figures import Board, Rate
    from inspect_engine.ledger.plans import Due

LABEL = 16
TOLD = 30
"""Cells that the figures beside the bar of a group take more than the number beside other bars."""
GONE = f"已{TITLE}"
"""The state of what was taken back of a paper ledger: it never was."""
HAZARDS = CaseFilter(kind="hazard", parent="", clauses=(Clause("state_title", (GONE,), negated=True),))
"""What a board counts: found by inspections, or taken over from paper and not taken back."""
Target = tuple[str, CaseFilter]
"""The cases behind a number, and what they are called."""
Row = tuple[Content, Target | None]
"""A line of a board, and what is behind its first number: nothing where that is no number of cases."""


def rate_line(title: str, rate: Rate) -> Content:
    """Numerator and denominator beside the percentage; none of nothing."""
    shown = f"{rate.percent}%" if rate.percent is not None else "（无）"
    return Content.assemble(fit(title, LABEL), (fit(shown, 9), "bold"), (f"{rate.part} / {rate.whole}", MUTED))


def bar(label: str, part: int, whole: int, width: int, style: str = "on $primary") -> Content:
    """A bar of blanks on colour, its number beside it: block characters are two cells wide in some terminals."""
    cells = max(1, round(width * part / whole)) if part and whole else 0
    return Content.assemble(fit(one_line(label), LABEL), (" " * cells, style), f" {part}")


def board_text(board: Board, width: int, region: Callable[[str], str], *more: Any, **others: Any) -> Content:
    """As :func:`board_rows`, to be read."""
    return stack(content for content, _ in board_rows(board, width, region, *more, **others))


def board_rows(
    board: Board,
    width: int,
    region: Callable[[str], str],
    unfinished: Sequence[date] = (),
    due: Due | None = None,
    who: Callable[[str], str] = str,
    pack: Callable[[str], str] = str,
) -> list[Row]:
    """Everything on a board, a line each, for a screen of ``width`` cells; ``region`` names a code, ``who`` a user,
    ``pack`` a checklist, ``unfinished`` are the days of inspections under way, ``due`` visits are of today."""
    room = max(8, min(60, width - LABEL - 12))
    counts = {"整改销号": board.rectified}
    counts |= {title: number for title, number in _further(board).items() if number}
    lines: list[Content | Row] = [heading(f"截至 {board.as_of}"), *_endings(board), *_stock(board, room)]
    for title, number in counts.items():
        lines.append(_led(bar(title, number, board.found, room), title, _chosen(title, board)))
    if unfinished:
        told = f"未完成的检查 {len(unfinished)} 次，最早的是 {min(unfinished)}：其中的不合格还没有成为隐患"
        lines += [plain(told, WARN)]
    if due and due.due:
        lines += [plain(f"检查计划：到期应查 {due.due} 个，其中从未检查 {due.never} 个（plan due）", WARN)]
    lines += [plain(""), heading("比率"), *_rates(board)]
    if board.closed_late:
        lines.append(plain("逾期销号按销号日算，按期回复的也可能在内", MUTED))
    if board.seen_again:
        lines.append(plain(f"复查前又见 {board.seen_again} 件：后来的检查又查到，仍未改", WARN))
    if told := aged(board.ages):
        lines.append(plain(f"账龄（未销号）：{told}"))
    if told := waited(board.waiting):
        lines.append(plain(f"等着办的：{told}", WARN))
    if board.beside:
        lines.append(plain(f"另立的在办：{beside(board.beside)}", WARN))
    lines += [plain(f"更正 {board.corrected} 处，原来的留在流转记录里", MUTED)] if board.corrected else []
    lines += _grouped(board, region, room, pack)
    lines += most_text(board.most, who)
    lines += _states(board, room)
    lines += _stuck(board, room)
    lines += [plain(""), heading("逐月")] if board.months else []
    lines += [
        plain(f"{each.named}：发现 {each.found}，已销号 {each.closed}，月末未销号 {each.open}") for each in board.months
    ]
    return _rows(lines)


def stock_rows(board: Board, width: int, region: Callable[[str], str], pack: Callable[[str], str] = str) -> list[Row]:
    """What is counted at once of a board, and that the rest is being counted."""
    room = max(8, min(60, width - LABEL - 12))
    counting = plain("正在统计其余的：比率、账龄、逐月、登记事项……", MUTED)
    head: list[Content | Row] = [heading(f"截至 {board.as_of}"), *_stock(board, room)]
    rectified = bar("整改销号", board.rectified, board.found, room)
    lines = [*head, rectified, counting]
    return _rows([*lines, *_grouped(board, region, room, pack), *_states(board, room)])


def figures_text(board: Board, width: int) -> Content:
    """发现、未销号、逾期 as large figures: a surface each, the number in its middle."""
    tiles = (("发现", board.found, "on $surface-lighten-1"), ("未销号", board.open, "on $primary 30%"))
    late = ("逾期", board.overdue, "bold on $error 60%" if board.overdue else "on $surface-lighten-1")
    cells = max(8, (min(width, 90) - 4) // 3)
    rows = [
        [(f"{number:,}", f"bold {style}") for _, number, style in (*tiles, late)],
        [(title, style) for title, _, style in (*tiles, late)],
    ]
    return stack(Content("  ").join(Content.styled(_middle(text, cells), style) for text, style in row) for row in rows)


def _middle(text: str, cells: int) -> str:
    before = (cells - cell_len(text)) // 2
    return set_cell_size(" " * before + text, cells)


def _rows(lines: Iterable[Content | Row]) -> list[Row]:
    return [line if isinstance(line, tuple) else (line, None) for line in lines]


def _led(content: Content, title: str, chosen: CaseFilter | None) -> Row:
    return content, (title, chosen) if chosen else None


def _stock(board: Board, room: int) -> list[Row]:
    """The figures that every list has."""
    counts = {"发现": board.found, "未销号": board.open, "逾期": board.overdue}
    style = {"逾期": "on $error"}
    return [
        _led(bar(title, number, board.found, room, style.get(title, "on $primary")), title, _chosen(title, board))
        for title, number in counts.items()
    ]


def _chosen(title: str, board: Board) -> CaseFilter | None:
    """The cases that a figure counts, where the ledger can list just these."""
    return {
        "发现": HAZARDS,
        "未销号": replace(HAZARDS, open=True),
        "逾期": replace(HAZARDS, overdue_on=board.as_of),
        "待定级": replace(HAZARDS, open=True, severity="pending"),
    }.get(title)


def _states(board: Board, room: int) -> list[Content | Row]:
    """A line for each state, by its title."""
    lines: list[Content | Row] = [plain(""), heading("分状态")]
    for state, number in board.by_state.items():
        chosen = replace(HAZARDS, clauses=(*HAZARDS.clauses, Clause("state_title", (state,))))
        lines.append(_led(bar(state, number, board.found, room), state, chosen))
    return lines


def _grouped(board: Board, region: Callable[[str], str], room: int, pack: Callable[[str], str]) -> list[Content | Row]:
    """A line for each region and each pack."""
    named, codes = _places(board, region), [each.prefix for each in board.places]
    within = {name: replace(HAZARDS, region=code) for name, code in zip(named, codes, strict=True)}
    by_pack = {pack(each): counts for each, counts in board.by_pack.items()}
    packs = {pack(each): replace(HAZARDS, pack=each) for each in board.by_pack}
    return [*_groups("分区划", named, room, within), *_groups("分专项", by_pack, room, packs)]


def _further(board: Board) -> dict[str, int]:
    """What is counted of hazards beside the first four, and shown where there is any."""
    counts = {"立行立改": board.on_the_spot, "撤销": board.withdrawn, "重大": board.major, "待定级": board.pending}
    counts |= {"补录而按期": board.in_time_backdated, "失效、吊销": board.lapsed, "导入时已办结": board.imported}
    counts |= {"曾延期": board.extended, "重大曾延期": board.major_extended, "清单外": board.beyond}
    counts |= {"低于底线": board.below, "逾期回复": board.replied_late, "逾期销号": board.closed_late}
    return counts | {"延期后按期": board.in_time_extended}


def _rates(board: Board) -> list[Content]:
    """Each rate; beside the two that count what came in time, what they divide."""
    return [
        rate_line("整改率", board.closure_rate),
        Content.assemble(rate_line("按期整改率", board.in_time_rate), ("  按期回复 ÷ 整改销号", MUTED)),
        Content.assemble(rate_line("按期完成率", board.due_rate), ("  按期完成 ÷ 应完成（期限已到）", MUTED)),
        rate_line("重大隐患整改率", board.major_closure_rate),
        Content.assemble(rate_line("复查退回率", board.return_rate), ("  曾退回 ÷ 复查过", MUTED)),
        Content.assemble(rate_line("立行立改率", board.on_the_spot_rate), ("  立行立改 ÷ 已销号", MUTED)),
        *([plain(f"平均整改天数 {board.average_days} 天（从发现到整改销号）")] if board.average_days else []),
    ]


def _endings(board: Board) -> list[Content]:
    """A line for each kind of what must end: how much is left, how old it is, whose turn it is."""
    lines = [heading("必须办结的")] if board.ending else []
    for kind, each in board.ending.items():
        late = plain(f"，逾期 {each.overdue}", BAD) if each.overdue else plain("")
        ended = f"，已办结 {each.closed}" + (f"，其他终结 {each.other}" if each.other else "")
        since = f"；最早的 {each.oldest} 天，在{each.held}" if each.open else ""
        told = plain(f"登记 {each.found}，未办结 {each.open}")
        lines.append(Content.assemble(fit(kind_title(kind), LABEL), told, late, plain(f"{ended}{since}", MUTED)))
    lines += [plain(f"事故：{board.accidents.told}")] if board.accidents.found else []
    for kind, found in board.quantities.items():
        lines.append(plain(f"{kind_title(kind)}：{told_of(found.values())}"))
    return [*lines, plain(""), heading("隐患")] if lines else []


def _stuck(board: Board, room: int) -> list[Content]:
    """In which states others than hazards are open."""
    lines: list[Content] = []
    for kind, ending in board.ending.items():
        for state, each in ending.states.items() if kind != "hazard" else ():
            told = bar(f"{kind_title(kind)} {state}", each.count, ending.open, room // 2)
            lines.append(Content.assemble(told, plain(f"（停留最久 {each.longest} 天）", MUTED)))
    return [plain(""), heading("未办结的事项"), *lines] if lines else []


def _places(board: Board, region: Callable[[str], str]) -> dict[str, Mapping[str, int]]:
    """Regions as a tree; of one name, with their codes."""
    named = [(each, each.named(region(each.code))) for each in board.places]
    times = Counter(name for _, name in named)
    return {
        f"{'·' * each.depth}{name}{f' {each.code}' if times[name] > 1 else ''}": each.counts for each, name in named
    }


def _groups(
    title: str, groups: Mapping[str, Mapping[str, int]], room: int, chosen: Mapping[str, CaseFilter]
) -> list[Content | Row]:
    most, wide = max((group["found"] for group in groups.values()), default=0), max(2, min(room // 2, room - TOLD))
    lines: list[Content | Row] = [plain(""), heading(title)]
    for name, group in groups.items():
        late = plain(f"，逾期 {group['overdue']}", BAD) if group["overdue"] else plain("")
        rest = plain(f"（未销号 {group['open']}，已销号 {group['closed']}", MUTED)
        told = Content.assemble(bar(name, group["found"], most, wide), rest, late, plain("）", MUTED))
        lines.append(_led(told, name.lstrip("·"), chosen[name]))
    return lines

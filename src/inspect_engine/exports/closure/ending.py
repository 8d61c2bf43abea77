"""总览, at the top: a line for each kind of what must end, as live formulas over the lists of the workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from inspect_engine.domain.cases.casualties import (
    ACCIDENT,
    LOSS_TITLE,
    NOT_REPORTED,
    OF_REGISTRATION,
    ONLY_REGISTERED,
    PEOPLE,
    Tolls,
)
from inspect_engine.domain.definitions import ROLE_TITLES
from inspect_engine.domain.figures import HAZARD, Board, Ending, Held, Quantity, told_of
from inspect_engine.domain.figures.quantities import told_of as told_together
from inspect_engine.domain.words.wording import KIND_TITLES, kind_title
from inspect_engine.exports.closure import accidents
from inspect_engine.exports.closure.columns import YES
from inspect_engine.exports.closure.quantities import Measured
from inspect_engine.exports.closure.records import Record
from inspect_engine.exports.sheets.cells import Formula, Value
from inspect_engine.exports.sheets.tables import Table

Grid = dict[tuple[int, str], tuple[str, Value]]
"""Look and value of a cell, by row and letter."""
HEAD = "种类", "登记", "未办结", "其中逾期", "办结和账龄"
AGE, STAY, TURN, STATE, KIND = "账龄天数", "停留天数", "在谁手里", "状态", "种类"
COUNTS = accidents.COUNTED, f'"{YES}"'
"""Of accidents, those that count."""
DONE = {True: ("整改销号", "立行立改"), False: ("办结", "当场办结")}
"""How it is called that a case is done, of hazards and of anything else."""


@dataclass(frozen=True)
class Lists:
    """Where cases are listed, each in one: hazards, what is registered, what cases have opened; and what accidents
    have cost, and by kind what forms ask for. The last three are there only where there is something to list."""

    hazards: Table[Record]
    registered: Table[Record]
    opened: Table[Any] | None = None
    accidents: Table[Record] | None = None
    quantities: Mapping[str, Measured] = field(default_factory=dict)

    def of(self, kind: str) -> Iterator[Part]:
        """Where cases of a kind are."""
        here = (KIND, f'"{kind_title(kind)}"')
        yield Part(self.hazards, hazards=True) if kind == HAZARD else Part(self.registered, here)
        if self.opened:
            yield Part(self.opened, here)


@dataclass(frozen=True)
class Part:
    """The rows of a list that are of one kind; all of them without ``here``."""

    table: Table[Any]
    here: tuple[str, str] | None = None
    hazards: bool = False

    def count(self, *conditions: tuple[str, str]) -> str:
        given = (*((self.here,) if self.here else ()), *conditions)
        return self.table.counting(*given) if given else self.table.counting_all("编号")

    @property
    def open(self) -> str:
        return self.count(("是否未销号" if self.hazards else "是否未办结", f'"{YES}"'))

    @property
    def done(self) -> str:
        how = "销号方式" if self.hazards else "办结方式"
        return "+".join(self.count((how, f'"{title}"')) for title in DONE[self.hazards])

    def most(self, name: str, *conditions: tuple[str, str]) -> Iterator[str]:
        """The highest number of a column, of the rows that meet the conditions, sheet by sheet."""
        given = (*((self.here,) if self.here else ()), *conditions)
        spans = [zip(self.table.ranges(column), [told] * 99, strict=False) for column, told in given]
        for at, *where in zip(self.table.ranges(name), *spans, strict=True):
            met = "".join(f"({column}={told})*" for column, told in where)
            yield f"SUMPRODUCT(MAX({met}{at}))" if met else f"MAX({at})"


def height(board: Board) -> int:
    """Rows that :func:`write` takes, with the blank one that follows."""
    return 3 + sum(1 for _ in _rows(board)) if board.ending else 0


ROWS = {"line": "", "held": "在谁手里", "states": "停在", "toll": "已造成", "sums": "合计"}
"""What a row tells of a kind, with its label; the first one is called as the kind is."""


def _rows(board: Board) -> Iterator[tuple[str, str]]:
    """(kind, what a row tells of it), in the order of the rows."""
    for kind, ending in board.ending.items():
        yield kind, "line"
        if ending.open:
            yield kind, "held"
        if ending.open and kind != HAZARD:
            yield kind, "states"
        if kind == ACCIDENT and board.accidents.found:
            yield kind, "toll"
        if kind in KIND_TITLES and board.quantities.get(kind):
            yield kind, "sums"


def write(grid: Grid, lists: Lists, board: Board, section: int) -> Iterator[str]:
    """Put it down from row ``section`` on; tells which cells are to be merged."""
    if not board.ending:
        return
    grid[section, "A"] = "section", "必须办结的事项"
    for letter, name in zip("ABCDE", HEAD, strict=True):
        grid[section + 1, letter] = "head", name
    for row, (kind, what) in enumerate(_rows(board), section + 2):
        ending, parts = board.ending[kind], list(lists.of(kind))
        if what == "line":
            _line(grid, parts, kind, ending, row)
            continue
        if what == "toll":
            told = _toll(lists, board.accidents)
        elif what == "sums":
            told = _sums(lists.quantities[kind], board.quantities[kind])
        else:
            told = _open(parts, what, ending)
        grid[row, "A"] = "label1", ROWS[what]
        for letter in "BCDE":
            grid[row, letter] = "note", told if letter == "B" else None
        yield f"B{row}:E{row}"


def _sums(measured: Measured, found: Mapping[str, Quantity]) -> Formula:
    """Areas and people of the cases that count, by what is in force."""
    live = [f'"{each.title} "&ROUND({measured.sum(name)},6)&" {each.unit}"' for name, each in found.items()]
    return Formula('&"、"&'.join(live), told_together(found.values()))


def _open(parts: list[Part], what: str, ending: Ending) -> Formula:
    """Whose turn it is on those that are open, or in which states they are."""
    if what == "held":
        return Formula(_told(parts, TURN, ending.holders, ROLE_TITLES), ending.held)
    return Formula(_told(parts, STATE, ending.states, {}), told_of(ending.states))


def sentence(lists: Lists, board: Board, section: int) -> Iterator[tuple[str, str]]:
    """Each kind but hazards in words, live from what :func:`write` puts down, and as its value now."""
    for row, (kind, what) in enumerate(_rows(board), section + 2):
        if what == "line" and kind != HAZARD:
            each = board.ending[kind]
            dead, died = _dead(lists, board.accidents) if kind == ACCIDENT else ("", "")
            done = "+".join(part.done for part in lists.of(kind))
            live = f'B{row}&" 件，已办结 "&({done})&"、未办结 "&C{row}&"、逾期 "&D{row}{dead}&"。"'
            now = f"{each.found} 件，已办结 {each.closed}、未办结 {each.open}、逾期 {each.overdue}{died}。"
            yield f'"{kind_title(kind)} "&{live}', f"{kind_title(kind)} {now}"


def _dead(lists: Lists, tolls: Tolls) -> tuple[str, str]:
    """How many have died in accidents that count, live, and now."""
    if lists.accidents is None:
        return "", ""
    if not tolls.known:
        return f'&"，死亡 {NOT_REPORTED}"', f"，死亡 {NOT_REPORTED}"
    told = lists.accidents.summing(f"{PEOPLE['deaths']}（人）", COUNTS)
    apart, now = _apart(lists.accidents, tolls)
    return f'&"，死亡 "&({told})&" 人"{apart}', f"，死亡 {tolls.people['deaths']} 人{now}"


def _apart(table: Table[Record], tolls: Tolls) -> tuple[str, str]:
    """What of the figures was not reported up yet, live, and now; empty where all was."""
    kinds = [(tolls.registered, ONLY_REGISTERED, "；其中 ", f" 起{OF_REGISTRATION}")]
    kinds += [(tolls.unsaid, accidents.UNSAID, "；另有 ", " 起还没有登记上报的人数")]
    live = ""
    for number, told, before, after in kinds:
        count = table.counting(COUNTS, (accidents.FIRST, f'"{told}"'))
        live += f'&"{before}"&({count})&"{after}"' if number else ""
    return live, tolls.apart


def _line(grid: Grid, parts: list[Part], kind: str, ending: Ending, row: int) -> None:
    late = "+".join(part.count(("是否逾期", f'"{YES}"')) for part in parts)
    done = "+".join(part.done for part in parts)
    oldest = f"MAX({','.join(each for part in parts for each in part.most(AGE))})"
    rest = f'"已办结 "&({done})&"、其他终结 "&(B{row}-C{row}-({done}))'
    now = f"已办结 {ending.closed}、其他终结 {ending.other}"
    if ending.open:
        rest, now = f'{rest}&"；最早的 "&{oldest}&" 天"', f"{now}；最早的 {ending.oldest} 天"
    cells: tuple[tuple[str, Value], ...] = (
        ("label", kind_title(kind)),
        ("strong", Formula("+".join(part.count() for part in parts), ending.found)),
        ("strong", Formula("+".join(part.open for part in parts), ending.open)),
        ("alarm" if ending.overdue else "strong", Formula(late, ending.overdue)),
        ("note", Formula(rest, now)),
    )
    for letter, cell in zip("ABCDE", cells, strict=True):
        grid[row, letter] = cell


def _told(parts: list[Part], column: str, found: Mapping[str, Held], titles: Mapping[str, str]) -> str:
    """How many rows have each value of a column, and since when, in one text."""
    texts = []
    for name in found:
        title = titles.get(name, name)
        here = (column, f'"{title}"')
        open_ = [("是否未销号" if part.hazards else "是否未办结", f'"{YES}"') for part in parts]
        many = "+".join(part.count(here, still) for part, still in zip(parts, open_, strict=True))
        most = ",".join(each for part in parts for each in part.most(STAY, here))
        texts.append(f'"{title} "&({many})&" 件（最久 "&MAX({most})&" 天）"')
    return '&"、"&'.join(texts)


def _toll(lists: Lists, tolls: Tolls) -> Formula:
    """What accidents that count have cost, by what is in force."""
    assert lists.accidents is not None
    live = [f'"计入 "&({lists.accidents.counting(COUNTS)})&" 起"']
    if not tolls.known:
        unknown = f"伤亡和损失 {NOT_REPORTED}"
        return Formula(f'{live[0]}&"，{unknown}"', f"计入 {tolls.found} 起，{unknown}")
    for title in PEOPLE.values():
        live.append(f'"{title} "&({lists.accidents.summing(f"{title}（人）", COUNTS)})&" 人"')
    loss = lists.accidents.summing(accidents.LOSS, COUNTS)
    live.append(f'"{LOSS_TITLE} "&ROUND({loss},6)&" 万元"')
    people = [f"{title} {tolls.people[name]} 人" for name, title in PEOPLE.items()]
    lost = format(tolls.loss.normalize(), "f")
    told = "，".join([f"计入 {tolls.found} 起", *people, f"{LOSS_TITLE} {lost} 万元"])
    apart, now = _apart(lists.accidents, tolls)
    return Formula('&"，"&'.join(live) + apart, told + now)

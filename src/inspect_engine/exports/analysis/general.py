"""一、总体情况 二、分专项 三、分区域."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inspect_engine.domain.figures import HAZARD, Board, Compared, Rate
from inspect_engine.domain.words.wording import kind_title
from inspect_engine.exports.analysis.blocks import Bars, Block, Grid, Text
from inspect_engine.exports.analysis.told import Told, against, period, rate

DONE, OPEN = "已销号", "未销号"
CHARTED = 20
"""Rows that make a readable chart."""
Counts = Mapping[str, int]
Row = tuple[str, Counts, Counts]
"""What it is called, what was found of it in the period, and what is left at its end."""
NOTHING: Counts = {"found": 0, "open": 0, "closed": 0, "overdue": 0}


def general(told: Told) -> Iterator[Block]:
    """How the period went, against the one before, and what is left at its end."""
    yield Text(_found(told))
    yield Text(_left(told))
    if rest := [kind for kind in told.now.board.ending if kind != HAZARD]:
        yield Text(f"另登记必须办结的事项：{'；'.join(_ending(told.now.board, kind) for kind in rest)}。")
    if told.now.board.found:
        yield _compared(told)
    if told.now.found.found:
        rows = [
            (f"{first.year}年{first.month}月" if first.month == last.month else f"{first.year}年", _parts(board))
            for (first, last), board in told.now.parts.items()
        ]
        part = "年" if any(first.month != last.month for first, last in told.now.parts) else "月"
        yield Bars(f"各{part}发现的隐患，到 {told.now.last} 的办结情况（起）", (DONE, OPEN, "其他终结"), rows)


def _parts(board: Board) -> tuple[int, int, int]:
    return board.closed, board.open, board.found - board.closed - board.open


def _found(told: Told) -> str:
    now, then, past = told.now.found, told.past.found, told.past
    if not now.found:
        return f"本期没有登记隐患；上期（{period(past.first, past.last)}）发现 {then.found} 起。"
    other = now.found - now.closed - now.open
    ended = f"，撤销、并案、不成立等其他终结 {other} 起" if other else ""
    return (
        f"本期发现隐患 {now.found} 起，其中重大隐患 {now.major} 起；到期末已销号 {now.closed} 起"
        f"（整改销号 {now.rectified} 起、立行立改 {now.on_the_spot} 起），未销号 {now.open} 起{ended}。"
        f"与上期（{period(past.first, past.last)}，发现 {then.found} 起）相比，发现数{against(now.found, then.found)}。"
    )


def _left(told: Told) -> str:
    now, then = told.now.board, told.start
    if not now.found:
        return "到期末没有登记过隐患。"
    days = f"，平均整改 {now.average_days} 天" if now.average_days else ""
    return (
        f"连同以前各期的，期末未销号 {now.open} 起，比期初（{then.open} 起）{against(now.open, then.open)}；"
        f"其中逾期 {now.overdue} 起，比期初（{then.overdue} 起）{against(now.overdue, then.overdue)}。"
        f"累计整改率 {rate(now.closure_rate)}，期限已到的按期完成率 {rate(now.due_rate)}，"
        f"重大隐患整改率 {rate(now.major_closure_rate)}{days}。"
    )


def _ending(board: Board, kind: str) -> str:
    each = board.ending[kind]
    held = f"，在谁手里：{each.held}" if each.held else ""
    return f"{kind_title(kind)} {each.found} 件，未办结 {each.open} 件（逾期 {each.overdue} 件）{held}"


def _compared(told: Told) -> Grid:
    now, past = told.now, told.past
    heads = ("指标", f"本期（{now.last} 止）", f"上期（{past.last} 止）", "增减")
    rows = [(line.title, *line.texts) for line in Compared(now, past).lines]
    return Grid("本期与上期", heads, rows, (40, 44, 44, 28))


def packs(told: Told) -> Iterator[Block]:
    """By checklist: what was found in the period, and what is left."""
    now = told.now
    order = sorted(now.board.by_pack, key=lambda key: (-now.found.by_pack.get(key, NOTHING)["found"], key))
    rows: list[Row] = [(told.pack(key), now.found.by_pack.get(key, NOTHING), now.board.by_pack[key]) for key in order]
    yield Text(_most("个专项", rows, now.found.found))
    yield _grid("分专项", "专项", rows)
    yield from _chart("各专项本期发现的隐患（起）", rows)


def regions(told: Told) -> Iterator[Block]:
    """By region, a tree: sums above what they add up."""
    found = told.now.found
    rows: list[Row] = []
    own: list[Row] = []
    for place in told.now.board.places:
        here = _within(found, place.prefix) if place.whole else found.by_region.get(place.code, NOTHING)
        name = place.named(told.region(place.code))
        rows.append(("　" * place.depth + name, here, place.counts))
        own += [] if place.whole else [(name, here, place.counts)]
    yield Text(_most("个区划", sorted(own, key=lambda row: -row[1]["found"]), found.found))
    yield _grid("分区域", "区域", rows)
    yield from _chart("各区域本期发现的隐患（起）", own)


def _within(board: Board, prefix: str) -> Counts:
    """What the regions under one come to, also where there is only one of them that counts."""
    inside = [counts for code, counts in board.by_region.items() if code.startswith(prefix)]
    return {name: sum(counts[name] for counts in inside) for name in NOTHING}


def _most(unit: str, rows: list[Row], whole: int) -> str:
    some = [row for row in rows if row[1]["found"]]
    late = max(rows, key=lambda row: row[2]["overdue"], default=None)
    first = "本期没有发现隐患。"
    if some:
        many = some[0][1]["found"]
        share = Rate(many, whole).percent
        first = f"本期发现的隐患分属 {len(some)} {unit}，最多的是{some[0][0]}（{many} 起，占 {share}%）。"
    rest = (
        f"期末逾期最多的是{late[0]}（{late[2]['overdue']} 起）。" if late and late[2]["overdue"] else "期末没有逾期。"
    )
    return first + rest


def _grid(title: str, head: str, rows: list[Row]) -> Grid:
    heads = (head, "本期发现", "其中已销号", "其中未销号", "期末未销号", "期末逾期")
    cells = [
        (name, found["found"], found["closed"], found["open"], left["open"], left["overdue"])
        for name, found, left in rows
    ]
    return Grid(title, heads, cells, (6, 3, 3, 3, 3, 3))


def _chart(title: str, rows: list[Row]) -> Iterator[Bars]:
    """One row needs no chart."""
    if 1 < len(rows) <= CHARTED and any(found["found"] for _, found, _ in rows):
        parts = [(name, (f["closed"], f["open"], f["found"] - f["closed"] - f["open"])) for name, f, _ in rows]
        yield Bars(title, (DONE, OPEN, "其他终结"), parts)

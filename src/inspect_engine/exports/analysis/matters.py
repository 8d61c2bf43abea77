"""四、重大隐患 五、逾期和停滞 六、常见隐患 七、事故."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from inspect_engine.domain.definitions import SUCCESS
from inspect_engine.domain.figures import HAZARD, Counted, Rate
from inspect_engine.domain.words.wording import AGES, aged, waited
from inspect_engine.exports.analysis.blocks import Bars, Block, Grid, Text
from inspect_engine.exports.analysis.told import MOST, Told, rate

HEADS = ("编号", "对象（部位）", "隐患", "责任单位", "整改期限", "状态")
WIDTHS = (29, 24, 33, 24, 24, 22)
TEXTS = frozenset({1, 2, 3, 5})
COMMON = 10
"""Rows of the commonest items."""


def major(told: Told) -> Iterator[Block]:
    """How many dangerous ones there are, and each that is open."""
    now, found = told.now.board, told.now.found
    left = [each for each in told.now.running if each.line.severity == "major"]
    late = sum(each.line.overdue(now.as_of) for each in left)
    if not now.major:
        yield Text("到期末没有定为重大的隐患。")
        return
    yield Text(
        f"累计定为重大隐患 {now.major} 起，其中本期发现 {found.major} 起；"
        f"期末未销号 {now.major_open} 起，其中逾期 {late} 起。重大隐患整改率 {rate(now.major_closure_rate)}。"
    )
    yield from _list("未销号的重大隐患", told, left)


def overdue(told: Told) -> Iterator[Block]:
    """What is late, how old what is open is, and where it lies."""
    now = told.now.board
    if not now.open:
        yield Text("期末没有未销号的隐患。")
        return
    stuck = waited(now.waiting)
    ending = now.ending[HAZARD]
    yield Text(
        f"期末未销号 {now.open} 起，其中逾期 {now.overdue} 起；发现以来{aged(now.ages)}，最早的已 {ending.oldest} 天。"
        f"在谁手里：{ending.held}。" + (f"等着办的：{stuck}。" if stuck else "")
    )
    rows = [(title, (now.ages.get(name, 0),)) for name, title in AGES.items()]
    yield Bars("未销号隐患发现以来的天数（起）", (), rows)
    yield from _list("逾期的隐患", told, [each for each in told.now.running if each.line.overdue(now.as_of)])


def _list(title: str, told: Told, found: Iterable[Counted]) -> Iterator[Block]:
    """Those that are late the longest first, then the oldest."""
    on = told.now.last
    order = sorted(found, key=lambda each: (-_late(each, told), each.line.found_on, each.line.number))
    if not order:
        return
    rows = []
    for each in order[:MOST]:
        line, late = each.line, _late(each, told)
        place = f"{line.subject_name}（{line.part}）" if line.part else line.subject_name
        state = (
            f"{line.state_title}，逾期 {late} 天" if late else f"{line.state_title}，已 {(on - line.found_on).days} 天"
        )
        texts = (told.shown(text) for text in (place, line.title, "、".join(line.units)))
        rows.append((line.number, *texts, line.due_on or "—", state))
    some = f"{title}（{len(order)} 起，列前 {MOST} 起）" if len(order) > MOST else f"{title}（{len(order)} 起）"
    yield Grid(some, HEADS, rows, WIDTHS, TEXTS)


def _late(each: Counted, told: Told) -> int:
    late = each.line.late_after
    return max(0, (told.now.last - late).days) if late else 0


def common(told: Told) -> Iterator[Block]:
    """What was found most often in the period, and what came again."""
    now = told.now.found
    if not now.found:
        yield Text("本期没有发现隐患。")
        return
    counts = Counter(each.line.title for each in told.now.cases)
    shut = Counter(each.line.title for each in told.now.cases if each.line.closed_how in SUCCESS)
    order = sorted(counts, key=lambda title: (-counts[title], title))
    top = sum(counts[title] for title in order[:3])
    more = [f"同一处反复的 {now.repeated} 起"] if now.repeated else []
    more += [f"检查表以外的 {now.beyond} 起"] if now.beyond else []
    yield Text(
        f"本期发现的 {now.found} 起隐患有 {len(order)} 种，前 {min(3, len(order))} 种共 {top} 起，"
        f"占 {Rate(top, now.found).percent}%。" + (f"其中{'、'.join(more)}。" if more else "")
    )
    rows = [
        (nth, told.shown(title), counts[title], f"{Rate(counts[title], now.found).percent}%", shut[title])
        for nth, title in enumerate(order[:COMMON], 1)
    ]
    shown = f"最常见的隐患（前 {COMMON} 种）" if len(order) > COMMON else "各种隐患"
    yield Grid(shown, ("序号", "隐患", "本期发现", "占比", "已销号"), rows, (2, 14, 3.6, 3.2, 3), frozenset({1}))


def accidents(told: Told) -> Iterator[Block]:
    """What accidents of the period have cost, and all together; nothing where there was none."""
    if not told.now.board.accidents.found:
        return
    here = told.now.found.accidents
    yield Text(f"本期事故 {here.told}。" if here.found else "本期没有事故。")
    yield Text(f"台账累计：{told.now.board.accidents.told}。")
    if here.found and (then := told.past.found.accidents).found:
        yield Text(f"上期：{then.told}。")

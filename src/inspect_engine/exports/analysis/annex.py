"""附件: where each number comes from, with the command that says it again."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence

from inspect_engine.domain.figures import Board
from inspect_engine.exports.analysis.blocks import Annex, Block, Grid, Text
from inspect_engine.exports.analysis.told import Told, rate
from inspect_engine.exports.closure.totals import AVERAGE, FIGURES, RATES, rates_of

PROGRAM = "inspect-engine"
PLAIN = re.compile(r"[\w.:/=-]+")
"""Words that no shell takes for anything else."""


def annex(told: Told, options: Sequence[str], moment: str) -> Iterator[Block]:
    """The commands, and every figure of the four boards; ``options`` are the conditions as they were typed, ``moment``
    is up to when records count."""
    yield Annex("附件　数字的来处")
    yield Text(
        f"本报告的数字都出自台账，正文按这些数字写成。在保存台账的电脑上输入下面的命令，得到同样的数；"
        f'台账此后又有补录、更正的，命令后面加 --known-at "{moment}"。各列都没有数的没有列出。'
    )
    yield Grid("命令", ("数字", "命令"), list(_commands(told, options)), (4, 11), frozenset({0, 1}))
    boards = told.now.board, told.start, told.now.found, told.past.found
    counts = [(figure.title, *(getattr(board, figure.name) for board in boards)) for figure in FIGURES]
    rows: list[tuple[object, ...]] = [row for row in counts if any(row[1:])]
    shares = zip(RATES, *map(rates_of, boards), strict=True)
    told_rates = [(given[0], *map(rate, values)) for given, *values in shares]
    told_rates.append((AVERAGE, *(board.average_days or "—" for board in boards)))
    rows += [row for row in told_rates if set(row[1:]) != {"—"}]
    if rows:
        yield Grid("看板的数字", ("指标", "期末", "期初", "本期发现的", "上期发现的"), rows, (32, 31, 31, 31, 31))


def _commands(told: Told, options: Sequence[str]) -> Iterator[tuple[str, str]]:
    now, past = told.now, told.past
    of_now, of_past = _days(now.first, now.last), _days(past.first, past.last)
    yield (
        "期末的数，其中分专项、分区域的，在谁手里，另立、登记的",
        _line("board", *_as_of(now.board), *options),
    )
    yield "期初的数", _line("board", *_as_of(past.board), *options)
    yield "本期发现的，其中分专项、分区域的，事故", _line("board", *of_now, *_as_of(now.board), *options)
    yield "上期发现的", _line("board", *of_past, *_as_of(past.board), *options)
    yield "各月发现的（逐月改起止日期）", _line("board", *_days(*next(iter(now.parts))), *_as_of(now.board), *options)
    late, major = now.board.overdue, now.board.major_open
    listing = "case", "list", "--kind", "hazard"
    if major:
        yield "未销号的重大隐患", _line(*listing, "--open", "--severity", "重大", *_as_of(now.board), *options)
    if late:
        yield "逾期的隐患", _line(*listing, "--overdue", *_as_of(now.board), *options)
    if now.found.found:
        yield "常见隐患（数标题相同的）", _line(*listing, *of_now, *_as_of(now.board), *options)


def _days(first: object, last: object) -> tuple[str, ...]:
    return "--from", str(first), "--to", str(last)


def _as_of(board: Board) -> tuple[str, ...]:
    return "--as-of", str(board.as_of)


def _line(*words: str) -> str:
    """As it is typed: Chinese words need no quotes, in no shell."""
    return " ".join(word if PLAIN.fullmatch(word) else shlex.quote(word) for word in (PROGRAM, *words))

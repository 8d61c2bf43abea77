"""What is counted, and how: as formulas over the list, and as their values now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from inspect_engine.domain.definitions import CLOSING_TITLES, FREE, ON_PAPER, SEVERITY_TITLES, SUCCESS, VOID
from inspect_engine.domain.figures import Board, Rate
from inspect_engine.domain.words.identifiers import county
from inspect_engine.exports.closure.columns import NO, YES
from inspect_engine.exports.closure.records import Record

Conditions = tuple[tuple[str, str], ...]


def _is(name: str, value: str) -> tuple[str, str]:
    return name, f'"{value}"'


KEPT, BELOW = (_is("是否守底线", word) for word in (YES, NO))
REPEATED = _is("是否反复", YES)
EXTENDED = ("延期次数", '">0"')
IN_TIME, DUE = _is("是否按期", YES), _is("是否应完成", YES)
REPLIED_LATE, CLOSED_LATE = _is("是否逾期回复", YES), _is("是否逾期销号", YES)
RECHECKED = _is("是否复查过", YES)
RETURNED = ("退回次数", '">0"')
OPEN, OVERDUE, MAJOR = _is("是否未销号", YES), _is("是否逾期", YES), _is("等级", SEVERITY_TITLES["major"])
ENDED = {how: _is("销号方式", title) for how, title in CLOSING_TITLES.items()}
RECTIFIED, ON_THE_SPOT, WITHDRAWN, MERGED = (ENDED[how] for how in ("rectified", "on_the_spot", "withdrawn", "merged"))
DISMISSED, EXPIRED, REVOKED = (ENDED[how] for how in ("dismissed", "expired", "revoked"))
IMPORTED = ENDED[ON_PAPER]
UNRATED = VOID | {ON_PAPER}
"""Closing kinds of what is in no rate."""


@dataclass(frozen=True)
class Figure:
    """A total: its name on the board, its title, what is added and taken away, what it means."""

    name: str
    title: str
    plus: tuple[Conditions, ...]
    meaning: str
    minus: tuple[Conditions, ...] = ()
    look: str = "label"
    number: str = "strong"


FIGURES = (
    Figure("found", "发现总数", (), "截止日及以前发现的全部隐患，含后来撤销的"),
    Figure("closed", "已销号", ((RECTIFIED,), (ON_THE_SPOT,)), "整改销号与立行立改之和，不含撤销"),
    Figure("rectified", "整改销号", ((RECTIFIED,),), "经整改、复查合格后销号", look="label1"),
    Figure(
        "in_time",
        "其中按期回复",
        ((RECTIFIED, IN_TIME),),
        "没有被退回的最后一次回复不晚于整改期限，不论哪天销号",
        look="label2",
    ),
    Figure(
        "in_time_backdated",
        "其中补录而按期",
        ((RECTIFIED, _is("是否补录按期", YES)),),
        "因补录的日期才算按期的，须两人办理",
        look="label3",
    ),
    Figure(
        "in_time_extended",
        "其中延期后按期",
        ((RECTIFIED, IN_TIME, EXTENDED),),
        "批准过延期或者重定过期限以后才算按期的",
        look="label3",
    ),
    Figure("on_the_spot", "立行立改", ((ON_THE_SPOT,),), "现场改正并核实后销号，不计入按期整改率", look="label1"),
    Figure("withdrawn", "撤销", ((WITHDRAWN,),), "经主管撤销，不计入任何比率"),
    Figure("merged", "并案", ((MERGED,),), "重复立案、已并入另一件的，不计入任何比率"),
    Figure("dismissed", "不成立", ((DISMISSED,),), "查明不成立的，不计入任何比率"),
    Figure("lapsed", "失效、吊销", ((EXPIRED,), (REVOKED,)), "没有整改就终结的：不算销号，仍在整改率的分母里"),
    Figure("imported", "导入时已办结", ((IMPORTED,),), "纸面台账上已办结，未经本台账核实：不算销号，不计入任何比率"),
    Figure("below", "低于底线", ((BELOW,),), "所依流程不守底线的，不计入任何比率；见说明", look="label1"),
    Figure("open", "未销号", ((OPEN,),), "截止日尚未办结"),
    Figure("overdue", "其中逾期", ((OVERDUE,),), "过了整改期限仍未回复", look="label1", number="alarm"),
    Figure("due", "应完成（期限已到）", ((DUE,),), "整改期限在截止日以前的，办结没有都算；不含无须整改的和立行立改"),
    Figure(
        "done_in_time", "其中按期完成", ((DUE, RECTIFIED, IN_TIME),), "期限已到的里面，按期整改并销号的", look="label1"
    ),
    Figure("replied_late", "逾期回复", ((REPLIED_LATE,),), "没有被退回的最后一次回复晚于整改期限，办结没有都算"),
    Figure("closed_late", "逾期销号", ((CLOSED_LATE,),), "整改销号晚于整改期限，不论哪天回复；按期回复的也可能在内"),
    Figure(
        "major",
        "重大隐患数",
        ((MAJOR,),),
        "定为重大的，不含撤销、并案和不成立",
        minus=((MAJOR, WITHDRAWN), (MAJOR, MERGED), (MAJOR, DISMISSED)),
    ),
    Figure("major_open", "重大未销号", ((MAJOR, OPEN),), "重大隐患中尚未办结的", look="label1", number="alarm"),
    Figure(
        "major_lapsed",
        "重大失效、吊销",
        ((MAJOR, EXPIRED), (MAJOR, REVOKED)),
        "重大隐患中没有整改就终结的",
        look="label1",
    ),
    Figure(
        "major_imported",
        "重大导入时已办结",
        ((MAJOR, IMPORTED),),
        "重大隐患中导入时纸面已办结的，不计入重大隐患整改率",
        look="label1",
    ),
    Figure("pending", "待定级", ((OPEN, _is("等级", SEVERITY_TITLES["pending"])),), "未销号且尚未定级"),
    Figure("beyond", "清单外", ((_is("检查项", FREE),),), "检查表上没有、检查员用自己的话写的"),
    Figure(
        "rechecked",
        "复查过",
        ((RECHECKED,),),
        "复查合格过，或者退回过至少一次的，销号没有都算",
    ),
    Figure("returned", "其中曾退回", ((RETURNED,),), "复查或核实未通过、退回过至少一次", look="label1"),
    Figure("extended", "曾延期", ((EXTENDED,),), "批准过延期或者重定过期限至少一次"),
    Figure("major_extended", "其中重大", ((MAJOR, EXTENDED),), "重大隐患中曾延期的，由两人批准", look="label1"),
    Figure("reopened", "重新立案", ((("重新立案次数", '">0"'),),), "销号以后又重新立案至少一次"),
    Figure(
        "repeated",
        "反复隐患",
        ((REPEATED,),),
        "同一对象同一部位，上次销号后在规定天数内再次发现",
        minus=((REPEATED, WITHDRAWN), (REPEATED, MERGED), (REPEATED, DISMISSED)),
    ),
)
RATES: tuple[tuple[str, str, tuple[str, ...], str, tuple[str, ...], str], ...] = (
    (
        "整改率",
        "closed",
        (),
        "found",
        ("withdrawn", "merged", "dismissed", "imported"),
        "已销号 ÷（发现总数 − 撤销 − 并案 − 不成立 − 导入时已办结）",
    ),
    ("按期整改率", "in_time", (), "rectified", (), "其中按期回复 ÷ 整改销号：只看已经销号的；立行立改不计"),
    ("按期完成率", "done_in_time", (), "due", (), "按期完成 ÷ 应完成（期限已到），含到期未销号的"),
    (
        "重大隐患整改率",
        "major",
        ("major_open", "major_lapsed", "major_imported"),
        "major",
        ("major_imported",),
        "（重大隐患数 − 重大未销号 − 重大失效、吊销 − 重大导入时已办结）÷（重大隐患数 − 重大导入时已办结）",
    ),
    ("复查退回率", "returned", (), "rechecked", (), "曾退回 ÷ 复查过"),
    ("立行立改率", "on_the_spot", (), "closed", (), "立行立改 ÷ 已销号"),
)
"""(title, part, less, whole, less, meaning): which figures each rate divides."""


AVERAGE = "平均整改天数"
AVERAGE_MEANING = "整改销号的：从发现到销号的天数之和 ÷ 件数，保留一位小数"


def rates_of(board: Board) -> tuple[Rate, ...]:
    """The rates of a board, in the order of ``RATES``."""
    timely = board.closure_rate, board.in_time_rate, board.due_rate
    return *timely, board.major_closure_rate, board.return_rate, board.on_the_spot_rate


@dataclass(frozen=True)
class Totals:
    """All counts of one export: the board, and what it does not break down.

    ``void_in`` counts what was withdrawn, merged, dismissed or closed on paper, by ``region`` and by ``pack``;
    ``rated_in``, of what is in the rates, what is ``closed`` and the ``whole``.
    """

    board: Board
    severities: Mapping[str, Counter[str]]
    void_in: Mapping[str, Counter[str]]
    rated_in: Mapping[str, Mapping[str, Counter[str]]]


class Tally:
    """Counts what the board does not, as each case passes."""

    def __init__(self) -> None:
        self.severities: dict[str, Counter[str]] = {name: Counter() for name in SEVERITY_TITLES}
        self.void_in: dict[str, Counter[str]] = {"region": Counter(), "pack": Counter()}
        self.rated_in: dict[str, dict[str, Counter[str]]] = {"region": {}, "pack": {}}

    def see(self, record: Record) -> None:
        case = record.case
        marks = {"found": True, "open": case.is_open, "overdue": record.late}
        self.severities.setdefault(case.severity, Counter()).update(name for name, true in marks.items() if true)
        for name, key in (("region", county(case.region)), ("pack", case.pack)):
            self.void_in[name][key] += case.closed_how in UNRATED
            rated = self.rated_in[name].setdefault(key, Counter())
            rated["whole"] += not record.below and case.closed_how not in UNRATED
            rated["closed"] += not record.below and case.closed_how in SUCCESS


def share(part: str, whole: str) -> str:
    """A formula for part ÷ whole to four decimals, half up and exact, or a dash for nothing."""
    return f'IF({whole}=0,"—",INT(({part}*20000+{whole})/(2*{whole}))/10000)'


def share_value(rate: Rate) -> Decimal | str:
    """What :func:`share` comes to."""
    return "—" if rate.percent is None else Decimal(rate.percent) / 100

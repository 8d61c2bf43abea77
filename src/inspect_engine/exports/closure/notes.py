"""说明: what the workbook rests on, and how to check it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO

import segno
from openpyxl.drawing.image import Image

from inspect_engine.domain.proof.floor import FLOOR, waived
from inspect_engine.domain.words.masking import COVERED, HOW
from inspect_engine.exports.closure import most
from inspect_engine.exports.closure.links import SOON
from inspect_engine.exports.closure.overview import REHEARSAL
from inspect_engine.exports.closure.records import VIA_TITLES, Frame, Record
from inspect_engine.exports.closure.sets import PrintSet
from inspect_engine.exports.closure.totals import AVERAGE, AVERAGE_MEANING, FIGURES, RATES
from inspect_engine.exports.sheets.book import Sheet

PROOF = (
    "链头是对前述全部流转记录的内容、先后次序和入账时间逐条相接算出的一个 SHA-256 值。"
    "日后任何人改动、删除、插入或调换其中任何一条，重新算出的同一位置的链值就不再等于本页所载的链头。"
    "它证明本表所据的记录自导出之时起没有变过；它不证明所记内容本身属实，也不涉及导出之后新增的记录。"
)
VERIFY = (
    "在保存台账的电脑上运行 inspect-engine verify 本文件，程序会重算每条记录的 SHA-256、整条链和 Merkle 根，"
    "与本页的锚码核对，再按本表的截止日期重新导出一遍，逐格比较。只有本页的抄件时，运行 inspect-engine anchor show "
    "--at {count}，与本页逐字对照。流转记录表的每一行都列有事件号和 SHA-256，可以单独核对。"
    "总览、分区域、分专项、单位和常见隐患的数字都是对台账表的公式，可以在表格软件里重算。"
    "没有台账的电脑上也能运行：那里只按隐藏的“封条”核对每一格，要设了口令、有签名钥匙的人导出的才有签名可核。"
)
LINKED = (
    "另有 {count} 件由隐患办理中另行立案的事项（如停工、挂牌督办、立案查处），列在另立事项表。它们不是另外的隐患，"
    "不列入台账和逾期，不计入任何数字，隐患销号以后照旧办理；它们的流转记录列在流转记录表，动作“立案”的填写内容写明来自哪一件。"
)
BESIDE = "佐证文件夹"
EVIDENCE = (
    "“{folder}”，与本工作簿放在一起：点流转记录表的佐证材料一栏就打开，每一份都与台账的 SHA-256 核对过。"
    "里面的清单.csv 写明每一份是哪一件、哪一步的，没有复制的为什么。"
)
GONE = (
    "“{file}”里的 {count} 件（{first} 至 {last}）因导入有误，由 {who} 于 {on} 撤回：{why}。"
    "编号不再用，不列入任何表，不计入任何数字，截止日期更早也是这样。"
)

WIDTHS = (24, 110)
HIDDEN = "遮盖"
"""The label of what is said where numbers that identify people are shown in part only."""
SIDE, PIXELS = 110.0, 96 / 72
"""Points a side of the QR code takes, and pixels to a point."""
TITLE = "说明"
ANCHOR = "锚码"
FILTER, CONDITIONS = "筛选", "筛选条件"
"""Labels of the filter in words, and as it is read again when the workbook is checked."""
SINCE = "比较日期"
COMPARED = (
    "变化表列出此日以后有变化的，对账表由两天的数字核对；此日的数字按现在已入账的记录重算，补录、更正了的，和当时报出的会不同："
    "当时的用 --as-of 加 --known-at 重看"
)
ON_TOP = 22
"""Characters of the filter on top of a page, between what stands left and right there."""
OWN = frozenset({"导出人", "导出于", "导出时间"})
"""Labels of what no later export of the same says again."""
FORM = "版式"
EVERYTHING = "各表各列齐全，宽表用 A3；没有内容的表隐藏"
COLOURS = f"浅红的行已逾期，浅黄的行 {SOON} 日内到期还没有回复；编号可点，到流转记录，再点回来"
PRINTED = (
    "打印{sheets}；其余各表隐藏，公式和核验要用，可取消隐藏。没有内容的表、只有一行的分区域和分专项也隐藏，"
    "总览里为 0 的次要指标和本页的指标口径不打印"
)


class Definitions:
    """Which definitions the cases were opened under, as each case passes."""

    def __init__(self) -> None:
        self._cases: dict[tuple[str, str, str, str], int] = {}
        self._below: dict[tuple[str, str], tuple[str, ...]] = {}

    def see(self, record: Record) -> None:
        case = record.case
        flow = f"{record.flow.title} {record.flow.version}" if record.flow else case.workflow
        key = case.pack, case.pack_version, flow, case.definition
        self._cases[key] = self._cases.get(key, 0) + 1
        told = waived(record.flow) if record.flow else []
        told += [f"{FLOOR[name]}（没有写明理由，依它办理的不计入任何比率）" for name in record.below]
        self._below[flow, case.definition] = tuple(told)

    def lines(self) -> Iterator[tuple[str, str]]:
        for (pack, version, flow, content_hash), count in sorted(self._cases.items()):
            yield f"{pack} {version}", f"流程“{flow}”，{count} 件，定义 SHA-256 {content_hash}"
            if below := self._below.get((flow, content_hash)):
                yield "不守的底线", f"流程“{flow}”不守隐患流程的底线：{'；'.join(below)}"


def write(
    sheet: Sheet, terms: Frame, definitions: Definitions, linked: int = 0, printed: PrintSet | None = None
) -> None:
    """Fill the sheet: label and text, section by section. ``linked`` cases were opened by a hazard.

    Where a set is ``printed``, what the figures mean stays on the screen: it stands beside each of them too.
    """
    sheet.ws.print_title_rows = "1:1"
    sheet.write([("head", "项目"), ("head", "内容")], 24)
    _section(sheet, "一、导出", _export(terms, linked, printed))
    _section(sheet, "二、所用定义", definitions.lines())
    _section(sheet, "三、紧急越权", _overrides(terms))
    _section(sheet, "四、存证与核验", _proof(terms))
    at = sheet.write([("label", "锚码二维码"), ("text", None)], SIDE)
    sheet.ws.add_image(_qr(terms.anchor.code), f"B{at}")
    _section(sheet, "五、指标口径", _meanings())
    if printed:
        sheet.ws.print_area = f"A1:B{at}"


def _section(sheet: Sheet, title: str, lines: Iterable[tuple[str, str]]) -> None:
    sheet.write([("total", title), ("total", None)])
    for label, text in lines:
        sheet.write([("label", label), ("text", text)])


def _qr(code: str) -> Image:
    made = BytesIO()
    segno.make(code, error="m", micro=False).save(made, kind="png", scale=4, border=2)
    image = Image(made)
    image.width = image.height = int(SIDE * PIXELS) - 4
    return image


def _export(terms: Frame, linked: int, printed: PrintSet | None) -> Iterator[tuple[str, str]]:
    known = (
        f"{terms.known_at.isoformat(sep=' ', timespec='seconds')} 及以前入账的记录"
        if terms.known_at
        else "导出之时已入账的全部记录"
    )
    yield "截止日期", f"{terms.as_of.isoformat()}，只计业务日期在当日及以前的记录"
    yield "记录范围", known
    yield "范围", f"{terms.scope}。范围以外的隐患不列入，也不计入任何数字"
    yield FORM, f"{terms.form}：{PRINTED.format(sheets='、'.join(printed.printed)) if printed else EVERYTHING}"
    if printed is None:
        yield "行的颜色", COLOURS
    yield from _filter(terms)
    if terms.since:
        yield SINCE, f"{terms.since.isoformat()}，{COMPARED}"
    yield BESIDE, EVIDENCE.format(folder=terms.evidence) if terms.evidence else "没有另存佐证材料"
    if linked:
        yield "关联事项", LINKED.format(count=linked)
    for each in terms.gone:
        which = {"count": len(each.numbers), "first": each.numbers[0], "last": each.numbers[-1]}
        told = GONE.format(file=each.file, who=terms.who(each.by), on=each.on, why=each.why, **which)
        yield "撤回的导入", told
    yield (
        "导出人",
        f"{terms.exporter}，{terms.person.role_titles}，身份确认：{VIA_TITLES.get(terms.person.via, terms.person.via)}",
    )
    yield "导出于", f"电脑 {terms.origin.host}，操作系统账户 {terms.origin.account}"
    if terms.covered:
        yield HIDDEN, f"{COVERED}：{HOW}"
    yield "导出时间", terms.moment.isoformat(sep=" ", timespec="seconds")
    yield "台账编号", terms.head.ledger
    yield "是否演练", f"是。{REHEARSAL}" if terms.head.rehearsal else "否"


def _filter(terms: Frame) -> Iterator[tuple[str, str]]:
    if not terms.selection:
        yield FILTER, "没有筛选：范围以内的全部隐患"
        return
    yield FILTER, f"{terms.filtered}。条件以外的不列入，也不计入任何数字；疑点只列牵涉到所选事项的"
    yield "不列的", "惩戒登记和未完成的检查不分事项，有筛选的不列"
    yield CONDITIONS, terms.selection.text


def on_top(terms: Frame) -> str:
    """The filter as it stands on top of each page, cut where it is long."""
    told = terms.filtered
    return f"筛选：{told[:ON_TOP]}{'…' if len(told) > ON_TOP else ''}".replace("&", "&&") if told else ""


def _meanings() -> Iterator[tuple[str, str]]:
    for figure in FIGURES:
        yield figure.title, figure.meaning
    for title, *_, meaning in RATES:
        yield title, f"{meaning}；四舍五入到万分之一，分母为零时写“—”"
    yield (
        "是否逾期、逾期天数",
        "按截止日期和当时的状态判断，是导出时的定值：状态须为期限计算中，且截止日期晚于整改期限；改动表格不会改变它",
    )
    yield "是否按期", "办结以后才写：没有被退回的最后一次回复不晚于整改期限为“是”；未办结、没有回复或没有期限的为空"
    yield AVERAGE, AVERAGE_MEANING
    yield most.TITLE, most.SHARED
    yield "在谁手里", "按流程下一步该由谁办：责任单位、检查员或主管；已办结的为空"
    yield "是否应完成", "整改期限在截止日期以前的为“是”，不论办结没有；期限停着不计的、无须整改的和立行立改的为“否”"
    yield "账龄天数、停留天数", "未销号的：发现以来、进入现在的状态以来的天数，是导出时的定值；已办结的为空"
    yield (
        "续行",
        "单元格装不下的文字接在下一行，编号后标“续”；续行不计入任何数字。行高有上限，特别长的文字打印时可能显示不全，单元格里是全文",
    )


def _overrides(terms: Frame) -> Iterator[tuple[str, str]]:
    """Everything that was done, or proposed, out of somebody's role or region."""
    yield "件数", f"{len(terms.overrides)}" if terms.overrides else "无"
    for each in terms.overrides:
        asked = f"{each.title}：{terms.who(each.proposed_by)} 于 {each.proposed_on} 提出，理由：{each.reason}"
        by = each.confirmed_by
        yield (
            each.number,
            f"{asked}；{f'{terms.who(by)} 于 {each.confirmed_on} 确认' if by else f'{each.state}，没有办理'}",
        )


def _proof(terms: Frame) -> Iterator[tuple[str, str]]:
    yield "记录条数", f"{terms.head.count}"
    yield "链头", terms.head.chain
    yield "Merkle 根", terms.anchor.root
    yield ANCHOR, terms.anchor.code
    yield "链头证明什么", PROOF
    yield "怎样核验", VERIFY.format(count=terms.head.count)

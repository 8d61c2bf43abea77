"""评分: the score of one inspection as a workbook. Deductions are given, everything above them is a live formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from inspect_engine.domain.events import Origin
from inspect_engine.domain.people.authority import Person, covered, require
from inspect_engine.domain.scores import BAD, FAIR, GOOD, Group, Line, Sheet, short
from inspect_engine.domain.scores.wording import kind
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.masking import COVERED, HOW, masked
from inspect_engine.errors import InputError
from inspect_engine.exports.closure.overview import REHEARSAL
from inspect_engine.exports.closure.records import china
from inspect_engine.exports.scores.numbers import number, or_dash
from inspect_engine.exports.scores.summary_form import Figures, SummaryForm
from inspect_engine.exports.scores.table_forms import TableForms
from inspect_engine.exports.sheets.book import A4, LETTERS, Book
from inspect_engine.exports.sheets.book import Sheet as Page
from inspect_engine.exports.sheets.cells import Formula, Value, height
from inspect_engine.exports.sheets.kinds import LINE
from inspect_engine.exports.sheets.styles import STYLES
from inspect_engine.exports.sheets.tables import Column, Table
from inspect_engine.exports.whole import unwritable
from inspect_engine.ledger import Ledger
from inspect_engine.ledger.scores import Scored

WIDTHS = (30, 9, 8, 12, 12, 52)
STATES = {"absent": "缺项", "open": "待补"}
ZERO = "零分"
ONE_PAGE = 60
"""Rows that can still be read on one upright sheet of A4."""
GRADE = 3
"""Rows from the total down to the grade."""
DIGITS = 9
"""A spreadsheet calculates in binary: sums that decide are compared to this many digits."""


@dataclass(frozen=True)
class Row:
    """One item of one sheet; ``number`` is the sheet's."""

    number: int
    sheet: Sheet
    line: Line


@dataclass(frozen=True)
class Total:
    """One sheet by its number."""

    number: int
    sheet: Sheet
    group: Group


def write(
    ledger: Ledger,
    reference: str,
    path: Path,
    *,
    proportional: bool = True,
    redact: bool = False,
    force: bool = True,
) -> dict[str, int]:
    """Write the workbook; returns rows per sheet. The file appears whole or not at all, without ``force`` only where
    there is none.

    Numbers that identify people are covered for who may not see them whole, and where ``redact`` asks for it.

    Raises Refused when this person may not export, InputError for a name that is not ``.xlsx`` or a checklist that is
    not scored, StorageError when the file cannot be written.
    """
    me = ledger.desk.whoami()
    require(me, "export")
    scored = ledger.scores.get(reference, proportional=proportional)
    if path.suffix.lower() != ".xlsx":
        raise InputError.one(f"导出文件名“{path.name}”应以 .xlsx 结尾")
    moment, head = ledger.desk.now(), ledger.desk.head
    mark = REHEARSAL if head.rehearsal else ""
    footer = (
        f"链头 {head.chain[:16]}（{head.count} 条）",
        "第 &P 页，共 &N 页",
        f"{me.title}（{me.name}） {china(moment):%Y-%m-%d %H:%M} 导出",
    )
    header = (f"{scored.definition.pack.title}　&A", mark, f"检查日 {scored.on.isoformat()}")
    hidden = redact or covered(me)
    try:
        with Book(header, footer, masked if hidden else str) as book:
            names = {name: person.title for name, person in ledger.desk.roster().items()}
            people = "、".join(names.get(name, name) for name in scored.inspectors)
            page = book.sheet("评分", WIDTHS)
            summary = SummaryForm(book, scored, _office(ledger), people, rehearsal=head.rehearsal)
            forms = TableForms(book, scored, people)
            numbered = list(_numbered(scored))
            totals: Table[Total] = Table(book, "分项表", _total_columns(scored, proportional), "C2")
            rows: Table[Row] = Table(book, "逐项扣分", ROWS, "D2")
            for sheet in (*totals.sheets, *rows.sheets):
                sheet.ws.page_setup.paperSize = A4
            for total in numbered:
                totals.add(total)
                at = {line.item.id: _listed(rows, Row(total.number, total.sheet, line)) for line in total.sheet.lines}
                score = f"分项表!$J${total.number + 1}"
                forms.add(total.sheet, STATES, score, at)
            taken = _taken(me, ledger.desk.origin, hidden=hidden)
            summary.fill(_summary(page, scored, len(numbered), people, taken, rehearsal=head.rehearsal))
            for table in (totals, rows):
                table.finish()
            book.save(path, force=force)
            return book.lengths()
    except OSError as error:
        raise unwritable(path, error) from error


def _numbered(scored: Scored) -> Iterator[Total]:
    number = 0
    for group in scored.score.groups:
        for sheet in group.sheets:
            number += 1
            yield Total(number, sheet, group)


def _office(ledger: Ledger) -> str:
    """检查单位: the office that issues documents, if there is just one; else it is written in by hand."""
    offices = list(ledger.offices.all().values())
    return offices[0].title if len(offices) == 1 else ""


def _listed(rows: Table[Row], row: Row) -> tuple[str, str]:
    """List a line, and say where what it lost and got stands now; a long text goes on in rows below."""
    page, above = rows.sheets[-1], rows.sheets[-1].written
    rows.add(row)
    at = above + 1 if rows.sheets[-1] is page else 2
    lost, got = (f"'{rows.sheets[-1].title}'!${letter}${at}" for letter in "GH")
    return lost, got


# --- 逐项扣分 ----------------------------------------------------------------------------------------------------


def _scored(row: Row, value: Fraction) -> Value:
    return number(value) if row.line.state == "scored" else STATES[row.line.state]


def _told(row: Row) -> str:
    line = row.line
    return "；".join(part for part in (*(each.told for each in line.deductions), line.capped, line.why) if part)


ROWS: tuple[Column[Row], ...] = (
    Column("序号", 6, lambda r: r.number, "number"),
    Column("分项表", 22, lambda r: r.sheet.section.title),
    Column("检查对象", 20, lambda r: r.sheet.subject.name),
    Column("检查项目", 32, lambda r: r.line.item.title),
    Column("类别", 6, lambda r: kind(r.sheet, r.line), "code"),
    Column("应得分", 8, lambda r: number(r.line.due), "points"),
    Column("扣分", 8, lambda r: _scored(r, r.line.lost), "points"),
    Column("实得分", 8, lambda r: _scored(r, r.line.got), "points"),
    Column("扣分情形、缺项理由", 48, _told),
    Column("备注", 30, lambda r: "" if r.line.why == r.line.note else r.line.note),
)
"""What an item lost is given. 缺项 and 待补 are no numbers, so that no sum counts them."""


# --- 分项表 ------------------------------------------------------------------------------------------------------

ASSURED = '逐项扣分!$E:$E,"保证"'


def _sum(column: str, n: int, *conditions: str) -> str:
    """The sum of a column over the rows of one sheet."""
    return f"SUMIFS({','.join((f'逐项扣分!${column}:${column}', f'逐项扣分!$A:$A,$A{n}', *conditions))})"


def _total_columns(scored: Scored, proportional: bool) -> tuple[Column[Total], ...]:
    def live(name: str, column: str, value: str, *conditions: str) -> Column[Total]:
        """Of the items that are scored: those whose points are numbers."""

        def cell(total: Total) -> Value:
            formula = _sum(column, total.number + 1, '逐项扣分!$H:$H,">=0"', *conditions)
            return Formula(formula, number(getattr(total.sheet, value)))

        return Column(name, 10, cell, "points")

    return (
        Column("序号", 6, lambda t: t.number, "number"),
        Column("分项", 24, lambda t: t.group.group.title),
        Column("分项表", 30, lambda t: t.sheet.section.title),
        Column("检查对象", 24, lambda t: t.sheet.subject.name),
        live("保证项目应得", "F", "assured_due", ASSURED),
        live("保证项目小计", "H", "assured_got", ASSURED),
        live("全表应得", "F", "due"),
        live("全表实得", "H", "got"),
        Column("是否归零", 9, lambda t: _zeroed(t, scored, proportional), "code", ZERO),
        Column("得分", 10, _got, "points"),
        Column("归零的原因、保证项目缺项", 46, _why),
    )


def _zeroed(total: Total, scored: Scored, proportional: bool) -> Formula:
    """R3, live; items that are still open are taken at their best, as :attr:`Sheet.zero_why` does."""
    n, scoring = total.number + 1, scored.score.scoring
    floor, full = short(Fraction(scoring.assured_floor)), short(Fraction(scoring.assured_points))
    rows, waiting = f"逐项扣分!$A:$A,$A{n}", f'逐项扣分!$H:$H,"{STATES["open"]}"'
    hoped = _sum("F", n, ASSURED, waiting)
    nothing = f"COUNTIFS({rows},{ASSURED},逐项扣分!$H:$H,0)>0"
    low = f"($F{n}+{hoped})*{full}<{floor}*($E{n}+{hoped})" if proportional else f"$F{n}+{hoped}<{floor}"
    lost = f"AND($H{n}=0,COUNTIFS({rows},{waiting})=0)"
    live = f'IF($G{n}=0,"",IF(OR({nothing},AND($E{n}+{hoped}>0,{low}),{lost}),"{ZERO}",""))'
    return Formula(live, ZERO if total.sheet.zero_why else "")


def _got(total: Total) -> Formula:
    n = total.number + 1
    return Formula(f'IF($G{n}=0,"—",IF($I{n}="{ZERO}",0,$H{n}/$G{n}*100))', or_dash(total.sheet.score))


def _why(total: Total) -> str:
    sheet = total.sheet
    return sheet.zero_why or ("保证项目有缺项，下限按比例" if sheet.short_of_assured and sheet.proportional else "")


# --- 评分 --------------------------------------------------------------------------------------------------------


def _summary(page: Page, scored: Scored, sheets: int, people: str, taken: Iterable[str], *, rehearsal: bool) -> Figures:
    page.write([("title", f"{scored.definition.pack.title}汇总表")], 34)
    page.merge("A1:F1")
    if rehearsal:
        page.write([("banner", REHEARSAL)], 24)
        page.merge("A2:F2")
    for label, text in _facts(scored, people):
        _wide(page, [("label", label)], text)
    page.write([])
    last = sheets + 1
    sum_row = _groups(page, scored, last)
    page.write([])
    total = _result(page, scored, sum_row, last)
    zeros = [f"{sheet.section.title}（{sheet.subject.name}）：{sheet.zero_why}" for sheet in scored.score.zeros]
    remarks = (*scored.score.remarks, *_notes(scored), *taken)
    for heading, lines in (("零分表", zeros), ("还缺", scored.score.waits_for), ("说明", remarks)):
        if lines:
            page.write([])
            page.write([("section", heading)])
        for line in lines:
            _wide(page, [], line)
    page.ws.page_setup.orientation = "portrait"
    page.ws.page_setup.fitToHeight = 1 if page.written <= ONE_PAGE else 0
    first = sum_row - len(scored.score.groups)
    return Figures(
        tuple(f"评分!$E${row}" for row in range(first, sum_row)), f"评分!$B${total}", f"评分!$B${total + GRADE}"
    )


def _wide(page: Page, first: list[tuple[str, Value]], text: str, look: str = "text") -> None:
    """A row whose last text runs on to the right edge."""
    start = len(first)
    lines = height(text, sum(WIDTHS[start:]) * 10 / STYLES[look].size)
    row = page.write([*first, (look, text), *[(look, None)] * (len(WIDTHS) - start - 1)], LINE * lines + 6)
    page.merge(f"{LETTERS[start]}{row}:{LETTERS[len(WIDTHS) - 1]}{row}")


def _taken(me: Person, origin: Origin, *, hidden: bool) -> Iterator[str]:
    """Who took it, and what he, or whoever he gives it to, does not see."""
    yield f"导出人：{me.title}（{me.name}），{me.role_titles}；电脑 {origin.host}，操作系统账户 {origin.account}"
    if hidden:
        yield f"{COVERED}：{HOW}"


def _groups(page: Page, scored: Scored, last: int) -> int:
    """The lines of the summary, and their sum; returns its row."""
    page.write([("head", name) for name in ("分项", "满分", "表数", "平均得分", "实得分", "说明")], 24)
    first = page.written + 1
    for group in scored.score.groups:
        at = page.written + 1
        ours = f"分项表!$B$2:$B${last},$A{at}"
        count = sum(sheet.score is not None for sheet in group.sheets)
        mean = f'IF($C{at}=0,"—",AVERAGEIFS(分项表!$J$2:$J${last},{ours}))'
        page.write(
            [
                ("label", group.group.title),
                ("points", number(group.due)),
                ("number", Formula(f'COUNTIFS({ours},分项表!$J$2:$J${last},">=0")', count)),
                ("points", Formula(mean, or_dash(group.mean))),
                ("points", Formula(f'IF($C{at}=0,"—",$B{at}*$D{at}/100)', or_dash(group.mark))),
                ("note", f"缺项：{group.absent_why}" if group.absent_why else ""),
            ]
        )
    end = page.written
    due = Formula(f'SUMIFS($B${first}:$B${end},$C${first}:$C${end},">0")', number(scored.score.due))
    got = Formula(f"SUM($E${first}:$E${end})", number(scored.score.got))
    return page.write(
        [
            ("total", "合计"),
            ("total_points", due),
            *[("total", None)] * 2,
            ("total_points", got),
            ("note", "缺项的满分不计在内"),
        ]
    )


def _result(page: Page, scored: Scored, sum_row: int, last: int) -> int:
    """The total, the number of zero sheets beside it, what is missing, the grade; returns the row of the total."""
    result, total = scored.score, page.written + 1
    kept = "" if result.final else "（暂算，不是最终得分）"
    live = Formula(f'IF($B${sum_row}=0,"—",$E${sum_row}/$B${sum_row}*100)', or_dash(result.total))
    _wide(page, [("label", "总分"), ("strong_points", live)], f"实得分合计÷满分合计×100{kept}", "note")
    zeros = Formula(f'COUNTIFS(分项表!$I$2:$I${last},"{ZERO}")', len(result.zeros))
    look = "alarm" if result.zeros else "strong"
    _wide(page, [("label", "零分表张数"), (look, zeros)], "有一张就不合格，不论总分多少", "note")
    missing = len(result.waits_for)
    _wide(page, [("label", "还缺项数"), ("strong", missing)], "不为零的，不是最终得分", "note")
    good, fair = (short(Fraction(line)) for line in (result.scoring.good, result.scoring.fair))
    exact = f"ROUND($B${total},{DIGITS})"
    graded = f'IF({exact}>={good},"{GOOD}",IF({exact}>={fair},"{FAIR}","{BAD}"))'
    grade = f'IF($B${total + 1}>0,"{BAD}",IF($B${total + 2}>0,"未定",{graded}))'
    _wide(page, [("label", "等级"), ("strong", Formula(grade, result.grade or "未定"))], result.grade_why, "note")
    return total


def _facts(scored: Scored, people: str) -> Iterator[tuple[str, str]]:
    """Who and what was inspected: the form of the site, then the inspection."""
    first = scored.first
    others = len(scored.subjects) - 1
    yield "受检对象", first.name + (f"（另有 {others} 个对象，见分项表）" if others else "")
    for spec in scored.definition.pack.kinds[first.kind].fields:
        if value := first.fields.get(spec.id):
            yield spec.title, forms.shown(spec, value)
    yield "检查日期", scored.on.isoformat()
    yield "检查人员", people
    yield "检查编号", scored.inspection


def _notes(scored: Scored) -> Iterator[str]:
    pack, basis = scored.definition.pack, scored.score.scoring.basis
    yield f"依据{scored.definition.references[basis.ref].name}；检查表 {pack.id} {pack.version}"
    yield "总分、平均、归零和等级都是公式，改动“逐项扣分”里的数会随之变化；比较用精确值，只在显示时取两位小数"

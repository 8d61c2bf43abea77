"""``score`` and ``export score``: the score of an inspection, on the screen, as Markdown, as JSON, as a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspect_engine.cli.session import session

if TYPE_CHECKING:
    from inspect_engine.domain.scoring import Group, Line, Score, Sheet
    from inspect_engine.ledger.scores import Scored


class Format(StrEnum):
    """How a person wants to read it."""

    TEXT = "text"
    MD = "md"


Reference = Annotated[str, typer.Argument(metavar="检查编号", help="inspect start、inspect run 打印的编号")]
Fixed = Annotated[
    bool,
    typer.Option("--fixed-floor", help="保证项目有缺项时，下限不按比例折算，仍按固定的 40 分（默认按比例，教材口径）"),
]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取")]
SUMMARY = ("分项", "满分", "表数", "平均得分", "实得分", "说明")
LINES = ("检查项目", "类别", "应得分", "扣分", "实得分", "扣分情形、缺项理由")


def score(
    reference: Reference,
    form: Annotated[Format, typer.Option("--format", metavar="text|md", help="text 终端，md Markdown")] = Format.TEXT,
    fixed: Fixed = False,
    json: Json = False,
) -> None:
    """评分：各分项表的扣分、零分表、总分和等级（JGJ 59-2011）；没有查完的列出还缺什么。"""
    from inspect_engine.cli import show

    scored = session.ledger().score(reference, proportional=not fixed)
    if json:
        show.as_json(plain(scored))
    elif form is Format.MD:
        print("\n".join(_markdown(scored)))
    else:
        _text(scored)


def export_score(
    reference: Reference,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="文件", help="写到哪里")] = Path("score.xlsx"),
    fixed: Fixed = False,
    force: Annotated[bool, typer.Option("--force", help="文件已存在时覆盖")] = False,
    json: Json = False,
) -> None:
    """导出评分工作簿（Excel）：评分汇总、分项表、逐项扣分，总分和等级是活公式。

    例：inspect-engine export score 检查编号 -o 评分.xlsx
    """
    from inspect_engine.cli import show
    from inspect_engine.cli.reports import _exists
    from inspect_engine.errors import InputError
    from inspect_engine.exports import score as workbook

    ledger = session.ledger()
    if _exists(output) and not force:
        raise InputError.one(f"{output} 已经存在，没有改动它", fix="换一个文件名，或加 --force 覆盖")
    sheets = workbook.write(ledger, reference, output, proportional=not fixed)
    if json:
        show.as_json({"path": str(output), "sheets": sheets})
        return
    print(output)
    for name, rows in sheets.items():
        show.say(f"  {name}：{rows} 行")


# --- for programs ------------------------------------------------------------------------------------------------


def plain(scored: Scored) -> dict[str, Any]:
    """As ``score --json`` prints it: points as text with two digits, the total also as a fraction."""
    result = scored.score
    return {
        "inspection": scored.inspection,
        "on": scored.on,
        "pack": scored.definition.pack.id,
        "final": result.final,
        "total": _points(result.total),
        "total_exact": None if result.total is None else str(result.total),
        "got": _points(result.got),
        "due": _points(result.due),
        "grade": result.grade,
        "grade_why": result.grade_why,
        "groups": [_plain_group(group) for group in result.groups],
        "zeros": [_name(sheet) for sheet in result.zeros],
        "waits_for": list(result.waits_for),
        "remarks": list(result.remarks),
    }


def _plain_group(group: Group) -> dict[str, Any]:
    return {
        "id": group.group.id,
        "title": group.group.title,
        "due": _points(group.due),
        "mean": _points(group.mean),
        "got": _points(group.mark),
        "absent": group.absent_why or None,
        "sheets": [_plain_sheet(sheet) for sheet in group.sheets],
    }


def _plain_sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        **_name(sheet),
        "assured_due": _points(sheet.assured_due),
        "assured_got": _points(sheet.assured_got),
        "due": _points(sheet.due),
        "got": _points(sheet.got),
        "score": _points(sheet.score),
        "zero_why": sheet.zero_why or None,
        "items": [_plain_line(line) for line in sheet.lines],
    }


def _plain_line(line: Line) -> dict[str, Any]:
    counted = line.state == "scored"
    return {
        "item": line.item.id,
        "title": line.item.title,
        "assured": line.item.assured,
        "state": line.state,
        "due": _points(line.due),
        "lost": _points(line.lost) if counted else None,
        "got": _points(line.got) if counted else None,
        "deductions": [each.told for each in line.deductions],
        "capped": line.capped or None,
        "why": line.why or None,
        "note": line.note,
    }


def _name(sheet: Sheet) -> dict[str, Any]:
    section, subject = sheet.section, sheet.subject
    return {"section": section.id, "title": section.title, "subject": subject.key, "subject_name": subject.name}


def _points(value: Any) -> str | None:
    from inspect_engine.domain.scoring import shown

    return None if value is None else shown(value)


# --- for people --------------------------------------------------------------------------------------------------


def _text(scored: Scored) -> None:
    from inspect_engine.cli import show

    print(f"# {show.display(_title(scored))}\n")
    show.table(SUMMARY, _summary(scored.score))
    print()
    show.pairs(_result(scored.score))
    for heading, told in _lists(scored.score):
        print(f"\n## {heading}\n")
        for one in told:
            print(f"- {show.display(one)}")
    for sheet in scored.score.sheets:
        print(f"\n## {show.display(_heading(sheet))}\n")
        if rows := list(_lines(sheet)):
            show.table(LINES, rows)
        print(show.display(_tail(sheet)))


def _markdown(scored: Scored) -> Iterator[str]:
    yield f"# {_cell(_title(scored))}\n"
    yield from _rows(SUMMARY, _summary(scored.score))
    yield ""
    yield from (f"- {name}：{_cell(value)}" for name, value in _result(scored.score))
    for heading, told in _lists(scored.score):
        yield f"\n## {heading}\n"
        yield from (f"- {_cell(one)}" for one in told)
    for sheet in scored.score.sheets:
        yield f"\n## {_cell(_heading(sheet))}\n"
        if rows := list(_lines(sheet)):
            yield from _rows(LINES, rows)
            yield ""
        yield _cell(_tail(sheet))


def _rows(head: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows)


def _cell(value: object) -> str:
    """What somebody typed, on one line, and no markup."""
    import re

    from inspect_engine.domain.text import display

    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", display("" if value is None else value))


def _title(scored: Scored) -> str:
    return f"{scored.definition.pack.title}：{scored.subjects[0]['name']}，{scored.on}（检查 {scored.inspection}）"


def _summary(result: Score) -> list[tuple[object, ...]]:
    from inspect_engine.domain.scoring import short

    rows: list[tuple[object, ...]] = []
    for group in result.groups:
        zeros = [sheet for sheet in group.sheets if sheet in result.zeros]
        told = "缺项" if group.absent_why else f"零分表 {len(zeros)} 张" if zeros else ""
        sheets = sum(sheet.score is not None for sheet in group.sheets)
        mean, mark = _points(group.mean) or "—", _points(group.mark) or "—"
        rows.append((group.group.title, short(group.due), sheets, mean, mark, told))
    return [*rows, ("合计（缺项不计）", short(result.due), "", "", _points(result.got), "")]


def _result(result: Score) -> list[tuple[str, object]]:
    total = "—"
    if result.total is not None:
        kept = "" if result.final else "，暂算"
        total = f"{_points(result.total)}（实得 {_points(result.got)}÷满分 {_points(result.due)}×100{kept}）"
    zeros = "；".join(_heading(sheet) for sheet in result.zeros) or "没有"
    return [("总分", total), ("零分表", zeros), ("等级", f"{result.grade or '未定'}（{result.grade_why}）")]


def _lists(result: Score) -> Iterator[tuple[str, Sequence[str]]]:
    if result.waits_for:
        yield "还缺", result.waits_for
    if result.remarks:
        yield "说明", result.remarks


def _heading(sheet: Sheet) -> str:
    return f"{sheet.section.title}：{sheet.subject.name}"


def _lines(sheet: Sheet) -> Iterator[tuple[object, ...]]:
    """Items with deductions, absent and open ones; full marks need no line."""
    from inspect_engine.domain.scoring import short

    for line in sheet.lines:
        if line.state == "scored" and line.lost == 0:
            continue
        told = [*(each.told for each in line.deductions), line.capped, line.why, line.note if line.deductions else ""]
        scored = line.state == "scored"
        state = {"absent": "缺项", "open": "待补", "scored": ""}[line.state]
        points = (short(line.lost), short(line.got)) if scored else (state, state)
        title = line.item.title
        yield title, _kind(sheet, line), short(line.due), *points, "；".join(part for part in told if part)


def _kind(sheet: Sheet, line: Line) -> str:
    """保证 or 一般, where the sheet makes the difference."""
    if not any(each.item.assured for each in sheet.lines):
        return "不分"
    return "保证" if line.item.assured else "一般"


def _tail(sheet: Sheet) -> str:
    """Sums of a sheet, and what it came to."""
    from inspect_engine.domain.scoring import short

    full = sum(line.state == "scored" and line.lost == 0 for line in sheet.lines)
    told = [f"未扣分 {full} 项" if full else ""]
    if sheet.assured_due:
        told.append(f"保证项目小计 {short(sheet.assured_got)}／{short(sheet.assured_due)}")
    told.append(f"全表 {short(sheet.got)}／{short(sheet.due)}")
    score = "没有可评分的项目" if sheet.score is None else f"得分 {_points(sheet.score)}"
    return "，".join(part for part in told if part) + f"；{score}" + (f"（{sheet.zero_why}）" if sheet.zero_why else "")

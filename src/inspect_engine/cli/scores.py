"""``score`` and ``export score``: the score of an inspection, on the screen, as Markdown, as JSON, as a workbook."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspect_engine.cli import show
from inspect_engine.cli.inspections import Reference
from inspect_engine.cli.outputs import Force, Redact, Target, refuse_overwriting
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer

if TYPE_CHECKING:
    from inspect_engine.domain.scores import Group, Line, Sheet
    from inspect_engine.ledger.scores import Scored


class Format(StrEnum):
    """How a person wants to read it."""

    TEXT = "text"
    MD = "md"


Fixed = Annotated[
    bool,
    typer.Option("--fixed-floor", help="保证项目有缺项时，下限不按比例折算，仍按固定的 40 分（默认按比例，教材口径）"),
]


def score(
    reference: Reference,
    form: Annotated[
        Format, typer.Option("--format", metavar="text|md", help="格式：text 终端，md Markdown")
    ] = Format.TEXT,
    fixed: Fixed = False,
) -> Answer:
    """评分：各分项表的扣分、零分表、总分和等级（JGJ 59-2011）；没有查完的列出还缺什么。"""
    from inspect_engine.exports.markdown.scores import score_lines

    scored = session.ledger().scores.get(reference, proportional=not fixed)
    if form is Format.MD:
        return Answer(_plain(scored), lambda: print("\n".join(score_lines(_title(scored), scored.score))))
    return Answer(_plain(scored), lambda: _print(scored))


def export_score(
    reference: Reference,
    output: Target = Path("score.xlsx"),
    fixed: Fixed = False,
    redact: Redact = False,
    force: Force = False,
) -> Answer:
    """导出评分工作簿（Excel）：评分汇总、分项表、逐项扣分，总分和等级是活公式。

    例：inspect-engine export score 检查编号 -o 评分.xlsx
    """
    from inspect_engine.exports import scores as workbook

    ledger = session.ledger()
    refuse_overwriting(output, force=force)
    sheets = workbook.write(ledger, reference, output, proportional=not fixed, redact=redact, force=force)
    notes = [f"  {name}：{rows} 行" for name, rows in sheets.items()]
    return Answer({"path": output, "sheets": sheets}, str(output), notes=notes)


# --- for programs ------------------------------------------------------------------------------------------------


def _plain(scored: Scored) -> dict[str, Any]:
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
    from inspect_engine.domain.scores import shown

    return None if value is None else shown(value)


# --- for people --------------------------------------------------------------------------------------------------


def _title(scored: Scored) -> str:
    return f"{scored.title}（检查 {scored.inspection}）"


def _print(scored: Scored) -> None:
    from inspect_engine.domain.scores import wording

    print(f"# {show.display(_title(scored))}\n")
    show.table(wording.SUMMARY, wording.summary(scored.score))
    print()
    show.pairs(wording.outcome(scored.score))
    for heading, told in wording.lists(scored.score):
        print(f"\n## {heading}\n")
        for one in told:
            print(f"- {show.display(one)}")
    for sheet in scored.score.sheets:
        print(f"\n## {show.display(wording.heading(sheet))}\n")
        if rows := list(wording.lines(sheet)):
            show.table(wording.LINES, rows)
        print(show.display(wording.tail(sheet)))

"""``board`` and ``export closure``: how things stand."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from inspect_engine.cli import photos, typed
from inspect_engine.cli.outputs import Force, Redact, Target, refuse_overwriting
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, say


class PrintSet(StrEnum):
    """Print sets of the workbook."""

    REPORT = "汇报版"
    ARCHIVE = "备查版"


Form = Annotated[
    PrintSet, typer.Option("--set", metavar="汇报版|备查版", help="打印哪一套：汇报版 A4 一页宽，备查版各表各列齐全")
]


def board(as_of: typed.AsOf = None, known_at: typed.KnownAt = None) -> Answer:
    """看板：发现、销号、未销号、逾期的总数，任意日期都可重算。

    例：inspect-engine board --as-of 2026-03-31
    """
    from inspect_engine.cli.definitions.adoption import news
    from inspect_engine.cli.figures.boards import board_of, print_board

    ledger = session.ledger()
    known = typed.moment(known_at, ledger)
    totals, alarms = board_of(ledger, typed.past_day(as_of, ledger), known)
    running = ledger.unfinished.on(totals.as_of, known)
    due = ledger.plans.count() if as_of is None and known is None else None
    told = ledger.reports.waiting() if as_of is None and known_at is None else None
    untold = ledger.cases.untold() if as_of is None and known_at is None else None
    waiting = {"inspections": len(running), "oldest": min((one.day for one in running), default=None)}
    terms = {
        "unfinished": waiting,
        "plan": due,
        "reports": told,
        "untold": untold,
        "known_at": known,
        "rehearsal": ledger.desk.rehearsal,
        "scope": ledger.desk.scope_words(),
    }
    return Answer(
        {**totals.plain(), **terms, "alarms": alarms},
        lambda: print_board(ledger, totals, alarms, running, due, told, untold),
        notes=news(ledger),
    )


def export_closure(
    output: Target = Path("closure.xlsx"),
    as_of: typed.AsOf = None,
    known_at: typed.KnownAt = None,
    form: Form = PrintSet.ARCHIVE,
    evidence: photos.WithEvidence = None,
    redact: Redact = False,
    force: Force = False,
) -> Answer:
    """导出闭环台账工作簿（Excel）：总览、台账、逾期、流转记录、说明等，截至任意日期。

    报给领导看的加 --set 汇报版：A4 横排，一页宽，14 栏，有表头、依据注和签字栏。

    “说明”页写明谁导出、在哪台电脑上。身份证号、电话号码只有检查员、主管导出的是全号；要给别人的，加 --redact 遮盖。

    加 --with-evidence 文件夹：佐证材料逐份核对散列，另存一份，流转记录表的佐证材料一栏点开就是。
    不见了的、被改动过的不复制，逐份写明，退出码 4（工作簿照样写出）。

    例：inspect-engine export closure -o 闭环台账.xlsx --as-of 2026-03-31
    """
    from inspect_engine.exports.closure import workbook

    ledger = session.ledger()
    refuse_overwriting(output, force=force)
    photos.refuse_folder(evidence, output, force=force)
    say("正在导出闭环台账…")
    day, known = typed.past_day(as_of, ledger), typed.moment(known_at, ledger)
    summary = workbook.write(
        ledger, output, as_of=day, known_at=known, redact=redact, form=form.value, evidence=evidence
    )
    sheets = dict(summary.sheets)
    shape = {"path": summary.path, "sheets": sheets, "board": summary.board.plain(), "chain_head": summary.chain_head}
    rows = [f"  {name}：{rows} 行" for name, rows in sheets.items()]
    return photos.with_evidence(Answer(shape, str(summary.path), notes=rows), summary, evidence)

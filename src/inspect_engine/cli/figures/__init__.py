"""``board`` and ``export closure``: how things stand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from inspect_engine.cli import photos, typed
from inspect_engine.cli.cases import wanted
from inspect_engine.cli.outputs import Force, Redact, Target, refuse_overwriting, shown_pace
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, say
from inspect_engine.errors import InputError

Form = Annotated[
    str,
    typer.Option(
        "--set",
        metavar="名称",
        help="打印哪一套：备查版各表各列齐全，汇报版 A4 一页宽；本单位自己写的也可以（检查表文件夹的 sheets 里）",
    ),
]


@wanted.narrowed(saved=wanted.Saved)
def board(as_of: typed.AsOf = None, known_at: typed.KnownAt = None, *, asked: wanted.Asked) -> Answer:
    """看板：发现、销号、未销号、逾期的总数，任意日期都可重算；加了条件的，只算符合条件的，和 case list 对得上。

    例：inspect-engine board --as-of 2026-03-31

    例：inspect-engine board --region 昭阳区 --severity 重大 --from 2026-01-01
    """
    from inspect_engine.cli.definitions.adoption import news
    from inspect_engine.cli.figures.boards import board_of, print_board

    ledger = session.ledger()
    on, known = typed.as_of_day(as_of, ledger), typed.moment(known_at, ledger)
    selection = wanted.selection(ledger, asked, on)
    filtered = ledger.choosing.words(selection)
    totals, alarms = board_of(ledger, on, known, selection)
    whole = not selection
    now = whole and as_of is None and known is None
    running = ledger.unfinished.on(totals.as_of, known) if whole else []
    due = ledger.plans.count() if now else None
    told = ledger.reports.waiting() if now else None
    untold = ledger.cases.untold() if now else None
    waiting = {"inspections": len(running), "oldest": min((one.day for one in running), default=None)}
    terms = {
        "unfinished": waiting,
        "plan": due,
        "reports": told,
        "untold": untold,
        "known_at": known,
        "rehearsal": ledger.desk.rehearsal,
        "scope": ledger.desk.scope_words(),
        "filter": selection.plain(),
    }
    return Answer(
        {**totals.plain(), **terms, "alarms": alarms},
        lambda: print_board(ledger, totals, alarms, running, due, told, untold, filtered),
        notes=news(ledger),
    )


Since = Annotated[
    str | None,
    typer.Option(
        "--since", metavar="日期", help="另列这一天以来的变化：新增、销号、重开、逾期、更正，并与两天的数字对账"
    ),
]


@wanted.narrowed(saved=wanted.Saved)
def export_closure(
    output: Target = Path("closure.xlsx"),
    as_of: typed.AsOf = None,
    known_at: typed.KnownAt = None,
    since: Since = None,
    form: Form = "备查版",
    evidence: photos.WithEvidence = None,
    redact: Redact = False,
    force: Force = False,
    *,
    asked: wanted.Asked,
) -> Answer:
    """导出闭环台账工作簿（Excel）：总览、台账、逾期、流转记录、说明等，截至任意日期。

    报给领导看的加 --set 汇报版：A4 一页宽，有表头、依据注和签字栏。各栏可以自己定，见编写指南“打印套”。

    “说明”页写明谁导出、在哪台电脑上。检查员、主管导出的也记入台账（封条的根、截止日期、条件），以后 verify 工作簿就能
    说出是谁、何时导出的；台账写不了的照样导出，说明没有记下。

    身份证号、电话号码只有检查员、主管导出的是全号；要给别人的，加 --redact 遮盖。

    加 --with-evidence 文件夹：佐证材料逐份核对散列，另存一份，流转记录表的佐证材料一栏点开就是。
    不见了的、被改动过的不复制，逐份写明，退出码 4（工作簿照样写出）。

    只要一部分的，写和 case list 一样的条件：台账、总览、比率都只算这一部分，条件写在“说明”页和页眉上；惩戒登记、
    未完成的检查不分事项，这时不列。

    例：inspect-engine export closure -o 闭环台账.xlsx --as-of 2026-03-31

    例：inspect-engine export closure -o 逾期.xlsx --overdue --region 昭阳区 --as-of 3月31日

    例：inspect-engine export closure -o 三月.xlsx --since 2026-02-28 --as-of 2026-03-31
    """
    from inspect_engine.exports.closure import workbook

    ledger = session.ledger()
    refuse_overwriting(output, force=force)
    photos.refuse_folder(evidence, output, force=force)
    day, known = typed.as_of_day(as_of, ledger), typed.moment(known_at, ledger)
    selection, before = wanted.selection(ledger, asked, day), typed.as_of_day(since, ledger)
    if before and before >= (day or ledger.desk.today()):
        raise InputError.one(
            f"{before} 不在截止日期之前", where="--since", fix="写比截止日期早的一天，例 --since 3月1日"
        )
    say("正在导出闭环台账…")
    with shown_pace() as pace:
        summary = workbook.write(
            ledger,
            output,
            as_of=day,
            known_at=known,
            redact=redact,
            form=form,
            selection=selection,
            since=before,
            evidence=evidence,
            force=force,
            pace=pace,
        )
    unnoted = ledger.anchors.exported(summary.exported)
    sheets = dict(summary.sheets)
    shape = {"path": summary.path, "sheets": sheets, "board": summary.board.plain(), "chain_head": summary.chain_head}
    shape |= {"as_of": summary.board.as_of, "known_at": known, "filter": selection.plain()}
    shape |= {"changes": summary.changes} if summary.changes else {}
    shape |= {"root": summary.exported.root, "noted": not unnoted}
    rows = [f"  {name}：{rows} 行" for name, rows in sheets.items()]
    rows += [f"这次导出没有记入台账：{unnoted}。工作簿不受影响。"] if unnoted else []
    return photos.with_evidence(Answer(shape, str(summary.path), notes=rows), summary, evidence)

"""``report``: what somebody tells of from outside a checklist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspect_engine.cli import typed
from inspect_engine.cli.commands import Command, Group, Writing
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, listing

if TYPE_CHECKING:
    from datetime import date

    from inspect_engine.domain.reports import Report

app = typer.Typer(cls=Group, help="线索：举报、移交来的、自查、网格、随手拍，先定去向，再立案。")


@app.command("add", cls=Writing)
def add(
    source: Annotated[str, typer.Argument(metavar="来源", help="举报、移交来、自查、网格、随手拍")],
    words: Annotated[str, typer.Argument(metavar="内容", help="反映的情况，照原话写")],
    subject: Annotated[str, typer.Option(metavar="对象编号", help="说的是哪个已登记的检查对象")] = "",
    place: Annotated[str, typer.Option(metavar="地点", help="没有登记的，写在哪里")] = "",
    region: Annotated[str, typer.Option(metavar="区划", help="写 --place 的，6 位区划代码")] = "",
    reporter: Annotated[str, typer.Option(metavar="姓名、电话", help="反映人，可不写；只给主管看")] = "",
    on: Annotated[str | None, typer.Option("--on", metavar="日期", help="哪天收到的（默认今天）")] = None,
    evidence: typed.Evidence = None,
) -> Answer:
    """登记一条线索；收到后 7 天内由主管定去向（report triage）。

    例：inspect-engine report add 举报 后厨用的是燃气热水器，没有烟道 --place 东街 12 号 --region 530602
    """
    given = {"subject": subject, "place": place, "region": region, "reporter": reporter}
    ledger = session.ledger()
    day = typed.maybe_day(on, ledger.desk.today(), past=True)
    event = ledger.reports.add(source, words, **given, on=day, evidence=evidence or ())
    number = event.data["number"]
    return Answer(event.plain(), number, [f"已登记线索 {number}。定去向：inspect-engine report triage {number} 查办 …"])


@app.command("triage", cls=Writing)
def triage(
    number: Annotated[str, typer.Argument(metavar="线索编号", help="见 report list")],
    decision: Annotated[str, typer.Argument(metavar="去向", help="take 查办、dismiss 不处理、pass_on 移交")],
    to: Annotated[
        str, typer.Option("--to", metavar="编号或单位", help="查办的写隐患编号或检查编号，移交的写给谁")
    ] = "",
    why: Annotated[str, typer.Option("--why", metavar="文字", help="理由；不处理的、改定去向的必填")] = "",
) -> Answer:
    """定一条线索的去向（主管办理）：查办、不处理，或者移交；可以改定，原来的留着。

    查办的先检查：检查表上没有的，用 inspect answer … --free 记下来，再写检查编号或隐患编号。

    例：inspect-engine report triage XS-0001 take --to RQ-2026-0007
    """
    from inspect_engine.domain.reports import DECISIONS

    event = session.ledger().reports.triage(number, decision, to=to, why=why)
    told = f"线索 {event.data['number']}：{DECISIONS[event.data['decision']]}。"
    return Answer(event.plain(), told=[told])


@app.command("list", cls=Command)
def list_reports(
    waiting: Annotated[bool, typer.Option("--open", help="只列还没有定去向的")] = False,
) -> Answer:
    """所有线索，写明已过几天；收到后 7 天内要定去向，过了的写“逾期”。反映人只给主管看。"""
    ledger = session.ledger()
    today = ledger.desk.today()
    found = [report for report in ledger.reports.all() if not (waiting and report.decision)]
    head = ("编号", "来源", "收到", "地点", "内容", "反映人", "已过天数", "应定去向日期", "去向")
    return listing("线索", found, head, lambda report: _row(report, today))


def _row(report: Report, today: date) -> tuple[object, ...]:
    from inspect_engine.domain.inspections import short
    from inspect_engine.domain.reports import DECISIONS, SOURCES

    late = "，逾期" if report.late(today) else ""
    to = short(report.to) if len(report.to) == len("00000000-0000-0000-0000-000000000000") else report.to
    state = "：".join(filter(None, (DECISIONS.get(report.decision, "未定"), to))) + late
    where = report.subject or report.place
    dated = report.on, where, report.words, report.reporter, report.days(today), report.due_on
    return (report.number, SOURCES[report.source], *dated, state)

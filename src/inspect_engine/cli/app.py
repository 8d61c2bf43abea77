"""The root command, and every other at its place."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from inspect_engine.cli import (
    alarms,
    analysis,
    anchors,
    calendars,
    cases,
    countersigning,
    definitions,
    documents,
    draws,
    escalation,
    figures,
    health,
    inspections,
    judgement,
    keeping,
    ledgers,
    notify,
    overrides,
    paper,
    people,
    photos,
    plans,
    proposals,
    references,
    replies,
    reports,
    sanctions,
    scores,
    serving,
    subjects,
    timekeeping,
    today,
    units,
)
from inspect_engine.cli.calendars import deadlines
from inspect_engine.cli.calendars.exporting import export_deadlines
from inspect_engine.cli.cases import saved
from inspect_engine.cli.commands import Command, Group, Screens, Storing, Trying, Writing
from inspect_engine.cli.figures.tables import export_tables
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer

app = typer.Typer(
    cls=Group,
    help="检查表即状态机：从发现、整改、复查到销号，每一步都留痕、可核、可导出。",
    epilog="先看演练：inspect-engine demo；建自己的台账：inspect-engine init。"
    "退出码：0 完成，1 规则不许，2 输入有误，3 冲突，4 台账读写失败，5 已保存但之后没有办完或没能输出。",
    context_settings={"help_option_names": ["-h", "--help"], "terminal_width": 100},
    rich_markup_mode=None,
    add_completion=False,
)


def _version(asked: bool) -> None:
    if asked:
        from inspect_engine import __version__

        print(__version__)
        raise typer.Exit


@app.callback()
def root(
    db: Annotated[str | None, typer.Option(metavar="路径", help="台账文件；也可用环境变量 INSPECT_ENGINE_DB")] = None,
    user: Annotated[
        str | None, typer.Option(metavar="用户名", help="以谁的名义，写姓名也行；也可用 INSPECT_ENGINE_USER")
    ] = None,
    acts_for: Annotated[str | None, typer.Option("--for", metavar="用户名", help="代谁办理（须有代办授权）")] = None,
    _: Annotated[bool, typer.Option("--version", help="显示版本", is_eager=True, callback=_version)] = False,
) -> None:
    """Choose ledger and person; these options may also stand after the command."""
    session.db, session.user, session.acts_for = db, user, acts_for


@app.command(cls=Storing)
def demo(
    sample: Annotated[str, typer.Argument(metavar="样例", help="examples 里有 story.yaml 的一个")] = "zhaotong-2022",
    folder: Annotated[Path, typer.Option("--dir", metavar="文件夹", help="演练台账和工作簿放在哪里")] = Path("demo"),
) -> Answer:
    """演练：从录入到整改、复查、销号，最后导出闭环台账。不写样例就演 2022 年 2 月的燃气检查。

    例：inspect-engine demo site-2024-fictional --dir demo-site
    """
    from inspect_engine.cli.demo import play

    return play(folder, sample)


@app.command(cls=Screens)
def tui() -> Answer:
    """打开终端界面：录入检查、办理隐患、查看台账。"""
    from inspect_engine.cli.terminal import open_terminal

    return Answer(None, code=open_terminal())


app.command("serve", cls=Screens)(serving.serve)
app.command("init", cls=Writing)(ledgers.init)
app.command("whoami", cls=Command)(ledgers.whoami)
app.command("backup", cls=Command)(keeping.backup)
app.command("restore", cls=Writing)(keeping.restore)
app.command("upgrade", cls=Command)(keeping.upgrade)
app.command("rebuild", cls=Trying)(keeping.rebuild)
app.command("doctor", cls=Command)(health.doctor)
app.command("verify", cls=Command)(anchors.verify)
app.add_typer(anchors.app, name="anchor")
people.user.command("keys", cls=Command)(anchors.keys)
people.user.command("confirm-key", cls=Writing)(anchors.confirm_key)
people.user.command("revoke-key", cls=Writing)(anchors.revoke_key)
app.add_typer(people.user, name="user")
app.add_typer(people.delegation, name="delegation")
app.add_typer(definitions.app, name="packs")
app.add_typer(references.app, name="references")
app.command("explain", cls=Command)(judgement.explain)
app.command("params", cls=Command)(judgement.params)
app.command("deadline", cls=Command)(deadlines.deadline)
app.add_typer(calendars.app, name="calendar")
app.add_typer(units.app, name="unit")
app.add_typer(subjects.app, name="subject")
app.add_typer(inspections.app, name="inspect")
app.add_typer(plans.app, name="plan")
app.add_typer(reports.app, name="report")
app.add_typer(paper.app, name="import")
paper.app.command("reply", cls=Trying)(replies.import_reply)
app.command("score", cls=Command)(scores.score)
app.add_typer(cases.app, name="case")
app.command("act", cls=Trying)(cases.act)
app.add_typer(saved.app, name="filter")
app.add_typer(countersigning.app, name="sign")
app.add_typer(proposals.app, name="proposal")
app.add_typer(overrides.app, name="override")
app.add_typer(documents.app, name="notice")
app.add_typer(sanctions.app, name="sanction")
app.add_typer(alarms.app, name="alarm")
app.add_typer(draws.app, name="draw")
app.add_typer(timekeeping.app, name="clock")
app.command("tick", cls=Trying)(escalation.tick)
app.add_typer(notify.app, name="notify")
app.command("today", cls=Command)(today.today)
app.command("board", cls=Command)(figures.board)
export = typer.Typer(cls=Group, help="导出：台账、分析报告、整改回复表、对照、各表、期限日历、评分、抽取记录。")
app.add_typer(export, name="export")
export.command("closure", cls=Command)(figures.export_closure)
export.command("analysis", cls=Command)(analysis.export_analysis)
export.command("reply", cls=Command)(replies.export_reply)
export.command("tables", cls=Command)(export_tables)
export.command("photos", cls=Command)(photos.export_photos)
export.command("deadlines", cls=Command)(export_deadlines)
export.command("score", cls=Command)(scores.export_score)
export.command("draw", cls=Command)(draws.export)

command_line = typer.main.get_command(app)
"""The whole command line, put together once: a process may run many lines."""

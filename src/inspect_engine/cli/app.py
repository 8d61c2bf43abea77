"""The root command and the verbs without a group of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from inspect_engine.cli import (
    access,
    alarms,
    authoring,
    calendars,
    cases,
    check,
    deadline,
    documents,
    draw,
    escalation,
    explain,
    inspections,
    law,
    notify,
    packs,
    people,
    sanctions,
    score,
    versions,
)
from inspect_engine.cli.session import session
from inspect_engine.cli.words import Command, Group, Writing

app = typer.Typer(
    cls=Group,
    help="检查表即状态机：从发现、整改、复查到销号，每一步都留痕、可核、可导出。",
    epilog="先看演练：inspect-engine demo；建自己的台账：inspect-engine init。"
    "退出码：0 完成，1 规则不许，2 输入有误，3 冲突，4 台账读写失败，5 已保存但之后没有办完或没能输出。",
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
    add_completion=False,
)
Json = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="日期", help="截至哪一天（默认今天），例 2022-03-31")]
KnownAt = Annotated[str | None, typer.Option("--known-at", metavar="时间", help="只算台账在此刻之前入账的记录")]


def _version(asked: bool) -> None:
    if asked:
        from inspect_engine import __version__

        print(__version__)
        raise typer.Exit


@app.callback()
def root(
    db: Annotated[str | None, typer.Option(metavar="路径", help="台账文件；也可用环境变量 INSPECT_ENGINE_DB")] = None,
    user: Annotated[str | None, typer.Option(metavar="用户名", help="以谁的名义；也可用 INSPECT_ENGINE_USER")] = None,
    acts_for: Annotated[str | None, typer.Option("--for", metavar="用户名", help="代谁办理（须有代办授权）")] = None,
    _: Annotated[bool, typer.Option("--version", help="显示版本", is_eager=True, callback=_version)] = False,
) -> None:
    """Choose ledger and person; these options may also stand after the command."""
    session.db, session.user, session.acts_for = db, user, acts_for


@app.command(cls=Writing)
def demo(
    sample: Annotated[str, typer.Argument(metavar="样例", help="examples 里有 story.yaml 的一个")] = "zhaotong-2022",
    folder: Annotated[Path, typer.Option("--dir", metavar="文件夹", help="演练台账和工作簿放在哪里")] = Path("demo"),
) -> None:
    """演练：从录入到整改、复查、销号，最后导出闭环台账。不写样例就演 2022 年 2 月的燃气检查。

    例：inspect-engine demo site-2024-fictional --dir demo-site
    """
    from inspect_engine.cli.demo import play

    play(folder, sample)


@app.command(cls=Writing)
def init(
    name: Annotated[str | None, typer.Option(metavar="用户名", help="首位主管的用户名（默认取操作系统账户）")] = None,
    title: Annotated[str | None, typer.Option(metavar="姓名", help="首位主管的姓名（默认同用户名）")] = None,
    rehearsal: Annotated[bool, typer.Option("--rehearsal", help="建演练台账：可固定时间，所有导出都标明演练")] = False,
) -> None:
    """建立台账，并把你登记为首位主管。"""
    from inspect_engine.cli.show import say
    from inspect_engine.ledger import create_ledger
    from inspect_engine.ledger.desk import os_account

    chosen = name or os_account()
    create_ledger(session.path, chosen, title or chosen, rehearsal=rehearsal)
    say(f"已建立{'演练' if rehearsal else ''}台账 {session.path}，主管：{chosen}。")
    say("下一步：inspect-engine user add 登记检查员和责任单位，再用 inspect-engine tui 开始检查。")


@app.command(cls=Command)
def whoami(json: Json = False) -> None:
    """我是谁：用户名、姓名、角色、怎样认定的。"""
    from inspect_engine.cli import show

    ledger = session.ledger()
    me = ledger.whoami()
    if json:
        show.as_json(me)
        return
    how = {"os": "操作系统账户", "passphrase": "口令", "claimed": "自报（--user）"}[me.via]
    rows = [
        ("用户名", me.name),
        ("姓名", me.title),
        ("角色", me.role_titles),
        ("责任单位", me.party),
        ("范围", ledger.scope_words()),
        ("认定方式", how),
    ]
    show.pairs([*rows, ("台账", ledger.path), ("今天", ledger.today()), ("演练", "是" if ledger.rehearsal else "否")])


@app.command(cls=Command)
def board(as_of: AsOf = None, known_at: KnownAt = None, json: Json = False) -> None:
    """看板：发现、销号、未销号、超期的总数，任意日期都可重算。

    例：inspect-engine board --as-of 2026-03-31
    """
    from inspect_engine.cli import show
    from inspect_engine.cli.reports import board_of, day, moment, show_board

    ledger, known = session.ledger(), moment(known_at)
    totals, alarms = board_of(ledger, day(as_of, ledger), known)
    if json:
        terms = {"known_at": known, "rehearsal": ledger.rehearsal, "scope": ledger.scope_words()}
        show.as_json({**totals.plain(), **terms, "alarms": alarms})
    else:
        show_board(ledger, totals, alarms)


export = typer.Typer(cls=Group, help="导出：闭环台账等。")
app.add_typer(export, name="export")


@export.command("closure", cls=Command)
def export_closure(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="文件", help="写到哪里")] = Path("closure.xlsx"),
    as_of: AsOf = None,
    known_at: KnownAt = None,
    force: Annotated[bool, typer.Option("--force", help="文件已存在时覆盖")] = False,
    json: Json = False,
) -> None:
    """导出闭环台账工作簿（Excel）：总览、台账、超期、流转记录、说明等，截至任意日期。

    例：inspect-engine export closure -o 闭环台账.xlsx --as-of 2026-03-31
    """
    from inspect_engine.cli.reports import closure

    closure(session.ledger(), output, as_of, known_at, force=force, json=json)


@app.command(cls=Command)
def verify(json: Json = False) -> None:
    """核验台账：逐条核对散列链、索引列、派生表和佐证材料；有问题时指明是哪一条，退出码 4。"""
    from inspect_engine.cli.reports import prove

    raise typer.Exit(prove(session.path, json=json))


@app.command(cls=Command)
def tui() -> None:
    """打开终端界面：录入检查、办理隐患、查看台账。"""
    import sys

    from inspect_engine.errors import InputError

    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        fix = "请在终端里运行，不要接管道或转存到文件（用 ssh 的加 -t）；在脚本里请用 case、act、inspect 等命令"
        raise InputError.one("这里没有终端，打不开终端界面", fix=fix)
    from inspect_tui.app import run

    ledger = session.ledger()
    ledger.whoami()
    raise typer.Exit(run(ledger.path, session.person, session.acts_for))


app.add_typer(people.users, name="user")
app.add_typer(packs.app, name="packs")
app.add_typer(people.subjects, name="subject")
app.add_typer(inspections.app, name="inspect")
app.add_typer(cases.app, name="case")
app.add_typer(documents.app, name="notice")
app.add_typer(sanctions.app, name="sanction")
app.add_typer(alarms.app, name="alarm")
app.add_typer(notify.app, name="notify")
app.add_typer(draw.app, name="draw")
app.command("act", cls=Writing)(cases.act)
packs.app.command("check", cls=Command)(check.check_packs)
packs.app.command("schema", cls=Command)(authoring.schema)
packs.app.command("new", cls=Command)(authoring.new)
cases.app.command("diagram", cls=Command)(authoring.diagram)
packs.app.command("diff", cls=Command)(versions.diff)
packs.app.command("impact", cls=Command)(versions.impact)
cases.app.command("move", cls=Writing)(versions.move)
app.command("params", cls=Command)(law.params)
app.command("explain", cls=Command)(explain.explain)
app.command("score", cls=Command)(score.score)
export.command("score", cls=Command)(score.export_score)
app.command("break-glass", cls=Writing)(access.break_glass)
app.command("overrides", cls=Command)(access.overrides)
app.command("tick", cls=Writing)(escalation.tick)
app.command("deadline", cls=Command)(deadline.deadline)
app.add_typer(calendars.app, name="calendar")

command_line = typer.main.get_command(app)
"""The whole command line, put together once: a process may run many lines."""

"""``notice office``: who issues documents."""

from __future__ import annotations

from typing import Annotated

import typer

from inspect_engine.cli.session import session
from inspect_engine.cli.words import Command, Group, Writing

Json = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取")]
app = typer.Typer(cls=Group, help="发文机关：登记代字、名称、常用内容、证号。")


@app.command("add", cls=Writing)
def add_office(
    code: Annotated[str, typer.Option(metavar="代字", help="例 示建燃改")],
    title: Annotated[str | None, typer.Option(metavar="名称", help="例 某市住房和城乡建设局（首次登记必填）")] = None,
    entries: Annotated[
        list[str] | None, typer.Option("--set", metavar="字段=值", help="每份文书都这样填的，例 court=某市某区人民法院")
    ] = None,
    certificate: Annotated[
        list[str] | None, typer.Option(metavar="用户名=证号", help="检查员的执法证号，可写几次")
    ] = None,
) -> None:
    """登记发文机关，或补充它的常用内容（须由主管办理）。文号接着原来的编。"""
    from inspect_engine.cli.reports import assignments
    from inspect_engine.cli.show import say

    found = session.ledger().add_office(code, title, assignments(entries), assignments(certificate))
    say(f"已登记发文机关 {found.code}（{found.title}）。")


@app.command("list", cls=Command)
def list_offices(json: Json = False) -> None:
    """已登记的发文机关。"""
    from inspect_engine.cli import show

    found = session.ledger().offices().values()
    if json:
        show.as_json({"items": list(found)})
        return
    show.missing(len(found), "登记的发文机关")
    for each in found:
        print(show.display(f"{each.code}  {each.title}"))
        show.pairs([(f"    {name}", value) for name, value in each.values.items()])
        show.pairs([(f"    证号 {name}", value) for name, value in each.certificates.items()])

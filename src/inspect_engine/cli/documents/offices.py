"""``notice office``: who issues documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_engine.cli import typed
from inspect_engine.cli.commands import Command, Group, Writing
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, display, pairs, say
from inspect_engine.domain.words.text import suggest

if TYPE_CHECKING:
    from inspect_engine.domain.documents.material import Office
    from inspect_engine.ledger import Ledger

app = typer.Typer(cls=Group, help="发文机关：登记代字、名称、常用内容、证号。")


@app.command("add", cls=Writing)
def add(
    code: Annotated[str, typer.Option(metavar="代字", help="例 示建燃改")],
    title: Annotated[str | None, typer.Option(metavar="名称", help="例 某市住房和城乡建设局（首次登记必填）")] = None,
    entries: Annotated[
        list[str] | None, typer.Option("--set", metavar="字段=值", help="每份文书都这样填的，例 court=某市某区人民法院")
    ] = None,
    certificate: Annotated[
        list[str] | None, typer.Option(metavar="用户名=证号", help="检查员的执法证号，可写几次")
    ] = None,
    first: Annotated[
        int | None,
        typer.Option("--next", metavar="号", help="今年从几号编起（前面的已在纸上发了）"),
    ] = None,
) -> Answer:
    """登记发文机关，或补充它的常用内容（须由主管办理）。文号接着原来的编，每年从 1 号起。

    年中才用台账的，前面的号已在纸上发了，用 --next 指明今年从几号编起。手填的文号和编的文号是一本号：编过的不能再手填，
    手填过的不会再编。

    写了 red_head（发文机关标志）的，文书印红头和红线；contact（联系人及电话）印在日期之下，copies_to（抄送）印在末页；
    stub=printed 在送达回执之下另印存根，由签发机关裁下留存。

    例：inspect-engine notice office add --code 示建燃改 --next 18

    例：inspect-engine notice office add --code 示建燃改 --set red_head=某市住房和城乡建设局文件
    --set contact="执法科 0000-1234567"
    """
    ledger, given = session.ledger(), typed.assignments(certificate, "--certificate", "用户名", "证号")
    certificates = {ledger.desk.named(name): number for name, number in given.items()}
    usual = typed.assignments(entries)
    found = ledger.offices.add(code, title, usual, certificates, first)
    told = f"，{ledger.desk.today().year} 年从 {first} 号编起" if first else ""
    notes = [*_of_no_document(ledger, usual)]
    return Answer(found, told=[f"已登记发文机关 {found.code}（{found.title}）{told}。"], notes=notes)


def _of_no_document(ledger: Ledger, usual: Iterable[str]) -> Iterator[str]:
    """Which usual entries no kind of document asks for."""
    known = {spec.id for kind in ledger.desk.document_kinds.kinds.values() for spec in kind.given}
    for name in usual:
        if name not in known:
            fix = suggest(name, sorted(known)) or "各栏见 notice kinds 种类"
            yield f"请留意：没有哪种文书有“{name}”这一栏，不会印出来（{fix}）"


@app.command("list", cls=Command)
def list_offices() -> Answer:
    """已登记的发文机关，和你知道的检查员的证号。"""
    ledger = session.ledger()
    seen = ledger.desk.seen_people()
    found = [
        replace(each, certificates={name: text for name, text in each.certificates.items() if name in seen})
        for each in ledger.offices.all().values()
    ]
    return Answer({"items": found}, lambda: _print(found))


def _print(found: Sequence[Office]) -> None:
    if not found:
        say("没有登记的发文机关。")
    for each in found:
        print(display(f"{each.code}  {each.title}"))
        pairs((f"    {name}", value) for name, value in each.values.items())
        pairs((f"    证号 {name}", value) for name, value in each.certificates.items())
        pairs((f"    {year} 年编号", f"从 {first} 号起") for year, first in each.starts.items())

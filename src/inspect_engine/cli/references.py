"""``references``: articles that are 待核, and who has read them against their text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspect_engine.cli.commands import Command, Group, Writing
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, listing

if TYPE_CHECKING:
    from inspect_engine.ledger.references import Article

app = typer.Typer(cls=Group, help="依据：待核的条文，为什么待核，谁对照原文核过。没有人核过的不印进文书。")
REF = typer.Argument(metavar="依据编号", help="见 references list")
ARTICLE = typer.Argument(metavar="条款", help="照登记的写，如 第16条")


@app.command("list", cls=Command)
def list_references(
    unconfirmed: Annotated[bool, typer.Option("--unconfirmed", help="只列还没有人核对过的")] = False,
) -> Answer:
    """在用的检查表引用的待核条文：为什么待核，引用几处，谁在哪天核对过。引用多的在前。

    例：inspect-engine references list --unconfirmed
    """
    found = session.ledger().references.all(unconfirmed=unconfirmed)
    return listing("待核的条文", found, ("依据编号", "条款", "引用", "核对", "在哪里看到", "文件", "为什么待核"), _row)


@app.command("confirm", cls=Writing)
def confirm(
    ref: Annotated[str, REF],
    article: Annotated[str, ARTICLE],
    seen: Annotated[str, typer.Option("--seen", metavar="出处", help="在哪里看到原文，如 国家法律法规数据库")],
) -> Answer:
    """核对了一条待核的条文（主管办理）：与原文一致，从此可以印进文书，印出时写明谁、哪天核对。

    条文不一致的不要核对，请改依据登记。内容没有定论的不能只凭核对引用。

    例：inspect-engine references confirm zjbl-37 第16条 --seen 国家法律法规数据库
    """
    event = session.ledger().references.confirm(ref, article, seen)
    return Answer(event.plain(), told=[f"已记下：{event.data['law']}{article} 由{event.data['by']}核对，可以引用。"])


@app.command("withdraw", cls=Writing)
def withdraw(
    ref: Annotated[str, REF],
    article: Annotated[str, ARTICLE],
    why: Annotated[str, typer.Option("--why", metavar="理由", help="为什么撤回")],
) -> Answer:
    """撤回核对（主管办理）：从此不再印进文书；已签发的不变。

    例：inspect-engine references withdraw zjbl-37 第16条 --why 看的是旧版
    """
    event = session.ledger().references.withdraw(ref, article, why)
    return Answer(event.plain(), told=[f"已撤回 {ref} {article} 的核对。"])


def _row(one: Article) -> tuple[object, ...]:
    by = f"{one.checked.by}，{one.checked.on}" if one.checked else "没有"
    return one.ref, one.article, one.cited, by, one.checked.seen if one.checked else "", one.law, one.why

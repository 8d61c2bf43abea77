"""``subject``: what is inspected."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from inspect_engine.cli import typed
from inspect_engine.cli.commands import Command, Group, Writing
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, listing

app = typer.Typer(cls=Group, help="检查对象：登记、查看。")


@app.command("add", cls=Writing)
def add(
    key: Annotated[str, typer.Argument(metavar="编号", help="例 op-01")],
    pack: Annotated[str, typer.Option(metavar="检查表包", help="例 gas")],
    kind: Annotated[str, typer.Option(metavar="类型", help="见 packs show")],
    name: Annotated[str, typer.Option(metavar="名称", help="单位、场所或设施的名称")],
    region: Annotated[str, typer.Option(metavar="区划", help="代码（乡镇 9 位、村 12 位）或名称，例 530602、昭阳区")],
    entries: typed.Entries = None,
) -> Answer:
    """登记一个检查对象，或更新它的表单；名称、类型、区划登记后不能改。"""
    from inspect_engine.domain.inspections import SubjectInput

    data: dict[str, Any] = {"key": key, "kind": kind, "name": name, "region": region}
    data["fields"] = typed.assignments(entries)
    stored = session.ledger().subjects.add(pack, typed.model(SubjectInput, data))
    return Answer(stored, told=[f"已登记检查对象 {key}（{name}）。"])


@app.command("list", cls=Command)
def list_subjects(
    text: Annotated[str, typer.Argument(metavar="文字", help="编号、名称或责任单位里的字；不写就全列")] = "",
) -> Answer:
    """已登记的检查对象。"""
    ledger = session.ledger()
    found, flags = ledger.subjects.find(text), ledger.sanctions.flags()
    items = [
        {**each.plain(), "sanctions": sorted({one.number for one in flags.beside(each.plain())})} for each in found
    ]
    return listing(
        f"含“{text}”的检查对象" if text else "检查对象",
        items,
        ("编号", "类型", "名称", "区划", "责任单位", "惩戒"),
        _row,
    )


def _row(found: dict[str, Any]) -> list[str]:
    keys = ("key", "kind", "name", "region", "party")
    return [*(found[key] for key in keys), "、".join(found["sanctions"])]

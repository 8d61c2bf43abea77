"""``subject``: what is inspected."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from inspect_engine.cli import corrections, typed
from inspect_engine.cli.commands import Command, Group, Trying, Writing
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
    unit: Annotated[list[str] | None, typer.Option(metavar="哪一方=单位", help="参建各方，可写几次")] = None,
) -> Answer:
    """登记一个检查对象，或更新它的表单；名称、区划写错的用 subject correct 更正，类型登记后不能改。

    各方的单位用 --unit 写明，此后查出的隐患归检查项所指的那一方；有哪几方见 packs show。

    例：inspect-engine subject add s10 --pack hazardous-works --kind site --name 某某工地 --region 530602
    --set party=某施工公司 --unit 建设=某置业公司 --unit 监理=某监理公司
    """
    from inspect_engine.domain.inspections import SubjectInput

    data: dict[str, Any] = {"key": key, "kind": kind, "name": name, "region": region}
    data["fields"], data["units"] = typed.assignments(entries), typed.assignments(unit)
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


app.command("correct", cls=Trying)(corrections.subject)

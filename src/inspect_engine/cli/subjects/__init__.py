"""``subject``: what is inspected."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from inspect_engine.cli import corrections, typed
from inspect_engine.cli.commands import Command, Group, Trying, Writing
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, listing
from inspect_engine.cli.subjects import changes, sheets
from inspect_engine.errors import InputError, Problem

app = typer.Typer(cls=Group, help="检查对象：登记、各张检查表的表单、上下级、变动、查看。")
Units = Annotated[list[str] | None, typer.Option("--unit", metavar="哪一方=单位", help="参建各方，可写几次")]
Under = Annotated[str, typer.Option("--under", metavar="上级编号", help="在哪个对象之下，如农贸市场的摊位")]


@app.command("add", cls=Writing)
def add(
    key: Annotated[str, typer.Argument(metavar="编号", help="例 op-01；不写就自动编号")] = "",
    pack: Annotated[str, typer.Option(metavar="检查表包", help="例 gas、城镇燃气；写了 --under 的默认同上级")] = "",
    kind: Annotated[str, typer.Option(metavar="类型", help="编号或名称，见 packs show")] = "",
    name: Annotated[str, typer.Option(metavar="名称", help="单位、场所或设施的名称")] = "",
    region: Annotated[
        str, typer.Option(metavar="区划", help="代码（乡镇 9 位、村 12 位）或名称，例 530602、昭阳区；默认同上级")
    ] = "",
    entries: typed.Entries = None,
    unit: Units = None,
    under: Under = "",
) -> Answer:
    """登记一个检查对象，或更新它的表单；名称、区划写错的用 subject correct 更正，类型登记后不能改。

    各方的单位用 --unit 写明，此后查出的隐患归检查项所指的那一方；有哪几方见 packs show。

    不写编号的，照同一区划、同一类型已有的编号往下编；还没有的，是区划和三位序号。

    市场的摊位、工地的各栋，用 --under 写明上级：编号自动编（上级编号-01），区划、地点和各方单位同上级，
    不同的另写。同一个地方还要用别的检查表查的，用 subject form，不另登记。

    例：inspect-engine subject add s10 --pack hazardous-works --kind site --name 某某工地 --region 530602
    --set party=某施工公司 --unit 建设=某置业公司 --unit 监理=某监理公司

    例：inspect-engine subject add --under market-1 --kind catering --name 豆腐摊
    """
    from inspect_engine.domain.inspections import SubjectInput

    ledger = session.ledger()
    if under:
        pack = pack or ledger.subjects.named(under).pack
    elif not region and (key or name):
        raise InputError.one("没有写区划", where="--region", fix="写代码或名称，例 530602")
    wanted = (("--pack", pack), ("--kind", kind), ("--name", name))
    if lacking := [Problem(option, "没有写") for option, text in wanted if not text]:
        raise InputError(lacking)
    data: dict[str, Any] = {"key": key, "kind": kind, "name": name, "region": region, "under": under}
    data["fields"], data["units"] = typed.assignments(entries), typed.assignments(unit)
    stored = ledger.subjects.add(pack, typed.model(SubjectInput, data))
    return Answer(stored, told=[f"已登记检查对象 {stored.key}（{name}）。"])


@app.command("form", cls=Writing)
def fill(
    key: Annotated[str, typer.Argument(metavar="编号", help="见 subject list")],
    pack: Annotated[str, typer.Option(metavar="检查表包", help="还要用哪张检查表查，见 packs list")],
    kind: Annotated[str, typer.Option(metavar="类型", help="在那张检查表里是哪一类，见 packs show")] = "",
    entries: typed.Entries = None,
    unit: Units = None,
) -> Answer:
    """给一个已登记的检查对象填另一张检查表的表单：同一个地方，编号、名称、区划不变，燃气、消防、质量都记在它名下。

    两张表意思相同的项（地点、统一社会信用代码、各方单位 …）不再问；只填还不知道的。再填一次就是更新。

    例：inspect-engine subject form shop-01 --pack illegal-building --kind building --set use=catering --set area=120
    """
    ledger = session.ledger()
    before = ledger.subjects.named(key)
    stored = ledger.subjects.fill(key, pack, kind, typed.assignments(entries), typed.assignments(unit))
    form = stored.forms.get(ledger.definitions.pack(pack).id)
    kept = [f"{name}={stored.fields[name]}" for name in form["reads"] if name in before.fields] if form else []
    told = f"已填“{pack}”的表单：{key}（{stored.name}）。"
    return Answer(stored, told=[told, *([f"沿用已登记的：{'，'.join(kept)}。"] if kept else [])])


@app.command("list", cls=Command)
def list_subjects(
    text: Annotated[str, typer.Argument(metavar="文字", help="编号、名称或责任单位里的字；不写就全列")] = "",
    under: Annotated[str, typer.Option("--under", metavar="上级编号", help="只列它的下级")] = "",
) -> Answer:
    """已登记的检查对象。停用的也列，写明从哪天起。

    例：inspect-engine subject list --under market-1
    """
    ledger = session.ledger()
    if under:
        ledger.subjects.named(under)
        found = [each for each in ledger.subjects.under(under) if text in f"{each.key} {each.name} {each.party}"]
    else:
        found = ledger.subjects.find(text)
    flags = ledger.sanctions.flags()
    items = [
        {**each.plain(), "sanctions": sorted({one.number for one in flags.beside(each.plain())})} for each in found
    ]
    what = f"{under} 之下的检查对象" if under else "检查对象"
    return listing(
        f"含“{text}”的{what}" if text else what,
        items,
        ("编号", "类型", "名称", "区划", "责任单位", "惩戒", "停用"),
        _row,
    )


def _row(found: dict[str, Any]) -> list[str]:
    keys = ("key", "kind", "name", "region", "party")
    return [*(found[key] for key in keys), "、".join(found["sanctions"]), found["closed_on"]]


app.command(cls=Command)(sheets.show)
app.command("correct", cls=Trying)(corrections.subject)
for change in (changes.move, changes.rename, changes.close, changes.reopen):
    app.command(cls=Trying)(change)

"""``subject``: what is inspected."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from inspect_engine.cli import corrections, typed
from inspect_engine.cli.commands import Command, Group, Trying, Writing
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, listing, pairs, table
from inspect_engine.errors import InputError

app = typer.Typer(cls=Group, help="检查对象：登记、查看。")


@app.command("add", cls=Writing)
def add(
    key: Annotated[str, typer.Argument(metavar="编号", help="例 op-01")],
    pack: Annotated[str, typer.Option(metavar="检查表包", help="例 gas 或 城镇燃气")],
    kind: Annotated[str, typer.Option(metavar="类型", help="编号或名称，见 packs show")],
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


@app.command("show", cls=Command)
def show_subject(key: Annotated[str, typer.Argument(metavar="编号", help="见 subject list")]) -> Answer:
    """一个检查对象：登记的表单，用各张检查表查过的每一次，查出的每一件，和说到它的线索。

    例：inspect-engine subject show op-01
    """
    from inspect_engine.cli.cases.lists import line_of
    from inspect_engine.ledger import CaseFilter

    ledger = session.ledger()
    today = ledger.desk.today()
    found = ledger.subjects.find(keys=[key])
    if not found:
        raise InputError.one(f"检查对象“{key}”没有登记", where="编号", fix="见 subject list")
    [subject] = found
    visits = ledger.inspections.of_subject(key)
    cases = list(ledger.cases.iterate(CaseFilter(subject=key)))
    told = [report for report in ledger.reports.all() if report.subject == key]
    shape = {
        **subject.plain(),
        "inspections": [one.plain() for one in visits],
        "cases": [line_of(line, today) for line in cases],
        "reports": [report.plain() for report in told],
    }

    def words() -> None:
        pairs([("编号", key), ("名称", subject.name), ("区划", subject.region), ("责任单位", subject.party)])
        pairs([("检查过", f"{len(visits)} 次"), ("查出", f"{len(cases)} 件"), ("线索", f"{len(told)} 条")])
        rows = [(one.day, one.pack, one.short, "、".join(one.inspectors), one.state) for one in visits]
        lines = [(line.number, line.pack, line.title, line.part, line.state_title, line.found_on) for line in cases]
        for head, body in (
            (("日期", "检查表包", "检查编号", "检查员", "状态"), rows),
            (("编号", "检查表包", "事项", "部位", "状态", "发现日期"), lines),
            (("线索", "收到", "内容"), [(each.number, each.on, each.words) for each in told]),
        ):
            if body:
                print()
                table(head, body)

    return Answer(shape, words)


def _row(found: dict[str, Any]) -> list[str]:
    keys = ("key", "kind", "name", "region", "party")
    return [*(found[key] for key in keys), "、".join(found["sanctions"])]


app.command("correct", cls=Trying)(corrections.subject)

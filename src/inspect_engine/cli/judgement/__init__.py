"""``explain`` and ``params``: why a finding was judged and graded as it was, and by which limits."""

from __future__ import annotations

from typing import Annotated

import typer

from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer

On = Annotated[str | None, typer.Option("--on", metavar="日期", help="按哪一天的规定（默认今天），例 2024-12-01")]
Place = Annotated[str | None, typer.Option("--region", metavar="区划", help="代码或名称，例 370203；不写只看国家的")]
PackName = Annotated[str | None, typer.Option("--pack", metavar="检查表包", help="见 packs list")]


def params(on: On = None, region: Place = None, pack: PackName = None) -> Answer:
    """某一天、某一地的有效限值：数值、依据的条文和版本、是哪一级定的、没有采用的是什么。

    安全限值国家和地方不一致时取较严的；其他参数以最近一级的规定为准。县（区）适用所属省、市的规定。

    例：inspect-engine params --on 2024-12-01 --region 370203 --pack gas
    """
    from inspect_engine.cli.judgement.limits import limits

    return limits(on, region, pack)


def explain(
    case: Annotated[str | None, typer.Argument(metavar="隐患", help="编号（RQ-2022-0001）或 id")] = None,
    pack: PackName = None,
    item: Annotated[str | None, typer.Option("--item", metavar="检查项", help="见 packs show")] = None,
    values: Annotated[
        list[str] | None, typer.Option("--values", metavar="字段=值", help="实测值，逗号隔开，也可写几次")
    ] = None,
    on: On = None,
    region: Place = None,
) -> Answer:
    """为什么这样判、这样定级：实测值、限值、条文、当日有效的版本、哪一级定的，逐条说明。

    写隐患编号，就照立案时那一版检查表、检查日和所在地说明；检查表后来改了，也说明按现行版本会怎样。

    不写隐患编号，就用 --pack、--item、--values 试算，不动台账。缺的数据列为待补参。

    例：inspect-engine explain RQ-2022-0001

    例：inspect-engine explain --pack gas --item GAS-U-07 --values length=3.2,joint=否 --on 2022-02-17
    """
    from inspect_engine.cli.judgement import explanations
    from inspect_engine.errors import InputError

    loose = {"--pack": pack, "--item": item, "--values": values or None, "--on": on, "--region": region}
    given = [name for name, value in loose.items() if value is not None]
    if case is not None:
        if given:
            fix = "要试算就不写隐患编号；要说明一件隐患就只写编号"
            raise InputError.one(f"隐患编号不能与 {'、'.join(given)} 同时写", fix=fix)
        return explanations.of_case(session.ledger().judgement.explain(case))
    if pack is None or item is None:
        lacking = "、".join(name for name in ("--pack", "--item") if name not in given)
        fix = "explain 隐患编号，或 explain --pack 检查表包 --item 检查项 --values 字段=值"
        raise InputError.one(f"没有写隐患编号，也没有写 {lacking}", fix=fix)
    return explanations.loose(pack, item, values, on, region)

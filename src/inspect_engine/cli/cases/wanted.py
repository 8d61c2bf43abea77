"""Which cases a list shows: the options by which they are asked for, and those saved under a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from inspect_engine.ledger import CaseFilter, Ledger

Open = Annotated[bool, typer.Option("--open", help="只看未销号的")]
Overdue = Annotated[bool, typer.Option("--overdue", help="只看逾期的")]
Mine = Annotated[bool, typer.Option("--mine", help="只看我承办的")]
Untold = Annotated[bool, typer.Option("--untold", help="只看待我知悉的：检查员已签发、已口头停工，主管还没有办过")]
Watched = Annotated[bool, typer.Option("--watched", help="只看我关注的，见 case watch")]
Unconfirmed = Annotated[
    bool, typer.Option("--to-confirm", help="只看有人提出（撤销、并案、重新立案等）、等另一人确认的")
]
Owner = Annotated[str | None, typer.Option(metavar="用户名", help="只看他承办的；写 '' 是没有承办人的")]
Severity = Annotated[
    str | None, typer.Option(metavar="等级", help="general 一般、major 重大、pending 待定级；写名称也行，如 超规模")
]
State = Annotated[str | None, typer.Option(metavar="状态", help="如 rectifying 或 整改中")]
Pack = Annotated[str | None, typer.Option(metavar="检查表包", help="编号或名称，如 gas、城镇燃气")]
Party = Annotated[str | None, typer.Option(metavar="责任单位", help="全名")]
Subject = Annotated[str | None, typer.Option(metavar="对象编号", help="只看这个检查对象的，见 subject list")]
Within = Annotated[
    str | None, typer.Option("--within", metavar="对象编号", help="只看这个对象和它之下的，如一个市场和它的摊位")
]
Kind = Annotated[
    str | None, typer.Option(metavar="种类", help="hazard 隐患；登记事项如 works 危大工程、building 房屋、task 任务")
]
Region = Annotated[str | None, typer.Option(metavar="区划", help="代码或开头几位，如 5306")]
Text = Annotated[str | None, typer.Option("--find", metavar="文字", help="编号、隐患、对象、单位里的字")]
Saved = Annotated[
    str | None, typer.Option("--filter", metavar="名称", help="用 filter save 存过的筛选；另写的以另写的为准")
]
AllOf = Annotated[str | None, typer.Option("--all-of", metavar="名称", help="一个存过的筛选里的全部；这时只写动作")]
SHOWN = {
    **{
        "only_open": "--open",
        "overdue": "--overdue",
        "mine": "--mine",
        "watched": "--watched",
        "untold": "--untold",
        "to_confirm": "--to-confirm",
        "owner": "--owner",
        "severity": "--severity",
    },
    **{"state": "--state", "pack": "--pack", "party": "--party", "subject": "--subject", "kind": "--kind"},
    **{"within": "--within", "region": "--region", "text": "--find"},
}
"""Names of the options, and how they are typed."""


def given(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options that were typed, of all that may be."""
    return {name: options[name] for name in SHOWN if options[name] not in (None, False)}


def typed(options: Mapping[str, Any]) -> str:
    """Options as they are typed: ``--open --region 5306``."""
    return " ".join(SHOWN[name] if value is True else f"{SHOWN[name]} {value}" for name, value in options.items())


def case_filter(ledger: Ledger, options: Mapping[str, Any]) -> CaseFilter:
    """The cases that options ask for, of this ledger today. Raises InputError for a word that means nothing."""
    from inspect_engine.cli import filters
    from inspect_engine.ledger import CaseFilter

    owner = options.get("owner") and ledger.desk.named(options["owner"])
    severity, kind = filters.grade(options.get("severity"), filters.kind(options.get("kind")))
    return CaseFilter(
        open=True if options.get("only_open") else None,
        overdue_on=ledger.desk.today() if options.get("overdue") else None,
        owner=ledger.desk.whoami().name if options.get("mine") else owner,
        severity=severity,
        state=filters.state(options.get("state"), kind, ledger),
        pack=filters.pack(options.get("pack"), ledger),
        kind=kind,
        region=filters.region(options.get("region"), ledger),
        party=options.get("party"),
        subject=options.get("subject"),
        within=options.get("within"),
        text=options.get("text"),
        ids=_ids(ledger, options),
        untold="supervisor" if options.get("untold") else None,
    )


def _ids(ledger: Ledger, options: Mapping[str, Any]) -> frozenset[str] | None:
    """The cases that are asked for one by one; None for all."""
    asked = {"watched": ledger.watching.ids, "to_confirm": ledger.seconding.ids}
    found = [ids() for name, ids in asked.items() if options.get(name)]
    return frozenset.intersection(*found) if found else None

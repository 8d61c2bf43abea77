"""Which cases a list or a report shows: the options by which they are asked for, and those saved under a name."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from inspect_engine.errors import InputError, Problem

if TYPE_CHECKING:
    from inspect_engine.cli.show import Answer
    from inspect_engine.domain.cases.asking import Asked as Understood
    from inspect_engine.ledger import CaseFilter, Ledger, Selection

Open = Annotated[bool, typer.Option("--open", help="只看未销号的")]
Overdue = Annotated[bool, typer.Option("--overdue", help="只看逾期的")]
Waits = Annotated[
    str | None,
    typer.Option(metavar="等什么", help="待定级、待签发、待送达、待复查、待销号、待核实，写其中一个"),
]
Due = Annotated[
    str | None,
    typer.Option("--due", metavar="天数", help="只看几天以内到期、还没有逾期的，如 3；0 是今天，1-3 是明天起三天内"),
]
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
Where = Annotated[
    str | None,
    typer.Option("--where", metavar="条件", help="像终端里那样写，如 '场站 !状态:已回复 期限<=今天 逾期>30'，都要合"),
]
First = Annotated[
    str | None, typer.Option("--from", metavar="日期", help="只看从哪一天起发现（登记）的，例 2022-01-01")
]
Last = Annotated[str | None, typer.Option("--to", metavar="日期", help="只看到哪一天为止发现（登记）的（当日算在内）")]
Saved = Annotated[
    str | None, typer.Option("--filter", metavar="名称", help="用 filter save 存过的筛选；另写的以另写的为准")
]
AllOf = Annotated[str | None, typer.Option("--all-of", metavar="名称", help="一个存过的筛选里的全部；这时只写动作")]
SHOWN = {
    **{
        "saved": "--filter",
        "only_open": "--open",
        "overdue": "--overdue",
        "due": "--due",
        "waits": "--waits",
        "mine": "--mine",
        "watched": "--watched",
        "untold": "--untold",
        "to_confirm": "--to-confirm",
        "owner": "--owner",
        "severity": "--severity",
    },
    **{"state": "--state", "pack": "--pack", "party": "--party", "subject": "--subject", "kind": "--kind"},
    **{"within": "--within", "region": "--region", "text": "--find", "where": "--where"},
    **{"first": "--from", "last": "--to"},
}
"""Names of the options, and how they are typed."""
OF_TODAY = {"watched": Watched, "untold": Untold, "to_confirm": Unconfirmed}
"""What only the list of today tells."""
Asked = Mapping[str, Any]
"""The options that were typed."""
OF_ANY_DAY = {
    **{"only_open": Open, "overdue": Overdue, "due": Due, "waits": Waits, "mine": Mine, "owner": Owner},
    **{"severity": Severity, "state": State},
    **{"pack": Pack, "party": Party, "subject": Subject, "within": Within, "kind": Kind, "region": Region},
    **{"text": Text, "where": Where, "first": First, "last": Last},
}
"""What may be asked of the cases as they stood on any day."""


def narrowed(**more: Any) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """A command that also takes the options by which cases are chosen, and ``more`` of that kind: those that were typed
    are its ``asked``."""
    options = {**OF_ANY_DAY, **more}
    added = [_parameter(name, option) for name, option in options.items()]

    def made(command: Callable[..., Answer]) -> Callable[..., Answer]:
        @wraps(command)
        def run(**typed: Any) -> Answer:
            asked = {name: typed.pop(name) for name in options}
            return command(**typed, asked=given(asked))

        own = inspect.signature(command, eval_str=True).parameters.values()
        kept = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own if each.name != "asked"]
        must = [each for each in kept if each.default is inspect.Parameter.empty]
        rest = [each for each in kept if each not in must]
        run.__signature__ = inspect.Signature([*must, *added, *rest], return_annotation="Answer")  # type: ignore[attr-defined]
        run.__annotations__ = {}
        return run

    return made


def _parameter(name: str, option: Any) -> inspect.Parameter:
    default = False if get_args(option)[0] is bool else None
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=option)


def given(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options that were typed, of all that may be."""
    return {name: options[name] for name in SHOWN if options.get(name) not in (None, False)}


def typed(options: Mapping[str, Any]) -> str:
    """Options as they are typed: ``--open --region 5306``."""
    return " ".join(SHOWN[name] if value is True else f"{SHOWN[name]} {value}" for name, value in options.items())


def selection(ledger: Ledger, options: Mapping[str, Any], on: date | None = None) -> Selection:
    """The cases that options ask for, as they stood on a day, also those of a filter that is ``saved``.

    Raises InputError for a word that means nothing, and for what only the list of today tells.
    """
    from inspect_engine.cli import filters
    from inspect_engine.ledger.choosing import legs

    options = with_saved(ledger, options)
    if late := options.keys() & OF_TODAY.keys() - {"watched"}:
        raise InputError.one("只有今天的列表说得出", where=SHOWN[min(late)], fix="这里不能写")
    chosen = case_filter(ledger, options, on)
    ever = replace(chosen, open=None, overdue_on=None, severity=None, clauses=())
    if not ledger.cases.count(replace(ever, found_from=None, found_to=None)):
        filters.known(chosen, ledger)
    return legs([chosen])


def with_saved(ledger: Ledger, options: Mapping[str, Any]) -> dict[str, Any]:
    """Options, and below them those of the filter that they name."""
    rest = {name: value for name, value in options.items() if name != "saved"}
    return {**(ledger.filters.get(options["saved"]) if "saved" in options else {}), **rest}


def case_filter(ledger: Ledger, options: Mapping[str, Any], on: date | None = None) -> CaseFilter:
    """The cases that options ask for, of this ledger on a day (today). Raises InputError for a word that means
    nothing."""
    from inspect_engine.cli import filters
    from inspect_engine.cli.typed import maybe_period
    from inspect_engine.ledger import CaseFilter

    owner = options.get("owner") and ledger.desk.named(options["owner"])
    first, last = maybe_period(options.get("first"), options.get("last"), ledger)
    soonest, latest = filters.due(options.get("due"), on or ledger.desk.today())
    severity, kind = filters.grade(options.get("severity"), filters.kind(options.get("kind")))
    asked = _understood(options.get("where") or "", ledger)
    return CaseFilter(
        open=True if options.get("only_open") else asked.open,
        overdue_on=(on or ledger.desk.today()) if options.get("overdue") else None,
        due_from=soonest,
        due_to=latest,
        waits=filters.waits(options.get("waits")),
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
        untold="supervisor" if options.get("untold") else asked.untold,
        clauses=asked.clauses,
        found_from=first,
        found_to=last,
    )


def _understood(text: str, ledger: Ledger) -> Understood:
    """What is written as in the terminal. Raises InputError for all of it that is not understood."""
    from inspect_engine.domain.cases.asking import Asked as Understood
    from inspect_engine.domain.cases.asking import understood

    asked = understood(text, ledger.choosing.vocabulary()) if text else Understood()
    if asked.faults:
        raise InputError(Problem("--where", fault) for fault in asked.faults)
    return asked


def _ids(ledger: Ledger, options: Mapping[str, Any]) -> frozenset[str] | None:
    """The cases that are asked for one by one; None for all."""
    asked = {"watched": ledger.watching.ids, "to_confirm": ledger.seconding.ids}
    found = [ids() for name, ids in asked.items() if options.get(name)]
    return frozenset.intersection(*found) if found else None

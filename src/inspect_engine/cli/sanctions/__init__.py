"""``sanction``: the register of sanctions."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_engine.cli import typed
from inspect_engine.cli.commands import Command, Group, Writing
from inspect_engine.cli.consent import Yes, confirmed
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, listing

if TYPE_CHECKING:
    from datetime import date

    from inspect_engine.domain.sanctions.register import Sanction
    from inspect_engine.ledger import Ledger

On = Annotated[str | None, typer.Option("--on", metavar="日期", help="哪一天（默认今天），例 2026-03-02")]
Number = Annotated[str, typer.Argument(metavar="编号", help="例 CJ-2026-0001，见 sanction list")]
Reason = Annotated[str, typer.Option("--reason", metavar="理由", help="为什么；确认别人提出的不必写")]
app = typer.Typer(
    cls=Group,
    help="惩戒：登记约谈、曝光、黑名单、联合惩戒、安许证处理、罚款等，核对法定幅度、权限和时限，查在册的和应扣未扣的。",
    epilog="先看：sanction kinds（有哪几种、各要填什么）、sanction fines（罚款幅度）。"
    "例：inspect-engine sanction impose circular --party 某燃气公司 --set authority_kind=housing "
    "--set authority=某市住建局 --set grounds=逾期不整改",
)


@app.command("impose", cls=Writing)
def impose(
    kind: Annotated[str, typer.Argument(metavar="种类", help="见 sanction kinds")],
    party: Annotated[str, typer.Option(metavar="对象", help="被惩戒的单位或个人的名称")],
    uscc: Annotated[str, typer.Option(metavar="代码", help="统一社会信用代码，18 位")] = "",
    on: Annotated[str | None, typer.Option("--on", metavar="日期", help="决定日期（默认今天）")] = None,
    cases: Annotated[list[str] | None, typer.Option("--case", metavar="编号", help="因哪件事项，可写几次")] = None,
    entries: typed.Entries = None,
    sure: Annotated[bool, typer.Option("--sure", help="在册的有一项相同的，确是另一项决定，照此登记")] = False,
) -> Answer:
    """登记一项惩戒决定（须由主管办理），打印编号。法律不许的说明为什么，退出码 1，不保存。

    幅度、天数、权限、告知、一事不再罚在登记时核对；依据待核的只提醒。
    同一机关对同一对象、同一事由，前后一天之内已登记过同一种的，要加 --sure 才再登记一项。

    例：inspect-engine sanction impose circular --party 某燃气公司 --set authority_kind=housing
    --set authority=某市住建局 --set grounds=逾期不整改
    """
    from inspect_engine.cli.sanctions.sheets import plain

    ledger = session.ledger()
    values, day = typed.assignments(entries), _day(on, ledger)
    imposed = ledger.sanctions.impose(kind, party, values, on=day, uscc=uscc, cases=cases or (), sure=sure)
    one, warnings = imposed.sanction, imposed.doubts
    due = one.publish_by
    step = f"应于 {due.due_on} 前公开（{due.derivation}），公开后用 sanction publish 登记。" if due else ""
    shape = {**plain(one, ledger.desk.today()), "warnings": warnings}
    notes = [f"留意：{warning}。" for warning in warnings]
    return Answer(shape, one.number, [f"已登记 {one.title} {one.number}。{step}"], notes)


@app.command("publish", cls=Writing)
def publish(
    number: Number,
    on: On = None,
    url: Annotated[str, typer.Option(metavar="网址", help="公开在哪里")] = "",
) -> Answer:
    """登记决定已经公开。应在决定之后 7 个工作日内（安全生产法第78条）。

    例：inspect-engine sanction publish CJ-2026-0001 --on 2026-03-09
    """
    ledger = session.ledger()
    return _registered(ledger, ledger.sanctions.publish(number, _day(on, ledger), url), "公开")


@app.command("withdraw", cls=Writing)
def withdraw(number: Number, on: On = None) -> Answer:
    """登记公开的信息已经撤下。决定被撤销的，应在 3 个工作日内撤下并说明（行政处罚法第48条、第85条）。

    例：inspect-engine sanction withdraw CJ-2026-0001
    """
    ledger = session.ledger()
    return _registered(ledger, ledger.sanctions.withdraw(number, _day(on, ledger)), "撤下")


@app.command("revoke", cls=Writing)
def revoke(number: Number, reason: Reason = "", on: On = None, yes: Yes = False) -> Answer:
    """登记决定被撤销（复议、诉讼、自行纠正）：不再算数，已公开的要撤下，会先问。记录保留。

    要两个人：一位主管提出并写理由，另一位主管再办同一命令（不写理由）即为确认。两人的区划都要管得到。

    例：inspect-engine sanction revoke CJ-2026-0001 --reason 行政复议决定撤销
    """
    ledger = session.ledger()
    day = _day(on, ledger)
    question = f"撤销惩戒决定 {number}"
    one = confirmed(ledger, question, lambda: ledger.sanctions.revoke(number, reason, day), yes=yes)
    due = one.withdraw_by
    step = f"应于 {due.due_on} 前撤下并说明（{due.derivation}），撤下后用 sanction withdraw 登记。" if due else ""
    return _registered(ledger, one, "撤销", step)


@app.command("lift", cls=Writing)
def lift(number: Number, reason: Reason = "", on: On = None) -> Answer:
    """登记惩戒提前解除，或者没有期限的惩戒到此为止（移出名单、恢复生产经营等）。

    要两个人，同 sanction revoke。

    例：inspect-engine sanction lift CJ-2026-0001 --reason 整改到位，移出名单
    """
    ledger = session.ledger()
    return _registered(ledger, ledger.sanctions.lift(number, reason, _day(on, ledger)), "解除")


def _day(text: str | None, ledger: Ledger) -> date | None:
    """The day on which something was done; None for today."""
    return typed.maybe_day(text, ledger.desk.today(), past=True)


def _registered(ledger: Ledger, one: Sanction, what: str, step: str = "") -> Answer:
    from inspect_engine.cli.sanctions.sheets import plain

    if one.pending:
        waits = f"已提出{what} {one.number}，还没有登记：须由另一位主管办理同一命令确认（不必再写理由）。"
        regions = [one.region or "", *(ledger.cases.get(each["id"]).region for each in one.cases)]
        notes = [f"{ledger.seconding.by_right('sanction', *regions)}。"]
        return Answer(plain(one, ledger.desk.today()), told=[waits], notes=notes)
    told = [f"已登记{what}：{one.number} {one.title}（{one.party}）。", *([step] if step else [])]
    return Answer(plain(one, ledger.desk.today()), told=told)


@app.command("list", cls=Command)
def list_sanctions(
    party: Annotated[str | None, typer.Option(metavar="对象", help="只看对这个单位或个人的（名称或信用代码）")] = None,
    in_force: Annotated[bool, typer.Option("--in-force", help="只看在册的")] = False,
    since: typed.From = None,
    until: typed.To = None,
    as_of: typed.AsOf = None,
    known_at: typed.KnownAt = None,
) -> Answer:
    """惩戒登记册，任意日期都可重看；逾期未公开、逾期未撤下当场推算。责任单位只看自己的。

    后面逐种合计：几项、几家单位、几人、罚款多少元；撤销的和决定不罚的不算。

    例：inspect-engine sanction list --from 2021-01-01 --to 2021-12-31
    """
    from inspect_engine.cli.sanctions.sheets import plain, tally_line, tally_plain
    from inspect_engine.domain.sanctions.tally import tally

    ledger = session.ledger()
    on = typed.as_of_day(as_of, ledger) or ledger.desk.today()
    first, last = typed.period(since, until, ledger)
    found = [
        one
        for one in ledger.sanctions.all(on, typed.moment(known_at, ledger))
        if first <= one.decided_on <= last and (not in_force or one.in_force(on))
    ]
    if party is not None:
        code = "".join(party.split()).upper()
        found = [one for one in found if one.concerns(party) or (one.uscc and one.uscc == code)]
    head = ("编号", "种类", "对象", "机关", "决定日期", "期限至", "状态", "")
    keys = ("number", "title", "party", "authority", "decided_on", "ends_on", "state", "late")
    items = [plain(one, on) for one in found]
    sums = tally(found, on)
    beside = {"as_of": on, "totals": list(map(tally_plain, sums))}
    row = itemgetter(*keys)
    return listing("符合条件的惩戒", items, head, row, list(map(tally_line, sums)), **beside)


@app.command("show", cls=Command)
def show_sanction(number: Number) -> Answer:
    """一项惩戒的全部情况：依据、期限、公开和撤下的时限怎样推算。"""
    from inspect_engine.cli.sanctions.sheets import plain, print_one

    ledger = session.ledger()
    one, today = ledger.sanctions.get(number), ledger.desk.today()
    return Answer(plain(one, today), lambda: print_one(one, today))


@app.command("missing", cls=Command)
def missing() -> Answer:
    """应有而没有的惩戒：发生死亡事故没有安许证处理决定的；应当提请关闭的（180 日 3 次或 1 年 4 次处罚）；
    立案查处决定了罚款没有登记的；决定已被撤销、登记的罚款还算数的。"""
    titles = {"licence-decision": "应扣未扣", "closure": "提请关闭", "fine": "罚款未登记", "revoke": "应撤未撤"}
    return listing(
        "应有而没有的惩戒",
        session.ledger().sanctions.missing(),
        ("事项", "对象", "日期", "说明", "涉及"),
        lambda one: (titles[one.what], one.party, one.since, one.why, "、".join(one.numbers)),
    )


@app.command("kinds", cls=Command)
def kinds(
    name: Annotated[str | None, typer.Argument(metavar="种类", help="只看这一种要填什么")] = None,
) -> Answer:
    """有哪几种惩戒：是不是行政处罚、谁可以作出、依据、要填什么。"""
    from inspect_engine.cli.sanctions.law import kinds_of

    return kinds_of(name)


@app.command("fines", cls=Command)
def fines(
    ref: Annotated[str | None, typer.Option(metavar="依据", help="只看这一部，例 csrqgltl-583")] = None,
) -> Answer:
    """罚款的法定幅度：条款、对谁、多少、由谁决定、先行动作。待核的标明，只提醒不拦。"""
    from inspect_engine.cli.sanctions.law import fines_of

    return fines_of(ref)

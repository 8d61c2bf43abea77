"""``notify``: who is told of what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from inspect_engine.cli.commands import Command, Group, Storing
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, listing, table

if TYPE_CHECKING:
    from inspect_engine.ledger import Ledger, Raised

HELP = """通知：到期、催办、督办的事项发到群里或邮箱。默认不发，配置了才发；发不出去不影响办理。

地址写在你自己的配置文件里（notify status 会告诉你在哪里），每行“名称 地址”，# 之后是备注；
也可用环境变量 INSPECT_ENGINE_NOTIFY 给出文件路径，或直接给出地址（空格隔开）。地址里有密钥，请只让自己可读，
不要放进台账文件夹。地址的写法（apprise）：

\b
企业微信群机器人  wecombot://机器人KEY
钉钉群机器人      dingtalk://加签密钥@访问令牌    （不加签的省去 加签密钥@）
飞书群机器人      feishu://机器人令牌            （国际版 lark://）
邮件              mailtos://账户:授权码@服务器?from=发件邮箱&to=收件邮箱
自建接收程序      jsons://主机/路径

没有发出去的留在台账里（notify pending），下次 tick 或 notify send 再发，直到每一处都收到；断网、停机都不会漏。

通知只写编号、标题、期限和逾期天数，不写人名、地址和检查所见。"""
app = typer.Typer(cls=Group, help=HELP)


@app.command("status", cls=Command)
def status() -> Answer:
    """通知开没开、发给谁（地址不显示）。"""
    from inspect_engine import notify

    found = notify.settings()
    services = notify.services(found.targets) if found.targets else []
    targets = [
        {"name": target.name, "service": service, "address": target.masked}
        for target, service in zip(found.targets, services, strict=True)
    ]
    shape = {"on": bool(targets), "source": found.source, "exposed": found.exposed, "targets": targets}
    if not targets:
        return Answer(
            shape, notes=[f"通知没有开。要开，在 {found.source} 里每行写一个“名称 地址”，写法见 notify --help。"]
        )
    notes = [f"设置在 {found.source}。试发：inspect-engine notify test"]
    if found.exposed:
        notes.append("留意：这台电脑的其他账户也读得到这个文件，请改为只有自己可读（chmod 600）。")
    return Answer(shape, lambda: table(("名称", "方式", "地址"), map(_row, targets)), notes=notes)


def _row(target: dict[str, Any]) -> tuple[str, ...]:
    return target["name"], target["service"] or "（地址不对，发不出）", target["address"]


@app.command("test", cls=Command)
def test() -> Answer:
    """试发一行。有一处发不出去，退出码 4。"""
    from inspect_engine import notify
    from inspect_engine.errors import InputError

    found = notify.settings()
    if not found.targets:
        raise InputError.one("通知没有开", fix=f"在 {found.source} 里每行写一个“名称 地址”，写法见 notify --help")
    failures = notify.send(["这是一条试发的通知，收到说明设置无误。"], "隐患整改通知（试发）")
    sent = len(found.targets) - len(failures)
    told = f"已发出 {sent} 处，没有发出 {len(failures)} 处。{'请到群里或邮箱里看一眼，确认收到。' if sent else ''}"
    return Answer({"sent": sent, "failed": len(failures)}, told=[told], code=4 if failures else 0)


@app.command("pending", cls=Command)
def pending() -> Answer:
    """还没有通知出去的督办事项（须由主管查看）。"""
    from inspect_engine.domain.people.authority import require

    ledger = session.ledger()
    require(ledger.desk.whoami(), "tick")
    head = ("编号", "事项", "督办", "期限", "逾期")
    keys = ("number", "title", "rung_title", "due_on", "days_overdue")
    found = ledger.outbox.unsent()
    return listing("没有发出的通知", found, head, lambda one: [getattr(one, key) for key in keys])


@app.command("send", cls=Storing)
def send() -> Answer:
    """发出还没有发出的通知（须由主管办理）。有一处发不出去，退出码 4，下次再发。"""
    from inspect_engine import notify
    from inspect_engine.domain.people.authority import require
    from inspect_engine.errors import InputError

    ledger = session.ledger()
    require(ledger.desk.whoami(), "tick")
    waiting = len(ledger.outbox.unsent())
    if waiting and not notify.settings().targets:
        raise InputError.one("通知没有开", fix="写法见 notify --help")
    left = deliver(ledger)
    told = f"已通知 {waiting - left} 项，还有 {left} 项没有发出。" if waiting else "没有要发的通知。"
    return Answer({"sent": waiting - left, "left": left}, told=[told], code=4 if left else 0)


def deliver(ledger: Ledger) -> int:
    """Tell every target what it has not taken yet, and mark what all have; returns how much is left, for next time."""
    from inspect_engine import notify

    unsent = ledger.outbox.unsent()
    targets = notify.targets() if unsent else ()
    if not targets:
        return len(unsent)
    groups: dict[tuple[Raised, ...], list[notify.Target]] = {}
    for target in targets:
        groups.setdefault(tuple(ledger.outbox.owed(target.address, unsent)), []).append(target)
    for owed, group in groups.items():
        notices = [notify.Notice(o.number, o.title, o.due_on, o.days_overdue, o.rung_title) for o in owed]
        failed = {each.target for each in notify.send(notify.lines_of(notices), f"逾期督办 {len(owed)} 项", group)}
        for target in () if notify.ALL in failed else group:
            if target.name not in failed:
                ledger.outbox.took(target.address, owed)
    return ledger.outbox.settle([target.address for target in targets], unsent)

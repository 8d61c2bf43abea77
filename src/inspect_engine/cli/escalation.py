"""``tick``: raise what is overdue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_engine.cli import show
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspect_engine.ledger.escalation import Raised


def tick() -> Answer:
    """逾期督办：把到了时候的催办、督办、提请挂牌逐级入账，各只一次；可由定时任务反复运行，几台机器同时运行也一样。

    例：inspect-engine --user sup1 tick

    每小时一次（crontab）：0 * * * * inspect-engine --db 台账文件 --user sup1 tick
    """
    from inspect_engine import notify
    from inspect_engine.cli.notify import deliver

    ledger = session.ledger()
    raised: list[Raised] = []

    def told(found: Sequence[Raised]) -> None:
        raised.extend(found)
        for one in found if not session.json else ():
            print(show.display(one.words))

    whole = False
    try:
        ledger.escalation.tick(told, tell=notify.wanted())
        whole = True
    finally:  # what cannot be sent now stays in the outbox
        unsent = 0 if session.dry_run else deliver(ledger)
        if session.json and raised and not whole:
            show.as_json({"items": [one.plain() for one in raised]})
    left = 0 if session.dry_run else ledger.escalation.beyond_reach()
    beyond = f"另有 {left} 件已逾期，所依的流程没有督办台阶；有新版的，可用 case move 改依新版。"
    ending = f"新入账 {len(raised)} 项。" if raised else "没有新的逾期事项。"
    waiting = f"还有 {unsent} 项没有通知出去，下次 tick 或 notify send 再发。"
    notes = [*([beyond] if left else []), *([waiting] if unsent else [])]
    return Answer({"items": [one.plain() for one in raised]}, told=[ending], notes=notes)

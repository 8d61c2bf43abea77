"""``today``: what must be done today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspect_engine.cli import show
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspect_engine.domain.today import Duty

LISTS = {
    **{"overdue": "case list --overdue", "due": "case list --due 0", "soon": "case list --due 1-3"},
    **{"second": "case list --to-confirm", "sign": "sign list", "untold": "case list --untold"},
    **{"reports": "report list --open", "inspections": "inspect list --unfinished", "plans": "plan due"},
}
"""The command that lists all of a duty; of what hazards wait for ``case list --waits``."""


def today(
    most: Annotated[int, typer.Option("--most", metavar="条数", help="每类至多列几条", min=0, max=1000)] = 5,
) -> Answer:
    """今天：轮到你办的，已逾期、今天和三天内到期、待送达、待复查、待我签……每类几件，最急的几条，由谁、多久。

    只数你的区划、你的角色办得了的；没有的不列。整份名单用每类后面写的命令看，和那里的件数对得上。

    例：inspect-engine today

    例：inspect-engine today --most 20 --json
    """
    ledger = session.ledger()
    found, on = ledger.today.all(most), ledger.desk.today()
    shape = {"on": on, "items": [each.plain() for each in found]}
    return Answer(shape, lambda: _print(found))


def _print(found: Sequence[Duty]) -> None:
    if not found:
        show.say("今天没有轮到你办的。看全部：inspect-engine case list；开始检查：inspect-engine inspect start")
    for each in found:
        late = f"（其中逾期 {each.late}）" if each.late else ""
        print(show.printed(f"{each.title} {each.count}{late}    {_listed(each)}"))
        if each.things:
            head = ("编号", "对象", "事项", "等级", "由谁", "多久")
            rows = [(one.number, one.subject, one.title, one.grade, one.holder, one.since) for one in each.things]
            show.table(head, rows)


def _listed(each: Duty) -> str:
    return LISTS.get(each.name) or f"case list --waits {each.title}"

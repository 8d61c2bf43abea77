"""``doctor``: whether the ledger can be relied on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, display, fields_of
from inspect_engine.errors import Refused

if TYPE_CHECKING:
    from inspect_engine.ledger.health import Finding

MARKS = {"ok": "✓", "warning": "!", "fault": "✗"}


def doctor() -> Answer:
    """体检：磁盘、权限、设置、时钟、数据新旧、缺的材料、没办完的事、备份、终端；打不开的台账也看，说明原因。

    每行开头 ✓ 没有问题，! 请留意，✗ 有毛病；后面写怎么办。只看不改，不问你是谁。有 ✗ 的退出码 1，没有的 0。
    """
    from inspect_engine.cli.consoles import finding, here
    from inspect_engine.ledger.health import examine

    found = [*examine(session.path), finding(here())]
    faults = sum(each.state == "fault" for each in found)
    shape = {"ok": not faults, "findings": [fields_of(each) for each in found]}
    return Answer(shape, lambda: _print(found), code=Refused.exit_code if faults else 0)


def _print(found: list[Finding]) -> None:
    for each in found:
        print(display(f"{MARKS[each.state]} {each.name}：{each.told}"))
        if each.fix:
            print(display(f"    → {each.fix}"))

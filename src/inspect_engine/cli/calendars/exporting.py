"""``export deadlines``: the days by which something must be done, for any calendar program."""

from __future__ import annotations

from pathlib import Path

from inspect_engine.cli.outputs import Force, Redact, Target, refuse_overwriting
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer


def export_deadlines(output: Target = Path("deadlines.ics"), redact: Redact = False, force: Force = False) -> Answer:
    """导出期限日历（iCalendar，.ics）：你看得到的每件事项一个全天日程，到期前三天和当天上午九点提醒。

    手机、Outlook、企业邮箱的日历都能导入。每件的标识不变，再导入一次就更新；办结的改为已取消，一年后不再列出。

    例：inspect-engine export deadlines -o 期限.ics --force
    """
    from inspect_engine.exports import deadlines

    refuse_overwriting(output, force=force)
    done = deadlines.write(session.ledger(), output, redact=redact, force=force)
    shape = {"path": done.path, "running": done.running, "cancelled": done.cancelled}
    return Answer(shape, str(done.path), notes=[f"  在办的期限 {done.running} 个，已取消 {done.cancelled} 个"])

"""``calendar``: which days are working days, as far as that is known here."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_engine.cli.commands import Command, Group, Writing
from inspect_engine.cli.session import DB_VARIABLE, session
from inspect_engine.cli.show import Answer, fields_of, table
from inspect_engine.errors import InputError

if TYPE_CHECKING:
    from inspect_engine.domain.calendars import Calendar
    from inspect_engine.ledger.calendars import Adopted, Adoption

app = typer.Typer(cls=Group, help="放假安排：采用新一年的，查看已有的。")


def has_ledger() -> bool:
    """Whether a ledger was named, or is in its usual place. One that was named has to be there when it is opened."""
    return bool(session.db or os.environ.get(DB_VARIABLE)) or session.path.exists()


def known_here() -> Calendar:
    """What the ledger knows of working days; without one, what is built in."""
    from inspect_engine.domain.calendars import PUBLISHED

    return session.ledger().calendars.current() if has_ledger() else PUBLISHED


@app.command("import", cls=Writing)
def import_calendar(
    file: Annotated[Path, typer.Argument(metavar="文件", help="一年一个 YAML 文件，照国务院办公厅的通知抄")],
    replace: Annotated[bool, typer.Option("--replace", help="这一年已有别的安排，以更正的通知为准")] = False,
    reason: Annotated[str, typer.Option("--reason", metavar="理由", help="为什么更正（配 --replace）")] = "",
) -> Answer:
    """采用一年的放假安排（须由主管办理），暂定的期限随即按它重算，每件都留记录。

    有另一位不限区划的主管时，这一步只是提议，由他用 calendar confirm 确认后才采用。

    文件写法见随程序安装的 calendars/2026.yaml：year、notice（文号）、holidays（名称、首日、末日）、
    worked（调休上班的周末）。与已知的安排不一致的不采用，会列出是哪几天。

    例：inspect-engine calendar import 2027.yaml
    """
    from inspect_engine.ledger.calendars import Proposed

    found = session.ledger().calendars.adopt(file, replace=replace, reason=reason)
    if found is None:
        return Answer({"changed": False}, told=["这一年的安排已经采用过，没有改动。"])
    if isinstance(found, Proposed):
        told = f"已提议采用 {found.year} 年放假安排（{found.notice}），须由另一位主管（{found.waits_for}）确认："
        return Answer({"changed": False, "proposed": fields_of(found)}, told=[f"{told}calendar confirm {found.year}"])
    return _adopted(found)


@app.command("confirm", cls=Writing)
def confirm_calendar(
    year: Annotated[str, typer.Argument(metavar="年份", help="哪一年的，见 calendar list")],
) -> Answer:
    """由另一位主管确认已提议的放假安排，照原样采用，暂定的期限随即重算。

    例：inspect-engine --user sup2 calendar confirm 2027
    """
    if not (year.isascii() and year.isdecimal()):
        raise InputError.one(f"年份“{year}”不对", fix="写四位数字，例 2027")
    return _adopted(session.ledger().calendars.confirm(int(year)))


def _adopted(found: Adoption) -> Answer:
    rows = [(one.number, one.was, one.due_on, "暂定" if one.provisional else "") for one in found.redated]
    told = f"已采用 {found.year} 年放假安排（{found.notice}），重算了 {len(rows)} 件事项的期限。"
    left = f"旧记录没有写明从哪天起算，不能自动重算，请逐件核对：{'、'.join(found.left)}"
    shape = {"changed": True, **fields_of(found)}
    head = ("编号", "原期限", "现期限", "说明")
    return Answer(shape, (lambda: table(head, rows)) if rows else "", [told], [left] if found.left else [])


@app.command("list", cls=Command)
def list_calendars() -> Answer:
    """已知的放假安排：程序内置的年份，和本台账采用过的（被更正替换的、待确认的也在）。"""
    from inspect_engine.domain.calendars import built_in

    first, last = built_in().years[0], built_in().years[-1]
    items = session.ledger().calendars.adoptions() if has_ledger() else []
    rows: list[tuple[object, ...]] = [(f"{first} 至 {last}", "程序内置", "", "", "")]
    rows += [(one.arrangement.year, one.arrangement.notice, one.on, one.by, _standing(one)) for one in items]
    waiting = session.ledger().calendars.pending() if has_ledger() else {}
    rows += [(y, e.data["notice"], e.on, e.actor.user, "待另一位主管 calendar confirm") for y, e in waiting.items()]
    pending = [{"year": y, "notice": e.data["notice"], "on": e.on, "by": e.actor.user} for y, e in waiting.items()]
    shape = {"built_in": {"first": first, "last": last}, "items": items, "pending": pending}
    return Answer(shape, lambda: table(("年份", "依据", "采用日期", "采用人", "说明"), rows))


def _standing(one: Adopted) -> str:
    reason = f"更正：{one.reason}" if one.reason else ""
    return reason if one.in_force else "，".join(filter(None, [reason, "已被更正"]))

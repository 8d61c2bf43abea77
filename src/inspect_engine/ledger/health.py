"""Whether a ledger can be relied on, also one that cannot be opened: the file, the clock, the data, what waits."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

from inspect_engine import notify
from inspect_engine.domain.calendars import PUBLISHED, Arrangement, china_day
from inspect_engine.domain.definitions.adoption import REGIONS, few
from inspect_engine.domain.timekeeping import BACK, setbacks
from inspect_engine.domain.words.identifiers import newest_change
from inspect_engine.errors import InspectError, StorageError, system_reason
from inspect_engine.ledger import clock as clocks
from inspect_engine.ledger import heartbeat, witness
from inspect_engine.ledger.calendars import ADOPTED
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.keeping import backups
from inspect_engine.reading.offers import table_of_text
from inspect_engine.reading.released import latest
from inspect_engine.storage import files, home, queries, sqlite
from inspect_engine.storage.health import inside, permissions, place
from inspect_engine.storage.health.finding import Finding

__all__ = ["Finding", "examine"]

STALE = timedelta(days=7)
"""Older than this, a backup is told of."""
LEFT = timedelta(days=7)
"""Older than this, an inspection that is under way is told of."""
REGIONS_GROW_OLD = 3
"""Years after which the table of regions is likely to lack some."""
NOTICE_DUE = 12
"""Month from which on the next year's holidays should be known: they are published in November."""


def examine(ledger: Path) -> Iterator[Finding]:
    """Everything there is to look at, in an order fit to read. Nothing is written, nobody identified."""
    yield from place.findings(ledger)
    try:
        if ledger.exists():
            yield from place.beside(ledger)
            yield from permissions.findings(ledger)
    except OSError as error:
        yield Finding(
            "权限", "fault", f"看不了：{system_reason(error)}", "请由台账的所有者运行，或请系统管理员给你权限"
        )
    opened = inside.format_of(ledger)
    yield opened
    if opened.state == "ok":
        try:
            yield from inside.findings(ledger)
            yield from _content(ledger)
        except StorageError as error:
            yield Finding("台账", "fault", str(error), "请运行 verify")
    yield _home()
    yield _last_backup(ledger)
    yield _notices()


def _content(ledger: Path) -> Iterator[Finding]:
    looks: tuple[Callable[[sqlite3.Connection, datetime], Finding], ...] = (
        _clock,
        _setbacks,
        _outbox,
        _calendar,
        _inspections,
        _definitions,
    )
    with closing(sqlite.reader(ledger)) as connection:
        try:
            now = clocks.now(None, queries.head(connection).rehearsal)
            for look in looks:
                yield look(connection, now)
            yield _jump(ledger)
            yield _seen(ledger, connection)
            yield _regions(ledger, connection, china_day(now))
            yield _evidence(ledger, connection)
        except (sqlite3.Error, KeyError, ValueError) as error:
            yield Finding("内容", "fault", f"读不出来（{type(error).__name__}）", "请运行 verify")
        except InspectError as error:
            yield Finding("内容", "fault", str(error))


def _clock(connection: sqlite3.Connection, now: datetime) -> Finding:
    last = queries.last_recorded(connection)
    if last is None or now > last - BACK:
        return Finding("时钟", "ok", f"{now:%Y-%m-%d %H:%M:%S %z}，最后一条记录之后")
    told = f"现在是 {now:%Y-%m-%d %H:%M}，最后一条记录却是 {last:%Y-%m-%d %H:%M} 记的"
    return Finding(
        "时钟", "fault", told, "请校准这台电脑的日期和时间；若是记录时的时间错了，请主管用 clock excuse 说明"
    )


def _setbacks(connection: sqlite3.Connection, _now: datetime) -> Finding:
    """Whether the records run forward, but for what was explained."""
    back = [each for each in setbacks(queries.times(connection), queries.wrong_spans(connection)) if not each.excused]
    if not back or queries.head(connection).rehearsal:
        return Finding("记录时间", "ok", "一条接一条往后")
    told = f"{len(back)} 处倒退，最近的：{back[-1].words}"
    return Finding("记录时间", "warning", told, "核对当时的电脑时间；钟错了的，请主管用 clock excuse 说明")


def _jump(ledger: Path) -> Finding:
    """Whether this machine's clock went ahead by what nothing explains."""
    jumped = heartbeat.doubt(Desk(ledger))
    if jumped is None:
        return Finding("时钟跳变", "ok", "没有")
    return Finding("时钟跳变", "warning", jumped.words, "时间对的，请主管用 clock confirm 确认；在此之前不作逾期督办")


def _outbox(connection: sqlite3.Connection, _now: datetime) -> Finding:
    if waiting := len(queries.unsent(connection)):
        return Finding("待发通知", "warning", f"{waiting} 条督办没有通知到", "inspect-engine notify send")
    return Finding("待发通知", "ok", "没有")


def _seen(ledger: Path, connection: sqlite3.Connection) -> Finding:
    """Whether it is the ledger that this account has seen here before."""
    if lost := witness.lost(connection, ledger):
        return Finding("前后", "warning", lost, witness.LOST)
    fault = witness.compare(connection, ledger)
    if fault is None:
        return Finding("前后", "ok", "与这个账户以前见过的接得上")
    if fault.excused:
        return Finding("前后", "warning", f"{fault.what}；主管已说明理由", "与备份核对过的，不用管")
    return Finding("前后", "fault", fault.what, witness.FIX)


def _home() -> Finding:
    """Where this account keeps its keys, and what it has seen of ledgers."""
    folder = home.folder()
    above = next((each for each in (folder, *folder.parents) if _there(each)), folder)
    if not os.access(above, os.W_OK):
        fix = f"请让这个账户能写，或用环境变量 {home.VARIABLE} 换一个文件夹"
        return Finding("用户文件夹", "warning", f"{folder} 不能写：记不住见过的台账，也存不下签名钥匙", fix)
    return Finding("用户文件夹", "ok", str(folder))


def _calendar(connection: sqlite3.Connection, now: datetime) -> Finding:
    calendar, today = PUBLISHED, china_day(now)
    for entry in queries.events_of(connection, ADOPTED):
        calendar = calendar.adopting(Arrangement.read(entry.event.data))
    known = next(year for year in range(today.year + 1, today.year - 30, -1) if calendar.knows(year))
    fix = "公布后请更新程序，或由主管用 calendar import 采用当年的放假安排"
    if known < today.year:
        return Finding("放假安排", "warning", f"只到 {known} 年，今年的期限都是暂定的", fix)
    if known == today.year and today.month >= NOTICE_DUE:
        return Finding("放假安排", "warning", f"只到今年（{known} 年），跨年的期限是暂定的", fix)
    return Finding("放假安排", "ok", f"到 {known} 年")


def _regions(ledger: Path, connection: sqlite3.Connection, today: date) -> Finding:
    """How old the table of regions is, and what was adopted over it."""
    law = Desk(ledger).law()
    held = [each.edition for (kind, _), each in law.current().items() if kind == REGIONS]
    tables = [table_of_text(queries.definition(connection, each.hash)) for each in held]
    over = "、".join(f"{each.named}（截至 {table.as_of}）" for each, table in zip(held, tables, strict=True))
    told = f"自带的表最新的变动是 {newest_change()} 年；{f'增补 {over}' if over else '没有采用增补'}"
    if today.year - max([newest_change(), *(table.as_of.year for table in tables)]) > REGIONS_GROW_OLD:
        fix = "新设、改名的区划可能不认识：请更新程序，或把新的写进自己的 regions/codes/，由主管用 packs adopt 采用"
        return Finding("区划代码", "warning", told, fix)
    ours = any(each.key in law.current() for each in latest())
    if ours and (new := [each for each in law.offered(latest()) if each.kind == REGIONS]):
        return Finding("区划代码", "warning", told, f"请主管用 packs adopt {few(new)} 采用，不然表里漏掉的不认识")
    return Finding("区划代码", "ok", told)


def _inspections(connection: sqlite3.Connection, now: datetime) -> Finding:
    count, oldest = queries.unfinished(connection)
    if not oldest:
        return Finding("检查", "ok", "没有做到一半的检查")
    told = f"有 {count} 次检查没有完成，最早的是 {oldest}（{(china_day(now) - oldest).days} 天前）"
    if china_day(now) - oldest <= LEFT:
        return Finding("检查", "ok", told)
    fix = "见 inspect list --unfinished；做的人不在的，同事可以接手（inspect hand-over）、完成或丢弃"
    return Finding("检查", "warning", told, fix)


def _definitions(connection: sqlite3.Connection, _now: datetime) -> Finding:
    if lost := queries.definitions_lost(connection):
        names = "、".join(key[:12] for key in lost)
        return Finding("检查表", "fault", f"存档的定义不见了：{names}", "请从备份恢复：inspect-engine restore")
    return Finding("检查表", "ok", "用到的定义都存在台账里")


def _evidence(ledger: Path, connection: sqlite3.Connection) -> Finding:
    """By name and size only; ``verify`` reads them."""
    lost, count = [], 0
    for pos, file in queries.files_named(connection):
        count += 1
        try:
            there = files.place(ledger, file).stat().st_size == file["size"]
        except OSError:
            there = False
        lost += [] if there else [f"{file['name']}（第 {pos} 条）"]
    if lost:
        told = f"{count} 份里有 {len(lost)} 份不见了、读不到或大小不对：{'、'.join(lost[:3])}"
        return Finding("佐证材料", "fault", told, "请运行 verify 看是哪些，从备份的 files 里找回")
    return Finding("佐证材料", "ok", f"{count} 份都在（内容用 verify 核对）")


def _last_backup(ledger: Path) -> Finding:
    last = backups.last_backup(ledger)
    if last is None:
        return Finding("备份", "warning", "没有备份过", "inspect-engine backup，最好写到另一块盘上：-o 文件夹")
    told = f"最近一次 {last.taken_at:%Y-%m-%d %H:%M}，{last.events} 条记录，在 {last.path}"
    if not _there(last.path):
        return Finding("备份", "warning", f"{told}，现在看不到这个文件", "备份盘没有接上的，接上再看；丢了就重新备份")
    old = clocks.system_clock() - last.taken_at > STALE
    return Finding("备份", "warning" if old else "ok", told, "已超过一周，请重新备份" if old else "")


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _notices() -> Finding:
    try:
        found = notify.settings()
    except (InspectError, OSError) as error:
        return Finding("通知", "fault", str(error) if isinstance(error, InspectError) else system_reason(error))
    if found.exposed:
        return Finding("通知", "warning", f"别的账户读得到 {found.source}，里面有密钥", f"chmod 600 {found.source}")
    return Finding("通知", "ok", f"发给 {len(found.targets)} 处" if found.targets else "没有开")

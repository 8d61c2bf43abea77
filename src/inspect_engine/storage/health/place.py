"""Where a ledger lies: the kind of its disk, the room there, what was left beside it."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

from inspect_engine.errors import system_reason
from inspect_engine.storage import drafts, turn
from inspect_engine.storage.health.finding import Finding, State

NETWORK = ("nfs", "cifs", "smb", "9p", "afs", "ceph", "glusterfs", "fuse.sshfs", "fuse.davfs", "davfs", "webdav")
"""Beginnings of the names of file systems over a network: their locks cannot be relied on."""
FLEETING = ("tmpfs", "ramfs")
SYNCED = (
    *("onedrive", "dropbox", "nutstore", "坚果云", "icloud", "cloudstorage", "mobile documents", "google drive"),
    *("googledrive", "baidunetdisk", "baidusyncdisk", "百度网盘", "wps云盘", "wpsdrive", "阿里云盘"),
)
"""Folders that programs copy into a cloud while they are written to."""
OLD_DRAFT = 30
"""Days after which a draft is told of."""
SCARCE, NONE_LEFT = 500_000_000, 20_000_000
"""Bytes free below which to warn, and below which nothing more will be stored soon."""


def findings(ledger: Path) -> Iterator[Finding]:
    """SQLite, the disk, and the room on it."""
    yield Finding("SQLite", "ok", f"{sqlite3.sqlite_version}；日志方式 TRUNCATE，不用 WAL")
    folder = next((each for each in ledger.absolute().parents if _is_folder(each)), Path())
    yield _disk(folder.resolve())
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        yield Finding("空间", "fault", f"看不到还剩多少空间：{system_reason(error)}", "请检查磁盘")
        return
    state: State = "fault" if free < NONE_LEFT else "warning" if free < SCARCE else "ok"
    yield Finding("空间", state, f"还剩 {free / 1e9:,.1f} GB", "" if state == "ok" else "请腾出空间")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # behind a folder that this account may not enter
        return False


def _disk(folder: Path) -> Finding:
    kind = kind_of(folder)
    synced = [part for part in folder.parts if any(word in part.lower() for word in SYNCED)]
    if synced:
        fix = "请把台账移到不同步的文件夹，用 backup 把备份放进同步文件夹"
        return Finding("磁盘", "fault", f"{folder} 在网盘的同步文件夹“{synced[0]}”里，写到一半会被拷走或覆盖", fix)
    if kind.startswith(NETWORK) or str(folder).startswith("\\\\"):
        fix = "请放到本机的盘上；几个人共用就用同一台电脑，或等联网的版本"
        return Finding("磁盘", "fault", f"{folder} 是网络盘（{kind or 'UNC'}），上面的文件锁靠不住", fix)
    if kind in FLEETING:
        return Finding("磁盘", "warning", f"{folder} 在内存里（{kind}），关机就没有了", "请移到硬盘上")
    return Finding("磁盘", "ok", f"本机的盘（{kind}）" if kind else "看不出是哪一种盘")


def kind_of(folder: Path) -> str:
    """The name of the file system that a folder lies on, as Linux tells it; empty where nobody tells."""
    if not sys.platform.startswith("linux"):
        return ""
    try:
        lines = Path("/proc/self/mounts").read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return ""
    mounts = [(point.replace("\\040", " "), kind) for _, point, kind, *_ in (line.split(" ") for line in lines)]
    over = [(point, kind) for point, kind in mounts if folder.is_relative_to(point)]
    return max(reversed(over), key=lambda each: len(each[0]))[1] if over else ""


def beside(ledger: Path) -> Iterator[Finding]:
    """Who is writing, and what a program that was ended has left."""
    holder = turn.holder(ledger)
    yield Finding("写入", "ok", f"{holder}正在写" if holder else "现在没有人在写")
    journal = ledger.with_name(ledger.name + "-journal")
    if not holder and journal.exists() and journal.stat().st_size:
        yield Finding("写入", "warning", "上一次写到一半断了", "下一次打开台账时自动复原到那之前，不用做什么")
    left = [*ledger.parent.glob(f".{ledger.name}.*.new*"), *ledger.parent.glob(f"{ledger.name}.*/.new-*")]
    if left and not holder:
        names = "、".join(path.name for path in left[:5])
        fix = "没有人在建账、恢复、备份或存材料时，可以删掉"
        yield Finding("半成品", "warning", f"有 {len(left)} 个没有写完的临时文件：{names}", fix)
    yield _drafts(ledger)


def _drafts(ledger: Path) -> Finding:
    """What was typed and not handed in; nobody but who typed it throws it away."""
    ages = drafts.ages(ledger)
    old = sum(age > OLD_DRAFT * 86400 for age in ages)
    if not old:
        return Finding("草稿", "ok", f"有 {len(ages)} 份没有提交" if ages else "没有")
    fix = f"填的人在原处打开接着填，或按 ^d 丢掉；确定没用的可以删：{drafts.folder_of(ledger)}"
    return Finding("草稿", "warning", f"有 {len(ages)} 份没有提交，{old} 份已过 {OLD_DRAFT} 天", fix)

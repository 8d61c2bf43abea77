"""Which accounts of the computer can read and write a ledger and what belongs to it."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from inspect_engine.errors import StorageError, system_reason
from inspect_engine.storage import drafts, modes, windows
from inspect_engine.storage.health.finding import Finding

BESIDE = ("-journal", ".lock")
FOLDERS = (".files", ".backups")
NAMED = 3
NAME = "权限"


def findings(ledger: Path) -> Iterator[Finding]:
    """Whether everything has the mode that the ledger file asks for; raises OSError where that cannot be seen."""
    if sys.platform == "win32":
        yield _on_windows(ledger)
        return
    access = modes.access_to(ledger)
    owner = _owner(ledger, access)
    found = [(path, why) for path in belonging(ledger) if (why := _wrong(path, access, path.is_dir()))]
    if owner.state != "ok" or not found:
        yield owner
    if found:
        names = "、".join(f"{path}（{why}）" for path, why in found[:NAMED])
        rest = f"等 {len(found)} 处" if len(found) > NAMED else ""
        yield Finding(NAME, "warning", f"不合这本台账的权限：{names}{rest}", mend(ledger, access))
    secrets = [path for path in _inside(Path(f"{ledger}.seeds")) if path.stat().st_mode & 0o077]
    if secrets:
        fix = f"chmod 600 {' '.join(map(str, secrets[:NAMED]))}"
        yield Finding(NAME, "fault", "别人读得到双随机的秘密数，抽取之前就算得出结果", fix)
    yield from _drafts(ledger)


def _on_windows(ledger: Path) -> Finding:
    """Windows has no modes: who may read a file there is told by its list, which it has from its folder."""
    if not (strangers := windows.readers(ledger)):
        return Finding(NAME, "ok", "只有这个账户、系统和管理员能读")
    own = r'"%USERDOMAIN%\%USERNAME%:(OI)(CI)F" "*S-1-5-18:(OI)(CI)F" "*S-1-5-32-544:(OI)(CI)F"'
    fix = f'只有你用的，在命令提示符里运行：icacls "{ledger.parent}" /inheritance:r /grant:r {own}'
    return Finding(NAME, "warning", f"读得到台账的还有：{'、'.join(strangers)}", fix)


def _drafts(ledger: Path) -> Iterator[Finding]:
    """Whether what somebody has typed and not handed in is his alone."""
    open_to_all = [path for path in drafts.folder_of(ledger).glob("*") if path.stat().st_mode & 0o077]
    if open_to_all:
        fix = f"chmod -R go-rwx {' '.join(map(str, open_to_all[:NAMED]))}"
        yield Finding(NAME, "fault", "别人读得到没有提交的草稿", fix)


def belonging(ledger: Path) -> Iterator[Path]:
    """The ledger and everything that is to have its mode."""
    yield from (path for path in (ledger, *(Path(f"{ledger}{end}") for end in BESIDE)) if path.exists())
    for end in FOLDERS:
        folder = Path(f"{ledger}{end}")
        if folder.is_dir():
            yield folder
            yield from _inside(folder)


def _inside(folder: Path) -> Iterator[Path]:
    for home, folders, names in os.walk(folder):
        yield from (Path(home, name) for name in (*folders, *names))


def _owner(ledger: Path, access: modes.Access) -> Finding:
    if sys.platform == "win32":
        raise NotImplementedError
    mine = os.geteuid() in (0, ledger.stat().st_uid)
    if access.group is None:
        if mine:
            return Finding(NAME, "ok", "只有它的所有者能读写")
        fix = "请由所有者来办，或另建共用的台账（init --shared）"
        return Finding(NAME, "fault", "台账是别的账户的，又不是共用的", fix)
    try:
        modes.require_shareable(ledger.parent, access)
    except StorageError as error:
        return Finding(NAME, "fault", str(error))
    if mine or access.group in (os.getegid(), *os.getgroups()):
        return Finding(NAME, "ok", f"由用户组 {modes.group_name(access)} 的账户共用")
    return Finding(NAME, "fault", f"你不在用户组 {modes.group_name(access)} 里", "请系统管理员加你（usermod -aG）")


def _wrong(path: Path, access: modes.Access, folder: bool) -> str | None:
    """What is wrong with a mode, in Chinese."""
    try:
        found = path.stat()
    except OSError as error:
        return system_reason(error)
    mode, wanted = stat.S_IMODE(found.st_mode), access.folder if folder else access.file
    if mode & ~wanted & 0o777:
        return f"{mode:04o}，别的账户也能读" if mode & 0o044 & ~wanted else f"{mode:04o}"
    if access.group is not None and (found.st_gid != access.group or mode & wanted != wanted):
        return f"{mode:04o}，组里的同事用不了"
    return None


def mend(ledger: Path, access: modes.Access) -> str:
    """The commands that set everything right."""
    there = " ".join(str(path) for end in FOLDERS if (path := Path(f"{ledger}{end}")).is_dir())
    files = " ".join(str(path) for path in (ledger, *(Path(f"{ledger}{end}") for end in BESIDE)) if path.exists())
    if access.group is None:
        return f"chmod -R go-rwx {files} {there}".strip()
    return f"chgrp -R {modes.group_name(access)} {files} {there}; chmod -R ug+rwX,o-rwx {files} {there}".strip()

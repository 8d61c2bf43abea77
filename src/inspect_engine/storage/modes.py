"""Who of the computer's accounts may touch a ledger: its owner only, or one group; told by the ledger file itself."""

from __future__ import annotations

import errno
import os
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from inspect_engine.errors import InputError, StorageError

FILE, FOLDER = 0o600, 0o700
SHARED_FILE, SHARED_FOLDER = 0o660, 0o2770
BINARY = getattr(os, "O_BINARY", 0)
"""Without it Windows changes the line ends of what is written and stops reading at ^Z."""
BUSY_FOR, LOOK_AGAIN = 2.0, 0.05
"""Seconds for which a file of Windows may be in the hands of a virus scanner or an indexer, and between two looks."""


@dataclass(frozen=True)
class Access:
    """``group`` is the id of the group that shares a ledger, None where it is its owner's alone."""

    group: int | None = None

    @property
    def file(self) -> int:
        """Mode of the ledger and of every file that belongs to it."""
        return FILE if self.group is None else SHARED_FILE

    @property
    def folder(self) -> int:
        """Mode of its folders; whatever is made in a shared one belongs to the group."""
        return FOLDER if self.group is None else SHARED_FOLDER


PRIVATE = Access()


def access_to(ledger: Path) -> Access:
    """What holds for everything beside a ledger: shared where its file can be written by its group.

    Raises OSError where the file cannot be looked at.
    """
    found = ledger.stat()
    return Access(found.st_gid) if sys.platform != "win32" and found.st_mode & stat.S_IWGRP else PRIVATE


def shared_with(group: str) -> Access:
    """Access for a group of this computer. Raises InputError for none, or where there are no such groups."""
    if sys.platform == "win32":
        raise InputError.one("Windows 上不用 --shared", fix="请在文件夹的“安全”里给同事“修改”权限")
    import grp

    try:
        return Access(grp.getgrnam(group).gr_gid)
    except (KeyError, ValueError):
        fix = "请系统管理员先建组（groupadd），并把用台账的账户加进去（usermod -aG）"
        raise InputError.one(f"这台电脑上没有用户组“{group}”", where="--shared", fix=fix) from None


def group_name(access: Access) -> str:
    """What the group is called, or its number where it is not known here."""
    if sys.platform == "win32":
        return str(access.group)
    import grp

    try:
        return grp.getgrgid(access.group or 0).gr_name
    except KeyError:
        return str(access.group)


def grant(place: int | Path, access: Access, mode: int) -> None:
    """Give a file or folder of ours its mode and group. What belongs to somebody else stays as he made it."""
    if sys.platform == "win32":
        return
    with suppress(PermissionError):
        if access.group is not None:
            os.chown(place, -1, access.group)
        os.chmod(place, mode)  # noqa: PTH101  a descriptor, too


def make_folder(folder: Path, access: Access) -> None:
    """Make a folder of a ledger, durable where it stands; one that is there stays as it is."""
    if folder.is_dir():
        return
    folder.mkdir(mode=FOLDER, exist_ok=True)
    grant(folder, access, access.folder)
    sync_folder(folder.parent)


class Foreign(PermissionError):
    """Another account's file or folder, or a link, where only one's own will do."""


def require_private(folder: Path) -> None:
    """Have a folder that only this account may look into; its own is made so. Raises Foreign for what somebody else
    made, be it a link: he could read, replace or plant what lies there."""
    if sys.platform == "win32":
        return
    if folder.is_symlink():
        raise Foreign(errno.EACCES, "", str(folder))
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        found = os.fstat(handle)
        require_own(folder, found)
        if found.st_mode & 0o077:
            os.fchmod(handle, FOLDER)
    finally:
        os.close(handle)


def require_own(path: Path, found: os.stat_result) -> None:
    """Raises Foreign for what another account made."""
    if sys.platform != "win32" and found.st_uid != os.geteuid():
        raise Foreign(errno.EACCES, "", str(path))


def make_home(folder: Path, access: Access) -> None:
    """Make the folder that a ledger is to lie in. What leads to it is made as the system makes folders."""
    if folder.is_dir():
        return
    missing = [each for each in folder.parents if not each.is_dir()]
    for each in reversed(missing):
        each.mkdir(exist_ok=True)
        sync_folder(each.parent)
    make_folder(folder, access)


def require_shareable(folder: Path, access: Access) -> None:
    """Raises StorageError for a folder in which a group cannot work together on one ledger."""
    found = folder.stat()
    if access.group is None or (found.st_gid == access.group and found.st_mode & 0o2070 == 0o2070):
        return
    name = group_name(access)
    fix = f"chgrp {name} {folder} && chmod 2770 {folder}"
    raise StorageError(
        f"共用台账所在的文件夹 {folder} 要归“{name}”组、组内可写、新文件随组。"
        f"请换一个还没有的文件夹（会自动设好），或先运行：{fix}"
    )


def open_new(path: Path, access: Access) -> IO[bytes]:
    """Open a file that is not there yet for writing. Raises OSError where there is one."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | BINARY, FILE)
    grant(handle, access, access.file)
    return os.fdopen(handle, "w+b")


def open_beside(path: Path, access: Access) -> IO[bytes]:
    """Open a small file beside a ledger for reading and writing; made with the ledger's mode where there is none."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | BINARY, FILE)
    stream = os.fdopen(handle, "r+b")
    if os.fstat(handle).st_mode & 0o777 != access.file:
        grant(handle, access, access.file)
    return stream


@contextmanager
def building(folder: Path, access: Access) -> Iterator[tuple[IO[bytes], Path]]:
    """A new file in ``folder``, to be given its name once it is whole; removed when something fails.

    It is durable, and has its mode, when this ends; whoever fills it renames it.
    """
    handle, name = tempfile.mkstemp(dir=folder, prefix=".new-")
    path = Path(name)
    try:
        with os.fdopen(handle, "w+b") as stream:
            yield stream, path
            grant(stream.fileno(), access, access.file)
            stream.flush()
            sync(stream.fileno())
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def move(source: Path, target: Path) -> None:
    """Give a whole file its name, in place of what is there.

    Windows refuses while anybody has either open. Who looks at every new file lets go in a moment: it is tried again;
    who has it open to work on it does not. Raises OSError.
    """
    until = time.monotonic() + BUSY_FOR
    while True:
        try:
            source.replace(target)
        except PermissionError:
            if sys.platform != "win32" or time.monotonic() > until:
                raise
            time.sleep(LOOK_AGAIN)
        else:
            return


def sync(handle: int) -> None:
    """Have what was written on the disk itself: macOS has a call of its own for that. Raises OSError."""
    if sys.platform == "darwin":
        import fcntl

        with suppress(OSError):  # a disk that does not know the call
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
            return
    os.fsync(handle)


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` durable, where the system can."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        sync(handle)
    finally:
        os.close(handle)

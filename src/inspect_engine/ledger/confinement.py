"""Which files of this computer somebody at a browser may use: those in his own folder, unless he is a supervisor of the
whole ledger. The account that his window runs on is the server's, which reads and writes far more than is his."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from inspect_engine.domain.events import digest
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.words.filenames import safe_file
from inspect_engine.errors import Refused, StorageError, system_reason
from inspect_engine.ledger import identity
from inspect_engine.ledger.desk import Desk
from inspect_engine.storage import modes

_HOMES: dict[int, Path | None] = {}
"""Of this process: the folder that whoever has signed in is kept to, None for who is free."""
_OWN: dict[int, Path] = {}
"""Of this process: the folder of whoever has signed in, kept to it or not."""
QUOTA, MOST = 2 << 30, 2_000
"""Bytes and files that may lie in such a folder when something is uploaded to it."""
FILES, UPLOAD = "用这台电脑上的文件", "上传"


def settle(desk: Desk) -> None:
    """Somebody has signed in at a browser. Raises StorageError where his folder cannot be made."""
    me = desk.whoami()
    _OWN[os.getpid()] = own = _own_folder(desk.path, me.name)
    _HOMES[os.getpid()] = None if _is_free(me) else own


def home() -> Path | None:
    """The folder whose files may be used; None where all may, as at every terminal. Raises Refused before sign-in."""
    if identity.proving_account():
        return None
    if os.getpid() not in _HOMES:
        raise Refused(FILES, ["还没有登录"])
    return _HOMES[os.getpid()]


def receive(uploaded: Path, name: str) -> Path:
    """Take a file that was uploaded into the folder of whoever has signed in, under a name that no program is started
    by and no other file there has. Raises Refused before sign-in and where the folder is full, StorageError."""
    own = _OWN.get(os.getpid())
    if own is None:
        raise Refused(UPLOAD, ["还没有登录"])
    try:
        held = [each.stat().st_size for each in own.iterdir()]
        if len(held) >= MOST or sum(held) + uploaded.stat().st_size > QUOTA:
            raise Refused(UPLOAD, [f"{own} 里最多放 {MOST} 个文件、{QUOTA >> 30} GB：请先把不要的删去"])
        called = Path(safe_file(name))
        for number in range(MOST + 2):
            target = own / (f"{called.stem}_{number}{called.suffix}" if number else called.name)
            with suppress(FileExistsError):
                os.link(uploaded, target)
                return target
    except OSError as error:
        raise StorageError(f"上传的 {name} 存不下：{system_reason(error)}") from error
    raise Refused(UPLOAD, [f"和 {name} 同名的太多"])


def placed(path: Path) -> Path:
    """A path as it counts: one that leads from nowhere leads from the folder. Raises Refused for one that leads out."""
    kept = home()
    if kept is None:
        return path
    if why := fault(kept / path):
        raise Refused(FILES, [why])
    return kept / path


def fault(path: Path) -> str:
    """Why a file or folder may not be used, links followed; empty where it may."""
    kept = home()
    if kept is None or Path(os.path.realpath(path)).is_relative_to(os.path.realpath(kept)):
        return ""
    return f"在浏览器里只能用 {kept} 里的文件，不能用 {path}：请写这个文件夹里的文件名，或用终端程序"


def require_whole(title: str) -> None:
    """Raises Refused at a browser for whoever is no supervisor of the whole ledger."""
    if home() is not None:
        raise Refused(title, ["在浏览器里须由不限区划的主管办理：写出来、读进去的是整本台账"])


def _is_free(person: Person) -> bool:
    try:
        require(person, "rebuild", "")
    except Refused:
        return False
    return True


def made_folder(ledger: Path, called: str = "") -> Path:
    """What lies beside a ledger for its browser, or a folder in it; made where it is not there. Raises OSError."""
    folder = ledger.absolute().with_name(f"{ledger.name}.browser")
    access = modes.access_to(ledger)
    modes.make_folder(folder, access)
    if called:
        modes.make_folder(folder := folder / called, access)
    return folder


def _own_folder(ledger: Path, name: str) -> Path:
    called = name if re.fullmatch(r"\w[\w.-]{0,63}", name) else digest(name)[:24]
    try:
        return made_folder(ledger, called)
    except OSError as error:
        raise StorageError(f"建不了 {ledger} 旁的文件夹：{system_reason(error)}") from error

"""What only Windows can tell: which account runs this, and who may read a file."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SAM_COMPATIBLE = 2
"""``EXTENDED_NAME_FORMAT``: the domain, or the computer of a local account, a backslash, and the name."""
FILE_OBJECT, DACL = 1, 4
"""``SE_OBJECT_TYPE`` and ``SECURITY_INFORMATION`` of GetNamedSecurityInfoW."""
EVERYBODY = {
    "WD": "所有人",
    "AU": "登录了的所有账户",
    "IU": "在这台电脑前登录的所有账户",
    "BU": "这台电脑的所有账户",
    "BG": "来宾",
    "DU": "域里的所有账户",
    "NU": "网络上来的所有账户",
    "AN": "匿名的人",
}
"""Groups, as SDDL writes them, that people who have nothing to do with a ledger belong to."""
ENTRY = re.compile(r"\((?P<kind>\w+);(?P<flags>\w*);(?P<rights>\w*);[^;]*;[^;]*;(?P<who>[\w-]+)[^)]*\)")
READS = ("FA", "FR", "GA", "GR", "CC")
"""Rights that let read what is in a file; the last is how some tools spell that single bit."""


def account() -> str:
    """Who runs this, as ``DOMAIN\\name``, by the token of the process: no variable of the environment is asked.

    A local account has the computer's name before it, so that it is never taken for one of the domain. Raises OSError
    when the system does not tell.
    """
    size = ctypes.c_ulong(1024)
    name = ctypes.create_unicode_buffer(size.value)
    if not _library("secur32").GetUserNameExW(SAM_COMPATIBLE, name, ctypes.byref(size)):
        raise _error()
    return name.value


def readers(path: Path) -> list[str]:
    """Groups of strangers, in Chinese, who may read a file or folder. Raises OSError when the system does not tell."""
    return list(strangers(_sddl(path)))


def strangers(sddl: str) -> Iterator[str]:
    """The same of a discretionary list as SDDL has it, ``D:AI(A;ID;0x1200a9;;;BU)``; where there is no list, all."""
    if "D:" not in sddl or "D:NO_ACCESS_CONTROL" in sddl:
        yield EVERYBODY["WD"]
        return
    found = (each.groupdict() for each in ENTRY.finditer(sddl))
    granted = (each for each in found if each["kind"] == "A" and "IO" not in _pairs(each["flags"]))
    known = (each["who"] for each in granted if _reads(each["rights"]) and each["who"] in EVERYBODY)
    yield from map(EVERYBODY.__getitem__, dict.fromkeys(known))


def _reads(rights: str) -> bool:
    if rights.startswith("0x"):
        return bool(int(rights, 16) & 0x90000001)
    return any(each in READS for each in _pairs(rights))


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(0, len(text), 2)]


def _sddl(path: Path) -> str:
    descriptor, told = ctypes.c_void_p(), ctypes.c_wchar_p()
    advapi = _library("advapi32")
    none = (None, None, None, None)
    if code := advapi.GetNamedSecurityInfoW(str(path), FILE_OBJECT, DACL, *none, ctypes.byref(descriptor)):
        raise OSError(0, "GetNamedSecurityInfoW", str(path), code)
    try:
        convert = advapi.ConvertSecurityDescriptorToStringSecurityDescriptorW
        if not convert(descriptor, 1, DACL, ctypes.byref(told), None):
            raise _error()
        return told.value or ""
    finally:
        _free(told, descriptor)


def _free(*held: ctypes._SimpleCData[Any]) -> None:
    for each in held:
        _library("kernel32").LocalFree(each)


def _library(name: str) -> Any:
    """One of the system's own libraries, from its own folder whatever lies beside the program."""
    return ctypes.WinDLL(name, use_last_error=True, winmode=0x800)  # type: ignore[attr-defined, unused-ignore]


def _error() -> OSError:
    return ctypes.WinError(ctypes.get_last_error())  # type: ignore[attr-defined, no-any-return, unused-ignore]

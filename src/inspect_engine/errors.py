"""Everything that can go wrong, each with what, where and the fix, and the exit code it ends the command line with."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

Place = tuple[str | int, ...]
"""Keys and numbers that lead to one value inside a file's data."""

_SYSTEM = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.EEXIST: "路径中有同名的文件",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EFBIG: "文件超过系统允许的大小",
    errno.EIO: "磁盘读写出错",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ELOOP: "链接绕成了圈",
    errno.EMFILE: "打开的文件太多",
    errno.EBADF: "输出已关闭",
}


_PLACE = frozenset(
    {*(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.EISDIR), errno.EEXIST}
    | {errno.ENAMETOOLONG, errno.ELOOP, errno.EINVAL, errno.ENXIO, errno.EILSEQ}
)


def bad_place(error: OSError) -> bool:
    """Whether a file could not be written because of where it was to be, rather than because of the disk."""
    return error.errno in _PLACE


def system_reason(error: OSError) -> str:
    """What the operating system said, in Chinese."""
    return _SYSTEM.get(error.errno or 0, f"系统错误 {error.errno}")


@dataclass(frozen=True, order=True)
class Problem:
    """One bad place in something a person wrote.

    ``where`` is ``file:line:column``, ``sheet!cell`` or a field path; ``what`` and ``fix`` are Chinese sentences.
    """

    where: str
    what: str
    fix: str = ""

    def __str__(self) -> str:
        text = f"{self.where}：{self.what}" if self.where else self.what
        return f"{text}（{self.fix}）" if self.fix else text


class Fault(NamedTuple):
    """A rule broken at ``path`` inside one file's data; whoever read the file makes a :class:`Problem` of it."""

    path: Place
    what: str
    fix: str = ""


class InspectError(Exception):
    """Base of every expected failure; its text is shown to the user as it is."""

    exit_code = 2


class InputError(InspectError):
    """What was handed in is wrong; carries every :class:`Problem` at once. Nothing has been stored."""

    def __init__(self, problems: Iterable[Problem], title: str = "输入有误") -> None:
        self.problems = tuple(problems)
        self.title = title
        super().__init__(title)

    def __str__(self) -> str:
        return "\n".join([f"{self.title}，共 {len(self.problems)} 处：", *(f"  {each}" for each in self.problems)])

    @classmethod
    def one(cls, what: str, *, where: str = "", fix: str = "") -> InputError:
        """The common case of a single problem."""
        return cls([Problem(where, what, fix)])


class DefinitionError(InputError):
    """A checklist, workflow or reference file does not hold together."""

    def __init__(self, problems: Iterable[Problem], title: str = "定义文件有误") -> None:
        super().__init__(problems, title)


class Refused(InspectError):
    """A rule says no. ``missing`` lists, in Chinese, each fact that would have to hold; ``fix`` is a whole sentence."""

    exit_code = 1

    def __init__(self, action: str, missing: Iterable[str], fix: str = "") -> None:
        self.action = action
        self.missing = tuple(missing)
        self.fix = fix
        super().__init__(action, self.missing, fix)

    @property
    def reason(self) -> str:
        return "；".join(self.missing)

    def __str__(self) -> str:
        return f"不能办理“{self.action}”：{self.reason}。{self.fix}"


class Conflict(InspectError):
    """Someone else changed the record first."""

    exit_code = 3


class StorageError(InspectError):
    """The ledger cannot be opened, written or trusted."""

    exit_code = 4


class InDoubt(StorageError):
    """Whether something was stored cannot be told."""

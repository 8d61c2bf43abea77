"""Writers wait their turn on a lock file beside the ledger: who waits is told for whom, and not for ever."""

from __future__ import annotations

import json
import os
import platform
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from inspect_engine.domain.words.text import display, is_text
from inspect_engine.errors import StorageError, system_reason
from inspect_engine.storage import modes

TELL_AFTER, PATIENCE = 2.0, 60.0
"""Seconds after which a writer is told whom he waits for, and after which he gives up."""


@dataclass
class Front:
    """What this process has to tell while it waits: set once by its front end, which knows where to say it."""

    tell: Callable[[str], None] | None = None


front = Front()


WRITING = "写这本台账"


@contextmanager
def queue(path: Path, doing: str = WRITING) -> Iterator[None]:
    """One writer at a time, over all processes, in the order they came (on Windows: about so).

    ``doing`` is what whoever has the turn does, as those are told who wait. Raises StorageError where the lock file
    cannot be written, or when the turn has not come within a minute.
    """
    lock = path.with_name(path.name + ".lock")
    if lock.is_symlink():
        fix = "请看看是谁放的，删掉这个链接（不是它指的文件）后重试"
        raise StorageError(f"锁文件 {lock} 是一个链接，不跟着它写。{fix}")
    if sys.platform == "win32":
        with _polled(lock, doing):
            yield
        return
    try:
        stream = modes.open_beside(lock, modes.access_to(path) if path.exists() else modes.PRIVATE)
    except OSError as error:
        raise StorageError(f"台账文件夹不可写：{system_reason(error)}") from error
    turn = _Turn(stream)
    try:
        turn.wait(lock, doing)
        _sign(stream)
        yield
    finally:
        turn.leave()


def holder(path: Path) -> str | None:
    """Who is writing to a ledger just now, in Chinese; None for nobody, or where that cannot be seen."""
    lock = path.with_name(path.name + ".lock")
    if sys.platform == "win32":
        return _polled_holder(lock)
    import fcntl

    try:
        with lock.open("rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _signed(lock)
    except OSError:
        return None
    return None


class _Turn:
    """A place in the operating system's own queue for a lock, which is fair; a thread stands in it.

    ``flock`` takes no time limit: who gives up leaves the thread behind, which lets go as soon as it is let in.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._guard = threading.Lock()
        self._came = threading.Event()
        self._standing = self._left = False

    def wait(self, lock: Path, doing: str) -> None:
        if sys.platform == "win32":
            raise NotImplementedError
        import fcntl

        try:
            fcntl.flock(self._stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._standing = True
            threading.Thread(target=self._stand, daemon=True).start()
            _patiently(self._came.wait, lock, doing)
        except OSError as error:
            raise StorageError(f"这里的文件不能加锁，不能写台账：{system_reason(error)}") from error

    def _stand(self) -> None:
        if sys.platform == "win32":
            raise NotImplementedError
        import fcntl

        with suppress(OSError, ValueError):
            fcntl.flock(self._stream, fcntl.LOCK_EX)
        with self._guard:
            self._standing = False
            self._came.set()
            if self._left:
                self._let_go()

    def leave(self) -> None:
        """Let go of the lock, or of the place in the queue."""
        with self._guard:
            self._left = True
            if not self._standing:
                self._let_go()

    def _let_go(self) -> None:
        """By name, too: a process that was forked meanwhile has the file open, and would keep the lock."""
        if sys.platform == "win32":
            raise NotImplementedError
        import fcntl

        with suppress(OSError):
            fcntl.flock(self._stream, fcntl.LOCK_UN)
        self._stream.close()


def _patiently(wait: Callable[[float], bool], lock: Path, doing: str) -> None:
    """Wait for the turn; tell of it after a while, give up after a longer one."""
    if wait(TELL_AFTER):
        return
    if front.tell:
        front.tell(f"{_signed(lock)}正在{doing}，等它办完；最多再等 {PATIENCE - TELL_AFTER:.0f} 秒。")
    if wait(PATIENCE - TELL_AFTER):
        return
    raise StorageError(
        f"等了 {PATIENCE:.0f} 秒，{_signed(lock)}还在{doing}，没有再等，什么都没有保存。"
        "请看看那边是不是停住了（不要删除 .lock 文件），然后重试"
    )


def _sign(stream: IO[bytes]) -> None:
    """Say in the lock file who has the turn. It stays there afterwards, and then means nothing."""
    if sys.platform == "win32":
        raise NotImplementedError
    since = datetime.now().astimezone().isoformat(timespec="seconds")
    told = {"pid": os.getpid(), "uid": os.geteuid(), "host": platform.node(), "since": since}
    with suppress(OSError):
        os.ftruncate(stream.fileno(), 0)
        os.pwrite(stream.fileno(), json.dumps(told).encode(), 0)


def _signed(lock: Path) -> str:
    """Who has the turn, as far as the lock file says."""
    try:
        told = json.loads(lock.read_bytes())
        since = datetime.fromisoformat(str(told["since"]))
        who = f"账户 {_account(int(told['uid']))}（电脑 {display(str(told['host']))}，进程 {int(told['pid'])}）"
    except (OSError, ValueError, KeyError, TypeError):
        return "另一个程序"
    return f"{who}从 {since:%H:%M:%S} 起"


def _account(uid: int) -> str:
    if sys.platform == "win32":
        return f"uid-{uid}"
    import pwd

    try:
        name = pwd.getpwuid(uid).pw_name
    except (KeyError, OverflowError):
        return f"uid-{uid}"
    return name if is_text(name) else f"uid-{uid}"


def _polled_holder(lock: Path) -> str | None:
    from filelock import FileLock, Timeout

    try:
        with FileLock(lock, timeout=0):
            return None
    except Timeout:
        return "另一个程序"
    except OSError:
        return None


@contextmanager
def _polled(lock: Path, doing: str) -> Iterator[None]:
    """As Windows has it: no queue, so that everybody looks again after a moment."""
    from filelock import FileLock, Timeout

    held = FileLock(lock, poll_interval=0.01)

    def wait(seconds: float) -> bool:
        try:
            held.acquire(timeout=seconds)
        except Timeout:
            return False
        except OSError as error:
            raise StorageError(f"台账文件夹不可写：{system_reason(error)}") from error
        return True

    _patiently(wait, lock, doing)
    try:
        yield
    finally:
        held.release()

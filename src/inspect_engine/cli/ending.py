"""How a command ends: its exit code and its last words, true to what was stored."""

from __future__ import annotations

import sys

from inspect_engine.cli.session import session
from inspect_engine.domain.words.text import display
from inspect_engine.errors import InputError, InspectError, Refused, StorageError, system_reason
from inspect_engine.storage.stored import LOOK, stored

STORED = 5
"""Exit code: stored, but what came after it was not done, or could not be told."""
INTERRUPTED, TERMINATED = 130, 143
"""What the shell knows as ended by Ctrl-C and by a signal."""


def begin() -> None:
    """Nothing is stored yet: a thread may run many commands."""
    stored.clear()
    session.writes = session.json = session.dry_run = False
    session.tried, session.opened, session.covered, session.request = [], None, False, None
    session.done_before, session.answer, session.fault = False, None, None


def failed(error: InspectError) -> int:
    """An expected failure: what, where and the fix; and whether anything was stored before it."""
    text = str(error)
    if session.writes and not (stored.events or stored.doubts) and type(error) in (InputError, Refused):
        text += ("\n" if "\n" in text else "") + "未保存任何内容。"
    _say(text)
    if stored.doubts:
        _say_again()
        return StorageError.exit_code
    if stored.events:
        _say(f"此前已保存 {stored.events} 条流转记录，{LOOK}。")
        return STORED
    return error.exit_code


def interrupted(code: int) -> int:
    """Ctrl-C, the end of what is typed, or a signal that ends the program."""
    if stored.doubts:
        _say(f"已中断；不能确定最后一步是否已保存，{LOOK}。")
        _say_again()
    elif stored.events:
        _say(f"已中断；中断之前已保存 {stored.events} 条流转记录，{LOOK}。")
    else:
        _say("已中断，没有保存。" if session.writes else "已中断。")
    return code


def crashed(error: Exception) -> int:
    """An error nobody foresaw: the whole of it goes to a file, a line to the reader."""
    outcome = "本次操作没有完成"
    if stored.doubts:
        outcome = f"不能确定是否已保存，{LOOK}"
    elif stored.events:
        outcome = f"出错之前已保存 {stored.events} 条流转记录，{LOOK}"
    _say(f"程序出错（{type(error).__name__}）；{outcome}。{_kept(error)}")
    if stored.doubts:
        _say_again()
    return 70


def unprinted(error: OSError | None, code: int) -> int:
    """Standard output that could not be written. A reader who has read enough has closed it himself."""
    if error is None or isinstance(error, BrokenPipeError):
        return code
    if stored.events:
        _say(f"已保存，但没能输出结果（{system_reason(error)}）。不要重办；{LOOK}。")
        return code or STORED
    _say(f"没能输出结果：{system_reason(error)}。")
    return code or StorageError.exit_code


def _say_again() -> None:
    """How to do again what may be stored already, without storing it twice."""
    if session.request:
        _say(f"照原样重办时加上 --request-id {session.request.id}，已存的就不会再存一次。")


def _kept(error: Exception) -> str:
    import tempfile
    import traceback

    text = display("".join(traceback.format_exception(error)), lines=True).encode()
    try:
        with tempfile.NamedTemporaryFile(prefix="inspect-engine-", suffix=".log", delete=False) as log:
            log.write(text)
    except OSError as fault:
        return f"详情没能写下（{system_reason(fault)}），请报告所用的命令。"
    return f"详情已写入 {log.name}，请连同所用的命令一并报告。"


def _say(text: str) -> None:
    print(display(text, lines=True), file=sys.stderr)

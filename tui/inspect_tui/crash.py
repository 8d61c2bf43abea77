"""What happens when the program itself is at fault: a log, one Chinese line, a non-zero exit code."""

from __future__ import annotations

import tempfile
import traceback
from pathlib import Path

CRASHED = "程序出错，已经退出。已保存的内容不受影响，请重新启动后继续。错误记录："


def write_crash_log(error: BaseException | None) -> Path | None:
    """Keep the traceback, without local values, where the person can find it; None when nowhere is writable."""
    from platformdirs import user_log_path

    text = "".join(traceback.format_exception(error)) if error else ""
    for folder in (user_log_path("inspect-engine"), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / "terminal.log"
            path.write_text(text, encoding="utf-8")
        except OSError:
            continue
        return path
    return None

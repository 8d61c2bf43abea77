"""What happens when the program itself is at fault: a log, one Chinese line, a non-zero exit code."""

from __future__ import annotations

import os
import tempfile
import traceback
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from textual.worker import WorkerFailed

from inspect_engine.domain.words.text import display

CRASHED = "程序出错，已经退出。已保存的内容不受影响，请重新启动后继续。错误记录："


def write_crash_log(error: BaseException | None) -> Path | None:
    """Keep the traceback, without local values, in a file of its own; None when nowhere is writable."""
    from platformdirs import user_log_path

    text = display("".join(traceback.format_exception(_cause(error))), lines=True) if error else ""
    for folder in (user_log_path("inspect-engine"), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return _write(folder, text)
        except OSError:
            continue
    return None


def _cause(error: BaseException) -> BaseException:
    """What went wrong in a worker, not that a worker went wrong."""
    while isinstance(error, WorkerFailed):
        error = error.error
    return error


def _write(folder: Path, text: str) -> Path:
    stem = f"terminal-{datetime.now():%Y%m%d-%H%M%S}-{os.getpid()}"
    for name in (stem, *(f"{stem}-{n}" for n in range(2, 100))):
        with suppress(FileExistsError), (folder / f"{name}.log").open("x", encoding="utf-8") as log:
            log.write(text)
            return Path(log.name)
    raise FileExistsError(folder / stem)

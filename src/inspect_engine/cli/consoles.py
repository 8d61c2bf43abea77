"""The console that the program runs at: what it is called, what it is written in, and what should be changed."""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_engine.cli.encodings import holds, is_utf8

if TYPE_CHECKING:
    from inspect_engine.ledger.health import Finding

NARROW = 60
"""Columns below which tables and forms no longer fit."""
UNICODE = "先运行 export LANG=zh_CN.UTF-8，终端的编码也改成 UTF-8"


@dataclass(frozen=True)
class Console:
    """What a program can learn of the console it runs at. ``charset`` is what the system's language setting names,
    ``encoding`` what is written in, ``size`` columns and lines of a terminal, None where there is none."""

    system: str
    env: Mapping[str, str]
    charset: str
    encoding: str
    size: tuple[int, int] | None

    @property
    def foreign(self) -> bool:
        """Whether what is typed and shown here is in an encoding of its own; Windows' consoles are asked in Unicode."""
        return self.system != "win32" and not is_utf8(self.charset) and holds(self.charset, "检")

    @property
    def called(self) -> str:
        """The terminal by the name that it gives itself, and what lies between."""
        env, found = self.env, []
        if self.system == "win32":
            found.append("Windows Terminal" if "WT_SESSION" in env else "Windows 控制台（conhost）")
        elif name := env.get("TERM_PROGRAM") or ("VTE" if "VTE_VERSION" in env else ""):
            found.append(name)
        found += [name for name, variable in (("tmux", "TMUX"), ("ssh", "SSH_CONNECTION")) if env.get(variable)]
        if term := env.get("TERM"):
            found.append(f"TERM={term}")
        return "、".join(dict.fromkeys(found)) or "没有说是哪一种"


def here() -> Console:
    """The console that this process runs at."""
    out = sys.__stdout__
    size: tuple[int, int] | None = None
    if out is not None and out.isatty():
        size = os.get_terminal_size(out.fileno())
    return Console(sys.platform, os.environ, locale.getencoding(), (out and out.encoding) or "", size)


def finding(console: Console) -> Finding:
    """What to know of a console, and what to change."""
    from inspect_engine.ledger.health import Finding

    wide = f"{console.size[0]}×{console.size[1]}" if console.size else "接的是管道或文件"
    told = f"{console.called}，{wide}，文字按 {console.encoding or '？'} 写"
    if fix := _fix(console):
        return Finding("终端", "warning", told, fix)
    return Finding("终端", "ok", told)


def _fix(console: Console) -> str:
    if console.foreign:
        return f"系统语言的编码是 {console.charset}，终端界面只用 UTF-8：{UNICODE}"
    if not is_utf8(console.encoding or "utf-8"):
        how = "先运行 chcp 65001" if console.system == "win32" else "去掉环境变量 PYTHONIOENCODING"
        return f"这种编码没有的字写成相近的字或 <U+1F600>；要原样的，{how}"
    if console.size is None:
        return ""
    if console.env.get("TERM") in ("linux", "dumb"):
        return "这种终端显示不了汉字，请用图形界面里的终端，或从别的电脑 ssh 过来"
    if console.system == "win32" and "WT_SESSION" not in console.env:
        return "旧控制台的框线、颜色不全，请装 Windows Terminal；字体选“等距更纱黑体”或“NSimSun”"
    if console.size[0] < NARROW:
        return f"窗口只有 {console.size[0]} 列，请拉宽到 {NARROW} 列以上"
    return ""

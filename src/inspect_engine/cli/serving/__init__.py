"""``serve``: the terminal program for who has no terminal, in a browser on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer
from inspect_engine.errors import InputError, Refused

LOOPBACK = "127.0.0.1"
HOSTS = frozenset({LOOPBACK, "localhost"})


def serve(
    host: Annotated[str, typer.Option(metavar="地址", help="只许本机：127.0.0.1 或 localhost")] = LOOPBACK,
    port: Annotated[int, typer.Option(metavar="端口", help="0 为任意一个空着的", min=0, max=65535)] = 0,
) -> Answer:
    """在本机的浏览器里打开终端界面，给没有终端的人用。打出来的网址只能用一次，用过的浏览器以后不用再给。

    开着它的系统账户证明不了谁是谁：每个浏览器窗口都要用用户名和口令登录，没有口令的人进不来。
    读写文件只在台账旁 .browser 里各人自己的文件夹（佐证、导出都放那里）；不限区划的主管用得到这台电脑上的别的文件，
    也只有他能备份、体检、重建。按 ^C 结束，各窗口随之结束。

    例：inspect-engine serve --port 8080
    """
    if host not in HOSTS:
        raise Refused("开网页", [f"只能开在本机（127.0.0.1 或 localhost），不能开在 {host}：别的机器上请装终端程序"])
    try:
        from inspect_engine.cli.serving.server import Service
    except ImportError:
        raise InputError.one("没有装网页要的库", fix="pip install 'inspect-engine[serve]'") from None
    session.ledger().desk.changed()
    Service(session.path, host, port).run()
    return Answer(None)

"""The server: one page, its terminal over a websocket, and a process for each window. On the loopback address only."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

from aiohttp import web
from textual_serve.server import Server, to_int

from inspect_engine.cli.serving.door import Door, guarded
from inspect_engine.cli.serving.window import Window
from inspect_engine.cli.show import say
from inspect_engine.errors import InputError

LOOPBACK = "127.0.0.1"
PAGES = Path(__file__).with_name("pages")
MOST = 16
"""Windows that are open at once."""


class Service(Server):
    """textual-serve's server behind a :class:`Door`, with a page that asks nothing of other sites."""

    def __init__(self, ledger: Path, host: str, port: int) -> None:
        super().__init__("inspect-engine", host, port, title="隐患检查", templates_path=PAGES)
        self.ledger = ledger
        self.door = Door()
        self._windows: set[asyncio.Task[object]] = set()

    def run(self) -> None:
        """Serve until told to end; every window ends with it. Raises InputError where the port is taken."""
        listening = self._listen()
        asyncio.run(self._serve(listening))

    def _listen(self) -> socket.socket:
        listening = socket.socket()
        if sys.platform != "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((LOOPBACK, self.port))
        except OSError:
            listening.close()
            raise InputError.one(f"端口 {self.port} 不能用", fix="换一个 --port，或不写，由程序挑一个空着的") from None
        self.port = listening.getsockname()[1]
        self.door.place = f"{self.host}:{self.port}"
        self.public_url = f"http://{self.door.place}"
        return listening

    async def _serve(self, listening: socket.socket) -> None:
        runner = web.AppRunner(await self._make_app(), handle_signals=False, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        ended = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):
                asyncio.get_running_loop().add_signal_handler(number, ended.set)
        await web.SockSite(runner, listening).start()
        say(f"请在本机的浏览器里打开（只能用一次）：\n{self.public_url}/?token={self.door.token}\n按 ^C 结束。")
        try:
            await ended.wait()
        finally:
            await self._close_windows()
            await runner.cleanup()

    async def _make_app(self) -> web.Application:
        made = await super()._make_app()
        made.middlewares.append(self.door.guard)
        made.on_response_prepare.append(guarded)
        return made

    async def on_startup(self, app: web.Application) -> None:
        """Nothing to say beyond the address."""

    async def _close_windows(self) -> None:
        for task in self._windows:
            task.cancel()
        await asyncio.gather(*self._windows, return_exceptions=True)

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """One window: its process lives as long as its connection."""
        if len(self._windows) >= MOST:
            raise web.HTTPServiceUnavailable(text=f"同时开着的窗口不能超过 {MOST} 个，请先关掉几个")
        task = asyncio.current_task()
        assert task
        self._windows.add(task)
        try:
            return await self._window(request)
        finally:
            self._windows.discard(task)

    async def _window(self, request: web.Request) -> web.WebSocketResponse:
        websocket = web.WebSocketResponse(heartbeat=15, max_msg_size=1 << 20)
        await websocket.prepare(request)
        window = Window(
            self.ledger,
            write_bytes=websocket.send_bytes,
            write_str=websocket.send_str,
            close=websocket.close,
            download_manager=self.download_manager,
        )
        width, height = (to_int(request.query.get(name, ""), usual) for name, usual in (("width", 80), ("height", 24)))
        try:
            await window.start(width, height)
            await self._process_messages(websocket, window)
        except (ConnectionError, ValueError, LookupError, TypeError, AssertionError):  # what no page of ours sends
            pass
        finally:
            await asyncio.shield(window.stop())
            await websocket.close()
        return websocket

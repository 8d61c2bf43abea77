"""The server: one page, its terminal over a websocket, and a process for each window. On the loopback address only."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import signal
import socket
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp_jinja2
from aiohttp import web
from aiohttp.helpers import content_disposition_header
from textual_serve.server import Server, to_int

from inspect_engine.cli.serving.door import Door, guarded
from inspect_engine.cli.serving.window import Window
from inspect_engine.cli.show import say
from inspect_engine.errors import InputError
from inspect_engine.ledger.confinement import made_folder

LOOPBACK = "127.0.0.1"
PAGES = Path(__file__).with_name("pages")
MOST = 16
"""Windows that are open at once."""
LARGEST = 64 << 20
"""Bytes of a file that is uploaded."""
PIECE, UPLOADS = 1 << 16, 4
SPOOL = ".uploads-"
TOO_LARGE = f"一个文件最大 {LARGEST >> 20} MB"


class Service(Server):
    """textual-serve's server behind a :class:`Door`, with a page that asks nothing of other sites."""

    def __init__(self, ledger: Path, host: str, port: int) -> None:
        super().__init__("inspect-engine", host, port, title="隐患检查", templates_path=PAGES)
        self.ledger = ledger
        self.door = Door()
        self._windows: set[asyncio.Task[object]] = set()
        self._open: dict[str, Window] = {}
        self._spool: Path | None = None
        self._uploading = asyncio.Semaphore(UPLOADS)

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
            if self._spool:
                shutil.rmtree(self._spool, ignore_errors=True)

    async def _make_app(self) -> web.Application:
        made = await super()._make_app()
        made.middlewares.append(self.door.guard)
        window = "{window:[A-Za-z0-9_-]+}"
        made.router.add_get(f"/ws/{window}", self.handle_websocket)
        made.router.add_post(f"/upload/{window}", self.handle_upload)
        made.router.add_post(f"/files/{window}", self.handle_files)
        made.on_response_prepare.append(guarded)
        return made

    @aiohttp_jinja2.template("app_index.html")
    async def handle_index(self, _: web.Request) -> dict[str, Any]:
        """The page, with the name that its window goes by: what is uploaded from it belongs to that window alone."""
        window = secrets.token_urlsafe(16)
        where = f"ws://{self.door.place}/ws/{window}"
        static = {"static": {"url": f"{self.public_url}/static/"}}
        named = {"name": self.title}
        return {"font_size": 16, "app_websocket_url": where, "window": window, "config": static, "application": named}

    def _window_of(self, request: web.Request) -> Window:
        window = self._open.get(request.match_info["window"])
        if window is None:
            raise web.HTTPNotFound(text="这个窗口已经结束")
        return window

    async def handle_files(self, request: web.Request) -> web.Response:
        """Show whoever sits there the files of his own folder."""
        await self._window_of(request).send_meta({"type": "files"})
        return web.Response(status=204)

    async def handle_upload(self, request: web.Request) -> web.Response:
        """One file, for the person of that window: kept aside until its process, which knows who that is, takes it."""
        window, name = self._window_of(request), request.query.get("name", "")[:200]
        async with self._uploading:
            spooled = self._aside()
            try:
                with spooled.open("xb") as file:
                    async for piece in request.content.iter_chunked(PIECE):
                        file.write(piece)
                        if file.tell() > LARGEST:
                            raise web.HTTPRequestEntityTooLarge(LARGEST, file.tell(), text=TOO_LARGE)
                        await asyncio.sleep(0)
                await window.take(spooled, name)
            finally:
                spooled.unlink(missing_ok=True)
        return web.Response(status=204)

    def _aside(self) -> Path:
        """A new place in a folder that is the server's own, on the disk that the ledger lies on."""
        if self._spool is None:
            self._spool = Path(tempfile.mkdtemp(prefix=SPOOL, dir=made_folder(self.ledger)))
        return self._spool / secrets.token_hex(16)

    async def handle_download(self, request: web.Request) -> web.StreamResponse:
        """A file that a window has handed over, under its name whatever that is written in."""
        try:
            handed = await self.download_manager.get_download_metadata(request.match_info["key"])
        except KeyError:
            raise web.HTTPNotFound(text="没有这个文件，或者已经取走了") from None
        answer = web.StreamResponse(
            headers={
                "Content-Type": "application/octet-stream",
                "Content-Disposition": content_disposition_header("attachment", filename=handed.file_name),
            }
        )
        await answer.prepare(request)
        async for piece in self.download_manager.download(request.match_info["key"]):
            await answer.write(piece)
        await answer.write_eof()
        return answer

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
        name = request.match_info.get("window", "")
        if name in self._open:
            raise web.HTTPConflict
        try:
            if name:
                self._open[name] = window
            await window.start(width, height)
            await self._process_messages(websocket, window)
        except (ConnectionError, ValueError, LookupError, TypeError, AssertionError):  # what no page of ours sends
            pass
        finally:
            self._open.pop(name, None)
            await asyncio.shield(window.stop())
            await websocket.close()
        return websocket

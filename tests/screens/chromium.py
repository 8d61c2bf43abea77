"""A headless Chromium, spoken to over its DevTools protocol by aiohttp; no driver of browsers is needed for that."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pyte
import pytest

GIVE_UP = 300.0
"""Seconds after which a test that waits for something ends."""
COLUMNS, ROWS = 300, 100
"""More than a window has: what is drawn is found by its words, wherever it stands."""


def program() -> str:
    """Where it is; a test without one is skipped, and says so."""
    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
    )
    return found or pytest.skip("no Chromium")


class Tab:
    """One page: what it was sent over its websocket, as a terminal shows it, and what a person does at it."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self._socket:
            told = json.loads(message.data)
            if "id" in told:
                self._answers.pop(told["id"]).set_result(told)
            elif told["method"] == "Network.webSocketFrameReceived" and told["params"]["response"]["opcode"] == 2:
                self._stream.feed(base64.b64decode(told["params"]["response"]["payloadData"]))

    async def ask(self, method: str, **params: object) -> dict[str, Any]:
        """Have the browser do something; its result."""
        number = next(self._numbers)
        self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": params})
        answer = await asyncio.wait_for(self._answers[number], GIVE_UP)
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    async def go(self, url: str) -> None:
        for domain in ("Page", "Network", "Runtime"):
            await self.ask(f"{domain}.enable")
        await self.ask("Page.bringToFront")
        await self.ask("Page.navigate", url=url)

    async def value(self, script: str) -> object:
        """What a script gives."""
        return (await self.ask("Runtime.evaluate", awaitPromise=True, expression=script, returnByValue=True))[
            "result"
        ].get("value")

    async def choose(self, selector: str, *files: Path) -> None:
        """Choose files in a field of the page, as in the system's own dialogue."""
        root = (await self.ask("DOM.getDocument"))["root"]["nodeId"]
        node = (await self.ask("DOM.querySelector", nodeId=root, selector=selector))["nodeId"]
        await self.ask("DOM.setFileInputFiles", nodeId=node, files=[str(each) for each in files])

    async def compose(self, spelled: str, text: str) -> None:
        """Type as with an input method: letters that are being composed, and then the text they stand for."""
        for end in range(1, len(spelled) + 1):
            await self.ask("Input.imeSetComposition", text=spelled[:end], selectionStart=end, selectionEnd=end)
            await self.settled()
        await self.ask("Input.insertText", text=text)
        await self.settled()

    async def settled(self) -> None:
        """The page has had its turns: xterm.js reads what was composed in a timeout of its own, and a key that comes
        before it, as no person's does, cuts the text short."""
        await self.value("new Promise((done) => setTimeout(() => setTimeout(done)))")

    async def press(self, key: str, code: int) -> None:
        """A key of the keyboard by its name and code."""
        text = {"text": "\r"} if key == "Enter" else {"text": key} if len(key) == 1 else {}
        named = {"key": key, "windowsVirtualKeyCode": code}
        await self.ask("Input.dispatchKeyEvent", type="keyDown", **named, **text)
        await self.ask("Input.dispatchKeyEvent", type="keyUp", **named)

    @property
    def screen(self) -> str:
        return "\n".join(line.rstrip() for line in self._screen.display if line.strip())

    async def until(self, words: str) -> None:
        """Wait for words on the screen, blanks left out: a wide character has one behind it."""
        try:
            async with asyncio.timeout(GIVE_UP):
                while "".join(words.split()) not in "".join(self.screen.split()):
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"never came: {words}\n{self.screen}") from None


@asynccontextmanager
async def tab(profile: Path) -> AsyncIterator[Tab]:
    """A page of a browser of its own, which ends with it."""
    quiet = (
        "--headless=new",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--no-proxy-server",
    )
    root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    words = [
        program(),
        *quiet,
        *root,
        "--no-proxy-server",
        "--remote-debugging-port=0",
        f"--user-data-dir={profile}",
        "about:blank",
    ]
    browser = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        port = profile / "DevToolsActivePort"
        async with asyncio.timeout(GIVE_UP):
            while not (port.exists() and port.read_text().count("\n")):
                assert browser.poll() is None, "Chromium ended"
                await asyncio.sleep(0.05)
        async with aiohttp.ClientSession() as session:
            place = f"http://127.0.0.1:{port.read_text().splitlines()[0]}"
            async with session.get(f"{place}/json/list") as answer:
                pages = [each for each in await answer.json() if each["type"] == "page"]
            async with session.ws_connect(pages[0]["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                yield Tab(socket)
    finally:
        browser.terminate()
        browser.wait()

"""``inspect-engine serve``: the real server, and where Chinese is typed a real browser."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from inspect_engine.cli import main
from inspect_engine.storage import signing
from tests.screens.chromium import GIVE_UP, program, tab
from tests.screens.conftest import Desk
from tests.screens.test_sign_in import WORD, passphrase_for

ENTER, SLASH = ("Enter", 13), ("/", 191)


@asynccontextmanager
async def served(desk: Desk) -> AsyncIterator[tuple[str, Process]]:
    """The address that is printed, and the server, which ends when told to."""
    words = (sys.executable, "-m", "inspect_engine", "--db", str(desk.path), "serve")
    server = await asyncio.create_subprocess_exec(*words, stderr=PIPE)
    try:
        told = ""
        while "token=" not in told:
            assert server.stderr
            line = await asyncio.wait_for(server.stderr.readline(), GIVE_UP)
            assert line, told
            told += line.decode()
        yield re.findall(r"http://\S+", told)[0], server
        server.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(server.wait(), GIVE_UP) == 0
    finally:
        if server.returncode is None:
            server.kill()
            await server.wait()


async def windows(server: Process) -> list[int]:
    """The processes that it has for its windows."""
    found = Path(f"/proc/{server.pid}/task/{server.pid}/children")
    return [int(each) for each in found.read_text().split()]


async def gone(server: Process) -> None:
    async with asyncio.timeout(GIVE_UP):
        while await windows(server):
            await asyncio.sleep(0.05)


async def test_one_browser_by_a_token_that_is_spent(desk: Desk) -> None:
    """Promise: no token, a wrong one, a used one, another site's page or name: 403 in Chinese; a tab has one process,
    which ends with it."""
    async with served(desk) as (url, server):
        base = url.partition("/?")[0]
        async with aiohttp.ClientSession() as stranger:
            for address in (base, f"{base}/?token=x", f"{base}/static/js/textual.js", f"{base}/ws"):
                async with stranger.get(address) as answer:
                    assert (answer.status, "打不开" in await answer.text()) == (403, True), address
            async with stranger.get(url, headers={"Host": "elsewhere.example"}) as answer:
                assert answer.status == 403
            async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as mine:
                async with mine.get(url) as answer:
                    page = await answer.text()
                    assert (answer.status, "token" in str(answer.url)) == (200, False)
                assert "//fonts." not in page
                assert answer.headers["Cache-Control"] == "no-store"
                async with stranger.get(url) as answer:
                    assert (answer.status, "已经用过" in await answer.text()) == (403, True)
                for headers in ({}, {"Origin": "http://elsewhere.example"}):
                    with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
                        await mine.ws_connect(f"{base}/ws", headers=headers)
                async with mine.ws_connect(f"{base}/ws", headers={"Origin": base}) as window:
                    await asyncio.wait_for(window.receive(), GIVE_UP)
                    assert len(await windows(server)) == 1
                await gone(server)


async def test_chinese_is_typed_in_a_browser(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise: composed by an input method, as user name, passphrase and filter; the closed tab ends its process, and
    the end of the server every other."""
    program()
    for name, dear in {"TIME": 3, "MEMORY": 65536, "LANES": 4}.items():  # as the program that is run seals keys
        monkeypatch.setattr(signing, name, dear)
    passphrase_for(desk, "insp1")
    title = next(each.title for each in desk.ledger("sup").people.all() if each.name == "insp1")
    async with served(desk) as (url, server), tab(tmp_path / "profile") as page:
        await page.go(url)
        await page.until("用户名")
        await page.value("document.querySelector('.xterm-helper-textarea').focus()")
        await page.compose("jian'cha'yuan", title)
        await page.press(*ENTER)
        await page.compose("sige'ci", WORD)
        await page.press(*ENTER)
        await page.until(f"{title}（检查员）")
        await page.press("t", 84)
        await page.press(*SLASH)
        await page.compose("ran'qi", "燃气")
        await page.until("燃气")
        assert len(await windows(server)) == 1
        await page.ask("Page.navigate", url="about:blank")
        await gone(server)


def test_only_for_this_machine(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """Promise: another host is refused, and why."""
    with pytest.raises(SystemExit) as ended:
        main(["--db", str(desk.path), "serve", "--host", "0.0.0.0"])
    assert ended.value.code == 1
    assert "只能开在本机" in capsys.readouterr().err

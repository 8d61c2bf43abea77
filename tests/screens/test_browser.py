"""``inspect-engine serve``: the real server, and where Chinese is typed a real browser."""

from __future__ import annotations

import asyncio
import io
import os
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
from inspect_engine.cli.serving.server import LARGEST
from inspect_engine.errors import Refused
from inspect_engine.ledger import confinement, identity
from inspect_engine.storage import signing
from tests.screens.chromium import GIVE_UP, Tab, program, tab
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
        await signed_in(page, url, title)
        await page.press("t", 84)
        await page.press(*SLASH)
        await page.compose("ran'qi", "燃气")
        await page.until("燃气")
        assert len(await windows(server)) == 1
        await page.ask("Page.navigate", url="about:blank")
        await gone(server)


async def signed_in(page: Tab, url: str, title: str) -> None:
    await page.go(url)
    await page.until("用户名")
    await page.value("document.querySelector('.xterm-helper-textarea').focus()")
    await page.compose("jian'cha'yuan", title)
    await page.press(*ENTER)
    await page.compose("sige'ci", WORD)
    await page.press(*ENTER)
    await page.until(f"{title}（检查员）")


async def arrived(folder: Path, name: str, content: bytes) -> None:
    async with asyncio.timeout(GIVE_UP):
        while not ((folder / name).is_file() and (folder / name).read_bytes() == content):
            await asyncio.sleep(0.05)


async def test_files_go_up_and_down(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise: what is uploaded lies in the person's own folder, marked where files are chosen; a second of that name
    gets another; F4 downloads, under a Chinese name, byte for byte."""
    program()
    for name, dear in {"TIME": 3, "MEMORY": 65536, "LANES": 4}.items():  # as the program that is run seals keys
        monkeypatch.setattr(signing, name, dear)
    passphrase_for(desk, "insp1")
    title = next(each.title for each in desk.ledger("sup").people.all() if each.name == "insp1")
    photo, downloads = tmp_path / "现场 照片.jpg", tmp_path / "downloads"
    photo.write_bytes(bytes(range(256)) * 1000)
    downloads.mkdir()
    own = desk.path.with_name(f"{desk.path.name}.browser") / "insp1"
    async with served(desk) as (url, _), tab(tmp_path / "profile") as page:
        await page.ask("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(downloads))
        await signed_in(page, url, title)
        await page.value("document.getElementById('files').click()")
        await page.until("没有文件")
        await page.choose("#chosen", photo)
        await page.until("[x]现场_照片.jpg")
        await arrived(own, "现场_照片.jpg", photo.read_bytes())
        await page.choose("#chosen", photo)
        await page.until("[x]现场_照片_1.jpg")
        await page.press("F4", 115)
        names = {"现场_照片.jpg", "现场_照片_1.jpg"}
        async with asyncio.timeout(GIVE_UP):
            while not any(each.name in names for each in downloads.iterdir()):
                await asyncio.sleep(0.05)
        (got,) = [each for each in downloads.iterdir() if each.name in names]
        await arrived(downloads, got.name, photo.read_bytes())
        assert not [each for each in own.parent.iterdir() if each.name != "insp1" and list(each.iterdir())]


async def test_nothing_is_uploaded_by_others(desk: Desk) -> None:
    """Promise: not without the cookie, from another page, for a window that is not there, too large, or before anybody
    has signed in; a name leads nowhere."""
    async with (
        served(desk) as (url, _),
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as mine,
        aiohttp.ClientSession() as stranger,
    ):
        base = url.partition("/?")[0]
        async with mine.get(url) as answer:
            window = re.findall(r"/ws/([\w-]+)", await answer.text())[0]
        own, other = {"Origin": base}, {"Origin": "http://elsewhere.example"}
        async with mine.ws_connect(f"{base}/ws/{window}", headers=own) as terminal:
            await asyncio.wait_for(terminal.receive(), GIVE_UP)
            address = f"{base}/upload/{window}?name=../../x.jpg"
            for who, headers, where, status in (
                (stranger, own, address, 403),
                (mine, {}, address, 403),
                (mine, other, address, 403),
                (mine, own, f"{base}/upload/nobody?name=x.jpg", 404),
                (mine, {}, f"{base}/files/{window}", 403),
                (mine, own, address, 204),
            ):
                async with who.post(where, data=b"jpg", headers=headers) as answer:
                    assert answer.status == status, (where, headers)
            async with mine.post(address, data=io.BytesIO(b"x" * (LARGEST + 1)), headers=own) as answer:
                assert answer.status == 413
            found = [each for each in desk.path.parent.rglob("*") if each.is_file() and each.read_bytes()[:3] == b"jpg"]
            assert found == [desk.photo]
    assert list(desk.path.with_name(f"{desk.path.name}.browser").iterdir()) == []


def test_a_folder_is_filled_up_to_a_measure(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise: names are cleaned, no file is written over, and beyond so many files nothing more is taken."""
    monkeypatch.setattr(identity, "_GUESTS", {os.getpid()})
    monkeypatch.setattr(confinement, "_HOMES", {})
    monkeypatch.setattr(confinement, "_OWN", {})
    confinement.settle(desk.ledger("insp1").desk)
    uploaded = desk.path.parent / "up"
    uploaded.write_bytes(b"jpg")
    taken = [confinement.receive(uploaded, name) for name in ("../a/b.jpg", "b.jpg", "会动的.exe")]
    assert len({each.parent for each in taken}) == 1
    assert [each.suffix for each in taken][:2] == [".jpg", ".jpg"]
    assert taken[2].suffix != ".exe"
    monkeypatch.setattr(confinement, "MOST", 3)
    with pytest.raises(Refused, match="最多放"):
        confinement.receive(uploaded, "c.jpg")


def test_only_for_this_machine(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """Promise: another host is refused, and why."""
    with pytest.raises(SystemExit) as ended:
        main(["--db", str(desk.path), "serve", "--host", "0.0.0.0"])
    assert ended.value.code == 1
    assert "只能开在本机" in capsys.readouterr().err

"""One browser window: a process of its own, which ends with it."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from pathlib import Path
from typing import Any

from textual_serve.app_service import AppService

PATIENCE = 10.0
"""Seconds that a window's process has to end by itself: what was handed over is stored meanwhile."""
OWN = ("INSPECT_ENGINE_PASSPHRASE", "INSPECT_ENGINE_COSIGN_PASSPHRASE", "INSPECT_ENGINE_USER", "TEXTUAL_DRIVER")
"""What the server's environment says of the server's own account; not for others."""


class Window(AppService):
    """Started without a shell and without what proves the server's own account; stopped whether it likes it or not."""

    def __init__(self, ledger: Path, **options: Any) -> None:
        super().__init__("", **options)
        self._ledger = ledger
        self._taking: dict[str, asyncio.Future[None]] = {}

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        built = super()._build_environment(width, height)
        return {name: text for name, text in built.items() if name not in OWN}

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        words = (sys.executable, "-m", "inspect_engine.cli.serving", str(self._ledger))
        environment = self._build_environment(width=width, height=height)
        process = await asyncio.create_subprocess_exec(
            *words, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment, start_new_session=os.name == "posix"
        )
        self._process, self._stdin = process, process.stdin
        return process

    async def take(self, uploaded: Path, name: str) -> None:
        """Have the process take what was uploaded into its person's folder; waits until it has, or has said why not."""
        key = secrets.token_hex(8)
        taken = self._taking[key] = asyncio.get_running_loop().create_future()
        try:
            await self.send_meta({"type": "uploaded", "path": str(uploaded), "name": name, "key": key})
            async with asyncio.timeout(PATIENCE):
                await taken
        except TimeoutError:
            pass  # the process has ended, or asks for the passphrase
        finally:
            del self._taking[key]

    async def on_meta(self, data: bytes) -> None:
        told = json.loads(data)
        if told["type"] != "taken":
            await super().on_meta(data)
        elif (taken := self._taking.get(str(told.get("key")))) and not taken.done():
            taken.set_result(None)

    async def stop(self) -> None:
        """End the process: asked first, then made to."""
        process = self._process
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    await super().stop()
                    if process:
                        await process.wait()
        finally:
            if process and process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()

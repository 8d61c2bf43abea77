"""Delivery through apprise, which nothing waits for longer than a few seconds."""

from __future__ import annotations

import logging
import re
import threading
import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from inspect_engine.notify.settings import Target

SECONDS = 10.0
"""How long all deliveries together may take."""


@dataclass(frozen=True)
class Failure:
    """A message that did not arrive: at which target, and why, in Chinese."""

    target: str
    why: str

    def __str__(self) -> str:
        return f"通知没有送到“{self.target}”：{self.why}"


def services(targets: Sequence[Target]) -> list[str | None]:
    """The service behind each address; None where the address is not one that can be used."""
    return [str(plugin.service_name) if plugin else None for plugin in _plugins(targets)]


def _plugins(targets: Sequence[Target]) -> list[Any]:
    """What apprise makes of each address, None where it cannot. Loads apprise, which takes a second or two."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what it imports in its turn
        import apprise

        asset = apprise.AppriseAsset(app_id="inspect-engine", async_mode=False)
        return [apprise.Apprise.instantiate(target.address, asset=asset) for target in targets]


def deliver(targets: Sequence[Target], title: str, body: str) -> list[Failure]:
    """Every target at once, each in a thread that nothing waits for longer than the time allowed."""
    pairs = zip(targets, _plugins(targets), strict=True)
    deliveries = [_Delivery(target, plugin, title, body) for target, plugin in pairs]
    for each in deliveries:
        each.start()
    end = time.monotonic() + SECONDS
    for each in deliveries:
        each.join(max(0.0, end - time.monotonic()))
    return [Failure(each.target.name, each.why) for each in deliveries if each.why]


class _Delivery(threading.Thread):
    """One message on its way. ``why`` is empty once it has arrived."""

    def __init__(self, target: Target, plugin: Any, title: str, body: str) -> None:
        super().__init__(daemon=True)
        self.target, self.plugin, self.title, self.body = target, plugin, title, body
        self.why = f"{SECONDS:g} 秒之内没有答复" if plugin else "地址写得不对，或没有这种通知方式"

    def run(self) -> None:
        if self.plugin is None:
            return
        logger, heard = logging.getLogger("apprise"), _Heard()
        logger.addHandler(heard)
        try:
            sent = self.plugin.notify(body=self.body, title=self.title, overflow="split", body_format="text")
            self.why = "" if sent else heard.why
        except Exception as error:
            self.why = f"发送出错（{type(error).__name__}）"
        finally:
            logger.removeHandler(heard)


class _Heard(logging.Handler):
    """What apprise says of one delivery: of its words, which may hold an address, only a code is kept."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.why = "没有送达"
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread != self._thread:
            return
        said = record.getMessage()
        if code := re.search(r"error=(\d{3})\b", said):
            self.why = f"对方不收（答复 {code[1]}）"
        elif re.search(r"connect|socket", said, re.IGNORECASE):
            self.why = "连不上对方，请核对网络和地址"

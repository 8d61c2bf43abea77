"""一机两签: whoever did it together with the person at the keys signs at once, with his own passphrase, or later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inspect_engine.errors import InspectError
from inspect_tui.pages.dialogs import SecretScreen

if TYPE_CHECKING:
    from inspect_engine.ledger import Ledger
    from inspect_tui.pages.page import Page


async def cosigned(page: Page[Any], record: str) -> str:
    """Ask each whom a stored record awaits for his passphrase, if he has one of his own; gives back, in words, who has
    signed and who has not."""
    waiting = await page.aside(page.ledger.countersigning.waiting, record)
    here = await page.aside(page.ledger.countersigning.proved_by, waiting)
    signed = [name for name in here if await _asked(page, name, record)]
    later = [name for name in waiting if name not in signed]
    told = [f"{name} 已当面签" for name in signed]
    return "；".join([*told, *([f"待{'、'.join(later)}签"] if later else [])])


async def _asked(page: Page[Any], name: str, record: str) -> bool:
    """Until he has signed, or leaves it for later; a wrong passphrase is recorded, and asked for again."""
    fault = ""
    while True:
        given: str | None = await page.app.push_screen_wait(SecretScreen(f"{fault}{name} 会签"))
        if given is None:
            return False
        try:
            await page.aside(_sign, page.ledger, name, record, given)
        except InspectError as error:
            fault = f"已保存；{name} 没有签上：{error}\n"
        else:
            return True


def _sign(ledger: Ledger, name: str, record: str, passphrase: str) -> None:
    ledger.countersigning.cosigner(name, lambda _: passphrase).confirm(record)

"""What waits for this person's signature: Enter signs, x says that he did not take part."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import work
from textual.content import Content

from inspect_engine.errors import InspectError
from inspect_tui.pages.dialogs import AskScreen
from inspect_tui.pages.list import ListPage
from inspect_tui.pages.live import LivePage
from inspect_tui.widgets.pick_list import PickList
from inspect_tui.words.text import MUTED, STRONG, plain

if TYPE_CHECKING:
    from inspect_engine.ledger.countersigning import Owed

CHOOSE = "写了你一起办的，选一条签；没有参加的，按 x 说明"
NONE = "没有待你签的"


class OwedScreen(LivePage[None], ListPage[None]):
    """One list."""

    SCOPE = "owed"
    HEADING = "待我签的"

    def __init__(self) -> None:
        super().__init__()
        self.shown: dict[str, Owed] = {}

    async def renew(self) -> None:
        found = await self.aside(self.ledger.countersigning.mine)
        self.shown = {each.record: each for each in found}
        self.fill(CHOOSE if found else NONE, ((each.record, _row(each)) for each in found))

    def choose(self, key: str) -> None:
        self._confirm(key)

    @work(group="write")
    async def _confirm(self, key: str) -> None:
        one = self.shown.get(key)
        if one is None:
            return
        asked = f"{one.number} {one.what}，{one.by} 于 {one.on} 办理。你一起办了，签字吗？签了不能撤回"
        if await self.sure(asked):
            await self._send(lambda: self.ledger.countersigning.confirm(key), f"已签：{one.number} {one.what}")

    @work(group="write")
    async def action_decline(self) -> None:
        one = self.shown.get(self.query_one(PickList).chosen or "")
        if one is None:
            return
        asked = f"{one.number} {one.what}：你没有参加。请写明情况，主管看得到，不能撤回"
        reason = await self.app.push_screen_wait(AskScreen(asked))
        if reason:
            decline = self.ledger.countersigning.decline
            await self._send(lambda: decline(one.record, reason), f"已记下：{one.number} {one.what}，你没有参加")

    async def _send(self, work: Callable[[], object], told: str) -> None:
        try:
            with self.sending():
                await self.aside(work)
        except InspectError as error:
            self.house.complain(error)
        else:
            self.house.say(told)
        await self.reload()
        self.house.poll()


def _row(one: Owed) -> Content:
    when = plain(f"  {one.by} 于 {one.on} 办理，{one.subject}", MUTED)
    return Content.assemble(plain(f"{one.number} {one.what}", STRONG), when)

"""What screens share that show something read from the ledger."""

from __future__ import annotations

from textual import work
from textual.screen import ScreenResultType

from inspect_engine.errors import InspectError
from inspect_tui.pages.page import Page


class LivePage(Page[ScreenResultType]):
    """Reads when it opens, and again whenever somebody has written to the ledger."""

    def on_mount(self) -> None:
        self.load()

    def ledger_changed(self) -> None:
        self.load()

    def action_refresh(self) -> None:
        self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        await self.reload()

    async def reload(self) -> None:
        """Show what stands in the ledger now."""
        try:
            await self.renew()
        except InspectError as error:
            self.unreadable(error)

    async def renew(self) -> None:
        """Read, ``aside``, and show what was read. Raises InspectError."""
        raise NotImplementedError

    def unreadable(self, error: InspectError) -> None:
        """Say why nothing is shown, and leave."""
        self.dismiss(None)
        self.house.complain(error)

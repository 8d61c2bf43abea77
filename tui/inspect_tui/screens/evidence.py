"""The evidence of a case, the latest first: opened with what the system has for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from textual import work
from textual.content import Content

from inspect_engine.domain.cases import event_title, told_on
from inspect_tui.pages.list import ListPage
from inspect_tui.views.files import size_told
from inspect_tui.views.viewer import show_copy
from inspect_tui.words.text import MUTED, STRONG, plain

if TYPE_CHECKING:
    from inspect_tui.views.cases import CaseView

LEAD = "选一份打开；打开的是副本，改了也不影响台账里的"


class EvidenceScreen(ListPage[None]):
    """One list: which step, what it is called, how large."""

    SCOPE = "evidence"
    HEADING = "佐证"

    def __init__(self, view: CaseView) -> None:
        super().__init__()
        self.view = view
        self.files: dict[str, Mapping[str, Any]] = {}

    def on_mount(self) -> None:
        self.fill(LEAD, self._rows())

    def _rows(self) -> Iterator[tuple[str, Content]]:
        for entry in reversed(self.view.entries):
            for file in entry.event.files:
                key = str(len(self.files))
                self.files[key] = file
                step = f"{told_on(entry.event)} {event_title(entry.event)}  "
                size = size_told(int(file["size"]))
                yield key, Content.assemble(plain(step, MUTED), plain(file["name"], STRONG), plain(f"  {size}", MUTED))

    def choose(self, key: str) -> None:
        self._open(self.files[key])

    @work(group="look")
    async def _open(self, file: Mapping[str, Any]) -> None:
        fault = await self.aside(show_copy, self.ledger.desk.evidence_path(file), str(file["name"]))
        self.house.say(fault or f"已打开：{file['name']}")

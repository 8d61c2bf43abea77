"""Beginning: go on with an unfinished inspection, or choose a checklist for a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from inspect_engine.domain.people.authority import require
from inspect_tui.pages.list import ListPage
from inspect_tui.pages.live import LivePage
from inspect_tui.views.inspections import Started, read_beginnings
from inspect_tui.widgets.banner import Banner
from inspect_tui.words.inspections import started_text
from inspect_tui.words.text import MUTED, one_line, plain

if TYPE_CHECKING:
    from inspect_engine.domain.definitions import Pack

LEAD = "继续未完成的检查（同事开始的也能接着查），或选一张检查表开始新的检查"


class StartScreen(LivePage[None], ListPage[None]):
    """One list: unfinished inspections first, then checklists."""

    SCOPE = "start"
    HEADING = "检查"

    def __init__(self) -> None:
        super().__init__()
        self.packs: dict[str, Pack] = {}
        self.unadopted: dict[str, str] = {}

    async def renew(self) -> None:
        require(self.house.person, "inspect")
        found = await self.aside(read_beginnings, self.ledger, self.house.person)
        self.unadopted = found.unadopted
        last = sorted(found.packs, key=lambda one: (one.id in self.unadopted, bool(one.ended)))
        self.packs = {f"new-{pack.id}": pack for pack in last}
        rows = [(f"go-{one.id}", _unfinished(one, self.house.person.name)) for one in found.unfinished]
        self.fill(LEAD, [*rows, *((key, self._new(pack)) for key, pack in self.packs.items())])
        self.query_one(Banner).tell(found.fault, "")

    def choose(self, key: str) -> None:
        pack = self.packs.get(key)
        if pack is None:
            self.app.switch_screen(self.screens.walk(key.removeprefix("go-")))
        elif pack.id in self.unadopted:
            self.house.say(self.unadopted[pack.id])
        elif pack.ended:
            self.house.say(f"“{pack.title}”已经结束，不能再开展检查")
        else:
            self.app.switch_screen(self.screens.prepare(pack))

    def _new(self, pack: Pack) -> Content:
        title = plain(f"{pack.title}（{len(pack.items)} 项）", "bold")
        if pack.id in self.unadopted:
            return Content.assemble(("未采用  ", MUTED), title, plain(f"  {self.unadopted[pack.id]}", MUTED))
        return _new(pack, title)


def _unfinished(one: Started, me: str) -> Content:
    mark = ("继续  ", "bold $text-accent") if me in one.inspectors else ("接着查  ", "bold $text-warning")
    whose = "" if me in one.inspectors else f"（{'、'.join(one.inspectors)} 开始的）"
    share = "" if one.done is None else f"  {one.done} / {one.asked}"
    return Content.assemble(mark, started_text(one), plain(share, "bold"), plain(whose, MUTED))


def _new(pack: Pack, title: Content) -> Content:
    if pack.ended:
        return Content.assemble(("已结束  ", MUTED), title, plain(f"  {pack.ended}", MUTED))
    gist = one_line(pack.summary).partition("。")[0]
    return Content.assemble(("新检查  ", "bold $text-success"), title, plain(f"  {gist}。", MUTED))

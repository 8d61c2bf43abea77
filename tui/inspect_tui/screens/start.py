"""Beginning: go on with an unfinished inspection, or choose a checklist for a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from inspect_engine.domain.inspections import short
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.words.pinyin import sought, sound_of
from inspect_tui.pages.list import ListPage
from inspect_tui.pages.live import LivePage
from inspect_tui.views.inspections import Started, read_beginnings
from inspect_tui.widgets.banner import Banner
from inspect_tui.widgets.pick_list import PickList
from inspect_tui.widgets.search_box import SearchBox
from inspect_tui.words.inspections import started_text
from inspect_tui.words.text import MUTED, one_line, plain

if TYPE_CHECKING:
    from inspect_engine.domain.definitions import Pack

LEAD = "继续未完成的检查（同事开始的也能接着查），或选一张检查表开始新的检查，最近用过的在前"
NONE = "没有这样的检查表，也没有这样的未完成的检查；清掉输入的字就是全部"


class StartScreen(LivePage[None], ListPage[None]):
    """One list, narrowed by what is typed: unfinished inspections first, then checklists, last used first."""

    SCOPE = "start"
    HEADING = "检查"
    FIRST = "#typed"

    def __init__(self) -> None:
        super().__init__()
        self.packs: dict[str, Pack] = {}
        self.unadopted: dict[str, str] = {}
        self.unfinished: list[Started] = []

    def body(self) -> ComposeResult:
        yield Static("正在读取", id="lead", classes="lead", markup=False)
        yield SearchBox(placeholder="检查表或对象：名称、拼音首字母、编号", id="typed")
        rows = PickList(id="rows")
        rows.can_focus = False
        yield rows
        yield Banner()

    async def renew(self) -> None:
        require(self.house.person, "inspect")
        found = await self.aside(read_beginnings, self.ledger, self.house.person)
        self.unadopted = found.unadopted
        last = sorted(found.packs, key=lambda one: (one.id in self.unadopted, bool(one.ended)))
        self.packs = {f"new-{pack.id}": pack for pack in last}
        self.unfinished = found.unfinished
        self._draw()
        self.query_one(Banner).tell(found.fault, "")
        await self.aside(lambda: [sound_of(pack.title) for pack in last])

    def _draw(self) -> None:
        typed = self.query_one(SearchBox).value
        going = [one for one in self.unfinished if sought(typed, (one.pack, *one.subjects), (short(one.id),))]
        fitting = {key: pack for key, pack in self.packs.items() if sought(typed, (pack.title,), (pack.id,))}
        rows = [(f"go-{one.id}", _unfinished(one, self.house.person.name)) for one in going]
        rows += [(key, self._new(pack)) for key, pack in fitting.items()]
        self.fill(LEAD if rows else NONE, rows)

    @on(Input.Changed, "#typed")
    def find(self) -> None:
        """What fits what is typed now, the first of it marked."""
        if self.ready:
            self._draw()
            self.query_one(PickList).highlighted = 0

    @on(Input.Submitted, "#typed")
    def enter(self) -> None:
        self.action_select()

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

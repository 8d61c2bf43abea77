"""Before a walk: what is inspected, by whom, on which day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.message import Message
from textual.widgets import Input, Static

from inspect_engine.domain.calendars import day_said
from inspect_engine.domain.words.pinyin import sought, sound_of
from inspect_engine.errors import InputError, InspectError
from inspect_tui.pages.drafts import About
from inspect_tui.pages.form import FormPage
from inspect_tui.pages.live import LivePage
from inspect_tui.views.inspections import read_prepared
from inspect_tui.widgets.banner import Banner
from inspect_tui.widgets.messages import Unheard
from inspect_tui.widgets.pick_list import Choice, TickList
from inspect_tui.widgets.search_box import SearchBox
from inspect_tui.widgets.title_bar import TitleBar
from inspect_tui.widgets.typing_boxes import LineBox
from inspect_tui.words.text import one_line

if TYPE_CHECKING:
    from inspect_engine.domain.definitions import Pack
    from inspect_engine.ledger.subjects import Subject

MOST = 200
BLANKS = (" ", "\u3000")
HEARD = 5_000
"""Subjects of which the pinyin is looked through; of more only their words and numbers."""


class PlaceBox(SearchBox):
    """A blank before any word is none of a name: it ticks the one marked."""

    def on_key(self, event: events.Key) -> None:
        if event.character in BLANKS and not self.value:
            event.stop()
            event.prevent_default()
            self.post_message(Ticked())


@dataclass
class Ticked(Message):
    """The one marked is to be ticked, or to be so no more."""


class PrepareScreen(LivePage[None], FormPage[None]):
    """Tick subjects and inspectors, then start."""

    SCOPE = "prepare"
    HEADING = "开始检查"
    FIRST = "#part"
    WIDE = 90
    BESIDE = SUBJECTS, INSPECTORS, DAY = "subjects", "inspectors", "day"

    def __init__(self, pack: Pack) -> None:
        super().__init__()
        self.pack = pack
        self.subjects: list[Subject] | None = None

    def body(self) -> ComposeResult:
        yield Banner()
        with Container(id="prepare-split"):
            with Vertical(id="subjects-box"):
                yield Static("检查对象", classes="part", id="subjects-title", markup=False)
                yield PlaceBox(placeholder="名称、拼音首字母、编号；Enter 勾上选中的", id="part")
                yield TickList(id="subjects")
            with Vertical(id="inspectors-box"):
                yield Static("检查员和检查日期（两人一起查的，现在就勾上另一人）", classes="part", markup=False)
                yield LineBox(self.house.today.isoformat(), id="day", placeholder="检查日期，例：2022-02-17")
                yield TickList(id="inspectors")

    def on_mount(self) -> None:
        self.query_one(TitleBar).say(title=f"开始检查：{self.pack.title}")
        self.query_one("#inspectors", TickList).tick(self.house.person.name)

    @property
    def about(self) -> About:
        return (self.pack.id,)

    @property
    def beside(self) -> Mapping[str, tuple[str, str]]:
        """What is ticked, and the day, as far as it is not what stands there at first."""
        day = self.query_one("#day", LineBox).value.strip()
        told = {
            self.SUBJECTS: ("检查对象", "\n".join(self._subjects.ticked)),
            self.INSPECTORS: ("检查员", "\n".join(self._inspectors.ticked)),
            self.DAY: ("检查日期", day),
        }
        first = {self.SUBJECTS: "", self.INSPECTORS: self.house.person.name, self.DAY: self.house.today.isoformat()}
        return {name: each for name, each in told.items() if each[1] != first[name]}

    async def put_beside(self, given: Mapping[str, str]) -> None:
        """What may be inspected no more stays out."""
        keys = given.get(self.SUBJECTS, "").splitlines()
        found = await self.aside(partial(self.ledger.subjects.find, keys=keys)) if keys else []
        there = {row.key for row in found if self._fits(row)}
        self._subjects.hold([key for key in keys if key in there])
        roster = await self.aside(self.ledger.desk.roster)
        names = given.get(self.INSPECTORS, self.house.person.name).splitlines()
        self._inspectors.hold([name for name in names if name in roster and roster[name].inspects])
        self.query_one("#day", LineBox).value = given.get(self.DAY, self.house.today.isoformat())

    def _fits(self, row: Subject) -> bool:
        return not row.closed_on and row.seen_by(self.pack.id, self.pack.kinds) is not None

    @on(TickList.Ticked)
    @on(Input.Changed, "#day")
    def changed(self) -> None:
        self.keeper.soon()

    @property
    def ready(self) -> bool:
        """Keys wait for the lists."""
        return self.subjects is not None

    @property
    def _part(self) -> str:
        return self.query_one("#part", SearchBox).value.strip()

    async def renew(self) -> None:
        """Fill both lists: where this person was last, and with whom, first."""
        found = await self.aside(read_prepared, self.ledger, self.pack)
        self.subjects = found.subjects
        self._draw(found.subjects)
        self.query_one("#inspectors", TickList).offer([Choice(p.name, p.title, p.name) for p in found.people])
        if len(found.subjects) <= HEARD:
            await self.aside(lambda: [sound_of(one.name) for one in found.subjects])

    def _draw(self, known: list[Subject]) -> None:
        """What fits what is typed, the very one first; while nothing is, what is ticked stands first."""
        part, few = self._part, len(known) <= HEARD
        fitting = [one for one in known if sought(part, (one.name, one.party), (one.key,), heard=few)]
        if part:
            fitting.sort(key=lambda one: part not in (one.key, one.name))
        else:
            fitting.sort(key=lambda one: one.key not in self._subjects.ticked)
        self._count(len(fitting), known=bool(known))
        self._subjects.offer([self._choice(row) for row in fitting[:MOST]])

    def unreadable(self, error: InspectError) -> None:
        self.house.complain(error)

    def _count(self, number: int, *, known: bool) -> None:
        shown = f"检查对象（{number} 个" + (f"，只列前 {MOST} 个，请输入名称缩小）" if number > MOST else "）")
        empty = "没有这样的检查对象：按 F2 登记" if known else "还没有登记检查对象：按 F2 登记第一个"
        self.query_one("#subjects-title", Static).update(shown if number else empty)

    def _choice(self, row: Subject) -> Choice:
        kind = self.pack.kinds[row.kind].title
        return Choice(row.key, row.name, f"{kind}，{self.ledger.desk.region_name(row.region)}，{row.key}")

    @on(Input.Changed, "#part")
    def narrow(self) -> None:
        """The first of what fits is marked; once nothing is typed, what was marked stays so."""
        if self.subjects is not None:
            self._draw(self.subjects)
            if self._part:
                self._subjects.highlighted = 0

    @on(Input.Submitted, "#part")
    def choose(self) -> None:
        """Tick the one marked, for the next to be typed; what is ticked is not taken back here."""
        key = self._subjects.chosen
        if key is None:
            return
        if not self._part and key in self._subjects.ticked:
            self.house.say("已经勾上；按 ^s 开始检查")
            return
        self._subjects.tick(key)
        self.query_one("#part", SearchBox).value = ""

    @on(Unheard)
    def write_down(self, event: Unheard) -> None:
        """Words struck on a list are a part of a name that is looked for."""
        part = self.query_one("#part", SearchBox)
        part.focus()
        part.insert_text_at_cursor(one_line(event.text))

    def action_tick(self) -> None:
        focused = self.focused
        (focused if isinstance(focused, TickList) else self._subjects).action_tick()

    @on(Ticked)
    def _tick(self) -> None:
        self.action_tick()

    def action_tick_all(self) -> None:
        """Everything that is listed: of a market that is typed in, all its stalls."""
        for choice in self._subjects.choices:
            self._subjects.tick(choice.key)
        self.keeper.soon()

    @property
    def _inspectors(self) -> TickList:
        return self.query_one("#inspectors", TickList)

    @property
    def _subjects(self) -> TickList:
        return self.query_one("#subjects", TickList)

    @work
    async def action_add(self) -> None:
        part = self._part
        above = await self.aside(partial(self.ledger.subjects.find, keys=[part])) if part else []
        key = await self.app.push_screen_wait(self.screens.subject(self.pack, part if above else ""))
        if key:
            self._subjects.tick(key)
            self.keeper.soon()
            self.load()

    def _day(self) -> date:
        """When it is inspected. Raises ValueError."""
        return day_said(self.query_one("#day", LineBox).value.strip(), self.house.today, past=True)

    def faults(self) -> Mapping[str, str]:
        try:
            self._day()
        except ValueError as error:
            return {"day": str(error)}
        return {}

    async def send(self) -> None:
        subjects, inspectors = (self.query_one(name, TickList).ticked for name in ("#subjects", "#inspectors"))
        with self.sending():
            day = self._day()
            begin = self.once("start", self.pack.id, subjects, inspectors, str(day)).inspections.start
            key = await self.aside(begin, self.pack.id, subjects, inspectors, day)
        self.app.switch_screen(self.screens.walk(key))

    def refuse(self, error: InspectError) -> None:
        told = "\n".join(map(str, error.problems)) if isinstance(error, InputError) else str(error)
        self.show_faults({"": told})

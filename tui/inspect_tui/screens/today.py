"""今天: the first screen. What this person has to do, by kind of duty, the most pressing first."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from textual import events, work
from textual.content import Content
from textual.geometry import Size

from inspect_engine.errors import InspectError
from inspect_tui.pages.copying import LINE, NUMBER, WHOLE, CopyingPage
from inspect_tui.pages.list import ListPage
from inspect_tui.pages.live import LivePage
from inspect_tui.views.things import CASE, INSPECTION, REPORT, VISIT
from inspect_tui.widgets.pick_list import PickList
from inspect_tui.words.today import heading_text, lead_text, line_text, news_text, shares, thing_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from inspect_engine.domain.today import Duty, Thing
    from inspect_engine.ledger.definitions import News
    from inspect_tui.views.things import Named

EDGES = 4
"""Cells beside a row: padding, and the scroll bar."""
BESIDE = 3
"""Rows that are none of the list: title, numbers, hints."""
AT_HAND = 12
"""Things that are read of each duty; as many are shown as there is room for."""
NEWS = "news"
"""The row that is no duty: checklists to be decided about."""
ELSEWHERE = {"reports": "线索在命令行里定去向：inspect-engine report list --open，再 report triage"}
"""Duties that have no screen yet."""


class TodayScreen(LivePage[None], ListPage[None], CopyingPage[None]):
    """Duties with their first lines; Enter opens a line, or on a heading the whole list behind its number."""

    SCOPE = "today"
    HEADING = "今天"

    def __init__(self) -> None:
        super().__init__()
        self.duties: Sequence[Duty] = ()
        self.news: News | None = None
        self._drawn = Size(0, 0)

    async def renew(self) -> None:
        if self.house.is_open:
            self.duties = await self.aside(self.ledger.today.all, AT_HAND)
            self._draw()
            self._look()

    @work(group="glance", exclusive=True)
    async def _look(self) -> None:
        """What there is to decide about checklists, told once the duties are there."""
        with suppress(InspectError):
            news = await self.aside(self.ledger.definitions.news)
            if news != (self.news or type(news)()):
                self.news = news
                self._draw()

    def unreadable(self, error: InspectError) -> None:
        """Say why; what was read before stays, and the keys work."""
        if not self._filled:
            self.fill("读不出今天要办的", ())
        self.house.complain(error)

    def on_resize(self, event: events.Resize) -> None:
        """Another size: the same lines, cut elsewhere. Nothing is read."""
        if self._filled and event.size != self._drawn:
            self._draw()

    def _draw(self) -> None:
        self._drawn = self.size
        self.fill(lead_text(self.duties), self._rows())

    def _rows(self) -> Iterator[tuple[str, Content]]:
        width, height = self._drawn
        room = height - BESIDE - bool(self.news)
        for duty, shown in zip(self.duties, shares(self.duties, room), strict=True):
            yield duty.name, heading_text(duty, shown)
            for thing in duty.things[:shown]:
                yield f"{duty.name}/{thing.key}", thing_text(thing, width - EDGES)
        if self.news:
            yield NEWS, news_text(self.news, width - EDGES)

    async def texts(self) -> Mapping[str, str]:
        """Of the line under the cursor; the whole text is all that is at hand of its duty."""
        here = self.query_one(PickList).chosen or ""
        if here == NEWS and self.news:
            return {WHOLE: self.news.whole}
        name, _, which = here.partition("/")
        duty = next((each for each in self.duties if each.name == name), None)
        if duty is None:
            return {}
        whole = {WHOLE: "\n".join([f"{duty.title} {duty.count}", *map(line_text, duty.things)])}
        thing = next((each for each in duty.things if each.key == which), None)
        return {NUMBER: thing.number, LINE: line_text(thing), **whole} if thing else whole

    @property
    def named(self) -> Named | None:
        """The thing under the cursor, for verbs to take."""
        name, _, which = (self.query_one(PickList).chosen or "").partition("/")
        thing = next(
            (each for duty in self.duties if duty.name == name for each in duty.things if each.key == which), None
        )
        if thing is None or name == "sign":
            return None
        return {"inspections": INSPECTION, "plans": VISIT, "reports": REPORT}.get(name, CASE), (thing.number,)

    # --- where it leads -----------------------------------------------------------------------------------------

    def choose(self, key: str) -> None:
        if key == NEWS and self.news:
            from inspect_tui.pages.dialogs import NoticeScreen

            self.app.push_screen(NoticeScreen(self.news.short, self.news.whole))
            return
        name, _, which = key.partition("/")
        duty = next((each for each in self.duties if each.name == name), None)
        thing = next((each for each in duty.things if each.key == which), None) if duty else None
        if thing:
            self._open(name, thing)
        elif duty:
            self._whole(duty)

    def _open(self, name: str, thing: Thing) -> None:
        match name:
            case "inspections":
                self.app.push_screen(self.screens.walk(thing.key))
            case "sign":
                self.action_owed()
            case "plans":
                self.action_inspect()
            case name if name in ELSEWHERE:
                self.house.say(ELSEWHERE[name])
            case _:
                self.app.push_screen(self.screens.case(thing.key, thing.number))

    @work
    async def _whole(self, duty: Duty) -> None:
        """The list behind a number."""
        if asked := await self.aside(self.ledger.today.filter_of, duty.name):
            self.app.push_screen(self.screens.ledger((duty.title, asked)))
        elif duty.name == "sign":
            self.action_owed()
        elif duty.name in ELSEWHERE:
            self.house.say(ELSEWHERE[duty.name])
        else:
            self.action_inspect()

    def action_whole(self) -> None:
        """The whole list of the duty that the cursor is in."""
        if here := self.query_one(PickList).chosen:
            self.choose(here.partition("/")[0])

    def action_next_group(self) -> None:
        self._jump(1)

    def action_previous_group(self) -> None:
        self._jump(-1)

    def _jump(self, by: int) -> None:
        """To the heading of the next duty, or of the one before; round at the ends."""
        rows, names = self.query_one(PickList), [*(duty.name for duty in self.duties), *([NEWS] if self.news else [])]
        if names and rows.chosen:
            at = names.index(rows.chosen.partition("/")[0])
            rows.highlighted = rows.get_option_index(names[(at + by) % len(names)])

    def action_ledger(self) -> None:
        self.app.push_screen(self.screens.ledger())

    def action_filter(self) -> None:
        self.app.push_screen(self.screens.ledger(search=True))

    def action_log(self) -> None:
        self.app.push_screen(self.screens.log())

    def action_inspect(self) -> None:
        self.app.push_screen(self.screens.start())

    def action_board(self) -> None:
        self.app.push_screen(self.screens.board())

    def action_owed(self) -> None:
        self.app.push_screen(self.screens.owed())

    def action_leave(self) -> None:
        self.house.action_quit()

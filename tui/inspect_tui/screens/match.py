"""A telephone's photographs beside the answers they may belong to, by when both were made; attached after a yes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.content import Content

from inspect_engine.domain.calendars import CHINA
from inspect_engine.errors import InspectError
from inspect_tui.pages.list import ListPage
from inspect_tui.views.matching import attach
from inspect_tui.views.viewer import open_file
from inspect_tui.widgets.pick_list import PickList
from inspect_tui.words.text import GOOD, MUTED, STRONG, WARN, plain

if TYPE_CHECKING:
    from inspect_engine.ledger.matching import Photograph
    from inspect_tui.views.walk import Key, Round

LEAD = "按拍摄时间对上的照片：Enter 换成下一个作答或不附，F4 看照片，^s 附上。作答本身不变，没有点头的一张也不附"


class MatchScreen(ListPage[int | None]):
    """Gives back how many were attached. A doubtful row offers what it may be, side by side, and chooses none."""

    SCOPE = "match"
    HEADING = "对照片"

    def __init__(self, current: Round, paths: Sequence[Path]) -> None:
        super().__init__()
        self.round, self.paths = current, paths
        self.photographs: list[Photograph] = []
        self.at: list[int] = []

    def on_mount(self) -> None:
        self.load()

    @work(group="load")
    async def load(self) -> None:
        try:
            self.photographs = await self.aside(self.ledger.matching.photographs, self.round.id, self.paths)
        except InspectError as error:
            self.dismiss(None)
            self.house.complain(error)
            return
        self.at = [0 if each.match.sure else -1 for each in self.photographs]
        self._draw()

    def _draw(self) -> None:
        self.fill(LEAD, ((str(n), self._row(n)) for n in range(len(self.photographs))))

    def choose(self, key: str) -> None:
        """The next answer it may belong to; after the last, none."""
        n = int(key)
        count = len(self.photographs[n].match.near)
        self.at[n] = (self.at[n] + 2) % (count + 1) - 1
        self._draw()

    def _row(self, n: int) -> Content:
        each, at = self.photographs[n], self.at[n]
        when = f"{each.taken.astimezone(CHINA):%m-%d %H:%M:%S}" if each.taken else "没有拍摄时间"
        parts = [Content("[x] " if at >= 0 else "[ ] "), plain(f"{when}  {each.path.name}", STRONG)]
        if not each.match.near:
            parts.append(plain("  前后 10 分钟没有作答：不附" if each.taken else "  不附", MUTED))
        for number, near in enumerate(each.match.near):
            told = f"{self._title(near.key)}（差 {_apart(near.apart.total_seconds())}）"
            chosen = number == at
            parts.append(plain(f"\n      {'→' if chosen else '·'} {told}", GOOD if chosen else MUTED))
        if each.match.near and not each.match.sure and at < 0:
            parts.append(plain("\n      几项都可能，请选", WARN))
        return Content.assemble(*parts)

    def _title(self, key: Key) -> str:
        task = self.round.tasks[self.round.row_of(key)]
        several = len({each.subject for each in self.round.tasks}) > 1
        part = self.round.answers[key].part if key in self.round.answers else ""
        return f"{f'{task.subject_name}：' if several else ''}{task.item.title}{f'（{part}）' if part else ''}"

    def action_look(self) -> None:
        key = self.query_one(PickList).chosen
        if key and (fault := open_file(self.photographs[int(key)].path)):
            self.house.say(fault)

    @work(group="write")
    async def action_save(self) -> None:
        """Attach what is chosen, once the person says so."""
        chosen: dict[Key, list[Path]] = {}
        for each, at in zip(self.photographs, self.at, strict=True):
            if at >= 0:
                chosen.setdefault(each.match.near[at].key, []).append(each.path)
        count = sum(map(len, chosen.values()))
        if not chosen:
            self.house.say("没有选中的照片")
            return
        if self.busy or not await self.sure(f"把 {count} 张照片附到 {len(chosen)} 项作答上吗？"):
            return
        try:
            with self.sending():
                done = await self.aside(attach, self.ledger, self.round.id, chosen)
        except InspectError as error:
            self.house.complain(error)
            return
        self.dismiss(done)
        self.house.say(f"已保存：{done} 张照片附到 {len(chosen)} 项")
        self.house.poll()


def _apart(seconds: float) -> str:
    return f"{seconds / 60:.0f} 分钟" if seconds >= 60 else f"{seconds:.0f} 秒"

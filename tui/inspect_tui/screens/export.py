"""Exporting the closure workbook (闭环台账)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from inspect_engine.domain.calendars import CHINA, parse_date
from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.errors import InspectError
from inspect_engine.ledger import Ledger, Selection
from inspect_tui.pages.drafts import About
from inspect_tui.pages.form import FormPage
from inspect_tui.views.files import read_path, start_folder
from inspect_tui.widgets.banner import Banner
from inspect_tui.widgets.field import Field

PATH = FieldSpec(id="path", title="保存到", hint="以 .xlsx 结尾的文件")
AS_OF = FieldSpec(id="as-of", title="截至日期", type="date", required=False, hint="空着就是今天")
KNOWN = FieldSpec(id="known", title="入账截止", type="date", required=False, hint="只算到这一天入账的，空着就是全部")
SINCE = FieldSpec(id="since", title="与哪一天比", type="date", required=False, hint="另列那天以来的变化，空着就不列")
FIELDS = (PATH, AS_OF, KNOWN, SINCE)


@dataclass(frozen=True)
class Days:
    """What the days of a workbook were said to be."""

    as_of: date | None
    known: date | None
    since: date | None

    def faults(self, today: date) -> dict[str, str]:
        """What cannot be, by field."""
        told = {"as-of": self.as_of, "known": self.known}
        found = {name: f"{day} 在今天（{today}）之后" for name, day in told.items() if day and day > today}
        if self.since and self.since >= (self.as_of or today):
            found["since"] = f"{self.since} 不在截止日期之前"
        return found


def write_workbook(
    ledger: Ledger, path: Path, days: Days, selection: Selection, over: bool, tell: Callable[[str], None]
) -> str:
    """Export, and what is told of it. The workbook library is loaded only now: nothing else here needs it. What is
    there is replaced only where ``over`` says so."""
    from inspect_engine.exports.closure import workbook
    from inspect_engine.exports.pace import Pace

    until = datetime.combine(days.known, time.max, CHINA) if days.known else None
    summary = workbook.write(
        ledger,
        path,
        as_of=days.as_of,
        known_at=until,
        selection=selection,
        since=days.since,
        force=over,
        pace=Pace(tell),
    )
    unnoted = ledger.anchors.exported(summary.exported)
    return f"已导出：{summary.path}{unnoted and f'（没有记入台账：{unnoted}）'}"


class ExportScreen(FormPage[None]):
    """Asks where to and as of when; writes what the list shows, and never overwrites without a typed yes."""

    SCOPE = "export"
    HEADING = "导出闭环台账"

    def __init__(self, selection: Selection) -> None:
        super().__init__()
        self.selection = selection
        self._over = False

    @property
    def about(self) -> About:
        return ("closure",)

    def body(self) -> ComposeResult:
        name = f"闭环台账-{self.house.today}.xlsx"
        with VerticalScroll(can_focus=False):
            yield Static(self.told, id="chosen", markup=False)
            yield Banner()
            yield Field(PATH, str(start_folder() / name))
            yield from (Field(each) for each in FIELDS[1:])

    @property
    def told(self) -> str:
        """What of the ledger is written."""
        if not self.selection:
            return "导出你看得到的全部。只要一部分的，先在台账上选视图、按 / 筛选，再导出。"
        told = self.ledger.choosing.words(self.selection)
        return f"只导出台账上现在列着的：{told}。要全部的，先转到“全部”视图、清除筛选。"

    @property
    def path(self) -> Path:
        return read_path(self.values((PATH,))["path"])

    @property
    def days(self) -> Days:
        given = self.values(FIELDS[1:])
        return Days(*(parse_date(given[each.id]) if given.get(each.id) else None for each in FIELDS[1:]))

    def faults(self) -> dict[str, str]:
        from inspect_engine.ledger.confinement import fault

        outside = fault(self.path)
        return self.check(FIELDS) or ({"path": outside} if outside else {}) or self.days.faults(self.house.today)

    async def agreed(self) -> bool:
        self._over = self.path.exists()
        return not self._over or await self.sure(f"{self.path} 已经存在，覆盖它吗？")

    async def send(self) -> None:
        with self.sending():
            asked = self.path, self.days, self.selection, self._over
            told = await self.aside(write_workbook, self.ledger, *asked, self._teller())
        self.dismiss(None)
        self.house.say(told)

    def _teller(self) -> Callable[[str], None]:
        """What tells, from another thread, how far it has come."""
        loop = asyncio.get_running_loop()

        def tell(text: str) -> None:
            with suppress(RuntimeError):  # the program has ended
                loop.call_soon_threadsafe(self._tell, text)

        return tell

    def _tell(self, text: str) -> None:
        if self._sending and not self.is_going:
            self.house.say(text)

    def refuse(self, error: InspectError) -> None:
        self.show_faults({"path": str(error)})

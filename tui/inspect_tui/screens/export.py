"""Exporting the closure workbook (闭环台账)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from inspect_engine.domain.calendars import parse_date
from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.errors import InspectError
from inspect_engine.ledger import Ledger
from inspect_tui.pages.form import FormPage
from inspect_tui.views.files import read_path, start_folder
from inspect_tui.widgets.banner import Banner
from inspect_tui.widgets.field import Field

PATH = FieldSpec(id="path", title="保存到", hint="以 .xlsx 结尾的文件")
AS_OF = FieldSpec(id="as-of", title="截至日期", type="date", required=False, hint="空着就是今天")


def write_workbook(ledger: Ledger, path: Path, as_of: date | None) -> Path:
    """Load the workbook library only now: nothing else here needs it."""
    from inspect_engine.exports.closure import workbook

    return workbook.write(ledger, path, as_of=as_of).path


class ExportScreen(FormPage[None]):
    """Asks where to and as of when; never overwrites without a typed yes."""

    SCOPE = "export"
    HEADING = "导出闭环台账"

    def body(self) -> ComposeResult:
        name = f"闭环台账-{self.house.today}.xlsx"
        with VerticalScroll(can_focus=False):
            yield Banner()
            yield Field(PATH, str(start_folder() / name))
            yield Field(AS_OF)

    @property
    def path(self) -> Path:
        return read_path(self.values((PATH,))["path"])

    def faults(self) -> dict[str, str]:
        return self.check((PATH, AS_OF))

    async def agreed(self) -> bool:
        return not self.path.exists() or await self.sure(f"{self.path} 已经存在，覆盖它吗？")

    async def send(self) -> None:
        day = self.values((AS_OF,)).get("as-of")
        with self.sending():
            written = await self.aside(write_workbook, self.ledger, self.path, parse_date(day) if day else None)
        self.dismiss(None)
        self.house.say(f"已导出：{written}")

    def refuse(self, error: InspectError) -> None:
        self.show_faults({"path": str(error)})

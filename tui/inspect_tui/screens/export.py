"""Exporting the closure workbook (闭环台账)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from inspect_engine.domain.calendars import parse_date
from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.errors import InspectError
from inspect_engine.ledger import Ledger
from inspect_tui.screens.files import start_folder
from inspect_tui.screens.form import FormPage
from inspect_tui.widgets.evidence_field import read_path
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
            yield Static("", id="banner", classes="fault", markup=False)
            yield Field(PATH, str(start_folder() / name))
            yield Field(AS_OF)

    def on_mount(self) -> None:
        super().on_mount()
        self.form_fields[0].editor.focus()

    @work(group="write")
    async def action_save(self) -> None:
        if self.busy:
            return
        values = self.values((PATH, AS_OF))
        faults = self.check((PATH, AS_OF), values)
        self.show_faults(faults)
        if faults:
            return
        path = read_path(values["path"])
        if path.exists() and not await self.sure(f"{path} 已经存在，覆盖它吗？"):
            return
        await self._write(path, parse_date(values["as-of"]) if "as-of" in values else None)

    async def _write(self, path: Path, as_of: date | None) -> None:
        try:
            with self.sending():
                written = await self.aside(write_workbook, self.ledger, path, as_of)
        except InspectError as error:
            self.show_faults({"path": str(error)})
        else:
            self.dismiss(None)
            self.house.say(f"已导出：{written}")

"""Picking files from a folder, by keyboard: the newest first, several at once."""

from __future__ import annotations

from pathlib import Path

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from inspect_tui.pages.list import ListPage
from inspect_tui.views.files import Found, entries, start_folder
from inspect_tui.views.viewer import open_file
from inspect_tui.widgets.pick_list import PickList
from inspect_tui.widgets.typing_boxes import LineBox
from inspect_tui.words.text import MUTED, fit, one_line, pair, plain, stack

MOST = 500
FOLDER = "files.folder"
"""Under which it is remembered where the last files came from."""
RULE = "空格或 F6 标记几个，F9 全标，Enter 选用；F8 按时间或按名称排；F4 看一看"
NAME_WIDTH = 44


class PartBox(LineBox):
    """A part of a name; a blank struck where nothing is typed yet marks, as in the list."""

    async def _on_key(self, event: events.Key) -> None:
        if event.key in ("space", "ideographic_space") and not self.value:
            event.prevent_default()
            event.stop()
            await self.run_action("screen.mark")
        else:
            await super()._on_key(event)


class FilesScreen(ListPage[tuple[Path, ...] | None]):
    """Gives back the files that were chosen, or None. Starts where this person chose the last ones."""

    SCOPE = "files"
    HEADING = "选择文件"
    FIRST = "#part"

    def __init__(self, folder: Path | None = None) -> None:
        super().__init__()
        self.folder = folder
        self.found: dict[str, Found] = {}
        self.marked: list[Path] = []
        self.by_name = False

    def body(self) -> ComposeResult:
        yield Static("", id="lead", classes="lead", markup=False)
        yield PartBox(id="part", placeholder="输入名称的一部分来缩小")
        yield PickList(id="rows")

    def on_mount(self) -> None:
        self.folder = self.folder or start_folder(self.ledger.habits.of(FOLDER))
        self.narrow()

    @on(Input.Changed)
    def narrow(self) -> None:
        assert self.folder is not None
        where = pair("文件夹", self.folder)
        try:
            part = self.query_one(LineBox).value.strip()
            found = entries(self.folder, part, by_name=self.by_name)
        except OSError as error:
            found = []
            where = plain(f"打不开 {self.folder}：{error.strerror}")
        more = f"；有 {len(found)} 个，只列前 {MOST} 个，请输入名称缩小" if len(found) > MOST else ""
        told = f"{'按名称' if self.by_name else '新的在前'}{more}；已标 {len(self.marked)} 个。{RULE}"
        self.found = {each.path.name: each for each in found[:MOST]}
        rows = [(name, self._prompt(each)) for name, each in self.found.items()]
        empty = [("/", Content.styled("（没有文件，按左键到上一级）", MUTED))]
        self.fill(stack([where, plain(told, MUTED)]), rows or empty)

    @on(Input.Submitted)
    def first_hit(self) -> None:
        self.action_select()

    def choose(self, key: str) -> None:
        """Enter on a folder opens it; on a file, whatever is marked is taken, and this one where nothing is."""
        each = self.found.get(key)
        if each is not None and each.is_folder:
            self._go(each.path)
        elif self.marked or each is not None:
            chosen = tuple(self.marked) or (each.path,) if each else tuple(self.marked)
            self.ledger.habits.keep(FOLDER, str(chosen[0].parent))
            self.dismiss(chosen)

    @property
    def _here(self) -> Found | None:
        return self.found.get(self.query_one(PickList).chosen or "")

    def action_mark(self) -> None:
        """Mark the file, or take the mark back, and go to the next."""
        each, rows = self._here, self.query_one(PickList)
        if each is None or each.is_folder:
            return
        if each.path in self.marked:
            self.marked.remove(each.path)
        else:
            self.marked.append(each.path)
        self.narrow()
        rows.action_cursor_down()

    def action_mark_all(self) -> None:
        """Everything that is listed, or nothing where all of it is marked."""
        listed = [each.path for each in self.found.values() if not each.is_folder]
        rest = [path for path in self.marked if path not in listed]
        self.marked = rest if set(listed) <= set(self.marked) else [*rest, *listed]
        self.narrow()

    def action_order(self) -> None:
        self.by_name = not self.by_name
        self.narrow()

    def action_look(self) -> None:
        """Show it with what the system has for it."""
        if (each := self._here) and not each.is_folder and (fault := open_file(each.path)):
            self.house.say(fault)

    def file_came(self, path: Path) -> None:
        """What was uploaded is marked, so that Enter takes it."""
        self.folder = path.parent
        self.marked.append(path)
        self.narrow()

    def action_parent(self) -> None:
        assert self.folder is not None
        self._go(self.folder.parent)

    def _go(self, folder: Path) -> None:
        from inspect_engine.ledger.confinement import fault

        if why := fault(folder):
            self.house.say(why)
            return
        self.folder = folder
        self.query_one(LineBox).value = ""
        self.narrow()

    def _prompt(self, each: Found) -> Content:
        name = one_line(each.path.name)
        if each.is_folder:
            return Content.assemble("    ", plain(_column(f"{name}/"), "bold"), (each.told, MUTED))
        mark = "[x] " if each.path in self.marked else "[ ] "
        return Content.assemble(mark, plain(_column(name)), (each.told, MUTED))


def _column(name: str) -> str:
    """A name in its column; one that is longer stays whole."""
    return fit(name, NAME_WIDTH) if cell_len(name) <= NAME_WIDTH else f"{name}  "

"""Picking a file from a folder, by keyboard."""

from __future__ import annotations

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from inspect_tui.screens.page import Page
from inspect_tui.text import MUTED, pair, plain
from inspect_tui.widgets.pick_list import PickList
from inspect_tui.widgets.typing_boxes import LineBox

MOST = 500


def entries(folder: Path, part: str) -> list[Path]:
    """Folders first, then files, whose names contain ``part``; hidden ones left out. Raises OSError."""
    found = [path for path in folder.iterdir() if part in path.name and not path.name.startswith(".")]
    return sorted(found, key=lambda path: (not path.is_dir(), path.name))


def start_folder() -> Path:
    """Where the program was started; the home folder where that is gone."""
    try:
        return Path.cwd()
    except OSError:
        return Path.home()


class FilesScreen(Page[Path | None]):
    """Gives back the file that was chosen, or None. Starts where the last one was chosen."""

    SCOPE = "files"
    HEADING = "选择文件"
    last_folder: Path | None = None

    def __init__(self) -> None:
        super().__init__()
        self.folder = FilesScreen.last_folder or start_folder()
        self.found: list[Path] = []

    def body(self) -> ComposeResult:
        yield Static("", id="folder", classes="lead", markup=False)
        yield LineBox(id="part", placeholder="输入名称的一部分来缩小")
        yield PickList(id="entries")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(LineBox).focus()
        self._list()

    def _list(self) -> None:
        where = pair("文件夹", self.folder)
        try:
            self.found = entries(self.folder, self.query_one(LineBox).value.strip())[:MOST]
        except OSError as error:
            self.found = []
            where = plain(f"打不开 {self.folder}：{error.strerror}")
        self.query_one("#folder", Static).update(where)
        rows = [(path.name, self._prompt(path)) for path in self.found]
        self.query_one(PickList).fill(rows or [("/", Content.styled("（没有文件，按左键到上一级）", MUTED))])

    def _prompt(self, path: Path) -> Content:
        return plain(f"{path.name}/", "bold") if path.is_dir() else plain(path.name)

    @on(Input.Changed)
    def narrow(self) -> None:
        self._list()

    @on(Input.Submitted)
    def first_hit(self) -> None:
        self._take(self.query_one(PickList).highlighted)

    @on(OptionList.OptionSelected)
    def pick(self, event: OptionList.OptionSelected) -> None:
        self._take(event.option_index)

    def action_select(self) -> None:
        self._take(self.query_one(PickList).highlighted)

    def _take(self, index: int | None) -> None:
        if index is None or index >= len(self.found):
            return
        path = self.found[index]
        if path.is_dir():
            self._go(path)
        else:
            FilesScreen.last_folder = self.folder
            self.dismiss(path)

    def action_parent(self) -> None:
        self._go(self.folder.parent)

    def _go(self, folder: Path) -> None:
        self.folder = folder
        self.query_one(LineBox).value = ""
        self._list()

"""Picking a file from a folder, by keyboard."""

from __future__ import annotations

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from inspect_tui.pages.list import ListPage
from inspect_tui.views.files import entries, start_folder
from inspect_tui.widgets.pick_list import PickList
from inspect_tui.widgets.typing_boxes import LineBox
from inspect_tui.words.text import MUTED, pair, plain

MOST = 500


class FilesScreen(ListPage[Path | None]):
    """Gives back the file that was chosen, or None. Starts where the last one was chosen."""

    SCOPE = "files"
    HEADING = "选择文件"
    FIRST = "#part"
    last_folder: Path | None = None

    def __init__(self) -> None:
        super().__init__()
        self.folder = FilesScreen.last_folder or start_folder()
        self.found: dict[str, Path] = {}

    def body(self) -> ComposeResult:
        yield Static("", id="lead", classes="lead", markup=False)
        yield LineBox(id="part", placeholder="输入名称的一部分来缩小")
        yield PickList(id="rows")

    def on_mount(self) -> None:
        self.narrow()

    @on(Input.Changed)
    def narrow(self) -> None:
        where = pair("文件夹", self.folder)
        try:
            found = entries(self.folder, self.query_one(LineBox).value.strip())[:MOST]
        except OSError as error:
            found = []
            where = plain(f"打不开 {self.folder}：{error.strerror}")
        self.found = {path.name: path for path in found}
        rows = [(path.name, _prompt(path)) for path in found]
        self.fill(where, rows or [("/", Content.styled("（没有文件，按左键到上一级）", MUTED))])

    @on(Input.Submitted)
    def first_hit(self) -> None:
        self.action_select()

    def choose(self, key: str) -> None:
        path = self.found.get(key)
        if path is None:
            return
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
        self.narrow()


def _prompt(path: Path) -> Content:
    return plain(f"{path.name}/", "bold") if path.is_dir() else plain(path.name)

"""Which view of the ledger is shown, how many lines it has, in which order, under which filter, and what is marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from inspect_tui.views.ledger import MINE, VIEWS, Sorting
from inspect_tui.widgets.messages import ViewChosen
from inspect_tui.widgets.typing_boxes import LineBox
from inspect_tui.words.columns import order_text
from inspect_tui.words.text import BAD, MUTED, WARN, plain


class ViewBar(Static):
    """One line; the view is marked by inversion and stands in brackets for whoever sees no colour."""

    def __init__(self) -> None:
        super().__init__("", id="views", markup=False)

    def draw(self, view: int, count: int | None, sorting: Sorting) -> None:
        here = [number == view for number in range(len(VIEWS))]
        names = [
            Content.styled(f"[{name}]" if on else f" {name} ", "reverse bold" if on else MUTED)
            for name, on in zip(VIEWS, here, strict=True)
        ]
        total = "正在读取" if count is None else f"共 {count} 条"
        order = ("按状态分组，" if view == MINE else "") + order_text(sorting.order, sorting.descending)
        self.update(Content.assemble(*names, f"  {total}，{order}"))

    def on_click(self, event: events.Click) -> None:
        edge = self.styles.padding.left
        for number, name in enumerate(VIEWS):
            edge += cell_len(name) + 2
            if event.x < edge:
                self.post_message(ViewChosen(number))
                return


class FilterBox(LineBox):
    """Where conditions are typed; the blank of an input method, which a terminal does not count as a character that is
    written, parts them, too."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ideographic_space", "blank", show=False)]

    def action_blank(self) -> None:
        self.insert_text_at_cursor(" ")


class FilterBar(Static):
    """The filter in force, and what of it was not understood, or how it may go on; without one, what waits for this
    person's signature, and what he has not heard of; gone while there is nothing."""

    def __init__(self) -> None:
        super().__init__("", id="filters", markup=False)

    def draw(self, typed: str, fault: str, owed: int, untold: int, more: Sequence[str] = ()) -> None:
        self.display = bool(typed or owed or untold or more)
        said = [plain(typed, "bold"), *([Content("  "), plain(fault, BAD)] if fault else [])]
        filtered = Content.assemble("筛选：", *said, ("   按 Esc 清除", MUTED))
        if more:
            filtered = Content.assemble("Tab 补全：", *_faults(fault), plain("  ".join(more), "bold"))
        waits = [f"待你签 {owed} 条，按 m 看"] if owed else []
        waits += [f"检查员已办、待你知悉 {untold} 件，按 / 写 待知悉:主管"] if untold else []
        self.update(filtered if typed or more else plain("；".join(waits), WARN))


def _faults(fault: str) -> list[Content]:
    return [plain(fault, BAD), Content("  ")] if fault else []


class MarkBar(Static):
    """How many are marked, and how many of them are out of sight; gone while none is."""

    def __init__(self) -> None:
        super().__init__("", id="marked", markup=False)

    def draw(self, marked: int, unseen: int, refused: int, *, ranging: bool) -> None:
        self.display = bool(marked) or ranging
        parts = [f"已选 {marked} 件"]
        parts += [f"其中 {unseen} 件不在这一列里"] if unseen else []
        parts += [f"{refused} 件上次没办成"] if refused else []
        hint = "移到最后一件再按 v，Esc 作罢" if ranging else "t 一起办  ^z 撤回  0 全部取消"
        self.update(Content.assemble(("，".join(parts), "bold $text-accent"), (f"   {hint}", MUTED)))


def empty_text(view: int, typed: str, parts: Sequence[tuple[str, int]] = ()) -> str:
    """What to do about an empty list; ``parts`` are conditions, and how many lines each has by itself."""
    if typed:
        each = "".join(f"\n  {words}：{count} 条" for words, count in parts)
        apart = f"\n\n各个条件单独看：{each}" if each else ""
        return f"没有符合筛选条件的隐患或登记事项。{apart}\n\n按 Esc 清除筛选，按 / 修改。"
    if view:
        return f"“{VIEWS[view]}”里一条也没有。\n\n按 [ 或 ] 换一个视图，按 n 开始检查。"
    return "台账里还没有隐患。\n\n按 n（或 F3）开始第一次检查：不合格的检查项会成为隐患。"

"""Which view of the ledger is shown, how many lines it has, in which order, under which filter."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from inspect_tui.views.ledger import MINE, VIEWS
from inspect_tui.words.text import BAD, MUTED, WARN, plain


class ViewBar(Static):
    """One line; the view is marked by inversion and stands in brackets for whoever sees no colour."""

    def __init__(self) -> None:
        super().__init__("", id="views", markup=False)

    def draw(self, view: int, count: int | None, *, by_due: bool) -> None:
        here = [number == view for number in range(len(VIEWS))]
        names = [
            Content.styled(f"[{name}]" if on else f" {name} ", "reverse bold" if on else MUTED)
            for name, on in zip(VIEWS, here, strict=True)
        ]
        total = "正在读取" if count is None else f"共 {count} 条"
        order = ("按状态分组，" if view == MINE else "") + ("按期限" if by_due else "按发现先后")
        self.update(Content.assemble(*names, f"  {total}，{order}"))


class FilterBar(Static):
    """The filter in force; without one, what waits for this person's signature, and what he has not heard of; gone
    while there is nothing."""

    def __init__(self) -> None:
        super().__init__("", id="filters", markup=False)

    def draw(self, typed: str, fault: str, owed: int, untold: int) -> None:
        self.display = bool(typed or owed or untold)
        told = plain(fault, BAD) if fault else plain(typed, "bold")
        filtered = Content.assemble("筛选：", told, ("   按 Esc 清除", MUTED))
        waits = [f"待你签 {owed} 条，按 m 看"] if owed else []
        waits += [f"检查员已办、待你知悉 {untold} 件，按 / 写 待知悉:主管"] if untold else []
        self.update(filtered if typed else plain("；".join(waits), WARN))


def empty_text(view: int, typed: str) -> str:
    """What to do about an empty list."""
    if typed:
        return "没有符合筛选条件的隐患或登记事项。\n\n按 Esc 清除筛选，按 / 修改。"
    if view:
        return f"“{VIEWS[view]}”里一条也没有。\n\n按 [ 或 ] 换一个视图，按 n 开始检查。"
    return "台账里还没有隐患。\n\n按 n（或 F3）开始第一次检查：不合格的检查项会成为隐患。"

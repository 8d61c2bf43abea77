"""What a supervisor has to decide about checklists: what the program ships that is new here, what waits for him."""

from __future__ import annotations

from dataclasses import dataclass

from inspect_engine.domain.definitions.adoption import Edition, few


@dataclass(frozen=True)
class News:
    """``new`` are editions that the program ships, each with the version in force here (empty for none); ``waiting``
    those that another has proposed."""

    new: tuple[tuple[Edition, str], ...] = ()
    waiting: tuple[Edition, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.waiting)

    @property
    def short(self) -> str:
        """``检查表等有 21 个新版可采用，2 个待你确认``"""
        told = [f"{len(self.new)} 个新版可采用"] if self.new else []
        told += [f"{len(self.waiting)} 个待你确认"] if self.waiting else []
        return f"检查表等有 {'，'.join(told)}" if told else ""

    @property
    def words(self) -> str:
        """The same in one line with the first of them, and by which commands."""
        new = [edition for edition, _ in self.new]
        told = [f"程序带来 {len(new)} 个新版（{few(new)}），可用 packs adopt --all 采用"] if new else []
        waits = self.waiting
        told += [f"{len(waits)} 个待你用 packs confirm 确认采用（{few(waits)}）"] if waits else []
        return f"{'；'.join(told)}；不同之处见 packs diff。" if told else ""

    @property
    def whole(self) -> str:
        """All of them, one a line, and what to do."""
        told = [f"{one.named}{f'（现用 {held}）' if held else '（没有采用过）'}" for one, held in self.new]
        told = [f"程序带来的新版 {len(told)} 个，采用：packs adopt --all", *told] if told else []
        waits = [one.named for one in self.waiting]
        told += [f"别人提议、待你确认的 {len(waits)} 个，确认：packs confirm", *waits] if waits else []
        return "\n".join([*told, "不同之处：packs diff。这几样在“办事”（v）里也找得到。"]) if told else ""

"""What people write into the closed columns of a paper ledger: whether it is done, how grave it is, who did it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from inspect_engine.domain.words import forms

Outcome = Literal["closed", "done", "open"]
DITTO = frozenset({"同上", "〃", "″", "”", '"', "''", "--〃--", "仝上", "上同"})
_OPEN = re.compile(
    r"^(?:否|未|没|不|×|✗|✘|x|n|no|0|false)|未(?:整改|完成|销号|闭环|通过|到位)|不合格|正在|整改中|进行中|部分"
)
_CLOSED = re.compile(r"销号|闭环|办结|复查合格|验收合格|合格|通过")
_DONE = re.compile(
    r"^(?:是|√|✓|✔|y|yes|1|true|对|有|好)$|已?(?:整改|改正|完成|消除|恢复|处理)(?:完成|完毕|到位|好)?了?$|已改|到位|落实"
)


@lru_cache(maxsize=4096)
def outcome_of(text: str) -> Outcome | None:
    """Whether a hazard is closed, said to be put right, or still open; None where the text says neither."""
    word = text.strip().lower().rstrip("。.！!")
    if _OPEN.search(word):
        return "open"
    if _CLOSED.search(word):
        return "closed"
    return "done" if _DONE.search(word) else None


@lru_cache(maxsize=4096)
def grade_of(text: str) -> tuple[str, str]:
    """``general``, ``major`` or ``pending``, and what is doubtful about it."""
    if "重大" in text and "非重大" not in text:
        return "major", ""
    if re.search(r"一般|轻微|较小|低风险|普通|非重大", text):
        return "general", ""
    if re.search(r"较大|严重|中风险", text):
        return "general", f"级别“{text}”按一般算（只分一般、重大）"
    return "pending", f"级别“{text}”看不懂，按待定级导入" if text else ""


@lru_cache(maxsize=4096)
def names_of(text: str) -> tuple[str, ...]:
    """The persons of a cell, however they are parted."""
    return tuple(dict.fromkeys(name for part in re.split(r"[/／|]", text) for name in forms.people(part)))

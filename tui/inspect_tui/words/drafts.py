"""Drafts in words: when one was kept, and what of it stands in no field any more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from textual.content import Content

from inspect_engine.domain.calendars import CHINA, china_day
from inspect_tui.words.text import MUTED, WARN, pair, plain, stack

if TYPE_CHECKING:
    from inspect_engine.ledger.drafts import Draft

NO_ROOM = "草稿里有、这张表上填不进的，还替你留着"


def kept_text(saved: datetime, today: date) -> str:
    """``草稿（昨天 16:03 存，还没有提交）``."""
    day = china_day(saved)
    said = {today: "今天", today - timedelta(days=1): "昨天"}.get(day)
    said = said or (f"{day.month}月{day.day}日" if day.year == today.year else day.isoformat())
    return f"草稿（{said} {saved.astimezone(CHINA):%H:%M} 存，还没有提交）"


def draft_text(draft: Draft, today: date, left: Mapping[str, str]) -> Content:
    """The mark of a form that came back as it was left; ``left`` is what no field takes, by title."""
    told = kept_text(datetime.fromisoformat(draft.saved), today)
    lines = [Content.assemble(plain(told, WARN), plain("  ^d 丢掉", MUTED))]
    if left:
        lines += [plain(NO_ROOM, WARN), *(pair(title, text) for title, text in left.items())]
    return stack(lines)

"""Hazards that can be logged, as rows and in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from inspect_engine.domain.definitions import SEVERITY_TITLES
from inspect_engine.domain.judgement import grade
from inspect_engine.domain.words.wording import liable
from inspect_engine.ledger.inspections import basis_text
from inspect_tui.words.text import BAD, MUTED, STRONG, WARN, one_line, pair, plain, stack

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inspect_engine.domain.inspections.search import Entry, Hit
    from inspect_engine.domain.judgement.law import Law
    from inspect_tui.views.log import Spot

FREE_ROW = "目录以外的隐患（自己写）"
EMPTY = "输入隐患的几个字、拼音首字母或编号；还没有输入时列的是这里记过的"


def hit_text(hit: Hit, law: Law) -> Content:
    """Code, grade, what it is called, how often it was found here, checklist."""
    entry = hit.entry
    severity = grade(entry.item, {}, law).severity
    style = {"major": BAD, "pending": WARN}.get(severity, "")
    dim = "" if hit.fits else MUTED
    known = plain(f"  这里记过 {hit.times} 次", WARN) if hit.times else plain("")
    return Content.assemble(
        plain(f"{entry.item.id:<11}", MUTED),
        plain(f"{SEVERITY_TITLES[severity]}  ", style or dim),
        plain(one_line(entry.title), dim),
        known if hit.fits else plain("  不查这个对象", MUTED),
        plain(f"  {entry.pack.title}", MUTED),
    )


def free_text(spot: Spot) -> Content:
    known = "不在检查表里，等级由主管定" if spot.free or spot.subject is None else "这个对象的检查表不立隐患，记不了"
    return Content.assemble(plain(FREE_ROW, STRONG), plain(f"  {known}", MUTED))


def spot_text(spot: Spot, region: str, names: Mapping[str, str]) -> Content:
    """Where one is, and with whom."""
    where = "还没有选（F3）" if spot.subject is None else f"{spot.subject.name}（{spot.subject.key}，{region}）"
    recent = "（上次查的）" if spot.latest else ""
    others = "、".join(names.get(name, name) for name in spot.inspectors[1:]) or "只有你一人"
    told = (plain("检查对象 ", MUTED), plain(where, STRONG), plain(recent, MUTED))
    return Content.assemble(*told, plain("    同查 ", MUTED), plain(others))


def entry_text(entry: Entry, law: Law) -> Content:
    """What a hazard rests on, whose duty it is, its grade, and what to look at."""
    verdict = grade(entry.item, {}, law)
    lines = [
        pair("隐患", f"{entry.item.id} {entry.item.failure}"),
        *([pair("情形", entry.situation.title)] if entry.situation else []),
        pair("依据", basis_text(law.definition, entry.item.id) or "（定义里没有写）"),
        pair("等级", f"{SEVERITY_TITLES[verdict.severity]}（{verdict.why}）"),
        pair("要求", entry.item.requirement),
        *([pair("责任方", who)] if (who := liable(entry.pack, entry.item)) else []),
    ]
    return stack(lines)

"""分析报告 of a period, from the ledger to the Word file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from inspect_engine.domain.calendars import in_chinese
from inspect_engine.domain.figures import before
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.words.masking import masked
from inspect_engine.errors import InputError
from inspect_engine.exports import whole
from inspect_engine.exports.analysis import general, matters, word
from inspect_engine.exports.analysis.annex import annex
from inspect_engine.exports.analysis.blocks import Block, Heading
from inspect_engine.exports.analysis.concerns import concerns
from inspect_engine.exports.analysis.survey import survey
from inspect_engine.exports.analysis.told import Told, period
from inspect_engine.exports.closure.overview import REHEARSAL
from inspect_engine.exports.closure.records import Frame, china, frame
from inspect_engine.ledger import Ledger, Selection

TITLE = "安全隐患排查整治情况分析报告"
ENDING = ".docx"
ORDINALS = "一二三四五六七八"
CODES = re.compile(r"（[0-9a-z-]+）")
"""Of regions and checklists: names say enough to a reader, the annex has them for a program."""
Choice = Callable[[date], Selection]
"""Which cases it is about, as they stood on a day."""


@dataclass(frozen=True)
class Summary:
    """What was written, from which figures."""

    path: Path
    told: Told

    def plain(self) -> dict[str, Any]:
        """As ``export analysis --json`` prints it."""
        now, past = self.told.now, self.told.past
        days = {"from": now.first, "to": now.last, "past_from": past.first, "past_to": past.last}
        boards = {"board": now.board, "start": past.board, "found": now.found, "past_found": past.found}
        return {**days, **{name: board.plain() for name, board in boards.items()}}


def write(
    ledger: Ledger,
    path: Path,
    first: date,
    last: date,
    *,
    known_at: datetime | None = None,
    redact: bool = False,
    choice: Choice,
    options: Sequence[str] = (),
    force: bool = True,
) -> Summary:
    """Write the report of a period, both days in it; ``options`` are the conditions as they were typed.

    The file appears whole or not at all, without ``force`` only where there is none. Raises Refused for who may not
    export, InputError for a name that is no Word file's or a period with none before it, StorageError when the disk
    fails.
    """
    require(ledger.desk.whoami(), "export")
    if path.suffix.lower() != ENDING:
        raise InputError.one(f"导出文件名“{path.name}”应以 {ENDING} 结尾")
    then = before(first, last)
    terms = frame(ledger, last, known_at, redact=redact, selection=choice(last))
    told = _told(ledger, terms, (first, last), then, choice)
    moment = f"{china(known_at or terms.moment):%Y-%m-%d %H:%M:%S}"
    blocks = [*_sections(told), *annex(told, options, moment)]
    with whole.file(path, force=force) as out:
        out.write(_word(terms, told, blocks))
    return Summary(path, told)


def _told(ledger: Ledger, terms: Frame, now: tuple[date, date], then: tuple[date, date], choice: Choice) -> Told:
    packs = ledger.definitions.packs()
    at = terms.known_at, terms.head.count
    return Told(
        survey(ledger, *now, choice(now[1]), *at),
        survey(ledger, *then, choice(then[1]), *at),
        lambda key: packs[key].title if key in packs else key or "（无）",
        ledger.desk.region_name,
        masked if terms.covered else str,
    )


def _sections(told: Told) -> Iterator[Block]:
    """Each section under its number; what there is nothing of has none."""
    hazards = bool(told.now.board.found)
    made = {
        "总体情况": general.general(told),
        **({"分专项情况": general.packs(told), "分区域情况": general.regions(told)} if hazards else {}),
        **({"重大隐患": matters.major(told), "逾期和停滞": matters.overdue(told)} if hazards else {}),
        **({"常见隐患": matters.common(told)} if hazards else {}),
        "事故": matters.accidents(told),
        "需要关注的": concerns(told),
    }
    filled = {title: blocks for title, found in made.items() if (blocks := list(found))}
    for ordinal, (title, blocks) in zip(ORDINALS, filled.items(), strict=False):
        yield Heading(f"{ordinal}、{title}")
        yield from blocks


def _word(terms: Frame, told: Told, blocks: Sequence[Block]) -> bytes:
    place = terms.scope.partition("（")[0] if "（" in terms.scope else ""
    now = period(told.now.first, told.now.last)
    asked = [f"专题：{CODES.sub('', terms.filtered)}"] if terms.filtered else []
    mark = f"【{REHEARSAL}】" if terms.head.rehearsal else ""
    title = [text for text in (place, TITLE) if text]
    ending = ("填报单位（盖章）：　　　　　　　", in_chinese(china(terms.moment).date()))
    return word.render(title, [f"（{now}）", *asked], mark, blocks, ending, terms.anchor.code)

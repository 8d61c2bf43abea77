"""What holds for every decision: who may take it, in which order the days come, and that it is not there yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inspect_engine.domain.calendars import civil_deadline, parse_date
from inspect_engine.domain.sanctions.catalogue import MARK_TITLES, Catalogue
from inspect_engine.domain.sanctions.fines import Remark
from inspect_engine.domain.sanctions.form import Reading
from inspect_engine.domain.sanctions.register import Sanction

DECIDE_WITHIN = 90
"""Civil days from filing to decision (行政处罚法 第60条)."""
AHEAD = ("until", "starts_on")
"""Days that come after the decision; all others come before it."""


def authority(read: Reading, catalogue: Catalogue) -> Iterator[Remark]:
    """The kind of authority may impose this, by itself or in place of one that may."""
    by, kind = read.fine.by if read.fine else read.kind.by, read.values["authority_kind"]
    may = catalogue.may(kind, by)
    if may == "no":
        yield Remark(f"须由{catalogue.titles(by)}部门决定，{catalogue.authorities[kind].title}部门无权", True)
    elif may == "stand-in" and "mandate" not in read.values:
        yield Remark(f"本由{catalogue.titles(by)}部门决定，须写明“集中行使处罚权的依据”（mandate）", True)


def days(read: Reading) -> Iterator[Remark]:
    """No day on the wrong side of the decision; a penalty is announced first (行政处罚法 第44、62条)."""
    on, values = read.about.decided_on, read.values
    for spec in read.specs:
        if spec.type == "date" and spec.id in values:
            day = parse_date(values[spec.id])
            if spec.id in AHEAD and day < on:
                yield Remark(f"{spec.title} {day} 在决定日期 {on} 之前", True)
            elif spec.id == "starts_on" and (day - on).days > 1:
                yield Remark(f"{spec.title} {day} 不是决定次日，决定之后第 {(day - on).days} 日才起算，请核对", False)
            elif spec.id not in AHEAD and day > on:
                yield Remark(f"{spec.title} {day} 在决定日期 {on} 之后", True)
    if read.kind.penalty and not read.kind.spared(values) and "notified_on" not in values:
        yield Remark("须填“告知日期”（notified_on）：没有事先告知的不得处罚（行政处罚法第44条、第62条）", True)
    if "filed_on" in values:
        due = civil_deadline(parse_date(values["filed_on"]), DECIDE_WITHIN).due_on
        if due < on:
            yield Remark(f"决定超过立案起 {DECIDE_WITHIN} 日（应于 {due} 前作出，行政处罚法第60条）", False)


def once(read: Reading, mine: Sequence[Sanction]) -> Iterator[Remark]:
    """One document of one authority imposes a kind of sanction on a party once."""
    values = read.values
    for old in mine:
        same = (old.kind, old.authority, old.doc_no) == (read.kind.id, values["authority"], values.get("doc_no"))
        if same and old.revoked_on is None:
            yield Remark(f"{values['authority']}的 {old.doc_no} 已登记为 {old.number}", True)


def basis(read: Reading, catalogue: Catalogue) -> Iterator[Remark]:
    """What is cited was in force on the day, and somebody confirmed it."""
    for each in read.basis:
        if each["confidence"] in ("M", "U"):
            yield Remark(f"依据 {each['text']} {MARK_TITLES[each['confidence']]}", False)
        if each["ref"] and not catalogue.references[each["ref"]].in_force(read.about.decided_on):
            yield Remark(f"依据 {each['text']} 在 {read.about.decided_on} 不是有效的版本", False)

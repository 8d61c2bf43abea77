"""``act`` on many cases: one line and one result for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_engine.cli import countersigning
from inspect_engine.cli.cases import wanted
from inspect_engine.cli.consent import confirm
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, table
from inspect_engine.errors import InputError, StorageError

if TYPE_CHECKING:
    from inspect_engine.ledger import Ledger
    from inspect_engine.ledger.many import Outcome


def act(
    ledger: Ledger,
    references: Sequence[str],
    trigger: str,
    values: Mapping[str, str],
    evidence: Sequence[Path],
    *,
    on: date | None,
    base: str | None,
    cosign: list[str] | None,
    all_of: str | None,
    yes: bool,
) -> Answer:
    """Take an action on some cases, or on all that a saved filter shows."""
    if base:
        raise InputError.one("几件一起办的，不能写", where="--base", fix="要比对的请一件一件办")
    if all_of:
        references = [*references, *_all_of(ledger, all_of)]
        ask = f"对筛选“{all_of}”里的 {len(references)} 件办理“{trigger}”"
        confirm(ask, yes=yes or session.dry_run or not references)
    beside = countersigning.seats(ledger, cosign)
    found = ledger.many.act(references, trigger, values, evidence, on=on)
    signed = [line for one in found if one.event for line in countersigning.signed(beside, one.event.id)]
    done = sum(one.error is None for one in found)
    told = f"{len(found)} 件里已保存 {done} 件" + (f"，{len(found) - done} 件没有办成。" if done < len(found) else "。")
    failed = next((one.error.exit_code for one in found if one.error), 0)
    answer = Answer({"results": found}, lambda: _print(found), [told], signed, failed)
    stopped = len(found) < len(references) and any(isinstance(one.error, StorageError) for one in found)
    return replace(answer, notes=[*signed, "台账写不了，后面的没有再办。"]) if stopped else answer


def _all_of(ledger: Ledger, name: str) -> list[str]:
    """Ids of what a saved filter shows that is still open."""
    chosen = wanted.case_filter(ledger, ledger.filters.get(name))
    return [line.id for line in ledger.cases.iterate(replace(chosen, open=True))]


def _print(found: Sequence[Outcome]) -> None:
    from inspect_engine.domain.cases import outcome

    rows = []
    for one in found:
        said = outcome(one.event) if one.event else one.why
        said = said.replace("已保存", "会保存").replace("已提出", "会提出") if session.dry_run else said
        rows.append((one.number, "以前已办" if one.before else "成" if one.event else "没有办成", said))
    if rows:
        table(("编号", "结果", "说明"), rows)

"""Files beside an import: the mapping that is read or saved, and the report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_engine.cli import typed
from inspect_engine.cli.outputs import refuse_overwriting
from inspect_engine.cli.outputs import write as write_file
from inspect_engine.cli.show import display
from inspect_engine.domain.paper import BY_ID, BY_TITLE
from inspect_engine.domain.words.text import suggest
from inspect_engine.errors import InputError
from inspect_engine.reading.paper import mapping_text

if TYPE_CHECKING:
    from inspect_engine.ledger.paper import Plan


def refuse(path: Path | None, *, force: bool) -> None:
    """Before any work is done."""
    if path is not None:
        refuse_overwriting(path, force=force)


def defaults_of(entries: Sequence[str] | None, region: str) -> dict[str, str]:
    """What an empty cell says, by title of its field. Raises InputError for a title that is none."""
    found = typed.assignments(entries)
    for title, text in found.items():
        if title not in BY_TITLE:
            fix = suggest(title, BY_TITLE) or f"可写：{'、'.join(BY_TITLE)}"
            raise InputError.one(f"没有字段“{display(title)}”", where="--set", fix=fix)
        if not text.strip():
            raise InputError.one(f"“{title}”没有写值", where="--set", fix=f"例：--set {title}=…")
    return {**found, **({BY_ID["region"].title: region} if region else {})}


def write(plan: Plan, mapping: Path | None, report: Path | None, *, force: bool) -> list[str]:
    """Write what was asked for, and tell of it."""
    told = []
    if mapping is not None:
        write_file(mapping, mapping_text(plan.mapping), force=force)
        told.append(f"列的对应关系存在 {mapping}，改了以后用 --mapping {mapping} 再导入。")
    if report is not None:
        from inspect_engine.exports import paper

        paper.write(plan, report, force=force)
        told.append(f"逐行的结果写在 {report}。")
    return told

"""Somebody's spreadsheet as a checklist pack: the file is written, checked, and what was not understood is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from inspect_engine.authoring.scaffold import INSTEAD, checked_names, refuse_overwriting, write_files
from inspect_engine.authoring.shortening import shortest
from inspect_engine.domain.words.text import display
from inspect_engine.errors import InputError, Problem
from inspect_engine.reading import tables
from inspect_engine.reading.definitions import check_library
from inspect_engine.reading.installed import installed_folders
from inspect_engine.reading.strict_yaml import MAX_BYTES
from inspect_engine.reading.tables.drafts import Draft, Finding, Named

NONE = "检查表里没有一项可以导入"


@dataclass(frozen=True)
class Imported:
    """The file that was written, what became of the spreadsheet, and what ``packs check`` has against the pack."""

    path: Path
    items: int
    draft: Draft
    problems: Sequence[Problem]

    @property
    def findings(self) -> list[Finding]:
        return self.draft.findings

    def plain(self) -> dict[str, Any]:
        """As ``packs import --json`` prints it."""
        told = [{"where": one.where, "what": one.what, "weight": one.weight} for one in self.findings]
        counts = {"conditions": self.draft.conditions, "understood": self.draft.understood}
        problems = [{"where": one.where, "what": one.what, "fix": one.fix} for one in self.problems]
        return {"path": self.path, "items": self.items, **counts, "report": told, "problems": problems}


def import_pack(
    source: Path, folder: Path, pack_id: str, title: str | None, prefix: str | None, *, replace: bool = False
) -> Imported:
    """Write the pack that a spreadsheet holds to ``folder``; with ``replace`` in the place of the one that lies there.

    Raises InputError, having written nothing, for what is no spreadsheet, holds no item, or has a name that is not
    allowed or taken.
    """
    sheets = tables.read_book(source)
    around = [each for each in installed_folders() if each.resolve() != folder.resolve()]
    library = check_library([*around, *([folder] if folder.is_dir() else [])])[0]
    whole = tables.read_whole(sheets) if tables.is_whole(sheets) else None
    given = title or (whole.pack.get("title") if whole else "") or source.stem
    prefix = prefix or (str(whole.pack.get("number_prefix") or "") if whole else "") or None
    target = folder / "packs" / f"{pack_id}.yaml"
    named = Named(*checked_names(library, pack_id, str(given), prefix, instead=replace and target.exists()))
    if not replace:
        refuse_overwriting([target], f"换一个编号，或用 --dir 换一个文件夹；{INSTEAD}")
    draft = _draft(sheets, whole, named, display(source.name))
    items = [item for section in draft.pack.get("sections", ()) for item in section.get("items", ())]
    if not items:
        raise InputError([Problem(display(source.name), NONE), *_problems(draft)], "没有导入")
    text = shortest(yaml_text(draft.pack), target.name)
    if len(text.encode()) > MAX_BYTES:
        raise InputError.one(f"导入后超过 {MAX_BYTES // 1024} KB", fix="按工作表拆成几个检查表包导入")
    write_files({target: text}, instead=replace)
    _, problems = check_library([*around, folder])
    own = [problem for problem in problems if f"packs/{target.name}" in problem.where]
    return Imported(target, len(items), draft, own)


def _draft(sheets: Sequence[tables.Sheet], whole: Draft | None, named: Named, source: str) -> Draft:
    """What the sheets hold, and every formula in them that nobody had calculated."""
    read = tables.read_form if tables.is_form(sheets) else tables.read_list
    draft = whole or read(sheets, named, source)
    if whole:
        whole.pack |= {"id": named.id, "title": named.title, "number_prefix": named.prefix}
    for sheet in sheets:
        for (row, column), text in sheet.uncounted.items():
            draft.say(sheet.where(row, column), f"公式“{text[:60]}”没有存下结果，当作空格（用 Excel 打开后保存一次）")
    return draft


def _problems(draft: Draft) -> list[Problem]:
    return [Problem(one.where, one.what) for one in draft.findings]


def yaml_text(data: dict[str, Any]) -> str:
    """Plain data as YAML that our own reader takes: texts only, none broken, no anchors, keys in their order."""
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=MAX_BYTES)


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, _data: Any) -> bool:
        return True

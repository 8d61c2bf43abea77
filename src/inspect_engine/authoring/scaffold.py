"""A new checklist pack from the template that ships with the built-in checklists: complete, sound, and commented."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from string import Template
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from inspect_engine.domain.definitions import Pack, Slug
from inspect_engine.domain.words.text import display, fault_in
from inspect_engine.errors import InputError, system_reason
from inspect_engine.reading.definitions import Library, check_library
from inspect_engine.reading.installed import installed_folders

FILES = {"pack.yaml": "packs/{id}.yaml", "references.yaml": "references/{id}.yaml"}
FLOW = {"workflow.yaml": "workflows/{id}-hazard.yaml"}
"""Template → the file it becomes; a workflow of its own only where it is wanted."""
BUILT_IN = "hazard"
MAX_ID = 50
MAX_TITLE = 100
PREFIX_LETTERS = 4
INSTEAD = "要代替 --dir 里同编号的那一个，加 --replace"
"""How a pack that is imported again takes the place of its former self."""


def new_pack(
    folder: Path, pack_id: str, title: str | None = None, prefix: str | None = None, *, workflow: bool = False
) -> tuple[Path, ...]:
    """Write the files of a new pack and return their paths. Without a ``workflow`` of its own it uses the built-in one.

    Raises InputError, having written nothing, when the id, title or prefix is not allowed or taken, or one of the files
    is there already.
    """
    chosen = {
        "id": _checked_id(pack_id),
        "title": json.dumps(_checked_title(title or f"{pack_id} 专项"), ensure_ascii=False)[1:-1],
        "prefix": _checked_prefix(prefix or _letters(pack_id)),
        "workflow": f"{pack_id}-hazard" if workflow else BUILT_IN,
    }
    files = {**FILES, **(FLOW if workflow else {})}
    targets = {name: folder / path.format(id=pack_id) for name, path in files.items()}
    refuse_overwriting(targets.values())
    _refuse_taken(check_library([*installed_folders(), folder])[0], pack_id, chosen["prefix"])
    texts = {target: _text(name, chosen) for name, target in targets.items()}
    write_files(texts)
    return tuple(texts)


def checked_names(
    library: Library, pack_id: str, title: str, prefix: str | None, *, instead: bool = False
) -> tuple[str, str, str]:
    """Id, title and prefix of a pack beside those of a library; ``instead`` of the one of its id that is there.

    Raises InputError for what is not allowed or taken.
    """
    found = _checked_id(pack_id), _checked_title(title), _checked_prefix(prefix or _letters(pack_id))
    others = {name: pack for name, pack in library.packs.items() if not (instead and name == pack_id)}
    _refuse_taken_pack(others, pack_id, found[2], f"换一个编号；{INSTEAD}")
    return found


def _fits(kind: Any, value: str) -> bool:
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return False
    return True


def _checked_id(pack_id: str) -> str:
    if not _fits(Slug, pack_id):
        fix = "小写字母开头，只用小写字母、数字、- 和 _，例：fire-safety"
        raise InputError.one(f"检查表包编号不能写成“{pack_id}”", fix=fix)
    if len(pack_id) > MAX_ID:
        raise InputError.one(f"检查表包编号“{pack_id}”太长", fix=f"至多 {MAX_ID} 个字符")
    return pack_id


def _checked_title(title: str) -> str:
    fault = fault_in(title) or (f"太长，至多 {MAX_TITLE} 字" if len(title) > MAX_TITLE else None)
    if fault or display(title) != title:
        raise InputError.one(f"名称“{title}”{fault or '含有换行或看不见的字符'}", fix="例：--title 消防安全")
    return title


def _checked_prefix(prefix: str) -> str:
    if not _fits(get_type_hints(Pack, include_extras=True)["number_prefix"], prefix):
        raise InputError.one(f"编号前缀不能写成“{prefix}”", fix="1 至 6 个大写字母，例：--prefix XF")
    return prefix


def _letters(pack_id: str) -> str:
    return "".join(c for c in pack_id.upper() if c.isalpha())[:PREFIX_LETTERS]


def refuse_overwriting(targets: Iterable[Path], fix: str = "换一个编号，或用 --dir 换一个文件夹") -> None:
    """Raises InputError, with this way out, where one of the files is there already."""
    for target in targets:
        try:
            there = target.exists() or target.is_symlink()
        except OSError as error:
            raise _unwritable(target, error) from error
        if there:
            raise InputError.one(f"{target} 已经存在，没有改动任何文件", fix=fix)


def _unwritable(path: object, error: OSError) -> InputError:
    return InputError.one(f"不能写到 {path}：{system_reason(error)}", fix="用 --dir 换一个文件夹")


def _refuse_taken(library: Library, pack_id: str, prefix: str) -> None:
    """Definitions are loaded together: what another pack is called, this one cannot be."""
    _refuse_taken_pack(library.packs, pack_id, prefix)
    for kind, name, known in (
        ("流程", f"{pack_id}-hazard", library.workflows),
        ("依据", f"{pack_id}-doc", library.references),
    ):
        if name in known:
            raise InputError.one(f"{kind}“{name}”已经有了", fix="换一个检查表包编号")


def _refuse_taken_pack(packs: Mapping[str, Pack], pack_id: str, prefix: str, fix: str = "换一个编号") -> None:
    if pack_id in packs:
        raise InputError.one(f"检查表包“{pack_id}”已经有了（{packs[pack_id].title}）", fix=fix)
    for pack in packs.values():
        if pack.number_prefix == prefix:
            raise InputError.one(f"编号前缀“{prefix}”已被检查表包“{pack.id}”使用", fix="用 --prefix 换一个")


def _text(name: str, chosen: Mapping[str, str]) -> str:
    source = resources.files("inspect_checklists").joinpath("template", name)
    return Template(source.read_text("utf-8")).substitute(chosen)


def write_files(texts: Mapping[Path, str], *, instead: bool = False) -> None:
    """All files or none; ``instead`` of those that are there, which stay whole until they are replaced."""
    made: list[Path] = []
    building = {target: target.with_name(f".{target.name}.new") if instead else target for target in texts}
    try:
        for target, text in texts.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            # “x” because another program may have made one meanwhile
            with building[target].open("w" if instead else "x", encoding="utf-8", newline="\n") as stream:
                made.append(building[target])
                stream.write(text)
        for target, written in building.items() if instead else ():
            written.replace(target)
    except OSError as error:
        for written in made:
            written.unlink(missing_ok=True)
        raise _unwritable(error.filename or next(iter(texts)).parent, error) from error

"""``packs schema``, ``packs new`` and ``packs fmt``: for those who write definitions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inspect_engine.authoring import schema
from inspect_engine.authoring.importing import import_pack
from inspect_engine.authoring.scaffold import new_pack
from inspect_engine.cli import outputs, typed
from inspect_engine.cli.show import Answer, as_json, document
from inspect_engine.errors import InputError
from inspect_engine.reading.definitions import load_library


def schemas(kind: str | None, folder: Path | None, *, force: bool) -> Answer:
    """The schema of one kind of files or of all: printed, or each written to a file of a folder."""
    if kind is not None:
        typed.one_of(kind, schema.KINDS, "定义种类")
    found = {name: schema.schema(name) for name in schema.KINDS if kind in (None, name)}
    if folder is not None:
        return _written(found, folder, force=force)
    shape = found[kind] if kind else found
    return Answer(shape, lambda: as_json(shape))


def _written(found: Mapping[str, Any], folder: Path, *, force: bool) -> Answer:
    paths = {name: folder / f"{name}.schema.json" for name in found}
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise outputs.unwritable(folder, error) from error
    for path in paths.values():
        outputs.refuse_overwriting(path, force=force)
    for name, path in paths.items():
        outputs.write(path, document(found[name]) + "\n", force=force)
    notes = ["在各类 YAML 文件的第一行写上（文件挪动后要改路径）："]
    notes += [f"  {name}：# yaml-language-server: $schema={path.resolve().as_uri()}" for name, path in paths.items()]
    return Answer({"paths": list(paths.values())}, "\n".join(map(str, paths.values())), notes=notes)


def begun(folder: Path, pack_id: str, title: str | None, prefix: str | None, *, workflow: bool) -> Answer:
    """A new pack from the template, and what to do next."""
    paths = new_pack(folder, pack_id, title, prefix, workflow=workflow)
    flow = str(paths[-1]) if workflow else "hazard"
    steps = [
        "已生成。下一步：",
        f"  1. 照文件里的注释改：{paths[0]}",
        f"  2. 核对：inspect-engine packs check {folder}",
        f"  3. 看流程图：inspect-engine case diagram {flow} --format svg --output {pack_id}.svg",
        "  4. 要编辑器提示：inspect-engine packs schema --output schemas",
        f"  5. 启用：设环境变量 INSPECT_ENGINE_CHECKLISTS={folder}，再看 inspect-engine packs list",
    ]
    return Answer({"paths": list(paths)}, "\n".join(map(str, paths)), notes=steps)


def imported(
    source: Path, folder: Path, pack_id: str, title: str | None, prefix: str | None, *, replace: bool
) -> Answer:
    """A pack from somebody's spreadsheet: what was written, and everything that was not understood."""
    found = import_pack(source, folder, pack_id, title, prefix, replace=replace)
    draft = found.draft
    lost = sum(one.weight == "lost" for one in found.findings)
    told = [
        f"已导入 {found.items} 个检查项；条件和算式 {draft.conditions} 条，"
        f"看懂 {draft.understood} 条；没有看懂 {lost} 处"
    ]
    told += [f"  {one}" for one in found.findings]
    told += (
        [f"核对出 {len(found.problems)} 处问题，改好再用：", *(f"  {one}" for one in found.problems)]
        if found.problems
        else []
    )
    told += [f"下一步：打开 {found.path} 逐处改，再 inspect-engine packs check {folder}"]
    return Answer(found.plain(), str(found.path), notes=told)


def exported(pack_id: str, path: Path, *, force: bool) -> Answer:
    """A pack as a workbook that ``packs import`` reads back."""
    from inspect_engine.exports.definitions import pack_book

    pack = load_library().pack(pack_id)
    outputs.write(path, pack_book(pack), force=force)
    items = len(pack.items)
    return Answer(
        {"path": path, "items": items},
        str(path),
        [f"已写出 {items} 个检查项；改好后用 packs import 导入；要代替原来的，加 --replace。"],
    )


def formatted(folder: Path, *, check: bool) -> Answer:
    """The packs of a folder in their short form; with ``check``, only which of them are not. Exit code 1 for those."""
    from inspect_engine.authoring.shortening import format_folder

    found = format_folder(folder)
    if not found:
        raise InputError.one(f"{folder} 里没有检查表包", fix="文件夹里应有 packs/*.yaml")
    changed = [one for one in found if one.changed]
    for one in changed if not check else ():
        outputs.write(one.path, one.after, force=True)
    rows = [{"path": one.path, "before": one.lines[0], "after": one.lines[1]} for one in changed]
    told = [f"{one.path}：{one.lines[0]} 行 → {one.lines[1]} 行" for one in changed]
    done = "可以更短" if check else "已改写"
    notes = [f"{len(changed)} 个文件{done}。" if changed else "都已是最短的样子。"]
    return Answer({"items": rows}, "\n".join(told), notes=notes, code=1 if check and changed else 0)

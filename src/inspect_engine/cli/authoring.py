"""``packs schema``, ``packs new`` and ``case diagram``: for those who write definitions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from inspect_engine.domain.definitions import Workflow

KINDS_HELP = "pack 检查表包、workflow 流程、region 地方规定、references 依据登记；不写就是全部"
FORMATS_HELP = "mermaid（可贴进网页和 Markdown）、dot（Graphviz 源文件）、svg（图片，要装 Graphviz）"


def schema(
    kind: Annotated[str | None, typer.Argument(metavar="种类", help=KINDS_HELP)] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="文件夹", help="写成 <种类>.schema.json；不写就打印")
    ] = None,
) -> None:
    """定义文件的 JSON Schema：编辑器据此提示有哪些键、说明含义、当场标出写错的地方。

    例：inspect-engine packs schema --output schemas

    然后照提示在 YAML 文件第一行写上 # yaml-language-server: $schema=…，
    用 VS Code（装 YAML 插件）等编辑器打开即可。升级本程序后请重新生成。
    """
    from inspect_engine.authoring.schema import KINDS
    from inspect_engine.authoring.schema import schema as schema_of
    from inspect_engine.cli import show

    if kind is not None:
        _one_of(kind, KINDS, "定义种类")
    found = {name: schema_of(name) for name in KINDS if kind in (None, name)}
    if output is not None:
        _write_schemas(found, output)
    else:
        show.as_json(found[kind] if kind else found)


def _write_schemas(found: Mapping[str, Any], folder: Path) -> None:
    import json

    from inspect_engine.cli import show

    show.say("在各类 YAML 文件的第一行写上（文件挪动后要改路径）：")
    for name, content in found.items():
        path = folder / f"{name}.schema.json"
        _write(path, json.dumps(content, ensure_ascii=False, indent=2) + "\n")
        print(path)
        show.say(f"  {name}：# yaml-language-server: $schema={path.resolve().as_uri()}")


def new(
    pack_id: Annotated[str, typer.Argument(metavar="编号", help="小写字母开头，例：fire-safety")],
    title: Annotated[str | None, typer.Option(metavar="名称", help="专项名称，例：消防安全")] = None,
    prefix: Annotated[
        str | None, typer.Option(metavar="前缀", help="隐患编号的开头，1 至 6 个大写字母；不写就取编号的前几个字母")
    ] = None,
    folder: Annotated[Path, typer.Option("--dir", metavar="文件夹", help="写到哪里")] = Path("checklists"),
) -> None:
    """开一个新的检查表包：按模板写好检查表、流程、依据三个文件，逐键注释，马上能通过核对。

    例：inspect-engine packs new fire-safety --title 消防安全 --prefix XF --dir 我的检查表

    已有的文件一概不动。
    """
    from inspect_engine.authoring.scaffold import new_pack
    from inspect_engine.cli import show

    paths = new_pack(folder, pack_id, title, prefix)
    for path in paths:
        print(path)
    show.say("已生成。下一步：")
    show.say(f"  1. 照文件里的注释改：{paths[0]}")
    show.say(f"  2. 核对：inspect-engine packs check {folder}")
    show.say(f"  3. 看流程图：inspect-engine case diagram {paths[1]} --format svg --output {pack_id}.svg")
    show.say("  4. 要编辑器提示：inspect-engine packs schema --output schemas")
    show.say(f"  5. 启用：设环境变量 INSPECT_ENGINE_CHECKLISTS={folder}，再看 inspect-engine packs list")


def diagram(
    workflow: Annotated[str, typer.Argument(metavar="流程", help="已安装的流程编号（如 hazard），或流程 YAML 文件")],
    form: Annotated[str, typer.Option("--format", metavar="格式", help=FORMATS_HELP)] = "mermaid",
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="文件", help="写到哪里；不写就打印")] = None,
    force: Annotated[bool, typer.Option("--force", help="文件已存在时覆盖")] = False,
) -> None:
    """流程图：每个状态、每个动作，各带办理角色、前提、关口、佐证份数和停留时限。

    例：inspect-engine case diagram hazard --format svg --output 隐患流程.svg

    还没写完的流程文件也能画；“没有定义”的框是动作提到、states 里没有的状态。
    """
    from inspect_engine.authoring.diagram import FORMATS, draw
    from inspect_engine.cli import show

    _one_of(form, FORMATS, "格式")
    text = draw(_workflow(workflow), form)
    if output is None:
        print(text, end="")
        return
    _write(output, text, anew=not force)
    print(output)
    show.say("已画好。")


def _workflow(name: str) -> Workflow:
    """An installed workflow, or that of a file. Raises InputError, with the near miss or every problem of the file."""
    from inspect_engine.domain.definitions import Workflow
    from inspect_engine.domain.words.text import suggest
    from inspect_engine.errors import DefinitionError, InputError
    from inspect_engine.reading.definitions import load_library
    from inspect_engine.reading.models import typed
    from inspect_engine.reading.strict_yaml import read_file

    if Path(name).suffix or Path(name).name != name:
        document = read_file(Path(name), name)
        if flow := typed(document, Workflow):
            return flow
        raise DefinitionError(sorted(document.problems))
    known = load_library().workflows
    if name not in known:
        fix = suggest(name, known) or f"已有：{'、'.join(known)}；也可写流程 YAML 文件的路径"
        raise InputError.one(f"没有流程“{name}”", fix=fix)
    return known[name]


def _one_of(word: str, known: Any, what: str) -> None:
    from inspect_engine.domain.words.text import suggest
    from inspect_engine.errors import InputError

    if word not in known:
        raise InputError.one(f"没有{what}“{word}”", fix=suggest(word, known) or f"可写：{'、'.join(known)}")


def _write(path: Path, text: str, *, anew: bool = False) -> None:
    """Write a file; with ``anew`` only where there is none."""
    from inspect_engine.cli.outputs import unwritable
    from inspect_engine.errors import InputError

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x" if anew else "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        if anew and isinstance(error, FileExistsError) and path.exists():
            raise InputError.one(f"{path} 已经存在，没有改动它", fix="换一个文件名，或加 --force 覆盖") from error
        raise unwritable(path, error) from error

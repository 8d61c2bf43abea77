"""``packs``: the installed definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspect_engine.cli.words import Command, Group

if TYPE_CHECKING:
    from inspect_engine.domain.definitions import Definition

FORMATS = ("text", "md")
Json = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取")]
app = typer.Typer(cls=Group, help="检查表包：查看、核对。")


@app.command("list", cls=Command)
def list_packs(json: Json = False) -> None:
    """已安装的检查表包。"""
    from inspect_engine.cli import show
    from inspect_engine.reading.definitions import load_library

    rows = [
        {
            **{"id": p.id, "title": p.title, "version": p.version, "items": len(p.items), "summary": p.summary},
            "ended": p.ended,
        }
        for p in load_library().packs.values()
    ]
    if json:
        show.as_json({"items": rows})
    else:
        shown = [(*list(row.values())[:4], _gist(str(row["summary"]), row["ended"])) for row in rows]
        show.table(("编号", "名称", "版本", "检查项", "说明"), shown)


def _gist(summary: str, ended: object) -> str:
    """The first sentence; of a pack that has ended, that it has."""
    return ("已结束。" if ended else "") + summary.partition("。")[0] + "。"


@app.command("show", cls=Command)
def show_pack(
    pack: Annotated[str, typer.Argument(metavar="检查表包")],
    kind: Annotated[str | None, typer.Option(metavar="类型", help="只看某类对象的检查项")] = None,
    form: Annotated[
        str, typer.Option("--format", metavar="格式", help="text 清单；md 全文（Markdown），连同限值、定级规则和流程")
    ] = "text",
    json: Json = False,
) -> None:
    """一个检查表包的全部检查项，各带依据。

    例：inspect-engine packs show gas --format md > 燃气检查表.md
    """
    from inspect_engine.cli import show
    from inspect_engine.domain.words.text import suggest
    from inspect_engine.errors import InputError
    from inspect_engine.reading.definitions import load_library

    definition = load_library().definition(pack)
    kinds = definition.pack.kinds
    if kind is not None and kind not in kinds:
        raise InputError.one(f"没有对象类型“{kind}”", fix=suggest(kind, kinds) or f"可写：{'、'.join(kinds)}")
    if form not in FORMATS:
        raise InputError.one(f"没有格式“{form}”", fix=suggest(form, FORMATS) or f"可写：{'、'.join(FORMATS)}")
    if json:
        show.as_json(definition.canonical())
    elif form == "md":
        from inspect_engine.cli.law import day
        from inspect_engine.exports.markdown.checklist import checklist

        print(checklist(definition, day(None), kind), end="")
    else:
        _listed(definition, kind)


def _listed(definition: Definition, kind: str | None) -> None:
    """Every item in a few lines."""
    from inspect_engine.cli import show
    from inspect_engine.ledger.inspections import basis_text

    pack = definition.pack
    print(f"# {pack.title}（{pack.id} {pack.version}）\n\n{pack.summary}")
    print("\n对象类型：" + "、".join(f"{name}（{spec.title}）" for name, spec in pack.kinds.items()))
    for section in pack.sections:
        items = [item for item in section.items if kind is None or kind in item.kinds]
        if items:
            print(f"\n## {section.title}\n")
        for item in items:
            print(f"{item.id}  {item.title}")
            rows = [
                ("    看什么", item.check),
                ("    佐证", item.evidence),
                ("    依据", basis_text(definition, item.id)),
            ]
            values = "；".join(f"{v.label}（{v.id}{'' if v.required else '，可不填'}）" for v in item.values)
            show.pairs([*rows, ("    填写", values), ("    注意", item.note)])

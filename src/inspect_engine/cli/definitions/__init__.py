"""``packs``: the definitions, installed or being written."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from inspect_engine.cli import typed
from inspect_engine.cli.commands import Command, Group, Trying
from inspect_engine.cli.consent import Yes
from inspect_engine.cli.outputs import Force, Output, Target, given
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer

FORMATS = ("text", "md")
HERE = Path("checklists")
Folder = Annotated[Path, typer.Option("--dir", metavar="文件夹", help="写到哪里")]
Prefix = Annotated[
    str | None, typer.Option(metavar="前缀", help="隐患编号的开头，1 至 6 个大写字母；不写就取编号的前几个字母")
]
app = typer.Typer(cls=Group, help="检查表包：查看、核对、编写、采用、换版。")


@app.command("list", cls=Command)
def list_packs() -> Answer:
    """检查表包一览：有台账时还说明各包是否已采用、有没有新版。"""
    from inspect_engine.cli.definitions.adoption import listed

    return listed()


@app.command("adopt", cls=Trying)
def adopt(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[编号[@版本]…]", help="见 packs list；文书写 document:种类")
    ] = None,
    shipped: Annotated[bool, typer.Option("--all", help="随程序的全部新版（自己文件夹里的须逐个写明）")] = False,
    yes: Yes = False,
) -> Answer:
    """采用：使检查表（连同流程、限值、依据）、文书种类（连同模板）、惩戒目录成为本台账的依据；须由主管办理。

    没有采用的检查表不能据以开展检查。有另一位不限区划的主管时，这一步只是提议，由他用 packs confirm 确认后才采用。
    采用之前先证明各项承诺守得住；已开的检查和事项仍依原来的版本。改了内容须换版本号，否则拒绝并列出不同。

    例：inspect-engine packs adopt fire-safety --dry-run

    例：inspect-engine packs adopt --all
    """
    from inspect_engine.cli.definitions.adoption import adopted

    return adopted(names or [], shipped=shipped, yes=yes)


@app.command("confirm", cls=Trying)
def confirm(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[编号[@版本]…]", help="不写就是全部待确认的，见 packs list")
    ] = None,
    yes: Yes = False,
) -> Answer:
    """由另一位主管确认已提议的，照原样采用；提议人自己不能确认。

    例：inspect-engine --user sup2 packs confirm fire-safety
    """
    from inspect_engine.cli.definitions.adoption import confirmed_here

    return confirmed_here(names or [], yes=yes)


@app.command("show", cls=Command)
def show_pack(
    pack: Annotated[str, typer.Argument(metavar="检查表包", help="编号或名称，见 packs list")],
    kind: Annotated[str | None, typer.Option(metavar="类型", help="只看某类对象的检查项")] = None,
    form: Annotated[
        str, typer.Option("--format", metavar="格式", help="text 清单；md 全文（Markdown），连同限值、定级规则和流程")
    ] = "text",
    on: Annotated[
        str | None, typer.Option("--on", metavar="日期", help="哪一天查的（默认今天），例 2024-11-30")
    ] = None,
    output: Output = None,
    force: Force = False,
) -> Answer:
    """一个检查表包在一天要查的检查项，各带依据；台账采用了的，是采用的那一版。

    同一件事新旧两版标准各有一项的，清单只列那一天施行的，另一日的有几项、怎么看写在后面；全文（md）两版都在。

    例：inspect-engine packs show gas --format md -o 燃气检查表.md
    例：inspect-engine packs show hazardous-works --on 2024-11-30
    """
    from inspect_engine.cli.calendars import has_ledger
    from inspect_engine.cli.definitions.installed import pack_text
    from inspect_engine.cli.judgement import limits
    from inspect_engine.ledger import Ledger
    from inspect_engine.reading.definitions import load_library

    here = Ledger(session.path).definitions if has_ledger() else None
    held = here and here.adopted().get(here.named(pack))
    definition = held.definition if held else load_library().definition(pack)
    if kind is not None:
        from inspect_engine.domain.words.meaning import kind_meant

        kind = kind_meant(definition.pack, kind)
        typed.one_of(kind, definition.pack.kinds, "对象类型")
    typed.one_of(form, FORMATS, "格式")
    if session.json and output is None:
        return Answer(definition.canonical())
    return given(pack_text(definition, kind, form, limits.day(on)), output, force=force)


@app.command("check", cls=Command)
def check(
    path: Annotated[Path | None, typer.Argument(metavar="文件夹", help="默认核对已安装的")] = None,
    roster: Annotated[
        Path | None, typer.Option(metavar="文件", help="名册：people: [{name, roles, party}]，看人手够不够")
    ] = None,
    scenario: Annotated[
        Path | None, typer.Option(metavar="文件夹", help="把每条反例写成可运行的中文场景（Gherkin）")
    ] = None,
    verbose: Annotated[bool, typer.Option("--notes", help="逐条列出已失效、待核、久未核对的依据")] = False,
) -> Answer:
    """核对定义文件：写法、引用、流程能否走到销号、承诺守不守得住（守不住就给出最短路径）；退出码 2。

    给了 --roster（或用 --db 指定台账）时，还核对这些人够不够：例如一人单位不能自己整改、自己复查。
    """
    from inspect_engine.cli.definitions.checks import checked

    return checked(path, roster, scenario, verbose=verbose)


@app.command("schema", cls=Command)
def schema(
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="种类",
            help="pack 检查表包、section 分组文件、workflow 流程、region 地方规定、references 依据登记；不写就是全部",
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="文件夹", help="写成 <种类>.schema.json；不写就打印")
    ] = None,
    force: Force = False,
) -> Answer:
    """定义文件的 JSON Schema：编辑器据此提示有哪些键、说明含义、当场标出写错的地方。

    例：inspect-engine packs schema --output schemas

    然后照提示在 YAML 文件第一行写上 # yaml-language-server: $schema=…，
    用 VS Code（装 YAML 插件）等编辑器打开即可。升级本程序后请重新生成（加 --force）。
    """
    from inspect_engine.cli.definitions.writing import schemas

    return schemas(kind, output, force=force)


@app.command("new", cls=Command)
def new(
    pack_id: Annotated[str, typer.Argument(metavar="编号", help="小写字母开头，例：fire-safety")],
    title: Annotated[str | None, typer.Option(metavar="名称", help="专项名称，例：消防安全")] = None,
    prefix: Prefix = None,
    folder: Folder = HERE,
    workflow: Annotated[bool, typer.Option("--workflow", help="连流程也写一份自己的；不写就用自带的 hazard")] = False,
) -> Answer:
    """开一个新的检查表包：按模板写好检查表和依据，逐键注释，马上能通过核对。流程用自带的隐患整改闭环。

    例：inspect-engine packs new fire-safety --title 消防安全 --prefix XF --dir 我的检查表

    已有的文件一概不动。
    """
    from inspect_engine.cli.definitions.writing import begun

    return begun(folder, pack_id, title, prefix, workflow=workflow)


@app.command("fmt", cls=Command)
def fmt(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="含有 packs 的文件夹")],
    check: Annotated[bool, typer.Option("--check", help="只看不写：有没整理的，退出码 1")] = False,
) -> Answer:
    """把检查表包写成最短的样子：默认值、一行的条件、一行的依据；意思、注释、次序都不变。

    例：inspect-engine packs fmt 我的检查表

    改写前后的意思逐项比过，不同就一个字也不写。只整理 packs 里的文件。
    """
    from inspect_engine.cli.definitions.writing import formatted

    return formatted(folder, check=check)


@app.command("import", cls=Command)
def import_(
    source: Annotated[
        Path, typer.Argument(metavar="文件", help=".xlsx、.xls、.csv，或 XLSForm（ODK、KoboToolbox 的表单）")
    ],
    pack_id: Annotated[str, typer.Option("--id", metavar="编号", help="小写字母开头，例：fire-safety")],
    title: Annotated[str | None, typer.Option(metavar="名称", help="专项名称；不写就用文件名")] = None,
    prefix: Prefix = None,
    folder: Folder = HERE,
    replace: Annotated[bool, typer.Option("--replace", help="代替那个文件夹里同编号的检查表包")] = False,
) -> Answer:
    """把 Excel、CSV 检查表或 XLSForm 表单导入成检查表包，逐格说明没有看懂什么，什么都不悄悄丢掉。

    一行一项：编号、名称、检查内容、依据、整改要求、单位、比较、限值、选项、等级、备注……表头几种叫法都认得；
    合并的单元格照填，几张工作表就是几个分组。“比较、限值”写的是应当怎样（如 ≤ 40），超出的不合格。

    例：inspect-engine packs import 检查表.xlsx --id fire-safety --prefix XF --dir 我的检查表
    """
    from inspect_engine.cli.definitions.writing import imported

    return imported(source, folder, pack_id, title, prefix, replace=replace)


@app.command("export", cls=Command)
def export(
    pack: Annotated[str, typer.Argument(metavar="检查表包", help="见 packs list")],
    output: Target,
    force: Force = False,
) -> Answer:
    """把检查表包写成 Excel，一行一项，改好后用 packs import 导入，内容不走样。

    例：inspect-engine packs export gas -o 燃气.xlsx
    """
    from inspect_engine.cli.definitions.writing import exported

    return exported(pack, output, force=force)


@app.command("diff", cls=Command)
def diff(
    old: Annotated[str, typer.Argument(metavar="旧版", help="文件夹、已安装的检查表包、包@版本或散列开头")],
    new: Annotated[str, typer.Argument(metavar="新版", help="同上")],
) -> Answer:
    """两版检查表哪里不同：检查项、限值、依据、流程状态、动作、承诺，逐条说明原来怎样、现在怎样。

    旧版、新版各写一种：定义文件夹（与检查表包同名的写成 ./文件夹）；已安装的检查表包编号，如 gas；
    台账里存档的定义，如 gas@2026.11 或散列开头至少 6 位。两边都是文件夹时，逐个检查表包比较。

    例：inspect-engine packs diff gas@2026.11 ./新版
    """
    from inspect_engine.cli.definitions.versions import compared

    return compared(old, new)


@app.command("impact", cls=Command)
def impact(
    new: Annotated[
        str | None, typer.Argument(metavar="新版", help="文件夹或已安装的检查表包（默认：台账用过的、现在安装的各包）")
    ] = None,
) -> Answer:
    """换成新版会怎样：把台账里以往的作答和未办结的隐患按新版重算一遍，只看不改。

    说明有多少不合格会改变等级、哪些作答会变成不合格或不再不合格、哪些检查项没有了；哪些未办结的隐患处在新流程没有的
    状态（需要决定）、守不住新流程的承诺、时限缩短或延长。看过之后，用 case move 逐件改依新版。

    例：inspect-engine packs impact ./新版
    """
    from inspect_engine.cli.definitions.versions import replayed

    return replayed(session.ledger(), new)

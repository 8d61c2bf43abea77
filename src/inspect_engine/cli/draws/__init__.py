"""``draw``: random inspection (双随机) that anyone can draw again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspect_engine.cli import typed
from inspect_engine.cli.commands import Command, Group, Writing
from inspect_engine.cli.consent import Yes, confirm
from inspect_engine.cli.outputs import Force, Target
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, listing

if TYPE_CHECKING:
    from inspect_engine.domain.draws.plan import Draft
    from inspect_engine.domain.draws.pools import Pools
    from inspect_engine.ledger import Ledger

PLAN = (
    "抽取计划（YAML），样例见 examples/draw/plan.yaml；其中写的抽查事项清单（matters）、对象库（objects）、"
    "人员库（inspectors）从计划文件所在的文件夹找起"
)
PlanFile = Annotated[Path, typer.Argument(metavar="文件", help=PLAN)]
Reference = Annotated[str, typer.Argument(metavar="抽取", help="承诺值（可只写开头 6 位以上）或批次")]
TYPED = "程序不核对它的真假，输入的人又读得到秘密数，请没有参与抽取的人对照当日公布的核对"
Object = Annotated[str | None, typer.Option("--object", metavar="编号", help="检查对象")]
app = typer.Typer(
    cls=Group,
    help="双随机抽查：先承诺、后抽取，谁都能重抽核对。",
    epilog="次序：plan 核对 → commit 承诺并公布承诺值 → run 抽取 → result 录入结果 → publish 公示；verify 随时可核。",
)


@app.command("plan", cls=Command)
def plan(file: PlanFile) -> Answer:
    """核对抽取计划和两库，不保存：谁在名单里、谁不在、为什么，每层抽多少。

    本台账今年已抽过的次数会计入年度上限；过期、无证、达到上限的逐个列出理由。

    检查期间和公开数的日子可以写 +7：承诺之后第 7 天。核对时按今天承诺推算。

    例：inspect-engine draw plan plan.yaml
    """
    from inspect_engine.cli.draws.pools import plain, print_strata, told

    _, pools = _checked(session.ledger(), file)
    shape = plain(pools)
    notes = [*told(pools), f"可以承诺：inspect-engine draw commit {file}"]
    return Answer(shape, lambda: print_strata(shape["strata"]), notes=notes)


@app.command("commit", cls=Writing)
def commit(
    file: PlanFile,
    again: Annotated[
        str | None, typer.Option(metavar="理由", help="这个批次承诺过，要重来：写明理由；原来的承诺照样列出")
    ] = None,
) -> Answer:
    """承诺：把两库名单和一个秘密数的散列记入台账，打印承诺值，抽取前公布它。

    公布之后，名单、计划、秘密数都换不了。每次承诺都留在台账里，承诺了不抽、重来，都列得出来。

    秘密数保存在台账旁的 .seeds 文件夹，只有你的系统账户能读；抽取时揭示。抽取之前不要给人看。

    例：inspect-engine draw commit plan.yaml
    """
    from inspect_engine.cli.draws.sheets import plain

    ledger = session.ledger()
    draft, pools = _checked(ledger, file)
    draw = ledger.draws.commit(draft, again)
    public = pools.plan.public
    later = f"{public.on} 之后，加 --public 公开数（{public.source}）" if public else "公布之后"
    notes = [f"抽取：{later}，运行 inspect-engine draw run {draw.id[:12]} --yes"]
    return Answer(plain(draw, ledger), draw.id, ["已保存。以上是承诺值，请在抽取之前公布。"], notes)


@app.command("run", cls=Writing)
def run(
    reference: Reference,
    public: Annotated[str, typer.Option(metavar="数字", help=f"计划里写明的公开数，位数须相符。{TYPED}")] = "",
    yes: Yes = False,
) -> Answer:
    """抽取：揭示秘密数，抽出对象和检查员，记入台账。每次承诺只能抽一次，会先问。

    承诺的人读得到秘密数，公开数也由人输入：试几个数、挑一个，程序看不出来。所以须由没有参与的人对照来源核对。

    例：inspect-engine draw run 2026-Q4 --public 06091518243007 --yes
    """
    from inspect_engine.cli.draws.sheets import sheet

    ledger = session.ledger()
    confirm(f"抽取 {ledger.draws.get(reference).id[:12]}，只能抽一次", yes=yes)
    draw = ledger.draws.run(reference, public)
    told = f"已保存：抽中 {len(draw.standing.lots)} 个对象。核对：inspect-engine draw verify {draw.id[:12]}"
    return sheet(draw, ledger, told, *([f"公开数 {public}：{TYPED}。"] if public else []))


@app.command("replace", cls=Writing)
def replace(
    reference: Reference,
    reason: Annotated[
        str, typer.Option(metavar="理由", help="recusal 回避、absent 因故不能到场、invalid 不应在库、other 其他")
    ],
    note: Annotated[str, typer.Option(metavar="文字", help="具体情况")],
    object_: Object = None,
    inspector: Annotated[str | None, typer.Option(metavar="编号", help="检查员")] = None,
) -> Answer:
    """替换：由原来顺序里的下一个补上，原来的和理由都留痕。

    只写 --object 换对象；只写 --inspector 换掉他的全部对象；两个都写，只换他在这个对象的检查（回避用这种）。

    例：inspect-engine draw replace 2026-Q4 --object GD-03 --inspector JC-02 --reason recusal
    --note 与该工地有利害关系
    """
    from inspect_engine.cli.draws.sheets import sheet
    from inspect_engine.domain.draws.register import REASONS
    from inspect_engine.domain.words.text import meant

    ledger = session.ledger()
    draw = ledger.draws.replace(reference, meant(reason, REASONS), note, object_=object_, inspector=inspector)
    return sheet(draw, ledger, f"已保存：替换了 {len(draw.replaced[-1].data['changes'])} 处。")


@app.command("result", cls=Writing)
def result(
    reference: Reference,
    object_: Annotated[str, typer.Option("--object", metavar="编号", help="检查对象")],
    finished: Annotated[str, typer.Option(metavar="日期", help="检查结束日，公示期限从这天起算")],
    outcome: Annotated[
        str,
        typer.Option(
            metavar="结果",
            help="none 未发现问题、rectify 责令改正、filed 发现违法转立案、uncooperative 不配合检查、"
            "untraceable 查无下落、other 其他",
        ),
    ],
    note: Annotated[str, typer.Option(metavar="文字", help="说明")] = "",
    case: Annotated[list[str] | None, typer.Option(metavar="编号", help="由此立的隐患，可写几次")] = None,
) -> Answer:
    """录入一个对象的检查结果（主管，或这个对象的检查员）；公示期限从检查结束日起算。公示之前可以改录。

    例：inspect-engine draw result 2026-Q4 --object GD-03 --finished 2026-12-08 --outcome none
    """
    from inspect_engine.cli.draws.sheets import plain
    from inspect_engine.domain.draws.register import OUTCOMES, findings
    from inspect_engine.domain.words.text import meant

    ledger = session.ledger()
    day = typed.any_day(finished, ledger.desk.today(), past=True)
    draw = ledger.draws.result(reference, object_, day, meant(outcome, OUTCOMES), note, case or ())
    due = next(each.due for each in findings(draw, ledger.calendars.current()) if each.lot.object == object_)
    assert due is not None
    return Answer(plain(draw, ledger), told=[f"已保存。公示期限 {due.due_on}（{due.derivation}）。"])


@app.command("publish", cls=Writing)
def publish(
    reference: Reference,
    on: Annotated[str, typer.Option(metavar="日期", help="公示日期")],
    object_: Annotated[
        list[str] | None, typer.Option("--object", metavar="编号", help="只公示这些对象，可写几次（默认所有已录入的）")
    ] = None,
) -> Answer:
    """登记公示：这些对象的检查结果已在这一天公开。

    例：inspect-engine draw publish 2026-Q4 --on 2026-12-20
    """
    from inspect_engine.cli.draws.sheets import plain

    ledger = session.ledger()
    day = typed.any_day(on, ledger.desk.today(), past=True)
    draw = ledger.draws.publish(reference, day, object_ or ())
    told = f"已保存：登记公示 {len(draw.published[-1].data['objects'])} 个对象。"
    return Answer(plain(draw, ledger), told=[told])


@app.command("list", cls=Command)
def list_draws() -> Answer:
    """所有承诺：抽了的、没抽的、重来的，以及逾期未公示的个数。"""
    from inspect_engine.cli.draws.sheets import line, row

    ledger = session.ledger()
    head = ("承诺值", "名称", "批次", "承诺日", "承诺人", "抽取日", "状态", "逾期未公示", "重来的理由")
    return listing("抽取", [line(draw, ledger) for draw in ledger.draws.all()], head, row)


@app.command("show", cls=Command)
def show_draw(reference: Reference) -> Answer:
    """一次抽取：抽中的对象和检查员、替换、结果、公示期限和是否逾期。"""
    from inspect_engine.cli.draws.sheets import sheet

    ledger = session.ledger()
    return sheet(ledger.draws.get(reference), ledger)


def export(reference: Reference, output: Target, force: Force = False) -> Answer:
    """导出抽取记录：重抽所需的一切，任何人不用台账就能核对（draw verify 文件）。写 .docx 的是结果公示表，可以打印张贴。

    记录里有两库全部名单，包括每名检查员须回避谁；给谁、公不公开，由单位定。公示表只有录了结果的对象，不写检查员和说明。

    例：inspect-engine export draw 2026-Q4 -o 抽取记录.json

    例：inspect-engine export draw 2026-Q4 -o 结果公示表.docx
    """
    from inspect_engine.cli import outputs
    from inspect_engine.cli.show import document

    outputs.refuse_overwriting(output, force=force)
    if output.suffix.lower() == ".docx":
        return _publicity(reference, output, force=force)
    record = session.ledger().draws.export(reference)
    outputs.write(output, document(record, indent=1) + "\n", force=force)
    told = f"已写出 {output}。核对：inspect-engine draw verify {output}"
    return Answer({"path": output, "digest": record["digest"]}, told=[told])


def _publicity(reference: str, output: Path, *, force: bool) -> Answer:
    """Write what a draw has come to, to be put up."""
    from inspect_engine.cli import outputs
    from inspect_engine.exports.draws import publicity, word

    ledger = session.ledger()
    draw = ledger.draws.get(reference)
    found = publicity(draw, ledger.draws.snapshot(draw), ledger.calendars.current())
    outputs.write(output, word(found, ledger.desk.today(), rehearsal=ledger.desk.rehearsal), force=force)
    then = f"公示以后登记：inspect-engine draw publish {draw.id[:12]} --on 日期"
    shape = {"path": output, "objects": found.drawn, "published": len(found.rows)}
    return Answer(shape, told=[f"已写出 {output}。{found.told}"], notes=[then])


@app.command("verify", cls=Command)
def verify(
    target: Annotated[str, typer.Argument(metavar="抽取|文件", help="承诺值、批次，或 export draw 写出的文件")],
    commitment: Annotated[str | None, typer.Option(metavar="承诺值", help="当时公布的承诺值（全文）")] = None,
) -> Answer:
    """核对一次抽取：按记录重新抽一遍，逐项比较；有不符的列出来，退出码 4。

    核对文件不需要台账。文件可以整个伪造，所以请用 --commitment 写上抽取之前公布的承诺值。

    例：inspect-engine draw verify 抽取记录.json --commitment 当时公布的承诺值
    """
    from inspect_engine.cli.draws.proofs import proof
    from inspect_engine.errors import InputError
    from inspect_engine.reading.draws import read_record

    path = Path(target)
    if path.suffix == ".json" and not path.is_file():
        raise InputError.one(f"没有文件 {target}", fix="先用 export draw 写出记录文件，或核对路径")
    record: Any = read_record(path) if path.is_file() else session.ledger().draws.record(target)
    return proof(record, commitment)


def _checked(ledger: Ledger, file: Path) -> tuple[Draft, Pools]:
    """The plan and its pools. Raises InputError with every bad place, having told who was left out."""
    from inspect_engine.cli.draws.pools import left_out
    from inspect_engine.cli.show import say
    from inspect_engine.errors import InputError
    from inspect_engine.reading.draws import Reading

    reading = Reading(file, ledger.desk.today())
    draft = reading.read()
    drawable = ledger.draws.pools(draft)
    pools, faults = drawable.pools, drawable.faults
    if faults:
        for line in left_out(pools):
            say(line)
        raise InputError(reading.problems(faults), f"抽取计划 {file} 有误")
    return draft, pools

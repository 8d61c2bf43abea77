"""``draw``: random inspection (双随机) that anyone can draw again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspect_engine.cli.session import session
from inspect_engine.cli.words import Command, Group, Writing

if TYPE_CHECKING:
    from inspect_engine.domain.draws.plan import Draft
    from inspect_engine.domain.draws.pools import Pools
    from inspect_engine.ledger import Ledger

Json = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取")]
PLAN = (
    "抽取计划（YAML），样例见 examples/draw/plan.yaml；其中写的抽查事项清单（matters）、对象库（objects）、"
    "人员库（inspectors）从计划文件所在的文件夹找起"
)
PlanFile = Annotated[Path, typer.Argument(metavar="文件", help=PLAN)]
Reference = Annotated[str, typer.Argument(metavar="抽取", help="承诺值（可只写开头 6 位以上）或批次")]
Object = Annotated[str | None, typer.Option("--object", metavar="编号", help="检查对象")]
app = typer.Typer(
    cls=Group,
    help="双随机抽查：先承诺、后抽取，谁都能重抽核对。",
    epilog="次序：plan 核对 → commit 承诺并公布承诺值 → run 抽取 → result 录入结果 → publish 公示；verify 随时可核。",
)


@app.command("plan", cls=Command)
def plan(file: PlanFile, json: Json = False) -> None:
    """核对抽取计划和两库，不保存：谁在名单里、谁不在、为什么，每层抽多少。

    本台账今年已抽过的次数会计入年度上限；过期、无证、达到上限的逐个列出理由。

    检查期间和公开数的日子可以写 +7：承诺之后第 7 天。核对时按今天承诺推算。

    例：inspect-engine draw plan plan.yaml
    """
    from inspect_engine.cli import draws, show

    ledger = session.ledger()
    _, pools = _checked(ledger, file)
    if json:
        show.as_json(draws.pools_plain(pools))
        return
    draws.print_strata(draws.pools_plain(pools)["strata"])
    show.say(f"可抽的检查员 {len(pools.staff)} 人，每个对象 {pools.plan.inspectors.per_object} 人。")
    draws.say_left_out(pools)
    draws.say_days(pools)
    if pools.plan.public is None:
        show.say("提示：没有写 public（事后才知道的公开数）。加上它，连办理人自己也预知不了结果。")
    show.say(f"可以承诺：inspect-engine draw commit {file}")


@app.command("commit", cls=Writing)
def commit(
    file: PlanFile,
    again: Annotated[
        str | None, typer.Option(metavar="理由", help="这个批次承诺过，要重来：写明理由；原来的承诺照样列出")
    ] = None,
    json: Json = False,
) -> None:
    """承诺：把两库名单和一个秘密数的散列记入台账，打印承诺值，抽取前公布它。

    公布之后，名单、计划、秘密数都换不了。每次承诺都留在台账里，承诺了不抽、重来，都列得出来。

    秘密数保存在台账旁的 .seeds 文件夹，只有你的系统账户能读；抽取时揭示。抽取之前不要给人看。

    例：inspect-engine draw commit plan.yaml
    """
    from inspect_engine.cli import draws, show

    ledger = session.ledger()
    draft, pools = _checked(ledger, file)
    draw = ledger.draw_commit(draft, again)
    if json:
        show.as_json(draws.plain(draw, ledger))
        return
    print(draw.id)
    public = pools.plan.public
    show.say("已保存。以上是承诺值，请在抽取之前公布。")
    later = f"{public.on} 之后，加 --public 公开数（{public.source}）" if public else "公布之后"
    show.say(f"抽取：{later}，运行 inspect-engine draw run {draw.id[:12]} --yes")


@app.command("run", cls=Writing)
def run(
    reference: Reference,
    public: Annotated[str, typer.Option(metavar="数字", help="计划里写明的公开数，位数须相符")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="确认抽取：只能抽一次，不能撤回")] = False,
    json: Json = False,
) -> None:
    """抽取：揭示秘密数，抽出对象和检查员，记入台账。每次承诺只能抽一次。

    例：inspect-engine draw run 2026-Q4 --public 06091518243007 --yes
    """
    from inspect_engine.cli import draws, show
    from inspect_engine.errors import InputError

    if not yes:
        raise InputError.one("抽取只能做一次，不能撤回", where="--yes", fix="确认要抽，就加上 --yes")
    ledger = session.ledger()
    draw = ledger.draw_run(reference, public)
    draws.report(draw, ledger, json=json)
    show.say(f"已保存：抽中 {len(draw.standing.lots)} 个对象。核对：inspect-engine draw verify {draw.id[:12]}")


@app.command("replace", cls=Writing)
def replace(
    reference: Reference,
    reason: Annotated[
        str, typer.Option(metavar="理由", help="recusal 回避、absent 因故不能到场、invalid 不应在库、other 其他")
    ],
    note: Annotated[str, typer.Option(metavar="文字", help="具体情况")],
    object_: Object = None,
    inspector: Annotated[str | None, typer.Option(metavar="编号", help="检查员")] = None,
    json: Json = False,
) -> None:
    """替换：由原来顺序里的下一个补上，原来的和理由都留痕。

    只写 --object 换对象；只写 --inspector 换掉他的全部对象；两个都写，只换他在这个对象的检查（回避用这种）。

    例：inspect-engine draw replace 2026-Q4 --object GD-03 --inspector JC-02 --reason recusal
    --note 与该工地有利害关系
    """
    from inspect_engine.cli import draws, show

    ledger = session.ledger()
    draw = ledger.draw_replace(reference, reason, note, object_=object_, inspector=inspector)
    draws.report(draw, ledger, json=json)
    show.say(f"已保存：替换了 {len(draw.replaced[-1].data['changes'])} 处。")


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
    json: Json = False,
) -> None:
    """录入一个对象的检查结果（主管，或这个对象的检查员）；公示期限从检查结束日起算。公示之前可以改录。

    例：inspect-engine draw result 2026-Q4 --object GD-03 --finished 2026-12-08 --outcome none
    """
    from inspect_engine.cli import draws, show
    from inspect_engine.cli.reports import any_day
    from inspect_engine.domain.draws.register import findings

    ledger, day = session.ledger(), any_day(finished)
    assert day is not None
    draw = ledger.draw_result(reference, object_, day, outcome, note, case or ())
    if json:
        show.as_json(draws.plain(draw, ledger))
    due = next(each.due for each in findings(draw, ledger.calendar()) if each.lot.object == object_)
    assert due is not None
    show.say(f"已保存。公示期限 {due.due_on}（{due.derivation}）。")


@app.command("publish", cls=Writing)
def publish(
    reference: Reference,
    on: Annotated[str, typer.Option(metavar="日期", help="公示日期")],
    object_: Annotated[
        list[str] | None, typer.Option("--object", metavar="编号", help="只公示这些对象，可写几次（默认所有已录入的）")
    ] = None,
    json: Json = False,
) -> None:
    """登记公示：这些对象的检查结果已在这一天公开。

    例：inspect-engine draw publish 2026-Q4 --on 2026-12-20
    """
    from inspect_engine.cli import draws, show
    from inspect_engine.cli.reports import any_day

    ledger, day = session.ledger(), any_day(on)
    assert day is not None
    draw = ledger.draw_publish(reference, day, object_ or ())
    if json:
        show.as_json(draws.plain(draw, ledger))
    show.say(f"已保存：登记公示 {len(draw.published[-1].data['objects'])} 个对象。")


@app.command("list", cls=Command)
def list_draws(json: Json = False) -> None:
    """所有承诺：抽了的、没抽的、重来的，以及逾期未公示的个数。"""
    from inspect_engine.cli import draws, show
    from inspect_engine.domain.draws.register import STATUS_TITLES

    ledger = session.ledger()
    found = ledger.draws()
    if json:
        show.as_json({"items": [draws.line(draw, ledger) for draw in found]})
        return
    show.missing(len(found), "抽取")
    lines = [draws.line(draw, ledger) for draw in found]
    if lines:
        shown = ("title", "batch", "committed_on", "committed_by", "run_on")
        status = {**STATUS_TITLES, "lapsed": "承诺了，过期没有抽取"}
        rows = [
            (
                *(e["id"][:12], *(e[name] for name in shown)),
                *(status["lapsed" if e["lapsed"] else e["status"]], e["overdue"] or "", e["again"]),
            )
            for e in lines
        ]
        head = ("承诺值", "名称", "批次", "承诺日", "承诺人", "抽取日", "状态", "逾期未公示", "重来的理由")
        show.table(head, rows)


@app.command("show", cls=Command)
def show_draw(reference: Reference, json: Json = False) -> None:
    """一次抽取：抽中的对象和检查员、替换、结果、公示期限和是否逾期。"""
    from inspect_engine.cli import draws

    ledger = session.ledger()
    draws.report(ledger.draw(reference), ledger, json=json)


@app.command("export", cls=Command)
def export(
    reference: Reference,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="文件", help="写到哪里（JSON）")],
    force: Annotated[bool, typer.Option("--force", help="文件已存在时覆盖")] = False,
) -> None:
    """导出抽取记录：重抽所需的一切，任何人不用台账就能核对（draw verify 文件）。

    记录里有两库全部名单，包括每名检查员须回避谁；给谁、公不公开，由单位定。

    例：inspect-engine draw export 2026-Q4 -o 抽取记录.json
    """
    import json

    from inspect_engine.cli import show
    from inspect_engine.cli.outputs import refuse_overwriting, unwritable

    refuse_overwriting(output, force=force)
    record = session.ledger().draw_export(reference)
    try:
        with output.open("w" if force else "x", encoding="utf-8") as file:
            file.write(json.dumps(record, ensure_ascii=False, indent=1) + "\n")
    except OSError as error:
        raise unwritable(output, error) from error
    show.say(f"已写出 {output}。核对：inspect-engine draw verify {output}")


@app.command("verify", cls=Command)
def verify(
    target: Annotated[str, typer.Argument(metavar="抽取|文件", help="承诺值、批次，或 draw export 写出的文件")],
    commitment: Annotated[str | None, typer.Option(metavar="承诺值", help="当时公布的承诺值（全文）")] = None,
    json: Json = False,
) -> None:
    """核对一次抽取：按记录重新抽一遍，逐项比较；有不符的列出来，退出码 4。

    核对文件不需要台账。文件可以整个伪造，所以请用 --commitment 写上抽取之前公布的承诺值。

    例：inspect-engine draw verify 抽取记录.json --commitment 当时公布的承诺值
    """
    from inspect_engine.cli import show
    from inspect_engine.domain.draws.record import problems
    from inspect_engine.errors import InputError
    from inspect_engine.reading.draws import read_record

    path = Path(target)
    if path.suffix == ".json" and not path.is_file():
        raise InputError.one(f"没有文件 {show.display(target)}", fix="先用 draw export 写出记录文件，或核对路径")
    record = read_record(path) if path.is_file() else session.ledger().draw_record(target)
    found = list(problems(record, commitment))
    if json:
        listed = [{"where": each.where, "what": each.what, "fix": each.fix} for each in found]
        show.as_json({"ok": not found, **_told(record, found), "problems": listed})
    elif found:
        print("\n".join(show.display(each) for each in found))
        show.say(f"核对不符，共 {len(found)} 处。")
    else:
        _print_verified(record, commitment)
    raise typer.Exit(4 if found else 0)


def _told(record: Any, found: list[Any]) -> dict[str, Any]:
    """What a record that was proved says of itself."""
    if found:
        return {"id": None, "run": None, "public_value": None}
    bodies = [event["body"] for event in record["events"]]
    runs = [body["data"] for body in bodies if body["kind"] == "draw.run"]
    return {
        "id": bodies[0]["data"]["id"],
        "run": bool(runs),
        "public_value": runs[0]["public"] or None if runs else None,
    }


def _print_verified(record: Any, commitment: str | None) -> None:
    from inspect_engine.cli import show

    told = _told(record, [])
    done = "重抽的结果与记录完全一致" if told["run"] else "名单与承诺一致，还没有抽取"
    print(f"核对通过：{done}。承诺值 {told['id']}")
    if record["rehearsal"]:
        show.say("这是演练台账的抽取。")
    if commitment is None:
        show.say("请与抽取之前公布的承诺值比对，或用 --commitment 写上它。")
    if told["public_value"]:
        show.say(
            f"公开数 {told['public_value']}，请与当日公布的比对：{record['snapshot']['plan']['public']['source']}。"
        )
    for each in record["batch"]:
        done = f"于 {each['run']} 抽取" if each["run"] else "没有抽取"
        show.say(f"同一批次还有一次承诺：{each['on']}，{each['by']}，{each['id'][:12]}，{done}。")


def _checked(ledger: Ledger, file: Path) -> tuple[Draft, Pools]:
    """The plan and its pools. Raises InputError with every bad place, having told who was left out."""
    from inspect_engine.cli import draws
    from inspect_engine.errors import InputError
    from inspect_engine.reading.draws import Reading

    reading = Reading(file, ledger.today())
    draft = reading.read()
    pools, faults = ledger.draw_pools(draft)
    if faults:
        draws.say_left_out(pools)
        raise InputError(reading.problems(faults), f"抽取计划 {file} 有误")
    return draft, pools

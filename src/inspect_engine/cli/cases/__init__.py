"""``case`` and ``act``: follow hazards to closure."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Annotated

import typer

from inspect_engine.cli import corrections, countersigning, typed
from inspect_engine.cli.cases import beside as besides
from inspect_engine.cli.cases import wanted, watching
from inspect_engine.cli.commands import Command, Group, Storing, Trying
from inspect_engine.cli.consent import Yes
from inspect_engine.cli.outputs import Force, Output
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer
from inspect_engine.errors import InputError

app = typer.Typer(cls=Group, help="隐患：台账、详情、流转记录、可办事项、备注、承办人。")
app.command("note", cls=Trying)(besides.note)
app.command("assign", cls=Trying)(besides.assign)
app.command("watch", cls=Storing)(watching.watch)
app.command("unwatch", cls=Storing)(watching.unwatch)


@app.command("list", cls=Command)
@wanted.narrowed(saved=wanted.Saved, **wanted.OF_TODAY)
def list_cases(
    as_of: typed.AsOf = None,
    known_at: typed.KnownAt = None,
    by_due: Annotated[bool, typer.Option("--by-due", help="按整改期限排序（默认按发现先后）")] = False,
    limit: Annotated[int, typer.Option(metavar="件数", help="一页多少件", min=1, max=1000)] = 100,
    cursor: Annotated[str | None, typer.Option(metavar="游标", help="上一页 JSON 里的 next")] = None,
    *,
    asked: wanted.Asked,
) -> Answer:
    """隐患台账，一页一页地看；写 --as-of 的，各件是那一天的样子。常用的条件可以存下来，见 filter save。

    同样的条件也能写在 board 和 export closure 上：数字和列表对得上。

    例：inspect-engine case list --overdue --region 昭阳区 --as-of 2022-03-31
    """
    from inspect_engine.cli import filters
    from inspect_engine.cli.cases import lists

    ledger = session.ledger()
    page = lists.Page("due" if by_due else "opened", lists.after(cursor), limit)
    if as_of or known_at:
        on, known = typed.as_of_day(as_of, ledger) or ledger.desk.today(), typed.moment(known_at, ledger)
        return lists.earlier(ledger, wanted.selection(ledger, asked, on), page, on, known)
    chosen = wanted.case_filter(ledger, wanted.with_saved(ledger, asked))
    found = ledger.cases.page(chosen, order=page.order, after=page.after, limit=limit + 1)
    if not found:
        filters.known(chosen, ledger)
    return lists.page(found[:limit], ledger, ledger.desk.today(), more=len(found) > limit)


@app.command("show", cls=Command)
def show_case(reference: typed.Case, as_of: typed.AsOf = None, known_at: typed.KnownAt = None) -> Answer:
    """一件隐患的全部情况；写 --as-of 的，是那一天的样子。"""
    from inspect_engine.cli.cases.sheets import Sheet, print_sheet

    ledger = session.ledger()
    sheet = Sheet.of(ledger, reference, typed.then(as_of, known_at, ledger))
    notes = ["本步时限、罚款余额、数据疑点、会签只有今天的，这里不列。"] if sheet.then else []
    return Answer(sheet.plain(), lambda: print_sheet(sheet), notes=notes)


@app.command("history", cls=Command)
def history(reference: typed.Case, as_of: typed.AsOf = None, known_at: typed.KnownAt = None) -> Answer:
    """流转记录：每一步何时、何人、办了什么、附了什么；并入的事项，各步接着列出。截至哪一天都可以看。"""
    from inspect_engine.cli.cases import trails
    from inspect_engine.domain.cases import fold

    ledger = session.ledger()
    then = typed.then(as_of, known_at, ledger)
    read, related = ledger.cases.history, ledger.cases.related
    if then:
        room = ledger.standing
        read, related = partial(room.history, then=then), partial(room.related, then)
    entries = read(reference)
    merged = [(one, read(one.id)) for one in related(*fold(entry.event for entry in entries).absorbed)]
    return Answer(trails.plain(entries, merged), lambda: trails.print_trails(ledger, entries, merged))


@app.command("offers", cls=Command)
def offers(reference: typed.Case) -> Answer:
    """现在可办什么，各要填什么；不能办的列在后面，说明原因。

    例：inspect-engine --user insp1 case offers RQ-2022-0001
    """
    from inspect_engine.cli.cases.offers import plain, print_offers

    ledger = session.ledger()
    offered = ledger.cases.offers(reference)
    case, found = offered.case, offered.offers
    return Answer(plain(case, found), lambda: print_offers(case, found, ledger.definitions.lifecycle(case).workflow))


def act(
    references: typed.Cases = None,
    *,
    trigger: typed.Trigger,
    entries: typed.Entries = None,
    evidence: typed.Evidence = None,
    on: typed.On = None,
    base: typed.Base = None,
    cosign: countersigning.Cosign = None,
    all_of: wanted.AllOf = None,
    yes: Yes = False,
) -> Answer:
    """办理一步。规则不许时说明缺什么，退出码 1，不保存。

    几件办同一步的，编号都写上，动作写在最后；或者用 --all-of 办一个存过的筛选里的全部。各件各办各的，
    一件办不成不耽误别的，每件一行结果，全部办成才退出 0；先加 --dry-run 看看。同一 --request-id 再办，办成的不再办。

    早先在纸上办了的，用 --on 写明是哪天办的：记作补录，期限照那天算；不能早于上一步办理的那天。责任单位的账户不能补录。
    补录的日期使逾期变成按期、使加处罚款变少的，先作提出，另一个有权的人办理同一动作才算办成；按期的另外数出来。

    须两人办理的（撤销、并案、重新立案等），第一人提出，第二人办理同一动作即为确认，不必再写 --set；
    其间隐患又办了别的，提出的就作废，要重新提出。只有一名主管的，由管得到这里的上一级主管来确认：提出以后说明
    谁能确认，没有人的说明怎么办；等着确认的见 case list --to-confirm。

    几名检查员一起办的（复查、验收等），写上的另一人要签：加 --cosign 当面签，或者以后由他本人 sign confirm。

    例：inspect-engine act RQ-2022-0001 grade --set severity=major --set reason=无证经营

    例：inspect-engine act RQ-2022-0001 reply --set performed_by=张三 --set measures=已换管
    --set finished_on=2022-03-01 --evidence 照片.jpg

    例：inspect-engine act RQ-2022-0001 RQ-2022-0002 close --set opinion=同意销号 --dry-run

    例：inspect-engine act RQ-2022-0001 grade --set severity=major --set reason=无证经营 --on 2022-02-18
    """
    from inspect_engine.cli.cases import many, steps

    ledger = session.ledger()
    values = typed.assignments(entries)
    if all_of or len(references or ()) > 1:
        step, day = (references or [], trigger, values, evidence or []), typed.happened(on, ledger)
        return many.act(ledger, *step, on=day, base=base, cosign=cosign, all_of=all_of, yes=yes)
    if not references:
        raise InputError.one("要写隐患编号和动作", fix="例 act RQ-2022-0001 grade；能办的动作见 case offers")
    before = ledger.cases.get(references[0])
    beside = countersigning.seats(ledger, cosign)
    event = ledger.cases.act(references[0], trigger, values, evidence or [], base=base, on=typed.happened(on, ledger))
    opened = ledger.cases.opened_by(event) or next(iter(session.would_open()), None)
    signed = countersigning.signed(beside, event.id)
    waiting = event.data.get("awaits", ()) if session.dry_run else ledger.countersigning.waiting(event.id)
    answer = steps.taken(event, before, opened, ledger.cases.linked(before) if event.data.get("closing") else ())
    seconds = steps.seconds(ledger, event)
    return replace(answer, notes=[*answer.notes, *seconds, *signed, *countersigning.missing(waiting)])


@app.command("diagram", cls=Command)
def diagram(
    workflow: Annotated[str, typer.Argument(metavar="流程", help="已安装的流程编号（如 hazard），或流程 YAML 文件")],
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="格式",
            help="mermaid（可贴进网页和 Markdown）、dot（Graphviz 源文件）、svg（图片，要装 Graphviz）",
        ),
    ] = "mermaid",
    output: Output = None,
    force: Force = False,
) -> Answer:
    """流程图：每个状态、每个动作，各带办理角色、前提、关口、佐证份数和停留时限。

    例：inspect-engine case diagram hazard --format svg --output 隐患流程.svg

    还没写完的流程文件也能画；“没有定义”的框是动作提到、states 里没有的状态。
    """
    from inspect_engine.authoring.diagram import FORMATS, draw
    from inspect_engine.cli.definitions.installed import workflow_of
    from inspect_engine.cli.outputs import given

    typed.one_of(form, FORMATS, "格式")
    return given(draw(workflow_of(workflow), form), output, force=force)


@app.command("move", cls=Trying)
def move(
    reference: typed.Case,
    to: Annotated[
        str, typer.Option("--to", metavar="版本", help="installed（现在安装的）、版本号或存档定义的散列开头")
    ],
    reason: Annotated[str, typer.Option("--reason", metavar="文字", help="为什么改依新版，要留痕")],
    mapping: Annotated[
        list[str] | None, typer.Option("--map", metavar="旧状态=新状态", help="新流程没有的状态改到哪里，可写几次")
    ] = None,
    base: typed.Base = None,
) -> Answer:
    """让一件未办结的隐患改依另一版检查表（主管办理，留痕）。

    立案时用的是哪一版，一直依哪一版；改依新版是一次决定，要写理由。新流程没有现在的状态时，用 --map 指明改到哪个状态；
    不能改到办结状态，不能跳过新流程必经的步骤，参与过整改的人不能办。先用 packs diff 看不同，用 packs impact 看影响。

    例：inspect-engine case move RQ-2022-0001 --to installed --reason 标准修订
    例：inspect-engine case move RQ-2022-0001 --to 2026.12 --map extension_requested=rectifying --reason 流程简化
    """
    from inspect_engine.domain.versions.repinning import told

    states = typed.assignments(mapping, "--map", "旧状态", "新状态")
    event = session.ledger().cases.repin(reference, to, states, reason, base=base)
    if event is None:
        return Answer(None, told=["本来就依这一版，没有要改的。"])
    return Answer(event.plain(), told=[f"已保存：改依新版检查表，{told(event.data)}。"])


app.command("correct", cls=Trying)(corrections.case)
app.command("take-back", cls=Trying)(corrections.take_back)

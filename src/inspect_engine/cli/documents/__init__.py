"""``notice``: numbered documents, from the draft to service."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import typer

from inspect_engine.cli import corrections, countersigning, typed
from inspect_engine.cli.commands import Command, Group, Trying, Writing
from inspect_engine.cli.consent import Yes, confirmed
from inspect_engine.cli.documents import following, offices
from inspect_engine.cli.documents.following import Copy, Day, Number, Omit, Pdf
from inspect_engine.cli.documents.lines import about, counted, not_cited, not_taken, plain
from inspect_engine.cli.outputs import Force, Output, Target
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, listing, say

KindName = Annotated[str, typer.Argument(metavar="种类", help="见 notice kinds，例 rectification 或 限期整改通知书")]
Cases = Annotated[list[str], typer.Argument(metavar="隐患…", help="编号，可写几件；一份只发给一家责任单位")]
OfficeCode = Annotated[str | None, typer.Option("--office", metavar="代字", help="登记了几个发文机关时指明")]

app = typer.Typer(
    cls=Group,
    help="文书：起草、编号签发、送达、作废。文号按机关、年度连续，作废的不再用。",
    epilog="顺序：notice office add 登记机关 → notice draft 看样 → notice issue 签发 → notice serve 送达。",
)
app.add_typer(offices.app, name="office")


@app.command("kinds", cls=Command)
def kinds(
    kind: Annotated[str | None, typer.Argument(metavar="种类", help="只看这一种，列出每一栏")] = None,
) -> Answer:
    """文书种类，和每一种要填什么；有台账时是它采用的。"""
    from inspect_engine.cli.definitions.adoption import desk_here
    from inspect_engine.cli.documents.sheets import print_kind, print_kinds
    from inspect_engine.domain.documents.kinds import kind_of
    from inspect_engine.reading.documents import load_kinds

    desk = desk_here()
    every = (desk.document_kinds if desk else load_kinds()).kinds
    chosen = [kind_of(every, kind)] if kind else list(every.values())
    shape = {"items": [each.model_dump(mode="json") for each in chosen]}
    return Answer(shape, lambda: print_kind(chosen[0]) if kind else print_kinds(chosen))


@app.command("draft", cls=Command)
def draft(
    kind: KindName,
    cases: Cases,
    output: Target,
    entries: typed.Entries = None,
    omit: Omit = None,
    office: OfficeCode = None,
    on: Day = None,
    pdf: Pdf = False,
    force: Force = False,
) -> Answer:
    """起草：不编号、不保存，页眉标明草稿，缺的地方写明“缺”。

    例：inspect-engine notice draft rectification RQ-2022-0001 --set days=7 -o 草稿.docx
    """
    from inspect_engine.cli.documents import files
    from inspect_engine.exports import documents

    files.check(output, pdf=pdf, force=force)
    ledger = session.ledger()
    given, day = typed.assignments(entries), typed.past_day(on, ledger)
    content = ledger.documents.draft(kind, cases, given, office=office, omit=omit or (), on=day)
    made = files.write(documents.renderer(ledger.desk.document_kinds)(content), output, pdf=pdf, force=force)
    shape = {
        "paths": made,
        "lacking": list(content.lacking),
        "omitted": list(content.omitted),
        "doubts": list(content.doubts),
    }
    notes = [f"签发前还须：{text}" for text in content.lacking] + [f"没有引用：{text}" for text in content.omitted]
    notes += [f"请留意：{text}" for text in content.doubts]
    return Answer(shape, "\n".join(map(str, made)), notes=notes)


@app.command("issue", cls=Writing)
def issue(
    kind: KindName,
    cases: Cases,
    entries: typed.Entries = None,
    omit: Omit = None,
    office: OfficeCode = None,
    on: Day = None,
    output: Copy = None,
    pdf: Pdf = False,
    force: Force = False,
    per_unit: Annotated[
        bool,
        typer.Option("--per-unit", help="几家单位的隐患，逐家各发一份，-o 写文件夹；要么都成，要么都不成"),
    ] = False,
    cosign: countersigning.Cosign = None,
) -> Answer:
    """签发：编号、存档、办理随之而来的一步，要么全成，要么全不成。缺什么一次说清，不保存。

    限期整改通知书随即办理“签发整改通知书”，期限自送达（notice serve）次日起算。期限可写天数、5个工作日、24小时、立即、
    12月5日前；其中几件另有期限的，逐件写 --set days@RQ-2022-0002=立即。

    检查的人可以现场签发，另一名检查的人也签：加 --cosign 当面签，或者以后 sign confirm，签了才能送达；主管随后知悉，
    见 case list --untold。待定级的先由主管定级。

    一份文书只发给一家单位；一次检查查出几家的隐患，加 --per-unit，一家一份，文号相连；检查表写明另行告知的
    （如市场开办者），给它一份督促管理告知书，列出各家的隐患。各家的整改责任人不同，逐家写：
    --set responsible_person@那一家的任一件编号=姓名，还不知道的写“________”，当面填；都不知道的，
    一次写 --set responsible_person=________。
    只有某类对象才有的栏（工程的施工许可证号等）照写，写进有这一栏的各份，没有的签发后逐份说明。
    -o 写文件夹，一家一个文件。

    例：inspect-engine notice issue rectification RQ-2022-0001 --set days=7 --set responsible_person=吴某 -o 通知书.docx
    """
    from inspect_engine.cli.documents import files
    from inspect_engine.exports import documents

    if per_unit:
        files.check_folder(output, pdf=pdf)
    else:
        files.check(output, pdf=pdf, force=force)
    ledger = session.ledger()
    render = documents.renderer(ledger.desk.document_kinds)
    given, day = typed.assignments(entries), typed.past_day(on, ledger)
    beside = countersigning.seats(ledger, cosign)
    if per_unit:
        each = ledger.documents.issue_per_unit(kind, cases, given, render, office=office, omit=omit or (), on=day)
        for one in each:
            say(f"已签发并存档：{one.number} {one.title}，{one.party}（{'、'.join(one.cases)}）。")
        shape = {"items": [plain(one) for one in each]}
        signed = following.signed(ledger, beside, *each)
        notes = [*not_cited(ledger, *each), *not_taken(ledger, given, *each), *signed]
        made = files.take_each(ledger, each, output, pdf=pdf, force=force)
        return Answer(shape, "\n".join(one.number for one in each), made, notes)
    found = ledger.documents.issue(kind, cases, given, render, office=office, omit=omit or (), on=day)
    said = f"已签发并存档：{found.number} {found.title}（{'、'.join(found.cases)}）。"
    then = "送达后用 notice serve 登记，期限自送达次日起算。"
    answer = files.issued(ledger, found, said, then, output, pdf=pdf, force=force)
    return replace(answer, notes=[*answer.notes, *following.signed(ledger, beside, found)])


@app.command("list", cls=Command)
def list_documents(
    case: Annotated[str | None, typer.Option(metavar="隐患", help="只看这件隐患的")] = None,
    unserved: Annotated[bool, typer.Option("--unserved", help="只列还没有送达的；作废的不算")] = False,
    since: typed.From = None,
    until: typed.To = None,
    as_of: typed.AsOf = None,
    known_at: typed.KnownAt = None,
) -> Answer:
    """已编号的文书，作废的也列出；后面逐种合计份数，作废的不算。送达没有、作废没有，截至哪一天都可以看。

    例：inspect-engine notice list --from 2021-01-01 --to 2021-12-31
    """
    ledger = session.ledger()
    first, last = typed.period(since, until, ledger)
    then = typed.then(as_of, known_at, ledger)
    papers = ledger.standing.papers(then, case) if then else ledger.documents.all(case)
    listed = [one for one in papers if first <= one.day <= last and not (unserved and (one.served_on or one.voided_on))]
    found = [plain(one) for one in listed]
    totals = counted(found)
    below = [f"合计 {one['title']}：{one['count']} 份，涉及 {one['cases']} 件" for one in totals]
    head = ("文号", "种类", "签发日期", "责任单位", "事项", "状态")
    return listing("文书", found, head, _row, below, totals=totals)


def _row(found: dict[str, Any]) -> tuple[object, ...]:
    state = f"{found['state']}，补充 {found['supplements']}" if found["supplements"] else found["state"]
    return *(found[key] for key in ("number", "title", "day", "party")), about(found), state


@app.command("show", cls=Command)
def show_document(number: Number, output: Output = None, pdf: Pdf = False, force: Force = False) -> Answer:
    """一份文书的全部情况；加 -o 取出存档的 Word 文件。"""
    from inspect_engine.cli.documents import files
    from inspect_engine.cli.documents.sheets import print_document

    files.check(output, pdf=pdf, force=force)
    ledger = session.ledger()
    found, data = ledger.documents.get(number), ledger.documents.contents(number)
    kept = {name: data[name] for name in ("values", "cited", "omitted", "chain")}
    later = ledger.documents.successors(found.number)
    kept["replaced_by"] = [each.number for each in later if each.replaces == found.number]
    kept["supplemented_by"] = [each.number for each in later if each.supplements == found.number]
    made = files.take(ledger, found, output, pdf=pdf, force=force)
    kind = ledger.desk.document_kinds.kinds.get(found.kind)
    return Answer({**plain(found), **kept}, lambda: print_document(found, {**data, **kept}, kind), notes=made)


@app.command("serve", cls=Writing)
def serve(
    number: Number,
    how: Annotated[
        str,
        typer.Option(metavar="方式", help="direct 直接、left 留置、mail 邮寄、electronic 电子、announcement 公告"),
    ],
    on: Annotated[
        str | None, typer.Option("--on", metavar="日期", help="送达日期（默认今天）；早于今天的是补录")
    ] = None,
    received_by: Annotated[str, typer.Option(metavar="姓名", help="签收人；拒签的写拒签的人")] = "",
    refused: Annotated[bool, typer.Option("--refused", help="拒绝签收，须有见证人")] = False,
    witness: Annotated[list[str] | None, typer.Option(metavar="姓名", help="见证人，可写几次；留置送达必填")] = None,
) -> Answer:
    """登记送达。整改通知书所列的隐患随即办理“送达”，期限从送达次日起算。

    例：inspect-engine notice serve 示建燃改〔2022〕1号 --how direct --received-by 吴某
    """
    from inspect_engine.domain.documents.service import SERVICE_TITLES, Service
    from inspect_engine.domain.words.text import meant

    ledger = session.ledger()
    today = ledger.desk.today()
    day = typed.maybe_day(on, today, past=True) or today
    given = Service(day, meant(how, SERVICE_TITLES), received_by, refused, tuple(witness or ()))
    found = ledger.documents.serve(number, given)
    return Answer(plain(found), told=[f"已登记送达：{found.number}，{SERVICE_TITLES[given.how]}，{given.told}。"])


@app.command("void", cls=Writing)
def void(
    number: Number,
    reason: Annotated[str, typer.Option(metavar="理由", help="为什么作废，要留痕")],
    yes: Yes = False,
) -> Answer:
    """作废一份还没有送达的文书：须由签发人以外的主管办理，文号不再用，会先问。写错了要重发的，用 notice reissue。"""
    ledger = session.ledger()
    found = confirmed(ledger, f"作废文书 {number}", lambda: ledger.documents.void(number, reason), yes=yes)
    return Answer(plain(found), told=[f"已作废：{found.number}（{reason}）。文号保留，不再使用。"])


app.command("correct", cls=Trying)(corrections.notice)
app.command("reissue", cls=Writing)(following.reissue)
app.command("supplement", cls=Writing)(following.supplement)

"""``notice reissue``, ``notice supplement``: what follows upon a document that was issued."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_engine.cli import countersigning, typed
from inspect_engine.cli.consent import Yes, confirmed
from inspect_engine.cli.outputs import Force
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer

if TYPE_CHECKING:
    from inspect_engine.ledger import Ledger
    from inspect_engine.ledger.countersigning import Countersigning
    from inspect_engine.ledger.documents import Issued

Copy = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="文件", help="另存一份；存档的用 notice show 文号 -o 取")
]
Number = Annotated[str, typer.Argument(metavar="文号", help="例 示建燃改〔2022〕1号，括号怎么写都认")]
Omit = Annotated[
    list[str] | None,
    typer.Option(metavar="条款", help="不引用这一条，可写几次；待核的条款不许引用，可这样略去"),
]
Day = Annotated[
    str | None,
    typer.Option("--on", metavar="日期", help="签发日期（默认今天）；早于今天的是补录，不能早于本机关上一个文号的"),
]
Reason = Annotated[str, typer.Option("--reason", metavar="理由", help="为什么重发，要留痕；记为原文书作废的理由")]
Pdf = Annotated[bool, typer.Option("--pdf", help="同时转一份 PDF（须安装 LibreOffice）")]


def reissue(
    number: Number,
    reason: Reason,
    entries: typed.Entries = None,
    output: Copy = None,
    pdf: Pdf = False,
    force: Force = False,
    yes: Yes = False,
) -> Answer:
    """重发：一份还没有送达的文书写错了，一步作废并另编一号，两份互相指明；要么都成，要么都不成，会先问。

    没有写 --set 的栏照原来的；检查对象登记的内容其间更正过的，用现在的。期限、整改要求随之更正到所列的隐患。须由签发人
    以外的主管办理；已经送达的不能重发：送达写错的用 notice correct，增减隐患的另发补充通知书。

    例：inspect-engine notice reissue 示建燃改〔2022〕1号 --set address=某路2号 --reason 地址写错
    """
    from inspect_engine.cli.documents import files
    from inspect_engine.exports import documents

    files.check(output, pdf=pdf, force=force)
    ledger, given = session.ledger(), typed.assignments(entries)
    room, render = ledger.documents, documents.renderer(ledger.desk.document_kinds)
    question = f"作废 {number}，另编一号重发"
    made = confirmed(ledger, question, lambda: room.reissue(number, reason, given, render), yes=yes)
    found = room.get(made)
    said = f"已重发并存档：{found.number} 代替 {found.replaces}（作废：{reason}）。"
    then, differing = "送达后用 notice serve 登记。", _differing(ledger, found)
    return files.issued(ledger, found, said, then, output, pdf=pdf, force=force, differing=differing)


def supplement(
    number: Number,
    why: Annotated[str, typer.Option("--why", metavar="文字", help="补充的理由，印在补充通知书上")],
    add: Annotated[list[str] | None, typer.Option("--add", metavar="隐患", help="增列这一件，可写几次")] = None,
    remove: Annotated[list[str] | None, typer.Option("--remove", metavar="隐患", help="摘出这一件，可写几次")] = None,
    entries: typed.Entries = None,
    omit: Omit = None,
    on: Day = None,
    output: Copy = None,
    pdf: Pdf = False,
    force: Force = False,
) -> Answer:
    """补充：给一份已送达的整改通知书增列、摘出隐患，另发一份补充通知书，编自己的号，自己送达（notice serve）。

    增列的（已定级、同一家单位的）随即办理“签发整改通知书”，期限自补充通知书送达次日起算；其中几件另有期限的写
    --set days@RQ-2022-0003=立即。摘出的在补充通知书送达时回到已定级，不再计期，或另发通知书，或撤销；送达以前已经回复、
    办结的不再摘出。签发权限同整改通知书；摘出的须由原通知书签发人以外的主管办理，登记送达时已经逾期的，送达还须由另一位主管登记。

    例：inspect-engine notice supplement 示建燃改〔2022〕1号 --add RQ-2022-0003 --why 复查时新查出
    --set days=7 --set responsible_person=吴某

    例：inspect-engine notice supplement 示建燃改〔2022〕1号 --remove RQ-2022-0002 --why 不属于该单位
    """
    from inspect_engine.cli.documents import files
    from inspect_engine.exports import documents

    files.check(output, pdf=pdf, force=force)
    ledger = session.ledger()
    render, day = documents.renderer(ledger.desk.document_kinds), typed.past_day(on, ledger)
    given = {**typed.assignments(entries), "reason": why}
    found = ledger.supplements.issue(number, add or (), remove or (), given, render, omit=omit or (), on=day)
    told = [
        f"增列 {'、'.join(found.cases)}" if found.cases else "",
        f"摘出 {'、'.join(found.leaving)}" if remove else "",
    ]
    said = f"已签发并存档：{found.number} {found.title}，补充 {found.supplements}：{'，'.join(filter(None, told))}。"
    then = "送达后用 notice serve 登记：增列的起算期限，摘出的随即摘出。"
    return files.issued(ledger, found, said, then, output, pdf=pdf, force=force)


def signed(ledger: Ledger, beside: Sequence[Countersigning], *found: Issued) -> list[str]:
    """Let those who sit here sign what inspectors have issued themselves; whose signatures are missing still."""
    room, told = ledger.countersigning, list[str]()
    for case in dict.fromkeys(case for each in found for case in each.cases):
        record = ledger.cases.get(case).last_event
        told += [f"{case}：{line}" for line in countersigning.signed(beside, record)]
        told += [f"{case}：{line}" for line in countersigning.missing(room.waiting(record))]
    return told


def _differing(ledger: Ledger, found: Issued) -> Iterator[str]:
    """What a document says otherwise than the one in whose place it is."""
    kind = ledger.desk.document_kinds.kinds[found.kind]
    old, new = (ledger.documents.contents(each)["values"] for each in (found.replaces or found.number, found.number))
    for spec in kind.fields:
        before, now = old.get(spec.id, ""), new.get(spec.id, "")
        if before != now and spec.id != "number":
            yield f"{spec.title}：{before or '（无）'} → {now or '（无）'}"

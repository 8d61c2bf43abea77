"""``notice``: numbered documents, from the draft to service."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspect_engine.cli import offices
from inspect_engine.cli.session import session
from inspect_engine.cli.words import Command, Group, Writing

if TYPE_CHECKING:
    from inspect_engine.domain.documents.kinds import DocumentKind
    from inspect_engine.storage.documents import Issued

Json = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取")]
KindName = Annotated[str, typer.Argument(metavar="种类", help="见 notice kinds，例 rectification 或 限期整改通知书")]
Cases = Annotated[list[str], typer.Argument(metavar="隐患…", help="编号，可写几件；须是同一责任单位的")]
Entries = Annotated[list[str] | None, typer.Option("--set", metavar="字段=值", help="要填的内容，可写几次")]
Omit = Annotated[
    list[str] | None,
    typer.Option(metavar="条款", help="不引用这一条，可写几次；待核的条款不许引用，可这样略去"),
]
OfficeCode = Annotated[str | None, typer.Option("--office", metavar="代字", help="登记了几个发文机关时指明")]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="文件", help="Word 文件写到哪里")]
Pdf = Annotated[bool, typer.Option("--pdf", help="同时转一份 PDF（须安装 LibreOffice）")]
Force = Annotated[bool, typer.Option("--force", help="文件已存在时覆盖")]
Number = Annotated[str, typer.Argument(metavar="文号", help="例 示建燃改〔2022〕1号，括号怎么写都认")]

app = typer.Typer(
    cls=Group,
    help="文书：起草、编号签发、送达、作废。文号按机关、年度连续，作废的不再用。",
    epilog="顺序：notice office add 登记机关 → notice draft 看样 → notice issue 签发 → notice serve 送达。",
)
app.add_typer(offices.app, name="office")

LINE = (
    *("number", "kind", "title", "day", "party", "issuer", "cases", "state", "replaces", "sha256", "served_on"),
    *("service", "received_by", "refused", "voided_on", "voided_by", "void_reason"),
)
"""Keys of one document in JSON."""


@app.command("kinds", cls=Command)
def kinds(
    kind: Annotated[str | None, typer.Argument(metavar="种类", help="只看这一种，列出每一栏")] = None,
    json: Json = False,
) -> None:
    """文书种类，和每一种要填什么。"""
    from inspect_engine.cli import show
    from inspect_engine.domain.documents.kinds import kind_of
    from inspect_engine.reading.documents import load_kinds

    every = load_kinds().kinds
    chosen = [kind_of(every, kind)] if kind else list(every.values())
    if json:
        show.as_json({"items": [each.model_dump(mode="json") for each in chosen]})
    elif kind:
        _show_kind(chosen[0])
    else:
        show.table(("种类", "名称", "由谁签发"), [(each.id, each.title, _issuers(each)) for each in chosen])


def _issuers(kind: DocumentKind) -> str:
    from inspect_engine.domain.definitions import ROLE_TITLES
    from inspect_engine.domain.people.authority import PERMISSIONS

    return "、".join(title for role, title in ROLE_TITLES.items() if role in PERMISSIONS[kind.verb][1])


def _show_kind(kind: DocumentKind) -> None:
    from inspect_engine.cli import show

    print(show.display(f"{kind.title}（{kind.id}），由{_issuers(kind)}签发"))
    rows = []
    for spec in kind.fields:
        need = "台账给出" if spec.source else "选填" if not spec.required else "有默认" if spec.default else "必填"
        usual = f"默认：{spec.default}" if spec.default else ""
        options = "／".join(f"{key} {title}" for key, title in spec.choices.items())
        works = "只有工程项目要填" if spec.only_for else ""
        rows.append((spec.id, spec.label, need, "；".join(p for p in (options, spec.hint, works, usual) if p)))
    show.table(("字段", "名称", "", "说明"), rows)


@app.command("draft", cls=Command)
def draft(
    kind: KindName,
    cases: Cases,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="文件", help="Word 文件写到哪里")],
    entries: Entries = None,
    omit: Omit = None,
    office: OfficeCode = None,
    pdf: Pdf = False,
    force: Force = False,
) -> None:
    """起草：不编号、不保存，页眉标明草稿，缺的地方写明“缺”。

    例：inspect-engine notice draft rectification RQ-2022-0001 --set days=7 -o 草稿.docx
    """
    from inspect_engine.cli import show
    from inspect_engine.cli.reports import assignments
    from inspect_engine.exports import documents

    _writable(output, pdf, force)
    ledger = session.ledger()
    content = ledger.draft(kind, cases, assignments(entries), office=office, omit=omit or ())
    _write(documents.renderer(ledger.kinds)(content), output, pdf)
    for text in content.lacking:
        show.say(f"签发前还须：{text}")


@app.command("issue", cls=Writing)
def issue(
    kind: KindName,
    cases: Cases,
    entries: Entries = None,
    omit: Omit = None,
    office: OfficeCode = None,
    output: Output = None,
    pdf: Pdf = False,
    force: Force = False,
    json: Json = False,
) -> None:
    """签发：编号、存档、办理随之而来的一步，要么全成，要么全不成。缺什么一次说清，不保存。

    限期整改通知书随即办理“签发整改通知书”，期限自送达（notice serve）次日起算。

    例：inspect-engine notice issue rectification RQ-2022-0001 --set days=7 --set responsible_person=吴某 -o 通知书.docx
    """
    from inspect_engine.cli import show
    from inspect_engine.cli.reports import assignments
    from inspect_engine.exports import documents

    _writable(output, pdf, force)
    ledger = session.ledger()
    render = documents.renderer(ledger.kinds)
    found = ledger.issue(kind, cases, assignments(entries), render, office=office, omit=omit or ())
    if json:
        show.as_json(_line(found))
    else:
        print(found.number)
    show.say(f"已签发并存档：{found.number} {found.title}（{'、'.join(found.cases)}）。")
    if output:
        _write(ledger.evidence_path(found.file).read_bytes(), output, pdf, quiet=True)
    show.say("送达后用 notice serve 登记，期限自送达次日起算。")


@app.command("list", cls=Command)
def list_documents(
    case: Annotated[str | None, typer.Option(metavar="隐患", help="只看这件隐患的")] = None, json: Json = False
) -> None:
    """已编号的文书，作废的也列出。"""
    from inspect_engine.cli import show

    found = session.ledger().documents(case)
    if json:
        show.as_json({"items": [_line(each) for each in found]})
        return
    show.missing(len(found), "文书")
    if found:
        rows = [(d.number, d.title, d.day, d.party, "、".join(d.cases), d.state) for d in found]
        show.table(("文号", "种类", "签发日期", "责任单位", "事项", "状态"), rows)


@app.command("show", cls=Command)
def show_document(
    number: Number, output: Output = None, pdf: Pdf = False, force: Force = False, json: Json = False
) -> None:
    """一份文书的全部情况；加 -o 取出存档的 Word 文件。"""
    from inspect_engine.cli import show
    from inspect_engine.domain.documents.service import SERVICE_TITLES

    _writable(output, pdf, force)
    ledger = session.ledger()
    found, data = ledger.document(number), ledger.contents(number)
    if json:
        kept = {name: data[name] for name in ("values", "cited", "omitted", "chain")}
        show.as_json({**_line(found), **kept})
    else:
        kind = ledger.kinds.kinds.get(found.kind)
        titles = {spec.id: spec.title for spec in kind.fields} if kind else {}
        served = f"{found.served_on} {SERVICE_TITLES[found.service]}，{found.received_by}" if found.service else None
        void = f"{found.voided_on} {found.voided_by}：{found.void_reason}" if found.voided_on else None
        show.pairs(
            [
                ("文号", found.number),
                ("种类", found.title),
                ("状态", found.state),
                ("事项", "、".join(found.cases)),
                ("签发人", found.issuer),
                ("代替", found.replaces),
                ("送达", served),
                ("作废", void),
                *((titles[name], data["values"].get(name)) for name in titles if name not in ("number", "content")),
                ("引用条款", "；".join(data["cited"])),
                ("没有引用", "；".join(data["omitted"])),
                ("文件 SHA-256", found.sha256),
                ("签发前链头", data["chain"]),
            ]
        )
    if output:
        _write(ledger.evidence_path(found.file).read_bytes(), output, pdf, quiet=True)


@app.command("serve", cls=Writing)
def serve(
    number: Number,
    how: Annotated[
        str,
        typer.Option(metavar="方式", help="direct 直接、left 留置、mail 邮寄、electronic 电子、announcement 公告"),
    ],
    on: Annotated[str | None, typer.Option("--on", metavar="日期", help="送达日期（默认今天）")] = None,
    received_by: Annotated[str, typer.Option(metavar="姓名", help="签收人；拒签的写拒签的人")] = "",
    refused: Annotated[bool, typer.Option("--refused", help="拒绝签收，须有见证人")] = False,
    witness: Annotated[list[str] | None, typer.Option(metavar="姓名", help="见证人，可写几次；留置送达必填")] = None,
    json: Json = False,
) -> None:
    """登记送达。整改通知书所列的隐患随即办理“送达”，期限从送达次日起算。

    例：inspect-engine notice serve 示建燃改〔2022〕1号 --how direct --received-by 吴某
    """
    from inspect_engine.cli import show
    from inspect_engine.cli.reports import any_day
    from inspect_engine.domain.documents.service import SERVICE_TITLES, Service

    ledger = session.ledger()
    names = {title: key for key, title in SERVICE_TITLES.items()}
    given = Service(any_day(on) or ledger.today(), names.get(how, how), received_by, refused, tuple(witness or ()))
    found = ledger.serve(number, given)
    if json:
        show.as_json(_line(found))
    show.say(f"已登记送达：{found.number}，{SERVICE_TITLES[given.how]}，{given.told}。")


@app.command("void", cls=Writing)
def void(number: Number, reason: Annotated[str, typer.Option(metavar="理由")], json: Json = False) -> None:
    """作废一份还没有送达的文书：须由签发人以外的主管办理，文号不再用。之后可重新签发代替它。"""
    from inspect_engine.cli import show

    found = session.ledger().void(number, reason)
    if json:
        show.as_json(_line(found))
    show.say(f"已作废：{found.number}（{reason}）。文号保留，不再使用。")


def _line(found: Issued) -> dict[str, Any]:
    return {name: getattr(found, name) for name in LINE}


def _writable(output: Path | None, pdf: bool, force: bool) -> None:
    """Before anything is stored: the files can be written, and PDF can be made. Raises InputError."""
    from inspect_engine.cli.outputs import refuse_overwriting
    from inspect_engine.errors import InputError
    from inspect_engine.exports.documents.pdf import require_office

    if pdf:
        require_office()
    if output is None:
        if pdf:
            raise InputError.one("--pdf 须与 -o 文件 同用")
        return
    if output.suffix.lower() != ".docx":
        raise InputError.one(f"文件名“{output.name}”应以 .docx 结尾", fix="例：-o 通知书.docx，加 --pdf 另得一份 PDF")
    for path in (output, *([output.with_suffix(".pdf")] if pdf else ())):
        refuse_overwriting(path, force=force)


def _write(content: bytes, output: Path, pdf: bool, *, quiet: bool = False) -> None:
    """Write the Word file and, if asked for, the PDF beside it; prints their paths."""
    from inspect_engine.cli import show
    from inspect_engine.cli.outputs import unwritable
    from inspect_engine.exports import documents

    try:
        output.write_bytes(content)
    except OSError as error:
        raise unwritable(output, error, "已经签发的不受影响，用 notice show 文号 -o 文件 再取") from error
    made = [output, *([documents.convert(output, output.with_suffix(".pdf"))] if pdf else [])]
    for path in made:
        show.say(f"已写出：{path}") if quiet else print(path)

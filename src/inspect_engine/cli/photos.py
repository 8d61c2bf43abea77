"""``export photos``, what was found and what was put right side by side; and the evidence beside a workbook."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from inspect_engine.cli import typed
from inspect_engine.cli.cases import wanted
from inspect_engine.cli.documents.following import Pdf
from inspect_engine.cli.outputs import Force, Redact, Target, refuse_overwriting
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, say
from inspect_engine.errors import InputError

if TYPE_CHECKING:
    from inspect_engine.exports.closure.workbook import Summary

WithEvidence = Annotated[
    Path | None, typer.Option("--with-evidence", metavar="文件夹", help="佐证材料另存到这个文件夹，表里可点开")
]

UNCOVERED = "照片里的人脸、证件、号码没有遮盖，给出去以前请逐张看。"


@wanted.narrowed(saved=wanted.Saved)
def export_photos(
    cases: typed.Cases = None,
    output: Target = Path("photos.docx"),
    as_of: typed.AsOf = None,
    known_at: typed.KnownAt = None,
    redact: Redact = False,
    pdf: Pdf = False,
    force: Force = False,
    *,
    asked: wanted.Asked,
) -> Answer:
    """导出整改前后对照：发现的照片在左，整改、复查的照片在右，写明编号、对象、部位、隐患、日期和谁。

    文件名以 .docx 结尾的是 Word（加 --pdf 另得一份 PDF），以 .xlsx 结尾的是 Excel。
    不写编号就是看得到的全部有照片的隐患，一个文件至多 200 件；可写和 case list 一样的条件。
    照片缩小、摆正，去掉拍摄地点等信息；坏的、过大的、被改动过的不印，写明是哪一张。只有检查员、主管能导出。

    例：inspect-engine export photos --region 昭阳区 -o 对照.docx

    例：inspect-engine export photos RQ-2022-0001 RQ-2022-0002 -o 对照.xlsx
    """
    from inspect_engine.cli.documents import files
    from inspect_engine.exports.closure import photographs
    from inspect_engine.exports.documents import convert

    ledger = session.ledger()
    refuse_overwriting(output, force=force)
    if pdf:
        files.check(output, pdf=pdf, force=force)
    day, known = typed.as_of_day(as_of, ledger), typed.moment(known_at, ledger)
    selection = wanted.selection(ledger, asked, day)
    say("正在导出整改前后对照…")
    found = photographs.write(
        ledger, output, cases or (), as_of=day, known_at=known, redact=redact, selection=selection, force=force
    )
    shape = {"cases": found.cases, "left": found.left, "faults": found.faults}
    shape |= {"without": found.without, "filter": selection.plain()}
    more = [f"另有 {found.left} 件有佐证的没有列入，可写编号分次导出。"] if found.left else []
    more += [f"没有照片、没有列入的：{'、'.join(found.without)}"] if found.without else []
    notes = [f"{found.cases} 件。", *more, *found.faults, *([UNCOVERED] if redact else [])]
    made = [found.path, *([convert(output, output.with_suffix(".pdf"), force=force)] if pdf else [])]
    return Answer({**shape, "paths": made}, "\n".join(map(str, made)), notes=notes)


def refuse_folder(folder: Path | None, output: Path, *, force: bool) -> None:
    """Before the work is done. Raises InputError where no such folder can be made beside a workbook."""
    if folder is None:
        return
    from inspect_engine.exports.closure.evidence import ours
    from inspect_engine.exports.whole import refuse_folder as refuse

    if folder.resolve() == output.resolve():
        raise InputError.one("佐证文件夹和工作簿同名", where="--with-evidence", fix="换一个文件夹名，例：佐证")
    refuse(folder, force=force, ours=ours)


def with_evidence(answer: Answer, summary: Summary, folder: Path | None) -> Answer:
    """What is told of a workbook, and of the evidence beside it: 4 where some of it is not what was stored."""
    if folder is None:
        return answer
    told = {"path": folder, "files": summary.files, "faults": summary.faults}
    notes = [*answer.notes, f"佐证材料 {summary.files} 份在 {folder}", *summary.faults]
    shape = {**cast("dict[str, Any]", answer.shape), "evidence": told}
    return replace(answer, shape=shape, notes=notes, code=4 if summary.faults else 0)

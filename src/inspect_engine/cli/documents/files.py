"""Documents as files: Word, and PDF beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from inspect_engine.cli import outputs
from inspect_engine.cli.documents.lines import not_cited, plain
from inspect_engine.cli.show import Answer, display, say
from inspect_engine.errors import InputError
from inspect_engine.exports import documents
from inspect_engine.exports.documents.pdf import require_office
from inspect_engine.ledger import Ledger
from inspect_engine.ledger.documents import Issued

UNSAFE, LONGEST = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]'), 60
"""What no name of a file may have on some system; sixty characters are at most 240 bytes."""
AGAIN = "已经签发的不受影响，用 notice show 文号 -o 文件 再取"


def check(output: Path | None, *, pdf: bool, force: bool) -> None:
    """Before anything is stored: the files can be written, and PDF can be made. Raises InputError."""
    if pdf:
        require_office()
    if output is None:
        if pdf:
            raise InputError.one("--pdf 须与 -o 文件 同用")
        return
    if output.suffix.lower() != ".docx":
        raise InputError.one(f"文件名“{output.name}”应以 .docx 结尾", fix="例：-o 通知书.docx，加 --pdf 另得一份 PDF")
    for path in (output, *([output.with_suffix(".pdf")] if pdf else ())):
        outputs.refuse_overwriting(path, force=force)


def check_folder(folder: Path | None, *, pdf: bool) -> None:
    """As :func:`check`, for a file for each unit in a folder, that is made if it is not there."""
    if pdf:
        require_office()
    if folder is None:
        if pdf:
            raise InputError.one("--pdf 须与 -o 文件夹 同用")
        return
    if folder.suffix.lower() in (".docx", ".pdf"):
        raise InputError.one(
            f"“{folder.name}”是文件名：--per-unit 一家一份，请写文件夹", where="-o", fix="例：-o 通知书"
        )
    if folder.exists() and not folder.is_dir():
        raise InputError.one(f"{folder} 不是文件夹", where="-o", fix="换一个名字")
    if not folder.exists() and not folder.absolute().parent.is_dir():
        raise InputError.one(f"没有文件夹 {folder.parent}", where="-o", fix="请先建立，或换一个位置")


def file_name(found: Issued) -> str:
    """Of a document: its number and whom it is for, without what file systems do not take."""
    told = UNSAFE.sub("_", display(f"{found.number} {found.party}"))
    return f"{told[:LONGEST].strip(' .')}.docx"


def take_each(ledger: Ledger, found: Iterable[Issued], folder: Path | None, *, pdf: bool, force: bool) -> list[str]:
    """As :func:`take`, each into a file of its own in a folder."""
    if folder is None:
        return []
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise outputs.unwritable(folder, error, AGAIN) from error
    return [line for one in found for line in take(ledger, one, folder / file_name(one), pdf=pdf, force=force)]


def write(content: bytes, output: Path, *, pdf: bool, force: bool) -> list[Path]:
    """Write the Word file and, if asked for, the PDF beside it; their paths."""
    outputs.write(output, content, force=force, fix=AGAIN)
    return [output, *([documents.convert(output, output.with_suffix(".pdf"), force=force)] if pdf else [])]


def issued(
    ledger: Ledger,
    found: Issued,
    said: str,
    then: str,
    output: Path | None,
    *,
    pdf: bool,
    force: bool,
    differing: Iterable[str] = (),
) -> Answer:
    """Of a document just issued: that it is, whatever becomes of its file, what it leaves out, and what comes then."""
    say(said)
    made = take(ledger, found, output, pdf=pdf, force=force)
    return Answer(plain(found), found.number, [*differing, *made], [*not_cited(ledger, found), then])


def take(ledger: Ledger, found: Issued, output: Path | None, *, pdf: bool, force: bool) -> list[str]:
    """Write what is kept of a document, where it was asked for; a line for each file."""
    if output is None:
        return []
    content = ledger.desk.evidence_path(found.file).read_bytes()
    return [f"已写出：{path}" for path in write(content, output, pdf=pdf, force=force)]

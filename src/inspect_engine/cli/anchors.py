"""``anchor``, ``verify`` and ``user keys``: whether the ledger is what it was, and who signed it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspect_engine.cli.commands import Command, Group, Writing
from inspect_engine.cli.consent import Yes, confirmed
from inspect_engine.cli.outputs import Force, Output, write
from inspect_engine.cli.people.users import Name
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, counting, document, fields_of, listing, pairs
from inspect_engine.errors import InspectError

if TYPE_CHECKING:
    from inspect_engine.domain.anchors import Anchor, CaseProof
    from inspect_engine.errors import Problem
    from inspect_engine.exports.closure.comparing import Compared
    from inspect_engine.exports.closure.sealing import Seal
    from inspect_engine.ledger import Ledger
    from inspect_engine.ledger.people.keys import Signing

app = typer.Typer(cls=Group, help="锚：台账此刻到哪一条、链值和 Merkle 根是什么，存到别处，日后就能证明没被改写。")
Reason = Annotated[str, typer.Option("--reason", metavar="文字", help="缘由，记入台账")]
Fingerprint = Annotated[str, typer.Argument(metavar="指纹", help="钥匙的开头至少 8 位，与本人当面核对")]
NOT_NOTED = "台账没有记下这次导出（查阅账户的、台账写不了时的、旧版本导出的不记），不能因此说它不是本台账导出的"
LIMIT = 4_000_000
"""Bytes of an anchor or proof at most."""


@app.command("show", cls=Command)
def show(
    count: Annotated[int | None, typer.Option("--at", metavar="条数", help="到第几条为止，默认到最后一条")] = None,
) -> Answer:
    """台账到哪一条、链值和 Merkle 根：与抄下的、工作簿上的逐字对照。

    例：inspect-engine anchor show --at 120
    """
    anchor = session.ledger().anchors.here(count)
    return Answer({**anchor.plain(), "code": anchor.code}, lambda: pairs(_rows(anchor)))


@app.command("export", cls=Command)
def export(output: Output = None, force: Force = False) -> Answer:
    """导出锚：一个小文件，有签名钥匙的会签名。存到台账以外的地方（U 盘、邮件、上级），日后用 verify --anchor 核对。

    例：inspect-engine anchor export -o 台账.anchor.json
    """
    anchor = session.ledger().anchors.export()
    text = document(anchor.plain(), indent=1) + "\n"
    if output is None:
        return Answer(anchor.plain(), lambda: print(text, end=""))
    write(output, text, force=force)
    notes = [] if anchor.signature else ["没有签名：你在本机没有签名钥匙（设了口令的人才有）。"]
    return Answer({"path": output, **anchor.plain()}, str(output), ["已写出。", *notes])


@app.command("accept", cls=Writing)
def accept(reason: Reason, yes: Yes = False) -> Answer:
    """台账与本机以前见过的不符时，由主管说明缘由，之后才能再记。说明本身记入台账，撤不回。

    例：inspect-engine anchor accept --reason 磁盘损坏，11 月 3 日从备份放回
    """
    ledger = session.ledger()
    fault = ledger.desk.astray
    what = fault.what if fault else ""
    confirmed(ledger, f"认可现在的台账（{what}）", lambda: ledger.anchors.accept(reason), yes=yes)
    return Answer({"what": what, "reason": reason}, told=["已记录。以后按现在的台账核对。"])


def verify(
    file: Annotated[Path | None, typer.Argument(metavar="文件", help="工作簿、证明或锚；不写就核验台账")] = None,
    anchor: Annotated[
        Path | None, typer.Option("--anchor", metavar="锚", help="另外与这个锚核对：锚文件，或工作簿、文书上的锚码")
    ] = None,
    case: Annotated[str | None, typer.Option("--case", metavar="编号", help="证明一件事项的记录都在根之下")] = None,
    against: Annotated[str | None, typer.Option("--against", metavar="锚", help="对哪个锚：锚文件或锚码")] = None,
    output: Output = None,
    force: Force = False,
) -> Answer:
    """核验台账：每一条都照当时的规则重办一遍，散列链、派生表、签名和佐证材料逐一核对；有问题时指明是哪一条，退出码 4。

    规则指当时的流程、角色、区划、代办和放假安排：谁当时办不成这一步，这一条就列出来，哪怕散列都对。
    另有提示（时钟倒退、没有记录提到的文件），不算不通过，请人看一眼。

    写上导出的工作簿，就按它的截止日期重新导出，逐格比较。没有台账的电脑上，按工作簿里的封条核对每一格是否与导出时相同、
    是谁签的名（要设了口令的人导出的）。加 --anchor 还与以前导出的锚核对：末尾被截、
    整本被改写都看得出来。--case 作出一件事项的证明，写成文件后没有台账的人也能核验：verify 证明.json --against 锚码。

    谁都可以核验。你看得到的，说清楚是谁、是哪一件；看不到的，和认不出你是谁的时候，只说是第几条。

    例：inspect-engine verify 闭环台账.xlsx；inspect-engine verify --anchor 台账.anchor.json
    """
    if file is not None:
        return _of_file(file, _anchor(against) if against else None, _anchor(str(anchor)) if anchor else None)
    if case is not None:
        return _of_case(case, _anchor(against) if against else None, output, force=force)
    return _of_ledger(_anchor(str(anchor)) if anchor else None)


def _of_ledger(anchor: Anchor | None) -> Answer:
    from inspect_engine.ledger.disclosure import disclosed

    ledger = _whoever()
    with counting("核验") as told:
        found = ledger.verification(told)
    problems = list(found.problems)
    problems += [] if anchor is None or (problems and problems[0].where == "文件") else ledger.anchors.check(anchor)
    if problems:
        return _failed(ledger, problems, found.notices)
    seen = disclosed(ledger.desk, found.notices)
    head, seals = ledger.desk.head, ledger.seals()
    shape = {
        "ok": True,
        "problems": [],
        "notices": list(map(fields_of, seen)),
        "events": head.count,
        "chain_head": head.chain,
    }
    shape |= {"signed": seals.signed, "signed_by_unconfirmed": seals.vouched, "unsigned": seals.unsigned}
    shape |= {"root": ledger.anchors.here().root, "anchor": anchor.count if anchor else None}
    words = f"核验通过：{head.count} 条流转记录，链头 {head.chain}"
    signed = f"有签名的 {seals.signed} 条，签名钥匙还没确认的 {seals.vouched} 条，没有签名的 {seals.unsigned} 条。"
    return Answer(shape, words, notes=[*map(_noticed, seen), signed, *_against(ledger, anchor)])


def _against(ledger: Ledger, anchor: Anchor | None) -> list[str]:
    if anchor is not None:
        return [f"与锚相符：锚里的 {anchor.count} 条一条没少、一字没改。"]
    if ledger.desk.astray:
        return [f"注意：{ledger.desk.astray.what}。"]
    whole = "链是完整的，每一步都合当时的规则。"
    return [f"{whole}若要证明末尾没有被截掉或整本重写，请与存在别处的锚核对：verify --anchor 文件。"]


def _whoever() -> Ledger:
    """The ledger as the chosen person sees it, or as somebody who has not proved who he is."""
    from inspect_engine.ledger import Ledger

    try:
        return session.ledger()
    except InspectError:
        return Ledger(session.path, session.person)


def _failed(ledger: Ledger, every: Sequence[Problem], notices: Sequence[Problem] = ()) -> Answer:
    """What is wrong, as far as who looks may be told of it."""
    from inspect_engine.ledger.disclosure import HIDDEN, disclosed

    problems, seen = disclosed(ledger.desk, every), disclosed(ledger.desk, notices)
    answer = _faulty(problems, seen)
    hidden = any(each.what == HIDDEN for each in (*problems, *seen))
    notes = ["要看详情，请看得到的人用 --user 写明是谁再核验；设有口令的要给口令。"] if hidden else []
    return replace(answer, notes=[*map(_noticed, seen), *notes])


def _noticed(notice: Problem) -> str:
    return f"提示：{notice}"


def _faulty(problems: Sequence[Problem], notices: Sequence[Problem] = ()) -> Answer:
    words = "\n".join([f"核验不通过，{len(problems)} 处：", *(f"  {problem}" for problem in problems)])
    shape = {"ok": False, "problems": list(map(fields_of, problems)), "notices": list(map(fields_of, notices))}
    return Answer(shape, words, code=4)


def _of_case(number: str, against: Anchor | None, output: Path | None, *, force: bool) -> Answer:
    proof = session.ledger().anchors.prove(number, against)
    shape = {"ok": True, **_proof_shape(proof)}
    words = f"{number}：{len(proof.records)} 条流转记录都在根 {proof.anchor.root[:16]}…（{proof.anchor.count} 条）之下"
    notes = [f"锚之后另有 {proof.later} 条，不在证明之内。"] if proof.later else []
    if output is None:
        return Answer(shape, words, notes=notes)
    write(output, document(proof.plain(), indent=1) + "\n", force=force)
    return Answer({**shape, "path": output}, words, notes=[*notes, f"证明已写到 {output}。"])


def _proof_shape(proof: CaseProof) -> dict[str, Any]:
    positions = [each.proof.index + 1 for each in proof.records]
    return {"number": proof.number, "records": positions, "later": proof.later, "anchor": proof.anchor.plain()}


def _of_file(file: Path, against: Anchor | None, anchor: Anchor | None) -> Answer:
    """Check a proof by itself, an anchor against this ledger, or a workbook against it, cell by cell; against another
    anchor, too, where one is given."""
    from inspect_engine.domain.anchors import FORMAT, read, read_proof

    if file.suffix.lower() == ".xlsx":
        return _of_workbook(file, anchor or against)
    raw = _json(file)
    if isinstance(raw, dict) and raw.get("format") == FORMAT:
        return _of_ledger(read(raw))
    proof, against = read_proof(raw), against or anchor
    if problems := list(proof.faults(against)):
        return _faulty(problems)
    root = f"根 {proof.anchor.root}（{proof.anchor.count} 条）"
    words = f"证明成立：{proof.number} 的 {len(proof.records)} 条流转记录都在{root}之下"
    note = "根与你给的锚相同。" if against else "还要核对这个根：与存在别处的锚、工作簿或文书上的对照，或加 --against。"
    return Answer({"ok": True, **_proof_shape(proof), "compared": against is not None}, words, notes=[note])


def _of_workbook(file: Path, anchor: Anchor | None) -> Answer:
    from inspect_engine.exports.closure import comparing
    from inspect_engine.ledger.disclosure import disclosed

    if not session.path.exists():
        return _of_sealed(file, anchor)
    ledger = session.ledger()
    found = comparing.compare(ledger, file)
    faults = [*ledger.verify(), *(ledger.anchors.check(anchor) if anchor else [])]
    if problems := [*disclosed(ledger.desk, faults), *found.problems]:
        return _faulty(problems)
    shape = {
        "ok": True,
        "anchor": found.anchor.plain(),
        "as_of": found.as_of,
        "cells": found.cells if found.whole else 0,
        "not_compared": list(found.unseen),
        "exported": {"pos": found.noted.pos, "by": found.noted.by, "at": found.noted.at} if found.noted else None,
    }
    words = f"核验通过：{file.name} 截至 {found.as_of}，据 {found.anchor.count} 条流转记录"
    against = [_against(ledger, anchor)[0]] if anchor else []
    return Answer(shape, words, notes=[*_how(found, ledger.desk.scope_words()), *against])


def _how(found: Compared, scope: str) -> list[str]:
    """How far a workbook was compared, who has exported it, and by whom it is signed."""
    seal = found.seal
    signed = [f"封条由“{seal.by}”签名，钥匙 {seal.fingerprint}{_standing(found)}。"] if seal and seal.signature else []
    signed = [f"{found.noted.words if found.noted else NOT_NOTED}。", *signed]
    if not found.whole:
        return [f"你看到的范围是{scope}，范围或遮盖与导出人的不同：每一格只与封条核对，没有与台账比较。", *signed]
    same = f"重新导出后逐格比较，{found.cells} 格全部相同；合并、链接、页眉页脚和图表的标题、范围也相同。"
    return [same, *signed, *([f"没有比较：{'；'.join(found.unseen)}。"] if found.unseen else [])]


def _standing(found: Compared) -> str:
    """What the ledger knows of the key that has signed."""
    if found.key is None or found.key.revoked is None:
        return "" if found.key and found.key.confirmed is not None else "，还没有另一位主管确认"
    when = "" if found.too_late else "，导出在作废以前"
    return f"，已于第 {found.key.revoked} 条作废{when}"


def _of_sealed(file: Path, anchor: Anchor | None) -> Answer:
    """Check a workbook by itself, away from its ledger."""
    from inspect_engine.exports.closure import comparing

    found = comparing.alone(file, anchor)
    if found.problems or not found.seal:
        return _faulty(found.problems)
    seal = found.seal
    shape = {"ok": True, "anchor": found.anchor.plain(), "as_of": found.as_of, "rows": found.cells}
    shape |= {"root": seal.root, "signed_by": seal.by, "key": seal.key}
    words = f"封条完好：{file.name} 截至 {found.as_of}，{found.cells} 行每一格都与签名时相同"
    beside = "页眉页脚、链接、图表和格式不在封条之内，没有核对。"
    unproven = "没有台账，证明不了：签名时台账里就是这些，钥匙此后没有作废。要证明，请在保存台账的电脑上核验。"
    return Answer(shape, words, notes=[_whose(seal, found.anchor, anchor), unproven, beside])


def _whose(seal: Seal, here: Anchor, anchor: Anchor | None) -> str:
    """Whose the key is, as far as an anchor shows it that he has handed over."""
    signed = f"签名的钥匙 {seal.fingerprint} 署名“{seal.by}”"
    if anchor is None:
        told = "请与本人当面核对（他电脑上的 user keys），或加 --anchor 他亲手交来的锚"
        return f"{signed}：署名谁都写得出，是不是他的钥匙，{told}。"
    if anchor.key != seal.key:
        return f"{signed}：锚{f'是“{anchor.by}”签名的' if anchor.key else '没有签名'}，证明不了是谁的钥匙。"
    same = (
        "，条数、链值和根也相同"
        if anchor.count == here.count
        else f"，锚到第 {anchor.count} 条、工作簿据 {here.count} 条"
    )
    return f"{signed}：与锚是同一把钥匙签的{same}。"


def _anchor(words: str) -> Anchor:
    """An anchor as a file, or as the line of a QR code."""
    from inspect_engine.domain.anchors import read, read_code

    return read_code(words) if words.count(":") == 3 and not Path(words).exists() else read(_json(Path(words)))


def _json(path: Path) -> object:
    from inspect_engine.errors import InputError, system_reason

    try:
        if not path.is_file() or path.stat().st_size > LIMIT:
            raise InputError.one(f"{path} 不是锚文件或证明文件", fix="请核对路径")
        if path.suffix.lower() in (".docx", ".pdf"):
            raise InputError.one(f"{path} 是文书，不能逐格核对", fix="照印在上面的锚码核对台账：verify --anchor 锚码")
        return json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InputError.one(f"读不了 {path}：{system_reason(error)}", fix="请核对路径") from error
    except (ValueError, RecursionError):
        raise InputError.one(f"{path} 不是锚文件或证明文件", fix="应是 anchor export 或 verify --case 写出的") from None


def _rows(anchor: Anchor) -> list[tuple[str, object]]:
    return [
        ("台账", anchor.ledger),
        ("条数", anchor.count),
        ("链值", anchor.chain),
        ("Merkle 根", anchor.root),
        ("时间", anchor.at[:19].replace("T", " ")),
        ("锚码", anchor.code),
    ]


def keys() -> Answer:
    """签名钥匙：谁的、指纹、确认了没有、在不在本机。设了自己口令的人，首次记入台账时自动配一把。

    例：inspect-engine user keys
    """
    found = session.ledger().keys.all()
    return listing("签名钥匙", found, ("用户名", "指纹", "状态", "由谁确认", "在本机"), _key_row)


def _key_row(key: Signing) -> tuple[object, ...]:
    return key.name, key.fingerprint, key.status, key.confirmed_by or "", "是" if key.here else ""


def confirm_key(name: Name, fingerprint: Fingerprint) -> Answer:
    """确认一把签名钥匙确是本人的（另一位主管办理；先与本人当面核对指纹）。确认之后，他没有签名的记录会被核验指出。

    例：inspect-engine user confirm-key insp1 3f9a02c4
    """
    key = session.ledger().keys.confirm(name, fingerprint)
    return Answer(key.plain(), told=[f"已确认 {name} 的签名钥匙 {key.fingerprint}。"])


def revoke_key(name: Name, fingerprint: Fingerprint, reason: Reason, yes: Yes = False) -> Answer:
    """作废一把签名钥匙（电脑丢失、口令忘记），本人或主管办理。此前的签名照样有效，此后的无效。

    例：inspect-engine user revoke-key insp1 3f9a02c4 --reason 电脑丢失
    """
    ledger = session.ledger()
    question = f"作废 {name} 的签名钥匙 {fingerprint}"
    key = confirmed(ledger, question, lambda: ledger.keys.revoke(name, fingerprint, reason), yes=yes)
    return Answer(key.plain(), told=[f"已作废 {name} 的签名钥匙 {key.fingerprint}。"])

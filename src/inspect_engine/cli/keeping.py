"""``backup``, ``restore``, ``upgrade`` and ``rebuild``: the way back."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspect_engine.cli.consent import Yes, confirm, confirmed
from inspect_engine.cli.session import passphrase_of, session, tell_of_waiting
from inspect_engine.cli.show import Answer, fields_of
from inspect_engine.cli.streams import in_place
from inspect_engine.errors import InputError, StorageError, system_reason

if TYPE_CHECKING:
    from inspect_engine.ledger.keeping.backups import Manifest, Taken


def _place(text: str) -> Path:
    """A place as ``cp`` takes it: what ends like a folder has to be one."""
    if text.endswith(("/", os.sep)) and not Path(text).is_dir():
        raise InputError.one(f"没有文件夹“{text}”", where="-o", fix="先建好文件夹；要写成文件就不要以斜杠结尾")
    return Path(text)


Place = Annotated[
    Path | None,
    typer.Option(
        *("--output", "-o"),
        metavar="位置",
        parser=_place,
        help="写到哪里，同 cp：已有的文件夹就放进去，没有的名字就是新文件；不写就放在台账旁的 .backups 里",
    ),
]
Shared = Annotated[str | None, typer.Option(metavar="用户组", help="恢复成这个组的系统账户共用的台账，见 init")]
SHOWN = 20
"""Rows or problems that are named to people; --json has all."""


def backup(
    place: Place = None,
    keep: Annotated[
        int | None, typer.Option(min=1, metavar="份数", help="只留最新的几份，更早的删掉；只管带日期的名字")
    ] = None,
    yes: Yes = False,
) -> Answer:
    """备份台账：连同佐证材料写成一个文件，读回核验过才说成。

    备份时别人照常办事。双随机的秘密数不在备份里：备份会被拷来拷去，抽取前看得到它的人就算得出结果。
    台账本身核验不通过的，照样备份，但退出码是 4，也不删旧备份。备份最好放到另一块盘上。

    例：inspect-engine backup -o /mnt/usb --keep 7 --yes
    """
    from inspect_engine.ledger.keeping import backups

    tell_of_waiting()
    target = backups.backup_place(session.path, place)
    if keep and place and not place.is_dir():
        raise InputError.one("--keep 只管带日期的名字", where="-o", fix="-o 请写一个已有的文件夹")
    old = backups.outdated(session.path, target.parent, keep - 1) if keep else []
    if old:
        confirm(f"备份成功以后删掉 {len(old)} 份旧备份（{'、'.join(path.name for path in old)}）", yes=yes)
    taken = backups.back_up(session.path, target, progress)
    removed = _remove(old) if not taken.manifest.problems else []
    return _backed_up(taken, removed)


def _remove(old: list[Path]) -> list[Path]:
    for path in old:
        try:
            path.unlink()
        except OSError as error:
            raise StorageError(f"备份已写好，但旧备份 {path} 没有删掉：{system_reason(error)}") from error
    return old


def _backed_up(taken: Taken, removed: list[Path]) -> Answer:
    from inspect_engine.ledger.keeping import backups

    manifest, promised = taken.manifest, backups.promised(session.path)
    shape = {"path": taken.path, "size": taken.size, **_said(manifest), "removed": removed, "promised": promised}
    what = f"{manifest.events} 条流转记录、{manifest.evidence} 份佐证材料，链头 {manifest.chain_head}"
    told = [f"已备份到 {taken.path}：{what}。", *(f"已删掉旧备份 {path}。" for path in removed)]
    notes = (
        [f"有 {len(promised)} 批抽取承诺了还没有抽，秘密数不在备份里：丢了只能写明理由重新承诺。"] if promised else []
    )
    if manifest.problems:
        notes = [*_told("台账核验不通过，备份照原样保留了", manifest.problems), "旧备份一份也没有删。", *notes]
    return Answer(shape, told=told, notes=notes, code=StorageError.exit_code if manifest.problems else 0)


def restore(
    file: Annotated[Path, typer.Argument(metavar="备份", help="backup 写出的文件")],
    to: Annotated[Path, typer.Option(metavar="新台账", help="恢复成哪个文件：还没有的")],
    shared: Shared = None,
) -> Answer:
    """从备份恢复成一本新台账：只写到新地方，核对过才放上去，不动原来的。

    恢复要记一笔：谁、从哪份备份、到第几条。恢复出来的是另一份，此后的记录与原来那本分得开；备份以后办的，里面没有。
    不是备份里登记的用户也能恢复，记为“未核实”和他的系统账户。

    例：inspect-engine restore ledger-20261129-051500.zip --to 恢复/ledger.db
    """
    from inspect_engine.ledger.identity import NOBODY
    from inspect_engine.ledger.keeping import restoring

    done = restoring.restore(
        *(file, to, session.person),
        access=restoring.access(shared),
        ask=passphrase_of,
        progress=progress,
        request=session.request,
    )
    session.done_before = done.repeated
    problems = list(map(str, done.problems))
    by = None if done.by is NOBODY else done.by.name
    shape = {"ledger": done.path, "copy": done.copy, "by": by, **_said(done.manifest)}
    shape |= {"ok": not problems, "problems": list(map(fields_of, done.problems))}
    told = [f"已恢复为 {done.path}：{done.manifest.events} 条流转记录，备份于 {done.manifest.taken_at}。"]
    notes = [] if by else ["你不是备份里登记的用户：这次恢复记在“未核实”和你的系统账户名下。"]
    if problems:
        notes += _told("恢复出来的台账核验不通过，与备份里的一样", problems)
    else:
        notes += ["核验通过。请与以前导出的工作簿“说明”页上的链头核对，再让大家改用它。"]
    return Answer(shape, told=told, notes=notes, code=StorageError.exit_code if problems else 0)


def upgrade(place: Place = None) -> Answer:
    """把旧格式的台账升级到本程序的格式：先自动备份，再升级；升不成就原样不动。

    旧格式的台账本程序不读也不写，谁来打开都会说要升级。升级期间别人等着。已经是新格式的，什么都不做。
    """
    from inspect_engine.ledger.keeping import upgrading

    tell_of_waiting()
    done = upgrading.upgrade(session.path, place, progress)
    shape = {"ledger": session.path, "before": done.before, "schema": done.now}
    if done.backup is None:
        return Answer({**shape, "backup": None}, notes=[f"台账已经是格式 {done.now}，不用升级。"])
    told = [f"已备份到 {done.backup.path}。", f"已把台账从格式 {done.before} 升级到 {done.now}。"]
    return Answer({**shape, "backup": done.backup.path}, told=told)


def rebuild(yes: Yes = False) -> Answer:
    """按流转记录重建派生表（须由不限区划的主管办理），说明原来哪些行不对；有不对的，记入流转记录。

    verify 说“台账表与流转记录不符”时用。流转记录本身有问题时不办。先看看：加 --dry-run。
    """
    ledger = session.ledger()
    if session.dry_run:
        return _rebuilt(ledger.keeping.rebuild())
    return _rebuilt(confirmed(ledger, "按流转记录重建派生表", ledger.keeping.rebuild, yes=yes))


def _rebuilt(found: Sequence[Any]) -> Answer:
    shape = {"rows": len(found), "differences": [each.plain() for each in found]}
    if not found:
        return Answer(shape, notes=["派生表与流转记录完全一致，没有要改的。"])
    told = f"已保存：重建了派生表，原来有 {len(found)} 行与流转记录不符"
    return Answer(shape, told=_told(told, list(map(_words, found))))


def _words(each: Any) -> str:
    what = {"missing": "缺这一行", "extra": "多出这一行"}.get(each.was, f"{'、'.join(each.columns)} 不对")
    return f"{each.table} {each.row}：{what}"


def _said(manifest: Manifest) -> dict[str, Any]:
    same = ("taken_at", "schema", "events", "chain_head", "rehearsal", "evidence", "missing", "altered", "problems")
    return {name: getattr(manifest, name) for name in same}


def _told(what: str, lines: Sequence[str]) -> list[str]:
    rest = [f"  还有 {len(lines) - SHOWN} 处，见 --json"] if len(lines) > SHOWN else []
    return [f"{what}，{len(lines)} 处：", *(f"  {line}" for line in lines[:SHOWN]), *rest]


def progress(what: str, done: int, total: int) -> None:
    """How far it has come, on one line of a terminal; elsewhere nothing."""
    told = f"{what} {min(100, done * 100 // max(total, 1))}%"
    if told != _shown.get("told"):
        _shown["told"] = told
        in_place(told if done < total else "")


_shown: dict[str, str] = {}

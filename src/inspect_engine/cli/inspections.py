"""``inspect``: run a checklist, whole from a file or item by item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_engine.cli import answers, corrections, countersigning, logged, typed
from inspect_engine.cli.commands import Command, Group, Trying, Writing
from inspect_engine.cli.consent import Yes, confirmed
from inspect_engine.cli.outputs import Force, Output, given, write
from inspect_engine.cli.results import countersigned, report
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, listing, say, table
from inspect_engine.errors import InputError

if TYPE_CHECKING:
    from inspect_engine.ledger import Ledger
    from inspect_engine.ledger.inspections import Answer as Given
    from inspect_engine.ledger.inspections import Begun, Inspection, Unsettled

Reference = Annotated[str, typer.Argument(metavar="检查编号", help="见 inspect list；可只写开头 6 位以上")]
app = typer.Typer(cls=Group, help="检查：整份录入，或逐项作答。")


@app.command("run", cls=Trying)
def run_file(
    file: Annotated[Path, typer.Argument(metavar="文件", help="检查文件（YAML）")],
    sure: answers.Sure = False,
    cosign: countersigning.Cosign = None,
    replacing: Annotated[
        bool, typer.Option("--replace", help="改正以前录入的同一次检查：不同之处按更正留痕，不另立一份")
    ] = False,
    another: Annotated[bool, typer.Option("--another", help="确实又查了一次，不是以前录入的那一次")] = False,
    why: Annotated[str, typer.Option("--why", metavar="文字", help="--replace 为什么更正")] = "改正后重新录入检查文件",
    yes: Yes = False,
) -> Answer:
    """录入一份检查文件：全部合格才保存，不合格项各立一件隐患，登记项各登记一件；同一文件再录一次不会重复。

    同一检查表、同一天、同样的检查员和对象已经录入过、内容却不同的，不会再立一份：逐项列出不同之处（退出码 3），
    由你说明是改正（--replace）还是又查了一次（--another）。

    文件里写了几名检查员的，办理人以外的要签：加 --cosign 当面签，或者以后由本人 sign confirm。

    例：inspect-engine inspect run 检查.yaml --replace --why 备注漏写
    """
    from inspect_engine.domain.inspections import short
    from inspect_engine.imports import inspections

    ledger = session.ledger()
    beside = countersigning.seats(ledger, cosign)
    say(f"正在核对 {file} …")
    if replacing and another:
        raise InputError.one("--replace 和 --another 只能写一个", where="--replace")
    if replacing:
        given = inspections.read(ledger, file, sure=sure)
        return corrections.replaced(ledger, given, file.parent, why, yes=yes)
    result = inspections.run(ledger, file, sure=sure, another=another)
    more = ["这份检查已录入过，没有做任何改动。"] if result.repeated else []
    if result.otherwise:
        fix = "照这份文件的，加 --replace；只改对象的，用 subject correct"
        more += [f"台账现在与这份文件有 {len(result.otherwise)} 处不同（{fix}）：", *result.otherwise]
    more += [] if result.repeated or session.dry_run else _left(ledger, short(result.inspection))
    return report(result, [*more, *countersigned(ledger, beside, result)])


@app.command("start", cls=Writing)
def start(
    pack: Annotated[str, typer.Argument(metavar="检查表包", help="见 packs list，例 gas")],
    subject: Annotated[list[str] | None, typer.Option(metavar="对象编号", help="已登记的检查对象，可写几次")] = None,
    under: Annotated[
        str,
        typer.Option(metavar="上级编号", help="它之下没有停用的全部，如市场的摊位；它自己用 --subject 写"),
    ] = "",
    kind: Annotated[str, typer.Option(metavar="类型", help="--under 只要这一类的，如 catering")] = "",
    inspector: Annotated[
        list[str] | None, typer.Option(metavar="用户名", help="检查员，可写几次（默认只有你）")
    ] = None,
    beside: Annotated[
        list[str] | None, typer.Option("--with", metavar="用户名", help="和你一起查的检查员，写姓名也行，可写几次")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", "--date", metavar="日期", help="检查日期（默认今天）；早于今天的是补录")
    ] = None,
) -> Answer:
    """开始一次检查，打印检查编号。

    两人一起查的，开始时就写上：--with insp2；忘了写的，检查完成以前用 inspect hand-over 编号 insp2 --beside 补上。

    一个市场、一个工地走一遍的，用 --under 写明上级；路上遇到新开的，用 inspect join 登记并加进来。

    例：inspect-engine inspect start gas --subject shop-01 --with insp2

    例：inspect-engine inspect start gas --under market-1
    """
    from inspect_engine.domain.inspections import short

    ledger = session.ledger()
    named = [*(inspector or [ledger.desk.whoami().name]), *(beside or ())]
    inspectors = list(dict.fromkeys(map(ledger.desk.named, named)))
    subjects, within = list(subject or ()), list[str]()
    if under:
        definition = ledger.definitions.in_force(pack).definition
        within = ledger.subjects.open_within(under, definition.pack, kind)
    key = ledger.inspections.start(
        pack, [*subjects, *within], inspectors, typed.maybe_day(on, ledger.desk.today(), past=True)
    )
    words = "对象编号 检查项 pass|fail|register|na|missing|unable"
    told = f"已开始检查。逐项作答：inspect-engine inspect answer {short(key)} {words}"
    alone = f"只写了一名检查员。两人一起查的，现在就补上：inspect-engine inspect hand-over {short(key)} 用户名 --beside"
    notes = [f"{under} 之下共 {len(within)} 个对象{_beside(set(subjects) - set(within))}。"] if under else []
    notes += [alone] if len(inspectors) == 1 else []
    return Answer({"inspection": key, "short": short(key)}, short(key), [told], notes)


def _beside(named: set[str]) -> str:
    """That others are inspected, too, which were named one by one."""
    return f"，另有 {len(named)} 个：{'、'.join(sorted(named))}" if named else ""


@app.command("join", cls=Writing)
def join(
    reference: Reference,
    subject: Annotated[list[str] | None, typer.Option(metavar="对象编号", help="已登记的，可写几次")] = None,
    under: Annotated[str, typer.Option(metavar="上级编号", help="新登记的在哪个对象之下；编号自动编")] = "",
    name: Annotated[list[str] | None, typer.Option(metavar="名称", help="新登记的叫什么，可写几次")] = None,
    kind: Annotated[str, typer.Option(metavar="类型", help="新登记的是哪一类，见 packs show")] = "",
    entries: typed.Entries = None,
) -> Answer:
    """给没有完成的检查加上对象：已登记的，或者路上新遇到的，当场登记、自动编号。打印它们的编号。

    例：inspect-engine inspect join 3f9c2a --subject market-1-61

    例：inspect-engine inspect join 3f9c2a --under market-1 --kind catering --name 新开的豆花摊
    """
    from inspect_engine.domain.inspections import SubjectInput

    if bool(name) != bool(under and kind) or not (subject or name):
        fix = "已登记的写 --subject；新登记的写 --under、--kind 和 --name"
        raise InputError.one("没有写清加哪一个对象", where="--subject", fix=fix)
    same: dict[str, object] = {"under": under, "kind": kind, "fields": typed.assignments(entries)}
    new = [typed.model(SubjectInput, {**same, "name": each}) for each in name or ()]
    keys = session.ledger().inspections.join(reference, subject or (), new)
    return Answer({"subjects": keys}, "\n".join(keys), [f"已加进这次检查：{'、'.join(keys)}。"])


app.command("answer", cls=Trying)(answers.answer)
app.command("log", cls=Trying)(logged.log)
app.command("find", cls=Command)(logged.find)


@app.command("take-back", cls=Writing)
def take_back(
    reference: Reference,
    subject: Annotated[str, typer.Option(metavar="对象编号", help="撤回指明的一处：哪个对象")] = "",
    item: Annotated[str, typer.Option(metavar="检查项", help="撤回指明的一处：哪一项")] = "",
    part: Annotated[str, typer.Option(metavar="文字", help="撤回指明的一处：哪个部位")] = "",
    free: Annotated[str, typer.Option("--free", metavar="名称", help="撤回指明的一处：清单外的隐患叫什么")] = "",
    still: Annotated[str, typer.Option(metavar="编号", help="撤回指明的一处：答了仍未改的是以前哪一件")] = "",
) -> Answer:
    """撤回你在这次检查里的上一答，恢复它之前的作答；检查完成之前才可以，撤回也记录在案。

    同一项答了几处的、清单外的，可以指明撤回哪一处，这一处就不再算：写 --subject 和 --item、--part（或 --still），
    或者 --free。

    例：inspect-engine inspect take-back 3f9c2a --subject shop-01 --item CAT-01 --part 二层厨房
    """
    from inspect_engine.domain.definitions import ANSWER_TITLES, FREE

    ledger = session.ledger()
    if item or free:
        gone = ledger.inspections.drop(reference, subject, item or FREE, part, free, still)
        told = f"已撤回“{gone.subject}”的 {gone.item}（{free or part or still}），这一处不再算。"
        return Answer({**gone.data(), "answer": None}, told=[told])
    if subject or part or still:
        raise InputError.one("没有写撤回哪一项", where="--item", fix="写 --item 检查项，或者 --free 清单外隐患的名称")
    key = ledger.inspections.take_back(reference)
    now = {each.key: each.answer for each in ledger.inspections.get(reference).answers}.get(key)
    told = f"已撤回“{key.subject}”的 {key.item} 的上一答，现为{ANSWER_TITLES[now] if now else '未作答'}。"
    return Answer({**key.data(), "answer": now}, told=[told])


@app.command("show", cls=Command)
def show_inspection(reference: Reference) -> Answer:
    """一次检查：已作答的各项，和还没有作答的。"""
    from inspect_engine.domain.judgement.asking import of_another_day

    ledger = session.ledger()
    progress = ledger.inspections.get(reference)
    row, definition, answers = progress.inspection, progress.definition, progress.answers
    put_right = ledger.corrections.inspections.history(row.id)
    before = ledger.countersigning.signed_before(row.id, put_right)
    skipped, open_items = ledger.inspections.unasked(reference), _unanswered(ledger, reference)
    shape = {
        **row.plain(),
        "answers": answers,
        "corrections": [event.plain() for event in put_right],
        "signed_before": before,
        "unanswered": [{"subject": subject, "item": item} for subject, item in open_items],
        "unasked": [{"subject": subject, "item": item, "why": why} for (subject, item, _), why in skipped.items()],
    }
    titles = {item.id: item.title for item in definition.pack.items}
    elsewhere = {item.id for section in of_another_day(definition, row.day) for item in section.items}
    twins = sum(key.item in elsewhere for key in skipped)
    rest = f"，这次不查 {len(skipped)} 项" if skipped else ""
    rest += f"（其中 {twins} 项是另一日施行的版本）" if twins else ""
    rest += _walked(row.subjects, answers, open_items)
    signing = f"会签：{row.signing.words}。" if row.signing and row.signing.words else ""
    signing += f"{'、'.join(before)} 签的是更正以前的，更正了的隐患另签。" if before else ""
    told = f"已作答 {len(answers)} 项，未作答 {len(open_items)} 项{rest}。{signing}"

    def words() -> None:
        _print(answers, open_items, titles)
        corrections.print_history(put_right)

    return Answer(shape, words, [told])


def _walked(subjects: Sequence[str], answers: Sequence[Given], unanswered: Sequence[tuple[str, str]]) -> str:
    """How many of several subjects are done with, begun, and not begun."""
    if len(subjects) == 1:
        return ""
    begun, left = {each.subject for each in answers}, {key for key, _ in unanswered}
    done = sum(key not in left for key in subjects)
    half = len(begun & left)
    return f"；对象 {len(subjects)} 个：查完 {done} 个，查了一部分 {half} 个，没有开始 {len(subjects) - done - half} 个"


def _print(answers: Sequence[Given], unanswered: Sequence[tuple[str, str]], titles: Mapping[str, str]) -> None:
    from inspect_engine.domain.definitions import ANSWER_TITLES, FREE, FREE_TITLE

    own = {a.key: a.entries.get(FREE_TITLE, "") if a.item == FREE else titles[a.item] for a in answers}
    rows = [(a.subject, a.item, ANSWER_TITLES[a.answer], own[a.key], _noted(a)) for a in answers]
    rows += [(subject, item, "未作答", titles[item], "") for subject, item in unanswered]
    table(("对象", "检查项", "作答", "内容", "备注"), rows)


@app.command("slip", cls=Command)
def slip(
    reference: Reference,
    subject: Annotated[str, typer.Option(metavar="对象编号", help="只出这个对象的（默认每个有不合格的各一份）")] = "",
    within: Annotated[
        str, typer.Option("--within", metavar="期限", help="限期：立即（默认）、3、5个工作日、24小时、12月5日前")
    ] = "",
    entries: Annotated[
        list[str] | None, typer.Option("--set", metavar="检查项=期限", help="这一项的期限不同，可写几次")
    ] = None,
    output: Output = None,
    force: Force = False,
) -> Answer:
    """当场告知单：在这个对象查到了什么、立即改还是限期改、谁查的、单位签收一栏。检查没有完成也能出。

    它不编文号，不是整改通知书，也不存进台账；-o 写成 .docx 是 Word，其他的是 Markdown，不写就打印。
    以前查到、仍未改的，写明是哪一件、原来限到哪天。

    例：inspect-engine inspect slip 3f9c2a --subject shop-01 --set CAT-01=3 -o 告知单.docx
    """
    from inspect_engine.exports import slips

    found = session.ledger().slips.of(reference, subject, within, typed.assignments(entries))
    if output and output.suffix.lower() == ".docx":
        write(output, slips.word(found), force=force)
        return Answer({"path": output, "items": found}, str(output), [f"已写出 {len(found)} 份。"])
    text = "\n".join("\n".join(slips.slip_lines(one)) for one in found)
    answer = given(text, output, force=force)
    return answer if output else replace(answer, shape={"items": found})


@app.command("finish", cls=Writing)
def finish(reference: Reference, cosign: countersigning.Cosign = None) -> Answer:
    """完成检查：不合格项各立一件隐患，登记项各登记一件，此后不能再改作答。

    都以检查日期为准（inspect start --on）：以后才录完的，所立的隐患仍从检查那天算起，记作补录。

    几名检查员一起查的，完成的人以外的要签：加 --cosign 当面签，或者以后由本人 sign confirm。
    """
    ledger = session.ledger()
    beside = countersigning.seats(ledger, cosign)
    result = ledger.inspections.finish(reference)
    return report(result, [*_left(ledger, reference), *countersigned(ledger, beside, result)])


@app.command("hand-over", cls=Writing)
def hand_over(
    reference: Reference,
    to: Annotated[str, typer.Argument(metavar="用户名", help="接手的检查员；写你自己就是接过来")],
    gone: Annotated[
        str | None, typer.Option("--from", metavar="用户名", help="接替哪一名检查员（默认你自己，或唯一的那一名）")
    ] = None,
    beside: Annotated[bool, typer.Option("--beside", help="不接替谁，加上他一起查")] = False,
) -> Answer:
    """移交一次没有完成的检查：本人交出，管得到全部对象的检查员接过来，主管指定别人。

    已存的作答不动，仍是谁答的算谁的；移交以后，交出的人不再待签，接手的人接着答、完成或丢弃。
    管得到的检查员不移交也能接着作答，一答就算一起查的人。

    例：inspect-engine --user zhao inspect hand-over 3f9c2a zhao
    """
    ledger = session.ledger()
    to, gone = ledger.desk.named(to), gone and ledger.desk.named(gone)
    event = ledger.unfinished.hand_over(reference, to, gone=gone, beside=beside)
    left = f"接替 {event.data['from']}" if event.data["from"] else "一起查"
    return Answer(event.plain(), told=[f"已保存：{to} 从现在起{left}。"])


@app.command("discard", cls=Writing)
def discard(
    reference: Reference,
    why: Annotated[str, typer.Option("--why", metavar="文字", help="为什么丢弃，要留痕")],
    yes: Yes = False,
) -> Answer:
    """丢弃一次没有完成的检查：不立任何隐患，作答和理由都留在台账里。有不合格的先列出来，再问。

    例：inspect-engine inspect discard 3f9c2a --why 开错了对象
    """
    ledger = session.ledger()
    progress = ledger.inspections.get(reference)
    titles = {item.id: item.title for item in progress.definition.pack.items}
    failed = [each for each in progress.answers if each.answer == "fail"]
    for each in failed:
        say(f"不合格：{each.subject}  {each.item} {titles[each.item]}{f'（{each.note}）' if each.note else ''}")
    lost = f"，其中 {len(failed)} 项不合格不会成为隐患" if failed else ""
    question = f"丢弃检查 {progress.inspection.short}（已作答 {len(progress.answers)} 项{lost}）"
    event = confirmed(ledger, question, lambda: ledger.unfinished.discard(reference, why), yes=yes)
    return Answer(event.plain(), told=[f"已丢弃检查 {progress.inspection.short}，作答和理由都留在台账里。"])


@app.command("list", cls=Command)
def list_inspections(
    unfinished: Annotated[bool, typer.Option("--unfinished", help="只列没有完成的，最早的在前，写明已过几天")] = False,
) -> Answer:
    """所有检查。没有完成的可以由同事接着办，见 inspect hand-over。"""
    head = ("检查编号", "检查表包", "日期", "检查员", "对象数", "状态")
    if unfinished:
        found = session.ledger().unfinished.all()
        return listing("未完成的检查", found, (*head[:-1], "不合格", "已过天数"), _begun)
    return listing("检查", session.ledger().inspections.all(), head, _row)


@app.command("unsettled", cls=Command)
def list_unsettled() -> Answer:
    """还没有查清的项：已完成的检查里作答为待补参或测不了、此后没有补查的。"""
    from inspect_engine.domain.definitions import ANSWER_TITLES
    from inspect_engine.domain.inspections import short

    def row(one: Unsettled) -> tuple[object, ...]:
        return one.day, one.subject, one.item, ANSWER_TITLES[one.answer], one.note, one.author, short(one.inspection)

    head = ("检查日期", "对象", "检查项", "作答", "原因", "检查员", "检查编号")
    return listing("没有查清的项", session.ledger().inspections.unsettled(), head, row)


def _row(found: Inspection) -> tuple[object, ...]:
    signing = found.signing.words if found.signing else ""
    state = "，".join(filter(None, (found.state, signing)))
    return found.short, found.pack, found.day, "、".join(found.inspectors), len(found.subjects), state


def _begun(one: Begun) -> tuple[object, ...]:
    return (*_row(one.inspection)[:-1], len(one.failed), one.days)


def _noted(answer: Given) -> str:
    """The note of an answer, and what was doubtful about it."""
    from inspect_engine.domain.inspections.doubts import marks_text

    where = f"部位：{answer.part}" if answer.part else ""
    whose = f"责任单位：{answer.unit}" if answer.unit else ""
    beside = f"共同责任单位：{'、'.join(answer.co_units)}" if answer.co_units else ""
    before = "仍未改，记在以前那一件上" if answer.still else "另一处" if answer.another else ""
    shared = "佐证几个对象合用" if answer.shared else ""
    return "；".join(
        text for text in (answer.note, where, whose, beside, before, shared, marks_text(answer.doubts)) if text
    )


def _unanswered(ledger: Ledger, reference: str) -> list[tuple[str, str]]:
    """Subject and item of every question that is asked and has no answer."""
    progress = ledger.inspections.get(reference)
    row, definition, answers = progress.inspection, progress.definition, progress.answers
    kinds = {subject.key: subject.kind for subject in ledger.subjects.seen_by(definition.pack, row.subjects)}
    settled = {each.key[:2] for each in answers} | {key[:2] for key in ledger.inspections.unasked(reference)}
    asked = [(key, item.id) for key, kind in kinds.items() for item in definition.pack.items_for(kind)]
    return [pair for pair in asked if pair not in settled]


def _left(ledger: Ledger, reference: str) -> list[str]:
    """How much was asked and not answered, where anything was."""
    left = len(_unanswered(ledger, reference))
    told = f"还有 {left} 项没有作答，不算合格；逐项见 inspect-engine inspect show {reference}"
    return [told] if left else []


app.command("correct", cls=Trying)(corrections.answer)

"""Inspections as text: one in a list; the item, the items with their answers, the progress, the summary."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets.option_list import Option

from inspect_engine.domain.definitions import ANSWER_TITLES, FREE_TITLE
from inspect_engine.domain.judgement import grade
from inspect_engine.domain.judgement.deriving import derive
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.wording import grade_title, liable
from inspect_engine.ledger.inspections import basis_text
from inspect_tui.words.scores import ending_text
from inspect_tui.words.text import BAD, GOOD, MUTED, STRONG, WARN, fit, heading, one_line, pair, plain, stack

if TYPE_CHECKING:
    from datetime import date

    from inspect_engine.domain.definitions import Item
    from inspect_engine.ledger.scores import Scored
    from inspect_tui.views.inspections import Started
    from inspect_tui.views.walk import Key, Round, Task

NAMED = 3
"""Subjects named in one line."""
BAR = 10
"""Cells of the bar of how far one has come."""
MOST = 300
"""Items named before the rest are counted."""
STYLES = {
    **{"pass": GOOD, "fail": BAD, "register": GOOD, "na": MUTED, "missing": WARN, "unable": WARN, "noted": GOOD},
    "": "",
}


def mark(current: Round, key: Key, drafts: Collection[Key], saving: Collection[Key]) -> Content:
    """Where an item stands, as a word of three characters' width."""
    if key in saving:
        return plain(fit("保存中", 6), WARN)
    if key in drafts:
        return plain(fit("未保存", 6), WARN)
    word = current.answer(key)
    if key in current.skipped:
        return plain(fit("不查", 6), MUTED) if word in ("", "na") else plain(fit("不再查", 6), WARN)
    return plain(fit(ANSWER_TITLES.get(word, "未答"), 6), STYLES[word])


def task_rows(current: Round, drafts: Collection[Key], saving: Collection[Key]) -> Iterator[Option]:
    """One row an item, under a heading for each section, and for each subject where there are several."""
    before = None
    several = len({task.subject for task in current.tasks}) > 1
    for row, task in enumerate(current.tasks):
        group = (task.subject, task.section)
        if group != before:
            title = f"{task.subject_name}：{task.section}" if several else task.section
            yield Option(plain(one_line(title), "bold $text-accent"), disabled=True)
            before = group
        yield Option(task_prompt(current, task, drafts, saving), id=str(row))
    if current.elsewhere:
        yield Option(plain(elsewhere_text(current), MUTED), disabled=True)


def elsewhere_text(current: Round) -> str:
    """What is of another day is counted and not listed."""
    return f"另有 {current.elsewhere} 项是另一日施行的版本，没有列"


def task_prompt(current: Round, task: Task, drafts: Collection[Key], saving: Collection[Key]) -> Content:
    """An item's row: where it stands, and its title."""
    return Content.assemble(mark(current, task.key, drafts, saving), one_line(_title(current, task)))


def _title(current: Round, task: Task) -> str:
    """Of a further finding, where it is, too; of what is on no checklist, what it is."""
    saved = current.answers.get(task.key)
    own = saved.entries.get(FREE_TITLE, "") if saved else ""
    where = f"（{saved.part}）" if saved and saved.part else "（另一处）" if task.place and not own else ""
    return f"{own or task.item.title}{where if task.added else ''}"


def progress_text(current: Round, row: int, saving: int) -> Content:
    """``3 / 92  未作答 80，不合格 2 …``; what is on its way to the disk is said."""
    counts = current.counts()
    done = counts.total() - counts[""] - counts["skipped"]
    parts = [f"第 {row + 1} 项", f"已作答 {done}", f"未作答 {counts['']}"]
    parts += [f"{title} {counts[word]}" for word, title in ANSWER_TITLES.items() if counts[word]]
    parts += [f"不查 {counts['skipped']}"] if counts["skipped"] else []
    tail = plain(f"  正在保存 {saving} 项", WARN) if saving else plain("  已保存" if done else "", GOOD)
    tail = plain("  检查已经结束，作答不能再改", WARN) if current.finished else tail
    return Content.assemble(_bar(done, len(current.tasks) - counts["skipped"]), "  ".join(parts), tail)


def _bar(done: int, asked: int) -> Content:
    """``12 / 26`` and how much of a line that is."""
    full = BAR * done // asked if asked else 0
    share = plain(f"{done} / {asked}  ", STRONG)
    return Content.assemble(share, (" " * full, "on $success"), (" " * (BAR - full), "on $surface-lighten-2"), "  ")


def failed_text(current: Round, failed: Mapping[Key, str]) -> Content:
    """Answers that could not be stored, each with its reason: what was typed is still with its item."""
    rows = "、".join(f"第 {current.row_of(key) + 1} 项" for key in failed)
    why = one_line("；".join(dict.fromkeys(failed.values())))
    return plain(f"没有存上：{rows}（填的还在，回到那一项按 ^s 再存）：{why}", BAD)


def _skipped(current: Round, task: Task) -> Iterator[Content]:
    """Why an item is not asked; what to do about an answer it was given while it was."""
    if task.key in current.skipped:
        yield pair("这次不查", current.skipped[task.key], WARN)
    if current.lapsed(task):
        told = ANSWER_TITLES[current.answer(task.key)]
        yield pair("已有作答", f"{told}，不计入。完成检查前须改答不适用；条件又变回来的，这一答照旧算数", WARN)


def item_text(current: Round, task: Task, *, law: bool = False) -> Content:
    """All an inspector must know to judge an item; the ``law`` it rests on is one line, until it is asked for."""
    item = task.item
    verdict = grade(item, {}, current.law(task))
    flow = current.definition.workflows[item.workflow]
    grading = f"{grade_title(flow.kind, verdict.severity)}（{verdict.why}）"
    lines = [
        plain(item.title, STRONG),
        *_skipped(current, task),
        pair("怎么查", item.check),
        pair("登记的等级" if item.register_ else "不合格的等级", grading),
        pair("取证", item.evidence),
        *([pair("不合格记为", item.finding)] if item.finding else []),
        pair("要求" if item.register_ else "整改要求", item.requirement),
        *([pair("责任方", who)] if (who := liable(current.definition.pack, item)) else []),
        *(_law if law else _law_folded)(basis_text(current.definition, item.id), item.note or ""),
        pair("检查项", f"{item.id}，{task.section}"),
        pair("检查对象", f"{task.subject_name}（{task.subject}）"),
        plain(""),
    ]
    return stack(lines)


def _law(basis: str, note: str) -> list[Content]:
    return [pair("依据", basis or "（定义里没有写）"), *([pair("说明", note)] if note else [])]


def _law_folded(basis: str, note: str) -> list[Content]:
    """The first document and article, and how much more there is."""
    first, *others = basis.split("；")
    more = [f"另有 {len(others)} 条"] if others else []
    more += ["说明"] if note else []
    if not more:
        return _law(basis, note)
    return [pair("依据", first or "（定义里没有写）") + plain(f"  {'、'.join(more)} ▸ l 展开", MUTED)]


def computed_text(item: Item, typed: Mapping[str, str], on: date) -> Content:
    """What is computed of the values typed so far, each with its derivation; nobody types these."""
    derived = derive(item, forms.read(item.values, typed, on).values, on)
    lines = (one.told + (f"（{one.why}）" if one.why else "") for one in derived if not one.idle)
    return stack([plain("自动计算", MUTED), *map(plain, lines)]) if derived else plain("")


def started_text(one: Started) -> Content:
    """``2024-06-18  施工安全检查评分：甲工地、乙外架等 5 个对象``."""
    shown = one_line("、".join(one.subjects[:NAMED]))
    more = f"等 {len(one.subjects)} 个对象" if len(one.subjects) > NAMED else ""
    return Content.assemble(plain(f"{one.day}  ", MUTED), plain(f"{one.pack}：", "bold"), plain(shown + more))


def summary(current: Round, scored: Scored | None) -> Content:
    """Counts first; then what was not answered, which is never counted as passed."""
    counts = current.counts()
    lines = [heading(f"共 {len(current.tasks)} 项")]
    unused = {"register"} - {"register" for t in current.tasks if t.item.register_}
    unused |= {"noted"} - {"noted" for t in current.tasks if t.item.record}
    words = [word for word in ANSWER_TITLES if word not in unused]
    lines += [plain(f"{ANSWER_TITLES[word]} {counts[word]} 项", STYLES[word]) for word in words]
    lines.append(plain(f"未作答 {counts['']} 项", WARN if counts[""] else ""))
    if counts["skipped"]:
        lines.append(plain(f"这次不查 {counts['skipped']} 项", MUTED))
    lines += [plain(elsewhere_text(current), MUTED)] if current.elsewhere else []
    opened = f"{counts['fail']} 个不合格项成为隐患" + (f"，登记 {counts['register']} 件" if counts["register"] else "")
    lines.append(plain(f"完成后 {opened}，作答不能再改。", STRONG))
    lines += [ending_text(scored.score)] if scored else []
    lines += _named("不再查、须改答不适用的检查项（按 Esc 回去，F9 找到）", current.lapsed_tasks)
    lines += _named("未作答的检查项（不算合格）", current.unanswered)
    return stack(lines)


def _named(title: str, tasks: Sequence[Task]) -> list[Content]:
    if not tasks:
        return []
    lines = [plain(""), heading(title), *(plain(f"{t.subject_name}  {t.item.id} {t.item.title}") for t in tasks[:MOST])]
    return [*lines, plain(f"还有 {len(tasks) - MOST} 项", MUTED)] if len(tasks) > MOST else lines

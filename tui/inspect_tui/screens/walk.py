"""Walking a checklist: one item after the other, each answer stored at once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from textual import on, work
from textual.widgets import OptionList

from inspect_engine.domain.inspection import AnswerInput
from inspect_engine.errors import InspectError
from inspect_tui.rounds import Draft, Key, Task, read_round, read_score
from inspect_tui.saving import save_answer
from inspect_tui.screens.files import FilesScreen
from inspect_tui.screens.round_page import RoundPage
from inspect_tui.widgets.answer_form import AnswerForm
from inspect_tui.widgets.task_list import TaskList


class WalkScreen(RoundPage):
    """Answers go to the ledger one after the other, in the order they were given, while the person walks on."""

    SCOPE = "walk"
    HEADING = "检查作答"

    def __init__(self, inspection: str) -> None:
        super().__init__(inspection)
        self._turn = asyncio.Lock()
        self._failing: Task | None = None

    # --- answering ----------------------------------------------------------------------------------------------

    def action_answer_pass(self) -> None:
        self._answer("pass")

    def action_answer_na(self) -> None:
        self._answer("na")

    def action_answer_missing(self) -> None:
        self._answer("missing")

    def action_answer_fail(self) -> None:
        """A failure, or what is registered, becomes a case: it is filled in and saved with a second key."""
        form = self.query_one(AnswerForm)
        self._failing = form.asked if form.shown is None else None
        if form.shown is not None:
            form.choose(form.shown.item.opens_on)
            form.first_editor.focus()

    @on(AnswerForm.Ready)
    def catch_up(self) -> None:
        """不合格 was pressed before the fields of the item were in place."""
        if self._failing and self._failing == self.here:
            self.action_answer_fail()
        self._failing = None

    def action_save(self) -> None:
        word = self.query_one(AnswerForm).chosen
        if word:
            self._answer(word)
        else:
            self.house.say("先选结论：F5 合格、F6 不合格（登记）、F7 不适用、F8 待补参")

    def _answer(self, word: str) -> None:
        """Check what was typed, hand it over, and go on."""
        form, task = self.query_one(AnswerForm), self.here
        if task is None or form.asked != task or self._failing:
            self.app.bell()
            return
        draft = form.as_draft(word)
        assert self.round is not None
        if word != "na" and task.key in self.round.skipped:
            self.house.say("这一项这次不查，只能作答不适用")
            return
        given = form.answer(word, self.round.law(task))
        if given is None:
            return
        self.drafts.pop(task.key, None)
        self.saving.append(task.key)
        self._store(task, given, form.kept_files, draft)
        form.settle()
        before = self.round.skipped
        self.round.hand_over(task.key, word)
        self._go_on(before)

    def _go_on(self, before: Mapping[Key, str]) -> None:
        assert self.round is not None
        self.mark(self.row)
        self.query_one(TaskList).focus()
        self.go_to(self.round.next_row(self.row))
        self._asked_since(before)

    def _asked_since(self, before: Mapping[Key, str]) -> None:
        """An answer may decide which other items are asked."""
        if self.round is not None and self.round.skipped != before:
            self.show_list()

    @work(group="write")
    async def _store(self, task: Task, given: AnswerInput, kept: list[tuple[str, Path]], draft: Draft) -> None:
        """One write after the other; the mark in the list changes only after the ledger has it."""
        assert self.round is not None
        async with self._turn:
            before = self.round.skipped
            try:
                stored = await self.aside(save_answer, self.ledger, self.inspection, given, kept)
            except InspectError as error:
                self.drafts[task.key] = draft
                self.round.forget(task.key, given.answer)
                self.house.complain(error)
            else:
                self.round.keep(task.key, stored)
                self.stored += 1
                self.count_score()
            self.saving.remove(task.key)
        self._asked_since(before)
        self.mark(self.round.row_of(task.key))
        if task == self.here:
            self.keep_draft()
            self.show_task()

    # --- other actions ------------------------------------------------------------------------------------------

    @on(OptionList.OptionSelected, "#tasks")
    def action_write(self) -> None:
        self.query_one(AnswerForm).first_editor.focus()

    @work
    async def action_pick_file(self) -> None:
        path = await self.app.push_screen_wait(FilesScreen())
        if path:
            self.query_one(AnswerForm).add_file(path)

    def action_unanswered(self) -> None:
        if self.round is None:
            return
        self.keep_draft()
        row = self.round.next_unanswered(self.row)
        if row is None:
            self.house.say("每一项都已作答，可以按 F3 完成检查")
            return
        self.go_to(row)
        if self.round.lapsed(self.round.tasks[row]):
            self.house.say("没有未作答的了；这一项不再查，须改答不适用")

    async def _settled(self, question: str) -> bool:
        """Wait for what is being saved, then ask about what was typed and not saved."""
        async with self._turn:
            self.keep_draft()
        return not self.drafts or await self.sure(question.format(len(self.drafts)))

    @work(exclusive=True, group="leave")
    async def action_finish(self) -> None:
        """Show what stands in the ledger now, and finish if the person says so."""
        from inspect_tui.screens.finish import FinishScreen
        from inspect_tui.screens.result import ResultScreen

        if self.round is None or not await self._settled("有 {} 项填写了但没有保存，不管它们，继续完成吗？"):
            return
        try:
            now = await self.aside(read_round, self.ledger, self.inspection)
            scored = await self.aside(read_score, self.ledger, now)
        except InspectError as error:
            self.house.complain(error)
            return
        result = await self.app.push_screen_wait(FinishScreen(now, scored))
        if result:
            self.app.switch_screen(ResultScreen(result, await self.aside(read_score, self.ledger, now)))

    def action_score(self) -> None:
        from inspect_tui.screens.score import ScoreScreen

        if self.round and self.round.definition.pack.scoring:
            self.app.push_screen(ScoreScreen(self.inspection))
        else:
            self.house.say("这张检查表不评分")

    @work(exclusive=True, group="leave")
    async def action_back(self) -> None:
        focused = self.focused
        if focused is not None and focused is not self.query_one(TaskList):
            self.query_one(TaskList).focus()
        elif await self._settled("有 {} 项填写了但没有保存，确定放弃吗？"):
            self.dismiss(None)

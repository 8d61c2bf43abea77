"""Walking a checklist: one item after the other, each answer stored at once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from textual import on, work
from textual.widgets import OptionList

from inspect_engine.domain.definitions import ANSWER_TITLES, FREE
from inspect_engine.domain.inspections import AnswerInput
from inspect_engine.domain.inspections.doubts import doubts_of
from inspect_engine.errors import InspectError
from inspect_tui.pages.dialogs import WhichScreen
from inspect_tui.pages.walk import WalkPage
from inspect_tui.views.answers import Draft, event_of, save_answer
from inspect_tui.views.files import doubted
from inspect_tui.views.walk import Key, Task, read_round, read_score
from inspect_tui.widgets.answer_form import AnswerForm
from inspect_tui.widgets.field import Field
from inspect_tui.widgets.task_list import TaskList

ALL_ANSWERED = "每一项都已作答，可以按 F3 完成检查"


class WalkScreen(WalkPage):
    """Answers go to the ledger one after the other, in the order they were given, while the person walks on."""

    SCOPE = "walk"
    HEADING = "检查作答"

    def __init__(self, inspection: str) -> None:
        super().__init__(inspection)
        self._turn = asyncio.Lock()
        self._asked: AnswerInput | None = None

    def show_task(self) -> None:
        """A question about an item is asked anew after one has been elsewhere."""
        self._asked = None
        super().show_task()

    # --- answering ----------------------------------------------------------------------------------------------

    def action_answer_pass(self) -> None:
        here = self.here
        self._answer_at_once("noted" if here and here.item.record else "pass")

    def action_answer_na(self) -> None:
        self._answer_at_once("na")

    def action_answer_missing(self) -> None:
        self._answer_at_once("missing")

    def action_answer_fail(self) -> None:
        """A failure, or what is registered, becomes a case: it is described and saved with a second key."""
        form = self.query_one(AnswerForm)
        if form.shown is not None:
            if form.chosen != form.shown.item.opens_on:
                form.choose(form.shown.item.opens_on)
            form.description.focus()

    def action_answer_unable(self) -> None:
        """Why it could not be found out is written down, and saved with a second key."""
        form = self.query_one(AnswerForm)
        if form.shown is not None:
            form.choose("unable")
            form.description.focus()

    def action_save(self) -> None:
        word = self.query_one(AnswerForm).chosen
        if word:
            self._answer(word)
        else:
            self.house.say("先选结论：F5 合格、F6 不合格（登记）、F7 不适用、F8 待补参、F10 测不了")

    def _answer_at_once(self, word: str) -> None:
        """One key answers; to change a verdict that is stored takes the key twice."""
        saved = self.query_one(AnswerForm).saved
        before = str(saved.answer) if saved else ""
        old, new = ANSWER_TITLES.get(before, ""), ANSWER_TITLES[word]
        change = "" if before in ("", word) else f"这一项已经答了{old}，要改成{new}吗？"
        self._answer(word, change, again="再按一次")

    def _answer(self, word: str, change: str = "", *, again: str = "再按一次 ^s") -> None:
        """Check what was typed, ask once about what is doubtful, hand it over, and go on.

        ``again`` is what stores it all the same: keys that answer at once are letters where somebody is writing.
        """
        form, task = self.query_one(AnswerForm), self.here
        if self.round is None or task is None or form.shown != task:
            self.app.bell()
            return
        if word != "na" and task.key in self.round.skipped:
            self.house.say("这一项这次不查，只能作答不适用")
            return
        if form.saved and form.saved.answer == word and form.as_draft(word) == form.stored_draft:
            self._go_on(self.round.skipped)
            return
        law = self.round.law(task)
        given = form.answer(word, law)
        if given is None:
            return
        doubts = doubts_of(task.item, given, law)
        questions = [change or form.contested, *(f"{told}？照此保存的会注明" for told in doubts.values())]
        if any(questions) and given != self._asked:
            self._asked = given
            form.ask("\n".join([*filter(None, questions), f"确实如此，{again}；不是，按方向键离开或接着填"]))
            return
        given = given.model_copy(update={"sure": bool(doubts)})
        if known := self.round.may_be(task, given):
            self.app.push_screen(WhichScreen(known), lambda said: self._told_which(task, given, said))
        else:
            self._hand_over(task, given)

    def _told_which(self, task: Task, given: AnswerInput, said: Mapping[str, object] | None) -> None:
        """What a failure is of what is open from before; where that was not answered, it is not stored yet."""
        if said is None:
            self.house.say("没有保存：没有回答是仍未改还是另一处")
        elif self.here == task:
            self._hand_over(task, given.model_copy(update=said))

    def _hand_over(self, task: Task, given: AnswerInput) -> None:
        assert self.round is not None
        form = self.query_one(AnswerForm)
        self.drafts.pop(task.key, None)
        self.failed.pop(task.key, None)
        self.saving.append(task.key)
        self.handed[task.key] = draft = form.as_draft(given.answer)
        self._store(task, given, form.kept_files, draft, event_of(form.saved))
        form.settle()
        before = self.round.skipped
        self.round.hand_over(task.key, given.answer)
        self._go_on(before)

    def _go_on(self, before: Mapping[Key, str]) -> None:
        """To the next item without an answer; where none is left, the last one stays in sight."""
        assert self.round is not None
        self.mark(self.row)
        self.query_one(TaskList).focus()
        row = self.round.next_unanswered(self.row)
        self.go_to(self.row if row is None else row)
        if row is None:
            self.house.say(ALL_ANSWERED)
        self._asked_since(before)

    def _asked_since(self, before: Mapping[Key, str]) -> None:
        """An answer may decide which other items are asked."""
        if self.round is not None and self.round.skipped != before:
            self.show_list()

    @work(group="store")
    async def _store(
        self, task: Task, given: AnswerInput, kept: list[tuple[str, Path]], draft: Draft, base: str
    ) -> None:
        """One write after the other; the mark in the list changes only after the ledger has it."""
        assert self.round is not None
        async with self._turn:
            before = self.round.skipped
            try:
                stored = await self.aside(save_answer, self.ledger, self.inspection, given, kept, base, task.place)
            except InspectError as error:
                self._keep_failed(task, given, draft, error)
            else:
                self.round.keep(task.key, stored)
                self.stored += 1
                if told := await self.aside(doubted, map(Path, given.evidence)):
                    self.house.say(told)
                self.count_score()
            self.saving.remove(task.key)
            if self.handed.get(task.key) is draft:
                del self.handed[task.key]
        self.keeper.now()
        self._asked_since(before)
        self.mark(self.round.row_of(task.key))
        self.renew_form()
        if task.key in self.failed:
            self.load()

    def _keep_failed(self, task: Task, given: AnswerInput, draft: Draft, error: InspectError) -> None:
        """What could not be stored is a draft again; no question is put in front of what is being typed elsewhere."""
        assert self.round is not None
        self.round.forget(task.key, given.answer)
        self.failed[task.key] = str(error)
        self.app.bell()
        form = self.query_one(AnswerForm)
        if self.here == task and form.draft() is not None:
            return
        self.drafts[task.key] = draft
        if self.here == task:
            self.show_task()

    # --- more than the list -------------------------------------------------------------------------------------

    def action_another(self) -> None:
        """The same item does not pass elsewhere on the subject, either."""
        task = self.here
        if self.round is None or task is None:
            return
        saved = self.round.answers.get(task.key)
        if task.item.id != FREE and not (saved and saved.answer == task.item.opens_on and saved.part):
            self.house.say("先把这一处答不合格（登记）、写明部位并保存，再记另一处")
            return
        self._begin(self.round.beside(task))

    def action_free(self) -> None:
        """What is on no checklist is written down in one's own words."""
        task = self.round.free(self.here) if self.round and self.here else None
        if task is None:
            self.house.say("这张检查表不立隐患，记不了清单外的")
            return
        self._begin(task)

    def _begin(self, task: Task) -> None:
        assert self.round is not None
        self.keep_draft()
        self.row = self.round.add(task)
        self.drafts[task.key] = Draft(task.item.opens_on, "", "")
        self.show_list()
        self.show_task()
        self.query_one(AnswerForm).description.focus()

    # --- other actions ------------------------------------------------------------------------------------------

    @on(OptionList.OptionSelected, "#tasks")
    def action_write(self) -> None:
        self.query_one(AnswerForm).description.focus()

    @work
    async def action_pick_file(self) -> None:
        found = await self.app.push_screen_wait(self.screens.files())
        if found:
            self.query_one(AnswerForm).add_files(found)

    @work(exclusive=True, group="match")
    async def action_match(self) -> None:
        """Photographs copied from a telephone, beside the answers of their time."""
        if self.round is None or not self.round.answers:
            self.house.say("还没有作答：先作答，再对照片")
            return
        found = await self.app.push_screen_wait(self.screens.files())
        async with self._turn:
            self.keep_draft()
        count = await self.app.push_screen_wait(self.screens.match(self.round, found)) if found else None
        if count:
            self.load()

    def action_unanswered(self) -> None:
        if self.round is None:
            return
        self.keep_draft()
        row = self.round.next_unanswered(self.row)
        if row is None:
            self.house.say(ALL_ANSWERED)
            return
        self.go_to(row)
        if self.round.lapsed(self.round.tasks[row]):
            self.house.say("没有未作答的了；这一项不再查，须改答不适用")

    @work(group="take_back")
    async def action_take_back(self) -> None:
        """The last answer of this person is taken back, on record; what stood before it stands again."""
        if self.focused is not self.query_one(TaskList):
            self.house.say("正在填写：先按 Esc 回到列表，再按 ^z 撤回上一答")
            return
        async with self._turn:
            try:
                key: Key = await self.aside(self.ledger.inspections.take_back, self.inspection)
                fresh = await self.aside(read_round, self.ledger, self.inspection)
            except InspectError as error:
                self.house.complain(error)
                return
        if self.round is None:
            return
        self.keep_draft()
        taken = self.round.answer(key)
        self.round.renew(fresh)
        self.stored += 1
        if key in self.drafts:
            self._rebase(key, taken)
        self.row = self.round.row_of(key)
        self.show_list()
        self.show_task()
        now = ANSWER_TITLES.get(self.round.answer(key), "未作答")
        self.house.say(f"已撤回“{self.round.tasks[self.row].item.title}”的上一答（已记录在案），现为{now}")

    def _rebase(self, key: Key, taken: str) -> None:
        """What was typed on an answer that one took back oneself now stands on what was restored."""
        assert self.round is not None
        draft, now = self.drafts[key], self.round.answer(key)
        word = now if draft.answer == taken else draft.answer
        self.drafts[key] = replace(draft, answer=word, base=event_of(self.round.answers.get(key)))

    async def _settled(self, question: str) -> bool:
        """Wait for what is being saved, then ask about what was typed and not saved."""
        async with self._turn:
            self.keep_draft()
        return not self.drafts or await self.sure(question.format(len(self.drafts)))

    @work(exclusive=True, group="leave")
    async def action_finish(self) -> None:
        """Show what stands in the ledger now, and finish if the person says so."""
        if self.round is None or not await self._settled("有 {} 项填写了但没有保存，不管它们，继续完成吗？"):
            return
        try:
            now = await self.aside(read_round, self.ledger, self.inspection)
            scored = await self.aside(read_score, self.ledger, now)
        except InspectError as error:
            self.house.complain(error)
            return
        result = await self.app.push_screen_wait(self.screens.finish(now, scored))
        if result:
            self.keeper.drop()
            scored = await self.aside(read_score, self.ledger, now)
            self.app.switch_screen(self.screens.result(result, scored))

    @work(exclusive=True, group="join")
    async def action_join(self) -> None:
        """A new place is recorded beside the one that is looked at, and inspected, too."""
        if self.round is None or self.here is None:
            return
        pack, under = self.round.definition.pack, self.round.subjects[self.here.subject].under
        key = await self.app.push_screen_wait(self.screens.subject(pack, under))
        if not key:
            return
        async with self._turn:
            try:
                await self.aside(self.ledger.inspections.join, self.inspection, [key])
                fresh = await self.aside(read_round, self.ledger, self.inspection)
            except InspectError as error:
                self.house.complain(error)
                return
        self.keep_draft()
        self.round.renew(fresh)
        self.stored += 1
        self.row = next(n for n, task in enumerate(self.round.tasks) if task.subject == key)
        self.show_list()
        self.show_task()
        self.house.say(f"已加进这次检查：{self.round.subjects[key].name}（{key}）")

    def action_score(self) -> None:
        if self.round and self.round.definition.pack.scoring:
            self.app.push_screen(self.screens.score(self.inspection))
        else:
            self.house.say("这张检查表不评分")

    @work(exclusive=True, group="leave")
    async def action_back(self) -> None:
        focused = self.focused
        if focused is not None and focused is not self.query_one(TaskList):
            self.query_one(TaskList).focus()
        elif await self._settled("有 {} 项填写了但没有保存，确定放弃吗？"):
            self.keeper.drop()
            self.dismiss(None)

    @work(exclusive=True, group="leave")
    async def action_drop_draft(self) -> None:
        """What was typed for the item in sight is given up; what the ledger holds of it stands again."""
        task, form = self.here, self.query_one(AnswerForm)
        if task is None or form.draft() is None or not await self.sure("丢掉这一项填了没有保存的内容吗？"):
            return
        self.drafts.pop(task.key, None)
        self.failed.pop(task.key, None)
        form.settle()
        self.show_task()
        self.mark(self.row)
        self.keeper.now()

    @on(Field.Filled)
    def _at_the_end(self) -> None:
        """Enter in the last field saves nothing."""
        self.house.say("填到底了：按 ^s 保存这一项")

"""An inspection under way on the screen: the list, the item, the progress, and what was typed for each item."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static

from inspect_engine.errors import InspectError
from inspect_tui.actions import DROP
from inspect_tui.pages.drafts import About, Keeper, Typed
from inspect_tui.pages.live import LivePage
from inspect_tui.views.answers import Draft
from inspect_tui.views.walk import Key, Round, Task, read_round, read_score
from inspect_tui.widgets.answer_form import AnswerForm
from inspect_tui.widgets.field import Field
from inspect_tui.widgets.task_list import TaskList
from inspect_tui.widgets.title_bar import TitleBar
from inspect_tui.words.drafts import kept_text
from inspect_tui.words.inspections import failed_text, item_text, progress_text
from inspect_tui.words.scores import running_text
from inspect_tui.words.text import MUTED, plain, stack

if TYPE_CHECKING:
    from inspect_engine.ledger.drafts import Draft as Kept
    from inspect_engine.ledger.scores import Scored


class WalkPage(LivePage[None]):
    """Showing an inspection under way: the list, the item, the progress; drafts stay with their items."""

    FIRST = "#tasks"
    WIDE = 100
    BINDINGS: ClassVar[list[BindingType]] = [*DROP.bindings()]

    def __init__(self, inspection: str) -> None:
        super().__init__()
        self.inspection = inspection
        self.round: Round | None = None
        self.row = 0
        self.drafts: dict[Key, Draft] = {}
        self.handed: dict[Key, Draft] = {}
        self.keeper = Keeper(self, self.SCOPE, self._typed)
        self.saving: list[Key] = []
        self.failed: dict[Key, str] = {}
        self.stored = 0
        self.scored: Scored | None = None
        self.law = False
        """Whether all that an item rests on is shown."""

    def body(self) -> ComposeResult:
        yield Static("正在读取", id="progress", classes="lead", markup=False)
        with Container(id="walk-split"):
            yield TaskList(id="tasks")
            with VerticalScroll(id="item", can_focus=False):
                yield Static("", id="item-text", markup=False)
                yield AnswerForm()

    def ledger_changed(self) -> None:
        if self.round and not self.saving:
            self.load()

    async def renew(self) -> None:
        """Read the inspection; the first time, go to the first item without an answer."""
        stored = self.stored
        fresh = await self.aside(read_round, self.ledger, self.inspection)
        if self.round is None:
            self.query_one(TitleBar).say(title=f"检查：{fresh.definition.pack.title}")
            kept = await self.aside(self.ledger.drafts.under, self.SCOPE, self.inspection)
            self.round, self.row = fresh, fresh.next_unanswered(-1) or 0
            self._take_up(fresh, kept)
            self.show_task()
        elif not self.saving and self.stored == stored:
            here = self.here
            self.round.renew(fresh)
            self.row = self.round.row_of(here.key) if here else 0
            self.renew_form()
        self.show_list()
        self.count_score()

    # --- drafts -------------------------------------------------------------------------------------------------

    def _take_up(self, current: Round, kept: Sequence[Kept]) -> None:
        """What was typed before the program ended is with its items again; what was stored after all is not."""
        for each in kept:
            _, *parts = each.about
            key: Key = (parts[0], parts[1], parts[2])
            draft = Draft.of(each.fields, kept_text(datetime.fromisoformat(each.saved), self.house.today))
            if current.begun(key) and not draft.stands(current.answers.get(key)):
                self.drafts[key] = draft
        self.keeper.found({each.about: Typed(each.fields) for each in kept})
        self.keeper.now()
        if self.drafts:
            self.house.say(f"有 {len(self.drafts)} 项草稿：上次填了没有保存，标着“未保存”")

    def _typed(self) -> dict[About, Typed]:
        """Everything that was typed and is not in the ledger yet, by item."""
        drafts, form = self.handed | self.drafts, self.query_one(AnswerForm)
        if form.asked is not None:
            drafts.pop(form.asked.key, None)
            if draft := form.draft():
                drafts[form.asked.key] = draft
        return {(self.inspection, *key): Typed(each.fields) for key, each in drafts.items()}

    @on(Field.Edited)
    def _keep(self) -> None:
        self.keeper.soon()

    def on_descendant_blur(self) -> None:
        self.keeper.now()

    def on_unmount(self) -> None:
        self.keeper.end()

    def unreadable(self, error: InspectError) -> None:
        if self.round is None:
            super().unreadable(error)
        else:
            self.house.say(str(error))

    def renew_form(self) -> None:
        """The ledger may now hold another answer to the very item that is shown, or is being put in place."""
        form, task = self.query_one(AnswerForm), self.here
        if self.round is None or task is None or form.asked != task:
            return
        if form.shown is None:
            self.show_task()
        elif form.renew(self.round.answers.get(task.key)):
            self.house.say("这一项刚刚有人改过作答；你填的还在，还没有保存")

    def show_list(self) -> None:
        """Draw the list anew, and what depends on which items are asked."""
        if self.round:
            self.query_one(TaskList).show_round(self.round, self.row, self.drafts, self.saving)
            self._draw_item()
            self._draw_progress()

    def _draw_item(self) -> None:
        if self.round and self.here:
            self.query_one("#item-text", Static).update(item_text(self.round, self.here, law=self.law))

    def action_law(self) -> None:
        """All that the item rests on, or one line of it; so for the next ones, too."""
        self.law = not self.law
        self._draw_item()

    @property
    def ready(self) -> bool:
        """Keys wait until the fields of the item in sight are in place, and what was just answered there is stored."""
        here = self.here
        stored = here is None or here.key not in self.saving
        return self.round is not None and stored and self.query_one(AnswerForm).shown == here

    @property
    def here(self) -> Task | None:
        return self.round.tasks[self.row] if self.round and self.round.tasks else None

    @on(OptionList.OptionHighlighted, "#tasks")
    def moved(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_id is not None and int(event.option_id) != self.row:
            self.keep_draft()
            self.row = int(event.option_id)
            self.show_task()

    def go_to(self, row: int) -> None:
        self.row = row
        self.query_one(TaskList).put_cursor(row)
        self.show_task()

    def show_task(self) -> None:
        task, current = self.here, self.round
        if task is None or current is None:
            return
        self._draw_item()
        self.query_one("#item", VerticalScroll).scroll_home(animate=False)
        saved, draft = current.answers.get(task.key), self.drafts.get(task.key)
        self.query_one(AnswerForm).show_task(task, saved, draft, current.law(task))
        self._draw_progress()

    @property
    def unsaved(self) -> bool:
        self.keep_draft()
        return bool(self.drafts)

    def ledger_back(self) -> None:
        self.keeper.now()

    async def kept(self) -> bool:
        return await self.keeper.write()

    @property
    def busy(self) -> bool:
        return bool(self.saving)

    def mark(self, row: int) -> None:
        """Redraw one row of the list, and the progress."""
        if self.round:
            self.query_one(TaskList).mark(self.round, row, self.drafts, self.saving)
            self._draw_progress()

    def _draw_progress(self) -> None:
        if self.round:
            told = progress_text(self.round, self.row, len(self.saving))
            if self.failed:
                told = stack([told, failed_text(self.round, self.failed)])
            if self.scored:
                told = stack([told, Content.assemble(running_text(self.scored.score), plain("  ^g 看评分", MUTED))])
            self.query_one("#progress", Static).update(told)

    @work(exclusive=True, group="score")
    async def count_score(self) -> None:
        """What the stored answers come to, where the checklist scores."""
        if self.round and self.round.definition.pack.scoring and not self.round.finished:
            self.scored = await self.aside(read_score, self.ledger, self.round)
            self._draw_progress()

    def keep_draft(self) -> None:
        """Typing that was not saved is kept with its item."""
        form = self.query_one(AnswerForm)
        if form.asked is None:
            return
        draft = form.draft()
        if draft is None:
            self.drafts.pop(form.asked.key, None)
        else:
            self.drafts[form.asked.key] = draft
        self.mark(self.row)
        self.keeper.now()

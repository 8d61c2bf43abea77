"""What goes with an answer: the verdict, measured values, a note, evidence."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from inspect_engine.domain.definitions import ANSWER_TITLES, FieldSpec
from inspect_engine.domain.inspections import PART_LONGEST, AnswerInput, value_faults
from inspect_engine.domain.units.register import LONGEST
from inspect_engine.domain.words.text import display, fault_in, is_blank
from inspect_tui.views.answers import Draft, event_of
from inspect_tui.views.completing import units
from inspect_tui.views.walk import Task
from inspect_tui.widgets.evidence_field import EvidenceField
from inspect_tui.widgets.field import Field, show_needed
from inspect_tui.widgets.messages import Unheard
from inspect_tui.widgets.situation import Situation
from inspect_tui.words.inspections import computed_text
from inspect_tui.words.scores import points_text
from inspect_tui.words.text import BAD, GOOD, MUTED, STRONG, WARN, one_line, plain

if TYPE_CHECKING:
    from inspect_engine.domain.judgement.law import Law
    from inspect_engine.ledger.inspections import Answer
    from inspect_tui.house import House

NOTE = FieldSpec(id="note", title="备注", required=False)
PART = FieldSpec(id="where", title="部位", required=False, hint="哪一处，例：二层厨房；同一处再次不合格标为反复隐患")
UNIT = FieldSpec(id="whose", title="责任单位", required=False, hint="不填按检查项所指的一方；可写哪一方，或单位名称")


class AnswerForm(Vertical):
    """Shows one task at a time: ``asked`` from the moment it is asked for, ``shown`` once its fields are in place.

    Until then no key reaches it. What was seen is described first, so the note stands before the measured values.
    """

    def __init__(self) -> None:
        super().__init__(id="answer-form")
        self._note, self._part, self._evidence = Field(NOTE), Field(PART), EvidenceField()
        self._unit = Field(UNIT, complete=units)
        self.asked: Task | None = None
        self.shown: Task | None = None
        self._draft: Draft | None = None
        self._asked = 0
        self._building = asyncio.Lock()
        self.chosen = ""
        self.saved: Answer | None = None
        self._base = ""
        self._law: Law | None = None
        self._known: Mapping[str, str] = {}

    def compose(self) -> ComposeResult:
        yield Static("", id="verdict", markup=False)
        yield self._note
        yield Static("", id="points", markup=False)
        yield Vertical(id="values")
        yield Static("", id="computed", markup=False)
        yield self._part
        yield self._unit
        yield self._evidence

    # --- showing ------------------------------------------------------------------------------------------------

    def show_task(
        self, task: Task, saved: Answer | None, draft: Draft | None, law: Law, known: Mapping[str, str] | None = None
    ) -> None:
        """Most items have no measured values: then everything is in place at once. ``known`` are values with which the
        fields begin: nobody has typed them."""
        self._known = known or {}
        self._law = law
        self.asked, self.shown, self._draft = task, None, draft
        self._base = draft.base if draft else event_of(saved)
        self.saved, self.chosen = saved, str(saved.answer) if saved else ""
        self._note.reset(str(saved.note) if saved else "")
        self._part.reset(str(saved.part) if saved else "")
        self._unit.reset(str(saved.unit) if saved else "")
        self._evidence.reset("")
        if draft:
            self.chosen = draft.answer
            self._note.put(draft.note)
            self._part.put(draft.part)
            self._unit.put(draft.unit)
            self._evidence.put(draft.evidence)
        self._draw()
        self._asked += 1
        if task.item.values or self._value_fields or self._building.locked():
            self.query_one("#values", Vertical).display = False
            self._build(self._asked)
        else:
            self._compute()
            self.shown = task

    @on(Field.Edited)
    def _compute(self) -> None:
        """What is typed decides which fields are asked for, and what is computed."""
        task, law = self.asked, self._law
        if task is None or law is None:
            return
        show_needed(self._value_fields, law.on, task.item.derived)
        points = self.query_one("#points", Static)
        points.display = task.item.points is not None
        if task.item.points is not None:
            points.update(points_text(task.item, self._given, law.on))
        computed = self.query_one("#computed", Static)
        computed.display = bool(task.item.derived)
        if task.item.derived:
            computed.update(computed_text(task.item, self._given, law.on))

    @property
    def _given(self) -> dict[str, str]:
        """The measured values that are asked for and given."""
        return {f.spec.id: f.value for f in self._value_fields if f.display and f.value.strip()}

    @work(group="form")
    async def _build(self, asked: int) -> None:
        """Replace the fields for measured values. One after the other, for a removal broken off ends the program."""
        async with self._building:
            task, draft = self.asked, self._draft
            if asked != self._asked or task is None:
                return
            values = self.query_one("#values", Vertical)
            await values.remove_children()
            held = self.saved.entries if self.saved else self._known
            row = Field if task.item.points is None else Situation
            await values.mount_all([row(spec, held.get(spec.id, "")) for spec in task.item.values])
            for each in self._value_fields if draft else ():
                each.put(draft.values.get(each.spec.id, "") if draft else "")
            values.display = bool(task.item.values)
            self._compute()
            self.shown = task if asked == self._asked else None

    def renew(self, saved: Answer | None) -> bool:
        """The ledger now holds another answer to the item shown; whether something typed stands against it."""
        if saved == self.saved:
            return False
        typed = self.draft() is not None
        self.saved = saved
        if not typed:
            self._base = event_of(saved)
            self.chosen = str(saved.answer) if saved else ""
            given = {NOTE.id: saved.note, PART.id: saved.part, UNIT.id: saved.unit} if saved else {}
            held = {**saved.entries, **given} if saved else {}
            for each in self.query(Field):
                each.reset(str(held.get(each.spec.id, "")))
        self._draw()
        return typed

    @property
    def contested(self) -> str:
        """A question, where somebody has answered the item since this was begun to be typed; else empty."""
        if self.saved is None or event_of(self.saved) == self._base:
            return ""
        told = ANSWER_TITLES[str(self.saved.answer)]
        note = one_line(str(self.saved.note)) or "没有备注"
        return f"“{self.saved.author}”刚把这一项答为{told}（{note}），要按你填的改答吗？"

    def choose(self, word: str) -> None:
        self.chosen = word
        self._draw()
        self.post_message(Field.Edited(self._note))

    def ask(self, question: str) -> None:
        """Put a question under the verdict; the next change of the verdict takes it away."""
        verdict = self.query_one("#verdict", Static)
        title = ANSWER_TITLES.get(self.chosen, "未作答")
        verdict.update(Content.assemble(("结论：", MUTED), plain(title, STRONG), plain(f"\n{question}", WARN)))
        verdict.scroll_visible(animate=False)

    def _draw(self) -> None:
        stored = str(self.saved.answer) if self.saved else ""
        parts = [Content.styled("结论：", MUTED), plain(ANSWER_TITLES.get(self.chosen, "未作答"), STRONG)]
        if self.chosen and self.chosen != stored:
            parts.append(plain("  还没有保存：填好后按 ^s 保存", WARN))
        elif stored:
            parts.append(plain("  已保存", GOOD))
        if self._draft and self._draft.kept:
            parts.append(plain(f"\n{self._draft.kept}", WARN) + plain("  ^d 丢掉", MUTED))
        if names := [name for name, _ in self.kept_files]:
            parts.append(plain(f"\n已有佐证：{'、'.join(names)}", MUTED))
        self.query_one("#verdict", Static).update(Content.assemble(*parts))

    # --- reading ------------------------------------------------------------------------------------------------

    @property
    def _value_fields(self) -> list[Field]:
        return list(self.query_one("#values", Vertical).query(Field))

    @property
    def description(self) -> Widget:
        """Where words about what was seen go."""
        return self._note.editor

    @on(Unheard)
    def write_down(self, event: Unheard) -> None:
        """Words struck on a choice are words about what was seen."""
        for each in self._value_fields:
            each.blame("")
        self.description.focus()
        self._note.append(event.text)

    @property
    def kept_files(self) -> list[tuple[str, Path]]:
        """Name and place of the evidence this answer already has."""
        ledger = cast("House", self.app).ledger
        files = self.saved.files if self.saved else ()
        return [(str(file["name"]), ledger.desk.evidence_path(file)) for file in files]

    def draft(self) -> Draft | None:
        """What would be lost by leaving; None when nothing would."""
        stored = str(self.saved.answer) if self.saved else ""
        if self.shown is None:
            return self._draft
        if self.chosen == stored and not any(f.changed for f in self.query(Field)):
            return None
        return self.as_draft(self.chosen)

    @property
    def stored_draft(self) -> Draft | None:
        """What the ledger holds, as if it had just been typed; its evidence stays with it."""
        if self.saved is None:
            return None
        held = self.saved.entries
        values = {f.spec.id: display(str(held.get(f.spec.id, "")), lines=True) for f in self._value_fields}
        note, part, unit = (display(getattr(self.saved, name), lines=True) for name in ("note", "part", "unit"))
        return Draft(str(self.saved.answer), note, "", part, unit, values, self._base)

    def as_draft(self, word: str) -> Draft:
        """Everything as it stands, under a verdict."""
        values = {f.spec.id: f.typed for f in self._value_fields}
        places = self._part.typed, self._unit.typed
        kept = self._draft.kept if self._draft else ""
        return Draft(word, self._note.typed, self._evidence.typed, *places, values, self._base, kept)

    def settle(self) -> None:
        """What is shown has been handed over: nothing of it is a draft any more."""
        self.asked = self.shown = self._draft = None
        self._asked += 1

    def add_files(self, found: Sequence[Path]) -> None:
        self._evidence.add(found)
        self._evidence.editor.focus()

    # --- checking -----------------------------------------------------------------------------------------------

    def answer(self, word: str, law: Law) -> AnswerInput | None:
        """The answer as it stands; None, and each fault under its field, when it cannot be stored."""
        given, found = self.checked(word, law)
        self._blame(found)
        return None if found else given

    def checked(self, word: str, law: Law) -> tuple[AnswerInput, dict[str, str]]:
        """The answer as it stands, and what is wrong with it by field."""
        assert self.asked is not None
        boxes = (NOTE, self._note), (PART, self._part), (UNIT, self._unit)
        texts = {spec.id: each.value for spec, each in boxes}
        found: dict[str, str] = {}
        for name, text in texts.items():
            if not is_blank(text) and (bad := fault_in(text)):
                found[name] = bad
        if len(texts[PART.id]) > PART_LONGEST:
            found[PART.id] = f"太长（{len(texts[PART.id])} 字），至多 {PART_LONGEST} 字；详情写在备注里"
        if len(texts[UNIT.id]) > LONGEST:
            found[UNIT.id] = f"太长（{len(texts[UNIT.id])} 字），至多 {LONGEST} 字"
        if self._evidence.lost:
            found["evidence"] = self._evidence.lost
        given = AnswerInput(
            subject=self.asked.subject,
            item=self.asked.item.id,
            answer=word,
            note="" if NOTE.id in found else texts[NOTE.id],
            part="" if PART.id in found else texts[PART.id],
            unit="" if UNIT.id in found or is_blank(texts[UNIT.id]) else texts[UNIT.id].strip(),
            co_units=self.saved.co_units if self.saved else (),
            values=self._given,
            **self._said_before(word),
        ).model_copy(update={"evidence": tuple(map(str, self._evidence.paths))})  # names need not be text
        for fault in value_faults((), self.asked.item, given, law):
            place = self._place(fault.path, fault.what)
            found.setdefault(place, fault.what.replace(f"（{place}）", ""))
        return given, found

    def _said_before(self, word: str) -> dict[str, Any]:
        """What was said of cases from before when the same was answered, and of its evidence."""
        if self.saved is None or self.saved.answer != word:
            return {}
        return {name: getattr(self.saved, name) for name in ("still", "another", "shared")}

    def _blame(self, found: Mapping[str, str]) -> None:
        """Each fault under its field, what concerns the whole beside the verdict; the first bad field is next."""
        for each in self.query(Field):
            each.blame(found.get(each.spec.id, ""))
        if "" in found:
            verdict = self.query_one("#verdict", Static)
            verdict.update(plain(found[""], BAD))
            verdict.scroll_visible(animate=False)
        bad = [each for each in self.query(Field) if each.spec.id in found]
        if bad:
            bad[0].editor.focus()

    def _place(self, path: tuple[str | int, ...], what: str) -> str:
        """The field a fault belongs to; empty for the answer as a whole."""
        if path:
            return str(path[-1])
        return next((f.spec.id for f in self._value_fields if f"（{f.spec.id}）" in what), "")

"""What a person does in a walk, drawn by chance, and what must then stand in the ledger: a model of the screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

ITEMS = ("A-01", "A-02", "A-03", "B-01")
"""The items of the small checklist; only A-02 has a measured value, by which it fails above 2."""
WORDS = {"pass": ("1", "f5"), "na": ("3", "f7"), "missing": ("4", "f8")}
TEXTS = ("堆放纸箱", "2号楼1层", "=1+1", "[/]乙", "jk1234", "q w", "过道，堵", "ｆ１２", "@{x}", "a", "甲乙丙丁" * 5)
Key = tuple[str, str]


@dataclass
class Given:
    """An answer as it is stored, or as it is being typed; ``cursor`` is where the next letter of the note goes."""

    word: str = ""
    note: str = ""
    part: str = ""
    length: str = ""


@dataclass
class Walk:
    """The screen as its promises have it: what is stored, what is typed where, and the row one is on."""

    subjects: list[str]
    stored: dict[Key, list[tuple[int, Given]]] = field(default_factory=dict)
    drafts: dict[Key, Given] = field(default_factory=dict)
    row: int = 0
    events: int = 0

    def __post_init__(self) -> None:
        self.tasks = [(subject, item) for subject in self.subjects for item in ITEMS]
        self.cursor = 0

    @property
    def here(self) -> Key:
        return self.tasks[self.row]

    def standing(self, key: Key) -> Given:
        given = self.stored.get(key)
        return given[-1][1] if given else Given()

    @property
    def typed(self) -> Given:
        """What the form shows for the row one is on."""
        return self.drafts.get(self.here) or self.standing(self.here)

    def _go(self, row: int) -> None:
        self.row = row
        self.cursor = len(self.typed.note)

    def _next_unanswered(self) -> int | None:
        order = [*range(self.row + 1, len(self.tasks)), *range(self.row + 1)]
        return next((n for n in order if not self.stored.get(self.tasks[n])), None)

    def _store(self, given: Given) -> None:
        self.events += 1
        self.stored.setdefault(self.here, []).append((self.events, given))
        self._go_on()

    def _go_on(self) -> None:
        self.drafts.pop(self.here, None)
        row = self._next_unanswered()
        self._go(self.row if row is None else row)

    # --- what one can do: the keys, and what they do to the model ------------------------------------------------

    def answer(self, chance: Random) -> Iterator[str]:
        """合格, 不适用 or 待补参 with one key; twice where the screen asks first."""
        word = chance.choice(list(WORDS))
        key = chance.choice(WORDS[word])
        before, typed = self.standing(self.here), self.typed
        given = Given(word, typed.note, typed.part, typed.length)
        if given.length:
            return
        yield key
        if before.word == word and given == before:
            self._go_on()
            return
        doubtful = word == "pass" and self.here[1] == "A-02" and not given.note
        if doubtful or before.word not in ("", word):
            yield key
        self._store(given)

    def fail(self, chance: Random) -> Iterator[str]:
        """不合格, described, and saved with ^s."""
        typed, note, part, length = self.typed, chance.choice(("", *TEXTS)), chance.choice(("", "", *TEXTS[:6])), ""
        yield chance.choice(("2", "f6"))
        yield from strike(note, chance)
        note = typed.note[: self.cursor] + note + typed.note[self.cursor :]
        if self.here[1] == "A-02":
            yield "tab"
            if not typed.length:
                length = chance.choice(("3", "2.5", "３"))
                yield from length
        if part:
            yield "tab"
            yield from strike(part, chance)
        yield "ctrl+s"
        given = Given("fail", note, typed.part + part, typed.length or length.replace("３", "3"))
        if given == self.standing(self.here):
            self._go_on()
            return
        if not (given.note or given.part or given.length):
            yield "ctrl+s"
        self._store(given)

    def draft(self, chance: Random) -> Iterator[str]:
        """Something is typed and left, to be found there later."""
        text, typed = chance.choice(TEXTS), self.typed
        yield chance.choice(("i", "f4"))
        yield from strike(text, chance)
        yield "f12"
        note = typed.note[: self.cursor] + text + typed.note[self.cursor :]
        self.drafts[self.here] = Given(typed.word, note, typed.part, typed.length)
        self.cursor += len(text)

    def move(self, chance: Random) -> Iterator[str]:
        down = chance.random() < 0.6
        yield chance.choice(("j", "down") if down else ("k", "up"))
        self._go((self.row + (1 if down else -1)) % len(self.tasks))

    def jump(self, chance: Random) -> Iterator[str]:
        yield chance.choice(("u", "f9"))
        row = self._next_unanswered()
        if row is not None:
            self._go(row)

    def take_back(self, chance: Random) -> Iterator[str]:
        """The newest of the answers that stand is taken back; what stood before it stands again."""
        standing = {key: given[-1][0] for key, given in self.stored.items() if given}
        if not standing:
            return
        yield "ctrl+z"
        key = max(standing, key=lambda one: standing[one])
        self.stored[key].pop()
        self.events += 1
        self._go(self.tasks.index(key))

    def steps(self, chance: Random, number: int) -> Iterator[str]:
        """The keys of so many things done."""
        doings = [self.answer] * 5 + [self.fail] * 5 + [self.draft, self.move, self.move, self.jump, self.take_back]
        for _ in range(number):
            yield from chance.choice(doings)(chance)


def strike(text: str, chance: Random) -> Iterator[str]:
    """A text letter by letter, or as one paste."""
    if text and chance.random() < 0.15:
        yield f"paste:{text}"
    else:
        yield from text

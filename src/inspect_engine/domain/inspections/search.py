"""Hazards of checklists found by a few characters: words of them, the initials or the syllables of their pinyin, codes.

Words parted by blanks are all asked for. What is typed need not stand there letter by letter: what inspectors say is
looked for by what checklists write (:mod:`.sayings`), and else by how many of its pairs of characters are there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log

from inspect_engine.domain.definitions import FieldSpec, Item, Pack
from inspect_engine.domain.inspections.sayings import said_otherwise
from inspect_engine.domain.words.pinyin import sound_of

Key = tuple[str, str, str]
"""Pack, item, and the field of the situation, if it is one of a scored item."""
MOST = 40
"""Hits that are shown."""
CODE, TITLE, SOUND, TEXT, TEXT_SOUND, ALIKE = 120.0, 100.0, 80.0, 50.0, 30.0, 45.0
"""What it is worth that a word is found: as a code, in what the hazard is called, by how that sounds, in what is looked
at, by how that sounds; at most where only pairs of its characters are."""
LEAST = 0.35
"""The part of a word's pairs, weighted, that must be there."""
WHOLE = 4
"""What is written for a short word must be there whole: 连接 is no 软管."""
NOWHERE = 1.5
"""What a pair weighs that no entry has: others weigh from 2, where many have it, to 7."""
IN_TEXT = 0.7
"""What a pair counts that only stands in what is looked at."""
OFTEN, MOST_OFTEN = 4.0, 5
"""What it is worth that a hazard was found at the place before, each time, so many times at most."""
_CODE_MARKS = re.compile(r"[\s._/-]+")
_RUNS = re.compile(r"[a-z0-9]+|[^a-z0-9\s]+")


@dataclass(frozen=True)
class Entry:
    """A hazard that can be logged: an item of a checklist that may fail, or one situation of a scored item."""

    pack: Pack
    item: Item
    situation: FieldSpec | None = None

    @property
    def key(self) -> Key:
        return self.pack.id, self.item.id, self.situation.id if self.situation else ""

    @property
    def title(self) -> str:
        """What the hazard is called."""
        return self.situation.title if self.situation else self.item.failure


@dataclass(frozen=True)
class Hit:
    """An entry that was found, whether it is asked of the place, and how often it was found there."""

    entry: Entry
    fits: bool
    times: int
    score: float


@dataclass(frozen=True)
class _Read:
    """An entry as it is looked through; ``at`` is its place among all."""

    at: int
    entry: Entry
    code: str
    title: str
    text: str


@dataclass
class Index:
    """Entries, read once; ``compared`` counts how many were looked at, word by word, since it was made."""

    entries: Sequence[Entry]
    compared: int = 0
    _read: list[_Read] = field(default_factory=list)
    _where: dict[str, dict[int, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._read = [_as_read(n, each) for n, each in enumerate(self.entries)]
        for each in self._read:
            for text, worth in ((each.text, IN_TEXT), (each.title, 1.0)):
                for pair in _pairs(text):
                    self._where.setdefault(pair, {})[each.at] = worth

    def hear(self) -> None:
        """Find out how everything sounds, which else the first search for letters does: half a second."""
        for each in self._read:
            sound_of(each.title)
            sound_of(each.text)

    def search(
        self,
        typed: str,
        fits: Callable[[Entry], bool] = lambda _: True,
        found_before: Mapping[tuple[str, str], int] | None = None,
    ) -> list[Hit]:
        """What was typed, the best first; of a place, what is asked of it (``fits``) before all others.

        ``found_before`` is how often a pack's item was found there. Without words it is what was, most often first.
        """
        before, words = found_before or {}, words_of(typed)
        if not words:
            usual = [Hit(each, fits(each), times, times) for each, times in self._usual(before)]
            return sorted(usual, key=_order)[:MOST]
        asked = [_Asked(word, *self._alike(word)) for word in words]
        hits = []
        for each in self._read:
            if score := self._score(each, asked):
                times = before.get((each.entry.pack.id, each.entry.item.id), 0)
                hits.append(Hit(each.entry, fits(each.entry), times, score + OFTEN * min(times, MOST_OFTEN)))
        return sorted(hits, key=_order)[:MOST]

    def _usual(self, before: Mapping[tuple[str, str], int]) -> Iterator[tuple[Entry, int]]:
        for each in self.entries:
            if each.situation is None and (times := before.get((each.pack.id, each.item.id), 0)):
                yield each, times

    def _score(self, of: _Read, asked: Sequence[_Asked]) -> float:
        """The mean of what each word is worth; nothing where one of them is not found."""
        total = 0.0
        for word in asked:
            self.compared += 1
            if not (worth := word.worth(of)):
                return 0.0
            total += worth
        return total / len(asked)

    def _alike(self, word: str) -> tuple[tuple[str, ...], dict[int, float]]:
        """What may be written for a word, and which part of its pairs of characters, or theirs, each entry has."""
        if word.isascii():
            return (word,), {}
        ways, found = (word, *said_otherwise(word)), dict[int, float]()
        for way in ways:
            if way != word and len(word) < WHOLE:
                continue
            for at, part in self._part(way).items():
                found[at] = max(part, found.get(at, 0.0))
        return ways, found

    def _part(self, word: str) -> dict[int, float]:
        """Rare pairs tell more, those that are nowhere little."""
        known = {pair: self._where.get(pair, {}) for pair in dict.fromkeys(_pairs(word))}
        weights = {
            pair: log(1 + len(self._read) / len(places)) if places else NOWHERE for pair, places in known.items()
        }
        total, found = sum(weights.values()), dict[int, float]()
        for pair, places in known.items():
            for at, worth in places.items():
                found[at] = found.get(at, 0.0) + worth * weights[pair] / total
        return {at: part for at, part in found.items() if part >= LEAST}


@dataclass(frozen=True)
class _Asked:
    """One word that is looked for: the ``ways`` in which it may be written, and where enough of its pairs are."""

    word: str
    ways: tuple[str, ...]
    alike: Mapping[int, float]

    def worth(self, of: _Read) -> float:
        if self.word.isascii():
            return max(self._as_code(of), self._written(of) if len(self.word) > 1 else 0.0, self._heard(of))
        return self._written(of) or ALIKE * self.alike.get(of.at, 0.0)

    def _as_code(self, of: _Read) -> float:
        bare = _CODE_MARKS.sub("", self.word)
        if not bare or bare not in of.code:
            return 0.0
        return CODE * (1 if of.code.startswith(bare) else 0.8) * (0.8 + 0.2 * len(bare) / len(of.code))

    def _written(self, of: _Read) -> float:
        best = max(_place(word, of.title) for word in self.ways)
        return TITLE * best if best else TEXT * any(word in of.text for word in self.ways)

    def _heard(self, of: _Read) -> float:
        sound = sound_of(of.title)
        if sound.has(self.word):
            return SOUND * (_place(self.word, sound.initials) or 0.7)
        if len(self.word) > 2 and _in_order(self.word, sound.initials):
            return ALIKE * 0.8
        return TEXT_SOUND if sound_of(of.text).has(self.word) else 0.0


def words_of(typed: str) -> list[str]:
    """What was typed, by words; Latin letters and digits within a word stand for themselves."""
    plain = unicodedata.normalize("NFKC", typed).lower()
    words = [word for word in plain.split() if any(char.isalnum() for char in word)]
    return [run for word in words for run in ([word] if word.isascii() else _RUNS.findall(word))]


def entries_of(packs: Iterable[Pack], left_out: Callable[[Pack], Iterable[str]] = lambda _: ()) -> Iterator[Entry]:
    """What can be logged by these checklists, in their order, but for items that are ``left_out``: each item that may
    fail, and each situation of a scored one."""
    for pack in packs:
        gone = set(left_out(pack))
        for item in pack.items:
            if pack.ended or item.register_ or item.record or item.id in gone:
                continue
            yield Entry(pack, item)
            if item.points is not None:
                yield from (Entry(pack, item, spec) for spec in item.values)


def _as_read(at: int, entry: Entry) -> _Read:
    title = entry.title.lower()
    text = (entry.item.failure if entry.situation else f"{entry.item.title} {entry.item.check}").lower()
    code = _CODE_MARKS.sub("", entry.item.id).lower()
    return _Read(at, entry, code, title, text)


def _pairs(text: str) -> list[str]:
    """Pairs of characters that stand beside each other; a character alone where there is but one."""
    found = [one + two for one, two in pairwise(text) if one.isalnum() and two.isalnum()]
    return found or [char for char in text if char.isalnum()]


def _place(word: str, text: str) -> float:
    """From 0.75 to 1: the more of a text a word is, and the sooner it stands there; 0 for not there."""
    at = text.find(word)
    return 0.0 if at < 0 else 0.75 + 0.15 * len(word) / len(text) + 0.1 * (1 - at / len(text))


def _in_order(word: str, text: str) -> bool:
    """Whether the letters of a word stand in a text one after the other, with little between them."""
    first = at = text.find(word[0])
    for letter in word[1:]:
        at = text.find(letter, at + 1)
        if at < 0:
            return False
    return first >= 0 and at - first < 2 * len(word)


def _order(hit: Hit) -> tuple[bool, float, bool, int]:
    """What is asked of the place, then the best; an item before its situations, short ones before long ones."""
    return not hit.fits, -hit.score, hit.entry.situation is not None, len(hit.entry.title)

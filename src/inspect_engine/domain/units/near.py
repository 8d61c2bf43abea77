"""Which names look like one that was typed: only the form of the company differs, one contains the other, or a
character or two differ.

What tells units apart on purpose does not count as a slip: a number, a letter, 一 or 二, 东 or 西.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence

from inspect_engine.domain.units.names import folded

NEAREST = 3
"""So many are named in a question."""
SHORTEST = 4
"""Characters of a name that may stand within another."""
ONE_SLIP, TWO_SLIPS = 6, 10
"""Characters of a name from which one, or two, may be wrong."""
PER_GRAM, LOOKED_AT = 128, 512
"""Names that are read for one pair of characters, and compared at all: the work, however many units there are."""
_FORM = re.compile(r"\(?(?:集团)?\)?(?:股份|责任)?(?:有限)?(?:责任)?公司$")
"""What kind of company it is, at the end of a folded name: people write 大山燃气公司 for 大山燃气有限责任公司."""
_TELLS_APART = re.compile(r"[0-9a-z一二三四五六七八九十百甲乙丙丁戊己庚辛东西南北]")


def grams(name: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a folded name, by which it is found again."""
    return frozenset(name[at : at + 2] for at in range(len(name) - 1)) or frozenset({name})


def nearest(text: str, read: Callable[[str, int], Collection[str]]) -> list[str]:
    """The folded names that are near to ``text``, the nearest first, at most :data:`NEAREST`.

    ``read`` gives folded names with a pair of characters in them, at most as many as asked. Pairs that few names have
    are followed first, so that the work is bounded: what only shares 有限 and 公司 is not looked at.
    """
    name = folded(text)
    held = sorted((found for gram in grams(name) if (found := read(gram, PER_GRAM))), key=len)
    shared: Counter[str] = Counter()
    for found in held:
        shared.update(each for each in found if each in shared or len(shared) < LOOKED_AT)
    ranked = [(far, -count, other) for other, count in shared.items() if (far := apart(name, other)) is not None]
    return [other for _, _, other in sorted(ranked)[:NEAREST]]


def apart(one: str, other: str) -> int | None:
    """How far two folded names are from each other: characters that differ; None where they are not near."""
    if one == other:
        return None
    if (own := _FORM.sub("", one)) and own == _FORM.sub("", other):
        return 1
    short, long = sorted((one, other), key=len)
    if len(short) >= SHORTEST and short in long:
        rest = long.replace(short, "", 1)
        return len(rest) if _TELLS_APART.sub("", rest) else None
    slips = 2 if len(long) >= TWO_SLIPS else 1 if len(long) >= ONE_SLIP else 0
    if len(long) - len(short) > slips or _TELLS_APART.findall(one) != _TELLS_APART.findall(other):
        return None
    far = distance(one, other)
    return far if far <= slips else None


def distance(one: Sequence[str], other: Sequence[str]) -> int:
    """Insertions, deletions and replacements that make one of the other (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]

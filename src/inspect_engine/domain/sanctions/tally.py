"""What a list of sanctions adds up to: of each kind how many, on whom, and what they were fined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from inspect_engine.domain.sanctions.register import Sanction
from inspect_engine.domain.words.text import same_name

AMOUNT = "amount"
"""The entry of a fine that is its sum, in 元."""


@dataclass(frozen=True)
class Tally:
    """The decisions of one kind, how many ``parties`` of which kind they concern, each once, and the fines in 元 (None
    where the kind has none)."""

    kind: str
    title: str
    count: int
    parties: Mapping[str, int]
    amount: Decimal | None


def tally(sanctions: Iterable[Sanction], on: date) -> list[Tally]:
    """By kind, in the order met. What was revoked up to a day, or decides that nothing is imposed, does not count."""
    kinds: dict[str, list[Sanction]] = {}
    for one in sanctions:
        if not one.spared and not (one.revoked_on and one.revoked_on <= on):
            kinds.setdefault(one.kind, []).append(one)
    return [_of(found) for found in kinds.values()]


def _of(found: list[Sanction]) -> Tally:
    """One party may be written with its code here and without it there."""
    codes = {same_name(one.party): one.uscc for one in found if one.uscc}
    who = {(one.party_kind, one.uscc or codes.get(same_name(one.party), same_name(one.party))) for one in found}
    sums = [Decimal(one.values[AMOUNT]) for one in found if AMOUNT in one.values]
    amount = sum(sums, Decimal(0)) if sums else None
    return Tally(found[0].kind, found[0].title, len(found), Counter(kind for kind, _ in who), amount)

"""A command is killed, or its disk fails it, at one of its changes of files."""

from __future__ import annotations

import errno
import random
from collections.abc import Iterator

from tests.torture.bench import Bench, Ended, Fault, Place
from tests.torture.commands import COMMANDS

KILL = (0, 0)
FAILS = {"ENOSPC": (errno.ENOSPC, 1), "EIO": (errno.EIO, 0), "EROFS": (errno.EROFS, 1)}
"""The error, and whether it stays so."""


def struck(bench: Bench, verb: str, kind: tuple[int, int], chance: random.Random) -> Iterator[str]:
    """What came of it; an exclamation mark is what must not be."""
    _, steps = bench.whole(verb)
    first = chance.choice((1, max(1, steps - 4)))  # about its commit as often as before it
    place = bench.copy(bench.prepared(verb))
    fault: Fault = (chance.randint(first, steps), *kind)
    yield from looked_at(bench, place, verb, bench.command(place, verb, fault))
    bench.drop(place)


def looked_at(bench: Bench, place: Place, verb: str, ended: Ended) -> Iterator[str]:
    """All is stored or nothing, what was acknowledged is, the ledger is proved; repeated, it is stored once."""
    db, (made, _) = COMMANDS[verb].db, bench.whole(verb)
    before = bench.prepared(verb).events(db)
    stored = place.events(db) - before
    yield _judged(verb, ended, stored, made)
    if (place.folder / db).exists() and (problems := proved(place, verb, stored)):
        yield f"not proved! {verb}: {problems[0]}"
    again = bench.command(place, verb)
    if again.code or place.events(db) - before != made:
        yield f"does not work afterwards! {verb}: {place.events(db) - before} of {made} stored, {again.words}"


def proved(place: Place, verb: str, stored: int) -> list[str]:
    """What verify names; nothing where what was spoilt before is not put right yet."""
    return [] if COMMANDS[verb].spoil and not stored else place.problems(COMMANDS[verb].db)


def _judged(verb: str, ended: Ended, stored: int, made: int) -> str:
    if stored not in (0, made) and not (COMMANDS[verb].steps and ended.code and stored < made):
        return f"halved! {verb}: {stored} of {made}"
    if ended.code == 0 and stored != made:
        return f"lost! {verb}"
    if stored and ended.code > 0 and not COMMANDS[verb].steps:
        return (
            "stored, and said to be uncertain" if "不能确定" in ended.words else f"called not stored! {verb}: {ended}"
        )
    return "stored" if stored else "nothing stored"

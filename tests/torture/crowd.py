"""Eight people write at once, some of them are killed, and all of them want the same case."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing

from tests.torture.bench import NONE, Bench, Ended, Fault, Place

WRITERS, KILLED = 8, 2
ROUNDS = 2
ADD = "subject add shop-{name} --pack gas --kind catering --name 店{name} --region 530602 --request-id {name}"
GRADE = "act RQ-2022-0001 grade --set severity=general --set reason=第{name}位 --request-id {name}"
REFUSED = (1, 3)
"""What whoever comes too late for the case is told: a rule, or a conflict."""


def crowd(bench: Bench, chance: random.Random) -> Iterator[str]:
    """What came of it; an exclamation mark is what must not be."""
    place = bench.copy(bench.prepared("act"))
    before = place.events()
    added: dict[str, Ended] = {}
    for turn in range(ROUNDS):
        added |= at_once(bench, place, ADD, [f"{turn}-{writer}" for writer in range(WRITERS)], chance)
    graded = at_once(bench, place, GRADE, [f"g-{writer}" for writer in range(WRITERS)], chance, kills=0)
    yield from _winners(graded)
    for name in [name for name, ended in added.items() if ended.code]:
        yield "killed" if added[name].code < 0 else f"refused! {added[name].words}"
        again = bench.run(place, "insp1", ADD.format(name=name))
        if again.code:
            yield f"does not work afterwards! {again.words}"
    times = stored(place)
    yield from (f"stored {times.get(name, 0)} times! {name}" for name in added if times.get(name) != 1)
    if place.events() - before != len(added) + 1:
        yield f"{place.events() - before} records of {len(added) + 1}!"
    if problems := place.problems():
        yield f"not proved! {problems[0]}"
    yield "all once"
    bench.drop(place)


def at_once(
    bench: Bench, place: Place, words: str, names: list[str], chance: random.Random, kills: int = KILLED
) -> dict[str, Ended]:
    """The same command under these names at the same time; some of them are killed at a change of files."""
    dying = chance.sample(names, kills)

    def fault(name: str) -> Fault:
        return (chance.randint(1, 25), 0, 0) if name in dying else NONE

    user = "insp1" if words == ADD else "sup1"
    running = {name: bench.start(place, user, words.format(name=name), fault(name)) for name in names}
    return {name: ended() for name, ended in running.items()}


def _winners(graded: dict[str, Ended]) -> Iterator[str]:
    won = [name for name, ended in graded.items() if ended.code == 0]
    if len(won) != 1:
        yield f"{len(won)} have graded one case!"
    for name, ended in graded.items():
        if name not in won and ended.code not in REFUSED:
            yield f"ended badly! {ended}"


def stored(place: Place) -> dict[str, int]:
    """How many records each request has made."""
    with closing(sqlite3.connect(place.folder / "ledger.db")) as connection:
        rows = connection.execute("SELECT json_extract(body, '$.request') FROM eventrow")
        names = [str(row[0]).partition(":")[0] for row in rows if row[0]]
    return {name: names.count(name) for name in names}

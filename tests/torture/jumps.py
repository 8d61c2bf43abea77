"""The clock jumps: before a command, or between two readings of it. The ledgers are no rehearsals, the clock the
system's, which ``faults.c`` sets for one process."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from inspect_engine.domain.timekeeping import BACK
from tests.torture.bench import Bench, Place
from tests.torture.commands import COMMANDS
from tests.torture.faults import proved

HOUR, YEAR = timedelta(hours=1), timedelta(days=366)
READINGS = 12
"""Up to which reading of the clock, while it runs, it may jump in a command."""
FREE = {"init", "restore", "clock excuse"}
"""Done whatever the time: the first two begin a ledger, the last one says that it was wrong."""


def jumped(bench: Bench, verb: str, chance: random.Random) -> Iterator[str]:
    """Back, ahead, and at some moment of a command: what came of each; an exclamation mark is what must not be."""
    place = bench.copy(bench.prepared(verb))
    place.forget_the_clock()
    yield from back(bench, bench.copy(place), verb)
    ahead = chance.choice((YEAR, -2 * HOUR))
    while_running = (int(ahead.total_seconds()), chance.randint(1, READINGS))
    yield from onward(bench, bench.copy(place), verb, "while running", while_running)
    yield from onward(bench, replace(bench.copy(place), moment=place.moment + YEAR), verb, "a year ahead")
    bench.drop(place)


def back(bench: Bench, place: Place, verb: str) -> Iterator[str]:
    """Further back than is forgiven it is refused, telling both times, and nothing is stored."""
    last = place.desk().as_("sup1").desk
    with last.reading() as connection:
        recorded = connection.execute("SELECT recorded_at FROM eventrow ORDER BY pos DESC LIMIT 1").fetchone()[0]
    moment = type(place.moment).fromisoformat(recorded) - BACK - HOUR
    before = place.events()
    ended = bench.command(replace(place, moment=moment), verb)
    if verb in FREE:
        yield "back: done all the same" if ended.code in (0, 1) else f"back: ended badly! {verb}: {ended}"
    elif place.events() != before or (ended.code == 0 and not COMMANDS[verb].steps):
        yield f"back: stored! {verb}: {ended.words}"
    else:
        yield "back: refused" if ended.code in (0, 1, 2) else f"back: ended badly! {verb}: {ended}"
    if problems := proved(place, verb, 0):
        yield f"back: not proved! {verb}: {problems[0]}"
    bench.drop(place)


def onward(bench: Bench, place: Place, verb: str, how: str, jump: tuple[int, int] = (0, 0)) -> Iterator[str]:
    """Stored whole or refused; put right again, and told of where it must be, all goes on."""
    db = COMMANDS[verb].db
    before = bench.prepared(verb).events(db)
    ended = bench.command(place, verb, jump=jump)
    stored = place.events(db) - before
    if ended.code not in (0, 1, 2, 3) or (ended.code == 0) != bool(stored):
        yield f"{how}: ended badly! {verb}: {ended}, {stored} stored"
    yield f"{how}: {'stored' if stored else 'refused'}"
    right = replace(place, moment=bench.prepared(verb).moment + HOUR)
    if db == "ledger.db":
        yield from put_right(bench, right, verb, how)
    if (place.folder / db).exists() and (problems := proved(place, verb, stored)):
        yield f"{how}: not proved! {verb}: {problems[0]}"
    bench.drop(place)


def put_right(bench: Bench, place: Place, verb: str, how: str) -> Iterator[str]:
    """On a clock that is right again anybody may record, perhaps after a supervisor has said which span was wrong."""
    trial = "user add danach --role viewer"
    ended = bench.run(place, "sup1", trial)
    if ended.code:
        told = bench.run(place, "sup1", "clock excuse --reason 钟快了 --yes")
        if told.code or "clock excuse" not in ended.words:
            yield f"{how}: cannot be put right! {verb}: {ended.words} {told.words}"
        ended = bench.run(place, "sup1", trial)
    if ended.code:
        yield f"{how}: does not go on! {verb}: {ended.words}"

"""Random inspections (双随机): promise, draw, replace, record, publish, prove."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.draws import record, register, rules
from inspect_engine.domain.draws.lots import Lots, Replacement
from inspect_engine.domain.draws.plan import Draft
from inspect_engine.domain.draws.pools import Pools
from inspect_engine.domain.draws.register import KINDS, OUTCOMES, Draw
from inspect_engine.domain.events import canonical, digest
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.words.text import same_name
from inspect_engine.errors import Fault, Refused, StorageError
from inspect_engine.ledger import evidence
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.draws.pools import read_draws, read_pools
from inspect_engine.ledger.faults import input_error
from inspect_engine.ledger.once import once
from inspect_engine.storage import files, queries, seeds

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer

SNAPSHOT = "draw-pools.json"


@dataclass(frozen=True)
class Drawable:
    """The pools of a plan, and everything that keeps them from being drawn."""

    pools: Pools
    faults: tuple[Fault, ...]


class Draws:
    """``ledger.draws``. A draw is named by its batch, by the commitment published before it, or that one's beginning.

    国办发〔2015〕58号 asks for it; what is drawn by which rule is in :mod:`inspect_engine.domain.draws`.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def pools(self, draft: Draft) -> Drawable:
        """The pools of a plan as they are now, and everything that keeps them from being drawn."""
        me = self._desk.whoami()
        require(me, "draw")
        with self._desk.reading() as connection:
            pools = read_pools(connection, draft)
        require(me, "draw", *(entry.region or "" for entry in pools.objects))
        return Drawable(pools, tuple(pools.faults(self._desk.today())))

    @once(lambda self, events: self.get(events[0].data["id"]))
    def commit(self, draft: Draft, again: str | None = None) -> Draw:
        """Promise a draw: store both pools as they are now, and the hash of a new secret; draw nothing.

        ``again`` is the reason for promising a batch once more, which takes the place of the earlier promise. Raises
        InputError with every fault, Refused for a batch that was promised before.
        """
        with self._drawing() as (log, connection, draws):
            pools, today = read_pools(connection, draft), china_day(log.now)
            require(self._desk.whoami(), "draw", *(entry.region or "" for entry in pools.objects))
            if found := list(pools.faults(today)):
                raise input_error(found)
            before = rules.replaced_promise(draws, pools, again)
            secret = token_hex(32)
            data = record.committed_data(pools, digest(secret), today, before)
            stored = evidence.keep_made(self._desk, SNAPSHOT, canonical(pools.plain()).encode())
            seeds.keep(self._desk.path, data["id"], secret)
            try:
                event = log.append(register.COMMITTED, data, files=[stored])
            except BaseException:
                seeds.forget(self._desk.path, data["id"])
                raise
        return Draw(event)

    @once(lambda self, events: self.get(events[0].data["id"]))
    def run(self, reference: str, public: str = "") -> Draw:
        """Draw what was promised, once. ``public`` is the number the plan announced, if it did.

        Raises Refused when it was drawn before, promised anew, too early or too late, or when an object reached its
        yearly cap since.
        """
        with self._drawing() as (log, _, draws):
            draw, today = self._mine(draws, reference), china_day(log.now)
            pools = self.snapshot(draw)
            rules.may_run(draw, pools, today, rules.capped(draws, draw, pools))
            digits = rules.public_digits(pools, public)
            secret = seeds.read(self._desk.path, draw.id)
            if digest(secret) != draw.committed.data["secret_hash"]:
                raise StorageError("秘密数与承诺的不符，文件被改动过；找不回原来的，只能写明理由重新承诺")
            data = record.run_data(pools, draw.committed.data, secret, digits, today)
            log.append(register.RUN, data)
        return self.get(draw.id)

    @once(lambda self, events: self.get(events[0].data["id"]))
    def replace(
        self, reference: str, reason: str, note: str, *, object_: str | None = None, inspector: str | None = None
    ) -> Draw:
        """Replace an object, an inspector of one object, or an inspector of all his objects, by the next in line.

        Raises InputError for a reason that does not fit, Refused when there is nobody to replace, or by.
        """
        rules.replacement_given(reason, note, object_, inspector)
        with self._drawing() as (log, _, draws):
            draw = rules.drawn(self._mine(draws, reference), rules.REPLACE)
            pools = self.snapshot(draw)
            passed = tuple(rules.capped(draws, draw, pools)) if inspector is None else ()
            change = Replacement(object_, inspector, passed)
            rules.untouched(draw, change)
            assert draw.run is not None
            after = Lots(pools, bytes.fromhex(draw.run.data["seed"])).after(draw.standing, change)
            data = {
                "id": draw.id,
                "on": china_day(log.now).isoformat(),
                "object": object_,
                "inspector": inspector,
                "reason": reason,
                "note": note,
                "passed": list(passed),
                "changes": register.changes(draw.standing, after),
            }
            log.append(register.REPLACED, data)
        return self.get(draw.id)

    @once(lambda self, events: self.get(events[0].data["id"]))
    def result(
        self, reference: str, key: str, finished: date, outcome: str, note: str = "", cases: Sequence[str] = ()
    ) -> Draw:
        """Record what an inspection found; its publication clock starts at ``finished``. ``cases`` followed from it.

        A later record replaces an earlier one until the result is public; both stay. A supervisor may record it, or
        an inspector of the team (谁检查、谁录入).
        """
        kind = {title: code for code, title in OUTCOMES.items()}.get(outcome, outcome)
        with self._drawing("draw_result") as (log, connection, draws):
            draw = rules.drawn(register.find(draws, reference), rules.RECORD)
            rules.result_given(draw, key, finished, kind, china_day(log.now))
            self._may_record(draw, key)
            found = [queries.case_id(connection, number) for number in cases]
            data = {
                "id": draw.id,
                "on": china_day(log.now).isoformat(),
                "object": key,
                "finished": finished.isoformat(),
                "outcome": kind,
                "note": note,
                "cases": found,
            }
            log.append(register.RESULT, data)
        return self.get(draw.id)

    @once(lambda self, events: self.get(events[0].data["id"]))
    def publish(self, reference: str, on: date, keys: Sequence[str] = ()) -> Draw:
        """Record that results were made public: of these objects, or of all that have one and are not public yet."""
        with self._drawing() as (log, _, draws):
            draw = rules.drawn(self._mine(draws, reference), rules.PUBLISH)
            chosen = list(dict.fromkeys(keys)) or [
                each.lot.object for each in register.findings(draw) if each.outcome and each.published_on is None
            ]
            rules.may_publish(draw, chosen, on, china_day(log.now))
            log.append(register.PUBLISHED, {"id": draw.id, "on": on.isoformat(), "objects": chosen})
        return self.get(draw.id)

    def all(self) -> list[Draw]:
        """Every commitment, drawn or not, in order, that concerns this person's region."""
        me = self._desk.whoami()
        require(me, "survey")
        with self._desk.reading() as connection:
            found = read_draws(connection).values()
        return [draw for draw in found if any(r.startswith(me.region) for r in draw.committed.data["regions"])]

    def get(self, reference: str) -> Draw:
        """One draw by commitment, its beginning, or batch."""
        return register.find({draw.id: draw for draw in self.all()}, reference)

    def snapshot(self, draw: Draw) -> Pools:
        """The pools as they were promised. Raises StorageError when the stored file is gone or was changed."""
        (file,) = draw.committed.files
        if fault := files.fault(self._desk.path, file):
            raise StorageError(f"{fault}：这是承诺时的名单。请从备份恢复")
        return record.pools_of(json.loads(files.place(self._desk.path, file).read_bytes()))

    def record(self, reference: str) -> dict[str, Any]:
        """Everything anyone needs to draw again: pools, events, and the other commitments of the batch."""
        draw, head = self.get(reference), self._desk.head
        with self._desk.reading() as connection:
            entries = queries.events_of(connection, *KINDS)
        mine = [entry for entry in entries if entry.event.data["id"] == draw.id]
        same = [each for each in self.all() if register.same_batch(each.committed.data, draw.committed.data)]
        return record.sealed(
            {
                "format": record.FORMAT,
                "ledger": head.ledger,
                "rehearsal": head.rehearsal,
                "snapshot": self.snapshot(draw).plain(),
                "events": [{"hash": entry.hash, "body": entry.event.plain()} for entry in mine],
                "batch": [_other(each) for each in same if each.id != draw.id],
            }
        )

    def export(self, reference: str) -> dict[str, Any]:
        """The record, to be handed out. It names every inspector and whom he must not inspect."""
        require(self._desk.whoami(), "draw")
        return self.record(reference)

    @contextmanager
    def _drawing(self, verb: str = "draw") -> Iterator[tuple[Writer, sqlite3.Connection, dict[str, Draw]]]:
        """One transaction of a person who may: what is read in it cannot change before it commits."""
        me = self._desk.whoami()
        require(me, verb)
        with self._desk.writing(me) as log, self._desk.reading() as connection:
            require(self._desk.whoami(), verb)
            yield log, connection, read_draws(connection)

    def _mine(self, draws: Mapping[str, Draw], reference: str) -> Draw:
        draw = register.find(draws, reference)
        require(self._desk.whoami(), "draw", *draw.committed.data["regions"])
        return draw

    def _may_record(self, draw: Draw, key: str) -> None:
        """A supervisor of the object's region, or one of the team."""
        me, lot, pools = self._desk.whoami(), draw.standing.lot(key), self.snapshot(draw)
        assert lot is not None
        region = pools.named[key].region
        require(me, "draw_result", *([region] if region else []))
        team = {same_name(text) for name in lot.inspectors for text in (name, pools.staff[name].name)}
        if "supervisor" not in me.roles and not team & me.known_as:
            raise Refused(rules.RECORD, [f"谁检查、谁录入：“{key}”的检查员是 {'、'.join(lot.inspectors)}"])


def _other(draw: Draw) -> dict[str, Any]:
    data, run = draw.committed.data, draw.run
    return {
        "id": draw.id,
        "on": data["on"],
        "by": draw.committed.actor.user,
        "again": data["again"],
        "run": run.data["on"] if run else None,
    }

"""Verbs on random inspections (双随机): promise, draw, replace, record, publish, prove."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.draws import record, register, rules
from inspect_engine.domain.draws.lots import Lots, Replacement
from inspect_engine.domain.draws.plan import Draft, InspectorEntry, ObjectEntry, SubjectPool
from inspect_engine.domain.draws.pools import Pools, listed
from inspect_engine.domain.draws.register import KINDS, OUTCOMES, Draw
from inspect_engine.domain.events import canonical, digest
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.words.text import same_name
from inspect_engine.errors import Fault, Refused, StorageError
from inspect_engine.ledger.desk import Desk, input_error
from inspect_engine.storage import files, queries, seeds

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer

SNAPSHOT = "draw-pools.json"


class Draws(Desk):
    """Random inspections, each named by the commitment published before it."""

    def draw_pools(self, draft: Draft) -> tuple[Pools, list[Fault]]:
        """The pools of a plan as they are now, and everything that keeps them from being drawn."""
        me = self.whoami()
        require(me, "draw")
        with self._reading() as connection:
            pools = _pools(connection, draft)
        require(me, "draw", *(entry.region or "" for entry in pools.objects))
        return pools, list(pools.faults(self.today()))

    def draw_commit(self, draft: Draft, again: str | None = None) -> Draw:
        """Promise a draw: store both pools as they are now, and the hash of a new secret; draw nothing.

        ``again`` is the reason for promising a batch once more, which takes the place of the earlier promise. Raises
        InputError with every fault, Refused for a batch that was promised before.
        """
        with self._drawing() as (log, connection, draws):
            pools, today = _pools(connection, draft), china_day(log.now)
            require(self.whoami(), "draw", *(entry.region or "" for entry in pools.objects))
            if found := list(pools.faults(today)):
                raise input_error(found)
            before = rules.replaced_promise(draws, pools, again)
            secret = token_hex(32)
            data = record.committed_data(pools, digest(secret), today, before)
            stored = self._store_snapshot(pools)
            seeds.keep(self.path, data["id"], secret)
            try:
                event = log.append(register.COMMITTED, data, files=[stored])
            except BaseException:
                seeds.forget(self.path, data["id"])
                raise
        return Draw(event)

    def draw_run(self, reference: str, public: str = "") -> Draw:
        """Draw what was promised, once. ``public`` is the number the plan announced, if it did.

        Raises Refused when it was drawn before, promised anew, too early or too late, or when an object reached its
        yearly cap since.
        """
        with self._drawing() as (log, _, draws):
            draw, today = self._mine(draws, reference), china_day(log.now)
            pools = self.draw_snapshot(draw)
            rules.may_run(draw, pools, today, rules.capped(draws, draw, pools))
            digits = rules.public_digits(pools, public)
            secret = seeds.read(self.path, draw.id)
            if digest(secret) != draw.committed.data["secret_hash"]:
                raise StorageError("秘密数与承诺的不符，文件被改动过；找不回原来的，只能写明理由重新承诺")
            data = record.run_data(pools, draw.committed.data, secret, digits, today)
            log.append(register.RUN, data)
        return self.draw(draw.id)

    def draw_replace(
        self, reference: str, reason: str, note: str, *, object_: str | None = None, inspector: str | None = None
    ) -> Draw:
        """Replace an object, an inspector of one object, or an inspector of all his objects, by the next in line.

        Raises InputError for a reason that does not fit, Refused when there is nobody to replace, or by.
        """
        rules.replacement_given(reason, note, object_, inspector)
        with self._drawing() as (log, _, draws):
            draw = rules.drawn(self._mine(draws, reference), rules.REPLACE)
            pools = self.draw_snapshot(draw)
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
        return self.draw(draw.id)

    def draw_result(
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
        return self.draw(draw.id)

    def draw_publish(self, reference: str, on: date, keys: Sequence[str] = ()) -> Draw:
        """Record that results were made public: of these objects, or of all that have one and are not public yet."""
        with self._drawing() as (log, _, draws):
            draw = rules.drawn(self._mine(draws, reference), rules.PUBLISH)
            chosen = list(dict.fromkeys(keys)) or [
                each.lot.object for each in register.findings(draw) if each.outcome and each.published_on is None
            ]
            rules.may_publish(draw, chosen, on, china_day(log.now))
            log.append(register.PUBLISHED, {"id": draw.id, "on": on.isoformat(), "objects": chosen})
        return self.draw(draw.id)

    def draws(self) -> list[Draw]:
        """Every commitment, drawn or not, in order, that concerns this person's region."""
        me = self.whoami()
        require(me, "survey")
        with self._reading() as connection:
            found = _draws(connection).values()
        return [draw for draw in found if any(r.startswith(me.region) for r in draw.committed.data["regions"])]

    def draw(self, reference: str) -> Draw:
        """One draw by commitment, its beginning, or batch."""
        return register.find({draw.id: draw for draw in self.draws()}, reference)

    def draw_snapshot(self, draw: Draw) -> Pools:
        """The pools as they were promised. Raises StorageError when the stored file is gone or was changed."""
        (file,) = draw.committed.files
        if fault := files.fault(self.path, file):
            raise StorageError(f"{fault}：这是承诺时的名单。请从备份恢复")
        return record.pools_of(json.loads(files.place(self.path, file).read_bytes()))

    def draw_record(self, reference: str) -> dict[str, Any]:
        """Everything anyone needs to draw again: pools, events, and the other commitments of the batch."""
        draw, head = self.draw(reference), self.head
        with self._reading() as connection:
            entries = queries.events_of(connection, *KINDS)
        mine = [entry for entry in entries if entry.event.data["id"] == draw.id]
        same = [each for each in self.draws() if register.same_batch(each.committed.data, draw.committed.data)]
        return record.sealed(
            {
                "format": record.FORMAT,
                "ledger": head.ledger,
                "rehearsal": head.rehearsal,
                "snapshot": self.draw_snapshot(draw).plain(),
                "events": [{"hash": entry.hash, "body": entry.event.plain()} for entry in mine],
                "batch": [_other(each) for each in same if each.id != draw.id],
            }
        )

    def draw_export(self, reference: str) -> dict[str, Any]:
        """The record, to be handed out. It names every inspector and whom he must not inspect."""
        require(self.whoami(), "draw")
        return self.draw_record(reference)

    @contextmanager
    def _drawing(self, verb: str = "draw") -> Iterator[tuple[Writer, sqlite3.Connection, dict[str, Draw]]]:
        """One transaction of a person who may: what is read in it cannot change before it commits."""
        me = self.whoami()
        require(me, verb)
        with self._writing(me) as log, self._reading() as connection:
            require(self.whoami(), verb)
            yield log, connection, _draws(connection)

    def _mine(self, draws: Mapping[str, Draw], reference: str) -> Draw:
        draw = register.find(draws, reference)
        require(self.whoami(), "draw", *draw.committed.data["regions"])
        return draw

    def _store_snapshot(self, pools: Pools) -> dict[str, Any]:
        with TemporaryDirectory() as folder:
            source = Path(folder) / SNAPSHOT
            source.write_text(canonical(pools.plain()), encoding="utf-8")
            return files.store(self.path, source)

    def _may_record(self, draw: Draw, key: str) -> None:
        """A supervisor of the object's region, or one of the team."""
        me, lot, pools = self.whoami(), draw.standing.lot(key), self.draw_snapshot(draw)
        assert lot is not None
        region = pools.named[key].region
        require(me, "draw_result", *([region] if region else []))
        team = {same_name(text) for name in lot.inspectors for text in (name, pools.staff[name].name)}
        if "supervisor" not in me.roles and not team & me.known_as:
            raise Refused(rules.RECORD, [f"谁检查、谁录入：“{key}”的检查员是 {'、'.join(lot.inspectors)}"])


def _draws(connection: sqlite3.Connection) -> dict[str, Draw]:
    return register.fold(entry.event for entry in queries.events_of(connection, *KINDS))


def _pools(connection: sqlite3.Connection, draft: Draft) -> Pools:
    """Both pools as they are now, and how often each object was drawn in the year, this batch left out."""
    plan, objects, inspectors = draft.plan, draft.objects, draft.inspectors
    if objects is None:
        assert plan.objects.subjects
        objects = tuple(_subjects(connection, plan.objects.subjects))
    if inspectors is None:
        inspectors = tuple(_enrolled(person) for person, _ in queries.people(connection).values() if _inspects(person))
    others = [
        draw
        for draw in _draws(connection).values()
        if not register.same_batch(draw.committed.data, {"office": plan.office, "batch": plan.batch})
    ]
    counts = register.drawn_in(others, plan.period.from_.year)
    earlier = {entry.key: counts[entry.key] for entry in objects if counts[entry.key]}
    return Pools(plan, listed(draft), objects, inspectors, earlier)


def _subjects(connection: sqlite3.Connection, chosen: SubjectPool) -> Iterator[ObjectEntry]:
    for row in queries.subjects(connection):
        fits = (row["pack"], row["kind"]) == (chosen.pack, chosen.kind)
        if fits and row["region"].startswith(chosen.region or ""):
            facts = {name: row["fields"].get(getattr(chosen, name)) or None for name in ("credit", "risk")}
            yield ObjectEntry(**{name: row[name] for name in ("key", "name", "party", "region")}, **facts)


def _inspects(person: Person) -> bool:
    return person.active and "inspector" in person.roles


def _enrolled(person: Person) -> InspectorEntry:
    return InspectorEntry(key=person.name, name=person.title, regions=(person.region,) if person.region else ())


def _other(draw: Draw) -> dict[str, Any]:
    data, run = draw.committed.data, draw.run
    return {
        "id": draw.id,
        "on": data["on"],
        "by": draw.committed.actor.user,
        "again": data["again"],
        "run": run.data["on"] if run else None,
    }

"""Large ledgers in little time: people, subjects and whole inspections, as rows that ``verify`` proves.

The events are those the program itself wrote once, under other ids, keys and numbers: each is chained as the program
chains, each row is the one that the program keeps of the original. Going through the verbs would take 5 to 10 ms each.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspect_engine.domain.anchors import leaf
from inspect_engine.domain.events import VERSION, canonical, digest, from_body, link
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.people.signatures import KEY_OFFERED
from inspect_engine.domain.units import folded
from inspect_engine.domain.units.near import grams
from inspect_engine.domain.units.register import ADDED
from inspect_engine.storage.log import new_id
from inspect_engine.storage.queries import tree
from inspect_engine.storage.signing import signed_text

SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "建国志强秀英桂兰伟明晓东海燕春梅"
_TAIL = re.compile(r'"prev":"[0-9a-f]{64}","request":null,"seq":\d+,"v":\d+}$')
Row = tuple[Any, ...]


class Bulk:
    """An open ledger file, its chain and feeds taken on from where they stand."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.pos, self.chain = connection.execute("SELECT max(pos), chain FROM eventrow").fetchone()
        feeds = connection.execute("SELECT id, seq, head FROM feedrow")
        self.feeds: dict[str, tuple[int, str]] = {feed: (seq, head) for feed, seq, head in feeds}
        self.tree = tree(connection)

    def chained(self, event: str, feed: str, body: str, recorded_at: str, *columns: object) -> Row:
        """The row of an event whose ``body`` ends before ``prev``; ``columns`` are case, kind and day."""
        seq, prev = self.feeds[feed]
        text = f'{body}"prev":"{prev}","request":null,"seq":{seq + 1},"v":{VERSION}}}'
        body_hash = digest(text)
        self.feeds[feed], self.pos = (seq + 1, body_hash), self.pos + 1
        self.chain = link(self.chain, body_hash, recorded_at)
        self.tree.add(leaf(body_hash, recorded_at))
        return self.pos, event, feed, seq + 1, *columns, recorded_at, text, body_hash, self.chain

    def write(self, events: Iterator[Row]) -> None:
        self.connection.executemany(f"INSERT INTO eventrow VALUES ({', '.join('?' * 11)})", events)
        heads = [(seq, head, feed) for feed, (seq, head) in self.feeds.items()]
        self.connection.executemany("UPDATE feedrow SET seq = ?, head = ? WHERE id = ?", heads)
        self.connection.execute("UPDATE treerow SET size = ?, whole = ?", (self.tree.size, " ".join(self.tree.whole)))

    def offered(self, feed: str, key: str) -> Row:
        """The event by which the author of a feed offers a key."""
        sql = "SELECT body, recorded_at, day FROM eventrow WHERE feed = ? ORDER BY seq DESC LIMIT 1"
        body, recorded_at, day = self.connection.execute(sql, (feed,)).fetchone()
        plain, event = from_body(body).plain(), new_id()
        data = {"key": key, "name": plain["actor"]["user"], "installation": plain["origin"]["installation"]}
        own: dict[str, Any] = {"id": event, "case": None, "base": None, "kind": KEY_OFFERED, "data": data, "files": []}
        text = _TAIL.sub("", canonical({**plain, **own}))
        return self.chained(event, feed, text, recorded_at, None, KEY_OFFERED, day)

    def again(self, kind: str, data: Sequence[Mapping[str, Any]], *, to: str = "") -> str:
        """The last event of a kind, with other data each time, and of another kind; by whom, is returned."""
        sql = "SELECT feed, body, recorded_at, day FROM eventrow WHERE kind = ? ORDER BY pos DESC LIMIT 1"
        feed, body, recorded_at, day = self.connection.execute(sql, (kind,)).fetchone()
        plain = from_body(body).plain()
        kind, ids = to or kind, [(new_id(), each) for each in data]
        made = ((event, {**plain, "id": event, "kind": kind, "data": each}) for event, each in ids)
        bodies = ((event, _TAIL.sub("", canonical(each))) for event, each in made)
        self.write(self.chained(event, feed, text, recorded_at, None, kind, day) for event, text in bodies)
        return str(plain["actor"]["user"])


@contextmanager
def bulk(path: Path) -> Iterator[Bulk]:
    """Write in one transaction, without the triggers and indexes meanwhile."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("BEGIN IMMEDIATE")
        extras = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ('index', 'trigger')"
        dropped = connection.execute(extras).fetchall()
        for kind, name, _ in dropped:
            connection.execute(f"DROP {kind} {name}")
        yield Bulk(connection)
        for _, _, sql in dropped:
            connection.execute(sql)
        connection.execute("COMMIT")


def enrol(path: Path, count: int) -> None:
    """So many more people: inspectors, supervisors, and responsible persons of a unit each."""
    people = [_person(n) for n in range(count)]
    with bulk(path) as out:
        _know(out, sorted({person.party for person in people if person.party}))
        maker = out.again("user.enrolled", [_enrolled(person) for person in people])
        run = out.connection.executemany
        columns = "name, title, roles, party, active, region, secret, makers"
        rows = [(p.name, p.title, ",".join(sorted(p.roles)), p.party, True, p.region, "", maker) for p in people]
        run(f"INSERT INTO userrow ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        names = [(alias, p.name, alias in p.known_as) for p in people for alias in p.called]
        run("INSERT INTO aliasrow (alias, name, known) VALUES (?, ?, ?)", names)
        counts: Counter[tuple[str, str, str, str]] = Counter()
        for person, (_, _, roles, party, *_) in zip(people, rows, strict=True):
            for unit, of in [("", "")] if party is None else [(folded(party), party), (" ", "")]:
                counts[unit, person.region, roles, of] += 1
        add = "ON CONFLICT DO UPDATE SET people = people + excluded.people"
        staff = [(*key, number) for key, number in counts.items()]
        run(f"INSERT INTO staffrow (unit, region, roles, party, people) VALUES (?, ?, ?, ?, ?) {add}", staff)


def _know(out: Bulk, units: Sequence[str]) -> None:
    """Register units."""
    (on,) = out.connection.execute("SELECT day FROM eventrow WHERE kind = 'user.enrolled' ORDER BY pos DESC").fetchone()
    out.again("user.enrolled", [{"on": on, "name": name} for name in units], to=ADDED)
    run = out.connection.executemany
    told = [json.dumps([{"alias": False, "from": "", "name": name}], ensure_ascii=False) for name in units]
    rows = [(folded(name), name, "", "", "", names, True) for name, names in zip(units, told, strict=True)]
    run("INSERT INTO unitrow VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    run("INSERT INTO unitnamerow VALUES (?, ?)", [(key, key) for key, *_ in rows])
    run("INSERT INTO unitgramrow VALUES (?, ?)", [(gram, key) for key, *_ in rows for gram in sorted(grams(key))])


def _person(n: int) -> Person:
    role = ("inspector", "supervisor", "responsible")[n % 3]
    name = SURNAMES[n % 16] + GIVEN[n // 16 % 16] + GIVEN[n // 256 % 16] + chr(0x5000 + n)
    party = f"第{n}号企业" if role == "responsible" else None
    return Person(f"user{n:05}", name, frozenset({role}), party, region=("", "53", "5306", "5301")[n % 4])


def _enrolled(person: Person) -> dict[str, Any]:
    row = {"name": person.name, "title": person.title, "roles": sorted(person.roles), "party": person.party}
    return {**row, "os_user": None, **({"region": person.region} if person.region else {})}


def register(path: Path, count: int, under: str = "") -> None:
    """So many more subjects, like the last one recorded; in a place, where one is named."""
    with bulk(path) as out:
        sql = "SELECT body FROM eventrow WHERE kind = 'subject.recorded' ORDER BY pos DESC LIMIT 1"
        like = dict(from_body(out.connection.execute(sql).fetchone()[0]).data)
        key, lies = (f"{under}-0", {"under": under}) if under else (f"{like['key']}.", {})
        made = [{**like, **lies, "key": f"{key}{n}", "name": f"{like['name']}之{n}"} for n in range(1, count + 1)]
        out.again("subject.recorded", made)
        rows = [({**each, "fields": _spaced(each["fields"])}) for each in made]
        columns = "key, kind, pack, name, region, party, fields" + (", under" if under else "")
        places = ", ".join(f":{name}" for name in columns.split(", "))
        out.connection.executemany(f"INSERT INTO subjectrow ({columns}) VALUES ({places})", rows)
        out.connection.execute("UPDATE subjectrow SET serial = ? WHERE key = ?", (count if under else 0, under))


def _spaced(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def sign(path: Path) -> int:
    """Sign what is not signed, each record by itself, by a key that its author offers; how many records there are."""
    sql = "INSERT INTO signaturerow (feed, seq, first, key, signature) VALUES (?, ?, ?, ?, ?)"
    bare = (
        "SELECT feed, seq, hash FROM eventrow AS e WHERE NOT EXISTS "
        "(SELECT 1 FROM signaturerow AS s WHERE s.feed = e.feed AND e.seq BETWEEN s.first AND s.seq)"
    )
    with bulk(path) as out:
        keys = {feed: Ed25519PrivateKey.generate() for feed in out.feeds}
        out.write(out.offered(feed, _public(key)) for feed, key in keys.items())
        for feed, seq, head in out.connection.execute(bare).fetchall():
            signature = keys[feed].sign(signed_text(feed, seq, seq, head).encode()).hex()
            out.connection.execute(sql, (feed, seq, seq, _public(keys[feed]), signature))
        return int(out.pos)


def _public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()


def repeat(path: Path, since: int, times: int) -> None:
    """Whatever was recorded after a position, whole inspections with their cases, so many times more."""
    with bulk(path) as out:
        lives = Lives(out.connection, since)
        serials = dict(lives.serials)
        copies = [lives.renamed(serials, n) for n in range(times)]
        starts = [out.pos + n * len(lives.events) for n in range(times)]
        out.write(row for names in copies for row in lives.told(out, names))
        for table, rows in ((table, rows) for table, rows in lives.rows.items() if rows):
            places = ", ".join("?" * len(rows[0]))
            made = (lives.row(table, row, copies[n], starts[n]) for n in range(times) for row in rows)
            out.connection.executemany(f"INSERT INTO {table} VALUES ({places})", made)


@dataclass(frozen=True)
class Lives:
    """What was recorded after a position, ready to be told again under other names."""

    connection: sqlite3.Connection
    since: int

    @cached_property
    def events(self) -> list[Row]:
        sql = "SELECT id, feed, body, recorded_at, case_id, kind, day, hash FROM eventrow WHERE pos > ? ORDER BY pos"
        return self.connection.execute(sql, (self.since,)).fetchall()

    @cached_property
    def rows(self) -> dict[str, list[Row]]:
        """The derived rows that belong to these events."""
        tables = {"subjectrow": "key", "inspectionrow": "id", "answerrow": "inspection", "caserow": "id"}
        return {
            table: self._mine(table, key)
            for table, key in {**tables, "tracerow": "case_id", "countersignrow": "record"}.items()
        }

    def _mine(self, table: str, key: str) -> list[Row]:
        at = self._at(table, key)
        return [row for row in self.connection.execute(f"SELECT * FROM {table}") if row[at] in self.names]

    def _at(self, table: str, column: str) -> int:
        return [row[1] for row in self.connection.execute(f"PRAGMA table_info({table})")].index(column)

    @cached_property
    def names(self) -> dict[str, str]:
        """What has to be another one in each copy, and of what sort it is."""
        found: dict[str, str] = {}
        for event, _, body, _, case, kind, *_ in self.events:
            data = from_body(body).data
            found[event] = "id"
            if case:
                found[case] = "id"
            if kind == "case.opened":
                found[data["number"]] = "number"
            if kind == "inspection.started":
                found |= {data["id"]: "id", **({data["source"]: "source"} if data["source"] else {})}
            if kind == "subject.recorded":
                found[data["key"]] = "key"
            if kind == "countersign.signed":
                found[data["hash"]] = "hash"
        return found

    @cached_property
    def serials(self) -> Mapping[str, int]:
        """The last number given, by its beginning."""
        found: Counter[str] = Counter()
        for (number,) in self.connection.execute("SELECT number FROM caserow"):
            start, _, serial = number.rpartition("-")
            found[start] = max(found[start], int(serial))
        return found

    @cached_property
    def pieces(self) -> list[list[str]]:
        """Each body up to its place in the feed, cut at the names: every second piece is one."""
        cut = re.compile('"(' + "|".join(map(re.escape, self.names)) + ')"')
        return [cut.split(_TAIL.sub("", body)) for _, _, body, *_ in self.events]

    def renamed(self, serials: dict[str, int], n: int) -> dict[str, str]:
        """Other names for one copy."""
        made: dict[str, str] = {}
        for name, sort in self.names.items():
            if sort == "number":
                start = name.rpartition("-")[0]
                serials[start] += 1
                made[name] = f"{start}-{serials[start]:04d}"
            else:
                made[name] = {"id": new_id(), "source": digest(new_id()), "key": f"{name}.{n}", "hash": ""}[sort]
        return made

    def told(self, out: Bulk, names: Mapping[str, str]) -> Iterator[Row]:
        """Who signs a record names its hash, which is another one in each copy."""
        hashes: dict[str, str] = {}
        for (event, feed, _, recorded_at, case, kind, day, was), pieces in zip(self.events, self.pieces, strict=True):
            told = [names[piece] or hashes[piece] if n % 2 else piece for n, piece in enumerate(pieces)]
            body = '"'.join(told)
            row = out.chained(names[event], feed, body, recorded_at, case and names[case], kind, day)
            hashes[was] = row[-2]
            yield row

    def row(self, table: str, row: Row, names: Mapping[str, str], start: int) -> Row:
        values = [names.get(value, value) if isinstance(value, str) else value for value in row]
        if table == "inspectionrow":
            at = self._at_subjects
            values[at] = ",".join(names.get(key, key) for key in row[at].split(","))
            values[self._at_short] = values[0][-8:]
            for place in self._at_begun:
                values[place] = row[place] - self.since + start if row[place] else row[place]
        if table == "answerrow":
            values[self._at_answer] = row[self._at_answer] - self.since + start
        if table == "caserow":
            opened, serial, number = self._at_case
            values[opened] = row[opened] - self.since + start
            values[serial] = int(values[number].rpartition("-")[2])
        return tuple(values)

    @cached_property
    def _at_subjects(self) -> int:
        return self._at("inspectionrow", "subjects")

    @cached_property
    def _at_begun(self) -> tuple[int, int]:
        return self._at("inspectionrow", "begun"), self._at("inspectionrow", "ended")

    @cached_property
    def _at_short(self) -> int:
        return self._at("inspectionrow", "short")

    @cached_property
    def _at_answer(self) -> int:
        return self._at("answerrow", "pos")

    @cached_property
    def _at_case(self) -> tuple[int, int, int]:
        return self._at("caserow", "opened"), self._at("caserow", "serial"), self._at("caserow", "number")

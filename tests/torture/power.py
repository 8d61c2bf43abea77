"""A power cut: what a disk may hold of what a command wrote, played back from a record of its changes of files.

What was synced is there. Of what was not, there is nothing, all, some, or the beginning with its last write torn at a
sector. A file's name is there once its folder was synced; of names that were not, there are the first few.
"""

from __future__ import annotations

import random
import shutil
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from tests.torture.bench import Bench, Ended, Place
from tests.torture.commands import COMMANDS
from tests.torture.faults import looked_at

SECTOR = 512
MODES = "nothing", "some", "torn", "all"
ACKNOWLEDGED = "a"
HEADER = struct.Struct("<cHHqQ")


@dataclass(frozen=True)
class Change:
    """``what``: w(rite), t(runcate), s(ync), r(ename), l(ink), u(nlink), d(irectory), a(cknowledged)."""

    what: str
    path: str
    to: str
    at: int
    bytes: bytes


def read(record: bytes) -> list[Change]:
    """A record as ``faults.c`` writes it."""
    found, here = [], 0
    while here < len(record):
        what, path, to, at, size = HEADER.unpack_from(record, here)
        here += HEADER.size
        name, other = record[here : here + path], record[here + path : here + path + to]
        here += path + to
        found.append(Change(what.decode(), name.decode(), other.decode(), at, record[here : here + size]))
        here += size
    return found


@dataclass
class Node:
    """A file: what is surely on the disk of it, and what may be."""

    synced: bytearray
    waiting: list[Change] = field(default_factory=list)

    def after(self, changes: list[Change]) -> bytearray:
        content = bytearray(self.synced)
        for change in changes:
            if change.what == "t":
                content[change.at :] = bytes(max(0, change.at - len(content)))
            else:
                content.extend(bytes(max(0, change.at - len(content))))
                content[change.at : change.at + len(change.bytes)] = change.bytes
        return content


Names = dict[str, Node | None]
"""Each name with its file; None is a folder."""


class Disk:
    """Files under a folder, as they are now and as they may be found after a cut."""

    def __init__(self, root: Path) -> None:
        paths = list(root.rglob("*"))
        self.root = str(root)
        self.now: Names = {str(path): None if path.is_dir() else Node(bytearray(path.read_bytes())) for path in paths}
        self.now[self.root] = None
        self._synced = dict(self.now)
        self._waiting: list[tuple[str, Change, Node | None]] = []

    def make(self, change: Change) -> None:
        match change.what:
            case "s" if self.now.get(change.path, "") is None:
                self._keep_names(change.path)
            case "s":
                node = self._node(change.path)
                node.synced, node.waiting = node.after(node.waiting), []
            case "w" | "t":
                self._node(change.path).waiting.append(change)
            case "r" | "l" | "u" | "d":
                self._name(change, self.now.get(change.path))

    def _node(self, path: str) -> Node:
        if path not in self.now:
            self._name(Change("c", path, "", 0, b""), Node(bytearray()))
        node = self.now[path]
        assert node is not None, path
        return node

    def _name(self, change: Change, node: Node | None) -> None:
        rename(self.now, change, node)
        if change.what == "r" and node is None:
            self._waiting = [_under(change, *each) for each in self._waiting]
        self._waiting.append((str(Path(change.to or change.path).parent), change, node))

    def _keep_names(self, folder: str) -> None:
        for place, change, node in self._waiting:
            if place == folder:
                rename(self._synced, change, node)
        self._waiting = [each for each in self._waiting if each[0] != folder]

    def found(self, mode: str, chance: random.Random) -> dict[str, bytes]:
        """What may be there after a cut."""
        names = dict(self._synced)
        kept = {"nothing": 0, "all": len(self._waiting)}.get(mode, chance.randint(0, len(self._waiting)))
        for _, change, node in self._waiting[:kept]:
            rename(names, change, node)
        there = {path for path in names if self._reachable(path, names)}
        nodes = {path: node for path, node in names.items() if path in there and node}
        return {path: bytes(node.after(_left(node.waiting, mode, chance))) for path, node in nodes.items()}

    def _reachable(self, path: str, names: Names) -> bool:
        return path == self.root or (str(Path(path).parent) in names and self._reachable(str(Path(path).parent), names))


def rename(names: Names, change: Change, node: Node | None) -> None:
    """What a change of names does to them."""
    if change.what in "cd":
        names[change.path] = node
    elif change.what in "rl":
        names[change.to] = node
    if change.what in "ru":
        names.pop(change.path, None)
    if change.what == "r" and node is None:
        for path in [path for path in names if path.startswith(f"{change.path}/")]:
            names[change.to + path[len(change.path) :]] = names.pop(path)


def _under(moved: Change, place: str, change: Change, node: Node | None) -> tuple[str, Change, Node | None]:
    """A change of names in a folder that was given another name since."""

    def there(path: str) -> str:
        inside = path == moved.path or path.startswith(f"{moved.path}/")
        return moved.to + path[len(moved.path) :] if inside else path

    if place != moved.path and not place.startswith(f"{moved.path}/"):
        return place, change, node
    return there(place), replace(change, path=there(change.path), to=there(change.to)), node


def _left(waiting: list[Change], mode: str, chance: random.Random) -> list[Change]:
    """What is left of writes that nobody has synced."""
    if mode == "some":
        return [change for change in waiting if chance.random() < 0.5]
    if mode != "torn" or not waiting:
        return waiting if mode == "all" else []
    *first, last = waiting[: chance.randint(1, len(waiting))]
    whole = chance.randrange(0, len(last.bytes) + 1, SECTOR)
    return [*first, Change(last.what, last.path, "", last.at, last.bytes[:whole])] if last.what == "w" else first


@cache
def recorded(bench: Bench, verb: str) -> tuple[Place, list[Change]]:
    """A command and another one after it, written down; the place where they were done, as it was left.

    The record is told of the folder as it was before.
    """
    before = bench.prepared(verb)
    place = bench.copy(before)
    record = bench.root / f"record-{verb.replace(' ', '-')}"
    bench.library.record(str(record).encode())
    done = bench.command(place, verb)
    assert done.code == 0, done.words
    bench.library.note(ACKNOWLEDGED.encode(), b"", b"", 0, b"", 0)
    bench.run(place, "sup1", "user add nach --role viewer")
    bench.library.record(b"")
    changes = moved(read(record.read_bytes()), place.folder, before.folder)
    disk = Disk(before.folder)
    for change in changes:
        disk.make(change)
    there = {path: bytes(node.after(node.waiting)) for path, node in disk.now.items() if node}
    real = {str(before.folder / path.relative_to(place.folder)): path for path in place.folder.rglob("*")}
    for path, file in real.items():
        if file.is_file():
            assert there.get(path, b"") == file.read_bytes(), f"{verb}: not all changes of {file.name} are on record"
    return place, changes


def moved(changes: list[Change], old: Path, new: Path) -> list[Change]:
    """The same changes in another folder."""

    def there(path: str) -> str:
        return path.replace(str(old), str(new), 1)

    return [Change(each.what, there(each.path), there(each.to), each.at, each.bytes) for each in changes]


def cut(bench: Bench, verb: str, chance: random.Random) -> Iterator[str]:
    """The power fails at some moment of a command, or just after it; asked again it is asked at the same place."""
    before, (place, changes) = bench.prepared(verb), recorded(bench, verb)
    at, mode = chance.randint(0, len(changes)), chance.choice(MODES)
    disk = Disk(before.folder)
    for change in changes[:at]:
        disk.make(change)
    bench.drop(place)
    shutil.copytree(before.home, place.home)
    place.folder.mkdir()
    for path, content in disk.found(mode, chance).items():
        file = place.folder / Path(path).relative_to(before.folder)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    acknowledged = any(change.what == ACKNOWLEDGED for change in changes[:at])
    yield f"{mode} of what was not synced"
    yield from recovered(bench, place, verb, acknowledged)


def recovered(bench: Bench, place: Place, verb: str, acknowledged: bool) -> Iterator[str]:
    """What is left is looked at as after a kill; the one record that another command made is left out."""
    db, (made, _) = COMMANDS[verb].db, bench.whole(verb)
    stored = place.events(db) - bench.prepared(verb).events(db)
    if stored > made and db == "ledger.db":
        problems = place.problems(db)
        yield f"not proved! {verb}: {problems[0]}" if problems else "stored, and what came after it"
        return
    yield from looked_at(bench, place, verb, Ended(0 if acknowledged else -9, "the power was cut"))

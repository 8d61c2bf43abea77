"""Facts: immutable, canonical, chained."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any

import orjson

from inspect_engine.domain.calendars import china_day, parse_date
from inspect_engine.errors import StorageError

VERSION = 4
READABLE = (1, 2, 3, 4)
"""Versions of bodies that are read: 1 did not say where a record was made, 2 not whose signatures it awaits, 3 not on
what day an action happened that no field of its own dates; it named units by free text, in it an inspection was its
inspectors' alone, and it knew no cases from paper."""
GENESIS = "0" * 64


def canonical(value: object) -> str:
    """Canonical JSON: sorted keys, no spaces, UTF-8 kept; refuses floats, which do not have one spelling."""
    _refuse_floats(value)
    return _spelled(value)


_spelled = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def is_canonical(text: str, value: object) -> bool:
    """Whether a text is the canonical JSON of plain data that holds no floats.

    What orjson spells at all it spells as :func:`canonical` does, in a seventh of the time; it refuses half characters
    and integers of more than 64 bits.
    """
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS) == text.encode()
    except (TypeError, UnicodeEncodeError):
        return _spelled(value) == text


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("events hold no floats; write decimals as text")
    if isinstance(value, Mapping):
        for key, part in value.items():
            _refuse_floats(key)
            _refuse_floats(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            _refuse_floats(part)


def digest(text: str) -> str:
    """SHA-256 of a text, in hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True)
class Actor:
    """Who recorded it: the enrolled user, and how he was known (see ``Person.via``)."""

    user: str
    via: str


@dataclass(frozen=True)
class Origin:
    """Where it was recorded: the operating system's account, the machine's name, and the installation (a UUID in hex).

    The first two are what the system said, the third is this program's own mark in the home folder of that account.
    """

    account: str
    host: str
    installation: str


@dataclass(frozen=True)
class Event:
    """One fact. ``feed`` is one person on one installation, ``seq`` gapless in it, ``prev`` the hash before it.

    ``base`` is the last event of the case that the author had seen. ``at`` is the author's clock, with offset;
    ``data['on']``, where present, is the day it happened as the law counts days. ``request`` is what whoever asked for
    it called his request; ``origin`` is None in records of version 1.
    """

    id: str
    feed: str
    seq: int
    prev: str
    case: str | None
    base: str | None
    kind: str
    actor: Actor
    at: datetime
    data: Mapping[str, Any]
    files: tuple[Mapping[str, Any], ...] = ()
    origin: Origin | None = None
    request: str | None = None
    v: int = VERSION

    @cached_property
    def on(self) -> date:
        """The business day of the fact."""
        return _day(self.data, self.at)

    @property
    def typed_on(self) -> date:
        """The Chinese day on which its author recorded it."""
        return china_day(self.at)

    @property
    def backdated(self) -> bool:
        """Whether it was entered later than on the day it tells of (补录)."""
        return self.on < self.typed_on

    def _well_formed(self) -> bool:
        return (
            _are_texts(self.id, self.feed, self.prev, self.kind)
            and {*map(type, (self.case, self.base, self.request))} <= {str, type(None)}
            and type(self.seq) is int
            and self.at.tzinfo is not None
        )

    def plain(self) -> dict[str, Any]:
        """The body as plain data, in the shape that is stored and hashed."""
        where = {"origin": vars(self.origin) if self.origin else None, "request": self.request} if self.v > 1 else {}
        return {
            "v": self.v,
            "id": self.id,
            "feed": self.feed,
            "seq": self.seq,
            "prev": self.prev,
            "case": self.case,
            "base": self.base,
            "kind": self.kind,
            "actor": {"user": self.actor.user, "via": self.actor.via},
            "at": self.at.isoformat(),
            "data": dict(self.data),
            "files": [dict(file) for file in self.files],
            **where,
        }

    def body(self) -> str:
        """The very text that is stored and hashed."""
        return canonical(self.plain())


def _no_float(text: str) -> object:
    raise ValueError(f"events hold no floats, but here is {text}")


_JSON = json.JSONDecoder(parse_float=_no_float, parse_constant=_no_float)


def _read(body: str) -> Any:
    """As ``json.loads``; the canonical text of an object has no space around it that would have to be looked for."""
    value, end = _JSON.raw_decode(body) if body.startswith("{") else (None, 0)
    return value if end == len(body) else _JSON.decode(body)


def misspelt(event: Event, body: str) -> str:
    """In Chinese, why the body of an event just read is not its one spelling; empty when it is.

    Another spelling would have another hash for the same fact, and a key given twice can be read in two ways.
    """
    if is_canonical(body, event.plain()):
        return ""
    twice: set[str] = set()

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        twice.update(name for name in names if names.count(name) > 1)
        return dict(pairs)

    json.loads(body, object_pairs_hook=once)
    if twice:
        return f"正文里 {'、'.join(sorted(twice))} 写了两次，可以有两种读法"
    return "正文不是规定的写法（键的顺序、空格、转义，或多出来的键）"


def from_body(body: str) -> Event:
    """Read a stored body. Raises StorageError when it is not one of ours."""
    try:
        raw = _read(body)
        v = raw["v"]
        if v not in READABLE:
            raise StorageError(f"流转记录的格式版本是 {v}，本程序只认到 {VERSION}，请换用新版程序")
        data, at = raw["data"], datetime.fromisoformat(raw["at"])
        event = object.__new__(Event)  # set field by field, a frozen one takes three times as long
        event.__dict__.update(
            id=raw["id"],
            feed=raw["feed"],
            seq=raw["seq"],
            prev=raw["prev"],
            case=raw["case"],
            base=raw["base"],
            kind=raw["kind"],
            actor=_actor(raw["actor"]["user"], raw["actor"]["via"]),
            at=at,
            data=data,
            on=_day(data, at),
            files=tuple([{**file} for file in raw["files"]]),
            origin=_origin(raw["origin"]) if v > 1 else None,
            request=raw["request"] if v > 1 else None,
            v=v,
        )
        if not event._well_formed():
            raise ValueError("a part has the wrong type")
        return event
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StorageError("有一条流转记录读不出来，可能被改动过。请运行 inspect-engine verify 查明是哪一条") from error


def _day(data: Mapping[str, Any], at: datetime) -> date:
    given = data.get("on")
    return parse_date(given) if given else china_day(at)


def _are_texts(*parts: object) -> bool:
    return {*map(type, parts)} == {str}


@lru_cache(maxsize=1024)
def _actor(user: str, via: str) -> Actor:
    if not _are_texts(user, via):
        raise ValueError("a part of the author has the wrong type")
    return Actor(user, via)


def _origin(raw: Mapping[str, str] | None) -> Origin | None:
    return _place(raw["account"], raw["host"], raw["installation"]) if raw else None


@lru_cache(maxsize=1024)
def _place(account: str, host: str, installation: str) -> Origin:
    if not _are_texts(account, host, installation):
        raise ValueError("a part of the origin has the wrong type")
    return Origin(account, host, installation)


def link(previous: str, event_hash: str, recorded_at: str) -> str:
    """Next head of the ledger's own chain, which also covers when this ledger recorded the event, and the order."""
    return digest(f"{previous}\n{event_hash}\n{recorded_at}")

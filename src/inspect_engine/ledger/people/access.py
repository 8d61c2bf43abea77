"""Access: prove who one is, passphrases, failed attempts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import CHINA, china_day
from inspect_engine.domain.events import digest
from inspect_engine.domain.people.authority import Person, outside, require
from inspect_engine.domain.people.standing import CONFIRMED, unvouched
from inspect_engine.errors import InputError, Refused, StorageError
from inspect_engine.ledger import identity
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.once import once
from inspect_engine.ledger.people.keys import Keys
from inspect_engine.storage import home, queries, turn
from inspect_engine.storage.queries import Failures, Secret

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer

FAILED = "access.failed"
TELL_EVERY = timedelta(minutes=1)
"""At most one event a name in this time, with a count: hammering cannot fill the ledger."""
SHORTEST, LONGEST = 8, 200
LONG_AGO = datetime.min.replace(tzinfo=CHINA)


@dataclass(frozen=True)
class Attempt:
    """Failures of somebody to prove who he is: ``count`` of them by then, ``why`` and OS account of the last one.

    The empty name is for names that nobody has; where ``why`` is empty they are counted, and not told yet.
    """

    name: str
    why: str
    account: str
    count: int
    at: datetime

    def plain(self) -> dict[str, Any]:
        """As ``user attempts --json`` prints it."""
        return {**vars(self), "at": self.at.isoformat()}


class Access:
    """``ledger.access``: proof of identity."""

    def __init__(self, desk: Desk, *, keys: Keys) -> None:
        self._desk = desk
        self._keys = keys

    def sign_in(self, ask: identity.Ask) -> None:
        """Prove who is named, where he has a passphrase; ``ask`` gives it. Failures are recorded.

        Raises Refused for a wrong one, or when too many have been tried. Who gives none is refused later, by
        :meth:`Desk.whoami`, with what he has to do.
        """
        user = self._desk.user
        if user is None:
            return
        with self._desk.reading() as connection:
            person, mapped = queries.person(connection, user)
            past = queries.failures(connection, user).get(user)
            kept = queries.secret(connection, user)
        if person is None or not person.active:
            self._failed(user if person else "", "已停用" if person else "没有登记")
        elif (
            kept
            and mapped != identity.proving_account()
            and digest(kept.hash) == kept.digest
            and not identity.is_proved(kept)
        ):
            if identity.wait_until(past, self._desk.wall()):
                self._look(person.name)
            given = ask(person.name)
            if given is not None:
                self._prove(person.name, given, kept)

    def proved(self, person: Person) -> None:
        """Raises Refused for who has not proved by a passphrase of his own who he is."""
        if person.via != "passphrase":
            how = f"请本人在命令行里用 user passphrase {person.name} 设置自己的"
            raise Refused(identity.TITLE, [f"“{person.name}”没有口令，在这里证明不了是本人：{how}"])

    def at(self, desk: Desk) -> Access:
        """The same at another's desk."""
        return Access(desk, keys=self._keys)

    def prove(self, name: str, ask: identity.Ask) -> None:
        """Prove by his own passphrase that somebody is here, whatever was proved before and whosever the account is.

        Raises Refused where he has none of his own, or none is given, or it is wrong, which is recorded.
        """
        with self._desk.reading() as connection:
            past = queries.failures(connection, name).get(name)
            kept = queries.secret(connection, name)
        if kept is None or not kept.owned:
            how = f"请他先用 user passphrase {name} 设自己的，或以后用 sign confirm 签"
            raise Refused(identity.TITLE, [f"“{name}”还没有自己的口令，不能在这里当面签：{how}"])
        if digest(kept.hash) != kept.digest:
            raise Refused(identity.TITLE, [f"“{name}”的口令与流转记录不符，可能被人换过，请运行 verify"])
        if identity.wait_until(past, self._desk.wall()):
            self._look(name)
        if (given := ask(name)) is None:
            raise Refused(identity.TITLE, [f"没有给出“{name}”的口令，在脚本里用环境变量 {identity.SECOND_VARIABLE}"])
        self._prove(name, given, kept)

    def _prove(self, name: str, given: str, kept: Secret) -> None:
        """Look at a passphrase. It counts as a failure before it is looked at, so that many at once are no way around
        the wait; of one account's only one is looked at at a time, so that right ones do not get into each other's way.
        """
        with _one_at_a_time():
            self._look(name)
            if not identity.proves(given, kept):
                with suppress(StorageError), self._desk.writing(identity.NOBODY, asked=False) as log:
                    _tell_failure(log, name, "口令不对", self._desk.wall())
                raise identity.Unproved([f"“{name}”的口令不对"])
            with suppress(StorageError), self._desk.writing(identity.NOBODY, asked=False) as log:
                _clear_failures(log, name, proved=True)

    def _look(self, name: str) -> None:
        """Count an attempt. Raises Refused while no further one is looked at. A ledger that is read-only keeps none."""
        past: Failures | None = None
        until, now = None, self._desk.wall()
        with suppress(StorageError), self._desk.writing(identity.NOBODY, asked=False) as log:
            past = _failures(log, name, now)
            until = identity.wait_until(past, now)
            _count_failure(log, past, now, waiting=until is not None)
            if until:
                _tell_failure(log, name, "口令连续不对，等待中", now)
        if past and until:
            what = f"“{name}”的口令连续不对 {past.failures} 次，请在 {until:%H:%M:%S} 之后再试"
            raise identity.Unproved([f"{what}，或请另一位主管重设"])

    def _failed(self, name: str, why: str) -> None:
        """Count a failure, and tell of it unless that was done a moment ago. A ledger that is read-only keeps none."""
        with suppress(StorageError), self._desk.writing(identity.NOBODY, asked=False) as log:
            now = self._desk.wall()
            _count_failure(log, _failures(log, name, now), now, waiting=False)
            _tell_failure(log, name, why, now)

    def may_set_passphrase(self, name: str) -> None:
        """Raises Refused or InputError as :meth:`set_passphrase`, before anybody is asked for one."""
        self._over(name, "设置口令")

    @once(lambda _, events: any(event.kind == CONFIRMED for event in events))
    def set_passphrase(self, name: str, passphrase: str) -> bool:
        """Give a user a passphrase, or a new one. He himself does it, or a supervisor; neither merely claimed by name.

        One that another has set proves nothing until its owner has set his own. Nobody can read one back. With his own
        he gets a key to sign with, or keeps the one he has here under it; when a supervisor sets it his keys can be
        opened no more, and are revoked. Returns whether he counts as confirmed by that alone, on record, since there is
        no other supervisor who could confirm him. Raises Refused, or InputError for one that is too short, or is the
        one that another had set.
        """
        me, person = self._over(name, "设置口令")
        if not SHORTEST <= len(passphrase.strip()) <= LONGEST:
            raise InputError.one(f"口令须有 {SHORTEST} 至 {LONGEST} 个字", fix="几个词连起来就好记")
        if me.via == identity.ISSUED and self._is_old(person, passphrase):
            raise InputError.one("这就是别人设的那个口令", fix="请换成只有你知道的")
        from inspect_engine.storage import secrets

        kept, mine = identity.hashed(passphrase), name == me.name and not me.acts_for
        signs = mine and (me.via == "passphrase" or self._desk.signer(me) is not None)
        with self._desk.reading() as connection:
            before = queries.secret(connection, name)
        with self._desk.writing(me) as log:
            self._over(name, "设置口令")
            log.append("user.passphrase_set", {"on": _day(log), "name": person.name, "digest": digest(kept)})
            secrets.put_secret(log.connection, person.name, kept)
            _clear_failures(log, person.name)
            for key in () if mine else self._keys.live(name):
                self._keys.end(log, key, "口令由别人重设")
            if mine and not signs:
                identity.offer_key(log, self._desk.ledger_id, kept)
            if alone := mine and self._alone(person):
                log.append(CONFIRMED, {"on": _day(log), "name": name, "alone": True})
        if signs and before:
            identity.reseal(self._desk.ledger_id, name, before, passphrase)
        return alone

    def _alone(self, person: Person) -> bool:
        with self._desk.reading() as connection:
            standing = queries.standing(connection, person.name)
            people = {name: each for name, (each, _) in queries.people(connection).items()}
        return not standing.confirmed and unvouched(person, standing.makers, people)

    def _is_old(self, person: Person, passphrase: str) -> bool:
        with self._desk.reading() as connection:
            kept = queries.secret(connection, person.name)
        return kept is not None and identity.proves(passphrase, kept)

    def _over(self, name: str, title: str) -> tuple[Person, Person]:
        """I, and the user whose passphrase I may set. Raises Refused, InputError for nobody."""
        me = self._desk.newcomer()
        if name != me.name:
            identity.own_only(me)
        not_claimed(me, title, "本人或主管")
        if name != me.name or me.acts_for:
            require(me, "user")
        if name == me.name:
            return me, me
        person = self._desk.acquaintance(name)
        require(me, "user", person.region)
        return me, person

    @once(lambda self, _: self._without())
    def require_passphrases(self, required: bool = True) -> list[str]:
        """From now on, or no longer, whoever is named must have a passphrase. Returns the users still without one.

        The rule of the whole ledger: for a supervisor who is there for all regions, and not merely claimed by name.
        """
        me = self._desk.whoami()
        require(me, "user", "")
        not_claimed(me, "要求口令", "主管")
        with self._desk.writing(me) as log:
            require(self._desk.whoami(), "user", "")
            log.append(identity.REQUIRED, {"on": _day(log), "required": required})
        return self._without()

    def _without(self) -> list[str]:
        """Active users who have no passphrase."""
        with self._desk.reading() as connection:
            people = queries.people(connection)
            return [name for name, (each, _) in people.items() if each.active and not queries.secret(connection, name)]

    def attempts(self) -> list[Attempt]:
        """Failures to prove who one is, as told, and at the end those that are not told yet; own region only."""
        me = self._desk.whoami()
        require(me, "user")
        with self._desk.reading() as connection:
            told = [entry.event for entry in queries.events_of(connection, FAILED)]
            untold = [each for each in queries.failures(connection).values() if each.untold]
        named = ("name", "why", "account", "count")
        found = [Attempt(**{name: event.data[name] for name in named}, at=event.at) for event in told]
        found += [Attempt(each.name, "", "", each.untold, each.failed_at) for each in untold]
        people = self._desk.roster()
        return [one for one in found if not me.region or _mine(me, people.get(one.name))]


def not_claimed(me: Person, title: str, who: str) -> None:
    """Raises Refused for who is only named."""
    if me.via == "claimed":
        raise Refused(title, [f"你只是自报了名字，须由操作系统账户或口令认定的{who}办理"])


def _mine(me: Person, person: Person | None) -> bool:
    return person is not None and not list(outside(me, person.region))


def _day(log: Writer) -> str:
    return china_day(log.now).isoformat()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Wait for the turn among what this account looks at, where it has a place to wait at."""
    with ExitStack() as stack:
        with suppress(OSError, StorageError):
            home.folder().mkdir(mode=0o700, parents=True, exist_ok=True)
            stack.enter_context(turn.queue(home.folder() / "sign-in", "核对口令"))
        yield


def _failures(log: Writer, name: str, now: datetime) -> Failures:
    """Somebody's failures so far. One that lies ahead of the clock, which was put back, counts as of now."""
    from inspect_engine.storage import secrets

    past = secrets.failures_of(log.connection, name) or Failures(name, 0, 0, now, LONG_AGO)
    return replace(past, failed_at=min(past.failed_at, now))


def _count_failure(log: Writer, past: Failures, now: datetime, *, waiting: bool) -> None:
    """One more failure, not told yet; while somebody has to wait, another one does not make him wait longer."""
    from inspect_engine.storage import secrets

    counted = (past.failures, past.failed_at) if waiting else (past.failures + 1, now)
    secrets.put_failures(log.connection, Failures(past.name, counted[0], past.untold + 1, counted[1], past.told_at))


def _tell_failure(log: Writer, name: str, why: str, now: datetime) -> None:
    """Tell of what has been counted, unless that was done a moment ago."""
    from inspect_engine.storage import secrets

    past = _failures(log, name, now)
    if past.untold and not timedelta() <= log.now - past.told_at < TELL_EVERY:
        _tell(log, name, why, past.untold)
        secrets.put_failures(log.connection, replace(past, untold=0, told_at=log.now))


def _clear_failures(log: Writer, name: str, *, proved: bool = False) -> None:
    """Begin counting anew; what was not told is told first. The last one was none where he is ``proved``."""
    from inspect_engine.storage import secrets

    past = secrets.failures_of(log.connection, name)
    if past and past.untold > proved:
        _tell(log, name, "口令不对", past.untold - proved)
    secrets.drop_failures(log.connection, name)


def _tell(log: Writer, name: str, why: str, count: int) -> None:
    data = {"on": _day(log), "name": name, "why": why, "account": identity.os_account(), "count": count}
    log.append(FAILED, data, counts=False)

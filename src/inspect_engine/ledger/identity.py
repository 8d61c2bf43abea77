"""Who sits here: named or by OS account, proved by a passphrase where he has one, perhaps standing in for another."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.events import digest
from inspect_engine.domain.people.authority import Person, knows
from inspect_engine.domain.people.delegation import DELEGATED, ENDED, Delegation, register, stand_in
from inspect_engine.domain.people.signatures import KEY_OFFERED
from inspect_engine.domain.words.text import spelled
from inspect_engine.errors import Refused, StorageError
from inspect_engine.storage import queries, signing
from inspect_engine.storage.queries import Failures, Secret
from inspect_engine.storage.signing import Signer

if TYPE_CHECKING:
    from argon2 import PasswordHasher

    from inspect_engine.storage.log import Writer
PASSPHRASE_VARIABLE = "INSPECT_ENGINE_PASSPHRASE"
SECOND_VARIABLE = "INSPECT_ENGINE_COSIGN_PASSPHRASE"
NOBODY = Person("未核实 的人", "", frozenset(), via="none")
"""Under whom failures are recorded. No user can be enrolled under a name with a space in it."""
REQUIRED = "ledger.passphrases_required"
ISSUED = "issued"
"""How somebody is known who has given a passphrase that another had set for him."""
TITLE, SIGN = "身份", "签名"
FREE_FAILURES = 5
LONGEST_WAIT = 300
"""After so many failures in a row each next attempt waits twice as long as the one before, at most so many seconds."""

Ask = Callable[[str], str | None]
"""Gives the passphrase of a named user, or None when there is none to be had."""
_PROVED: dict[str, bytes] = {}
"""Hashes whose passphrase was given in this process, and that: argon2 is slow on purpose, and screens ask often."""
_GUESTS: set[int] = set()
"""The id of this process, where it is used by others than whose account it runs on."""
_OPEN: dict[Path, Signer] = {}
"""Keys that have been opened in this process, by the file that each is kept in."""


class Unproved(Refused):
    """Somebody could not prove who he is, and that has been recorded."""

    def __init__(self, missing: Iterable[str]) -> None:
        super().__init__(TITLE, missing)

    def __str__(self) -> str:
        return f"身份没有核实：{self.reason}。没有办理，这次尝试已记录在案。"


class Keyless(Refused):
    """Nothing was done without the confirmed key; one for this installation was offered, and that is recorded."""

    def __str__(self) -> str:
        return f"没有办理：{self.reason}。另配的钥匙已登记在案。"


def os_account() -> str:
    """The operating system's name for who runs this, ``uid-1234`` where the account has none.

    On Windows ``DOMAIN\\name``. Asked of the system itself:
    ``LOGNAME``, ``USER`` and the like say whatever whoever runs this has put there.
    """
    if sys.platform == "win32":
        from inspect_engine.storage import windows

        return windows.account()
    import pwd

    account = os.geteuid()
    try:
        return spelled(pwd.getpwuid(account).pw_name)
    except KeyError:
        return f"uid-{account}"


def serve_others() -> None:
    """From now on the account that this process runs on proves nobody: a browser's session runs on the server's.
    Nothing that the server's environment says of a person counts either."""
    _GUESTS.add(os.getpid())
    for name in (PASSPHRASE_VARIABLE, SECOND_VARIABLE):
        os.environ.pop(name, None)


def proving_account() -> str:
    """The account whose owner needs no other proof; empty where it proves nobody."""
    return "" if os.getpid() in _GUESTS else os_account()


def enrolled_as(connection: sqlite3.Connection, text: str) -> str:
    """The user name of whom a text means: that name itself, or what only one person is called; any other text is given
    back as it is. Raises Refused where several are called so, and names nobody: who reads it could be anyone.
    """
    fitting = meant(connection, text)
    if len(fitting) > 1:
        raise Refused(TITLE, [f"叫“{text}”的不止一位，请写用户名"])
    return fitting[0].name if fitting else text


def meant(connection: sqlite3.Connection, text: str) -> list[Person]:
    """The one of this user name, else all who are called so."""
    roster = queries.Enrolled(connection)
    return [roster[text]] if text in roster else roster.meant(text)


def identify(connection: sqlite3.Connection, user: str | None, account: str) -> Person:
    """The enrolled person named ``user``, else the one with this OS account.

    Raises Refused saying how to go on; it names nobody: who reads it could be anyone.
    """
    if user is None:
        mine = queries.person_at(connection, account)
        if mine is None:
            how = "请主管用 user add 登记你，并用 --os-user 写上这个账户；已有用户名的，用 --user 写明"
            raise Refused(TITLE, [f"操作系统账户“{account}”没有登记，{how}"])
        return replace(_active(mine), via="os")
    person, mapped = queries.person(connection, user)
    if person is None:
        raise Refused(TITLE, [f"用户“{user}”没有登记，请主管用 user add 登记"])
    return replace(_active(person), via="os" if mapped == account else _proof(connection, user))


def _active(person: Person) -> Person:
    if not person.active:
        raise Refused(TITLE, [f"用户“{person.name}”已停用"])
    return person


def _proof(connection: sqlite3.Connection, name: str) -> str:
    """How a named person is known. Raises Refused when he has a passphrase, or must have one, and has not given it."""
    kept = queries.secret(connection, name)
    if kept is None:
        if passphrases_required(connection):
            raise Refused(TITLE, [f"本台账要求口令，“{name}”还没有口令，请主管用 user passphrase {name} 设置"])
        return "claimed"
    if digest(kept.hash) != kept.digest:
        raise Refused(TITLE, [f"“{name}”的口令与流转记录不符，可能被人换过，请另一位主管重设，并运行 verify"])
    if kept.hash not in _PROVED:
        raise Refused(TITLE, [f"“{name}”设有口令：在终端里会问你，在脚本里请先设环境变量 {PASSPHRASE_VARIABLE}"])
    return "passphrase" if kept.owned else ISSUED


def own_only(person: Person) -> Person:
    """The person, unless all he has is a passphrase that another knows too. Raises Refused saying what to do."""
    if person.via == ISSUED:
        fix = f"请先用 user passphrase {person.name} 换成只有你知道的"
        raise Refused(TITLE, [f"“{person.name}”的口令是别人设的，证明不了是本人，只能用来换口令：{fix}"])
    return person


def passphrases_required(connection: sqlite3.Connection) -> bool:
    """Whether whoever is only named must have a passphrase here."""
    said = queries.events_of(connection, REQUIRED)
    return bool(said) and bool(said[-1].event.data["required"])


def delegations(connection: sqlite3.Connection) -> list[Delegation]:
    """All delegations, in the order they were granted."""
    return register(entry.event for entry in queries.events_of(connection, DELEGATED, ENDED))


def acting(connection: sqlite3.Connection, me: Person, principal: str, on: date) -> Person:
    """``me`` standing in for another on a day. Raises Refused when nobody has granted that."""
    person, _ = queries.person(connection, principal)
    found = person and stand_in(me, person, delegations(connection), on)
    if isinstance(found, Person):
        return found
    if not found or person is None or not knows(me, person):
        raise Refused("代办", [f"用户“{principal}”没有登记，见 user list"])
    raise Refused("代办", found)


# --- passphrases -------------------------------------------------------------------------------------------------


def from_environment(_name: str) -> str | None:
    """The passphrase a script has put into the environment."""
    return os.environ.get(PASSPHRASE_VARIABLE)


def hasher() -> PasswordHasher:
    """argon2id with the library's parameters (RFC 9106, low memory)."""
    from argon2 import PasswordHasher

    return PasswordHasher()


def hashed(passphrase: str) -> str:
    """The hash to keep; counts as proved in this process."""
    made = hasher().hash(_normal(passphrase))
    _PROVED[made] = _normal(passphrase)
    return made


def proves(passphrase: str, kept: Secret) -> bool:
    """Whether this is the passphrase that is kept; remembered for this process when it is."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        hasher().verify(kept.hash, _normal(passphrase))
    except (InvalidHashError, VerificationError):
        return False
    _PROVED[kept.hash] = _normal(passphrase)
    return True


def is_proved(kept: Secret) -> bool:
    return kept.hash in _PROVED


def signer(ledger: str, name: str, kept: Secret | None, ask: Ask) -> Signer | None:
    """The key of a user, opened with his passphrase; None where he has none in this account's home folder.

    Raises Refused where the passphrase is not to be had, or is not the one that the key is kept under.
    """
    file = signing.place(ledger, name)
    if file not in _OPEN:
        opened = signing.unlock(ledger, name, given(name, kept, ask))
        if opened is None:
            raise Refused(SIGN, [f"“{name}”的签名钥匙打不开，请本人用 user passphrase 重设口令，另配一把"])
        _OPEN[file] = opened
    return _OPEN[file]


def offer_key(log: Writer, ledger: str, secret: str | None = None) -> None:
    """Make a key for the author of an open transaction on this installation, by which that is signed already.

    It is sealed under his passphrase, of which ``secret`` is the hash (without one: the hash that the ledger keeps);
    that passphrase has been given in this process. Where the home folder keeps nothing there is no key.
    """
    from inspect_engine.storage import secrets

    name, origin = log.actor.user, log.origin
    given = _PROVED.get(secret or secrets.kept(log.connection, name) or "")
    if given is None or origin is None:
        return
    try:
        made = _OPEN[signing.place(ledger, name)] = signing.make(ledger, name, given)
    except StorageError:
        return
    log.sign_with(made)
    data = {"on": china_day(log.now).isoformat(), "name": name, "key": made.key, "installation": origin.installation}
    log.append(KEY_OFFERED, data, counts=False)


def reseal(ledger: str, name: str, before: Secret, passphrase: str) -> None:
    """Keep a user's key under his new passphrase; ``before`` is the one that was given in this process."""
    signing.reseal(ledger, name, _PROVED[before.hash], _normal(passphrase))


def given(name: str, kept: Secret | None, ask: Ask) -> bytes:
    """The passphrase of a user whose key is to be opened."""
    if kept and kept.hash in _PROVED:
        return _PROVED[kept.hash]
    typed = ask(name)
    if typed is None or kept is None or not proves(typed, kept):
        how = "在终端里会问，在脚本里用环境变量 INSPECT_ENGINE_PASSPHRASE"
        raise Refused(SIGN, [f"“{name}”有签名钥匙，须给出口令才能记入台账：{how}"])
    return _PROVED[kept.hash]


def _normal(passphrase: str) -> bytes:
    """The same keys give the same bytes on every machine (NIST SP 800-63B)."""
    import unicodedata

    return unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")


def wait_until(past: Failures | None, now: datetime) -> datetime | None:
    """Until when no further attempt is looked at; None when one may be made now.

    Where the clock has been put back, the wait begins anew.
    """
    if past is None or past.failures < FREE_FAILURES:
        return None
    seconds = min(2 ** min(past.failures - FREE_FAILURES, 16), LONGEST_WAIT)
    until = min(past.failed_at, now) + timedelta(seconds=seconds)
    return until if now < until else None

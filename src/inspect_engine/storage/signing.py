"""Ed25519 keys: made, kept encrypted under a passphrase in the home folder, used to sign, checked by anybody."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from inspect_engine.domain.events import digest
from inspect_engine.errors import StorageError, system_reason
from inspect_engine.storage import home

TIME, MEMORY, LANES = 3, 65536, 4
"""argon2id, RFC 9106's second recommendation: 3 passes over 64 MiB on 4 lanes."""


@dataclass(frozen=True)
class Signer:
    """A private key that is open: ``key`` is its public half (hex), ``sign`` gives the signature (hex) of a text."""

    key: str
    sign: Callable[[str], str]


def signed_text(feed: str, first: int, last: int, head: str) -> str:
    """What is signed for one transaction: which records of which feed, and the hash of the last of them."""
    return f"inspect-engine 1\n{feed}\n{first}\n{last}\n{head}"


def genuine(key: str, text: str, signature: str) -> bool:
    """Whether the holder of a public key (hex) signed this text."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def place(ledger: str, user: str) -> Path:
    """Where this account keeps the private key of one user of one ledger (by its id)."""
    return home.folder() / "keys" / digest(ledger)[:32] / f"{digest(user)[:32]}.json"


def kept(ledger: str, user: str) -> str | None:
    """The public half (hex) of the key that is kept here; None where there is none."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        return str(json.loads(place(ledger, user).read_text("utf-8"))["key"])
    return None


def make(ledger: str, user: str, passphrase: bytes) -> Signer:
    """A new key, kept encrypted under a passphrase in place of the one before, if any. Raises StorageError."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.generate().private_bytes_raw()
    _keep(ledger, user, private, passphrase)
    return _signer(private)


def reseal(ledger: str, user: str, before: bytes, passphrase: bytes) -> None:
    """Keep the same key under another passphrase. Raises StorageError."""
    if private := _private(ledger, user, before):
        _keep(ledger, user, private, passphrase)


def _keep(ledger: str, user: str, private: bytes, passphrase: bytes) -> None:
    """Encrypted with argon2id and ChaCha20-Poly1305."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = ChaCha20Poly1305(_derived(passphrase, salt)).encrypt(nonce, private, None)
    content = {
        "user": user,
        "key": _signer(private).key,
        "salt": salt.hex(),
        "nonce": nonce.hex(),
        "sealed": sealed.hex(),
    }
    try:
        home.put(place(ledger, user), json.dumps(content, ensure_ascii=False, indent=1).encode())
    except OSError as error:
        raise StorageError(f"签名钥匙存不下（{place(ledger, user)}）：{system_reason(error)}") from error


def unlock(ledger: str, user: str, passphrase: bytes) -> Signer | None:
    """The key that is kept here; None where there is none, or where the passphrase is not the one it is kept under."""
    private = _private(ledger, user, passphrase)
    return _signer(private) if private else None


def _private(ledger: str, user: str, passphrase: bytes) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    with suppress(OSError, ValueError, KeyError, TypeError, InvalidTag):
        found = json.loads(place(ledger, user).read_text("utf-8"))
        salt, nonce, sealed = (bytes.fromhex(found[name]) for name in ("salt", "nonce", "sealed"))
        return ChaCha20Poly1305(_derived(passphrase, salt)).decrypt(nonce, sealed, None)
    return None


def _derived(passphrase: bytes, salt: bytes) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(passphrase, salt, TIME, MEMORY, LANES, 32, Type.ID)


def _signer(private: bytes) -> Signer:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(private)
    return Signer(key.public_key().public_bytes_raw().hex(), lambda text: key.sign(text.encode()).hex())

"""The promise made before a draw, and the seed that it and the public number make together."""

from __future__ import annotations

import hashlib
import re

from inspect_engine.domain.draws.pools import Pools
from inspect_engine.domain.events import digest

SECRET = re.compile(r"[0-9a-f]{64}", re.ASCII)
"""A secret as text: 256 bits in lower-case hex. What is hashed is this text."""


def commitment(pools: Pools, secret_hash: str) -> str:
    """What is published before the draw: SHA-256 of four lines, algorithm, plan, pools and secret, each hashed.

    With it nobody can later take another secret, plan, object or inspector.
    """
    return digest("\n".join((pools.plan.algorithm, *pools.hashes(), secret_hash)))


def seed_of(secret: str, promised: str, public: str) -> bytes:
    """SHA-256 of three lines: the secret, the commitment, the digits of the public number (empty without one)."""
    return hashlib.sha256(f"{secret}\n{promised}\n{public}".encode()).digest()

"""Reply sheets: what a responsible unit is given to fill in, and how each row of it is known again."""

from inspect_engine.domain.replies.form import (
    FILES,
    LOCKED,
    READ,
    SEAL,
    Locked,
    code_of,
    codes_of,
    requests_of,
    steps_of,
)
from inspect_engine.domain.replies.seal import Seal, check_of, digest_of, flat

__all__ = [
    "FILES",
    "LOCKED",
    "READ",
    "SEAL",
    "Locked",
    "Seal",
    "check_of",
    "code_of",
    "codes_of",
    "digest_of",
    "flat",
    "requests_of",
    "steps_of",
]

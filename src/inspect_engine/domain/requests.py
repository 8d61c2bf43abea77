"""Asking once: by what a request is known again when it is repeated."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

LONGEST = 64
_ID = re.compile(rf"[A-Za-z0-9._-]{{1,{LONGEST}}}", re.ASCII)


@dataclass(frozen=True)
class Request:
    """What whoever asks calls his request, and the digest of what he asks for (hex)."""

    id: str
    digest: str

    @property
    def text(self) -> str:
        """As records keep it: ``id:digest``."""
        return f"{self.id}:{self.digest}"


def read(text: str) -> Request:
    """What a record keeps of its request."""
    name, _, what = text.rpartition(":")
    return Request(name, what)


def fault_in_id(text: str) -> str:
    """What keeps a text from being the id of a request, in Chinese; empty when nothing does."""
    return "" if _ID.fullmatch(text) else f"应是 1 至 {LONGEST} 个字母、数字、“.”、“-”或“_”"


def digest_of(verb: str, given: Mapping[str, object]) -> str:
    """The digest of a verb and what it was given, 32 hex digits; texts need not be UTF-8."""
    text = json.dumps([verb, given], sort_keys=True, default=str)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:32]

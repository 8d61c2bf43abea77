"""An anchor: where a ledger stood at some moment, small enough to be kept anywhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inspect_engine.domain.events import canonical
from inspect_engine.errors import InputError

FORMAT = "inspect-engine-anchor 1"


@dataclass(frozen=True)
class Anchor:
    """``count`` records, the chain's link at the last of them and the Merkle root over all, both SHA-256 in hex.

    ``ledger`` and ``copy`` are the ids of the ledger and of this copy of it; ``at`` is when it was noted (ISO 8601),
    ``by`` who exported it, with his key (Ed25519, hex) and signature, each empty where there is none.
    """

    ledger: str
    copy: str
    count: int
    chain: str
    root: str
    at: str
    by: str = ""
    key: str = ""
    signature: str = ""

    def plain(self) -> dict[str, Any]:
        """As a file holds it."""
        return {"format": FORMAT, **vars(self)}

    @property
    def signed(self) -> str:
        """The text that a signature is over."""
        return canonical({name: value for name, value in self.plain().items() if name != "signature"})

    @property
    def code(self) -> str:
        """In one line, as a QR code holds it and ``verify --against`` takes it."""
        return f"{self.ledger}:{self.count}:{self.chain}:{self.root}"


def read(raw: object) -> Anchor:
    """An anchor from plain data. Raises InputError for what is none."""
    wrong = InputError.one("这不是锚文件", fix="应是 anchor export 写出的文件，原样未改")
    if not isinstance(raw, Mapping) or raw.get("format") != FORMAT:
        raise wrong
    parts = {name: raw.get(name) for name in Anchor.__dataclass_fields__}
    texts = all(isinstance(value, str) for name, value in parts.items() if name != "count")
    if set(raw) != {"format", *parts} or not texts or type(parts["count"]) is not int or parts["count"] < 1:
        raise wrong
    return Anchor(**parts)  # type: ignore[arg-type]


_CODE = re.compile(r"([0-9a-f-]{36}):([1-9]\d{0,15}):([0-9a-f]{64}):([0-9a-f]{64})")


def read_code(text: str) -> Anchor:
    """An anchor from the line that a QR code or a workbook holds. Raises InputError for what is none."""
    found = _CODE.fullmatch(text.strip().lower())
    if found is None:
        raise InputError.one("锚码看不懂", fix="应是 台账:条数:链值:根，工作簿“说明”页和文书二维码上有，原样抄下")
    ledger, count, chain, root = found.groups()
    return Anchor(ledger, "", int(count), chain, root, "")

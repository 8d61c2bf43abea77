"""A backup is one zip file, nothing in it compressed: the ledger, its evidence by hash, and last a manifest."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from inspect_engine.domain.words.text import display
from inspect_engine.errors import StorageError, system_reason

FORMAT = 1
LEDGER, MANIFEST, EVIDENCE = "ledger.db", "manifest.json", "files/"
LARGEST_MANIFEST = 64 << 20
CHUNK = 1 << 20
_HASH = re.compile(r"[0-9a-f]{64}")

Moved = Callable[[int], None]
"""Is told how many more bytes have been copied."""
Put = Callable[[str], AbstractContextManager[IO[bytes] | None]]
"""Opens what a member is copied to; None for nowhere."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself.

    ``taken_at`` is a moment with offset; ``events`` and ``chain_head`` say where the ledger stood, ``schema`` of which
    format it is; ``database`` is the hash of its file. Of the evidence that its events name, ``evidence`` files are
    here, ``missing`` were not there, ``altered`` had another hash (hash wanted: hash found). ``problems`` is what
    ``verify`` said.
    """

    program: str
    schema: str
    taken_at: str
    ledger: str
    rehearsal: bool
    events: int
    chain_head: str
    database: str = ""
    evidence: int = 0
    missing: Sequence[str] = ()
    altered: Mapping[str, str] = field(default_factory=dict)
    problems: Sequence[str] = ()
    format: int = FORMAT


def is_hash(text: object) -> bool:
    """Whether this can be the name of a piece of evidence."""
    return isinstance(text, str) and _HASH.fullmatch(text) is not None


def add(archive: ZipFile, name: str, source: IO[bytes], moved: Moved) -> tuple[str, OSError | None]:
    """Put a file into the archive: the hash of what went in, and why no more could be read, if so.

    Raises OSError where the archive cannot be written.
    """
    hashed, fault = hashlib.sha256(), None
    with archive.open(ZipInfo(name), "w", force_zip64=True) as member:
        while True:
            try:
                chunk = source.read(CHUNK)
            except OSError as error:
                chunk, fault = b"", error
            if not chunk:
                return hashed.hexdigest(), fault
            member.write(chunk)
            hashed.update(chunk)
            moved(len(chunk))


def add_manifest(archive: ZipFile, manifest: Manifest) -> None:
    archive.writestr(ZipInfo(MANIFEST), json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode())


@contextmanager
def opened(path: Path) -> Iterator[tuple[ZipFile, Manifest]]:
    """A backup for reading. Raises StorageError for what is none, or is damaged where it says what it is."""
    try:
        with path.open("rb") as stream, ZipFile(stream) as archive:
            yield archive, _manifest(path, archive)
    except (BadZipFile, NotImplementedError, EOFError, RuntimeError) as error:
        raise StorageError(f"{path} 不是备份，或者已经损坏") from error
    except OSError as error:
        raise StorageError(f"读不到备份 {path}：{system_reason(error)}") from error


def _manifest(path: Path, archive: ZipFile) -> Manifest:
    from pydantic import TypeAdapter

    try:
        entry = archive.getinfo(MANIFEST)
        if entry.compress_type != ZIP_STORED or entry.file_size > LARGEST_MANIFEST:
            raise ValueError
        text = archive.read(entry)
        if (written := json.loads(text)["format"]) != FORMAT:
            raise StorageError(f"备份 {path} 的格式是 {display(written)}，本程序只认 {FORMAT}，请换用新版本的程序")
        return TypeAdapter(Manifest).validate_json(text, strict=True)
    except (KeyError, ValueError, TypeError, RecursionError):
        raise StorageError(f"{path} 不是备份，或者已经损坏") from None


def read(path: Path, archive: ZipFile, manifest: Manifest, moved: Moved, put: Put) -> None:
    """Read all of a backup and hold it to its manifest, copying each member to what ``put`` opens.

    That is asked for :data:`LEDGER`, then for hashes of evidence; nothing else in an archive is ever written. Raises
    StorageError naming the first member that is not as it was.
    """
    wanted, there = {LEDGER: manifest.database}, archive.infolist()
    if any(entry.compress_type != ZIP_STORED for entry in there):
        raise StorageError(f"备份 {path} 不是本程序写的，没有使用它")
    for entry in there:
        key = entry.filename.removeprefix(EVIDENCE)
        if entry.filename != key and is_hash(key):
            wanted[entry.filename] = manifest.altered.get(key, key)
    if len(wanted) != manifest.evidence + 1 or len(there) != len(wanted) + 1:
        raise StorageError(f"备份 {path} 里的文件与它的清单对不上，没有使用它")
    for name, digest in wanted.items():
        with put(name.removeprefix(EVIDENCE)) as target:
            if _copied(path, archive, name, moved, target) != digest:
                raise StorageError(f"备份 {path} 已损坏：{name} 与清单的 SHA-256 不符，没有使用它")


def _copied(path: Path, archive: ZipFile, name: str, moved: Moved, target: IO[bytes] | None) -> str:
    hashed = hashlib.sha256()
    try:
        with archive.open(name) as member:
            while chunk := member.read(CHUNK):
                hashed.update(chunk)
                moved(len(chunk))
                if target:
                    target.write(chunk)
    except (KeyError, BadZipFile, EOFError) as error:
        raise StorageError(f"备份 {path} 已损坏：{name} 读不出来，没有使用它") from error
    return hashed.hexdigest()

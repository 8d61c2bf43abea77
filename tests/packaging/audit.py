"""``python -m tests.packaging.audit`` (``make audit``): is what is installed here what the lock names, byte for byte?

Every file of every distribution is compared with the hash noted when it was installed, and every version with
``requirements/dev.lock``, whose hashes pip held the archives to. Nothing is fetched. Ends with 1 for any difference.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackagePath, distributions
from pathlib import Path

from tests.packaging.locks import DEV, pins, plain

OWN = {"inspect-engine", "pip", "setuptools"}
"""Installed from here, or by the virtual environment itself."""


def main() -> int:
    found = list(distributions())
    faults = [*differences(found, DEV.read_text("utf-8")), *(fault for each in found for fault in altered(each))]
    for fault in faults:
        print(fault)
    print(f"{len(found)} distributions, {sum(len(each.files or ()) for each in found)} files, {len(faults)} faults")
    return int(bool(faults))


def differences(found: list[Distribution], lock: str) -> Iterator[str]:
    """What is installed in another version than the lock says, or is not in it."""
    locked = {pin.name: pin.version for pin in pins(lock)}
    for each in found:
        name = plain(each.name)
        if name not in OWN and locked.get(name) != each.version:
            yield f"{name} {each.version}: the lock says {locked.get(name, 'nothing of it')}"


def altered(distribution: Distribution) -> Iterator[str]:
    """Files that are not what was installed."""
    for file in distribution.files or ():
        if file.hash and (fault := _fault(file)):
            yield f"{distribution.name}: {file} {fault}"


def _fault(file: PackagePath) -> str:
    path = Path(str(file.locate()))
    if not path.is_file():
        return "is missing"
    digest = hashlib.new(file.hash.mode, path.read_bytes()).digest() if file.hash else b""
    same = file.hash is None or base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == file.hash.value
    return "" if same else "was altered"


if __name__ == "__main__":
    raise SystemExit(main())

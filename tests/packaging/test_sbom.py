"""The bill of materials names everything in the lock, with its hashes, and nothing else."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from inspect_engine import __version__
from tests.packaging import sbom
from tests.packaging.locks import DEV, USE, pins


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Made with no network to ask."""
    target = tmp_path_factory.mktemp("sbom") / "made.json"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "socket", None)
        patch.setattr(socket, "getaddrinfo", None)
        assert sbom.main(target) == 0
    return target.read_text("utf-8")


@pytest.fixture(scope="module")
def bom(written: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written)
    return found


def test_it_is_cyclonedx(written: str) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(written) is None
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(written.replace('"library"', '"lib"')) is not None


def test_every_line_of_the_lock_is_there_with_all_its_hashes(bom: dict[str, Any]) -> None:
    """Held against a second reading of the lock: lines that pin, and hashes below them."""
    expected: dict[tuple[str, str], set[str]] = {}
    for line in USE.read_text("utf-8").splitlines():
        if "==" in line and not line.startswith(" "):
            name, _, rest = line.partition("==")
            hashes = expected.setdefault((name.lower(), rest.split()[0]), set())
        elif "--hash=sha256:" in line:
            hashes.add(line.split("sha256:")[1].split()[0])
    told = {
        (each["name"], each["version"]): {
            one["content"] for reference in each["externalReferences"] for one in reference["hashes"]
        }
        for each in bom["components"]
    }
    assert told == expected
    assert len(told) > 40
    assert all(told.values())


def test_it_says_of_what_and_who_needs_whom(bom: dict[str, Any]) -> None:
    root = bom["metadata"]["component"]
    assert (root["name"], root["version"]) == ("inspect-engine", __version__)
    needs = {each["ref"]: each.get("dependsOn", []) for each in bom["dependencies"]}
    named = {each["bom-ref"]: each["name"] for each in bom["components"]}
    direct = {named[ref] for ref in needs[root["bom-ref"]]}
    assert {"sqlmodel", "transitions", "typer", "openpyxl", "textual"} <= direct
    reached, todo = set(), [root["bom-ref"]]
    while todo:
        here = todo.pop()
        todo += [ref for ref in needs.get(here, []) if ref not in reached]
        reached |= set(needs.get(here, []))
    apart = {named[ref] for ref in named.keys() - reached}
    conditional = {pin.name for pin in pins(USE.read_text("utf-8")) if pin.marker}
    assert apart <= conditional, "locked, and nobody needs it"


def test_licences_are_told(bom: dict[str, Any]) -> None:
    silent = [each["name"] for each in bom["components"] if not each.get("licenses")]
    assert len(silent) < len(bom["components"]) / 3, silent


def test_twice_is_the_same(written: str, tmp_path: Path) -> None:
    sbom.main(tmp_path / "again.json")
    assert (tmp_path / "again.json").read_text("utf-8") == written


def test_what_only_development_needs_is_not_in_it(bom: dict[str, Any]) -> None:
    only = {pin.name for pin in pins(DEV.read_text("utf-8"))} - {pin.name for pin in pins(USE.read_text("utf-8"))}
    assert "pytest" in only
    assert not only & {each["name"] for each in bom["components"]}

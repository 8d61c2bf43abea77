"""``python -m tests.packaging.sbom FILE`` (``make sbom``): what a user installs, as CycloneDX 1.6.

Every distribution of ``requirements/use.lock`` with its version, condition and hashes; licences and who needs whom as
the installed ones say. Nothing is fetched, and the same lock makes the same file.
"""

from __future__ import annotations

import re
import sys
import uuid
from collections import defaultdict
from collections.abc import Iterator, Set
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement

from tests.packaging.locks import USE, Pin, pins, plain

PRODUCT = "inspect-engine"


def main(target: Path) -> int:
    bom = made(USE.read_text("utf-8"))
    target.write_text(JsonV1Dot6(bom).output_as_string(indent=1) + "\n", "utf-8")
    print(f"{target}: {len(bom.components)} components")
    return 0


def made(lock: str) -> Bom:
    """The bill of materials of a lock; its serial number follows from the lock's text."""
    every = {pin.name: component(pin) for pin in pins(lock)}
    root = product()
    bom = Bom(components=every.values(), serial_number=uuid.uuid5(uuid.NAMESPACE_OID, f"{root.version}\n{lock}"))
    bom.metadata.component, bom.metadata.timestamp = root, None  # type: ignore[assignment]
    for name, needed in graph(every.keys()).items():
        bom.register_dependency(every.get(name, root), [every[need] for need in sorted(needed)])
    return bom


def product() -> Component:
    own = distribution(PRODUCT)
    return Component(
        name=PRODUCT, version=own.version, type=ComponentType.APPLICATION, bom_ref=PRODUCT, licenses=list(licences(own))
    )


def component(pin: Pin) -> Component:
    """One distribution; what is installed here only under a condition has its licence unsaid elsewhere."""
    url = PackageURL("pypi", name=pin.name, version=pin.version)
    archives = ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(str(url)),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in pin.hashes],
    )
    found = installed(pin.name)
    return Component(
        name=pin.name,
        version=pin.version,
        purl=url,
        bom_ref=str(url),
        external_references=[archives],
        licenses=list(licences(found)) if found else (),
        properties=[Property(name="python:marker", value=pin.marker)] if pin.marker else (),
    )


def licences(found: Distribution) -> Iterator[License]:
    """As its author declares it: an SPDX expression where there is one, else the words."""
    said = found.metadata.json
    first = str(said.get("license_expression") or said.get("license") or "").strip().partition("\n")[0]
    if first:
        yield LicenseFactory().make_from_string(first)


def needs(name: str, extras: Set[str] = frozenset()) -> Iterator[Requirement]:
    """Whom a distribution with these extras needs here or elsewhere: other conditions are the lock's."""
    found = installed(name)
    for line in (found.requires or ()) if found else ():
        needed = Requirement(line)
        asked = re.findall(r"""extra == ["'](.+?)["']""", str(needed.marker))
        if not asked or extras & set(asked):
            yield needed


def graph(known: Set[str]) -> dict[str, set[str]]:
    """Who needs whom, the product first, with the extras that others ask of each."""
    found: dict[str, set[str]] = {PRODUCT: set()}
    extras: dict[str, set[str]] = defaultdict(set)
    todo = [PRODUCT]
    while todo:
        name = todo.pop()
        for need in needs(name, extras[name]):
            other = plain(need.name)
            if other in known and (other not in found or need.extras - extras[other]):
                extras[other] |= need.extras
                found.setdefault(other, set())
                todo.append(other)
            found[name] |= {other} & known
    return found


def installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))

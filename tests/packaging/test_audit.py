"""The audit of what is installed sees an altered, a missing and an unlocked file."""

from __future__ import annotations

from importlib.metadata import Distribution, PathDistribution
from pathlib import Path

import pytest

from tests.packaging.audit import altered, differences

EMPTY = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
"""SHA-256 of nothing, as it is noted in a RECORD."""


@pytest.fixture
def installed(tmp_path: Path) -> Distribution:
    notes = tmp_path / "some_thing-1.0.dist-info"
    notes.mkdir()
    (notes / "METADATA").write_text("Name: Some_Thing\nVersion: 1.0\n")
    (notes / "RECORD").write_text(f"thing.py,sha256={EMPTY},0\nsome_thing-1.0.dist-info/RECORD,,\n")
    (tmp_path / "thing.py").touch()
    return PathDistribution(notes)


def test_a_file_that_changed_or_went_is_named(installed: Distribution, tmp_path: Path) -> None:
    assert list(altered(installed)) == []
    (tmp_path / "thing.py").write_text("import os")
    assert list(altered(installed)) == ["Some_Thing: thing.py was altered"]
    (tmp_path / "thing.py").unlink()
    assert list(altered(installed)) == ["Some_Thing: thing.py is missing"]


def test_another_version_than_the_locked_one_is_named(installed: Distribution) -> None:
    assert list(differences([installed], "some-thing==1.0 ; python_version < '4' \\\n    --hash=sha256:00\n")) == []
    assert list(differences([installed], "some-thing==1.1\n")) == ["some-thing 1.0: the lock says 1.1"]
    assert list(differences([installed], "other==1.0\n")) == ["some-thing 1.0: the lock says nothing of it"]

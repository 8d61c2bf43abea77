"""What is shipped, and what is loaded when."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

PACKAGES = ("inspect_engine", "inspect_tui", "inspect_checklists")
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as it would be published."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def shipped(top: str, folder: Path) -> set[str]:
    """Files of a source folder as they should lie in the wheel."""
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {f"{top}/{path.relative_to(folder).as_posix()}" for path in files}


def test_wheel_holds_the_three_packages_and_the_sample_and_nothing_else(wheel: Path) -> None:
    """One wheel ships engine, terminal, checklists and the sample; tests and notes stay out."""
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}

    expected = (
        shipped("inspect_engine", ROOT / "src" / "inspect_engine")
        | shipped("inspect_tui", ROOT / "tui" / "inspect_tui")
        | shipped("inspect_checklists", ROOT / "checklists" / "inspect_checklists")
        | shipped("inspect_checklists/examples", ROOT / "examples")
    )
    assert names == expected
    for needed in (
        "inspect_checklists/packs/gas.yaml",
        "inspect_checklists/workflows/hazard.yaml",
        "inspect_checklists/examples/zhaotong-2022/story.yaml",
        "inspect_engine/storage/migrations/env.py",
        "inspect_tui/app.tcss",
        *(f"{package}/py.typed" for package in PACKAGES),
    ):
        assert needed in names


@pytest.mark.long
def test_who_uses_the_installed_packages_sees_their_types(wheel: Path, tmp_path: Path) -> None:
    """mypy of somebody else, on an environment in which the wheel is installed: names have types, mistakes show."""
    venv.create(tmp_path / "venv", with_pip=False)
    python = next((tmp_path / "venv").glob("[bS]*/python*"))
    site = Path(sysconfig.get_path("purelib", vars={"base": str(tmp_path / "venv")}))
    zipfile.ZipFile(wheel).extractall(site)
    (site / "others.pth").write_text(sysconfig.get_path("purelib"))
    lines = [f"import {package}" for package in PACKAGES]
    lines += ["from inspect_engine.ledger import open_ledger", "open_ledger(1)"]
    (tmp_path / "theirs.py").write_text("\n".join(lines))

    check = [sys.executable, "-m", "mypy", "--config-file=", "--python-executable", str(python), "theirs.py"]
    done = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True, check=False)

    (error, _) = done.stdout.splitlines() or [done.stderr, ""]
    assert 'Argument 1 to "open_ledger" has incompatible type "int"' in error


def test_wheel_runs_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """Installed into an empty folder and started from another, the wheel finds its packs and plays the demo."""
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    zipfile.ZipFile(wheel).extractall(site)
    sources = [str(ROOT / name) for name in ("src", "tui", "checklists")]
    code = (
        f"import sys; sys.path[:] = [{str(site)!r}, *(p for p in sys.path if p not in {sources!r})]; "
        "import inspect_engine; assert inspect_engine.__file__.startswith(sys.path[0]); "
        "from inspect_engine.cli import main; main(['demo'])"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=empty, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert (empty / "demo" / "closure.xlsx").is_file()
    assert "核验通过" in done.stdout


def loaded(code: str) -> set[str]:
    """Modules a fresh interpreter has after running ``code``."""
    script = (
        f"import sys\ntry:\n    exec({code!r})\nexcept SystemExit:\n    pass\nsys.stderr.write(' '.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_help_loads_nothing_heavy() -> None:
    """``inspect-engine --help`` never imports the terminal, the ORM or the workbook library."""
    modules = loaded("from inspect_engine.cli import main; main(['--help'])")

    assert not modules & {"textual", "sqlmodel", "sqlalchemy", "openpyxl", "alembic", "transitions", "yaml", "pydantic"}


def test_reading_commands_load_no_orm(tmp_path: Path) -> None:
    """Listing cases needs plain SQL only, reads no definition that is installed, and proves nothing."""
    path = str(tmp_path / "ledger.db")
    subprocess.run([sys.executable, "-m", "inspect_engine", "--db", path, "init", "--name", "boss"], check=True)

    modules = loaded(f"from inspect_engine.cli import main; main(['--db', {path!r}, 'case', 'list'])")

    assert "inspect_engine.ledger" in modules
    heavy = {"textual", "sqlmodel", "sqlalchemy", "openpyxl", "alembic", "yaml", "inspect_engine.domain.proof"}
    assert not modules & heavy


def test_the_engine_never_sees_the_screen() -> None:
    """Everything but the command that starts it works without Textual."""
    modules = loaded(
        "import inspect_engine.exports.closure.workbook, inspect_engine.imports.story, inspect_engine.storage.log"
    )

    assert not modules & {"textual", "inspect_tui"}

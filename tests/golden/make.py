"""Make a golden ledger with the program of any commit: ``python -m tests.golden.make [COMMIT]`` (HEAD unless told).

That program plays part of its own sample, then says what it sees. Ledger, evidence and what was said go into
``NNNN.tar.xz``, named after the schema. Run it when a schema is new; what lies here already is never made again.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

HERE = Path(__file__).parent
SUBJECTS = ("op-01", "op-03", "station-01", "snack-01")
"""What is kept of the sample: hazards sent back, closed, closed on the spot, overdue."""
PACKS, PAPERS = {"gas.yaml"}, {"rectification"}
"""What is kept of the definitions: more of them would only be more of the same bytes."""
DAY, ENDING = "2022-04-15", ".tar.xz"
RUN = """\
import pwd, runpy, socket
socket.gethostname = lambda: "golden"
account = pwd.struct_passwd(("golden", "x", 1000, 1000, "", "/", "/bin/sh"))
pwd.getpwuid = lambda _: account
runpy.run_module("inspect_engine", run_name="__main__", alter_sys=True)
"""
"""What was recorded on whoever's computer names neither him nor it."""
SAID = {"board.json": ("board", "--json"), "cases.json": ("case", "list", "--json")}


def make(commit: str) -> Path:
    """The golden ledger of that commit's schema. Raises CalledProcessError where its program cannot make one."""
    with TemporaryDirectory() as name:
        tree = Path(name)
        packed = subprocess.run(
            ["git", "archive", commit], cwd=HERE.parents[1], check=True, stdout=subprocess.PIPE
        ).stdout
        subprocess.run(["tar", "x", "-C", name], check=True, input=packed)
        shorten(tree)
        program(tree, "demo", "--dir", "out")
        for file, words in SAID.items():
            (tree / "out" / file).write_bytes(program(tree, "--db", "out/ledger.db", "--user", "sup1", *words))
        return pack(tree / "out", HERE / f"{schema(tree / 'out' / 'ledger.db')}{ENDING}")


def program(tree: Path, *words: str) -> bytes:
    """What the program of this tree answers, on the sample's last day."""
    own = {"PYTHONPATH": "src:tui:checklists", "INSPECT_ENGINE_HOME": str(tree / "home"), "INSPECT_ENGINE_NOW": DAY}
    line = [sys.executable, "-c", RUN, *words]
    return subprocess.run(line, cwd=tree, env={**os.environ, **own}, check=True, stdout=subprocess.PIPE).stdout


def shorten(tree: Path) -> None:
    """Leave the sample's chosen subjects, the steps that then find a case, and the one pack it needs."""
    sample = tree / "examples" / "zhaotong-2022"
    given = yaml.load((sample / "inspection.yaml").read_text("utf-8"), yaml.BaseLoader)
    story = yaml.load((sample / "story.yaml").read_text("utf-8"), yaml.BaseLoader)
    given["subjects"] = [each for each in given["subjects"] if each["key"] in SUBJECTS]
    given["answers"] = [each for each in given["answers"] if each["subject"] in SUBJECTS]
    failed = [each for each in given["answers"] if each["answer"] == "fail"]
    story["steps"] = [step for step in story["steps"] if any(chosen(step["cases"], each) for each in failed)]
    write(sample / "inspection.yaml", given)
    write(sample / "story.yaml", story)
    definitions = tree / "checklists" / "inspect_checklists"
    for other in (definitions / "packs").iterdir():
        if other.is_dir():
            shutil.rmtree(other)
        elif other.name not in PACKS:
            other.unlink()
    if (papers := definitions / "documents" / "kinds.yaml").exists():
        known = yaml.load(papers.read_text("utf-8"), yaml.BaseLoader)
        write(papers, {**known, "kinds": [each for each in known["kinds"] if each["id"] in PAPERS]})


def write(path: Path, data: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(data, allow_unicode=True, default_style='"', sort_keys=False), "utf-8")


def chosen(cases: dict[str, Any], answer: dict[str, Any]) -> bool:
    item, subject = answer["item"], answer["subject"]
    return item in cases.get("items", [item]) and subject in cases.get("subjects", [subject])


def schema(ledger: Path) -> str:
    with closing(sqlite3.connect(ledger)) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def pack(folder: Path, target: Path) -> Path:
    """Ledger, evidence and answers, without times and owners. Raises FileExistsError: none is ever made again."""
    with tarfile.open(target, "x:xz", preset=9) as archive:
        for path in wanted(folder):
            archive.add(path, str(path.relative_to(folder)), recursive=False, filter=nobody)
    return target


def wanted(folder: Path) -> Iterable[Path]:
    kept = ("ledger.db", *SAID)
    return sorted(each for each in folder.rglob("*") if each.is_file() and (each.name in kept or ".files" in str(each)))


def nobody(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.mtime, entry.mode, entry.uid, entry.gid, entry.uname, entry.gname = 0, 0o600, 0, 0, "", ""
    return entry


if __name__ == "__main__":
    print(make(*sys.argv[1:] or ("HEAD",)))

"""Where the installed checklists lie: with the program, with other distributions, and in folders of one's own."""

from __future__ import annotations

import os
from importlib import resources
from importlib.metadata import entry_points
from pathlib import Path

from inspect_engine.errors import InputError

ENTRY_POINTS = "inspect_engine.checklists"
SHIPPED = "inspect_checklists"
OWN_VARIABLE = "INSPECT_ENGINE_CHECKLISTS"


def shipped_folder() -> Path:
    """Where the checklists lie that ship with the program."""
    with resources.as_file(resources.files(SHIPPED)) as folder:
        return folder


def installed_folders() -> tuple[Path, ...]:
    """Folders of every distribution that offers checklists through the entry-point group, then one's own.

    One's own are named by ``INSPECT_ENGINE_CHECKLISTS``, several with the separator of ``PATH`` between them. Raises
    InputError for one that does not exist.
    """
    found = []
    for entry in entry_points(group=ENTRY_POINTS):
        with resources.as_file(resources.files(entry.value)) as folder:
            found.append(folder)
    own = [Path(name) for name in os.environ.get(OWN_VARIABLE, "").split(os.pathsep) if name]
    for folder in own:
        if not folder.is_dir():
            raise InputError.one(f"没有检查表文件夹 {folder}", fix=f"请核对环境变量 {OWN_VARIABLE}")
    return (*found, *own)

"""Where the installed checklists lie: with the program, with other distributions, and in folders of one's own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import resources
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from inspect_engine.errors import InputError, Problem

ENTRY_POINTS = "inspect_engine.checklists"
SHIPPED = "inspect_checklists"
OWN_VARIABLE = "INSPECT_ENGINE_CHECKLISTS"


def shipped_folder() -> Path:
    """Where the checklists lie that ship with the program."""
    with resources.as_file(resources.files(SHIPPED)) as folder:
        return folder


def installed_folders() -> tuple[Path, ...]:
    """Folders of every distribution that offers checklists through the entry-point group, then one's own.

    Half-removed distributions are passed over (:func:`missing_plugins`). One's own are named by
    ``INSPECT_ENGINE_CHECKLISTS``, several with the separator of ``PATH`` between them. Raises InputError for one that
    does not exist.
    """
    found = [folder for _, folder in _plugins() if folder]
    own = [Path(name) for name in os.environ.get(OWN_VARIABLE, "").split(os.pathsep) if name]
    for folder in own:
        if not folder.is_dir():
            raise InputError.one(f"没有检查表文件夹 {folder}", fix=f"请核对环境变量 {OWN_VARIABLE}")
    return (*found, *own)


def missing_plugins() -> list[Problem]:
    """Distributions that offer checklists which are not there any more, each by name."""
    return [
        Problem(_distribution(entry), f"插件提供检查表的模块“{entry.value}”不在了", "重新安装这个插件，或把它卸载干净")
        for entry, folder in _plugins()
        if folder is None
    ]


def _plugins() -> Iterator[tuple[EntryPoint, Path | None]]:
    """What distributions offer, each with its folder; without one where the module is gone."""
    for entry in entry_points(group=ENTRY_POINTS):
        try:
            with resources.as_file(resources.files(entry.value)) as folder:
                yield entry, folder
        except ModuleNotFoundError:
            yield entry, None


def _distribution(entry: EntryPoint) -> str:
    return f"插件 {entry.dist.name} {entry.dist.version}" if entry.dist else f"插件 {entry.name}"

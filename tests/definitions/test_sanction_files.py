"""The sanction files: what is shipped holds together, what is wrong is named with its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import inspect_checklists
import pytest

from inspect_engine.errors import DefinitionError
from inspect_engine.reading.sanctions import load_catalogue

SHIPPED = Path(str(inspect_checklists.__path__[0]))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped files, to be spoilt."""
    for name in ("references", "sanctions"):
        shutil.copytree(SHIPPED / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("fines", "ref: axz-397, article: 第19条", "ref: axz-39, article: 第19条", "依据“axz-39”没有登记"),
        ("fines", "article: 第19条", "article: 第190条", "“axz-397”没有登记条款“第190条”"),
        ("fines", "by: [fire]", "by: [fires]", "没有机关种类“fires”"),
        ("fines", "id: axz-20,", "id: axz-19,", "“axz-19”写了两次"),
        ("fines", "low: 20000, high: 200000,", "low: 200001, high: 200000,", "下限 low 大于上限 high"),
        ("fines", "conduct: 未取得安全生产许可证生产, low: 100000, high: 500000,", "conduct: 生产,", "须写上限 high"),
        ("fines", "low: 50000, high: 500000,", "low: 5万, high: 500000,", "应是数字"),
        ("fines", "who: unit, by: [drainage]", "whom: unit, by: [drainage]", "不认识的键“whom”"),
        ("kinds", "stands_in_for: [housing,", "stands_in_for: [hosing,", "没有机关种类“hosing”"),
        ("kinds", "publish_within: 7", "publish_within: 七", "应是整数"),
        ("licence", "article: 暂扣与吊销的档次", "article: 暂扣", "没有登记条款“暂扣”"),
        (
            "licence",
            "closure:\n  basis: {ref: aqscf-2021,",
            "closures:\n  basis: {ref: aqscf-2021,",
            "不认识的键“closures”",
        ),
    ],
)
def test_what_is_wrong_is_named(folder: Path, file: str, old: str, new: str, told: str) -> None:
    path = folder / "sanctions" / f"{file}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_catalogue([folder])
    assert told in str(caught.value)
    assert f"sanctions/{file}.yaml:" in str(caught.value)


def test_a_part_that_is_missing_or_there_twice_is_named(folder: Path) -> None:
    (folder / "sanctions" / "more.yaml").write_text((folder / "sanctions" / "licence.yaml").read_text("utf-8"), "utf-8")
    with pytest.raises(DefinitionError) as twice:
        load_catalogue([folder])
    assert "“licence”只能在一个文件里写一次" in str(twice.value)
    (folder / "sanctions" / "more.yaml").unlink()
    (folder / "sanctions" / "licence.yaml").unlink()
    with pytest.raises(DefinitionError) as caught:
        load_catalogue([folder])
    assert "缺少 licence、closure" in str(caught.value)


def test_every_mark_comes_from_the_registry() -> None:
    """No article is cited that nobody looked at; what is unconfirmed is known by its letter alone."""
    law = load_catalogue()
    assert {law.mark(fine) for fine in law.fines.values()} == {"C", "M", "U"}
    assert {law.mark(basis) for basis in law.cited()} <= {"C", "M"}


def test_a_checklist_being_mended_does_not_stop_the_register(folder: Path) -> None:
    (folder / "packs").mkdir()
    (folder / "packs" / "broken.yaml").write_text("?", "utf-8")
    assert load_catalogue([folder]).kinds

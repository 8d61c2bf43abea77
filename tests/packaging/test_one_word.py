"""What is past its deadline has one name: 逾期. Definitions keep the words of the law and of things (超期服役)."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OTHER = "超" + "期"


@pytest.mark.parametrize("where", ["src", "tui", "README.md", "README.zh-CN.md", "docs/authoring.zh-CN.md"])
def test_the_program_and_its_pages_say_it_in_one_word(where: str) -> None:
    found = (
        [ROOT / where] if (ROOT / where).is_file() else [*(ROOT / where).rglob("*.py"), *(ROOT / where).rglob("*.yaml")]
    )
    assert found
    assert [str(each.relative_to(ROOT)) for each in found if OTHER in each.read_text("utf-8")] == []

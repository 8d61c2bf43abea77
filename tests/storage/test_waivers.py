"""What a workflow waives of the floor for hazards is said, with its reason, by whatever leaves the house."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import docx
import pytest

from inspect_engine.exports.documents import renderer
from tests.storage.conftest import SqliteWorld

REASONS = ("测试用的小流程，回复以后直接销号", "测试用的小流程，回复不附佐证", "测试用的小流程，一个人撤销")


@pytest.fixture
def office(tmp_path: Path) -> SqliteWorld:
    """A ledger over the small definitions, whose workflow waives three parts."""
    made = SqliteWorld(tmp_path)
    made.settle()
    return made


def test_the_board_says_what_is_waived_of_how_many(office: SqliteWorld) -> None:
    assert office.open("sup1").figures.board().plain()["waived"] == {}
    office.inspect(2)
    waived = office.open("sup1").figures.board().plain()["waived"]
    assert set(waived.values()) == {2}
    assert [sum(f"（理由：{why}）" in each for each in waived) for why in REASONS] == [1, 1, 1]


def test_a_notice_says_it_at_its_end_and_its_record_keeps_it(office: SqliteWorld) -> None:
    number = office.inspect().cases[0].number
    ledger = office.open("sup1")
    ledger.offices.add("测建", "某市住房和城乡建设局", {}, {})
    content = ledger.documents.draft("rectification", [number], {"days": "7"})
    assert [sum(why in each for each in content.waived) for why in REASONS] == [1, 1, 1]
    assert content.plain()["waived"] == list(content.waived)
    made = docx.Document(BytesIO(renderer(ledger.desk.document_kinds)(content)))
    printed = [paragraph.text for paragraph in made.paragraphs]
    assert printed[-3:] == list(content.waived)

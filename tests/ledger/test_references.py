"""Articles from memory: printed only once somebody has read them against their text, and then with his name."""

from __future__ import annotations

import pytest

from inspect_engine.domain.documents.citations import UNREAD
from inspect_engine.errors import InputError, Refused
from tests.exports.papers import Office, open_office

REMEMBERED = ("gb55009-2021", "6.1.10")
NOTICE = {"days": "7", "responsible_person": "吴某", "address": "某路 1 号"}
NAMED = {"breached@RQ-2022-0002": ":".join(REMEMBERED)}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return open_office(tmp_path_factory.mktemp("references"))


def breached(office: Office) -> str:
    """What a draft says the second hazard breaches, where somebody names an article from memory."""
    draft = office.ledger("insp1").documents.draft("rectification", ["RQ-2022-0002"], {**NOTICE, **NAMED})
    return draft.rows[0]["violated"]


def test_an_article_from_memory_is_printed_once_it_was_read(office: Office) -> None:
    """With who has read it and when; taken back, it is not printed any more."""
    chief = office.ledger("sup1").references
    with pytest.raises(InputError, match=UNREAD):
        breached(office)
    before = {(each.ref, each.article): each for each in chief.all()}
    assert before[REMEMBERED].checked is None
    assert before[REMEMBERED].cited > 1

    chief.confirm(*REMEMBERED, "标准全文")
    assert "第6.1.10条（条文经主管甲于2022年2月21日核对）" in breached(office)
    assert REMEMBERED not in {(each.ref, each.article) for each in chief.all(unconfirmed=True)}
    with pytest.raises(Refused, match="已由主管甲于 2022-02-21 核对"):
        chief.confirm(*REMEMBERED, "标准全文")

    chief.withdraw(*REMEMBERED, "看的是旧版")
    with pytest.raises(InputError, match=UNREAD):
        breached(office)
    assert office.ledger("sup1").verify() == []


@pytest.mark.parametrize(
    ("key", "told"),
    [
        (("csrqgltl-583", "第15条"), "登记为已核"),
        (("csrqgltl-583", "第49条(五)"), "待核"),
        (("csrqgltl-583", "第1条"), "没有登记“第1条”"),
        (("cjj51-2016", "用户设施安全检查"), "效力待核"),
        (("no-such-law", "第1条"), "没有登记依据“no-such-law”"),
    ],
)
def test_what_cannot_be_confirmed(office: Office, key: tuple[str, str], told: str) -> None:
    with pytest.raises((InputError, Refused)) as caught:
        office.ledger("sup1").references.confirm(*key, "全文")
    assert told in str(caught.value)


def test_only_a_supervisor_confirms_and_says_where(office: Office) -> None:
    with pytest.raises(Refused, match="主管"):
        office.ledger("insp1").references.confirm(*REMEMBERED, "标准全文")
    with pytest.raises(InputError, match="在哪里看到"):
        office.ledger("sup1").references.confirm(*REMEMBERED, "  ")
    with pytest.raises(Refused, match="没有人核对过"):
        office.ledger("sup1").references.withdraw("csrqgltl-583", "第15条", "不对")

"""The page that says what serves each thing the source documents name."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from inspect_engine.reading.definitions import load_library
from inspect_engine.reading.draws import Reading
from tests.conftest import Command, Desk, Outcome
from tests.definitions.coverage_page import PAGE, Row, Source, coverage, page, titles
from tests.exports.papers import open_office

ROWS = [(source, row) for source in coverage().documents for row in source.rows]


def test_the_page_is_what_the_data_says() -> None:
    """Write it anew with ``python -m tests.definitions.coverage_page``."""
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize(("source", "row"), ROWS, ids=lambda one: getattr(one, "id", getattr(one, "what", ""))[:20])
def test_each_thing_is_served_or_says_why_not(source: Source, row: Row) -> None:
    """What a row points to exists; a row that points to nothing gives a reason."""
    assert set(row.by) <= titles().keys(), f"{source.id}：{row.what}"
    assert bool(row.by) != bool(row.why)


def test_no_pack_is_left_out() -> None:
    """Every pack serves something that a document names."""
    named = {word.partition("/")[0] for _, row in ROWS for word in row.by}
    assert load_library().packs.keys() <= named


@pytest.mark.parametrize(("source", "row"), ROWS, ids=lambda one: getattr(one, "id", getattr(one, "what", ""))[:20])
def test_each_figure_says_what_computes_it(source: Source, row: Row) -> None:
    """A command with what it prints, or that none does; whoever names a command shows what it prints."""
    assert not row.has_figures or row.computed or row.uncounted, f"{source.id}：{row.what}"
    run = [one.run for one in row.computed]
    assert {name for name in row.commands if any(words.startswith(name) for words in run)} == row.commands
    assert bool(row.by) or not (row.computed or row.uncounted)


EXAMPLES = Path(__file__).parents[2] / "examples"
LOGGED = ("illegal-building-2022-fictional", "rural-2022-fictional", "site-score-2024-fictional")
ACCIDENT = "accident-2021-fictional"
TOLD = {
    **{"line": "housing", "occurred_at": "2021-10-12 07:20", "told_at": "2021-10-12 07:32", "told_by": "班组长"},
    "days": "60",
}
REPORTED = {
    **dict.fromkeys(("unit_profile", "scene", "course", "emergency", "other"), "虚构"),
    **dict.fromkeys(("missing", "serious_injuries", "minor_injuries"), "0"),
    **{"deaths": "1", "direct_loss": "150", "sent_at": "2021-10-12 08:10", "received_by": "county"},
    "lateness": "on_time",
}
HEAD = ("--set", "authority_kind=gas", "--set", "authority=某市住建局", "--set", "grounds=无证经营")
BASIS = (*HEAD, "--set", "basis=某市办法第3条")
FINE = (
    *HEAD,
    "--set",
    "rule=rq-45-1",
    "--set",
    "amount=50000",
    "--set",
    "doc_no=罚1号",
    "--set",
    "notified_on=2026-11-20",
)
NOTICE = ("--set", "address=某路 1 号", "--set", "responsible_person=吴某", "--set", "days=7")
ONE = "燃气经营企业01"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return open_office(tmp_path).desk


def stand(command: Command, desk: Desk) -> str:
    """Examples logged, one notice, some sanctions, a draw: what the page is shown on. Gives back the scored one."""
    ledger = desk.on("2026-11-23").as_("sup1")
    ledger.draws.commit(Reading(EXAMPLES / "draw" / "plan.yaml", date(2026, 11, 23)).read())
    ledger = desk.on("2026-11-29").as_("sup1")
    ledger.draws.run("DEMO-1", "03 08 15 22 27 31 09")
    for name in LOGGED:
        done(command("inspect", "run", str(EXAMPLES / name / "inspection.yaml"), "--sure", user="insp1"))
    done(command("unit", "add", "虚构建设公司01", "--another"))
    done(command("inspect", "run", str(EXAMPLES / ACCIDENT / "inspection.yaml"), "--sure", user="insp1"))
    desk.sign()
    for step, values in (("tell", TOLD), ("report", REPORTED)):
        said = [word for name, value in values.items() for word in ("--set", f"{name}={value}")]
        done(command("act", "SG-2021-0001", step, *said))
    for words in (
        ("notice", "issue", "rectification", "RQ-2022-0001", *NOTICE),
        ("notice", "serve", "示建燃改〔2026〕1号", "--how", "直接送达", "--received-by", "吴某"),
        ("sanction", "impose", "fine", "--party", ONE, *FINE),
        ("sanction", "impose", "circular", "--party", ONE, *BASIS),
        ("sanction", "impose", "interview", "--party", ONE, *BASIS),
        ("sanction", "impose", "interview", "--party", "某区住建局", *BASIS, "--set", "party_kind=authority"),
    ):
        done(command(*words))
    desk.on("2026-12-20")
    [scored] = [
        one["id"]
        for one in json.loads(command("inspect", "list", "--json").out)["items"]
        if one["pack"] == "site-safety-score"
    ]
    return str(scored)


def done(outcome: Outcome) -> None:
    assert outcome.code == 0, outcome.err


def test_every_line_computes_what_it_says(
    command: Command, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All commands of the page, on one ledger of examples: what they print is what the page says."""
    scored = stand(command, desk)
    monkeypatch.chdir(tmp_path)
    wrong = []
    for run, says in dict.fromkeys((one.run, one.says) for _, row in ROWS for one in row.computed):
        found = command(*run.replace("检查编号", scored).split())
        if says not in found.out + found.err:
            wrong.append(f"{run} 没有说“{says}”：{(found.out + found.err)[-600:]}")
    assert not wrong, "\n".join(wrong)

"""``packs show``: a checklist as a list, as Markdown, as JSON."""

from __future__ import annotations

import json

import pytest

from inspect_engine.cli import main


def shown(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["packs", "show", *words])
    assert isinstance(ended.value.code, int)
    return ended.value.code, *capsys.readouterr()


def test_a_pack_is_printed_whole_as_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    """Only Markdown goes to stdout; it begins with the title and ends with the promises of the last workflow."""
    code, out, err = shown(capsys, "gas", "--format", "md")
    assert (code, err) == (0, "")
    assert out.startswith("# 城镇燃气\n")
    assert "\n### GAS-MH-4.1 未取得燃气经营许可证经营\n" in out
    assert "\n### 隐患整改闭环（hazard " in out


def test_one_kind_of_subject_is_shown_in_either_form(capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("text", "md"):
        code, out, _ = shown(capsys, "gas", "--format", form, "--kind", "household")
        assert code == 0
        assert "VISIT-01 " in out
        assert "未取得燃气经营许可证经营" not in out


def test_without_a_form_it_is_the_list_as_before(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, "gas") == shown(capsys, "gas", "--format", "text")


def test_json_is_the_definition_whatever_the_form(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = shown(capsys, "gas", "--json", "--format", "md")
    assert code == 0
    assert json.loads(out)["pack"]["id"] == "gas"


@pytest.mark.parametrize("words", [("gas", "--format", "pdf"), ("gsa", "--format", "md"), ("gas", "--kind", "shop")])
def test_an_unknown_word_is_refused_with_what_may_be_written(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    code, out, err = shown(capsys, *words)
    assert (code, out) == (2, "")
    assert "可写：" in err or "是否想写" in err


@pytest.mark.parametrize(
    ("on", "here", "elsewhere", "told"),
    [
        ("2024-12-01", "M24-9-2", "M22-9-2", "2022版"),
        ("2024-11-30", "M22-9-2", "M24-9-2", "2024版"),
    ],
)
def test_of_two_editions_the_one_of_the_day_is_listed(
    capsys: pytest.CaptureFixture[str], on: str, here: str, elsewhere: str, told: str
) -> None:
    """The other is counted, with the days it is asked on."""
    code, out, _ = shown(capsys, "hazardous-works", "--on", on)
    assert code == 0
    assert f"{here} " in out
    assert f"{elsewhere} " not in out
    [line] = [each for each in out.splitlines() if f"（{told}）》" in each and f"{on} 不施行" in each]
    assert "项" in line
    whole = shown(capsys, "hazardous-works", "--on", on, "--format", "md")[1]
    assert f"### {elsewhere} " in whole

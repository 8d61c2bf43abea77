"""Codes and days to come on a subject's form: the terminal says what the domain says, under the field."""

from __future__ import annotations

from inspect_tui.screens.subject import SubjectScreen

from inspect_engine.domain.definitions import FieldSpec, Pack, SubjectKind
from tests.screens.conftest import Desk

FIELDS = (
    FieldSpec(id="uscc", title="统一社会信用代码", format="uscc"),
    FieldSpec(id="until", title="有效期至", type="date", future=True),
    FieldSpec(id="made", title="制造日期", type="date"),
)


def coded(desk: Desk) -> Pack:
    """The checklist of these tests, its subjects with codes and days."""
    pack = desk.library.pack("shop")
    return pack.model_copy(update={"kinds": {**pack.kinds, "shop": SubjectKind(title="商铺", fields=FIELDS)}})


async def test_a_wrong_code_and_a_day_to_come_are_told_under_their_fields(desk: Desk) -> None:
    """The check digit is wrong and nothing can have been made tomorrow; a licence may end in years."""
    async with desk.open(size=(100, 50)) as hand:
        screen = SubjectScreen(coded(desk))
        await hand.app.push_screen(screen)
        await hand.until("有效期至")
        for field in screen.form_fields:
            if typed := {"uscc": "91530000ma0000007b", "until": "2031-01-01", "made": "2022-02-18"}.get(field.spec.id):
                field.put(typed)
        await hand.press("ctrl+s")
        await hand.until("校验位不符")
        assert "“91530000MA0000007B”的校验位不符" in hand.flat
        assert "制造日期：2022-02-18在今天（2022-02-17）之后" in hand.flat
        assert "有效期至：" not in hand.flat

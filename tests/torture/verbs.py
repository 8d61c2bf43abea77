"""Commands that write, each with a line that works in the ledger of :func:`prepared`."""

from __future__ import annotations

from pathlib import Path

from inspect_engine.domain.inspections import AnswerInput
from inspect_engine.imports import inspections
from tests.conftest import Desk, make_desk, write_inspection

VERBS = (
    ("sup1", "user add neu --role viewer --title 新人"),
    ("sup1", "user disable viewer1 --yes"),
    ("sup1", "user region insp2 5306"),
    ("sup1", "delegation add insp2 --of insp1 --until 2022-03-31 --reason 出差"),
    ("insp1", "subject add shop-9 --pack gas --kind catering --name 店九 --region 530602"),
    ("insp2", "inspect run {folder}/again.yaml"),
    ("insp1", "inspect start gas --subject shop-01"),
    ("insp1", "inspect answer {inspection} shop-01 CAT-02 pass"),
    ("insp1", "inspect take-back {inspection}"),
    ("insp1", "inspect finish {inspection}"),
    ("sup1", "act {case} grade --set severity=general --set reason=一般"),
    ("sup1", "act {graded} issue --set notice_no=1号 --set requirement=改 --set days=30 --evidence {folder}/photo.txt"),
    ("insp1", "override propose {case} grade --set severity=general --set reason=一般 --reason 夜间漏气"),
    ("sup1", "notice office add --code 示建 --title 示范区住建局"),
    (
        "sup1",
        "sanction impose circular --party 熟食店01 --on 2022-02-17 --set authority=某市住建局 "
        "--set authority_kind=housing --set grounds=拒不整改",
    ),
)
"""Who, and what he types."""


def prepared(folder: Path) -> tuple[Desk, dict[str, str]]:
    """A ledger with two hazards and an inspection under way; and what stands for the names in the lines."""
    desk = make_desk(folder)
    done = inspections.run(desk.as_("insp1"), file := write_inspection(folder))
    desk.sign()
    again = file.read_text("utf-8").replace("inspectors: [insp1, insp2]", "inspectors: [insp2]")
    (folder / "again.yaml").write_text(again.replace("熟食店01", "熟食店07").replace("shop-01", "shop-07"), "utf-8")
    key = desk.as_("insp1").inspections.start("gas", ["shop-01"], ["insp1"])
    answer = AnswerInput(subject="shop-01", item="CAT-05", answer="na")
    desk.as_("insp1").inspections.answer(key, answer)
    first, second = (line.number for line in done.cases)
    desk.as_("sup1").cases.act(second, "grade", {"severity": "general", "reason": "一般"})
    return desk, {"case": first, "graded": second, "inspection": key, "folder": str(folder)}

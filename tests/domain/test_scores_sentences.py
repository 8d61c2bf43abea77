"""What a score says, and in which situations it does not: grades, zero sheets, absences, provisional and final."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from inspect_engine.domain.definitions import AnswerWord, Definition, FieldSpec, Item
from inspect_engine.domain.scores import (
    Reply,
    Score,
    Subject,
    deductions,
    points,
    reading,
    score,
    score_faults,
    sheets,
    situations,
    summary,
    wording,
)
from tests.domain.test_scores import (
    EDGE,
    LOST,
    MANY,
    NA,
    ON,
    PLACES,
    REF,
    Changes,
    assured,
    item,
    lost,
    machines,
    mini,
    pack_text,
    scored,
    total_of,
)
from tests.sentences import Sweep, unaccounted

PIT = Subject("site", "site", "工地", {"pit": "true"})
ZERO: Changes = {("m1", "M-A1"): "10"}
"""The machine at nothing: 75 points are left, and 70 once 20 more are lost of the first sheet."""
LOW = assured("5", "5", "5", "5", "0.5")
"""Half a point below the floor."""
NO_ASSURED: Changes = {one.id: NA for one in mini().pack.sections[0].items if one.assured}
SIX_LOST: Changes = {"S-A1": "1", "S-A2": "1", "S-A3": "1", "S-G1": "1", "S-G2": "1", "T-1": "3"}
NO_TOOLS: Changes = {"T-1": "50", "T-2": "50"}


def told(found: Score) -> str:
    """Everything that is said of a score, row by row."""
    rows = [*wording.summary(found), *wording.outcome(found)]
    for heading, listed in wording.lists(found):
        rows += [("#", heading), *((heading, each) for each in listed)]
    for sheet in found.sheets:
        rows += [(wording.heading(sheet), wording.tail(sheet)), *wording.lines(sheet)]
    return "".join(f"{' | '.join(row)}\n" for row in rows)


def whole(changes: Changes, *, proportional: bool = True) -> Score:
    """A site with a pit and one machine: every line of the summary is there."""
    found: Score = scored(changes, [PIT, *machines(1)], proportional=proportional)
    return found


def unsure(points: str) -> Score:
    """One item of the first sheet rests on an article that nobody has confirmed."""
    data = pack_text()
    data["sections"][0]["items"][0]["basis"].append({"ref": "std", "article": "第2条"})
    definition = Definition.model_validate({"pack": data, "workflows": {}, "references": {"std": REF}})
    replies = {("site", one.id): Reply("pass", {}) for one in definition.pack.items_for("site")}
    return score(definition, [PIT], {**replies, ("site", "S-A1"): lost(points)}, ON)


SCORES: dict[str, Callable[[], Score]] = {
    "full": lambda: whole({}),
    "no-pit": lambda: scored({}),
    "no-machine": lambda: scored({}, [PIT]),
    "two": lambda: scored({("m2", "M-G1"): "1"}, [PIT, *machines(2)]),
    "one-of-two": lambda: scored({("m2", one.id): NA for one in mini().pack.items_for("machine")}, [PIT, *machines(2)]),
    "tools-na": lambda: whole({"T-1": NA, "T-2": Reply("na", {})}),
    "at-80": lambda: total_of("20"),
    "below-80": lambda: total_of("20.000001"),
    "79.99": lambda: total_of("20.01"),
    "at-70": lambda: total_of("30"),
    "below-70": lambda: total_of("30.000001"),
    "zero-at-70": lambda: scored({**ZERO, "S-G1": "10", "S-G2": "10"}),
    "zero-below-70": lambda: scored({**ZERO, "S-G1": "10", "S-G2": "10", "S-G3": "0.000001"}),
    "zero-and-open": lambda: whole({**ZERO, "P-G1": None}),
    "general-at-0": lambda: whole({"S-G1": "10"}),
    "capped": lambda: whole({"S-G1": "10.5"}),
    "general-na": lambda: whole({"S-G1": NA}),
    "hoped": lambda: whole({"S-A1": "9", "S-A2": "9", "S-A4": None}),
    "hopeless": lambda: whole({**LOW, "S-G1": None}),
    "pit-after-all": lambda: scored({"K-A1": "1", "K-A2": Reply("na", {})}),
    "floor": lambda: whole(assured("5", "5", "5", "5")),
    "below-floor": lambda: whole(LOW),
    "floor-na": lambda: whole({"S-A1": NA, "S-A2": "9", "S-A3": "7.666666"}),
    "below-floor-na": lambda: whole({"S-A1": NA, "S-A2": "9", "S-A3": "8"}),
    "fixed-na": lambda: whole({"S-A1": NA, "S-A2": "9", "S-A3": "1"}, proportional=False),
    "below-fixed-na": lambda: whole({"S-A1": NA, "S-A2": "9", "S-A3": "1.5"}, proportional=False),
    "all-assured-na": lambda: whole(NO_ASSURED),
    "tools-lost": lambda: whole(NO_TOOLS),
    "tools-lost-but-one": lambda: whole({**NO_TOOLS, "T-2": None}),
    "tools-all-but-a-bit": lambda: whole({**NO_TOOLS, "T-2": "49.5"}),
    "unanswered": lambda: whole({"S-A3": None}),
    "general-open": lambda: whole({"S-G3": None}),
    "missing": lambda: whole({"S-A3": Reply("missing", {}, "未测")}),
    "no-reason": lambda: whole({"S-A3": Reply("na", {}, " ")}),
    "reason": lambda: whole({"S-A3": Reply("na", {}, "没有这项")}),
    "places": lambda: whole({"S-G1": Reply("fail", {"places": "2", "edge": "true", "lost": "0"}, "看图")}),
    "unfinished": lambda: replace(whole({}), open_why=("检查还没有完成",)),
    "unfinished-open": lambda: replace(whole({"S-A3": None}), open_why=("检查还没有完成",)),
    "nothing": lambda: score(mini(), [PIT, *machines(1)], {}, ON),
    "unsure": lambda: unsure("1"),
    "unsure-unused": lambda: unsure("0"),
}
FINISHED = "tools-lost-but-one unanswered general-open missing no-reason hoped"
UNFINISHED = "unfinished unfinished-open"
HALF = f"{FINISHED} {UNFINISHED}"
HIGH = "zero-at-70 zero-and-open hopeless below-floor below-floor-na below-fixed-na tools-lost"
ZEROS = f"{HIGH} zero-below-70"
BAD = f"below-70 {ZEROS}"
ONLY_PIT = "at-80 below-80 79.99 at-70 below-70"
GOOD = (
    "full no-pit no-machine two one-of-two tools-na at-80 general-at-0 capped floor floor-na fixed-na all-assured-na"
    " general-na pit-after-all tools-all-but-a-bit reason places unsure unsure-unused"
)
SAID = {
    # grades
    "没有零分表，总分不低于 80 分": GOOD,
    "等级 | 优良（": GOOD,
    "没有零分表，总分不低于 70 分、低于 80 分": "below-80 79.99 at-70",
    "等级 | 合格（": "below-80 79.99 at-70",
    "总分低于 70 分": "below-70",
    "等级 | 不合格（": BAD,
    "不合格的须限期整改，重新检查评分直至合格；不合格的项目在检查完成时各立一件隐患，按隐患整改闭环办理": BAD,
    "有 1 张分项表得零分": ZEROS,
    "，总分虽达 70 分仍不合格": HIGH,
    "零分表 | 没有": f"but {ZEROS}",
    " | 零分表 1 张\n": ZEROS,
    " | 零分表 ": ZEROS,
    "，精确值低于 ": "below-80 below-70 zero-below-70",
    "总分显示为 80.00，精确值低于 80，不够优良线": "below-80",
    "总分显示为 70.00，精确值低于 70，不够合格线": "below-70 zero-below-70",
    "等级 | 未定（": f"{HALF} nothing",
    "完成时还有项目没有评，定不了级": f"{FINISHED} nothing",
    "待补齐后定级": UNFINISHED,
    # final or for now
    "÷满分 50.00×100，暂算）": f"{HALF} zero-and-open hopeless",
    "，暂算": f"{HALF} zero-and-open hopeless",
    "（实得 50.00÷满分 50.00×100）": "full one-of-two general-na all-assured-na reason",
    "说明 | 以上是按已作答各项暂算的，不是最终得分": f"{HALF} zero-and-open hopeless nothing",
    "# | 还缺": f"{HALF} zero-and-open hopeless nothing",
    "还缺 | ": f"{HALF} zero-and-open hopeless nothing",
    "还缺 | 没有任何一项可以评分": "nothing",
    "还缺 | 检查还没有完成": "unfinished unfinished-open",
    "总分 | —": "nothing",
    # what is open, what is absent
    "还缺 | 表S，工地：保证项目“S-A3”没有作答": "unanswered unfinished-open nothing",
    "还缺 | 表S，工地：一般项目“S-G3”没有作答": "general-open nothing",
    "还缺 | 表T，工地：检查项目“T-2”没有作答": "tools-lost-but-one nothing",
    "还缺 | 表S，工地：保证项目“S-A3”作答为待补参": "missing",
    "还缺 | 表S，工地：保证项目“S-A3”作答不适用，没有写明理由": "no-reason",
    "S-A3 | 保证 | 10 | 缺项 | 缺项 | 没有这项\n": "reason",
    "T-1 | 不分 | 50 | ": f"tools-lost tools-lost-but-one tools-all-but-a-bit tools-na nothing {ONLY_PIT}",
    "T-2 | 不分 | 50 | 缺项 | 缺项 | 不适用": "tools-na",
    "T-2 | 不分 | 50 | 待补 | 待补 | 没有作答": "tools-lost-but-one nothing",
    "S-G1 | 一般 | 10 | 10 | 0": "zero-at-70 zero-below-70 general-at-0 capped",
    "：缺项，不计入总分": f"no-pit zero-at-70 zero-below-70 no-machine unsure unsure-unused tools-na {ONLY_PIT}",
    "S5：缺项，不计入总分。工地：不符合“有基坑 是”": "no-pit zero-at-70 zero-below-70",
    "S5 | 10 | 0 | — | — | 缺项": "no-pit zero-at-70 zero-below-70",
    "S4 | 5 | 0 | — | — | 缺项": f"tools-na {ONLY_PIT}",
    "S3 | 10 | 2 | 99.50 | 9.95 | \n": "two",
    "S3 | 10 | 2 | ": "two",
    "K-A2 | 保证 | 10 | 缺项 | 缺项 | 不符合“有基坑 是”\n": "pit-after-all",
    "K-A3 | 保证 | 10 | 缺项 | 缺项 | 不符合“有基坑 是”\n": "pit-after-all",
    "S3：缺项，不计入总分。这次检查没有这一类对象": f"no-machine unsure unsure-unused {ONLY_PIT}",
    "S4：缺项，不计入总分。各项都作答不适用": f"tools-na {ONLY_PIT}",
    "；没有可评分的项目": f"tools-na one-of-two nothing {ONLY_PIT}",
    # how the figures were come by
    "S3：2 张表（100.00、99.00），取各表得分的算术平均；同型多台各填一张表，标准没有写明权重，按每张表同等计": "two",
    "取各表得分的算术平均": "two",
    "保证项目有缺项时的下限标准没有写明，按教材口径以实得／应得比例计": "floor-na below-floor-na reason pit-after-all",
    "保证项目有缺项时的下限标准没有写明，按不折算的固定分数计": "fixed-na below-fixed-na",
    "下列条文、扣分待核，正式评分前须按正式出版物核对：《检查标准》第2条": "unsure",
    "下列条文": "unsure",
    "# | 说明": "but full one-of-two general-at-0 general-na capped floor all-assured-na places tools-all-but-a-bit",
    # sheets at nothing
    "（保证项目“M-A1”得 0 分）": "zero-at-70 zero-below-70 zero-and-open",
    "（保证项目小计 39.5 分，不足 40 分）": "below-floor hopeless below-fixed-na",
    "（保证项目小计实得 33／应得 50＝66.00%，低于 40／60（66.67%）（有缺项，教材口径））": "below-floor-na",
    "（各项应得分全部扣完）": "tools-lost",
    "得分 0.00（": ZEROS,
    # deductions
    "各项扣分合计 10.5 分，超过应得分，按 10 分扣": "capped",
    "超过应得分": "capped",
    "缺垫板 2 处×2 分＝4 分": "places",
    " | 临边没有栏杆 5 分；缺垫板 2 处×2 分＝4 分；看图\n": "places",
    # tails: how many at full marks, sums
    "表T：工地 | 全表 0／100": "tools-lost",
    "表T：工地 | 全表 0／50": "tools-lost-but-one",
    "表T：工地 | 未扣分 2 项，全表 100／100；得分 100.00": (
        f"but tools-lost tools-lost-but-one tools-all-but-a-bit tools-na nothing {ONLY_PIT}"
    ),
    "表S：工地 | 未扣分 4 项，全表 40／40；得分 100.00": "all-assured-na",
    "表S：工地 | 未扣分 9 项，保证项目小计 60／60，全表 90／100；得分 90.00": "general-at-0 capped",
}
ALWAYS = ("合计（缺项不计）", "总分 | ", "零分表 | ", "等级 | ")
ELSEWHERE = {
    "分项 满分 表数 平均得分 实得分 说明 检查项目 类别 应得分 扣分 扣分情形、缺项理由": "heads of columns",
}
SWEEP = Sweep(told, SCORES, SAID, ALWAYS, ELSEWHERE)


def faults(word: AnswerWord, note: str = "", points: str | None = "10", **values: str) -> str:
    """What an answer is refused for."""
    one = Item.model_validate({**item("S-X", "site", 10), "points": points, "values": [LOST, EDGE, PLACES, *MANY]})
    return "\n".join(score_faults(one, word, values, note))


ANSWERS = Sweep(
    str,
    {
        "pass": lambda: faults("pass"),
        "pass-zeros": lambda: faults("pass", lost="0", edge="false", places="0"),
        "pass-lost": lambda: faults("pass", edge="true"),
        "na-lost": lambda: faults("na", places="1"),
        "missing-lost": lambda: faults("missing", places="1", lost="1"),
        "fail": lambda: faults("fail", "没有栏杆"),
        "fail-zeros": lambda: faults("fail", lost="0", edge="false", places="0"),
        "fail-places": lambda: faults("fail", places="99"),
        "fail-set": lambda: faults("fail", " ", lost="0.5"),
        "half": lambda: faults("fail", "两处", edge="true", many="2"),
        "other-half": lambda: faults("fail", "两处", edge="true", many_each="2.5"),
        "no-half": lambda: faults("fail", "两处", edge="true", many="0"),
        "both": lambda: faults("fail", "两处", many="2", many_each="2.5"),
        "fail-set-why": lambda: faults("fail", "两处", lost="0.5"),
        "no-points": lambda: faults("fail", points=None),
        "no-points-lost": lambda: faults("pass", points=None, edge="true"),
    },
    {
        "“S-X”作答为合格，但填了扣分（临边没有栏杆 5 分），有扣分的应作答不合格": "pass-lost",
        "“S-X”作答为不适用，但填了扣分（缺垫板 1 处×2 分＝2 分），有扣分的应作答不合格": "na-lost",
        "有扣分的应作答不合格": "pass-lost na-lost",
        "“S-X”作答为不合格，但没有填扣分，请填明扣在哪里、扣几分": "fail fail-zeros",
        "由检查员定分": "fail-set",
        "“S-X”填了“缺底座”，没有填“缺底座：每处扣分”（many_each），两栏相乘才是扣分": "half",
        "“S-X”填了“缺底座：每处扣分”，没有填“缺底座”（many），两栏相乘才是扣分": "other-half",
        "两栏相乘才是扣分": "half other-half",
        "“S-X”的“扣分”由检查员定分，须在备注写明处数和理由": "fail-set",
    },
)


def filled(points: int, *, assured: bool = False, **values: str) -> str:
    """What the form of an item says while it is filled in."""
    one = Item.model_validate(item("S-X", "site", points, assured=assured))
    return situations.taken(one, values)


def item_in_doubt() -> Item:
    return Item.model_validate({**item("S-X", "site", 10), "values": [{**EDGE, "hint": "待核：或扣 8 分"}]})


def listed(**values: str) -> str:
    """The situations of an item, those that took off points marked."""
    one = Item.model_validate({**item("S-X", "site", 10), "values": [LOST, EDGE, PLACES, *MANY]})
    return "\n".join(situations.situations(points.Line(one, "scored", deductions=tuple(deductions(one, values)))))


FORM = Sweep(
    str,
    {
        "edge-price": lambda: situations.price(FieldSpec.model_validate(EDGE)),
        "places-price": lambda: situations.price(FieldSpec.model_validate({**PLACES, "unit": "人"})),
        "range-price": lambda: situations.price(FieldSpec.model_validate({**LOST, "min": "2", "max": "10"})),
        "own-price": lambda: situations.price(FieldSpec.model_validate(LOST)),
        "many-price": lambda: situations.price(FieldSpec.model_validate(MANY[0])),
        "each-price": lambda: situations.price(FieldSpec.model_validate(MANY[1])),
        "nothing-lost": lambda: filled(10, assured=True),
        "some-lost": lambda: filled(10, assured=True, edge="true", places="2"),
        "all-lost": lambda: filled(10, edge="true", lost="5"),
        "assured-lost": lambda: filled(10, assured=True, edge="true", lost="5"),
        "unmarked": lambda: listed(edge="false"),
        "doubted": lambda: "".join(situations.situations(points.Line(item_in_doubt(), "scored"))),
        "marked": lambda: listed(edge="true", places="2", lost="1.5"),
        "multiplied": lambda: listed(many="3", many_each="2.5"),
        "too-much": lambda: filled(10, assured=True, places="8"),
    },
    {
        "□ 临边没有栏杆，扣 5 分（待核：或扣 8 分）": "doubted",
        "□ 临边没有栏杆，扣 5 分\n": "unmarked multiplied",
        "■ 临边没有栏杆，扣 5 分\n": "marked",
        "■ 缺垫板，每处扣 2 分：2 处×2 分＝4 分\n": "marked",
        "■ 扣分，由检查员定分：1.5 分\n": "marked",
        "■ 缺底座，每处扣 2～5 分：3 根×2.5 分＝7.5 分": "multiplied",
        "□ 缺底座，每处扣 2～5 分": "unmarked marked",
        "每人扣 2 分": "places-price",
        "扣 2～10 分": "range-price",
        "由检查员定分": "own-price unmarked marked multiplied",
        "填根数": "many-price",
        "每处扣 2～5 分": "each-price unmarked marked multiplied",
        "应得 10 分，扣 0 分，得 10 分": "nothing-lost",
        "应得 10 分，扣 9 分，得 1 分": "some-lost",
        "应得 10 分，扣 10 分，得 0 分": "all-lost assured-lost",
        "，保证项目得 0 分，整张表归零": "assured-lost too-much",
        "扣 10 分（各情形合计 16 分，封顶），得 0 分": "too-much",
        "封顶": "too-much",
    },
)


def commented(found: Score) -> str:
    return "".join(f"{one}\n" for one in wording.comment(found))


COMMENTS = Sweep(
    commented,
    {
        "full": SCORES["full"],
        "no-pit": SCORES["no-pit"],
        "one-lost": SCORES["general-at-0"],
        "six-lost": lambda: whole(SIX_LOST),
        "zero": lambda: whole(ZERO),
        "below-70": SCORES["below-70"],
        "open": SCORES["unanswered"],
    },
    {
        "缺项不计：S5。\n": "no-pit",
        "扣分项目 1 个：S-G1（工地）扣 10 分。\n": "one-lost",
        "扣分项目 6 个，扣得最多的：T-1（工地）扣 3 分；S-A1（工地）扣 1 分；S-A2（工地）扣 1 分；": "six-lost",
        "；S-A3（工地）扣 1 分；S-G1（工地）扣 1 分。\n": "six-lost",
        "扣得最多的": "six-lost",
        "零分表：": "zero",
        "：设备1，保证项目“M-A1”得 0 分。\n": "zero",
        "须限期整改，整改后重新检查评分，直至合格。\n": "zero below-70",
        "扣分的项目已各立一件隐患，限期整改。\n": "one-lost six-lost",
        "还缺 1 样，不是最终得分。\n": "open",
    },
)


def test_the_comment_says_what_follows_from_the_score() -> None:
    COMMENTS.check()


def test_a_form_says_what_a_situation_costs_and_what_was_lost() -> None:
    FORM.check()


def test_an_answer_is_refused_for_what_is_wrong_with_it_and_nothing_else() -> None:
    ANSWERS.check()


def test_a_score_says_what_is_so_and_nothing_else() -> None:
    """At every boundary, on both sides of it."""
    SWEEP.check()


def test_every_sentence_of_a_score_is_swept() -> None:
    """A sentence added to these modules needs a situation with it and one without."""
    assert unaccounted([SWEEP, ANSWERS, FORM, COMMENTS], points, reading, sheets, situations, summary, wording) == []

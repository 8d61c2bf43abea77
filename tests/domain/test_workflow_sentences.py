"""For what an action is refused, and in which situations it is not: role, region, unit, duties, forms, mergers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from inspect_engine.domain.calendars import CHINA
from inspect_engine.domain.cases import Case, Proposal, apply
from inspect_engine.domain.cases.shape import Done
from inspect_engine.domain.definitions import Earliest, FieldSpec, Gate, Guard, Link, State, Transition
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.workflow.guards import WHAT, WHO, Attempt, attempt, dated, filled, linked, signing, who
from tests.domain.conftest import PARTY, ROSTER, TODAY, hazard_workflow, opened, person
from tests.sentences import Sweep, unaccounted

TIMED = State.model_validate({"title": "计时", "within": {"hours": "24"}})
FLOW = hazard_workflow().model_copy(
    update={"gates": {"cause": Gate(title="原因查清")}, "states": {**hazard_workflow().states, "hours": TIMED}}
)
CASE = replace(apply(None, opened()), due_on=TODAY, clock=True, values={"days": "7", "new_days": "7"})
OTHER = replace(CASE, id="c2", number="RQ-2026-0002")
STATES = {"reply": "rectifying", "close": "reinspected", "pass_reinspection": "replied", "serve": "issued"}
STATES |= {"request_extension": "rectifying", "approve_extension": "extension_requested", "reopen": "closed"}
DAY = timedelta(days=1)
PROPOSED = Proposal("e9", "withdraw", "撤销", TODAY, TODAY, {}, frozenset({"sup1"}))


def tried(trigger: str, who: str | Person, case: Case = CASE, files: int = 1, step: Any = None, **more: Any) -> str:
    """Everything for which an action is refused; ``more`` are values of its form, or parts of the attempt."""
    parts = {name: more.pop(name) for name in ("override", "target", "related", "on") if name in more}
    today, roster = more.pop("today", TODAY), more.pop("roster", ROSTER)
    taken = FLOW.transition(trigger, STATES.get(trigger, "found"))
    assert isinstance(taken, Transition)
    attempt = Attempt(case, roster[who] if isinstance(who, str) else who, today, more, files, roster, **parts)
    taken = taken.model_copy(update=step or {})
    return "\n".join(line for guard in (*WHO, *WHAT) for line in guard(FLOW, taken, attempt))


def of(unit: str | None, *roles: str) -> Person:
    return person("new", "新人", *roles, party=unit)


def merged(**changes: Any) -> str:
    """RQ-2026-0001 into RQ-2026-0002, which differs in this."""
    return tried("merge", "sup1", target=replace(OTHER, **changes), into="x", reason="重复")


FAR = replace(ROSTER["sup1"], region="5307")
SERVED: dict[str, Any] = {"served_on": TODAY.isoformat(), "service": "direct", "received_by": "张"}
STOPPED = replace(OTHER, workflow="stop-work", parent="c", state="stopped", state_title="已停工")
APPROVED: dict[str, Any] = {"approval_no": "1号", "approved_on": TODAY.isoformat()}
DATED = replace(CASE, due_on=TODAY)
MAJOR = {"severity": "major"}


def resumed(on: date) -> Case:
    """What was stopped, and goes on since a day."""
    return replace(STOPPED, state="resumed", state_title="已复工", done={("resume", "resumed"): Done(1, on, 2)})


def replied(name: str) -> Case:
    return replace(CASE, persons={"reply": frozenset({name})})


PUPPETS = {**ROSTER, "sup2": replace(ROSTER["sup2"], held_by=frozenset({"sup1"}))}
OPENER = replace(OTHER, rectified_by=frozenset({"sup1"}))
HELD = replace(CASE, parent=OTHER.id)
CREW = FieldSpec(id="crew", title="检查人", type="inspectors", required=False)
MOMENT = FieldSpec(id="at", title="时刻", type="moment")
TWO_DAYS = {"earliest": Earliest(hours=48), "needs": (MOMENT,), "dated_by": "at"}
BY_THE_HOUR = replace(CASE, entered_at=datetime.fromisoformat("2026-03-02T10:30+08:00"))
LATER = TODAY + 9 * DAY
MUST_EXIST = Link.model_validate(
    {"workflow": "stop-work", "in": ["resumed"], "refused": "停工还没有解除", "must_exist": "true"}
)
REOPENED: dict[str, Any] = {"reason": "复发", "approval_no": "1号", "approved_on": TODAY.isoformat(), "new_days": "9"}
FIVE = Earliest(days=5)
PRICES = (FieldSpec(id="asked", title="限额", type="integer"), FieldSpec(id="paid", title="罚款", type="integer"))
NOT_DEARER = (Guard.model_validate({"if": {"fact": "paid", "op": "<=", "than": "asked"}, "refused": "罚款超过限额"}),)
SIGNED = {
    "needs": (FieldSpec(id="one", title="签发人", type="person"), FieldSpec(id="two", title="监护人", type="person")),
    "distinct": ("one", "two"),
}
NEXT: dict[str, Any] = {"today": TODAY + DAY, "on": TODAY}
"""Entered the day after it happened."""
REPLY: dict[str, Any] = {"performed_by": "路人", "measures": "已改", "finished_on": TODAY.isoformat()}
LATE = replace(CASE, due_on=TODAY - DAY)
DID = replace(CASE, persons={"reply": frozenset({"insp1"}), "open": frozenset({"insp2"})})
SITUATIONS = {
    # units
    "unit": lambda: tried("reply", "op1"),
    "another-unit": lambda: tried("reply", "other"),
    "no-unit": lambda: tried("reply", of(None, "responsible")),
    "another-unit-and-inspector": lambda: tried("reply", of("别的企业", "responsible", "inspector")),
    "another-unit-and-supervisor": lambda: tried("reply", of("别的企业", "responsible", "supervisor")),
    "inspector-of-unit-replies": lambda: tried("reply", of(PARTY, "inspector")),
    "supervisor-of-unit": lambda: tried("close", of(PARTY, "supervisor"), conclusion="同意"),
    "supervisor-of-unit-wide": lambda: tried("close", of(PARTY.replace("01", "０１"), "supervisor"), conclusion="同意"),
    "supervisor-of-another-unit": lambda: tried("close", of("别的企业", "supervisor"), conclusion="同意"),
    "supervisor": lambda: tried("close", "sup1", conclusion="同意"),
    "unit-closes": lambda: tried("close", "op1", conclusion="同意"),
    "inspector-of-unit-overrides": lambda: tried("close", of(PARTY, "inspector"), override="急", conclusion="同意"),
    # roles and regions
    "viewer-closes": lambda: tried("close", "view", conclusion="同意"),
    "gone-closes": lambda: tried("close", "gone", conclusion="同意"),
    "inspector-overrides": lambda: tried("close", "insp3", override="急", conclusion="同意"),
    "viewer-overrides": lambda: tried("close", "view", override="急", conclusion="同意"),
    "override-for-unit": lambda: tried("reply", "insp3", override="急", step={"by": ("responsible",)}),
    "override-for-another": lambda: tried(
        "close", replace(ROSTER["insp3"], acts_for=ROSTER["sup1"]), override="急", conclusion="同意"
    ),
    "for-another": lambda: tried("close", replace(ROSTER["sup2"], acts_for=ROSTER["sup1"]), conclusion="同意"),
    "within": lambda: tried("close", replace(ROSTER["sup1"], region="5306"), conclusion="同意"),
    "outside": lambda: tried("close", FAR, conclusion="同意"),
    "outside-overrides": lambda: tried(
        "close", replace(ROSTER["sup1"], region="5307"), override="急", conclusion="同意"
    ),
    "outside-confirms": lambda: tried(
        "close",
        replace(ROSTER["sup2"], region="5307"),
        replace(CASE, proposal=replace(PROPOSED, trigger="close", override="急")),
        override="急",
        conclusion="同意",
    ),
    "inspector-confirms": lambda: tried(
        "close",
        "insp3",
        replace(CASE, proposal=replace(PROPOSED, trigger="close", override="急")),
        override="急",
        conclusion="同意",
    ),
    # days
    "backdated": lambda: tried("reply", "insp3", **REPLY, **NEXT),
    "backdated-before": lambda: tried("reply", "insp3", **REPLY, today=TODAY, on=TODAY - DAY),
    "unit-backdates": lambda: tried("reply", "op1", **REPLY, **NEXT),
    "finished-after": lambda: tried("reply", "insp3", **{**REPLY, "finished_on": str(TODAY + DAY)}, **NEXT),
    "backdated-hours": lambda: tried("reply", "insp3", step={"to": "hours"}, **REPLY, **NEXT),
    "backdated-hours-told": lambda: tried(
        "reply", "insp3", step={"to": "hours"}, **REPLY, today=TODAY + DAY, on=datetime(2026, 3, 2, 9, tzinfo=CHINA)
    ),
    "resumed-since": lambda: tried("close", "sup1", related=(resumed(TODAY + DAY),), conclusion="同意", **NEXT),
    "resumed-before": lambda: tried("close", "sup1", related=(resumed(TODAY),), conclusion="同意", **NEXT),
    "extended-to-less": lambda: tried("approve_extension", "sup1", DATED, extension_days=str(TODAY), **APPROVED),
    "extended-to-more": lambda: tried("approve_extension", "sup1", DATED, extension_days=str(TODAY + DAY), **APPROVED),
    # duties
    "replied-himself": lambda: tried("pass_reinspection", "insp1", DID, inspectors="insp1,insp3", conclusion="好"),
    "replied-another": lambda: tried("pass_reinspection", "insp2", DID, inspectors="insp2,insp3", conclusion="好"),
    "replied-is-named": lambda: tried("pass_reinspection", "insp2", DID, inspectors="insp2,insp1", conclusion="好"),
    "replied-under-title": lambda: tried(
        "pass_reinspection", "insp2", replied("李某（检查员乙）"), inspectors="insp2,insp3", conclusion="好"
    ),
    "replied-stranger": lambda: tried(
        "pass_reinspection", "insp2", replied("路人"), inspectors="insp2,insp3", conclusion="好"
    ),
    "only-unit": lambda: tried("reply", "insp3", step={"by": ("responsible",)}),
    "found-himself": lambda: tried("withdraw", "insp2", DID, reason="误报"),
    "registered-himself": lambda: tried("withdraw", "insp2", replace(DID, kind="works"), reason="误报"),
    "proposed-himself": lambda: tried("withdraw", "sup1", replace(CASE, proposal=PROPOSED), reason="误报"),
    "proposed-by-another": lambda: tried("withdraw", "sup2", replace(CASE, proposal=PROPOSED), reason="误报"),
    "proposed-something-else": lambda: tried("merge", "sup1", replace(CASE, proposal=PROPOSED), into="x", reason="误"),
    "puppet-confirms": lambda: tried(
        "withdraw", "sup2", replace(CASE, proposal=PROPOSED), roster=PUPPETS, reason="误报"
    ),
    "puppet-closes": lambda: tried(
        "close", "sup2", replace(CASE, persons={"reply": frozenset({"sup1"})}), roster=PUPPETS, conclusion="好"
    ),
    "another-closes": lambda: tried(
        "close", "sup2", replace(CASE, persons={"reply": frozenset({"sup1"})}), conclusion="好"
    ),
    "rectifier-releases": lambda: tried("close", "sup1", HELD, related=[OPENER], conclusion="好"),
    "another-releases": lambda: tried("close", "sup2", HELD, related=[OPENER], conclusion="好"),
    # days, conditions, gates, linked cases
    "clock-back": lambda: tried("close", "sup1", today=TODAY - DAY, conclusion="同意"),
    "due-today": lambda: tried("request_extension", "op1", reason="雨", interim="围挡", extension_days="3"),
    "due-yesterday": lambda: tried("request_extension", "op1", LATE, reason="雨", interim="围挡", extension_days="3"),
    "gate-open": lambda: tried("close", "sup1", step={"gates": ("cause",)}, conclusion="同意"),
    "gate-passed": lambda: tried(
        "close", "sup1", replace(CASE, gates=frozenset({"cause"})), step={"gates": ("cause",)}, conclusion="同意"
    ),
    "stopped": lambda: tried(
        "close",
        "sup1",
        related=[STOPPED],
        conclusion="好",
    ),
    "resumed": lambda: tried("close", "sup1", related=[replace(STOPPED, state="resumed")], conclusion="好"),
    "stopped-elsewhere": lambda: tried("close", "sup1", related=[replace(STOPPED, parent="d")], conclusion="好"),
    "taken-back": lambda: tried("close", "sup1", replace(CASE, closed_how="taken_back"), conclusion="好"),
    "never-stopped": lambda: tried("close", "sup1", step={"links": (MUST_EXIST,)}, conclusion="好"),
    "stopped-once": lambda: tried(
        "close", "sup1", related=[replace(STOPPED, state="resumed")], step={"links": (MUST_EXIST,)}, conclusion="好"
    ),
    "reopened-after-another": lambda: tried(
        "reopen", "sup1", replace(CASE, parent="p"), related=[replace(OTHER, parent="p")], **REOPENED
    ),
    "reopened-the-only-one": lambda: tried("reopen", "sup1", replace(CASE, parent="p"), **REOPENED),
    "waits": lambda: tried("close", "sup1", step={"earliest": FIVE}, today=TODAY + 5 * DAY, conclusion="好"),
    "waited": lambda: tried("close", "sup1", step={"earliest": FIVE}, today=TODAY + 6 * DAY, conclusion="好"),
    "waits-by-the-hour": lambda: tried(
        "close", "sup1", BY_THE_HOUR, step=TWO_DAYS, today=LATER, at="2026-03-04T10:29+08:00"
    ),
    "waited-by-the-hour": lambda: tried(
        "close", "sup1", BY_THE_HOUR, step=TWO_DAYS, today=LATER, at="2026-03-04T10:30+08:00"
    ),
    "too-dear": lambda: tried("close", "sup1", step={"needs": PRICES, "when": NOT_DEARER}, asked="5", paid="6"),
    "not-too-dear": lambda: tried("close", "sup1", step={"needs": PRICES, "when": NOT_DEARER}, asked="5", paid="5"),
    "signed-twice": lambda: tried("close", "sup1", step=SIGNED, one="路人甲", two="路人甲"),
    "signed-by-two": lambda: tried("close", "sup1", step=SIGNED, one="路人甲", two="路人乙"),
    "stopped-but-unlinked": lambda: tried("serve", "insp1", related=[STOPPED], **SERVED),
    "listed-too": lambda: tried("close", "sup1", related=[replace(OTHER, workflow="other")], conclusion="好"),
    "opens-another-kind": lambda: tried(
        "close", "sup1", related=[replace(OTHER, parent="c", workflow="other")], step={"opens": "hazard"}
    ),
    "opens-second": lambda: tried("close", "sup1", related=[replace(OTHER, parent="c")], step={"opens": "hazard"}),
    "opens-after-closed": lambda: tried(
        "close", "sup1", related=[replace(OTHER, parent="c", closed_how="rectified")], step={"opens": "hazard"}
    ),
    "opens-beside-another's": lambda: tried(
        "close", "sup1", related=[replace(OTHER, parent="d")], step={"opens": "hazard"}
    ),
    # the form
    "no-conclusion": lambda: tried("close", "sup1"),
    "no-evidence": lambda: tried("reply", "op1", files=0),
    "one-inspector": lambda: tried("pass_reinspection", "insp2", inspectors="insp2", conclusion="好"),
    "same-inspector-twice": lambda: tried("pass_reinspection", "insp2", inspectors="insp2,insp2", conclusion="好"),
    "not-an-inspector": lambda: tried("pass_reinspection", "insp2", inspectors="insp2,view", conclusion="好"),
    "inspector-gone": lambda: tried("pass_reinspection", "insp2", inspectors="insp2,gone", conclusion="好"),
    "nobody": lambda: tried("pass_reinspection", "insp2", inspectors="insp2,路人", conclusion="好"),
    "not-himself": lambda: tried("pass_reinspection", "insp2", inspectors="insp1,insp3", conclusion="好"),
    "served-today": lambda: tried("serve", "insp1", **SERVED),
    "served-before": lambda: tried(
        "serve", "insp1", served_on=(TODAY - DAY).isoformat(), service="direct", received_by="张"
    ),
    "finished-before": lambda: tried(
        "reply", "op1", performed_by="张三", measures="换", finished_on=(TODAY - DAY).isoformat()
    ),
    "finished-before-registered": lambda: tried(
        "reply",
        "op1",
        replace(CASE, kind="works"),
        performed_by="张三",
        measures="换",
        finished_on=(TODAY - DAY).isoformat(),
    ),
    "served-first": lambda: tried("serve", "insp1", replace(CASE, due_on=None), **SERVED),
    "optional": lambda: tried("close", "sup1", step={"needs": (FieldSpec(id="x", title="备注", required=False),)}),
    "optional-inspectors": lambda: tried("pass_reinspection", "insp2", step={"needs": (CREW,)}),
    "any-inspector": lambda: tried("pass_reinspection", "insp2", step={"needs": (CREW,)}, crew="insp2"),
    "moment-before": lambda: tried("close", "sup1", step={"needs": (MOMENT,)}, at="2026-03-01T23:59:59+08:00"),
    "moment-on-day": lambda: tried("close", "sup1", step={"needs": (MOMENT,)}, at="2026-03-01T16:00:00+00:00"),
    "no-days": lambda: tried("serve", "insp1", replace(CASE, values={}), served_on=TODAY.isoformat()),
    "extended-nothing": lambda: tried("approve_extension", "sup1", replace(CASE, due_on=None), extension_days="3"),
    "extended": lambda: tried("approve_extension", "sup1", extension_days="3"),
    # mergers
    "merged": merged,
    "not-a-merger": lambda: tried("close", "sup1", target=CASE, conclusion="好"),
    "merged-itself": lambda: merged(id="c"),
    "merged-other-kind": lambda: merged(workflow="works"),
    "merged-other-parent": lambda: merged(parent="p"),
    "merged-other-subject": lambda: merged(subject="s2", subject_name="乙店"),
    "merged-closed": lambda: merged(closed_how="rectified", state_title="已销号"),
    "merged-other-unit": lambda: merged(party="乙公司"),
    "merged-major-into-general": lambda: tried(
        "merge", "sup1", replace(CASE, severity="major"), target=OTHER, into="x", reason="重复"
    ),
    "merged-major-into-major": lambda: tried(
        "merge",
        "sup1",
        replace(CASE, severity="major"),
        target=replace(OTHER, severity="major"),
        into="x",
        reason="重复",
    ),
    "merged-late": lambda: tried("merge", "sup1", LATE, target=OTHER, into="x", reason="重复"),
    "merged-late-into-late": lambda: tried(
        "merge", "sup1", LATE, target=replace(OTHER, due_on=TODAY - DAY), into="x", reason="重复"
    ),
    "merged-into-nothing": lambda: tried("merge", "sup1", into="x", reason="重复"),
    "merged-broken": lambda: tried(
        "merge",
        "sup1",
        replace(CASE, persons={"reply": frozenset({"op1"})}),
        target=replace(OTHER, persons={"pass_reinspection": frozenset({"op1"})}),
        into="x",
        reason="重复",
    ),
    "merged-broken-before": lambda: tried(
        "merge",
        "sup1",
        target=replace(OTHER, persons={name: frozenset({"op1"}) for name in ("reply", "pass_reinspection")}),
        into="x",
        reason="重复",
    ),
}
FORM = "unit another-unit no-unit another-unit-and-inspector another-unit-and-supervisor inspector-of-unit-replies"
SAID = {
    "已随导入撤回，不再办理": "taken-back",
    "责任单位是“燃气经营企业01”，你属于“别的企业”": "another-unit another-unit-and-supervisor",
    "责任单位是“燃气经营企业01”，你属于“（未登记单位）”": "no-unit",
    "，你属于“": "another-unit another-unit-and-supervisor no-unit",
    "你属于责任单位“燃气经营企业01”，这一步须由外单位的人办理": "supervisor-of-unit inspector-of-unit-overrides",
    "你属于责任单位“燃气经营企业０１”，这一步须由外单位的人办理": "supervisor-of-unit-wide",
    "须由外单位的人办理": "supervisor-of-unit supervisor-of-unit-wide inspector-of-unit-overrides",
    "须由主管办理，你是责任单位": "unit-closes",
    "须由主管办理，你是只读": "viewer-closes",
    "须由主管办理，你是检查员": "inspector-confirms found-himself registered-himself",
    "须由检查员、主管办理，你是只读": "viewer-overrides",
    "办理，你是": "unit-closes viewer-closes viewer-overrides inspector-confirms found-himself registered-himself"
    " only-unit",
    "用户“gone”已停用": "gone-closes",
    "这一步只能由责任单位办理，不能越权代办": "override-for-unit",
    "紧急越权须由本人办理，不能代主管甲办理": "override-for-another",
    "区划 530600 不在你的区划（5307）以内": "outside outside-confirms",
    "“insp1”参与过本隐患的“提交整改回复”，须换人办理": "replied-himself replied-is-named",
    "“insp2”参与过本隐患的“发现”，须换人办理": "found-himself",
    "“insp2”参与过本事项的“立案”，须换人办理": "registered-himself",
    "“李某（检查员乙）”参与过本隐患的“提交整改回复”": "replied-under-title",
    "须由责任单位办理，你是检查员": "only-unit",
    "，须换人办理": "replied-himself replied-is-named replied-under-title found-himself registered-himself "
    "rectifier-releases",
    "“sup1”已于 2026-03-02 提出，须由另一人确认": "proposed-himself",
    "“sup1”提出，与你的账户出自同一人之手，还不算另一个人：请他用 user passphrase 设自己的口令": "puppet-confirms",
    "“sup1”参与过前面的办理，你的账户是他开的，还不算另一个人：请他用 user passphrase 设自己的口令": "puppet-closes",
    "“sup1”参与过 RQ-2026-0002 的整改，须换人办理": "rectifier-releases",
    "停工还没有解除（还没有另立过）": "never-stopped",
    "后来又另立了 RQ-2026-0002，这一件不再重新打开": "reopened-after-another",
    "自 2026-03-02 起须满5 日，2026-03-07 以后才能办": "waits",
    "自 2026-03-02 10:30 起须满 48 小时，2026-03-04 10:30 以后才能办": "waits-by-the-hour",
    "罚款超过限额": "too-dear",
    "“监护人”与“签发人”是同一个人（路人甲），须各不相同": "signed-twice",
    "今天（2026-03-01）早于上一步的日期（2026-03-02），请核对系统时间": "clock-back",
    "早于上一步的日期": "clock-back",
    "；那时的钟错了的，请主管用 clock excuse 说明": "clock-back",
    "时刻 2026-03-01T23:59:59+08:00 不能早于发现（2026-03-02）": "moment-before",
    "还没有解除（": "stopped never-stopped",
    "须附佐证材料": "no-evidence",
    "办理日期 2026-03-01 不能早于上一步（2026-03-02）": "backdated-before",
    "完成日期 2026-03-03 在办理日期（2026-03-02）之后": "finished-after",
    "“计时”按小时计时，补录还要写明几点几分，例 2026-03-02 10:30": "backdated-hours",
    "责任单位的账户只能按当天（2026-03-03）办理，不能写 2026-03-02；更早已交来的，请检查员或主管补录": "unit-backdates",
    "停工还没有解除：RQ-2026-0002 2026-03-03 才到“已复工”，不能写 2026-03-02": "resumed-since",
    "延到 2026-03-02 不在原期限（2026-03-02）之后，谈不上延期": "extended-to-less",
    "须不少于": "one-inspector same-inspector-twice",
    "延期须在到期前申请，本隐患已逾期": "due-yesterday",
    "“原因查清”还没有落实": "gate-open",
    "停工还没有解除（RQ-2026-0002 现为“已停工”）": "stopped",
    "RQ-2026-0002（未取得许可）还没有办结，不能再开一件": "opens-second",
    "缺少“销号意见”（conclusion）": "no-conclusion opens-second opens-after-closed opens-beside-another's"
    " opens-another-kind",
    "缺少“完成日期”（finished_on）": f"{FORM} override-for-unit no-evidence only-unit",
    "缺少“": f"{FORM} override-for-unit no-evidence only-unit no-conclusion opens-second opens-after-closed"
    " opens-beside-another's opens-another-kind no-days extended-nothing extended",
    "须附佐证材料至少 1 份（照片或文件），现有 0 份": "no-evidence",
    "复查人须不少于 2 人，现为 1 人": "one-inspector same-inspector-twice",
    "“view”不是在册的检查员": "not-an-inspector",
    "”不是在册的检查员": "not-an-inspector inspector-gone nobody",
    "复查人须包含办理人本人（insp2）": "not-himself",
    "须包含办理人本人": "not-himself",
    "送达日期 2026-03-01 不能早于上一步（2026-03-02）": "served-before",
    "完成日期 2026-03-01 不能早于发现（2026-03-02）": "finished-before",
    "完成日期 2026-03-01 不能早于立案（2026-03-02）": "finished-before-registered",
    "不能早于": "backdated-before served-before finished-before finished-before-registered moment-before",
    "还没有填过“整改期限”，定不了期限": "no-days",
    "还没有期限，谈不上从原期限起算": "extended-nothing",
    "不能并入自己": "merged-itself",
    "RQ-2026-0002 是另一种事项，不能并入": "merged-other-kind merged-other-parent",
    "RQ-2026-0002 的检查对象是“乙店”，不是同一个对象，不能并入": "merged-other-subject",
    "RQ-2026-0002 已办结（已销号），不能并入；再次出现的按新隐患办理": "merged-closed",
    "RQ-2026-0002 的责任单位是“乙公司”，不是“燃气经营企业01”，不能并入": "merged-other-unit",
    "重大隐患不能并入一般的 RQ-2026-0002，请反过来并入，或先给它定级": "merged-major-into-general",
    "本隐患已逾期，RQ-2026-0002 没有逾期，请反过来并入，逾期才看得见": "merged-late",
    "并入 RQ-2026-0002 后守不住“谁整改谁不能复查”，须先换人办理其中一步": "merged-broken",
    "并入": "merged-itself merged-other-kind merged-other-parent merged-other-subject merged-closed merged-other-unit"
    " merged-major-into-general merged-late merged-broken",
}
ELSEWHERE = {
    who.OWN_ACCOUNT: "features/separation.feature",
    "“insp2”属于责任单位“燃气经营企业01”，这一步须由外单位的人办理": "tests/domain/test_countersigning.py",
    "没有待知悉的": "features/station_notices.feature",
    "”没有参加这件隐患的检查，不能签发：由检查的人签发": "features/station_notices.feature",
    "查这件隐患的不足": "tests/domain/test_workflow.py: an offer says what the action would say",
    "人，自己签发不了：由主管签发": "the same",
}
SWEEP = Sweep(str, SITUATIONS, SAID, (), ELSEWHERE)


def test_an_action_is_refused_for_what_stands_in_its_way_and_nothing_else() -> None:
    SWEEP.check()


def test_every_refusal_is_swept() -> None:
    assert unaccounted([SWEEP], attempt, dated, filled, linked, signing, who) == []

"""Rules of the fields that actions build on: each is there, required, and of the right type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inspect_engine.domain.calendars import MAX_DAYS
from inspect_engine.domain.definitions import FieldSpec, Workflow
from inspect_engine.errors import Fault

SETTABLE = frozenset({"severity", "severity_why", "requirement"})
"""Facts of a case that an action may set."""
DAYS = ("date", "moment")


def fields_are_known(flow: Workflow) -> Iterator[Fault]:
    """``sets``, ``deadline``, ``dated_by`` and ``merges`` name fields of the right type."""
    for i, step in enumerate(flow.transitions):
        own = {field.id: field for field in step.needs}
        if "due_on" in own:
            yield Fault(("transitions", i, "needs"), "“due_on”指现有的期限，字段请另起名字")
        if len(own) != len(step.needs):
            yield Fault(("transitions", i, "needs"), "同一动作的字段重名")
        for target, field_id in step.sets.items():
            if target not in SETTABLE:
                fix = f"可用：{'、'.join(sorted(SETTABLE))}"
                yield Fault(("transitions", i, "sets", target), f"动作不能设置“{target}”", fix)
            place = ("transitions", i, "sets", target)
            if field_id not in own or not own[field_id].required:
                yield Fault(place, f"“{field_id}”应是 needs 里的必填字段")
            elif target == "severity" and not {"general", "major"} >= set(own[field_id].choices) > set():
                yield Fault(place, f"“{field_id}”的选项只能是 general、major")
        if step.dated_by and not _required(own, step.dated_by, *DAYS):
            yield Fault(("transitions", i, "dated_by"), f"“{step.dated_by}”应是 needs 里的必填日期字段")
        if step.earliest and step.earliest.hours and not _required(own, step.dated_by or "", "moment"):
            told = "earliest 按小时计的，dated_by 应写 needs 里的一个必填时刻字段（moment）"
            yield Fault(("transitions", i, "earliest"), told)
        if step.merges and not _required(own, step.merges, "text"):
            yield Fault(("transitions", i, "merges"), f"“{step.merges}”应是 needs 里的必填文字字段，填并入哪一件的编号")
        if step.deadline:
            days, start = step.deadline.days, step.deadline.start
            if days and (days not in flow.asked or not all(map(_is_period, flow.asked[days]))):
                told = f"必填整数字段，min 不小于 1，max 不大于 {MAX_DAYS}，或者必填的 period 字段"
                text = f"“{days}”不论在哪个动作里，都应是{told}"
                yield Fault(("transitions", i, "deadline"), text)
            if start != "due_on" and not _required(own, start, *DAYS):
                yield Fault(("transitions", i, "deadline"), f"“{start}”应是本动作的必填日期字段")


def inspectors_may_record(flow: Workflow) -> Iterator[Fault]:
    """Who records what several inspectors did is one of them: inspectors must be among those who may."""
    for i, step in enumerate(flow.transitions):
        for k, spec in enumerate(step.needs):
            if spec.type == "inspectors" and spec.required and "inspector" not in step.by:
                what = f"“{spec.title}”只能填检查员，须包含办理人本人，而检查员不能办理“{step.title}”"
                yield Fault(("transitions", i, "needs", k), what, "请在 by 里加上 inspector，或改用 type: person")


def _required(fields: Mapping[str, FieldSpec], name: str, *kinds: str) -> bool:
    return name in fields and fields[name].required and fields[name].type in kinds


def _is_period(spec: FieldSpec) -> bool:
    if spec.type == "period":
        return spec.required and (spec.max is None or spec.max <= MAX_DAYS)
    bounded = spec.min is not None and spec.min >= 1 and spec.max is not None and spec.max <= MAX_DAYS
    return bounded and spec.type == "integer" and spec.required

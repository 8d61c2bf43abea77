"""When a promise, a draw, a replacement, a result or a publication is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from inspect_engine.domain.calendars import parse_date
from inspect_engine.domain.draws.lots import Replacement
from inspect_engine.domain.draws.pools import Pools
from inspect_engine.domain.draws.register import OUTCOMES, REASONS, Draw, drawn_in, same_batch
from inspect_engine.domain.words.text import fault_in, suggest
from inspect_engine.errors import InputError, Problem, Refused

COMMIT, RUN, REPLACE, RECORD, PUBLISH = "承诺抽取", "抽取", "替换", "录入检查结果", "公示"


def capped(draws: Mapping[str, Draw], draw: Draw, pools: Pools) -> list[str]:
    """Objects of a draw that other draws brought to their yearly cap after the promise."""
    others = (d for d in draws.values() if not same_batch(d.committed.data, draw.committed.data))
    counts = drawn_in(others, draw.year)
    caps = {stratum.id: stratum.cap for stratum in pools.plan.strata}
    return [
        key
        for stratum, keys in pools.strata.items()
        for key in keys
        if counts[key] >= (caps[stratum] or counts[key] + 1)
    ]


def replaced_promise(draws: Mapping[str, Draw], pools: Pools, again: str | None) -> dict[str, str] | None:
    """The promise of the same batch that a new one takes the place of."""
    plan = {"office": pools.plan.office, "batch": pools.plan.batch}
    before = next((d for d in reversed(list(draws.values())) if same_batch(d.committed.data, plan)), None)
    if before is None:
        if again is not None:
            raise InputError.one(f"批次“{pools.plan.batch}”还没有承诺过", where="--again", fix="去掉 --again")
        return None
    if before.results:
        raise Refused(COMMIT, [f"批次“{pools.plan.batch}”已有检查结果，不能重新抽取"])
    if again is None:
        did = f"并于 {before.run.on} 抽取" if before.run else "还没有抽取"
        what = f"批次“{pools.plan.batch}”已在 {before.committed.on} 承诺过（{before.id[:12]}），{did}"
        raise Refused(COMMIT, [f"{what}；重来须用 --again 写明理由，原来的承诺照样列出"])
    if fault := fault_in(again):
        raise InputError.one(fault, where="--again")
    return {"of": before.id, "reason": again}


def may_run(draw: Draw, pools: Pools, today: date, capped: Sequence[str]) -> None:
    reasons, public = [], pools.plan.public
    if draw.run:
        raise Refused(RUN, [f"{draw.id[:12]} 已于 {draw.run.on} 由“{draw.run.actor.user}”抽过，只能抽一次"])
    if draw.superseded_by:
        reasons.append(f"这次承诺已由 {draw.superseded_by[:12]} 代替")
    if today > pools.plan.period.to:
        reasons.append(f"检查期间（至 {pools.plan.period.to}）已过，请重新承诺")
    if public and today < public.on:
        reasons.append(f"公开数要到 {public.on} 才有（{public.source}）")
    if capped:
        named = "、".join(capped[:5]) + ("等" if len(capped) > 5 else "")
        reasons.append(f"承诺之后，{named}（{len(capped)} 个）在别的批次里抽到了年度上限，请写明理由重新承诺")
    if reasons:
        raise Refused(RUN, reasons)


def public_digits(pools: Pools, given: str) -> str:
    public = pools.plan.public
    if public is None:
        if given:
            fix = "不能事后加入：知道秘密数的人会挑一个有利的"
            raise InputError.one("计划没有公布要用公开数", where="--public", fix=fix)
        return ""
    try:
        return public.digits_of(given)
    except ValueError as error:
        raise InputError.one(str(error), where="--public") from None


def drawn(draw: Draw, verb: str) -> Draw:
    if draw.superseded_by:
        raise Refused(verb, [f"这次抽取已由 {draw.superseded_by[:12]} 代替"])
    if draw.run is None:
        raise Refused(verb, ["还没有抽取，先运行 draw run"])
    return draw


def replacement_given(reason: str, note: str, object_: str | None, inspector: str | None) -> None:
    problems = []
    if reason not in REASONS:
        known = "、".join(f"{code} {title}" for code, title in REASONS.items())
        problems.append(Problem("--reason", f"没有理由“{reason}”", suggest(reason, REASONS) or f"可写：{known}"))
    if fault := fault_in(note):
        problems.append(Problem("--note", fault, "写明替换的具体情况"))
    if object_ is None and inspector is None:
        problems.append(Problem("--object", "要写明替换哪个对象或哪名检查员"))
    if reason == "recusal" and (object_ is None or inspector is None):
        fix = "同时写 --inspector 和 --object"
        problems.append(Problem("--reason", "回避是某名检查员对某个对象的回避", fix))
    if problems:
        raise InputError(problems)


def untouched(draw: Draw, change: Replacement) -> None:
    """What was inspected was inspected by these."""
    touched = (
        lot.object
        for lot in draw.standing.lots
        if change.object in (None, lot.object) and (change.inspector is None or change.inspector in lot.inspectors)
    )
    done = [key for key in touched if draw.result(key)]
    if done:
        what = f"{'、'.join(done)} 已有检查结果，不能再替换"
        raise Refused(REPLACE, [what + ("；其余的对象请用 --object 逐个替换" if change.object is None else "")])


def result_given(draw: Draw, key: str, finished: date, outcome: str, today: date) -> None:
    problems = []
    assert draw.run is not None
    if outcome not in OUTCOMES:
        known = "、".join(f"{code} {title}" for code, title in OUTCOMES.items())
        problems.append(
            Problem("--outcome", f"没有结果类别“{outcome}”", suggest(outcome, OUTCOMES) or f"可写：{known}")
        )
    if not draw.run.on <= finished <= today:
        problems.append(Problem("--finished", f"检查结束日 {finished} 应在抽取日 {draw.run.on} 至今天 {today} 之间"))
    if draw.standing.lot(key) is None:
        fix = suggest(key, [lot.object for lot in draw.standing.lots])
        out = "，已被替换" if key in draw.standing.objects_out else ""
        problems.append(Problem("--object", f"“{key}”不在抽中的名单里{out}", fix))
    if problems:
        raise InputError(problems)
    if day := draw.published_on(key):
        raise Refused(RECORD, [f"“{key}”的结果已于 {day} 公示，不能再改"])


def may_publish(draw: Draw, keys: Sequence[str], on: date, today: date) -> None:
    reasons = [] if keys else ["没有待公示的结果，先用 draw result 录入"]
    if on > today:
        reasons.append(f"公示日 {on} 在今天（{today}）之后")
    for key in keys:
        result, day = draw.result(key), draw.published_on(key)
        if result is None or draw.standing.lot(key) is None:
            reasons.append(f"“{key}”还没有检查结果")
        elif day:
            reasons.append(f"“{key}”已于 {day} 公示过")
        elif on < parse_date(result.data["finished"]):
            reasons.append(f"“{key}”到 {result.data['finished']} 才检查结束")
    if reasons:
        raise Refused(PUBLISH, reasons)

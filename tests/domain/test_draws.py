"""Random draws: fair, recomputable by anyone from the words of docs/draws.zh-CN.md, and tamper evident."""

from __future__ import annotations

import copy
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from inspect_engine.domain.calendars import CHINA
from inspect_engine.domain.draws import record, register
from inspect_engine.domain.draws.lots import Lots, Replacement, Standing, lot_of
from inspect_engine.domain.draws.plan import InspectorEntry, Matter, ObjectEntry, Plan, Publishing, share
from inspect_engine.domain.draws.pools import Pools
from inspect_engine.domain.draws.seed import commitment, seed_of
from inspect_engine.domain.draws.stream import below, shuffled, words
from inspect_engine.domain.events import GENESIS, Actor, Event, canonical, digest
from inspect_engine.errors import Refused
from tests.domain.conftest import TODAY

PLAN: dict[str, Any] = {
    "title": "抽查",
    "batch": "一批",
    "office": "某局",
    "algorithm": "hmac-sha256-1",
    "matters": "matters.yaml",
    "matter": "site",
    "period": {"from": "2026-03-10", "to": "2026-03-20"},
    "strata": [
        {"id": "poor", "title": "差", "credit": ["C"], "ratio": "50%", "cap": 2},
        {"id": "rest", "title": "其余", "ratio": "1/4", "cap": 1},
    ],
    "objects": {"file": "objects.yaml"},
    "inspectors": {"file": "inspectors.yaml"},
}
MATTER = Matter(id="site", title="检查", basis="某办法")
SECRET = "ab" * 32


def an_object(key: str, **facts: Any) -> ObjectEntry:
    return ObjectEntry(key=key, name=f"工地{key}", **facts)


def an_inspector(key: str, **facts: Any) -> InspectorEntry:
    return InspectorEntry(**{"key": key, "name": f"检查员{key}", "certificate_until": date(2030, 1, 1), **facts})


def make(
    objects: Sequence[ObjectEntry] | None = None,
    inspectors: Sequence[InspectorEntry] | None = None,
    earlier: dict[str, int] | None = None,
    **plan: Any,
) -> Pools:
    many = [an_object(f"GD-{n:02d}", credit="C" if n % 3 == 0 else "B") for n in range(12)]
    staff = [an_inspector(f"JC-{n}") for n in range(5)]
    chosen = tuple(objects if objects is not None else many), tuple(inspectors if inspectors is not None else staff)
    return Pools(Plan.model_validate({**PLAN, **plan}), MATTER, *chosen, earlier or {})


def seeds(count: int) -> Iterator[bytes]:
    """Fixed seeds, so that what is fair today is fair tomorrow."""
    return (hashlib.sha256(f"seed {n}".encode()).digest() for n in range(count))


# --- the algorithm, a second time ------------------------------------------------------------------------------


def by_hand_hmac(key: bytes, message: bytes) -> int:
    """RFC 2104, written out."""
    key = key.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in key) + message).digest()
    return int(hashlib.sha256(bytes(b ^ 0x5C for b in key) + inner).hexdigest(), 16)


def by_hand_order(seed: bytes, label: str, keys: list[str]) -> list[str]:
    """The order of docs/draws.zh-CN.md, from its words."""
    keys, counter, at = sorted(keys, key=lambda k: [ord(c) for c in k]), 0, len(keys) - 1
    while at > 0:
        number = by_hand_hmac(seed, f"{label}\n{counter}".encode())
        counter += 1
        if number >= 2**256 - 2**256 % (at + 1):
            continue
        pick = number % (at + 1)
        keys[at], keys[pick] = keys[pick], keys[at]
        at -= 1
    return keys


def by_hand_draw(seed: bytes, strata: dict[str, tuple[list[str], int]], staff: list[str], size: int) -> list[list[Any]]:
    """Objects and teams when every inspector may go everywhere."""
    load, drawn = dict.fromkeys(staff, 0), []
    for stratum, (keys, count) in strata.items():
        for key in by_hand_order(seed, f"objects/{stratum}", keys)[:count]:
            line = by_hand_order(seed, f"inspectors/{key}", staff)
            team = sorted(line, key=lambda name: (load[name], line.index(name)))[:size]
            for name in team:
                load[name] += 1
            drawn.append([key, stratum, team])
    return drawn


def test_whole_draw_agrees_with_an_implementation_from_the_words() -> None:
    """Another program, written from the description only, draws the same objects and the same teams."""
    pools = make()
    strata = {"poor": ([f"GD-{n:02d}" for n in (0, 3, 6, 9)], 2), "rest": (list(pools.strata["rest"]), 2)}

    for seed in seeds(50):
        lots = Lots(pools, seed).first().lots
        expected = by_hand_draw(seed, strata, [f"JC-{n}" for n in range(5)], 2)
        assert [[lot.object, lot.stratum, list(lot.inspectors)] for lot in lots] == expected


def test_golden_vectors() -> None:
    """Numbers computed once with ``openssl dgst -sha256 -mac HMAC`` and ``sha256sum``: they never change."""
    seed = bytes.fromhex("00" * 31 + "01")

    assert f"{next(words(seed, 'objects/rest')):064x}" == GOLDEN_WORD
    assert seed_of(SECRET, "cd" * 32, "0315").hex() == GOLDEN_SEED
    assert digest(SECRET) == GOLDEN_SECRET


GOLDEN_WORD = "3587f4a7d541f0ed94c2d68e3d4d38886f6769fde02eb1aae522111a52941eae"
GOLDEN_SEED = "41dfc42d14de173374b3e60799fd198be462002a423b31a05d84a09931c5a2f7"
GOLDEN_SECRET = "271a413bd339c5709fdceaec41f14f11e9fbfb5042d72d331c65f32b284cd09a"


def test_commitment_is_four_hashed_lines() -> None:
    """``printf`` and ``sha256sum`` are enough to recompute what is published."""
    pools = make()
    whole = pools.plain()
    parts = [json.dumps({k: whole[k] for k in names}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
             for names in (("plan", "matter"), ("objects", "inspectors", "earlier"))]  # fmt: skip
    hashes = [hashlib.sha256(part.encode()).hexdigest() for part in parts]
    lines = "\n".join(["hmac-sha256-1", *hashes, "ef" * 32])

    assert commitment(pools, "ef" * 32) == hashlib.sha256(lines.encode()).hexdigest()


@given(st.lists(st.text(min_size=1, max_size=5), unique=True, max_size=30), st.binary(min_size=32, max_size=32))
def test_order_is_a_permutation_that_ignores_how_the_list_was_typed(keys: list[str], seed: bytes) -> None:
    """Everyone once; the order of the pool file has no say."""
    order = shuffled(keys, words(seed, "x"))

    assert sorted(order) == sorted(keys)
    assert shuffled(reversed(keys), words(seed, "x")) == order


# --- fairness --------------------------------------------------------------------------------------------------

CRITICAL = {4: 18.467, 9: 27.877, 11: 31.264, 23: 49.728, 99: 148.230}
"""Chi-square, upper 0.1 %, by degrees of freedom (printed tables)."""


def chi_square(counts: Counter[Any], cells: Sequence[Any]) -> float:
    """Pearson's statistic against equal chances."""
    expected = counts.total() / len(cells)
    return sum((counts[cell] - expected) ** 2 / expected for cell in cells)


def fair(counts: Counter[Any], cells: Sequence[Any]) -> bool:
    assert counts.total() == sum(counts[cell] for cell in cells)
    return chi_square(counts, cells) < CRITICAL[len(cells) - 1]


def test_every_order_is_as_likely() -> None:
    """All 24 orders of four, over 2400 seeds."""
    counts = Counter(tuple(shuffled("abcd", words(seed, "x"))) for seed in seeds(2400))

    assert fair(counts, list(permutations("abcd")))


def naive_shuffle(keys: str, source: Iterator[int]) -> list[str]:
    """The well-known mistake: every place swapped with any place."""
    order = list(keys)
    for at in range(len(order)):
        other = next(source) % len(order)
        order[at], order[other] = order[other], order[at]
    return order


def test_the_same_test_catches_a_broken_shuffle() -> None:
    """A shuffle that swaps with any place favours some orders; the test of fairness sees it."""
    counts = Counter(tuple(naive_shuffle("abcd", words(seed, "x"))) for seed in seeds(2400))

    assert not fair(counts, list(permutations("abcd")))


def octets() -> Iterator[int]:
    return (octet for seed in seeds(200) for octet in seed)


@pytest.mark.parametrize(("draw", "expected"), [("rejection", True), ("modulo", False)])
def test_numbers_below_a_limit_are_fair_and_modulo_bias_is_caught(draw: str, expected: bool) -> None:
    """Of octets, 0–99 come out even only when the last incomplete hundred is thrown away."""
    source = octets()
    picks: dict[str, Callable[[], int]] = {
        "rejection": lambda: below(100, source, bits=8),
        "modulo": lambda: next(source) % 100,
    }

    counts = Counter(picks[draw]() for _ in range(4500))

    assert fair(counts, range(100)) is expected


def test_every_object_and_every_inspector_has_the_same_chance() -> None:
    """The first object of a stratum, the last, and the inspectors of it, over 1200 seeds."""
    objects = [an_object(f"GD-{n}") for n in range(10)]
    pools = make(objects, strata=[{"id": "all", "title": "全部", "ratio": "30%"}])
    keys, staff = [entry.key for entry in objects], [entry.key for entry in pools.inspectors]
    drawn = [Lots(pools, seed).first().lots for seed in seeds(1200)]

    assert fair(Counter(lots[0].object for lots in drawn), keys)
    assert fair(Counter(lots[2].object for lots in drawn), keys)
    assert fair(Counter(lots[0].inspectors[0] for lots in drawn), staff)
    assert fair(Counter(lots[2].inspectors[1] for lots in drawn), staff)


def test_work_is_shared_out_evenly() -> None:
    """With everyone eligible, nobody has more than one object more than another."""
    pools = make(strata=[{"id": "all", "title": "全部", "ratio": "1"}])

    for seed in seeds(30):
        load = Lots(pools, seed).first().load
        assert load.total() == 24
        assert max(load.values()) - min(load.values()) <= 1


# --- strata, ratios, validity, caps, recusal -------------------------------------------------------------------


@given(st.integers(0, 500), st.integers(0, 1000))
def test_ratio_is_rounded_up(eligible: int, mille: int) -> None:
    """The ratio is reached, by less than one; none only of none, or at ratio nought."""
    text = f"{mille / 1000:.3f}"
    count = make(strata=[{"id": "all", "title": "全部", "ratio": text}]).plan.strata[0].drawn_of(eligible)

    assert 0 <= count - Fraction(mille, 1000) * eligible < 1
    assert (count == 0) == (eligible == 0 or mille == 0)


@pytest.mark.parametrize(
    ("text", "value"), [("5%", "1/20"), ("0.05", "1/20"), ("1/3", "1/3"), ("100%", "1"), ("0", "0")]
)
def test_ratios_are_exact(text: str, value: str) -> None:
    assert share(text) == Fraction(value)


@pytest.mark.parametrize("text", ["101%", "1.5", "1/0", "-1", "1e-2", "５%", "", "nan", "3/2", "5 %", "0.1/2"])
def test_what_is_no_ratio_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="比例"):
        share(text)


def test_strata_take_the_first_that_fits() -> None:
    pools = make([an_object("a", credit="C"), an_object("b", credit="A"), an_object("c")])

    assert pools.strata == {"poor": ["a"], "rest": ["b", "c"]}


OUT: dict[str, tuple[list[Any], str]] = {
    "object expires": ([an_object("a", valid_to=date(2026, 3, 19))], "入库有效期至 2026-03-19"),
    "object comes later": ([an_object("a", valid_from=date(2026, 3, 11))], "自 2026-03-11 起入库"),
    "certificate": ([an_inspector("a", certificate_until=date(2026, 3, 19))], "执法证有效期至 2026-03-19"),
    "no certificate": ([an_inspector("a", certificate_until=None)], "没有写执法证有效期"),
    "speciality": ([an_inspector("a", specialities=("燃气",))], "专业方向没有“施工”"),
    "inspector expires": ([an_inspector("a", specialities=("施工",), valid_to=date(2026, 3, 19))], "入库有效期至"),
}


@pytest.mark.parametrize("case", OUT)
def test_whoever_is_not_valid_for_the_whole_period_is_left_out_by_name(case: str) -> None:
    entries, reason = OUT[case]
    pool = "objects" if isinstance(entries[0], ObjectEntry) else "inspectors"
    others: dict[str, Any] = {"objects": [], "inspectors": [], pool: entries}
    pools = make(**others)
    plan = Plan.model_validate({**PLAN, "inspectors": {"file": "x", "speciality": "施工"}})

    (out,) = replace(pools, plan=plan).left_out

    assert (out.key, out.reason.startswith(reason)) == ("a", True), out.reason


def test_last_day_of_the_period_is_enough() -> None:
    last = date(2026, 3, 20)
    objects = [an_object("a", valid_from=date(2026, 3, 10), valid_to=last)]
    pools = make(objects, [an_inspector("b", certificate_until=last, valid_to=last)])

    assert pools.left_out == ()


def test_yearly_cap_is_kept() -> None:
    """Whoever was drawn as often as allowed is left out, by the cap of his own stratum."""
    objects = [an_object("a", credit="C"), an_object("b", credit="C"), an_object("c"), an_object("d")]

    pools = make(objects, earlier={"a": 1, "b": 2, "c": 1})

    assert {(each.key, each.reason) for each in pools.left_out} == {
        ("b", "本年已抽中 2 次，上限 2 次"),
        ("c", "本年已抽中 1 次，上限 1 次"),
    }
    assert pools.strata == {"poor": ["a"], "rest": ["d"]}


RECUSED = ["GD-01", "工地GD-01", "施工企业（甲）", "施工企业(甲) "]


@pytest.mark.parametrize("relation", RECUSED)
def test_nobody_inspects_what_he_must_not(relation: str) -> None:
    """By key, name or party, in whatever width it was typed."""
    barred = an_inspector("JC-0", recuse=(relation,))
    objects = [an_object("GD-01", party="施工企业（甲）"), an_object("GD-02", party="施工企业（乙）")]
    pools = make(objects, [barred, *(an_inspector(f"JC-{n}") for n in (1, 2))], strata=[
        {"id": "all", "title": "全部", "ratio": "1"}])  # fmt: skip

    for seed in seeds(20):
        teams = {lot.object: lot.inspectors for lot in Lots(pools, seed).first().lots}
        assert "JC-0" not in teams["GD-01"]
    assert pools.staff_for("GD-02") == ["JC-0", "JC-1", "JC-2"]


def test_inspectors_stay_in_their_regions() -> None:
    near, far = an_inspector("near", regions=("5306",)), an_inspector("far", regions=("5301", "530702"))
    pools = make([an_object("a", region="530602"), an_object("b", region="530702"), an_object("c")], [near, far])

    assert [pools.staff_for(key) for key in "abc"] == [["near"], ["far"], []]


FAULTS: dict[str, tuple[Callable[[], Pools], tuple[str | int, ...], str]] = {
    "twice": (lambda: make([an_object("a"), an_object("Ａ")]), ("objects", 0, "key"), "写了不止一次"),
    "no stratum": (
        lambda: make([an_object("a")], strata=[{"id": "x", "title": "x", "credit": ["C"], "ratio": "1"}]),
        ("objects", 0),
        "不属于任何一层",
    ),
    "nobody to draw": (lambda: make([an_object("a")], earlier={"a": 1}), ("plan", "objects"), "没有一个可抽的对象"),
    "nothing drawn": (
        lambda: make(strata=[{"id": "x", "title": "x", "ratio": "0"}]),
        ("plan", "strata"),
        "一个对象也抽不到",
    ),
    "one inspector": (lambda: make(None, [an_inspector("a")]), ("plan", "inspectors"), "可抽的只有 1 人"),
    "all recused": (
        lambda: make([an_object("a")], [an_inspector(f"{n}", recuse=("a",) if n else ()) for n in range(3)]),
        ("objects", 0),
        "可派的检查员只有 1 人",
    ),
    "past": (
        lambda: make(period={"from": "2026-02-01", "to": "2026-02-02"}),
        ("plan", "period", "to"),
        "已过",
    ),
    "public too early": (
        lambda: make(public={"source": "开奖", "on": "2026-03-02", "digits": 4}),
        ("plan", "public", "on"),
        "应在今天",
    ),
    "stratum twice": (
        lambda: make(strata=[{"id": "x", "title": "x", "ratio": "1"}] * 2),
        ("plan", "strata", 1, "id"),
        "写了两次",
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_what_cannot_be_drawn_is_said_before_anything_is_promised(case: str) -> None:
    pools, place, words_ = FAULTS[case][0](), *FAULTS[case][1:]

    found = {fault.path: fault.what for fault in pools.faults(TODAY)}

    assert words_ in found.get(place, ""), found


def test_good_pools_have_no_fault() -> None:
    assert list(make().faults(TODAY)) == []


@pytest.mark.parametrize("key", ["a b", "a\u200b", "a\n", ""])
def test_keys_that_look_alike_but_differ_are_not_keys(key: str) -> None:
    with pytest.raises(ValidationError):
        an_object(key)


@pytest.mark.parametrize("typed", ["0308", "03 08", "03-08", "03，08"])
def test_public_number_is_digits_however_typed(typed: str) -> None:
    """Whoever knows the secret cannot choose among ways of writing."""
    public = make(public={"source": "开奖", "on": "2026-03-05", "digits": 4}).plan.public
    assert public is not None

    assert public.digits_of(typed) == "0308"
    for wrong in ("308", "03080", "三8", "０３０８", "03.08", ""):
        with pytest.raises(ValueError, match="4 位数字"):
            public.digits_of(wrong)


# --- replacement -----------------------------------------------------------------------------------------------


def start(seed: bytes, **plan: Any) -> tuple[Lots, Standing]:
    lots = Lots(make(**plan), seed)
    return lots, lots.first()


def test_next_object_in_line_takes_the_place() -> None:
    """The reserve is the rest of the order drawn at the start; nobody comes back, nobody comes twice."""
    for seed in seeds(20):
        lots, standing = start(seed)
        old, order = standing.lots[0], lots.order("poor")

        once = lots.after(standing, Replacement(object=old.object))
        twice = lots.after(once, Replacement(object=once.lots[0].object))

        assert [once.lots[0].object, twice.lots[0].object] == order[2:4]
        assert once.lots[1:] == standing.lots[1:]
        with pytest.raises(Refused, match="没有候补对象"):
            lots.after(twice, Replacement(object=twice.lots[0].object))
        with pytest.raises(Refused, match="已替换过"):
            lots.after(once, Replacement(object=old.object))


def test_new_object_gets_its_own_team_and_the_old_team_is_free_again() -> None:
    """The load is counted without the object that fell out."""
    for seed in seeds(20):
        lots, standing = start(seed)
        load = standing.load - Counter(standing.lots[1].inspectors)

        new = lots.after(standing, Replacement(object=standing.lots[1].object)).lots[1]

        line = by_hand_order(seed, f"inspectors/{new.object}", [f"JC-{n}" for n in range(5)])
        assert list(new.inspectors) == sorted(line, key=lambda name: (load[name], line.index(name)))[:2]


def test_object_at_its_cap_is_passed_over() -> None:
    lots, standing = start(next(seeds(1)))
    third, fourth = lots.order("poor")[2:4]

    after = lots.after(standing, Replacement(object=standing.lots[0].object, passed=(third,)))

    assert after.lots[0].object == fourth


def test_recused_inspector_is_replaced_at_one_object_by_the_least_loaded() -> None:
    for seed in seeds(20):
        lots, standing = start(seed)
        lot = standing.lots[0]
        name, kept = lot.inspectors

        after = lots.after(standing, Replacement(object=lot.object, inspector=name))

        new = next(each for each in after.lots[0].inspectors if each != kept)
        free = [each for each in lots.line(lot.object) if each not in lot.inspectors]
        assert standing.load[new] == min(standing.load[each] for each in free)
        assert after.lots[1:] == standing.lots[1:]
        with pytest.raises(Refused, match="可能已替换过"):
            lots.after(after, Replacement(object=lot.object, inspector=name))


def test_absent_inspector_is_replaced_everywhere_and_never_comes_back() -> None:
    lots, standing = start(next(seeds(1)))
    name = standing.load.most_common(1)[0][0]

    after = lots.after(standing, Replacement(inspector=name))
    later = lots.after(after, Replacement(object=after.lots[0].object))

    for each in (after, later):
        assert name not in each.load
        assert all(len(set(lot.inspectors)) == 2 for lot in each.lots)


def test_too_few_inspectors_left_names_the_object() -> None:
    lots, standing = start(next(seeds(1)))
    key = standing.lots[0].object
    for _ in range(3):
        standing = lots.after(standing, Replacement(object=key, inspector=standing.lots[0].inspectors[0]))

    with pytest.raises(Refused, match=f"工地{key}.*可派的检查员不够"):
        lots.after(standing, Replacement(object=key, inspector=standing.lots[0].inspectors[0]))


# --- the record ------------------------------------------------------------------------------------------------


def event(kind: str, data: dict[str, Any], seq: int) -> Event:
    moment = date.fromisoformat(data["on"])
    at = datetime.combine(moment, time(9), CHINA)
    return Event(f"e{seq}", "feed", seq, GENESIS, None, None, kind, Actor("sup1", "os"), at, data)


def seal(pools: Pools, events: Sequence[Event]) -> dict[str, Any]:
    bodies = [{"hash": digest(each.body()), "body": each.plain()} for each in events]
    content = {"ledger": "x", "rehearsal": False, "snapshot": pools.plain(), "events": bodies, "batch": []}
    return record.sealed({"format": record.FORMAT, **content})


def drawn_record(public: str = "0315") -> tuple[Pools, list[Event]]:
    """A promise, its draw, one replacement, one result and its publication."""
    pools = make(public={"source": "开奖", "on": "2026-03-05", "digits": 4})
    promise = record.committed_data(pools, digest(SECRET), TODAY, None)
    run = record.run_data(pools, promise, SECRET, public, date(2026, 3, 5))
    lots, before = Lots(pools, bytes.fromhex(run["seed"])), Standing(tuple(map(lot_of, run["lots"])))
    key, who = before.lots[0].object, before.lots[0].inspectors[0]
    after = lots.after(before, Replacement(object=key, inspector=who))
    named = {"id": promise["id"], "on": "2026-03-12"}
    swap: dict[str, Any] = {"object": key, "inspector": who, "reason": "recusal", "note": "亲属任职", "passed": []}
    swap["changes"] = register.changes(before, after)
    done = {"object": key, "finished": "2026-03-12", "outcome": "none", "note": "", "cases": []}
    data = [promise, run, {**named, **swap}, {**named, **done}, {**named, "objects": [key]}]
    return pools, [event(kind, each, n) for n, (kind, each) in enumerate(zip(register.KINDS, data, strict=True), 1)]


def test_honest_record_is_proved() -> None:
    pools, events = drawn_record()
    sheet = json.loads(json.dumps(seal(pools, events)))

    assert list(record.problems(sheet)) == []
    assert list(record.problems(sheet, events[0].data["id"].upper())) == []
    assert [p.where for p in record.problems(sheet, "0" * 64)] == ["承诺值"]


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for key in value:
            yield from leaves(value[key], (*path, key))
    elif isinstance(value, list) and value:
        for n, part in enumerate(value):
            yield from leaves(part, (*path, n))
    else:
        yield path


SHEET = seal(*drawn_record())
PLACES = list(leaves(SHEET))


def part_of(sheet: Any, path: Sequence[Any]) -> Any:
    for step in path:
        sheet = sheet[step]
    return sheet


@given(st.sampled_from(PLACES), st.data())
def test_any_change_to_a_record_is_seen(place: tuple[Any, ...], data: st.DataObject) -> None:
    """Whatever is put in the place of anything."""
    sheet = copy.deepcopy(SHEET)
    old = part_of(sheet, place)
    other = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.just([]), st.just({"a": 1}))
    near = st.just(old[:-1] + chr(ord(old[-1]) ^ 1)) if isinstance(old, str) and old else other
    new = data.draw(other | near)
    assume(type(new) is not type(old) or new != old)
    part_of(sheet, place[:-1])[place[-1]] = new

    assert list(record.problems(sheet))


@given(st.sampled_from([path for path in PLACES if len(path) > 1]))
def test_nothing_can_be_left_out_of_a_record(place: tuple[Any, ...]) -> None:
    sheet = copy.deepcopy(SHEET)
    del part_of(sheet, place[:-1])[place[-1]]

    assert list(record.problems(sheet))


def reforged(sheet: dict[str, Any]) -> dict[str, Any]:
    """A forger who makes every hash over what he changed fit again."""
    for entry in sheet["events"]:
        entry["hash"] = digest(canonical(entry["body"]))
    return record.sealed({name: sheet[name] for name in sheet if name != "digest"})


def forge(path: str, new: Any) -> dict[str, Any]:
    sheet = copy.deepcopy(SHEET)
    steps: list[Any] = [int(step) if step.isdigit() else step for step in path.split(".")]
    assert part_of(sheet, steps) != new
    part_of(sheet, steps[:-1])[steps[-1]] = new
    return reforged(sheet)


FORGED = {
    "an object's name": ("snapshot.objects.0.name", "别的工地", "承诺"),
    "an inspector's recusal": ("snapshot.inspectors.0.recuse", ["GD-01"], "承诺"),
    "a ratio": ("snapshot.plan.strata.0.ratio", "0.5", "承诺"),
    "a type": ("snapshot.plan.inspectors.per_object", "2", "名单"),
    "earlier draws": ("snapshot.earlier", {"GD-01": 1}, "承诺"),
    "the promised pools": ("events.0.body.data.pools_hash", "0" * 64, "承诺"),
    "the number to draw": ("events.0.body.data.strata.0.to_draw", 3, "承诺"),
    "the secret": ("events.1.body.data.secret", "cd" * 32, "抽取"),
    "the public number": ("events.1.body.data.public", "0316", "抽取"),
    "no public number": ("events.1.body.data.public", "", "抽取"),
    "the seed": ("events.1.body.data.seed", "00" * 32, "抽取"),
    "a drawn object": ("events.1.body.data.lots.0.object", "GD-01", "抽取"),
    "a drawn inspector": ("events.1.body.data.lots.3.inspectors", ["JC-0", "JC-0"], "抽取"),
    "drawn before the public number": ("events.1.body.data.on", "2026-03-04", "抽取"),
    "drawn too late": ("events.1.body.data.on", "2026-03-21", "抽取"),
    "who came instead": ("events.2.body.data.changes.0.inspectors", ["JC-9", "JC-8"], "第 1 次替换"),
    "no reason": ("events.2.body.data.note", "", "第 1 次替换"),
    "an outcome": ("events.3.body.data.outcome", "fine", "结果"),
    "public too early": ("events.4.body.data.on", "2026-03-11", "公示"),
}


@pytest.mark.parametrize("case", FORGED)
def test_forger_who_fixes_all_hashes_is_found_by_drawing_again(case: str) -> None:
    path, new, where = FORGED[case]

    assert where in {problem.where for problem in record.problems(forge(path, new))}


def test_whole_other_draw_under_another_secret_is_found() -> None:
    """Everything in it fits together, but the secret is not the one that was promised."""
    pools, (promise, run, *_) = drawn_record()
    other = record.run_data(pools, promise.data, "cd" * 32, run.data["public"], run.on)

    found = list(record.problems(seal(pools, [promise, event("draw.run", other, 2)])))

    assert [problem.what for problem in found] == ["揭示的秘密数不是承诺的那个"]


def test_hash_of_an_event_ties_the_record_to_the_ledger() -> None:
    sheet = copy.deepcopy(SHEET)
    sheet["events"][1]["hash"] = "0" * 64
    sealed = record.sealed({name: sheet[name] for name in sheet if name != "digest"})

    assert [problem.what for problem in record.problems(sealed)] == ["正文与它的 SHA-256 不符"]


@pytest.mark.parametrize("order", [[0, 2], [1, 0], [0, 1, 1], [0, 0, 1], [0, 2, 1], [1]])
def test_events_missing_doubled_or_out_of_order_are_found(order: list[int]) -> None:
    sheet = copy.deepcopy(SHEET)
    sheet["events"] = [sheet["events"][n] for n in order]

    assert list(record.problems(reforged(sheet)))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda s: st.lists(s) | st.dictionaries(st.text(), s)
    )
)
def test_whatever_is_no_record_is_told_and_never_crashes(value: Any) -> None:
    assert list(record.problems(value))
    assert list(record.problems(dict.fromkeys(record.KEYS, value) | {"format": record.FORMAT}))


# --- the clock of publication ----------------------------------------------------------------------------------


def test_publication_clock_skips_the_spring_festival() -> None:
    """检查 2026-02-10 结束：春节放假 2 月 15 日至 23 日，14 日、28 日上班照计，20 个工作日到 3 月 16 日。"""
    due = Publishing().deadline(date(2026, 2, 10))

    assert (due.due_on, due.provisional) == (date(2026, 3, 16), False)
    assert Publishing(unit="civil").deadline(date(2026, 2, 10)).due_on == date(2026, 3, 2)


def finding(published_on: date | None = None) -> register.Finding:
    lot = lot_of({"object": "a", "stratum": "s", "inspectors": []})
    return register.Finding(lot, "none", date(2026, 2, 10), Publishing().deadline(date(2026, 2, 10)), published_on)


@pytest.mark.parametrize(
    ("published", "today", "overdue", "owed"),
    [(None, 16, False, False), (None, 17, True, True), (16, 30, False, False), (17, 30, True, False)],
)
def test_overdue_is_judged_when_it_is_read(published: int | None, today: int, overdue: bool, owed: bool) -> None:
    march = date(2026, 2, 28)
    each, now = finding(march + timedelta(published) if published else None), march + timedelta(today)

    assert (each.overdue(now), each.owed(now)) == (overdue, owed)

"""Which law a ledger goes by: supervisors adopt it; whoever brings his own cannot work by it."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.domain.definitions.adoption import ADOPTED, word
from inspect_engine.domain.inspections import SubjectInput
from inspect_engine.errors import Refused
from inspect_engine.reading import released
from inspect_engine.reading.definitions import load_library
from inspect_engine.reading.installed import OWN_VARIABLE, shipped_folder
from inspect_engine.reading.offers import pack_offer
from tests.bdd.conftest import quoted
from tests.bdd.world import World
from tests.conftest import enrol

scenarios("adoption.feature")

PACK = """\
id: lax
title: 宽松
version: "{version}"
number_prefix: LAX
summary: {summary}
kinds: {{shop: {{title: 店}}}}
sections:
  - id: all
    title: 全部
    items:
      - id: L-1
        title: 有问题
        check: 看。
        kinds: [shop]
        workflow: lax-hazard
        severity: [{{is: general}}]
        evidence: 照片。
        requirement: 改。
        source: {{document: 自定, section: 一}}
"""
FLOW = """\
id: lax-hazard
title: 一步销号
version: "1"
kind: hazard
initial: found
states:
  found: {title: 已发现, untimed: 即办}
  closed: {title: 已销号, closing: rectified}
transitions:
  - {trigger: close, title: 销号, from: [found], to: closed, by: [inspector, supervisor]}
waives: {reply: 试用的流程}
"""
RESPELLED = """\
# 注释
summary:   '宽松'
number_prefix: "LAX"
title: >-
  宽松
version: '1'
id: lax
kinds:
  shop:
    fields: []
    title: "店"
sections:
- title: 全部
  id: all
  items:
  - {requirement: 改。, evidence: 照片。, check: 看。, title: 有问题, id: L-1, assured: false, workflow: lax-hazard,
     severity: [{is: general}], kinds: [shop], source: {section: 一, document: 自定}}
"""


@pytest.fixture
def own(world: World, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own, in use."""
    folder = world.folder / "own"
    for name in ("packs", "workflows", "documents"):
        (folder / name).mkdir(parents=True)
    monkeypatch.setenv(OWN_VARIABLE, str(folder))
    return folder


def write(own: Path, text: str) -> None:
    (own / "packs/lax.yaml").write_text(text, encoding="utf-8")
    (own / "workflows/lax-hazard.yaml").write_text(FLOW, encoding="utf-8")


@given(parsers.parse("自己的文件夹里有检查表“lax”，第 {version} 版"))
def _(own: Path, version: str) -> None:
    write(own, PACK.format(version=version, summary="宽松"))


@given(parsers.parse("“lax”的文件改成：{summary}"))
def _(own: Path, summary: str) -> None:
    write(own, PACK.format(version="1", summary=summary))


@given("“lax”的文件换一种写法")
def _(own: Path) -> None:
    write(own, RESPELLED)


@given("自己的文件夹不用了")
def _(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(OWN_VARIABLE)


@given(parsers.re(r"登记了主管乙，姓名(?P<title>[^，]+)"))
def _(world: World, title: str) -> None:
    enrol(world.desk(), "主管乙", title, ["supervisor"])


@given(parsers.parse("登记了主管乙，姓名{title}，还没有人确认"))
def _(world: World, title: str) -> None:
    world.desk().people.add("主管乙", title, ["supervisor"])


@given("主管乙已停用")
def _(world: World) -> None:
    world.desk().people.disable("主管乙")


@given(parsers.re(r"(?P<who>主管.|检查员甲)采用“(?P<name>[^”]+)”"))
@when(parsers.re(r"(?P<who>主管.|检查员甲)采用“(?P<name>[^”]+)”"))
def _(world: World, who: str, name: str) -> None:
    world.attempt(lambda: world.desk(who).definitions.adopt(name))


@when(parsers.parse("{who}确认采用“{name}”"))
@then(parsers.parse("{who}确认采用“{name}”"))
def _(world: World, who: str, name: str) -> None:
    world.attempt(lambda: world.desk(who).definitions.confirm(name))


@when(parsers.parse("{who}依“{pack}”开展检查"))
def _(world: World, who: str, pack: str) -> None:
    kind = "shop" if pack == "lax" else "catering"
    ledger = world.desk(who)
    subject = SubjectInput(key="shop-01", kind=kind, name="熟食店01", region="530602")
    try:
        ledger.subjects.add(pack, subject)
    finally:
        world.attempt(lambda: setattr(world, "inspection", world.desk(who).inspections.start(pack, ["shop-01"], [who])))


@then("检查已开始")
def _(world: World) -> None:
    world.settle()
    assert world.desk().inspections.get(world.inspection)


@then(parsers.parse("检查依的{how}是“{pack}”第 {version} 版"))
@then(parsers.parse("检查依的是“{pack}”第 {version} 版"))
def _(world: World, pack: str, version: str, how: str = "") -> None:
    world.settle()
    found = world.desk().inspections.get(world.inspection).definition.pack
    assert found.id == pack
    assert (found.version == version) == (how != "不")


def adopted(world: World) -> set[str]:
    """Everything in force, as it may be named."""
    held = [each.edition for each in world.desk().desk.law().current().values()]
    return {word(each.key) for each in held} | {each.named for each in held}


@then(parsers.parse("台账里已采用 {names}"))
def _(world: World, names: str) -> None:
    world.settle()
    assert set(names.split("、")) <= adopted(world)


@then(parsers.parse("台账里没有采用 {name}"))
def _(world: World, name: str) -> None:
    world.settle()
    assert name not in adopted(world)


@then(parsers.parse("采用的“{pack}”里没有“{text}”"))
def _(world: World, pack: str, text: str) -> None:
    world.settle()
    assert text not in world.desk().definitions.adopted()[pack].text


@then(parsers.parse("被拒绝，因为“{text}”"))
def _(world: World, text: str) -> None:
    assert quoted(text) in str(world.refusal())


@given(parsers.parse("自己的文件夹里换了“限期整改通知书”的模板，第 {version} 版"))
def _(own: Path, version: str) -> None:
    shipped = shipped_folder() / "documents"
    text = (shipped / "kinds.yaml").read_text(encoding="utf-8")
    text = re.sub(r'version: "2026\.\d+"', f'version: "{version}"', text)
    (own / "documents/kinds.yaml").write_text(text, encoding="utf-8")
    for path in shipped.glob("*.docx"):
        (own / "documents" / path.name).write_bytes(path.read_bytes())
    word_file = docx.Document(str(shipped / "rectification.docx"))
    word_file.add_paragraph("自己的模板")
    word_file.save(str(own / "documents/rectification.docx"))


def template(world: World) -> str:
    made = docx.Document(io.BytesIO(world.desk().desk.document_kinds.templates["rectification"]))
    return "\n".join(each.text for each in made.paragraphs)


@then("签发用的还是原来的模板")
def _(world: World) -> None:
    assert "自己的模板" not in template(world)


@then("签发用的是自己的模板")
def _(world: World) -> None:
    world.settle()
    assert "自己的模板" in template(world)


@given(parsers.parse("程序带来“gas”的新版 {version}"))
def _(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    """A later program: its files have another version, and so has its record of releases."""
    now = load_library()
    pack = now.packs["gas"].model_copy(update={"version": version})
    coming = replace(now, packs={**now.packs, "gas": pack})
    latest = (*released.latest(), pack_offer(coming.definition("gas")).edition)
    monkeypatch.setattr("inspect_engine.reading.definitions.load_library", lambda folders=None: coming)
    newest = tuple({each.key: each for each in latest}.values())
    monkeypatch.setattr("inspect_engine.ledger.definitions.room.latest", lambda: newest)


@then(parsers.parse("错误输出有“{text}”"))
def _(world: World, text: str) -> None:
    assert text in world.stderr


@then(parsers.parse("错误输出没有“{text}”"))
def _(world: World, text: str) -> None:
    assert world.exit_code == 0
    assert text not in world.stderr


@given(parsers.parse("旧版程序里，{who}用过“lax”"))
def _(world: World, own: Path, who: str) -> None:
    """An older program adopted by first use: its event names hash, pack and version, nothing else.

    Written by this program it is of no format there ever was, which ``verify`` would say.
    """
    world.tampered = True
    write(own, PACK.format(version="1", summary="宽松"))
    offer = pack_offer(load_library().definition("lax"))
    ledger = world.desk(who)
    with ledger.desk.writing(ledger.desk.whoami()) as log:
        log.keep(offer.edition, offer.text)
        log.append(ADOPTED, {"hash": offer.edition.hash, "pack": "lax", "version": "1"})


@then(parsers.parse("有一个“独任主管”的疑点，写明“{text}”"))
def _(world: World, text: str) -> None:
    (found,) = [each.alarm for each in world.desk().alarms.all() if each.alarm.kind == "alone"]
    assert text in found.text


@then("主管甲自己不能处理这个疑点")
def _(world: World) -> None:
    (found,) = [each.alarm for each in world.desk().alarms.all() if each.alarm.kind == "alone"]
    with pytest.raises(Refused, match="“主管甲”参与过其中的办理"):
        world.desk("主管甲").alarms.decide(found.key, "explained", "他离职了")

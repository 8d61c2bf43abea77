"""Every kind of document: made from its template, opened again, and whole."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import segno
from docx import Document
from docx.oxml.ns import qn
from docxtpl import DocxTemplate  # type: ignore[import-untyped]
from inspect_checklists.documents import build
from PIL import Image

from inspect_engine.domain.documents.composing import Content
from inspect_engine.domain.documents.facts import in_prose
from inspect_engine.domain.documents.kinds import DocumentKind
from inspect_engine.errors import DefinitionError, InputError, StorageError
from inspect_engine.exports.documents import pdf, render
from tests.exports.papers import GIVEN, HOSTILE, OFFICE, Office, busy_office, kinds, library, open_office

KINDS = sorted(kinds().kinds)
OURS = {"rows", "photos", "mark", "qr"}
"""What every template may name beside the fields of its kind."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """To be read only."""
    return busy_office(tmp_path_factory.mktemp("office"))


def text_of(file: Path | bytes) -> str:
    """Everything printed: body, tables, headers, footers."""
    made = zipfile.ZipFile(BytesIO(file) if isinstance(file, bytes) else file)
    parts = [name for name in made.namelist() if re.match(r"word/(document|header\d*|footer\d*)\.xml", name)]
    return "\n".join(_texts(made.read(name)) for name in parts)


def _texts(xml: bytes) -> str:
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    paragraphs = ElementTree.fromstring(xml).iter(f"{w}p")
    return "\n".join("".join(t.text or "" for t in p.iter(f"{w}t")) for p in paragraphs)


def variables(kind: DocumentKind) -> tuple[set[str], set[str]]:
    """Names that a template asks for, and the columns of its cases."""
    template = DocxTemplate(io.BytesIO(kinds().templates[kind.id]))
    names = template.get_undeclared_template_variables()
    template.init_docx(reload=True)
    xml = template.patch_xml(template.get_xml())
    return names, set(re.findall(r"row\.(\w+)", xml))


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_says_everything_it_must(office: Office, name: str) -> None:
    """Opened again, each document holds the value of every field, its number, its cases and a QR code; none of our own
    codes: no hash, no key of a subject, no item of a checklist."""
    kind, issued = kinds().kinds[name], office.issued[name]
    data = office.ledger("sup1").documents.contents(issued.number)
    path = office.path(name)

    printed = text_of(path)

    for spec in kind.fields:
        told = data["values"].get(spec.id, "") if spec.required and spec.id != "photo_list" else ""
        for part in told.split("\n"):
            assert part in printed, spec.id
    for word in (
        issued.number,
        kind.title,
        OFFICE,
        *issued.cases,
        "演练，不作为正式文书",
    ):
        assert word in printed
    for word in ("{{", "{%", "None", "待填", "待核", "〔缺", "op-01", "shop-1", "GAS-", "CAT-", "SHA-256"):
        assert word not in printed
    assert not re.search("[0-9a-f]{12}", printed)
    assert Document(str(path)).inline_shapes or "w:drawing" in zipfile.ZipFile(path).read("word/document.xml").decode()


@pytest.mark.parametrize("name", sorted({*KINDS} - {"accident_report"}))
def test_what_comes_back_is_on_the_page_of_the_seal(name: str) -> None:
    """From the number of copies on, each paragraph keeps to the next, down to the last line to be filled in."""
    body = Document(io.BytesIO(kinds().templates[name])).element.body
    every = [("".join(t.text or "" for t in each.iter(qn("w:t"))), each) for each in body.iter(qn("w:p"))]
    texts = [text for text, _ in every]
    begin, end = texts.index("本文书{{ copies }}"), texts.index("{%p if stub %}")
    printed = [each for text, each in every[begin:end] if not text.startswith("{%")]
    kept = [(each.find(f".//{qn('w:keepNext')}")) is not None for each in printed]
    let_go = [each.find(f".//{qn('w:keepNext')}[@{qn('w:val')}='0']") is not None for each in printed]

    assert len(printed) > 15
    assert all(kept)
    assert let_go == [False] * (len(printed) - 2) + [True, True]


@pytest.mark.parametrize("name", ["rectification", "supplement", "stop_work"])
def test_who_inspected_and_who_is_liable_have_a_line_to_sign_on(name: str) -> None:
    """What was found on site is signed there, by both."""
    printed = text_of(kinds().templates[name])
    signed = printed.index("检查人员（签名）")
    assert signed < printed.index("责任单位负责人（签名）", signed) < printed.index("（印章）", signed)


@pytest.mark.parametrize("name", KINDS)
def test_templates_and_list_agree(name: str) -> None:
    """A template asks for nothing that nobody fills in, and no field that must be there is left out of it."""
    kind = kinds().kinds[name]
    asked, columns = variables(kind)
    must = {spec.id for spec in kind.fields if spec.required}

    assert asked <= OURS | {spec.id for spec in kind.fields}
    assert must <= asked
    assert columns == set(kind.rows)


def test_templates_are_what_the_builder_makes(tmp_path: Path) -> None:
    """The committed Word files are not edited by hand."""
    for made in build.main(tmp_path):
        kept = kinds().templates[made.stem]
        for part in ("word/document.xml", "word/header1.xml", "word/footer1.xml", "word/fontTable.xml"):
            assert zipfile.ZipFile(made).read(part) == zipfile.ZipFile(io.BytesIO(kept)).read(part), (made.name, part)


def test_statutory_parts_of_listing_and_accident_report(office: Office) -> None:
    """158号 asks for five things in a listing; 国务院令第493号 for six in a report, and 安全生产法 for one more."""
    listing, report = text_of(office.path("listing")), text_of(office.path("accident_report"))
    for words in ("工程（对象）名称", "重大隐患的具体内容", "治理要求", "治理期限", "解除程序", "其他要求"):
        assert words in listing
    parts = ("单位概况", "事故救援", "直接经济损失", "事故性质", "处理建议", "防范和整改措施", "应急处置评估")
    assert [report.index(words) for words in parts] == sorted(report.index(words) for words in parts)


def test_only_law_of_the_finding_day_is_cited(office: Office) -> None:
    """The standard of 2023 is in the definition, but a hazard of 2022 is not said to violate it."""
    printed = text_of(office.path("rectification"))

    assert "《城镇燃气管理条例》（国务院令第583号，2016年修订）第15条" in printed
    assert "建城规〔2023〕4号" not in printed


def test_what_punishes_and_what_grades_stand_apart_from_what_is_breached(office: Office, draft: Content) -> None:
    """A row of its own each, and none where there is nothing to say."""
    lines = text_of(office.path("rectification")).splitlines()
    breached, punishing = lines[lines.index("违反条款") + 1], lines[lines.index("相应罚则") + 1]
    assert ("第15条" in breached, "第45条" in breached, "第45条第1款" in punishing) == (True, False, True)
    assert "定级依据" not in lines

    graded = replace(draft, rows=({**draft.rows[0], "grade": "某判定标准第4条"},))
    lines = text_of(render(graded, kinds().templates["rectification"])).splitlines()
    assert lines[lines.index("定级依据") + 1] == "某判定标准第4条"


def test_duties_may_be_named_for_all_cases_or_for_one(office: Office) -> None:
    """Those of the checklist stay; each is judged by the day on which the case was found."""
    documents, both = office.ledger("insp1").documents, ["RQ-2022-0001", "RQ-2022-0002"]
    named = {"breached": "csrqgltl-583:第17条", "breached@RQ-2022-0002": "csrqgltl-583:第39条"}
    first, second = documents.draft("rectification", both, named).rows

    assert ("第17条" in first["violated"], "第15条" in first["violated"]) == (True, True)
    assert ("第17条" in second["violated"], "第39条" in second["violated"]) == (False, True)
    assert "第39条" not in second["requirement"]
    for text, told in (("jcg-2023-4:第4条(一)", "不施行"), ("csrqgltl-583:第49条(五)", "待核"), ("第4条", "应写成")):
        with pytest.raises(InputError) as caught:
            documents.draft("rectification", both, {"breached@RQ-2022-0002": text})
        assert told in str(caught.value)


def test_photographs_carry_their_case(office: Office) -> None:
    """The pictures of the finding are printed, each told by its row as in the list; other evidence is not, nor is what
    a file is called."""
    printed, made = text_of(office.path("rectification")), zipfile.ZipFile(office.path("rectification"))

    pictures = {name for name in made.namelist() if name.startswith("word/media/")}
    assert len(pictures) == 3
    told = re.findall("照片[12]　第1项　[^（]+（发现）", printed)
    assert len(told) == 4
    assert len({*told}) == 2
    assert not re.search(r"\w+\.png", printed)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_nothing_is_torn_from_what_it_belongs_to(name: str) -> None:
    """No row breaks over pages, a heading goes with its list or table, and with a seal beside which nobody signs some
    of the text; where people sign, the page before is not left half empty for it."""
    body = Document(io.BytesIO(kinds().templates[name])).element.body
    steering = re.compile("{%p|{%tr")
    rows = [each for each in body.iter(qn("w:tr")) if not steering.match(_texts_of(each))]
    assert not [_texts_of(row) for row in rows if row.find(f".//{qn('w:cantSplit')}") is None]

    lines = [each for each in body.findall(qn("w:p")) if not steering.match(_texts_of(each))]
    heads = [n for n, each in enumerate(lines) if re.fullmatch("[^（{]+：|.*清单：", _texts_of(each))]
    signing = next(n for n, each in enumerate(lines) if "{{ qr }}" in _texts_of(each))
    copies = [n for n, each in enumerate(lines) if _texts_of(each) == "本文书{{ copies }}"]
    last = [] if any("（签名）：" in _texts_of(each) for each in lines) else [(copies or [signing])[0] - 1]
    assert [_texts_of(lines[n]) for n in (*heads, *last) if lines[n].find(f".//{qn('w:keepNext')}") is None] == []


def _texts_of(element: Any) -> str:
    return "".join(each.text or "" for each in element.iter(qn("w:t")))


def test_what_is_so_is_said_by_its_name() -> None:
    """Not ``保护范围内有建构筑物占压：是``, as in a form; what is not so keeps its 否, and so does a text its 是."""
    item = library().definition("gas").pack.item("GAS-MH-6.1")
    told = "保护范围内有建构筑物占压：是；最高工作压力：0.4 MPa；该段管道在地下：否；占压物产权或使用单位：是"
    assert in_prose(told, item) == told.replace("占压：是；最", "占压；最")
    assert in_prose(told, None) == told


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """A draft with hostile text in every field, and gaps."""
    office = open_office(tmp_path_factory.mktemp("draft"))
    values = dict.fromkeys(("responsible_person", "address", "reply", "consequence"), HOSTILE)
    return office.ledger("insp1").documents.draft("rectification", ["RQ-2022-0001"], values)


def test_hostile_text_is_printed_as_it_is(draft: Content) -> None:
    """Nothing that somebody typed is evaluated, swallowed or hidden."""
    printed = text_of(render(draft, kinds().templates["rectification"]))

    wanted = HOSTILE.replace("\x1b", "‹U+001B›").replace("‮", "‹U+202E›").strip()
    assert printed.count(wanted) == 4


def test_a_draft_names_its_gaps_and_has_no_number(draft: Content) -> None:
    printed = text_of(render(draft, kinds().templates["rectification"]))

    assert "草稿，未编号，未签发" in printed
    assert "〔缺：整改期限〕" in printed
    assert "示建燃改" not in printed


def test_a_template_that_asks_for_more_is_refused(draft: Content, tmp_path: Path) -> None:
    """An office's own template with a slip in it says so, before anything is issued."""
    own = Document(io.BytesIO(kinds().templates["rectification"]))
    own.add_paragraph("{{ reponsible_person }}")
    own.save(str(tmp_path / "own.docx"))

    with pytest.raises(DefinitionError, match="reponsible_person"):
        render(draft, (tmp_path / "own.docx").read_bytes())


def test_a_template_from_before_is_printed_as_it_was(draft: Content, tmp_path: Path) -> None:
    """A ledger keeps the kinds it has adopted: a template that prints the code in letters, for a kind without a red
    head, contact and copies."""
    old = Document()
    old.add_paragraph("{{ office }} {{ project }}")
    old.add_paragraph("{{ code }}")
    old.save(str(tmp_path / "old.docx"))
    later = ("red_head", "stub", "copies", "copies_to", "contact")
    fields = [spec.model_dump(exclude={"from_case"}) for spec in draft.kind.fields if spec.id not in later]
    kind = DocumentKind.model_validate({**draft.kind.model_dump(exclude={"fields"}), "fields": fields})

    printed = text_of(render(replace(draft, kind=kind), (tmp_path / "old.docx").read_bytes()))

    assert f"{OFFICE} 某某燃气门站" in printed
    assert "锚码" in printed


@pytest.mark.parametrize("text", ["{{ ''.__class__.__mro__ }}", "{% import os %}"])
def test_a_template_cannot_reach_out(draft: Content, tmp_path: Path, text: str) -> None:
    """Templates come from offices: they fill in fields, and do nothing else."""
    own = Document(io.BytesIO(kinds().templates["rectification"]))
    own.add_paragraph(text)
    own.save(str(tmp_path / "own.docx"))

    with pytest.raises(DefinitionError):
        render(draft, (tmp_path / "own.docx").read_bytes())


def test_a_broken_picture_does_not_stop_a_document(draft: Content, tmp_path: Path) -> None:
    """A file that only begins like a picture is named, and the document is made all the same."""
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    sha256 = hashlib.sha256((tmp_path / "broken.png").read_bytes()).hexdigest()
    broken = replace(draft.photos[0], path=str(tmp_path / "broken.png"), sha256=sha256)
    changed = replace(broken, sha256="0" * 64)

    printed = text_of(render(replace(draft, photos=(broken, changed)), kinds().templates["rectification"]))

    assert "（没有印：不是认得的照片（" in printed
    assert "（没有印：文件被改动过）" in printed


def test_a_photograph_is_printed_upright_and_without_what_its_camera_wrote(draft: Content, tmp_path: Path) -> None:
    """Neither place nor owner leave the house with a notice; nor does a picture of many megabytes."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "owner: somebody"
    exif.get_ifd(0x8825)[2] = (27.0, 20.0, 30.0)
    Image.effect_noise((2400, 1600), 90).convert("RGB").save(tmp_path / "turned.jpg", exif=exif, quality=95)
    data = (tmp_path / "turned.jpg").read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    photo = replace(draft.photos[0], path=str(tmp_path / "turned.jpg"), sha256=sha256, name="turned.jpg")

    made = zipfile.ZipFile(BytesIO(render(replace(draft, photos=(photo,)), kinds().templates["rectification"])))

    (name,) = [name for name in made.namelist() if name.startswith("word/media/") and not name.endswith("png")]
    kept = made.read(name)
    with Image.open(BytesIO(kept)) as seen:
        assert (seen.width < seen.height, dict(seen.getexif())) == (True, {})
    assert b"somebody" not in kept
    assert len(data) > 1_000_000 > 5 * len(kept)


def xml_of(file: bytes, part: str = "document") -> str:
    return zipfile.ZipFile(BytesIO(file)).read(f"word/{part}.xml").decode()


def test_the_qr_code_has_what_the_text_does_not(draft: Content) -> None:
    """Number, cases and where the ledger stood: in the picture, not in letters."""
    made = render(draft, kinds().templates["rectification"])
    picture = BytesIO()
    segno.make(draft.code, error="m", micro=False).save(picture, kind="png", scale=6, border=2)

    file = zipfile.ZipFile(BytesIO(made))
    media = [file.read(name) for name in file.namelist() if name.startswith("word/media/")]
    assert picture.getvalue() in media
    assert "锚码" in draft.code
    assert "锚码" not in text_of(made)


@pytest.mark.parametrize(("mark", "size"), [("某市住房和城乡建设局文件", 72), ("某某自治州住房和城乡建设局文件", 52)])
def test_an_office_may_have_a_red_head(draft: Content, mark: str, size: int) -> None:
    """Its mark in red above a red rule, smaller where it is long; without one all is black."""
    template = kinds().templates["rectification"]
    red, black = (xml_of(render(with_values(draft, red_head=text), template)) for text in (mark, ""))

    (run,) = re.findall(f"<w:r>(?:(?!</w:r>).)*{mark}", red)
    assert (f'<w:sz w:val="{size}"/>' in run, 'w:color w:val="FF0000"' in run) == (True, True)
    assert re.search('<w:bottom [^>]*w:color="FF0000"/>', red)
    assert "FF0000" not in black
    assert black.count(f">{OFFICE}<") == 1


def with_values(content: Content, **values: str) -> Content:
    return replace(content, values={**content.values, **values})


def test_what_an_office_writes_under_the_seal_is_there_only_where_it_says_so(draft: Content) -> None:
    template = kinds().templates["rectification"]
    said = with_values(draft, contact="执法科 0000-1234567", copies_to="某区住建局")
    full, bare = text_of(render(said, template)), text_of(render(replace(draft, photos=()), template))

    for words in ("（联系人及电话：执法科 0000-1234567）", "抄送：某区住建局", "附照片清单", "附件：现场照片"):
        assert words in full
        assert words.split("：")[0] not in bare
    assert "本文书一式两份" in bare


def test_the_stub_is_there_only_where_the_office_sets_it(draft: Content) -> None:
    """Under the receipt: what it is cut from, to whom, which cases, when; and no stub where none is set."""
    for name in sorted({*KINDS} - {"accident_report"}):
        kind = kinds().kinds[name]
        values = {spec.id: f"〈{spec.id}〉" for spec in kind.fields}
        row: dict[str, str] = {column: "RQ-1" if column == "case_number" else "行" for column in kind.rows}
        full = replace(draft, kind=kind, values=values, rows=(row, row), photos=())
        told = text_of(render(full, kinds().templates[name])).partition("（骑缝盖章）\n存根\n")[2].splitlines()
        to = "〈to_office〉" if "to_office" in values else "〈party〉"
        assert told[:10] == [
            *("文书及编号", f"{kind.title}　〈number〉", "受送达人", to, "事项", "RQ-1、RQ-1"),
            *("签发日期", "〈issued_on〉", "送达日期", "　　　　年　　月　　日"),
        ]
        assert "存根" not in text_of(render(with_values(full, stub=""), kinds().templates[name]))


def test_pages_are_numbered_at_the_outer_side(draft: Content) -> None:
    """``— 1 —``: at the right of odd pages, at the left of even ones."""
    made = render(draft, kinds().templates["rectification"])
    odd, even = (_texts(xml_of(made, f"footer{n}").encode()) for n in (1, 2))

    assert "evenAndOddHeaders" in xml_of(made, "settings")
    assert re.fullmatch("（草稿，未编号）— 1 —　", odd)
    assert re.fullmatch("　— 1 —（草稿，未编号）", even)


def test_pdf_without_libreoffice_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pdf, "available", lambda: None)

    with pytest.raises(InputError, match="没有安装 LibreOffice"):
        pdf.convert(tmp_path / "a.docx", tmp_path / "a.pdf")


def test_libreoffice_that_makes_nothing_is_not_believed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It ends without an error, and without a file, where its Writer is not installed."""
    monkeypatch.setattr(pdf, "available", lambda: "true")
    (tmp_path / "a.docx").write_bytes(b"x")

    with pytest.raises(StorageError, match="Writer"):
        pdf.convert(tmp_path / "a.docx", tmp_path / "a.pdf")


def test_pdf_of_a_document(office: Office, tmp_path: Path) -> None:
    """Where LibreOffice and its Writer are installed."""
    if pdf.available() is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    try:
        made = pdf.convert(office.path("reminder"), tmp_path / "a.pdf")
    except StorageError as error:
        pytest.skip(str(error))
    assert made.read_bytes().startswith(b"%PDF")


def test_every_kind_is_tried() -> None:
    """A kind that is added without a sample here would pass untested."""
    assert sorted(GIVEN) == KINDS

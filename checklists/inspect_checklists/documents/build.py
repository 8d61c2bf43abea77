"""Makes the Word templates beside this file: ``python -m inspect_checklists.documents.build [FOLDER]``.

The layout and the words are our own; an office that has a form of its own puts it, under the same name, into
``documents/`` of its own checklist folder, with a ``kinds.yaml``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from docx.document import Document
from inspect_checklists.documents import layout

from inspect_engine.domain.documents.kinds import COLUMN_TITLES, WHERE_ANY, Catalog, DocumentKind
from inspect_engine.reading.models import typed
from inspect_engine.reading.strict_yaml import read_file

HERE = Path(__file__).parent
PROJECT = ("party", "project", "address", "permit_no", "owner_unit", "builder", "supervising_unit")
INSPECTION = ("inspected_on", "inspection_type", "inspectors")
RECEIPT = (
    ("受送达人", "{{ party }}"),
    ("送达方式", "□直接　□留置　□邮寄　□电子　□公告"),
    ("签收人及时间", "　　　　　　　　　　　　　　　年　　月　　日　　时"),
    ("拒签注明", "　"),
    ("见证人", "　"),
    ("送达人", "　"),
)
STUB = (
    ("事项", "{{ rows|map(attribute='case_number')|join('、') }}"),
    ("签发日期", "{{ issued_on }}"),
    ("送达日期", "　　　　年　　月　　日"),
    ("承办人", "（签名）"),
    ("批准人", "（签名）"),
)
DUE = ("整改到期日", "自送达次日起算，至　　　　年　　月　　日")
INSPECTORS = ("检查人员（签名）：____________、____________",)
UNIT = ("责任单位负责人（签名）：____________", "（单位盖章）　　　　　　年　　月　　日")
WIDTHS = {
    **{"no": 10, "case_number": 32, "part": 24, "title": 38, "state": 22, "source": 38, "due_on": 30},
    **{"subject": 30, "liable": 38},
    **{"overdue_days": 18, "result": 15, "finding": 36, "conclusion": 25},
}
SHORT = ("no", "case_number")


def main(folder: Path = HERE) -> list[Path]:
    """Write every template; returns their paths."""
    catalog = typed(read_file(HERE / "kinds.yaml"), Catalog)
    assert catalog is not None
    made = []
    for kind in catalog.whole().values():
        paper = layout.paper()
        paper.core_properties.title, paper.core_properties.author = kind.title, ""
        layout.heading(paper, kind.title)
        BODIES[kind.id](paper, kind)
        layout.pictures(paper)
        made.append(folder / kind.template)
        paper.save(str(made[-1]))
    return made


def _facts(paper: Document, kind: DocumentKind, *names: str) -> None:
    titles = {spec.id: spec.title for spec in kind.fields}
    layout.facts(paper, {name: titles[name] for name in names})


def _cases(paper: Document, kind: DocumentKind) -> None:
    """Cards where the texts are long, else one line a case."""
    columns = {name: COLUMN_TITLES[name] for name in kind.rows}
    if "facts" in columns:
        short = [name for name in ("no", "case_number", "severity", "state") if name in columns]
        layout.cards(paper, columns, short if len(short) % 2 == 0 else short[:2], WHERE_ANY)
        return
    asked = [WIDTHS[name] for name in columns]
    layout.rows(paper, columns, [size * layout.WIDTH / sum(asked) for size in asked])


def _clauses(paper: Document, kind: DocumentKind, *names: str) -> None:
    """Fields as numbered clauses, in this order."""
    titles = {spec.id: spec.title for spec in kind.fields}
    for number, name in zip("一二三四五六七八九", names, strict=False):
        layout.clause(paper, number, titles[name], f"{{{{ {name} }}}}")


def _remedy(paper: Document) -> None:
    """Where to turn against the document: review within 60 days, or court within six months."""
    review, suit = (
        "{% if review_basis %}依照{{ review_basis }}{% endif %}",
        "{% if suit_basis %}依照{{ suit_basis }}{% endif %}",
    )
    layout.line(
        paper,
        "如不服本通知，可以自收到之日起六十日内"
        + review
        + "向{{ review_authority }}申请行政复议，或者自收到之日起六个月内"
        + suit
        + "向{{ court }}提起行政诉讼。",
    )


def _photographs(paper: Document) -> None:
    """Which photographs are in the annex, where there are any."""
    layout.tag(paper, "if photos")
    layout.listed(paper, "附照片清单", "photo_list")
    layout.tag(paper, "endif")


def _end(
    paper: Document,
    kind: DocumentKind,
    receipt: tuple[tuple[str, str], ...] = RECEIPT,
    *,
    people: Sequence[str] = (),
    heading: str = "送达回执",
) -> None:
    """From the number of copies to what comes back and what stays; where nobody signs beside the office, with the last
    words of the text above, so that no seal stands alone."""
    if not people:
        layout.hold(paper)
    if receipt:
        layout.in_copies(paper)
    layout.signature(paper, people=people)
    if any(spec.id == "contact" and not spec.required for spec in kind.fields):
        layout.asking(paper)
    layout.copies(paper)
    if receipt:
        layout.receipt(paper, heading, kind.title, receipt)
        layout.stub(paper, kind.title, (("受送达人", f"{{{{ {_addressee(kind)} }}}}"), *STUB))


def _addressee(kind: DocumentKind) -> str:
    """The field of whom a document goes to."""
    return "to_office" if any(spec.id == "to_office" for spec in kind.fields) else "party"


def _rectification(paper: Document, kind: DocumentKind) -> None:
    layout.line(paper, "{{ party }}：", indent=False)
    layout.line(paper, "经检查，发现你单位存在下列隐患，现责令限期整改。")
    _facts(paper, kind, *PROJECT, *INSPECTION)
    layout.caption(paper, "隐患事实、违反条款和整改要求：")
    _cases(paper, kind)
    layout.tag(paper, "if requirement")
    layout.line(paper, "统一的整改要求：{{ requirement }}")
    layout.tag(paper, "endif")
    layout.clause(paper, "一", "整改期限", "{{ days }}。{{ deadline }}。")
    titles = {spec.id: spec.title for spec in kind.fields}
    for number, name in zip("二三四", ("responsible_person", "reply", "consequence"), strict=True):
        layout.clause(paper, number, titles[name], f"{{{{ {name} }}}}")
    _photographs(paper)
    _remedy(paper)
    _end(paper, kind, (*RECEIPT, DUE), people=(*INSPECTORS, *UNIT))


def _supplement(paper: Document, kind: DocumentKind) -> None:
    layout.line(paper, "{{ party }}：", indent=False)
    layout.line(paper, "对{{ supplemented }}补充通知如下，理由：{{ reason }}")
    _facts(paper, kind, *PROJECT, *INSPECTION, "added", "removed")
    layout.caption(paper, "增列和摘出的隐患：")
    _cases(paper, kind)
    layout.tag(paper, "if days")
    layout.tag(paper, "if requirement")
    layout.line(paper, "统一的整改要求：{{ requirement }}")
    layout.tag(paper, "endif")
    layout.clause(paper, "一", "增列隐患的整改期限", "{{ days }}。{{ deadline }}。")
    layout.clause(paper, "二", "整改责任人", "{{ responsible_person }}")
    layout.tag(paper, "endif")
    layout.line(paper, "{{ rest }}")
    _photographs(paper)
    _remedy(paper)
    _end(paper, kind, (*RECEIPT, ("增列的整改到期日", DUE[1])), people=(*INSPECTORS, *UNIT))


def _stop_work(paper: Document, kind: DocumentKind) -> None:
    layout.line(paper, "{{ party }}：", indent=False)
    layout.line(
        paper,
        "经检查，发现你单位存在下列隐患，隐患排除前或者排除过程中不能保证安全。依照{{ legal_basis }}，责令停工整改。",
    )
    _facts(paper, kind, *PROJECT, *INSPECTION)
    layout.caption(paper, "隐患事实、违反条款和整改要求：")
    _cases(paper, kind)
    where = ("extent", "scope", "stopped_at", "evacuation", "responsible_person")
    _clauses(paper, kind, *where, "resume_conditions", "resume_procedure", "resume_number")
    _photographs(paper)
    _remedy(paper)
    _end(paper, kind, people=(*INSPECTORS, *UNIT))


def _resume_work(paper: Document, kind: DocumentKind) -> None:
    layout.line(paper, "{{ party }}：", indent=False)
    layout.line(paper, "你单位按{{ stop_number }}《停工整改通知书》整改并申请复工，经查验，同意恢复施工。")
    _facts(paper, kind, *PROJECT)
    _cases(paper, kind)
    _clauses(paper, kind, "scope", "resume_from", "acceptance", "verification")
    layout.line(paper, "恢复施工后应当继续落实安全措施，隐患再次出现的，立即停止作业并报告。")
    _end(paper, kind, people=UNIT)


def _recommendation(paper: Document, kind: DocumentKind) -> None:
    layout.line(paper, "{{ to_office }}：", indent=False)
    layout.line(paper, "经检查，{{ party }}涉嫌存在下列违法事实，建议你机关依法处理，并按期反馈。")
    _facts(paper, kind, *PROJECT, *INSPECTION)
    layout.caption(paper, "违法事实和涉嫌违反条款：")
    _cases(paper, kind)
    _clauses(paper, kind, "measures", "feedback_by", "feedback_content", "contact")
    layout.listed(paper, "证据目录", "evidence_list")
    _photographs(paper)
    _end(paper, kind, (("受送达机关", "{{ to_office }}"), *RECEIPT[1:]))


def _supervision(paper: Document, kind: DocumentKind) -> None:
    layout.line(paper, "{{ party }}：", indent=False)
    layout.line(paper, "下列事项列入督办，请按要求办理并报送进展。")
    _facts(paper, kind, *PROJECT, "source_number", "responsible_person")
    _cases(paper, kind)
    _clauses(paper, kind, "matter", "standard", "due_by", "frequency", "handler")
    _end(paper, kind)


def _organizer(paper: Document, kind: DocumentKind) -> None:
    layout.line(paper, "{{ party }}：", indent=False)
    layout.line(paper, "经检查，由你单位管理的场所内，各责任单位存在下列隐患，已分别责令整改，现告知你单位。")
    _facts(paper, kind, *PROJECT, "inspected_on")
    _cases(paper, kind)
    _clauses(paper, kind, "oversight")
    _end(paper, kind)


def _reminder(paper: Document, kind: DocumentKind) -> None:
    layout.line(paper, "{{ party }}：", indent=False)
    layout.line(
        paper,
        "{{ source_number }}所列事项应于{{ due_on }}前办结，现已逾期{{ overdue_days }}，{{ awaited }}。"
        "这是{{ nth }}催办，请抓紧办理。",
    )
    _facts(paper, kind, *PROJECT, "source_number", "due_on", "overdue_days", "nth")
    _cases(paper, kind)
    _clauses(paper, kind, "due_by", "escalation")
    _end(paper, kind)


def _transfer(paper: Document, kind: DocumentKind) -> None:
    layout.line(paper, "{{ to_office }}：", indent=False)
    layout.line(paper, "下列事项因{{ reason }}，现移交你机关处理，请出具接收回执，并按期反馈处理结果。")
    _facts(paper, kind, *PROJECT, "handed_on")
    _cases(paper, kind)
    _clauses(paper, kind, "reason_text", "feedback_by", "contact")
    layout.listed(paper, "案卷材料目录", "evidence_list")
    entries = (
        ("移交机关", "{{ office }}"),
        ("接收机关", "{{ to_office }}（印章）"),
        ("接收意见", "□接收　□不接收（理由：　　　　　　　　　　）"),
        ("接收人及时间", "　　　　　　　　　　　　　　　年　　月　　日　　时"),
        ("移交人", "　"),
    )
    _end(paper, kind, entries, heading="接收回执")


def _listing(paper: Document, kind: DocumentKind) -> None:
    layout.line(paper, "{{ party }}：", indent=False)
    layout.line(paper, "你单位存在下列重大隐患，现予挂牌督办，并向社会公开。")
    layout.caption(paper, "工程（对象）名称：")
    _facts(paper, kind, *PROJECT, *INSPECTION)
    layout.caption(paper, "重大隐患的具体内容：")
    _cases(paper, kind)
    layout.clause(paper, "一", "治理要求", "{{ requirement }}")
    layout.clause(paper, "二", "治理期限", "{{ days }}。{{ deadline }}。")
    for number, name in zip("三四五", ("lifting", "other", "published"), strict=True):
        layout.clause(paper, number, {spec.id: spec.title for spec in kind.fields}[name], f"{{{{ {name} }}}}")
    _photographs(paper)
    _end(paper, kind, people=UNIT)


def _delisting(paper: Document, kind: DocumentKind) -> None:
    layout.line(paper, "{{ party }}：", indent=False)
    layout.line(paper, "{{ listing_number }}挂牌督办的重大隐患，经现场审查合格，现解除挂牌督办。")
    _facts(paper, kind, *PROJECT)
    _cases(paper, kind)
    _clauses(paper, kind, "listing_number", "report", "review", "published")
    _end(paper, kind, people=UNIT)


def _reinspection(paper: Document, kind: DocumentKind) -> None:
    layout.line(paper, "对下列隐患的整改情况进行了复查，逐条记录如下。")
    _facts(paper, kind, *PROJECT, "source_number", "reinspected_on", "reinspectors")
    _cases(paper, kind)
    layout.tag(paper, "if partly")
    layout.line(paper, "部分改的隐患：{{ partly }}")
    layout.tag(paper, "endif")
    _photographs(paper)
    signing = (
        "复查人（签名）：____________、____________",
        "被复查单位（人）（签名）：____________",
        "　　　　　　　　　　　　年　　月　　日",
    )
    _end(paper, kind, people=signing)


def _accident_report(paper: Document, kind: DocumentKind) -> None:
    layout.line(paper, "{{ team }}对涉及{{ party }}的事故进行了调查，现将调查情况报告如下。")
    _facts(paper, kind, *PROJECT)
    _cases(paper, kind)
    titles = {spec.id: spec.title for spec in kind.fields}
    parts = ("unit", "course", "losses", "causes", "liability", "measures", "response")
    for number, name in zip("一二三四五六七", parts, strict=True):
        layout.caption(paper, f"{number}、{titles[name]}")
        layout.line(paper, f"{{{{ {name} }}}}")
        if name == "losses":
            layout.tag(paper, "if toll")
            layout.line(paper, "台账记录：{{ toll }}")
            layout.tag(paper, "endif")
    layout.listed(paper, "证据材料目录", "evidence_list")
    _end(paper, kind, ())
    layout.gap(paper)
    layout.caption(paper, "事故调查组全体成员签名：")
    layout.blank_rows(paper, ("姓名", "单位、职务", "在调查组的职责", "签名"), (28, 52, 38, 38), 6)


BODIES: dict[str, Callable[[Document, DocumentKind], None]] = {
    "rectification": _rectification,
    "supplement": _supplement,
    "stop_work": _stop_work,
    "resume_work": _resume_work,
    "recommendation": _recommendation,
    "supervision": _supervision,
    "organizer": _organizer,
    "reminder": _reminder,
    "transfer": _transfer,
    "listing": _listing,
    "delisting": _delisting,
    "reinspection": _reinspection,
    "accident_report": _accident_report,
}

if __name__ == "__main__":
    for path in main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE):
        print(path.name)

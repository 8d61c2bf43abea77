"""``export analysis``: how a period went, as a report an office hands in."""

from __future__ import annotations

from pathlib import Path

from inspect_engine.cli import typed
from inspect_engine.cli.cases import wanted
from inspect_engine.cli.documents.following import Pdf
from inspect_engine.cli.outputs import Force, Redact, Target, refuse_overwriting
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, say
from inspect_engine.errors import InputError


@wanted.narrowed(saved=wanted.Saved)
def export_analysis(
    output: Target = Path("analysis.docx"),
    known_at: typed.KnownAt = None,
    redact: Redact = False,
    pdf: Pdf = False,
    force: Force = False,
    *,
    asked: wanted.Asked,
) -> Answer:
    """导出一段时间的分析报告（Word）：总体情况、分专项、分区域、重大隐患、逾期和停滞、常见隐患、事故、需要关注的。

    --from、--to 是报告期，不写就是今年初到今天。上期是紧接着的、同样长的一段：整月比整月，整年比整年。
    文字都按看板的数字写成，附件列出每个数字和得到它的命令。其余条件同 case list，加了的就是专题报告。

    例：inspect-engine export analysis --from 2022-01-01 --to 2022-12-31 -o 分析报告.docx

    例：inspect-engine export analysis --from 2022-01-01 --to 3月31日 --pack 城镇燃气 -o 燃气专题.docx --pdf
    """
    from inspect_engine.cli.documents import files
    from inspect_engine.exports.analysis import report
    from inspect_engine.exports.documents import convert

    ledger = session.ledger()
    refuse_overwriting(output, force=force)
    if pdf:
        files.check(output, pdf=pdf, force=force)
    options = wanted.with_saved(ledger, asked)
    first, last = options.pop("first", None), options.pop("last", None)
    end = typed.as_of_day(last, ledger) or ledger.desk.today()
    start = typed.past_day(first, ledger) or end.replace(month=1, day=1)
    if end < start:
        raise InputError.one(f"{end} 在 {start} 之前", where="--to", fix="--from 写报告期的头一天，--to 写最后一天")
    known = typed.moment(known_at, ledger)
    say("正在写分析报告…")
    summary = report.write(
        ledger,
        output,
        start,
        end,
        known_at=known,
        redact=redact,
        choice=lambda day: wanted.selection(ledger, options, day),
        options=_typed(options),
        force=force,
    )
    made = [summary.path, *([convert(output, output.with_suffix(".pdf"), force=force)] if pdf else [])]
    shape = {"paths": made, "known_at": known, **summary.plain()}
    shape |= {"filter": wanted.selection(ledger, options, end).plain()}
    return Answer(shape, "\n".join(map(str, made)), notes=[f"{start} 至 {end}。"])


def _typed(options: wanted.Asked) -> list[str]:
    """The conditions as words of a command."""
    words = ((wanted.SHOWN[name], value) for name, value in options.items())
    return [word for name, value in words for word in ((name,) if value is True else (name, str(value)))]

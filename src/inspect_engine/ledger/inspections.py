"""Verbs on inspections: run a checklist, and open a case for each failed item."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspect_engine.domain import inspections
from inspect_engine.domain.calendars import parse_date
from inspect_engine.domain.cases import OPENED, CaseLine, fold
from inspect_engine.domain.cases.recurrence import recurrence
from inspect_engine.domain.definitions import ANSWER_TITLES, Definition
from inspect_engine.domain.events import canonical, digest
from inspect_engine.domain.inspections import AnswerInput, InspectionInput, SubjectInput
from inspect_engine.domain.inspections.doubts import doubts_of
from inspect_engine.domain.judgement import grade
from inspect_engine.domain.judgement.asking import unasked
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.identifiers import region_fault
from inspect_engine.domain.words.text import is_blank, suggest
from inspect_engine.errors import Conflict, Fault, InputError, Problem, Refused
from inspect_engine.ledger.desk import input_error
from inspect_engine.ledger.people import People
from inspect_engine.reading.library import definition_text
from inspect_engine.storage import files, queries
from inspect_engine.storage.queries import CaseFilter

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer


@dataclass(frozen=True)
class InspectionResult:
    """What became of an inspection: its id, the cases it opened, answers still to be completed."""

    inspection: str
    cases: tuple[CaseLine, ...]
    todo: tuple[tuple[str, str], ...]
    repeated: bool = False

    @property
    def told(self) -> str:
        """``立隐患 3 件，登记 1 件``."""
        hazards = sum(line.is_hazard for line in self.cases)
        others = len(self.cases) - hazards
        return f"立隐患 {hazards} 件" + (f"，登记 {others} 件" if others else "")

    def plain(self) -> dict[str, Any]:
        """As ``inspect run --json`` prints it."""
        names = ("id", "number", "kind", "item", "subject", "severity", "state")
        cases = []
        for line in self.cases:
            due_on = line.due_on.isoformat() if line.due_on else None
            cases.append({**{name: getattr(line, name) for name in names}, "due_on": due_on})
        return {"inspection": self.inspection, "cases": cases}


class Inspections(People):
    """Running checklists."""

    def inspection_faults(self, given: InspectionInput, folder: Path) -> list[Fault]:
        """Everything wrong with an inspection as handed in; evidence lies inside ``folder``.

        Raises Refused when this person may not inspect there: he is told nothing else.
        """
        require(self.whoami(), "inspect", *(subject.region for subject in given.subjects))
        if given.pack not in self.library.packs:
            fix = suggest(given.pack, self.library.packs) or f"已有：{'、'.join(self.library.packs)}"
            return [Fault(("pack",), f"没有检查表包“{given.pack}”", fix)]
        definition = self.library.definition(given.pack)
        if ended := definition.pack.ended:
            return [Fault(("pack",), f"“{definition.pack.title}”已经结束，不能再开展检查：{ended}")]
        keys = [subject.key for subject in given.subjects]
        setting = self._setting(folder, keys, given.inspectors, inside=True)
        return list(inspections.faults(given, definition, setting))

    def run(self, given: InspectionInput, folder: Path = Path()) -> InspectionResult:
        """Log a whole inspection and open a case for each failed item: all of it, or nothing.

        The same inspection a second time changes nothing (``repeated``). Raises InputError with every fault,
        Refused when this person may not.
        """
        me = self.whoami()
        found = self.inspection_faults(given, folder)
        if found:
            raise input_error(found)
        if me.name not in given.inspectors:
            raise Refused("开展检查", [f"检查员名单里没有办理人本人（{me.name}）"])
        evidence = {name: files.describe(files.inside(folder, name)) for a in given.answers for name in a.evidence}
        content = {**given.model_dump(mode="json"), "evidence": {k: v["sha256"] for k, v in evidence.items()}}
        content["answers"] = [
            {k: v for k, v in each.items() if k != "sure" and (v or k != "part")} for each in content["answers"]
        ]
        source = digest(canonical(content))
        definition = self.proved(self.library.definition(given.pack))
        stored = {name: files.store(self.path, files.inside(folder, name)) for name in evidence}
        with self._writing(me) as log:
            with self._reading() as connection:
                earlier = queries.inspection_from(connection, source)
            if earlier:
                return self._result(earlier, repeated=True)
            self._record_subjects(log, definition.pack, given.subjects)
            key = self._start(log, definition, given.date, given.inspectors, [s.key for s in given.subjects], source)
            regions = {subject.key: subject.region for subject in given.subjects}
            answers = [
                (
                    _answer_data(key, definition, answer, given.date, regions[answer.subject]),
                    [stored[name] for name in answer.evidence],
                )
                for answer in given.answers
            ]
            for data, attached in answers:
                log.append("inspection.answered", {**data, "replaces": ""}, files=attached)
            subjects = {subject.key: subject for subject in given.subjects}
            self._finish(log, key, definition, given.date, given.inspectors, subjects, answers)
        return self._result(key)

    def start(self, pack_id: str, subjects: Sequence[str], inspectors: Sequence[str], on: date | None = None) -> str:
        """Begin an inspection of recorded subjects, to be answered item by item; returns its id."""
        me = self.whoami()
        require(me, "inspect")
        definition = self.proved(self.library.definition(pack_id))
        if ended := definition.pack.ended:
            raise Refused("开展检查", [f"“{definition.pack.title}”已经结束：{ended}"])
        day = on or self.today()
        setting = self._setting(Path(), subjects, inspectors)
        problems = [Problem("检查日期", f"{day} 在今天（{self.today()}）之后")] if day > self.today() else []
        if day < inspections.EARLIEST:
            problems.append(Problem("检查日期", f"{day} 太早，请核对"))
        for name in inspectors:
            problems += [Problem("检查员", f.what, f.fix) for f in inspections.inspector_faults((), name, setting)]
        for key in subjects:
            known = setting.subjects.get(key)
            if known is None:
                fix = suggest(key, setting.subjects) or "先用 subject add 登记"
                problems.append(Problem("检查对象", f"“{key}”没有登记", fix))
            elif fault := region_fault(known.region, day):
                problems.append(Problem("检查对象", f"“{key}”：{fault}"))
            elif known.kind not in definition.pack.kinds:
                problems.append(Problem("检查对象", f"“{key}”是 {known.kind}，“{pack_id}”不检查这一类"))
        if not subjects:
            problems.append(Problem("检查对象", "至少要有一个"))
        if problems:
            raise InputError(problems)
        if me.name not in inspectors:
            raise Refused("开展检查", [f"检查员名单里没有办理人本人（{me.name}）"])
        with self._writing(me) as log:
            return self._start(log, definition, day, inspectors, subjects, None)

    def _start(
        self,
        log: Writer,
        definition: Definition,
        on: date,
        inspectors: Sequence[str],
        subjects: Sequence[str],
        source: str | None,
    ) -> str:
        from inspect_engine.storage.log import new_id

        content_hash, text = definition_text(definition)
        log.adopt(content_hash, definition.pack.id, definition.pack.version, text)
        data = {
            "id": new_id(),
            "on": on.isoformat(),
            "pack": definition.pack.id,
            "definition": content_hash,
            "inspectors": list(dict.fromkeys(inspectors)),
            "subjects": list(dict.fromkeys(subjects)),
            "source": source,
        }
        log.append("inspection.started", data)
        return str(data["id"])

    def inspections(self) -> list[dict[str, Any]]:
        """All inspections of what this person sees, newest first."""
        me = self.whoami()
        require(me, "survey")
        with self._reading() as connection:
            every = queries.inspections(connection)
            seen = self._in_sight_of(me, connection, [key for row in every for key in row["subjects"]])
        rows = [_narrowed(row, seen) for row in every]
        return [row for row in rows if row["subjects"]]

    def inspection(self, reference: str) -> tuple[dict[str, Any], Definition, list[dict[str, Any]]]:
        """One inspection, the definition it runs under, and its answers so far; subjects out of sight left out.

        It is named by its id or by at least six digits of its short number. Raises InputError when there is none,
        nothing of it is in this person's sight, or several fit.
        """
        me = self.whoami()
        require(me, "survey")
        with self._reading() as connection:
            fitting = queries.inspections_named(connection, reference)
            seen = self._in_sight_of(me, connection, [key for row in fitting for key in row["subjects"]])
            row = _the_one(reference, [row for each in fitting if (row := _narrowed(each, seen))["subjects"]])
            text = queries.definition(connection, row["definition"])
            answers = [each for each in queries.answers(connection, row["id"]) if each["subject"] in seen]
            return row, Definition.model_validate_json(text), answers

    def unasked(self, reference: str) -> dict[tuple[str, str], str]:
        """Items of an inspection that need no answer, by (subject, item), each with the reason."""
        row, definition, answers = self.inspection(reference)
        subjects = self._setting(Path(), row["subjects"]).subjects
        return {
            (key, item): why
            for key in row["subjects"]
            for item, why in _unasked(definition, row, subjects[key], answers).items()
        }

    def answer(self, reference: str, given: AnswerInput, folder: Path = Path(), *, base: str | None = None) -> None:
        """Answer one item of an inspection that is under way; a later answer replaces an earlier one.

        The very answer that stands is not stored again. ``base`` is the event of the answer that whoever answers has
        seen, empty for none: raises Conflict when another stands by now.
        """
        me = self.whoami()
        require(me, "inspect")
        row, definition, answered = self.inspection(reference)
        self._own_inspection(me, row)
        setting = self._setting(folder, [given.subject])
        day = parse_date(row["day"])
        subject = setting.subjects.get(given.subject) if given.subject in row["subjects"] else None
        law = Law(definition, day, subject.region if subject else "")
        found = list(inspections.answer_faults((), given, subject, law, setting))
        words = {each["item"]: each["answer"] for each in answered if each["subject"] == given.subject}
        found += inspections.unasked_faults((), given, subject, {**words, given.item: given.answer}, law)
        if subject is None:
            fix = suggest(given.subject, row["subjects"])
            found.append(Fault(("subject",), f"“{given.subject}”不在这次检查里", fix))
        if found:
            raise input_error(found)
        stored = [files.store(self.path, folder / name) for name in given.evidence]
        with self._writing(me) as log:
            with self._reading() as connection:
                self._own_inspection(me, queries.inspection(connection, row["id"]))
                answered = queries.answers(connection, row["id"])
            before = next((a for a in answered if (a["subject"], a["item"]) == (given.subject, given.item)), None)
            replaces = before["event"] if before else ""
            if base is not None and base != replaces:
                raise Conflict(_answered_by_another(before))
            data = _answer_data(row["id"], definition, given, day, law.region)
            if before is None or not _same_answer(before, data, stored):
                log.append("inspection.answered", {**data, "replaces": replaces}, files=stored)

    def take_back(self, reference: str) -> tuple[str, str]:
        """Take back this person's last answer in an inspection under way; what stood before it stands again.

        Gives back subject and item. Both the answer and its taking back stay on record. Raises Refused when no answer
        of this person stands, or the inspection has ended.
        """
        me = self.whoami()
        require(me, "inspect")
        row, _, _ = self.inspection(reference)
        with self._writing(me) as log:
            with self._reading() as connection:
                self._own_inspection(me, queries.inspection(connection, row["id"]))
                last = queries.last_answer(connection, row["id"], log.actor.user)
                since = queries.answered_over(connection, row["id"], log.actor.user)
            if since and (last is None or since["pos"] > last["pos"]):
                what = f"你的上一答（“{since['subject']}”的 {since['item']}）已被“{since['author']}”改答"
                raise Refused("撤回作答", [f"{what}，撤回不了；请与他核对后改答这一项"])
            if last is None:
                raise Refused("撤回作答", ["这次检查里没有你的作答可撤回"])
            if last["replaces"] is None:
                what = f"“{last['subject']}”的 {last['item']} 是旧版程序存的作答，不知道它之前是什么"
                raise Refused("撤回作答", [f"{what}；请直接改答这一项"])
            data = {"inspection": row["id"], "subject": last["subject"], "item": last["item"]}
            data |= {"answer": last["event"], "restores": last["replaces"]}
            log.append("inspection.answer_retracted", data)
        return str(last["subject"]), str(last["item"])

    def finish(self, reference: str, *, seen: Collection[str] | None = None) -> InspectionResult:
        """End an inspection: every failed item becomes a case.

        ``seen`` are the events of the answers that whoever ends it has seen: raises Conflict when others stand by now.
        """
        me = self.whoami()
        require(me, "inspect")
        row, definition, _ = self.inspection(reference)
        with self._writing(me) as log:
            with self._reading() as connection:
                whole = queries.inspection(connection, row["id"])
                answers = queries.answers(connection, row["id"])
            self._own_inspection(me, whole)
            if seen is not None and set(seen) != {each["event"] for each in answers}:
                raise Conflict("作答刚被他人改过，检查没有完成。请重新核对各项数目，再完成")
            if hidden := len(whole["subjects"]) - len(row["subjects"]):
                raise Refused("完成检查", [f"另有 {hidden} 个对象不在你的区划内，须由能看到全部对象的检查员完成"])
            if not answers:
                raise Refused("完成检查", ["还没有作答任何一项"])
            subjects = self._setting(Path(), row["subjects"]).subjects
            given = [({**a, "inspection": row["id"], "values": a["entries"]}, a["files"]) for a in answers]
            _still_asked(definition, whole, answers, subjects)
            order = {item.id: n for n, item in enumerate(definition.pack.items)}
            given.sort(key=lambda pair: (row["subjects"].index(pair[0]["subject"]), order[pair[0]["item"]]))
            self._finish(log, row["id"], definition, parse_date(row["day"]), row["inspectors"], subjects, given)
        return self._result(row["id"])

    def _own_inspection(self, me: Person, row: Mapping[str, Any]) -> None:
        if row["finished"]:
            raise Refused("检查作答", ["这次检查已经完成，不能再改；隐患的后续请用 act 办理"])
        if me.name not in row["inspectors"]:
            raise Refused("检查作答", [f"这次检查的检查员是 {'、'.join(row['inspectors'])}"])

    def _finish(
        self,
        log: Writer,
        key: str,
        definition: Definition,
        on: date,
        inspectors: Sequence[str],
        subjects: Mapping[str, SubjectInput],
        answers: Sequence[tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]],
    ) -> None:
        from inspect_engine.storage.log import new_id

        log.append("inspection.finished", {"id": key, "on": on.isoformat()})
        pack, content_hash = definition.pack, definition_text(definition)[0]
        serial = log.next_serial(pack.id, on.year)
        for answer, attached in answers:
            item, subject = pack.item(answer["item"]), subjects[answer["subject"]]
            assert item is not None
            if answer["answer"] != item.opens_on:
                continue
            flow = definition.workflows[item.workflow]
            verdict = grade(item, answer["values"], Law(definition, on, subject.region))
            first = flow.states[flow.initial]
            basis, part = basis_text(definition, item.id, on), answer.get("part", "")
            sought = subject.key, item.id, basis, part, on, pack.repeat_days
            earlier = [] if item.register_ else [fold(log.events(found)) for found in log.likely(*sought)]
            again = recurrence(earlier, item.id, basis, part, on, pack.repeat_days)
            data = {
                "on": on.isoformat(),
                "number": f"{pack.number_prefix}-{on.year}-{serial:04d}",
                "kind": flow.kind,
                "pack": pack.id,
                "pack_version": pack.version,
                "definition": content_hash,
                "workflow": flow.id,
                "item": item.id,
                "title": item.title,
                "inspection": key,
                "subject": subject.key,
                "subject_name": subject.name,
                "region": subject.region,
                "party": subject.party,
                "severity": verdict.severity,
                "severity_why": verdict.why,
                "state": flow.initial,
                "state_title": first.title,
                "clock": first.clock,
                "requirement": item.requirement,
                "basis": basis,
                "note": answer["note"],
                "measured": inspections.measured(item, answer["values"]),
                "persons": sorted({*inspectors, log.actor.user}),
            }
            data |= ({"part": part} if part else {}) | again.data(subject.party)
            data |= {"doubts": list(answer["doubts"])} if answer.get("doubts") else {}
            log.append(OPENED, data, case=new_id(), files=attached)
            serial += 1

    def _result(self, key: str, *, repeated: bool = False) -> InspectionResult:
        with self._reading() as connection:
            lines = tuple(queries.all_lines(connection, CaseFilter(inspection=key)))
            todo = [(a["subject"], a["item"]) for a in queries.answers(connection, key) if a["answer"] == "missing"]
        return InspectionResult(key, lines, tuple(todo), repeated)


def _same_answer(before: Mapping[str, Any], data: Mapping[str, Any], files: Sequence[Mapping[str, Any]]) -> bool:
    """Whether an answer says just what the one that stands says."""
    given = (data["answer"], data["note"], data.get("part", ""), data["values"], data.get("doubts", []))
    stands = (before["answer"], before["note"], before["part"], before["entries"], before["doubts"])
    kept = [(file["sha256"], file["name"]) for file in before["files"]]
    return given == stands and kept == [(file["sha256"], file["name"]) for file in files]


def _answered_by_another(now: Mapping[str, Any] | None) -> str:
    if now is None:
        return "这一项的作答刚被撤回，现在没有作答。你填的没有保存；请看清现在的情况，再决定是否照此保存"
    told = ANSWER_TITLES[now["answer"]]
    return f"这一项刚被“{now['author']}”答为{told}。你填的没有保存；请看清他答了什么，再决定是否照此改答"


def _the_one(reference: str, fitting: Sequence[dict[str, Any]]) -> dict[str, Any]:
    if len(fitting) > 1:
        told = "、".join(f"{row['id']}（{row['day']}）" for row in fitting)
        raise InputError.one(f"“{reference}”不止一次检查：{told}", fix="请多写几位，或写全")
    if not fitting:
        raise InputError.one(f"没有检查“{reference}”", fix="见 inspect list；短编号至少写开头 6 位")
    return fitting[0]


def _narrowed(row: Mapping[str, Any], seen: Collection[str]) -> dict[str, Any]:
    """An inspection without the subjects that are out of sight."""
    return {**row, "subjects": [key for key in row["subjects"] if key in seen]}


def _unasked(
    definition: Definition, row: Mapping[str, Any], subject: SubjectInput, answers: Sequence[Mapping[str, Any]]
) -> dict[str, str]:
    words = {each["item"]: each["answer"] for each in answers if each["subject"] == subject.key}
    return unasked(definition, subject.kind, subject.fields, words, parse_date(row["day"]))


def _still_asked(
    definition: Definition,
    row: Mapping[str, Any],
    answers: Sequence[Mapping[str, Any]],
    subjects: Mapping[str, SubjectInput],
) -> None:
    """Raises Refused where a later answer made an earlier one pointless."""
    skipped = {key: _unasked(definition, row, subjects[key], answers) for key in row["subjects"]}
    stale = [each for each in answers if each["answer"] != "na" and each["item"] in skipped[each["subject"]]]
    if stale:
        told = ((each["subject"], each["item"], skipped[each["subject"]][each["item"]]) for each in stale)
        raise Refused("完成检查", [f"“{key}”的 {item} 这次不查：{why}，请改答不适用" for key, item, why in told])


def basis_text(definition: Definition, item_id: str, on: date | None = None) -> str:
    """What an item rests on, in one line: title, number, article.

    Says 待核 where the wording is not confirmed, and which documents were not in force on the day ``on``.
    """
    item = definition.pack.item(item_id)
    assert item is not None
    articles: dict[str, list[str]] = {}
    for basis in item.basis:
        mark = "（待核）" if definition.references[basis.ref].articles[basis.article] == "U" else ""
        articles.setdefault(basis.ref, []).append(basis.article + mark)
    parts = []
    for name, cited in articles.items():
        reference = definition.references[name]
        past = "（检查日未施行，供参照）" if on and not reference.in_force(on) else ""
        parts.append(f"{reference.name}{'、'.join(cited)}{past}")
    if item.source:
        parts.append(f"来源材料 {item.source.document} {item.source.section}")
    return "；".join(parts)


def _answer_data(key: str, definition: Definition, answer: AnswerInput, on: date, region: str) -> dict[str, Any]:
    item = definition.pack.item(answer.item)
    assert item is not None
    data = {
        "inspection": key,
        "on": on.isoformat(),
        "subject": answer.subject,
        "item": answer.item,
        "answer": answer.answer,
        "note": "" if is_blank(answer.note) else answer.note,
        "values": dict(forms.read(item.values, answer.values, on).values),
    }
    if not is_blank(answer.part):
        data["part"] = answer.part.strip()
    if doubts := list(doubts_of(item, answer, Law(definition, on, region))):
        data["doubts"] = doubts
    return data

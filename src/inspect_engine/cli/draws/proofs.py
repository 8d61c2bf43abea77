"""``draw verify``: a draw that was drawn again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from inspect_engine.cli.show import Answer, fields_of
from inspect_engine.domain.draws.record import problems

NOTHING = {"id": None, "run": None, "public_value": None}


def proof(record: Mapping[str, Any], commitment: str | None) -> Answer:
    """Whether a record agrees with itself and with what was published before it."""
    found = list(problems(record, commitment))
    told = NOTHING if found else _told(record)
    shape = {"ok": not found, **told, "problems": list(map(fields_of, found))}
    if found:
        return Answer(shape, "\n".join(map(str, found)), notes=[f"核对不符，共 {len(found)} 处。"], code=4)
    done = "重抽的结果与记录完全一致" if told["run"] else "名单与承诺一致，还没有抽取"
    notes = list(_notes(record, told, commitment))
    return Answer(shape, f"核对通过：{done}。承诺值 {told['id']}", notes=notes)


def _told(record: Mapping[str, Any]) -> dict[str, Any]:
    """What a record that was proved says of itself."""
    bodies = [event["body"] for event in record["events"]]
    runs = [body["data"] for body in bodies if body["kind"] == "draw.run"]
    public = runs[0]["public"] or None if runs else None
    return {"id": bodies[0]["data"]["id"], "run": bool(runs), "public_value": public}


def _notes(record: Mapping[str, Any], told: Mapping[str, Any], commitment: str | None) -> Iterator[str]:
    if record["rehearsal"]:
        yield "这是演练台账的抽取。"
    if commitment is None:
        yield "请与抽取之前公布的承诺值比对，或用 --commitment 写上它。"
    if told["public_value"]:
        source = record["snapshot"]["plan"]["public"]["source"]
        yield f"公开数 {told['public_value']}，请与当日公布的比对：{source}。它是抽取的人输入的，他读得到秘密数。"
    for each in record["batch"]:
        done = f"于 {each['run']} 抽取" if each["run"] else "没有抽取"
        yield f"同一批次还有一次承诺：{each['on']}，{each['by']}，{each['id'][:12]}，{done}。"

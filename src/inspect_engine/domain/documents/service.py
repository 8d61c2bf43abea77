"""Service (送达): how a document reached whom it is for. The deadline starts there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.words.names import names_nobody, same_person
from inspect_engine.domain.words.text import fault_in, is_blank

SERVICE_TITLES: dict[str, str] = {
    **{"direct": "直接送达", "left": "留置送达", "mail": "邮寄送达", "electronic": "电子送达"},
    "announcement": "公告送达",
}


@dataclass(frozen=True)
class Service:
    """What happened. Left at the door or refused, it takes witnesses; otherwise, but for announcement, a signature."""

    on: date
    how: str
    received_by: str = ""
    refused: bool = False
    witnesses: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """Who received it, as the case records it."""
        seen = f"见证人：{'、'.join(self.witnesses)}" if self.witnesses else ""
        who = self.received_by or ("受送达人" if self.refused else "")
        said = f"{who}拒签" if self.refused else who
        return "；".join(part for part in (said, seen) if part) or SERVICE_TITLES[self.how]


def lacking(service: Service, issued_on: date, today: date, server: Person) -> Iterator[str]:
    """What stands in the way of recording a service, in Chinese."""
    if not issued_on <= service.on <= today:
        yield f"送达日期 {service.on} 应在签发日（{issued_on}）至今天（{today}）之间"
    texts = (("签收人", service.received_by), *(("见证人", name) for name in service.witnesses))
    yield from (f"{label}{fault}" for label, text in texts if text and (fault := fault_in(text)))
    if service.how in ("direct", "mail", "electronic") and not service.refused and is_blank(service.received_by):
        yield "缺少签收人（--received-by）；拒绝签收的加 --refused，并写明见证人"
    if (service.refused or service.how == "left") and not any(not is_blank(name) for name in service.witnesses):
        yield f"{'拒绝签收' if service.refused else '留置送达'}的须有见证人（--witness）"
    yield from (f"见证人“{name}”没有说是谁，请写姓名" for name in service.witnesses if names_nobody(name))
    if any(same_person(name) in server.known_as for name in service.witnesses):
        yield "送达人不能给自己见证"

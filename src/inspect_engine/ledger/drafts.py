"""草稿: what this person has typed into forms and not handed in yet; kept beside the ledger, for it is no record."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from inspect_engine.errors import StorageError, system_reason
from inspect_engine.ledger import identity
from inspect_engine.ledger.desk import Desk
from inspect_engine.storage import drafts, modes, queries
from inspect_engine.storage.drafts import Draft

__all__ = ["Draft", "Drafts"]


class Drafts:
    """``ledger.drafts``. A form is known by its kind and by what it is about."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @cached_property
    def _folder(self) -> Path:
        folder = drafts.own_folder(self._desk.path, identity.os_account(), self._desk.whoami().name)
        drafts.sweep(folder)
        return folder

    def keep(
        self,
        form: str,
        about: tuple[str, ...],
        fields: Mapping[str, str],
        titles: Mapping[str, str] | None = None,
        request: str = "",
    ) -> None:
        """Keep what stands in a form now, on disk when this ends, and beside no other ledger. Raises StorageError."""
        self._desk.require_same()
        saved = self._desk.now().isoformat(timespec="seconds")
        try:
            drafts.put(self._desk.path, self._folder, Draft(form, about, fields, saved, titles or {}, request))
        except modes.Foreign as error:
            fix = "别人看得到、换得掉，请台账的主人移走它"
            raise StorageError(f"草稿存不下：{self._folder} 不是你的系统账户建的文件夹（{fix}）") from error
        except OSError as error:
            raise StorageError(f"草稿存不下：{system_reason(error)}") from error

    def drop(self, form: str, about: tuple[str, ...]) -> None:
        """Throw a draft away, and none beside another ledger. Raises StorageError."""
        self._desk.require_same()
        try:
            drafts.drop(self._folder, form, about)
        except OSError as error:
            raise StorageError(f"草稿删不掉：{system_reason(error)}") from error

    def of(self, form: str, about: tuple[str, ...]) -> Draft | None:
        """What was typed into a form before; one that was stored just before the program ended is dropped."""
        found = drafts.get(self._folder, form, about)
        if found and self._stored(found.request):
            self.drop(form, about)
            return None
        return found

    def under(self, form: str, first: str) -> list[Draft]:
        """What was typed for the parts of one thing, such as the items of an inspection."""
        return list(drafts.under(self._folder, form, first))

    def _stored(self, request: str) -> bool:
        if not request:
            return False
        with self._desk.reading() as connection:
            return queries.requested(connection, request) is not None

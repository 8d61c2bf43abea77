"""The program in a browser: its driver, which ends it when nobody is at the other end any more."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from textual.drivers.web_driver import WebDriver

if TYPE_CHECKING:
    from collections.abc import Callable


class Files(Protocol):
    """The program, as far as files from and to the page go."""

    def call_from_thread(self, callback: Callable[..., object], *given: object) -> object: ...
    def receive(self, uploaded: Path, name: str, done: Callable[[], None]) -> object: ...
    def show_files(self) -> None: ...


class BrowserDriver(WebDriver):
    """Speaks to the server on the standard streams; a server that is gone, be it killed, ends the program."""

    def start_application_mode(self) -> None:
        write = self._write

        def wary(data: bytes) -> int:
            with suppress(OSError):
                return write(data)
            return len(data)

        self._write = wary  # type: ignore[assignment]
        super().start_application_mode()

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        """What the page asks for beside keys: to take what was uploaded, or to show the files there are."""
        app = cast("Files", self._app)
        with suppress(RuntimeError):  # the program has ended by itself
            if packet_type == "uploaded":
                path, name = Path(str(payload["path"])), str(payload["name"])
                app.call_from_thread(
                    app.receive, path, name, lambda: self.write_meta({"type": "taken", "key": payload["key"]})
                )
            elif packet_type == "files":
                app.call_from_thread(app.show_files)
            else:
                super().on_meta(packet_type, payload)

    def run_input_thread(self) -> None:
        super().run_input_thread()
        if not self.exit_event.is_set():
            with suppress(RuntimeError):  # the program has ended by itself
                self._app.call_from_thread(self._app.exit)

"""The program in a browser: its driver, which ends it when nobody is at the other end any more."""

from __future__ import annotations

from contextlib import suppress

from textual.drivers.web_driver import WebDriver


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

    def run_input_thread(self) -> None:
        super().run_input_thread()
        if not self.exit_event.is_set():
            with suppress(RuntimeError):  # the program has ended by itself
                self._app.call_from_thread(self._app.exit)

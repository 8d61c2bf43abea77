"""Who may come in: one browser by a token that is spent when it is used, from then on by its cookie; from here only."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from html import escape

from aiohttp import web

COOKIE = "inspect_engine"
SPENT = "这个网址已经用过了"
WRONG = "网址不对，或者这个浏览器没有进来过"
FOREIGN = "请求不是从这个网页来的"
FIX = "请在开着网页的终端里按 ^C 结束，再开一次，用新打出来的网址。"
PAGE = (
    "<!doctype html><html lang=zh-CN><meta charset=utf-8><title>打不开</title>"
    "<body style='font-family:sans-serif;margin:4em'><h1>打不开</h1><p>{why}。{fix}</p></body></html>"
)
GUARDS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; script-src 'self' 'unsafe-inline'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self' ws://127.0.0.1:* ws://localhost:*; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Door:
    """The one token and the one cookie of a server. ``place`` is the host and port that it goes by: another is
    another site's name for this machine, by which a page of that site would come in."""

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(32)
        self.place = ""
        self._cookie = secrets.token_urlsafe(32)
        self._spent = False

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        given = request.query.get("token")
        if why := self._foreign(request):
            return refused(why)
        if self._knows(request):
            return await handler(request) if given is None else self._inside()
        if request.path == "/" and given is not None and self._opens(given):
            return self._inside()
        return refused(SPENT if given is not None and self._is_token(given) else WRONG)

    def _foreign(self, request: web.Request) -> str:
        origin = request.headers.get("Origin")
        told = not _acts(request) if origin is None else origin == f"http://{self.place}"
        return "" if request.host == self.place and told else FOREIGN

    def _knows(self, request: web.Request) -> bool:
        return secrets.compare_digest(request.cookies.get(COOKIE, "").encode(), self._cookie.encode())

    def _is_token(self, given: str) -> bool:
        return secrets.compare_digest(given.encode("utf-8", "replace"), self.token.encode())

    def _opens(self, given: str) -> bool:
        """Whether a token lets in; the first time only."""
        if self._spent or not self._is_token(given):
            return False
        self._spent = True
        return True

    def _inside(self) -> web.StreamResponse:
        """Let in, with the cookie, to an address without the token."""
        answer = web.Response(status=303, headers={"Location": "/", **GUARDS})
        answer.set_cookie(COOKIE, self._cookie, httponly=True, samesite="Strict", path="/")
        return answer


def _acts(request: web.Request) -> bool:
    """Whether a request does more than show a page: a terminal's websocket, or an upload."""
    return request.method != "GET" or request.path == "/ws" or request.path.startswith("/ws/")


def refused(why: str) -> web.Response:
    """A page that says why nothing is shown."""
    text = PAGE.format(why=escape(why), fix=escape(FIX))
    return web.Response(status=403, text=text, content_type="text/html", headers=GUARDS)


async def guarded(_: web.Request, answer: web.StreamResponse) -> None:
    """Nothing of it is kept by the browser, or shown within another page."""
    answer.headers.update(GUARDS)

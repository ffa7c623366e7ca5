"""Who is visiting: the session behind the cookie, and the cookie itself.

An unknown token is never adopted, and a visitor gets a session only when a form needs one, so reading pages writes
nothing. Over HTTPS the cookie is __Host- and Secure; over loopback HTTP, in a demonstration only, it can't be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from litestar.connection import Request
from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from xidmet.auth import Actor, sessions
from xidmet.auth.sessions import Kept, Opened
from xidmet.language import LANGUAGES
from xidmet.settings import Settings

LANGUAGE_COOKIE = "language"
YEAR = 365 * 24 * 3600


@dataclass
class Visit:
    """One request's visitor. new_token: a cookie to set; ended: a cookie to remove."""

    language: str
    session: Kept | None = None
    actor: Actor | None = None
    new_token: str = ""
    ended: bool = False
    cookies: list[Cookie] = field(default_factory=list)

    async def begin(self) -> Kept:
        """The session, made now if there is none: a form is about to be shown."""
        if self.session is None:
            opened = await sessions.start(None, "", self.language)
            self.session, self.new_token = opened.session, opened.token
        return self.session

    async def sign_in(self, account: UUID, means: str, level: str, place: str) -> None:
        """A new session under a new token for this account; the one before it ends. place: hash of the address."""
        opened = await sessions.start(account, means, self.language, self.session, level, place=place)
        await self._turned(opened)

    async def step_up(self, means: str, level: str) -> None:
        """The same person, known more surely: under a new token."""
        if self.session is not None:
            await self._turned(await sessions.step_up(self.session, means, level))

    async def _turned(self, opened: Opened) -> None:
        self.session, self.new_token = opened.session, opened.token
        self.actor = await sessions.actor_of(opened.session)


def cookie_name(settings: Settings) -> str:
    return "__Host-session" if settings.secure_cookies else "session"


class Sessions(ASGIMiddleware):
    """Puts a Visit on every request, and its cookies on the answer."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.name = cookie_name(settings)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if scope["path"].startswith(("/static/", "/healthz")):
            await next_app(scope, receive, send)
            return
        visit = await self._visit(Request(scope))
        scope["state"]["visit"] = visit

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._cookies(visit, MutableScopeHeaders.from_message(message))
            await send(message)

        await next_app(scope, receive, answer)

    async def _visit(self, request: Request[Any, Any, Any]) -> Visit:
        token = request.cookies.get(self.name, "")
        session = await sessions.find(token) if token else None
        actor = await sessions.actor_of(session) if session else None
        return Visit(language_of(request, actor), session, actor)

    def _cookies(self, visit: Visit, headers: MutableScopeHeaders) -> None:
        for cookie in visit.cookies:
            headers.add("Set-Cookie", cookie.to_header(header=""))
        if visit.new_token or visit.ended:
            cookie = Cookie(
                key=self.name,
                value="" if visit.ended else visit.new_token,
                path="/",
                httponly=True,
                samesite="lax",
                secure=self.settings.secure_cookies,
                max_age=0 if visit.ended else None,
            )
            headers.add("Set-Cookie", cookie.to_header(header=""))


def language_of(request: Request[Any, Any, Any], actor: Actor | None = None) -> str:
    """What was chosen on this browser, else on the account, else Azerbaijani. A machine says it with each request."""
    asked = accepted(request.headers.get("accept-language", "")) if request.url.path.startswith("/api/") else ""
    if asked:
        return asked
    chosen = request.cookies.get(LANGUAGE_COOKIE, "") or (actor.language if actor else "")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def accepted(header: str) -> str:
    """The language of ours that an Accept-Language header likes best; "" when it likes none."""
    liked: list[tuple[float, str]] = []
    for part in header[:500].split(","):
        name, _semicolon, weight = part.partition(";")
        language = name.strip().lower().partition("-")[0]
        found = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", weight)
        quality = float(found[1]) if found else 0.0 if weight else 1.0
        if language in LANGUAGES and quality:
            liked.append((-quality, language))
    return min(liked, key=lambda one: one[0])[1] if liked else ""


def language_cookie(language: str, settings: Settings) -> Cookie:
    return Cookie(
        key=LANGUAGE_COOKIE,
        value=language,
        path="/",
        max_age=YEAR,
        samesite="lax",
        httponly=True,
        secure=settings.secure_cookies,
    )

"""Who is visiting: the session behind the cookie, and the cookie itself.

An unknown token is never adopted, and a visitor gets a session only when a form needs one, so reading pages writes
nothing. Over HTTPS the cookie is __Host- and Secure; over loopback HTTP, in a demonstration only, it can't be.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from litestar.connection import Request
from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from xidmet.auth import Actor, door, sessions
from xidmet.auth.agent import agent
from xidmet.auth.sessions import Kept, Opened
from xidmet.language import LANGUAGES
from xidmet.settings import Settings

LANGUAGE = "language"
PROGRAMS = "/api/v1/"
YEAR = 365 * 24 * 3600


@dataclass
class Visit:
    """One request's visitor. new_token, new_device: cookies to set; ended: the session's cookie is to be removed.

    bearer: the token with which a program asks, until the API's door has looked at it; "" for one that can't be right.
    late: who they were in a visit at a service centre that ended just now.
    agent: browser and system, as words. device: the token by which this browser is known. unread: messages that wait.
    idle: how long they may do nothing.
    """

    language: str
    bearer: str | None = field(default=None, repr=False)
    session: Kept | None = None
    actor: Actor | None = None
    unread: int = 0
    idle: dt.timedelta = sessions.IDLE
    agent: str = ""
    device: str = ""
    late: Actor | None = None
    new_token: str = ""
    new_device: str = ""
    ended: bool = False
    cookies: list[Cookie] = field(default_factory=list)

    async def begin(self) -> Kept:
        """The session, made now if there is none: a form is about to be shown."""
        if self.session is None:
            opened = await sessions.start(None, "", self.language, agent=self.agent)
            self.session, self.new_token = opened.session, opened.token
        return self.session

    async def sign_in(self, account: UUID, means: str, level: str, place: str) -> None:
        """A new session under a new token for this account; the one before it ends. place: hash of the address."""
        opened = await sessions.start(account, means, self.language, self.session, level, self.agent, place)
        await self._turned(opened)
        self.device = self.new_device = await door.entered(opened.session, self.device)

    async def step_up(self, means: str, level: str) -> None:
        """The same person, known more surely: under a new token."""
        if self.session is not None:
            opened = await sessions.step_up(self.session, means, level)
            await self._turned(opened)
            await door.note(replace(opened.session, means=means, level=level), "stepped up")

    async def sign_out(self) -> None:
        if self.session is not None:
            await door.note(self.session, "signed out")
            await sessions.end(self.session)
        self.ended = True

    async def _turned(self, opened: Opened) -> None:
        self.session, self.new_token = opened.session, opened.token
        self.actor = await sessions.actor_of(opened.session)


def cookie_name(settings: Settings, name: str = "session") -> str:
    return f"__Host-{name}" if settings.secure_cookies else name


class Sessions(ASGIMiddleware):
    """Puts a Visit on every request, and its cookies on the answer."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.name, self.device = cookie_name(settings), cookie_name(settings, "device")

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
        bearer = bearer_of(request)
        if bearer is not None:  # a cookie that comes along says nothing then
            return Visit(language_of(request, self.settings), bearer)
        token = only_cookie(request, self.name)
        visitor = await sessions.visitor(token) if token else None
        visit = Visit(language_of(request, self.settings, visitor.actor if visitor else None))
        visit.agent = agent(request.headers.get("user-agent", ""))
        visit.device = only_cookie(request, self.device)
        if visitor:
            visit.session, visit.actor = visitor.session, visitor.actor
            visit.unread, visit.idle, visit.late = visitor.unread, visitor.idle, visitor.late
        return visit

    def _cookies(self, visit: Visit, headers: MutableScopeHeaders) -> None:
        cookies = list(visit.cookies)
        if visit.new_device:
            cookies.append(own_cookie(self.device, visit.new_device, self.settings, YEAR))
        if visit.ended:
            cookies.append(own_cookie(self.name, "", self.settings, 0))
        elif visit.new_token:
            cookies.append(own_cookie(self.name, visit.new_token, self.settings))
        for cookie in cookies:
            headers.add("Set-Cookie", cookie.to_header(header=""))


def bearer_of(request: Request[Any, Any, Any]) -> str | None:
    """The token that a program sends (RFC 6750): to the API alone, and only in this header. None: it sends none.

    "" when there are two, or a second header of another kind: nobody says which one is meant.
    """
    if not request.url.path.startswith(PROGRAMS):
        return None
    said = [line.strip().partition(" ") for line in request.headers.getall("authorization", [])]
    found = [token.strip() for scheme, _blank, token in said if scheme.lower() == "bearer"]
    return None if not found else found[0] if len(said) == 1 else ""


def only_cookie(request: Request[Any, Any, Any], name: str) -> str:
    """The value of a cookie; "" when it comes twice: then one of the two was put there by another site."""
    pairs = [part.strip().partition("=") for line in request.headers.getall("cookie", []) for part in line.split(";")]
    found = [value for key, _equals, value in pairs if key == name]
    return found[0] if len(found) == 1 else ""


def own_cookie(name: str, value: str, settings: Settings, seconds: int | None = None) -> Cookie:
    """For this site alone, and for no script. seconds: how long it is kept; None: until the browser is closed."""
    return Cookie(
        key=name,
        value=value,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies,
        max_age=seconds,
    )


def language_of(request: Request[Any, Any, Any], settings: Settings, actor: Actor | None = None) -> str:
    """What was chosen on this browser, else on the account, else Azerbaijani. A machine says it with each request."""
    asked = accepted(request.headers.get("accept-language", "")) if request.url.path.startswith("/api/") else ""
    if asked:
        return asked
    chosen = request.cookies.get(cookie_name(settings, LANGUAGE), "") or (actor.language if actor else "")
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
    return own_cookie(cookie_name(settings, LANGUAGE), language, settings, YEAR)

"""A browser without a script, in front of the real application: keeps its cookies, posts the forms it was shown."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import unescape
from typing import Any, cast

import httpx
from litestar import Litestar
from xidmet.cases import Site
from xidmet.settings import Settings
from xidmet.store import effects
from xidmet.store.tables import Effect
from xidmet_ui.app import create_app

from tests.core.certificate import UNTIL, token

SLUG = "employment-certificate"
ADDRESS = "http://localhost:8000"


def boxes(day: dt.date, name: str = "valid_until") -> dict[str, str]:
    """A date as it is typed: in three boxes."""
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


CERTIFICATE = {"kind": "salary", "purpose": "bank", **boxes(UNTIL), "deliver": "anyone"}
CONTACT = {"email": "leyla@numune.example", "copy": "yes"}
LOOKS = 1200  # a minute; only against waiting for ever
Fields = Mapping[str, str]


class Browser:
    """One person's browser. number, version: of the draft it works on."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.csrf = ""

    async def get(self, path: str, **more: Any) -> httpx.Response:
        answer = await self.client.get(path, **more)
        self.csrf = hidden(answer.text, "csrf") or self.csrf
        return answer

    async def post(self, path: str, fields: Fields | None = None, **more: Any) -> httpx.Response:
        """A form of this session. csrf= among the fields is posted in place of the session's own."""
        return await self.client.post(path, data={"csrf": self.csrf, **(fields or {})}, **more)

    async def sign_in(self, person: str) -> Browser:
        await self.get("/sign-in")
        entered = await self.post("/sign-in/demo", {"person": person, "next": "/"})
        assert entered.status_code == 303
        await self.get("/account")
        return self

    async def open(self, slug: str = SLUG) -> str:
        """The number of a new draft, in which nothing is answered; its version is 1."""
        opened = await self.post(f"/services/{slug}/start", {"token": token()})
        assert opened.status_code == 303
        return opened.headers["location"].split("/")[2]

    async def fill(self, number: str, step: str, version: int, **fields: str) -> httpx.Response:
        return await self.post(f"/cases/{number}/fill/{step}", {"version": str(version), **fields})

    async def contract(self, number: str) -> str:
        """The first contract that this person is offered."""
        shown = await self.get(f"/cases/{number}/fill/employment")
        return unescape(re.findall(r'name="contract" value="([^"]+)"', shown.text)[0])

    async def draft(self, **more: str) -> str:
        """The number of a draft in which everything is answered; its version is 4. more: answers in place of usual."""
        number = await self.open()
        contract = await self.contract(number)
        steps = {"employment": {"contract": contract}, "certificate": CERTIFICATE, "contact": CONTACT}
        for version, (step, fields) in enumerate(steps.items(), 1):
            answered = await self.fill(number, step, version, **{**fields, **more})
            assert answered.status_code == 303, answered.text
        return number

    async def confirm(self, number: str, version: int = 4, once: str = "") -> httpx.Response:
        fields = {"version": str(version), "token": once or token(), "move": "confirm"}
        return await self.post(f"/cases/{number}/review", fields)


@dataclass
class Portal:
    """The application, running. Several browsers may visit it."""

    app: Litestar
    _open: list[httpx.AsyncClient] = field(default_factory=list)

    @property
    def site(self) -> Site:
        site: Site = self.app.state.site
        return site

    def browser(self, language: str = "az", place: str = "127.0.0.1") -> Browser:
        """place: the network address it comes from."""
        transport = httpx.ASGITransport(cast("Any", self.app), client=(place, 50_000))
        client = httpx.AsyncClient(transport=transport, base_url=ADDRESS, cookies={"language": language})
        self._open.append(client)
        return Browser(client)

    async def signed_in(self, person: str, language: str = "az") -> Browser:
        return await self.browser(language).sign_in(person)

    async def settle(self) -> None:
        """Until the worker beside the application has nothing left to do. Raises when it does not come to an end."""
        for _look in range(LOOKS):
            if not (await effects.counts()).get("pending"):
                return
            await asyncio.sleep(0.05)
        left = await Effect.select(Effect.kind, Effect.attempts, Effect.error).where(Effect.state == "pending")
        raise AssertionError(f"not settled: {left}")

    async def close(self) -> None:
        for client in self._open:
            await client.aclose()


@asynccontextmanager
async def portal_on(settings: Settings) -> AsyncIterator[Portal]:
    """The application's lifespan stays in one task: a fixture is begun and ended in two, which it does not bear."""
    kind = settings.model_dump_json(exclude={"data", "database"})
    app, ready, over = _app_for(kind, settings), asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(_run(app, ready, over))
    waiting = asyncio.create_task(ready.wait())
    await asyncio.wait([running, waiting], return_when=asyncio.FIRST_COMPLETED)
    portal = Portal(app)
    try:
        if ready.is_set():
            yield portal
    finally:
        waiting.cancel()
        await portal.close()
        over.set()
        await running
        _at_rest.setdefault(kind, []).append(app)


_at_rest: dict[str, list[Litestar]] = {}  # applications that no test is using just now, by all settings but the store's


def _app_for(kind: str, settings: Settings) -> Litestar:
    """Putting the routes together takes longer than most tests; what an application keeps is in its site, made anew."""
    if not _at_rest.get(kind):
        return create_app(settings)
    app = _at_rest[kind].pop()
    app.state.settings = settings
    return app


async def _run(app: Litestar, ready: asyncio.Event, over: asyncio.Event) -> None:
    async with app.lifespan():
        ready.set()
        await over.wait()


def hidden(page: str, name: str) -> str:
    """The value of a hidden field; "" when the page has none."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)
    return unescape(found[1]) if found else ""

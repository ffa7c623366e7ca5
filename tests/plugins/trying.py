"""One try with a means of signing in, as the portal leads it: fresh time at each step, notes that go through JSON."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, cast

from xidmet import Form, clock
from xidmet.auth.means.judged import Judged
from xidmet.contract.means import Answer, Call, Ceremony, Given, Purpose, Signatures, SignInMeans, Step
from xidmet.settings import Settings
from xidmet.signatures import Trust

from tests.servers import free_port
from tests.signing import served

LASTS = dt.timedelta(minutes=10)


def judged_by(settings: Settings) -> Signatures:
    """The product's own verification, with the demonstration's authority as its anchor."""
    return Judged(Trust.from_settings(settings))


@dataclass
class Try:
    means: SignInMeans
    ceremony: Ceremony

    @classmethod
    def of(
        cls, means: SignInMeans, judged: Signatures, origin: str, *, purpose: Purpose = "sign-in", fin: str = ""
    ) -> Try:
        name, now = secrets.token_urlsafe(24), clock.now()
        return cls(
            means,
            Ceremony(
                id=name,
                means=means.name,
                purpose=purpose,
                nonce=secrets.token_bytes(32),
                origin=origin,
                back=f"{origin}/sign-in/{means.name}/back",
                calls=f"{origin}/sign-in/{means.name}/calls",
                language="az",
                now=now,
                until=now + LASTS,
                signatures=judged,
                fin=fin,
            ),
        )

    async def begin(self) -> Step:
        return await self._step(self.means.begin)

    async def go_on(self, answers: Form | None = None, **query: str) -> Step:
        given = Given(answers=answers, query=query)
        return await self._step(lambda ceremony: self.means.go_on(ceremony, given))

    async def called(self, call: Call) -> Answer:
        return await self._step(lambda ceremony: self.means.called(ceremony, call))

    async def _step(self, does: Callable[[Ceremony], Awaitable[Any]]) -> Any:
        self.ceremony = replace(
            self.ceremony, now=clock.now(), notes=cast("dict[str, Any]", json.loads(json.dumps(self.ceremony.notes)))
        )
        return await does(self.ceremony)


class Called(Protocol):
    """A try to sign in, or to sign."""

    means: Any
    ceremony: Ceremony

    async def called(self, call: Call) -> Answer: ...


@dataclass
class CallsPortal:
    """A portal that outside apps call: it hands each call to the try it belongs to. calls: what came, in order."""

    origin: str
    tries: list[Called] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        path = scope["path"].rpartition("/calls/")[2]
        call = Call(scope["method"], path, scope["query_string"].decode("latin-1"), headers, body)
        self.calls.append(call)
        found = [one for one in self.tries if one.ceremony.id == one.means.try_of(call)]
        await say(send, *(await self._answer(found, call)))

    async def _answer(self, found: list[Called], call: Call) -> tuple[int, bytes]:
        answer = await found[0].called(call) if found else Answer({}, 404)
        return answer.status, json.dumps(dict(answer.body)).encode()


@asynccontextmanager
async def calls_portal() -> AsyncIterator[CallsPortal]:
    port = free_port()
    portal = CallsPortal(f"http://127.0.0.1:{port}")
    async with served(portal, port):
        yield portal


Said = tuple[int, bytes]


@dataclass
class RudeParty:
    """An outside party that says what a test wants: by path, JSON or bytes, or what a function answers to a body.

    head: of every answer. drips: one byte a second, without end.
    """

    address: str
    says: dict[str, Any] = field(default_factory=dict)
    head: Mapping[str, str] = field(default_factory=dict)
    drips: bool = False
    status: int = 200
    asked: list[str] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        self.asked.append(scope["path"])
        if self.drips:
            await self._drip(send)
            return
        said = self.says.get(scope["path"], {})
        said = said(body) if callable(said) else said
        await say(send, self.status, said if isinstance(said, bytes) else json.dumps(said).encode(), self.head)

    async def _drip(self, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _byte in range(600):
            await send({"type": "http.response.body", "body": b" ", "more_body": True})
            await asyncio.sleep(0.05)


@asynccontextmanager
async def rude_party() -> AsyncIterator[RudeParty]:
    port = free_port()
    party = RudeParty(f"http://127.0.0.1:{port}")
    async with served(party, port):
        yield party


async def say(send: Any, status: int, body: bytes, head: Mapping[str, str] | None = None) -> None:
    said = {"content-type": "application/json", **(head or {})}
    headers = [(name.lower().encode(), value.encode()) for name, value in said.items()]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

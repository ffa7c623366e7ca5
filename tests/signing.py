"""The outside parties of a demonstration, served for a test as a real server on loopback; their phones and pages."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from xidmet.auth.demo import DEMO_PEOPLE
from xidmet.demo_signing import create_app
from xidmet.demo_signing.clients import RELYING_PARTIES
from xidmet.demo_signing.state import Signing
from xidmet.settings import Settings

from tests.servers import free_port

PORTAL = "http://localhost:8000"
ABLE = [person for person in DEMO_PEOPLE if person.fin]
PHONES = {person.key: f"+{994_600_000_000 + place}" for place, person in enumerate(ABLE, 1)}
FINS = {person.key: person.fin for person in ABLE}
((PARTY, PARTY_NAME),) = RELYING_PARTIES.items()


@dataclass
class Parties:
    """client: a browser of theirs, reading English."""

    settings: Settings
    signing: Signing
    client: httpx.AsyncClient

    @property
    def address(self) -> str:
        return self.settings.demo_signing

    @property
    def keys(self) -> Path:
        return self.signing.holders.folder

    async def phone(self, key: str) -> str:
        return (await self.client.get(f"/phone/{key}")).text

    async def answer(self, key: str, says: str = "yes") -> httpx.Response:
        """The person looks at the phone, and answers the first question on it."""
        question = hidden(await self.phone(key), "question")
        return await self.client.post(f"/phone/{key}/answer", data={"question": question, "says": says})

    async def begin(self, kind: str = "authentication", content: bytes = b"x", **more: str) -> httpx.Response:
        """As a relying party of the mobile operator."""
        asked = {
            "relyingPartyUUID": PARTY,
            "relyingPartyName": PARTY_NAME,
            "phoneNumber": PHONES["leyla"],
            "nationalIdentityNumber": FINS["leyla"],
            "hash": base64.b64encode(hashlib.sha256(content).digest()).decode(),
            "hashType": "SHA256",
            "language": "AZE",
        }
        return await self.client.post(f"/mid/{kind}", json=asked | more)

    async def session(self, name: str, kind: str = "authentication", wait: int = 100) -> Any:
        told = await self.client.get(f"/mid/{kind}/session/{name}", params={"timeoutMs": str(wait)})
        return told.json()


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    return unescape(found[1]) if found else ""


@asynccontextmanager
async def parties_on(folder: Path, portal: str = PORTAL, port: int = 0) -> AsyncIterator[Parties]:
    """folder: the data folder of the demonstration. portal: the origin of the portal they are there for."""
    settings = Settings(demo=True, data=folder, address=portal, demo_signing_port=port or free_port())
    app = create_app(settings, DEMO_PEOPLE)
    async with (
        served(app, settings.demo_signing_port),
        httpx.AsyncClient(base_url=settings.demo_signing, headers={"Accept-Language": "en"}) as client,
    ):
        yield Parties(settings, app.state.signing, client)


@asynccontextmanager
async def served(app: Any, port: int) -> AsyncIterator[None]:
    """An ASGI application behind a real socket, in this process: it shares the tests' clock."""
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, log_level="warning", lifespan="off", ws="none", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server._serve())
    try:
        while not server.started:
            if task.done():
                await task
            await asyncio.sleep(0.01)
        yield
    finally:
        server.should_exit = True
        await task

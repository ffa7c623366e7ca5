"""Visitors of the benches: signed in already, each with the cookie of a session that the store knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx

from xidmet import clock
from xidmet.auth import sessions
from xidmet.store import accounts
from xidmet.store.accounts import Person

ORIGIN = "http://localhost"


@dataclass(frozen=True)
class Signed:
    """A session: its cookie, and what its forms carry."""

    token: str
    csrf: str

    @property
    def cookies(self) -> dict[str, str]:
        return {"session": self.token}


async def signed(account: UUID, organisation: UUID | None = None) -> Signed:
    """organisation: for which they act."""
    opened = await sessions.start(account, "demo", "az", level="high")
    if organisation:
        await sessions.act_for(opened.session, organisation)
    return Signed(opened.token, opened.session.csrf)


async def demo_person(key: str) -> UUID:
    person = await accounts.by_demo_key(key)
    if person is None:
        raise RuntimeError(f"{key} is not among the invented people.")
    return person.id


async def newcomer(name: str, fin: str) -> UUID:
    """A new account. name: before the @ of its e-mail address. fin: valid in form only."""
    moment = clock.now()
    person = Person(
        id=uuid4(),
        kind="citizen",
        email=f"{name}@numune.example",
        password="",
        fin=fin,
        surname=f"Soyad{fin}",
        given_name="Ad",
        patronymic="",
        sex="f",
        phone="",
        language="az",
        confirmed_at=moment,
        demo_key=None,
    )
    await accounts.add_person(person, moment)
    return person.id


def browser(app: Any, one: Signed | None = None, place: str = "127.0.0.1") -> httpx.AsyncClient:
    """app: the ASGI application. place: the network address from which they come."""
    transport = httpx.ASGITransport(app, client=(place, 40_000))
    return httpx.AsyncClient(transport=transport, base_url=ORIGIN, cookies=one.cookies if one else {})


def following(page: str) -> str:
    """The address of the next page; "" where there is none."""
    found = re.search(r'rel="next" href="([^"]+)"', page)
    return found[1].replace("&amp;", "&") if found else ""

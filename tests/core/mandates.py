"""People of an organisation, each with a mandate of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID, uuid4

from xidmet import clock
from xidmet.auth import Actor, sessions
from xidmet.cases import Site, open_site
from xidmet.settings import Settings
from xidmet.store import accounts, organisation_acts
from xidmet.store import mandates as store
from xidmet.store.accounts import Person

from tests.contract.sites import write_site

VOEN = "1400000101"
FORECAST, PERMIT = "forecast", "permit"
PLUGIN = """
from xidmet import Agency, Appeal, Form, Party, Service, State, Text, Transition, hookimpl

agency = Agency("office", "Office")
BODIES = ("legal_entity", "entrepreneur")
anybody = Party("Employer", kinds=BODIES, mandates=("head", "seal_holder", "operator"))
sealed = Party("Seal holder", kinds=BODIES, mandates=("head", "seal_holder"))


class Said(Form):
    what = Text("What?")


class Forecast(Service):
    slug, title, law, purpose = "forecast", "Forecast", "No law", "To say what will be"
    agency, form, applicant, columns = agency, Said, anybody, (Said.what,)
    draft, sent = State("Being filled in", waits_for=anybody), State("Sent")
    starts = draft
    send = Transition("Send", draft, sent, by=anybody)


class Permit(Service):
    slug, title, law, purpose = "permit", "Permit", "No law", "To be let through"
    agency, form, applicant, columns = agency, Said, sealed, (Said.what,)
    draft, sent = State("Being filled in", waits_for=sealed), State("Sent")
    starts = draft
    send = Transition("Send", draft, sent, by=sealed)


@hookimpl
def services():
    return [Forecast, Permit]
"""
DAY = dt.timedelta(days=1)
OTHERS = {
    "sevda": "5SVDA23",
    "orxan": "5RXAN23",
    "tural": "5TRAL23",
    "zaur": "5ZAUR23",
    "lale": "5LALE23",
    "emin": "5EMYN23",
    "aysel": "5AYSL23",
}


@asynccontextmanager
async def site_for_organisations(settings: Settings, folder: Path) -> AsyncIterator[Site]:
    """A site with two services: one for every mandate, one for heads and seal holders only."""
    async with open_site(settings_for_organisations(settings, folder)) as opened:
        assert [str(fault) for fault in opened.catalogue.faults] == []
        yield opened


def settings_for_organisations(settings: Settings, folder: Path) -> Settings:
    return settings.model_copy(update={"site": write_site(folder, {"for_bodies": PLUGIN}).parent})


async def account(name: str, *, confirmed: bool = True) -> Person:
    """Somebody new."""
    moment = clock.now()
    person = Person(
        id=uuid4(),
        kind="citizen",
        email=f"{name}@numune.example",
        password="",
        fin=OTHERS[name],
        surname="Sınaqlı",
        given_name=name.capitalize(),
        patronymic="",
        sex="f",
        phone="",
        language="az",
        confirmed_at=moment if confirmed else None,
        demo_key=name,
    )
    await accounts.add_person(person, moment)
    return person


async def organisation() -> UUID:
    found = await accounts.organisation(VOEN)
    assert found is not None
    return UUID(str(found["id"]))


async def holder(name: str, role: str, *services: str, starts: int = -1, ends: int | None = None) -> UUID:
    """An account with a mandate; starts, ends: days from now. Its id."""
    person, moment = await accounts.by_demo_key(name) or await account(name), clock.now()
    end = None if ends is None else moment + ends * DAY
    more = {"services": store.written(frozenset(services)), "ends": end}
    await accounts.add_mandate(person.id, await organisation(), role, "demonstration", moment + starts * DAY, **more)
    return person.id


async def actor(name: str, *, acting: bool = False, means: str = "demo") -> Actor:
    """Signed in just now; acting: for the organisation, if there is a mandate in force."""
    person = await accounts.by_demo_key(name)
    assert person is not None
    opened = await sessions.start(person.id, means, "az", level="high")
    if acting:
        await sessions.act_for(opened.session, await organisation())
    session = await sessions.find(opened.token)
    assert session is not None
    found = await sessions.actor_of(session)
    assert found is not None
    return found


async def held_by(name: str) -> list[store.Held]:
    """Their mandates in the organisation, past ones too."""
    person = await accounts.by_demo_key(name)
    assert person is not None
    return [one for one in await store.held(await organisation()) if one.account == person.id]


async def kinds() -> list[str]:
    """The organisation's record, the oldest first."""
    return [act.kind for act in reversed(await organisation_acts.acts(await organisation()))]

"""A site whose one service takes an address from an outside register, or as it is typed while that one is silent."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import Case, Site, find_case, move
from xidmet.jobs.worker import Worker
from xidmet.registers import breaker
from xidmet.settings import Settings
from xidmet.store.tables import Effect

from tests.contract.sites import write_site
from tests.core.certificate import token
from tests.core.register_server import RegisterServer, register_server
from tests.talks_site import PAPER
from tests.ui.browser import Browser, Portal, portal_on

HOMES = """
from pydantic import BaseModel
from xidmet import (Agency, Appeal, Attestation, Date, DemoData, Form, Lookup, Marks, Notice, Officer, OverHttp, Party,
                    Register, Service, State, Text, Transition, hookimpl)

body = Agency("homes", "Homes", phone="1234")
clerk = Officer("clerk", "Clerk", body)
person = Party("Person")


class Home(Form):
    code = Text("Code of the address")
    street = Text("Street and house")
    since = Date("Lived there since")
    note = Text("Note").optional()


homes = Register("homes.homes", "Register of homes", Home)


class Request(Form):
    why = Text("Why")
    home = Lookup("Home", homes, own=True, unconfirmed=3)


class Wrong(Form):
    what = Marks("What must be corrected")


class Ruling(Form):
    ground = Text("Ground")


class Shows(Form):
    number = Text("Number")
    why = Request.why


paper = Attestation(name="homes.paper", label="Paper", of=Shows, template="paper.typ")


class Homing(Service):
    slug, title, agency, law, purpose, keep_years = "home", "A home", body, "Law", "To be housed", 1
    form, applicant = Request, person
    draft = State("Draft", waits_for=person)
    new = State("New", waits_for=clerk)
    review = State("Reviewed", waits_for=clerk)
    correction = State("To be corrected", waits_for=person)
    granted = State("Granted", in_force=True)
    refused = State("Refused")
    starts = draft
    send = Transition("Send", draft, new, by=person)
    accept = Transition("Accept", new, review, by=clerk)
    ask = Transition("Ask for corrections", review, correction, by=clerk, asks=Wrong, on=[Request.home],
                     tells=[Notice(person, "Correct {number}. {what}")])
    correct = Transition("Send the corrections", correction, review, by=person, amends=Wrong.what)
    grant = Transition("Grant", review, granted, by=clerk, issues=paper, confirmed=True)
    refuse = Transition("Refuse", (new, review), refused, by=clerk, asks=Ruling,
                        tells=[Notice(person, "Refused {number}. {ground}")])
    appeal = Appeal("The court", 30, "Law on appeals")


class Options(BaseModel):
    url: str


@hookimpl
def services():
    return [Homing]


@hookimpl
def options():
    return Options


@hookimpl
def demo(people, today):
    return DemoData(offices=[(one.key, clerk.key) for one in people if one.role == "officer"])


@hookimpl
def registers(options):
    return [OverHttp(homes, options.url, timeout=0.5, tries=1)]
"""
SLUG, OFFICE = "home", "homes:clerk"
STREET, OTHER = "Nizami küçəsi 5", "Füzuli küçəsi 7"
ROW = {"code": "H-1", "street": STREET, "since": "2020-01-02"}
TYPED = {
    "home-code": "H-1",
    "home-street": STREET,
    "home-since-day": "2",
    "home-since-month": "1",
    "home-since-year": "2020",
}


def homes_site(folder: Path, url: str) -> Path:
    """url: of the register."""
    write_site(folder, {"homes": HOMES}, f'[plugins.options]\nurl = "{url}"\n')
    templates = folder / "plugins" / "homes" / "templates"
    templates.mkdir()
    paper = PAPER.replace("#d.fields.name #d.fields.ground", "#d.fields.why")
    (templates / "paper.typ").write_text(paper, encoding="utf-8")
    return folder


@asynccontextmanager
async def homing(settings: Settings, folder: Path) -> AsyncIterator[tuple[Portal, RegisterServer]]:
    """The pages of that site, and the body that keeps the register, which answers."""
    async with register_server() as server:
        homes_site(folder, server.url)
        async with portal_on(settings.model_copy(update={"site": folder})) as portal:
            assert portal.site.catalogue.faults == (), portal.site.catalogue.faults
            yield portal, server


async def silent(server: RegisterServer) -> None:
    await server.stop()


async def answers_again(server: RegisterServer) -> None:
    """And whatever pause it was given is over."""
    await server.stop()
    await server.start()
    clock.advance(breaker.LONGEST)


async def filled(browser: Browser, **typed: str) -> str:
    """The number of a draft that is filled in while the register is silent."""
    number = await browser.open(SLUG)
    answer = await browser.fill(number, "answers", 1, **{"why": "Təmir", **TYPED, **typed})
    assert answer.status_code == 303, answer.text
    return number


async def sent(site: Site, browser: Browser, **typed: str) -> str:
    number = await filled(browser, **typed)
    now = await case_of(site, number)
    fields = {"version": str(now.version), "token": token(), "move": "send"}
    answer = await browser.post(f"/cases/{number}/review", fields)
    assert answer.headers.get("location") == f"/cases/{number}?done=send", answer.text
    return number


async def done(site: Site, actor: Actor, number: str, name: str, **asked: Any) -> str:
    before = await case_of(site, number)
    await move(site, actor, number, name, version=before.version, token=token(), asked=asked)
    return number


async def case_of(site: Site, number: str) -> Case:
    found = await find_case(site, number)
    assert found is not None
    return found


async def later(site: Site, after: dt.timedelta = dt.timedelta(hours=7)) -> None:
    """Then two workers, and the portal's own, do all there is to do."""
    await settled(site)  # time does not jump while something is in hand: its lease would run out
    clock.advance(after)
    await settled(site)


async def settled(site: Site) -> None:
    one, other = Worker(site), Worker(site)
    while sum(await asyncio.gather(one.once(), other.once())) or await _in_hand():
        await asyncio.sleep(0.02)


async def _in_hand() -> bool:
    due = (Effect.lease_until.is_not_null()) | (Effect.run_at <= clock.now())
    return bool(await Effect.exists().where((Effect.state == "pending") & due))

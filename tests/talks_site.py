"""A site whose one service asks two bodies for opinions, is decided by two officers, and can be complained about."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from xidmet import clock
from xidmet.auth import Actor, sessions
from xidmet.cases import Case, Site, find_case, move, open_case
from xidmet.cases.answer import answer
from xidmet.settings import Settings
from xidmet.store import accounts

from tests.conftest import signed_in
from tests.contract.sites import write_site
from tests.core.certificate import token
from tests.core.offices import holds
from tests.terms_site import at
from tests.ui.browser import Browser, Portal, portal_on

WISHES = """
from xidmet import (Agency, Appeal, Attestation, Choice, Form, KeptHere, LegalTerms, Notice, Officer, Party, Service,
                    State, Text, Transition, Upload, hookimpl)

body = Agency("wishes", "Wishes", phone="1234")
clerk, chief = Officer("clerk", "Clerk", body), Officer("chief", "Chief", body)
police = Officer("opinions", "Police officer", Agency("police", "Police"))
doctors = Officer("opinions", "Doctor", Agency("doctors", "Doctors"))
council = Officer("council", "Council", body)
person = Party("Person")
legal = LegalTerms("wishes.legal-terms", "Terms of the law", kept_by=chief)


class Wish(Form):
    name = Text("Name")


class Police(Form):
    police = Text("What the police say")
    paper = Upload("Paper of the police").optional()


class Doctors(Form):
    doctors = Text("What the doctors say")


class Ruling(Form):
    ground = Text("Ground")
    reason = Text("Reason")


class Shows(Form):
    number = Text("Number")
    name = Wish.name
    ground = Ruling.ground


paper = Attestation(name="wishes.paper", label="Granted wish", of=Shows, template="paper.typ")


class Wishing(Service):
    slug, title, agency, law, purpose, keep_years = "wish", "A wish", body, "Law", "To be granted", legal["keeping"]
    form, applicant = Wish, person
    draft = State("Draft", waits_for=person)
    review = State("Reviewed", waits_for=clerk)
    asked = State("Bodies asked", waits_for=(police, doctors), working_days=3)
    decision = State("To be decided", waits_for=chief)
    granted = State("Granted", in_force=True)
    refused = State("Refused")
    starts = draft
    send = Transition("Send", draft, review, by=person, tells=[Notice(council, "Wish {number} has arrived.")])
    ask = Transition("Ask the bodies", review, asked, by=clerk)
    say_police = Transition("Say for the police", asked, asked, by=police, asks=Police)
    say_doctors = Transition("Say for the doctors", asked, asked, by=doctors, asks=Doctors)
    all_said = Transition("All have said", asked, review, after=(say_police, say_doctors))
    not_said = Transition("Not said in time", asked, review, at=asked.deadline)
    propose = Transition("Propose a refusal", review, decision, by=clerk, asks=Ruling)
    refuse = Transition("Refuse", decision, refused, by=chief, asks=Ruling, apart_from=[propose],
                        tells=[Notice(person, "Case {number} was refused. {ground}: {reason}")])
    grant = Transition("Grant", decision, granted, by=chief, asks=Ruling, apart_from=[propose], issues=paper,
                       tells=[Notice(person, "Your wish {number} was granted.", attach=True)])
    reopen = Transition("Reviewed again", refused, review, by=council,
                        tells=[Notice(person, "Case {number} is reviewed again.")])
    appeal = Appeal("The council", legal["complaint"], court=legal["court"], reopens=reopen)


@hookimpl
def services():
    return [Wishing]


@hookimpl
def registers():
    return [KeptHere(legal, "legal_terms.csv")]
"""
LEGAL = """code,name,name_az,name_ru,length,unit,law,law_az,law_ru,since,until,note
complaint,Disputing a decision,,,30,days,Law on appeals,Şikayət haqqında Qanun,Закон об обжаловании,,,
court,Going to court,,,3,months,Law on courts,,,,,
keeping,Keeping ended cases,,,1,years,Law on archives,,,,,
"""
PAPER = """
#let d = json(bytes(sys.inputs.data))
#set document(title: d.label, author: d.agency, date: datetime(year: d.year, month: d.month, day: d.day))
#set text(font: "Libertinus Serif", lang: d.language)
#d.fields.name #d.fields.ground #image("qr.svg", width: 32mm, alt: d.check)
"""
SLUG = "wish"
MONDAY = dt.datetime(2027, 5, 3, 10, 0, tzinfo=clock.BAKU)
WHO = {  # of the demonstration, or somebody new
    "clerk": "wishes:clerk",
    "chief": "wishes:chief",
    "police": "police:opinions",
    "doctor": "doctors:opinions",
    "council": "wishes:council",
}
SECRET, ILL = "Sirli polis rəyi", "Sirli həkim rəyi"
RULING = {"ground": "Bənd 1", "reason": "Səbəb budur"}


def talks_site(folder: Path) -> Path:
    write_site(folder, {"wishes": WISHES})
    templates = folder / "plugins" / "wishes" / "templates"
    templates.mkdir()
    (templates / "paper.typ").write_text(PAPER, encoding="utf-8")
    (templates.parent / "data").mkdir()
    (templates.parent / "data/legal_terms.csv").write_text(LEGAL, encoding="utf-8")
    return folder


async def offices() -> dict[str, Actor]:
    return {name: await holds(name, office) for name, office in WHO.items()}


async def sent(site: Site, who: str = "leyla") -> str:
    actor = await signed_in(who)
    case = await open_case(site, actor, SLUG, token())
    await answer(site, actor, case.number, {"name": "Arzu"}, 1)
    return await done(site, actor, case.number, "send")


async def done(site: Site, actor: Actor, number: str, name: str, **asked: Any) -> str:
    before = await case_of(site, number)
    await move(site, actor, number, name, version=before.version, token=token(), asked=asked)
    return number


async def case_of(site: Site, number: str) -> Case:
    found = await find_case(site, number)
    assert found is not None
    return found


async def refused(site: Site, people: dict[str, Actor]) -> str:
    number = await sent(site)
    await done(site, people["clerk"], number, "propose", **RULING)
    return await done(site, people["chief"], number, "refuse", **{**RULING, "reason": "Qəti səbəb"})


@asynccontextmanager
async def wishing(settings: Settings, folder: Path) -> AsyncIterator[Portal]:
    """The pages of that site."""
    async with portal_on(settings.model_copy(update={"site": talks_site(folder)})) as portal:
        assert portal.site.catalogue.faults == ()
        yield portal


async def browser_of(portal: Portal, who: str) -> Browser:
    """Whoever holds one of these offices, signed in surely."""
    person = await accounts.by_demo_key(who)
    assert person is not None
    opened = await sessions.start(person.id, "demo", "az", level="high")
    browser = portal.browser("en")
    browser.client.cookies.set("session", opened.token, domain="localhost.local", path="/")
    await browser.get("/account")
    return browser


@pytest.fixture
async def wishes(embedded: Settings, tmp_path: Path) -> AsyncIterator[Portal]:
    """That site on a Monday; a module calls it `portal`, whoever holds an office there `people`."""
    async with wishing(embedded, tmp_path / "talks") as opened:
        at(MONDAY)
        yield opened


@pytest.fixture
async def wishes_people(portal: Portal) -> dict[str, Actor]:
    return await offices()


@pytest.fixture
async def wish_asked(portal: Portal, people: dict[str, Actor]) -> str:
    """A case that waits for opinions."""
    return await done(portal.site, people["clerk"], await sent(portal.site), "ask")

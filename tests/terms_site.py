"""A site whose one service has terms, and can stand still; and another that extends what it issues."""

from __future__ import annotations

import asyncio
import datetime as dt
from email import message_from_bytes, policy
from pathlib import Path

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import Case, Site, find_case, move, open_case
from xidmet.cases.answer import answer
from xidmet.jobs import Worker
from xidmet.store import mailbox

from tests.conftest import ROOT
from tests.contract.sites import write_site
from tests.core.certificate import token

PERMITS = """
from xidmet import (Agency, Appeal, Attestation, Choice, Date, Form, KeptHere, LegalTerms, Lookup, Notice, Officer,
                    Party, Register, Service, State, Text, Transition, hookimpl)

body = Agency("permits", "Permits")
officer = Officer("clerk", "Clerk of permits", body)
person = Party("Person")
legal = LegalTerms("permits.legal-terms", "Terms of the law", kept_by=officer)


class Wish(Form):
    name = Text("Name", search=True)
    speed = Choice("Speed", {"12": "Twelve days", "3": "Three days"})
    until = Date("Until")


class Ground(Form):
    ground = Text("Ground")


class Shows(Form):
    number = Text("Number")
    name = Wish.name


permit = Attestation(name="permits.permit", label="Permit", of=Shows, template="permit.typ", valid_until=Wish.until)


class Permit(Service):
    slug, title, agency, law, purpose, keep_years = "permit", "Permit", body, "Law", "To be permitted", 1
    form, applicant, columns = Wish, person, (Wish.name,)
    working_days = Wish.speed
    appeal = Appeal("The court", 30, "Law")
    draft = State("Draft", waits_for=person)
    sent = State("Sent", waits_for=officer, working_days=6)
    asked = State("Asked", waits_for=person, working_days=4, pauses=True)
    silent = State("Silent", waits_for=officer, working_days=2)
    owed = State("To be paid", waits_for=person, working_days=5)
    granted = State("Granted", in_force=True)
    altered = State("Granted, to be altered", waits_for=officer, working_days=2, in_force=True)
    refused, lapsed, expired = State("Refused"), State("Lapsed"), State("Expired")
    starts = draft
    send = Transition("Send", draft, sent, by=person)
    ask = Transition("Ask", sent, asked, by=officer)
    reply = Transition("Reply", asked, sent, by=person)
    lapse = Transition("Lapse", asked, lapsed, at=asked.deadline, tells=[Notice(person, "{number} lapsed")])
    hush = Transition("Hush", sent, silent, by=officer)
    agree = Transition("Granted by silence", silent, granted, at=silent.deadline, issues=permit)
    grant = Transition("Grant", [sent, silent], granted, by=officer, issues=permit)
    approve = Transition("Approve", sent, owed, by=officer, tells=[Notice(person, "Pay until {deadline}.")])
    pay = Transition("Pay", owed, granted, by=person, issues=permit)
    unpaid = Transition("Not paid", owed, lapsed, at=owed.deadline)
    change = Transition("Ask to alter", granted, altered, by=person)
    alter = Transition("Alter", altered, granted, by=officer)
    refuse = Transition("Refuse", sent, refused, by=officer, asks=Ground, bulk=True,
                        tells=[Notice(person, "No: {ground}")])
    expire = Transition("Expire", granted, expired, at=Wish.until,
                        tells=[Notice(person, "{number} ends on {until}", days_before=legal["reminder"])])


@hookimpl
def services():
    return [Permit]


@hookimpl
def registers():
    return [KeptHere(legal, "legal_terms.csv")]
"""
LEGAL = """code,name,name_az,name_ru,length,unit,law,law_az,law_ru,since,until,note
reminder,Reminder before a permit ends,,,30,days,Law,,,,,
"""
EXTENSIONS = """
from xidmet import Form, KeptHere, Lookup, Party, Register, Service, Agency, State, Text, Transition, hookimpl

person = Party("Person")


class Held(Form):
    number = Text("Number")


permits = Register(name="permits.permit", label="Permits", of=Held)


class Longer(Form):
    permit = Lookup("Permit", permits, own=True)


class Extension(Service):
    slug, title, agency, law, purpose, keep_years = "extension", "Extension", Agency("x", "X"), "Law", "Longer", 1
    form, applicant = Longer, person
    draft, done = State("Draft", waits_for=person), State("Done")
    starts = draft
    go = Transition("Go", draft, done, by=person)


@hookimpl
def registers():
    return [KeptHere(permits)]


@hookimpl
def services():
    return [Extension]
"""
OTHERS = ("f.surname", "f.given_name", "f.hall", "f.valid_until")  # what a library card shows
SLUG, OFFICE = "permit", "permits:clerk"
MONDAY = dt.datetime(2027, 3, 1, 10, 0, tzinfo=clock.BAKU)


def terms_site(folder: Path) -> Path:
    """The site's folder."""
    site = write_site(folder, {"permits": PERMITS, "extensions": EXTENSIONS}).parent
    (site / "plugins/permits/templates").mkdir()
    (site / "plugins/permits/data").mkdir()
    (site / "plugins/permits/data/legal_terms.csv").write_text(LEGAL, encoding="utf-8")
    card = ROOT / "tests/outside_plugin/distribution/library_card/templates/card.typ"
    text = card.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not any(name in line for name in OTHERS)]
    (site / "plugins/permits/templates/permit.typ").write_text("\n".join(lines), encoding="utf-8")
    return site


def at(moment: dt.datetime) -> None:
    """It is then."""
    clock.advance(moment - clock.now())


def on(month: int, day: int, hour: int = 10, year: int = 2027) -> dt.datetime:
    return dt.datetime(year, month, day, hour, tzinfo=clock.BAKU)


async def sent(
    site: Site, actor: Actor, speed: str = "12", until: dt.date = dt.date(2028, 3, 1), name: str = "Leyla"
) -> str:
    """The number of a case that was sent just now."""
    case = await open_case(site, actor, SLUG, token())
    day = {"day": str(until.day), "month": str(until.month), "year": str(until.year)}
    answered = await answer(site, actor, case.number, {"name": name, "speed": speed, "until": day}, 1)
    assert not answered.errors, answered.errors
    return await done(site, actor, case.number, "send")


async def done(site: Site, actor: Actor, number: str, name: str, **asked: str) -> str:
    before = await case_of(site, number)
    await move(site, actor, number, name, version=before.version, token=token(), asked=asked)
    return number


async def case_of(site: Site, number: str) -> Case:
    found = await find_case(site, number)
    assert found is not None
    return found


async def passes(site: Site, moment: dt.datetime) -> None:
    """It is then, and two workers have done all there was to do; nothing of it happens in between."""
    at(moment)
    worker = Worker(site)
    await worker._due()
    await asyncio.gather(worker._reminders(), Worker(site)._reminders())
    while await worker.once():
        pass


async def told(to: str) -> list[str]:
    """The letters to somebody, the oldest first: what their heads say, and the text."""
    letters = [one for one in reversed(await mailbox.letters()) if one.to == to]
    return [_read(stored.source) for one in letters if (stored := await mailbox.letter(one.message_id))]


def _read(source: bytes) -> str:
    read = message_from_bytes(source, policy=policy.default)
    body = read.get_body(("plain",))
    assert body is not None
    return f"{read['Message-ID']} {read['Subject']}\n{body.get_content()}"

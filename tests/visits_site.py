"""A site whose one service asks for a visit, and says what follows when nobody comes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from uuid import UUID, uuid4

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import Site, find_case, move, open_case
from xidmet.cases.answer import answer
from xidmet.jobs import Worker
from xidmet.store import appointments
from xidmet.store.appointments import Place

from tests.contract.sites import write_site
from tests.core.certificate import token

PLUGIN = """
from xidmet import Agency, Appointment, Form, Notice, Officer, Party, Service, State, Text, Transition, hookimpl

body = Agency("halls", "Halls")
clerk = Officer("clerk", "Clerk of halls", body)
guard = Officer("guard", "Guard of halls", body)
person = Party("Person")
exam = Appointment("halls.exam", "Exam", at=clerk, minutes=60, again=1, bring="Bring your card.")


class Wish(Form):
    name = Text("Name")


class Card(Service):
    slug, title, agency, law, purpose, keep_years = "card", "Card", body, "Law", "To be examined", 1
    form, applicant, columns = Wish, person, (Wish.name,)
    draft = State("Draft", waits_for=person)
    called = State("Called", waits_for=clerk, appointment=exam)
    absent, passed, left = State("Absent"), State("Passed", waits_for=person), State("Left")
    starts = draft
    send = Transition("Send", draft, called, by=person)
    passes = Transition("Passed", called, passed, by=clerk)
    missed = Transition("Did not come", called, absent, at=called.missed, tells=[Notice(person, "{number} is over")])
    leave = Transition("Leave", [called, passed], left, by=person)
    guarded = Transition("Looked at", called, called, by=guard)


@hookimpl
def services():
    return [Card]
"""
SLUG, KIND, OFFICE, AGENCY = "card", "halls.exam", "halls:clerk", "halls"
FRIDAY = dt.datetime(2027, 2, 26, 10, 0, tzinfo=clock.BAKU)
MONDAY = dt.date(2027, 3, 1)


def visits_site(folder: Path) -> Path:
    """The site's folder."""
    return write_site(folder, {"halls": PLUGIN}).parent


def at(moment: dt.datetime) -> None:
    """It is then."""
    clock.advance(moment - clock.now())


def on(month: int, day: int, hour: int = 9, minute: int = 0) -> dt.datetime:
    return dt.datetime(2027, month, day, hour, minute, tzinfo=clock.BAKU)


async def hall(name: str = "Hall 1", seats: int = 1, **more: int) -> UUID:
    """Open from nine to twelve, with a break from half past ten to eleven: at nine, and at eleven."""
    hours = {"opens": 540, "closes": 720, "break_from": 630, "break_to": 660, "days_ahead": 14, "hours_before": 24}
    place = Place(uuid4(), AGENCY, KIND, name, "Bakı, Nizami 1", "", seats, **{**hours, **more})
    await appointments.add(place)
    return place.id


async def called(site: Site, actor: Actor) -> str:
    """The number of a case for which a visit is to be booked."""
    case = await open_case(site, actor, SLUG, token())
    assert not (await answer(site, actor, case.number, {"name": "Leyla"}, 1)).errors
    await done(site, actor, case.number, "send")
    return case.number


async def done(site: Site, actor: Actor, number: str, name: str) -> None:
    before = await find_case(site, number)
    assert before is not None
    await move(site, actor, number, name, version=before.version, token=token())


async def worked(site: Site) -> None:
    """All that is due just now is done."""
    while await Worker(site).once():
        pass


DEMO = """

@hookimpl
def demo(people, today):
    return DemoData(offices=[("nigar", clerk.key)], places=[DemoPlace(exam, "Hall 1", "Bakı, Nizami 1")])
"""


def demonstration(folder: Path) -> Path:
    """The same, with a place and an officer who receives people there."""
    words = PLUGIN.replace("import Agency,", "import Agency, DemoData, DemoPlace,", 1)
    return write_site(folder, {"halls": words + DEMO}).parent

"""The invented people of a demonstration, and the rows of the plugins about them."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

from xidmet import clock
from xidmet.auth.parties import person_key
from xidmet.auth.wards import Guardianship, guardianship
from xidmet.contract.answers import row_key
from xidmet.contract.plain import to_store
from xidmet.contract.roles import ADMINISTRATOR, ASSISTANT
from xidmet.contract.sources import DemoData, DemoPerson
from xidmet.plugins import Catalogue
from xidmet.registers.beginning import texts_of
from xidmet.store import accounts, appointments, registers, transaction
from xidmet.store.accounts import Person
from xidmet.store.appointments import Place
from xidmet.store.bound import is_unique_violation

ADDRESS = "AZ1114, Bakı şəhəri, Nizami küçəsi 10"
EMPLOYER, EMPLOYER_NAME = "1400000101", "“Nümunə Logistika” MMC"
ASSISTS = "nigar"  # at the service centre
HELD_FOR = dt.timedelta(days=60)  # offices and mandates: the invented cases are some days old
DEMO_PEOPLE = (
    DemoPerson("leyla", "5VBK5VR", "Əliyeva", "Leyla", "Rauf qızı"),
    DemoPerson("rashad", "94FMDDD", "Quliyev", "Rəşad", "Tofiq oğlu", "m", EMPLOYER, EMPLOYER_NAME, "seal_holder"),
    DemoPerson("aynur", "6LWT8HD", "İbrahimova", "Aynur", "Samir qızı", "f", EMPLOYER, EMPLOYER_NAME, "head"),
    DemoPerson("nigar", "2XKH7PC", "Həsənova", "Nigar", "Elçin qızı", role="officer"),
    DemoPerson("fuad", "8NPX3WK", "Kərimov", "Fuad", "Zaur oğlu", "m", role="head"),
    DemoPerson("kamran", "7RTQ4ZN", "Məmmədov", "Kamran", "Vaqif oğlu", "m", role="inspector"),
    DemoPerson("samira", "3MRV6QA", "Rzayeva", "Samira", "Nadir qızı", role="adviser"),
    DemoPerson(
        "mehmet", "7YLM4ZT", "Yılmaz", "Mehmet", "", "m", kind="foreigner", passport="TR-U12345678", language="en"
    ),
    DemoPerson("karim", "", "Nazari", "Karim", "", "m", kind="stateless", passport="AZ-ST004711", language="ru"),
)


async def seed(catalogue: Catalogue, today: dt.date) -> None:
    """Put people and rows in, once: a second run finds them and changes nothing."""
    async with transaction():
        if any([await accounts.by_demo_key(person.key) for person in DEMO_PEOPLE]):  # one may have closed her account
            return
        await _wards(today)
        made = {person.key: await _add(person) for person in DEMO_PEOPLE}
        for plugin in catalogue.plugins.values():
            if plugin.demo:
                data: DemoData = plugin.demo(people=DEMO_PEOPLE, today=today)
                await _rows(data)
                await _places(data)
                for key, officer in data.offices:
                    await _appoint(
                        made[key], officer, (ADMINISTRATOR, ASSISTANT) if key == ASSISTS else (ADMINISTRATOR,)
                    )


async def _appoint(account: UUID, officer: str, beside: tuple[str, ...]) -> None:
    """Whoever decides for an agency administers it too, so that its page can be seen; one of them assists there."""
    agency = officer.rpartition(":")[0]
    for key in (officer, *(f"{agency}:{role}" for role in beside)):
        await accounts.add_office(account, key, clock.now() - HELD_FOR)


async def demo_person(key: str) -> UUID | None:
    """The account of one of these people; None for everybody else. Who closed it comes back as somebody new."""
    known = await accounts.by_demo_key(key[:40])
    invented = next((person for person in DEMO_PEOPLE if person.key == key), None)
    if known or invented is None:
        return known.id if known else None
    try:
        async with transaction():
            again = await accounts.by_fin(invented.fin) if invented.fin else None
            return again.id if again else await _add(invented)
    except Exception as error:
        if not is_unique_violation(error):  # else two came at once, or somebody else has the address by now
            raise
    known = await accounts.by_demo_key(key)
    return known.id if known else None


async def _add(person: DemoPerson) -> UUID:
    moment = clock.now()
    account = Person(
        id=uuid4(),
        kind=person.kind,
        email=f"{person.key}@numune.example",
        password="",
        fin=person.fin or None,
        surname=person.surname,
        given_name=person.given_name,
        patronymic=person.patronymic,
        sex=person.sex,
        phone="",
        language=person.language,
        confirmed_at=moment,
        demo_key=person.key,
        passport=person.passport or None,
    )
    await accounts.add_person(account, moment)
    if person.voen:
        known = await accounts.organisation(person.voen)
        wanted = (
            known["id"]
            if known
            else await accounts.add_organisation(person.voen, person.organisation, "legal_entity", ADDRESS, moment)
        )
        await accounts.add_mandate(account.id, wanted, person.mandate, "demonstration", moment - HELD_FOR)
    return account.id


async def _wards(today: dt.date) -> None:
    """A child of the organisation's head, and one of age, who is in nobody's care any more."""
    guardian = next(person.fin for person in DEMO_PEOPLE if person.mandate == "head")
    since = today - dt.timedelta(days=400)
    for fin, name, years in (
        ("4CHD7MN", "İbrahimova Aylin Orxan qızı", 9),
        ("4CHD2PK", "İbrahimov Tunar Orxan oğlu", 19),
    ):
        born = dt.date(today.year - years, 3, 14)
        row = Guardianship(key=f"{guardian}-{fin}", guardian=guardian, ward=fin, name=name, born=born, since=since)
        await registers.keep(guardianship.name, row.key, person_key(guardian), to_store(row), texts_of(row))


async def _rows(data: DemoData) -> None:
    for register, about, row in data.rows:
        await registers.keep(register.name, row_key(row), about, to_store(row), texts_of(row))


async def _places(data: DemoData) -> None:
    """Open from nine to six, with an hour's break; a month ahead, and until the day before."""
    for one in data.places:
        wanted = one.appointment
        place = Place(
            id=uuid4(),
            agency=wanted.at.agency.code,
            kind=wanted.code,
            name=one.name,
            address=one.address,
            notes="",
            seats=one.seats,
            opens=9 * 60,
            closes=18 * 60,
            break_from=13 * 60,
            break_to=14 * 60,
            days_ahead=30,
            hours_before=24,
        )
        await appointments.add(place)

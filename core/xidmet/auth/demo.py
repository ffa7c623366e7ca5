"""The invented people of a demonstration, and the rows of the plugins about them."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

from xidmet import clock
from xidmet.contract.answers import row_key
from xidmet.contract.form import Form
from xidmet.contract.plain import to_store
from xidmet.contract.sources import DemoData, DemoPerson
from xidmet.plugins import Catalogue
from xidmet.store import accounts, registers, transaction
from xidmet.store.accounts import Person

EMPLOYER, EMPLOYER_NAME = "1400000101", "“Nümunə Logistika” MMC"
DEMO_PEOPLE = (
    DemoPerson("leyla", "5VBK5VR", "Əliyeva", "Leyla", "Rauf qızı"),
    DemoPerson("rashad", "94FMDDD", "Quliyev", "Rəşad", "Tofiq oğlu", "m", EMPLOYER, EMPLOYER_NAME, "seal_holder"),
    DemoPerson("nigar", "2XKH7PC", "Həsənova", "Nigar", "Elçin qızı", role="officer"),
    DemoPerson("kamran", "7RTQ4ZN", "Məmmədov", "Kamran", "Vaqif oğlu", "m", role="inspector"),
)


async def seed(catalogue: Catalogue, today: dt.date) -> None:
    """Put people and rows in, once: a second run finds them and changes nothing."""
    async with transaction():
        if await accounts.by_demo_key(DEMO_PEOPLE[0].key):
            return
        made = {person.key: await _add(person) for person in DEMO_PEOPLE}
        for plugin in catalogue.plugins.values():
            if plugin.demo:
                data: DemoData = plugin.demo(people=DEMO_PEOPLE, today=today)
                await _rows(data)
                for key, officer in data.offices:
                    await accounts.add_office(made[key], officer, clock.now())


async def _add(person: DemoPerson) -> UUID:
    moment = clock.now()
    account = Person(
        id=uuid4(),
        kind="citizen",
        email=f"{person.key}@numune.example",
        password="",
        fin=person.fin,
        surname=person.surname,
        given_name=person.given_name,
        patronymic=person.patronymic,
        sex=person.sex,
        phone="",
        language="az",
        confirmed_at=moment,
        demo_key=person.key,
    )
    await accounts.add_person(account, moment)
    if person.voen:
        wanted = await accounts.add_organisation(
            person.voen, person.organisation, "legal_entity", "AZ1114, Bakı şəhəri, Nizami küçəsi 10", moment
        )
        await accounts.add_mandate(account.id, wanted, person.mandate, "demonstration", moment)
    return account.id


async def _rows(data: DemoData) -> None:
    for register, about, row in data.rows:
        await registers.keep(register.name, row_key(row), about, to_store(row), texts_of(row))


def texts_of(row: Form) -> str:
    """Every text of a row, for search."""
    return " ".join(str(value) for value in vars(row).values() if value is not None and not isinstance(value, Form))

"""People of an agency: its administrators, its officers, and whoever is offered a role there."""

from __future__ import annotations

from uuid import UUID, uuid4

from xidmet import clock
from xidmet.auth import Actor, offices, sessions
from xidmet.cases import Site
from xidmet.store import accounts, office_acts, office_offers
from xidmet.store import offices as store
from xidmet.store.accounts import Person
from xidmet.store.tables import Message

AGENCY = "labour"
ROLE, ADMINISTRATOR = f"{AGENCY}:certificates", f"{AGENCY}:administrator"
ELSEWHERE = "another-agency"


async def person(name: str, *, confirmed: bool = True) -> Person:
    """One of the demonstration's people, or somebody new of this name."""
    known = await accounts.by_demo_key(name)
    if known is not None:
        return known
    moment = clock.now()
    made = Person(
        id=uuid4(),
        kind="citizen",
        email=address(name),
        password="",
        fin=None,
        surname="Sınaqlı",
        given_name=name.capitalize(),
        patronymic="",
        sex="f",
        phone="",
        language="az",
        confirmed_at=moment if confirmed else None,
        demo_key=name,
    )
    await accounts.add_person(made, moment)
    return made


def address(name: str) -> str:
    return f"{name}@numune.example"


async def actor(name: str, level: str = "substantial") -> Actor:
    """Signed in just now, known so surely."""
    opened = await sessions.start((await person(name)).id, "demo", "az", level=level)
    found = await sessions.actor_of(opened.session)
    assert found is not None
    return found


async def holds(name: str, *keys: str) -> Actor:
    """Somebody who holds these roles already."""
    for key in keys:
        await accounts.add_office((await person(name)).id, key, clock.now())
    return await actor(name)


async def offered(site: Site, by: Actor, to: str, key: str = ROLE) -> tuple[int, str]:
    """Number and token of a new offer."""
    number = await offices.propose(site.catalogue, by, AGENCY, key, address(to))
    return number, await token_to(to)


async def token_to(name: str) -> str:
    """Of the newest letter to somebody."""
    letters = Message.select(Message.link).where(
        (Message.address == address(name)) & Message.link.like("/office-offers/%")
    )
    newest = await letters.order_by(Message.created_at, ascending=False).first()
    assert newest is not None
    return str(newest["link"]).rpartition("/")[2]


async def held_by(name: str) -> set[str]:
    return {one.officer for one in await store.of_account((await person(name)).id, clock.now())}


async def office_of(name: str, key: str) -> UUID:
    (found,) = [one for one in await store.of_account((await person(name)).id, clock.now()) if one.officer == key]
    return found.id


async def offer(number: int) -> office_offers.Offered:
    found = await office_offers.by_number(AGENCY, number)
    assert found is not None
    return found


async def kinds() -> list[str]:
    """The agency's record, the oldest first."""
    return [act.kind for act in reversed(await office_acts.acts(AGENCY, 100))]

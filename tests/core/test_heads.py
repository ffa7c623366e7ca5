"""Of several who registered one organisation, one becomes its head: whoever confirms first."""

from __future__ import annotations

import asyncio
import datetime as dt
from uuid import UUID, uuid4

from xidmet import clock
from xidmet.auth.sessions import digest
from xidmet.auth.sign_up import confirm
from xidmet.cases import Site
from xidmet.store import accounts, links, transaction
from xidmet.store.accounts import Person


async def _registered(name: str, fin: str, organisation: UUID) -> tuple[UUID, str]:
    """An account that waits for its link, with the power to be had by it; and the link's token."""
    moment, token = clock.now(), f"link-of-{name}"
    person = Person(
        id=uuid4(),
        kind="citizen",
        email=f"{name}@numune.example",
        password="",
        fin=fin,
        surname="Sınaq",
        given_name=name,
        patronymic="",
        sex="f",
        phone="",
        language="az",
        confirmed_at=None,
        demo_key=None,
    )
    async with transaction():
        await accounts.add_person(person, moment)
        await accounts.add_mandate(person.id, organisation, "head", "registration", moment)
        await links.add_link(digest(token), "confirm", person.id, moment + dt.timedelta(hours=1))
    return person.id, token


async def test_of_several_who_confirm_at_once_one_is_the_head(site: Site) -> None:
    moment = clock.now()
    async with transaction():
        wanted = await accounts.add_organisation("1400000551", "“Sınaq” MMC", "legal_entity", "Bakı", moment)
    made = [await _registered(f"kimse{place}", f"5AAAAA{place}", wanted) for place in range(4)]
    await asyncio.gather(*(confirm(token) for _account, token in made))
    powers = [await accounts.powers(account, clock.now()) for account, _token in made]
    assert sum(1 for held in powers if held) == 1
    assert await accounts.has_head(wanted)

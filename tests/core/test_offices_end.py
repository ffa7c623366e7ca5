"""Roles at agencies: what the operator may, and what an end does to everybody and everything it touches."""

from __future__ import annotations

import asyncio

import pytest
from xidmet import clock
from xidmet.auth import Actor, offices, sessions
from xidmet.cases import Site
from xidmet.errors import LinkDead, NotAllowed, NotFound, Refused
from xidmet.store import offices as store

from tests.core.offices import (
    ADMINISTRATOR,
    AGENCY,
    ELSEWHERE,
    ROLE,
    actor,
    address,
    held_by,
    holds,
    kinds,
    offer,
    offered,
    office_of,
    person,
    token_to,
)


@pytest.fixture
async def nigar(site: Site) -> Actor:
    """The one administrator that the demonstration has."""
    return await actor("nigar")


@pytest.fixture
async def kamran(site: Site) -> Actor:
    """A second one."""
    return await holds("kamran", ADMINISTRATOR)


async def test_the_operator_appoints_only_the_first_alone(site: Site, nigar: Actor) -> None:
    await offices.end_by_operator(site.catalogue, AGENCY, nigar.email)
    tokens = {}
    for name in ("sevda", "orxan"):
        await person(name)
        assert (await offices.appoint(site.catalogue, AGENCY, address(name))).confirmed_by == "operator"
        tokens[name] = await token_to(name)
    for name in ("sevda", "orxan"):
        await offices.accept(site.catalogue, await actor(name), tokens[name])
    assert (await held_by("sevda"), await held_by("orxan")) == ({ADMINISTRATOR}, set()), "there was one by then"
    with pytest.raises(Refused):
        await offices.confirm_by_operator(site.catalogue, AGENCY, 2)
    await offices.confirm(site.catalogue, await actor("sevda"), AGENCY, 2)
    assert await held_by("orxan") == {ADMINISTRATOR}
    third = await offices.appoint(site.catalogue, AGENCY, address("tural"))
    assert third.confirmed_by == ""
    for name in ("sevda", "orxan"):
        await offices.end_by_operator(site.catalogue, AGENCY, address(name))
    assert (await offices.confirm_by_operator(site.catalogue, AGENCY, third.number)).confirmed_by == "operator"
    assert await held_by("tural") == set()
    await offices.accept(site.catalogue, await actor("tural"), await token_to("tural"))
    assert await held_by("tural") == {ADMINISTRATOR}


async def test_the_operator_is_the_second_pair_of_eyes_of_the_only_administrator(site: Site, nigar: Actor) -> None:
    number, token = await offered(site, nigar, "sevda")
    with pytest.raises(Refused):
        await offices.confirm(site.catalogue, nigar, AGENCY, number)
    await offices.accept(site.catalogue, await actor("sevda"), token)
    assert await held_by("sevda") == set()
    for _twice in range(2):
        await offices.confirm_by_operator(site.catalogue, AGENCY, number)
    assert await held_by("sevda") == {ROLE} and await kinds() == ["offered", "accepted", "confirmed", "holds"]
    with pytest.raises(NotFound):
        await offices.confirm_by_operator(site.catalogue, AGENCY, 99)
    with pytest.raises(NotFound):
        await offices.confirm_by_operator(site.catalogue, "no-such", number)


async def test_what_an_ended_administrator_began_falls(site: Site, nigar: Actor, kamran: Actor) -> None:
    by_kamran, token = await offered(site, kamran, "sevda")
    by_nigar, other_token = await offered(site, nigar, "orxan")
    await offices.confirm(site.catalogue, kamran, AGENCY, by_nigar)
    await offices.end(site.catalogue, nigar, AGENCY, await office_of("kamran", ADMINISTRATOR))
    with pytest.raises(LinkDead):
        await offices.accept(site.catalogue, await actor("sevda"), token)
    assert (await offer(by_kamran)).outcome == "withdrawn"
    await offices.accept(site.catalogue, await actor("orxan"), other_token)
    assert await held_by("orxan") == set(), "who confirmed it confirms nothing any more"
    tural = await holds("tural", ADMINISTRATOR)
    await offices.confirm(site.catalogue, tural, AGENCY, by_nigar)
    assert await held_by("orxan") == {ROLE}


async def test_ended_at_once_and_given_anew(site: Site, nigar: Actor, kamran: Actor) -> None:
    sevda = await holds("sevda", ROLE)
    session = (await sessions.start(sevda.account, "demo", "az", level="high")).token
    assert (await visiting(session)).offices == {ROLE}
    office = await office_of("sevda", ROLE)
    for who in (await holds("orxan", ROLE), await holds("tural", f"{ELSEWHERE}:administrator")):
        with pytest.raises((NotAllowed, NotFound)):
            await offices.end(site.catalogue, who, AGENCY, office)
    with pytest.raises(NotFound):
        await offices.end(site.catalogue, nigar, AGENCY, await office_of("tural", f"{ELSEWHERE}:administrator"))
    for _twice in range(2):
        await offices.end(site.catalogue, nigar, AGENCY, office)
    assert (await visiting(session)).offices == frozenset()
    number, token = await offered(site, nigar, "sevda")
    await offices.confirm(site.catalogue, kamran, AGENCY, number)
    await offices.accept(site.catalogue, await actor("sevda"), token)
    assert (await visiting(session)).offices == {ROLE}
    await offices.end(site.catalogue, await actor("sevda"), AGENCY, await office_of("sevda", ROLE))
    assert (await kinds()).count("ended") == 2 and not await held_by("sevda")


async def visiting(token: str) -> Actor:
    found = await sessions.visitor(token)
    assert found is not None and found.actor is not None
    return found.actor


async def test_of_two_administrators_who_end_each_other_one_stays(site: Site, nigar: Actor, kamran: Actor) -> None:
    hers, his = await office_of("nigar", ADMINISTRATOR), await office_of("kamran", ADMINISTRATOR)
    done = await asyncio.gather(
        offices.end(site.catalogue, nigar, AGENCY, his),
        offices.end(site.catalogue, kamran, AGENCY, hers),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in done) in (["NoneType", "NotAllowed"], ["NoneType", "Refused"])
    left = [one for one in await store.of_agency(AGENCY, clock.now()) if one.officer == ADMINISTRATOR]
    assert len(left) == 1
    with pytest.raises(Refused, match="last administrator"):
        await offices.end(site.catalogue, await of(left[0]), AGENCY, left[0].id)


async def of(held: store.Held) -> Actor:
    return await actor("nigar" if held.name.startswith("Həsənova") else "kamran")

"""Roles at agencies: four eyes, whoever tries; what if twice, at once, too late, or not surely enough."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest
from xidmet import clock
from xidmet.auth import Actor, offices, sessions
from xidmet.auth.my_means import FOR_OFFICE, level_to_prove, remove
from xidmet.auth.offices import OfferGone
from xidmet.auth.offices.administrators import ACCEPTING, CONFIRMING
from xidmet.cases import Site
from xidmet.cases.find import case_for
from xidmet.errors import LinkDead, NotAllowed, NotFound, Refused, SurerNeeded, WrongAnswers, XidmetError
from xidmet.store import accounts, means, messages, office_offers
from xidmet.store import offices as store
from xidmet.store.means import Kept
from xidmet.store.tables import Account, Message

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

Deed = Callable[[], Awaitable[object]]


@pytest.fixture
async def nigar(site: Site) -> Actor:
    """The one administrator that the demonstration has."""
    return await actor("nigar")


@pytest.fixture
async def kamran(site: Site) -> Actor:
    """A second one."""
    return await holds("kamran", ADMINISTRATOR)


@pytest.mark.parametrize("order", ["accepted first", "confirmed first"])
async def test_it_holds_once_accepted_and_confirmed(site: Site, nigar: Actor, kamran: Actor, order: str) -> None:
    sevda = await actor("sevda")
    number, token = await offered(site, nigar, "sevda")
    deeds: list[Deed] = [
        lambda: offices.accept(site.catalogue, sevda, token),
        lambda: offices.confirm(site.catalogue, kamran, AGENCY, number),
    ]
    for deed in deeds if order == "accepted first" else reversed(deeds):
        assert await held_by("sevda") == set()
        for _twice in range(2):
            await deed()
    assert await held_by("sevda") == {ROLE} and (await actor("sevda")).offices == {ROLE}
    middle = ["accepted", "confirmed"] if order == "accepted first" else ["confirmed", "accepted"]
    assert await kinds() == ["offered", *middle, "holds"]
    assert [told.link for told in await messages.inbox([kamran.own_party])] == [f"/offices/{AGENCY}/offers/{number}"]
    assert [told.link for told in await messages.inbox([sevda.own_party])] == ["/offices"]
    assert [told.link for told in await messages.inbox([nigar.own_party])] == [f"/offices/{AGENCY}"]


async def second_pair_of_eyes(what: str) -> Actor:
    if what == "receiver":
        return await holds("sevda", ADMINISTRATOR)
    if what == "ended administrator":
        found = await holds("orxan", ADMINISTRATOR)
        await store.end(await office_of("orxan", ADMINISTRATOR), clock.now())
        return found  # signed in while they were one still
    keys = {"other officer": ROLE, "administrator elsewhere": f"{ELSEWHERE}:administrator"}
    if what in ("low", "proposer"):
        name, level = {"low": ("kamran", "low"), "proposer": ("nigar", "high")}[what]
        return await actor(name, level)
    return await holds("orxan", *([keys[what]] if what in keys else []))


NOT_THE_SECOND: dict[str, type[XidmetError]] = {
    "proposer": Refused,
    "receiver": Refused,
    "low": SurerNeeded,
    "ended administrator": NotAllowed,
    "other officer": NotAllowed,
    "administrator elsewhere": NotFound,
    "stranger": NotFound,
}


@pytest.mark.parametrize("accepted", [True, False], ids=["accepted", "not yet"])
@pytest.mark.parametrize("what", NOT_THE_SECOND)
async def test_nobody_but_a_second_administrator_confirms(
    site: Site, nigar: Actor, kamran: Actor, what: str, accepted: bool
) -> None:
    number, token = await offered(site, nigar, "sevda")
    if accepted:
        await offices.accept(site.catalogue, await actor("sevda"), token)
    who = await second_pair_of_eyes(what)
    with pytest.raises(NOT_THE_SECOND[what]) as refused:
        await offices.confirm(site.catalogue, who, AGENCY, number)
    assert type(refused.value) is NOT_THE_SECOND[what]
    with pytest.raises(Refused, match="has an administrator who can confirm"):
        await offices.confirm_by_operator(site.catalogue, AGENCY, number)
    assert ROLE not in await held_by("sevda") and "confirmed" not in await kinds()


async def test_who_confirmed_or_proposed_cannot_become_who_receives(site: Site, nigar: Actor, kamran: Actor) -> None:
    """Not even by taking over the address that the offer went to."""
    number, token = await offered(site, nigar, "sevda")
    await offices.confirm(site.catalogue, kamran, AGENCY, number)
    for name in ("kamran", "nigar"):
        await accounts.set_email((await person(name)).id, address("sevda"))
        with pytest.raises(Refused):
            await offices.accept(site.catalogue, await actor(name), token)
        await accounts.set_email((await person(name)).id, address(name))
    with pytest.raises(WrongAnswers):
        await offices.propose(site.catalogue, nigar, AGENCY, ROLE, f" {nigar.email.upper()}")
    assert ROLE not in await held_by("kamran") and (await offer(number)).outcome == ""


async def test_the_same_at_once_is_done_once(site: Site, nigar: Actor, kamran: Actor) -> None:
    sevda = await actor("sevda")
    made = await asyncio.gather(
        *(offices.propose(site.catalogue, nigar, AGENCY, ROLE, address("sevda")) for _time in range(3))
    )
    assert len(set(made)) == 1
    token = await token_to("sevda")
    both = [
        *(offices.accept(site.catalogue, sevda, token) for _time in range(2)),
        *(offices.confirm(site.catalogue, kamran, AGENCY, made[0]) for _time in range(2)),
    ]
    await asyncio.gather(*both)
    assert await kinds() in (
        ["offered", "accepted", "confirmed", "holds"],
        ["offered", "confirmed", "accepted", "holds"],
    )
    assert len(await store.of_account(sevda.account, clock.now())) == 1
    assert await Message.count().where(Message.link.like("/office-offers/%")) == 1


async def test_a_waiting_offer_and_a_held_role_are_not_offered_again(site: Site, nigar: Actor, kamran: Actor) -> None:
    await offered(site, nigar, "sevda")
    for who, key, to in ((kamran, ROLE, "SEVDA"), (kamran, ROLE, "nigar")):
        with pytest.raises(WrongAnswers) as wrong:
            await offices.propose(site.catalogue, who, AGENCY, key, address(to))
        assert set(wrong.value.errors) == {"address"}
    for key in (f"{AGENCY}:no-such", f"{ELSEWHERE}:administrator"):
        with pytest.raises(WrongAnswers):
            await offices.propose(site.catalogue, nigar, AGENCY, key, address("orxan"))
    assert await offices.propose(site.catalogue, kamran, AGENCY, ADMINISTRATOR, address("sevda")) == 2


async def test_the_link_is_for_one_account_and_one_time(site: Site, nigar: Actor, kamran: Actor) -> None:
    number, token = await offered(site, nigar, "sevda")
    assert await office_offers.by_digest(token) is None and await office_offers.by_digest(sessions.digest(token))
    for stranger in ("leyla", "kamran"):
        with pytest.raises(NotAllowed):
            await offices.accept(site.catalogue, await actor(stranger), token)
    sevda = await person("sevda", confirmed=False)
    with pytest.raises(NotAllowed):
        await offices.accept(site.catalogue, await actor("sevda"), token)
    await accounts.confirm(sevda.id, clock.now())
    await offices.accept(site.catalogue, await actor("sevda"), token)
    await accounts.set_email(sevda.id, "other@numune.example")
    orxan = await person("orxan")
    await accounts.set_email(orxan.id, address("sevda"))
    for again in (offices.accept, offices.decline):
        with pytest.raises(LinkDead):
            await again(site.catalogue, await actor("orxan"), token)
    assert (await offices.accept(site.catalogue, await actor("sevda"), token)).number == number, "again: nothing new"
    with pytest.raises(LinkDead):
        await offices.accept(site.catalogue, await actor("sevda"), "x" * 43)
    await offices.withdraw(site.catalogue, kamran, AGENCY, number)
    with pytest.raises(OfferGone):
        await offices.confirm(site.catalogue, kamran, AGENCY, number)
    assert await kinds() == ["offered", "accepted", "withdrawn"] and not await held_by("sevda")


async def test_declined_is_declined(site: Site, nigar: Actor, kamran: Actor) -> None:
    number, token = await offered(site, nigar, "sevda")
    for _twice in range(2):
        await offices.decline(site.catalogue, await actor("sevda", "low"), token)
    with pytest.raises(LinkDead):
        await offices.accept(site.catalogue, await actor("sevda"), token)
    with pytest.raises(OfferGone):
        await offices.confirm(site.catalogue, kamran, AGENCY, number)
    assert await kinds() == ["offered", "declined"]
    assert (await offered(site, nigar, "sevda"))[0] == number + 1


async def test_too_late(site: Site, nigar: Actor, kamran: Actor) -> None:
    number, token = await offered(site, nigar, "sevda")
    other, other_token = await offered(site, nigar, "orxan")
    await offices.accept(site.catalogue, await actor("orxan"), other_token)
    clock.advance(ACCEPTING - dt.timedelta(minutes=1))
    assert {one.offered.number for one in (await seen(site)).offers} == {number, other}
    clock.advance(dt.timedelta(minutes=2))
    for deed in (offices.accept, offices.decline):
        with pytest.raises(LinkDead):
            await deed(site.catalogue, await actor("sevda"), token)
    assert {one.offered.number for one in (await seen(site)).offers} == {other}
    again = (await offered(site, await actor("nigar"), "sevda"))[0]
    assert (await offer(number)).outcome == "lapsed" and again == 3
    clock.advance(CONFIRMING)
    with pytest.raises(OfferGone):
        await offices.confirm(site.catalogue, await actor("kamran"), AGENCY, other)
    assert not await held_by("orxan")


async def seen(site: Site) -> offices.Seen:
    return await offices.agency_for(site.catalogue, await actor("nigar"), AGENCY)


async def test_an_office_counts_only_after_a_sure_sign_in(site: Site, nigar: Actor) -> None:
    low = await actor("nigar", "low")
    assert not low.offices and low.unproved_offices == nigar.offices >= {ROLE, ADMINISTRATOR}
    number, token = await offered(site, nigar, "sevda")
    office = await office_of("nigar", ROLE)
    deeds: list[Deed] = [
        lambda: case_for(site, low, "2026-00000000"),
        lambda: offices.agency_for(site.catalogue, low, AGENCY),
        lambda: offices.propose(site.catalogue, low, AGENCY, ROLE, address("orxan")),
        lambda: offices.confirm(site.catalogue, low, AGENCY, number),
        lambda: offices.withdraw(site.catalogue, low, AGENCY, number),
        lambda: offices.end(site.catalogue, low, AGENCY, office),
    ]
    for deed in deeds:
        with pytest.raises(SurerNeeded):
            await deed()
    with pytest.raises(SurerNeeded):
        await offices.accept(site.catalogue, await actor("sevda", "low"), token)
    assert await kinds() == ["offered"]
    assert AGENCY in [one.here.code for one in await offices.mine(site.catalogue, low)]


async def test_a_password_alone_adds_no_second_means_to_an_officer(site: Site) -> None:
    for name, key, wanted in (("orxan", ROLE, "substantial"), ("sevda", None, None)):
        account = (await holds(name, *([key] if key else []))).account
        low = (await sessions.start(account, "password", "az", level="low")).session
        assert await level_to_prove(site.entrance, low, await actor(name, "low")) == wanted
        sure = (await sessions.start(account, "e-signature", "az", level="high")).session
        assert await level_to_prove(site.entrance, sure, await actor(name, "high")) is None


async def test_the_last_second_means_of_an_officer_stays(site: Site) -> None:
    orxan = await holds("orxan", ROLE)
    await Account.update({Account.demo_key: None, Account.password: "x"}).where(Account.id == orxan.account)
    session = (await sessions.start(orxan.account, "authenticator", "az", level="substantial")).session
    for key in ("one", "two"):
        await means.add(Kept(uuid4(), orxan.account, "authenticator", key, "", "substantial", b"", clock.now(), None))
    kept = await means.of_account(orxan.account)
    await remove(site.entrance, session, orxan, kept[0].id)
    with pytest.raises(Refused) as refused:
        await remove(site.entrance, session, orxan, kept[1].id)
    assert refused.value.refusal is FOR_OFFICE
    await store.end((await store.of_account(orxan.account, clock.now()))[0].id, clock.now())
    await remove(site.entrance, session, orxan, kept[1].id)

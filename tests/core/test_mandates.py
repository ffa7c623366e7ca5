"""Mandates are offered, accepted, asked for, ended: who may, what if twice, what if two at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from xidmet import clock
from xidmet.auth import Actor, mandates
from xidmet.auth.mandates import Wanted
from xidmet.auth.mandates.answer import OfferGone
from xidmet.auth.mandates.grant import HOLDS
from xidmet.cases import Site
from xidmet.errors import NotAllowed, NotFound, Refused, Stale, WrongAnswers, XidmetError
from xidmet.store import accounts, messages
from xidmet.store import mandates as store
from xidmet.store.tables import Message

from tests.core.mandates import (
    DAY,
    FORECAST,
    OTHERS,
    PERMIT,
    VOEN,
    account,
    actor,
    held_by,
    holder,
    kinds,
    organisation,
)

Deed = Callable[[Actor, UUID], Awaitable[object]]
TO_SEVDA = Wanted("operator", frozenset({FORECAST}), fin=OTHERS["sevda"], surname="sinaqlı")


async def granted(deed: Actor, _mandate: UUID) -> object:
    return await mandates.grant(deed, VOEN, TO_SEVDA)


async def ended(deed: Actor, mandate: UUID) -> object:
    return await mandates.end(deed, VOEN, mandate)


async def seen(deed: Actor, _mandate: UUID) -> object:
    return await mandates.organisation_for(deed, VOEN)


# who -> may see, grant, end another's mandate
WHO: dict[str, tuple[bool, type[XidmetError] | None, type[XidmetError] | None]] = {
    "head": (True, None, None),
    "seal holder": (True, NotAllowed, NotAllowed),
    "operator": (True, NotAllowed, NotAllowed),
    "limited": (True, NotAllowed, NotAllowed),
    "future": (False, NotFound, NotFound),
    "expired": (False, NotFound, NotFound),
    "ended": (False, NotFound, NotFound),
    "officer": (False, NotFound, NotFound),
    "stranger": (False, NotFound, NotFound),
}


async def one_who_is(what: str) -> Actor:
    if what in ("head", "seal holder", "officer", "stranger"):
        return await actor({"head": "aynur", "seal holder": "rashad", "officer": "nigar", "stranger": "leyla"}[what])
    roles = {"future": ("head", 1, None), "expired": ("head", -2, -1), "ended": ("head", -2, None)}
    role, starts, ends = roles.get(what, ("operator", -1, None))
    await holder("orxan", role, *((FORECAST,) if what == "limited" else ()), starts=starts, ends=ends)
    if what == "ended":
        await store.end((await held_by("orxan"))[0].id, "test", clock.now())
    return await actor("orxan")


@pytest.mark.parametrize("what", WHO)
async def test_who_may_what(site: Site, what: str) -> None:
    sevda = await account("sevda")
    await holder("tural", "operator")
    mandate, who = (await held_by("tural"))[0].id, await one_who_is(what)
    sees, grants, ends = WHO[what]
    for deed, refused in ((seen, None if sees else NotFound), (granted, grants), (ended, ends)):
        if refused is None:
            await deed(who, mandate)
        else:
            with pytest.raises(refused):
                await deed(who, mandate)
    assert bool(await store.offers_to([f"a:{sevda.id}"])) == (grants is None)
    assert bool((await held_by("tural"))[0].ended_at) == (ends is None)


async def test_granted_accepted_used_ended(site: Site) -> None:
    await account("sevda")
    aynur, sevda = await actor("aynur"), await actor("sevda")
    offer = await mandates.grant(aynur, VOEN, TO_SEVDA)
    assert sevda.powers == () and [one.id for one in (await mandates.mine(sevda)).offers] == [offer]
    assert [told.link for told in await messages.inbox([sevda.own_party])] == [f"/offers/{offer}"]
    assert [(await mandates.accept(sevda, offer)).outcome for _twice in range(2)] == ["accepted"] * 2
    (held,) = await held_by("sevda")
    assert (held.role, held.services, held.granted_by) == ("operator", {FORECAST}, str(aynur.account))
    assert (await actor("sevda", acting=True)).scope == {FORECAST}
    for _twice in range(2):
        await mandates.end(aynur, VOEN, held.id)
    assert (await actor("sevda")).powers == ()
    assert await kinds() == ["offered", "accepted", "ended"]
    assert next(told.text for told in await messages.inbox([sevda.own_party])).startswith(aynur.name)


async def test_the_same_offer_twice_is_one(site: Site) -> None:
    sevda = await account("sevda")
    aynur = await actor("aynur")
    made = await asyncio.gather(*(mandates.grant(aynur, VOEN, TO_SEVDA) for _time in range(3)))
    assert len(set(made)) == 1 and len(await store.offers_to([f"a:{sevda.id}"])) == 1
    assert await kinds() == ["offered"] and await Message.count().where(Message.channel == "inbox") == 1


async def test_to_an_address_without_an_account(site: Site) -> None:
    """The letter leads to registration; whoever confirms the address finds the offer, and nobody else does."""
    aynur = await actor("aynur")
    offer = await mandates.grant(aynur, VOEN, Wanted("operator", address="Sevda@numune.example"))
    (letter,) = await Message.select().where(Message.address == "Sevda@numune.example")
    assert letter["link"] == f"/offers/{offer}" and letter["party"] == ""
    for stranger in ("leyla", "rashad"):
        with pytest.raises(NotFound):
            await mandates.accept(await actor(stranger), offer)
    person = await account("sevda", confirmed=False)
    with pytest.raises(NotFound):
        await mandates.accept(await actor("sevda"), offer)
    await accounts.confirm(person.id, clock.now())
    await mandates.accept(await actor("sevda"), offer)
    assert [one.role for one in await held_by("sevda")] == ["operator"]


WRONG = {
    "nobody": (Wanted("operator"), "address"),
    "FIN without surname": (Wanted("operator", fin=OTHERS["sevda"]), "surname"),
    "another surname": (Wanted("operator", fin=OTHERS["sevda"], surname="Başqalı"), "fin"),
    "unknown FIN": (Wanted("operator", fin="9ZZZZZ9", surname="Sınaqlı"), "fin"),
    "limited head": (Wanted("head", frozenset({FORECAST}), address="a@b.example"), "services"),
    "head with an end": (Wanted("head", address="a@b.example", ends=clock.now() + DAY), "ends"),
    "head from later": (Wanted("head", address="a@b.example", starts=clock.now() + DAY), "starts"),
    "over before it begins": (
        Wanted("operator", address="a@b.example", starts=clock.now() + 2 * DAY, ends=clock.now() + DAY),
        "ends",
    ),
    "over already": (Wanted("operator", address="a@b.example", ends=clock.now() - DAY), "ends"),
}


@pytest.mark.parametrize("what", WRONG)
async def test_a_wrong_grant_is_told_beside_its_field(site: Site, what: str) -> None:
    await account("sevda")
    wanted, field = WRONG[what]
    with pytest.raises(WrongAnswers) as wrong:
        await mandates.grant(await actor("aynur"), VOEN, wanted)
    assert list(wrong.value.errors) == [field] and await kinds() == []


async def test_an_offer_falls_with_whoever_made_it_and_with_time(site: Site) -> None:
    await account("sevda")
    await holder("orxan", "head")
    orxan, aynur, sevda = await actor("orxan"), await actor("aynur"), await actor("sevda")
    offer = await mandates.grant(orxan, VOEN, TO_SEVDA)
    await mandates.end(aynur, VOEN, (await held_by("orxan"))[0].id)
    with pytest.raises(OfferGone):
        await mandates.accept(sevda, offer)
    other = await mandates.grant(aynur, VOEN, Wanted("operator", fin=OTHERS["sevda"], surname="Sınaqlı"))
    clock.advance(HOLDS + DAY)
    with pytest.raises(OfferGone):
        await mandates.accept(sevda, other)
    assert await held_by("sevda") == []


@pytest.mark.parametrize("how", ["declined", "withdrawn"])
async def test_what_was_declined_or_withdrawn_cannot_be_accepted(site: Site, how: str) -> None:
    await account("sevda")
    aynur, sevda = await actor("aynur"), await actor("sevda")
    offer = await mandates.grant(aynur, VOEN, TO_SEVDA)
    for _twice in range(2):
        await (mandates.decline(sevda, offer) if how == "declined" else mandates.withdraw(aynur, VOEN, offer))
    with pytest.raises(OfferGone):
        await mandates.accept(sevda, offer)
    assert await kinds() == ["offered", how] and await held_by("sevda") == []
    assert await mandates.grant(aynur, VOEN, TO_SEVDA) != offer, "it can be offered again"


async def test_the_last_head_stays(site: Site) -> None:
    aynur = await actor("aynur")
    (own,) = await held_by("aynur")
    with pytest.raises(Refused):
        await mandates.end(aynur, VOEN, own.id)
    await holder("orxan", "head", starts=1)
    with pytest.raises(Refused):
        await mandates.end(aynur, VOEN, own.id)
    await holder("tural", "head")
    await mandates.end(aynur, VOEN, own.id)
    assert (await actor("aynur")).powers == ()


async def test_of_two_heads_who_end_each_other_one_stays(site: Site) -> None:
    await holder("orxan", "head")
    aynur, orxan = await actor("aynur"), await actor("orxan")
    (hers,), (his,) = await held_by("aynur"), await held_by("orxan")
    done = await asyncio.gather(
        mandates.end(aynur, VOEN, his.id), mandates.end(orxan, VOEN, hers.id), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in done) == ["NoneType", "NotAllowed"]
    ends = [(await held_by(name))[0].ended_at for name in ("aynur", "orxan")]
    assert len([one for one in ends if one]) == 1 and await kinds() == ["ended"]


async def test_both_heads_giving_up_at_once_leave_one(site: Site) -> None:
    await holder("orxan", "head")
    aynur, orxan = await actor("aynur"), await actor("orxan")
    (hers,), (his,) = await held_by("aynur"), await held_by("orxan")
    done = await asyncio.gather(
        mandates.end(aynur, VOEN, hers.id), mandates.end(orxan, VOEN, his.id), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in done) == ["NoneType", "Refused"]


async def test_a_holder_gives_up_and_the_heads_are_told(site: Site) -> None:
    await holder("tural", "operator")
    await mandates.end(await actor("tural"), VOEN, (await held_by("tural"))[0].id)
    assert await held_by("tural") and (await held_by("tural"))[0].ended_at
    assert [told.link for told in await messages.inbox([(await actor("aynur")).own_party])] == [
        f"/organisations/{VOEN}"
    ]


async def test_asked_for_once_and_granted(site: Site) -> None:
    await account("sevda")
    sevda, aynur = await actor("sevda"), await actor("aynur")
    await asyncio.gather(*(mandates.ask(sevda, VOEN, "operator", frozenset({PERMIT})) for _press in range(3)))
    (asked,) = (await mandates.organisation_for(aynur, VOEN)).asked
    assert (asked.name, asked.services) == (sevda.name, {PERMIT})
    assert await Message.count().where(Message.party == aynur.own_party, Message.channel == "inbox") == 1
    assert (await mandates.organisation_for(await actor("rashad"), VOEN)).asked == ()
    with pytest.raises(NotAllowed):
        await mandates.decide(await actor("rashad"), VOEN, asked.id, granted=True, reason="")
    for _twice in range(2):
        await mandates.decide(aynur, VOEN, asked.id, granted=True, reason="")
    assert (await actor("sevda", acting=True)).roles_in(PERMIT) == {"operator"}
    with pytest.raises(Stale):
        await mandates.decide(aynur, VOEN, asked.id, granted=False, reason="Lazım deyil.")
    with pytest.raises(Refused):
        await mandates.ask(await actor("sevda"), VOEN, "operator", frozenset({PERMIT}))
    assert await kinds() == ["asked", "granted"] and len(await held_by("sevda")) == 1


async def test_declined_with_a_reason(site: Site) -> None:
    await account("sevda")
    sevda, aynur = await actor("sevda"), await actor("aynur")
    await mandates.ask(sevda, VOEN, "operator", frozenset())
    (asked,) = (await mandates.mine(sevda)).asked
    with pytest.raises(WrongAnswers):
        await mandates.decide(aynur, VOEN, asked.id, granted=False, reason="  ")
    await mandates.decide(aynur, VOEN, asked.id, granted=False, reason="Sizi tanımıram.")
    (asked,) = (await mandates.mine(sevda)).asked
    assert (asked.outcome, asked.reason) == ("declined", "Sizi tanımıram.")
    assert "Sizi tanımıram." in (await messages.inbox([sevda.own_party]))[0].text and await held_by("sevda") == []


@pytest.mark.parametrize(("voen", "confirmed"), [("9900000001", True), (VOEN, False)], ids=["unknown", "not confirmed"])
async def test_asking_in_vain(site: Site, voen: str, confirmed: bool) -> None:
    await account("sevda", confirmed=confirmed)
    with pytest.raises(Refused):
        await mandates.ask(await actor("sevda"), voen, "operator", frozenset())
    assert await store.requests_of(await organisation()) == []

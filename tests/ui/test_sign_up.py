"""Registration: the same one sent twice is one, and nobody stands in the way of somebody else's, or gets into it."""

from __future__ import annotations

import asyncio

import pytest
from xidmet.settings import Settings
from xidmet.store import mailbox
from xidmet.store.tables import Account, Mandate

from tests.ui.browser import Browser, Portal, portal_on
from tests.ui.people import PERSON, link_in_the_letter, registered, somebody

BODY = {"voen": "1400005541", "name": "Sınaq MMC", "kind": "legal_entity", "address": "Bakı, Nizami 1"}
SENT = "/sign-up/sent"


async def register(portal: Portal, into: str = "person", /, **other: str) -> Browser:
    browser = await somebody(portal, "anonymous")
    answer = await browser.post(f"/sign-up/{into}", {**PERSON, **other})
    assert answer.headers.get("location") == SENT, answer.text
    return browser


async def letters_to(address: str) -> int:
    return sum(letter.to == address for letter in await mailbox.letters())


async def test_a_double_click_makes_one_account_and_one_letter(settings: Settings) -> None:
    async with portal_on(settings) as portal:
        browser = await somebody(portal, "anonymous")
        before = await Account.count()
        answers = await asyncio.gather(*(browser.post("/sign-up/person", PERSON) for _click in range(3)))
        assert {answer.headers.get("location") for answer in answers} == {SENT}
        await portal.settle()
        assert await Account.count() == before + 1
        assert await letters_to(PERSON["email"]) >= 1


async def test_two_people_of_one_new_organisation_at_once(settings: Settings) -> None:
    async with portal_on(settings) as portal:
        other = {"fin": "6AB4CD8", "email": "ikinci@numune.example"}
        await asyncio.gather(
            register(portal, "organisation", **BODY), register(portal, "organisation", **{**BODY, **other})
        )
        await portal.settle()
        assert await letters_to(PERSON["email"]) == await letters_to(other["email"]) == 1
        assert await Mandate.count().where(Mandate.organisation.voen == BODY["voen"]) == 2


async def test_a_mistyped_address_does_not_bar_the_person(portal: Portal) -> None:
    """The letter went nowhere; registering again, with the right address, must work."""
    await register(portal, email="nergiz@numne.example")
    browser = await registered(portal, confirmed=True)
    assert "Nərgiz" in (await browser.get("/account")).text


async def test_who_registered_first_with_my_address_does_not_get_into_my_account(portal: Portal) -> None:
    await register(portal, password="oğrunun öz parolu", fin="6AB4CD8")
    await portal.settle()
    theirs = await link_in_the_letter()
    mine = await registered(portal, confirmed=True)
    assert (await mine.get("/account")).status_code == 200
    assert await Account.count().where(Account.claimed_fin == "6AB4CD8") == 0
    thief = await somebody(portal, "anonymous")
    entered = await thief.post("/sign-in", {"email": PERSON["email"], "password": "oğrunun öz parolu"})
    assert entered.status_code == 422
    assert (await thief.post(theirs)).status_code == 410, "the link of the registration that gave way"


async def test_the_same_registration_again_leaves_its_first_link_alive(portal: Portal) -> None:
    await register(portal)
    await portal.settle()
    first = await link_in_the_letter()
    browser = await register(portal)
    await portal.settle()
    assert await letters_to(PERSON["email"]) == 2
    assert (await browser.post(first)).headers["location"] == "/services"


@pytest.mark.parametrize("taken", ["email", "fin"])
async def test_a_confirmed_account_stays_as_it_is(portal: Portal, taken: str) -> None:
    await registered(portal, confirmed=True)
    await Account.update({Account.fin: PERSON["fin"], Account.claimed_fin: ""}).where(  # they proved it meanwhile
        Account.email == PERSON["email"]
    )
    before = await Account.select().order_by(Account.id)
    free = {"email": "yeni@numune.example", "fin": "6AB4CD8"}
    await register(portal, password="başqa bir uzun parol", surname="Oğru", **{**free, taken: PERSON[taken]})
    assert await Account.select().order_by(Account.id) == before
    await portal.settle()
    assert await letters_to(PERSON["email"]) == 2 and await letters_to(free["email"]) == 0


async def test_a_letter_asked_for_again_comes_at_once(portal: Portal) -> None:
    browser = await register(portal)
    await portal.settle()
    answer = await browser.post("/sign-up/again", {"email": PERSON["email"]})
    assert answer.headers["location"] == SENT
    await portal.settle()
    assert await letters_to(PERSON["email"]) == 2

"""Accounts of foreigners and stateless persons: registered by passport, the same account when they become citizens."""

from __future__ import annotations

import pytest
from xidmet.auth import proof
from xidmet.contract.means import Proven
from xidmet.store import accounts, doors, transaction
from xidmet.store.tables import Account, Case, Message

from tests.ui.browser import Browser, Portal
from tests.ui.people import PASSWORD, anonymous, link_in_the_letter

HERE = "/account/identity"
BORN = {"born-day": "1", "born-month": "5", "born-year": "1990"}
AYLA = {
    "kind": "foreigner",
    "surname": "Demir",
    "given_name": "Ayla",
    "sex": "f",
    **BORN,
    "country": "TR",
    "passport": "u 7654321",
    "email": "ayla@numune.example",
    "password": PASSWORD,
}
CITIZEN = {"kind": "citizen", "fin": "6AB4CD9"}


async def register(portal: Portal, **other: str) -> Browser:
    browser = await anonymous(portal)
    answer = await browser.post("/sign-up/foreigner", {**AYLA, **other})
    assert answer.headers.get("location") == "/sign-up/sent", answer.text
    await portal.settle()
    return browser


async def confirmed(portal: Portal, **other: str) -> Browser:
    browser = await register(portal, **other)
    assert (await browser.post(await link_in_the_letter())).status_code == 303
    return browser


async def ayla() -> accounts.Person:
    found = await accounts.by_email(AYLA["email"])
    assert found is not None
    return found


@pytest.mark.parametrize("kind", ["foreigner", "stateless"])
async def test_a_passport_stands_where_there_is_no_fin(portal: Portal, kind: str) -> None:
    browser = await confirmed(portal, kind=kind)
    person = await ayla()
    assert (person.kind, person.fin, person.passport, person.claimed_passport) == (kind, None, None, "TR-U7654321")
    assert "TR-U7654321" in (await browser.get("/account")).text


async def test_a_card_of_residence_gives_a_fin_too(portal: Portal) -> None:
    await confirmed(portal, fin="7YLM4Z9")
    assert (await ayla()).claimed_fin == "7YLM4Z9" and (await ayla()).fin is None, "it is typed, not proved"


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"country": "AZ"}, "country"),
        ({"country": "QQ"}, "country"),
        ({"country": ""}, "country"),
        ({"passport": ""}, "passport"),
        ({"passport": "U1'; --"}, "passport"),
        ({"born-year": "2090"}, "born"),
        ({"kind": "citizen"}, "kind"),
        ({"kind": "legal_entity"}, "kind"),
    ],
)
async def test_what_cannot_be_is_said_and_nothing_is_lost(portal: Portal, other: dict[str, str], field: str) -> None:
    browser = await anonymous(portal)
    answer = await browser.post("/sign-up/foreigner", {**AYLA, **other})
    assert answer.status_code == 422 and f'href="#{field}' in answer.text
    assert 'value="Demir"' in answer.text and await accounts.by_email(AYLA["email"]) is None


async def test_a_stateless_person_may_have_a_document_of_ours(portal: Portal) -> None:
    await confirmed(portal, kind="stateless", country="AZ")
    assert (await ayla()).claimed_passport == "AZ-U7654321"


async def test_who_becomes_a_citizen_keeps_the_account(portal: Portal) -> None:
    browser = await confirmed(portal)
    before = await ayla()
    assert 'value="U7654321"' in (await browser.get(HERE)).text, "what the account says until now"
    assert (await browser.post(HERE, CITIZEN)).status_code == 303
    await portal.settle()
    after = await ayla()
    assert (after.id, after.kind, after.claimed_fin, after.claimed_passport) == (before.id, "citizen", "6AB4CD9", "")
    happened = [one.kind for one in await doors.happened(after.id, 0, 10)]
    assert happened.count("identity changed") == 1
    assert await Message.count().where(Message.address == AYLA["email"]) >= 1
    assert (await browser.post(HERE, CITIZEN)).status_code == 303, "the same once more"
    assert [one.kind for one in await doors.happened(after.id, 0, 10)].count("identity changed") == 1


async def test_what_is_typed_proves_nothing(portal: Portal) -> None:
    """Neither the FIN nor the passport of somebody else opens what belongs to them."""
    browser = await confirmed(portal)
    mehmet = await accounts.by_demo_key("mehmet")
    assert mehmet is not None and mehmet.passport is not None
    theirs = {"kind": "foreigner", "country": "TR", "passport": "U12345678", **BORN, "fin_of_card": "5VBK5VR"}
    await browser.get(HERE)
    assert (await browser.post(HERE, theirs)).status_code == 303
    person = await ayla()
    assert (person.fin, person.passport) == (None, None)
    assert "5VBK5VR" in (await browser.get("/account")).text
    assert await Account.count().where(Account.passport == mehmet.passport) == 1


async def test_a_proved_passport_is_not_registered_again(portal: Portal) -> None:
    await register(portal, passport="U12345678")
    assert await accounts.by_email(AYLA["email"]) is None
    mehmet = await accounts.by_demo_key("mehmet")
    assert mehmet is not None and await Message.count().where(Message.address == mehmet.email) == 1


async def test_what_a_means_proves_is_not_typed_over(portal: Portal) -> None:
    browser = await confirmed(portal)
    says = {"passport": "TR-U7654321", "citizenship": "TR"}
    async with transaction():
        await proof._attributes(await ayla(), "provider", Proven("x", "substantial", "Provider", says))
    person = await ayla()
    assert (person.kind, person.passport, person.claimed_passport) == ("foreigner", "TR-U7654321", "")
    assert 'name="kind"' not in (await browser.get(HERE)).text
    assert (await browser.post(HERE, CITIZEN)).status_code == 404
    assert (await ayla()).kind == "foreigner"


@pytest.mark.parametrize(
    ("citizenship", "kind"), [("AZ", "citizen"), ("XXA", "stateless"), ("GE", "foreigner"), ("<script>", "citizen")]
)
async def test_a_proof_says_whose_citizen_somebody_is(portal: Portal, citizenship: str, kind: str) -> None:
    leyla = await accounts.by_demo_key("leyla")
    assert leyla is not None
    async with transaction():
        await proof._attributes(leyla, "provider", Proven("x", "high", "Provider", {"citizenship": citizenship}))
    after = await accounts.person(leyla.id)
    assert after is not None and (after.kind, after.fin) == (kind, leyla.fin)


async def test_a_fin_brings_what_was_sent_before(portal: Portal) -> None:
    """A permit gives a FIN; from then on it is the person's, and nothing of the account is lost."""
    browser = await confirmed(portal)
    person = await ayla()
    async with transaction():
        said = Proven("x", "high", "Certificate", {"fin": "7YLM4Z9"})
        await proof._attributes(person, "e-signature", said)
    after = await ayla()
    assert (after.id, after.kind, after.fin) == (person.id, "foreigner", "7YLM4Z9")
    assert await Case.count().where(Case.party == f"a:{person.id}") == 0
    assert "7YLM4Z9" in (await browser.get("/account")).text

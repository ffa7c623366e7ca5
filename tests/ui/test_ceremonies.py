"""What all means of signing in have in common: who may go on, what a proof gives, and that it is taken once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from xidmet import clock
from xidmet.auth.throttle import CEREMONY
from xidmet.store.tables import Account, Attribute, Case, Ceremony, Means, Session

from tests.limits import window_begins
from tests.ui.answered import words
from tests.ui.browser import Browser, Portal
from tests.ui.people import PERSON, anonymous, somebody
from tests.ui.trial_means import Trial, begun, claimed, offer, signed_in_by

NEW, LEYLA, KAMRAN = "6ZZ9ZZ8", "5VBK5VR", "7RTQ4ZN"


async def who(browser: Browser) -> str:
    return words(await browser.get("/account"))


async def test_somebody_new_gets_an_account_of_their_own(portal: Portal) -> None:
    offer(portal, Trial())
    browser = await anonymous(portal)
    before = browser.client.cookies["session"]
    asked = await signed_in_by(browser, NEW)
    assert asked.headers["location"] == "/account/email?next=%2Faccount", "no letter can reach them yet"
    assert browser.client.cookies["session"] != before, "the token from before signing in is worth nothing"
    assert "Sınaqlı Sona" in await who(browser) and NEW in await who(browser)
    assert {row["name"] for row in await Attribute.select()} == {"fin", "surname", "given_name"}
    again = await anonymous(portal)
    await signed_in_by(again, NEW)
    assert await Account.count().where(Account.fin == NEW) == 1 == await Means.count()


async def test_a_person_who_is_known_by_the_fin_finds_their_account(portal: Portal) -> None:
    offer(portal, Trial())
    browser = await anonymous(portal)
    await signed_in_by(browser, LEYLA)
    assert "Leyla" in await who(browser)


async def test_a_proof_below_substantial_makes_nobody(portal: Portal) -> None:
    offer(portal, Trial(level="low"))
    browser = await anonymous(portal)
    answer = await signed_in_by(browser, LEYLA)
    assert answer.status_code == 403 and await Means.count() == 0
    assert (await browser.get("/account")).status_code == 303, "not signed in"


async def test_only_the_session_that_began_may_go_on_and_once(portal: Portal) -> None:
    offer(portal, Trial("leave"))
    victim, thief = await anonymous(portal), await anonymous(portal)
    where = await begun(victim)
    assert (await thief.get(where)).status_code == 404
    assert (await claimed(thief, where, KAMRAN)).status_code == 404
    shown = await claimed(victim, where, LEYLA)
    assert "https://elsewhere.example/?state=" in shown.text and shown.status_code == 200
    state = where.rpartition("/")[2]
    assert (await thief.get(f"/sign-in/trial/back?state={state}")).status_code == 404
    assert (await victim.get(f"/sign-in/other/back?state={state}")).status_code == 404
    assert (await victim.get(f"/sign-in/trial/back?state={state}")).headers["location"] == "/account"
    assert (await victim.get(f"/sign-in/trial/back?state={state}")).status_code == 404, "taken once"
    assert "Leyla" in await who(victim)


async def test_a_try_ends_by_itself(portal: Portal) -> None:
    offer(portal, Trial())
    browser = await anonymous(portal)
    where = await begun(browser)
    await Ceremony.update({Ceremony.ends_at: clock.now() - dt.timedelta(seconds=1)}, force=True)
    assert (await claimed(browser, where, LEYLA)).status_code == 404


async def test_looking_signs_nobody_in_and_a_call_from_outside_needs_no_session(portal: Portal) -> None:
    offer(portal, Trial("wait"))
    browser, phone = await anonymous(portal), portal.browser(place="10.0.0.9")
    where = await begun(browser)
    shown = await claimed(browser, where, LEYLA)
    assert "4711" in shown.text and "Look at your phone." in shown.text
    state = where.rpartition("/")[2]
    told = await phone.client.post(f"/sign-in/trial/calls/done?{state}", content=b"yes")
    assert (told.status_code, told.json()) == (200, {"taken": True})
    assert (await phone.client.post("/sign-in/trial/calls/done?nobody", content=b"yes")).status_code == 404
    looked = await browser.get(where)
    assert looked.status_code == 200 and (await browser.get("/account")).status_code == 303
    assert (await browser.post(where)).headers["location"] == "/account"


async def test_a_file_is_signed_elsewhere_and_sent_back(portal: Portal) -> None:
    offer(portal, Trial("sign"))
    browser = await anonymous(portal)
    where = await begun(browser)
    await claimed(browser, where, LEYLA)
    given = await browser.client.get(f"{where}/file")
    assert len(given.content) == 32 and "attachment" in given.headers["content-disposition"]
    wrong = await browser.client.post(where, data={"csrf": browser.csrf}, files={"signature": ("a.p7s", b"no")})
    assert wrong.status_code == 200 and "challenge.txt" in wrong.text
    large = await browser.client.post(where, data={"csrf": browser.csrf}, files={"signature": ("a", b"x" * 300_000)})
    assert large.status_code == 413
    right = await browser.client.post(where, data={"csrf": browser.csrf}, files={"signature": ("a", given.content)})
    assert right.headers["location"] == "/account"


async def test_a_refusal_says_why_and_signs_nobody_in(portal: Portal) -> None:
    offer(portal, Trial("refuse"))
    browser = await anonymous(portal)
    answer = await signed_in_by(browser, LEYLA)
    assert answer.status_code == 422 and "The phone said no." in answer.text


@pytest.mark.parametrize("fin", [LEYLA, KAMRAN])
async def test_to_step_up_is_to_prove_the_same_person(portal: Portal, fin: str) -> None:
    offer(portal, Trial())
    browser = await portal.signed_in("leyla")
    await Session.update({Session.level: "low"}, force=True)
    assert "Trial" in words(await browser.get("/step-up?level=high&next=/inbox"))
    before = browser.client.cookies["session"]
    where = await begun(browser, purpose="step-up", next="/inbox")
    answer = await claimed(browser, where, fin)
    if fin == KAMRAN:
        assert answer.status_code == 403
        assert [row["level"] for row in await Session.select()] == ["low"]
        return
    assert answer.headers["location"] == "/inbox" and browser.client.cookies["session"] != before
    assert [(row["level"], row["means"]) for row in await Session.select()] == [("high", "trial")]


async def test_a_means_is_added_to_one_account_only(portal: Portal) -> None:
    offer(portal, Trial())
    leyla, kamran = await portal.signed_in("leyla"), await portal.signed_in("kamran")
    assert (await claimed(leyla, await begun(leyla, purpose="add"), LEYLA)).status_code == 303
    taken = await claimed(kamran, await begun(kamran, purpose="add"), KAMRAN)
    assert taken.status_code == 403 and await Means.count() == 1
    other = await claimed(kamran, await begun(kamran, purpose="add"), LEYLA, "card-2")
    assert other.status_code == 403 and await Means.count() == 1


async def test_a_fin_that_was_only_typed_gives_nothing_until_it_is_proved(portal: Portal) -> None:
    """Whoever registers with a stranger's FIN sees nothing of theirs, and does not stand in their way."""
    offer(portal, Trial())
    employee = await somebody(portal, "employee")
    number = await employee.open()
    account = await Account.select().where(Account.email == PERSON["email"]).first()
    assert account is not None
    assert (account["fin"], account["claimed_fin"]) == (None, PERSON["fin"])
    assert (await claimed(employee, await begun(employee, purpose="add"), PERSON["fin"])).status_code == 303
    party: Any = await Case.select(Case.party).where(Case.number == number).first()
    assert party["party"] == f"p:{PERSON['fin']}", "what was theirs still is"
    assert (await employee.get(f"/cases/{number}")).status_code == 200


async def test_a_stranger_who_typed_my_fin_loses_it_to_my_proof(portal: Portal) -> None:
    offer(portal, Trial())
    await somebody(portal, "employee")
    owner = await anonymous(portal)
    assert (await signed_in_by(owner, PERSON["fin"])).status_code == 303
    assert "Sınaqlı" in await who(owner), "a new account, not the stranger's"


@pytest.mark.parametrize("after", ["https://evil.example/", "//evil.example", "/\\evil", "javascript:alert(1)", ""])
async def test_afterwards_one_stays_on_this_site(portal: Portal, after: str) -> None:
    offer(portal, Trial())
    browser = await anonymous(portal)
    assert (await claimed(browser, await begun(browser, next=after), LEYLA)).headers["location"] == "/"


async def test_one_place_begins_only_so_many(portal: Portal) -> None:
    offer(portal, Trial())
    browser = await anonymous(portal)
    window_begins(CEREMONY)
    statuses = {(await browser.post("/sign-in/trial", {"next": "/"})).status_code for _one in range(61)}
    assert statuses == {303, 429}

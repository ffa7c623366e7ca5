"""The pages of agencies and their roles, from the letter to the desk, as a browser without a script sees them."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pytest
from xidmet import clock
from xidmet.auth import sessions, throttle
from xidmet.auth.offices.seen import PER_PAGE
from xidmet.store import accounts, mailbox, office_acts, office_offers
from xidmet.store.tables import Effect, Message, Office

from tests.core.offices import ADMINISTRATOR, AGENCY, ROLE, address, held_by, holds, kinds, office_of, person
from tests.core.offices import offer as offer_number
from tests.limits import window_begins
from tests.ui.browser import Browser, Portal
from tests.ui.people import PERSON, anonymous
from tests.ui.test_authenticator import code_typed, password_typed, with_app

HERE, LINK = f"/offices/{AGENCY}", re.compile(rb"/office-offers/[\w-]{43}")
SURER = "/step-up?level=substantial&amp;next="


@pytest.fixture
async def nigar(portal: Portal) -> Browser:
    return await portal.signed_in("nigar")


@pytest.fixture
async def kamran(portal: Portal) -> Browser:
    """The second administrator."""
    await holds("kamran", ADMINISTRATOR)
    return await portal.signed_in("kamran")


async def offered(portal: Portal, by: Browser, to: str, role: str = "certificates") -> str:
    """The link in the letter."""
    await by.get(f"{HERE}/offer")
    answer = await by.post(f"{HERE}/offer", {"address": to, "role": role})
    assert answer.headers.get("location") == f"{HERE}#offers", answer.text
    await portal.settle()
    for one in await mailbox.letters():
        letter = await mailbox.letter(one.message_id)
        if letter is not None and letter.to == to and (found := LINK.search(letter.source.replace(b"=\n", b""))):
            return found[0].decode()
    raise AssertionError(f"no letter to {to}")


async def signed_in_low(portal: Portal, name: str) -> Browser:
    """With a password alone."""
    browser = portal.browser()
    token = (await sessions.start((await person(name)).id, "password", "az", level="low")).token
    browser.client.cookies.set("session", token, domain="localhost.local", path="/")
    await browser.get("/account")
    return browser


async def test_from_the_letter_to_the_desk(portal: Portal, nigar: Browser, kamran: Browser) -> None:
    """Somebody who has no account yet: registers, adds a second means, accepts; a second administrator confirms."""
    link = await offered(portal, nigar, PERSON["email"])
    stranger = await anonymous(portal)
    shown = await stranger.get(link)
    assert shown.status_code == 200 and f"/sign-in?next={link}" in shown.text and "Sosial" not in shown.text
    app = await with_app(portal)
    asked = await app.browser.get(link)
    assert asked.status_code == 200 and SURER in asked.text and 'value="accept"' not in asked.text
    refused = await app.browser.post(link, {"answer": "accept"})
    assert refused.status_code == 403 and SURER in refused.text
    newcomer, where = await password_typed(portal)
    await code_typed(newcomer, where, app.code())
    assert 'value="accept"' in (await newcomer.get(link)).text
    for _twice in range(2):
        assert (await newcomer.post(link, {"answer": "accept"})).headers["location"] == link
    assert (await newcomer.get("/desk")).status_code == 403, "nobody has confirmed it"
    (path,) = set(re.findall(rf'href="({HERE}/offers/\d+)"', (await kamran.get(HERE)).text))
    assert PERSON["email"] in (await kamran.get(path)).text
    for _twice in range(2):
        assert (await kamran.post(path)).headers["location"] == f"{HERE}#offers"
    desk = await newcomer.get("/desk")
    assert desk.status_code == 200 and 'href="/offices"' in desk.text
    assert PERSON["surname"] in (await nigar.get(HERE)).text
    assert "/offices" in (await newcomer.get(link)).text
    await ended_by(nigar, app.browser, newcomer)


async def ended_by(nigar: Browser, low: Browser, newcomer: Browser) -> None:
    """And what the session with a password alone sees meanwhile."""
    told = await low.get("/desk")
    assert told.status_code == 403 and SURER in told.text
    assert 'href="/desk"' in (await low.get("/")).text and SURER in (await low.get("/offices")).text
    account = await accounts.by_email(PERSON["email"])
    assert account is not None
    (end,) = re.findall(
        rf'{PERSON["surname"]}.*?href="({HERE}/held/[^"]+/end)"', (await nigar.get(HERE)).text, re.DOTALL
    )
    assert (await newcomer.get(end)).status_code == 200, "it is their own"
    assert (await low.get(end)).status_code == 403
    for _twice in range(2):
        assert (await nigar.post(end)).status_code == 303
    assert (await newcomer.get("/desk")).status_code == 403 and not await accounts.offices(account.id, clock.now())
    assert await kinds() == ["offered", "accepted", "confirmed", "holds", "ended"]


async def test_the_link_is_in_the_letter_alone(portal: Portal, nigar: Browser) -> None:
    link = await offered(portal, nigar, address("leyla"))
    kept = await Message.select()
    effects = [str(one) for one in await Effect.select()]
    pages = [await (await portal.signed_in("leyla")).get(path) for path in ("/inbox", "/offices")]
    assert not [one for one in (*map(str, kept), *effects, *(page.text for page in pages)) if link in one]


WRONG = [
    ({}, "address"),
    ({"address": "x", "role": "certificates"}, "address"),
    ({"address": "a@b.example"}, "role"),
    ({"address": "a@b.example", "role": "chief"}, "role"),
    ({"address": "a@b.example", "role": "mayor:clerk"}, "role"),
    ({"address": address("nigar"), "role": "certificates"}, "address"),
    ({"address": "<script>@b.example", "role": "certificates"}, "address"),
    ({"address": "a@b.example\r\nBcc: c@d.example", "role": "certificates"}, "address"),
    ({"address": f"{'a' * 300}@b.example", "role": "certificates"}, "address"),
]


@pytest.mark.parametrize(("typed", "field"), WRONG)
async def test_a_wrong_offer_stays_on_its_page(nigar: Browser, typed: dict[str, str], field: str) -> None:
    answer = await nigar.post(f"{HERE}/offer", typed)
    assert answer.status_code == 422 and re.search(rf'<a href="#{field}[^"]*">', answer.text), answer.text
    assert "<script>@" not in answer.text and await office_offers.of_agency(AGENCY) == []
    if len(typed.get("address", "")) < 50 and "\n" not in typed.get("address", ""):
        assert f'value="{typed.get("address", "")}"' in unescape(answer.text)


async def test_a_second_offer_of_the_same_is_refused_with_a_sentence(
    portal: Portal, nigar: Browser, kamran: Browser
) -> None:
    await offered(portal, nigar, "yeni@numune.example")
    typed = {"address": "Yeni@numune.example", "role": "certificates"}
    assert (await nigar.post(f"{HERE}/offer", typed)).status_code == 303, "the same press twice"
    answer = await kamran.post(f"{HERE}/offer", typed)
    assert answer.status_code == 422 and "Yeni@numune.example" in answer.text
    assert len(await office_offers.of_agency(AGENCY)) == 1 and await kinds() == ["offered"]


async def test_who_offered_it_is_told_who_confirms(portal: Portal, nigar: Browser) -> None:
    await offered(portal, nigar, "yeni@numune.example")
    alone = (await nigar.get(HERE)).text
    assert "“labour 1”" in unescape(alone) and "Məmmədov" not in alone
    await holds("kamran", ADMINISTRATOR)
    assert "Məmmədov Kamran" in (await nigar.get(f"{HERE}/offers/1")).text
    assert 'class="ds-button primary"' not in (await nigar.get(f"{HERE}/offers/1")).text
    answer = await nigar.post(f"{HERE}/offers/1")
    assert answer.status_code == 409 and (await offer_number(1)).confirmed_by == ""
    assert (await nigar.post(f"{HERE}/offers/1/withdraw")).status_code == 303
    assert "yeni@numune.example" in (await nigar.get(f"{HERE}/offers/1")).text


async def test_the_last_administrator_is_told_to_find_a_successor(portal: Portal, nigar: Browser) -> None:
    end = f"{HERE}/held/{await office_of('nigar', ADMINISTRATOR)}/end"
    await Office.delete().where(
        Office.account == (await person("nigar")).id, Office.officer.not_in([ROLE, ADMINISTRATOR])
    )
    assert (await nigar.get(end)).status_code == 200
    answer = await nigar.post(end)
    assert answer.status_code == 409 and await held_by("nigar") >= {ROLE, ADMINISTRATOR}
    assert (await nigar.post(f"{HERE}/held/{await office_of('nigar', ROLE)}/end")).headers["location"] == "/offices"
    assert (await nigar.get("/desk")).status_code == 403 and 'href="/desk"' not in (await nigar.get("/")).text
    assert f'href="{HERE}"' in (await nigar.get("/offices")).text


async def test_other_officers_of_the_agency_end_only_their_own(portal: Portal, nigar: Browser) -> None:
    await holds("kamran", ROLE)
    officer = await portal.signed_in("kamran")
    assert HERE not in re.findall(r'href="([^"]+)"', (await officer.get("/offices")).text)
    for path in (HERE, f"{HERE}/offer", f"{HERE}/held/{await office_of('nigar', ROLE)}/end"):
        assert (await officer.get(path)).status_code == 403, path
    assert (await officer.post(f"{HERE}/held/{await office_of('nigar', ROLE)}/end")).status_code == 403
    assert (await officer.post(f"{HERE}/held/{await office_of('kamran', ROLE)}/end")).status_code == 303
    assert (await officer.get(HERE)).status_code == 404 and await held_by("nigar") >= {ROLE, ADMINISTRATOR}


@pytest.mark.parametrize(
    "path",
    [
        "/offices/no-such",
        "/offices/%25",
        f"/offices/{'x' * 5000}",
        f"{HERE}/offers/0",
        f"{HERE}/offers/-1",
        f"{HERE}/offers/99999999999999999999",
        f"{HERE}/offers/7",
        f"{HERE}/held/00000000-0000-4000-8000-000000000000/end",
        f"{HERE}?page=0",
        f"{HERE}?page=x",
    ],
)
async def test_what_is_not_there_is_not_found(nigar: Browser, path: str) -> None:
    assert (await nigar.get(path)).status_code == 404


async def test_an_unknown_answer_does_nothing(portal: Portal, nigar: Browser) -> None:
    link = await offered(portal, nigar, address("leyla"))
    leyla, rashad = await portal.signed_in("leyla"), await portal.signed_in("rashad")
    assert (await leyla.post(link, {"answer": "x"})).status_code == 400
    other = await rashad.get(link)
    assert other.status_code == 403 and "leyla" not in other.text
    assert (await rashad.post(link, {"answer": "decline"})).status_code == 403
    assert (await leyla.post(link, {"answer": "decline"})).headers["location"] == link
    assert (await leyla.get(link)).status_code == 200 and await kinds() == ["offered", "declined"]


async def test_what_was_done_is_paged(nigar: Browser) -> None:
    for at in range(PER_PAGE + 1):
        facts = {"officer": ROLE, "whom": f"<b>{at}</b>@numune.example"}
        await office_acts.add_act(AGENCY, "ended", None, "", facts, clock.now())
    first, second = await nigar.get(HERE), await nigar.get(f"{HERE}?page=2")
    counts = [acts(one) for one in (first, second)]
    assert counts == [PER_PAGE, 1] and "<b>50" not in first.text
    assert f"{HERE}?page=2#acts" in first.text and f"{HERE}?page=1#acts" in second.text


def acts(answer: httpx.Response) -> int:
    return answer.text.count('<li class="beside">')


async def test_offers_are_throttled(portal: Portal) -> None:
    window_begins(throttle.OFFICE_OFFER)
    nigar, account = await portal.signed_in("nigar"), (await person("nigar")).id
    for _offer in range(throttle.OFFICE_OFFER.most - 1):
        await throttle.take(throttle.OFFICE_OFFER, str(account))
    for at, status in ((1, 303), (2, 429)):
        typed = {"address": f"a{at}@numune.example", "role": "certificates"}
        assert (await nigar.post(f"{HERE}/offer", typed)).status_code == status


async def test_a_case_is_out_of_sight_for_an_officer_with_a_password_alone(
    portal: Portal, leyla_there: Browser, nigar: Browser
) -> None:
    number = await leyla_there.draft()
    await leyla_there.confirm(number)
    assert (await nigar.get(f"/cases/{number}")).status_code == 200
    low = await signed_in_low(portal, "nigar")
    for path in (f"/cases/{number}", "/cases/2026-00000000", f"/cases/{number}/move/revoke", HERE, "/desk"):
        answer = await low.get(path)
        assert answer.status_code == 403 and SURER in answer.text and "Əliyeva" not in answer.text, path
    assert (await low.client.get(f"/api/v1/cases/{number}")).json()["type"] == "urn:xidmet:surer-needed"
    own = await low.open()
    assert (await low.get(f"/cases/{own}")).status_code == 200
    assert await held_by("nigar") >= {ROLE, ADMINISTRATOR}

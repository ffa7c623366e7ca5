"""Passkeys: only for this site, this try and a verified person; a copy of a key is noticed."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from xidmet.settings import Settings
from xidmet.store.tables import Means, Session

from tests.ui.answered import text, words
from tests.ui.browser import Browser, Portal, portal_on
from tests.ui.people import anonymous
from tests.ui.security_key import PRESENT, SecurityKey
from tests.ui.trial_means import begun

OPTIONS = re.compile(r'data-options="([^"]+)"')


async def options(browser: Browser, where: str) -> dict[str, Any]:
    found = OPTIONS.findall((await browser.get(where)).text)
    given: dict[str, Any] = json.loads(unescape(found[0]))
    return given


async def added(portal: Portal, key: SecurityKey, who: str = "leyla") -> Browser:
    browser = await portal.signed_in(who)
    where = await begun(browser, "passkey", purpose="add", next="/account/means")
    answer = await browser.post(where, {"script": key.make(await options(browser, where))})
    assert answer.headers.get("location") == "/account/means", words(answer)
    return browser


async def shown(browser: Browser, key: SecurityKey, **more: Any) -> httpx.Response:
    """Sign in with it, without typing an address."""
    where = await begun(browser, "passkey")
    return await browser.post(where, {"script": key.show(await options(browser, where), **more)})


async def is_in(browser: Browser) -> bool:
    return (await browser.get("/account")).status_code == 200


async def test_it_is_added_and_signs_in_without_an_address(portal: Portal) -> None:
    key = SecurityKey()
    await added(portal, key)
    browser = await anonymous(portal)
    before = browser.client.cookies["session"]
    assert (await shown(browser, key)).headers["location"] == "/account"
    assert "Leyla" in words(await browser.get("/account")) and browser.client.cookies["session"] != before
    assert ("passkey", "substantial") in {(row["means"], row["level"]) for row in await Session.select()}
    assert (await shown(await anonymous(portal), key)).status_code == 303, "and again"


async def test_what_is_asked_of_the_browser(portal: Portal) -> None:
    key = SecurityKey()
    leyla = await added(portal, key)
    again = await options(leyla, await begun(leyla, "passkey", purpose="add"))
    assert [one["id"] for one in again["excludeCredentials"]] == [json.loads(key.make(again))["id"]]
    assert again["authenticatorSelection"]["userVerification"] == "required"
    assert again["authenticatorSelection"]["residentKey"] == "preferred" and again["rp"]["id"] == "localhost"
    surer = await options(leyla, await begun(leyla, "passkey", purpose="step-up"))
    assert surer["allowCredentials"][0]["transports"] == ["usb"], "of what the browser says, only what is known"
    stranger = await anonymous(portal)
    signing = await options(stranger, await begun(stranger, "passkey"))
    assert signing["allowCredentials"] == [] and signing["userVerification"] == "required"


WRONG: dict[str, Callable[[SecurityKey], SecurityKey]] = {
    "another origin": lambda key: replace(key, origin="http://localhost:8000.evil.example"),
    "another port": lambda key: replace(key, origin="http://localhost:8001"),
    "another site": lambda key: replace(key, site="evil.example"),
    "nobody was verified": lambda key: replace(key, flags=PRESENT),
    "nobody was there": lambda key: replace(key, flags=0),
    "another key": lambda key: replace(key, key=ec.generate_private_key(ec.SECP256R1())),
    "a copy whose counter lags behind": lambda key: replace(key, counter=key.counter - 1),
    "a key nobody added": lambda key: SecurityKey(),
}


@pytest.mark.parametrize("name", WRONG)
async def test_a_wrong_one_is_refused(portal: Portal, name: str) -> None:
    key = SecurityKey(counter=7)
    await added(portal, key)
    browser = await anonymous(portal)
    answer = await shown(browser, WRONG[name](key))
    assert answer.status_code == 422 and not await is_in(browser)
    assert (await shown(browser, replace(key, counter=9))).status_code == 303, "the right one still opens"


@pytest.mark.parametrize("name", ["another origin", "another site", "nobody was verified"])
async def test_a_wrong_one_is_not_added(portal: Portal, name: str) -> None:
    leyla = await portal.signed_in("leyla")
    where = await begun(leyla, "passkey", purpose="add")
    wrong = WRONG[name](SecurityKey())
    assert (await leyla.post(where, {"script": wrong.make(await options(leyla, where))})).status_code == 422
    assert await Means.count() == 0


async def test_an_answer_fits_one_try(portal: Portal) -> None:
    """Neither another try of the same browser, nor one of a thief, nor the same one again."""
    key = SecurityKey()
    await added(portal, key)
    browser, thief = await anonymous(portal), await anonymous(portal)
    where = await begun(browser, "passkey")
    answer = key.show(await options(browser, where))
    for who in (browser, thief):
        other = await begun(who, "passkey")
        assert (await who.post(other, {"script": answer})).status_code == 422
    assert (await thief.post(where, {"script": answer})).status_code == 404
    assert (await browser.post(where, {"script": answer})).status_code == 303
    await browser.get("/account")
    assert (await browser.post(where, {"script": answer})).status_code == 404


async def test_the_counter_goes_forward_once(settings: Settings) -> None:
    """Two that show the same counter at the same moment: one of them is a copy."""
    async with portal_on(settings) as portal:
        key = SecurityKey(counter=5)
        await added(portal, key)
        copy = replace(key)
        answers = await asyncio.gather(
            shown(await anonymous(portal), key), shown(await anonymous(portal), copy), return_exceptions=False
        )
        assert sorted(answer.status_code for answer in answers) == [303, 422]


async def test_the_named_person_must_be_the_owner(portal: Portal) -> None:
    key = SecurityKey()
    await added(portal, key)
    browser = await anonymous(portal)
    assert (await shown(browser, key, userHandle="AAAA")).status_code == 422
    assert (await shown(browser, key, userHandle=None)).status_code == 303, "some keep no names"


async def test_step_up_takes_only_ones_own(portal: Portal) -> None:
    key, other = SecurityKey(), SecurityKey()
    leyla = await added(portal, key)
    await added(portal, other, "kamran")
    where = await begun(leyla, "passkey", purpose="step-up", next="/inbox")
    given = await options(leyla, where)
    assert (await leyla.post(where, {"script": other.show(given)})).status_code == 422
    assert (await leyla.post(where, {"script": key.show(given)})).headers["location"] == "/inbox"


async def test_nobody_adds_the_key_of_somebody_else(portal: Portal) -> None:
    key = SecurityKey()
    await added(portal, key)
    kamran = await portal.signed_in("kamran")
    where = await begun(kamran, "passkey", purpose="add")
    answer = await kamran.post(where, {"script": key.make(await options(kamran, where))})
    assert answer.status_code == 403 and await Means.count() == 1


HOSTILE = (
    "{}",
    '{"id": 1}',
    '{"id": "' + "a" * 5000 + '"}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": []}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "!", "attestationObject": "!"}}',
    '{"id": {"a": {}}, "response": {"transports": [{}, 1], "userHandle": 5}}',
)


@pytest.mark.parametrize("script", HOSTILE)
async def test_hostile_answers_end_on_the_page(portal: Portal, script: str) -> None:
    leyla = await portal.signed_in("leyla")
    for purpose in ("add", "sign-in"):
        where = await begun(leyla, "passkey", purpose=purpose)
        answer = await leyla.post(where, {"script": script})
        assert answer.status_code in (200, 422), purpose
        assert OPTIONS.search(answer.text)


@pytest.mark.parametrize("script", ["[", "[]", "1", '"x"', "[" * 5000])
async def test_what_is_no_object_is_no_answer(portal: Portal, script: str) -> None:
    browser = await anonymous(portal)
    assert (await browser.post(await begun(browser, "passkey"), {"script": script})).status_code == 400


async def test_without_a_script_the_page_says_so(portal: Portal) -> None:
    browser = await anonymous(portal)
    where = await begun(browser, "passkey")
    answer = await browser.post(where, {"script": ""})
    assert answer.status_code == 200 and text("A passkey needs JavaScript, which is off in this browser.") in words(
        answer
    )

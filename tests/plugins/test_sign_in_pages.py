"""The portal's pages with the means that outside parties give: real servers on both sides, verification as it is."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from xidmet.settings import Settings
from xidmet.store import accounts
from xidmet.store.tables import SignIn

from tests.servers import free_port
from tests.signing import FINS, PHONES, Parties, hidden, parties_on, served
from tests.ui.browser import Browser, Portal, portal_on
from tests.ui.people import anonymous


@dataclass
class Town:
    portal: Portal
    parties: Parties


@pytest.fixture
async def town(embedded: Settings, tmp_path: Path) -> AsyncIterator[Town]:
    port, signing = free_port(), free_port()
    more = {"address": f"http://127.0.0.1:{port}", "port": port, "demo_signing_port": signing}
    settings = embedded.model_copy(update=more)
    async with (
        portal_on(settings) as portal,
        served(portal.app, port),
        parties_on(settings.data, settings.address, signing) as parties,
    ):
        yield Town(portal, parties)


async def begun(browser: Browser, name: str, **fields: str) -> tuple[str, httpx.Response]:
    """The address of a new try, and its first page."""
    sent = await browser.post(f"/sign-in/{name}", {"next": "/account", **fields})
    assert sent.status_code == 303, sent.text
    where = str(sent.headers["location"])
    return where, await browser.get(where)


async def ended(browser: Browser, where: str) -> httpx.Response:
    """The page where it leads in the end."""
    sent = await browser.post(where)
    assert sent.status_code == 303, sent.text
    assert sent.headers["location"] == "/account"
    return await browser.get("/account")


async def test_all_of_them_are_offered(town: Town) -> None:
    page = await (await anonymous(town.portal)).get("/sign-in")
    for action in ("/sign-in/mobile", "/sign-in/web2app", "/sign-in/provider"):
        assert action in page.text
    assert "Mobil imza" in page.text and "İmza tətbiqi" in page.text and "Eyniləşdirmə xidməti" in page.text


async def test_a_mobile_signature_signs_in(town: Town) -> None:
    browser = await anonymous(town.portal)
    where, asked = await begun(browser, "mobile")
    assert 'name="phone"' in asked.text and 'name="fin"' in asked.text
    wrong = await browser.post(where, {"phone": "12", "fin": "x"})
    assert wrong.status_code == 422
    waits = await browser.post(where, {"phone": PHONES["leyla"], "fin": FINS["leyla"]})
    code = re.search(r'<p class="code"[^>]*>(\d{4})</p>', waits.text)
    assert code and f'<p class="code">{code[1]}</p>' in await town.parties.phone("leyla")
    assert f'href="{town.parties.address}"' in waits.text, "where the phones of the demonstration are"
    assert (await browser.post(where)).status_code == 200, "nobody has answered yet"
    await town.parties.answer("leyla")
    looked = await browser.get(where)
    assert looked.status_code == 200 and (await browser.get("/account")).status_code == 303, "looking signs nobody in"
    assert "Leyla" in (await ended(browser, where)).text
    assert (await browser.get(where)).status_code == 404, "once"


async def test_a_refusal_on_the_phone_is_said_on_the_page(town: Town) -> None:
    browser = await anonymous(town.portal)
    where, _asked = await begun(browser, "mobile")
    await browser.post(where, {"phone": PHONES["leyla"], "fin": FINS["leyla"]})
    await town.parties.answer("leyla", "no")
    for told in (await browser.post(where), await browser.get(where)):
        assert told.status_code == 200 and "Telefonda imtina edildi." in told.text, (
            "a page that waits sent nothing wrong"
        )
    noted = await SignIn.select().where(SignIn.means == "mobile")
    leyla = await accounts.by_fin(FINS["leyla"])
    assert leyla and [(one["kind"], one["account"]) for one in noted] == [("refused", leyla.id)], (
        "its owner reads of it"
    )
    assert (await browser.get("/account")).status_code == 303


async def test_another_browser_does_not_enter_by_this_ones_phone(town: Town) -> None:
    victim, thief = await anonymous(town.portal), await anonymous(town.portal)
    where, _asked = await begun(victim, "mobile")
    await victim.post(where, {"phone": PHONES["leyla"], "fin": FINS["leyla"]})
    await town.parties.answer("leyla")
    assert (await thief.post(where)).status_code == 404
    assert (await thief.get("/account")).status_code == 303


async def test_an_app_signs_in_and_steps_up(town: Town) -> None:
    browser = await anonymous(town.portal)
    for purpose in ("sign-in", "step-up"):
        where, waits = await begun(browser, "web2app", purpose=purpose)
        await town.parties.client.post("/link", data={"data": _link(town, waits.text), "person": "leyla"})
        await town.parties.answer("leyla")
        assert "Leyla" in (await ended(browser, where)).text


async def test_an_app_of_somebody_else_does_not_step_up(town: Town) -> None:
    browser = await town.portal.signed_in("leyla")
    _where, waits = await begun(browser, "web2app", purpose="step-up")
    sent = {"data": _link(town, waits.text), "person": "rashad"}
    assert "asked of somebody else" in (await town.parties.client.post("/link", data=sent)).text


def _link(town: Town, page: str) -> str:
    """What the portal's page offers for the phone it is shown on."""
    found = re.search(rf'href="{re.escape(town.parties.address)}/link\?data=([^"]+)"', page)
    assert found, page
    return str(httpx.QueryParams(f"data={unescape(found[1])}")["data"])


async def _from_provider(town: Town, page: str, person: str = "leyla", level: str = "card") -> str:
    """The person goes where the portal's page leads, and answers; where that sends them."""
    found = re.search(rf'href="({re.escape(town.parties.address)}/oidc/authorize[^"]+)"', page)
    assert found, page
    there = await town.parties.client.get(unescape(found[1]))
    said = {"name": hidden(there.text, "name"), "person": person, "level": f"urn:xidmet:demo:{level}", "says": "yes"}
    back = (await town.parties.client.post("/oidc/answer", data=said)).headers["location"]
    assert back.startswith(town.portal.site.settings.address)
    return f"{urlsplit(back).path}?{urlsplit(back).query}"


async def test_a_provider_signs_in_once(town: Town) -> None:
    browser, thief = await anonymous(town.portal), await anonymous(town.portal)
    _where, leaves = await begun(browser, "provider")
    back = await _from_provider(town, leaves.text)
    assert (await thief.get(back)).status_code == 404, "another's answer leads nobody in"
    entered = await browser.get(back)
    assert entered.headers.get("location") == "/account", entered.text
    assert "Leyla" in (await browser.get("/account")).text
    assert (await browser.get(back)).status_code == 404


async def test_a_password_at_the_provider_makes_nobody(town: Town) -> None:
    browser = await anonymous(town.portal)
    _where, leaves = await begun(browser, "provider")
    told = await browser.get(await _from_provider(town, leaves.text, level="password"))
    assert told.status_code == 403 and (await browser.get("/account")).status_code == 303

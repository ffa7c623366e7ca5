"""The portal's pages of signing with the means that outside parties give: real servers on both sides, no shortcuts."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from xidmet.cases.signing import judge
from xidmet.demo_signing.remote_keys import PIN, keys_of
from xidmet.settings import Settings
from xidmet.signatures.apart import checked_apart

from tests import gallery
from tests.architecture.texts import ROOT
from tests.servers import free_port
from tests.signing import PHONES, Parties, hidden, parties_on, served
from tests.ui.answered import words
from tests.ui.browser import Browser, Portal, portal_on

MEANS = ("sign_in_mobile", "sign_in_web2app", "sign_remote")


@dataclass
class Town:
    portal: Portal
    parties: Parties

    async def due(self, browser: Browser) -> str:
        """The address of a page on which a new case is to be signed."""
        number = await browser.open("signed-request")
        shown = await browser.client.get(f"/cases/{number}/fill", follow_redirects=True)
        fields = {name: hidden(shown.text, name) for name in ("version", "seen", "window")}
        step = str(shown.url).rpartition("/")[2]
        await browser.post(f"/cases/{number}/fill/{step}", {**fields, "wish": "Ağac"})
        review = await browser.get(f"/cases/{number}/review")
        fields = {name: hidden(review.text, name) for name in ("version", "token")}
        sent = await browser.post(f"/cases/{number}/review", {**fields, "move": "send"})
        assert sent.status_code == 303, words(sent)
        return str(sent.headers["location"])

    async def begun(self, browser: Browser, page: str, name: str) -> str:
        sent = await browser.post(f"{page}/means/{name}")
        assert sent.status_code == 303, words(sent)
        return str(sent.headers["location"])

    async def agreed(self, page: httpx.Response, **said: str) -> str:
        """Somebody goes where the portal's page leads, and agrees; where that sends them."""
        found = re.search(rf'href="({re.escape(self.parties.address)}/csc/oauth2/authorize[^"]+)"', page.text)
        assert found, words(page)
        there = await self.parties.client.get(unescape(found[1]))
        answer = {"name": hidden(there.text, "name"), "person": "leyla", "pin": PIN, "says": "yes"} | said
        back = urlsplit((await self.parties.client.post("/csc/oauth2/answer", data=answer)).headers["location"])
        assert back.netloc == urlsplit(self.portal.site.settings.address).netloc
        return f"{back.path}?{back.query}"


def site_with_means(folder: Path) -> Path:
    """The gallery's services and the shipped means, with the options that this site's own file gives them."""
    (folder / "plugins").mkdir(parents=True)
    for name, place in (("signed_request", gallery.SITE), *((one, ROOT) for one in MEANS)):
        (folder / "plugins" / name).symlink_to(place / "plugins" / name)
    shipped = (ROOT / "plugins.toml").read_text("utf-8").split("[[plugins]]\n")
    kept = [one for one in shipped if any(one.startswith(f'name = "{name}"') for name in MEANS)]
    rows = ['name = "signed_request"\n', *kept]
    (folder / "plugins.toml").write_text("".join(f"[[plugins]]\n{row}" for row in rows), encoding="utf-8")
    return folder


@pytest.fixture
async def town(gallery_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    monkeypatch.setattr(judge, "checked_apart", partial(checked_apart, seconds=90))  # a machine may be busy
    port, signing = free_port(), free_port()
    more = {"address": f"http://127.0.0.1:{port}", "port": port, "demo_signing_port": signing}
    settings = gallery_settings.model_copy(update={**more, "site": site_with_means(tmp_path / "site")})
    async with (
        portal_on(settings) as portal,
        served(portal.app, port),
        parties_on(settings.data, settings.address, signing) as parties,
    ):
        yield Town(portal, parties)


async def has_moved(browser: Browser, answer: httpx.Response) -> bool:
    """To a case under which a signature stands."""
    assert answer.status_code == 303, words(answer)
    case = await browser.get(answer.headers["location"])
    return "done=send" in answer.headers["location"] and bool(re.search(r"/cases/[^/\"]+/signatures/", case.text))


async def test_a_case_is_signed_at_the_signing_service(town: Town) -> None:
    leyla, thief = await town.portal.signed_in("leyla"), await town.portal.signed_in("rashad")
    page = await town.due(leyla)
    where = await town.begun(leyla, page, "remote")
    back = await town.agreed(await leyla.get(where))
    assert (await thief.get(back)).status_code == 404, "another's answer leads nowhere"
    again = await leyla.get(back)
    wrong = await town.agreed(again, says="no")
    told = await leyla.get(wrong)
    assert "imzalamasına icazə vermədiniz" in words(told)
    where = await town.begun(leyla, page, "remote")
    once_more = await leyla.get(await town.agreed(await leyla.get(where)))
    last = await town.agreed(once_more)
    assert (await leyla.get(last)).status_code == 200
    assert "done=send" not in (await leyla.get(last)).text, "what was signed is taken by a post"
    assert await has_moved(leyla, await leyla.post(where))
    assert (await leyla.get(last)).status_code in (404, 409), "once"


async def test_a_pin_that_is_typed_on_the_portal_is_shown_nowhere(town: Town) -> None:
    holder = town.parties.signing.holders.people["leyla"]
    await town.parties.client.post("/csc/keys", data={"key": keys_of(holder)[0].id, "does": "pin"})
    leyla = await town.portal.signed_in("leyla")
    where = await town.begun(leyla, await town.due(leyla), "remote")
    asked = await leyla.get(await town.agreed(await leyla.get(where)))
    assert 'type="password"' in asked.text
    wrong = await leyla.post(where, {"secret_0": "314159"})
    assert "İmza xidməti bu kodu qəbul etmir." in words(wrong)
    assert wrong.status_code == 422 and "314159" not in wrong.text
    assert await has_moved(leyla, await leyla.post(where, {"secret_0": PIN}))


async def test_a_case_is_signed_by_phone(town: Town) -> None:
    leyla = await town.portal.signed_in("leyla")
    where = await town.begun(leyla, await town.due(leyla), "mobile")
    asked = await leyla.get(where)
    assert 'name="phone"' in asked.text and 'name="fin"' not in asked.text
    waits = await leyla.post(where, {"phone": PHONES["leyla"]})
    code = re.search(r'<p class="code"[^>]*>(\d{4})</p>', waits.text)
    assert code and f'<p class="code">{code[1]}</p>' in await town.parties.phone("leyla")
    await town.parties.answer("leyla")
    assert await has_moved(leyla, await leyla.post(where))


async def test_a_case_is_signed_by_the_app(town: Town) -> None:
    leyla = await town.portal.signed_in("leyla")
    where = await town.begun(leyla, await town.due(leyla), "web2app")
    waits = await leyla.get(where)
    found = re.search(rf'href="{re.escape(town.parties.address)}/link\?data=([^"]+)"', waits.text)
    assert found, words(waits)
    link = str(httpx.QueryParams(f"data={unescape(found[1])}")["data"])
    await town.parties.client.post("/link", data={"data": link, "person": "leyla"})
    await town.parties.answer("leyla")
    assert await has_moved(leyla, await leyla.post(where))

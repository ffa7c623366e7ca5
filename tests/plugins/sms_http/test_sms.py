"""News by SMS: a number that was proved, a gateway on a real socket, the end of each message, and what may go wrong."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sms_http.gateway import HttpGateway, Options, at, filled
from xidmet import clock
from xidmet.auth import Actor
from xidmet.language import translator
from xidmet.notifications import sms as by_sms
from xidmet.settings import Settings
from xidmet.sms import NoAnswer, NotTaken, Sms, Taken
from xidmet.store import mailbox
from xidmet.store.tables import Effect, Message, SmsNumber

from tests.architecture.texts import ROOT
from tests.servers import free_port
from tests.signing import PHONES, Parties, parties_on
from tests.talks_site import MONDAY, offices, refused, talks_site
from tests.terms_site import at as clock_at
from tests.ui.answered import words
from tests.ui.browser import Browser, Portal, portal_on

HERE = "/account/sms"
PATIENCE = 600  # looks; only against waiting for ever
CODE = re.compile(r"\b\d{6}\b")
PATHS = ("messages.0.id", "messages.0.deep.state", "messages.1.id", "flag", "x.y", "")
HERS = PHONES["leyla"]


@dataclass
class Town:
    portal: Portal
    parties: Parties

    def texts(self, number: str = HERS) -> list[str]:
        """What came to a number, the newest first."""
        return [one.asked["text"] for one in self.parties.signing.sms.at(number)]

    async def proved(self, browser: Browser, number: str = HERS) -> None:
        assert (await browser.post(HERE, {"number": number})).status_code == 303
        await self.portal.settle()
        code = CODE.findall(self.texts(number)[0])[0]
        assert (await browser.post(f"{HERE}/code", {"code": code})).status_code == 303


def site_with_sms(folder: Path) -> Path:
    talks_site(folder)
    (folder / "plugins" / "sms_http").symlink_to(ROOT / "plugins" / "sms_http")
    shipped = (ROOT / "plugins.toml").read_text("utf-8").split("[[plugins]]\n")
    mine = next(one for one in shipped if one.startswith('name = "sms_http"'))
    listed = folder / "plugins.toml"
    listed.write_text(f"{listed.read_text('utf-8')}\n[[plugins]]\n{mine}", encoding="utf-8")
    return folder


@asynccontextmanager
async def town_on(settings: Settings, folder: Path) -> AsyncIterator[Town]:
    demo = free_port()
    placed = settings.model_copy(update={"demo_signing_port": demo, "site": site_with_sms(folder)})
    async with portal_on(placed) as portal, parties_on(placed.data, placed.address, demo) as parties:
        assert portal.site.catalogue.faults == ()
        clock_at(MONDAY)
        yield Town(portal, parties)


@pytest.fixture
async def town(embedded: Settings, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_on(embedded, tmp_path / "site") as found:
        yield found


@pytest.fixture
async def people(town: Town) -> dict[str, Actor]:
    return await offices()


@pytest.fixture
async def leyla(town: Town) -> Browser:
    return await town.portal.signed_in("leyla", "en")


async def states() -> list[str]:
    rows: list[dict[str, Any]] = await Message.select(Message.state).where(Message.channel == "sms")
    return [row["state"] for row in rows]


async def test_a_number_counts_once_its_code_was_typed(town: Town, leyla: Browser) -> None:
    assert HERE in (await leyla.get("/account")).text
    assert (await leyla.post(HERE, {"number": "12"})).status_code == 422
    assert (await leyla.post(HERE, {"number": "060 000 00 0" + HERS[-1]})).status_code == 303
    await town.portal.settle()
    shown = words(await leyla.get(HERE))
    assert f"+994 *** {HERS[-2:]}" in shown and HERS not in shown
    assert await Message.count().where(Message.channel == "sms") == 0, "no code stays in the store"
    code = CODE.findall(town.texts()[0])[0]
    wrong = await leyla.post(f"{HERE}/code", {"code": f"{(int(code) + 1) % 1_000_000:06}"})
    assert wrong.status_code == 422 and "This is not the code of the last SMS" in words(wrong)
    kamran = await town.portal.signed_in("kamran", "en")
    assert (await kamran.post(f"{HERE}/code", {"code": code})).status_code == 422, "it is another account's"
    assert (await leyla.post(f"{HERE}/code", {"code": f"{code[:3]} {code[3:]}"})).status_code == 303
    assert (await leyla.post(f"{HERE}/code", {"code": code})).status_code == 422, "it holds once"
    assert "SMS go to" in words(await leyla.get(HERE))
    await town.portal.settle()
    letter = next(one for one in await mailbox.letters() if one.to == "leyla@numune.example")
    found = await mailbox.letter(letter.message_id)
    assert found and HERS.encode() not in found.source
    assert (await leyla.post(f"{HERE}/stop")).status_code == 303
    assert await SmsNumber.count() == 0 and "SMS go to" not in words(await leyla.get(HERE))


async def test_nobody_guesses_a_code(town: Town, leyla: Browser) -> None:
    await leyla.post(HERE, {"number": HERS})
    await town.portal.settle()
    code = CODE.findall(town.texts()[0])[0]
    for place in range(1, 6):
        await leyla.post(f"{HERE}/code", {"code": f"{(int(code) + place) % 1_000_000:06}"})
    assert (await leyla.post(f"{HERE}/code", {"code": code})).status_code == 422, "five tries, and it is void"
    await leyla.post(HERE, {"number": HERS})
    await town.portal.settle()
    late = CODE.findall(town.texts()[0])[0]
    clock_at(MONDAY + dt.timedelta(minutes=11))
    tried = await leyla.post(f"{HERE}/code", {"code": late})
    assert tried.status_code == 422 and "No code holds any more" in words(tried)
    asked = [(await leyla.post(HERE, {"number": HERS})).status_code for _more in range(6)]
    assert asked[-1] == 429 and await SmsNumber.count() == 1


async def test_news_of_a_case_comes_and_its_end_is_seen(town: Town, people: dict[str, Actor], leyla: Browser) -> None:
    await town.proved(leyla)
    number = await refused(town.portal.site, people)
    await town.portal.settle()
    news, code = town.texts()
    assert "link" in news and number not in news and "Qəti" not in news and "http" not in news and CODE.findall(code)
    assert await states() == ["delivered"]
    shown = words(await leyla.get(f"/cases/{number}"))
    assert f"+994 *** {HERS[-2:]}" in shown and HERS not in shown and "was delivered" in shown
    phone = await town.parties.phone("leyla")
    assert news in phone


async def test_a_phone_that_is_off_and_a_number_that_there_is_not(
    town: Town, people: dict[str, Actor], leyla: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stays "sent" when nobody ever learns of its end."""
    monkeypatch.setattr(by_sms, "REPORTED", dt.timedelta(0))
    await town.proved(leyla)
    town.parties.signing.phones.switch(town.parties.signing.holders.people["leyla"])
    await refused(town.portal.site, people)
    await town.portal.settle()
    assert await states() == ["sent"]
    await SmsNumber.update({SmsNumber.number: "+994600009999"}, force=True)
    await refused(town.portal.site, people)
    await town.portal.settle()
    assert sorted(await states()) == ["failed", "sent"]


async def test_an_sms_is_sent_again_until_the_gateway_is_there_and_comes_once(
    town: Town, people: dict[str, Actor], leyla: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await town.proved(leyla)
    gateway, real = town.portal.site.catalogue.sms, HttpGateway.send
    assert isinstance(gateway, HttpGateway)

    async def heard_and_lost(self: HttpGateway, sms: Sms) -> Taken | NotTaken:
        await real(self, sms)
        raise NoAnswer("ReadTimeout")

    monkeypatch.setattr(HttpGateway, "send", heard_and_lost)
    await refused(town.portal.site, people)
    for _look in range(PATIENCE):
        if await Effect.exists().where(Effect.error == "ReadTimeout"):
            break
        await asyncio.sleep(0.05)
    assert await states() == ["waiting"]
    monkeypatch.setattr(HttpGateway, "send", real)
    clock_at(MONDAY + dt.timedelta(minutes=1))
    await town.portal.settle()
    assert await states() == ["delivered"] and len(town.texts()) == 2, "the code, and the news once"


async def test_a_number_gets_ten_a_day_and_no_more(
    town: Town, people: dict[str, Actor], leyla: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_sms, "A_DAY", 2)
    await town.proved(leyla)
    for _case in range(3):
        await refused(town.portal.site, people)
        await town.portal.settle()
    assert sorted(await states()) == ["delivered", "delivered", "failed"] and len(town.texts()) == 3


async def test_a_site_without_a_gateway_has_no_such_page(embedded: Settings, tmp_path: Path) -> None:
    placed = embedded.model_copy(update={"site": talks_site(tmp_path / "plain")})
    async with portal_on(placed) as portal:
        leyla = await portal.signed_in("leyla", "en")
        assert (await leyla.get(HERE)).status_code == 404
        assert (await leyla.post(HERE, {"number": HERS})).status_code == 404
        assert HERE not in (await leyla.get("/account")).text
        assert (await leyla.post(f"{HERE}/stop")).status_code == 303


async def test_the_gateway_of_the_demonstration_wants_its_key(town: Town) -> None:
    body = {"from": "x", "to": HERS, "text": "x", "reference": "r"}
    key = {"Authorization": "Bearer demo-sms-secret"}
    async with httpx.AsyncClient(base_url=town.parties.settings.demo_signing) as client:
        for wrong in ({}, {"Authorization": "Bearer x"}):
            assert (await client.post("/sms/messages", json=body, headers=wrong)).status_code == 401
        first = (await client.post("/sms/messages", json=body, headers=key)).json()
        assert (await client.post("/sms/messages", json=body, headers=key)).json()["id"] == first["id"]
        other = await client.post("/sms/messages", json={**body, "text": "y"}, headers=key)
        assert other.status_code == 409
        for broken in (b"[", b"[]", b'{"to": 1}', b"\xff"):
            assert (await client.post("/sms/messages", content=broken, headers=key)).status_code == 400
        assert (await client.get("/sms/messages/none", headers=key)).status_code == 404


def test_texts_are_short_and_say_nothing_of_anybody() -> None:
    for language in ("az", "en", "ru"):
        text = translator(language).text(by_sms.TEXT)
        assert 20 < len(text) <= 134 and "http" not in text, (language, len(text))


def test_a_template_is_filled_once_and_an_answer_is_read_wherever_it_stands() -> None:
    texts = {"to": "+1", "text": "{to} {reference} {other}", "reference": "r"}
    body = {"messages": [{"to": "{to}", "content": {"text": "a {text}"}, "n": 1, "flag": True}]}
    assert filled(body, texts) == {
        "messages": [{"to": "+1", "content": {"text": "a {to} {reference} {other}"}, "n": 1, "flag": True}]
    }
    answer = {"messages": [{"id": 7, "deep": {"state": "ok"}}], "flag": True}
    found = [
        at(answer, path) for path in ("messages.0.id", "messages.0.deep.state", "messages.1.id", "flag", "x.y", "")
    ]
    assert found == ["7", "ok", "", "", "", ""]


async def test_what_a_gateway_answers_is_believed_in_nothing(town: Town) -> None:
    """Refused for good only where it says so; whatever else it says is tried again."""
    address = town.parties.settings.demo_signing

    def gateway(path: str, key: str = "demo-sms-secret") -> HttpGateway:
        more = {"headers": {"Authorization": f"Bearer {key}"}, "body": {"to": "{to}"}, "id": "id"}
        return HttpGateway(Options.model_validate({"url": f"{address}{path}", **more}))

    sms = Sms("r" * 32, HERS, "x")
    assert isinstance(await gateway("/sms/messages").send(sms), NotTaken), "400: the body is not what it wants"
    for wrong in (gateway("/sms/messages", "x"), gateway("/style.css")):
        with pytest.raises(NoAnswer):
            await wrong.send(sms)
    with pytest.raises(ValueError, match="https"):
        Options.model_validate({"url": "http://gateway.example/x", "body": {}})
    assert clock.now() and await Effect.count() == 0

"""The pages on which a head registers addresses for messages, and the feed that a program reads instead."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest
from xidmet import clock
from xidmet.auth import sessions, throttle
from xidmet.cases import webhooks
from xidmet.cases.webhooks import Deliveries
from xidmet.settings import Settings
from xidmet.store.tables import Mail, Message, OrganisationAct, Webhook

from tests.core.mandates import kinds
from tests.limits import window_begins
from tests.receivers import BROKEN, receiving
from tests.ui.browser import Browser, Portal, hidden
from tests.ui.machine import is_problem
from tests.ui.programs import HERE, OTHER, ROSTER, made, portal_for_programs, program

ALL = f"{HERE}/webhooks"
NOBODY = str(uuid4())


@pytest.fixture
async def portal(embedded: Settings, tmp_path: Path) -> AsyncIterator[Portal]:
    async with portal_for_programs(embedded, tmp_path / "site") as opened:
        yield opened


@pytest.fixture
async def aynur(portal: Portal) -> Browser:
    """The head."""
    return await portal.signed_in("aynur", "en")


async def form(head: Browser, address: str, **more: str) -> dict[str, str]:
    return {"token": hidden((await head.get(f"{ALL}/new")).text, "token"), "address": address, **more}


async def registered(head: Browser, address: str, **more: str) -> tuple[str, str]:
    """Where it stands, and its secret, as the page shows it once."""
    answer = await head.post(f"{ALL}/new", await form(head, address, **more))
    assert answer.status_code == 200, answer.text
    (secret,) = re.findall(r'id="made" type="text" value="(whsec_[^"]+)" readonly', answer.text)
    return re.findall(rf'href="({ALL}/[0-9a-f-]+)"', answer.text)[0], unescape(secret)


async def until(portal: Portal, count: int, got: list[object]) -> None:
    """The worker beside the portal delivers by itself."""
    for _look in range(1200):
        if len(got) >= count:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{len(got)} of {count} came")


async def test_from_the_form_to_the_last_message(portal: Portal, aynur: Browser) -> None:
    robot = program(portal, await made(aynur))
    async with receiving() as receiver:
        where, secret = await registered(aynur, receiver.address, services=ROSTER)
        assert secret not in (await aynur.get(where)).text + (await aynur.get(HERE)).text
        assert receiver.address in unescape((await aynur.get(HERE)).text)
        sent = (await robot.move(await robot.open(ROSTER, what="Kran"), "send")).json()
        await robot.move(await robot.open(OTHER, what="Kran"), "send")
        await until(portal, 1, receiver.got)
        assert receiver.events == [(sent["number"], sent["version"])] and receiver.got[0].is_signed_by(secret)
        told = receiver.got[0].says["data"]["events"][0]
        assert (told["service"], told["move"], told["state"]) == (ROSTER, "send", sent["state"]["name"])
        assert (await aynur.post(where, {"op": "test"})).headers["location"] == f"{where}#deliveries"
        await until(portal, 2, receiver.got)
        shown = (await aynur.get(where)).text
        delivery = hidden(shown, "delivery")
        assert "1 event" in shown and "Test" in shown and "Arrived" in shown
        assert (await aynur.post(where, {"op": "again", "delivery": delivery})).status_code == 303
        await until(portal, 3, receiver.got)
        assert (await aynur.post(where, {"op": "off"})).status_code == 303
        assert "Switched off" in (await aynur.get(where)).text
        assert (await aynur.post(where, {"op": "on"})).status_code == 303
        renewed = await aynur.post(f"{where}/secret")
        assert renewed.status_code == 200 and secret not in renewed.text and "24 hours" in renewed.text
        again = await aynur.post(f"{where}/secret")
        assert again.status_code == 409 and 'href="#secret"' in again.text and "whsec_" not in again.text
        assert (await aynur.post(where, {"op": "forget"})).status_code == 303
        assert (await aynur.get(f"{where}/end")).status_code == 200
        for _press in range(2):
            ended = await aynur.post(f"{where}/end")
        assert ended.status_code == 404, "the second press finds nothing any more"
    assert await kinds() == [
        *("token-made", "webhook-made", "webhook-test", "webhook-again", "webhook-off", "webhook-on"),
        *("webhook-secret", "webhook-secret-ended", "webhook-ended"),
    ]
    page = unescape((await aynur.get(HERE)).text)
    assert f"added the address {receiver.address}" in page and "There is no address." in page


async def test_two_presses_make_one_and_wrong_ones_stay_on_their_page(portal: Portal, aynur: Browser) -> None:
    fields = await form(aynur, "https://hr.example.az/told")
    answers = await asyncio.gather(*(aynur.post(f"{ALL}/new", fields) for _press in range(3)))
    assert sorted(one.status_code for one in answers) == [200, 409, 409]
    assert await Webhook.count() == 1 and await OrganisationAct.count() == 1
    for wrong in ("", "http://hr.example.az", "https://10.0.0.1/", "https://hr.example.az/told"):
        answer = await aynur.post(f"{ALL}/new", await form(aynur, wrong))
        assert answer.status_code == 422 and '<a href="#address' in answer.text and f'value="{wrong}"' in answer.text
    assert await Webhook.count() == 1
    nonsense = await form(aynur, "https://b.example.az", services="no-such")
    assert (await aynur.post(f"{ALL}/new", nonsense)).status_code == 422


async def test_what_was_typed_waits_while_one_proves_who_one_is(portal: Portal, aynur: Browser) -> None:
    where, _secret = await registered(aynur, "https://a.example.az/")
    fields = await form(aynur, "https://b.example.az/", services=OTHER)
    clock.advance(sessions.FRESH + dt.timedelta(seconds=1))
    answer = await aynur.post(f"{ALL}/new", fields)
    assert answer.headers["location"].startswith("/step-up?") and await Webhook.count() == 1
    for path in (f"{ALL}/new", f"{where}/secret"):
        assert (await aynur.get(path)).headers["location"].startswith("/step-up?")
    assert (await aynur.post(f"{where}/secret")).headers["location"].startswith("/step-up?")
    assert (await aynur.post(where, {"op": "off"})).status_code == 303, "whoever sees it misused must be quick"
    await aynur.post("/sign-in/demo", {"person": "aynur", "next": "/"})
    shown = (await aynur.get(f"{ALL}/new")).text
    assert 'value="https://b.example.az/"' in shown and shown.count(" checked") == 1


async def test_other_people_see_no_more_than_is_theirs(portal: Portal, aynur: Browser) -> None:
    where, _secret = await registered(aynur, "https://a.example.az/")
    rashad, leyla = await portal.signed_in("rashad"), await portal.signed_in("leyla")
    seen = (await rashad.get(HERE)).text
    assert "https://a.example.az/" in seen and where not in seen and f"{ALL}/new" not in seen
    for person, status in ((rashad, 403), (leyla, 404)):
        for path in (where, f"{where}/secret", f"{where}/end"):
            assert (await person.client.get(path)).status_code == status
            assert (await person.post(path, {"op": "off"})).status_code == status
    for path in (f"{ALL}/{NOBODY}", f"{ALL}/{NOBODY}/end"):
        assert (await aynur.post(path, {"op": "off"})).status_code == 404
    for fields in ({"op": ""}, {"op": "again", "delivery": "x"}):
        assert (await aynur.post(where, fields)).status_code == 400
    assert (await aynur.post(where, {"op": "again", "delivery": NOBODY})).status_code == 404
    assert (await Webhook.select(Webhook.state)) == [{"state": "on"}]


async def test_a_secret_in_an_address_is_for_heads(portal: Portal, aynur: Browser) -> None:
    where, _secret = await registered(aynur, "https://a.example.az/told?key=abc123")
    await aynur.post(where, {"op": "off"})
    await portal.settle()
    kept = str(await OrganisationAct.select()) + str(await Message.select()) + str(await Mail.select())
    assert "https://a.example.az/told" in kept and "abc123" not in kept
    assert "abc123" in (await aynur.get(where)).text
    assert "abc123" not in (await (await portal.signed_in("rashad")).get(HERE)).text


async def test_how_a_dead_address_stands_is_said(portal: Portal, aynur: Browser) -> None:
    robot = program(portal, await made(aynur))
    async with receiving(*[BROKEN] * 50) as receiver:
        where, _secret = await registered(aynur, receiver.address)
        await robot.move(await robot.open(ROSTER, what="Kran"), "send")
        await until(portal, 1, receiver.got)
        await Deliveries(portal.site).once()
        shown = (await aynur.get(where)).text
    assert "Has not answered since" in shown and ">500<" in shown and "Try now" in shown and "Next try" in shown


async def test_asking_for_messages_is_bounded(portal: Portal, aynur: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "WEBHOOK_ASKED", throttle.Limit("webhook-asked", 2, throttle.MINUTES, ""))
    where, _secret = await registered(aynur, "https://a.example.az/")
    await aynur.post(where, {"op": "off"})
    window_begins(throttle.WEBHOOK_ASKED)
    assert [(await aynur.post(where, {"op": "test"})).status_code for _press in range(3)] == [303, 303, 429]
    assert dt.timedelta(days=1) == webhooks.OVERLAP


async def test_the_feed_by_api(portal: Portal, aynur: Browser) -> None:
    robot, narrow = program(portal, await made(aynur)), program(portal, await made(aynur, name="b", services=OTHER))
    sent = [(await robot.move(await robot.open(ROSTER, what="Kran"), "send")).json()["number"] for _n in range(3)]
    other = (await robot.move(await robot.open(OTHER, what="Kran"), "send")).json()["number"]
    for _look in range(1200):
        if len((page := await robot.get("/api/v1/events?limit=9"))["events"]) == 4:
            break
        await asyncio.sleep(0.05)
    assert [one["number"] for one in page["events"]] == [*sent, other] and page["more"] is False
    first = await robot.get("/api/v1/events?limit=1")
    assert first["more"] is True and first["next"] == first["events"][0]["id"]
    rest = await robot.get(f"/api/v1/events?after={first['next']}")
    assert [one["number"] for one in rest["events"]] == [*sent[1:], other]
    end = await robot.get(f"/api/v1/events?after={rest['next']}")
    assert end == {"events": [], "next": rest["next"], "more": False}
    assert [one["number"] for one in (await robot.get(f"/api/v1/events?service={ROSTER}"))["events"]] == sent
    assert [one["number"] for one in (await narrow.get("/api/v1/events"))["events"]] == [other]
    assert (await narrow.get(f"/api/v1/events?service={ROSTER}"))["events"] == []
    is_problem(await robot.ask("GET", "/api/v1/events?service=no-such"), "not-found")
    for query in ("after=x", "limit=0", "limit=1001", "limit=x"):
        is_problem(await robot.ask("GET", f"/api/v1/events?{query}"), "bad-input")
    only = program(portal, await made(aynur, name="c", scopes=("fill",)))
    is_problem(await only.ask("GET", "/api/v1/events"), "insufficient-scope")
    leyla = await portal.signed_in("leyla")
    assert (await leyla.client.get("/api/v1/events")).json()["events"] == []
    clock.advance(dt.timedelta(days=31))
    await webhooks.sweep_webhooks()
    robot = program(portal, await made(await portal.signed_in("aynur"), name="d"))
    is_problem(await robot.ask("GET", f"/api/v1/events?after={first['next']}"), "events-gone")

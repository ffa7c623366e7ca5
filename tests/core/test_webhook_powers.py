"""Webhooks on both engines: who registers, renews, switches and ends them, where they may lead, and the feed itself."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import Site, events, open_site, webhooks
from xidmet.cases.webhooks import Wanted, deliver, send
from xidmet.errors import BadInput, EventsGone, NotAllowed, NotFound, Refused, WrongAnswers
from xidmet.settings import Settings
from xidmet.store import webhooks as store
from xidmet.store.tables import CaseEvent, Organisation, Webhook, WebhookDelivery

from tests.core.certificate import token
from tests.core.mandates import VOEN, actor, kinds
from tests.hooks import delivered, made
from tests.receivers import BROKEN, OK, receiving
from tests.roster_site import SLUG, entered, roster_site

HOUR = dt.timedelta(hours=1)


@pytest.fixture
async def site(settings: Settings, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(settings.model_copy(update={"site": roster_site(tmp_path / "gates")})) as opened:
        yield opened


@pytest.fixture
async def aynur(site: Site) -> Actor:
    """A head."""
    return await actor("aynur", acting=True)


@pytest.fixture
async def rashad(site: Site) -> Actor:
    """Moves the cases."""
    return await actor("rashad", acting=True)


async def test_a_new_secret_signs_beside_the_one_before_for_a_day(site: Site, aynur: Actor, rashad: Actor) -> None:
    async with receiving() as receiver:
        hook, old = await made(site, aynur, receiver.address)
        new = await webhooks.renew_secret(site, aynur, VOEN, hook)
        with pytest.raises(Refused):
            await webhooks.renew_secret(site, aynur, VOEN, hook)
        await entered(site, rashad, 1)
        await delivered(site)
        assert receiver.got[-1].is_signed_by(old) and receiver.got[-1].is_signed_by(new)
        clock.advance(webhooks.OVERLAP + HOUR)
        await webhooks.sweep_webhooks()
        await entered(site, rashad, 2)
        await delivered(site)
        assert receiver.got[-1].is_signed_by(new) and not receiver.got[-1].is_signed_by(old)
        (row,) = await Webhook.select()
        assert row["old_secret"] is None and new not in str(row) and new[6:].encode() not in bytes(row["secret"])
        newest = await webhooks.renew_secret(site, aynur, VOEN, hook)
        await webhooks.forget_earlier(aynur, VOEN, hook)
        await entered(site, rashad, 3)
        await delivered(site)
    assert receiver.got[-1].is_signed_by(newest) and not receiver.got[-1].is_signed_by(new)
    assert (await kinds())[-1] == "webhook-secret-ended"


async def test_a_test_and_a_repeat_go_out_of_turn(site: Site, aynur: Actor, rashad: Actor) -> None:
    await events.give_places()
    async with receiving(BROKEN, OK, OK, OK) as receiver:
        hook, secret = await made(site, aynur, receiver.address)
        number = await entered(site, rashad, 1)
        await delivered(site)
        await webhooks.send_test(site, aynur, VOEN, hook)
        await delivered(site)
        assert receiver.got[-1].says["type"] == "webhook.test" and receiver.got[-1].is_signed_by(secret)
        (waits,) = await store.deliveries(hook, 9, store.WAITS)
        await webhooks.send_again(site, aynur, VOEN, hook, waits.id)
        await delivered(site)
        assert receiver.got[-1].events == [(number, 3)], "tried now, before its time"
        await webhooks.send_again(site, aynur, VOEN, hook, waits.id)
        await delivered(site)
        assert receiver.got[-1].id == receiver.got[-2].id == waits.message
    assert {row["state"] for row in await WebhookDelivery.select()} == {"sent"}
    assert (await kinds())[-3:] == ["webhook-test", "webhook-again", "webhook-again"]


async def test_only_its_services_and_only_its_own_organisation(site: Site, aynur: Actor, rashad: Actor) -> None:
    await events.give_places()
    async with receiving() as other, receiving() as mine:
        await made(site, aynur, other.address, "another-service")
        await made(site, aynur, mine.address, SLUG)
        number = await entered(site, rashad, 1)
        await CaseEvent.update({CaseEvent.party: "o:1400000999"}).where(CaseEvent.place.is_null())
        second = await entered(site, rashad, 2)
        await delivered(site)
    assert other.got == [] and mine.events == [(second, 3)] and number
    assert (await events.feed(rashad, {"another-service"}, "", 9)).events == []
    assert (await events.feed(rashad, set(), "", 9)).events == []


async def test_switched_off_nothing_goes_and_nothing_is_lost(site: Site, aynur: Actor, rashad: Actor) -> None:
    await events.give_places()
    async with receiving() as receiver:
        hook, _secret = await made(site, aynur, receiver.address)
        await webhooks.switch_off(aynur, VOEN, hook)
        number = await entered(site, rashad, 1)
        await delivered(site)
        assert receiver.got == []
        await webhooks.switch_on(site, aynur, VOEN, hook)
        await delivered(site)
        assert receiver.events == [(number, 3)]
        await webhooks.end(aynur, VOEN, hook)
        await entered(site, rashad, 2)
        await delivered(site)
        with pytest.raises(NotFound):
            await webhooks.switch_on(site, aynur, VOEN, hook)
    assert len(receiver.got) == 1
    assert (await kinds())[-4:] == ["webhook-made", "webhook-off", "webhook-on", "webhook-ended"]
    (row,) = await Webhook.select()
    assert bytes(row["secret"]) == b""


async def test_only_a_head_and_twice_makes_one(site: Site, aynur: Actor, rashad: Actor) -> None:
    wanted = Wanted("https://hr.example.az/told", frozenset())
    for person, error in ((rashad, NotAllowed), (await actor("leyla"), NotFound)):
        with pytest.raises(error):
            await webhooks.make(site, person, VOEN, wanted, token())
    form = token()
    answers = await asyncio.gather(
        *(webhooks.make(site, aynur, VOEN, wanted, form) for _press in range(3)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in answers) == ["MadeAlready", "MadeAlready", "tuple"]
    with pytest.raises(WrongAnswers):
        await webhooks.make(site, aynur, VOEN, wanted, token())
    hook = (await webhooks.hooks_of(rashad, VOEN))[0].id
    for doing in (webhooks.switch_off(rashad, VOEN, hook), webhooks.send_test(site, rashad, VOEN, hook)):
        with pytest.raises(NotAllowed):
            await doing
    with pytest.raises(NotAllowed):
        await webhooks.renew_secret(site, rashad, VOEN, hook)
    another = Organisation(id=uuid4(), voen="1400000999", name="B", kind="legal_entity", created_at=clock.now())
    await Organisation.insert(another)
    await store.change(hook, (store.ON,), organisation=another.id)
    with pytest.raises(NotFound):
        await webhooks.end(aynur, VOEN, hook)


HOSTILE = [
    *("http://hr.example.az/", "ftp://hr.example.az/", "https://", "//hr.example.az", "javascript:alert(1)"),
    *("https://10.0.0.1/", "https://127.0.0.1:99999/", "https://[::1]/", "https://169.254.169.254/latest"),
    *("https://[::ffff:10.0.0.1]/", "https://0x7f.1/", "https://2130706433/", "https://intranet/", "https://a.local/"),
    *("https://u:p@hr.example.az/", "https://hr.example.az/#a", "https://hr.example.az/" + "a" * 500),
    *("https://hr.exämple.az/", "https://hr.example.az:0/", "https://hr example.az/", "https://192.168.1.1./"),
]


@pytest.mark.parametrize("address", HOSTILE)
async def test_hostile_addresses_are_not_registered(embedded: Settings, address: str) -> None:
    async with open_site(embedded) as site:
        with pytest.raises(WrongAnswers):
            await made(site, await actor("aynur", acting=True), address)
        assert await Webhook.count() == 0


async def test_a_name_that_leads_inside_is_not_told(
    site: Site, aynur: Actor, rashad: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it leads is looked at each time; and outside a demonstration this machine is inside, too."""
    async with receiving() as receiver:
        hook, _secret = await made(site, aynur, receiver.address)
        await entered(site, rashad, 1)
        monkeypatch.setattr(deliver, "inside", lambda _settings: ())
        await delivered(site)
        assert receiver.got == []
        (row,) = await store.deliveries(hook, 9)
        assert (row.state, row.problem, row.status) == (store.WAITS, send.INSIDE, None)


async def test_a_feed_is_followed_and_what_is_gone_is_said(site: Site, aynur: Actor, rashad: Actor) -> None:
    await entered(site, rashad, 1)
    await events.give_places()
    page = await events.feed(rashad, None, "", 1)
    for nonsense in ("x", "1", "-1-2", "1-2-3", "9" * 20 + "-1"):
        with pytest.raises(BadInput):
            await events.feed(rashad, None, nonsense, 1)
    clock.advance(events.KEPT + HOUR)
    number = await entered(site, rashad, 2)
    await events.give_places()
    await webhooks.sweep_webhooks()
    assert [event.number for event in (await events.feed(rashad, None, page.after, 9)).events] == [number]
    clock.advance(events.KEPT + HOUR)
    await webhooks.sweep_webhooks()
    with pytest.raises(EventsGone):
        await events.feed(rashad, None, page.after if page.after != "2-1" else "1-1", 9)

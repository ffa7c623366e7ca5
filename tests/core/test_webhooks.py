"""Webhooks on both engines: every move of an organisation's cases is told, signed, in order, until it arrives."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import Site, events, open_site, webhooks
from xidmet.cases.webhooks import Deliveries, deliver, send
from xidmet.settings import Settings
from xidmet.store import events as feed
from xidmet.store import transaction
from xidmet.store import webhooks as store
from xidmet.store.tables import CaseEvent, Message

from tests.core.mandates import VOEN, actor, holder, kinds
from tests.core.many import many
from tests.hooks import delivered, made, the_hook
from tests.receivers import BROKEN, GONE, OK, REDIRECT, SILENT, by_case, receiving
from tests.roster_site import SLUG, done, entered, fin, later, roster_site

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


async def test_every_move_is_told_signed_and_once(site: Site, aynur: Actor, rashad: Actor) -> None:
    before = await entered(site, rashad, 1)
    async with receiving() as receiver:
        _hook, secret = await made(site, aynur, receiver.address)
        await events.give_places()
        numbers = [await entered(site, rashad, n) for n in (2, 3)]
        assert all(result.done for result in await many(site, rashad, "activate", numbers, until=later(3)))
        await delivered(site)
        await delivered(site)
    assert by_case(receiver.events) in ({n: [3, 4] for n in numbers}, {before: [3], **{n: [3, 4] for n in numbers}})
    (got, *_more) = receiver.got
    assert got.is_signed_by(secret) and not got.is_signed_by("whsec_" + "A" * 44)
    assert abs(int(got.headers["webhook-timestamp"]) - clock.now().timestamp()) < 60
    last = receiver.got[-1].says
    assert last["type"] == "cases.moved" and set(last["data"]["events"][-1]) == {
        *("id", "number", "service", "version", "state", "move", "at")
    }
    assert (last["data"]["events"][-1]["state"], last["data"]["events"][-1]["move"]) == ("active", "activate")
    assert "Məmmədov" not in str(receiver.got) and fin(2) not in str(receiver.got)


async def test_a_transaction_costs_one_row_however_many_it_moves(site: Site, rashad: Actor) -> None:
    numbers = [await entered(site, rashad, n) for n in range(12)]
    was = await CaseEvent.count()
    await many(site, rashad, "activate", numbers, until=later(3))
    assert await CaseEvent.count() == was + 1
    await events.give_places()
    pages, after = list[str](), ""
    while (page := await events.feed(rashad, None, after, 5)).events:
        pages += [event.number for event in page.events]
        after = page.after
    assert sorted(pages) == sorted([*numbers, *numbers]) and pages[-12:] == numbers and not page.more


async def test_messages_are_cut_and_go_on_inside_a_transaction(
    site: Site, aynur: Actor, rashad: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliver, "IN_ONE", 3)
    numbers = [await entered(site, rashad, n) for n in range(7)]
    await events.give_places()
    async with receiving(OK, BROKEN) as receiver:
        await made(site, aynur, receiver.address)
        await many(site, rashad, "activate", numbers, until=later(3))
        await delivered(site)
        assert [len(got.events) for got in receiver.got] == [3, 3], "the second one was not taken"
        clock.advance(HOUR)
        await delivered(site)
    assert [len(got.events) for got in receiver.got] == [3, 3, 3, 1]
    assert receiver.got[1].id == receiver.got[2].id and receiver.got[1].body == receiver.got[2].body
    assert [number for number, _version in receiver.events] == [*numbers[:6], *numbers[3:]]


async def test_what_is_not_taken_holds_up_what_is_behind_it_and_nobody_else(
    site: Site, aynur: Actor, rashad: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(send, "SECONDS", 0.3)
    monkeypatch.setattr(send.post, "__defaults__", (0.3,))
    await events.give_places()
    async with receiving(BROKEN, REDIRECT, SILENT) as bad, receiving() as good:
        hook, _secret = await made(site, aynur, bad.address)
        await made(site, aynur, good.address)
        number = await entered(site, rashad, 1)
        for tries in range(3):
            await delivered(site)
            assert (await the_hook(hook)).tries == tries + 1
            clock.advance(HOUR)
        await done(site, rashad, number, "activate", until=later(3))
        await delivered(site)
    assert good.events == [(number, 3), (number, 4)]
    assert bad.events == [(number, 3)] * 4 + [(number, 4)] and len({got.id for got in bad.got}) == 2
    rows = await store.deliveries(hook, 9)
    assert {(row.state, row.status, row.problem) for row in rows} == {("sent", 200, "")}
    assert (await the_hook(hook)).tries == 0 and (await the_hook(hook)).failing_since is None


async def test_killed_between_sending_and_saying_so(
    site: Site, aynur: Actor, rashad: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await events.give_places()
    async with receiving() as receiver:
        await made(site, aynur, receiver.address)
        number = await entered(site, rashad, 1)

        async def killed(*_given: object) -> bool:
            raise asyncio.CancelledError

        with monkeypatch.context() as patched:
            patched.setattr(deliver, "_taken", killed)
            with pytest.raises(asyncio.CancelledError):
                await Deliveries(site).once()
        assert receiver.events == [(number, 3)]
        await done(site, rashad, number, "activate", until=later(3))
        await delivered(site)
        assert receiver.events == [(number, 3)], "it is in the hands of the one that died"
        clock.advance(deliver.LEASE * 2)
        await delivered(site)
    assert receiver.events == [(number, 3), (number, 3), (number, 4)]
    assert receiver.got[0].id == receiver.got[1].id and receiver.got[0].body == receiver.got[1].body


async def test_one_that_stood_still_says_nothing_any_more(site: Site, aynur: Actor, rashad: Actor) -> None:
    """Its lease ran out while it waited; by then somebody else has sent what it was about to send."""
    await events.give_places()
    async with receiving() as receiver:
        hook, _secret = await made(site, aynur, receiver.address)
        await entered(site, rashad, 1)
        await events.give_places()
        moment = clock.now()
        (slow,) = await store.claim(1, moment, moment + deliver.LEASE)
        assert await store.claim(1, clock.now(), clock.now() + deliver.LEASE) == []
        clock.advance(deliver.LEASE * 2)
        await delivered(site)
        place = (await the_hook(hook)).place
        await deliver._in_turn(site, slow)
        assert len(receiver.got) == 1 and (await the_hook(hook)).place == place


async def test_what_is_committed_later_stands_later(site: Site, rashad: Actor) -> None:
    """A row that was begun first and committed last is not missed by whoever has read on meanwhile."""
    if feed.Webhook._meta.db.engine_type == "sqlite":
        pytest.skip("one writes at a time there")
    first, second = await entered(site, rashad, 1), await entered(site, rashad, 2)
    await events.give_places()
    after = (await events.feed(rashad, None, "", 100)).after
    written, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with transaction():
            await feed.add(rashad.party, SLUG, [(first, "entered", 9, "enter")], clock.now())
            written.set()
            await go_on.wait()

    waiting = asyncio.create_task(slow())
    await written.wait()
    async with transaction():
        await feed.add(rashad.party, SLUG, [(second, "entered", 9, "enter")], clock.now())
    await events.give_places()
    page = await events.feed(rashad, None, after, 100)
    assert [event.number for event in page.events] == [second]
    go_on.set()
    await waiting
    await events.give_places()
    assert [event.number for event in (await events.feed(rashad, None, page.after, 100)).events] == [first]


async def test_several_workers_at_once_send_each_once(site: Site, aynur: Actor, rashad: Actor) -> None:
    await events.give_places()
    async with receiving() as one, receiving() as other:
        for receiver in (one, other):
            await made(site, aynur, receiver.address)
        for n in range(4):
            await entered(site, rashad, n)
            await asyncio.gather(*(Deliveries(site).once() for _worker in range(3)))
        await delivered(site)
    for receiver in (one, other):
        assert len(receiver.events) == 4 and len({number for number, _version in receiver.events}) == 4


async def test_after_three_days_it_is_given_up_and_goes_on_when_it_is_mended(
    site: Site, aynur: Actor, rashad: Actor
) -> None:
    await holder("sevda", "head")
    await events.give_places()
    async with receiving(*[BROKEN] * 60) as receiver:
        hook, _secret = await made(site, aynur, receiver.address)
        number, begun = await entered(site, rashad, 1), clock.now()
        while (await the_hook(hook)).state == store.ON:
            await delivered(site)
            assert clock.now() - begun < dt.timedelta(days=4)
            clock.advance(dt.timedelta(hours=1))
        assert clock.now() - begun > dt.timedelta(days=3) and 15 < len(receiver.got) < 40
        assert (await kinds())[-1] == "webhook-broken"
        last = (Message.party == "p:5SVDA23") & Message.link.like("%#webhooks") & (Message.channel == "inbox")
        assert await Message.count().where(last) == 2, "that it was added, and that it does not answer"
        receiver.answers.clear()
        await done(site, rashad, number, "activate", until=later(9))
        await delivered(site)
        tried = len(receiver.got)
        await webhooks.switch_on(site, aynur, VOEN, hook)
        await delivered(site)
    assert [event for got in receiver.got[tried:] for event in got.events] == [(number, 3), (number, 4)]


async def test_one_that_says_it_is_gone_is_believed(site: Site, aynur: Actor, rashad: Actor) -> None:
    async with receiving(GONE) as receiver:
        hook, _secret = await made(site, aynur, receiver.address)
        await entered(site, rashad, 1)
        await delivered(site)
        clock.advance(HOUR)
        await delivered(site)
    assert (await the_hook(hook)).state == store.BROKEN and len(receiver.got) == 1
